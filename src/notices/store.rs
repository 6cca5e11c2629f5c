//! The tables of notices and objections, and what pages and jobs read of them.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use crate::db::{Cell, Column, Conn, stored_as_text, table};
use crate::words::{Moment, VillageId};

stored_as_text!(NoticeState, Reason, ObjectionState, Verdict);

table!(Notice, "notices", key [id], columns [issue, state, from_on, until_on, days, lines, drafted_by, drafted_at, decided_by, decided_at, reason,
    last_on, head_seq, head, settled_at, posted, fallen]);
table!(NoticeLine, "notice_lines", key [award], columns [notice, line]);
table!(NoticeSheet, "notice_sheets", key[notice], columns[body], append_only);
table!(Objection, "objections", key [award, id], columns [resident, household, reason, sentence, state, raised_by, raised_role, raised_at,
    answer_by]);
table!(Step, "objection_steps", key [award, objection, line], columns [verdict, taken_by, role, said, at], append_only but [said]);

/// One notice.
pub(super) async fn notice(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Notice>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// Notices before a number, newest first.
pub(super) async fn notices(conn: &mut Conn, village: &VillageId, before: i64, limit: i64) -> Result<Vec<Notice>> {
    let cells = [village.to_string().to_cell(), before.to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.id < $2 ORDER BY t.id DESC LIMIT $3", &cells).await
}

/// The newest notice that shows a day, or is drafted to.
pub async fn covering(conn: &mut Conn, village: &VillageId, day: NaiveDate) -> Result<Option<Notice>> {
    let rest = "WHERE t.village = $1 AND t.from_on <= $2 AND t.until_on >= $2 AND t.state <> 'returned' ORDER BY t.id DESC LIMIT 1";
    Ok(conn.select(rest, &[village.to_string().to_cell(), day.to_cell()]).await?.into_iter().next())
}

/// The notices everybody may see on a day, newest first.
pub(super) async fn on_the_wall(conn: &mut Conn, village: &VillageId, today: NaiveDate) -> Result<Vec<Notice>> {
    let rest = "WHERE t.village = $1 AND t.issue IS NOT NULL AND t.last_on >= $2 ORDER BY t.issue DESC";
    conn.select(rest, &[village.to_string().to_cell(), today.to_cell()]).await
}

/// Which of these awards stand on a notice that everybody may see on a day.
pub(super) async fn shown_on(conn: &mut Conn, village: &VillageId, awards: &[i64], today: NaiveDate) -> Result<BTreeSet<i64>> {
    let keys: Vec<_> = awards.iter().map(|award| [award.to_cell()]).collect();
    let keys: Vec<&[Cell]> = keys.iter().map(<[Cell; 1]>::as_slice).collect();
    let lines: Vec<NoticeLine> = conn.select_by_key(village, &keys).await?;
    let open: BTreeSet<i64> = on_the_wall(conn, village, today).await?.into_iter().map(|notice| notice.id).collect();
    Ok(lines.into_iter().filter(|line| open.contains(&line.notice)).map(|line| line.award).collect())
}

/// Every notice of a village, in order.
pub(super) async fn all(conn: &mut Conn, village: &VillageId) -> Result<Vec<Notice>> {
    conn.select("WHERE t.village = $1 ORDER BY t.id", &[village.to_string().to_cell()]).await
}

/// The awards on a notice, in order.
pub(super) async fn on_notice(conn: &mut Conn, village: &VillageId, notice: i64) -> Result<Vec<i64>> {
    let sql = "SELECT award FROM notice_lines WHERE village = $1 AND notice = $2 ORDER BY line";
    let found: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell(), notice.to_cell()]).await?;
    Ok(found.into_iter().map(|(award,)| award).collect())
}

/// Every award that a notice shows or has shown.
pub(super) async fn shown(conn: &mut Conn, village: &VillageId) -> Result<Vec<i64>> {
    let sql = "SELECT l.award FROM notice_lines l JOIN notices n ON n.village = l.village AND n.id = l.notice
               WHERE l.village = $1 AND n.state <> 'returned' ORDER BY l.award";
    let found: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell()]).await?;
    Ok(found.into_iter().map(|(award,)| award).collect())
}

/// The sheet of a notice as JSON.
pub(super) async fn sheet(conn: &mut Conn, village: &VillageId, notice: i64) -> Result<Option<String>> {
    let sql = "SELECT body FROM notice_sheets WHERE village = $1 AND notice = $2";
    Ok(conn.first::<(String,)>(sql, &[village.to_string().to_cell(), notice.to_cell()]).await?.map(|(body,)| body))
}

/// The notices whose days are over and that are not settled.
pub(super) async fn over(conn: &mut Conn, village: &VillageId, today: NaiveDate) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM notices WHERE village = $1 AND state = 'open' AND last_on < $2 ORDER BY id";
    let found: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell(), today.to_cell()]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// To which award an objection objects.
pub(super) async fn award_of(conn: &mut Conn, village: &VillageId, objection: i64) -> Result<Option<i64>> {
    let sql = "SELECT award FROM objections WHERE village = $1 AND id = $2";
    Ok(conn.first::<(i64,)>(sql, &[village.to_string().to_cell(), objection.to_cell()]).await?.map(|(award,)| award))
}

/// One objection.
pub(super) async fn objection(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Objection>> {
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &[village.to_string().to_cell(), id.to_cell()]).await?.into_iter().next())
}

/// Objections before a number, newest first.
pub(super) async fn objections(conn: &mut Conn, village: &VillageId, before: i64, limit: i64) -> Result<Vec<Objection>> {
    let cells = [village.to_string().to_cell(), before.to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.id < $2 ORDER BY t.id DESC LIMIT $3", &cells).await
}

/// Those that wait for an answer, the most urgent first.
pub(super) async fn waiting(conn: &mut Conn, village: &VillageId) -> Result<Vec<Objection>> {
    let rest = "WHERE t.village = $1 AND t.state IN ('raised', 'appealed') ORDER BY t.answer_by, t.id";
    conn.select(rest, &[village.to_string().to_cell()]).await
}

/// Those of one resident, newest first.
pub(super) async fn objections_of(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Vec<Objection>> {
    let rest = "WHERE t.village = $1 AND t.resident = $2 ORDER BY t.id DESC";
    conn.select(rest, &[village.to_string().to_cell(), resident.to_owned().to_cell()]).await
}

/// What was done about an objection, in order.
pub(super) async fn steps(conn: &mut Conn, village: &VillageId, objection: &Objection) -> Result<Vec<Step>> {
    let cells = [village.to_string().to_cell(), objection.award.to_cell(), objection.id.to_cell()];
    conn.select("WHERE t.village = $1 AND t.award = $2 AND t.objection = $3 ORDER BY t.line", &cells).await
}

/// How many objections were raised between two instants (the second excluded), and how many of them are upheld.
pub(super) async fn raised_between(conn: &mut Conn, village: &VillageId, (from, until): (Moment, Moment)) -> Result<(i64, i64)> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN state = 'upheld' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM objections
               WHERE village = $1 AND raised_at >= $2 AND raised_at < $3";
    Ok(conn.first(sql, &[village.to_string().to_cell(), from.to_cell(), until.to_cell()]).await?.unwrap_or_default())
}
