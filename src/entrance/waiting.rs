//! What of the entrance waits for a second member of staff: a new PIN, a new password.

use anyhow::Result;

use super::slips::{Purpose, Slip};
use super::store;
use crate::db::Conn;
use crate::roster;
use crate::words::{Moment, VillageId};

/// Somebody asked that somebody may choose anew what they show at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reset {
    /// The number of whose it is.
    pub subject: String,
    /// Who asked.
    pub made_by: String,
    /// Where a resident lives, for whom a member of staff may have to step aside.
    pub household: Option<String>,
}

/// Residents whose new PIN waits for a second one to agree.
pub async fn pins(conn: &mut Conn, village: &VillageId, now: Moment) -> Result<Vec<Reset>> {
    let mut found = Vec::new();
    for slip in waiting(conn, village, Purpose::Pin, now).await? {
        let household = roster::resident(conn, village, &slip.subject).await?.map(|resident| resident.household);
        found.push(Reset { subject: slip.subject, made_by: slip.made_by, household });
    }
    Ok(found)
}

/// Members of staff whose new password does.
pub async fn passwords(conn: &mut Conn, village: &VillageId, now: Moment) -> Result<Vec<Reset>> {
    let slips = waiting(conn, village, Purpose::Password, now).await?;
    Ok(slips.into_iter().map(|slip| Reset { subject: slip.subject, made_by: slip.made_by, household: None }).collect())
}

async fn waiting(conn: &mut Conn, village: &VillageId, purpose: Purpose, now: Moment) -> Result<Vec<Slip>> {
    let open = store::open_slips(conn, village, purpose, now).await?;
    Ok(open.into_iter().filter(|slip| slip.is_waiting(now)).collect())
}
