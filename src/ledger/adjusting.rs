//! The difference between what earlier entries moved and what they should have moved (调整). Pure, on a book.
//!
//! What is taken back comes first out of the lots that those entries gave, what is given back goes first into the lots that they took, the one that lapses
//! last before the others: so the last days of what stays are those it would have had. Only what is beyond them is a new lot.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::model::*;
use super::posting::{Lines, account, append, counterpart, head, insufficient, lots};
use crate::db::Book;
use crate::words::{Act, Points, Refusal};

/// Moves points of holders in one entry, whose number is given back: of each so much more, or less. `of` are the entries it adjusts.
///
/// Refuses `ledger.unknown_account`, `ledger.account_closed`, `ledger.insufficient`, `ledger.too_large`.
pub fn adjust(book: &mut Book, act: &Act, draft: Draft, of: &[i64], changes: &[(String, Points)]) -> Result<i64, Refusal> {
    let mut lines = Lines::new(head(book).seq + 1);
    let issued = Side::Village(AccountKind::Issued);
    for (number, points) in changes {
        let amount = points.hundredths();
        if amount < 0 {
            take(&mut lines, book, number, (of, -amount))?;
            lines.give(book, &issued, -amount, None)?;
        } else {
            lines.take(book, &issued, amount)?;
            give_back(&mut lines, book, number, (of, amount), draft.expires_on)?;
        }
    }
    Ok(append(book, act, draft, None, lines))
}

/// Takes an amount from a holder, first from what these entries gave.
fn take(lines: &mut Lines, book: &mut Book, number: &str, (of, mut wanted): (&[i64], i64)) -> Result<(), Refusal> {
    let account = account(book, &Side::Holder(number.to_owned()))?;
    if account.available() < wanted {
        return Err(insufficient(&account, wanted));
    }
    let mut lots = lots(book, &account.number);
    lots.sort_by_key(|lot| !of.contains(&lot.seq));
    for lot in lots {
        let part = wanted.min(lot.remaining);
        if part > 0 {
            wanted -= part;
            lines.settle_lot(book, Lot { remaining: lot.remaining - part, ..lot }, -part)?;
        }
    }
    Ok(())
}

/// Gives an amount to a holder, first into what these entries took.
fn give_back(
    lines: &mut Lines,
    book: &mut Book,
    number: &str,
    (of, mut amount): (&[i64], i64),
    expires_on: Option<NaiveDate>,
) -> Result<(), Refusal> {
    let holder = Side::Holder(number.to_owned());
    let account = account(book, &holder)?;
    for (origin, taken) in taken_from(book, number, of) {
        let part = amount.min(taken);
        if part > 0 {
            amount -= part;
            let lot = if account.number == origin.account { origin } else { counterpart(book, &account.number, origin) };
            let remaining = lot.remaining + part;
            lines.settle_lot(book, Lot { amount: lot.amount.max(remaining), remaining, ..lot }, part)?;
        }
    }
    if amount > 0 { lines.give(book, &holder, amount, expires_on) } else { Ok(()) }
}

/// The lots out of which these entries took, all in all, with how much each; the one that lapses last first.
fn taken_from(book: &Book, number: &str, of: &[i64]) -> Vec<(Lot, i64)> {
    let mut moved: BTreeMap<i64, i64> = BTreeMap::new();
    let postings = of.iter().flat_map(|seq| book.under::<Posting>(*seq)).filter(|posting| posting.account == number);
    for (lot, amount) in postings.filter_map(|posting| Some((posting.lot?, posting.amount))) {
        *moved.entry(lot).or_default() += amount;
    }
    let taken = moved.into_iter().filter(|(_, amount)| *amount < 0);
    let mut taken: Vec<(Lot, i64)> = taken.filter_map(|(lot, amount)| Some((book.get::<Lot>((number, lot))?, -amount))).collect();
    taken.sort_by_key(|(lot, _)| std::cmp::Reverse((lot.expires_on.unwrap_or(NaiveDate::MAX), lot.seq)));
    taken
}
