//! Which records of a month the committee looks at again: drawn by lot, the riskier ones more likely. Pure.
//!
//! The lot is seeded with the head of the village's chain at that moment, so whoever draws cannot choose.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::claims::{Decided, Ruling};
use crate::words::{Chance, Points};

/// How many records are looked at.
pub(super) const SIZE: usize = 10;

/// A record that may be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub claim: i64,
    /// How many lots it has; at least 1.
    pub weight: u64,
    /// What makes it risky, in words; empty for an ordinary one.
    pub why: Vec<&'static str>,
}

/// What was approved in a month, each with its weight.
pub(super) fn candidates(decided: &[Decided], points: &BTreeMap<i64, Points>) -> Vec<Candidate> {
    let approved: BTreeMap<i64, &Decided> =
        decided.iter().filter(|one| one.ruling == Ruling::Approve).map(|one| (one.claim, one)).collect();
    let crowd = Crowd::of(approved.values().copied(), points);
    approved.values().map(|one| crowd.candidate(one, points.get(&one.claim).copied().unwrap_or_default())).collect()
}

/// What is usual in the month, to tell what is not.
struct Crowd<'a> {
    /// The median of what was given or taken.
    usual: Points,
    approvals: i64,
    by_reviewer: BTreeMap<&'a str, i64>,
    by_household: BTreeMap<&'a str, i64>,
}

/// From how many on something is often.
const OFTEN: i64 = 5;
/// Late: so many days after it happened.
const LATE_DAYS: i64 = 30;
/// Quick: approved so many seconds after it was recorded.
const QUICK_SECONDS: i64 = 60;

/// What is said of a record where one reviewer decided most of the month.
pub(super) const MOSTLY_ONE: &str = "多半由同一个人审";

impl<'a> Crowd<'a> {
    fn of(approved: impl Iterator<Item = &'a Decided>, points: &BTreeMap<i64, Points>) -> Self {
        let (mut sizes, mut by_reviewer, mut by_household) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for one in approved {
            sizes.push(points.get(&one.claim).copied().unwrap_or_default().abs());
            *by_reviewer.entry(one.reviewer.as_str()).or_default() += 1;
            *by_household.entry(one.household.as_str()).or_default() += 1;
        }
        sizes.sort();
        Self { usual: sizes.get(sizes.len() / 2).copied().unwrap_or_default(), approvals: sizes.len() as i64, by_reviewer, by_household }
    }

    fn candidate(&self, one: &Decided, points: Points) -> Candidate {
        let times = |counts: &BTreeMap<&str, i64>, who: &str| counts.get(who).copied().unwrap_or_default();
        let by_one = times(&self.by_reviewer, &one.reviewer);
        let risks = [
            (points.is_negative(), "扣分"),
            (points.abs().hundredths() >= 3 * self.usual.hundredths().max(1), "分数比平常大"),
            ((one.recorded_at.day() - one.occurred_on).num_days() >= LATE_DAYS, "过了一个月才记"),
            (one.at < one.recorded_at.plus_seconds(QUICK_SECONDS), "刚记就审完"),
            (by_one >= OFTEN && 2 * by_one > self.approvals, MOSTLY_ONE),
            (times(&self.by_household, &one.household) >= OFTEN, "同一户次数多"),
        ];
        let why: Vec<_> = risks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word).collect();
        Candidate { claim: one.claim, weight: 1 + 2 * why.len() as u64, why }
    }
}

/// Draws by lot, without putting back; in order of the claims' numbers.
pub(super) fn draw(mut candidates: Vec<Candidate>, month: &str, head: &str) -> Vec<Candidate> {
    let digest: [u8; 32] = Sha256::new().chain_update(month).chain_update(head).finalize().into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    let chance = Chance::seeded(u64::from_le_bytes([a, b, c, d, e, f, g, h]));
    candidates.sort_by_key(|candidate| candidate.claim);
    let mut drawn = Vec::new();
    while drawn.len() < SIZE && !candidates.is_empty() {
        let mut lot = chance.below(candidates.iter().map(|candidate| candidate.weight).sum());
        let at = candidates.iter().position(|candidate| {
            let is_it = lot < candidate.weight;
            lot = lot.saturating_sub(candidate.weight);
            is_it
        });
        drawn.push(candidates.remove(at.unwrap_or_default()));
    }
    drawn.sort_by_key(|candidate| candidate.claim);
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Moment;

    fn approved(claim: i64, recorded: (&str, u32), happened: &str) -> Decided {
        let recorded_at = Moment::on(recorded.0.parse().unwrap(), recorded.1, 0);
        let (reviewer, household) = (format!("S{}", claim % 3), format!("1-{claim:02}"));
        let at = recorded_at.plus_seconds(3600);
        Decided { claim, ruling: Ruling::Approve, reviewer, at, household, recorded_at, occurred_on: happened.parse().unwrap() }
    }

    #[test]
    fn what_is_unusual_has_more_lots_and_says_why() {
        let plain = |claim| approved(claim, ("2026-03-05", 9), "2026-03-05");
        let mut decided: Vec<_> = (1..=9).map(plain).collect();
        decided[1].occurred_on = "2026-02-03".parse().unwrap(); // 30 days before it was recorded
        decided[2].occurred_on = "2026-02-04".parse().unwrap(); // 29
        decided[3].at = decided[3].recorded_at.plus_seconds(59);
        decided[4].at = decided[4].recorded_at.plus_seconds(60);
        let mut points: BTreeMap<i64, Points> = (1..=9).map(|claim| (claim, Points::whole(5))).collect();
        points.insert(6, Points::whole(-5));
        points.insert(7, Points::whole(15));
        points.insert(8, Points::from_hundredths(1499));
        let found = candidates(&decided, &points);
        let why = |claim: usize| found[claim - 1].why.join("、");
        let told: Vec<_> = (1..=9).map(why).collect();
        assert_eq!(told, ["", "过了一个月才记", "", "刚记就审完", "", "扣分", "分数比平常大", "", ""]);
        assert_eq!((found[0].weight, found[1].weight), (1, 3));
    }

    #[test]
    fn one_who_approves_most_and_a_household_with_many_are_looked_at_more() {
        let mut decided: Vec<_> = (1..=9).map(|claim| approved(claim, ("2026-03-05", 9), "2026-03-05")).collect();
        decided.iter_mut().take(5).for_each(|one| one.reviewer = "S9".into());
        decided.iter_mut().skip(4).for_each(|one| one.household = "2-01".into());
        let found = candidates(&decided, &BTreeMap::new());
        assert_eq!(found[0].why, ["多半由同一个人审"]);
        assert_eq!(found[4].why, ["多半由同一个人审", "同一户次数多"]);
        assert_eq!(found[8].why, ["同一户次数多"]);
        decided[4].reviewer = "S8".into();
        assert!(candidates(&decided, &BTreeMap::new())[0].why.is_empty(), "four of nine are not most");
    }

    #[test]
    fn whoever_draws_cannot_choose() {
        let all = || (1..=40).map(|claim| Candidate { claim, weight: if claim == 7 { 1_000_000 } else { 1 }, why: Vec::new() }).collect();
        let numbers = |head: &str| draw(all(), "2026-03", head).iter().map(|one| one.claim).collect::<Vec<_>>();
        assert_eq!(numbers("ab").len(), SIZE);
        assert_eq!(numbers("ab"), numbers("ab"), "the same head draws the same");
        assert_ne!(numbers("ab"), numbers("cd"));
        assert!(numbers("ab").contains(&7) && numbers("cd").contains(&7), "a heavy one is nearly always drawn");
        assert!(numbers("ab").windows(2).all(|pair| pair[0] < pair[1]), "nothing is drawn twice");
        assert_eq!(draw(vec![Candidate { claim: 3, weight: 1, why: Vec::new() }], "2026-03", "ab").len(), 1);
    }
}
