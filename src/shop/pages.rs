//! The counter: card or number → goods → confirm → slip; the fund, and today's slips with 退回.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::counter::{Found, HolderView, ItemView, SlipView, find, shelf, slip, slips_of, wanted};
use super::model::Redeemed;
use super::proposing::WriteOff;
use super::redeeming::{Cancel, Redeem, RedeemAgreed, check_reason};
use super::store;
use crate::entrance::Caller;
use crate::funds;
use crate::roster::Action;
use crate::versions::{House, Numbered, Place, Screen};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, see};
use crate::words::{Done, Kind, Points, Refusal, VillageId};

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/shop/{village}", get(counter).post(meet))
        .route("/shop/{village}/write_offs", post(write_off))
        .route("/shop/{village}/redemptions", post(redeem))
        .route("/shop/{village}/redemptions/{id}", get(show))
        .route("/shop/{village}/redemptions/{id}/cancellation", post(cancel))
}

/// Behind the counter. Villagers look at this screen too: it names the role there, nobody's name.
struct AtCounter;

impl Place for AtCounter {
    const NAME: &'static str = "shop";
    const RIGHT: Action = Action::Redeem;

    fn who(caller: &Caller) -> Option<String> {
        Some(caller.actor.role.chinese().to_owned())
    }
}

type Counter = Screen<AtCounter>;

impl Counter {
    async fn start(&self, number: &str, people: Vec<HolderView>, told: Option<Told>) -> Reply<CounterPage> {
        let mut conn = self.books.read().await?;
        let fund = funds::standing(&mut conn, &self.village).await?.available.plain();
        let slips = slips_of(&mut conn, &self.village, self.today).await?;
        let items = shelf(store::items(&mut conn, &self.village).await?, &BTreeMap::new());
        let waiting = store::proposals(&mut conn, &self.village).await?.len();
        let (shell, operation) = (self.shell("换东西"), self.books.chance.token());
        Ok(CounterPage { shell, number: number.to_owned(), people, told, fund, slips, items, waiting, operation })
    }
}

/// Card or number first; below it the fund and today's slips.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/counter.html")]
struct CounterPage {
    shell: Shell,
    number: String,
    /// Several people share the number of a household.
    people: Vec<HolderView>,
    told: Option<Told>,
    fund: String,
    slips: Vec<SlipView>,
    /// What can be written off.
    items: Vec<ItemView>,
    /// How many proposals wait for somebody else.
    waiting: usize,
    operation: String,
}

async fn counter(counter: Counter) -> Reply<Response> {
    page(&counter.start("", Vec::new(), None).await?)
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
async fn write_off(counter: Counter, Fields(typed): Fields<WriteOffForm>) -> Reply<Response> {
    let act = counter.act(&typed.operation, false)?;
    let WriteOffForm { item, quantity, reason, .. } = typed;
    let job = WriteOff { item, quantity: quantity.trim().parse().unwrap_or_default(), reason };
    match expected(counter.books.perform(act, job).await)? {
        Ok(_) => Ok(see(counter.home())),
        Err(refusal) => page_refused(&refusal, &counter.start("", Vec::new(), Some(Told::from(&refusal))).await?),
    }
}

/// What the holder takes.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/basket.html")]
struct BasketPage {
    shell: Shell,
    holder: HolderView,
    items: Vec<ItemView>,
    operation: String,
    told: Option<Told>,
}

#[derive(Deserialize)]
struct Number {
    #[serde(default)]
    number: String,
}

async fn meet(counter: Counter, Fields(typed): Fields<Number>) -> Reply<Response> {
    let number = typed.number.trim();
    let found = find(&mut counter.books.read().await?, &counter.village, &counter.rulebook, number).await?;
    match found {
        Found::One(holder) => {
            let operation = counter.books.chance.token();
            page(&basket(&counter, holder, &BTreeMap::new(), operation, None).await?)
        }
        Found::Several(people) => page(&counter.start(number, people, None).await?),
        Found::Nobody => {
            let refusal = unknown_number(number);
            page_refused(&refusal, &counter.start(number, Vec::new(), Some(Told::from(&refusal))).await?)
        }
    }
}

/// Refuses `shop.unknown_number`.
fn unknown_number(number: &str) -> Refusal {
    let sentence = if number.is_empty() { "还没有输号码。".to_owned() } else { format!("没有找到 {number} 这个号。") };
    Refusal::new("shop.unknown_number", Kind::Missing, sentence, "请再刷一次卡，或核对户号、人员编号。")
}

async fn basket(
    counter: &Counter,
    holder: HolderView,
    typed: &BTreeMap<String, String>,
    operation: String,
    told: Option<Told>,
) -> Reply<BasketPage> {
    let items = store::items(&mut counter.books.read().await?, &counter.village).await?;
    Ok(BasketPage { shell: counter.shell("选东西"), holder, items: shelf(items, typed), operation, told })
}

/// Everything once more before it counts.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    holder: HolderView,
    /// Only what was chosen.
    items: Vec<ItemView>,
    points: String,
    left: String,
    operation: String,
}

async fn redeem(counter: Counter, Fields(typed): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    let get = |name: &str| typed.get(name).map_or("", |text| text.trim());
    let (account, operation, wish) = (get("account"), get("operation"), get("do"));
    let found = find(&mut counter.books.read().await?, &counter.village, &counter.rulebook, account).await?;
    let Found::One(holder) = found else {
        let refusal = unknown_number(account);
        return page_refused(&refusal, &counter.start(account, Vec::new(), Some(Told::from(&refusal))).await?);
    };
    if wish == "back" {
        return page(&basket(&counter, holder, &typed, operation.to_owned(), None).await?);
    }
    let act = counter.act(operation, wish != "confirm")?;
    let redeem = Redeem { account: account.to_owned(), wanted: wanted(&typed), rulebook: counter.rulebook.clone() };
    let outcome = match wish {
        "confirm" => counter.books.perform(act, RedeemAgreed { redeem, agreed: Points::parse(get("agreed")).unwrap_or_default() }).await,
        _ => counter.books.perform(act, redeem).await,
    };
    match expected(outcome)? {
        Ok(done) if wish == "confirm" || done.replayed => Ok(see(slip_address(&counter.village, &done))),
        Ok(done) => page(&confirm(&counter, holder, &typed, &done.answer, operation).await?),
        Err(refusal) => {
            let told = Some(Told::from(&refusal));
            page_refused(&refusal, &basket(&counter, holder, &typed, operation.to_owned(), told).await?)
        }
    }
}

fn slip_address(village: &VillageId, done: &Done<Redeemed>) -> String {
    format!("/shop/{village}/redemptions/{}", done.answer.id)
}

async fn confirm(
    counter: &Counter,
    holder: HolderView,
    typed: &BTreeMap<String, String>,
    would_be: &Redeemed,
    operation: &str,
) -> Reply<ConfirmPage> {
    let page = basket(counter, holder, typed, operation.to_owned(), None).await?;
    let items = page.items.into_iter().filter(|item| !matches!(item.wanted.as_str(), "" | "0"));
    let items = items.map(|item| ItemView { points: cost(&item).plain(), ..item }).collect();
    Ok(ConfirmPage {
        shell: counter.shell("请核对"),
        holder: page.holder,
        items,
        points: would_be.points.plain(),
        left: would_be.available.plain(),
        operation: page.operation,
    })
}

/// What all wanted pieces of an item take.
fn cost(item: &ItemView) -> Points {
    let one = Points::parse(&item.points).unwrap_or_default();
    item.wanted.parse().ok().and_then(|pieces| one.times(pieces)).unwrap_or_default()
}

/// What was handed out.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/slip.html")]
struct SlipPage {
    shell: Shell,
    slip: SlipView,
    /// For the form that takes it back.
    operation: String,
    reason: String,
    told: Option<Told>,
}

async fn slip_page(counter: &Counter, id: i64, reason: String, told: Option<Told>) -> Reply<SlipPage> {
    let found = slip(&mut counter.books.read().await?, &counter.village, id, counter.today).await?;
    let unknown = || Refusal::new("shop.unknown_redemption", Kind::Missing, format!("没有第 {id} 号小票。"), "请核对小票上的编号。");
    let slip = found.ok_or_else(unknown)?;
    let operation = counter.books.chance.token();
    Ok(SlipPage { shell: counter.shell("小票"), slip, operation, reason, told })
}

async fn show(counter: Counter, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    page(&slip_page(&counter, id, String::new(), None).await?)
}

#[derive(Deserialize)]
struct Cancellation {
    operation: String,
    #[serde(default)]
    reason: String,
}

async fn cancel(counter: Counter, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Cancellation>) -> Reply<Response> {
    let reason = typed.reason.trim().to_owned();
    let outcome = match check_reason(&reason) {
        Ok(()) => {
            let act = counter.act(&typed.operation, false)?;
            expected(counter.books.perform(act, Cancel { redemption: id, reason: reason.clone() }).await)?
        }
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(done) => Ok(see(slip_address(&counter.village, &done))),
        Err(refusal) => page_refused(&refusal, &slip_page(&counter, id, reason, Some(Told::from(&refusal))).await?),
    }
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
