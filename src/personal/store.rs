//! The tables of consents and erasures, what pages read of them, and what is gone without anybody's word.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::footprint::Footprint;
use super::model::*;
use crate::db::{Column, Conn, stored_as_text, table};
use crate::roster::{self, Resident};
use crate::words::{Outcome, VillageId};
use crate::{claims, ledger, notices};

stored_as_text!(Board, Ground, ErasureState);

table!(Consent, "consents", key [resident, board, line], columns [given, told_by, told_role, at]);
table!(Erasure, "erasures", key [id], columns [resident, household, ground, basis, waives, state, asked_by, asked_role, asked_at, decided_by,
    decided_role, decided_at, reason]);

/// What a resident said to every board, in order.
pub(super) async fn consents_of(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Vec<Consent>> {
    let rest = "WHERE t.village = $1 AND t.resident = $2 ORDER BY t.board, t.line";
    conn.select(rest, &[village.to_string().to_cell(), resident.to_owned().to_cell()]).await
}

/// The numbers of those whose last word to a board is yes.
pub async fn consenting(conn: &mut Conn, village: &VillageId, board: Board) -> Result<BTreeSet<String>> {
    let cells = [village.to_string().to_cell(), board.to_cell()];
    let lines: Vec<Consent> = conn.select("WHERE t.village = $1 AND t.board = $2 ORDER BY t.resident, t.line", &cells).await?;
    let last: BTreeMap<String, bool> = lines.into_iter().map(|line| (line.resident, line.given)).collect();
    Ok(last.into_iter().filter(|(_, given)| *given).map(|(resident, _)| resident).collect())
}

/// What was asked about a resident, newest first.
pub(super) async fn erasures_of(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Vec<Erasure>> {
    let rest = "WHERE t.village = $1 AND t.resident = $2 ORDER BY t.id DESC";
    conn.select(rest, &[village.to_string().to_cell(), resident.to_owned().to_cell()]).await
}

/// One request.
pub(super) async fn erasure(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Erasure>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// Requests in a state after a number, oldest first.
pub(super) async fn erasures(conn: &mut Conn, village: &VillageId, state: ErasureState, after: i64, limit: i64) -> Result<Vec<Erasure>> {
    let cells = [village.to_string().to_cell(), state.to_cell(), after.to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.state = $2 AND t.id > $3 ORDER BY t.id LIMIT $4", &cells).await
}

/// Erasures that one alone decided, people whose name is gone or still there against what was decided, and words that are gone and belong to nobody who
/// asked for it.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Outcome<Vec<String>> {
    let mut breaches = Vec::new();
    let done: Vec<Erasure> =
        conn.select("WHERE t.village = $1 AND t.state = 'done' ORDER BY t.id", &[village.to_string().to_cell()]).await?;
    let mut untold: BTreeSet<i64> = ledger::untold(conn, village).await?.into_iter().collect();
    let mut unreasoned: BTreeSet<i64> = claims::unreasoned(conn, village).await?.into_iter().collect();
    let mut unseen: BTreeSet<i64> = claims::unseen(conn, village).await?.into_iter().collect();
    let mut unsaid: BTreeSet<i64> = notices::unsaid(conn, village).await?.into_iter().collect();
    for erasure in &done {
        if erasure.decided_by.as_ref().is_none_or(|decided_by| *decided_by == erasure.asked_by) {
            breaches.push(format!("第 {} 号删除不是两个人定的。", erasure.id));
        }
        match roster::resident(conn, village, &erasure.resident).await? {
            Some(person) if person.is_forgotten() => {
                // The household's account was theirs alone if it closed with them; otherwise it still tells of the others.
                let home = ledger::account(conn, village, &erasure.household).await?;
                let was_theirs = home.is_some_and(|account| account.closed_on.is_some() && account.heir.is_none());
                let subjects = [Some(erasure.resident.clone()), was_theirs.then(|| erasure.household.clone())].into_iter().flatten();
                let subjects: Vec<String> = subjects.collect();
                let footprint = Footprint::numbers(conn, village, &erasure.resident, &subjects).await?;
                untold.retain(|seq| !footprint.entries.contains(seq));
                footprint.claims.iter().for_each(|(id, _)| _ = (unreasoned.remove(id), unseen.remove(id)));
                footprint.objections.iter().for_each(|(_, id)| _ = unsaid.remove(id));
            }
            _ => breaches.push(format!("第 {} 号删除定了，名字却还在。", erasure.id)),
        }
    }
    let forgotten = roster::forgotten(conn, village).await?;
    let unasked = forgotten.into_iter().filter(|person: &Resident| !done.iter().any(|erasure| erasure.resident == person.number));
    breaches.extend(unasked.map(|person| format!("{} 的名字没有了，却没有人要求删除。", person.number)));
    breaches.extend(unreasoned.into_iter().map(|id| format!("第 {id} 号申报的审核没有了原因，却没有人要求删除。")));
    breaches.extend(unseen.into_iter().map(|id| format!("第 {id} 号申报的照片没有了，却没有人要求删除。")));
    breaches.extend(unsaid.into_iter().map(|id| format!("第 {id} 号意见的裁定没有了原因，却没有人要求删除。")));
    breaches.extend(untold.into_iter().map(|seq| format!("第 {seq} 笔的说明没有了，却没有人要求删除。")));
    Ok(breaches)
}
