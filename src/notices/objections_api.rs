//! Objections over HTTP: raising one, ruling on it, appealing, ruling for good. Who objected is told to whoever decides on it.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions::{self, Word};
use super::model::*;
use super::objecting::Raise;
use super::refusals::ObjectionRefusal;
use super::store;
use super::told::ObjectionBody;
use super::turn::{Onlooker, Turn};
use crate::db::Books;
use crate::entrance::{Acting, Caller};
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Body, Cursor, Listing, Operation, ProblemBody, Reply, created};
use crate::words::{Moment, Refusal, VillageId};

/// The routes of objections.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(list, object))
        .routes(routes!(show))
        .routes(routes!(rule))
        .routes(routes!(appeal))
        .routes(routes!(rule_for_good))
}

/// An objection as staff see it.
#[derive(Debug, Serialize, ToSchema)]
struct ObjectionView {
    /// The number on the receipt.
    id: String,
    award: String,
    /// Who objects; null for whoever neither decides on it, nor did, nor handed it in.
    resident: Option<String>,
    state: ObjectionState,
    reason: Reason,
    sentence: String,
    #[schema(value_type = String)]
    raised_at: Moment,
    /// The last day for an answer.
    answer_by: NaiveDate,
    /// Whether that day is over without one.
    overdue: bool,
}

impl ObjectionView {
    fn of(objection: Objection, turn: &Turn, today: NaiveDate) -> Self {
        Self {
            id: objection.id.to_string(),
            award: objection.award.to_string(),
            resident: turn.knows_who.then_some(objection.resident),
            state: objection.state,
            reason: objection.reason,
            sentence: objection.sentence,
            raised_at: objection.raised_at,
            answer_by: objection.answer_by,
            overdue: objection.state.is_open() && objection.answer_by < today,
        }
    }
}

/// List objections, newest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/objections", tag = "objections", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<ObjectionView>), ProblemBody))]
async fn list(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>, cursor: Cursor) -> Reply<Listing<ObjectionView>> {
    caller.check(&village, Action::SeeObjections)?;
    let today = books.clock.now().day();
    let mut conn = books.read().await?;
    let onlooker = Onlooker::new(&mut conn, &village, &caller.actor).await?;
    let mut views = Vec::new();
    for objection in store::objections(&mut conn, &village, cursor.number(i64::MAX)?, cursor.limit() + 1).await? {
        let turn = onlooker.turn(&mut conn, &objection).await?;
        views.push(ObjectionView::of(objection, &turn, today));
    }
    Ok(Listing::of(&cursor, views, |objection| objection.id.clone()))
}

/// What is wrong with an award.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ObjectionInput {
    /// The award's number, which is also its claim's.
    award: i64,
    reason: Reason,
    #[serde(default)]
    #[schema(max_length = 500)]
    sentence: String,
    /// For whom staff hand it in; residents object for themselves.
    #[schema(example = "3-07-2")]
    resident: Option<String>,
}

/// Object to an award that is on notice or was posted not long ago. One that is not posted yet waits for the ruling.
///
/// Refused with 422: `objections.unknown_resident`, `objections.sentence_missing`, `claims.note_too_long`; 404: `objections.unknown_award` (also for a
/// protected report); 409: `objections.not_standing`, `objections.too_late`, `objections.already_raised`, `objections.being_corrected`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/objections", tag = "objections", request_body = ObjectionInput,
    params(("village" = String, Path), Operation),
    responses((status = 201, body = ObjectionBody), ProblemBody))]
async fn object(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<ObjectionInput>) -> Reply<Response> {
    let act = acting.act(&village, Action::Object)?;
    let job = Raise { award: body.award, reason: body.reason, sentence: body.sentence, resident: body.resident };
    Ok(created(actions::object(&acting.books, act, job).await?))
}

/// Show an objection.
///
/// Refused with 404: `objections.unknown`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/objections/{id}", tag = "objections", params(("village" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = ObjectionView), ProblemBody))]
async fn show(State(books): State<Books>, caller: Caller, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Json<ObjectionView>> {
    caller.check(&village, Action::SeeObjections)?;
    let mut conn = books.read().await?;
    let found = store::objection(&mut conn, &village, id).await?;
    let objection = found.ok_or_else(|| Refusal::from(ObjectionRefusal::UnknownObjection(id)))?;
    let turn = Onlooker::new(&mut conn, &village, &caller.actor).await?.turn(&mut conn, &objection).await?;
    Ok(Json(ObjectionView::of(objection, &turn, books.clock.now().day())))
}

/// What is decided on an objection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ObjectionRulingBody)]
struct RulingBody {
    /// Whether whoever objects is right.
    upheld: bool,
    #[schema(max_length = 500)]
    reason: String,
}

impl RulingBody {
    fn word(self, is_final: bool) -> Word {
        Word { upheld: self.upheld, reason: self.reason, is_final }
    }
}

/// Rule on an objection. Upheld: an award that is not posted never is; one that is posted is taken back once somebody else confirms that
/// (`/claims/{id}/reversal/confirmation`). Dismissed: it goes on.
///
/// Refused with 404: `objections.unknown`; 409: `objections.not_waiting`; 403: `objections.took_part`, `objections.own_device`,
/// `objections.own_household`; 422: `objections.reason_missing`, `claims.note_too_long`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/objections/{id}/ruling", tag = "objections", request_body = RulingBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = ObjectionBody), ProblemBody))]
async fn rule(
    acting: Acting,
    State(library): State<Library>,
    Path((village, id)): Path<(VillageId, i64)>,
    Body(body): Body<RulingBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::RuleOnObjection)?;
    Ok(created(actions::rule(&acting.books, &library, act, id, body.word(false)).await?))
}

/// Why somebody appeals.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AppealBody {
    #[schema(max_length = 500)]
    sentence: String,
}

/// Appeal to the township against a ruling, once: against a no, or against a yes that nobody confirmed.
///
/// Refused with 404: `objections.unknown`; 409: `objections.no_appeal`, `objections.too_late`, `objections.being_corrected`; 422:
/// `objections.sentence_missing`, `claims.note_too_long`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/objections/{id}/appeal", tag = "objections", request_body = AppealBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = ObjectionBody), ProblemBody))]
async fn appeal(acting: Acting, Path((village, id)): Path<(VillageId, i64)>, Body(body): Body<AppealBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::Object)?;
    Ok(created(actions::appeal(&acting.books, act, id, body.sentence).await?))
}

/// Rule on an appeal, for good.
///
/// Refused like a ruling on an objection.
#[utoipa::path(post, path = "/api/v1/villages/{village}/objections/{id}/appeal/ruling", tag = "objections", request_body = RulingBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation),
    responses((status = 201, body = ObjectionBody), ProblemBody))]
async fn rule_for_good(
    acting: Acting,
    State(library): State<Library>,
    Path((village, id)): Path<(VillageId, i64)>,
    Body(body): Body<RulingBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::RuleOnAppeal)?;
    Ok(created(actions::rule(&acting.books, &library, act, id, body.word(true)).await?))
}
