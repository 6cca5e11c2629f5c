//! What entries come to month by month, and how many holders have how much: kept with every entry, and told again from the journal.
//!
//! Awards and deductions are summed up by whoever posts them (`awards`): the ledger knows no chapter. Whatever a reversal takes back is taken off in the
//! month in which that is done. What comes from the common pool (保密) makes nobody one of those who were given points.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use super::store::PROTECTED;
use crate::db::{Book, Column, Conn};
use crate::sums::{Figure, Sums, add, month};
use crate::words::{Moment, Period, VillageId};

/// The part of those who have nothing.
const NOTHING: &str = "00";

/// The first part of those who have something.
pub const SOMETHING: &str = "01";

/// Of holders with about as much: below one point, then two parts from each power of two to the next. In order as texts are.
fn band(hundredths: i64) -> String {
    let whole = hundredths / 100;
    let number = match (hundredths > 0, whole.checked_ilog2()) {
        (false, _) => 0,
        (true, None) => 1,
        (true, Some(power)) => 2 + 2 * power + u32::from(power > 0 && whole >> (power - 1) & 1 == 1),
    };
    format!("{:02}", number.min(99))
}

/// What an entry adds to the sums of its month besides its holders; once more with the other sign where it takes one of that kind back.
fn flows(kind: EntryKind, postings: &[Posting]) -> impl Iterator<Item = (Figure, i64)> {
    let sum = |is_of: fn(&Posting) -> bool| -postings.iter().filter(|line| is_of(line)).map(|line| line.amount).sum::<i64>();
    let (points, yuan) = (sum(|line| line.lot.is_some()), sum(|line| line.account == "@fund"));
    let flows = [Some((Figure::Redeemed, points)), (yuan != 0).then_some((Figure::Spent, yuan))];
    flows.into_iter().flatten().filter(move |_| kind == EntryKind::Redemption)
}

/// What an entry makes of a holder whose points it changes by so much.
fn role(entry: (EntryKind, Option<i64>, Option<&str>), change: i64) -> Option<Figure> {
    match entry {
        (_, Some(_), _) => None,
        (EntryKind::Award, None, reference) if change > 0 && !reference.is_some_and(|reference| reference.starts_with(PROTECTED)) => {
            Some(Figure::Earners)
        }
        (EntryKind::Redemption, None, _) if change < 0 => Some(Figure::Redeemers),
        _ => None,
    }
}

/// Sums up an entry that has just been made; the balances are moved already.
pub(super) fn entered(book: &mut Book, entry: &Entry, postings: &[Posting]) {
    let day = entry.at.day();
    let reversed = entry.reverses.and_then(|seq| book.get::<Entry>(seq));
    let kind = reversed.map_or(entry.kind, |reversed| reversed.kind);
    let times = if entry.reverses.is_some() { -1 } else { 1 };
    for (figure, amount) in flows(kind, postings) {
        add(book, figure, day, "", (times, amount));
    }
    for (number, change) in changes(postings) {
        holder(book, entry, number, change);
    }
}

/// By how much an entry changes each holder's points.
fn changes(postings: &[Posting]) -> Vec<(&str, i64)> {
    let mut changes: Vec<(&str, i64)> = Vec::new();
    for line in postings.iter().filter(|line| line.lot.is_some()) {
        match changes.iter_mut().find(|(number, _)| *number == line.account) {
            Some((_, change)) => *change += line.amount,
            None => changes.push((&line.account, line.amount)),
        }
    }
    changes
}

fn holder(book: &mut Book, entry: &Entry, number: &str, change: i64) {
    let Some(account) = book.get::<Account>(number) else { return };
    let (day, now) = (entry.at.day(), month(entry.at.day()));
    let (from, to) = (band(account.posted - change), band(account.posted));
    if from == to {
        add(book, Figure::Holders, day, &to, (0, change));
    } else {
        add(book, Figure::Holders, day, &from, (-1, change - account.posted));
        add(book, Figure::Holders, day, &to, (1, account.posted));
    }
    match role((entry.kind, entry.reverses, entry.reference.as_deref()), change) {
        Some(Figure::Earners) if account.earned_in < Some(now) => {
            add(book, Figure::Earners, day, "", (1, 0));
            book.put(Account { earned_in: Some(now), ..account });
        }
        Some(Figure::Redeemers) if account.redeemed_in < Some(now) => {
            add(book, Figure::Redeemers, day, "", (1, 0));
            book.put(Account { redeemed_in: Some(now), ..account });
        }
        _ => {}
    }
}

/// An account is opened (`1`) or closed (`-1`) with nothing on it.
pub(super) fn counted(book: &mut Book, times: i64) {
    add(book, Figure::Accounts, NaiveDate::default(), "", (times, 0));
    add(book, Figure::Holders, NaiveDate::default(), NOTHING, (times, 0));
}

/// The latest month in which an account was given points for a deed, and in which it fetched something.
pub type Latest = BTreeMap<String, [Option<Period>; 2]>;

/// All that this room sums up, told again from the journal and the open accounts.
pub async fn sums(conn: &mut Conn, village: &VillageId) -> Result<(Sums, Latest)> {
    let mut sums = Sums::default();
    let name = [village.to_string().to_cell()];
    let holders = "SELECT posted FROM accounts WHERE village = $1 AND kind = 'holder' AND closed_on IS NULL";
    for (posted,) in conn.query::<(i64,)>(holders, &name).await? {
        sums.add(Figure::Accounts, NaiveDate::default(), "", (1, 0));
        sums.add(Figure::Holders, NaiveDate::default(), &band(posted), (1, posted));
    }
    let lines = "SELECT e.seq, e.at, e.kind, r.kind, e.reference, p.account, p.lot, p.amount FROM entries e
                 LEFT JOIN entries r ON r.village = e.village AND r.seq = e.reverses
                 JOIN postings p ON p.village = e.village AND p.seq = e.seq
                 WHERE e.village = $1 AND COALESCE(r.kind, e.kind) IN ('award', 'redemption') AND e.seq > $2
                 AND (p.lot IS NOT NULL OR p.account = '@fund') ORDER BY e.seq, p.line LIMIT 20000";
    let mut retelling = Retelling { sums, ..Retelling::default() };
    loop {
        let found: Vec<Told> = conn.query(lines, &[name[0].clone(), retelling.seq.to_cell()]).await?;
        let is_last = found.len() < 20_000;
        retelling.add(found, is_last);
        if is_last {
            return Ok((retelling.sums, retelling.latest));
        }
    }
}

/// One line of an entry: number, instant, kind, kind of the one it takes back, reference, account, lot, amount.
type Told = (i64, Moment, EntryKind, Option<EntryKind>, Option<String>, String, Option<i64>, i64);

#[derive(Default)]
struct Retelling {
    /// The last entry that was told whole.
    seq: i64,
    sums: Sums,
    latest: Latest,
}

impl Retelling {
    /// Adds entries in their order. The last one of a page may go on in the next: it is told then.
    fn add(&mut self, lines: Vec<Told>, is_last: bool) {
        let newest = lines.last().map_or(0, |line| line.0);
        let entries = lines.chunk_by(|one, other| one.0 == other.0).filter(|entry| is_last || entry[0].0 != newest);
        for entry in entries {
            self.entry(entry);
        }
    }

    fn entry(&mut self, lines: &[Told]) {
        let (seq, at, kind, reversed, reference, ..) = &lines[0];
        self.seq = *seq;
        let posting = |(seq, _, _, _, _, account, lot, amount): &Told| Posting {
            seq: *seq,
            line: 0,
            account: account.clone(),
            lot: *lot,
            amount: *amount,
        };
        let postings: Vec<Posting> = lines.iter().map(posting).collect();
        let (day, times) = (at.day(), if reversed.is_some() { -1 } else { 1 });
        for (figure, amount) in flows(reversed.unwrap_or(*kind), &postings) {
            self.sums.add(figure, day, "", (times, amount));
        }
        for (number, change) in changes(&postings) {
            let role = role((*kind, reversed.map(|_| 0), reference.as_deref()), change);
            let Some((figure, place)) = role.map(|figure| (figure, usize::from(figure == Figure::Redeemers))) else { continue };
            let latest = &mut self.latest.entry(number.to_owned()).or_default()[place];
            if *latest < Some(month(day)) {
                *latest = Some(month(day));
                self.sums.add(figure, day, "", (1, 0));
            }
        }
    }
}

/// Puts down, in an older database, in which month each account last was given points and fetched something.
pub fn remember(book: &mut Book, latest: &Latest) {
    for (number, [earned_in, redeemed_in]) in latest {
        if let Some(account) = book.get::<Account>(number) {
            book.put(Account { earned_in: *earned_in, redeemed_in: *redeemed_in, ..account });
        }
    }
}

/// What is left in the funds of some villages, in hundredths of yuan.
pub async fn funds(conn: &mut Conn, villages: &[VillageId]) -> Result<BTreeMap<VillageId, i64>> {
    let sql = format!("SELECT village, posted - held FROM accounts WHERE village {} AND number = '@fund'", conn.listed());
    let found: Vec<(String, i64)> = conn.query(&sql, &[Conn::list(villages)]).await?;
    Ok(found.into_iter().filter_map(|(village, left)| Some((VillageId::parse(&village)?, left))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_with_about_as_much_stand_together_in_order() {
        let table = [
            (0, "00"),
            (1, "01"),
            (99, "01"),
            (100, "02"),
            (199, "02"),
            (200, "04"),
            (300, "05"),
            (400, "06"),
            (599, "06"),
            (600, "07"),
            (800, "08"),
            (51_200, "20"),
            (i64::MAX, "99"),
        ];
        for (hundredths, expected) in table {
            assert_eq!(band(hundredths), expected, "{hundredths}");
        }
        let bands: Vec<_> = (0..20_000).map(|number| band(number * 7)).collect();
        assert!(bands.is_sorted());
    }
}
