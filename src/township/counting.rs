//! The kept sums of a village told again by the rooms whose rows they sum up: for `jifen verify`, and once for a database that has none yet.

use anyhow::Result;

use crate::db::Conn;
use crate::ledger::{self, Latest, Trace};
use crate::sums::{self, Sums};
use crate::words::VillageId;
use crate::{awards, claims, notices, shop};

/// What a village came to, told again.
pub struct Retold {
    pub sums: Sums,
    /// In which month each account last was given points and fetched something.
    pub latest: Latest,
}

/// Tells all sums of a village again.
pub async fn told_again(conn: &mut Conn, village: &VillageId) -> Result<Retold> {
    let traces = ledger::traces(conn, village).await?;
    from(conn, village, &traces).await
}

async fn from(conn: &mut Conn, village: &VillageId, traces: &[Trace]) -> Result<Retold> {
    let (sums, latest) = ledger::sums(conn, village).await?;
    let sums = sums.with(awards::sums(conn, village, traces).await?).with(claims::sums(conn, village).await?);
    let sums = sums.with(notices::sums(conn, village).await?).with(shop::sums(conn, village).await?);
    Ok(Retold { sums, latest })
}

/// Sums that are not what they sum up.
pub async fn audit(conn: &mut Conn, village: &VillageId, traces: &[Trace]) -> Result<Vec<String>> {
    let kept = sums::kept(conn, village).await?;
    Ok(from(conn, village, traces).await?.sums.differences(kept))
}
