//! The table of kept sums, and reading it for many villages at once.

use std::collections::BTreeMap;

use anyhow::Result;

use super::model::{Figure, Sum};
use crate::db::{Column, Conn, stored_as_text, table};
use crate::words::{Period, VillageId};

stored_as_text!(Figure);

// Not sealed: they are counted again (`township/counting.rs`).
table!(Sum, unsealed "sums", key [figure, period, part], columns [times, amount]);

/// Every sum of a village.
pub async fn kept(conn: &mut Conn, village: &VillageId) -> Result<Vec<Sum>> {
    conn.select("WHERE t.village = $1 ORDER BY t.figure, t.period, t.part", &[village.to_string().to_cell()]).await
}

/// What a figure of a village came to over some months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// How many kept sums that is: of what has no parts, in how many months it happened at all.
    pub rows: i64,
    pub times: i64,
    pub amount: i64,
    /// The most times that one part has.
    pub most: i64,
}

type Row = (String, Figure, i64, i64, i64, i64);

/// What figures came to in some villages from one month to another, both included; nothing where there was nothing.
pub async fn totals(
    conn: &mut Conn,
    villages: &[VillageId],
    figures: &[Figure],
    (from, to): (Period, Period),
) -> Result<BTreeMap<(VillageId, Figure), Total>> {
    let sql = format!(
        "SELECT village, figure, COUNT(*), CAST(SUM(times) AS BIGINT), CAST(SUM(amount) AS BIGINT), MAX(times) FROM sums
         WHERE village {} AND figure IN {} AND period BETWEEN $2 AND $3 GROUP BY village, figure",
        conn.listed(),
        named(figures)
    );
    let found: Vec<Row> = conn.query(&sql, &[Conn::list(villages), from.to_cell(), to.to_cell()]).await?;
    let total = |(village, figure, rows, times, amount, most): Row| {
        Some(((VillageId::parse(&village)?, figure), Total { rows, times, amount, most }))
    };
    Ok(found.into_iter().filter_map(total).collect())
}

/// What a figure came to in one period in some villages, by village and part.
pub async fn by_part(
    conn: &mut Conn,
    villages: &[VillageId],
    figure: Figure,
    period: Period,
) -> Result<BTreeMap<VillageId, Vec<(String, i64, i64)>>> {
    let sql = format!(
        "SELECT village, part, times, amount FROM sums WHERE village {} AND figure = $2 AND period = $3 ORDER BY village, part",
        conn.listed()
    );
    let found: Vec<(String, String, i64, i64)> = conn.query(&sql, &[Conn::list(villages), figure.to_cell(), period.to_cell()]).await?;
    let mut by_village: BTreeMap<VillageId, Vec<_>> = BTreeMap::new();
    for (village, part, times, amount) in found {
        let Some(village) = VillageId::parse(&village) else { continue };
        by_village.entry(village).or_default().push((part, times, amount));
    }
    Ok(by_village)
}

/// What figures of one village came to month by month, from one month to another, both included: times and amount of all parts together.
pub async fn by_month(
    conn: &mut Conn,
    village: &VillageId,
    figures: &[Figure],
    (from, to): (Period, Period),
) -> Result<BTreeMap<(Figure, Period), (i64, i64)>> {
    let sql = format!(
        "SELECT figure, period, CAST(SUM(times) AS BIGINT), CAST(SUM(amount) AS BIGINT) FROM sums
         WHERE village = $1 AND figure IN {} AND period BETWEEN $2 AND $3 GROUP BY figure, period",
        named(figures)
    );
    let found: Vec<(Figure, Period, i64, i64)> = conn.query(&sql, &[village.to_string().to_cell(), from.to_cell(), to.to_cell()]).await?;
    Ok(found.into_iter().map(|(figure, period, times, amount)| ((figure, period), (times, amount))).collect())
}

/// The first month in which a figure of each of some villages is kept.
pub async fn first(conn: &mut Conn, villages: &[VillageId], figure: Figure) -> Result<BTreeMap<VillageId, Period>> {
    let sql = format!("SELECT village, MIN(period) FROM sums WHERE village {} AND figure = $2 GROUP BY village", conn.listed());
    let found: Vec<(String, Period)> = conn.query(&sql, &[Conn::list(villages), figure.to_cell()]).await?;
    Ok(found.into_iter().filter_map(|(village, period)| Some((VillageId::parse(&village)?, period))).collect())
}

/// How often a figure stands under parts that come before one, in some villages; those in which it does.
pub async fn past(conn: &mut Conn, villages: &[VillageId], figure: Figure, part: &str) -> Result<BTreeMap<VillageId, i64>> {
    let sql = format!(
        "SELECT village, CAST(SUM(times) AS BIGINT) FROM sums WHERE village {} AND figure = $2 AND part < $3 AND times > 0 GROUP BY village",
        conn.listed()
    );
    let found: Vec<(String, i64)> = conn.query(&sql, &[Conn::list(villages), figure.to_cell(), part.to_owned().to_cell()]).await?;
    Ok(found.into_iter().filter_map(|(village, times)| Some((VillageId::parse(&village)?, times))).collect())
}

/// Figures as a list in SQL; their names are ours.
fn named(figures: &[Figure]) -> String {
    let names: Vec<_> = figures.iter().map(|figure| format!("'{}'", figure.name())).collect();
    format!("({})", names.join(", "))
}
