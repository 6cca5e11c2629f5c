//! The desk of whoever rules: objections that wait, the most urgent first; and a form for what somebody said or wrote.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use super::actions::{self, Word};
use super::desk::Desk;
use super::model::*;
use super::objecting::{Raise, may_appeal};
use super::store;
use super::turn::{Onlooker, Turn, task};
use crate::awards::{self, Award};
use crate::claims::{self, Claim};
use crate::db::Conn;
use crate::roster::{self, Action, Sought, Whom, may};
use crate::versions::{House, Numbered};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, plain_day, see};
use crate::words::{Kind, Refusal};

/// How many objections that were decided the list shows.
const DECIDED: i64 = 30;

/// The pages of this desk.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/desk/{village}/objections", get(list).post(hand_in))
        .route("/desk/{village}/objections/{id}/ruling", post(rule))
        .route("/desk/{village}/objections/{id}/appeal", post(appeal))
}

/// An objection as this reader sees it.
#[derive(Clone, Debug)]
pub(super) struct ObjectionRow {
    pub id: i64,
    pub award: i64,
    /// `公共场合说脏话，1-02，3月2日（周一），−2 分`
    pub about: String,
    /// Who objects, with their number; for whoever is told.
    pub who: Option<String>,
    pub says: String,
    pub state: &'static str,
    /// `剩 3 天`, `过了 2 天`
    pub due: Option<String>,
    pub is_late: bool,
    /// What was decided so far.
    pub steps: Vec<String>,
    pub may_rule: bool,
    pub barred: Option<String>,
    pub may_appeal: bool,
    pub operation: String,
    pub reason: String,
    pub told: Option<Told>,
}

/// What waits, and what was decided.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "notices/objections.html")]
pub(super) struct ObjectionsPage {
    pub shell: Shell,
    /// What was just done, in a sentence.
    pub done: Option<String>,
    /// None for whoever may not see who objects.
    pub rows: Option<(Vec<ObjectionRow>, Vec<ObjectionRow>)>,
    /// None for whoever takes none in.
    pub form: Option<HandInForm>,
}

/// The form for what somebody said or wrote.
#[derive(Clone, Debug, Default)]
pub(super) struct HandInForm {
    pub operation: String,
    pub award: String,
    pub whom: Whom,
    pub reason: String,
    pub sentence: String,
    pub told: Option<Told>,
}

impl HandInForm {
    /// Stored and spoken names of the reasons.
    pub fn reasons(&self) -> [(&'static str, &'static str); 4] {
        Reason::ALL.map(|reason| (reason.name(), reason.chinese()))
    }
}

#[derive(Default, Deserialize)]
struct Asked {
    /// The objection that was just raised or decided.
    done: Option<i64>,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Reply<Response> {
    let mut view = objections_page(&desk).await?;
    let mut conn = desk.books.read().await?;
    if let Some(id) = asked.done
        && let Some(objection) = store::objection(&mut conn, &desk.village, id).await?
    {
        let due = if objection.state.is_open() {
            format!("，{} 以前答复", plain_day(objection.answer_by, desk.today))
        } else {
            String::new()
        };
        view.done = Some(format!("回执第 {id} 号：{}{due}。", objection.state.chinese()));
    }
    page(&view)
}

async fn objections_page(desk: &Desk) -> Reply<ObjectionsPage> {
    let role = desk.caller.actor.role;
    let rows = match may(role, Action::SeeObjections) {
        true => Some(rows(desk, &mut desk.books.read().await?).await?),
        false => None,
    };
    let form = may(role, Action::Object).then(|| HandInForm { operation: desk.books.chance.token(), ..HandInForm::default() });
    Ok(ObjectionsPage { shell: desk.shell("有意见"), done: None, rows, form })
}

/// What waits, the most urgent first, and what was decided, the newest first.
async fn rows(desk: &Desk, conn: &mut Conn) -> anyhow::Result<(Vec<ObjectionRow>, Vec<ObjectionRow>)> {
    let names = roster::staff(conn, &desk.village).await?.into_iter().map(|staff| (staff.number, staff.name)).collect();
    let onlooker = Onlooker::new(conn, &desk.village, &desk.caller.actor).await?;
    let (mut waiting, mut decided) = (Vec::new(), Vec::new());
    for objection in store::waiting(conn, &desk.village).await? {
        waiting.extend(row(desk, conn, (&names, &onlooker), objection).await?);
    }
    for objection in store::objections(conn, &desk.village, i64::MAX, DECIDED).await? {
        if !objection.state.is_open() {
            decided.extend(row(desk, conn, (&names, &onlooker), objection).await?);
        }
    }
    Ok((waiting, decided))
}

async fn row(
    desk: &Desk,
    conn: &mut Conn,
    (names, onlooker): (&HashMap<String, String>, &Onlooker<'_>),
    objection: Objection,
) -> anyhow::Result<Option<ObjectionRow>> {
    let (village, id) = (&desk.village, objection.award);
    let (claim, award) = (claims::claim(conn, village, id).await?, awards::award(conn, village, id).await?);
    let (Some(claim), Some(award)) = (claim, award) else { return Ok(None) };
    let steps = store::steps(conn, village, &objection).await?;
    let turn = onlooker.turn(conn, &objection).await?;
    let name = roster::resident(conn, village, &objection.resident).await?.map(|resident| resident.name).unwrap_or_default();
    Ok(Some(ObjectionRow {
        who: turn.knows_who.then(|| format!("{name} {}", objection.resident)),
        steps: steps.iter().map(|step| in_words(step, names)).collect(),
        ..view(desk, turn, objection, (&claim, &award, &steps))
    }))
}

/// What can be told without names.
fn view(desk: &Desk, turn: Turn, objection: Objection, (claim, award, steps): (&Claim, &Award, &[Step])) -> ObjectionRow {
    let left = (objection.answer_by - desk.today).num_days();
    let due = if left < 0 { format!("过了 {} 天", -left) } else { format!("剩 {left} 天") };
    let sign = if award.points.is_negative() { "−" } else { "+" };
    let day = plain_day(award.occurred_on, desk.today);
    ObjectionRow {
        id: objection.id,
        award: award.id,
        about: format!("{}，{}，{day}，{sign}{} 分，{}", award.rule, claim.subject, award.points.abs().plain(), award.state.chinese()),
        who: None,
        says: says(&objection),
        state: objection.state.chinese(),
        due: objection.state.is_open().then_some(due),
        is_late: objection.state.is_open() && left < 0,
        steps: Vec::new(),
        may_rule: turn.may_rule,
        barred: turn.barred,
        may_appeal: may(desk.caller.actor.role, Action::Object) && may_appeal(&objection, claim.state, steps),
        operation: desk.books.chance.token(),
        reason: String::new(),
        told: None,
    }
}

/// `没做过：那天我不在村里`
pub(super) fn says(objection: &Objection) -> String {
    let sentence = if objection.sentence.is_empty() { String::new() } else { format!("：{}", objection.sentence) };
    format!("{}{sentence}", objection.reason.chinese())
}

fn in_words(step: &Step, names: &HashMap<String, String>) -> String {
    let name = names.get(&step.taken_by).map_or("", String::as_str);
    format!("{} {name}：{}", step.role.chinese(), verdict(step))
}

/// `意见不成立，三个人听见了`
pub(super) fn verdict(step: &Step) -> String {
    let verdict = match step.verdict {
        Verdict::Uphold => "意见成立",
        Verdict::Dismiss => "意见不成立",
        Verdict::Appeal => "申诉",
    };
    format!("{verdict}，{}", step.said)
}

#[derive(Deserialize)]
struct HandedIn {
    operation: String,
    award: String,
    resident: String,
    /// Of whom may have been meant.
    pick: Option<String>,
    reason: String,
    #[serde(default)]
    sentence: String,
    /// `find` only looks who it is.
    #[serde(default, rename = "do")]
    wish: String,
}

async fn hand_in(desk: Desk, Fields(typed): Fields<HandedIn>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Object)?;
    let whom = desk.whom(Sought::Person, typed.pick.as_deref().unwrap_or(&typed.resident)).await?;
    let only_looks = typed.pick.is_some() || typed.wish == "find" || whom.is_open();
    let outcome = if only_looks { None } else { Some(submit(&desk, &typed, whom.number()).await?) };
    let HandedIn { operation, award, reason, sentence, .. } = typed;
    let form = HandInForm { operation, award, whom, reason, sentence, told: None };
    match outcome {
        None => page(&ObjectionsPage { form: Some(form), ..objections_page(&desk).await? }),
        Some(Ok(id)) => Ok(see(format!("{}/objections?done={id}", desk.home()))),
        Some(Err(refusal)) => {
            let form = HandInForm { told: Some(Told::from(&refusal)), ..form };
            page_refused(&refusal, &ObjectionsPage { form: Some(form), ..objections_page(&desk).await? })
        }
    }
}

async fn submit(desk: &Desk, typed: &HandedIn, resident: &str) -> Reply<Result<String, Refusal>> {
    let (Ok(award), Some(reason)) = (typed.award.trim().parse(), Reason::parse(&typed.reason)) else {
        let next_step = "第几件写数字，在公示里或“查一户”里都看得到；再选一个原因。";
        return Ok(Err(Refusal::new("request.wrong_form", Kind::Malformed, "没有看懂是哪一件，或者没有选原因。", next_step)));
    };
    let act = desk.act(&typed.operation, false)?;
    let job = Raise { award, reason, sentence: typed.sentence.clone(), resident: Some(resident.to_owned()) };
    Ok(expected(actions::object(&desk.books, act, job).await)?.map(|done| done.answer.id))
}

#[derive(Deserialize)]
struct TypedRuling {
    operation: String,
    /// `uphold` or `dismiss`.
    #[serde(rename = "do")]
    wish: String,
    #[serde(default)]
    reason: String,
}

async fn rule(desk: Desk, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<TypedRuling>) -> Reply<Response> {
    let objection = store::objection(&mut desk.books.read().await?, &desk.village, id).await?;
    let task = objection.as_ref().map_or(Action::RuleOnObjection, task);
    desk.caller.check(&desk.village, task)?;
    let word = Word { upheld: typed.wish == "uphold", reason: typed.reason.clone(), is_final: task == Action::RuleOnAppeal };
    let act = desk.act(&typed.operation, false)?;
    let outcome = expected(actions::rule(&desk.books, &desk.library, act, id, word).await)?;
    told(&desk, id, outcome.map(drop), typed.reason).await
}

#[derive(Deserialize)]
struct TypedAppeal {
    operation: String,
    #[serde(default)]
    reason: String,
}

async fn appeal(desk: Desk, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<TypedAppeal>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Object)?;
    let act = desk.act(&typed.operation, false)?;
    let outcome = expected(actions::appeal(&desk.books, act, id, typed.reason.clone()).await)?;
    told(&desk, id, outcome.map(drop), typed.reason).await
}

/// Leads back to the list, or says no beside the objection.
async fn told(desk: &Desk, id: i64, outcome: Result<(), Refusal>, reason: String) -> Reply<Response> {
    let Err(refusal) = outcome else { return Ok(see(format!("{}/objections?done={id}", desk.home()))) };
    let mut view = objections_page(desk).await?;
    let found = view.rows.iter_mut().flat_map(|(waiting, decided)| waiting.iter_mut().chain(decided)).find(|row| row.id == id);
    let Some(row) = found else { return Err(refusal.into()) };
    (row.reason, row.told) = (reason, Some(Told::from(&refusal)));
    page_refused(&refusal, &view)
}

/// A day until which an answer comes, for whoever waits for it.
pub(super) fn answer_by(objection: &Objection, today: NaiveDate) -> Option<String> {
    objection.state.is_open().then(|| format!("{} 以前答复", plain_day(objection.answer_by, today)))
}
