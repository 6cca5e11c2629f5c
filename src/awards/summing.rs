//! What awards come to, month by month and chapter by chapter: summed up where they are posted and taken back, and told again from them. Neither deductions
//! nor what was earned back of one (修复) is in it.

use std::collections::BTreeMap;

use anyhow::Result;

use super::model::Award;
use crate::db::{Book, Column, Conn};
use crate::ledger::Trace;
use crate::sums::{Figure, Sums, add};
use crate::words::{Act, Points, VillageId};

/// Sums up that an award was posted (`times` 1) or taken back (-1), and what holders got by it.
pub(super) fn posted(book: &mut Book, act: &Act, award: &Award, times: i64, points: Points) {
    if award.points.is_positive() {
        add(book, Figure::Awarded, act.at.day(), &award.chapter, (times, points.hundredths()));
    }
}

/// The same told again from the awards and their entries.
pub async fn sums(conn: &mut Conn, village: &VillageId, traces: &[Trace]) -> Result<Sums> {
    let sql = "SELECT id, chapter FROM awards WHERE village = $1 AND entry IS NOT NULL AND points > 0";
    let chapters: BTreeMap<i64, String> = conn.query(sql, &[village.to_string().to_cell()]).await?.into_iter().collect();
    let mut sums = Sums::default();
    for trace in traces {
        let id: Option<i64> = trace.reference.strip_prefix("award:").and_then(|id| id.parse().ok());
        let Some(chapter) = id.and_then(|id| chapters.get(&id)) else { continue };
        let times = if trace.reverses.is_some() { -1 } else { 1 };
        sums.add(Figure::Awarded, trace.at.day(), chapter, (times, trace.points.hundredths()));
    }
    Ok(sums)
}
