//! What went over the counter between two entries of the ledger: read off the ledger itself, for the end of a day and for settling with the keeper.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::db::Conn;
use crate::ledger::{self, AccountKind, EntryKind};
use crate::words::{Points, VillageId, Yuan};

/// One kind of goods of a stretch, less what was taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct GoodsOut {
    #[schema(example = "A01")]
    pub item: String,
    #[schema(example = "香皂")]
    pub name: String,
    pub quantity: i64,
    #[schema(value_type = String, example = "25.00")]
    pub points: Points,
    #[schema(value_type = String, example = "22.50")]
    pub cost: Yuan,
}

/// A stretch of the ledger, as far as it concerns the shop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Stretch {
    /// How many redemptions were handed out.
    pub handed_out: i64,
    /// How many were taken back, of whatever day.
    pub taken_back: i64,
    /// What all of it took, less what was given back.
    #[schema(value_type = String, example = "125.00")]
    pub points: Points,
    /// What the fund owes the keeper for it.
    #[schema(value_type = String, example = "98.50")]
    pub cost: Yuan,
    pub goods: Vec<GoodsOut>,
}

/// Adds up the entries after one number and up to another.
pub(super) async fn stretch(conn: &mut Conn, village: &VillageId, range: (i64, i64)) -> Result<Stretch> {
    let moved = ledger::own_lines(conn, village, AccountKind::Redeemed, range).await?;
    let owed = ledger::own_lines(conn, village, AccountKind::Keeper, range).await?;
    // How often each redemption was handed out (1), or taken back (−1); one that was both within the stretch is nothing.
    let mut times: BTreeMap<i64, i64> = BTreeMap::new();
    for line in &moved {
        let id = line.reference.strip_prefix("redemption:").and_then(|id| id.parse().ok()).unwrap_or_default();
        *times.entry(id).or_default() += line.amount.signum();
    }
    Ok(Stretch {
        handed_out: moved.iter().filter(|line| line.amount > 0).count() as i64,
        taken_back: moved.iter().filter(|line| line.amount < 0).count() as i64,
        points: Points::from_hundredths(moved.iter().map(|line| line.amount).sum()),
        cost: Yuan::from_hundredths(owed.iter().filter(|line| line.kind != EntryKind::Settlement).map(|line| line.amount).sum()),
        goods: goods(conn, village, &times).await?,
    })
}

async fn goods(conn: &mut Conn, village: &VillageId, times: &BTreeMap<i64, i64>) -> Result<Vec<GoodsOut>> {
    let (Some((first, _)), Some((last, _))) = (times.first_key_value(), times.last_key_value()) else { return Ok(Vec::new()) };
    let mut goods: BTreeMap<String, GoodsOut> = BTreeMap::new();
    for line in store::lines_between(conn, village, (*first, *last)).await? {
        let times = times.get(&line.redemption).copied().unwrap_or_default();
        let sum = goods.entry(line.item.clone()).or_insert_with(|| GoodsOut { item: line.item, name: line.name, ..GoodsOut::default() });
        sum.quantity += times * line.quantity;
        sum.points += line.points.times(times).unwrap_or_default();
        sum.cost += line.cost.times(times).unwrap_or_default();
    }
    Ok(goods
        .into_values()
        .filter(|sum| *sum != GoodsOut { item: sum.item.clone(), name: sum.name.clone(), ..GoodsOut::default() })
        .collect())
}
