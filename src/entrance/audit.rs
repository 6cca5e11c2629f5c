//! What was decided about who serves and what the trail says must agree; asked by `jifen verify`.

use anyhow::Result;

use super::appointments::{Appointment, AppointmentState};
use super::store;
use crate::db::{Conn, Witnesses};
use crate::words::VillageId;

/// Appointments of which the trail says that somebody else asked for or decided on them, or at another time; and what is done without two people.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let witnesses = Witnesses::of(conn, village, "appointment").await?;
    let appointments = store::all_appointments(conn, village).await?;
    let strange = appointments.iter().filter(|one| !is_witnessed(&witnesses, one));
    let alone = appointments
        .iter()
        .filter(|one| one.state == AppointmentState::Done && one.decided_by.as_ref().is_none_or(|by| *by == one.asked_by));
    let strange = strange.map(|one| format!("第 {} 件人员变动是谁、什么时候办的，和办理记录对不上。", one.id));
    Ok(strange.chain(alone.map(|one| format!("第 {} 件人员变动不是两个人定的。", one.id))).collect())
}

fn is_witnessed(witnesses: &Witnesses, one: &Appointment) -> bool {
    let decided = match (&one.decided_by, one.decided_at) {
        (Some(by), Some(at)) => witnesses.saw(one.id, by, one.decided_role, at),
        (None, None) => one.state == AppointmentState::Waiting,
        _ => false,
    };
    decided && witnesses.saw(one.id, &one.asked_by, Some(one.asked_role), one.asked_at)
}
