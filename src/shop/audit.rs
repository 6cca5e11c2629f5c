//! What `jifen verify` looks at in the shop: stock, redemptions and what is kept, what two decided, settlements.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::model::*;
use crate::db::{Column, Conn, Witnesses};
use crate::ledger::{self, AccountKind, EntryKind, Trace};
use crate::words::{Moment, Role, VillageId};

/// Counts that each must find nothing: what it looks for, and how a number that it finds is told.
const MUST_BE_NONE: [(&str, &str); 9] = [
    (
        "SELECT CAST(s.id AS TEXT) FROM settlements s WHERE s.village = $1 AND s.state IN ('signed', 'paid')
         AND (s.signed_role IS NULL OR (s.drawn_role = 'keeper') = (s.signed_role = 'keeper')) ORDER BY s.id",
        "第 {} 号结算单不是两边签的。",
    ),
    (
        "SELECT i.number FROM items i WHERE i.village = $1 AND (i.stock < 0 OR i.stock <>
           (SELECT COALESCE(SUM(m.quantity), 0) FROM stock_moves m WHERE m.village = $1 AND m.item = i.number)) ORDER BY i.number",
        "商品 {} 的库存和出入记录对不上。",
    ),
    (
        "SELECT i.number FROM items i WHERE i.village = $1 AND (i.held < 0 OR i.held > i.stock OR i.held <>
           (SELECT COALESCE(SUM(l.quantity), 0) FROM redemption_lines l JOIN redemptions r ON r.village = l.village AND r.id = l.redemption
            WHERE l.village = $1 AND l.item = i.number AND r.state = 'held')) ORDER BY i.number",
        "商品 {} 留给人的件数和预约对不上。",
    ),
    (
        "SELECT CAST(r.id AS TEXT) FROM redemptions r WHERE r.village = $1
         AND CASE WHEN r.entry IS NULL THEN 0 ELSE
           (SELECT COALESCE(SUM(l.quantity), 0) FROM redemption_lines l WHERE l.village = $1 AND l.redemption = r.id) END <>
         (SELECT COALESCE(-SUM(m.quantity), 0) FROM stock_moves m WHERE m.village = $1 AND m.reason = 'redeemed'
          AND m.reference = 'redemption:' || r.id) ORDER BY r.id",
        "第 {} 号兑换出的货对不上。",
    ),
    (
        "SELECT CAST(r.id AS TEXT) FROM redemptions r WHERE r.village = $1 AND ((r.state IN ('held', 'expired') AND r.entry IS NOT NULL)
           OR (r.state = 'collected' AND r.entry IS NULL)) ORDER BY r.id",
        "第 {} 号兑换的办理情况和账上的对不上。",
    ),
    (
        "SELECT CAST(r.id AS TEXT) FROM redemptions r LEFT JOIN vouchers v ON v.village = r.village AND v.redemption = r.id
         WHERE r.village = $1 AND ((r.state = 'held' AND (v.redemption IS NULL OR v.ended_at IS NOT NULL))
           OR (r.state <> 'held' AND v.redemption IS NOT NULL AND v.ended_at IS NULL)) ORDER BY r.id",
        "第 {} 号兑换和它的券对不上。",
    ),
    (
        "SELECT CAST(p.id AS TEXT) FROM shop_proposals p WHERE p.village = $1 AND p.state <> 'proposed' AND (p.decided_by IS NULL
           OR (p.state = 'confirmed' AND p.decided_by = p.proposed_by)) ORDER BY p.id",
        "小店第 {} 号要两个人定的事，不是两个人定的。",
    ),
    (
        "SELECT CAST(m.id AS TEXT) FROM stock_moves m WHERE m.village = $1 AND m.reason = 'written_off' AND NOT EXISTS
           (SELECT 1 FROM shop_proposals p WHERE p.village = $1 AND p.state = 'confirmed' AND m.reference = 'proposal:' || p.id
            AND p.subject = m.item AND p.quantity = -m.quantity) ORDER BY m.id",
        "第 {} 笔出库写的是报损，却没有两个人定过的报损。",
    ),
    (
        "SELECT CAST(m.id AS TEXT) FROM stock_moves m WHERE m.village = $1
           AND (m.reason = 'counted' OR (m.reason = 'stocked' AND m.reference IS NOT NULL)) AND NOT EXISTS
           (SELECT 1 FROM shop_proposals p WHERE p.village = $1 AND p.state = 'confirmed' AND m.reference = 'proposal:' || p.id
            AND p.kind = CASE WHEN m.reason = 'counted' THEN 'count' ELSE 'delivery' END) ORDER BY m.id",
        "第 {} 笔出入库写的是盘点或进货，却没有两个人定过。",
    ),
];

/// Stock that is not the sum of its moves or below what is kept, redemptions that are not one debit and one stock-out each or neither, decisions of one
/// person alone, settlements that are not what the ledger says.
pub async fn audit(conn: &mut Conn, village: &VillageId, traces: &[Trace]) -> Result<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let mut breaches = Vec::new();
    for (sql, sentence) in MUST_BE_NONE {
        let wrong: Vec<(String,)> = conn.query(sql, &name).await?;
        breaches.extend(wrong.into_iter().map(|(which,)| sentence.replace("{}", &which)));
    }
    let (taken_back, debits): (Vec<_>, Vec<_>) = traces.iter().partition(|trace| trace.reverses.is_some());
    let mut debits: BTreeMap<i64, &Trace> = debits.into_iter().map(|trace| (trace.seq, trace)).collect();
    let taken_back: BTreeMap<Option<i64>, &Trace> = taken_back.into_iter().map(|trace| (trace.reverses, trace)).collect();
    for redemption in conn.select::<Redemption>("WHERE t.village = $1 AND t.entry IS NOT NULL ORDER BY t.id", &name).await? {
        let debit = redemption.entry.and_then(|entry| debits.remove(&entry));
        if debit.is_none_or(|debit| debit.points != -redemption.points || debit.reference != format!("redemption:{}", redemption.id)) {
            breaches.push(format!("第 {} 号兑换扣的分对不上。", redemption.id));
        }
        let undone = taken_back.get(&redemption.entry).is_some_and(|trace| debit.is_some_and(|debit| trace.undoes(debit)));
        if undone != (redemption.state == RedemptionState::Cancelled) {
            breaches.push(format!("第 {} 号兑换的退回和账上的冲正对不上。", redemption.id));
        }
    }
    let orphans = debits.values().filter(|trace| trace.reference.starts_with("redemption:"));
    breaches.extend(orphans.map(|trace| format!("账上的 {} 没有对应的兑换。", trace.reference)));
    breaches.extend(settlements(conn, village, &debits).await?);
    breaches.extend(unseen(conn, village).await?);
    Ok(breaches)
}

/// What the trail does not know of, or knows otherwise: who handed out, decided, counted, signed and paid, and when; what is gone.
async fn unseen(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let name = [village.to_string().to_cell()];
    let mut breaches = Vec::new();
    let redemptions: Vec<Redemption> = conn.select("WHERE t.village = $1 ORDER BY t.id", &name).await?;
    let done = redemptions.iter().map(|one| (one.id, one.keeper.as_str(), None, Some(one.at)));
    breaches.extend(otherwise(conn, village, ("redemption", "兑换"), done).await?);
    let proposals: Vec<Proposal> = conn.select("WHERE t.village = $1 ORDER BY t.id", &name).await?;
    let done = proposals.iter().map(|one| (one.id, one.decided_by.as_deref().unwrap_or_default(), None, one.decided_at));
    breaches.extend(otherwise(conn, village, ("shop_proposal", "小店要两个人定的事"), done).await?);
    let days: Vec<DayEnd> = conn.select("WHERE t.village = $1 ORDER BY t.id", &name).await?;
    let done = days.iter().map(|one| (one.id, one.signed_by.as_str(), Some(one.signed_role), Some(one.signed_at)));
    breaches.extend(otherwise(conn, village, ("day_end", "日结"), done).await?);
    let settlements: Vec<Settlement> = conn.select("WHERE t.village = $1 ORDER BY t.id", &name).await?;
    let done = settlements.iter().flat_map(|one| {
        let signed = (one.id, one.signed_by.as_deref().unwrap_or_default(), one.signed_role, one.signed_at);
        let paid = (one.id, one.paid_by.as_deref().unwrap_or_default(), None, one.paid_at);
        [(one.id, one.drawn_by.as_str(), Some(one.drawn_role), Some(one.drawn_at)), signed, paid]
    });
    breaches.extend(otherwise(conn, village, ("settlement", "结算单"), done).await?);
    Ok(breaches)
}

/// Who did something about which number, in which role if that is written down, and when if it was done at all.
type Doing<'a> = (i64, &'a str, Option<Role>, Option<Moment>);

async fn otherwise<'a>(
    conn: &mut Conn,
    village: &VillageId,
    (kind, what): (&str, &str),
    done: impl Iterator<Item = Doing<'a>>,
) -> Result<Vec<String>> {
    let witnesses = Witnesses::of(conn, village, kind).await?;
    let (mut there, mut unseen) = (BTreeSet::new(), BTreeSet::new());
    for (number, staff, role, at) in done {
        there.insert(number);
        unseen.extend(at.filter(|at| !witnesses.saw(number, staff, role, *at)).map(|_| number));
    }
    let told = unseen.iter().map(|number| format!("第 {number} 号{what}是谁、什么时候办的，和办理记录对不上。"));
    Ok(told.chain(witnesses.gone(&there).iter().map(|number| format!("第 {number} 号{what}不见了。"))).collect())
}

/// Settlements whose amount is not what the keeper was owed for their stretch of the ledger, and payments without one.
async fn settlements(conn: &mut Conn, village: &VillageId, payments: &BTreeMap<i64, &Trace>) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    let mut payments: BTreeMap<i64, &str> = payments
        .iter()
        .filter(|(_, trace)| trace.reference.starts_with("settlement:"))
        .map(|(seq, trace)| (*seq, trace.reference.as_str()))
        .collect();
    for one in conn.select::<Settlement>("WHERE t.village = $1 ORDER BY t.id", &[village.to_string().to_cell()]).await? {
        let lines = ledger::own_lines(conn, village, AccountKind::Keeper, (one.after_seq, one.upto_seq)).await?;
        let owed: i64 = lines.iter().filter(|line| line.kind != EntryKind::Settlement).map(|line| line.amount).sum();
        if owed != one.amount.hundredths() {
            breaches.push(format!("第 {} 号结算单的钱数和账上的对不上。", one.id));
        }
        let paid = one.entry.and_then(|entry| payments.remove(&entry));
        if (one.state == SettlementState::Paid) != (paid == Some(format!("settlement:{}", one.id).as_str())) {
            breaches.push(format!("第 {} 号结算单的付款和账上的对不上。", one.id));
        }
    }
    breaches.extend(payments.into_values().map(|reference| format!("账上的 {reference} 没有对应的结算单。")));
    Ok(breaches)
}
