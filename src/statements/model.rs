//! An account's standing and a village's figures.

use anyhow::Result;
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Conn;
use crate::funds::{self, Fund};
use crate::ledger::{self, Account};
use crate::roster::{self, Village};
use crate::rulebook::Settings;
use crate::shop;
use crate::words::{Points, VillageId};

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
    /// 能换东西的: the available points that the village's rules let redeem
    #[schema(value_type = String, example = "128.00")]
    pub redeemable: Points,
}

/// The standing of an account under a village's settings.
pub fn standing(account: &Account, settings: &Settings) -> Standing {
    let available = Points::from_hundredths(account.available());
    Standing {
        number: account.number.clone(),
        posted: Points::from_hundredths(account.posted),
        held: Points::from_hundredths(account.held),
        available,
        redeemable: shop::redeemable(available, settings),
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

/// The figures of a village; `None` if it is not registered.
pub async fn figures(conn: &mut Conn, id: &VillageId) -> Result<Option<Figures>> {
    let Some(village) = roster::village(conn, id).await? else { return Ok(None) };
    let (with_points, _) = ledger::kept_totals(conn, id).await?;
    let redeemed = shop::redeemed_accounts(conn, id).await?;
    let fund = funds::standing(conn, id).await?;
    Ok(Some(Figures { village, with_points, redeemed, fund }))
}
