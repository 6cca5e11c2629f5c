//! Holds (冻结): points reserved for something that has not happened yet. Pure, on a book.
//!
//! A hold is captured or released, once. While it stands it lowers what is available; it takes no lots: capturing spends as any spending does.

use super::model::{Account, Hold};
use super::posting::{insufficient, unknown_account};
use crate::db::Book;
use crate::words::{Kind, Moment, Points, Refusal};

/// Reserves points until an instant. Refuses: `ledger.unknown_account`, `ledger.insufficient`.
pub fn hold(book: &mut Book, id: &str, number: &str, amount: Points, until_at: Moment) -> Result<(), Refusal> {
    let amount = amount.hundredths();
    let Some(mut account) = book.get::<Account>(number) else { return Err(unknown_account(number)) };
    if account.available() < amount {
        return Err(insufficient(&account, amount));
    }
    account.held += amount;
    book.put(Hold { id: id.to_owned(), account: account.number.clone(), amount, state: "held".to_owned(), until_at });
    book.put(account);
    Ok(())
}

/// Ends a hold so that its points can be spent in the same act. Refuses `ledger.hold_ended`.
pub fn capture(book: &mut Book, id: &str) -> Result<Points, Refusal> {
    end(book, id, "captured")
}

/// Gives the points back to the holder. Refuses `ledger.hold_ended`.
pub fn release(book: &mut Book, id: &str) -> Result<Points, Refusal> {
    end(book, id, "released")
}

fn end(book: &mut Book, id: &str, state: &str) -> Result<Points, Refusal> {
    let standing = book.get::<Hold>(id).filter(|hold| hold.state == "held");
    let Some(mut hold) = standing else {
        return Err(Refusal::new("ledger.hold_ended", Kind::Conflict, "这笔冻结已经结束了，或者没有这笔冻结。", "请刷新后再看。"));
    };
    let Some(mut account) = book.get::<Account>(&hold.account) else { return Err(unknown_account(&hold.account)) };
    account.held -= hold.amount;
    state.clone_into(&mut hold.state);
    let amount = Points::from_hundredths(hold.amount);
    book.put(hold);
    book.put(account);
    Ok(amount)
}
