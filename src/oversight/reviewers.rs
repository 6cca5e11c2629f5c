//! How each reviewer decided in a period. Pure.
//!
//! The figures show what to ask about, not who is good: a high share of approvals may only mean good recorders. Protected reports are in none of them.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::claims::{Decided, Ruling};
use crate::words::Points;

/// What one reviewer decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reviewer {
    /// Number of the member of staff.
    pub reviewer: String,
    pub approved: i64,
    pub returned: i64,
    pub rejected: i64,
    /// 通过率: approved of all decided, in percent with one decimal; null before the first decision.
    #[schema(value_type = Option<String>, example = "93.3")]
    pub approval_share: Option<Decimal>,
    /// Points of what they approved; deductions count as what they take.
    #[schema(value_type = String, example = "120.00")]
    pub points: Points,
    /// How many households that was for.
    pub households: i64,
    /// 最集中的一户: the share of these points that went to the household with the most, in percent with one decimal; null without points.
    #[schema(value_type = Option<String>, example = "8.0")]
    pub largest_household_share: Option<Decimal>,
    /// Tried to decide on what they had recorded themselves, or on their own or their kin's, and was refused.
    pub own_attempts: i64,
}

/// The figures of everybody who decided or tried to, by number. `points` are those of awards by claim.
pub(super) fn figures(decided: &[Decided], points: &BTreeMap<i64, Points>, attempts: &[(String, i64)]) -> Vec<Reviewer> {
    let mut by_reviewer: BTreeMap<&str, Vec<&Decided>> = attempts.iter().map(|(staff, _)| (staff.as_str(), Vec::new())).collect();
    for one in decided {
        by_reviewer.entry(&one.reviewer).or_default().push(one);
    }
    let attempts_of = |staff: &str| attempts.iter().find(|(one, _)| one == staff).map_or(0, |(_, count)| *count);
    let all = by_reviewer.into_iter().map(|(staff, decided)| Reviewer { own_attempts: attempts_of(staff), ..of(staff, &decided, points) });
    all.filter(|reviewer| reviewer.decided() > 0 || reviewer.own_attempts > 0).collect()
}

fn of(staff: &str, decided: &[&Decided], points: &BTreeMap<i64, Points>) -> Reviewer {
    let count = |ruling: Ruling| decided.iter().filter(|one| one.ruling == ruling).count() as i64;
    let approved = decided.iter().filter(|one| one.ruling == Ruling::Approve);
    let mut by_household: BTreeMap<&str, Points> = BTreeMap::new();
    let mut households = BTreeSet::new();
    for one in approved {
        households.insert(one.household.as_str());
        *by_household.entry(&one.household).or_default() += points.get(&one.claim).copied().unwrap_or_default().abs();
    }
    let sum: Points = by_household.values().copied().sum();
    let largest = by_household.values().copied().max().unwrap_or_default();
    let mut reviewer = Reviewer {
        reviewer: staff.to_owned(),
        approved: count(Ruling::Approve),
        returned: count(Ruling::Return),
        rejected: count(Ruling::Reject),
        points: sum,
        households: households.len() as i64,
        largest_household_share: percent(largest.hundredths(), sum.hundredths()),
        ..Reviewer::default()
    };
    reviewer.approval_share = percent(reviewer.approved, reviewer.decided());
    reviewer
}

impl Reviewer {
    /// How many claims they decided on; taking one back and proposing corrections is not deciding.
    pub fn decided(&self) -> i64 {
        self.approved + self.returned + self.rejected
    }
}

/// A share in percent, rounded half up to one decimal.
fn percent(part: i64, whole: i64) -> Option<Decimal> {
    let share = Decimal::from(part).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(Decimal::from(whole))?;
    let mut rounded = share.round_dp_with_strategy(1, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    Some(rounded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Moment;

    fn one(claim: i64, reviewer: &str, ruling: Ruling, household: &str) -> Decided {
        let day = "2026-03-01".parse().unwrap();
        let at = Moment::on(day, 9, 0);
        Decided { claim, ruling, reviewer: reviewer.into(), at, household: household.into(), recorded_at: at, occurred_on: day }
    }

    #[test]
    fn each_reviewer_is_told_apart() {
        use Ruling::{Approve, ProposeReversal, Reject, Return, Withdraw};
        let decided = [
            one(1, "S1", Approve, "1-01"),
            one(2, "S1", Approve, "1-01"),
            one(3, "S1", Approve, "1-02"),
            one(4, "S1", Reject, "1-02"),
            one(5, "S1", Return, "1-03"),
            one(1, "S1", ProposeReversal, "1-01"),
            one(6, "S2", Return, "1-03"),
            one(7, "S4", Withdraw, "1-03"),
        ];
        let points = BTreeMap::from([(1, Points::whole(5)), (2, Points::whole(10)), (3, Points::whole(-5)), (4, Points::whole(100))]);
        let figures = figures(&decided, &points, &[("S3".to_owned(), 2)]);
        let shares = |reviewer: &Reviewer| {
            let text = |share: Option<Decimal>| share.map_or_else(|| "—".to_owned(), |share| share.to_string());
            (text(reviewer.approval_share), text(reviewer.largest_household_share))
        };
        let numbers: Vec<_> = figures.iter().map(|one| (one.reviewer.as_str(), one.decided(), one.households, one.own_attempts)).collect();
        assert_eq!(numbers, [("S1", 5, 2, 0), ("S2", 1, 0, 0), ("S3", 0, 0, 2)]);
        assert_eq!(figures[0].points, Points::whole(20), "a deduction weighs as much as an award");
        assert_eq!(shares(&figures[0]), ("60.0".to_owned(), "75.0".to_owned()));
        assert_eq!(shares(&figures[1]), ("0.0".to_owned(), "—".to_owned()));
        assert_eq!(shares(&figures[2]), ("—".to_owned(), "—".to_owned()));
    }
}
