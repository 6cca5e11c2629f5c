//! Accounts, lots, entries, postings and holds.
//!
//! Amounts are whole hundredths of the account's unit: points for holders and their counter-accounts, yuan for the fund and its.

use chrono::NaiveDate;

use crate::words::{Moment, Period, Points, Role, Yuan};

/// What an account is for; it decides the unit and whether the balance may fall below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountKind {
    /// A resident's or household's points; kept in lots, never below zero.
    Holder,
    /// 积分发放: where awarded points come from.
    Issued,
    /// 积分回收: where redeemed points go.
    Redeemed,
    /// 积分到期: where points go that nobody used in time.
    Lapsed,
    /// 保密: what protected reports have earned, together; whose it is stands outside the ledger. Never below zero.
    Pool,
    /// 集体: where the fund's money comes from.
    Collective,
    /// 基金: the money behind the shop; never below zero.
    Fund,
    /// 店主应付: what the village owes the shopkeeper.
    Keeper,
    /// 已付店主: what was paid of it.
    Paid,
}

impl AccountKind {
    const ALL: [AccountKind; 9] =
        [Self::Holder, Self::Issued, Self::Redeemed, Self::Lapsed, Self::Pool, Self::Collective, Self::Fund, Self::Keeper, Self::Paid];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Issued => "issued",
            Self::Redeemed => "redeemed",
            Self::Lapsed => "lapsed",
            Self::Pool => "pool",
            Self::Collective => "collective",
            Self::Fund => "fund",
            Self::Keeper => "keeper",
            Self::Paid => "paid",
        }
    }

    /// What accountants call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Holder => "村民积分",
            Self::Issued => "积分发放",
            Self::Redeemed => "积分回收",
            Self::Lapsed => "积分到期",
            Self::Pool => "保密积分",
            Self::Collective => "集体资金",
            Self::Fund => "积分基金",
            Self::Keeper => "店主应付",
            Self::Paid => "已付店主",
        }
    }

    /// The kind of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether the account counts points; otherwise it counts yuan.
    pub fn is_points(self) -> bool {
        matches!(self, Self::Holder | Self::Issued | Self::Redeemed | Self::Lapsed | Self::Pool)
    }

    /// Whether the available balance may never fall below zero (promise R4).
    pub fn has_floor(self) -> bool {
        matches!(self, Self::Holder | Self::Pool | Self::Fund)
    }
}

/// One side of a transfer: somebody's account, or one of the village's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    Holder(String),
    Village(AccountKind),
}

impl Side {
    /// The account's number. Those of the village begin with `@`, which no resident or household number may.
    pub fn number(&self) -> String {
        match self {
            Side::Holder(number) => number.clone(),
            Side::Village(kind) => format!("@{}", kind.name()),
        }
    }
}

/// An account with its kept balance. `posted` is what is entered, `held` what is reserved of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub number: String,
    pub kind: AccountKind,
    pub posted: i64,
    pub held: i64,
    /// The day it was closed for good; then there is nothing on it.
    pub closed_on: Option<NaiveDate>,
    /// Who has taken over what was on it: whatever still comes back to it goes there.
    pub heir: Option<String>,
    /// The latest month in which it was given points for a deed.
    pub earned_in: Option<Period>,
    /// The latest month in which it fetched something.
    pub redeemed_in: Option<Period>,
}

impl Account {
    /// What can be spent: posted less held.
    pub fn available(&self) -> i64 {
        self.posted - self.held
    }
}

/// Points credited by one entry to one account, and what is left of them. Spending takes the earliest-expiring lot first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    pub account: String,
    /// The entry that credited it first; it stays the same where points go over to another holder, and so does the last day.
    pub seq: i64,
    /// All that ever came into it.
    pub amount: i64,
    pub remaining: i64,
    /// The last day on which it counts; `None` = for ever.
    pub expires_on: Option<NaiveDate>,
}

/// Points or money reserved until they are captured or released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub id: String,
    pub account: String,
    pub amount: i64,
    /// `held`, `captured` or `released`.
    pub state: String,
    pub until_at: Moment,
}

/// What an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// 加分
    Award,
    /// 扣分
    Deduction,
    /// 基础分
    Base,
    /// 兑换
    Redemption,
    /// 拨款 into the fund
    Allocation,
    /// 到期: points that nobody used in time
    Expiry,
    /// 冲正
    Reversal,
    /// 修复: a deduction that was earned back
    Repair,
    /// 转户: points that go over to another holder with their lots
    Transfer,
    /// 结算: what the village owed the shopkeeper is paid
    Settlement,
    /// 调整: the difference to what an earlier entry should have moved
    Adjustment,
}

impl EntryKind {
    /// Every kind there is.
    pub const ALL: [EntryKind; 11] = [
        Self::Award,
        Self::Deduction,
        Self::Base,
        Self::Redemption,
        Self::Allocation,
        Self::Expiry,
        Self::Reversal,
        Self::Repair,
        Self::Transfer,
        Self::Settlement,
        Self::Adjustment,
    ];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Award => "award",
            Self::Deduction => "deduction",
            Self::Base => "base",
            Self::Redemption => "redemption",
            Self::Allocation => "allocation",
            Self::Expiry => "expiry",
            Self::Reversal => "reversal",
            Self::Repair => "repair",
            Self::Transfer => "transfer",
            Self::Settlement => "settlement",
            Self::Adjustment => "adjustment",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Award => "加分",
            Self::Deduction => "减分",
            Self::Base => "基础分",
            Self::Redemption => "换东西",
            Self::Allocation => "拨款",
            Self::Expiry => "到期",
            Self::Reversal => "冲正",
            Self::Repair => "修复",
            Self::Transfer => "转户",
            Self::Settlement => "结算",
            Self::Adjustment => "调整",
        }
    }

    /// The kind of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A movement between two accounts of one unit. Because an entry is made of transfers, its postings sum to zero by construction (promise R3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub(super) from: Side,
    pub(super) to: Side,
    pub(super) amount: i64,
}

impl Transfer {
    /// Points from one account to another.
    pub fn points(from: Side, to: Side, amount: Points) -> Self {
        Self { from, to, amount: amount.hundredths() }
    }

    /// Money from one account of the village to another.
    pub fn yuan(from: AccountKind, to: AccountKind, amount: Yuan) -> Self {
        Self { from: Side::Village(from), to: Side::Village(to), amount: amount.hundredths() }
    }
}

/// An entry to be posted.
#[derive(Clone, Debug)]
pub struct Draft {
    pub kind: EntryKind,
    pub occurred_on: NaiveDate,
    /// Hash of the rulebook that decided it.
    pub rulebook: Option<String>,
    /// What it belongs to: `award:12`, `redemption:3`.
    pub reference: Option<String>,
    /// What a statement calls it; personal, so outside the chain.
    pub title: String,
    /// Why, in sentences; personal, so outside the chain.
    pub explanation: Vec<String>,
    pub transfers: Vec<Transfer>,
    /// The last day on which points credited here count.
    pub expires_on: Option<NaiveDate>,
}

/// An entry of the journal, append-only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Gapless, from 1.
    pub seq: i64,
    pub kind: EntryKind,
    pub at: Moment,
    pub occurred_on: NaiveDate,
    pub operation: String,
    /// Staff number of whoever acted.
    pub actor: String,
    pub role: Role,
    pub rulebook: Option<String>,
    pub reference: Option<String>,
    /// The entry this one takes back.
    pub reverses: Option<i64>,
    /// Salted hash of the particulars.
    pub commitment: String,
    /// The number of the newest act before it, whose link it takes in; `None` for entries of before there was a trail.
    pub trail: Option<i64>,
    pub hash: String,
}

/// One line of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    pub seq: i64,
    pub line: i64,
    pub account: String,
    /// Of a holder's points: the lot they belong to.
    pub lot: Option<i64>,
    pub amount: i64,
}

/// The personal part of an entry. It may be forgotten; the chain stays whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    pub seq: i64,
    pub salt: String,
    pub title: String,
    /// A JSON list of sentences.
    pub explanation: String,
}

impl Particulars {
    /// Whether they were forgotten; with the salt gone, nothing can be told from the commitment either.
    pub fn is_forgotten(&self) -> bool {
        self.salt.is_empty()
    }

    /// What is left of them then.
    pub(super) fn forgotten(seq: i64) -> Self {
        Self { seq, salt: String::new(), title: String::new(), explanation: "[]".to_owned() }
    }
}

/// The newest link of a village's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Always `head`: a village has one chain.
    pub key: String,
    pub seq: i64,
    pub hash: String,
}

/// Which entry took back which; a row here means that it was reversed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    pub reversed: i64,
    pub entry: i64,
}
