//! Judging a deed as if it had just been agreed to, on a book without a disk: for trials. Pure.
//!
//! Everybody's account is opened when it is first met, and what is given or taken moves its balance at once: no review, no notice, no entry.
//! Not here: what ends by itself (有效期, 清零日) and what bars from the shop (否决): nothing is redeemed on such a book.

use super::amends;
use super::model::{Award, AwardState, Deed, account_of, propose};
use super::sharing::Share;
use crate::db::Book;
use crate::ledger;
use crate::roster::{self, Subject};
use crate::rulebook::Rulebook;
use crate::versions::Needs;
use crate::words::{Points, Refusal};

/// What came of it.
pub struct Rehearsed {
    pub award: Award,
    /// What its account really gets: a deduction stops at the floor.
    pub posted: Points,
    /// What others receive with it, and what is earned back of deductions, by account.
    pub besides: Vec<(String, Points)>,
}

/// Judges the next deed under a number not yet used. The book knows who lives where. Refusals are those of [`propose`].
pub fn rehearse(book: &mut Book, id: i64, with: (&Rulebook, &Needs), deed: &Deed<'_>) -> Result<Rehearsed, Refusal> {
    open(book, with.0, deed);
    let mut award = Award { state: AwardState::Posted, ..propose(book, id, with, deed)? };
    book.put(award.clone());
    let posted = award.posted(ledger::available(book, &award.account).unwrap_or_default());
    ledger::suppose(book, &award.account, posted);
    let mut besides: Vec<_> = if award.shared.is_zero() { Vec::new() } else { shares(book, id) };
    let (back, steps) = amends::rehearse(book, with, &award, posted.abs());
    if back.is_positive() {
        let all: Vec<_> = award.read_steps().into_iter().chain(steps).collect();
        award.steps = serde_json::to_string(&all).unwrap_or_default();
        besides.push((award.account.clone(), back));
    }
    besides.iter().for_each(|(account, points)| ledger::suppose(book, account, *points));
    Ok(Rehearsed { award, posted, besides })
}

fn shares(book: &Book, id: i64) -> Vec<(String, Points)> {
    book.under::<Share>(id).into_iter().map(|share| (share.account, share.points)).collect()
}

/// Opens the accounts that the deed may touch, with the base score.
fn open(book: &mut Book, rulebook: &Rulebook, deed: &Deed<'_>) {
    let others = rulebook.rule(deed.rule).is_some_and(|rule| !rule.also_to().is_empty());
    let home = &deed.subject.household;
    let members = if others { roster::members(book, home) } else { Vec::new() };
    let of = |person| account_of(rulebook, &Subject { person: Some(person), household: home.clone() });
    let accounts = std::iter::once(account_of(rulebook, deed.subject)).chain(members.into_iter().map(of));
    for account in accounts {
        if ledger::available(book, &account).is_none() {
            ledger::suppose(book, &account, rulebook.settings().base);
        }
    }
}
