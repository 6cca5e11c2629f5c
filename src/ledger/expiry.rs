//! Points that lapse (到期): what is left of a lot once its last day is over. Pure, on a book.
//!
//! Held points stand for those that would be spent first, so a hold keeps the earliest-expiring ones from lapsing until it ends: what somebody has
//! reserved in time is not taken from under them. Points that come back to a lot whose last day is over lapse on the next day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::*;
use super::posting::{lapse, lots};
use crate::db::{Book, Job};
use crate::words::{Act, Kind, Points, Refusal};

/// Takes what has lapsed on one account by the act's day, in one entry. Done by the service's timed job, under an operation id made of account and day.
///
/// Refuses `ledger.nothing_lapsed`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Expire {
    pub account: String,
}

impl Job for Expire {
    type Answer = i64;
    const VERB: &'static str = "expire";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        let today = act.at.day();
        let over = |lot: &Lot| lot.expires_on.is_some_and(|last| last < today);
        let (taken, held) = beyond_holds(book, &self.account, over);
        let Some(occurred_on) = taken.iter().filter_map(|(lot, _)| lot.expires_on).max() else {
            return Err(Refusal::new("ledger.nothing_lapsed", Kind::Conflict, "这个账户没有到期的积分。", "不用处理。"));
        };
        let draft = Draft {
            kind: EntryKind::Expiry,
            occurred_on,
            rulebook: None,
            reference: None,
            title: "积分到期".to_owned(),
            explanation: explanation(&taken, held),
            transfers: Vec::new(),
            expires_on: None,
        };
        lapse(book, act, draft, taken)
    }
}

/// What an account had by the end of a day, as far as it is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// What no hold stands on.
    pub free: Points,
    /// What is held.
    pub held: Points,
}

/// What of an account was credited by the end of a day; `None` if the account's base score was only credited after it.
pub fn carried(book: &Book, number: &str, day: NaiveDate) -> Option<Carried> {
    let credited = |lot: &Lot| book.get::<Entry>(lot.seq);
    let is_newcomer = |entry: Entry| entry.kind == EntryKind::Base && entry.at.day() > day;
    if lots(book, number).iter().filter_map(credited).any(is_newcomer) {
        return None;
    }
    let (free, held) = beyond_holds(book, number, |lot| credited(lot).is_some_and(|entry| entry.at.day() <= day));
    let free = free.iter().map(|(_, amount)| amount).sum();
    Some(Carried { free: Points::from_hundredths(free), held: Points::from_hundredths(held) })
}

/// On which day an entry credited points to an account, and the last day on which they count; `None` if it credited none.
pub fn credited(book: &Book, number: &str, seq: i64) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let (lot, entry) = (book.get::<Lot>((number, seq))?, book.get::<Entry>(seq)?);
    Some((entry.at.day(), lot.expires_on))
}

/// Takes an amount out of what was credited by the end of a day, the earliest-expiring first; never from under a hold.
pub fn clear(book: &mut Book, act: &Act, number: &str, day: NaiveDate, amount: Points, draft: Draft) -> Result<i64, Refusal> {
    let (free, _) = beyond_holds(book, number, |lot| book.get::<Entry>(lot.seq).is_some_and(|entry| entry.at.day() <= day));
    let mut left = amount.hundredths();
    let mut taken = Vec::new();
    for (lot, amount) in free {
        let amount = amount.min(left);
        left -= amount;
        taken.extend((amount > 0).then_some((lot, amount)));
    }
    lapse(book, act, draft, taken)
}

/// Of the lots that are over, what no hold stands on: each with how much of it, and how much of them is held.
fn beyond_holds(book: &Book, number: &str, over: impl Fn(&Lot) -> bool) -> (Vec<(Lot, i64)>, i64) {
    let mut held = book.get::<Account>(number).map_or(0, |account| account.held);
    let (mut taken, mut kept) = (Vec::new(), 0);
    for lot in lots(book, number) {
        let under_hold = held.min(lot.remaining);
        held -= under_hold;
        if over(&lot) {
            kept += under_hold;
            let amount = lot.remaining - under_hold;
            taken.extend((amount > 0).then_some((lot, amount)));
        }
    }
    (taken, kept)
}

/// One sentence for each last day.
fn explanation(taken: &[(Lot, i64)], held: i64) -> Vec<String> {
    let mut by_day: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for (lot, amount) in taken {
        *by_day.entry(lot.expires_on.unwrap_or_default()).or_default() += amount;
    }
    let points = |amount: i64| Points::from_hundredths(amount).plain();
    let mut sentences: Vec<_> =
        by_day.into_iter().map(|(last, amount)| format!("有效期到 {last}，还有 {} 分没有用，到期了", points(amount))).collect();
    if held > 0 {
        sentences.push(format!("另有 {} 分到期时正冻结着，这次不动", points(held)));
    }
    sentences
}
