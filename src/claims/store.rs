//! The tables of claims and reviews, and the review queue.

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use crate::db::{Column, Conn, stored_as_text, table};
use crate::words::VillageId;

stored_as_text!(ClaimState, Ruling);

table!(Claim, "claims", key [id], columns [rule, subject, household, occurred_on, facts, note, confidential, reviews_needed, state,
    recorded_by, recorded_role, recorded_at]);
table!(Review, "reviews", key [claim, line], columns [ruling, reviewer, role, reason, at], append_only);

/// One claim.
pub async fn claim(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Claim>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// Claims in a state after a number, oldest first: all of them, or (`only_of`) protected ones only if that member of staff recorded them.
pub async fn queue(
    conn: &mut Conn,
    village: &VillageId,
    state: ClaimState,
    only_of: Option<&str>,
    after: i64,
    limit: i64,
) -> Result<Vec<Claim>> {
    let rest = "WHERE t.village = $1 AND t.state = $2 AND t.id > $3 AND (t.confidential = 0 OR $4 = 1 OR t.recorded_by = $5) ORDER BY t.id LIMIT $6";
    let (all, staff) = (i64::from(only_of.is_none()), only_of.unwrap_or_default().to_owned());
    let cells = [village.to_string().to_cell(), state.to_cell(), after.to_cell(), all.to_cell(), staff.to_cell(), limit.to_cell()];
    conn.select(rest, &cells).await
}

/// What was filled in for the claims that were approved for deeds of these days: number, rule, day, facts as JSON, and whether it is kept secret.
/// By day and number.
pub async fn approved(
    conn: &mut Conn,
    village: &VillageId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(i64, String, NaiveDate, String, bool)>> {
    let sql = "SELECT id, rule, occurred_on, facts, confidential FROM claims WHERE village = $1 AND occurred_on BETWEEN $2 AND $3
        AND state = 'approved' ORDER BY occurred_on, id";
    conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), to.to_cell()]).await
}

/// The newest claims of a household or of somebody in it, seen as [`queue`] sees them. Rare enough to look through a village's claims for it.
pub async fn of(conn: &mut Conn, village: &VillageId, number: &str, only_of: Option<&str>, limit: i64) -> Result<Vec<Claim>> {
    let rest = "WHERE t.village = $1 AND (t.subject = $2 OR t.household = $2) AND (t.confidential = 0 OR $3 = 1 OR t.recorded_by = $4)
                ORDER BY t.id DESC LIMIT $5";
    let (all, staff) = (i64::from(only_of.is_none()), only_of.unwrap_or_default().to_owned());
    let cells = [village.to_string().to_cell(), number.to_owned().to_cell(), all.to_cell(), staff.to_cell(), limit.to_cell()];
    conn.select(rest, &cells).await
}

/// How many claims are in a state, counting the same ones as [`queue`].
pub async fn count(conn: &mut Conn, village: &VillageId, state: ClaimState, only_of: Option<&str>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM claims WHERE village = $1 AND state = $2 AND (confidential = 0 OR $3 = 1 OR recorded_by = $4)";
    let (all, staff) = (i64::from(only_of.is_none()), only_of.unwrap_or_default().to_owned());
    let cells = [village.to_string().to_cell(), state.to_cell(), all.to_cell(), staff.to_cell()];
    Ok(conn.first::<(i64,)>(sql, &cells).await?.map_or(0, |(count,)| count))
}

/// What was decided about a claim, in order.
pub async fn reviews(conn: &mut Conn, village: &VillageId, claim: i64) -> Result<Vec<Review>> {
    conn.select("WHERE t.village = $1 AND t.claim = $2 ORDER BY t.line", &[village.to_string().to_cell(), claim.to_cell()]).await
}

/// The claims that wait for a ruling on an objection.
pub async fn objected(conn: &mut Conn, village: &VillageId) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM claims WHERE village = $1 AND state = 'objected' ORDER BY id";
    Ok(conn.query::<(i64,)>(sql, &[village.to_string().to_cell()]).await?.into_iter().map(|(id,)| id).collect())
}

/// Claims whose decisions do not stand on their own feet: too few reviews, a review by whoever recorded it, or a reversal that one alone decided.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let few = "SELECT c.id FROM claims c WHERE c.village = $1 AND c.state IN ('approved', 'objected', 'contested', 'reversed') AND c.reviews_needed >
               (SELECT COUNT(*) FROM reviews r WHERE r.village = $1 AND r.claim = c.id AND r.ruling = 'approve') ORDER BY c.id";
    let own = "SELECT c.id FROM claims c JOIN reviews r ON r.village = c.village AND r.claim = c.id
               WHERE c.village = $1 AND r.reviewer = c.recorded_by AND r.ruling <> 'withdraw' ORDER BY c.id";
    let alone = "SELECT c.id FROM claims c WHERE c.village = $1 AND c.state = 'reversed' AND NOT EXISTS
                 (SELECT 1 FROM reviews u WHERE u.village = $1 AND u.claim = c.id AND u.ruling = 'uphold_objection') AND NOT EXISTS
                 (SELECT 1 FROM reviews p JOIN reviews q ON q.village = p.village AND q.claim = p.claim AND q.line = p.line + 1
                  WHERE p.village = $1 AND p.claim = c.id AND p.ruling = 'propose_reversal' AND q.ruling = 'confirm_reversal'
                  AND p.reviewer <> q.reviewer) ORDER BY c.id";
    let few = conn.query::<(i64,)>(few, &name).await?.into_iter().map(|(id,)| format!("第 {id} 号申报通过了，审核的人却不够。"));
    let own = conn.query::<(i64,)>(own, &name).await?.into_iter().map(|(id,)| format!("第 {id} 号申报由记录人自己审核了。"));
    let alone = conn.query::<(i64,)>(alone, &name).await?.into_iter().map(|(id,)| format!("第 {id} 号申报更正了，却不是两个人定的。"));
    Ok(few.chain(own).chain(alone).collect())
}
