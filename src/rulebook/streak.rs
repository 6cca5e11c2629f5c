//! 连续: a bonus for months in a row, `连续3月 加 5 分`; and how long a row is (连续月数).
//!
//! A month counts when what was got in it is above zero; the month of the deed counts with it. For every full step of a row the bonus is given once:
//! a deed is paid what its row is worth by now, less what the months of the row were given already. So it does not matter in which order deeds are
//! recorded, and a deed that is taken back and recorded again earns no second bonus. Steps that ended before its month and were not paid then (the
//! rule did not know 连续 yet) are not made up for.

use std::fmt;

use crate::words::{Period, Points, Span};

use super::form;
use super::history::{Need, Periods};
use super::marks::Findings;
use super::numerals::{chinese, plain};
use super::yaml::Entry;

/// A bonus for every so many months in a row.
#[derive(Debug)]
pub(super) struct Streak {
    months: u32,
    bonus: Points,
    /// The rule's tallies of months.
    pub(super) need: Need,
    pub(super) line: u32,
}

/// The longest step, in months.
const LONGEST: u32 = 120;

impl Streak {
    /// Reads 连续; `months` are the rule's tallies of months.
    pub(super) fn read(entry: &Entry, months: Need, findings: &mut Findings<'_>) -> Option<Self> {
        let text = form::text(entry, findings)?;
        let Some((count, bonus)) = phrase(text).filter(|(count, bonus)| (2..=LONGEST).contains(count) && bonus.is_positive()) else {
            let message = format!("这样写看不懂：“{text}”。请写成“连续3月 加 5 分”，至少连续两个月。");
            findings.error("streak.phrase", entry.value.mark, message);
            return None;
        };
        debug_assert_eq!(months.span, Span::Month);
        Some(Self { months: count, bonus, need: months, line: findings.line(entry.key_mark) })
    }

    /// What a deed of this month adds, with the row it stands in; `None` if no step of that is still to be paid.
    pub(super) fn bonus(&self, month: Period, months: &Periods) -> Option<Row> {
        let (before, after) = (run(months, month, -1), run(months, month, 1));
        let length = 1 + before + after;
        let worth = |length: i32| self.bonus.times(i64::from(length) / i64::from(self.months));
        let given = |first: i32, end: i32| months.range(month.later(first)..month.later(end)).map(|(_, tally)| tally.bonus).sum::<Points>();
        let missed = (worth(before)? - given(-before, 0)).max(Points::ZERO);
        let bonus = worth(length)? - given(-before, 1 + after) - missed;
        bonus.is_positive().then_some(Row { so_far: 1 + before, length, bonus })
    }
}

/// Months in a row around the month of a deed.
pub(super) struct Row {
    /// Up to that month, with it.
    pub(super) so_far: i32,
    /// With those that follow it.
    pub(super) length: i32,
    /// What is still to be paid for it.
    pub(super) bonus: Points,
}

/// How many months in a row something was got in, up to and including the month of the deed.
pub(super) fn length(month: Period, months: &Periods) -> i32 {
    1 + run(months, month, -1)
}

/// How many months in a row something was got in, going from a month, which is not looked at, forwards (1) or back (-1).
fn run(months: &Periods, from: Period, step: i32) -> i32 {
    let counts = |count: &i32| months.get(&from.later(count * step)).is_some_and(|tally| tally.points.is_positive());
    (1..).take_while(counts).last().unwrap_or(0)
}

/// `连续3月 加 5 分`, `连续三个月另加 5 分`, `5 points for 3 months`
fn phrase(text: &str) -> Option<(u32, Points)> {
    let text = plain(text);
    if let Some((points, months)) = text.split_once(" for ") {
        let (points, months) = (points.strip_suffix("points")?, months.strip_suffix("months")?);
        return months.trim().parse().ok().zip(Points::parse(points));
    }
    let squeezed: String = text.split_whitespace().filter(|word| *word != ",").collect();
    let rest = squeezed.strip_prefix("连续").unwrap_or(&squeezed);
    let (months, points) = rest.split_once("个月").or_else(|| rest.split_once('月'))?;
    let points = ["另加", "多记", "奖励", "加", "奖", "记"].iter().find_map(|word| points.trim_start_matches(',').strip_prefix(word))?;
    let months = months.parse().ok().or_else(|| u32::try_from(chinese(months)?).ok())?;
    Some((months, Points::parse(points.strip_suffix('分')?)?))
}

/// `每连续 3 个月另加 5 分`
impl fmt::Display for Streak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "每连续 {} 个月另加 {} 分", self.months, self.bonus.plain())
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::history::{Measure, Reach, Tally};
    use super::*;

    fn month(number: i32) -> Period {
        Span::Month.of(NaiveDate::from_ymd_opt(2025, 12, 1).unwrap()).later(number)
    }

    fn streak() -> Streak {
        let need = Need { reach: Reach::Household, measure: Measure::Rule("清扫".into()), span: Span::Month };
        Streak { months: 3, bonus: Points::whole(5), need, line: 1 }
    }

    /// Months of 2026 in which 2 points were got, some of them with a bonus: `1 2 3+5`.
    fn months(text: &str) -> Periods {
        let one = |word: &str| {
            let (number, bonus) = word.split_once('+').unwrap_or((word, "0"));
            let bonus = Points::whole(bonus.parse().unwrap());
            (month(number.parse().unwrap()), Tally { times: 1, points: Points::whole(2) + bonus, bonus, ..Tally::default() })
        };
        text.split_whitespace().map(one).collect()
    }

    #[test]
    fn phrases_in_both_languages() {
        let table = [
            ("连续3月 加 5 分", Some((3, 5))),
            ("连续三个月，另加 5 分", Some((3, 5))),
            ("6个月 奖励 10 分", Some((6, 10))),
            ("5 points for 3 months", Some((3, 5))),
            ("连续3月", None),
            ("连续 加 5 分", None),
            ("连续3天 加 5 分", None),
        ];
        for (text, expected) in table {
            assert_eq!(phrase(text), expected.map(|(months, points)| (months, Points::whole(points))), "{text}");
        }
    }

    /// What is there, the month of the deed, how long the row is at its end, and what it adds.
    #[test]
    fn every_full_step_of_a_row_is_paid_once() {
        let table = [
            ("", 3, 1, 0),
            ("1 5", 3, 1, 0),
            ("1 2", 3, 3, 5),
            ("1 2 3+5", 3, 3, 0), // a second deed of the month that completed the step
            ("1 2 3", 3, 3, 5),   // the deed that completed it was taken back
            ("1 2 3+5", 4, 4, 0),
            ("1 2 3+5 4 5", 6, 6, 5),
            ("1 3", 2, 2, 5),           // recorded late: the row is complete by now
            ("1 3+5", 2, 2, 0),         // taken back and recorded again: paid already
            ("1 2 4 5 6+5", 3, 3, 5),   // two rows become one of six
            ("1 2 3+5 5", 6, 2, 0),     // a month without breaks the row
            ("-1 0 1+5", 2, 4, 0),      // a row does not end with the year
            ("1 2+5 3 4", 3, 3, 0),     // paid by a deed that was recorded late
            ("0 1 2 3 4 5 6", 7, 8, 0), // steps that ended before the rule knew it
            ("0 1 2 3 4 5 6 7", 8, 9, 5),
            ("0 1 2 3 4 5 6 7 8+5 9", 10, 11, 0),
        ];
        for (there, number, long, adds) in table {
            let months = months(there);
            assert_eq!(length(month(number), &months), long, "{there} → {number}");
            let bonus = streak().bonus(month(number), &months).map_or(Points::ZERO, |row| row.bonus);
            assert_eq!(bonus, Points::whole(adds), "{there} → {number}");
        }
    }

    #[test]
    fn a_month_in_which_more_was_lost_than_got_does_not_count() {
        let lost = Tally { times: 2, points: Points::whole(-1), ..Tally::default() };
        let months = Periods::from([(month(1), lost)]);
        assert_eq!(length(month(2), &months), 1);
    }
}
