//! One's own data over HTTP. A resident's calls are about themselves; staff name whom they hold a piece of paper of in the body, never in an address.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions::{self, Correction, Wanted};
use super::consenting::Say;
use super::dossier::Dossier;
use super::model::*;
use super::store;
use crate::db::Books;
use crate::entrance::{Acting, Caller};
use crate::households::Changed;
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Body, Cursor, Listing, Operation, ProblemBody, Reply, created};
use crate::words::{Moment, Role, VillageId};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(own))
        .routes(routes!(correct))
        .routes(routes!(say))
        .routes(routes!(ask))
        .routes(routes!(list))
        .routes(routes!(confirm))
        .routes(routes!(reject))
        .routes(routes!(withdraw))
}

/// Show everything that is stored about oneself, what for and for how long. What protected reports brought is under `/reports/own`.
///
/// Refused with 422: `personal.unknown_resident`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/own-data", tag = "own data", params(("village" = String, Path)),
    responses((status = 200, body = Dossier), ProblemBody))]
async fn own(
    State(books): State<Books>,
    State(library): State<Library>,
    caller: Caller,
    Path(village): Path<VillageId>,
) -> Reply<Json<Dossier>> {
    caller.check(&village, Action::SeeOwn)?;
    let today = books.clock.now().day();
    let rulebook = library.in_force(&village, today).await?;
    Ok(Json(Dossier::of(&mut books.read().await?, &caller, &rulebook, today).await?))
}

/// What is written wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnCorrectionBody {
    #[serde(default)]
    #[schema(max_length = 40)]
    name: Option<String>,
    #[serde(default)]
    #[schema(max_length = 20)]
    relation: Option<String>,
    /// Why, or what shows it.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Ask that one's own name or relation be corrected. It waits in the list of changes of households until somebody who serves decides.
///
/// Refused as a correction of a household is, but without an `If-Match`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/own-data/corrections", tag = "own data", request_body = OwnCorrectionBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = Changed), ProblemBody))]
async fn correct(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(OwnCorrectionBody { name, relation, reason }): Body<OwnCorrectionBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::CorrectOwn)?;
    Ok(created(actions::correct(&acting.books, &library, act, Correction { name, relation, reason }).await?))
}

/// A yes or a no to a board.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SayBody {
    board: Board,
    given: bool,
    /// For whom staff say it, with a piece of paper; left out by residents.
    #[serde(default)]
    #[schema(example = "3-07-2")]
    resident: Option<String>,
}

/// Say whether a board may show a name. As long as nobody says yes it is no; a no counts at once.
///
/// Refused with 422: `personal.unknown_resident`; 403: `personal.own_household`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/consents", tag = "own data", request_body = SayBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = ConsentBody), ProblemBody))]
async fn say(acting: Acting, Path(village): Path<VillageId>, Body(SayBody { board, given, resident }): Body<SayBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::Consent)?;
    Ok(created(actions::say(&acting.books, act, Say { board, given, resident }).await?))
}

/// What is to be deleted, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ErasureRequestBody {
    /// For whom staff ask; left out by residents.
    #[serde(default)]
    #[schema(example = "3-07-2")]
    resident: Option<String>,
    /// `own` for residents; `paper`, `moved` or `died` for staff.
    ground: Ground,
    /// The paper it rests on; left out by residents.
    #[serde(default)]
    #[schema(max_length = 200)]
    basis: String,
    /// Whether the points that are left are given up.
    #[serde(default)]
    waives: bool,
}

/// Ask that what is stored about somebody be deleted: a resident for themselves, staff for whoever came with a piece of paper, moved away or died. A second
/// person must agree. Then a number, points and hashes are left.
///
/// Refused with 422: `personal.unknown_resident`, `personal.wrong_ground`, `personal.basis_missing`; 403: `personal.own_household`; 409:
/// `personal.already_erased`, `personal.erasure_waiting`, `personal.points_held`, `personal.points_left`, `personal.claims_open`,
/// `personal.objections_open`, `personal.change_waiting`, `personal.redemption_open`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/erasures", tag = "own data", request_body = ErasureRequestBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = ErasureBody), ProblemBody))]
async fn ask(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(ErasureRequestBody { resident, ground, basis, waives }): Body<ErasureRequestBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::AskErasure)?;
    Ok(created(actions::ask(&acting.books, &library, act, Wanted { resident, ground, basis, waives }).await?))
}

/// A request as those who decide see it.
#[derive(Debug, Serialize, ToSchema)]
struct RequestBody {
    id: String,
    state: ErasureState,
    resident: String,
    ground: Ground,
    basis: String,
    waives: bool,
    /// In which role somebody asked.
    asked_role: Role,
    #[schema(value_type = String)]
    asked_at: Moment,
}

impl From<Erasure> for RequestBody {
    fn from(erasure: Erasure) -> Self {
        let Erasure { id, state, resident, ground, basis, waives, asked_role, asked_at, .. } = erasure;
        Self { id: id.to_string(), state, resident, ground, basis, waives, asked_role, asked_at }
    }
}

/// Which requests to list.
#[derive(Debug, Deserialize)]
struct Asked {
    state: Option<ErasureState>,
}

/// List requests in a state (`waiting` if none is named), oldest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/erasures", tag = "own data",
    params(("village" = String, Path), ("state" = Option<ErasureState>, Query), Cursor),
    responses((status = 200, body = Listing<RequestBody>), ProblemBody))]
async fn list(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    cursor: Cursor,
    Query(asked): Query<Asked>,
) -> Reply<Listing<RequestBody>> {
    caller.check(&village, Action::DecideErasure)?;
    let state = asked.state.unwrap_or(ErasureState::Waiting);
    let found = store::erasures(&mut books.read().await?, &village, state, cursor.number(0)?, cursor.limit() + 1).await?;
    Ok(Listing::of(&cursor, found.into_iter().map(RequestBody::from).collect(), |request| request.id.clone()))
}

/// Agree to a request of somebody else: what can be deleted is deleted.
///
/// Refused with 404: `personal.unknown_erasure`; 409: `personal.already_decided`, `personal.changed_meanwhile`; 403: `personal.own_household`, `personal.same_person`; then for what is
/// open as asking is.
#[utoipa::path(post, path = "/api/v1/villages/{village}/erasures/{id}/confirmation", tag = "own data",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = ErasureBody), ProblemBody))]
async fn confirm(acting: Acting, State(library): State<Library>, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::DecideErasure)?;
    Ok(created(actions::decide(&acting.books, &library, act, id, true, String::new()).await?))
}

/// Why a request is turned down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhyKeptBody {
    /// The resident reads it.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Turn a request down with a reason; whoever asked may do so, too. Nothing is deleted.
///
/// Refused with 404: `personal.unknown_erasure`; 409: `personal.already_decided`; 403: `personal.own_household`; 422: `personal.reason_missing`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/erasures/{id}/rejection", tag = "own data", request_body = WhyKeptBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = ErasureBody), ProblemBody))]
async fn reject(
    acting: Acting,
    State(library): State<Library>,
    Path((village, id)): Path<(VillageId, i64)>,
    Body(body): Body<WhyKeptBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::DecideErasure)?;
    Ok(created(actions::decide(&acting.books, &library, act, id, false, body.reason).await?))
}

/// Take one's own request back before somebody has decided.
///
/// Refused with 404: `personal.unknown_erasure` (a resident: also for somebody else's); 409: `personal.already_decided`; 403: `personal.not_yours`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/erasures/{id}/withdrawal", tag = "own data",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = ErasureBody), ProblemBody))]
async fn withdraw(acting: Acting, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::AskErasure)?;
    Ok(created(actions::withdraw(&acting.books, act, id).await?))
}
