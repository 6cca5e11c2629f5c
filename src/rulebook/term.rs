//! 期限: a length of time as people write it, `一年`, `半年`, `3个月`, `30天`, `6 months`.

use std::fmt;

use chrono::{Days, Months, NaiveDate};

use super::numerals::{chinese, plain};

/// A length of time in whole months or days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Months(u32),
    Days(u32),
}

/// The longest term, in units; nobody counts further back.
const LONGEST: u32 = 600;

const UNITS: [(&str, &str, Term); 10] = [
    ("半年", "half-year", Term::Months(6)),
    ("年", "year", Term::Months(12)),
    ("个季度", "quarter", Term::Months(3)),
    ("季度", "quarter", Term::Months(3)),
    ("个月", "month", Term::Months(1)),
    ("月", "month", Term::Months(1)),
    ("个星期", "week", Term::Days(7)),
    ("周", "week", Term::Days(7)),
    ("天", "day", Term::Days(1)),
    ("日", "day", Term::Days(1)),
];

impl Term {
    /// Reads one; `None` if it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = plain(text).to_lowercase();
        let squeezed: String = text.split_whitespace().collect();
        UNITS.iter().find_map(|(unit, english, one)| {
            let of = |rest: &str| one.times(count(rest.trim(), *unit == "半年")?);
            let in_english = || text.strip_suffix('s').unwrap_or(&text).strip_suffix(english).and_then(of);
            squeezed.strip_suffix(unit).and_then(of).or_else(in_english)
        })
    }

    fn times(self, count: u32) -> Option<Self> {
        let within = |units: u32| units.checked_mul(count).filter(|units| (1..=LONGEST).contains(units));
        match self {
            Term::Months(months) => within(months).map(Term::Months),
            Term::Days(days) => within(days).map(Term::Days),
        }
    }

    /// The first day after a term that begins with `day`.
    pub(super) fn end(self, day: NaiveDate) -> NaiveDate {
        let end = match self {
            Term::Months(months) => day.checked_add_months(Months::new(months)),
            Term::Days(days) => day.checked_add_days(Days::new(days.into())),
        };
        end.unwrap_or(NaiveDate::MAX)
    }
}

/// `3`, `三`, `one`; nothing at all only where the unit says one by itself.
fn count(text: &str, unsaid: bool) -> Option<u32> {
    match text {
        "" => unsaid.then_some(1),
        "one" | "a" => Some(1),
        digits => digits.parse().ok().or_else(|| u32::try_from(chinese(digits)?).ok()),
    }
}

/// `一年`, `半年`, `3个月`, `30天`
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Months(6) => f.write_str("半年"),
            Term::Months(12) => f.write_str("一年"),
            Term::Months(months) if months % 12 == 0 => write!(f, "{}年", months / 12),
            Term::Months(months) => write!(f, "{months}个月"),
            Term::Days(days) => write!(f, "{days}天"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_in_both_languages() {
        let table = [
            ("一年", Some(Term::Months(12)), "一年"),
            ("半年", Some(Term::Months(6)), "半年"),
            ("两年", Some(Term::Months(24)), "2年"),
            ("三个月", Some(Term::Months(3)), "3个月"),
            ("\u{FF13}个月", Some(Term::Months(3)), "3个月"),
            ("1 个季度", Some(Term::Months(3)), "3个月"),
            ("30 天", Some(Term::Days(30)), "30天"),
            ("一周", Some(Term::Days(7)), "7天"),
            ("one year", Some(Term::Months(12)), "一年"),
            ("half-year", Some(Term::Months(6)), "半年"),
            ("6 months", Some(Term::Months(6)), "半年"),
            ("年", None, ""),
            ("0天", None, ""),
            ("601天", None, ""),
            ("永远", None, ""),
        ];
        for (text, term, shown) in table {
            assert_eq!(Term::parse(text), term, "{text}");
            assert_eq!(term.map(|term| term.to_string()).unwrap_or_default(), shown, "{text}");
        }
    }

    #[test]
    fn a_term_ends_on_the_day_it_is_over() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(Term::Months(12).end(day("2024-02-29")), day("2025-02-28"));
        assert_eq!(Term::Months(1).end(day("2026-01-31")), day("2026-02-28"));
        assert_eq!(Term::Days(30).end(day("2026-01-01")), day("2026-01-31"));
    }
}
