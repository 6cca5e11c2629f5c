//! Notices over HTTP.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::refusals::NoticeRefusal;
use super::told::NoticeBody;
use super::{actions, store};
use crate::claims::check_length;
use crate::db::Books;
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Body, Cursor, Listing, Operation, ProblemBody, Reply, created};
use crate::words::{Refusal, VillageId};

/// The routes of notices.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(list, draft)).routes(routes!(show)).routes(routes!(sign)).routes(routes!(send_back))
}

/// List notices, newest first, drafts and past ones included.
#[utoipa::path(get, path = "/api/v1/villages/{village}/notices", tag = "notices", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<NoticeBody>), ProblemBody))]
async fn list(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>, cursor: Cursor) -> Reply<Listing<NoticeBody>> {
    caller.check(&village, Action::SeeNotices)?;
    let today = books.clock.now().day();
    let found = store::notices(&mut books.read().await?, &village, cursor.number(i64::MAX)?, cursor.limit() + 1).await?;
    let bodies = found.iter().map(|notice| NoticeBody::of(notice, today)).collect();
    Ok(Listing::of(&cursor, bodies, |notice| notice.id.clone()))
}

/// Of which period a notice is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NoticeDraftBody)]
struct DraftBody {
    /// The first day of the period.
    #[schema(example = "2026-03-01")]
    from: NaiveDate,
    /// The last day of the period, which must be over.
    #[schema(example = "2026-03-31")]
    until: NaiveDate,
    /// How long it is up; as many as are needed, where nothing is said.
    #[schema(minimum = 3, maximum = 60)]
    days: Option<u32>,
}

/// Draft a notice of a period: it shows what was agreed to and no earlier notice has shown. It is up once somebody else has signed it.
///
/// Refused with 422: `notices.wrong_period`, `notices.wrong_days`; 409: `notices.draft_waits`, `notices.overlaps`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/notices", tag = "notices", request_body = DraftBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = NoticeBody), ProblemBody))]
async fn draft(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<DraftBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::DraftNotice)?;
    Ok(created(actions::draft(&acting.books, &library, act, (body.from, body.until), body.days).await?))
}

/// Show a notice.
///
/// Refused with 404: `notices.unknown_notice`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/notices/{id}", tag = "notices", params(("village" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = NoticeBody), ProblemBody))]
async fn show(State(books): State<Books>, caller: Caller, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Json<NoticeBody>> {
    caller.check(&village, Action::SeeNotices)?;
    let found = store::notice(&mut books.read().await?, &village, id).await?;
    let notice = found.ok_or_else(|| Refusal::from(NoticeRefusal::UnknownNotice(id)))?;
    Ok(Json(NoticeBody::of(&notice, books.clock.now().day())))
}

/// Sign a notice that somebody else drafted: it is up from now on, and what stands on it is posted after its last day at the earliest.
///
/// Refused with 404: `notices.unknown_notice`; 409: `notices.not_waiting`, `notices.clock_behind`; 403: `notices.own_draft`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/notices/{id}/signature", tag = "notices",
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = NoticeBody), ProblemBody))]
async fn sign(acting: Acting, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::SignNotice)?;
    Ok(created(actions::decide(&acting.books, act, id, None).await?))
}

/// Why a draft is sent back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReturnBody {
    #[schema(max_length = 500)]
    reason: String,
}

/// Send a drafted notice back (退回) with a reason; what stands on it waits for another draft.
///
/// Refused like a signature, and with 422: `notices.reason_missing`, `claims.note_too_long`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/notices/{id}/return", tag = "notices", request_body = ReturnBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = NoticeBody), ProblemBody))]
async fn send_back(acting: Acting, Path((village, id)): Path<(VillageId, i64)>, Body(body): Body<ReturnBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::SignNotice)?;
    check_length(&body.reason, "原因")?;
    Ok(created(actions::decide(&acting.books, act, id, Some(body.reason)).await?))
}
