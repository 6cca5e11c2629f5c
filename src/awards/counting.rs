//! Counting awards towards limits, and counting anew what a new version newly limits. Pure: on a village's book.
//!
//! Every tally that any version of the rulebook reads is kept, whichever version judged the deed. So counting in and counting out always meet the same
//! tallies, and a limit that begins in the middle of a month knows what was given before it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::history::{Holders, tallied};
use super::model::{Award, AwardState, Tallied};
use crate::db::Book;
use crate::rulebook::{Measure, Need, Quota, Reach, Rulebook, Tally};
use crate::versions::Needs;
use crate::words::Points;

/// Counts an award in (`direction` 1) or out (-1). What it does to earn something back counts only once it is posted.
pub(super) fn count(book: &mut Book, needs: &Needs, rulebook: &Rulebook, award: &Award, direction: i64) {
    for need in needs.iter().filter(|need| covers(need, rulebook, award)) {
        count_in(book, need, award, direction);
    }
}

/// Counts an award that has just been posted in what earns deductions back.
pub(super) fn count_credited(book: &mut Book, needs: &Needs, rulebook: &Rulebook, award: &Award) {
    for need in needs.iter().filter(|need| matches!(need.measure, Measure::Done { .. }) && covers(need, rulebook, award)) {
        count_in(book, need, award, 1);
    }
}

fn count_in(book: &mut Book, need: &Need, award: &Award, direction: i64) {
    let kept = tallied(book, Holders::at_the_time(award), need, day(need, award));
    let tally = counted(kept.tally(), need, award, direction);
    book.put(kept.now(tally));
}

/// Whether a tally counts this award. One that earned nothing counts only in a running total. What it was highest of, only the rulebook says that
/// judged it.
pub(super) fn covers(need: &Need, rulebook: &Rulebook, award: &Award) -> bool {
    let earned = !award.points.is_zero();
    match &need.measure {
        Measure::Rule(name) => earned && **name == *award.rule,
        Measure::Chapter(chapter) => earned && **chapter == *award.chapter,
        Measure::All => earned,
        Measure::Recorded => award.recorded_by.is_some(),
        Measure::Highest(_) => earned && award.rulebook == rulebook.hash() && rulebook.keeps(&award.rule).contains(need),
        Measure::Total { rule, of } => **rule == *award.rule && award.adds(of).is_some(),
        Measure::Done { rule, of } => award.state == AwardState::Posted && **rule == *award.rule && award.adds(of).is_some(),
    }
}

/// The day whose period counts it: that of the deed, or for a recorder that of the recording.
fn day(need: &Need, award: &Award) -> NaiveDate {
    award.recorded_on.filter(|_| need.measure == Measure::Recorded).unwrap_or(award.occurred_on)
}

/// A tally with this award counted in (`direction` 1) or out (-1).
pub(super) fn counted(mut tally: Tally, need: &Need, award: &Award, direction: i64) -> Tally {
    let signed = |points: Points| if direction > 0 { points } else { -points };
    // What others receive with it comes out of what the whole village may give.
    let given = match (&need.measure, need.reach) {
        (Measure::Recorded, _) => award.points.abs() + award.shared,
        (_, Reach::Village) => award.points + award.shared,
        _ => award.points,
    };
    tally.times += direction;
    if let Measure::Total { of, .. } | Measure::Done { of, .. } = &need.measure {
        tally.points += signed(award.raw);
        tally.total += Decimal::from(direction) * award.adds(of).unwrap_or_default();
    } else {
        tally.points += signed(given);
        tally.bonus += signed(award.bonus);
    }
    tally
}

/// A number of at most two decimals.
pub(super) fn hundredths(number: Decimal) -> i64 {
    i64::try_from((number * Decimal::ONE_HUNDRED).trunc()).unwrap_or_default()
}

/// What its recorder has recorded in the period of that day, this award included, by a quota's tally.
pub fn recorded(book: &Book, quota: &Quota, award: &Award) -> Tally {
    tallied(book, Holders::at_the_time(award), &quota.need, day(&quota.need, award)).tally()
}

/// Counts from all awards that stand what a new version reads and no version before it: what is `counted` already stays as it is.
pub fn count_anew(book: &mut Book, rulebook: &Rulebook, counted: &Needs) {
    let fresh: Vec<_> = rulebook.all_needs().iter().filter(|need| !counted.contains(need)).collect();
    if !fresh.is_empty() {
        let mut count = Recount::default();
        book.under::<Award>(()).iter().for_each(|award| count.add(fresh.iter().copied(), rulebook, award));
        count.0.into_values().for_each(|tally| book.put(tally));
    }
}

/// Tallies told again from awards, by holder, measure and period.
#[derive(Default)]
pub(super) struct Recount(pub(super) BTreeMap<[String; 3], Tallied>);

impl Recount {
    /// Counts an award in. One that was withdrawn or reversed does not count.
    pub(super) fn add<'n>(&mut self, needs: impl Iterator<Item = &'n Need>, rulebook: &Rulebook, award: &Award) {
        if !award.state.counts() {
            return;
        }
        for need in needs.filter(|need| covers(need, rulebook, award)) {
            let fresh = Tallied::fresh(Holders::at_the_time(award), need, day(need, award));
            let kept = self.0.remove(&fresh.key()).unwrap_or(fresh);
            let tally = counted(kept.tally(), need, award, 1);
            self.0.insert(kept.key(), kept.now(tally));
        }
    }
}

impl Tallied {
    /// Nothing counted yet.
    pub(super) fn fresh(holders: Holders<'_>, need: &Need, on: NaiveDate) -> Self {
        let (holder, measure, period) = (holders.holder(need).key(), need.measure.to_string(), need.span.of(on).to_string());
        Self { holder, measure, period, times: 0, points: Points::ZERO, bonus: Points::ZERO, total: 0 }
    }

    /// Its name among all tallies of a village.
    pub(super) fn key(&self) -> [String; 3] {
        [&self.holder, &self.measure, &self.period].map(String::clone)
    }

    /// The same row with another count.
    fn now(self, Tally { times, points, bonus, total }: Tally) -> Self {
        Self { times, points, bonus, total: hundredths(total), ..self }
    }

    /// As judging reads it.
    pub(super) fn tally(&self) -> Tally {
        Tally { times: self.times, points: self.points, bonus: self.bonus, total: Decimal::new(self.total, 2) }
    }
}
