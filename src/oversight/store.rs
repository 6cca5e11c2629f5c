//! The tables of samples and what was found.

use std::collections::BTreeSet;

use anyhow::Result;

use super::checking::{Check, Sampled};
use crate::db::{Book, Column, Conn, table};
use crate::words::VillageId;

table!(Sampled, "samples", key [month, claim], columns [weight, why, drawn_by, drawn_at], append_only);
table!(Check, "sample_checks", key [month, claim], columns [sound, note, checked_by, checked_at], append_only but [note]);

/// The sample of a month, and what was found so far.
pub async fn sample(conn: &mut Conn, village: &VillageId, month: &str) -> Result<(Vec<Sampled>, Vec<Check>)> {
    let cells = [village.to_string().to_cell(), month.to_owned().to_cell()];
    let sampled = conn.select("WHERE t.village = $1 AND t.month = $2 ORDER BY t.claim", &cells).await?;
    Ok((sampled, conn.select("WHERE t.village = $1 AND t.month = $2 ORDER BY t.claim", &cells).await?))
}

/// Which of these claims were looked at again, by month.
pub async fn checked(conn: &mut Conn, village: &VillageId, claims: &BTreeSet<i64>) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT month, claim FROM sample_checks WHERE village = $1 ORDER BY month, claim";
    let all: Vec<(String, i64)> = conn.query(sql, &[village.to_string().to_cell()]).await?;
    Ok(all.into_iter().filter(|(_, claim)| claims.contains(claim)).collect())
}

/// Takes what was noted out of a check.
pub fn forget(book: &mut Book, month: &str, claim: i64) {
    if let Some(check) = book.get::<Check>((month, claim)) {
        book.strike(Check { note: String::new(), ..check });
    }
}

/// Checks that do not stand on their own feet: of what was not drawn.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let undrawn = "SELECT k.claim FROM sample_checks k WHERE k.village = $1 AND NOT EXISTS
                   (SELECT 1 FROM samples s WHERE s.village = $1 AND s.month = k.month AND s.claim = k.claim) ORDER BY k.claim";
    let found: Vec<(i64,)> = conn.query(undrawn, &name).await?;
    Ok(found.into_iter().map(|(claim,)| format!("第 {claim} 号申报没有抽中，却有抽查记录。")).collect())
}
