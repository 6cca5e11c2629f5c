//! The tables of claims and reviews, and the review queue.

use anyhow::Result;
use chrono::NaiveDate;

use super::evidence::{Brought, Evidence, Photo};
use super::model::*;
use crate::db::{Cell, Column, Conn, stored_as_text, table};
use crate::sums::{Figure, Sums};
use crate::words::{Moment, Role, VillageId};

stored_as_text!(ClaimState, Ruling);

table!(Claim, "claims", key [id], columns [rule, subject, household, occurred_on, facts, note, reviews_needed, state,
    recorded_by, recorded_role, recorded_at]);
// Not sealed: the act that recorded its claim names the commitment to it.
table!(Photo, unsealed "photos", key [id], columns [salt, picture], append_only but [salt, picture]);
table!(Brought, "photos_brought", key [id], columns [digest, brought_by, brought_at]);
table!(Evidence, "evidence", key [claim, line], columns [photo], append_only);
table!(Review, "reviews", key [claim, line], columns [ruling, reviewer, role, reason, at], append_only but [reason]);

/// One claim.
pub async fn claim(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Claim>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// Claims in a state after a number, oldest first.
pub async fn queue(conn: &mut Conn, village: &VillageId, state: ClaimState, after: i64, limit: i64) -> Result<Vec<Claim>> {
    let rest = "WHERE t.village = $1 AND t.state = $2 AND t.id > $3 ORDER BY t.id LIMIT $4";
    conn.select(rest, &[village.to_string().to_cell(), state.to_cell(), after.to_cell(), limit.to_cell()]).await
}

/// What was filled in for the claims that were approved for deeds of these days: number, rule, day, facts as JSON. By day and number.
pub async fn approved(
    conn: &mut Conn,
    village: &VillageId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(i64, String, NaiveDate, String)>> {
    let sql = "SELECT id, rule, occurred_on, facts FROM claims WHERE village = $1 AND occurred_on BETWEEN $2 AND $3
        AND state = 'approved' ORDER BY occurred_on, id";
    conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), to.to_cell()]).await
}

/// The newest claims of a household or of somebody in it. Rare enough to look through a village's claims for it.
pub async fn of(conn: &mut Conn, village: &VillageId, number: &str, limit: i64) -> Result<Vec<Claim>> {
    let rest = "WHERE t.village = $1 AND (t.subject = $2 OR t.household = $2) ORDER BY t.id DESC LIMIT $3";
    conn.select(rest, &[village.to_string().to_cell(), number.to_owned().to_cell(), limit.to_cell()]).await
}

/// What a resident recorded, and what the head of their household recorded for them, before a number, newest first.
pub async fn said_by_or_for(conn: &mut Conn, village: &VillageId, resident: &str, before: i64, limit: i64) -> Result<Vec<Claim>> {
    let rest = "WHERE t.village = $1 AND (t.recorded_by = $2 OR t.subject = $2) AND t.recorded_role = 'resident' AND t.id < $3
                ORDER BY t.id DESC LIMIT $4";
    conn.select(rest, &[village.to_string().to_cell(), resident.to_owned().to_cell(), before.to_cell(), limit.to_cell()]).await
}

/// The pictures that a claim shows, in order; not those that are forgotten.
pub async fn photos_of(conn: &mut Conn, village: &VillageId, claim: i64) -> Result<Vec<String>> {
    let sql = "SELECT e.photo FROM evidence e JOIN photos p ON p.village = e.village AND p.id = e.photo
        WHERE e.village = $1 AND e.claim = $2 AND p.salt <> '' ORDER BY e.line";
    Ok(conn.query::<(String,)>(sql, &[village.to_string().to_cell(), claim.to_cell()]).await?.into_iter().map(|(id,)| id).collect())
}

/// A picture, and the claim that shows it; `None` if there is none, or it was forgotten.
pub(super) async fn photo(conn: &mut Conn, village: &VillageId, id: &str) -> Result<Option<(Photo, Claim)>> {
    let cells = [village.to_string().to_cell(), id.to_owned().to_cell()];
    let found: Vec<Photo> = conn.select("WHERE t.village = $1 AND t.id = $2 AND t.picture <> ''", &cells).await?;
    let claims = "WHERE t.village = $1 AND t.id IN (SELECT e.claim FROM evidence e WHERE e.village = $1 AND e.photo = $2)";
    let claims: Vec<Claim> = conn.select(claims, &cells).await?;
    Ok(found.into_iter().zip(claims).next())
}

/// Pictures that were brought before an instant and that nothing shows yet.
pub(super) async fn unused(conn: &mut Conn, village: &VillageId, before: Moment, limit: i64) -> Result<Vec<String>> {
    let sql = "SELECT id FROM photos_brought WHERE village = $1 AND brought_at < $2 ORDER BY id LIMIT $3";
    let found: Vec<(String,)> = conn.query(sql, &[village.to_string().to_cell(), before.to_cell(), limit.to_cell()]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Everything that was recorded for a resident or a household itself, in order.
pub async fn about(conn: &mut Conn, village: &VillageId, subject: &str) -> Result<Vec<Claim>> {
    conn.select("WHERE t.village = $1 AND t.subject = $2 ORDER BY t.id", &[village.to_string().to_cell(), subject.to_owned().to_cell()])
        .await
}

/// How many claims are in a state.
pub async fn count(conn: &mut Conn, village: &VillageId, state: ClaimState) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM claims WHERE village = $1 AND state = $2";
    Ok(conn.first::<(i64,)>(sql, &[village.to_string().to_cell(), state.to_cell()]).await?.map_or(0, |(count,)| count))
}

/// Claims of a household that one recorded: the household, who and in which role, how many, and when the oldest was recorded.
pub(super) type Waiting = (String, String, Role, i64, Moment);

/// The claims in a state that somebody neither recorded nor agreed to, nor decided on last.
pub(super) async fn waiting(conn: &mut Conn, village: &VillageId, state: ClaimState, staff: &str) -> Result<Vec<Waiting>> {
    let sql = "SELECT c.household, c.recorded_by, c.recorded_role, COUNT(*), MIN(c.recorded_at) FROM claims c WHERE c.village = $1 AND c.state = $2 AND c.recorded_by <> $3
        AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.village = $1 AND r.claim = c.id AND r.reviewer = $3 AND (r.ruling = 'approve'
            OR r.line = (SELECT MAX(l.line) FROM reviews l WHERE l.village = $1 AND l.claim = c.id)))
        GROUP BY c.household, c.recorded_by, c.recorded_role";
    conn.query(sql, &[village.to_string().to_cell(), state.to_cell(), staff.to_owned().to_cell()]).await
}

/// How many claims for deeds up to a day stand in each state in which somebody still has to decide.
pub async fn undecided(conn: &mut Conn, village: &VillageId, until: NaiveDate) -> Result<Vec<(ClaimState, i64)>> {
    let sql =
        "SELECT state, COUNT(*) FROM claims WHERE village = $1 AND occurred_on <= $2 AND state IN ('submitted', 'objected', 'contested')
        GROUP BY state ORDER BY state DESC";
    conn.query(sql, &[village.to_string().to_cell(), until.to_cell()]).await
}

/// The newest claims of a household under a rule before another one.
pub(super) async fn similar(conn: &mut Conn, village: &VillageId, claim: &Claim, limit: i64) -> Result<Vec<Claim>> {
    let rest = "WHERE t.village = $1 AND t.household = $2 AND t.rule = $3 AND t.id <> $4 ORDER BY t.id DESC LIMIT $5";
    let [household, rule] = [&claim.household, &claim.rule].map(|text| text.clone().to_cell());
    conn.select(rest, &[village.to_string().to_cell(), household, rule, claim.id.to_cell(), limit.to_cell()]).await
}

/// What was decided about a claim, in order.
pub async fn reviews(conn: &mut Conn, village: &VillageId, claim: i64) -> Result<Vec<Review>> {
    conn.select("WHERE t.village = $1 AND t.claim = $2 ORDER BY t.line", &[village.to_string().to_cell(), claim.to_cell()]).await
}

/// What was decided about claims of these numbers, in order.
pub(super) async fn reviews_of(conn: &mut Conn, village: &VillageId, ids: &[i64]) -> Result<Vec<Review>> {
    let keys: Vec<_> = ids.iter().map(|id| [id.to_cell()]).collect();
    let keys: Vec<&[Cell]> = keys.iter().map(<[Cell; 1]>::as_slice).collect();
    let mut reviews: Vec<Review> = conn.select_by_key(village, &keys).await?;
    reviews.sort_by_key(|review| (review.claim, review.line));
    Ok(reviews)
}

/// Claims by their numbers, each with what was decided about it, in order.
pub async fn with_reviews(conn: &mut Conn, village: &VillageId, ids: &[i64]) -> Result<Vec<(Claim, Vec<Review>)>> {
    let keys: Vec<_> = ids.iter().map(|id| [id.to_cell()]).collect();
    let keys: Vec<&[Cell]> = keys.iter().map(<[Cell; 1]>::as_slice).collect();
    let claims: Vec<Claim> = conn.select_by_key(village, &keys).await?;
    let reviews = reviews_of(conn, village, ids).await?;
    let of = |claim: &Claim| reviews.iter().filter(|review| review.claim == claim.id).cloned().collect();
    Ok(claims.into_iter().map(|claim| (claim.clone(), of(&claim))).collect())
}

/// A decision about a claim, with what it was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub claim: i64,
    pub ruling: Ruling,
    pub reviewer: String,
    pub at: Moment,
    pub household: String,
    pub recorded_at: Moment,
    pub occurred_on: NaiveDate,
}

/// The decisions taken between two moments, the second not included, in their order.
pub async fn decided(conn: &mut Conn, village: &VillageId, (from, until): (Moment, Moment)) -> Result<Vec<Decided>> {
    let sql = "SELECT r.claim, r.ruling, r.reviewer, r.at, c.household, c.recorded_at, c.occurred_on FROM reviews r
        JOIN claims c ON c.village = r.village AND c.id = r.claim
        WHERE r.village = $1 AND r.at >= $2 AND r.at < $3 ORDER BY r.at, r.claim, r.line";
    let rows = conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), until.to_cell()]).await?;
    let one = |(claim, ruling, reviewer, at, household, recorded_at, occurred_on)| Decided {
        claim,
        ruling,
        reviewer,
        at,
        household,
        recorded_at,
        occurred_on,
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Who agreed, month by month, told again from what was decided.
pub async fn sums(conn: &mut Conn, village: &VillageId) -> Result<Sums> {
    let sql = "SELECT reviewer, at FROM reviews WHERE village = $1 AND ruling = 'approve'";
    let mut sums = Sums::default();
    for (reviewer, at) in conn.query::<(String, Moment)>(sql, &[village.to_string().to_cell()]).await? {
        sums.add(Figure::Approved, at.day(), &reviewer, (1, 0));
    }
    Ok(sums)
}

/// Whether anything was decided before a moment.
pub async fn has_decided_before(conn: &mut Conn, village: &VillageId, at: Moment) -> Result<bool> {
    let sql = "SELECT claim FROM reviews WHERE village = $1 AND at < $2 LIMIT 1";
    Ok(conn.first::<(i64,)>(sql, &[village.to_string().to_cell(), at.to_cell()]).await?.is_some())
}

/// The claims that wait for a ruling on an objection.
pub async fn objected(conn: &mut Conn, village: &VillageId) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM claims WHERE village = $1 AND state = 'objected' ORDER BY id";
    Ok(conn.query::<(i64,)>(sql, &[village.to_string().to_cell()]).await?.into_iter().map(|(id,)| id).collect())
}

/// The claims of which a decision that needs a reason has none any more.
pub async fn unreasoned(conn: &mut Conn, village: &VillageId) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT claim FROM reviews WHERE village = $1 AND reason = '' AND ruling IN
               ('return', 'reject', 'propose_reversal', 'reject_reversal', 'uphold_objection') ORDER BY claim";
    Ok(conn.query::<(i64,)>(sql, &[village.to_string().to_cell()]).await?.into_iter().map(|(claim,)| claim).collect())
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
