//! Calendar periods in which limits and statistics are counted.
//!
//! A period belongs to the day a deed happened, in the village's calendar. Weeks begin on Monday (ISO 8601).

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A kind of period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// 每天
    Day,
    /// 每周, Monday to Sunday
    Week,
    /// 每月
    Month,
    /// 每季
    Quarter,
    /// 每半年, January–June and July–December
    HalfYear,
    /// 每年
    Year,
    /// 累计: all time
    Ever,
}

impl Span {
    const ALL: [Span; 7] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::HalfYear, Self::Year, Self::Ever];

    /// The period of this kind that `day` lies in.
    pub fn of(self, day: NaiveDate) -> Period {
        let (year, month) = (day.year(), day.month());
        let index = match self {
            Span::Day => day.num_days_from_ce(),
            Span::Week => day.num_days_from_ce().div_euclid(7) + i32::from(day.num_days_from_ce().rem_euclid(7) != 0),
            Span::Month => year * 12 + month as i32 - 1,
            Span::Quarter => year * 4 + (month as i32 - 1) / 3,
            Span::HalfYear => year * 2 + (month as i32 - 1) / 6,
            Span::Year => year,
            Span::Ever => 0,
        };
        Period { span: self, index }
    }

    /// The word of the rule language: `每月`.
    pub fn chinese(self) -> &'static str {
        match self {
            Span::Day => "每天",
            Span::Week => "每周",
            Span::Month => "每月",
            Span::Quarter => "每季",
            Span::HalfYear => "每半年",
            Span::Year => "每年",
            Span::Ever => "累计",
        }
    }

    /// How a sentence names the running period: `本月`.
    pub fn current(self) -> &'static str {
        match self {
            Span::Day => "当天",
            Span::Week => "本周",
            Span::Month => "本月",
            Span::Quarter => "本季",
            Span::HalfYear => "本半年",
            Span::Year => "本年",
            Span::Ever => "累计",
        }
    }

    /// How a sentence names the period after the running one: `下个月`; none where there is no other.
    pub fn next(self) -> Option<&'static str> {
        match self {
            Span::Day => Some("第二天"),
            Span::Week => Some("下一周"),
            Span::Month => Some("下个月"),
            Span::Quarter => Some("下个季度"),
            Span::HalfYear => Some("下一个半年"),
            Span::Year => Some("下一年"),
            Span::Ever => None,
        }
    }

    /// What the key of a period of this kind begins with.
    fn letter(self) -> char {
        match self {
            Span::Day => 'D',
            Span::Week => 'W',
            Span::Month => 'M',
            Span::Quarter => 'Q',
            Span::HalfYear => 'H',
            Span::Year => 'Y',
            Span::Ever => 'E',
        }
    }
}

/// One period, such as November 2026. Two days are in the same period exactly when their periods are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    span: Span,
    index: i32,
}

impl Period {
    /// Which kind of period it is.
    pub fn span(self) -> Span {
        self.span
    }

    /// The period of the same kind so many later; earlier if below zero.
    #[must_use]
    pub fn later(self, count: i32) -> Self {
        Self { index: self.index.saturating_add(count), ..self }
    }

    /// The day, if it is a period of one day.
    pub fn day(self) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(self.index).filter(|_| self.span == Span::Day)
    }

    /// The day it begins; `None` for all time.
    pub fn first_day(self) -> Option<NaiveDate> {
        let index = self.index;
        let month_of = |months: i32| NaiveDate::from_ymd_opt(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1);
        match self.span {
            Span::Day => NaiveDate::from_num_days_from_ce_opt(index),
            Span::Week => NaiveDate::from_num_days_from_ce_opt((index - 1) * 7 + 1),
            Span::Month => month_of(index),
            Span::Quarter => month_of(index * 3),
            Span::HalfYear => month_of(index * 6),
            Span::Year => month_of(index * 12),
            Span::Ever => None,
        }
    }

    /// The period of a stored key.
    pub fn parse(key: &str) -> Option<Self> {
        let span = Span::ALL.into_iter().find(|span| key.starts_with(span.letter()))?;
        Some(Self { span, index: key.get(1..)?.parse().ok()? })
    }
}

/// A short key, unique among all kinds: `M24322`. It is stored; it must never change.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.span.letter(), self.index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn neighbouring_days_share_a_period_exactly_when_the_calendar_says_so() {
        let table = [
            (Span::Week, "2026-11-22", "2026-11-23", false), // Sunday, Monday
            (Span::Week, "2026-11-23", "2026-11-29", true),
            (Span::Week, "2025-12-31", "2026-01-01", true), // a week does not end with the year
            (Span::Month, "2024-02-29", "2024-03-01", false),
            (Span::Month, "2024-02-01", "2024-02-29", true),
            (Span::Quarter, "2026-03-31", "2026-04-01", false),
            (Span::Quarter, "2026-04-01", "2026-06-30", true),
            (Span::HalfYear, "2026-06-30", "2026-07-01", false),
            (Span::HalfYear, "2026-07-01", "2026-12-31", true),
            (Span::Year, "2025-12-31", "2026-01-01", false),
            (Span::Ever, "1999-01-01", "2026-01-01", true),
            (Span::Day, "2026-01-01", "2026-01-02", false),
        ];
        for (span, first, second, same) in table {
            assert_eq!(span.of(day(first)) == span.of(day(second)), same, "{span:?} {first} {second}");
        }
    }

    #[test]
    fn a_period_begins_with_its_first_day() {
        let table = [
            (Span::Day, "2026-11-22"),
            (Span::Week, "2026-11-16"),
            (Span::Month, "2026-11-01"),
            (Span::Quarter, "2026-10-01"),
            (Span::HalfYear, "2026-07-01"),
            (Span::Year, "2026-01-01"),
        ];
        for (span, first) in table {
            assert_eq!(span.of(day("2026-11-22")).first_day(), Some(day(first)), "{span:?}");
            assert_eq!(span.of(day(first)), span.of(day("2026-11-22")), "{span:?}");
        }
        assert_eq!(Span::Ever.of(day("2026-11-22")).first_day(), None);
    }

    #[test]
    fn keys_tell_kinds_apart() {
        let date = day("2026-11-22");
        assert_eq!(Span::Month.of(date).to_string(), "M24322");
        assert_ne!(Span::Year.of(date).to_string(), Span::Quarter.of(date).to_string());
    }

    #[test]
    fn a_stored_key_leads_back_to_its_period() {
        for span in Span::ALL {
            let period = span.of(day("2024-02-29"));
            assert_eq!((Period::parse(&period.to_string()), period.span()), (Some(period), span));
        }
        for wrong in ["", "M", "X12", "M1x", "月"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Span::Day.of(day("2024-02-28")).later(2).day(), Some(day("2024-03-01")));
        assert_eq!(Span::Month.of(day("2024-01-31")).later(-1), Span::Month.of(day("2023-12-01")));
        assert_eq!(Span::Month.of(day("2024-01-31")).day(), None);
    }
}
