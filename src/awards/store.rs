//! The tables of awards and tallies, and what checks and jobs read of them.

use anyhow::Result;
use chrono::NaiveDate;

use super::model::{Award, AwardState, Tallied};
use crate::db::{Column, Conn, stored_as_text, table};
use crate::words::VillageId;

stored_as_text!(AwardState);

table!(Award, "awards", key [id],
    columns [account, person, household, rule, chapter, rulebook, occurred_on, raw, points, steps, confidential, state, post_on, entry]);
table!(Tallied, "tallies", key [holder, measure, period], columns [times, points, last_on]);

/// One award.
pub async fn award(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Award>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// The numbers of awards whose notice days are over.
pub async fn due(conn: &mut Conn, village: &VillageId, day: NaiveDate) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM awards WHERE village = $1 AND state = 'on_notice' AND post_on <= $2 ORDER BY post_on, id";
    let ids: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell(), day.to_cell()]).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Awards and their entries that do not agree, and tallies that do not agree with the awards they count.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let lost = "SELECT a.id FROM awards a WHERE a.village = $1 AND a.entry IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entries e
                WHERE e.village = $1 AND e.seq = a.entry AND e.rulebook = a.rulebook AND e.reference = 'award:' || a.id) ORDER BY a.id";
    let mut breaches: Vec<String> =
        conn.query::<(i64,)>(lost, &name).await?.into_iter().map(|(id,)| format!("第 {id} 号加减分在账上找不到它那一笔。")).collect();
    let twice = "SELECT reference FROM entries WHERE village = $1 AND reference LIKE 'award:%' AND reverses IS NULL
                 GROUP BY reference HAVING COUNT(*) > 1 ORDER BY reference";
    breaches.extend(conn.query::<(String,)>(twice, &name).await?.into_iter().map(|(reference,)| format!("{reference} 入了不止一次账。")));
    // Every rule's own all-time tally can be told again from the awards; the others are sums of the same kind.
    let miscounted = "SELECT t.holder, t.measure FROM tallies t WHERE t.village = $1 AND t.period = 'E0' AND t.holder LIKE 'person:%'
        AND t.measure LIKE 'rule:%' AND t.points <> (SELECT COALESCE(SUM(a.points), 0) FROM awards a WHERE a.village = $1
        AND a.state <> 'withdrawn' AND 'person:' || a.person = t.holder AND 'rule:' || a.rule = t.measure) ORDER BY 1, 2";
    let miscounted: Vec<(String, String)> = conn.query(miscounted, &name).await?;
    breaches.extend(miscounted.into_iter().map(|(holder, measure)| format!("{holder} 的计数 {measure} 和加减分记录对不上。")));
    Ok(breaches)
}
