//! The table of what was brought to be adopted.

use anyhow::Result;

use super::model::*;
use crate::db::{Column, Conn, Witnesses, stored_as_text, table};
use crate::versions::Version;
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

/// Proposals that are said to be agreed to and were decided by one alone, or by nobody; proposals and versions of which the trail says that others brought,
/// agreed to or adopted them, or at another time.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let mut breaches = alone(conn, village).await?;
    let name = [village.to_string().to_cell()];
    let (proposed, adopted) = (Witnesses::of(conn, village, "adoption").await?, Witnesses::of(conn, village, "version").await?);
    let proposals: Vec<Proposal> = conn.select("WHERE t.village = $1 ORDER BY t.id", &name).await?;
    let is_strange = |one: &&Proposal| {
        let decided = one.decided_by.as_deref().zip(one.decided_at);
        !proposed.saw(one.id, &one.proposed_by, Some(one.proposed_role), one.proposed_at)
            || decided.is_some_and(|(staff, at)| !proposed.saw(one.id, staff, None, at))
    };
    breaches.extend(proposals.iter().filter(is_strange).map(|one| format!("第 {} 份采纳是谁、什么时候办的，和办理记录对不上。", one.id)));
    // What two adopted stands as their proposal, too. A correction is looked at by whoever announced it.
    let by_two = |version: &Version| {
        proposals.iter().any(|one| {
            one.state == ProposalState::Confirmed
                && (&one.hash, &one.proposed_by, &one.decided_by) == (&version.hash, &version.adopted_by, &version.confirmed_by)
                && one.decided_at == Some(version.adopted_at)
        })
    };
    let by_one =
        |version: &Version| version.confirmed_by.is_none() && adopted.saw(version.version, &version.adopted_by, None, version.adopted_at);
    let versions: Vec<Version> = conn.select("WHERE t.village = $1 ORDER BY t.version", &name).await?;
    let strange = versions.iter().filter(|version| version.corrects.is_none() && !by_two(version) && !by_one(version));
    breaches.extend(strange.map(|version| format!("第 {} 版规则是谁、什么时候采纳的，和办理记录对不上。", version.version)));
    Ok(breaches)
}

async fn alone(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let sql = "SELECT p.id FROM adoption_proposals p WHERE p.village = $1 AND p.state = 'confirmed'
               AND (p.decided_by IS NULL OR p.decided_by = p.proposed_by) ORDER BY p.id";
    let alone: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell()]).await?;
    Ok(alone.into_iter().map(|(id,)| format!("第 {id} 份采纳不是两个人定的。")).collect())
}
