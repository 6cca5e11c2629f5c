//! What was decided about households and what the books say must agree; asked by `jifen verify`.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::db::{Conn, Witnesses};
use crate::ledger::Trace;
use crate::roster::{self, ChangeState, HouseholdChange, HouseholdRuling, REFERENCE};
use crate::words::VillageId;

const PAGE: i64 = 1_000;

/// Changes that moved points without a second person or an entry, and entries without a change; changes of which the trail says that somebody else asked for
/// or ruled on them, or at another time.
pub async fn audit(conn: &mut Conn, village: &VillageId, traces: &[Trace]) -> Result<Vec<String>> {
    let ours = |trace: &&Trace| trace.reference.starts_with(REFERENCE) && trace.reverses.is_none();
    let mut entries: BTreeMap<&str, i64> = traces.iter().filter(ours).map(|trace| (trace.reference.as_str(), trace.seq)).collect();
    let witnesses = Witnesses::of(conn, village, "household_change").await?;
    let (mut breaches, mut after) = (Vec::new(), 0);
    loop {
        let changes = roster::household_changes(conn, village, ChangeState::Done, after, PAGE).await?;
        for change in &changes {
            let entry = entries.remove(change.reference().as_str());
            let ruling = roster::household_ruling(conn, village, change.id).await?;
            if is_strange(&witnesses, change, ruling.as_ref()) {
                breaches.push(format!("第 {} 号户口变动是谁、什么时候办的，和办理记录对不上。", change.id));
            }
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

fn is_strange(witnesses: &Witnesses, change: &HouseholdChange, ruling: Option<&HouseholdRuling>) -> bool {
    !witnesses.saw(change.id, &change.proposed_by, Some(change.proposed_role), change.proposed_at)
        || ruling.is_some_and(|ruling| !witnesses.saw(change.id, &ruling.ruled_by, Some(ruling.role), ruling.at))
}

fn disagreement(change: &HouseholdChange, entry: Option<i64>, ruling: Option<&HouseholdRuling>) -> Option<&'static str> {
    if change.entry != entry {
        return Some("和账上那一笔对不上");
    }
    let is_agreed = ruling.is_some_and(|ruling| ruling.ruling == "confirm" && ruling.ruled_by != change.proposed_by);
    (entry.is_some() && !is_agreed).then_some("转了分，却不是两个人定的")
}
