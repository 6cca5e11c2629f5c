//! An account's standing and a village's figures.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::grade::Grade;
use crate::awards::Bar;
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
    /// 评级, where the village grades.
    pub grade: Option<Grade>,
}

/// What an account is barred from on a day (否决).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Barring {
    /// 评优, until this day.
    pub honours: Option<NaiveDate>,
    /// 兑换
    pub redemption: bool,
}

impl<'a> FromIterator<&'a Bar> for Barring {
    fn from_iter<I: IntoIterator<Item = &'a Bar>>(bars: I) -> Self {
        bars.into_iter().fold(Self::default(), |all, bar| Self {
            honours: all.honours.max(bar.honours.then_some(bar.until_on)),
            redemption: all.redemption || bar.redemption,
        })
    }
}

/// The standing of an account under a village's settings, on a day; `earned` in the running period of 评级.
pub fn standing(account: &Account, settings: &Settings, barring: Barring, earned: Points, today: NaiveDate) -> Standing {
    let available = Points::from_hundredths(account.available());
    Standing {
        number: account.number.clone(),
        posted: Points::from_hundredths(account.posted),
        held: Points::from_hundredths(account.held),
        available,
        redeemable: if barring.redemption { Points::ZERO } else { shop::redeemable(available, settings) },
        grade: settings.grades.as_ref().map(|grades| Grade::of(grades, settings, earned, barring, today)),
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
