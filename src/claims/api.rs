//! Claims over HTTP: recording, listing, showing. What is decided about them is in `decisions`, what other systems tell in `events`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::model::*;
use super::recording::Deed;
use super::{actions, decisions, events, own_api, photos, store};
use crate::awards;
use crate::db::Books;
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Body, Cursor, Listing, Operation, ProblemBody, Reply, created};
use crate::words::{Kind, Moment, Points, Problem, Refusal, Role, VillageId};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(record, list))
        .routes(routes!(record_many))
        .routes(routes!(show))
        .merge(photos::routes())
        .merge(own_api::routes())
        .merge(decisions::routes())
        .merge(events::routes())
}

/// A deed to be recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeedBody {
    /// The rule's name.
    #[schema(example = "拾金不昧")]
    pub rule: String,
    /// A resident or household number.
    #[schema(example = "3-07-2")]
    pub subject: String,
    /// The day it happened, in the village.
    #[schema(value_type = String, format = Date, example = "2026-11-01")]
    pub occurred_on: NaiveDate,
    /// What the rule asks to be filled in, by name: text, number, true or false.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub facts: BTreeMap<String, serde_json::Value>,
    /// For whoever reviews it.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub note: String,
    /// Pictures that show it, at most 4: the ids that `POST …/photos` gave. One picture shows one deed.
    #[serde(default)]
    #[schema(max_items = 4)]
    pub photos: Vec<String>,
}

impl DeedBody {
    /// The deed it tells of. Refuses `claims.note_too_long`, `rulebook.wrong_facts`.
    pub(super) fn read(self) -> Result<Deed, Refusal> {
        check_length(&self.note, "说明")?;
        let mut problems = Vec::new();
        let mut facts = BTreeMap::new();
        for (name, value) in self.facts {
            match text(&value) {
                Some(text) => drop(facts.insert(name, text)),
                None => problems
                    .push(Problem { pointer: format!("/facts/{name}"), message: format!("“{name}”要填一个值。"), fix: None }),
            }
        }
        if problems.is_empty() {
            let Self { rule, subject, occurred_on, note, mut photos, .. } = self;
            photos.sort_unstable();
            photos.dedup();
            return Ok(Deed { rule, subject, occurred_on, facts, note, photos });
        }
        Err(Refusal::new("rulebook.wrong_facts", Kind::Invalid, "填报的内容有看不懂的。", "请改好再交。").with(problems))
    }
}

/// A filled-in value as it was typed: the digits of a number, 是 or 否.
fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(true) => Some("是".to_owned()),
        serde_json::Value::Bool(false) => Some("否".to_owned()),
        _ => None,
    }
}

/// Many deeds, recorded all or none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BatchBody {
    /// At most 1,000.
    #[schema(max_items = 1000, min_items = 1)]
    claims: Vec<DeedBody>,
}

/// A claim as reviewers see it.
#[derive(Debug, Serialize, ToSchema)]
struct ClaimBody {
    id: String,
    rule: String,
    subject: String,
    occurred_on: NaiveDate,
    note: String,
    /// What shows it, for whoever may see pictures.
    photos: Vec<String>,
    state: ClaimState,
    #[schema(value_type = String, example = "5.00")]
    points: Points,
    explanation: Vec<String>,
    rulebook: String,
    award: String,
    post_on: Option<NaiveDate>,
    recorded_by: String,
    recorded_role: Role,
    #[schema(value_type = String)]
    recorded_at: Moment,
    reviews: Vec<ReviewBody>,
}

/// One decision.
#[derive(Debug, Serialize, ToSchema)]
struct ReviewBody {
    ruling: &'static str,
    reviewer: String,
    role: Role,
    reason: String,
    #[schema(value_type = String)]
    at: Moment,
}

/// Record a deed.
///
/// A household's number under a rule about persons, where each person has an account, means the household's only person; of several it is asked which.
///
/// Refused with 422: `claims.unknown_subject`, `claims.future_day`, `versions.none_in_force`, `claims.which_person`, `rulebook.not_in_force`, `rulebook.wrong_facts`,
/// `rulebook.formula`, `awards.too_large`, `claims.note_too_long`, `claims.evidence_missing`; with 403: `roster.not_your_group`, `claims.no_automatic_deduction`; with 404: `rulebook.unknown_rule`, `claims.unknown_photo`; with 409:
/// `claims.protected`, `awards.no_account`, `claims.over_quota`, `claims.too_many_photos`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/claims", tag = "claims", request_body = DeedBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = Recorded), ProblemBody))]
async fn record(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<DeedBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::Record)?;
    Ok(created(actions::record(&acting.books, &library, act, body.read()?).await?))
}

/// Many recorded at once.
#[derive(Serialize, ToSchema)]
struct BatchAnswer {
    items: Vec<Recorded>,
}

/// Record many deeds, all or none.
///
/// Refused with 422: `claims.wrong_size`, `claims.wrong_rows`, which names every row that is wrong.
#[utoipa::path(post, path = "/api/v1/villages/{village}/claims/batches", tag = "claims", request_body = BatchBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = BatchAnswer), ProblemBody))]
async fn record_many(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<BatchBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::Record)?;
    if !(1..=1_000).contains(&body.claims.len()) {
        return Err(Refusal::new("claims.wrong_size", Kind::Invalid, "一次要交 1 到 1000 件。", "请分几次交。").into());
    }
    let deeds = body.claims.into_iter().map(DeedBody::read).collect::<Result<Vec<_>, _>>()?;
    let done = actions::record_many(&acting.books, &library, act, deeds).await?;
    let answer = BatchAnswer { items: done.answer };
    Ok(created(crate::words::Done { answer, replayed: done.replayed }))
}

/// Which claims to list.
#[derive(Debug, Deserialize)]
struct Wanted {
    state: Option<ClaimState>,
}

/// List claims in a state (`submitted` if none is named), oldest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/claims", tag = "claims",
    params(("village" = String, Path), ("state" = Option<ClaimState>, Query), Cursor),
    responses((status = 200, body = Listing<ClaimBody>), ProblemBody))]
async fn list(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    cursor: Cursor,
    wanted: Result<axum::extract::Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Reply<Listing<ClaimBody>> {
    caller.check(&village, Action::SeeClaims)?;
    let Ok(axum::extract::Query(wanted)) = wanted else {
        return Err(Refusal::new("request.wrong_query", Kind::Malformed, "没有这种申报状态。", "请对照接口文档 /api/docs 改好。").into());
    };
    let state = wanted.state.unwrap_or(ClaimState::Submitted);
    let mut conn = books.read().await?;
    let claims = store::queue(&mut conn, &village, state, cursor.number(0)?, cursor.limit() + 1).await?;
    let mut bodies = Vec::new();
    for claim in claims {
        bodies.push(body(&mut conn, &village, claim).await?);
    }
    Ok(Listing::of(&cursor, bodies, |claim| claim.id.clone()))
}

/// Show a claim with its award and reviews.
///
/// Refused with 404: `claims.unknown_claim`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/claims/{id}", tag = "claims",
    params(("village" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = ClaimBody), ProblemBody))]
async fn show(State(books): State<Books>, caller: Caller, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Json<ClaimBody>> {
    caller.check(&village, Action::SeeClaims)?;
    let mut conn = books.read().await?;
    let claim = store::claim(&mut conn, &village, id).await?.ok_or_else(|| Refusal::from(ClaimRefusal::UnknownClaim(id)))?;
    Ok(Json(body(&mut conn, &village, claim).await?))
}

async fn body(conn: &mut crate::db::Conn, village: &VillageId, claim: Claim) -> anyhow::Result<ClaimBody> {
    let award = awards::award(conn, village, claim.id).await?;
    let reviews = store::reviews(conn, village, claim.id).await?;
    let photos = store::photos_of(conn, village, claim.id).await?;
    let review = |review: Review| ReviewBody {
        ruling: review.ruling.name(),
        reviewer: review.reviewer,
        role: review.role,
        reason: review.reason,
        at: review.at,
    };
    Ok(ClaimBody {
        id: claim.id.to_string(),
        rule: claim.rule,
        subject: claim.subject,
        occurred_on: claim.occurred_on,
        note: claim.note,
        photos,
        state: claim.state,
        points: award.as_ref().map_or(Points::ZERO, |award| award.points),
        explanation: award.as_ref().map_or_else(Vec::new, awards::Award::sentences),
        rulebook: award.as_ref().map_or_else(String::new, |award| award.rulebook.clone()),
        award: award.as_ref().map_or_else(String::new, |award| award.state.name().to_owned()),
        post_on: award.and_then(|award| award.post_on),
        recorded_by: claim.recorded_by,
        recorded_role: claim.recorded_role,
        recorded_at: claim.recorded_at,
        reviews: reviews.into_iter().map(review).collect(),
    })
}
