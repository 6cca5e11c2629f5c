//! What an account is barred from for a time (否决): honours and the shop. Pure: on a village's book.
//!
//! A bar stands only as long as the award it came with does. It ends by itself, and whoever takes the award back takes the bar back.

use chrono::NaiveDate;

use super::model::{Award, AwardState};
use crate::db::Book;
use crate::rulebook::{Rulebook, StepKind, barred};

/// What somebody is barred from, by which award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub account: String,
    pub award: i64,
    pub honours: bool,
    pub redemption: bool,
    /// The day it was posted.
    pub from_on: NaiveDate,
    /// The last day.
    pub until_on: NaiveDate,
    /// The rule's name.
    pub reason: Option<String>,
}

impl Bar {
    /// `因为“酒驾”，2026-12-31 以前（含当天）不能换东西`
    pub fn sentence(&self, what: &str) -> String {
        let why = self.reason.as_ref().map_or_else(String::new, |rule| format!("因为“{rule}”，"));
        format!("{why}{} 以前（含当天）{what}", self.until_on)
    }

    /// The same with everything it bars from.
    pub fn whole_sentence(&self) -> String {
        self.sentence(barred(self.honours, self.redemption))
    }
}

/// The bar that keeps an account from the shop on a day, the one that lasts longest; `None` if there is none.
pub fn kept_from_shop(book: &Book, account: &str, day: NaiveDate) -> Option<Bar> {
    let stands = |bar: &Bar| book.get::<Award>(bar.award).is_some_and(|award| award.state == AwardState::Posted);
    let bars = book.under::<Bar>(account).into_iter().filter(|bar| bar.redemption && bar.until_on >= day && stands(bar));
    bars.max_by_key(|bar| bar.until_on)
}

/// Writes down what an award bars its account from, if its explanation says that it does; a sentence with the day it ends.
pub(super) fn bar(book: &mut Book, rulebook: &Rulebook, award: &Award, today: NaiveDate) -> Option<String> {
    let veto = rulebook.rule(&award.rule)?.veto().filter(|_| award.has_step(StepKind::Veto))?;
    let bar = Bar {
        account: award.account.clone(),
        award: award.id,
        honours: veto.honours,
        redemption: veto.redemption,
        from_on: today,
        until_on: veto.term.last_day(today)?,
        reason: Some(award.rule.clone()),
    };
    let sentence = bar.whole_sentence();
    book.put(bar);
    Some(sentence)
}
