//! What was decided about households and what the books say must agree; asked by `jifen verify`.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::db::Conn;
use crate::ledger::Trace;
use crate::roster::{self, ChangeState, HouseholdChange, HouseholdRuling, REFERENCE};
use crate::words::VillageId;

const PAGE: i64 = 1_000;

/// Changes that moved points without a second person or an entry, and entries without a change.
pub async fn audit(conn: &mut Conn, village: &VillageId, traces: &[Trace]) -> Result<Vec<String>> {
    let ours = |trace: &&Trace| trace.reference.starts_with(REFERENCE) && trace.reverses.is_none();
    let mut entries: BTreeMap<&str, i64> = traces.iter().filter(ours).map(|trace| (trace.reference.as_str(), trace.seq)).collect();
    let (mut breaches, mut after) = (Vec::new(), 0);
    loop {
        let changes = roster::household_changes(conn, village, ChangeState::Done, after, PAGE).await?;
        for change in &changes {
            let entry = entries.remove(change.reference().as_str());
            let ruling = if entry.is_some() { roster::household_ruling(conn, village, change.id).await? } else { None };
            breaches.extend(disagreement(change, entry, ruling.as_ref()).map(|what| format!("第 {} 号户口变动{what}。", change.id)));
        }
        match changes.last() {
            Some(last) if changes.len() as i64 == PAGE => after = last.id,
            _ => break,
        }
    }
    breaches.extend(entries.into_keys().map(|reference| format!("账上的 {reference} 没有对应的户口变动。")));
    Ok(breaches)
}

fn disagreement(change: &HouseholdChange, entry: Option<i64>, ruling: Option<&HouseholdRuling>) -> Option<&'static str> {
    if change.entry != entry {
        return Some("和账上那一笔对不上");
    }
    let is_agreed = ruling.is_some_and(|ruling| ruling.ruling == "confirm" && ruling.ruled_by != change.proposed_by);
    (entry.is_some() && !is_agreed).then_some("转了分，却不是两个人定的")
}
