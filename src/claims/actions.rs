//! The verbs as doors call them: look up what decisions need to know, then do the job.

use std::collections::BTreeSet;

use super::model::*;
use super::recording::{Deed, Record, RecordMany, Rulebooks};
use super::reviewing::Decide;
use super::store;
use crate::awards;
use crate::db::Books;
use crate::versions::Library;
use crate::words::{Act, Done, Failure, Outcome};

/// Records one deed; see `recording` for what is refused.
pub async fn record(books: &Books, library: &Library, act: Act, deed: Deed) -> Outcome<Done<Recorded>> {
    let rulebooks = rulebooks(library, &act, std::slice::from_ref(&deed)).await?;
    books.perform(act, Record { deed, rulebooks }).await
}

/// Records many deeds, all or none.
pub async fn record_many(books: &Books, library: &Library, act: Act, deeds: Vec<Deed>) -> Outcome<Done<Vec<Recorded>>> {
    let rulebooks = rulebooks(library, &act, &deeds).await?;
    books.perform(act, RecordMany { deeds, rulebooks }).await
}

/// Approves, returns, rejects or withdraws a claim; see `reviewing` for what is refused.
pub async fn review(books: &Books, library: &Library, act: Act, claim: i64, ruling: Ruling, reason: String) -> Outcome<Done<Recorded>> {
    let mut conn = books.read().await?;
    let found =
        store::claim(&mut conn, &act.village, claim).await?.ok_or_else(|| Failure::Refused(ClaimRefusal::UnknownClaim(claim).into()))?;
    let award = awards::award(&mut conn, &act.village, claim).await?.ok_or_else(|| anyhow::anyhow!("claim {claim} has no award"))?;
    drop(conn);
    let rulebook = library.version(&act.village, &award.rulebook).await?;
    debug_assert_eq!(found.id, award.id);
    books.perform(act, Decide { claim, ruling, reason, rulebook }).await
}

/// The rulebook of each day on which something happened. A day without one is left out; the decision refuses it, row by row.
async fn rulebooks(library: &Library, act: &Act, deeds: &[Deed]) -> Outcome<Rulebooks> {
    let days: BTreeSet<_> = deeds.iter().map(|deed| deed.occurred_on).collect();
    let mut rulebooks = Rulebooks::new();
    for day in days {
        match library.in_force(&act.village, day).await {
            Ok(rulebook) => drop(rulebooks.insert(day, rulebook)),
            Err(Failure::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(rulebooks)
}
