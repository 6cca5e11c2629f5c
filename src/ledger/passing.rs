//! Points that go over to another holder (转户), and accounts that close for good. Pure, on a book.
//!
//! Of every lot the same share goes over, so that neither side gets what lapses soonest. A lot keeps the entry that credited it and with it its last
//! day and the day on which it was earned: 有效期 and 清零日 take from the one side what they would have taken from the other.
//! Whatever still comes back to a closed account (a deduction taken back, goods returned) goes to whoever took it over.

use chrono::NaiveDate;

use super::model::*;
use super::posting::{Lines, account, append, counterpart, head, insufficient, lots};
use super::summing;
use crate::db::Book;
use crate::words::{Act, Kind, Points, Refusal};

/// So much goes over from one holder to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passing {
    pub from: String,
    pub to: String,
    pub amount: Points,
}

/// Lets points go over, all in one entry, whose number is given back. Refuses `ledger.unknown_account`, `ledger.insufficient`.
pub fn pass(book: &mut Book, act: &Act, draft: Draft, passings: &[Passing]) -> Result<i64, Refusal> {
    let mut lines = Lines::new(head(book).seq + 1);
    for Passing { from, to, amount } in passings {
        let [from, to] = [from, to].map(|number| account(book, &Side::Holder(number.clone())));
        let (from, to, amount) = (from?, to?, amount.hundredths());
        if from.available() < amount {
            return Err(insufficient(&from, amount));
        }
        for (lot, part) in shares(lots(book, &from.number), amount) {
            let other = counterpart(book, &to.number, lot.clone());
            lines.settle_lot(book, Lot { remaining: lot.remaining - part, ..lot }, -part)?;
            lines.settle_lot(book, Lot { amount: other.amount + part, remaining: other.remaining + part, ..other }, part)?;
        }
    }
    Ok(append(book, act, draft, None, lines))
}

/// Of each lot the same share, to the hundredth: together exactly the amount.
fn shares(lots: Vec<Lot>, amount: i64) -> Vec<(Lot, i64)> {
    let all: i128 = lots.iter().map(|lot| i128::from(lot.remaining)).sum();
    let (mut reached, mut given) = (0, 0);
    let share = |lot: Lot| {
        reached += i128::from(lot.remaining);
        let due = i64::try_from(reached * i128::from(amount) / all).unwrap_or(amount);
        let part = due - given;
        given = due;
        (part > 0).then_some((lot, part))
    };
    lots.into_iter().filter_map(share).collect()
}

/// Closes a holder's account for good. Refuses `ledger.unknown_account`, `ledger.not_empty`.
pub fn close_account(book: &mut Book, number: &str, heir: Option<&str>, on: NaiveDate) -> Result<(), Refusal> {
    let account = account(book, &Side::Holder(number.to_owned()))?;
    if account.posted != 0 || account.held != 0 {
        let sentence = format!("{number} 账上还有 {} 分，不能销账。", Points::from_hundredths(account.posted).plain());
        return Err(Refusal::new("ledger.not_empty", Kind::Conflict, sentence, "请先换掉，或写明转给谁。"));
    }
    summing::counted(book, -1);
    book.put(Account { closed_on: Some(on), heir: heir.map(str::to_owned), ..account });
    Ok(())
}

/// The account that stands for this one: itself, or whoever has taken it over.
pub fn successor(book: &Book, number: &str) -> String {
    account(book, &Side::Holder(number.to_owned())).map_or_else(|_| number.to_owned(), |account| account.number)
}
