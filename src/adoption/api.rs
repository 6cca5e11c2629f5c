//! Adopting over HTTP.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions::{self, Wanted, What};
use crate::entrance::Acting;
use crate::roster::Action;
use crate::rulebook::Adoption;
use crate::versions::{Adopted, House, Library};
use crate::web::{Body, ProblemBody, Reply, Seen, created};
use crate::words::VillageId;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(adopt))
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

/// Adopt the draft, or go back to an earlier version: it comes into force on the effective day, and is kept for ever.
///
/// Refused with 428: `request.unseen`; 412: `versions.draft_changed`; 404: `versions.unknown_version`; 409: `versions.no_draft`,
/// `versions.unchanged`; 422: `versions.has_errors`, `versions.no_rules`, `versions.no_adoption`, `versions.wrong_adoption`,
/// `versions.adoption_used`, `versions.adoption_ahead`, `versions.retroactive`, `versions.unit_changed`, `operation.reused`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/rulebook/draft/adoption", tag = "rulebook", request_body = AdoptionBody,
    params(("village" = String, Path), ("If-Match" = Option<String>, Header, description = "the draft's ETag; not needed with `back_to`"),
        ("Idempotency-Key" = String, Header), ("dry_run" = Option<bool>, Query)),
    responses((status = 201, body = Adopted), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
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
    Ok(created(actions::adopt(&acting.books, &library, act, wanted).await?))
}
