//! The shop's own books over HTTP: the end of a day, and settling with the keeper.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::accounting::{Stretch, stretch};
use super::closing::{Count, EndDay, Ended};
use super::model::*;
use super::settling::{Draw, Pay, Settled, Sign, Withdraw, unknown_settlement};
use super::store;
use crate::db::Books;
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::versions::House;
use crate::web::{Body, Cursor, Listing, Operation, ProblemBody, Reply, created};
use crate::words::{Kind, Moment, Refusal, VillageId, Yuan};

/// The routes of the shop's books.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(day_ends, end_day))
        .routes(routes!(day_end))
        .routes(routes!(settlements, draw))
        .routes(routes!(settlement))
        .routes(routes!(sign))
        .routes(routes!(pay))
        .routes(routes!(withdraw))
}

/// A day at the shop that was ended.
#[derive(Debug, Serialize, ToSchema)]
struct DayEndBody {
    id: String,
    /// What somebody else has to decide about differences.
    proposal: Option<String>,
    signed_by: String,
    #[schema(value_type = String)]
    signed_at: Moment,
}

impl From<DayEnd> for DayEndBody {
    fn from(day: DayEnd) -> Self {
        let DayEnd { id, proposal, signed_by, signed_at, .. } = day;
        Self { id: id.to_string(), proposal: proposal.map(|id| id.to_string()), signed_by, signed_at }
    }
}

/// The same with what was counted, and what went over the counter.
#[derive(Debug, Serialize, ToSchema)]
struct DayEndSheet {
    #[serde(flatten)]
    day: DayEndBody,
    counted: Vec<Counted>,
    over_the_counter: Stretch,
}

/// List the ends of days, newest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/day_ends", tag = "shop", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<DayEndBody>), ProblemBody))]
async fn day_ends(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    cursor: Cursor,
) -> Reply<Listing<DayEndBody>> {
    caller.check(&village, Action::SeeShopBooks)?;
    let found = store::day_ends(&mut books.read().await?, &village, cursor.number(i64::MAX)?, cursor.limit() + 1).await?;
    Ok(Listing::of(&cursor, found.into_iter().map(DayEndBody::from).collect(), |day| day.id.clone()))
}

/// Show the end of a day with what was counted and what went over the counter.
///
/// Refused with 404: `shop.unknown_day_end`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/day_ends/{id}", tag = "shop", params(("village" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = DayEndSheet), ProblemBody))]
async fn day_end(State(books): State<Books>, caller: Caller, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Json<DayEndSheet>> {
    caller.check(&village, Action::SeeShopBooks)?;
    let mut conn = books.read().await?;
    let day = store::day_end(&mut conn, &village, id).await?.ok_or_else(|| unknown_day_end(id))?;
    let over_the_counter = stretch(&mut conn, &village, (day.after_seq, day.upto_seq)).await?;
    let counted = serde_json::from_str(&day.counted).unwrap_or_default();
    Ok(Json(DayEndSheet { day: day.into(), counted, over_the_counter }))
}

/// Refuses `shop.unknown_day_end`.
pub(super) fn unknown_day_end(id: i64) -> Refusal {
    Refusal::new("shop.unknown_day_end", Kind::Missing, format!("没有第 {id} 号日结。"), "请核对编号。")
}

/// What is on the shelf, and why it may differ.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CountBody {
    counted: Vec<Count>,
    /// Needed only where something differs.
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// End the day: count the shelf and sign. It goes from where the last one ended to now. Where the count differs, somebody else decides whether the
/// books follow it (`shop_proposals`).
///
/// Refused with 422: `shop.nothing_counted`, `shop.unknown_item`, `shop.counted_twice`, `shop.wrong_count`, `shop.reason_missing`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/day_ends", tag = "shop", request_body = CountBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = Ended), ProblemBody))]
async fn end_day(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<CountBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::ManageStock)?;
    let CountBody { counted, reason } = body;
    Ok(created(acting.books.perform(act, EndDay { counted, reason }).await?))
}

/// A settlement with the keeper.
#[derive(Debug, Serialize, ToSchema)]
struct SettlementBody {
    id: String,
    state: SettlementState,
    #[schema(value_type = String, example = "358.50")]
    amount: Yuan,
    drawn_by: String,
    #[schema(value_type = String)]
    drawn_at: Moment,
    /// Who signed for the other side.
    signed_by: Option<String>,
    #[schema(value_type = Option<String>)]
    signed_at: Option<Moment>,
    /// Who paid or withdrew it.
    ended_by: Option<String>,
    #[schema(value_type = Option<String>)]
    ended_at: Option<Moment>,
    /// How it was paid, or why it was withdrawn.
    note: String,
    /// The entry of the payment.
    entry: Option<i64>,
}

impl From<Settlement> for SettlementBody {
    fn from(one: Settlement) -> Self {
        Self {
            id: one.id.to_string(),
            state: one.state,
            amount: one.amount,
            drawn_by: one.drawn_by,
            drawn_at: one.drawn_at,
            signed_by: one.signed_by,
            signed_at: one.signed_at,
            ended_by: one.paid_by,
            ended_at: one.paid_at,
            note: one.paid_how,
            entry: one.entry,
        }
    }
}

/// The same with what it is for.
#[derive(Debug, Serialize, ToSchema)]
struct SettlementSheet {
    #[serde(flatten)]
    settlement: SettlementBody,
    over_the_counter: Stretch,
}

/// List settlements with the keeper, newest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/settlements", tag = "shop", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<SettlementBody>), ProblemBody))]
async fn settlements(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    cursor: Cursor,
) -> Reply<Listing<SettlementBody>> {
    caller.check(&village, Action::SeeShopBooks)?;
    let found = store::settlements(&mut books.read().await?, &village, cursor.number(i64::MAX)?, cursor.limit() + 1).await?;
    Ok(Listing::of(&cursor, found.into_iter().map(SettlementBody::from).collect(), |one| one.id.clone()))
}

/// Show a settlement with the goods it is for.
///
/// Refused with 404: `shop.unknown_settlement`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/settlements/{id}", tag = "shop", params(("village" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = SettlementSheet), ProblemBody))]
async fn settlement(
    State(books): State<Books>,
    caller: Caller,
    Path((village, id)): Path<(VillageId, i64)>,
) -> Reply<Json<SettlementSheet>> {
    caller.check(&village, Action::SeeShopBooks)?;
    let mut conn = books.read().await?;
    let one = store::settlement(&mut conn, &village, id).await?.ok_or_else(|| unknown_settlement(id))?;
    let over_the_counter = stretch(&mut conn, &village, (one.after_seq, one.upto_seq)).await?;
    Ok(Json(SettlementSheet { settlement: one.into(), over_the_counter }))
}

/// Draw up what the village owes the keeper by now, and sign it for one's own side.
///
/// Refused with 409: `shop.settlement_open`, `shop.nothing_owed`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/settlements", tag = "shop",
    params(("village" = String, Path), Operation), responses((status = 201, body = Settled), ProblemBody))]
async fn draw(acting: Acting, Path(village): Path<VillageId>) -> Reply<Response> {
    let act = acting.act(&village, Action::Settle)?;
    Ok(created(acting.books.perform(act, Draw).await?))
}

/// Sign for the other side: the keeper where the village drew it up, the village where the keeper did.
///
/// Refused with 404: `shop.unknown_settlement`; 409: `shop.settlement_over`, `shop.same_side`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/settlements/{id}/signature", tag = "shop",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Settled), ProblemBody))]
async fn sign(acting: Acting, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::Settle)?;
    Ok(created(acting.books.perform(act, Sign { settlement: id }).await?))
}

/// How it was paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaymentBody {
    /// Such as the number of the transfer or the receipt.
    #[schema(min_length = 1, max_length = 200)]
    how: String,
}

/// Write down that the keeper was paid what both have signed; the ledger says so from then on.
///
/// Refused with 404: `shop.unknown_settlement`; 409: `shop.settlement_over`, `shop.not_signed`; 422: `shop.how_paid_missing`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/settlements/{id}/payment", tag = "shop", request_body = PaymentBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Settled), ProblemBody))]
async fn pay(acting: Acting, Path((village, id)): Path<(VillageId, i64)>, Body(body): Body<PaymentBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::PayKeeper)?;
    Ok(created(acting.books.perform(act, Pay { settlement: id, how: body.how }).await?))
}

/// Why a settlement is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawalBody {
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Withdraw a settlement that is not paid; what it was for belongs to the next.
///
/// Refused with 404: `shop.unknown_settlement`; 409: `shop.settlement_over`; 422: `shop.reason_missing`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/settlements/{id}/withdrawal", tag = "shop", request_body = WithdrawalBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Settled), ProblemBody))]
async fn withdraw(acting: Acting, Path((village, id)): Path<(VillageId, i64)>, Body(body): Body<WithdrawalBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::Settle)?;
    Ok(created(acting.books.perform(act, Withdraw { settlement: id, reason: body.reason }).await?))
}
