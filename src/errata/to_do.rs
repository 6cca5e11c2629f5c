//! What waits of errata for somebody at the desk: one that another person proposed.

use anyhow::Result;

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
    let mut proposed = store::in_state(conn, asking.village, ErratumState::Proposed).await?;
    proposed.retain(|erratum| asking.is_not_by(&erratum.proposed_by));
    let Some(first) = proposed.first() else { return Ok(Vec::new()) };
    let address = asking.at_desk(&format!("/errata/{}", first.id));
    Ok(vec![ToDo::new(proposed.len() as i64, "规则改正", format!("{}，等您同意。", first.sentence.trim_end_matches('。')), address)])
}
