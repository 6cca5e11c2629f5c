//! The verbs as doors call them: look for somebody in every room, then do the job.

use super::consenting::Say;
use super::erasing::{Ask, Decide, Withdraw};
use super::footprint::Footprint;
use super::model::*;
use super::refusals::PersonalRefusal as R;
use super::store;
use crate::db::Books;
use crate::households::{self, Change, Changed};
use crate::roster;
use crate::versions::Library;
use crate::web::Seen;
use crate::words::{Act, Done, Failure, Outcome, Refusal, Role};

/// What a resident wants to have corrected of themselves, and why.
#[derive(Clone, Debug)]
pub(super) struct Correction {
    pub name: Option<String>,
    pub relation: Option<String>,
    pub reason: String,
}

/// Asks for a correction of one's own name or relation; refused as `households::propose` is.
pub(super) async fn correct(books: &Books, library: &Library, act: Act, wanted: Correction) -> Outcome<Done<Changed>> {
    let (member, occurred_on) = (Some(act.actor.staff.clone()), act.at.day());
    let Correction { name, relation, reason: basis } = wanted;
    let household = act.actor.household.clone().unwrap_or_default();
    let change = Change::Correction { member, name, relation, group: None };
    households::propose(books, library, act, households::Wanted { household, change, occurred_on, basis, seen: Seen::of("*") }).await
}

/// Says yes or no to a board; see `consenting` for what is refused.
pub async fn say(books: &Books, act: Act, job: Say) -> Outcome<Done<ConsentBody>> {
    books.perform(act, job).await
}

/// What somebody asks to have deleted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// For whom staff ask.
    pub resident: Option<String>,
    pub ground: Ground,
    pub basis: String,
    pub waives: bool,
}

/// Asks for an erasure; see `erasing` for what is refused.
pub(super) async fn ask(books: &Books, library: &Library, act: Act, wanted: Wanted) -> Outcome<Done<ErasureBody>> {
    let number = if act.actor.role == Role::Resident { Some(act.actor.staff.clone()) } else { wanted.resident.clone() };
    let footprint = footprint(books, library, &act, number.as_deref().unwrap_or_default().trim()).await?;
    let Wanted { resident, ground, basis, waives } = wanted;
    books.perform(act, Ask { resident, ground, basis, waives, footprint }).await
}

/// Decides on an erasure; see `erasing` for what is refused.
pub(super) async fn decide(
    books: &Books,
    library: &Library,
    act: Act,
    id: i64,
    confirmed: bool,
    reason: String,
) -> Outcome<Done<ErasureBody>> {
    for _ in 0..LOOKS {
        let looked = look(books, library, &act, id).await?;
        let outcome = books.perform(act.clone(), Decide { id, confirmed, reason: reason.clone(), footprint: looked }).await;
        if !matches!(&outcome, Err(Failure::Refused(refusal)) if refusal.code == "personal.changed_meanwhile") {
            return outcome;
        }
    }
    Err(Refusal::from(R::ChangedMeanwhile).into())
}

/// How often somebody is looked for before whoever decides is told that too much goes on.
const LOOKS: usize = 3;

async fn look(books: &Books, library: &Library, act: &Act, id: i64) -> Outcome<Footprint> {
    let erasure = store::erasure(&mut books.read().await?, &act.village, id).await?;
    match erasure {
        Some(erasure) => footprint(books, library, act, &erasure.resident).await,
        None => Ok(Footprint::default()),
    }
}

/// Takes a request back; see `erasing` for what is refused.
pub(super) async fn withdraw(books: &Books, act: Act, id: i64) -> Outcome<Done<ErasureBody>> {
    books.perform(act, Withdraw { id }).await
}

async fn footprint(books: &Books, library: &Library, act: &Act, resident: &str) -> Outcome<Footprint> {
    let person = roster::resident(&mut books.read().await?, &act.village, resident).await?;
    match person {
        Some(person) => Footprint::of(books, library, &act.village, &person).await,
        None => Ok(Footprint::default()),
    }
}
