//! The verbs as doors call them: look up what decisions need to know, then do the job.

use std::collections::BTreeSet;

use axum::body::Bytes;

use super::evidence::{Bring, PhotoBody};
use super::model::*;
use super::recording::{Deed, Record, RecordMany, Rulebooks};
use super::reviewing::Decide;
use super::store;
use crate::awards;
use crate::db::Books;
use crate::entrance;
use crate::pictures;
use crate::versions::Library;
use crate::words::{Act, Done, Failure, Outcome};

/// Records one deed; see `recording` for what is refused.
pub async fn record(books: &Books, library: &Library, act: Act, deed: Deed) -> Outcome<Done<Recorded>> {
    let job = to_record(library, &act, deed).await?;
    books.perform(act, job).await
}

/// Takes a picture in that a deed recorded next shows; refuses what `pictures` does, then `claims.too_many_photos`.
pub async fn bring(books: &Books, act: Act, file: Bytes) -> Outcome<Done<PhotoBody>> {
    let jpeg = pictures::taken_in(file.clone()).await?;
    let job = Bring::new(&file, books.chance.token(), &jpeg);
    books.perform(act, job).await
}

/// The job of recording a deed, with the rulebook it needs.
pub async fn to_record(library: &Library, act: &Act, deed: Deed) -> Outcome<Record> {
    let rulebooks = rulebooks(library, act, std::slice::from_ref(&deed)).await?;
    Ok(Record { deed, rulebooks })
}

/// Records many deeds, all or none.
pub async fn record_many(books: &Books, library: &Library, act: Act, deeds: Vec<Deed>) -> Outcome<Done<Vec<Recorded>>> {
    let rulebooks = rulebooks(library, &act, &deeds).await?;
    books.perform(act, RecordMany { deeds, rulebooks }).await
}

/// Approves, returns, rejects or withdraws a claim; see `reviewing` for what is refused.
pub async fn review(books: &Books, library: &Library, act: Act, claim: i64, ruling: Ruling, reason: String) -> Outcome<Done<Recorded>> {
    let job = to_review(books, library, &act, claim, ruling, reason).await?;
    books.perform(act, job).await
}

/// The job of deciding about a claim, with the rulebook that judged it.
pub async fn to_review(books: &Books, library: &Library, act: &Act, claim: i64, ruling: Ruling, reason: String) -> Outcome<Decide> {
    let award = awards::award(&mut books.read().await?, &act.village, claim).await?;
    let award = award.ok_or_else(|| Failure::Refused(ClaimRefusal::UnknownClaim(claim).into()))?;
    let rulebook = library.version(&act.village, &award.rulebook).await?;
    let needs = library.needs(&act.village).await?;
    let mut conn = books.read().await?;
    // A device was begun before it recorded anything: nothing is missed by looking before the decision.
    let devices = match store::claim(&mut conn, &act.village, claim).await? {
        Some(found) if found.recorded_role.is_device() => entrance::devices_once_held(&mut conn, &act.village, &act.actor.staff).await?,
        _ => Vec::new(),
    };
    drop(conn);
    let reset_on = match ruling {
        Ruling::ConfirmReversal => awards::reset_due(library, &act.village, act.at.day()).await?.map(|reset| reset.reset_on),
        _ => None,
    };
    Ok(Decide { claim, ruling, reason, rulebook, needs, devices, reset_on })
}

/// The rulebook of each day on which something happened and of today. A day without one is left out; the decision refuses it, row by row.
async fn rulebooks(library: &Library, act: &Act, deeds: &[Deed]) -> Outcome<Rulebooks> {
    let days: BTreeSet<_> = deeds.iter().map(|deed| deed.occurred_on).chain([act.at.day()]).collect();
    let mut rulebooks = Rulebooks { needs: library.needs(&act.village).await?, ..Rulebooks::default() };
    for day in days {
        match library.in_force(&act.village, day).await {
            Ok(rulebook) => drop(rulebooks.by_day.insert(day, rulebook)),
            Err(Failure::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(rulebooks)
}
