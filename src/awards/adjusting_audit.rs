//! Whether what errata changed agrees with the awards and with the ledger. Pure.

use std::collections::BTreeMap;

use super::adjusting::{Adjustment, REFERENCE};
use super::model::{Award, AwardState};
use crate::ledger::Trace;

/// Adjustments by their award, in order.
pub(super) type ByAward = BTreeMap<i64, Vec<Adjustment>>;

/// The same, from rows in the order of their keys.
pub(super) fn by_award(rows: Vec<Adjustment>) -> ByAward {
    let mut all = ByAward::new();
    rows.into_iter().for_each(|row| all.entry(row.award).or_default().push(row));
    all
}

/// The award as it was when it was posted.
pub(super) fn as_posted(award: Award, all: &ByAward) -> Award {
    let first = all.get(&award.id).and_then(|rows| rows.iter().find(|row| row.state == AwardState::Posted));
    match first {
        Some(first) => {
            let Adjustment { points_before, shared_before, rulebook_before, .. } = first.clone();
            Award { points: points_before, shared: shared_before, rulebook: rulebook_before, ..award }
        }
        None => award,
    }
}

/// What does not agree, one sentence for each; `adjusted` are the awards there are adjustments of.
pub(super) fn disagreements(all: &ByAward, adjusted: &[Award], traces: &[Trace]) -> Vec<String> {
    let awards: BTreeMap<i64, &Award> = adjusted.iter().map(|award| (award.id, award)).collect();
    let mut entries: BTreeMap<&str, Vec<&Trace>> = BTreeMap::new();
    let of_errata = traces.iter().filter(|trace| trace.reference.starts_with(REFERENCE));
    of_errata.for_each(|trace| entries.entry(&trace.reference).or_default().push(trace));
    let mut wrong = Vec::new();
    for (id, rows) in all {
        let award = awards.get(id).copied();
        if !award.is_some_and(|award| leads_to(rows, award)) {
            wrong.push(format!("第 {id} 号加减分的改正，前后对不上。"));
        }
        let is_reversed = award.is_some_and(|award| award.state == AwardState::Reversed);
        for row in rows {
            let found = entries.remove(row.reference().as_str()).unwrap_or_default();
            if !is_booked(row, &found, is_reversed) {
                wrong.push(format!("第 {id} 号加减分的改正和账上对不上。"));
            }
        }
    }
    wrong.extend(entries.into_keys().map(|reference| format!("账上的 {reference} 没有对应的改正。")));
    wrong
}

/// Whether each begins where the one before it ended, and the last one at what the award is.
fn leads_to(rows: &[Adjustment], award: &Award) -> bool {
    let ends = |row: &Adjustment| (row.points, row.shared, row.rulebook.clone());
    let begins = |row: &Adjustment| (row.points_before, row.shared_before, row.rulebook_before.clone());
    let is_gapless = rows.iter().zip(1..).all(|(row, line)| row.line == line);
    let is_chain = rows.windows(2).all(|pair| ends(&pair[0]) == begins(&pair[1]));
    let is_end = rows.last().is_some_and(|last| ends(last) == (award.points, award.shared, award.rulebook.clone()));
    is_gapless && is_chain && is_end
}

/// Whether what was moved stands in the ledger, once, and was taken back with the award if that was.
fn is_booked(row: &Adjustment, found: &[&Trace], is_reversed: bool) -> bool {
    let (back, own): (Vec<&Trace>, Vec<&Trace>) = found.iter().partition(|trace| trace.reverses.is_some());
    match (own.as_slice(), row.entry) {
        ([], None) => row.moved.is_zero() && back.is_empty(),
        ([only], Some(entry)) => {
            let is_it = only.seq == entry && only.points == row.moved && only.rulebook.as_ref() == Some(&row.rulebook);
            is_it && back.len() == usize::from(is_reversed) && back.iter().all(|trace| trace.undoes(only))
        }
        _ => false,
    }
}
