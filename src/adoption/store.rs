//! The table of what was brought to be adopted.

use anyhow::Result;

use super::model::*;
use crate::db::{Column, Conn, stored_as_text, table};
use crate::words::VillageId;

stored_as_text!(ProposalState);

table!(Proposal, "adoption_proposals", key [id], columns [hash, bundle, back_to, effective_on, adoption, state, proposed_by, proposed_role,
    proposed_at, decided_by, decided_at, reason], live "t.state = 'proposed'");

/// One proposal.
pub(super) async fn proposal(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Proposal>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// The one that waits for somebody else, if there is one.
pub async fn waiting(conn: &mut Conn, village: &VillageId) -> Result<Option<Proposal>> {
    let rest = "WHERE t.village = $1 AND t.state = 'proposed' ORDER BY t.id";
    Ok(conn.select(rest, &[village.to_string().to_cell()]).await?.into_iter().next())
}

/// Proposals that are said to be agreed to and were decided by one alone, or by nobody.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let sql = "SELECT p.id FROM adoption_proposals p WHERE p.village = $1 AND p.state = 'confirmed'
               AND (p.decided_by IS NULL OR p.decided_by = p.proposed_by) ORDER BY p.id";
    let alone: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell()]).await?;
    Ok(alone.into_iter().map(|(id,)| format!("第 {id} 份采纳不是两个人定的。")).collect())
}
