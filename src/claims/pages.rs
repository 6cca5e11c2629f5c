//! The desk: recording one deed, looking a household's up, and deciding on what others recorded.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use super::desk::{ChapterChoice, ClaimView, Reader, choices, signed, told_under};
use super::form::{FormView, Preview, Typed};
use super::model::*;
use super::recording::is_personal;
use super::{actions, batch, grid, own, photos, queue, store};
use crate::db::Conn;
use crate::roster::{self, Action, Reach, Sought, Whom};
use crate::rulebook::{Rule, Rulebook, Subject};
use crate::versions::{House, Numbered, Place, Screen};
use crate::web::{Fields, Filled, Reply, Shell, Told, expected, in_query, no_such_choice, page, page_refused, see};
use crate::words::{Done, Refusal};

/// How many claims of one household it lists.
const OF_ONE: i64 = 50;

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/desk/{village}/queue", get(queue::show))
        .route("/desk/{village}/record", get(blank).post(record).layer(photos::room()))
        .route("/desk/{village}/batch", get(batch::blank).post(batch::hand_in))
        .route("/desk/{village}/claims", post(look_up))
        .route("/desk/{village}/claims/{id}", get(show))
        .route("/desk/{village}/claims/{id}/review", post(review))
        .merge(photos::pages())
        .merge(own::pages())
        .merge(grid::pages())
}

/// The desk, where people work whom the village knows by name.
pub(super) struct AtDesk;

impl Place for AtDesk {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::SeeClaims;
}

pub(super) type Desk = Screen<AtDesk>;

impl<P: Place> Screen<P> {
    pub(super) async fn reader<'a>(&'a self, conn: &'a mut Conn) -> anyhow::Result<Reader<'a>> {
        Reader::new(conn, &self.village, &self.caller, &self.books.chance, self.today).await
    }

    /// The rulebook that will judge a deed of a typed day, and that day; where none was in force yet, or no past day is typed, today's.
    pub(super) async fn rules_on(&self, typed: &str) -> Reply<(Arc<Rulebook>, NaiveDate)> {
        if let Some(day) = typed.trim().parse().ok().filter(|day| *day < self.today)
            && let Ok(rulebook) = expected(self.library.in_force(&self.village, day).await)?
        {
            return Ok((rulebook, day));
        }
        Ok((self.rulebook.clone(), self.today))
    }

    /// A claim that was just recorded or decided, to be told about.
    pub(super) async fn done(&self, id: Option<i64>) -> Reply<Option<ClaimView>> {
        let Some(id) = id else { return Ok(None) };
        let mut conn = self.books.read().await?;
        let reach = roster::reach(&mut conn, &self.village, &self.caller.actor).await?;
        if reach != Reach::Village {
            let Some(claim) = store::claim(&mut conn, &self.village, id).await? else { return Ok(None) };
            let home = roster::household(&mut conn, &self.village, &claim.household).await?;
            if !home.is_some_and(|home| reach.covers(&home)) {
                return Ok(None);
            }
        }
        Ok(self.reader(&mut conn).await?.one(id).await?)
    }
}

#[derive(Default, Deserialize)]
struct Asked {
    /// The claim that was just recorded.
    done: Option<i64>,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    day: String,
}

/// Recording one deed: first which rule, then its form.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/record.html")]
struct RecordPage {
    shell: Shell,
    done: Option<ClaimView>,
    form: FormView,
}

/// No rule has exactly this name; these may be meant.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/choose.html")]
struct ChoosePage {
    shell: Shell,
    text: String,
    chapters: Vec<ChapterChoice>,
    /// The day on which it happened.
    day: String,
}

async fn blank(desk: Desk, Query(asked): Query<Asked>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Record)?;
    let done = desk.done(asked.done).await?;
    let (rulebook, day) = desk.rules_on(&asked.day).await?;
    let Some(rule) = rulebook.rule(asked.rule.trim()) else { return choose(&desk, &rulebook, day, asked.rule.trim()) };
    let typed = Typed(BTreeMap::from([("day".to_owned(), asked.day)]));
    let form = FormView::new(rule, &typed, desk.today, desk.books.chance.token());
    page(&RecordPage { shell: desk.shell(rule.name()), done, form })
}

fn choose(desk: &Desk, rulebook: &Rulebook, day: NaiveDate, text: &str) -> Reply<Response> {
    let mut chapters = choices(rulebook, day, text);
    if chapters.is_empty() {
        chapters = choices(rulebook, day, "");
    }
    page(&ChoosePage { shell: desk.shell("选一条规则"), text: text.to_owned(), chapters, day: day.to_string() })
}

async fn record(desk: Desk, Filled { fields, files }: Filled) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Record)?;
    let mut typed = Typed(fields);
    if let Some(picked) = typed.0.remove("pick") {
        typed.0.insert("subject".to_owned(), picked);
    }
    let (rulebook, day) = desk.rules_on(typed.get("day")).await?;
    let Some(rule) = rulebook.rule(typed.get("rule")) else { return choose(&desk, &rulebook, day, typed.get("rule")) };
    let brought = photos::bring_all(&desk, &mut typed, files).await?;
    let mut form = FormView::new(rule, &typed, desk.today, typed.get("operation").to_owned());
    if let Err(refusal) = brought {
        return page_refused(&refusal, &RecordPage { shell: desk.shell(rule.name()), done: None, form: form.refused(&refusal) });
    }
    meet(&desk, &rulebook, rule, (&mut form, &mut typed)).await?;
    let wish = typed.get("do");
    if wish.is_empty() || wish == "find" || form.whom.is_open() {
        return page(&RecordPage { shell: desk.shell(rule.name()), done: None, form });
    }
    match submit(&desk, rule, &typed, wish == "look").await? {
        Ok(Done { answer: recorded, replayed: false }) if wish == "look" => {
            form.preview = Some(Preview { points: signed(recorded.points), why: told_under(&recorded.explanation, rule.name()) });
            page(&RecordPage { shell: desk.shell(rule.name()), done: None, form })
        }
        // A sheet handed in twice was recorded the first time, even where it only asks to look now.
        Ok(done) => {
            let (village, rule, day) = (&desk.village, in_query(rule.name()), in_query(&form.day));
            Ok(see(format!("/desk/{village}/record?rule={rule}&day={day}&done={}", done.answer.id)))
        }
        Err(refusal) => {
            let form = form.refused(&refusal);
            page_refused(&refusal, &RecordPage { shell: desk.shell(rule.name()), done: None, form })
        }
    }
}

/// Finds out whom the form means, and writes their number into it.
pub(super) async fn meet<P: Place>(
    desk: &Screen<P>,
    rulebook: &Rulebook,
    rule: &Rule,
    (form, typed): (&mut FormView, &mut Typed),
) -> Reply<()> {
    let sought = match rule.subject() {
        _ if is_personal(rulebook, rule.name()) => Sought::Person,
        Subject::Household => Sought::Household,
        Subject::Person | Subject::Group => Sought::Anybody,
    };
    form.whom = desk.whom(sought, typed.get("subject")).await?;
    typed.0.insert("subject".to_owned(), form.whom.number().to_owned());
    Ok(())
}

/// Records what was typed, or only tries it.
pub(super) async fn submit<P: Place>(
    desk: &Screen<P>,
    rule: &Rule,
    typed: &Typed,
    dry_run: bool,
) -> Reply<Result<Done<Recorded>, Refusal>> {
    let deed = match typed.deed(rule) {
        Ok(deed) => deed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let act = desk.act(typed.get("operation"), dry_run)?;
    let outcome = actions::record(&desk.books, &desk.library, act, deed).await;
    expected(outcome)
}

/// One claim with everything that is known about it.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/claim.html")]
struct ClaimPage {
    shell: Shell,
    claim: ClaimView,
}

/// The claims of one household or person.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/of.html")]
struct OfPage {
    shell: Shell,
    whom: Whom,
    claims: Vec<ClaimView>,
}

#[derive(Deserialize)]
struct Number {
    #[serde(default)]
    number: String,
    /// Of whom may have been meant.
    pick: Option<String>,
}

/// The number is posted: it never stands in an address.
async fn look_up(desk: Desk, Fields(typed): Fields<Number>) -> Reply<Response> {
    let whom = desk.whom(Sought::Anybody, &typed.pick.unwrap_or(typed.number)).await?;
    let mut conn = desk.books.read().await?;
    let claims = if whom.is_open() { Vec::new() } else { desk.reader(&mut conn).await?.of(whom.number(), OF_ONE).await? };
    page(&OfPage { shell: desk.shell("查一户"), whom, claims })
}

async fn show(desk: Desk, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    let claim = desk.done(Some(id)).await?.ok_or_else(|| Refusal::from(ClaimRefusal::UnknownClaim(id)))?;
    page(&ClaimPage { shell: desk.shell(&format!("第 {id} 件")), claim })
}

#[derive(Deserialize)]
struct Decision {
    operation: String,
    ruling: String,
    #[serde(default)]
    reason: String,
}

async fn review(desk: Desk, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Decision>) -> Reply<Response> {
    match decide(&desk, id, &typed).await? {
        Ok(()) => Ok(see(format!("{}/queue?done={id}", desk.home()))),
        Err(refusal) => {
            let Some(claim) = desk.done(Some(id)).await? else { return Err(refusal.into()) };
            let claim = ClaimView { reason: typed.reason, told: Some(Told::from(&refusal)), ..claim };
            match claim.is_mine() {
                true => queue::refused(&desk, claim, &refusal).await,
                false => page_refused(&refusal, &ClaimPage { shell: desk.shell(&format!("第 {id} 件")), claim }),
            }
        }
    }
}

async fn decide(desk: &Desk, id: i64, typed: &Decision) -> Reply<Result<(), Refusal>> {
    let Some(ruling) = Ruling::parse(&typed.ruling) else {
        return Err(no_such_choice().into());
    };
    desk.caller.check(&desk.village, ruling.action())?;
    if let Err(refusal) = check_length(&typed.reason, "原因") {
        return Ok(Err(refusal));
    }
    let act = desk.act(&typed.operation, false)?;
    let outcome = actions::review(&desk.books, &desk.library, act, id, ruling, typed.reason.trim().to_owned()).await;
    Ok(expected(outcome)?.map(|_| ()))
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
