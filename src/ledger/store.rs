//! The ledger's tables, and what pages and checks read of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::model::*;
use crate::db::{Column, Conn, stored_as_text, table};
use crate::words::{Moment, Points, Role, VillageId};
use chrono::NaiveDate;

stored_as_text!(AccountKind, EntryKind);

// Not sealed: entries, postings and reversals are the chain, particulars are committed to in it, accounts and lots are counted again from it.
table!(Account, unsealed "accounts", key [number], columns [kind, posted, held, closed_on, heir, earned_in, redeemed_in], kept);
table!(Lot, unsealed "lots", key [account, seq], columns [amount, remaining, expires_on], live "t.remaining <> 0");
table!(Hold, "holds", key [id], columns [account, amount, state, until_at]);
table!(Head, unsealed "chain_heads", key [key], columns [seq, hash]);
table!(Entry, unsealed "entries", key [seq], columns [kind, at, occurred_on, operation, actor, role, rulebook, reference, reverses, commitment, trail, hash],
    append_only);
table!(Posting, unsealed "postings", key [seq, line], columns [account, lot, amount], append_only);
table!(Particulars, unsealed "particulars", key [seq], columns [salt, title, explanation]);
table!(Reversal, unsealed "reversals", key[reversed], columns[entry], append_only);

/// One account; `None` if there is no such number.
pub async fn account(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<Account>> {
    let found =
        conn.select("WHERE t.village = $1 AND t.number = $2", &[village.to_string().to_cell(), number.to_owned().to_cell()]).await?;
    Ok(found.into_iter().next())
}

/// Holders' accounts in order of their numbers, after a number.
pub async fn accounts(conn: &mut Conn, village: &VillageId, after: &str, limit: i64) -> Result<Vec<Account>> {
    let rest = "WHERE t.village = $1 AND t.number > $2 AND t.kind = 'holder' ORDER BY t.number LIMIT $3";
    conn.select(rest, &[village.to_string().to_cell(), after.to_owned().to_cell(), limit.to_cell()]).await
}

/// Every account of a village, its own ones first.
pub async fn all_accounts(conn: &mut Conn, village: &VillageId) -> Result<Vec<Account>> {
    conn.select("WHERE t.village = $1 ORDER BY t.number", &[village.to_string().to_cell()]).await
}

/// The accounts on which something has lapsed before a day and is not held.
pub async fn lapsed(conn: &mut Conn, village: &VillageId, day: NaiveDate) -> Result<Vec<String>> {
    let sql = "SELECT l.account FROM lots l JOIN accounts a ON a.village = l.village AND a.number = l.account
               WHERE l.village = $1 AND l.remaining > 0 AND l.expires_on < $2 GROUP BY l.account, a.held HAVING SUM(l.remaining) > a.held
               ORDER BY l.account";
    let found: Vec<(String,)> = conn.query(sql, &[village.to_string().to_cell(), day.to_cell()]).await?;
    Ok(found.into_iter().map(|(number,)| number).collect())
}

/// The next last day of an account's lots between two days, and how much lapses with it.
pub async fn expiring(
    conn: &mut Conn,
    village: &VillageId,
    number: &str,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Option<(NaiveDate, Points)>> {
    let sql = "SELECT expires_on, CAST(SUM(remaining) AS BIGINT) FROM lots WHERE village = $1 AND account = $2 AND remaining > 0
               AND expires_on BETWEEN $3 AND $4 GROUP BY expires_on ORDER BY expires_on LIMIT 1";
    conn.first(sql, &[village.to_string().to_cell(), number.to_owned().to_cell(), from.to_cell(), until.to_cell()]).await
}

/// The newest link of the chain as it is on disk; `None` before the first entry.
pub async fn head_on_disk(conn: &mut Conn, village: &VillageId) -> Result<Option<Head>> {
    Ok(conn.select("WHERE t.village = $1", &[village.to_string().to_cell()]).await?.into_iter().next())
}

/// The first last day of anybody's lots from one on and before another.
pub async fn next_lapse(conn: &mut Conn, village: &VillageId, from: NaiveDate, before: NaiveDate) -> Result<Option<NaiveDate>> {
    let sql = "SELECT MIN(expires_on) FROM lots WHERE village = $1 AND remaining > 0 AND expires_on >= $2 AND expires_on < $3";
    let found: Option<(Option<NaiveDate>,)> = conn.first(sql, &[village.to_string().to_cell(), from.to_cell(), before.to_cell()]).await?;
    Ok(found.and_then(|(day,)| day))
}

/// What lapses between two days, both included, on whose account and after which day: the soonest first.
pub async fn lapsing(conn: &mut Conn, village: &VillageId, from: NaiveDate, until: NaiveDate) -> Result<Vec<(NaiveDate, String, Points)>> {
    let sql = "SELECT expires_on, account, CAST(SUM(remaining) AS BIGINT) FROM lots WHERE village = $1 AND remaining > 0
               AND expires_on BETWEEN $2 AND $3 GROUP BY expires_on, account ORDER BY expires_on, account";
    conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), until.to_cell()]).await
}

/// When the newest entry of a village was made that was not made after a moment; `None` before the first. Entries of a clock that had run ahead do not count.
pub async fn newest_until(conn: &mut Conn, village: &VillageId, now: Moment) -> Result<Option<Moment>> {
    let newest = newest_of(conn, village).await?;
    if newest.is_none_or(|at| at <= now) {
        return Ok(newest);
    }
    let sql = "SELECT MAX(at) FROM entries WHERE village = $1 AND at <= $2";
    let found: Option<(Option<Moment>,)> = conn.first(sql, &[village.to_string().to_cell(), now.to_cell()]).await?;
    Ok(found.and_then(|(at,)| at))
}

/// When the newest entry of a village was made; `None` before the first.
pub async fn newest_of(conn: &mut Conn, village: &VillageId) -> Result<Option<Moment>> {
    let sql = "SELECT e.at FROM chain_heads h JOIN entries e ON e.village = h.village AND e.seq = h.seq WHERE h.village = $1";
    Ok(conn.first::<(Moment,)>(sql, &[village.to_string().to_cell()]).await?.map(|(at,)| at))
}

/// When the newest entry of any village was made; `None` before the first.
pub async fn newest_at(conn: &mut Conn) -> Result<Option<Moment>> {
    let sql = "SELECT MAX(e.at) FROM chain_heads h JOIN entries e ON e.village = h.village AND e.seq = h.seq";
    Ok(conn.first::<(Option<Moment>,)>(sql, &[]).await?.and_then(|(at,)| at))
}

/// One entry of the journal.
pub async fn entry(conn: &mut Conn, village: &VillageId, seq: i64) -> Result<Option<Entry>> {
    let found = conn.select("WHERE t.village = $1 AND t.seq = $2", &[village.to_string().to_cell(), seq.to_cell()]).await?;
    Ok(found.into_iter().next())
}

/// One line of an account's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub seq: i64,
    pub kind: EntryKind,
    pub at: Moment,
    /// In which role whoever made the entry acted.
    pub role: Role,
    pub occurred_on: NaiveDate,
    pub points: Points,
    /// `None` once the person asked to be forgotten.
    pub title: Option<String>,
    pub explanation: Vec<String>,
    pub rulebook: Option<String>,
    pub reference: Option<String>,
    pub reverses: Option<i64>,
    pub hash: String,
}

/// What the reference of an entry of the common pool begins with.
pub const PROTECTED: &str = "protected:";

/// Which of an account's lines are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Only entries before this number.
    pub before: i64,
    pub limit: i64,
}

/// An account's lines, newest first. What was moved to it from the common pool (保密) is in no list: a line would tell of it.
pub async fn entries_of(conn: &mut Conn, village: &VillageId, number: &str, wanted: Wanted) -> Result<Vec<Line>> {
    let own = "SELECT p.seq, CAST(SUM(p.amount) AS BIGINT) FROM postings p JOIN entries e ON e.village = p.village AND e.seq = p.seq
               WHERE p.village = $1 AND p.account = $2 AND p.seq < $3 AND (e.reference IS NULL OR e.reference NOT LIKE 'protected:%')
               GROUP BY p.seq ORDER BY p.seq DESC LIMIT $4";
    let Wanted { before, limit } = wanted;
    let cells = [village.to_string().to_cell(), number.to_owned().to_cell(), before.to_cell(), limit.to_cell()];
    let amounts: Vec<(i64, i64)> = conn.query(own, &cells).await?;
    let (Some(newest), Some(oldest)) = (amounts.first(), amounts.last()) else { return Ok(Vec::new()) };
    let mine = "WHERE t.village = $1 AND t.seq BETWEEN $3 AND $4
                AND t.seq IN (SELECT seq FROM postings WHERE village = $1 AND account = $2 AND seq BETWEEN $3 AND $4) ORDER BY t.seq DESC";
    let range = [village.to_string().to_cell(), number.to_owned().to_cell(), oldest.0.to_cell(), newest.0.to_cell()];
    let entries: Vec<Entry> = conn.select(mine, &range).await?;
    let told: Vec<Particulars> = conn.select(mine, &range).await?;
    let mut entries: BTreeMap<i64, Entry> = entries.into_iter().map(|entry| (entry.seq, entry)).collect();
    let mut told: BTreeMap<i64, Particulars> = told.into_iter().map(|row| (row.seq, row)).collect();
    let line = |(seq, amount)| Some(line(entries.remove(&seq)?, Points::from_hundredths(amount), told.remove(&seq)));
    Ok(amounts.into_iter().filter_map(line).collect())
}

fn line(entry: Entry, points: Points, particulars: Option<Particulars>) -> Line {
    let explanation = particulars.as_ref().and_then(|row| serde_json::from_str(&row.explanation).ok()).unwrap_or_default();
    Line {
        seq: entry.seq,
        kind: entry.kind,
        at: entry.at,
        role: entry.role,
        occurred_on: entry.occurred_on,
        points,
        title: particulars.filter(|row| !row.is_forgotten()).map(|row| row.title),
        explanation,
        rulebook: entry.rulebook,
        reference: entry.reference,
        reverses: entry.reverses,
        hash: entry.hash,
    }
}

/// What an account had before a time, what came in, what went out, and what it had after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Movement {
    pub before: i64,
    pub gained: i64,
    pub spent: i64,
}

impl Movement {
    /// What it had at the end.
    pub fn after(self) -> i64 {
        self.before + self.gained - self.spent
    }
}

/// How every account moved between two instants (the second excluded), in hundredths, without what protected reports gave. An entry counts as a whole.
pub async fn movements(conn: &mut Conn, village: &VillageId, (from, until): (Moment, Moment)) -> Result<BTreeMap<String, Movement>> {
    let sql = "SELECT w.account, CAST(SUM(CASE WHEN w.at < $2 THEN w.amount ELSE 0 END) AS BIGINT),
                 CAST(SUM(CASE WHEN w.at >= $2 AND w.amount > 0 THEN w.amount ELSE 0 END) AS BIGINT),
                 CAST(SUM(CASE WHEN w.at >= $2 AND w.amount < 0 THEN -w.amount ELSE 0 END) AS BIGINT)
               FROM (SELECT p.account, e.at, SUM(p.amount) AS amount FROM postings p JOIN entries e ON e.village = p.village AND e.seq = p.seq
                     WHERE p.village = $1 AND e.at < $3 AND (e.reference IS NULL OR e.reference NOT LIKE 'protected:%')
                     GROUP BY p.account, p.seq, e.at) w GROUP BY w.account";
    let found: Vec<(String, i64, i64, i64)> = conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), until.to_cell()]).await?;
    Ok(found.into_iter().map(|(account, before, gained, spent)| (account, Movement { before, gained, spent })).collect())
}

/// How many holders have points now, and the sum of what they have.
pub async fn kept_totals(conn: &mut Conn, village: &VillageId) -> Result<(i64, Points)> {
    let sql =
        "SELECT COUNT(*), CAST(COALESCE(SUM(posted), 0) AS BIGINT) FROM accounts WHERE village = $1 AND kind = 'holder' AND posted > 0";
    Ok(conn.first(sql, &[village.to_string().to_cell()]).await?.unwrap_or_default())
}

/// What holders have above a score that stays with them, in all.
pub async fn outstanding(conn: &mut Conn, village: &VillageId, above: Points) -> Result<Points> {
    let sql = "SELECT CAST(COALESCE(SUM(posted - $2), 0) AS BIGINT) FROM accounts WHERE village = $1 AND kind = 'holder' AND posted > $2";
    Ok(conn.first::<(Points,)>(sql, &[village.to_string().to_cell(), above.to_cell()]).await?.map_or(Points::ZERO, |(points,)| points))
}

/// What was put into the fund, and when, in hundredths of yuan.
pub async fn allocated(conn: &mut Conn, village: &VillageId) -> Result<Vec<(Moment, i64)>> {
    let sql = "SELECT e.at, p.amount FROM entries e JOIN postings p ON p.village = e.village AND p.seq = e.seq
               WHERE e.village = $1 AND e.kind = 'allocation' AND p.account = '@fund' ORDER BY e.seq";
    conn.query(sql, &[village.to_string().to_cell()]).await
}

/// What accounts from one number to another have earned by what they did since a day: awards, deductions, what was earned back and adjustments, less
/// their reversals. Neither what was spent or has lapsed is in it, nor what came from the common pool (保密): a title must not tell of it.
pub async fn earned(
    conn: &mut Conn,
    village: &VillageId,
    (first, last): (&str, &str),
    since: NaiveDate,
) -> Result<BTreeMap<String, Points>> {
    let sql = "SELECT p.account, CAST(SUM(p.amount) AS BIGINT) FROM postings p
               JOIN entries e ON e.village = p.village AND e.seq = p.seq
               LEFT JOIN entries r ON r.village = e.village AND r.seq = e.reverses
               WHERE p.village = $1 AND p.account BETWEEN $2 AND $3 AND p.lot IS NOT NULL AND e.occurred_on >= $4
               AND COALESCE(r.kind, e.kind) IN ('award', 'deduction', 'repair', 'adjustment') AND (e.reference IS NULL OR e.reference NOT LIKE 'protected:%')
               GROUP BY p.account";
    let cells = [village.to_string().to_cell(), first.to_owned().to_cell(), last.to_owned().to_cell(), since.to_cell()];
    Ok(conn.query::<(String, Points)>(sql, &cells).await?.into_iter().collect())
}

/// What an entry did for the feature that asked for it, to be compared with that feature's own records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub seq: i64,
    pub at: Moment,
    /// `award:12`, `redemption:3`.
    pub reference: String,
    pub rulebook: Option<String>,
    /// The holder's points.
    pub points: Points,
    /// The entry this one takes back.
    pub reverses: Option<i64>,
}

impl Trace {
    /// Whether this entry takes that one back, whole.
    pub fn undoes(&self, other: &Trace) -> bool {
        self.reverses == Some(other.seq) && self.points == -other.points
    }
}

/// Every entry of a village that carries a reference.
pub async fn traces(conn: &mut Conn, village: &VillageId) -> Result<Vec<Trace>> {
    let sql = "SELECT e.seq, e.at, e.reference, e.rulebook, CAST(COALESCE(SUM(p.amount), 0) AS BIGINT), e.reverses FROM entries e
               LEFT JOIN postings p ON p.village = e.village AND p.seq = e.seq AND p.lot IS NOT NULL
               WHERE e.village = $1 AND e.reference IS NOT NULL GROUP BY e.seq, e.at, e.reference, e.rulebook, e.reverses ORDER BY e.seq";
    let trace = |(seq, at, reference, rulebook, points, reverses)| Trace { seq, at, reference, rulebook, points, reverses };
    Ok(conn.query(sql, &[village.to_string().to_cell()]).await?.into_iter().map(trace).collect())
}

/// The entries that tell of somebody: of an account of theirs and of no other holder's, and those whose reference does. What came from the
/// common pool (保密) is not among them: it tells nothing.
pub async fn entries_about(conn: &mut Conn, village: &VillageId, accounts: &[String], tells: impl Fn(&str) -> bool) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT p.seq FROM postings p JOIN entries e ON e.village = p.village AND e.seq = p.seq
               WHERE p.village = $1 AND p.account = $2 AND (e.reference IS NULL OR e.reference NOT LIKE 'protected:%') AND NOT EXISTS
               (SELECT 1 FROM postings o WHERE o.village = $1 AND o.seq = p.seq AND o.lot IS NOT NULL AND o.account <> $2)";
    let mut found = BTreeSet::new();
    for account in accounts {
        let own: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell(), account.clone().to_cell()]).await?;
        found.extend(own.into_iter().map(|(seq,)| seq));
    }
    found.extend(traces(conn, village).await?.into_iter().filter(|trace| tells(&trace.reference)).map(|trace| trace.seq));
    Ok(found.into_iter().collect())
}

/// The entries whose particulars are gone.
pub async fn untold(conn: &mut Conn, village: &VillageId) -> Result<Vec<i64>> {
    let sql = "SELECT e.seq FROM entries e LEFT JOIN particulars t ON t.village = e.village AND t.seq = e.seq
               WHERE e.village = $1 AND (t.seq IS NULL OR t.salt = '') ORDER BY e.seq";
    Ok(conn.query::<(i64,)>(sql, &[village.to_string().to_cell()]).await?.into_iter().map(|(seq,)| seq).collect())
}

/// What an entry did to one of the village's own accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLine {
    pub seq: i64,
    pub kind: EntryKind,
    pub at: Moment,
    /// What it belongs to: `redemption:3`.
    pub reference: String,
    /// In hundredths of the account's unit.
    pub amount: i64,
}

/// How entries after one number and up to another moved one of the village's own accounts, in their order.
pub async fn own_lines(conn: &mut Conn, village: &VillageId, kind: AccountKind, (after, upto): (i64, i64)) -> Result<Vec<OwnLine>> {
    let sql = "SELECT p.seq, e.kind, e.at, COALESCE(e.reference, ''), CAST(SUM(p.amount) AS BIGINT) FROM postings p
               JOIN entries e ON e.village = p.village AND e.seq = p.seq
               WHERE p.village = $1 AND p.account = $2 AND p.seq > $3 AND p.seq <= $4 GROUP BY p.seq, e.kind, e.at, e.reference ORDER BY p.seq";
    let cells = [village.to_string().to_cell(), Side::Village(kind).number().to_cell(), after.to_cell(), upto.to_cell()];
    let line = |(seq, kind, at, reference, amount)| OwnLine { seq, kind, at, reference, amount };
    Ok(conn.query(sql, &cells).await?.into_iter().map(line).collect())
}

/// What an entry did to the common pool of protected reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolLine {
    pub reference: String,
    pub points: Points,
    /// What its particulars explain, a JSON list; `None` once they were forgotten.
    pub explanation: Option<String>,
}

/// Every entry that moved the common pool of a village, by its number.
pub async fn pool_lines(conn: &mut Conn, village: &VillageId) -> Result<BTreeMap<i64, PoolLine>> {
    let sql = "SELECT p.seq, COALESCE(e.reference, ''), p.amount, t.explanation FROM postings p
               JOIN entries e ON e.village = p.village AND e.seq = p.seq LEFT JOIN particulars t ON t.village = p.village AND t.seq = p.seq
               WHERE p.village = $1 AND p.account = '@pool' ORDER BY p.seq";
    let line = |(seq, reference, points, explanation)| (seq, PoolLine { reference, points, explanation });
    Ok(conn.query(sql, &[village.to_string().to_cell()]).await?.into_iter().map(line).collect())
}

/// What the entries explain that have to do with protected reports, as JSON lists, in their order.
pub async fn confided(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let sql = "SELECT t.explanation FROM entries e JOIN particulars t ON t.village = e.village AND t.seq = e.seq
               WHERE e.village = $1 AND e.reference LIKE 'protected:%' ORDER BY e.seq";
    let found: Vec<(String,)> = conn.query(sql, &[village.to_string().to_cell()]).await?;
    Ok(found.into_iter().map(|(explanation,)| explanation).collect())
}
