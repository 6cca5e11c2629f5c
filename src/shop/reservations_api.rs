//! What is kept for somebody, over HTTP: reserved and given up by whose it is, handed out by the keeper.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::api::{LineView, check_lines};
use super::basket::{Order, Wanted};
use super::counter::own_account;
use super::model::*;
use super::proof::{Proof, ShownBy, place_of};
use super::reserving::{Collect, GiveUp, Handed, Reserve, fresh_code};
use super::store;
use crate::db::{Books, Conn};
use crate::entrance::{Acting, Caller, Doorkeeper};
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Body, Operation, ProblemBody, Reply, created, replayed};
use crate::words::{Moment, Points, VillageId};

/// The routes of reservations.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(own, reserve)).routes(routes!(give_up)).routes(routes!(collect))
}

/// How many of one's own are listed.
const LISTED: i64 = 20;

/// Something of one's own that is kept, or was.
#[derive(Debug, Serialize, ToSchema)]
struct OwnReservation {
    id: String,
    state: RedemptionState,
    #[schema(value_type = String, example = "60.00")]
    points: Points,
    /// Until when the goods are kept.
    #[schema(value_type = String)]
    until: Moment,
    /// What is shown at the counter.
    #[schema(example = "K7F2QX9M")]
    voucher: String,
    items: Vec<LineView>,
}

/// One's own, newest first.
#[derive(Debug, Serialize, ToSchema)]
struct OwnReservations {
    items: Vec<OwnReservation>,
}

/// Show what is kept for oneself, and what was lately.
#[utoipa::path(get, path = "/api/v1/villages/{village}/redemptions/own", tag = "shop", params(("village" = String, Path)),
    responses((status = 200, body = OwnReservations), ProblemBody))]
async fn own(
    State(books): State<Books>,
    State(library): State<Library>,
    caller: Caller,
    Path(village): Path<VillageId>,
) -> Reply<Json<OwnReservations>> {
    caller.check(&village, Action::Reserve)?;
    let rulebook = library.in_force(&village, books.clock.now().day()).await?;
    let mut conn = books.read().await?;
    let account = own_account(&mut conn, &village, &rulebook, &caller.actor.staff).await?;
    let mut items = Vec::new();
    for redemption in store::reserved_by(&mut conn, &village, &account, LISTED).await? {
        items.extend(own_view(&mut conn, &village, redemption).await?);
    }
    Ok(Json(OwnReservations { items }))
}

async fn own_view(conn: &mut Conn, village: &VillageId, redemption: Redemption) -> anyhow::Result<Option<OwnReservation>> {
    let Some(voucher) = store::voucher(conn, village, redemption.id).await? else { return Ok(None) };
    let lines = store::lines_between(conn, village, (redemption.id, redemption.id)).await?;
    let Redemption { id, state, points, .. } = redemption;
    let items = lines.into_iter().map(LineView::from).collect();
    Ok(Some(OwnReservation { id: id.to_string(), state, points, until: voucher.until_at, voucher: voucher.code, items }))
}

/// What somebody would have kept for them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReservationBody {
    #[schema(max_items = 50)]
    items: Vec<Wanted>,
}

/// Have goods kept for one's own points (预约). Points, money and goods are held until they are collected, given up or the time is over.
///
/// Refused with 404: `ledger.unknown_account`; 422: `shop.too_many_lines`, `shop.nothing_wanted`, `shop.unknown_item`, `shop.wrong_quantity`;
/// 409: `shop.no_reservations`, `shop.barred`, `shop.below_minimum`, `shop.points_short`, `shop.out_of_stock`, `funds.short`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/redemptions/own", tag = "shop", request_body = ReservationBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = Redeemed), ProblemBody))]
async fn reserve(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<ReservationBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::Reserve)?;
    check_lines(&body.items)?;
    let rulebook = library.in_force(&village, act.at.day()).await?;
    let account = own_account(&mut acting.books.read().await?, &village, &rulebook, &act.actor.staff).await?;
    let order = Order { account, wanted: body.items, rulebook, agreed: None, shown: ShownBy::Own };
    Ok(created(acting.books.perform(act, Reserve { order, code: fresh_code(&acting.books.chance) }).await?))
}

/// Give up what is kept for oneself. Points and goods are free at once.
///
/// Refused with 404: `shop.unknown_redemption`; 409: `shop.already_cancelled`, `shop.reservation_expired`, `shop.already_collected`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/redemptions/own/{id}/cancellation", tag = "shop",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Redeemed), ProblemBody))]
async fn give_up(acting: Acting, State(library): State<Library>, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::Reserve)?;
    let rulebook = library.in_force(&village, act.at.day()).await?;
    let account = own_account(&mut acting.books.read().await?, &village, &rulebook, &act.actor.staff).await?;
    Ok(created(acting.books.perform(act, GiveUp { redemption: id, account }).await?))
}

/// By what somebody shows that what is kept is theirs: one of the three, unless a second person has said so (`shop_proposals`).
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct CollectionBody {
    /// The voucher's code, or the text it was scanned as.
    #[schema(example = "K7F2QX9M")]
    voucher: String,
    /// The text on the holder's card, scanned.
    card: String,
    /// The holder's PIN, as they typed it themselves.
    pin: String,
}

/// Hand out what was kept for somebody. A second time tells when and by whom it was handed out first (200), and takes nothing; for that nothing is shown.
///
/// Refused with 404: `shop.unknown_redemption`, `shop.unknown_voucher`, `shop.foreign_card`, `shop.unknown_card`; 401: `entrance.wrong_pin`; 429:
/// `entrance.too_many_tries`; 409: `shop.other_card`, `entrance.no_pin`, `shop.already_cancelled`, `shop.reservation_expired`, `shop.not_witnessed`,
/// `shop.voucher_needed`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/redemptions/{id}/collection", tag = "shop", request_body = CollectionBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = Handed), (status = 200, body = Handed), ProblemBody))]
async fn collect(
    acting: Acting,
    State(library): State<Library>,
    State(doorkeeper): State<Doorkeeper>,
    Path((village, id)): Path<(VillageId, i64)>,
    Body(body): Body<CollectionBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::Redeem)?;
    let rulebook = library.in_force(&village, act.at.day()).await?;
    let (proof, place) = (Proof { card: &body.card, pin: &body.pin }, place_of(&act));
    let about = (&village, rulebook.as_ref());
    let shown = proof.read_kept(&doorkeeper, &mut acting.books.read().await?, about, (id, &body.voucher), &place).await?;
    let done = acting.books.perform(act, Collect { redemption: id, shown }).await?;
    if done.answer.again {
        return Ok((StatusCode::OK, replayed(true), Json(done.answer)).into_response());
    }
    Ok(created(done))
}
