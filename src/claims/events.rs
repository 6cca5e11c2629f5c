//! Deeds that other systems tell of as events (CloudEvents 1.0), one or many at once. An event is known by its source and id, and by the program that tells of it:
//! told again, it is answered like the first time. Each event of a batch stands alone: one that is refused does not hold up the others.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions;
use super::api::DeedBody;
use super::model::Recorded;
use super::recording::Record;
use crate::db::Books;
use crate::entrance::Caller;
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Body, Dry, ProblemBody, Reply, created, expected, unread};
use crate::words::{Act, Done, Kind, OperationId, Outcome, Refusal, Role, hex};

/// The routes of events.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(take_in))
}

/// The only kind of event that is understood.
const DEED: &str = "jifen.deed";

/// The most events of a batch.
const MOST: usize = 1_000;

/// An event in CloudEvents' JSON form. Attributes that mean nothing here are let pass.
#[derive(Debug, Deserialize, ToSchema)]
struct Event {
    #[schema(example = "1.0")]
    specversion: String,
    /// Unique within its source.
    id: String,
    /// Which system tells of it.
    #[schema(example = "/county/grid")]
    source: String,
    #[serde(rename = "type")]
    #[schema(example = "jifen.deed")]
    kind: String,
    data: DeedBody,
}

/// What became of an event of a batch.
#[derive(Serialize, ToSchema)]
struct Taken {
    /// As the event names itself, where it can be read.
    source: Option<String>,
    id: Option<String>,
    /// As the event alone would have been answered: 201, 422, 503 …
    #[schema(example = 201)]
    status: u16,
    /// It was told of before; this is the first answer.
    replayed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<Recorded>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemBody>,
}

/// What became of each event, in their order.
#[derive(Serialize, ToSchema)]
struct TakenList {
    items: Vec<Taken>,
}

/// Record deeds that another system tells of as events (CloudEvents 1.0).
///
/// One event (`application/cloudevents+json`) is answered like a claim that is recorded: 201, or a problem. A batch (`application/cloudevents-batch+json`,
/// at most 1,000) is answered with 200 and what became of each: refused ones do not hold up the others, and those with 503 may be sent again. `source` and
/// `id` stand for the event for ever, no `Idempotency-Key` is needed. The village is that of the token: of a program (程序) that was registered at the village's
/// desk, whose deeds people review, or of somebody who serves.
///
/// Refused with 403, to a program, under a rule that can take points away: `claims.no_automatic_deduction`; with 422: `events.wrong_size`, `events.wrong_version`, `events.unknown_type`; else like recording a claim.
#[utoipa::path(post, path = "/api/v1/events", tag = "claims", params(("dry_run" = Option<bool>, Query)),
    request_body(content((Event = "application/cloudevents+json"), (Vec<Event> = "application/cloudevents-batch+json"))),
    responses((status = 201, body = Recorded), (status = 200, body = TakenList), ProblemBody))]
async fn take_in(
    State(books): State<Books>,
    State(library): State<Library>,
    caller: Caller,
    Dry(dry_run): Dry,
    Body(told): Body<Value>,
) -> Reply<Response> {
    caller.check(&caller.village, Action::Record)?;
    let Value::Array(events) = told else {
        let (act, job) = to_record(&books, &library, &caller, dry_run, told).await?;
        return Ok(created(books.perform(act, job).await?));
    };
    if !(1..=MOST).contains(&events.len()) {
        let sentence = format!("一次要交 1 到 {MOST} 件。");
        return Err(Refusal::new("events.wrong_size", Kind::Invalid, sentence, "请分几次交。").into());
    }
    let names: Vec<_> = events.iter().map(|event| ["source", "id"].map(|part| event[part].as_str().map(str::to_owned))).collect();
    let (mut jobs, mut refusals) = (Vec::new(), Vec::new());
    for event in events {
        let (job, refusal) = match expected(to_record(&books, &library, &caller, dry_run, event).await)? {
            Ok(job) => (Some(job), None),
            Err(refusal) => (None, Some(refusal)),
        };
        jobs.extend(job);
        refusals.push(refusal);
    }
    let mut outcomes = books.perform_all(jobs).await?.into_iter();
    let outcomes = refusals.into_iter().filter_map(|refusal| refusal.map_or_else(|| outcomes.next(), |refusal| Some(Err(refusal.into()))));
    let items = names.into_iter().zip(outcomes).map(|(name, outcome)| taken(name, outcome)).collect();
    Ok(Json(TakenList { items }).into_response())
}

/// The act and the job of an event. Refuses `request.wrong_shape`, `events.wrong_version`, `events.unknown_type`, then what reading a deed does.
async fn to_record(books: &Books, library: &Library, caller: &Caller, dry_run: bool, event: Value) -> Outcome<(Act, Record)> {
    let event: Event = serde_json::from_value(event).map_err(|error| unread(&error))?;
    if event.specversion != "1.0" {
        let sentence = format!("看不懂 {} 版的事件。", event.specversion);
        return Err(Refusal::new("events.wrong_version", Kind::Invalid, sentence, "specversion 请写 1.0。").into());
    }
    if event.kind != DEED {
        let sentence = format!("不收“{}”这种事件。", event.kind);
        return Err(Refusal::new("events.unknown_type", Kind::Invalid, sentence, format!("type 请写 {DEED}。")).into());
    }
    let mut name = Sha256::new().chain_update(&event.source).chain_update([0]).chain_update(&event.id);
    if caller.actor.role == Role::Program {
        // A program tells for itself alone: no other takes an event's place before it comes, nor hears how it was answered.
        name.update([0]);
        name.update(&caller.actor.staff);
    }
    let name = hex(name.finalize());
    let act = caller.act(books, OperationId::own(&format!("event-{name}")), dry_run);
    let job = actions::to_record(library, &act, event.data.read()?).await?;
    Ok((act, job))
}

fn taken([source, id]: [Option<String>; 2], outcome: Outcome<Done<Recorded>>) -> Taken {
    match outcome {
        Ok(done) => Taken { source, id, status: 201, replayed: done.replayed, claim: Some(done.answer), problem: None },
        Err(failure) => {
            let problem = ProblemBody::from(failure);
            Taken { source, id, status: problem.status, replayed: false, claim: None, problem: Some(problem) }
        }
    }
}
