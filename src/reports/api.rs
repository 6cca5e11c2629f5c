//! Reports over HTTP: told by a resident or taken in by the township, decided by the township, looked at by their owner.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::model::*;
use super::telling::{Telling, worth};
use super::{actions, store};
use crate::db::{Books, Conn};
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Asked as Query, Body, Cursor, Listing, Operation, ProblemBody, Reply, created};
use crate::words::{Points, Refusal, VillageId};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(tell, list))
        .routes(routes!(approve))
        .routes(routes!(reject))
        .routes(routes!(mine))
        .routes(routes!(ask))
}

/// What somebody reports.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TellingBody {
    /// The name of a rule with 保密.
    #[schema(example = "举报违法行为有功")]
    rule: String,
    #[schema(value_type = String, format = Date, example = "2026-11-01")]
    occurred_on: NaiveDate,
    /// What happened. Whoever writes it should not say who they are.
    #[schema(min_length = 1, max_length = 500)]
    told: String,
    /// What the rule asks to be filled in, as texts by name.
    #[serde(default)]
    facts: BTreeMap<String, String>,
    /// Only for the township: the number of whoever came to it. A resident reports for themselves.
    #[serde(default)]
    person: Option<String>,
}

/// A report as the township sees it. It does not say whose it is.
#[derive(Debug, Serialize, ToSchema)]
struct ReportBody {
    id: String,
    rule: String,
    occurred_on: NaiveDate,
    reported_on: NaiveDate,
    facts: BTreeMap<String, String>,
    told: String,
    state: ReportState,
    /// What it is worth, whoever reported it.
    #[schema(value_type = String, example = "10.00")]
    points: Points,
    explanation: Vec<String>,
    /// The number of whoever took it in for somebody.
    taken_in_by: Option<String>,
    /// Who decided so far, and why not.
    reviews: Vec<ReviewBody>,
    reviews_missing: i64,
}

/// One decision.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportReviewBody)]
struct ReviewBody {
    approves: bool,
    reviewer: String,
    reason: String,
}

/// Report something under a rule with 保密.
///
/// It goes to the township, not into the village's workflow. The answer, a receipt, is the same whoever reports it.
///
/// Refused with 403: `reports.not_yours`; with 422: `reports.unknown_person`, `versions.none_in_force`, `reports.future_day`, `reports.not_protected`,
/// `reports.nothing_told`, `reports.too_long`, `rulebook.not_in_force`, `rulebook.wrong_facts`, `rulebook.formula`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/reports", tag = "reports", request_body = TellingBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = Receipt), ProblemBody))]
async fn tell(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<TellingBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::Report)?;
    let TellingBody { rule, occurred_on, told, facts, person } = body;
    let person = actions::reporter(&act, person).map_err(Refusal::from)?;
    let telling = Telling { rule, person, occurred_on, facts, told };
    Ok(created(actions::take_in(&acting.books, &library, act, telling).await?))
}

/// Which reports to list.
#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    state: ReportState,
}

/// List reports in a state (`submitted` if none is named), oldest first. It does not say whose they are.
#[utoipa::path(get, path = "/api/v1/villages/{village}/reports", tag = "reports",
    params(("village" = String, Path), ("state" = Option<ReportState>, Query), Cursor),
    responses((status = 200, body = Listing<ReportBody>), ProblemBody))]
async fn list(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    cursor: Cursor,
    Query(wanted): Query<Wanted>,
) -> Reply<Listing<ReportBody>> {
    caller.check(&village, Action::HandleReports)?;
    let mut conn = books.read().await?;
    let mut bodies = Vec::new();
    for report in store::queue(&mut conn, &village, wanted.state, cursor.number(0)?, cursor.limit() + 1).await? {
        bodies.push(body(&mut conn, &village, report).await?);
    }
    Ok(Listing::of(&cursor, bodies, |report| report.id.clone()))
}

async fn body(conn: &mut Conn, village: &VillageId, report: Report) -> anyhow::Result<ReportBody> {
    let reviews = store::reviews(conn, village, report.id).await?;
    let missing = if report.state == ReportState::Submitted { report.reviews_needed - reviews.len() as i64 } else { 0 };
    let review = |review: ReportReview| ReviewBody { approves: review.approves, reviewer: review.reviewer, reason: review.reason };
    let steps = worth(&report.worth).map_or_else(Vec::new, |worth| worth.steps);
    Ok(ReportBody {
        id: report.id.to_string(),
        rule: report.rule,
        occurred_on: report.occurred_on,
        reported_on: report.reported_on,
        facts: serde_json::from_str(&report.facts).unwrap_or_default(),
        told: report.told,
        state: report.state,
        points: report.points,
        explanation: steps.into_iter().map(|step| step.text).collect(),
        taken_in_by: report.taken_in_by,
        reviews: reviews.into_iter().map(review).collect(),
        reviews_missing: missing,
    })
}

/// Why it was not found to be so.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportReasonBody)]
struct ReasonBody {
    /// Its owner reads it.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Find that a report is so. Its points are in the pool with the next month's entry.
///
/// Refused with 404: `reports.unknown_report`; with 403: `reports.lives_here`, `reports.same_person`; with 409: `reports.already_decided`,
/// `reports.already_reviewed`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/reports/{id}/approval", tag = "reports",
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = Decided), ProblemBody))]
async fn approve(acting: Acting, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::HandleReports)?;
    Ok(created(actions::decide(&acting.books, act, id, true, String::new()).await?))
}

/// Find that a report is not so.
///
/// Refused as approving is, then with 422: `reports.reason_missing`, `reports.too_long`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/reports/{id}/rejection", tag = "reports", request_body = ReasonBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = Decided), ProblemBody))]
async fn reject(acting: Acting, Path((village, id)): Path<(VillageId, i64)>, Body(body): Body<ReasonBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::HandleReports)?;
    Ok(created(actions::decide(&acting.books, act, id, false, body.reason).await?))
}

/// Show one's own reports and what they earned.
#[utoipa::path(get, path = "/api/v1/villages/{village}/reports/own", tag = "reports", params(("village" = String, Path)),
    responses((status = 200, body = Own), ProblemBody))]
async fn mine(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>) -> Reply<Json<Own>> {
    caller.check(&village, Action::SeeOwn)?;
    Ok(Json(store::own(&mut books.read().await?, &village, &caller.actor.staff).await?))
}

/// What is to be moved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MoveBody {
    #[schema(value_type = String, example = "10")]
    points: Points,
}

/// Have points of one's own moved from the pool to one's account.
///
/// Done with the next month's entry, as a line that is in no list. From then on others may notice the larger balance.
///
/// Refused with 409: `reports.more_than_there_is`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/reports/own/moves", tag = "reports", request_body = MoveBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = Asked), ProblemBody))]
async fn ask(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<MoveBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::SeeOwn)?;
    Ok(created(actions::ask_to_move(&acting.books, act, body.points).await?))
}
