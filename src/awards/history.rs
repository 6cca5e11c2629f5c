//! What judging may know of the past, read from a village's book; and whose tallies a deed counts in.

use chrono::NaiveDate;

use super::model::{Award, Tallied};
use crate::db::Book;
use crate::ledger;
use crate::roster::{self, Household, Resident, Subject};
use crate::rulebook::{History, Measure, Need, Periods, Reach, Tally};
use crate::words::{Period, Points};

/// Whom a deed was recorded for, as it was on that day: later moves change nothing about what it counts for.
#[derive(Clone, Copy)]
pub(super) struct Holders<'a> {
    person: Option<&'a str>,
    household: &'a str,
    group: &'a str,
    /// Where its points go.
    account: &'a str,
    /// Whose quota it counts in.
    recorder: Option<&'a str>,
}

impl<'a> Holders<'a> {
    /// Of a deed that is judged now.
    pub(super) fn of(subject: &'a Subject, account: &'a str) -> Self {
        let Subject { person, household } = subject;
        let person = person.as_ref().map(|person| person.number.as_str());
        Self { person, household: &household.number, group: &household.group_name, account, recorder: None }
    }

    /// Of one that was judged earlier.
    pub(super) fn at_the_time(award: &'a Award) -> Self {
        Self {
            person: award.person.as_deref(),
            household: &award.household,
            group: &award.group_name,
            account: &award.account,
            recorder: award.recorded_by.as_deref(),
        }
    }

    /// Whose tally it is. A deed of a whole household counts for the household where a person is asked for.
    pub(super) fn holder(self, need: &Need) -> Holder<'a> {
        match (&need.measure, need.reach, self.person) {
            (Measure::Done { .. }, ..) => Holder::Account(self.account),
            (Measure::Recorded, ..) => Holder::Recorder(self.recorder.unwrap_or_default()),
            (_, Reach::Person, Some(person)) => Holder::Person(person),
            (_, Reach::Person, None) | (_, Reach::Household, _) => Holder::Household(self.household),
            (_, Reach::Group, _) => Holder::Group(self.group),
            (_, Reach::Village, _) => Holder::Village,
        }
    }
}

/// Whose tally it is.
#[derive(Clone, Copy)]
pub(super) enum Holder<'a> {
    Person(&'a str),
    Household(&'a str),
    Group(&'a str),
    Village,
    /// Of what an account has done (修复).
    Account(&'a str),
    /// Of what somebody has recorded (记录限额).
    Recorder(&'a str),
}

impl Holder<'_> {
    /// The stored key.
    pub(super) fn key(self) -> String {
        match self {
            Self::Person(number) => format!("person:{number}"),
            Self::Household(number) => format!("household:{number}"),
            Self::Group(name) => format!("group:{name}"),
            Self::Village => "village".to_owned(),
            Self::Account(number) => format!("account:{number}"),
            Self::Recorder(staff) => format!("recorder:{staff}"),
        }
    }
}

/// What judging may know of a village besides the deed.
pub(super) trait Known: History {
    /// Everybody who lives in a household.
    fn members(&self, household: &Household) -> Vec<Resident>;
    /// Whether points can go to this account.
    fn is_open(&self, account: &str) -> bool;
}

/// The past of one subject as seen on one day.
pub(super) struct Past<'a> {
    pub book: &'a Book,
    pub holders: Holders<'a>,
    pub on: NaiveDate,
    pub balance: Points,
    pub household_size: u32,
}

impl History for Past<'_> {
    fn tally(&self, need: &Need) -> Tally {
        tallied(self.book, self.holders, need, self.on).tally()
    }

    fn periods(&self, need: &Need) -> Periods {
        let (holder, measure) = (self.holders.holder(need).key(), need.measure.to_string());
        let kept = self.book.under::<Tallied>((holder.as_str(), measure.as_str())).into_iter();
        let of_span = |row: Tallied| Period::parse(&row.period).filter(|period| period.span() == need.span).map(|p| (p, row.tally()));
        kept.filter_map(of_span).collect()
    }

    fn balance(&self) -> Points {
        self.balance
    }

    fn household_size(&self) -> u32 {
        self.household_size
    }
}

impl Known for Past<'_> {
    fn members(&self, household: &Household) -> Vec<Resident> {
        roster::members(self.book, household)
    }

    fn is_open(&self, account: &str) -> bool {
        ledger::available(self.book, account).is_some()
    }
}

/// The kept tally of a need; a fresh one if nothing was counted yet.
pub(super) fn tallied(book: &Book, holders: Holders<'_>, need: &Need, on: NaiveDate) -> Tallied {
    let fresh = Tallied::fresh(holders, need, on);
    book.get((fresh.holder.as_str(), fresh.measure.as_str(), fresh.period.as_str())).unwrap_or(fresh)
}
