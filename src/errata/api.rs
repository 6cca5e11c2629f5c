//! Errata over HTTP.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::proposing::Wanted;
use super::refusals::ErratumRefusal;
use super::told::ErratumBody;
use super::{actions, store};
use crate::db::Books;
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::versions::{FileBody, House, Library};
use crate::web::{Body, Cursor, Listing, Operation, ProblemBody, Reply, created};
use crate::words::{Refusal, VillageId};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(list, propose)).routes(routes!(show)).routes(routes!(confirm)).routes(routes!(withdraw))
}

/// List errata, newest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/errata", tag = "errata", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<ErratumBody>), ProblemBody))]
async fn list(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>, cursor: Cursor) -> Reply<Listing<ErratumBody>> {
    caller.check(&village, Action::SeeErrata)?;
    let mut conn = books.read().await?;
    let mut bodies = Vec::new();
    for erratum in store::errata(&mut conn, &village, cursor.number(i64::MAX)?, cursor.limit() + 1).await? {
        bodies.push(ErratumBody::of(&erratum, &store::sheet(&mut conn, &village, &erratum).await?));
    }
    Ok(Listing::of(&cursor, bodies, |erratum| erratum.id.clone()))
}

/// What is to be put right.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ErratumProposalBody)]
struct ProposalBody {
    /// The version whose text is not what the meeting decided.
    #[schema(example = 2)]
    version: i64,
    /// The one rule in it that is wrong.
    #[schema(example = "志愿服务")]
    rule: String,
    /// From which of the version's days on; all of them where nothing is said.
    from: Option<NaiveDate>,
    #[schema(max_length = 500, example = "会上定的是每小时 2 分，录入时多打了一个零")]
    reason: String,
    /// The corrected files; the village's draft where none are sent. They differ from the version in the numbers of that rule alone.
    files: Option<Vec<FileBody>>,
}

/// Propose to put a version right that says something else than what the meeting decided (规则改正). The answer shows what that changes: every
/// award, household by household. Nothing happens until somebody else has confirmed it and its announcement is over.
///
/// Refused with 404: `versions.unknown_version`; 409: `errata.no_draft`, `errata.already_corrected`, `errata.another_waits`; 422: `versions.wrong_files`,
/// `versions.has_errors`, `versions.unreadable`, `errata.other_change`, `errata.unchanged`, `errata.not_numbers`, `errata.protected`,
/// `errata.wrong_day`, `errata.reason_missing`, `claims.note_too_long`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/errata", tag = "errata", request_body = ProposalBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = ErratumBody), ProblemBody))]
async fn propose(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<ProposalBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::ProposeErratum)?;
    let files = body.files.map(|files| files.into_iter().map(FileBody::source).collect());
    let wanted = Wanted { version: body.version, rule: body.rule, from_on: body.from, reason: body.reason, files };
    Ok(created(actions::propose(&acting.books, &library, act, wanted).await?))
}

/// Show an erratum.
///
/// Refused with 404: `errata.unknown`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/errata/{id}", tag = "errata", params(("village" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = ErratumBody), ProblemBody))]
async fn show(State(books): State<Books>, caller: Caller, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Json<ErratumBody>> {
    caller.check(&village, Action::SeeErrata)?;
    let mut conn = books.read().await?;
    let found = store::erratum(&mut conn, &village, id).await?;
    let erratum = found.ok_or_else(|| Refusal::from(ErratumRefusal::UnknownErratum(id)))?;
    Ok(Json(ErratumBody::of(&erratum, &store::sheet(&mut conn, &village, &erratum).await?)))
}

/// Confirm an erratum that somebody else proposed: it is announced from now on, and carried out when its days are over.
///
/// Refused with 404: `errata.unknown`; 409: `errata.not_waiting`, `errata.already_corrected`, `errata.clock_behind`; 403: `errata.own_proposal`,
/// `errata.own_household`, `errata.kin`; 422: `errata.wrong_day`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/errata/{id}/confirmation", tag = "errata",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = ErratumBody), ProblemBody))]
async fn confirm(acting: Acting, State(library): State<Library>, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::ConfirmErratum)?;
    Ok(created(actions::confirm(&acting.books, &library, act, id).await?))
}

/// Why an erratum is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ErratumWithdrawalBody)]
struct WithdrawalBody {
    #[schema(max_length = 500)]
    reason: String,
}

/// Withdraw an erratum that is not carried out yet, with a reason: nothing has changed.
///
/// Refused with 404: `errata.unknown`; 409: `errata.not_waiting`; 422: `errata.reason_missing`, `claims.note_too_long`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/errata/{id}/withdrawal", tag = "errata", request_body = WithdrawalBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = ErratumBody), ProblemBody))]
async fn withdraw(acting: Acting, Path((village, id)): Path<(VillageId, i64)>, Body(body): Body<WithdrawalBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::WithdrawErratum)?;
    Ok(created(actions::withdraw(&acting.books, act, id, body.reason).await?))
}
