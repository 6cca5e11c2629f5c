//! Items, stock moves, redemptions and vouchers, what takes two, the end of a day, settling with the keeper.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{Moment, Points, Role, Yuan};

/// Up to this many pieces the shelf says how many are left.
const FEW: i64 = 5;

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
    /// Those of them that are kept for somebody; never more than there are.
    pub held: i64,
}

impl Item {
    /// Pieces that somebody can still have.
    pub fn available(&self) -> i64 {
        self.stock - self.held
    }

    /// The same as the shelf says it: 有, 剩2件, 没了.
    pub fn in_words(&self) -> String {
        match self.available() {
            left if left <= 0 => "没了".to_owned(),
            left if left <= FEW => format!("剩{left}件"),
            _ => "有".to_owned(),
        }
    }
}

/// Pieces coming in or going out; never changed. The stock is their sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockMove {
    /// Counted from 1 in each village.
    pub id: i64,
    pub item: String,
    /// Negative when goods go out.
    pub quantity: i64,
    /// `stocked`, `redeemed`, `cancelled`, `written_off`, `counted`.
    pub reason: String,
    pub reference: Option<String>,
    pub staff: String,
    pub at: Moment,
}

/// How far goods for points have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RedemptionState {
    /// 预约: kept for somebody, nothing is spent yet.
    Held,
    /// 已领: handed out.
    Collected,
    /// 已退: given up before it was handed out, or taken back after it.
    Cancelled,
    /// 过期: nobody came in time.
    Expired,
}

impl RedemptionState {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Collected => "collected",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// What people call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Held => "可以领",
            Self::Collected => "已经领了",
            Self::Cancelled => "已经退了",
            Self::Expired => "过期了",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Held, Self::Collected, Self::Cancelled, Self::Expired].into_iter().find(|state| state.name() == name)
    }
}

/// Goods for points (兑换).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redemption {
    /// Counted from 1 in each village.
    pub id: i64,
    pub account: String,
    pub state: RedemptionState,
    pub points: Points,
    pub cost: Yuan,
    /// Who handed it out; as long as nobody has, who reserved it.
    pub keeper: String,
    /// When it was handed out, or else reserved.
    pub at: Moment,
    /// Its entry in the ledger; none before it is handed out.
    pub entry: Option<i64>,
}

/// What is shown at the counter for goods that are kept (兑换券).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    pub redemption: i64,
    /// Eight characters that nobody guesses and that are easy to say.
    pub code: String,
    /// Hash of the rulebook under which it was reserved: it said what may be had.
    pub rulebook: String,
    pub held_by: String,
    pub held_at: Moment,
    /// Until when the goods are kept.
    pub until_at: Moment,
    /// Who handed them out, gave them up or, as the service itself, let them go.
    pub ended_by: Option<String>,
    pub ended_at: Option<Moment>,
    /// Why they were given up; empty for whoever did it for themselves.
    pub reason: String,
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
    /// 进货: goods that came.
    Delivery,
    /// 盘点: what was counted is not what the books say.
    Count,
    /// 作证: somebody at the counter has neither card nor PIN with them.
    Witness,
}

impl ProposalKind {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::WriteOff => "write_off",
            Self::Cancellation => "cancellation",
            Self::Delivery => "delivery",
            Self::Count => "count",
            Self::Witness => "witness",
        }
    }

    /// The kind of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::WriteOff, Self::Cancellation, Self::Delivery, Self::Count, Self::Witness].into_iter().find(|kind| kind.name() == name)
    }
}

/// One proposes, another one decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Counted from 1 in each village.
    pub id: i64,
    pub kind: ProposalKind,
    /// The number of the item, the redemption, the delivery or the day's end.
    pub subject: String,
    /// Pieces that are written off, came in or were found to differ; 0 for a redemption.
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
    /// `collected`, `cancelled`, or `cancellation_proposed` and `witness_asked` until somebody else agrees.
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

/// Goods that came (进货), as whoever received them wrote them down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Counted from 1 in each village.
    pub id: i64,
    /// [`Goods`](super::Goods) as JSON.
    pub goods: String,
}

/// An item as it was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counted {
    #[schema(example = "A01")]
    pub item: String,
    #[schema(example = "香皂")]
    pub name: String,
    /// Pieces by the books at that moment.
    pub stock: i64,
    /// Pieces on the shelf.
    pub counted: i64,
}

impl Counted {
    /// What is there too many, or (negative) too few.
    pub fn difference(&self) -> i64 {
        self.counted - self.stock
    }
}

/// The end of a day at the shop (日结): what was counted, and up to where in the ledger the day goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayEnd {
    /// Counted from 1 in each village.
    pub id: i64,
    /// The day covers the entries after this one …
    pub after_seq: i64,
    /// … up to this one.
    pub upto_seq: i64,
    /// [`Counted`] as JSON.
    pub counted: String,
    /// What somebody else has to decide about the differences.
    pub proposal: Option<i64>,
    pub signed_by: String,
    pub signed_role: Role,
    pub signed_at: Moment,
}

/// How far settling with the keeper has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettlementState {
    /// One side has drawn it up and signed.
    Drawn,
    /// Both sides have signed.
    Signed,
    /// The money was handed over.
    Paid,
    /// It does not count: it was withdrawn before it was paid.
    Withdrawn,
}

impl SettlementState {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drawn => "drawn",
            Self::Signed => "signed",
            Self::Paid => "paid",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What people call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Drawn => "等另一边签字",
            Self::Signed => "两边都签了，等付款",
            Self::Paid => "已经付了",
            Self::Withdrawn => "作废了",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Drawn, Self::Signed, Self::Paid, Self::Withdrawn].into_iter().find(|state| state.name() == name)
    }
}

/// What the village owes the keeper for a stretch of the ledger (结算单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Counted from 1 in each village.
    pub id: i64,
    pub after_seq: i64,
    pub upto_seq: i64,
    pub amount: Yuan,
    pub state: SettlementState,
    pub drawn_by: String,
    pub drawn_role: Role,
    pub drawn_at: Moment,
    pub signed_by: Option<String>,
    pub signed_role: Option<Role>,
    pub signed_at: Option<Moment>,
    /// Who paid it, or withdrew it.
    pub paid_by: Option<String>,
    pub paid_at: Option<Moment>,
    /// How it was paid, such as the number of the transfer; of what was withdrawn, why.
    pub paid_how: String,
    /// Its entry in the ledger, once it is paid.
    pub entry: Option<i64>,
}
