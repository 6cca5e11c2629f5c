//! The tables of samples and what was found.

use anyhow::Result;

use super::checking::{Check, Sampled};
use crate::db::{Column, Conn, table};
use crate::words::VillageId;

table!(Sampled, "samples", key [month, claim], columns [weight, why, drawn_by, drawn_at], append_only);
table!(Check, "sample_checks", key [month, claim], columns [sound, note, checked_by, checked_at], append_only);

/// The sample of a month, and what was found so far.
pub async fn sample(conn: &mut Conn, village: &VillageId, month: &str) -> Result<(Vec<Sampled>, Vec<Check>)> {
    let cells = [village.to_string().to_cell(), month.to_owned().to_cell()];
    let sampled = conn.select("WHERE t.village = $1 AND t.month = $2 ORDER BY t.claim", &cells).await?;
    Ok((sampled, conn.select("WHERE t.village = $1 AND t.month = $2 ORDER BY t.claim", &cells).await?))
}

/// Checks that do not stand on their own feet: of what was not drawn.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let undrawn = "SELECT k.claim FROM sample_checks k WHERE k.village = $1 AND NOT EXISTS
                   (SELECT 1 FROM samples s WHERE s.village = $1 AND s.month = k.month AND s.claim = k.claim) ORDER BY k.claim";
    let found: Vec<(i64,)> = conn.query(undrawn, &name).await?;
    Ok(found.into_iter().map(|(claim,)| format!("第 {claim} 号申报没有抽中，却有抽查记录。")).collect())
}
