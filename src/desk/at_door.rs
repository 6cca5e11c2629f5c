//! What waits at the door: somebody at a kiosk who asks for help, and whoever may not choose a new PIN or password before a second one agrees.

use anyhow::Result;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::pages::AtDesk;
use crate::db::Conn;
use crate::entrance::{self, Doorkeeper};
use crate::roster::{self, Action};
use crate::versions::{Asking, Place, Screen, ToDo};
use crate::web::{Fields, Reply, see};
use crate::words::{Moment, VillageId};

/// Somebody at a kiosk asks for help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// The number of the kiosk.
    pub kiosk: String,
    /// Where it stands, as the village calls it.
    pub name: String,
    pub minutes: i64,
}

/// Where somebody asks for help just now.
pub(super) async fn calls(conn: &mut Conn, doorkeeper: &Doorkeeper, village: &VillageId, now: Moment) -> Result<Vec<Call>> {
    let mut calls = Vec::new();
    for (kiosk, since) in doorkeeper.bell.ringing(village, now) {
        let name = roster::member_of_staff(conn, village, &kiosk).await?.map_or_else(String::new, |kiosk| kiosk.name);
        calls.push(Call { kiosk, name, minutes: (now.millis() - since.millis()) / 60_000 });
    }
    Ok(calls)
}

#[derive(Deserialize)]
pub(super) struct Coming {
    kiosk: String,
}

/// Somebody goes there.
pub(super) async fn come(desk: Screen<AtDesk>, State(doorkeeper): State<Doorkeeper>, Fields(coming): Fields<Coming>) -> Reply<Response> {
    doorkeeper.bell.answer(&desk.village, &coming.kiosk);
    Ok(see(format!("/{}/{}", AtDesk::NAME, desk.village)))
}

/// New PINs and passwords that wait for whoever asks.
pub(super) async fn to_do(conn: &mut Conn, asking: &Asking<'_>, now: Moment) -> Result<Vec<ToDo>> {
    let mut found = Vec::new();
    if asking.may(Action::HandOutCards) {
        let theirs = |reset: &entrance::Reset| reset.household.as_ref().is_some_and(|home| asking.steps_aside_for(home));
        let resets = entrance::pins(conn, asking.village, now).await?;
        let count = resets.iter().filter(|reset| asking.is_not_by(&reset.made_by) && !theirs(reset)).count();
        found.extend(one(count, "重设密码", "村民要设新密码，等另一个人同意。", asking.at_desk("/cards")));
    }
    if asking.may(Action::ConfirmInvitation) {
        let resets = entrance::passwords(conn, asking.village, now).await?;
        let count = resets.iter().filter(|reset| asking.is_not_by(&reset.made_by) && asking.is_not_by(&reset.subject)).count();
        found.extend(one(count, "重设登录", "办事的人要设新密码，等另一个人同意。", asking.at_desk("/staff")));
    }
    if asking.may(Action::ConfirmAppointment) {
        let asked = entrance::appointments_waiting(conn, asking.village).await?;
        let count = asked.iter().filter(|one| asking.is_not_by(&one.asked_by) && asking.is_not_by(&one.staff)).count();
        found.extend(one(count, "人员变动", "办事的人要添、要换，等另一个人同意。", asking.at_desk("/staff")));
    }
    Ok(found)
}

fn one(count: usize, what: &'static str, sentence: &str, address: String) -> Option<ToDo> {
    (count > 0).then(|| ToDo::new(count as i64, what, sentence, address))
}
