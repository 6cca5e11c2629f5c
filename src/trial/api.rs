//! Trials over HTTP.

use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions::{self, Period};
use super::model::Report;
use crate::db::Books;
use crate::entrance::Caller;
use crate::roster::Action;
use crate::versions::{FileBody, House, Library, Which, bundled, text_of};
use crate::web::{Body, ProblemBody, Reply};
use crate::words::VillageId;

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(trial))
}

/// Which days, under which text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TrialBody {
    #[schema(example = "2026-01-01")]
    from: NaiveDate,
    /// The last day, included.
    #[schema(example = "2026-03-31")]
    to: NaiveDate,
    /// A version's number, `in_force` or `draft`; the draft if nothing is said.
    #[schema(value_type = Option<String>)]
    under: Option<Which>,
    /// Files that are not kept anywhere yet, instead of `under`.
    files: Option<Vec<FileBody>>,
}

/// Judge a past period again under a draft: who would have got what, and what it would have cost. Changes nothing.
///
/// Refused with 404: `versions.no_rulebook`, `versions.unknown_version`; 422: `trial.wrong_period`, `versions.has_errors`, `versions.wrong_files`,
/// `versions.unit_changed`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/rulebook/trial", tag = "rulebook", request_body = TrialBody,
    params(("village" = String, Path)),
    responses((status = 200, body = Report), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn trial(
    caller: Caller,
    State(books): State<Books>,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<TrialBody>,
) -> Reply<Json<Report>> {
    caller.check(&village, Action::Try)?;
    let draft = match body.files {
        Some(files) => bundled(&library, &village, files.into_iter().map(FileBody::source).collect()).await?,
        None => text_of(&library, &village, body.under.unwrap_or(Which::Draft), books.clock.now().day()).await?,
    };
    let period = Period { from: body.from, to: body.to };
    Ok(Json(actions::trial(&books, &library, &village, draft, period).await?))
}
