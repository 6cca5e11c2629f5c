//! What awards come to, month by month and chapter by chapter: summed up where they are posted and taken back, and told again from them. Neither deductions
//! nor what was earned back of one (修复) is in it.

use std::collections::BTreeMap;

use anyhow::Result;

use super::adjusting::Adjustment;
use super::model::{Award, AwardState, OWN, award_of};
use crate::db::{Book, Column, Conn};
use crate::ledger::Trace;
use crate::sums::{Figure, Sums, add};
use crate::words::{Act, Points, VillageId};

/// Sums up that an award was posted, and what holders got by it.
pub(super) fn posted(book: &mut Book, act: &Act, award: &Award, points: Points) {
    if award.points.is_positive() {
        add(book, Figure::Awarded, act.at.day(), &award.chapter, (1, points.hundredths()));
    }
}

/// Sums up what became of an award that was posted: taken back (`times` -1) or adjusted (0), and what holders got by that. Whether it was an award or a
/// deduction says what it was when it was posted: an erratum may have made it something else.
pub(super) fn changed(book: &mut Book, act: &Act, award: &Award, times: i64, points: Points) {
    let adjusted = book.under::<Adjustment>(award.id).into_iter().find(|adjustment| adjustment.state == AwardState::Posted);
    if adjusted.map_or(award.points, |first| first.points_before).is_positive() {
        add(book, Figure::Awarded, act.at.day(), &award.chapter, (times, points.hundredths()));
    }
}

/// The same told again from the awards and their entries.
pub async fn sums(conn: &mut Conn, village: &VillageId, traces: &[Trace]) -> Result<Sums> {
    let sql = "SELECT a.id, a.chapter FROM awards a WHERE a.village = $1 AND a.entry IS NOT NULL AND COALESCE((SELECT d.points_before FROM adjustments d
               WHERE d.village = $1 AND d.award = a.id AND d.state = 'posted' ORDER BY d.line LIMIT 1), a.points) > 0";
    let chapters: BTreeMap<i64, String> = conn.query(sql, &[village.to_string().to_cell()]).await?.into_iter().collect();
    let mut sums = Sums::default();
    for trace in traces {
        let Some(chapter) = award_of(&trace.reference).and_then(|id| chapters.get(&id)) else { continue };
        let times = match (trace.reference.starts_with(OWN), trace.reverses) {
            (false, _) => 0,
            (true, None) => 1,
            (true, Some(_)) => -1,
        };
        sums.add(Figure::Awarded, trace.at.day(), chapter, (times, trace.points.hundredths()));
    }
    Ok(sums)
}
