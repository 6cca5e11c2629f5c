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
    /// `stocked`, `redeemed`, `cancelled`, `written_off`.
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

/// What nobody does alone in the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// 报损: pieces that are broken, spoilt or missing.
    WriteOff,
    /// 退回: a redemption of an earlier day is taken back.
    Cancellation,
}

impl ProposalKind {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::WriteOff => "write_off",
            Self::Cancellation => "cancellation",
        }
    }

    /// The kind of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::WriteOff, Self::Cancellation].into_iter().find(|kind| kind.name() == name)
    }
}

/// One proposes, another one decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Counted from 1 in each village.
    pub id: i64,
    pub kind: ProposalKind,
    /// The item's number, or the redemption's.
    pub subject: String,
    /// Pieces written off; 0 for a redemption.
    pub quantity: i64,
    pub reason: String,
    /// `proposed`, `confirmed` or `rejected`.
    pub state: String,
    pub proposed_by: String,
    pub proposed_at: Moment,
    pub decided_by: Option<String>,
    pub decided_at: Option<Moment>,
}

/// What the counter is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Redeemed {
    /// The redemption's number.
    #[schema(example = "3")]
    pub id: String,
    /// `collected`, `cancelled`, or `cancellation_proposed` until somebody else agrees.
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
