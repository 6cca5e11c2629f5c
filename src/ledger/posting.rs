//! Posting an entry and taking one back. Pure: everything happens on a village's book.
//!
//! Refusals, in the order they are checked: `ledger.unknown_account`, `ledger.account_closed`, `ledger.insufficient`, `ledger.too_large`; for a reversal first
//! `ledger.unknown_entry`, `ledger.already_reversed`.

use chrono::NaiveDate;

use super::chain::{self, GENESIS};
use super::model::*;
use super::summing;
use crate::db::{Book, Part, trail};
use crate::words::{Act, Kind, Points, Refusal, Yuan};

const HEAD: &str = "head";

/// Opens a holder's account with nothing on it; an account that is open stays as it is.
pub fn open_account(book: &mut Book, number: &str) {
    if book.get::<Account>(number).is_none() {
        summing::counted(book, 1);
        book.put(fresh(number.to_owned(), AccountKind::Holder));
    }
}

fn fresh(number: String, kind: AccountKind) -> Account {
    Account { number, kind, posted: 0, held: 0, closed_on: None, heir: None, earned_in: None, redeemed_in: None }
}

/// What a holder can spend; `None` if there is no such account, or none any more.
pub fn available(book: &Book, number: &str) -> Option<Points> {
    let holder = book.get::<Account>(number).filter(|account| account.kind == AccountKind::Holder && account.closed_on.is_none());
    holder.map(|account| Points::from_hundredths(account.available()))
}

/// The newest link of the chain; [`GENESIS`] at 0 before the first entry.
pub fn head(book: &Book) -> Head {
    book.get(HEAD).unwrap_or_else(|| Head { key: HEAD.to_owned(), seq: 0, hash: GENESIS.to_owned() })
}

/// Posts a draft: moves the balances and lots, appends the entry, binds it into the chain. Its number is given back.
pub fn post(book: &mut Book, act: &Act, draft: Draft) -> Result<i64, Refusal> {
    let mut lines = Lines::new(head(book).seq + 1);
    for transfer in &draft.transfers {
        lines.take(book, &transfer.from, transfer.amount)?;
        lines.give(book, &transfer.to, transfer.amount, draft.expires_on)?;
    }
    Ok(append(book, act, draft, None, lines))
}

/// Posts a draft that takes named amounts out of named lots of one holder, for good. Its number is given back.
pub(super) fn lapse(book: &mut Book, act: &Act, draft: Draft, taken: Vec<(Lot, i64)>) -> Result<i64, Refusal> {
    let mut lines = Lines::new(head(book).seq + 1);
    let total = taken.iter().map(|(_, amount)| amount).sum();
    for (lot, amount) in taken {
        lines.settle_lot(book, Lot { remaining: lot.remaining - amount, ..lot }, -amount)?;
    }
    lines.give(book, &Side::Village(AccountKind::Lapsed), total, None)?;
    Ok(append(book, act, draft, None, lines))
}

/// Takes an entry back by a compensating one that restores exactly the lots it touched.
///
/// Points that were credited and have been spent since are taken from what else the holder has; if that is too little the reversal is refused.
pub fn reverse(book: &mut Book, act: &Act, seq: i64, title: String, explanation: Vec<String>) -> Result<i64, Refusal> {
    let Some(entry) = book.get::<Entry>(seq) else {
        return Err(Refusal::new("ledger.unknown_entry", Kind::Missing, format!("账上没有第 {seq} 笔。"), "请核对这一笔的编号。"));
    };
    if let Some(earlier) = book.get::<Reversal>(seq) {
        let sentence = format!("第 {seq} 笔已经由第 {} 笔冲正过了。", earlier.entry);
        return Err(Refusal::new("ledger.already_reversed", Kind::Conflict, sentence, "不用再做，什么也没有改。"));
    }
    let mut lines = Lines::new(head(book).seq + 1);
    let mut postings = book.under::<Posting>(seq);
    postings.sort_by_key(|posting| -posting.amount); // take back first, then give back
    for posting in &postings {
        lines.take_back(book, posting)?;
    }
    let draft = Draft {
        kind: EntryKind::Reversal,
        occurred_on: entry.occurred_on,
        rulebook: entry.rulebook,
        reference: entry.reference,
        title,
        explanation,
        transfers: Vec::new(),
        expires_on: None,
    };
    let reversing = append(book, act, draft, Some(seq), lines);
    book.put(Reversal { reversed: seq, entry: reversing });
    Ok(reversing)
}

/// What holders got by an entry that was read in this act.
pub fn given(book: &Book, seq: i64) -> Points {
    let lines = book.under::<Posting>(seq);
    Points::from_hundredths(lines.iter().filter(|line| line.lot.is_some()).map(|line| line.amount).sum())
}

pub(super) fn append(book: &mut Book, act: &Act, draft: Draft, reverses: Option<i64>, lines: Lines) -> i64 {
    let head = head(book);
    let seq = lines.seq;
    let (salt, trail) = (chain::salt(&act.salt, seq), trail::head(book, Part::Village));
    let explanation = serde_json::Value::from(draft.explanation).to_string();
    let mut entry = Entry {
        seq,
        kind: draft.kind,
        at: act.at,
        occurred_on: draft.occurred_on,
        operation: act.operation.as_str().to_owned(),
        actor: act.actor.staff.clone(),
        role: act.actor.role,
        rulebook: draft.rulebook,
        reference: draft.reference,
        reverses,
        commitment: chain::commitment(&salt, &draft.title, &explanation),
        trail: Some(trail.number),
        hash: String::new(),
    };
    entry.hash = chain::link(book.village(), &head.hash, &entry, &lines.postings, Some(&trail.hash));
    book.put(Head { seq, hash: entry.hash.clone(), ..head });
    book.put(Particulars { seq, salt, title: draft.title, explanation });
    summing::entered(book, &entry, &lines.postings);
    book.put(entry);
    lines.postings.into_iter().for_each(|posting| book.put(posting));
    seq
}

/// Takes the particulars of entries away, for ever. The chain holds only a commitment to them and stands.
pub fn forget(book: &mut Book, seqs: &[i64]) {
    for row in seqs.iter().filter_map(|seq| book.get::<Particulars>(*seq)).collect::<Vec<_>>() {
        book.put(Particulars::forgotten(row.seq));
    }
}

/// What is left of a holder's lots, in the order in which it is spent: the earliest-expiring first.
pub(super) fn lots(book: &Book, number: &str) -> Vec<Lot> {
    let mut lots: Vec<_> = book.under::<Lot>(number).into_iter().filter(|lot| lot.remaining > 0).collect();
    lots.sort_by_key(|lot| (lot.expires_on.unwrap_or(NaiveDate::MAX), lot.seq));
    lots
}

/// The postings of one entry while it is made.
pub(super) struct Lines {
    seq: i64,
    postings: Vec<Posting>,
}

impl Lines {
    pub(super) fn new(seq: i64) -> Self {
        Self { seq, postings: Vec::new() }
    }

    fn add(&mut self, account: &str, lot: Option<i64>, amount: i64) {
        let line = self.postings.len() as i64 + 1;
        self.postings.push(Posting { seq: self.seq, line, account: account.to_owned(), lot, amount });
    }

    /// Takes an amount from an account, a holder's points from the earliest-expiring lots.
    pub(super) fn take(&mut self, book: &mut Book, side: &Side, amount: i64) -> Result<(), Refusal> {
        let mut account = account(book, side)?;
        if account.kind.has_floor() && account.available() < amount {
            return Err(insufficient(&account, amount));
        }
        account.posted = sum(account.posted, -amount)?;
        if account.kind == AccountKind::Holder {
            self.take_from_lots(book, &account.number, amount);
        } else {
            self.add(&account.number, None, -amount);
        }
        book.put(account);
        Ok(())
    }

    fn take_from_lots(&mut self, book: &mut Book, number: &str, mut wanted: i64) {
        for mut lot in lots(book, number) {
            let taken = wanted.min(lot.remaining);
            if taken == 0 {
                break;
            }
            wanted -= taken;
            lot.remaining -= taken;
            self.add(number, Some(lot.seq), -taken);
            book.put(lot);
        }
    }

    /// Gives an amount to an account, a holder's points as a new lot.
    pub(super) fn give(&mut self, book: &mut Book, side: &Side, amount: i64, expires_on: Option<NaiveDate>) -> Result<(), Refusal> {
        let mut account = account(book, side)?;
        account.posted = sum(account.posted, amount)?;
        let lot = (account.kind == AccountKind::Holder).then_some(self.seq);
        if lot.is_some() {
            let fresh = Lot { account: account.number.clone(), seq: self.seq, amount: 0, remaining: 0, expires_on };
            let lot = book.in_hand::<Lot>((account.number.as_str(), self.seq)).unwrap_or(fresh);
            book.put(Lot { amount: lot.amount + amount, remaining: lot.remaining + amount, ..lot });
        }
        self.add(&account.number, lot, amount);
        book.put(account);
        Ok(())
    }

    /// Undoes one posting of an earlier entry.
    fn take_back(&mut self, book: &mut Book, posting: &Posting) -> Result<(), Refusal> {
        let side = side_of(&posting.account);
        let Some(lot) = posting.lot else {
            return if posting.amount > 0 { self.take(book, &side, posting.amount) } else { self.give(book, &side, -posting.amount, None) };
        };
        let Some(origin) = book.get::<Lot>((posting.account.as_str(), lot)) else { return Err(unknown_account(&posting.account)) };
        let account = account(book, &side)?;
        let lot = if account.number == posting.account { origin } else { counterpart(book, &account.number, origin) };
        let is_whole = lot.remaining >= posting.amount && account.available() >= posting.amount;
        if !is_whole {
            return self.take(book, &side, posting.amount);
        }
        let remaining = lot.remaining - posting.amount;
        self.settle_lot(book, Lot { amount: lot.amount.max(remaining), remaining, ..lot }, -posting.amount)
    }

    pub(super) fn settle_lot(&mut self, book: &mut Book, lot: Lot, amount: i64) -> Result<(), Refusal> {
        let mut account = account(book, &Side::Holder(lot.account.clone()))?;
        account.posted += amount;
        self.add(&lot.account, Some(lot.seq), amount);
        book.put(account);
        book.put(lot);
        Ok(())
    }
}

/// Refuses `ledger.too_large` rather than wrap around.
fn sum(posted: i64, amount: i64) -> Result<i64, Refusal> {
    posted
        .checked_add(amount)
        .ok_or_else(|| Refusal::new("ledger.too_large", Kind::Invalid, "这个数太大，账上记不下，什么也没有改。", "请核对金额或分值。"))
}

fn side_of(number: &str) -> Side {
    let own = number.strip_prefix('@').and_then(AccountKind::parse);
    own.map_or_else(|| Side::Holder(number.to_owned()), Side::Village)
}

/// The lot of another holder that the same entry credited; one with nothing in it if there is none yet.
pub(super) fn counterpart(book: &Book, number: &str, lot: Lot) -> Lot {
    book.get::<Lot>((number, lot.seq)).unwrap_or(Lot { account: number.to_owned(), amount: 0, remaining: 0, ..lot })
}

/// The account of a side. The village's own accounts open by themselves; for one that is closed stands whoever has taken it over.
pub(super) fn account(book: &Book, side: &Side) -> Result<Account, Refusal> {
    let number = side.number();
    match (book.get::<Account>(&number), side) {
        // Nobody is given or loses the village's own accounts by naming them as theirs.
        (Some(account), Side::Holder(_)) if account.kind != AccountKind::Holder => Err(unknown_account(&number)),
        (Some(closed), _) if closed.closed_on.is_some() => match closed.heir {
            Some(heir) => self::account(book, &Side::Holder(heir)),
            None => Err(closed_account(&number)),
        },
        (Some(account), _) => Ok(account),
        (None, Side::Village(kind)) => Ok(fresh(number, *kind)),
        (None, Side::Holder(_)) => Err(unknown_account(&number)),
    }
}

/// Refuses `ledger.account_closed`.
fn closed_account(number: &str) -> Refusal {
    let sentence = format!("{number} 的账已经销了，也没有写明转给谁，什么也没有改。");
    Refusal::new("ledger.account_closed", Kind::Conflict, sentence, "这一笔不用再办；有疑问请找村务监督委员。")
}

/// Refuses `ledger.unknown_account`.
pub fn unknown_account(number: &str) -> Refusal {
    Refusal::new("ledger.unknown_account", Kind::Missing, format!("没有 {number} 这个账户。"), "请核对户号或人员编号。")
}

pub(super) fn insufficient(account: &Account, wanted: i64) -> Refusal {
    let (has, wants, unit) = if account.kind.is_points() {
        (Points::from_hundredths(account.available()).plain(), Points::from_hundredths(wanted).plain(), "分")
    } else {
        (Yuan::from_hundredths(account.available()).plain(), Yuan::from_hundredths(wanted).plain(), "元")
    };
    let sentence = format!("账上能用的只有 {has} {unit}，这次要 {wants} {unit}，没有办成，什么也没有改。");
    Refusal::new("ledger.insufficient", Kind::Conflict, sentence, "请少用一些，或等入账以后再办。")
}
