//! What is unusual in what was agreed to in some days, for whoever closes a month: the same words as on a sample, but all of it.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::api::{Period, period};
use super::sample::{MOSTLY_ONE, candidates};
use crate::claims::Ruling;
use crate::db::Conn;
use crate::words::VillageId;

/// What stands out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unusual {
    /// How many records were agreed to.
    pub agreed: i64,
    /// Records by why they stand out, in words; one may stand under several.
    pub records: BTreeMap<&'static str, Vec<i64>>,
    /// The share of one reviewer in percent, where hardly anybody else decided.
    pub one_reviewer: Option<i64>,
}

/// One reviewer's share of approvals above which somebody should look, in percent, and the fewest records of which that says something.
pub const ONE_REVIEWER: (i64, i64) = (90, 10);

/// What stands out among what was agreed to from one day up to another, the second not included.
pub async fn unusual(conn: &mut Conn, village: &VillageId, from: NaiveDate, until: NaiveDate) -> Result<Unusual> {
    let Period { decided, points, .. } = period(conn, village, from, until).await?;
    let mut by_reviewer: BTreeMap<&str, i64> = BTreeMap::new();
    decided.iter().filter(|one| one.ruling == Ruling::Approve).for_each(|one| *by_reviewer.entry(&one.reviewer).or_default() += 1);
    let one_reviewer = nearly_alone(by_reviewer.values().copied().max().unwrap_or_default(), by_reviewer.values().sum());
    let mut found = Unusual { one_reviewer, ..Unusual::default() };
    for one in candidates(&decided, &points) {
        found.agreed += 1;
        // Where one decided nearly everything, that is said once and not of each record.
        let why = one.why.into_iter().filter(|why| *why != MOSTLY_ONE || one_reviewer.is_none());
        why.for_each(|why| found.records.entry(why).or_default().push(one.claim));
    }
    Ok(found)
}

/// What share in percent the most that one agreed to is of all, where that is nearly everything.
pub fn nearly_alone(most: i64, all: i64) -> Option<i64> {
    let (share, fewest) = ONE_REVIEWER;
    (all >= fewest && most * 100 > all * share).then(|| most * 100 / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_nearly_alone_above_nine_in_ten_of_ten() {
        for (most, all, expected) in [(9, 9, None), (9, 10, None), (10, 10, Some(100)), (91, 100, Some(91)), (90, 100, None), (0, 0, None)]
        {
            assert_eq!(nearly_alone(most, all), expected, "{most} of {all}");
        }
    }
}
