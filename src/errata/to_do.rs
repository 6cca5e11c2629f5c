//! What waits of errata for somebody at the desk: one that another person proposed.

use anyhow::Result;

use super::deciding::barred;
use super::model::ErratumState;
use super::store;
use crate::db::Conn;
use crate::roster::Action;
use crate::versions::{Asking, ToDo};

/// The errata that whoever asks may confirm.
pub async fn to_do(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    if !asking.may(Action::ConfirmErratum) {
        return Ok(Vec::new());
    }
    let mut mine = Vec::new();
    // Hardly ever more than one is proposed at a time.
    for erratum in store::in_state(conn, asking.village, ErratumState::Proposed).await? {
        let households = store::sheet(conn, asking.village, &erratum).await?.households();
        let is_kin = households.iter().any(|household| asking.steps_aside_for(household));
        if barred(asking.actor, &erratum, &households, is_kin).is_none() {
            mine.push(erratum);
        }
    }
    let Some(first) = mine.first() else { return Ok(Vec::new()) };
    let address = asking.at_desk(&format!("/errata/{}", first.id));
    Ok(vec![ToDo::new(mine.len() as i64, "规则改正", format!("{}，等您同意。", first.sentence.trim_end_matches('。')), address)])
}
