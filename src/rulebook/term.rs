//! How long something lasts: 一年, 半年, 3个月, 当年, 长期. One reading for 有效期, 再犯, 否决 and 修复.
//!
//! Counted as the Civil Code counts (民法典第二百零一条、第二百零二条): the day it begins is not counted; it ends with the day of the same number,
//! and where a month has no such day with the month's last. The last day still counts. So a year from 29 February ends on 28 February.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::finding::Mend;
use super::form;
use super::marks::Findings;
use super::names::nearest;
use super::numerals::{chinese, plain};
use super::yaml::Entry;

/// A length of time that begins on some day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// So many days: `30天`.
    Days(u32),
    /// So many months: `3个月`, `半年`, `一年`.
    Months(u32),
    /// 当年: until the end of the year it begins in.
    ThisYear,
    /// 本年和明年: until the end of the year after that.
    ThisYearAndNext,
    /// Without end: `长期`.
    Forever,
}

/// The longest term in years; a larger number is a slip of the pen.
const LONGEST_YEARS: u32 = 30;

/// What is counted, the longer spelling of two first.
const UNITS: [(&str, Term); 16] = [
    ("个月", Term::Months(1)),
    ("months", Term::Months(1)),
    ("month", Term::Months(1)),
    ("个季度", Term::Months(3)),
    ("季度", Term::Months(3)),
    ("quarters", Term::Months(3)),
    ("年", Term::Months(12)),
    ("years", Term::Months(12)),
    ("year", Term::Months(12)),
    ("个星期", Term::Days(7)),
    ("周", Term::Days(7)),
    ("weeks", Term::Days(7)),
    ("天", Term::Days(1)),
    ("日", Term::Days(1)),
    ("days", Term::Days(1)),
    ("day", Term::Days(1)),
];

impl Term {
    /// The last day of a term that begins on `first`; `None` if it has no end.
    pub fn last_day(self, first: NaiveDate) -> Option<NaiveDate> {
        let end_of = |year: i32| NaiveDate::from_ymd_opt(year, 12, 31);
        match self {
            Term::Days(days) => first.checked_add_days(Days::new(days.into())),
            Term::Months(months) => first.checked_add_months(Months::new(months)),
            Term::ThisYear => end_of(first.year()),
            Term::ThisYearAndNext => end_of(first.year() + 1),
            Term::Forever => None,
        }
    }

    /// Reads `一年`, `3个月`, `30天`, `当年`, `本年和明年`, `长期`, in either language; 内 and 有效 behind it say nothing more.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let squeezed: String = plain(text).split_whitespace().collect();
        let bare = ["以内", "之内", "内", "有效"].iter().find_map(|tail| squeezed.strip_suffix(tail)).unwrap_or(&squeezed);
        match bare {
            "长期" | "永久" | "一直" | "forever" => Some(Term::Forever),
            "当年" | "本年" | "今年" | "thisyear" => Some(Term::ThisYear),
            "本年和明年" | "今年和明年" | "当年和下一年" | "今明两年" | "thisyearandnext" => {
                Some(Term::ThisYearAndNext)
            }
            "半年" | "halfayear" | "half-year" => Some(Term::Months(6)),
            _ => counted(bare),
        }
    }
}

/// `3个月`, `两年`, `30天`, `2 years`.
fn counted(text: &str) -> Option<Term> {
    let (unit, one) = UNITS.iter().find(|(unit, _)| text.ends_with(unit))?;
    let number = count(text.strip_suffix(unit)?)?;
    let within = |units: u32, most: u32| units.checked_mul(number).filter(|units| (1..=most).contains(units));
    match one {
        Term::Months(months) => within(*months, 12 * LONGEST_YEARS).map(Term::Months),
        Term::Days(days) => within(*days, 366 * LONGEST_YEARS).map(Term::Days),
        _ => None,
    }
}

fn count(text: &str) -> Option<u32> {
    if text == "one" { Some(1) } else { text.parse().ok().or_else(|| u32::try_from(chinese(text)?).ok()) }
}

/// `一年`, `半年`, `3个月`, `30天`, `当年`, `长期`
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Term::Days(days) => write!(f, "{days}天"),
            Term::Months(6) => f.write_str("半年"),
            Term::Months(12) => f.write_str("一年"),
            Term::Months(24) => f.write_str("两年"),
            Term::Months(months) if months % 12 == 0 => write!(f, "{}年", months / 12),
            Term::Months(months) => write!(f, "{months}个月"),
            Term::ThisYear => f.write_str("当年"),
            Term::ThisYearAndNext => f.write_str("当年和下一年"),
            Term::Forever => f.write_str("长期"),
        }
    }
}

/// Reads a term; one that is not understood is reported.
pub(super) fn read(entry: &Entry, findings: &mut Findings<'_>) -> Option<Term> {
    let written = form::text(entry, findings)?;
    let read = Term::parse(written);
    if read.is_none() {
        let near = mended(written);
        let message = format!("“{}”看不懂：“{written}”。请写成 一年、半年、3个月、30天、当年 或 长期。", entry.key);
        findings.mendable("value.term", entry.value.mark, message, near);
    }
    read
}

/// A bare 月 means months in a length of time; else the word that is written most alike.
fn mended(written: &str) -> Option<Mend> {
    let months = plain(written).strip_suffix('月').map(|number| format!("{}个月", number.trim()));
    let months = months.or_else(|| and_a_half(written)).filter(|text| Term::parse(text).is_some());
    let near = || nearest(written, ["一年", "半年", "当年", "长期", "本年和明年"]).map(Mend::guess);
    months.map(Mend::sure).or_else(near)
}

/// 一年半 is 18个月.
fn and_a_half(written: &str) -> Option<String> {
    let years = count(plain(written).strip_suffix("年半")?.trim_end_matches('个').trim())?;
    Some(format!("{}个月", years.checked_mul(12)? + 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_in_both_languages() {
        let table = [
            ("一年", Some(Term::Months(12))),
            ("1年", Some(Term::Months(12))),
            ("一年内", Some(Term::Months(12))),
            ("one year", Some(Term::Months(12))),
            ("两年", Some(Term::Months(24))),
            ("半年", Some(Term::Months(6))),
            ("3个月", Some(Term::Months(3))),
            ("\u{FF13} 个月", Some(Term::Months(3))),
            ("三个月", Some(Term::Months(3))),
            ("十二个月", Some(Term::Months(12))),
            ("30天", Some(Term::Days(30))),
            ("1 个季度", Some(Term::Months(3))),
            ("一周", Some(Term::Days(7))),
            ("90 days", Some(Term::Days(90))),
            ("当年有效", Some(Term::ThisYear)),
            ("本年", Some(Term::ThisYear)),
            ("this year", Some(Term::ThisYear)),
            ("本年和明年", Some(Term::ThisYearAndNext)),
            ("this year and next", Some(Term::ThisYearAndNext)),
            ("长期", Some(Term::Forever)),
            ("forever", Some(Term::Forever)),
            ("0天", None),
            ("一百年", None),
            ("12月", None),
            ("年", None),
            ("很久", None),
        ];
        for (text, expected) in table {
            assert_eq!(Term::parse(text), expected, "{text}");
        }
        assert_eq!(mended("12月"), Some(Mend::sure("12个月")));
        assert_eq!(mended("一年半"), Some(Mend::sure("18个月")));
        assert_eq!(mended("一年多"), None, "what is dropped silently changes the meaning");
        assert_eq!(mended("常期"), Some(Mend::guess("长期")));
        for term in [Term::Days(30), Term::Months(3), Term::Months(36), Term::ThisYearAndNext, Term::Forever] {
            assert_eq!(Term::parse(&term.to_string()), Some(term), "what is shown can be written");
        }
    }

    #[test]
    fn the_last_day_is_the_one_of_the_same_number_or_the_months_last() {
        let table = [
            (Term::Months(12), "2026-03-10", Some("2027-03-10")),
            (Term::Months(12), "2024-02-29", Some("2025-02-28")),
            (Term::Months(12), "2027-02-28", Some("2028-02-28")), // not 29 February
            (Term::Months(48), "2024-02-29", Some("2028-02-29")),
            (Term::Months(1), "2026-01-31", Some("2026-02-28")),
            (Term::Months(1), "2028-01-31", Some("2028-02-29")),
            (Term::Months(6), "2026-08-31", Some("2027-02-28")),
            (Term::Months(3), "2026-11-30", Some("2027-02-28")),
            (Term::Days(30), "2026-01-31", Some("2026-03-02")),
            (Term::ThisYear, "2026-12-31", Some("2026-12-31")), // credited on the last day, gone the day after
            (Term::ThisYear, "2027-01-01", Some("2027-12-31")),
            (Term::ThisYearAndNext, "2026-03-10", Some("2027-12-31")),
            (Term::Forever, "2026-03-10", None),
        ];
        for (term, first, last) in table {
            assert_eq!(term.last_day(first.parse().unwrap()).map(|day| day.to_string()).as_deref(), last, "{term} {first}");
        }
    }
}
