//! The part of the page of those who serve on which somebody begins, does something else or ends: what waits for a second person, and the forms.

use axum::Router;
use axum::extract::{FromRef, Path};
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::appointing::{DecideAppointment, ProposeAppointment, ROLES, check};
use super::appointments::{Appointment, Service};
use super::at_desk::AtDesk;
use super::doorkeeper::Doorkeeper;
use super::staff_pages::{StaffPage, plain_moment};
use super::store;
use crate::roster::{self, Action, Sought, Staff, Whom};
use crate::web::{Fields, Reply, Told, expected, page, page_refused, plain_day, see};
use crate::words::{Refusal, Role};

pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new()
        .route("/desk/{village}/staff/appointments", post(ask))
        .route("/desk/{village}/staff/appointments/{id}/decision", post(decide))
}

/// What the page shows of it.
#[derive(Clone, Debug, Default)]
pub(super) struct AppointmentsView {
    /// What was just asked for or decided, and where it stands.
    pub done: Option<(String, &'static str)>,
    pub waiting: Vec<WaitingView>,
    /// `以前的店员 海小山，做到 3月2日`
    pub former: Vec<String>,
    pub may_ask: bool,
    /// Stored and spoken names of what can be appointed to.
    pub roles: Vec<(&'static str, &'static str)>,
    /// Who can be asked about: number, and how they are called.
    pub people: Vec<(String, String)>,
    /// Who is to begin.
    pub whom: Whom,
    pub typed: Typed,
}

/// Something that waits for a second person.
#[derive(Clone, Debug)]
pub(super) struct WaitingView {
    pub id: i64,
    pub sentence: String,
    pub basis: String,
    pub asked: String,
    /// Why this reader cannot agree.
    pub barred: Option<String>,
    pub may_reject: bool,
    pub operation: String,
}

/// What was typed into one of the forms.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub operation: String,
    /// `find`, `begin`, `change` or `end`.
    #[serde(rename = "do")]
    pub wish: String,
    /// Who is to begin.
    pub who: String,
    pub pick: Option<String>,
    /// They live elsewhere.
    pub outside: String,
    pub role: String,
    pub staff: String,
    pub basis: String,
}

impl AppointmentsView {
    /// Reads it, with forms that are still blank.
    pub async fn read(at: &AtDesk, staff: &[Staff], done: Option<i64>) -> anyhow::Result<Self> {
        let (now, actor) = (at.doorkeeper.now(), &at.caller.actor);
        let mut conn = at.books().read().await?;
        let waiting = store::appointments_waiting(&mut conn, &at.village).await?;
        let kin = roster::kin_of(&mut conn, &at.village, &actor.staff).await?;
        drop(conn);
        let name = |number: &str| staff.iter().find(|one| one.number == number).map_or_else(|| number.to_owned(), |one| one.name.clone());
        let view = |one: Appointment| {
            let before = staff.iter().find(|other| other.number == one.staff).map(|other| other.role);
            let aside = one.household.as_ref().is_some_and(|home| actor.household.as_ref() == Some(home) || kin.contains(home));
            let bar = |confirms| {
                let action = if confirms { Action::ConfirmAppointment } else { Action::RejectAppointment };
                let checked =
                    roster::check(actor.role, action).and_then(|()| check(actor, &one, (before, aside), confirms).map_err(Refusal::from));
                checked.err().map(|refusal| refusal.sentence)
            };
            WaitingView {
                id: one.id,
                sentence: one.sentence(),
                barred: if one.asked_by == actor.staff {
                    Some("您提出的，等监督委员或乡镇来定。".to_owned())
                } else {
                    bar(true)
                },
                may_reject: bar(false).is_none(),
                asked: format!("{} {}提出", name(&one.asked_by), plain_moment(one.asked_at, now)),
                operation: at.blank(),
                basis: one.basis,
            }
        };
        let ended = |one: &Staff| {
            let on = plain_day(one.ended_at?.day(), now.day());
            Some(format!("{} {}（{}），做到{on}", one.role.chinese(), one.name, one.number))
        };
        let can_change = |one: &&Staff| one.serves() && ROLES.contains(&one.role) && one.number != actor.staff;
        let called = |one: &Staff| (one.number.clone(), format!("{} {} {}", one.number, one.name, one.role.chinese()));
        let done = match done {
            Some(id) => at.books().row::<Appointment>(&at.village, id).await?,
            None => None,
        };
        Ok(Self {
            done: done.map(|one| (one.sentence(), one.state.chinese())),
            waiting: waiting.into_iter().map(view).collect(),
            former: staff.iter().filter_map(ended).collect(),
            may_ask: roster::may(actor.role, Action::Appoint),
            roles: ROLES.map(|role| (role.name(), role.chinese())).into(),
            people: staff.iter().filter(can_change).map(called).collect(),
            whom: Whom::default(),
            typed: Typed::default(),
        })
    }
}

impl Typed {
    fn role(&self) -> Role {
        Role::parse(&self.role).unwrap_or(Role::Resident)
    }

    /// What is asked for. Whoever lives elsewhere is taken by the name that was typed.
    fn service(&self, whom: &Whom) -> Service {
        match (self.wish.as_str(), &whom.known) {
            ("change", _) => Service::Change { staff: self.staff.clone(), role: self.role(), household: None },
            ("end", _) => Service::End { staff: self.staff.clone() },
            (_, Some(known)) => {
                let home = Some(known.household.clone()).filter(|home| !home.is_empty());
                Service::Begin { name: known.person.clone(), role: self.role(), household: home }
            }
            (_, None) => Service::Begin { name: whom.text.clone(), role: self.role(), household: None },
        }
    }
}

async fn ask(at: AtDesk, Fields(typed): Fields<Typed>) -> Reply<Response> {
    at.caller.check(&at.village, Action::Appoint)?;
    let text = typed.pick.as_deref().unwrap_or(&typed.who);
    let whom = if typed.outside.is_empty() { at.whom(Sought::Person, text).await? } else { Whom::typed(text.trim()) };
    let begins = !matches!(typed.wish.as_str(), "change" | "end");
    if begins && (typed.wish != "begin" || whom.is_open() || (whom.is_unknown() && typed.outside.is_empty())) {
        return page(&StaffPage::asking(&at, whom, typed, None).await?);
    }
    let job = ProposeAppointment { service: typed.service(&whom), basis: typed.basis.clone() };
    match expected(at.books().perform(at.act(&typed.operation)?, job).await)? {
        Ok(done) => Ok(see(format!("/desk/{}/staff?done={}", at.village, done.answer.id))),
        Err(refusal) => page_refused(&refusal, &StaffPage::asking(&at, whom, typed, Some(Told::from(&refusal))).await?),
    }
}

#[derive(Deserialize)]
struct Which {
    id: i64,
}

#[derive(Deserialize)]
struct Decision {
    operation: String,
    ruling: String,
    #[serde(default)]
    reason: String,
}

async fn decide(at: AtDesk, Path(Which { id }): Path<Which>, Fields(typed): Fields<Decision>) -> Reply<Response> {
    let confirmed = typed.ruling == "confirm";
    at.caller.check(&at.village, if confirmed { Action::ConfirmAppointment } else { Action::RejectAppointment })?;
    let job = DecideAppointment { id, confirmed, reason: typed.reason };
    match expected(at.doorkeeper.decide_appointment(at.act(&typed.operation)?, job).await)? {
        Ok(_) => Ok(see(format!("/desk/{}/staff?done={id}", at.village))),
        Err(refusal) => StaffPage::refused(&at, &refusal).await,
    }
}
