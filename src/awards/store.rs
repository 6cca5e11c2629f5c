//! The tables of awards and tallies, and what checks and jobs read of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;

use super::adjusting::Adjustment;
use super::adjusting_audit::{self, as_posted, by_award};
use super::amends::Amends;
use super::amends_audit::{Promise, disagreements};
use super::bars::Bar;
use super::counting::Recount;
use super::model::{Award, AwardState, Tallied};
use super::sharing::Share;
use crate::db::{Cell, Column, Conn, stored_as_text, table};
use crate::ledger::Trace;
use crate::rulebook::Tally;
use crate::versions::Library;
use crate::words::{Outcome, Points, VillageId};

stored_as_text!(AwardState);

table!(Award, "awards", key [id],
    columns [account, person, household, group_name, rule, chapter, rulebook, occurred_on, amounts, raw, bonus, points, shared, floor, steps,
    state, post_on, recorded_by, recorded_on, entry]);
table!(Adjustment, "adjustments", key [award, line], columns [erratum, state, rulebook_before, rulebook, points_before, points, shared_before, shared,
    moved, waived, steps_before, entry], append_only but [steps_before]);
table!(Share, "shares", key [award, line], columns [account, points], append_only);
table!(Bar, "bars", key [account, award], columns [honours, redemption, from_on, until_on, reason], append_only);
table!(Amends, "amends", key [account, award], columns [rule, field, goal, task, points, from_on, until_on, entry]);
// Not sealed: they are counted again from all awards.
table!(Tallied, unsealed "tallies", key [holder, measure, period], columns [times, points, bonus, total]);

/// One award.
pub async fn award(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Award>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// What awards gave or took, by number, from one to another.
pub async fn points_of(conn: &mut Conn, village: &VillageId, (first, last): (i64, i64)) -> Result<BTreeMap<i64, Points>> {
    let sql = "SELECT id, points FROM awards WHERE village = $1 AND id BETWEEN $2 AND $3";
    let found: Vec<(i64, Points)> = conn.query(sql, &[village.to_string().to_cell(), first.to_cell(), last.to_cell()]).await?;
    Ok(found.into_iter().collect())
}

/// The awards of these numbers, in order.
pub async fn awards_of(conn: &mut Conn, village: &VillageId, ids: &[i64]) -> Result<Vec<Award>> {
    let keys: Vec<_> = ids.iter().map(|id| [id.to_cell()]).collect();
    let keys: Vec<&[Cell]> = keys.iter().map(<[Cell; 1]>::as_slice).collect();
    let mut found: Vec<Award> = conn.select_by_key(village, &keys).await?;
    found.sort_by_key(|award| award.id);
    Ok(found)
}

/// What has been agreed to and stands: of deeds up to a day, those since an earlier day and whatever is not posted yet; by day and number.
pub async fn agreed(conn: &mut Conn, village: &VillageId, (since, until): (NaiveDate, NaiveDate)) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM awards WHERE village = $1 AND occurred_on <= $2 AND (occurred_on >= $3 OR state <> 'posted')
        AND state IN ('on_notice', 'contested', 'posted') ORDER BY occurred_on, id";
    let found: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell(), until.to_cell(), since.to_cell()]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// What a household is to be given and was given since a day, newest first. Rare enough to look through a village's awards.
pub async fn lately(conn: &mut Conn, village: &VillageId, household: &str, since: NaiveDate, limit: i64) -> Result<Vec<Award>> {
    let rest = "WHERE t.village = $1 AND t.household = $2 AND (t.state IN ('on_notice', 'contested')
        OR (t.state = 'posted' AND t.post_on >= $3)) ORDER BY t.id DESC LIMIT $4";
    conn.select(rest, &[village.to_string().to_cell(), household.to_owned().to_cell(), since.to_cell(), limit.to_cell()]).await
}

/// What has been agreed to and is not posted yet: number, and the day on which it will be.
pub async fn unposted(conn: &mut Conn, village: &VillageId) -> Result<Vec<(i64, Option<NaiveDate>)>> {
    let sql = "SELECT id, post_on FROM awards WHERE village = $1 AND state IN ('on_notice', 'contested') ORDER BY id";
    conn.query(sql, &[village.to_string().to_cell()]).await
}

/// The awards whose notice days are over: number, and hash of the rulebook that judged it.
pub async fn due(conn: &mut Conn, village: &VillageId, day: NaiveDate) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT id, rulebook FROM awards WHERE village = $1 AND state = 'on_notice' AND post_on <= $2 ORDER BY post_on, id";
    conn.query(sql, &[village.to_string().to_cell(), day.to_cell()]).await
}

/// The first day from one on and before another on which notice days are over.
pub async fn next_due(conn: &mut Conn, village: &VillageId, from: NaiveDate, before: NaiveDate) -> Result<Option<NaiveDate>> {
    let sql = "SELECT MIN(post_on) FROM awards WHERE village = $1 AND state = 'on_notice' AND post_on >= $2 AND post_on < $3";
    let found: Option<(Option<NaiveDate>,)> = conn.first(sql, &[village.to_string().to_cell(), from.to_cell(), before.to_cell()]).await?;
    Ok(found.and_then(|(day,)| day))
}

/// A bar whose award stands; the bar is `t`.
const STANDS: &str = "EXISTS (SELECT 1 FROM awards a WHERE a.village = $1 AND a.id = t.award AND a.state = 'posted')";

/// What an account is barred from on a day, the longest first.
pub async fn bars(conn: &mut Conn, village: &VillageId, account: &str, day: NaiveDate) -> Result<Vec<Bar>> {
    let rest = format!("WHERE t.village = $1 AND t.account = $2 AND t.until_on >= $3 AND {STANDS} ORDER BY t.until_on DESC, t.award");
    conn.select(&rest, &[village.to_string().to_cell(), account.to_owned().to_cell(), day.to_cell()]).await
}

/// What all accounts of a village are barred from on a day.
pub async fn all_bars(conn: &mut Conn, village: &VillageId, day: NaiveDate) -> Result<Vec<Bar>> {
    let rest = format!("WHERE t.village = $1 AND t.until_on >= $2 AND {STANDS} ORDER BY t.account, t.award");
    conn.select(&rest, &[village.to_string().to_cell(), day.to_cell()]).await
}

/// Of the awards that stand for deeds of these days: number, person, household and group, as they were when it was judged. By day and number.
pub async fn holders(
    conn: &mut Conn,
    village: &VillageId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(i64, Option<String>, String, String)>> {
    let sql = "SELECT id, person, household, group_name FROM awards WHERE village = $1 AND occurred_on BETWEEN $2 AND $3
        AND state IN ('on_notice', 'posted') ORDER BY occurred_on, id";
    conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), to.to_cell()]).await
}

/// The groups for which anything was recorded of these days, and not withdrawn.
pub async fn groups_with(conn: &mut Conn, village: &VillageId, (from, to): (NaiveDate, NaiveDate)) -> Result<BTreeSet<String>> {
    let sql = "SELECT DISTINCT group_name FROM awards WHERE village = $1 AND occurred_on BETWEEN $2 AND $3 AND state <> 'withdrawn'";
    let found: Vec<(String,)> = conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), to.to_cell()]).await?;
    Ok(found.into_iter().map(|(group,)| group).collect())
}

/// What somebody was given under one rule in a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Honoured {
    pub account: String,
    /// None for what the household did.
    pub person: Option<String>,
    pub household: String,
    pub rule: String,
    pub times: i64,
    pub points: Points,
}

/// What was given for deeds of these days and is in the ledger, by person, household and rule.
pub async fn honoured(conn: &mut Conn, village: &VillageId, (from, to): (NaiveDate, NaiveDate)) -> Result<Vec<Honoured>> {
    let sql = "SELECT account, person, household, rule, COUNT(*), CAST(SUM(points) AS BIGINT) FROM awards
        WHERE village = $1 AND occurred_on BETWEEN $2 AND $3 AND state = 'posted' AND points > 0
        GROUP BY account, person, household, rule ORDER BY account, person, household, rule";
    let found = conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), to.to_cell()]).await?;
    let one = |(account, person, household, rule, times, points)| Honoured { account, person, household, rule, times, points };
    Ok(found.into_iter().map(one).collect())
}

/// How many accounts were given something under each rule for deeds of these days.
pub async fn earners(conn: &mut Conn, village: &VillageId, (from, to): (NaiveDate, NaiveDate)) -> Result<BTreeMap<String, i64>> {
    let sql = "SELECT rule, COUNT(DISTINCT account) FROM awards WHERE village = $1 AND occurred_on BETWEEN $2 AND $3
        AND state = 'posted' AND points > 0 GROUP BY rule";
    let found: Vec<(String, i64)> = conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), to.to_cell()]).await?;
    Ok(found.into_iter().collect())
}

/// Awards and their entries that do not agree, and tallies that do not agree with the awards they count.
pub async fn audit(conn: &mut Conn, library: &Library, village: &VillageId, traces: &[Trace]) -> Outcome<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let posted: Vec<Award> = conn.select("WHERE t.village = $1 AND t.entry IS NOT NULL ORDER BY t.id", &name).await?;
    let mut entries: BTreeMap<&str, Vec<&Trace>> = BTreeMap::new();
    traces.iter().for_each(|trace| entries.entry(&trace.reference).or_default().push(trace));
    let adjustments = by_award(conn.select("WHERE t.village = $1 ORDER BY t.award, t.line", &name).await?);
    let mut breaches = Vec::new();
    for award in posted.into_iter().map(|award| as_posted(award, &adjustments)) {
        let found = entries.remove(award.reference().as_str()).unwrap_or_default();
        let (reversals, own): (Vec<&Trace>, Vec<&Trace>) = found.into_iter().partition(|trace| trace.reverses.is_some());
        let wrong = match own.as_slice() {
            [only] if !agrees(only, &award) => "和账上那一笔对不上",
            [only] if !is_undone_as_it_says(only, &reversals, &award) => "的更正和账上的冲正对不上",
            [_] => continue,
            [] => "在账上找不到",
            _ => "入了不止一次账",
        };
        breaches.push(format!("第 {} 号加减分{wrong}。", award.id));
    }
    let orphans = entries.into_keys().filter(|reference| reference.starts_with("award:"));
    breaches.extend(orphans.map(|reference| format!("账上的 {reference} 没有对应的加减分。")));
    let ids: Vec<i64> = adjustments.keys().copied().collect();
    breaches.extend(adjusting_audit::disagreements(&adjustments, &awards_of(conn, village, &ids).await?, traces));
    breaches.extend(missharing(conn, &name).await?);
    breaches.extend(misbarred(conn, &name).await?);
    breaches.extend(misamended(conn, &name, traces).await?);
    breaches.extend(miscounted(conn, library, village).await?);
    Ok(breaches)
}

/// The entry is the award's: same number, same rulebook, all of its points and of what others receive (a deduction may have been cut at zero).
fn agrees(trace: &Trace, award: &Award) -> bool {
    let whole = trace.points == award.points + award.shared;
    let cut = award.points.is_negative() && trace.points.is_negative() && trace.points > award.points;
    award.entry == Some(trace.seq) && trace.rulebook.as_ref() == Some(&award.rulebook) && (whole || cut)
}

/// One that was reversed has exactly one entry that takes it back whole; any other has none.
fn is_undone_as_it_says(own: &Trace, reversals: &[&Trace], award: &Award) -> bool {
    match reversals {
        [] => award.state == AwardState::Posted,
        [only] => award.state == AwardState::Reversed && only.undoes(own),
        _ => false,
    }
}

/// How many awards are counted again at once.
const PAGE: usize = 5_000;

/// Every tally must be what the awards tell, each under the rulebook that judged it.
async fn miscounted(conn: &mut Conn, library: &Library, village: &VillageId) -> Outcome<Vec<String>> {
    let (needs, name) = (library.needs(village).await?, village.to_string().to_cell());
    let (mut told, mut after) = (Recount::default(), 0);
    loop {
        let page = format!("WHERE t.village = $1 AND t.id > $2 ORDER BY t.id LIMIT {PAGE}");
        let awards: Vec<Award> = conn.select(&page, &[name.clone(), after.to_cell()]).await?;
        for award in &awards {
            told.add(needs.iter(), &*library.version(village, &award.rulebook).await?, award);
        }
        match awards.last() {
            Some(last) if awards.len() == PAGE => after = last.id,
            _ => break,
        }
    }
    let mut told = told.0;
    let mut wrong: Vec<Tallied> = Vec::new();
    for kept in conn.select::<Tallied>("WHERE t.village = $1", &[name]).await? {
        let is_right = told.remove(&kept.key()).map_or(kept.tally() == Tally::default(), |told| told == kept);
        wrong.extend((!is_right).then_some(kept));
    }
    wrong.extend(told.into_values());
    wrong.sort_by_key(Tallied::key);
    let sentence = |tally: Tallied| format!("{} 的计数 {}（{}）和加减分记录对不上。", tally.holder, tally.measure, tally.period);
    Ok(wrong.into_iter().map(sentence).collect())
}

/// What others receive adds up to what the award says.
async fn missharing(conn: &mut Conn, name: &[Cell]) -> Result<Vec<String>> {
    let sql = "SELECT a.id FROM awards a WHERE a.village = $1 AND a.shared <>
        (SELECT COALESCE(SUM(s.points), 0) FROM shares s WHERE s.village = $1 AND s.award = a.id) ORDER BY a.id";
    let wrong: Vec<(i64,)> = conn.query(sql, name).await?;
    Ok(wrong.into_iter().map(|(id,)| format!("第 {id} 号加分同时记给别人的，加起来对不上。")).collect())
}

/// Deductions that may be earned back, what was done and what was given back agree.
async fn misamended(conn: &mut Conn, name: &[Cell], traces: &[Trace]) -> Result<Vec<String>> {
    let sql = "SELECT id, account, state FROM awards WHERE village = $1 AND points < 0 AND entry IS NOT NULL
        AND steps LIKE '%\"step\":\"修复\"%' AND state IN ('posted', 'reversed') ORDER BY id";
    let promises: Vec<Promise> = conn.query(sql, name).await?;
    let all: Vec<Amends> = conn.select("WHERE t.village = $1 ORDER BY t.account, t.award", name).await?;
    let done: Vec<Tallied> = conn.select("WHERE t.village = $1 AND t.measure LIKE 'done:%'", name).await?;
    Ok(disagreements(&all, &promises, &done, traces))
}

/// Every bar came with an award of its account whose explanation says so, and every such award that was posted left one.
async fn misbarred(conn: &mut Conn, name: &[Cell]) -> Result<Vec<String>> {
    let vetoes = "a.steps LIKE '%\"step\":\"否决\"%' AND a.state NOT IN ('proposed', 'on_notice', 'withdrawn')";
    let of = "a.village = $1 AND b.village = $1 AND b.account = a.account AND b.award = a.id";
    let astray = format!(
        "SELECT b.award FROM bars b WHERE b.village = $1 AND NOT EXISTS (SELECT 1 FROM awards a WHERE {of} AND {vetoes}) ORDER BY 1"
    );
    let missing =
        format!("SELECT a.id FROM awards a WHERE a.village = $1 AND {vetoes} AND NOT EXISTS (SELECT 1 FROM bars b WHERE {of}) ORDER BY 1");
    let astray: Vec<(i64,)> = conn.query(&astray, name).await?;
    let missing: Vec<(i64,)> = conn.query(&missing, name).await?;
    let astray = astray.into_iter().map(|(id,)| format!("第 {id} 号的否决没有依据。"));
    Ok(astray.chain(missing.into_iter().map(|(id,)| format!("第 {id} 号应有的否决不见了。"))).collect())
}
