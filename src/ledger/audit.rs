//! The audit: everything kept is checked again from the postings, and the chain from its first link (promises R3, R4, R5).
//!
//! It reads the journal in pages; in memory stay one number for each account and each lot.

use std::collections::BTreeMap;

use anyhow::Result;

use super::chain::{self, GENESIS};
use super::journal::{Page, Told};
use super::model::*;
use crate::db::{Column, Conn, Part, trail};
use crate::words::VillageId;

/// Something that does not hold, at an entry if one can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    pub seq: Option<i64>,
    pub sentence: String,
}

impl Breach {
    /// A breach that no single entry shows.
    pub fn of(sentence: String) -> Self {
        Self { seq: None, sentence }
    }

    fn at(seq: i64, sentence: String) -> Self {
        Self { seq: Some(seq), sentence }
    }
}

/// Checks one village's ledger; the breaches found, the first bad entry first, and how many entries were read.
/// With `anchor`, a printed head must be one of the chain's links.
pub async fn audit(conn: &mut Conn, village: &VillageId, anchor: Option<&str>) -> Result<(Vec<Breach>, i64)> {
    let mut walk = Walk { previous: GENESIS.to_owned(), ..Walk::default() };
    loop {
        let page = Page::after(conn, village, walk.seq).await?;
        if page.last().is_none() {
            break;
        }
        walk.see_trail(conn, village, &page).await?;
        walk.entries(village, page.each(), anchor);
        if !walk.breaches.is_empty() {
            return Ok((walk.breaches, walk.seq)); // what follows a broken link says nothing more
        }
    }
    walk.close(conn, village, anchor).await?;
    Ok((walk.breaches, walk.seq))
}

/// How many of the newest entries are looked at where there is no time for all.
const TAIL: i64 = 20;

/// Checks the newest entries and acts of a village and that nothing is missing after them, as far as that costs nothing; the first breach. A thorough look
/// is [`audit`] and [`trail::audit`].
pub async fn audit_tail(conn: &mut Conn, village: &VillageId) -> Result<Option<Breach>> {
    match audit_newest(conn, village).await? {
        Some(breach) => Ok(Some(breach)),
        None => Ok(trail::audit_tail(conn, village).await?.map(Breach::of)),
    }
}

async fn audit_newest(conn: &mut Conn, village: &VillageId) -> Result<Option<Breach>> {
    let Some(head) = super::store::head_on_disk(conn, village).await? else { return Ok(None) };
    let before = (head.seq - TAIL).max(0);
    // The walk begins behind an entry that it takes on trust, or at the very beginning.
    let page = Page::after(conn, village, (before - 1).max(0)).await?;
    let mut entries = page.each();
    let trusted = if before > 0 { entries.next() } else { None };
    let previous = trusted.map_or_else(|| GENESIS.to_owned(), |told| told.entry.hash.clone());
    let mut walk = Walk { seq: before, previous, ..Walk::default() };
    walk.see_trail(conn, village, &page).await?;
    walk.entries(village, entries, None);
    walk.ends_at(head.seq, &head.hash);
    Ok(walk.breaches.into_iter().next())
}

/// What the walk along the chain has seen so far.
#[derive(Default)]
struct Walk {
    seq: i64,
    previous: String,
    /// The links of the trail that the entries at hand may name.
    trail: BTreeMap<i64, String>,
    balances: BTreeMap<String, i64>,
    /// What is left of each lot, and what it came to at most.
    lots: BTreeMap<(String, i64), (i64, i64)>,
    /// By which entry an entry was taken back.
    reversals: BTreeMap<i64, i64>,
    anchored: bool,
    breaches: Vec<Breach>,
}

impl Walk {
    async fn see_trail(&mut self, conn: &mut Conn, village: &VillageId, page: &Page) -> Result<()> {
        let named = || page.each().filter_map(|told| told.entry.trail);
        let range = (named().min().unwrap_or_default(), named().max().unwrap_or_default());
        self.trail = trail::hashes(conn, village, Part::Village, range).await?.into_iter().collect();
        self.trail.insert(0, trail::NO_TRAIL.to_owned());
        Ok(())
    }

    fn entries<'a>(&mut self, village: &VillageId, entries: impl Iterator<Item = Told<'a>>, anchor: Option<&str>) {
        for told in entries {
            self.entry(village, told);
            self.anchored |= anchor.is_some_and(|anchor| told.entry.hash.starts_with(anchor));
            if !self.breaches.is_empty() {
                return;
            }
        }
    }

    fn entry(&mut self, village: &VillageId, Told { entry, postings, particulars }: Told<'_>) {
        let expected = self.seq + 1;
        if entry.seq != expected {
            self.breaches.push(Breach::at(expected, format!("第 {expected} 笔不见了，后面直接是第 {} 笔。", entry.seq)));
            return;
        }
        self.seq = entry.seq;
        let trail = entry.trail.and_then(|number| self.trail.get(&number));
        if let Some(number) = entry.trail.filter(|_| trail.is_none()) {
            self.breaches.push(Breach::at(entry.seq, format!("第 {} 笔前面的第 {number} 件办理记录不见了。", entry.seq)));
        } else if chain::link(village, &self.previous, entry, postings, trail.map(String::as_str)) != entry.hash {
            let sentence = format!("第 {} 笔和它的校验码对不上：这一笔，或者它前面的办理记录，被改动过。", entry.seq);
            self.breaches.push(Breach::at(entry.seq, sentence));
        }
        let told = particulars.filter(|row| **row != Particulars::forgotten(entry.seq));
        if told.is_some_and(|row| chain::commitment(&row.salt, &row.title, &row.explanation) != entry.commitment) {
            self.breaches.push(Breach::at(entry.seq, format!("第 {} 笔的说明被改动过。", entry.seq)));
        }
        let own =
            |points: bool| postings.iter().filter(|line| kind_of(&line.account).is_points() == points).map(|line| line.amount).sum::<i64>();
        if own(true) != 0 || own(false) != 0 {
            self.breaches.push(Breach::at(entry.seq, format!("第 {} 笔的借贷不平。", entry.seq)));
        }
        if entry.kind == EntryKind::Transfer && !goes_over_whole(postings) {
            self.breaches.push(Breach::at(entry.seq, format!("第 {} 笔转户，转出和转入的对不上。", entry.seq)));
        }
        if let Some(reversed) = entry.reverses
            && let Some(earlier) = self.reversals.insert(reversed, entry.seq)
        {
            self.breaches.push(Breach::at(entry.seq, format!("第 {reversed} 笔已经由第 {earlier} 笔冲正过，又冲正了一次。")));
        }
        entry.hash.clone_into(&mut self.previous);
        for line in postings {
            *self.balances.entry(line.account.clone()).or_default() += line.amount;
            if let Some(lot) = line.lot {
                let (remaining, amount) = self.lots.entry((line.account.clone(), lot)).or_default();
                *remaining += line.amount;
                let is_given = lot == entry.seq || entry.kind == EntryKind::Transfer;
                *amount = if is_given { *amount + line.amount.max(0) } else { (*amount).max(*remaining) };
            }
        }
    }

    async fn close(&mut self, conn: &mut Conn, village: &VillageId, anchor: Option<&str>) -> Result<()> {
        let of_village = [village.to_string().to_cell()];
        let head: Option<Head> = conn.select("WHERE t.village = $1", &of_village).await?.into_iter().next();
        let (seq, hash) = head.map_or((0, GENESIS.to_owned()), |head| (head.seq, head.hash));
        self.ends_at(seq, &hash);
        if let Some(anchor) = anchor.filter(|_| !self.anchored) {
            self.breaches.push(Breach::of(format!("公示上的校验码 {anchor} 不在账本里：账被改动过，或者最后的账被删掉了。")));
        }
        let kept = conn.select::<Reversal>("WHERE t.village = $1", &of_village).await?;
        if kept.into_iter().map(|row| (row.reversed, row.entry)).collect::<BTreeMap<_, _>>() != self.reversals {
            self.breaches.push(Breach::of("冲正的登记和账上的冲正对不上。".to_owned()));
        }
        self.accounts(conn, &of_village).await?;
        self.kept_lots(conn, &of_village).await
    }

    fn ends_at(&mut self, seq: i64, hash: &str) {
        if (seq, hash) != (self.seq, self.previous.as_str()) {
            self.breaches.push(Breach::at(self.seq + 1, format!("账本应有 {seq} 笔，实际只有 {} 笔：最后的账被删掉了。", self.seq)));
        }
    }

    async fn accounts(&mut self, conn: &mut Conn, village: &[crate::db::Cell]) -> Result<()> {
        let holds = "SELECT account, CAST(SUM(amount) AS BIGINT) FROM holds WHERE village = $1 AND state = 'held' GROUP BY account";
        let held: BTreeMap<String, i64> = conn.query::<(String, i64)>(holds, village).await?.into_iter().collect();
        for account in conn.select::<Account>("WHERE t.village = $1", village).await? {
            let (number, booked) = (&account.number, self.balances.remove(&account.number).unwrap_or_default());
            if booked != account.posted {
                self.breaches.push(Breach::of(format!("账户 {number} 的余额和记账行对不上。")));
            }
            if held.get(number).copied().unwrap_or_default() != account.held {
                self.breaches.push(Breach::of(format!("账户 {number} 的冻结数和冻结记录对不上。")));
            }
            if account.kind != kind_of(number) {
                self.breaches.push(Breach::of(format!("账户 {number} 不是“{}”账户。", account.kind.chinese())));
            }
            if account.closed_on.is_some() && (account.posted, account.held) != (0, 0) {
                self.breaches.push(Breach::of(format!("账户 {number} 已经销账，账上却还有积分。")));
            }
            if account.kind.has_floor() && account.available() < 0 {
                self.breaches.push(Breach::of(format!("账户 {number} 的可用数低于零。")));
            }
        }
        let orphans = std::mem::take(&mut self.balances).into_iter();
        self.breaches.extend(orphans.map(|(number, _)| Breach::of(format!("账户 {number} 有记账行，却没有账户。"))));
        Ok(())
    }

    async fn kept_lots(&mut self, conn: &mut Conn, village: &[crate::db::Cell]) -> Result<()> {
        for lot in conn.select::<Lot>("WHERE t.village = $1", village).await? {
            let booked = self.lots.remove(&(lot.account.clone(), lot.seq)).unwrap_or_default();
            if booked != (lot.remaining, lot.amount) || lot.remaining < 0 {
                self.breaches.push(Breach::of(format!("账户 {} 第 {} 笔得到的积分，原有数或者剩余数对不上。", lot.account, lot.seq)));
            }
        }
        let orphans = std::mem::take(&mut self.lots).into_iter();
        self.breaches.extend(orphans.map(|((account, seq), _)| Breach::of(format!("账户 {account} 第 {seq} 笔得到的积分没有批次。"))));
        Ok(())
    }
}

/// Whether only holders' lots are touched, and of each as much arrives as went.
fn goes_over_whole(postings: &[Posting]) -> bool {
    let mut lots: BTreeMap<Option<i64>, i64> = BTreeMap::new();
    postings.iter().for_each(|line| *lots.entry(line.lot).or_default() += line.amount);
    lots.iter().all(|(lot, amount)| lot.is_some() && *amount == 0)
}

/// What an account is for, told by its number alone.
fn kind_of(number: &str) -> AccountKind {
    number.strip_prefix('@').and_then(AccountKind::parse).unwrap_or(AccountKind::Holder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_over_arrives_in_the_same_lots() {
        let line = |(account, lot, amount): (&str, Option<i64>, i64)| Posting { seq: 9, line: 1, account: account.to_owned(), lot, amount };
        let table = [
            (vec![("1", Some(3), -300), ("2", Some(3), 300), ("1", Some(5), -100), ("2", Some(5), 100)], true),
            (vec![("1", Some(3), -300), ("2", Some(5), 300)], false),
            (vec![("1", Some(3), -300), ("@lapsed", None, 300)], false),
            (vec![("@issued", None, -300), ("@lapsed", None, 300)], false),
        ];
        for (lines, is_whole) in table {
            assert_eq!(goes_over_whole(&lines.iter().copied().map(line).collect::<Vec<_>>()), is_whole, "{lines:?}");
        }
    }
}
