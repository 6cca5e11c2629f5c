//! Notices and objections as kept sums: what waits for an answer is summed up here, and everything is told again from the rows.

use anyhow::Result;
use chrono::NaiveDate;

use super::model::Objection;
use crate::db::{Book, Column, Conn};
use crate::sums::{Figure, Sums, add};
use crate::words::{Moment, VillageId};

/// An objection begins (`1`) or ceases (`-1`) to wait for an answer by its day.
pub(super) fn waits(book: &mut Book, objection: &Objection, times: i64) {
    add(book, Figure::Waiting, objection.answer_by, &objection.answer_by.to_string(), (times, 0));
}

/// All that this room sums up, told again.
pub async fn sums(conn: &mut Conn, village: &VillageId) -> Result<Sums> {
    let name = [village.to_string().to_cell()];
    let mut sums = Sums::default();
    let signed = "SELECT decided_at, lines FROM notices WHERE village = $1 AND issue IS NOT NULL AND decided_at IS NOT NULL";
    for (at, lines) in conn.query::<(Moment, i64)>(signed, &name).await? {
        sums.add(Figure::Notices, at.day(), "", (1, lines));
    }
    let raised = "SELECT raised_at, answer_by, state FROM objections WHERE village = $1";
    for (at, answer_by, state) in conn.query::<(Moment, NaiveDate, super::ObjectionState)>(raised, &name).await? {
        sums.add(Figure::Objected, at.day(), "", (1, 0));
        if state.is_open() {
            sums.add(Figure::Waiting, answer_by, &answer_by.to_string(), (1, 0));
        }
    }
    Ok(sums)
}
