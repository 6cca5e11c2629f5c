//! The reporter's form, on their own pages, and the township's inbox.
//!
//! Not here: what somebody has of their own; it stands on their page (`statements`).

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::*;
use super::telling::Telling;
use super::{actions, store};
use crate::entrance::MINE;
use crate::roster::{Action, Sought, Whom};
use crate::rulebook::{Rule, Rulebook};
use crate::versions::{House, Numbered, Place, Screen};
use crate::web::{Fields, Reply, Shell, Told, after_name, expected, no_such_choice, page, page_refused, plain_day, see};
use crate::words::{Kind, Points, Refusal};

/// How many reports the inbox shows at once.
const IN_INBOX: i64 = 30;

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/v/{village}/report", get(blank::<AtHome>).post(tell::<AtHome>))
        .route("/v/{village}/moves", post(ask_to_move))
        .route("/reports/{village}", get(inbox))
        .route("/reports/{village}/report", get(blank::<AtTownship>).post(tell::<AtTownship>))
        .route("/reports/{village}/{id}/decision", post(decide))
}

/// Where a resident reports.
struct AtHome;

impl Place for AtHome {
    const NAME: &'static str = "v";
    const RIGHT: Action = Action::SeeOwn;
    const COOKIE: &'static str = MINE;
}

/// Where the township decides, and takes in what somebody comes with.
struct AtTownship;

impl Place for AtTownship {
    const NAME: &'static str = "reports";
    const RIGHT: Action = Action::HandleReports;
}

/// Something to fill in.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "reports/report.html")]
struct FormPage {
    shell: Shell,
    /// The rule's name, and what it says.
    rule: String,
    sentence: String,
    /// What else may be reported.
    others: Vec<String>,
    /// Whether somebody else is asked who it was.
    asks_who: bool,
    whom: Whom,
    day: String,
    today: String,
    told: String,
    fields: Vec<FieldView>,
    operation: String,
    refused: Option<Told>,
}

/// What the rule asks for.
struct FieldView {
    name: String,
    label: String,
    value: String,
}

/// What was typed, by the names of the form's fields; what a rule asks for begins with `fact:`.
struct Typed(BTreeMap<String, String>);

impl Typed {
    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// What stands in a field of the rule.
    fn fact(&self, name: &str) -> &str {
        self.get(&format!("fact:{name}"))
    }

    fn telling(&self, rule: &Rule, person: String) -> Result<Telling, Refusal> {
        let wrong_day = |_| Refusal::new("reports.wrong_day", Kind::Invalid, "日期没有填好。", "请填事情发生的那一天，像 2026-03-05。");
        let occurred_on: NaiveDate = self.get("day").parse().map_err(wrong_day)?;
        let filled = rule.fields().iter().map(|field| (field.name().to_owned(), self.fact(field.name()).to_owned()));
        let facts = filled.filter(|(_, text)| !text.is_empty()).collect();
        Ok(Telling { rule: rule.name().to_owned(), person, occurred_on, facts, told: self.get("told").to_owned() })
    }
}

/// The rules under which something may be reported today.
fn rules(rulebook: &Rulebook, today: NaiveDate) -> impl Iterator<Item = &Rule> {
    rulebook.rules().filter(move |rule| rule.is_confidential() && rule.is_in_force(today))
}

/// The rule that is named, or the first. Refuses `reports.nothing_rewarded`.
fn chosen<'r>(rulebook: &'r Rulebook, today: NaiveDate, name: &str) -> Result<&'r Rule, Refusal> {
    let found = rules(rulebook, today).find(|rule| rule.name() == name).or_else(|| rules(rulebook, today).next());
    found.ok_or_else(|| {
        let next_step = "要举报，请打 12345；有人受害、打架、着火，马上打 110。";
        Refusal::new("reports.nothing_rewarded", Kind::Missing, "村里没有查实举报加分的规则。", next_step)
    })
}

fn form<P: Place>(at: &Screen<P>, rule: &Rule, typed: &Typed, operation: String, refused: Option<&Refusal>) -> FormPage {
    let field = |field: &crate::rulebook::Field| FieldView {
        name: field.name().to_owned(),
        label: field.label(),
        value: typed.fact(field.name()).to_owned(),
    };
    let day = Some(typed.get("day")).filter(|day| !day.is_empty()).map_or_else(|| at.today.to_string(), str::to_owned);
    FormPage {
        shell: at.shell("我要举报"),
        rule: rule.name().to_owned(),
        sentence: after_name(&rule.sentence_on(at.today), rule.name()).to_owned(),
        others: rules(&at.rulebook, at.today).map(|other| other.name().to_owned()).filter(|other| other != rule.name()).collect(),
        asks_who: P::RIGHT == Action::HandleReports,
        whom: Whom::typed(typed.get("person")),
        day,
        today: at.today.to_string(),
        told: typed.get("told").to_owned(),
        fields: rule.fields().iter().map(field).collect(),
        operation,
        refused: refused.map(Told::from),
    }
}

#[derive(Deserialize)]
struct Wish {
    #[serde(default)]
    rule: String,
}

async fn blank<P: Place>(at: Screen<P>, Query(wish): Query<Wish>) -> Reply<Response> {
    let rule = chosen(&at.rulebook, at.today, &wish.rule)?;
    page(&form(&at, rule, &Typed(BTreeMap::new()), at.books.chance.token(), None))
}

/// What whoever reported is told, once.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "reports/taken.html")]
struct TakenPage {
    shell: Shell,
    /// In groups of four, to be copied by hand.
    receipt: String,
    /// Whether it is to be passed on.
    asks_who: bool,
}

/// No redirection follows: a receipt stands in no address, and the same sheet handed in again gives the same one.
async fn tell<P: Place>(at: Screen<P>, Fields(typed): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    let mut typed = Typed(typed);
    let rule = chosen(&at.rulebook, at.today, typed.get("rule"))?;
    let act = at.act(typed.get("operation"), false)?;
    if P::RIGHT == Action::HandleReports
        && let Some(whom) = unclear(&at, &mut typed).await?
    {
        return page(&FormPage { whom, ..form(&at, rule, &typed, typed.get("operation").to_owned(), None) });
    }
    let named = Some(typed.get("person").to_owned());
    let telling = actions::reporter(&act, named).map_err(Refusal::from).and_then(|person| typed.telling(rule, person));
    let outcome = match telling {
        Ok(telling) => expected(actions::take_in(&at.books, &at.library, act, telling).await)?,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(done) => page(&taken(&at, &done.answer)),
        Err(refusal) => page_refused(&refusal, &form(&at, rule, &typed, typed.get("operation").to_owned(), Some(&refusal))),
    }
}

/// Whom the township means where it is not plain yet, or was only looked for; else their number is written into the form.
async fn unclear<P: Place>(at: &Screen<P>, typed: &mut Typed) -> Reply<Option<Whom>> {
    let picked = typed.0.remove("pick");
    let whom = at.whom(Sought::Person, picked.as_deref().unwrap_or(typed.get("person"))).await?;
    typed.0.insert("person".to_owned(), whom.number().to_owned());
    Ok((picked.is_some() || typed.get("do") == "find" || whom.is_open()).then_some(whom))
}

fn taken<P: Place>(at: &Screen<P>, receipt: &Receipt) -> TakenPage {
    TakenPage { shell: at.shell("收到了"), receipt: in_groups(&receipt.receipt), asks_who: P::RIGHT == Action::HandleReports }
}

/// `6b1f 0c52 …`
fn in_groups(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[derive(Deserialize)]
struct Wanted {
    operation: String,
    points: String,
}

async fn ask_to_move(at: Screen<AtHome>, Fields(typed): Fields<Wanted>) -> Reply<Response> {
    let act = at.act(&typed.operation, false)?;
    let points = Points::parse(typed.points.trim()).unwrap_or_default();
    actions::ask_to_move(&at.books, act, points).await?;
    Ok(see(at.home()))
}

/// What waits for the township.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "reports/inbox.html")]
struct InboxPage {
    shell: Shell,
    reports: Vec<ReportView>,
    refused: Option<Told>,
}

/// A report in the inbox.
struct ReportView {
    id: i64,
    rule: String,
    points: String,
    day: String,
    told: String,
    facts: Vec<String>,
    /// How many more people must agree.
    missing: i64,
    operation: String,
}

async fn inbox(at: Screen<AtTownship>) -> Reply<Response> {
    page(&inbox_page(&at, None).await?)
}

async fn inbox_page(at: &Screen<AtTownship>, refused: Option<&Refusal>) -> Reply<InboxPage> {
    let mut conn = at.books.read().await?;
    let mut reports = Vec::new();
    for report in store::queue(&mut conn, &at.village, ReportState::Submitted, 0, IN_INBOX).await? {
        let reviews = store::reviews(&mut conn, &at.village, report.id).await?.len() as i64;
        reports.push(view(report, reviews, at.today, at.books.chance.token()));
    }
    Ok(InboxPage { shell: at.shell("举报"), reports, refused: refused.map(Told::from) })
}

fn view(report: Report, reviews: i64, today: NaiveDate, operation: String) -> ReportView {
    let facts: BTreeMap<String, String> = serde_json::from_str(&report.facts).unwrap_or_default();
    ReportView {
        id: report.id,
        rule: report.rule,
        points: report.points.plain(),
        day: plain_day(report.occurred_on, today),
        told: report.told,
        facts: facts.into_iter().map(|(name, value)| format!("{name}：{value}")).collect(),
        missing: report.reviews_needed - reviews,
        operation,
    }
}

#[derive(Deserialize)]
struct Decision {
    operation: String,
    ruling: String,
    #[serde(default)]
    reason: String,
}

async fn decide(at: Screen<AtTownship>, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Decision>) -> Reply<Response> {
    let approves = match typed.ruling.as_str() {
        "approve" => true,
        "reject" => false,
        _ => return Err(no_such_choice().into()),
    };
    let act = at.act(&typed.operation, false)?;
    match expected(actions::decide(&at.books, act, id, approves, typed.reason).await)? {
        Ok(_) => Ok(see(at.home())),
        Err(refusal) => page_refused(&refusal, &inbox_page(&at, Some(&refusal)).await?),
    }
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
