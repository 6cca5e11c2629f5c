//! Holds (冻结): points or money reserved for something that has not happened yet. Pure, on a book.
//!
//! A hold is captured or released, once. While it stands it lowers what is available; it takes no lots: capturing spends as any spending does.

use super::model::{Account, Hold, Transfer};
use super::posting::{account, insufficient, unknown_account};
use crate::db::Book;
use crate::words::{Kind, Moment, Refusal};

/// Reserves what a transfer will take, until an instant. Refuses: `ledger.unknown_account`, `ledger.account_closed`, `ledger.insufficient`.
pub fn hold(book: &mut Book, id: &str, transfer: &Transfer, until_at: Moment) -> Result<(), Refusal> {
    let (mut account, amount) = (account(book, &transfer.from)?, transfer.amount);
    if account.available() < amount {
        return Err(insufficient(&account, amount));
    }
    account.held += amount;
    book.put(Hold { id: id.to_owned(), account: account.number.clone(), amount, state: "held".to_owned(), until_at });
    book.put(account);
    Ok(())
}

/// Ends a hold so that what it reserved can be spent in the same act. Refuses `ledger.hold_ended`.
pub fn capture(book: &mut Book, id: &str) -> Result<(), Refusal> {
    end(book, id, "captured")
}

/// Gives back what a hold reserved. Refuses `ledger.hold_ended`.
pub fn release(book: &mut Book, id: &str) -> Result<(), Refusal> {
    end(book, id, "released")
}

fn end(book: &mut Book, id: &str, state: &str) -> Result<(), Refusal> {
    let standing = book.get::<Hold>(id).filter(|hold| hold.state == "held");
    let Some(mut hold) = standing else {
        return Err(Refusal::new("ledger.hold_ended", Kind::Conflict, "这笔冻结已经结束了，或者没有这笔冻结。", "请刷新后再看。"));
    };
    let Some(mut account) = book.get::<Account>(&hold.account) else { return Err(unknown_account(&hold.account)) };
    account.held -= hold.amount;
    state.clone_into(&mut hold.state);
    book.put(hold);
    book.put(account);
    Ok(())
}
