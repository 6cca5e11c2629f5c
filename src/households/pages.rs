//! A household at the desk: who lives there, what it has, what became of it; the forms of what may become of it; what waits for a second person.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use super::actions::{self, Wanted};
use super::card::{Card, balances};
use super::changing::check;
use super::form::Typed;
use super::model::Changed;
use super::new_pages;
use crate::db::Conn;
use crate::roster::{self, Action, ChangeState, HouseholdChange, Resident, Sought, Whom};
use crate::versions::{House, Numbered, Place, Screen};
use crate::web::{Fields, Reply, Seen, Shell, Told, expected, page, page_refused, plain_day, see};
use crate::words::{Done, Refusal};

/// How many changes the page shows at once.
const ON_PAGE: i64 = 50;

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/desk/{village}/households", get(waiting).post(look_up))
        .route("/desk/{village}/household-change", post(change))
        .route("/desk/{village}/household-changes/{id}/decision", post(decide))
        .merge(new_pages::pages())
}

/// The desk, where people work whom the village knows by name.
pub(super) struct AtDesk;

impl Place for AtDesk {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::SeeHouseholds;
}

pub(super) type Desk = Screen<AtDesk>;

/// Which household is meant, and what waits for a second person.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "households/waiting.html")]
struct WaitingPage {
    shell: Shell,
    done: Option<ChangeView>,
    told: Option<Told>,
    whom: Whom,
    changes: Vec<ChangeView>,
}

/// A change as the desk shows it.
#[derive(Clone, Debug)]
struct ChangeView {
    id: i64,
    sentence: String,
    day: String,
    basis: String,
    proposer: String,
    state: &'static str,
    /// Why this reader cannot agree to it.
    barred: Option<String>,
    /// Whether this reader can turn it down.
    may_reject: bool,
    /// For the form that decides on it.
    operation: String,
}

#[derive(Default, Deserialize)]
struct Asked {
    /// The change that was just asked for or decided.
    done: Option<i64>,
}

async fn waiting(desk: Desk, Query(asked): Query<Asked>) -> Reply<Response> {
    page(&desk.waiting_page(asked.done, None).await?)
}

impl Desk {
    async fn waiting_page(&self, done: Option<i64>, told: Option<Told>) -> Reply<WaitingPage> {
        let mut conn = self.books.read().await?;
        let waiting = roster::household_changes(&mut conn, &self.village, ChangeState::Waiting, 0, ON_PAGE).await?;
        let done = match done {
            Some(id) => roster::household_change(&mut conn, &self.village, id).await?,
            None => None,
        };
        let kin = roster::kin_of(&mut conn, &self.village, &self.caller.actor.staff).await?;
        let view = |change| self.view(&kin, change);
        let (done, changes) = (done.map(view), waiting.into_iter().map(view).collect());
        Ok(WaitingPage { shell: self.shell("户口变动"), done, told, whom: Whom::default(), changes })
    }

    fn view(&self, kin: &[String], change: HouseholdChange) -> ChangeView {
        let actor = &self.caller.actor;
        let bars = |confirms| {
            let may = roster::check(actor.role, Action::ConfirmHousehold);
            may.and_then(|()| check(actor, kin, &change, confirms).map_err(Refusal::from)).err().map(|refusal| refusal.sentence)
        };
        ChangeView {
            id: change.id,
            day: plain_day(change.occurred_on, self.today),
            proposer: change.proposed_role.chinese().to_owned(),
            state: change.state.chinese(),
            barred: bars(true),
            may_reject: bars(false).is_none(),
            operation: self.books.chance.token(),
            sentence: change.sentence,
            basis: change.basis,
        }
    }

    /// A household's page, with what was typed if a form came back.
    async fn card_page(&self, number: &str, typed: Typed) -> Reply<CardPage> {
        let mut conn = self.books.read().await?;
        let card = Card::read(&mut conn, &self.village, number).await?;
        let members = self.members(&mut conn, &card).await?;
        let history = card.history().map(|event| {
            let what = format!("{} {}", event.resident, event.kind.chinese());
            let way = match (event.origin.as_str(), event.destination.as_str()) {
                (from, to) if from == to => String::new(),
                ("", to) => format!("，到 {to} 户"),
                (from, "") => format!("，离开 {from} 户"),
                (from, to) => format!("，从 {from} 户到 {to} 户"),
            };
            format!("{}：{what}{way}", plain_day(event.occurred_on, self.today))
        });
        Ok(CardPage {
            shell: self.shell(&format!("{number} 户")),
            number: card.household.number.clone(),
            group: card.household.group_name.clone(),
            members,
            balance: card.balance().map(|points| points.plain()),
            history: history.collect(),
            may_change: roster::may(self.caller.actor.role, Action::ChangeHousehold) && card.household.members > 0,
            tag: card.tag(),
            next_member: card.next_member(),
            operation: self.books.chance.token(),
            today: self.today,
            typed,
            whom: Whom::default(),
            told: None,
            preview: None,
        })
    }

    async fn members(&self, conn: &mut Conn, card: &Card) -> Reply<Vec<MemberView>> {
        let points = balances(conn, &self.village, &card.members).await?;
        let view = |(person, points): (&Resident, Option<crate::words::Points>)| MemberView {
            number: person.number.clone(),
            name: person.name.clone(),
            relation: person.relation.clone(),
            points: points.map(|points| points.plain()),
            is_head: person.number == card.household.head,
        };
        Ok(card.members.iter().zip(points).map(view).collect())
    }
}

/// Somebody who lives there, by full name: the desk works with people it knows.
#[derive(Clone, Debug)]
struct MemberView {
    number: String,
    name: String,
    relation: String,
    /// What they have, where they have an account of their own.
    points: Option<String>,
    is_head: bool,
}

/// One household.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "households/card.html")]
struct CardPage {
    shell: Shell,
    number: String,
    group: String,
    members: Vec<MemberView>,
    /// What the household's own account has.
    balance: Option<String>,
    history: Vec<String>,
    may_change: bool,
    /// What stands for the household as this page shows it.
    tag: String,
    /// A number for somebody new.
    next_member: String,
    operation: String,
    today: NaiveDate,
    typed: Typed,
    /// Which other household or person the form that was filled in names.
    whom: Whom,
    /// A no to what was typed.
    told: Option<Told>,
    preview: Option<Preview>,
}

impl CardPage {
    /// The day a form begins with.
    fn day(&self) -> String {
        Some(self.typed.get("day")).filter(|day| !day.is_empty()).map_or_else(|| self.today.to_string(), str::to_owned)
    }
}

/// What a change would do.
#[derive(Clone, Debug)]
pub(super) struct Preview {
    pub sentence: String,
    /// Whether a second person must agree.
    pub waits: bool,
    /// Who would come in, by full name; empty where they are shown on the page anyway.
    pub people: Vec<String>,
    /// Everything that was typed, to be sent again.
    pub fields: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Number {
    #[serde(default)]
    number: String,
    /// Of whom may have been meant.
    pick: Option<String>,
}

/// The number is posted: it never stands in an address.
async fn look_up(desk: Desk, Fields(asked): Fields<Number>) -> Reply<Response> {
    let whom = desk.whom(Sought::Household, &asked.pick.unwrap_or(asked.number)).await?;
    if whom.is_open() {
        return page(&WaitingPage { whom, ..desk.waiting_page(None, None).await? });
    }
    match expected_page(desk.card_page(whom.household(), Typed::default()).await)? {
        Ok(card) => page(&card),
        Err(refusal) => page_refused(&refusal, &WaitingPage { whom, ..desk.waiting_page(None, Some(Told::from(&refusal))).await? }),
    }
}

/// Sets an expected no apart from a fault.
fn expected_page<T>(reply: Reply<T>) -> Reply<Result<T, Refusal>> {
    expected(reply.map_err(|trouble| trouble.0))
}

async fn change(desk: Desk, Fields(fields): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::ChangeHousehold)?;
    let mut typed = Typed(fields);
    let looks = typed.get("do") != "do";
    let whom = other(&desk, &mut typed).await?;
    if whom.is_open() {
        let card = desk.card_page(typed.get("household"), typed.clone()).await?;
        return page(&CardPage { whom, ..card });
    }
    match submit(&desk, &typed, looks).await? {
        Ok(done) if !looks => Ok(see(format!("/desk/{}/households?done={}", desk.village, done.answer.id))),
        outcome => {
            let card = CardPage { whom, ..desk.card_page(typed.get("household"), typed.clone()).await? };
            match outcome {
                Ok(done) => {
                    page(&CardPage { preview: Some(previewed(&done.answer, &typed)), operation: typed.get("operation").to_owned(), ..card })
                }
                Err(refusal) => page_refused(&refusal, &CardPage { told: Some(Told::from(&refusal)), ..card }),
            }
        }
    }
}

/// Which other household or person is named, by name or number; their number is written into the form.
async fn other(desk: &Desk, typed: &mut Typed) -> Reply<Whom> {
    let (field, sought) = match typed.get("act") {
        "merger" => ("into", Sought::Household),
        "departure" | "death" => ("heir", Sought::Anybody),
        _ => return Ok(Whom::default()),
    };
    let picked = typed.0.remove("pick");
    let whom = desk.whom(sought, picked.as_deref().unwrap_or(typed.get(field))).await?;
    let number = if sought == Sought::Household { whom.household() } else { whom.number() };
    typed.0.insert(field.to_owned(), number.to_owned());
    Ok(whom)
}

pub(super) fn previewed(changed: &Changed, typed: &Typed) -> Preview {
    let fields = typed.0.iter().filter(|(name, _)| name.as_str() != "do").map(|(name, value)| (name.clone(), value.clone())).collect();
    Preview { sentence: changed.sentence.clone(), waits: changed.state == "waiting", people: Vec::new(), fields }
}

pub(super) async fn submit(desk: &Desk, typed: &Typed, dry_run: bool) -> Reply<Result<Done<Changed>, Refusal>> {
    let read = typed.change().and_then(|change| Ok((change, typed.day()?)));
    let (change, occurred_on) = match read {
        Ok(read) => read,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let act = desk.act(typed.get("operation"), dry_run)?;
    // A household that is new nobody has seen.
    let seen = if typed.is_of("settlement") { "*" } else { typed.get("seen") };
    let (household, basis, seen) = (roster::plain(typed.get("household")), typed.get("basis").to_owned(), Seen::of(seen));
    let wanted = Wanted { household, change, occurred_on, basis, seen };
    expected(actions::propose(&desk.books, &desk.library, act, wanted).await)
}

#[derive(Deserialize)]
struct Decision {
    operation: String,
    ruling: String,
    #[serde(default)]
    reason: String,
}

async fn decide(desk: Desk, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Decision>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::ConfirmHousehold)?;
    let act = desk.act(&typed.operation, false)?;
    let confirmed = typed.ruling == "confirm";
    match expected(actions::decide(&desk.books, &desk.library, act, id, confirmed, typed.reason).await)? {
        Ok(_) => Ok(see(format!("/desk/{}/households?done={id}", desk.village))),
        Err(refusal) => page_refused(&refusal, &desk.waiting_page(None, Some(Told::from(&refusal))).await?),
    }
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
