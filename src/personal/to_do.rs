//! What waits of people's own data for somebody at the desk: what was asked to be deleted.

use anyhow::Result;

use super::model::ErasureState;
use super::store;
use crate::db::Conn;
use crate::roster::Action;
use crate::versions::{Asking, ToDo};

/// The most that is looked through; more wait behind.
const MOST: i64 = 100;

/// The requests that whoever asks may decide on.
pub async fn to_do(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    if !asking.may(Action::DecideErasure) {
        return Ok(Vec::new());
    }
    let mut waiting = store::erasures(conn, asking.village, ErasureState::Waiting, 0, MOST).await?;
    waiting.retain(|erasure| asking.is_not_by(&erasure.asked_by) && !asking.steps_aside_for(&erasure.household));
    let one = |count| ToDo::new(count, "个人信息", "有人要求删除自己的信息，等另一个人定。", asking.at_desk("/personal"));
    Ok((!waiting.is_empty()).then(|| one(waiting.len() as i64)).into_iter().collect())
}
