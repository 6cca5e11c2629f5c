//! The tables of awards and tallies, and what checks and jobs read of them.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::model::{Award, AwardState, Tallied};
use crate::db::{Cell, Column, Conn, stored_as_text, table};
use crate::ledger::Trace;
use crate::words::VillageId;

stored_as_text!(AwardState);

table!(Award, "awards", key [id],
    columns [account, person, household, group_name, rule, chapter, rulebook, occurred_on, raw, points, floor, steps, confidential, state, post_on, entry]);
table!(Tallied, "tallies", key [holder, measure, period], columns [times, points, last_on]);

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
pub async fn audit(conn: &mut Conn, village: &VillageId, traces: &[Trace]) -> Result<Vec<String>> {
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
    breaches.extend(miscounted(conn, &name).await?);
    Ok(breaches)
}

/// The entry is the award's: same number, same rulebook, all of its points (a deduction may have been cut at zero).
fn agrees(trace: &Trace, award: &Award) -> bool {
    let whole = trace.points == award.points;
    let cut = award.points.is_negative() && trace.points.is_negative() && trace.points > award.points;
    award.entry == Some(trace.seq) && trace.rulebook.as_ref() == Some(&award.rulebook) && (whole || cut)
}

/// Every rule's own all-time tally of a person can be told again from the awards; the others are sums of the same kind.
async fn miscounted(conn: &mut Conn, name: &[Cell]) -> Result<Vec<String>> {
    let sql = "SELECT t.holder, t.measure FROM tallies t WHERE t.village = $1 AND t.period = 'E0' AND t.holder LIKE 'person:%'
        AND t.measure LIKE 'rule:%' AND t.points <> (SELECT COALESCE(SUM(a.points), 0) FROM awards a WHERE a.village = $1
        AND a.state <> 'withdrawn' AND 'person:' || a.person = t.holder AND 'rule:' || a.rule = t.measure) ORDER BY 1, 2";
    let rows: Vec<(String, String)> = conn.query(sql, name).await?;
    Ok(rows.into_iter().map(|(holder, measure)| format!("{holder} 的计数 {measure} 和加减分记录对不上。")).collect())
}
