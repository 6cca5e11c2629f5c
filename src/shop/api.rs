//! The shop and its fund over HTTP.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::basket::{Order, Wanted};
use super::model::*;
use super::proof::{AskWitness, Proof, place_of};
use super::redeeming::{Cancel, Redeem, check_reason, unknown_redemption};
use super::reserving::{Reserve, fresh_code};
use super::stocking::{Deliver, Delivered, Goods};
use super::{books_api, labelling, proposals, reservations_api, store};
use crate::db::Books;
use crate::entrance::{Acting, Caller, Doorkeeper};
use crate::funds::{self, Allocate, Fund};
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Body, Cursor, Listing, Operation, ProblemBody, Reply, created};
use crate::words::{Done, Kind, Moment, Points, Refusal, VillageId, Yuan};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(items))
        .routes(routes!(labelling::label, labelling::relabel))
        .routes(routes!(deliver))
        .routes(routes!(redeem, list))
        .routes(routes!(show))
        .routes(routes!(cancel))
        .merge(reservations_api::routes())
        .merge(proposals::routes())
        .merge(books_api::routes())
        .routes(routes!(fund))
        .routes(routes!(allocate))
}

/// Something on the shelf.
#[derive(Debug, Serialize, ToSchema)]
struct ItemBody {
    /// Its number, used to redeem it.
    #[schema(example = "A01")]
    item: String,
    #[schema(example = "香皂")]
    name: String,
    spec: String,
    #[schema(value_type = String, example = "5.00")]
    points: Points,
    #[schema(value_type = String, example = "4.50")]
    cost: Yuan,
    /// Pieces on the shelf.
    stock: i64,
    /// Those of them that somebody has reserved.
    held: i64,
}

/// The shelf.
#[derive(Debug, Serialize, ToSchema)]
struct Shelf {
    items: Vec<ItemBody>,
    /// Always null: the whole shelf is one page.
    next: Option<String>,
}

/// Show the shelf, the cheapest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/items", tag = "shop", params(("village" = String, Path)),
    responses((status = 200, body = Shelf), ProblemBody))]
async fn items(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>) -> Reply<Json<Shelf>> {
    caller.check(&village, Action::SeeShop)?;
    let found = store::items(&mut books.read().await?, &village).await?;
    let body = |item: Item| ItemBody {
        item: item.number,
        name: item.name,
        spec: item.spec,
        points: item.points,
        cost: item.cost,
        stock: item.stock,
        held: item.held,
    };
    Ok(Json(Shelf { items: found.into_iter().map(body).collect(), next: None }))
}

/// Goods of a delivery.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GoodsBody {
    #[schema(example = "A01")]
    item: String,
    name: String,
    #[serde(default)]
    spec: String,
    #[schema(value_type = String, example = "5.00")]
    points: Points,
    #[schema(value_type = String, example = "4.50")]
    cost: Yuan,
    /// Pieces that come in; 0 only changes the label.
    #[schema(minimum = 0, maximum = 1_000_000)]
    quantity: i64,
}

/// A delivery.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeliveryBody {
    goods: Vec<GoodsBody>,
}

/// Bring a delivery, all or nothing. It is on the shelf when somebody else agrees (`shop_proposals`); labels that change without a piece coming in do
/// so at once.
///
/// Refused with 422: `shop.wrong_rows`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/deliveries", tag = "shop", request_body = DeliveryBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = Delivered), ProblemBody))]
async fn deliver(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<DeliveryBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::ManageStock)?;
    let goods = |goods: GoodsBody| Goods {
        number: goods.item,
        name: goods.name,
        spec: goods.spec,
        points: goods.points,
        cost: goods.cost,
        quantity: goods.quantity,
    };
    let job = Deliver { goods: body.goods.into_iter().map(goods).collect() };
    Ok(created(acting.books.perform(act, job).await?))
}

/// What is wanted for whose points.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RedemptionBody {
    #[schema(example = "3-07-2")]
    account: String,
    #[schema(max_items = 50)]
    items: Vec<Wanted>,
    /// Only keep the goods for somebody (预约), as long as the village says; without it they are handed out.
    #[serde(default)]
    hold: bool,
    /// The text on the holder's card, scanned.
    #[serde(default)]
    card: String,
    /// The holder's PIN, as they typed it themselves.
    #[serde(default)]
    pin: String,
    /// They have neither with them: the goods are kept until a second person has said that it is them (`shop_proposals`).
    #[serde(default)]
    witness: bool,
}

/// Hand out goods for points, in one act; or, with `hold`, keep them for somebody: then points, money and goods are held until they are collected.
///
/// By its number alone, without `card`, `pin` or `witness`, no more of an account is spent in a day than the village allows (凭卡兑换).
///
/// Refused with 404: `ledger.unknown_account`, `shop.foreign_card`, `shop.unknown_card`; 401: `entrance.wrong_pin`; 429: `entrance.too_many_tries`; 422: `shop.too_many_lines`,
/// `shop.nothing_wanted`, `shop.unknown_item`, `shop.wrong_quantity`; 409: `shop.other_card`, `entrance.no_pin`, `shop.no_reservations`, `shop.barred`, `shop.below_minimum`, `shop.points_short`,
/// `shop.out_of_stock`, `funds.short`, `shop.card_needed`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/redemptions", tag = "shop", request_body = RedemptionBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = Redeemed), ProblemBody))]
async fn redeem(
    acting: Acting,
    State(library): State<Library>,
    State(doorkeeper): State<Doorkeeper>,
    Path(village): Path<VillageId>,
    Body(body): Body<RedemptionBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::Redeem)?;
    check_lines(&body.items)?;
    let rulebook = library.in_force(&village, act.at.day()).await?;
    let (proof, place) = (Proof { card: &body.card, pin: &body.pin }, place_of(&act));
    let shown = proof.read(&doorkeeper, &mut acting.books.read().await?, (&village, &rulebook), &body.account, &place).await?;
    let order = Order { account: body.account, wanted: body.items, rulebook, agreed: None, shown };
    let reserve = |order| Reserve { order, code: fresh_code(&acting.books.chance) };
    Ok(created(match (body.witness, body.hold) {
        (true, _) => acting.books.perform(act, AskWitness(reserve(order))).await?,
        (false, true) => acting.books.perform(act, reserve(order)).await?,
        (false, false) => acting.books.perform(act, Redeem(order)).await?,
    }))
}

/// Refuses `shop.too_many_lines`.
pub(super) fn check_lines(items: &[Wanted]) -> Result<(), Refusal> {
    if items.len() <= 50 {
        return Ok(());
    }
    Err(Refusal::new("shop.too_many_lines", Kind::Invalid, "一次最多换 50 种东西。", "请分几次换。"))
}

/// A redemption. Of one that is only kept for somebody no more is told than that there is something, as at the counter: what it is says its voucher.
#[derive(Debug, Serialize, ToSchema)]
struct RedemptionView {
    id: String,
    account: String,
    state: RedemptionState,
    #[schema(value_type = Option<String>, example = "60.00")]
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Points>,
    /// When it was handed out, or else reserved.
    #[schema(value_type = String)]
    at: Moment,
    /// Who handed it out, or else reserved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<LineView>,
}

/// One kind of goods of a redemption.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineView {
    item: String,
    name: String,
    quantity: i64,
    #[schema(value_type = String)]
    points: Points,
}

impl From<RedemptionLine> for LineView {
    fn from(line: RedemptionLine) -> Self {
        Self { item: line.item, name: line.name, quantity: line.quantity, points: line.points }
    }
}

fn view(redemption: Redemption, lines: Vec<RedemptionLine>) -> RedemptionView {
    let Redemption { id, account, state, points, keeper, at, .. } = redemption;
    let items = lines.into_iter().map(LineView::from).collect();
    RedemptionView { id: id.to_string(), account, state, points: Some(points), at, by: Some(keeper), items }
}

/// What may be told of one that is kept, to whom nothing was shown.
fn closed(view: RedemptionView) -> RedemptionView {
    RedemptionView { points: None, by: None, items: Vec::new(), ..view }
}

/// List redemptions, newest first, without their goods.
#[utoipa::path(get, path = "/api/v1/villages/{village}/redemptions", tag = "shop", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<RedemptionView>), ProblemBody))]
async fn list(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    cursor: Cursor,
) -> Reply<Listing<RedemptionView>> {
    caller.check(&village, Action::Redeem)?;
    let found = store::redemptions(&mut books.read().await?, &village, cursor.number(i64::MAX)?, cursor.limit() + 1).await?;
    let views = found.into_iter().map(|redemption| view(redemption, Vec::new()));
    let views = views.map(|view| if view.state == RedemptionState::Held { closed(view) } else { view }).collect();
    Ok(Listing::of(&cursor, views, |redemption| redemption.id.clone()))
}

/// Show a redemption with its goods. What is kept for somebody is told without them, unless a second person says or was asked to say who it is for.
///
/// Refused with 404: `shop.unknown_redemption`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/redemptions/{id}", tag = "shop", params(("village" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = RedemptionView), ProblemBody))]
async fn show(State(books): State<Books>, caller: Caller, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Json<RedemptionView>> {
    caller.check(&village, Action::Redeem)?;
    let mut conn = books.read().await?;
    let (redemption, lines) = store::redemption(&mut conn, &village, id).await?.ok_or_else(|| unknown_redemption(id))?;
    let is_shown = redemption.state != RedemptionState::Held || store::is_witnessed(&mut conn, &village, id).await?;
    let view = view(redemption, lines);
    Ok(Json(if is_shown { view } else { closed(view) }))
}

/// Why a redemption is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CancellationBody {
    #[schema(max_length = 500, min_length = 1)]
    reason: String,
}

/// Take a redemption back: goods to the shelf, points to their holder, money to the fund. What is only kept is given up. What was handed out on an
/// earlier day is only proposed to be taken back, and somebody else decides.
///
/// Refused with 404: `shop.unknown_redemption`; 409: `shop.already_cancelled`, `shop.reservation_expired`, `shop.already_proposed`; 422:
/// `shop.reason_missing`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/redemptions/{id}/cancellation", tag = "shop", request_body = CancellationBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = Redeemed), ProblemBody))]
async fn cancel(acting: Acting, Path((village, id)): Path<(VillageId, i64)>, Body(body): Body<CancellationBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::Redeem)?;
    check_reason(&body.reason)?;
    let job = Cancel { redemption: id, reason: body.reason };
    Ok(created(acting.books.perform(act, job).await?))
}

/// Show the fund behind the shop.
#[utoipa::path(get, path = "/api/v1/villages/{village}/fund", tag = "fund", params(("village" = String, Path)),
    responses((status = 200, body = Fund), ProblemBody))]
async fn fund(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>) -> Reply<Json<Fund>> {
    caller.check(&village, Action::SeeShop)?;
    Ok(Json(funds::standing(&mut books.read().await?, &village).await?))
}

/// Money for the fund.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AllocationBody {
    #[schema(value_type = String, example = "15000.00")]
    amount: Yuan,
    /// Where it comes from and who decided it.
    #[schema(max_length = 500)]
    note: String,
}

/// The entry that was made.
#[derive(Debug, Serialize, ToSchema)]
struct Allocated {
    entry: i64,
}

/// Put money from the collective into the fund.
///
/// Refused with 422: `funds.wrong_amount`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/fund/allocations", tag = "fund", request_body = AllocationBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = Allocated), ProblemBody))]
async fn allocate(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<AllocationBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::Allocate)?;
    let done = acting.books.perform(act, Allocate { amount: body.amount, note: body.note }).await?;
    Ok(created(Done { answer: Allocated { entry: done.answer }, replayed: done.replayed }))
}
