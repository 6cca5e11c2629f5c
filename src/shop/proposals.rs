//! What takes two in the shop, over HTTP: writing goods off, and deciding on what somebody else proposed. Deliveries (`api`), counts (`books_api`)
//! and late cancellations become proposals where they are made.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::model::{Proposal, ProposalKind};
use super::proposing::{DecideProposal, Proposed, WriteOff};
use super::store;
use crate::db::Books;
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::versions::House;
use crate::web::{Body, Operation, ProblemBody, Reply, created};
use crate::words::{Moment, VillageId};

/// The routes of proposals.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(write_off)).routes(routes!(list)).routes(routes!(confirm)).routes(routes!(reject))
}

/// Pieces that are broken, spoilt or missing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WriteOffBody {
    #[schema(example = "A01")]
    item: String,
    #[schema(minimum = 1)]
    quantity: i64,
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Propose that goods be written off (报损). The stock changes when somebody else agrees.
///
/// Refused with 422: `shop.unknown_item`, `shop.wrong_quantity`, `shop.reason_missing`; 409: `shop.out_of_stock`, `shop.kept_for_others`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/write_offs", tag = "shop", request_body = WriteOffBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = Proposed), ProblemBody))]
async fn write_off(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<WriteOffBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::ManageStock)?;
    let WriteOffBody { item, quantity, reason } = body;
    Ok(created(acting.books.perform(act, WriteOff { item, quantity, reason }).await?))
}

/// What waits for somebody else.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalBody {
    id: String,
    kind: ProposalKind,
    /// The number of the item, the redemption, the delivery or the day's end.
    subject: String,
    /// Pieces that are written off, came in or were found to differ; 0 for a redemption.
    quantity: i64,
    reason: String,
    proposed_by: String,
    #[schema(value_type = String)]
    proposed_at: Moment,
}

impl From<Proposal> for ProposalBody {
    fn from(proposal: Proposal) -> Self {
        let Proposal { id, kind, subject, quantity, reason, proposed_by, proposed_at, .. } = proposal;
        Self { id: id.to_string(), kind, subject, quantity, reason, proposed_by, proposed_at }
    }
}

/// Everything that waits.
#[derive(Debug, Serialize, ToSchema)]
struct Waiting {
    items: Vec<ProposalBody>,
}

/// List what waits in the shop for somebody else to decide, oldest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/shop_proposals", tag = "shop", params(("village" = String, Path)),
    responses((status = 200, body = Waiting), ProblemBody))]
async fn list(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>) -> Reply<Json<Waiting>> {
    caller.check(&village, Action::Countersign)?;
    let found = store::proposals(&mut books.read().await?, &village).await?;
    Ok(Json(Waiting { items: found.into_iter().map(ProposalBody::from).collect() }))
}

/// Agree to what somebody else proposed; it is done at once.
///
/// Refused with 404: `shop.unknown_proposal`; 409: `shop.already_decided`, `shop.already_cancelled`, `shop.out_of_stock`, `shop.kept_for_others`; 403:
/// `shop.same_proposer`, `shop.own_household`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/shop_proposals/{id}/confirmation", tag = "shop",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Proposed), ProblemBody))]
async fn confirm(acting: Acting, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::Countersign)?;
    Ok(created(acting.books.perform(act, DecideProposal { id, confirmed: true }).await?))
}

/// Turn a proposal down, or withdraw one's own.
///
/// Refused with 404: `shop.unknown_proposal`; 409: `shop.already_decided`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/shop_proposals/{id}/rejection", tag = "shop",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Proposed), ProblemBody))]
async fn reject(acting: Acting, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::Countersign)?;
    Ok(created(acting.books.perform(act, DecideProposal { id, confirmed: false }).await?))
}
