//! A day that comes every year: `12-31`, 12月31日. What 清零日 is written as.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::calendar;
use super::finding::Mend;
use super::form;
use super::marks::Findings;
use super::numerals::plain;
use super::yaml::Entry;

/// A day of every year; never 29 February, which most years do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearDay {
    month: u32,
    day: u32,
}

impl YearDay {
    /// `12-31`, `12月31日`, `每年12月31日`.
    fn parse(text: &str) -> Option<Self> {
        let squeezed: String = plain(text).split_whitespace().collect();
        let bare = squeezed.strip_prefix("每年").unwrap_or(&squeezed).trim_end_matches(['日', '号']);
        let (month, day) = bare.split_once(['-', '月', '/', '.'])?;
        let read = Self { month: month.parse().ok()?, day: day.parse().ok()? };
        // 2025 has no 29 February.
        NaiveDate::from_ymd_opt(2025, read.month, read.day).map(|_| read)
    }

    /// The latest such day before `day`.
    pub fn before(self, day: NaiveDate) -> NaiveDate {
        let this_year = self.of(day.year());
        if this_year < day { this_year } else { self.of(day.year() - 1) }
    }

    /// The first such day from `day` on.
    pub fn from(self, day: NaiveDate) -> NaiveDate {
        let this_year = self.of(day.year());
        if this_year < day { self.of(day.year() + 1) } else { this_year }
    }

    fn of(self, year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, self.month, self.day).unwrap_or_default()
    }
}

/// `12月31日`
impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}月{}日", self.month, self.day)
    }
}

/// Reads such a day; a date with its year is mended, and so is 29 February.
pub(super) fn read(entry: &Entry, findings: &mut Findings<'_>) -> Option<YearDay> {
    let written = form::text(entry, findings)?;
    let read = YearDay::parse(written);
    if read.is_none() {
        let narrow = plain(written);
        let leap = matches!(narrow.as_str(), "02-29" | "2-29" | "2月29日").then(|| Mend::guess("02-28"));
        let dated = narrow.parse::<NaiveDate>().ok().map(|day| Mend::sure(day.format("%m-%d").to_string()));
        let missing = calendar::missing(&format!("2025-{}", narrow.trim_start_matches("每年")));
        let missing = missing.filter(|_| leap.is_none()).map_or_else(String::new, |_| "没有这一天。".to_owned());
        let message = format!("“{}”要写成每年都有的一天，像 12-31，现在是“{written}”。{missing}", entry.key);
        findings.mendable("value.year_day", entry.value.mark, message, leap.or(dated));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_the_year_is_read_and_found_on_either_side_of_a_date() {
        for text in ["12-31", "12月31日", "每年12月31日", "12/31", "\u{FF11}\u{FF12}-31"] {
            assert_eq!(YearDay::parse(text), Some(YearDay { month: 12, day: 31 }), "{text}");
        }
        for text in ["2026-12-31", "13-01", "02-29", "12-32", "年底"] {
            assert_eq!(YearDay::parse(text), None, "{text}");
        }
        let (reset, day) = (YearDay { month: 6, day: 30 }, |text: &str| text.parse::<NaiveDate>().unwrap());
        let table = [
            ("2026-06-29", "2025-06-30", "2026-06-30"),
            ("2026-06-30", "2025-06-30", "2026-06-30"), // the day itself is not over yet
            ("2026-07-01", "2026-06-30", "2027-06-30"),
        ];
        for (today, before, from) in table {
            assert_eq!((reset.before(day(today)), reset.from(day(today))), (day(before), day(from)), "{today}");
        }
    }
}
