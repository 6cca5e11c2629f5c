//! What waits of households for somebody at the desk: changes that need a second person.

use anyhow::Result;

use crate::db::Conn;
use crate::roster::{self, Action};
use crate::versions::{Asking, ToDo};

/// The changes that whoever asks may decide on.
pub async fn to_do(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    if !asking.may(Action::ConfirmHousehold) {
        return Ok(Vec::new());
    }
    let mut waiting = roster::changes_waiting(conn, asking.village).await?;
    waiting.retain(|change| asking.is_not_by(&change.proposed_by) && !asking.aside.iter().any(|aside| change.touches(aside)));
    let Some(first) = waiting.first() else { return Ok(Vec::new()) };
    Ok(vec![ToDo::new(waiting.len() as i64, "户口变动", format!("{}。", first.sentence), asking.at_desk("/households"))])
}
