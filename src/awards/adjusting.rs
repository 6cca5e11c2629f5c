//! One award that an erratum makes another: what that moves on the accounts, and what is written down of it. Pure: on a village's book.
//!
//! It moves the difference, not the whole: what somebody got by the village's mistake and has spent since is not theirs to bring back. As much as is there
//! above the least balance is taken, the rest is waived for good and stands in the explanation. What has lapsed or was cleared since is waived, too.

use std::collections::BTreeMap;

use super::amends;
use super::correcting::check_in_force;
use super::model::{Award, AwardState};
use super::posting::expires_on;
use super::recomputing::Recompute;
use super::sharing::Share;
use super::summing;
use crate::db::Book;
use crate::ledger::{self, Draft, EntryKind, Posting};
use crate::words::{Act, Points, Refusal};

/// An award as it was before an erratum, as it was after it, and what that moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    pub award: i64,
    /// Counted from 1 in each award.
    pub line: i64,
    pub erratum: i64,
    /// Where the award stood; nothing was moved of one that was not posted.
    pub state: AwardState,
    pub rulebook_before: String,
    pub rulebook: String,
    pub points_before: Points,
    pub points: Points,
    pub shared_before: Points,
    pub shared: Points,
    /// What all accounts together got of it; what was taken is negative.
    pub moved: Points,
    /// What should have been taken back and was not; negative where it made up for what is now due.
    pub waived: Points,
    /// The explanation before, a JSON list of steps.
    pub steps_before: String,
    pub entry: Option<i64>,
}

/// What the reference of an entry begins with that adjusts an award.
pub(super) const REFERENCE: &str = "erratum:";

impl Adjustment {
    /// How its entry refers to it.
    pub(super) fn reference(&self) -> String {
        format!("{REFERENCE}{}:{}", self.erratum, self.award)
    }

    /// The explanation before, as sentences.
    pub fn sentences_before(&self) -> Vec<String> {
        super::model::sentences(&self.steps_before)
    }
}

/// The entries of an award that was posted, the newest first: those that adjusted it, and its own.
pub(super) fn entries(book: &Book, award: &Award) -> Vec<i64> {
    let adjusted = book.under::<Adjustment>(award.id).into_iter().rev().filter_map(|adjustment| adjustment.entry);
    adjusted.chain(award.entry).collect()
}

/// How much its holder has of it that was waived.
pub(super) fn waived(book: &Book, award: &Award) -> Points {
    book.under::<Adjustment>(award.id).into_iter().map(|adjustment| adjustment.waived).sum()
}

/// Makes an award what it is under the corrected text, and moves what is posted already.
pub(super) fn adjust(
    book: &mut Book,
    act: &Act,
    terms: &Recompute<'_>,
    old: &Award,
    (new, shares): (Award, &[Share]),
) -> Result<(Award, Adjustment), Refusal> {
    let earlier = book.under::<Adjustment>(old.id);
    let differences = differences(&book.under::<Share>(old.id), shares);
    let mut adjustment = Adjustment {
        award: old.id,
        line: earlier.len() as i64 + 1,
        erratum: terms.erratum,
        state: old.state,
        rulebook_before: old.rulebook.clone(),
        rulebook: new.rulebook.clone(),
        points_before: old.points,
        points: new.points,
        shared_before: old.shared,
        shared: new.shared,
        moved: Points::ZERO,
        waived: Points::ZERO,
        steps_before: old.steps.clone(),
        entry: None,
    };
    if old.state == AwardState::Posted {
        let entries = entries(book, old);
        let moves = Moves::between(book, act, terms, (old, &new), &entries, &differences);
        adjustment.moved = moves.changes.iter().map(|(_, points)| *points).sum();
        adjustment.waived = moves.waived;
        if !moves.changes.is_empty() {
            let draft = draft(terms, act, (old, &new), &adjustment);
            adjustment.entry = Some(ledger::adjust(book, act, draft, &entries, &moves.changes)?);
            summing::changed(book, act, old, 0, adjustment.moved);
        }
    }
    let shown = book.under::<Share>(old.id).len() as i64;
    for (at, (account, points)) in differences.into_iter().enumerate() {
        book.put(Share { award: old.id, line: shown + at as i64 + 1, account, points });
    }
    book.put(adjustment.clone());
    book.put(new.clone());
    if old.state == AwardState::Posted && new.points.is_negative() {
        let taken = taken(book, &entries(book, &new));
        amends::retake(book, act, (terms.after, terms.needs), (&new, taken), terms.reset_on)?;
    }
    Ok((new, adjustment))
}

/// By how much others receive more or less than they did, by account.
fn differences(before: &[Share], after: &[Share]) -> BTreeMap<String, Points> {
    let mut all: BTreeMap<String, Points> = BTreeMap::new();
    after.iter().for_each(|share| *all.entry(share.account.clone()).or_default() += share.points);
    before.iter().for_each(|share| *all.entry(share.account.clone()).or_default() -= share.points);
    all.retain(|_, points| !points.is_zero());
    all
}

/// What entries took of a holder, all in all.
fn taken(book: &Book, entries: &[i64]) -> Points {
    let lines = entries.iter().flat_map(|seq| book.under::<Posting>(*seq)).filter(|line| line.lot.is_some());
    Points::from_hundredths(-lines.map(|line| line.amount).sum::<i64>())
}

/// What is moved, by account, and what is waived.
struct Moves {
    changes: Vec<(String, Points)>,
    waived: Points,
}

impl Moves {
    fn between(
        book: &Book,
        act: &Act,
        terms: &Recompute<'_>,
        (old, new): (&Award, &Award),
        entries: &[i64],
        differences: &BTreeMap<String, Points>,
    ) -> Self {
        let (due, made_up) = due(old.points, new.points, taken(book, entries), waived(book, old));
        let mut wanted = differences.clone();
        *wanted.entry(old.account.clone()).or_default() += due;
        let is_gone =
            entries.last().is_some_and(|entry| check_in_force(book, act, &old.account, (*entry, old.points), terms.reset_on).is_err());
        let mut moves = Self { changes: Vec::new(), waived: -made_up };
        for (account, points) in wanted {
            // An account that is closed for good gets nothing any more.
            if points.is_positive() && ledger::available(book, &ledger::successor(book, &account)).is_none() {
                continue;
            }
            let room = if is_gone { Points::ZERO } else { room(book, &account, new.floor) };
            let moved = points.max(-room);
            moves.waived += moved - points;
            moves.changes.extend((!moved.is_zero()).then_some((account, moved)));
        }
        moves
    }
}

/// What there is above the least balance.
fn room(book: &Book, account: &str, floor: Points) -> Points {
    (ledger::available(book, &ledger::successor(book, account)).unwrap_or_default() - floor).max(Points::ZERO)
}

/// What a holder is due once an award is worth so much instead of so much, and how much of it was waived earlier and makes up for it. `taken` is what a
/// deduction really took: what was cut at the least balance is not taken later, and does not come back.
fn due(old: Points, new: Points, taken: Points, waived: Points) -> (Points, Points) {
    let more = new - old;
    if !more.is_positive() {
        return if old.is_negative() && taken < -old { (Points::ZERO, Points::ZERO) } else { (more, Points::ZERO) };
    }
    if old.is_negative() {
        return ((taken + new).max(Points::ZERO), Points::ZERO);
    }
    let made_up = waived.min(more);
    (more - made_up, made_up)
}

fn draft(terms: &Recompute<'_>, act: &Act, (old, new): (&Award, &Award), adjustment: &Adjustment) -> Draft {
    let (was, is) = (old.points + old.shared, new.points + new.shared);
    let (day, kind) = (old.occurred_on.format("%Y年%-m月%-d日"), if old.points.is_negative() { "扣" } else { "记" });
    let mut explanation = terms.told.to_vec();
    explanation.push(format!("{day}的这一次原来{kind} {} 分，按改正后的规则是 {} 分", was.abs().plain(), is.abs().plain()));
    explanation.extend(said(adjustment));
    let is_more = adjustment.moved.is_positive() && new.points.is_positive();
    let expires_on = if is_more { expires_on(terms.after, new, act.at.day(), &mut explanation) } else { None };
    Draft {
        kind: EntryKind::Adjustment,
        occurred_on: old.occurred_on,
        rulebook: Some(new.rulebook.clone()),
        reference: Some(adjustment.reference()),
        title: format!("改正：{}", old.rule),
        explanation,
        transfers: Vec::new(),
        expires_on,
    }
}

/// What became of the difference, in sentences.
pub(super) fn said(adjustment: &Adjustment) -> Vec<String> {
    let Adjustment { moved, waived, points_before, .. } = adjustment;
    let amount = moved.abs().plain();
    let mut sentences = match (points_before.is_negative(), moved.is_positive()) {
        _ if moved.is_zero() => Vec::new(),
        (true, true) => vec![format!("多扣的 {amount} 分还回来")],
        (true, false) => vec![format!("少扣的 {amount} 分补扣")],
        (false, true) => vec![format!("少记的 {amount} 分补上")],
        (false, false) => vec![format!("多记的 {amount} 分收回")],
    };
    if waived.is_positive() {
        sentences.push(format!("另有 {} 分已经用掉、到期或清零了，是村里写错，不用还", waived.plain()));
    } else if waived.is_negative() {
        sentences.push(format!("以前多记没有收回的 {} 分抵在里面", (-*waived).plain()));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worth before and after, what a deduction took, what was waived: what is due now, and what makes up for it.
    #[test]
    fn nobody_owes_what_was_waived_and_nobody_gets_back_what_was_never_taken() {
        let table = [
            ((20, 2, 0, 0), (-18, 0)),
            ((2, 20, 0, 0), (18, 0)),
            ((2, 10, 0, 13), (0, 8)), // 13 too many were left to them before
            ((2, 20, 0, 13), (5, 13)),
            ((-10, -1, 10, 0), (9, 0)),
            ((-10, -1, 3, 0), (2, 0)), // there were only 3 to take
            ((-10, -4, 3, 0), (0, 0)),
            ((-10, 0, 3, 0), (3, 0)),
            ((-1, -10, 1, 0), (-9, 0)),
            ((-2, -10, 1, 0), (0, 0)), // there was not even that much
            ((-2, 3, 2, 0), (5, 0)),
            ((0, 5, 0, 0), (5, 0)),
            ((5, 0, 0, 0), (-5, 0)),
            ((5, -2, 0, 0), (-7, 0)),
        ];
        for ((old, new, taken, waived), expected) in table {
            let [old_points, new_points, taken, waived] = [old, new, taken, waived].map(Points::whole);
            let (due, made_up) = due(old_points, new_points, taken, waived);
            assert_eq!((due, made_up), (Points::whole(expected.0), Points::whole(expected.1)), "{old} → {new}");
        }
    }
}
