//! A village's figures, gathered from the features that keep them.

use anyhow::Result;

use super::model::Figures;
use crate::db::Conn;
use crate::words::VillageId;
use crate::{funds, ledger, roster, shop};

/// The figures of a village; `None` if it is not registered.
pub async fn figures(conn: &mut Conn, id: &VillageId) -> Result<Option<Figures>> {
    let Some(village) = roster::village(conn, id).await? else { return Ok(None) };
    let (with_points, _) = ledger::kept_totals(conn, id).await?;
    let redeemed = shop::redeemed_accounts(conn, id).await?;
    let fund = funds::standing(conn, id).await?;
    Ok(Some(Figures { village, with_points, redeemed, fund }))
}
