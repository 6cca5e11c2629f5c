//! Adopting over HTTP: one brings it, another one agrees.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions::{self, Wanted, What};
use super::model::{Decided, Proposal, Proposed};
use super::store;
use crate::db::Books;
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::rulebook::{Adoption, Changes};
use crate::versions::{House, Library};
use crate::web::{Body, Operation, ProblemBody, Reply, Seen, created};
use crate::words::{Moment, VillageId};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(adopt)).routes(routes!(waiting)).routes(routes!(confirm)).routes(routes!(reject))
}

/// Under which decision, from which day on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AdoptionBody {
    /// 生效: today or later.
    #[schema(example = "2026-04-01")]
    effective_on: NaiveDate,
    /// 采纳: the meeting that decided it. Not needed where the files carry the record themselves, or are on trial.
    adoption: Option<Adoption>,
    /// Go back to the text of this version instead of adopting the draft.
    back_to: Option<i64>,
}

/// Bring the draft, or an earlier version, to be adopted. It comes into force on the effective day once a supervisor has agreed, and not before.
///
/// Refused with 428: `request.unseen`; 412: `versions.draft_changed`; 404: `versions.unknown_version`; 409: `versions.no_draft`,
/// `adoption.already_proposed`, `versions.unchanged`; 422: `versions.has_errors`, `versions.no_rules`, `versions.no_adoption`, `versions.wrong_adoption`,
/// `versions.adoption_used`, `versions.adoption_ahead`, `versions.retroactive`, `versions.unit_changed`, `operation.reused`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/rulebook/draft/adoption", tag = "rulebook", request_body = AdoptionBody,
    params(("village" = String, Path), ("If-Match" = Option<String>, Header, description = "the draft's ETag; not needed with `back_to`"),
        ("Idempotency-Key" = String, Header), ("dry_run" = Option<bool>, Query)),
    responses((status = 201, body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn adopt(
    acting: Acting,
    headers: HeaderMap,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<AdoptionBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::Adopt)?;
    let what = match body.back_to {
        Some(number) => What::Version(number),
        None => What::Draft(Some(Seen::required(&headers)?)),
    };
    let wanted = Wanted { what, effective_on: body.effective_on, adoption: body.adoption };
    Ok(created(actions::propose(&acting.books, &library, act, wanted).await?))
}

/// What waits to be agreed to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AdoptionProposalBody)]
struct ProposalBody {
    id: String,
    hash: String,
    effective_on: NaiveDate,
    /// The record of the meeting, if it was given with the proposal.
    adoption: Option<Adoption>,
    /// The version whose text it is, where the village goes back.
    back_to: Option<i64>,
    proposed_by: String,
    #[schema(value_type = String)]
    proposed_at: Moment,
    /// What it changes of the rules in force, in sentences.
    summary: String,
    changes: Vec<String>,
}

/// What waits; one at most.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitingAdoptions)]
struct Waiting {
    items: Vec<ProposalBody>,
}

/// Show what was brought to be adopted and waits for a supervisor, with what it changes of the rules in force today.
#[utoipa::path(get, path = "/api/v1/villages/{village}/rulebook/adoptions", tag = "rulebook", params(("village" = String, Path)),
    responses((status = 200, body = Waiting), ProblemBody))]
async fn waiting(
    State(books): State<Books>,
    State(library): State<Library>,
    caller: Caller,
    Path(village): Path<VillageId>,
) -> Reply<Json<Waiting>> {
    caller.check(&village, Action::SeeDraft)?;
    let found = store::waiting(&mut books.read().await?, &village).await?;
    let items = match found {
        Some(proposal) => vec![shown(&library, &village, books.clock.now().day(), proposal).await?],
        None => Vec::new(),
    };
    Ok(Json(Waiting { items }))
}

async fn shown(library: &Library, village: &VillageId, today: NaiveDate, proposal: Proposal) -> Reply<ProposalBody> {
    let Changes { summary, rules, settings } = actions::changes(library, village, today, &proposal).await?;
    let changes = rules.into_iter().map(|rule| rule.sentence).chain(settings.into_iter().map(|part| part.sentence)).collect();
    let Proposal { id, hash, effective_on, adoption, back_to, proposed_by, proposed_at, .. } = proposal;
    Ok(ProposalBody { id: id.to_string(), hash, effective_on, adoption, back_to, proposed_by, proposed_at, summary, changes })
}

/// Agree to what somebody else brought: it comes into force on its effective day, and is kept for ever.
///
/// Refused with 404: `adoption.unknown_proposal`; 409: `adoption.already_decided`, `versions.unchanged`; 403: `adoption.same_person`; 422:
/// `versions.adoption_used`, `versions.retroactive` (its day has passed meanwhile), `versions.unit_changed`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/rulebook/adoptions/{id}/confirmation", tag = "rulebook",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Decided), ProblemBody))]
async fn confirm(acting: Acting, State(library): State<Library>, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::ConfirmAdoption)?;
    Ok(created(actions::decide(&acting.books, &library, act, id, true, String::new()).await?))
}

/// Why it is turned down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RejectionBody {
    /// Not needed where one withdraws what one brought oneself.
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// Turn down what somebody else brought, with a reason, or withdraw one's own. Nothing in force changes.
///
/// Refused with 404: `adoption.unknown_proposal`; 409: `adoption.already_decided`; 422: `adoption.reason_missing`, `adoption.too_long`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/rulebook/adoptions/{id}/rejection", tag = "rulebook", request_body = RejectionBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Decided), ProblemBody))]
async fn reject(
    acting: Acting,
    State(library): State<Library>,
    Path((village, id)): Path<(VillageId, i64)>,
    Body(body): Body<RejectionBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::RejectAdoption)?;
    Ok(created(actions::decide(&acting.books, &library, act, id, false, body.reason).await?))
}
