//! Items, stock moves and redemptions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{Moment, Points, Yuan};

/// Something on the shelf (商品).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Such as `A01`.
    pub number: String,
    pub name: String,
    /// Size or brand, for the label.
    pub spec: String,
    /// What one piece takes.
    pub points: Points,
    /// What one piece costs the fund.
    pub cost: Yuan,
    /// Pieces on the shelf; never below zero.
    pub stock: i64,
}

/// Pieces coming in or going out; never changed. The stock is their sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockMove {
    /// Counted from 1 in each village.
    pub id: i64,
    pub item: String,
    /// Negative when goods go out.
    pub quantity: i64,
    /// `stocked`, `redeemed`, `cancelled`.
    pub reason: String,
    pub reference: Option<String>,
    pub staff: String,
    pub at: Moment,
}

/// Goods handed out for points (兑换).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redemption {
    /// Counted from 1 in each village.
    pub id: i64,
    pub account: String,
    /// `collected` or `cancelled`.
    pub state: String,
    pub points: Points,
    pub cost: Yuan,
    pub keeper: String,
    pub at: Moment,
    /// Its entry in the ledger.
    pub entry: i64,
}

/// One kind of goods of a redemption, at the price of that moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedemptionLine {
    pub redemption: i64,
    pub line: i64,
    pub item: String,
    pub name: String,
    pub quantity: i64,
    /// For all pieces.
    pub points: Points,
    /// For all pieces.
    pub cost: Yuan,
}

/// What the counter is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Redeemed {
    /// The redemption's number.
    #[schema(example = "3")]
    pub id: String,
    /// `collected` or `cancelled`.
    #[schema(example = "collected")]
    pub state: String,
    pub account: String,
    /// What it took.
    #[schema(value_type = String, example = "60.00")]
    pub points: Points,
    /// What the holder has left.
    #[schema(value_type = String, example = "68.00")]
    pub available: Points,
}
