//! Oversight over HTTP: reviewers' figures, the sample of a month, declared kin.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::checking::{Draw, Found, days_of};
use super::reviewers::{Reviewer, figures};
use super::sample::candidates;
use super::store;
use crate::db::{Books, Conn};
use crate::entrance::{Acting, Caller};
use crate::roster::{self, Action, DeclareKin, EndKin, Kinship};
use crate::versions::House;
use crate::web::{Body, Operation, ProblemBody, Reply, created};
use crate::words::{Act, Done, Moment, Outcome, Points, VillageId};
use crate::{awards, claims, db};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(reviewers))
        .routes(routes!(draw_sample))
        .routes(routes!(sample))
        .routes(routes!(check))
        .routes(routes!(kinships, declare_kin))
        .routes(routes!(end_kin))
        .merge(super::appointments::routes())
        .merge(super::changes::routes())
}

/// The decisions of some days, what they were worth, and the attempts that were refused.
pub(super) struct Period {
    pub decided: Vec<claims::Decided>,
    pub points: std::collections::BTreeMap<i64, Points>,
    pub attempts: Vec<(String, i64)>,
}

/// Reads what was decided on the days from one up to, not including, another.
pub(super) async fn period(conn: &mut Conn, village: &VillageId, from: NaiveDate, until: NaiveDate) -> anyhow::Result<Period> {
    let between = (Moment::on(from, 0, 0), Moment::on(until, 0, 0));
    let decided = claims::decided(conn, village, between).await?;
    let numbers = || decided.iter().map(|one| one.claim);
    let range = (numbers().min().unwrap_or_default(), numbers().max().unwrap_or_default());
    let points = awards::points_of(conn, village, range).await?;
    Ok(Period { decided, points, attempts: db::attempts(conn, village, between).await? })
}

/// Of which month.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InMonth {
    /// `2026-03`
    month: String,
}

/// How reviewers decided in a month.
#[derive(Debug, Serialize, ToSchema)]
struct Reviewers {
    items: Vec<Reviewer>,
}

/// Show how each reviewer decided in a month. The figures show what to ask about, not who is good; protected reports are in none of them.
///
/// Refused with 400: `oversight.wrong_month`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/oversight/reviewers", tag = "oversight", params(("village" = String, Path), InMonth),
    responses((status = 200, body = Reviewers), ProblemBody))]
async fn reviewers(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    Query(asked): Query<InMonth>,
) -> Reply<Json<Reviewers>> {
    caller.check(&village, Action::Oversee)?;
    let (from, until) = days_of(&asked.month)?;
    let Period { decided, points, attempts } = period(&mut books.read().await?, &village, from, until).await?;
    Ok(Json(Reviewers { items: figures(&decided, &points, &attempts) }))
}

/// A month to draw the sample of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MonthBody {
    #[schema(example = "2026-03")]
    month: String,
}

/// How many were drawn.
#[derive(Debug, Serialize, ToSchema)]
struct Drawn {
    drawn: i64,
}

/// Draw the records of a month that are looked at again: by lot, the riskier ones more likely; once.
///
/// Refused with 400: `oversight.wrong_month`; 409: `oversight.month_not_over`, `oversight.already_drawn`, `oversight.nothing_to_draw`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/oversight/samples", tag = "oversight", request_body = MonthBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = Drawn), ProblemBody))]
async fn draw_sample(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<MonthBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::Check)?;
    let done = draw(&acting.books, act, body.month).await?;
    Ok(created(Done { answer: Drawn { drawn: done.answer }, replayed: done.replayed }))
}

/// Draws the sample of a month; see `checking` for what is refused.
pub(super) async fn draw(books: &Books, act: Act, month: String) -> Outcome<Done<i64>> {
    let (from, until) = days_of(&month)?;
    let Period { decided, points, .. } = period(&mut books.read().await?, &act.village, from, until).await?;
    books.perform(act, Draw { month, candidates: candidates(&decided, &points) }).await
}

/// The samples that are to be drawn by now, each under the operation id of its month: of the last month, and of those since a day, where anything was approved
/// and nobody has drawn yet.
pub async fn samples_due(conn: &mut Conn, village: &VillageId, since: NaiveDate, today: NaiveDate) -> anyhow::Result<Vec<(String, Draw)>> {
    let first_of = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let this_month = first_of(today);
    let mut first = first_of(since).min(first_of(this_month.pred_opt().unwrap_or(today)));
    let mut due = Vec::new();
    while let Some(next) = first.checked_add_months(Months::new(1)).filter(|next| *next <= this_month) {
        let month = super::month_of(first);
        if store::sample(conn, village, &month).await?.0.is_empty() {
            let Period { decided, points, .. } = period(conn, village, first, next).await?;
            let candidates = candidates(&decided, &points);
            due.extend((!candidates.is_empty()).then(|| (format!("draw-sample-{month}"), Draw { month, candidates })));
        }
        first = next;
    }
    Ok(due)
}

/// A record that was drawn, and what was found.
#[derive(Debug, Serialize, ToSchema)]
struct SampledBody {
    claim: String,
    /// What makes it risky; empty for an ordinary one.
    why: String,
    /// Whether it is in order; null as long as nobody looked.
    sound: Option<bool>,
    note: Option<String>,
    checked_by: Option<String>,
}

/// The sample of a month; empty before it is drawn.
#[derive(Debug, Serialize, ToSchema)]
struct SampleBody {
    items: Vec<SampledBody>,
}

/// Show the sample of a month.
///
/// Refused with 400: `oversight.wrong_month`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/oversight/samples/{month}", tag = "oversight",
    params(("village" = String, Path), ("month" = String, Path)), responses((status = 200, body = SampleBody), ProblemBody))]
async fn sample(State(books): State<Books>, caller: Caller, Path((village, month)): Path<(VillageId, String)>) -> Reply<Json<SampleBody>> {
    caller.check(&village, Action::Oversee)?;
    days_of(&month)?;
    let (sampled, checks) = store::sample(&mut books.read().await?, &village, &month).await?;
    let body = |one: super::checking::Sampled| {
        let check = checks.iter().find(|check| check.claim == one.claim);
        SampledBody {
            claim: one.claim.to_string(),
            why: one.why,
            sound: check.map(|check| check.sound),
            note: check.map(|check| check.note.clone()),
            checked_by: check.map(|check| check.checked_by.clone()),
        }
    };
    Ok(Json(SampleBody { items: sampled.into_iter().map(body).collect() }))
}

/// What was found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckBody {
    claim: i64,
    sound: bool,
    #[serde(default)]
    #[schema(max_length = 500)]
    note: String,
}

/// Nothing to tell but that it is done.
#[derive(Debug, Serialize, ToSchema)]
struct Noted {}

/// Say what was found in a record of the sample. One that is doubtful is then taken back as any mistake is.
///
/// Refused with 400: `oversight.wrong_month`; 404: `oversight.not_in_sample`; 409: `oversight.already_checked`; 403: `oversight.own_decision`,
/// `oversight.own_household`; 422: `oversight.note_missing`, `oversight.note_too_long`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/oversight/samples/{month}/checks", tag = "oversight", request_body = CheckBody,
    params(("village" = String, Path), ("month" = String, Path), Operation), responses((status = 201, body = Noted), ProblemBody))]
async fn check(acting: Acting, Path((village, month)): Path<(VillageId, String)>, Body(body): Body<CheckBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::Check)?;
    days_of(&month)?;
    let done = acting.books.perform(act, Found { month, claim: body.claim, sound: body.sound, note: body.note }).await?;
    Ok(created(Done { answer: Noted {}, replayed: done.replayed }))
}

/// A household that is kin to somebody who serves.
#[derive(Debug, Serialize, ToSchema)]
struct KinshipBody {
    staff: String,
    household: String,
    declared_by: String,
    #[schema(value_type = String)]
    declared_at: Moment,
    /// Null as long as it holds.
    #[schema(value_type = Option<String>)]
    ended_at: Option<Moment>,
}

impl From<Kinship> for KinshipBody {
    fn from(kinship: Kinship) -> Self {
        let Kinship { staff, household, declared_by, declared_at, ended_at, .. } = kinship;
        Self { staff, household, declared_by, declared_at, ended_at }
    }
}

/// Declared kin.
#[derive(Debug, Serialize, ToSchema)]
struct Kinships {
    items: Vec<KinshipBody>,
}

/// List declared kin, also of those that hold no longer.
#[utoipa::path(get, path = "/api/v1/villages/{village}/kinships", tag = "oversight", params(("village" = String, Path)),
    responses((status = 200, body = Kinships), ProblemBody))]
async fn kinships(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>) -> Reply<Json<Kinships>> {
    caller.check(&village, Action::Oversee)?;
    let found = roster::kinships(&mut books.read().await?, &village).await?;
    Ok(Json(Kinships { items: found.into_iter().map(KinshipBody::from).collect() }))
}

/// Who is kin to which household.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KinBody {
    /// The number of the member of staff.
    staff: String,
    #[schema(example = "3-07")]
    household: String,
}

/// Declare that a household is kin to somebody who serves: from now on they decide nothing about it.
///
/// Refused with 404: `roster.unknown_staff`, `roster.unknown_household`; 403: `roster.not_yours_to_declare`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/kinships", tag = "oversight", request_body = KinBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = Noted), ProblemBody))]
async fn declare_kin(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<KinBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::DeclareKin)?;
    let done = acting.books.perform(act, DeclareKin { staff: body.staff, household: body.household }).await?;
    Ok(created(Done { answer: Noted {}, replayed: done.replayed }))
}

/// Say that a kinship holds no longer. The township does; nobody talks themselves out of stepping aside.
///
/// Refused with 404: `roster.no_kinship`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/kinships/endings", tag = "oversight", request_body = KinBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = Noted), ProblemBody))]
async fn end_kin(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<KinBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::EndKin)?;
    let done = acting.books.perform(act, EndKin { staff: body.staff, household: body.household }).await?;
    Ok(created(Done { answer: Noted {}, replayed: done.replayed }))
}
