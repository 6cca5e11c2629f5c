//! The grid worker's phone: 什么事 → 谁家 → 说明和照片 → 交. Without scripts it is three forms. With them (`grid.js`) what is recorded waits on the phone until
//! there is a net, and goes in by the API under the operation id it got when it was written down: each counts once, however often it is sent.
//!
//! Not here: what may be recorded (`recording`). A deed is judged by the rules of its own day, whenever it comes in.

use askama::Template;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::desk::ClaimView;
use super::form::{FormView, Typed};
use super::pages::{meet, submit};
use super::photos;
use crate::roster::{self, Action};
use crate::rulebook::Rule;
use crate::versions::{House, Place, Screen};
use crate::web::{Filled, Reply, Shell, page, page_refused, see};

/// What lets records wait on the phone.
const QUEUE: &str = include_str!("grid.js");

/// What shows the page where there is no net.
const WORKER: &str = include_str!("grid_worker.js");

/// The pages of the grid worker's phone.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/grid/{village}", get(first))
        .route("/grid/{village}/record", get(second).post(third).layer(photos::room()))
        .route("/grid/{village}/standing", get(standing))
        .route("/grid/queue.js", get(async || script(QUEUE)))
        .route("/grid/worker.js", get(async || script(WORKER)))
}

/// These stand under one name, whatever their text; they are asked for anew each time there is a net.
fn script(text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text)
}

/// Out in the village, with a phone in the hand.
struct OnTheWay;

impl Place for OnTheWay {
    const NAME: &'static str = "grid";
    const RIGHT: Action = Action::RecordOnTheWay;
}

type Phone = Screen<OnTheWay>;

/// What happened: every rule, and what each asks for, so that it can be filled in where there is no net.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/grid.html")]
struct FirstPage {
    shell: Shell,
    village: String,
    standing: Standing,
    /// Whether this reader leads a group.
    leads: bool,
    done: Option<ClaimView>,
    chapters: Vec<(String, Vec<RuleForm>)>,
}

/// A rule with its form.
#[derive(Clone, Debug)]
struct RuleForm {
    is_deduction: bool,
    form: FormView,
}

/// To whom it happened, then the rest.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/grid_record.html")]
struct RecordPage {
    shell: Shell,
    form: FormView,
}

/// Who is signed in, and under which rules: what waits on a phone is sent by nobody but whoever wrote it down.
#[derive(Clone, Debug, Serialize)]
struct Standing {
    who: String,
    rulebook: String,
    today: String,
}

fn stands(phone: &Phone) -> Standing {
    Standing { who: phone.caller.actor.staff.clone(), rulebook: phone.rulebook.hash().to_owned(), today: phone.today.to_string() }
}

async fn standing(phone: Phone) -> Reply<Json<Standing>> {
    Ok(Json(stands(&phone)))
}

#[derive(Default, Deserialize)]
struct Asked {
    /// The claim that was just recorded.
    done: Option<i64>,
    #[serde(default)]
    rule: String,
}

async fn first(phone: Phone, Query(asked): Query<Asked>) -> Reply<Response> {
    let done = phone.done(asked.done).await?;
    let (rulebook, today) = (&phone.rulebook, phone.today);
    let form = |rule: &Rule| RuleForm { is_deduction: rule.is_deduction(), form: blank(&phone, rule) };
    let chapter = |(name, rules): (&str, Vec<&Rule>)| {
        let rules = rules.into_iter().filter(|rule| !rule.is_confidential());
        (name.to_owned(), rules.map(form).collect::<Vec<_>>())
    };
    let chapters = rulebook.chapters(today).into_iter().map(chapter).filter(|(_, rules)| !rules.is_empty()).collect();
    let (village, standing) = (phone.village.to_string(), stands(&phone));
    let leads = roster::may(phone.caller.actor.role, Action::SeeGroup);
    page(&FirstPage { shell: phone.shell("记一件"), village, standing, leads, done, chapters })
}

/// The form of a rule before anything is filled in.
fn blank(phone: &Phone, rule: &Rule) -> FormView {
    FormView::new(rule, &Typed::default(), phone.today, phone.books.chance.token())
}

async fn second(phone: Phone, Query(asked): Query<Asked>) -> Reply<Response> {
    let Some(rule) = phone.rulebook.rule(asked.rule.trim()) else { return Ok(see(phone.home())) };
    page(&RecordPage { shell: phone.shell(rule.name()), form: blank(&phone, rule) })
}

async fn third(phone: Phone, Filled { fields, files }: Filled) -> Reply<Response> {
    let mut typed = Typed(fields);
    if let Some(picked) = typed.0.remove("pick") {
        typed.0.insert("subject".to_owned(), picked);
    }
    let (rulebook, _) = phone.rules_on(typed.get("day")).await?;
    let Some(rule) = rulebook.rule(typed.get("rule")) else { return Ok(see(phone.home())) };
    let brought = photos::bring_all(&phone, &mut typed, files).await?;
    let mut form = FormView::new(rule, &typed, phone.today, typed.get("operation").to_owned());
    meet(&phone, &rulebook, rule, (&mut form, &mut typed)).await?;
    let shell = phone.shell(rule.name());
    let outcome = match brought {
        Err(refusal) => Err(refusal),
        Ok(()) if typed.get("do") != "record" || form.whom.is_open() => {
            return page(&RecordPage { shell, form });
        }
        Ok(()) => submit(&phone, rule, &typed, false).await?,
    };
    match outcome {
        Ok(done) => Ok(see(format!("{}?done={}", phone.home(), done.answer.id))),
        Err(refusal) => page_refused(&refusal, &RecordPage { shell, form: form.refused(&refusal) }),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::claims::model::ClaimRefusal;
    use crate::claims::pages::samples::{claim, form, known};
    use crate::roster::Whom;

    fn shell(title: &str) -> Shell {
        let who = Some("网格员 马小山".into());
        Shell { title: title.into(), skin: "grid", place: "蒋河村".into(), home: "/grid/xinjiayuan".into(), who, ..Shell::default() }
    }

    fn first(done: Option<ClaimView>) -> String {
        let chapters = vec![("移风易俗".into(), vec![RuleForm { is_deduction: true, form: blank() }])];
        let standing = Standing { who: "S05".into(), rulebook: "0c".repeat(32), today: "2026-11-22".into() };
        FirstPage { shell: shell("记一件"), village: "xinjiayuan".into(), standing, leads: done.is_some(), done, chapters }
            .render()
            .unwrap()
    }

    fn blank() -> FormView {
        FormView { whom: Whom::default(), photos: Vec::new(), preview: None, needs_photo: true, ..form() }
    }

    fn record(form: FormView) -> String {
        RecordPage { shell: shell("红白事从俭"), form }.render().unwrap()
    }

    /// Every page of this file, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let known = FormView { whom: known(), ..form() };
        let missing = ClaimRefusal::EvidenceMissing("红白事从俭".into(), crate::rulebook::Evidence::Photo).into();
        vec![
            ("grid", first(None)),
            ("grid, one recorded", first(Some(claim(17)))),
            ("grid, whose", record(blank())),
            ("grid, which of them", record(form())),
            ("grid, nobody", record(FormView { whom: Whom::typed("9-99"), ..blank() })),
            ("grid, the rest", record(known.clone())),
            ("grid refused", record(known.refused(&missing))),
        ]
    }
}
