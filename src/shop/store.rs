//! The shop's tables, and what pages and checks read of them.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::model::*;
use super::proof::ByNumber;
use super::stocking::WRITTEN_OFF;
use crate::db::{Column, Conn, stored_as_text, table};
use crate::sums::{Figure, Sums};
use crate::words::{Moment, Points, VillageId};

stored_as_text!(ProposalKind, RedemptionState, SettlementState);

table!(Proposal, "shop_proposals", key [id], columns [kind, subject, quantity, reason, state, proposed_by, proposed_at, decided_by, decided_at], live "t.state = 'proposed'");
table!(Item, "items", key [number], columns [name, spec, points, cost, stock, held]);
table!(StockMove, "stock_moves", key [id], columns [item, quantity, reason, reference, staff, at], append_only);
table!(Redemption, "redemptions", key [id], columns [account, state, points, cost, keeper, at, entry]);
table!(RedemptionLine, "redemption_lines", key [redemption, line], columns [item, name, quantity, points, cost], append_only);
table!(Voucher, "vouchers", key [redemption], columns [code, rulebook, held_by, held_at, until_at, ended_by, ended_at, reason]);
// Not sealed: how much of one day, which nobody asks for on the next.
table!(ByNumber, unsealed "spent_by_number", key [account], columns [on_day, points]);
table!(Delivery, "deliveries", key[id], columns[goods], append_only);
table!(DayEnd, "day_ends", key [id], columns [after_seq, upto_seq, counted, proposal, signed_by, signed_role, signed_at], append_only);
table!(Settlement, "settlements", key [id], columns [after_seq, upto_seq, amount, state, drawn_by, drawn_role, drawn_at, signed_by, signed_role, signed_at, paid_by, paid_at, paid_how, entry], live "t.state IN ('drawn', 'signed')");

/// Everything on the shelf, the cheapest first.
pub async fn items(conn: &mut Conn, village: &VillageId) -> Result<Vec<Item>> {
    conn.select("WHERE t.village = $1 ORDER BY t.points, t.number", &[village.to_string().to_cell()]).await
}

/// What is on the shelves of some villages and what it takes, the cheapest first.
pub async fn goods_of(conn: &mut Conn, villages: &[VillageId]) -> Result<BTreeMap<VillageId, Vec<(String, Points)>>> {
    let sql = format!("SELECT village, name, points FROM items WHERE village {} ORDER BY village, points, number", conn.listed());
    let mut goods: BTreeMap<VillageId, Vec<_>> = BTreeMap::new();
    for (village, name, points) in conn.query::<(String, String, Points)>(&sql, &[Conn::list(villages)]).await? {
        let Some(village) = VillageId::parse(&village) else { continue };
        goods.entry(village).or_default().push((name, points));
    }
    Ok(goods)
}

/// One item by its number.
pub async fn item(conn: &mut Conn, village: &VillageId, number: &str) -> Result<Option<Item>> {
    let cells = [village.to_string().to_cell(), number.to_owned().to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.number = $2", &cells).await?.into_iter().next())
}

/// One redemption with its lines.
pub async fn redemption(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<(Redemption, Vec<RedemptionLine>)>> {
    let cells = [village.to_string().to_cell(), id.to_cell()];
    let found: Vec<Redemption> = conn.select("WHERE t.village = $1 AND t.id = $2", &cells).await?;
    let Some(redemption) = found.into_iter().next() else { return Ok(None) };
    Ok(Some((redemption, conn.select("WHERE t.village = $1 AND t.redemption = $2 ORDER BY t.line", &cells).await?)))
}

/// Redemptions before a number, newest first.
pub async fn redemptions(conn: &mut Conn, village: &VillageId, before: i64, limit: i64) -> Result<Vec<Redemption>> {
    let cells = [village.to_string().to_cell(), before.to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.id < $2 ORDER BY t.id DESC LIMIT $3", &cells).await
}

/// Everything an account was redeemed for, with its lines, newest first.
pub async fn redeemed_by(conn: &mut Conn, village: &VillageId, account: &str) -> Result<Vec<(Redemption, Vec<RedemptionLine>)>> {
    let cells = [village.to_string().to_cell(), account.to_owned().to_cell()];
    let redemptions: Vec<Redemption> = conn.select("WHERE t.village = $1 AND t.account = $2 ORDER BY t.id DESC", &cells).await?;
    let of_account =
        "WHERE t.village = $1 AND t.redemption IN (SELECT id FROM redemptions WHERE village = $1 AND account = $2) ORDER BY t.line";
    let mut lines: BTreeMap<i64, Vec<RedemptionLine>> = BTreeMap::new();
    for line in conn.select::<RedemptionLine>(of_account, &cells).await? {
        lines.entry(line.redemption).or_default().push(line);
    }
    let with_lines = |redemption: Redemption| (lines.remove(&redemption.id).unwrap_or_default(), redemption);
    Ok(redemptions.into_iter().map(with_lines).map(|(lines, redemption)| (redemption, lines)).collect())
}

/// The proposals to take back what an account was redeemed for.
pub async fn proposals_about(conn: &mut Conn, village: &VillageId, account: &str) -> Result<Vec<i64>> {
    let sql = "SELECT p.id FROM shop_proposals p JOIN redemptions r ON r.village = p.village AND p.subject = CAST(r.id AS TEXT)
               WHERE p.village = $1 AND p.kind = 'cancellation' AND r.account = $2 ORDER BY p.id";
    let found: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell(), account.to_owned().to_cell()]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The accounts whose redemptions somebody proposes to take back, by the proposal.
pub(super) async fn accounts_proposed(conn: &mut Conn, village: &VillageId) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT p.id, r.account FROM shop_proposals p JOIN redemptions r ON r.village = p.village AND p.subject = CAST(r.id AS TEXT)
               WHERE p.village = $1 AND p.kind = 'cancellation' AND p.state = 'proposed' ORDER BY p.id";
    conn.query(sql, &[village.to_string().to_cell()]).await
}

/// What was handed out since an instant, newest first, at most so many; also what was taken back after it.
pub(super) async fn handed_out_since(conn: &mut Conn, village: &VillageId, since: Moment, limit: i64) -> Result<Vec<Redemption>> {
    let cells = [village.to_string().to_cell(), since.to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.at >= $2 AND t.entry IS NOT NULL ORDER BY t.at DESC, t.id DESC LIMIT $3", &cells).await
}

/// The goods of redemptions from one number to another.
pub(super) async fn lines_between(conn: &mut Conn, village: &VillageId, (first, last): (i64, i64)) -> Result<Vec<RedemptionLine>> {
    let cells = [village.to_string().to_cell(), first.to_cell(), last.to_cell()];
    conn.select("WHERE t.village = $1 AND t.redemption BETWEEN $2 AND $3 ORDER BY t.redemption, t.line", &cells).await
}

/// The voucher of a redemption; `None` where nothing was reserved.
pub(super) async fn voucher(conn: &mut Conn, village: &VillageId, redemption: i64) -> Result<Option<Voucher>> {
    let cells = [village.to_string().to_cell(), redemption.to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.redemption = $2", &cells).await?.into_iter().next())
}

/// The voucher of a code.
pub(super) async fn voucher_of(conn: &mut Conn, village: &VillageId, code: &str) -> Result<Option<Voucher>> {
    let cells = [village.to_string().to_cell(), code.to_owned().to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.code = $2", &cells).await?.into_iter().next())
}

/// What an account reserved lately, newest first.
pub(super) async fn reserved_by(conn: &mut Conn, village: &VillageId, account: &str, limit: i64) -> Result<Vec<Redemption>> {
    let cells = [village.to_string().to_cell(), account.to_owned().to_cell(), limit.to_cell()];
    let rest = "WHERE t.village = $1 AND t.account = $2 AND t.id IN (SELECT redemption FROM vouchers WHERE village = $1) ORDER BY t.id DESC LIMIT $3";
    conn.select(rest, &cells).await
}

/// The reservations whose time was over at an instant, and that still stand.
pub async fn reservations_over(conn: &mut Conn, village: &VillageId, now: Moment) -> Result<Vec<i64>> {
    let sql = "SELECT redemption FROM vouchers WHERE village = $1 AND ended_at IS NULL AND until_at <= $2 ORDER BY redemption";
    let found: Vec<(i64,)> = conn.query(sql, &[village.to_string().to_cell(), now.to_cell()]).await?;
    Ok(found.into_iter().map(|(redemption,)| redemption).collect())
}

/// The first day, from one on and before another, on which the time of a reservation that still stands is over.
pub async fn next_reservation_over(conn: &mut Conn, village: &VillageId, from: NaiveDate, before: NaiveDate) -> Result<Option<NaiveDate>> {
    let sql = "SELECT MIN(until_at) FROM vouchers WHERE village = $1 AND ended_at IS NULL AND until_at >= $2 AND until_at < $3";
    let cells = [village.to_string().to_cell(), Moment::on(from, 0, 0).to_cell(), Moment::on(before, 0, 0).to_cell()];
    Ok(conn.first::<(Option<Moment>,)>(sql, &cells).await?.and_then(|(at,)| at).map(Moment::day))
}

/// One day's end.
pub(super) async fn day_end(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<DayEnd>> {
    let cells = [village.to_string().to_cell(), id.to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &cells).await?.into_iter().next())
}

/// Days that were ended, before a number, newest first.
pub(super) async fn day_ends(conn: &mut Conn, village: &VillageId, before: i64, limit: i64) -> Result<Vec<DayEnd>> {
    let cells = [village.to_string().to_cell(), before.to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.id < $2 ORDER BY t.id DESC LIMIT $3", &cells).await
}

/// One settlement.
pub(super) async fn settlement(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Settlement>> {
    let cells = [village.to_string().to_cell(), id.to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &cells).await?.into_iter().next())
}

/// Settlements before a number, newest first.
pub(super) async fn settlements(conn: &mut Conn, village: &VillageId, before: i64, limit: i64) -> Result<Vec<Settlement>> {
    let cells = [village.to_string().to_cell(), before.to_cell(), limit.to_cell()];
    conn.select("WHERE t.village = $1 AND t.id < $2 ORDER BY t.id DESC LIMIT $3", &cells).await
}

/// The settlement that is not over, if there is one.
pub(super) async fn open_settlement(conn: &mut Conn, village: &VillageId) -> Result<Option<Settlement>> {
    let rest = "WHERE t.village = $1 AND t.state IN ('drawn', 'signed') ORDER BY t.id LIMIT 1";
    Ok(conn.select(rest, &[village.to_string().to_cell()]).await?.into_iter().next())
}

/// One proposal.
pub(super) async fn proposal(conn: &mut Conn, village: &VillageId, id: i64) -> Result<Option<Proposal>> {
    let cells = [village.to_string().to_cell(), id.to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.id = $2", &cells).await?.into_iter().next())
}

/// What waits for somebody else to decide, oldest first.
pub async fn proposals(conn: &mut Conn, village: &VillageId) -> Result<Vec<Proposal>> {
    conn.select("WHERE t.village = $1 AND t.state = 'proposed' ORDER BY t.id", &[village.to_string().to_cell()]).await
}

/// Whether a second person was asked at the counter to say who a redemption is for, and did not say no.
pub(super) async fn is_witnessed(conn: &mut Conn, village: &VillageId, redemption: i64) -> Result<bool> {
    let rest = "WHERE t.village = $1 AND t.kind = 'witness' AND t.subject = $2 AND t.state IN ('proposed', 'confirmed')";
    let found: Vec<Proposal> = conn.select(rest, &[village.to_string().to_cell(), redemption.to_string().to_cell()]).await?;
    Ok(!found.is_empty())
}

/// The redemptions of an earlier day that were taken back because somebody else agreed.
pub async fn cancellations(conn: &mut Conn, village: &VillageId) -> Result<Vec<Proposal>> {
    let rest = "WHERE t.village = $1 AND t.kind = 'cancellation' AND t.state = 'confirmed' ORDER BY t.id";
    conn.select(rest, &[village.to_string().to_cell()]).await
}

/// How goods moved between two instants (the second excluded): name, pieces in, pieces out, pieces left at the end; the cheapest first.
pub async fn stock_movements(
    conn: &mut Conn,
    village: &VillageId,
    (from, until): (Moment, Moment),
) -> Result<Vec<(String, i64, i64, i64)>> {
    let sql = "SELECT i.name, CAST(COALESCE(SUM(CASE WHEN m.at >= $2 AND m.quantity > 0 THEN m.quantity ELSE 0 END), 0) AS BIGINT),
                 CAST(COALESCE(SUM(CASE WHEN m.at >= $2 AND m.quantity < 0 THEN -m.quantity ELSE 0 END), 0) AS BIGINT),
                 CAST(COALESCE(SUM(m.quantity), 0) AS BIGINT)
               FROM items i LEFT JOIN stock_moves m ON m.village = i.village AND m.item = i.number AND m.at < $3
               WHERE i.village = $1 GROUP BY i.number, i.name, i.points ORDER BY i.points, i.number";
    conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), until.to_cell()]).await
}

/// What was written off, month by month, told again from the moves.
pub async fn sums(conn: &mut Conn, village: &VillageId) -> Result<Sums> {
    let sql = "SELECT at, quantity FROM stock_moves WHERE village = $1 AND reason = $2";
    let mut sums = Sums::default();
    for (at, quantity) in conn.query::<(Moment, i64)>(sql, &[village.to_string().to_cell(), WRITTEN_OFF.to_owned().to_cell()]).await? {
        sums.add(Figure::WrittenOff, at.day(), "", (1, -quantity));
    }
    Ok(sums)
}

/// How many accounts have redeemed something.
pub async fn redeemed_accounts(conn: &mut Conn, village: &VillageId) -> Result<i64> {
    let sql = "SELECT COUNT(DISTINCT account) FROM redemptions WHERE village = $1 AND state = 'collected'";
    Ok(conn.first::<(i64,)>(sql, &[village.to_string().to_cell()]).await?.map_or(0, |(count,)| count))
}
