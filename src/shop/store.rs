//! The shop's tables, and what pages and checks read of them.

use std::collections::BTreeMap;

use anyhow::Result;

use super::model::*;
use super::stocking::WRITTEN_OFF;
use crate::db::{Column, Conn, stored_as_text, table};
use crate::ledger::Trace;
use crate::sums::{Figure, Sums};
use crate::words::{Moment, VillageId};

stored_as_text!(ProposalKind);

table!(Proposal, "shop_proposals", key [id], columns [kind, subject, quantity, reason, state, proposed_by, proposed_at, decided_by, decided_at], live "t.state = 'proposed'");
table!(Item, "items", key [number], columns [name, spec, points, cost, stock]);
table!(StockMove, "stock_moves", key [id], columns [item, quantity, reason, reference, staff, at], append_only);
table!(Redemption, "redemptions", key [id], columns [account, state, points, cost, keeper, at, entry]);
table!(RedemptionLine, "redemption_lines", key [redemption, line], columns [item, name, quantity, points, cost], append_only);

/// Everything on the shelf, the cheapest first.
pub async fn items(conn: &mut Conn, village: &VillageId) -> Result<Vec<Item>> {
    conn.select("WHERE t.village = $1 ORDER BY t.points, t.number", &[village.to_string().to_cell()]).await
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

/// What waits for somebody else to decide, oldest first.
pub async fn proposals(conn: &mut Conn, village: &VillageId) -> Result<Vec<Proposal>> {
    conn.select("WHERE t.village = $1 AND t.state = 'proposed' ORDER BY t.id", &[village.to_string().to_cell()]).await
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

/// Stock that is not the sum of its moves or below zero, and redemptions that are not one debit and one stock-out each.
pub async fn audit(conn: &mut Conn, village: &VillageId, traces: &[Trace]) -> Result<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let stock = "SELECT i.number FROM items i WHERE i.village = $1 AND (i.stock < 0 OR i.stock <>
                 (SELECT COALESCE(SUM(m.quantity), 0) FROM stock_moves m WHERE m.village = $1 AND m.item = i.number)) ORDER BY i.number";
    let goods = "SELECT r.id FROM redemptions r WHERE r.village = $1
                 AND (SELECT COALESCE(SUM(l.quantity), 0) FROM redemption_lines l WHERE l.village = $1 AND l.redemption = r.id) <>
                 (SELECT COALESCE(-SUM(m.quantity), 0) FROM stock_moves m WHERE m.village = $1 AND m.reason = 'redeemed'
                  AND m.reference = 'redemption:' || r.id) ORDER BY r.id";
    let wrong: Vec<(String,)> = conn.query(stock, &name).await?;
    let mut breaches: Vec<_> = wrong.into_iter().map(|(number,)| format!("商品 {number} 的库存和出入记录对不上。")).collect();
    let wrong: Vec<(i64,)> = conn.query(goods, &name).await?;
    breaches.extend(wrong.into_iter().map(|(id,)| format!("第 {id} 号兑换出的货对不上。")));
    let alone = "SELECT p.id FROM shop_proposals p WHERE p.village = $1 AND p.state <> 'proposed' AND (p.decided_by IS NULL
                 OR (p.state = 'confirmed' AND p.decided_by = p.proposed_by)) ORDER BY p.id";
    let wrong: Vec<(i64,)> = conn.query(alone, &name).await?;
    breaches.extend(wrong.into_iter().map(|(id,)| format!("小店第 {id} 号报损或退回不是两个人定的。")));
    let lost =
        "SELECT m.id FROM stock_moves m WHERE m.village = $1 AND m.reason = 'written_off' AND NOT EXISTS (SELECT 1 FROM shop_proposals p
                WHERE p.village = $1 AND p.state = 'confirmed' AND m.reference = 'proposal:' || p.id AND p.subject = m.item
                AND p.quantity = -m.quantity) ORDER BY m.id";
    let wrong: Vec<(i64,)> = conn.query(lost, &name).await?;
    breaches.extend(wrong.into_iter().map(|(id,)| format!("第 {id} 笔出库写的是报损，却没有两个人定过的报损。")));
    let (taken_back, debits): (Vec<_>, Vec<_>) = traces.iter().partition(|trace| trace.reverses.is_some());
    let mut debits: BTreeMap<i64, &Trace> = debits.into_iter().map(|trace| (trace.seq, trace)).collect();
    let taken_back: BTreeMap<Option<i64>, &Trace> = taken_back.into_iter().map(|trace| (trace.reverses, trace)).collect();
    for redemption in conn.select::<Redemption>("WHERE t.village = $1 ORDER BY t.id", &name).await? {
        let debit = debits.remove(&redemption.entry);
        if debit.is_none_or(|debit| debit.points != -redemption.points || debit.reference != format!("redemption:{}", redemption.id)) {
            breaches.push(format!("第 {} 号兑换扣的分对不上。", redemption.id));
        }
        let undone = taken_back.get(&Some(redemption.entry)).is_some_and(|trace| debit.is_some_and(|debit| trace.undoes(debit)));
        if undone != (redemption.state == "cancelled") {
            breaches.push(format!("第 {} 号兑换的退回和账上的冲正对不上。", redemption.id));
        }
    }
    let orphans = debits.into_values().filter(|trace| trace.reference.starts_with("redemption:"));
    breaches.extend(orphans.map(|trace| format!("账上的 {} 没有对应的兑换。", trace.reference)));
    Ok(breaches)
}
