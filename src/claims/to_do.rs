//! What waits of claims for somebody at the desk: deeds to review, and reversals that need a second one.

use anyhow::Result;

use super::model::ClaimState;
use super::store;
use crate::db::Conn;
use crate::entrance;
use crate::roster::Action;
use crate::versions::{Asking, ToDo};

/// What waits for whoever asks. What they may not decide on is not counted: somebody else has to.
pub async fn to_do(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    let mut found = Vec::new();
    if asking.may(Action::Review)
        && let Some((count, oldest)) = waiting(conn, asking, ClaimState::Submitted).await?
    {
        let since = match (asking.today - oldest).num_days() {
            ..1 => "都是今天记的。".to_owned(),
            days => format!("最早的等了 {days} 天。"),
        };
        found.push(ToDo::new(count, "待审核", since, asking.at_desk("/queue")));
    }
    if asking.may(Action::Correct)
        && let Some((count, _)) = waiting(conn, asking, ClaimState::Contested).await?
    {
        found.push(ToDo::new(count, "更正", "有人说记错了，等另一个人定。", asking.at_desk("/queue")));
    }
    Ok(found)
}

/// How many claims in a state wait for whoever asks, and the day on which the oldest of them was recorded.
async fn waiting(conn: &mut Conn, asking: &Asking<'_>, state: ClaimState) -> Result<Option<(i64, chrono::NaiveDate)>> {
    let mut found = store::waiting(conn, asking.village, state, &asking.actor.staff).await?;
    found.retain(|(household, ..)| !asking.steps_aside_for(household));
    if found.iter().any(|(_, _, role, ..)| role.is_device()) {
        let devices = entrance::devices_once_held(conn, asking.village, &asking.actor.staff).await?;
        found.retain(|(_, recorder, role, ..)| !(role.is_device() && devices.contains(recorder)));
    }
    let oldest = found.iter().map(|(.., oldest)| oldest.day()).min();
    Ok(oldest.map(|oldest| (found.iter().map(|(.., count, _)| count).sum(), oldest)))
}
