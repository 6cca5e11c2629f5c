//! What waits of rules for somebody at the desk: those that another person brought.

use anyhow::Result;

use super::store;
use crate::db::Conn;
use crate::roster::Action;
use crate::versions::{Asking, ToDo};
use crate::web::plain_day;

/// The rules that whoever asks may agree to.
pub async fn to_do(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    if !asking.may(Action::ConfirmAdoption) {
        return Ok(Vec::new());
    }
    let waiting = store::waiting(conn, asking.village).await?.filter(|one| asking.is_not_by(&one.proposed_by));
    let one = |sentence| ToDo::new(1, "规则待同意", sentence, asking.at_desk("/rules/adoption"));
    Ok(waiting.map(|proposal| one(format!("要从 {} 起生效。", plain_day(proposal.effective_on, asking.today)))).into_iter().collect())
}
