//! A resident's own claims over HTTP.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::api::DeedBody;
use super::model::*;
use super::own::{OwnClaim, view};
use super::{actions, store};
use crate::db::Books;
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Body, Cursor, Listing, Operation, ProblemBody, Reply, created};
use crate::words::VillageId;

/// The routes of one's own claims.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(record, list)).routes(routes!(withdraw))
}

/// What one did.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnDeedBody {
    /// Whose deed it was: a member of the household of which one is the head. One's own where it is left out.
    #[schema(example = "3-07-2")]
    member: Option<String>,
    /// The rule's name.
    #[schema(example = "志愿服务")]
    rule: String,
    /// The day it happened, in the village.
    #[schema(value_type = String, format = Date, example = "2026-11-01")]
    occurred_on: NaiveDate,
    /// What the rule asks to be filled in, by name: text, number, true or false.
    #[serde(default)]
    #[schema(value_type = Object)]
    facts: BTreeMap<String, serde_json::Value>,
    /// For whoever reviews it.
    #[serde(default)]
    #[schema(max_length = 500)]
    note: String,
    /// Pictures that show it, at most 4: the ids that `POST …/photos` gave. One picture shows one deed.
    #[serde(default)]
    #[schema(max_items = 4)]
    photos: Vec<String>,
}

/// Record what one did oneself, or what a member of the household did of which one is the head, for review by others. Under rules that give points, unless the
/// village says 自己申报: 否.
///
/// Refused like `POST …/claims`, and with 403: `roster.not_your_household`; with 409: `claims.not_for_oneself`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/claims/own", tag = "claims", request_body = OwnDeedBody,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = Recorded), ProblemBody))]
async fn record(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<OwnDeedBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::ClaimOwn)?;
    let OwnDeedBody { member, rule, occurred_on, facts, note, photos } = body;
    let subject = member.unwrap_or_else(|| act.actor.staff.clone());
    let deed = DeedBody { rule, subject, occurred_on, facts, note, photos }.read()?;
    Ok(created(actions::record(&acting.books, &library, act, deed).await?))
}

/// One's own claim.
#[derive(Debug, Serialize, ToSchema)]
struct OwnClaimBody {
    id: String,
    rule: String,
    /// For whom the head of the household recorded it, in words; null where it was recorded by whose it is.
    behalf: Option<String>,
    occurred_on: NaiveDate,
    state: ClaimState,
    /// What happens next, in a sentence.
    outlook: String,
    /// Why it is worth what it is, in sentences.
    explanation: Vec<String>,
    note: String,
    photos: Vec<String>,
    /// What was decided, by role: `村书记：退回，照片看不清`.
    reviews: Vec<String>,
}

/// List what one recorded, and what the head of one's household recorded for one, newest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/claims/own", tag = "claims", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<OwnClaimBody>), ProblemBody))]
async fn list(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>, cursor: Cursor) -> Reply<Listing<OwnClaimBody>> {
    caller.check(&village, Action::ClaimOwn)?;
    let mut conn = books.read().await?;
    let found = store::said_by_or_for(&mut conn, &village, &caller.actor.staff, cursor.number(i64::MAX)?, cursor.limit() + 1).await?;
    let mut bodies = Vec::new();
    for claim in found {
        let (occurred_on, state) = (claim.occurred_on, claim.state);
        let OwnClaim { id, rule, behalf, outlook, why, note, photos, reviews, .. } =
            view(&mut conn, &village, books.clock.now().day(), claim, None).await?;
        bodies.push(OwnClaimBody {
            id: id.to_string(),
            rule,
            behalf,
            occurred_on,
            state,
            outlook,
            explanation: why,
            note,
            photos,
            reviews,
        });
    }
    Ok(Listing::of(&cursor, bodies, |claim| claim.id.clone()))
}

/// Take back what one recorded oneself, or what the head of one's household recorded for one, as long as it waits for review.
///
/// Refused with 404: `claims.unknown_claim`, also for what somebody else recorded; 409: `claims.already_decided`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/claims/own/{id}/withdrawal", tag = "claims",
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = Recorded), ProblemBody))]
async fn withdraw(acting: Acting, State(library): State<Library>, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::ClaimOwn)?;
    Ok(created(actions::review(&acting.books, &library, act, id, Ruling::Withdraw, String::new()).await?))
}
