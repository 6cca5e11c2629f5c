//! An account's standing and a village's figures.

use serde::Serialize;
use utoipa::ToSchema;

use crate::funds::Fund;
use crate::ledger::Account;
use crate::roster::Village;
use crate::rulebook::Settings;
use crate::shop;
use crate::words::Points;

/// What an account has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Standing {
    #[schema(example = "3-07-2")]
    pub number: String,
    /// 已入账
    #[schema(value_type = String, example = "128.00")]
    pub posted: Points,
    /// 冻结
    #[schema(value_type = String, example = "0.00")]
    pub held: Points,
    /// 可用: posted less held
    #[schema(value_type = String, example = "128.00")]
    pub available: Points,
    /// 能换东西的: the available points that the village's rules let redeem; nothing while the account is kept from the shop
    #[schema(value_type = String, example = "128.00")]
    pub redeemable: Points,
}

/// The standing of an account under a village's settings; `is_barred` from the shop.
pub fn standing(account: &Account, settings: &Settings, is_barred: bool) -> Standing {
    let available = Points::from_hundredths(account.available());
    Standing {
        number: account.number.clone(),
        posted: Points::from_hundredths(account.posted),
        held: Points::from_hundredths(account.held),
        available,
        redeemable: if is_barred { Points::ZERO } else { shop::redeemable(available, settings) },
    }
}

/// A village in a few figures, as its public page shows them.
#[derive(Clone, Debug)]
pub struct Figures {
    pub village: Village,
    /// Accounts with points on them.
    pub with_points: i64,
    /// Accounts that have redeemed something.
    pub redeemed: i64,
    pub fund: Fund,
}
