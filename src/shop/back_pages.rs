//! Behind the counter: goods coming in, goods written off, what waits for a second one, the end of a day. Also for those of the village who sign.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::accounting::{Stretch, stretch};
use super::books_api::unknown_day_end;
use super::choosing::{ItemView, Typed, field, quantities, shelf};
use super::closing::{Count, EndDay};
use super::counter::{proposed, when, who};
use super::delivery_pages::{self, DeliveryForm};
use super::model::*;
use super::proposing::{DecideProposal, WriteOff};
use super::store;
use crate::db::Conn;
use crate::ledger;
use crate::roster::{self, Action};
use crate::versions::{House, Numbered, Place, Screen};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, see};
use crate::words::{Refusal, Role};

/// The pages behind the counter.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/shop/{village}/stock", get(stock))
        .route("/shop/{village}/write_offs", post(write_off))
        .route("/shop/{village}/proposals", post(decide))
        .route("/shop/{village}/day-ends", get(day_ends).post(end_day))
        .route("/shop/{village}/day-ends/{id}", get(day_end))
        .merge(delivery_pages::pages())
}

/// Where the keeper and those who sign for the village meet.
pub(super) struct BehindCounter;

impl Place for BehindCounter {
    const NAME: &'static str = "shop";
    const RIGHT: Action = Action::SeeShopBooks;
}

pub(super) type Back = Screen<BehindCounter>;

impl Back {
    /// The frame; whoever is no keeper has come from the desk and goes back there.
    pub(super) fn frame(&self, title: &str) -> Shell {
        let shell = self.shell(title);
        let home = if self.caller.actor.role == Role::Keeper { shell.home } else { format!("/desk/{}", self.village) };
        Shell { home, ..shell }
    }

    pub(super) fn may(&self, action: Action) -> bool {
        roster::may(self.caller.actor.role, action)
    }
}

/// Something that waits for a second one.
#[derive(Clone, Debug)]
pub(super) struct WaitingView {
    pub id: i64,
    /// `报损：香皂 2 件`
    pub what: String,
    pub reason: String,
    pub who: String,
    /// Whether this reader may agree: not to what they proposed themselves.
    pub may_confirm: bool,
    /// Whether they may withdraw it.
    pub is_own: bool,
    pub operation: String,
}

/// What comes in, what is lost, and what waits.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/stock.html")]
pub(super) struct StockPage {
    pub shell: Shell,
    pub base: String,
    pub items: Vec<ItemView>,
    pub waiting: Vec<WaitingView>,
    pub form: DeliveryForm,
    /// Whether this reader changes stock.
    pub manages: bool,
    pub write_off_operation: String,
    /// What was just done, in a sentence.
    pub done: Option<&'static str>,
    pub told: Option<Told>,
}

pub(super) async fn stock_page(back: &Back, mut form: DeliveryForm, told: Option<Told>) -> Reply<StockPage> {
    if form.operation.is_empty() {
        form.operation = back.books.chance.token();
    }
    let mut conn = back.books.read().await?;
    let items = store::items(&mut conn, &back.village).await?;
    let mut waiting = Vec::new();
    for one in store::proposals(&mut conn, &back.village).await? {
        waiting.push(waiting_view(back, &mut conn, one, &items).await?);
    }
    Ok(StockPage {
        shell: back.frame("进货、报损"),
        base: back.home(),
        items: shelf(items, &Typed::new()),
        waiting,
        form,
        manages: back.may(Action::ManageStock),
        write_off_operation: back.books.chance.token(),
        done: None,
        told,
    })
}

async fn waiting_view(back: &Back, conn: &mut Conn, one: Proposal, items: &[Item]) -> Reply<WaitingView> {
    let is_own = one.proposed_by == back.caller.actor.staff;
    Ok(WaitingView {
        id: one.id,
        what: proposed(&one, items),
        who: who(conn, &back.village, &one.proposed_by).await?,
        reason: one.reason,
        may_confirm: !is_own && back.may(Action::Countersign),
        is_own: is_own && back.may(Action::Countersign),
        operation: back.books.chance.token(),
    })
}

/// Shows the stock again after something was done, or with the no beside it.
pub(super) async fn stock_again(back: &Back, form: DeliveryForm, outcome: Result<&str, Refusal>) -> Reply<Response> {
    match outcome {
        Ok(done) => Ok(see(format!("{}/stock?done={done}", back.home()))),
        Err(refusal) => page_refused(&refusal, &stock_page(back, form, Some(Told::from(&refusal))).await?),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// What was just done.
    done: String,
}

/// What a page says was done, by the word in its address.
fn said(done: &str) -> Option<&'static str> {
    match done {
        "brought" => Some("货单交上去了。另一个人点过、同意了，库存才加。"),
        "labelled" => Some("标签改好了。没有来货，库存没有变。"),
        "lost" => Some("报损交上去了。另一个人同意了，库存才减。"),
        "confirmed" => Some("办好了：您同意了，库存已经改了。"),
        "rejected" => Some("办好了：这一件不算，库存没有变。"),
        _ => None,
    }
}

async fn stock(back: Back, Query(asked): Query<Asked>) -> Reply<Response> {
    let form = DeliveryForm { is_brought: asked.done == "brought" || asked.done == "labelled", ..DeliveryForm::default() };
    page(&StockPage { done: said(&asked.done), ..stock_page(&back, form, None).await? })
}

#[derive(Deserialize)]
struct WriteOffForm {
    operation: String,
    item: String,
    #[serde(default)]
    quantity: String,
    #[serde(default)]
    reason: String,
}

/// Pieces that are broken or missing are proposed to be written off; somebody else decides.
async fn write_off(back: Back, Fields(typed): Fields<WriteOffForm>) -> Reply<Response> {
    back.caller.check(&back.village, Action::ManageStock)?;
    let act = back.act(&typed.operation, false)?;
    let WriteOffForm { item, quantity, reason, .. } = typed;
    let job = WriteOff { item, quantity: quantity.trim().parse().unwrap_or_default(), reason };
    let outcome = expected(back.books.perform(act, job).await)?;
    stock_again(&back, DeliveryForm::default(), outcome.map(|_| "lost")).await
}

#[derive(Deserialize)]
struct Decision {
    operation: String,
    id: i64,
    /// `confirm` or `reject`.
    #[serde(rename = "do")]
    wish: String,
}

async fn decide(back: Back, Fields(typed): Fields<Decision>) -> Reply<Response> {
    back.caller.check(&back.village, Action::Countersign)?;
    let act = back.act(&typed.operation, false)?;
    let job = DecideProposal { id: typed.id, confirmed: typed.wish == "confirm" };
    let outcome = expected(back.books.perform(act, job).await)?;
    let done = if typed.wish == "confirm" { "confirmed" } else { "rejected" };
    stock_again(&back, DeliveryForm::default(), outcome.map(|_| done)).await
}

/// A day that was ended, in a list.
#[derive(Clone, Debug)]
pub(super) struct DayLink {
    pub id: i64,
    pub when: String,
    pub who: String,
}

/// Counting the shelf; below it the days that were ended.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/day_ends.html")]
pub(super) struct DayEndsPage {
    pub shell: Shell,
    pub base: String,
    /// What went over the counter since the last one.
    pub so_far: Stretch,
    pub items: Vec<ItemView>,
    pub reason: String,
    pub days: Vec<DayLink>,
    pub manages: bool,
    pub operation: String,
    pub told: Option<Told>,
}

async fn day_ends_page(back: &Back, typed: &Typed, told: Option<Told>) -> Reply<DayEndsPage> {
    let mut conn = back.books.read().await?;
    let ended = store::day_ends(&mut conn, &back.village, i64::MAX, 14).await?;
    let upto = ledger::head_on_disk(&mut conn, &back.village).await?.map_or(0, |head| head.seq);
    let so_far = stretch(&mut conn, &back.village, (ended.first().map_or(0, |last| last.upto_seq), upto)).await?;
    let mut days = Vec::new();
    for day in ended {
        let who = who(&mut conn, &back.village, &day.signed_by).await?;
        days.push(DayLink { id: day.id, when: when(day.signed_at, back.today), who });
    }
    let operation = match field(typed, "operation") {
        "" => back.books.chance.token(),
        operation => operation.to_owned(),
    };
    Ok(DayEndsPage {
        shell: back.frame("盘点、日结"),
        base: back.home(),
        so_far,
        items: shelf(store::items(&mut conn, &back.village).await?, typed),
        reason: field(typed, "reason").to_owned(),
        days,
        manages: back.may(Action::ManageStock),
        operation,
        told,
    })
}

async fn day_ends(back: Back) -> Reply<Response> {
    page(&day_ends_page(&back, &Typed::new(), None).await?)
}

async fn end_day(back: Back, Fields(typed): Fields<Typed>) -> Reply<Response> {
    back.caller.check(&back.village, Action::ManageStock)?;
    let count = |(item, text): (&str, &str)| Count { item: item.to_owned(), counted: text.parse().unwrap_or(-1) };
    let job = EndDay { counted: quantities(&typed).map(count).collect(), reason: field(&typed, "reason").to_owned() };
    let act = back.act(field(&typed, "operation"), false)?;
    match expected(back.books.perform(act, job).await)? {
        Ok(done) => Ok(see(format!("{}/day-ends/{}", back.home(), done.answer.id))),
        Err(refusal) => page_refused(&refusal, &day_ends_page(&back, &typed, Some(Told::from(&refusal))).await?),
    }
}

/// What becomes of differences.
#[derive(Clone, Debug)]
pub(super) struct DifferenceView {
    /// `香皂少 2 件。…`
    pub what: String,
    pub state: &'static str,
}

/// The sheet of a day, to be printed and signed.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/day_end.html")]
pub(super) struct DayEndPage {
    pub shell: Shell,
    pub base: String,
    pub id: i64,
    pub when: String,
    pub who: String,
    pub over: Stretch,
    pub counted: Vec<Counted>,
    pub difference: Option<DifferenceView>,
}

async fn day_end(back: Back, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    let mut conn = back.books.read().await?;
    let day = store::day_end(&mut conn, &back.village, id).await?.ok_or_else(|| unknown_day_end(id))?;
    let proposal = match day.proposal {
        Some(proposal) => store::proposal(&mut conn, &back.village, proposal).await?,
        None => None,
    };
    let difference = proposal.map(|proposal| {
        let state = match proposal.state.as_str() {
            "confirmed" => "另一个人同意了，库存照点的改了",
            "rejected" => "另一个人没有同意，库存没有改",
            _ => "等另一个人来定",
        };
        DifferenceView { what: proposal.reason, state }
    });
    let view = DayEndPage {
        shell: back.frame("日结"),
        base: back.home(),
        id,
        when: when(day.signed_at, back.today),
        who: who(&mut conn, &back.village, &day.signed_by).await?,
        over: stretch(&mut conn, &back.village, (day.after_seq, day.upto_seq)).await?,
        counted: serde_json::from_str(&day.counted).unwrap_or_default(),
        difference,
    };
    page(&view)
}
