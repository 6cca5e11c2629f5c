//! Who serves the village, over HTTP: who there is, and that somebody begins, does something else or ends, which takes two.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::db::Books;
use crate::entrance::{self, Acting, Appointed, Appointment, Caller, DecideAppointment, Doorkeeper, ProposeAppointment, Service};
use crate::roster::{self, Action, Staff};
use crate::versions::House;
use crate::web::{Body, Operation, ProblemBody, Reply, created};
use crate::words::{Moment, Role, VillageId};

/// The routes of this file.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(staff)).routes(routes!(waiting, propose)).routes(routes!(confirm)).routes(routes!(reject))
}

/// Somebody who serves or served.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServingBody)]
struct StaffBody {
    #[schema(example = "S05")]
    number: String,
    name: String,
    #[schema(example = "keeper")]
    role: &'static str,
    #[schema(example = "2-03")]
    household: Option<String>,
    /// When they ceased to serve.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Moment>,
}

/// Everybody, by number.
#[derive(Debug, Serialize, ToSchema)]
struct StaffList {
    items: Vec<StaffBody>,
}

/// List who serves the village, and who did.
#[utoipa::path(get, path = "/api/v1/villages/{village}/staff", tag = "oversight", params(("village" = String, Path)),
    responses((status = 200, body = StaffList), ProblemBody))]
async fn staff(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>) -> Reply<Json<StaffList>> {
    caller.check(&village, Action::ConfirmInvitation)?;
    let found = roster::staff(&mut books.read().await?, &village).await?;
    let body = |Staff { number, name, role, household, ended_at }| StaffBody { number, name, role: Role::name(role), household, ended_at };
    Ok(Json(StaffList { items: found.into_iter().map(body).collect() }))
}

/// Something that was asked for and waits for a second person.
#[derive(Debug, Serialize, ToSchema)]
struct AppointmentBody {
    #[schema(example = "3")]
    id: String,
    /// `begin`, `change` or `end`.
    step: &'static str,
    sentence: String,
    basis: String,
    asked_by: String,
    #[schema(value_type = String, format = DateTime)]
    asked_at: Moment,
}

impl From<Appointment> for AppointmentBody {
    fn from(one: Appointment) -> Self {
        let (sentence, step) = (one.sentence(), one.step.name());
        Self { id: one.id.to_string(), step, sentence, basis: one.basis, asked_by: one.asked_by, asked_at: one.asked_at }
    }
}

/// What waits, oldest first.
#[derive(Debug, Serialize, ToSchema)]
struct AppointmentList {
    items: Vec<AppointmentBody>,
}

/// List what waits for a second person.
#[utoipa::path(get, path = "/api/v1/villages/{village}/appointments", tag = "oversight", params(("village" = String, Path)),
    responses((status = 200, body = AppointmentList), ProblemBody))]
async fn waiting(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>) -> Reply<Json<AppointmentList>> {
    caller.check(&village, Action::ConfirmInvitation)?;
    let found = entrance::appointments_waiting(&mut books.read().await?, &village).await?;
    Ok(Json(AppointmentList { items: found.into_iter().map(AppointmentBody::from).collect() }))
}

/// Which step; with what belongs to it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StepBody {
    Begin,
    Change,
    End,
}

/// What is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppointmentProposalBody)]
struct ProposalBody {
    step: StepBody,
    /// Of whom it is about; not of somebody new.
    #[serde(default)]
    #[schema(example = "S05")]
    staff: String,
    /// Of somebody new.
    #[serde(default)]
    #[schema(max_length = 20)]
    name: String,
    /// `secretary`, `supervisor`, `keeper`, `grid_worker`, `group_leader`; not where somebody ends.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "keeper")]
    role: Option<Role>,
    /// Where they live; a group leader leads the group in which that is.
    #[serde(default)]
    household: Option<String>,
    /// The meeting or the paper it rests on.
    #[schema(example = "村委会 2026 年换届第 2 号", min_length = 1, max_length = 200)]
    basis: String,
}

impl ProposalBody {
    /// A role that is missing is none that a village appoints to.
    fn service(self) -> Service {
        let Self { step, staff, name, role, household, .. } = self;
        let role = role.unwrap_or(Role::Resident);
        match step {
            StepBody::Begin => Service::Begin { name, role, household },
            StepBody::Change => Service::Change { staff, role, household },
            StepBody::End => Service::End { staff },
        }
    }
}

/// Ask that somebody begin to serve, do something else, or end. It waits for a second person; about a secretary or supervisor one of the two is of the
/// township.
///
/// Refused with 404: `roster.unknown_staff`, `roster.unknown_household`; 403: `entrance.not_appointed_here`, `entrance.own_service`; 422:
/// `entrance.name_missing`, `entrance.leader_without_home`, `entrance.nothing_changed`, `entrance.basis_missing`; 409: `entrance.serves_already`,
/// `entrance.is_villager`, `entrance.last_of_role`, `entrance.appointment_waiting`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/appointments", tag = "oversight", request_body = ProposalBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = Appointed), ProblemBody))]
async fn propose(acting: Acting, Path(village): Path<VillageId>, Body(body): Body<ProposalBody>) -> Reply<Response> {
    let act = acting.act(&village, Action::Appoint)?;
    let basis = body.basis.clone();
    Ok(created(acting.books.perform(act, ProposeAppointment { service: body.service(), basis }).await?))
}

/// Agree to it. Whoever ends is signed out of everything at once.
///
/// Refused with 404: `entrance.unknown_appointment`; 409: `entrance.appointment_decided`, `entrance.township_needed`; 403: `entrance.own_service`,
/// `entrance.own_household`, `entrance.same_person`; then as asking is.
#[utoipa::path(post, path = "/api/v1/villages/{village}/appointments/{id}/confirmation", tag = "oversight",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Appointed), ProblemBody))]
async fn confirm(acting: Acting, State(doorkeeper): State<Doorkeeper>, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::ConfirmAppointment)?;
    Ok(created(doorkeeper.decide_appointment(act, DecideAppointment { id, confirmed: true, reason: String::new() }).await?))
}

/// Why not.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AppointmentRejectionBody)]
struct RejectionBody {
    /// May be left out by whoever asked and takes it back.
    #[serde(default)]
    #[schema(max_length = 200)]
    reason: String,
}

/// Turn it down, or take back what one asked for oneself.
///
/// Refused with 404: `entrance.unknown_appointment`; 409: `entrance.appointment_decided`; 403: `entrance.own_service`, `entrance.own_household`,
/// `entrance.not_yours_to_reject`; 422: `entrance.reason_missing`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/appointments/{id}/rejection", tag = "oversight", request_body = RejectionBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Appointed), ProblemBody))]
async fn reject(
    acting: Acting,
    State(doorkeeper): State<Doorkeeper>,
    Path((village, id)): Path<(VillageId, i64)>,
    Body(body): Body<RejectionBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::RejectAppointment)?;
    Ok(created(doorkeeper.decide_appointment(act, DecideAppointment { id, confirmed: false, reason: body.reason }).await?))
}
