//! What judging may know of the past: tallies of one subject, kept by whoever posts awards.
//!
//! Not here: where tallies are stored. A [`Need`] names one; its text key never changes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::words::{Period, Points, Span};

/// Whose tally it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// 每人
    Person,
    /// 每户
    Household,
    /// 每组
    Group,
    /// 全村
    Village,
}

impl Reach {
    /// The word of the rule language: `每户`.
    pub fn chinese(self) -> &'static str {
        match self {
            Reach::Person => "每人",
            Reach::Household => "每户",
            Reach::Group => "每组",
            Reach::Village => "全村",
        }
    }

    /// A stable key for storing a tally: `household`. It must never change.
    pub fn key(self) -> &'static str {
        match self {
            Reach::Person => "person",
            Reach::Household => "household",
            Reach::Group => "group",
            Reach::Village => "village",
        }
    }

    /// How a history variable names it: `本户`, as in 本户本月已得.
    pub fn own(self) -> &'static str {
        match self {
            Reach::Person => "本人",
            Reach::Household => "本户",
            Reach::Group => "本组",
            Reach::Village => "全村",
        }
    }
}

/// Which awards are counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Those of one rule.
    Rule(Arc<str>),
    /// Those of one chapter (本类).
    Chapter(Arc<str>),
    /// All (全部).
    All,
    /// Those of one 取高 group.
    Highest(Arc<str>),
    /// The running total of a field of one rule, or of its records where no field is named; also of those that earn nothing.
    Total {
        /// The rule.
        rule: Arc<str>,
        /// The field; empty for records.
        of: Arc<str>,
    },
    /// All that one recorder has recorded (记录限额), by the day it was recorded; what was taken counts like what was given.
    Recorded,
    /// How much of a field of one rule, or how many of its records, an account has been credited with (修复). Those that wait do not count yet.
    Done {
        /// The rule.
        rule: Arc<str>,
        /// The field; empty for records.
        of: Arc<str>,
    },
}

impl Measure {
    /// The rule, chapter or group it names.
    pub fn name(&self) -> &str {
        match self {
            Measure::Rule(name)
            | Measure::Chapter(name)
            | Measure::Highest(name)
            | Measure::Total { rule: name, .. }
            | Measure::Done { rule: name, .. } => name,
            Measure::All | Measure::Recorded => "",
        }
    }
}

/// A stable key: `rule:拾金不昧`, `chapter:移风易俗`, `all`, `recorded`, `highest:表彰`, `total:时长:志愿服务`, `done:时长:志愿服务`. It is stored; it must never change.
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measure::Rule(name) => write!(f, "rule:{name}"),
            Measure::Chapter(name) => write!(f, "chapter:{name}"),
            Measure::All => f.write_str("all"),
            Measure::Recorded => f.write_str("recorded"),
            Measure::Highest(group) => write!(f, "highest:{group}"),
            Measure::Total { rule, of } => write!(f, "total:{of}:{rule}"),
            Measure::Done { rule, of } => write!(f, "done:{of}:{rule}"),
        }
    }
}

/// One tally: whose, of which awards, in which kind of period. The period itself is that of the record's day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Need {
    /// Whose awards are counted.
    pub reach: Reach,
    /// Which awards are counted.
    pub measure: Measure,
    /// In which kind of period.
    pub span: Span,
}

/// What was counted: awards and deductions that stand. Only in a running total a record that earned 0 is among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub times: i64,
    /// Their sum; deductions count below zero. Of a running total what its thresholds alone have paid.
    pub points: Points,
    /// What of it 连续 has given.
    pub bonus: Points,
    /// Of a running total the sum of its field, or how many records there are.
    pub total: Decimal,
}

/// The tallies of one need in every period in which something was counted.
pub type Periods = BTreeMap<Period, Tally>;

/// The latest day on which something was counted, from tallies of single days; nothing that happened after `day` is looked at.
pub(super) fn last_on(days: &Periods, day: NaiveDate) -> Option<NaiveDate> {
    days.range(..=Span::Day.of(day)).rev().find(|(_, tally)| tally.times > 0).and_then(|(period, _)| period.day())
}

/// What has already happened, as judging sees it.
pub trait History {
    /// The tally of this need for the period the record's day lies in.
    fn tally(&self, need: &Need) -> Tally;
    /// The tallies of this need in all its periods: what a window that moves with the day, or a row of months, is read from.
    fn periods(&self, need: &Need) -> Periods;
    /// The account's balance (余额).
    fn balance(&self) -> Points;
    /// How many people live in the household (户内人数).
    fn household_size(&self) -> u32;
}

/// Nothing has happened yet.
pub struct NoHistory;

impl History for NoHistory {
    fn tally(&self, _: &Need) -> Tally {
        Tally::default()
    }

    fn periods(&self, _: &Need) -> Periods {
        Periods::new()
    }

    fn balance(&self) -> Points {
        Points::ZERO
    }

    fn household_size(&self) -> u32 {
        1
    }
}
