//! The tables of awards and tallies, and what checks and jobs read of them.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::counting::Recount;
use super::model::{Award, AwardState, Tallied};
use super::sharing::Share;
use crate::db::{Cell, Column, Conn, stored_as_text, table};
use crate::ledger::Trace;
use crate::rulebook::Tally;
use crate::versions::Library;
use crate::words::{Outcome, VillageId};

stored_as_text!(AwardState);

table!(Award, "awards", key [id],
    columns [account, person, household, group_name, rule, chapter, rulebook, occurred_on, amounts, raw, bonus, points, shared, floor, steps,
    confidential, state, post_on, entry]);
table!(Share, "shares", key [award, line], columns [account, points], append_only);
table!(Tallied, "tallies", key [holder, measure, period], columns [times, points, bonus, total]);

/// One award.
pub async fn award(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Award>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// The awards whose notice days are over: number, and hash of the rulebook that judged it.
pub async fn due(conn: &mut Conn, village: &VillageId, day: NaiveDate) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT id, rulebook FROM awards WHERE village = $1 AND state = 'on_notice' AND post_on <= $2 ORDER BY post_on, id";
    conn.query(sql, &[village.to_string().to_cell(), day.to_cell()]).await
}

/// Awards and their entries that do not agree, and tallies that do not agree with the awards they count.
pub async fn audit(conn: &mut Conn, library: &Library, village: &VillageId, traces: &[Trace]) -> Outcome<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let posted: Vec<Award> = conn.select("WHERE t.village = $1 AND t.entry IS NOT NULL ORDER BY t.id", &name).await?;
    let mut entries: BTreeMap<&str, Vec<&Trace>> = BTreeMap::new();
    traces.iter().for_each(|trace| entries.entry(&trace.reference).or_default().push(trace));
    let mut breaches = Vec::new();
    for award in posted {
        let reference = award.reference();
        match entries.remove(reference.as_str()).as_deref() {
            Some([only]) if agrees(only, &award) => {}
            Some([_]) => breaches.push(format!("第 {} 号加减分和账上那一笔对不上。", award.id)),
            Some(_) => breaches.push(format!("第 {} 号加减分入了不止一次账。", award.id)),
            None => breaches.push(format!("第 {} 号加减分在账上找不到。", award.id)),
        }
    }
    let orphans = entries.into_keys().filter(|reference| ["award:", "protected:"].iter().any(|kind| reference.starts_with(kind)));
    breaches.extend(orphans.map(|reference| format!("账上的 {reference} 没有对应的加减分。")));
    breaches.extend(missharing(conn, &name).await?);
    breaches.extend(miscounted(conn, library, village).await?);
    Ok(breaches)
}

/// The entry is the award's: same number, same rulebook, all of its points and of what others receive (a deduction may have been cut at zero).
fn agrees(trace: &Trace, award: &Award) -> bool {
    let whole = trace.points == award.points + award.shared;
    let cut = award.points.is_negative() && trace.points.is_negative() && trace.points > award.points;
    award.entry == Some(trace.seq) && trace.rulebook.as_ref() == Some(&award.rulebook) && (whole || cut)
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
