//! What waits of oversight for the committee: records of the last month that are to be looked at again.

use anyhow::Result;

use super::pages::month_of;
use super::store;
use crate::db::Conn;
use crate::roster::Action;
use crate::sums::{self, Figure};
use crate::versions::{Asking, ToDo};

/// The sample of the month before, as long as it is not drawn or not all of it was looked at.
pub async fn to_do(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    if !asking.may(Action::Check) {
        return Ok(Vec::new());
    }
    let last = sums::month(asking.today).later(-1);
    let Some(first_day) = last.first_day() else { return Ok(Vec::new()) };
    let (drawn, checks) = store::sample(conn, asking.village, &month_of(first_day)).await?;
    let one = |count, sentence| ToDo::new(count, "抽查", sentence, asking.at_desk("/oversight#sample"));
    if !drawn.is_empty() {
        let left = drawn.len() as i64 - checks.len() as i64;
        return Ok((left > 0).then(|| one(left, "抽中的还没有看完。")).into_iter().collect());
    }
    let villages = [asking.village.clone()];
    let agreed =
        sums::totals(conn, &villages, &[Figure::Approved], (last, last)).await?.into_values().map(|total| total.times).sum::<i64>();
    Ok((agreed > 0).then(|| one(1, "上个月的还没有抽，系统来抽十件。")).into_iter().collect())
}
