//! What judging may know of the past, read from a village's book; and whose tallies a deed counts in.

use chrono::NaiveDate;

use super::model::{Award, Tallied};
use crate::db::Book;
use crate::roster::Subject;
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

    /// The stored key. A deed of a whole household counts for the household where a person is asked for.
    pub(super) fn key(self, need: &Need) -> String {
        match (&need.measure, need.reach, self.person) {
            (Measure::Done { .. }, ..) => done_by(self.account),
            (Measure::Recorded, ..) => format!("recorder:{}", self.recorder.unwrap_or_default()),
            (_, Reach::Person, Some(person)) => format!("person:{person}"),
            (_, Reach::Person, None) | (_, Reach::Household, _) => format!("household:{}", self.household),
            (_, Reach::Group, _) => format!("group:{}", self.group),
            (_, Reach::Village, _) => "village".to_owned(),
        }
    }
}

/// The stored key of what an account has done (修复).
pub(super) fn done_by(account: &str) -> String {
    format!("account:{account}")
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
        let (holder, measure) = (self.holders.key(need), need.measure.to_string());
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

/// The kept tally of a need; a fresh one if nothing was counted yet.
pub(super) fn tallied(book: &Book, holders: Holders<'_>, need: &Need, on: NaiveDate) -> Tallied {
    let fresh = Tallied::fresh(holders, need, on);
    book.get((fresh.holder.as_str(), fresh.measure.as_str(), fresh.period.as_str())).unwrap_or(fresh)
}
