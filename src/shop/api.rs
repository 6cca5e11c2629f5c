//! The shop and its fund over HTTP.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::model::*;
use super::redeeming::{Cancel, Redeem, Wanted, check_reason};
use super::stocking::{Goods, Part, Shelve, check_goods};
use super::{labelling, proposals, store};
use crate::db::Books;
use crate::entrance::{Acting, Caller};
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
        .merge(proposals::routes())
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
    stock: i64,
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

/// How many kinds of goods came in.
#[derive(Debug, Serialize, ToSchema)]
struct Delivered {
    kinds: i64,
}

/// Put a delivery on the shelf, all or nothing.
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
    let job = Shelve { goods: body.goods.into_iter().map(goods).collect() };
    check_goods(&job.goods, pointer)?;
    let done = acting.books.perform(act, job).await?;
    Ok(created(Done { answer: Delivered { kinds: done.answer }, replayed: done.replayed }))
}

/// Where a part of the goods stands in a [`DeliveryBody`].
fn pointer(index: usize, part: Part) -> String {
    let field = match part {
        Part::Number => "item",
        Part::Name => "name",
        Part::Points => "points",
        Part::Cost => "cost",
        Part::Quantity => "quantity",
    };
    format!("/goods/{index}/{field}")
}

/// What is wanted for whose points.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RedemptionBody {
    #[schema(example = "3-07-2")]
    account: String,
    #[schema(max_items = 50)]
    items: Vec<Wanted>,
}

/// Hand out goods for points, in one act.
///
/// Refused with 404: `ledger.unknown_account`; 422: `shop.too_many_lines`, `shop.nothing_wanted`, `shop.unknown_item`, `shop.wrong_quantity`;
/// 409: `shop.barred`, `shop.below_minimum`, `shop.points_short`, `shop.out_of_stock`, `funds.short`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/redemptions", tag = "shop", request_body = RedemptionBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = Redeemed), ProblemBody))]
async fn redeem(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<RedemptionBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::Redeem)?;
    if body.items.len() > 50 {
        return Err(Refusal::new("shop.too_many_lines", Kind::Invalid, "一次最多换 50 种东西。", "请分几次换。").into());
    }
    let rulebook = library.in_force(&village, act.at.day()).await?;
    Ok(created(acting.books.perform(act, Redeem { account: body.account, wanted: body.items, rulebook }).await?))
}

/// A redemption.
#[derive(Debug, Serialize, ToSchema)]
struct RedemptionView {
    id: String,
    account: String,
    state: String,
    #[schema(value_type = String, example = "60.00")]
    points: Points,
    #[schema(value_type = String)]
    at: Moment,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<LineView>,
}

/// One kind of goods of a redemption.
#[derive(Debug, Serialize, ToSchema)]
struct LineView {
    item: String,
    name: String,
    quantity: i64,
    #[schema(value_type = String)]
    points: Points,
}

fn view(redemption: Redemption, lines: Vec<RedemptionLine>) -> RedemptionView {
    let line = |line: RedemptionLine| LineView { item: line.item, name: line.name, quantity: line.quantity, points: line.points };
    RedemptionView {
        id: redemption.id.to_string(),
        account: redemption.account,
        state: redemption.state,
        points: redemption.points,
        at: redemption.at,
        items: lines.into_iter().map(line).collect(),
    }
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
    let views = found.into_iter().map(|redemption| view(redemption, Vec::new())).collect();
    Ok(Listing::of(&cursor, views, |redemption| redemption.id.clone()))
}

/// Show a redemption with its goods.
///
/// Refused with 404: `shop.unknown_redemption`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/redemptions/{id}", tag = "shop", params(("village" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = RedemptionView), ProblemBody))]
async fn show(State(books): State<Books>, caller: Caller, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Json<RedemptionView>> {
    caller.check(&village, Action::Redeem)?;
    let found = store::redemption(&mut books.read().await?, &village, id).await?;
    let unknown = || Refusal::new("shop.unknown_redemption", Kind::Missing, format!("没有第 {id} 号兑换。"), "请核对小票上的编号。");
    let (redemption, lines) = found.ok_or_else(unknown)?;
    Ok(Json(view(redemption, lines)))
}

/// Why a redemption is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CancellationBody {
    #[schema(max_length = 500, min_length = 1)]
    reason: String,
}

/// Take a redemption back: goods to the shelf, points to their holder, money to the fund. On a later day than its own it is only proposed, and
/// somebody else decides.
///
/// Refused with 404: `shop.unknown_redemption`; 409: `shop.already_cancelled`, `shop.already_proposed`; 422: `shop.reason_missing`.
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
