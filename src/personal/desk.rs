//! At the desk: what those who serve do for somebody with a piece of paper, and requests that wait for a second person.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::actions::{self, Wanted};
use super::consenting::Say;
use super::erasing::check_decider;
use super::model::*;
use super::pages::said;
use super::store;
use crate::roster::{self, Action, Sought, Whom, masked};
use crate::versions::{House, Numbered, Place, Screen};
use crate::web::{Fields, Reply, Shell, Told, expected, no_such_choice, page, page_refused, plain_day, see};
use crate::words::Refusal;

/// How many requests the page shows at once.
const ON_PAGE: i64 = 50;

/// The pages of those who serve.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/desk/{village}/personal", get(waiting))
        .route("/desk/{village}/personal/consent", post(say))
        .route("/desk/{village}/personal/erasure", post(ask))
        .route("/desk/{village}/personal/{id}/decision", post(decide))
}

/// The desk, where people work whom the village knows by name.
struct AtDesk;

impl Place for AtDesk {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::DecideErasure;
}

type Desk = Screen<AtDesk>;

/// What waits for a second person, and forms for a piece of paper.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "personal/desk.html")]
struct DeskPage {
    shell: Shell,
    done: Option<&'static str>,
    told: Option<Told>,
    requests: Vec<RequestView>,
    boards: Vec<(&'static str, &'static str)>,
    grounds: Vec<(&'static str, &'static str)>,
    /// Whether this reader may ask for somebody else.
    may_ask: bool,
    typed: Typed,
    /// Whom the first form is about, and whom the second.
    consenting: Whom,
    erased: Whom,
    operation: String,
}

/// A request as the desk shows it.
struct RequestView {
    id: i64,
    who: String,
    why: String,
    day: String,
    waives: bool,
    /// Why this reader cannot agree to it.
    barred: Option<String>,
    /// Whether this reader can turn it down.
    may_reject: bool,
    operation: String,
}

/// What was typed into one of the forms.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    operation: String,
    number: String,
    /// Of whom may have been meant.
    pick: Option<String>,
    board: String,
    given: String,
    ground: String,
    basis: String,
    waives: String,
    /// `ask`, or `find`.
    #[serde(rename = "do")]
    wish: String,
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
}

/// What was just done, as the next page says it.
const DONE: [(&str, &str); 4] = [
    ("consent", "记下了，马上算数。"),
    ("erasure", "提出了，等另一个人同意。"),
    ("confirmed", "已经删除，只剩编号和数目。备份里的旧数据，等旧备份过期就没有了。"),
    ("rejected", "没有删，原因本人看得到。"),
];

async fn waiting(desk: Desk, Query(asked): Query<Asked>) -> Reply<Response> {
    let done = DONE.iter().find(|(name, _)| *name == asked.done).map(|(_, sentence)| *sentence);
    page(&DeskPage { done, ..desk.desk_page(Typed::default()).await? })
}

impl Desk {
    async fn desk_page(&self, typed: Typed) -> Reply<DeskPage> {
        let mut conn = self.books.read().await?;
        let kin = roster::kin_of(&mut conn, &self.village, &self.caller.actor.staff).await?;
        let mut requests = Vec::new();
        for erasure in store::erasures(&mut conn, &self.village, ErasureState::Waiting, 0, ON_PAGE).await? {
            let person = roster::resident(&mut conn, &self.village, &erasure.resident).await?;
            let who = format!("{} {}", erasure.resident, person.map_or_else(String::new, |person| masked(&person.name)));
            requests.push(self.view(&kin, erasure, who));
        }
        let role = self.caller.actor.role;
        Ok(DeskPage {
            shell: self.shell("个人信息"),
            done: None,
            told: None,
            requests,
            boards: Board::ALL.map(|board| (board.name(), board.chinese())).into(),
            grounds: Ground::FOR_STAFF.map(|ground| (ground.name(), ground.chinese())).into(),
            may_ask: roster::may(role, Action::AskErasure) && roster::may(role, Action::Consent),
            typed,
            consenting: Whom::default(),
            erased: Whom::default(),
            operation: self.books.chance.token(),
        })
    }

    fn view(&self, kin: &[String], erasure: Erasure, who: String) -> RequestView {
        let actor = &self.caller.actor;
        let steps_aside = actor.household.iter().chain(kin).any(|home| *home == erasure.household);
        let bars = |confirms| check_decider(actor, steps_aside, &erasure, confirms).err().map(|no| Refusal::from(no).sentence);
        let basis = if erasure.basis.is_empty() { String::new() } else { format!("，凭：{}", erasure.basis) };
        RequestView {
            id: erasure.id,
            who,
            why: format!("{}{basis}；{}提出", erasure.ground.chinese(), erasure.asked_role.chinese()),
            day: plain_day(erasure.asked_at.day(), self.today),
            waives: erasure.waives,
            barred: bars(true),
            may_reject: bars(false).is_none(),
            operation: self.books.chance.token(),
        }
    }

    /// After a form: the page again with what was done, or with the no beside what was typed.
    async fn after<T>(&self, outcome: Result<T, Refusal>, done: &str, form: DeskPage) -> Reply<Response> {
        match outcome {
            Ok(_) => Ok(see(format!("{}/personal?done={done}", self.home()))),
            Err(refusal) => page_refused(&refusal, &DeskPage { told: Some(Told::from(&refusal)), ..form }),
        }
    }

    async fn meant(&self, typed: &Typed) -> anyhow::Result<Whom> {
        self.whom(Sought::Person, typed.pick.as_deref().unwrap_or(&typed.number)).await
    }
}

async fn say(desk: Desk, Fields(typed): Fields<Typed>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Consent)?;
    let act = desk.act(&typed.operation, false)?;
    let consenting = desk.meant(&typed).await?;
    let resident = Some(consenting.number().to_owned());
    let form = DeskPage { consenting, ..desk.desk_page(typed.clone()).await? };
    if typed.given.is_empty() || form.consenting.is_open() {
        return page(&form);
    }
    let (board, given) = said(&typed.board, &typed.given)?;
    let outcome = expected(actions::say(&desk.books, act, Say { board, given, resident }).await)?;
    desk.after(outcome, "consent", form).await
}

async fn ask(desk: Desk, Fields(typed): Fields<Typed>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::AskErasure)?;
    let act = desk.act(&typed.operation, false)?;
    let ground = Ground::parse(&typed.ground).ok_or_else(no_such_choice)?;
    let erased = desk.meant(&typed).await?;
    let resident = Some(erased.number().to_owned());
    let form = DeskPage { erased, ..desk.desk_page(typed.clone()).await? };
    if typed.wish != "ask" || form.erased.is_open() {
        return page(&form);
    }
    let wanted = Wanted { resident, ground, basis: typed.basis, waives: !typed.waives.is_empty() };
    let outcome = expected(actions::ask(&desk.books, &desk.library, act, wanted).await)?;
    desk.after(outcome, "erasure", form).await
}

#[derive(Deserialize)]
struct Decision {
    operation: String,
    ruling: String,
    #[serde(default)]
    reason: String,
}

async fn decide(desk: Desk, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Decision>) -> Reply<Response> {
    let (confirmed, done) = match typed.ruling.as_str() {
        "confirm" => (true, "confirmed"),
        "reject" => (false, "rejected"),
        _ => return Err(no_such_choice().into()),
    };
    let act = desk.act(&typed.operation, false)?;
    let outcome = expected(actions::decide(&desk.books, &desk.library, act, id, confirmed, typed.reason).await)?;
    desk.after(outcome, done, desk.desk_page(Typed::default()).await?).await
}

#[cfg(test)]
#[path = "desk_samples.rs"]
pub(crate) mod samples;
