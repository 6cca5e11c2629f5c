//! What judging may know of the past, read from a village's book.

use chrono::NaiveDate;

use super::model::Tallied;
use crate::db::Book;
use crate::roster::Subject;
use crate::rulebook::{History, Need, Reach, Tally};
use crate::words::Points;

/// The past of one subject as seen on one day.
pub(super) struct Past<'a> {
    pub book: &'a Book,
    pub subject: &'a Subject,
    pub on: NaiveDate,
    pub balance: Points,
}

impl History for Past<'_> {
    fn tally(&self, need: &Need) -> Tally {
        let tallied = tallied(self.book, self.subject, need, self.on);
        Tally { times: tallied.times, points: tallied.points, last_on: tallied.last_on }
    }

    fn balance(&self) -> Points {
        self.balance
    }

    fn household_size(&self) -> u32 {
        u32::try_from(self.subject.household.members).unwrap_or_default()
    }
}

/// The kept tally of a need; a fresh one if nothing was counted yet.
pub(super) fn tallied(book: &Book, subject: &Subject, need: &Need, on: NaiveDate) -> Tallied {
    let (holder, measure, period) = (holder(subject, need.reach), need.measure.to_string(), need.span.of(on).to_string());
    let kept = book.get::<Tallied>((holder.as_str(), measure.as_str(), period.as_str()));
    kept.unwrap_or(Tallied { holder, measure, period, times: 0, points: Points::ZERO, last_on: None })
}

/// Whose tally it is, as a stored key. A deed of a whole household counts for the household where a person is asked for.
fn holder(subject: &Subject, reach: Reach) -> String {
    let household = &subject.household;
    match (reach, &subject.person) {
        (Reach::Person, Some(person)) => format!("person:{}", person.number),
        (Reach::Person, None) | (Reach::Household, _) => format!("household:{}", household.number),
        (Reach::Group, _) => format!("group:{}", household.group_name),
        (Reach::Village, _) => "village".to_owned(),
    }
}
