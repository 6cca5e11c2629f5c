//! Counting awards towards limits, and counting anew what a new version newly limits. Pure: on a village's book.
//!
//! Every tally that any version of the rulebook reads is kept, whichever version judged the deed. So counting in and counting out always meet the same
//! tallies, and a limit that begins in the middle of a month knows what was given before it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::history::{Holders, tallied};
use super::model::{Award, AwardState, Tallied};
use crate::db::Book;
use crate::rulebook::{Measure, Need, Rulebook};
use crate::versions::Needs;
use crate::words::Points;

/// Counts an award in (`direction` 1) or out (-1). One that earned nothing does not count.
pub(super) fn count(book: &mut Book, needs: &Needs, rulebook: &Rulebook, award: &Award, direction: i64) {
    if award.points.is_zero() {
        return;
    }
    for need in needs.iter().filter(|need| covers(need, rulebook, award)) {
        let tally = tallied(book, Holders::at_the_time(award), need, award.occurred_on);
        book.put(counted(tally, award, direction));
    }
}

/// Whether a tally counts this award. `rulebook` says what it was highest of.
fn covers(need: &Need, rulebook: &Rulebook, award: &Award) -> bool {
    match &need.measure {
        Measure::Rule(name) => **name == *award.rule,
        Measure::Chapter(chapter) => **chapter == *award.chapter,
        Measure::All => true,
        Measure::Highest(_) => rulebook.keeps(&award.rule).contains(need),
    }
}

fn counted(mut tally: Tallied, award: &Award, direction: i64) -> Tallied {
    tally.times += direction;
    tally.points += if direction > 0 { award.points } else { -award.points };
    // Of several, the day of one that is taken back may stay the latest: which came before it is not kept.
    tally.last_on = if tally.times > 0 { tally.last_on.max(Some(award.occurred_on)) } else { None };
    tally
}

/// Counts from all awards that stand what a new version reads and no version before it: what is `counted` already stays as it is.
pub fn count_anew(book: &mut Book, rulebook: &Rulebook, counted: &Needs) {
    let fresh: Vec<_> = rulebook.all_needs().iter().filter(|need| !counted.contains(need)).collect();
    if !fresh.is_empty() {
        let standing = book.under::<Award>(()).into_iter().filter(|award| award.state != AwardState::Withdrawn && !award.points.is_zero());
        recount(&fresh, rulebook, standing).into_values().for_each(|tally| book.put(tally));
    }
}

fn recount(fresh: &[&Need], rulebook: &Rulebook, awards: impl Iterator<Item = Award>) -> BTreeMap<[String; 3], Tallied> {
    let mut tallies: BTreeMap<[String; 3], Tallied> = BTreeMap::new();
    for award in awards {
        for need in fresh.iter().filter(|need| covers(need, rulebook, &award)) {
            let tally = Tallied::fresh(Holders::at_the_time(&award), need, award.occurred_on);
            let key = [tally.holder.clone(), tally.measure.clone(), tally.period.clone()];
            let tally = tallies.remove(&key).unwrap_or(tally);
            tallies.insert(key, counted(tally, &award, 1));
        }
    }
    tallies
}

impl Tallied {
    /// Nothing counted yet.
    pub(super) fn fresh(holders: Holders<'_>, need: &Need, on: NaiveDate) -> Self {
        let (holder, measure, period) = (holders.key(need.reach), need.measure.to_string(), need.span.of(on).to_string());
        Self { holder, measure, period, times: 0, points: Points::ZERO, last_on: None }
    }
}
