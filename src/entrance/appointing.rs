//! Somebody begins to serve the village, does something else, or ends: asked for by one, with what it rests on; agreed to by another. Pure: on a village's book.
//!
//! Nobody has a say in their own service. Where it is about a secretary or a supervisor, who look at one another's work, one of the two is of the township.
//! The village is never left without either; a token for a role that nobody is entered in (待登记) is nobody. Whoever ends is signed out of everything at once; their row, their kin and what they did stay.
//!
//! Refusals of asking, in the order they are checked: those of `plan`, `entrance.basis_missing`, `entrance.appointment_waiting`. Of deciding:
//! `entrance.unknown_appointment`, `entrance.appointment_decided`, `entrance.own_service`, `entrance.own_household`, `entrance.same_person` or
//! `entrance.not_yours_to_reject`, `entrance.township_needed`, `entrance.reason_missing`, then those of `plan`.

use serde::{Deserialize, Serialize};

use super::appointments::{Appointed, Appointment, AppointmentRefusal as R, AppointmentState, Service, Step};
use super::slips::{self, Purpose};
use super::store::{Password, SecondFactor, Token};
use crate::db::{Book, Grounds, Job};
use crate::roster::{self, Action, Household, Resident, Staff};
use crate::words::{Act, Actor, Refusal, Role};

/// What can be appointed to in a village.
pub const ROLES: [Role; 5] = [Role::Secretary, Role::Supervisor, Role::Keeper, Role::GridWorker, Role::GroupLeader];

/// The longest name, and the longest basis or reason, in letters.
const LONGEST_NAME: usize = 20;
const LONGEST: usize = 200;

/// Asks that somebody's service begin, change or end.
#[derive(Clone, Serialize, Deserialize)]
pub struct ProposeAppointment {
    pub service: Service,
    pub basis: String,
}

impl Job for ProposeAppointment {
    type Answer = Appointed;
    const VERB: &'static str = "propose_appointment";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Appointed, Refusal> {
        let after = plan(book, &act.actor, &self.service)?;
        let basis = written(&self.basis).ok_or(R::BasisMissing)?;
        let waits = |one: &Appointment| one.state == AppointmentState::Waiting && one.staff == after.number && one.name == after.name;
        if let Some(other) = book.under::<Appointment>(()).into_iter().find(waits) {
            return Err(R::AlreadyWaiting(other.id).into());
        }
        let appointment = Appointment {
            id: book.next_serial("appointment"),
            step: step(&self.service),
            staff: after.number,
            name: after.name,
            role: after.role,
            household: after.household,
            basis,
            state: AppointmentState::Waiting,
            asked_by: act.actor.staff.clone(),
            asked_role: act.actor.role,
            asked_at: act.at,
            decided_by: None,
            decided_role: None,
            decided_at: None,
            reason: String::new(),
        };
        book.put(appointment.clone());
        Ok(Appointed::from(&appointment))
    }

    fn grounds(&self, answer: &Appointed) -> Grounds {
        Grounds { way: Some(step(&self.service).name()), ..Grounds::about("appointment", &answer.id).because(&self.basis) }
    }
}

/// Decides on what somebody else asked for; whoever asked may only take it back, by rejecting.
#[derive(Clone, Serialize, Deserialize)]
pub struct DecideAppointment {
    pub id: i64,
    pub confirmed: bool,
    pub reason: String,
}

impl Job for DecideAppointment {
    type Answer = Appointed;
    const VERB: &'static str = "decide_appointment";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Appointed, Refusal> {
        let appointment = book.get::<Appointment>(self.id).ok_or(R::Unknown(self.id))?;
        let before = book.get::<Staff>(&appointment.staff).map(|staff| staff.role);
        let aside = appointment.household.as_ref().is_some_and(|household| roster::steps_aside(book, &act.actor, household));
        check(&act.actor, &appointment, (before, aside), self.confirmed)?;
        let is_own = appointment.asked_by == act.actor.staff;
        let reason = written(&self.reason).unwrap_or_default();
        if !self.confirmed && !is_own && reason.is_empty() {
            return Err(R::ReasonMissing.into());
        }
        let staff = if self.confirmed { carry_out(book, act, &appointment)? } else { appointment.staff.clone() };
        let state = if self.confirmed { AppointmentState::Done } else { AppointmentState::Rejected };
        let (decided_by, decided_role, decided_at) = (Some(act.actor.staff.clone()), Some(act.actor.role), Some(act.at));
        let decided = Appointment { staff, state, decided_by, decided_role, decided_at, reason, ..appointment };
        book.put(decided.clone());
        Ok(Appointed::from(&decided))
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("appointment", self.id))
    }

    fn grounds(&self, answer: &Appointed) -> Grounds {
        let way = Some(if self.confirmed { "confirm" } else { "reject" });
        Grounds { way, ..Grounds::about("appointment", &answer.id).because(&self.reason) }
    }
}

fn step(service: &Service) -> Step {
    match service {
        Service::Begin { .. } => Step::Begin,
        Service::Change { .. } => Step::Change,
        Service::End { .. } => Step::End,
    }
}

fn written(text: &str) -> Option<String> {
    let text = text.trim();
    (1..=LONGEST).contains(&text.chars().count()).then(|| text.to_owned())
}

/// Whether somebody may decide on what was asked for; `before` is what whom it is about does so far, `aside` whether they step aside for that household.
pub(super) fn check(actor: &Actor, appointment: &Appointment, (before, aside): (Option<Role>, bool), confirms: bool) -> Result<(), R> {
    if appointment.state != AppointmentState::Waiting {
        return Err(R::AlreadyDecided);
    }
    if appointment.staff == actor.staff {
        return Err(R::OwnService);
    }
    let is_own = appointment.asked_by == actor.staff;
    if !is_own && aside {
        return Err(R::OwnHousehold);
    }
    if !confirms {
        return if is_own || roster::may(actor.role, Action::ConfirmAppointment) { Ok(()) } else { Err(R::NotYours) };
    }
    if is_own {
        return Err(R::SamePerson);
    }
    let weighty = [Some(appointment.role), before].into_iter().flatten().find(|role| must_stay(*role));
    let of_township = [actor.role, appointment.asked_role].contains(&Role::Township);
    weighty.filter(|_| !of_township).map_or(Ok(()), |role| Err(R::TownshipNeeded(role)))
}

/// Those without whom a village cannot go on: nobody agrees, or nobody looks.
fn must_stay(role: Role) -> bool {
    matches!(role, Role::Secretary | Role::Supervisor)
}

/// Somebody as they are afterwards; a new one has no number yet. Refuses, in this order: `roster.unknown_staff`, `entrance.not_appointed_here`,
/// `entrance.own_service`, `entrance.name_missing`, `entrance.serves_already`, `entrance.is_villager`, `roster.unknown_household`,
/// `entrance.leader_without_home`, `entrance.nothing_changed`, `entrance.last_of_role`.
fn plan(book: &Book, actor: &Actor, service: &Service) -> Result<Staff, R> {
    let serving = |number: &String| {
        let staff = book.get::<Staff>(number).filter(|staff| staff.serves() && !staff.role.is_device());
        staff.ok_or_else(|| R::UnknownStaff(number.clone()))
    };
    let (before, after) = match service {
        Service::Begin { name, role, household } => {
            let name = name.trim().to_owned();
            (None, Staff { number: String::new(), name, role: *role, household: household.clone(), ended_at: None })
        }
        Service::Change { staff, role, household } => {
            let before = serving(staff)?;
            let household = household.clone().or_else(|| before.household.clone());
            (Some(before.clone()), Staff { role: *role, household, ..before })
        }
        Service::End { staff } => {
            let before = serving(staff)?;
            (Some(before.clone()), before)
        }
    };
    if let Some(role) = before.iter().chain([&after]).map(|staff| staff.role).find(|role| !ROLES.contains(role)) {
        return Err(R::NotHere(role));
    }
    check_plan(book, actor, before.as_ref(), &after, step(service))?;
    Ok(after)
}

fn check_plan(book: &Book, actor: &Actor, before: Option<&Staff>, after: &Staff, step: Step) -> Result<(), R> {
    if before.is_some_and(|before| before.number == actor.staff) {
        return Err(R::OwnService);
    }
    if !(1..=LONGEST_NAME).contains(&after.name.chars().count()) {
        return Err(R::NameMissing);
    }
    if step == Step::Begin {
        check_person(book, after)?;
    }
    let is_home = |number: &String| book.get::<Household>(number).is_some_and(|home| home.members > 0);
    if let Some(number) = after.household.as_ref().filter(|number| step != Step::End && !is_home(number)) {
        return Err(R::UnknownHousehold(number.clone()));
    }
    if after.role == Role::GroupLeader && after.household.is_none() {
        return Err(R::LeaderWithoutHome);
    }
    if step == Step::Change && before == Some(after) {
        return Err(R::NothingChanged);
    }
    let goes = |before: &&Staff| must_stay(before.role) && (step == Step::End || before.role != after.role);
    let Some(before) = before.filter(goes) else { return Ok(()) };
    let others = |other: &Staff| other.role == before.role && other.number != before.number && other.serves() && other.is_registered();
    if book.under::<Staff>(()).iter().any(others) { Ok(()) } else { Err(R::LastOfRole(before.role)) }
}

/// Two pairs of eyes are two persons: nobody serves under two numbers. Nor is a villager entered as a stranger, who has no household to step aside for.
fn check_person(book: &Book, new: &Staff) -> Result<(), R> {
    let name = roster::plain(&new.name);
    let is_same = |other: &Staff| {
        roster::plain(&other.name) == name && (other.household == new.household || other.household.is_none() || new.household.is_none())
    };
    let serving = book.under::<Staff>(()).into_iter().find(|other| other.serves() && !other.role.is_device() && is_same(other));
    if let Some(other) = serving {
        return Err(R::ServesAlready(other.number, other.role));
    }
    let is_namesake = |one: &Resident| !one.household.is_empty() && roster::plain(&one.name) == name;
    let namesake = if new.household.is_none() { book.under::<Resident>(()).into_iter().find(is_namesake) } else { None };
    namesake.map_or(Ok(()), |one| Err(R::IsVillager(one.name, one.number)))
}

/// Does what was agreed to; the number of whom it was about.
fn carry_out(book: &mut Book, act: &Act, appointment: &Appointment) -> Result<String, Refusal> {
    let after = plan(book, &act.actor, &appointment.service())?;
    match appointment.step {
        Step::Begin => {
            let number = next_number(book, 'S');
            book.put(Staff { number: number.clone(), ..after });
            return Ok(number);
        }
        Step::Change => {
            sign_out(book, act, &after.number);
            book.put(after);
        }
        Step::End => {
            sign_out(book, act, &after.number);
            slips::close(book, act, Purpose::Password, &after.number);
            book.remove::<Password>(&after.number);
            book.remove::<SecondFactor>(&after.number);
            book.put(Staff { ended_at: Some(act.at), ..after });
        }
    }
    Ok(appointment.staff.clone())
}

/// The next number with a letter that nobody and nothing has or had.
pub(super) fn next_number(book: &Book, letter: char) -> String {
    let taken: Vec<String> = book.under::<Staff>(()).into_iter().map(|staff| staff.number).collect();
    (1..).map(|count| format!("{letter}{count:02}")).find(|number| !taken.contains(number)).unwrap_or_default()
}

/// Ends everything that signs somebody in: sessions, and the tokens of their programs.
fn sign_out(book: &mut Book, act: &Act, number: &str) {
    let theirs = |token: &Token| token.staff == number && token.role != Role::Resident && token.revoked_at.is_none();
    for token in book.under::<Token>(()).into_iter().filter(theirs) {
        book.put(Token { revoked_at: Some(act.at), ..token });
    }
}

#[cfg(test)]
#[path = "appointing_tests.rs"]
mod tests;
