//! A resident's own, on a phone or on the kiosk: what the shelf has, choosing, having it kept (预约), and the voucher to show at the shop.
//!
//! Not here: how somebody shows who they are (`entrance`), and handing out (`pages`).

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::basket::{Order, redeemable};
use super::choosing::{ItemView, Typed, field, press, shelf, wanted};
use super::counter::{VoucherView, own_account, voucher, vouchers_of};
use super::proof::ShownBy;
use super::redeeming::unknown_redemption;
use super::reserving::{GiveUp, Reserve, fresh_code};
use super::store;
use crate::entrance::MINE;
use crate::ledger;
use crate::roster::Action;
use crate::versions::{House, Numbered, Place, Screen};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, see};
use crate::words::{Points, Refusal};

/// The pages of somebody's own.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/v/{village}/shelf", get(shelf_page).post(choose))
        .route("/v/{village}/vouchers/{id}", get(show))
        .route("/v/{village}/vouchers/{id}/cancellation", post(give_up))
}

/// Where a resident looks at what is theirs.
struct OnesOwn;

impl Place for OnesOwn {
    const NAME: &'static str = "v";
    const RIGHT: Action = Action::Reserve;
    const COOKIE: &'static str = MINE;
}

type Own = Screen<OnesOwn>;

/// The shelf, with what was chosen.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/own_shelf.html")]
pub(super) struct ShelfPage {
    pub shell: Shell,
    /// What may be redeemed.
    pub usable: String,
    /// What may be redeemed besides what was chosen.
    pub left: Points,
    pub items: Vec<ItemView>,
    /// What is kept for them, or was lately.
    pub vouchers: Vec<VoucherView>,
    /// What the chosen goods take and what is left after it; none while nothing is chosen, or it cannot be had.
    pub sum: Option<(String, String)>,
    /// For how many hours goods are kept; 0 where the village keeps none.
    pub hours: u32,
    pub operation: String,
    pub told: Option<Told>,
}

impl ShelfPage {
    fn has_chosen(&self) -> bool {
        self.items.iter().any(ItemView::is_chosen)
    }

    /// How much is missing for one more piece (还差).
    fn missing(&self, item: &ItemView) -> Option<String> {
        let missing = item.points - self.left;
        missing.is_positive().then(|| missing.plain())
    }
}

/// A voucher.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "shop/own_voucher.html")]
pub(super) struct OwnVoucherPage {
    pub shell: Shell,
    pub voucher: VoucherView,
    /// For the form that gives it up.
    pub operation: String,
    pub told: Option<Told>,
}

async fn account_of(own: &Own) -> Reply<String> {
    Ok(own_account(&mut own.books.read().await?, &own.village, &own.rulebook, &own.caller.actor.staff).await?)
}

fn order(own: &Own, account: &str, typed: &Typed, agreed: Option<Points>) -> Reserve {
    let order = Order { account: account.to_owned(), wanted: wanted(typed), rulebook: own.rulebook.clone(), agreed, shown: ShownBy::Own };
    Reserve { order, code: fresh_code(&own.books.chance) }
}

async fn shelf_page(own: Own) -> Reply<Response> {
    let account = account_of(&own).await?;
    render(&own, &account, &Typed::new(), None).await
}

/// The shelf as it stands: what was chosen is tried without leaving anything, so its sum, or what is against it, is said at once.
async fn render(own: &Own, account: &str, typed: &Typed, refused: Option<Refusal>) -> Reply<Response> {
    let operation = match field(typed, "operation") {
        "" => own.books.chance.token(),
        operation => operation.to_owned(),
    };
    let (mut refused, mut sum, mut left) = (refused, None, None);
    if !wanted(typed).is_empty() {
        match expected(own.books.perform(own.act(&operation, true)?, order(own, account, typed, None)).await)? {
            // Whoever went back after it was done is shown what was done.
            Ok(done) if done.replayed => return Ok(see(format!("{}/vouchers/{}", own.home(), done.answer.id))),
            Ok(done) => {
                left = Some(redeemable(done.answer.available, own.rulebook.settings()));
                sum = Some((done.answer.points.plain(), done.answer.available.plain()));
            }
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    let mut conn = own.books.read().await?;
    let held = ledger::account(&mut conn, &own.village, account).await?.ok_or_else(|| ledger::unknown_account(account))?;
    let settings = own.rulebook.settings();
    let usable = redeemable(Points::from_hundredths(held.available()), settings);
    let view = ShelfPage {
        shell: own.shell("换东西"),
        usable: usable.plain(),
        left: left.unwrap_or(usable),
        items: shelf(store::items(&mut conn, &own.village).await?, typed),
        vouchers: vouchers_of(&mut conn, &own.village, account, own.today).await?,
        sum,
        hours: settings.hold_hours,
        operation,
        told: refused.as_ref().map(Told::from),
    };
    refused.map_or_else(|| page(&view), |refusal| page_refused(&refusal, &view))
}

async fn choose(own: Own, Fields(mut typed): Fields<Typed>) -> Reply<Response> {
    let account = account_of(&own).await?;
    press(&mut typed);
    if field(&typed, "do") != "reserve" {
        return render(&own, &account, &typed, None).await;
    }
    let agreed = Some(Points::parse(field(&typed, "agreed")).unwrap_or_default());
    let act = own.act(field(&typed, "operation"), false)?;
    match expected(own.books.perform(act, order(&own, &account, &typed, agreed)).await)? {
        Ok(done) => Ok(see(format!("{}/vouchers/{}", own.home(), done.answer.id))),
        Err(refusal) => render(&own, &account, &typed, Some(refusal)).await,
    }
}

/// One's own voucher. Refuses `shop.unknown_redemption` for anybody else's.
async fn own_voucher(own: &Own, id: i64, told: Option<Told>) -> Reply<OwnVoucherPage> {
    let account = account_of(own).await?;
    let mut conn = own.books.read().await?;
    let found = store::redemption(&mut conn, &own.village, id).await?.filter(|(redemption, _)| redemption.account == account);
    let (redemption, lines) = found.ok_or_else(|| unknown_redemption(id))?;
    let voucher = voucher(&mut conn, &own.village, redemption, lines, own.today).await?.ok_or_else(|| unknown_redemption(id))?;
    Ok(OwnVoucherPage { shell: own.shell("兑换券"), voucher, operation: own.books.chance.token(), told })
}

async fn show(own: Own, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    page(&own_voucher(&own, id, None).await?)
}

#[derive(Deserialize)]
struct Giving {
    operation: String,
}

async fn give_up(own: Own, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Giving>) -> Reply<Response> {
    let account = account_of(&own).await?;
    let act = own.act(&typed.operation, false)?;
    match expected(own.books.perform(act, GiveUp { redemption: id, account }).await)? {
        Ok(_) => Ok(see(format!("{}/vouchers/{id}", own.home()))),
        Err(refusal) => page_refused(&refusal, &own_voucher(&own, id, Some(Told::from(&refusal))).await?),
    }
}
