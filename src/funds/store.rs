//! The fund read off the ledger: it has no table of its own.

use anyhow::Result;

use super::model::{Fund, fund};
use crate::db::Conn;
use crate::ledger::{self, AccountKind, Side};
use crate::words::VillageId;

/// The fund as it is on disk.
pub async fn standing(conn: &mut Conn, village: &VillageId) -> Result<Fund> {
    let collective = ledger::account(conn, village, &Side::Village(AccountKind::Collective).number()).await?;
    Ok(fund(collective, ledger::account(conn, village, &Side::Village(AccountKind::Fund).number()).await?))
}
