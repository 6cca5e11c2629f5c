//! The verbs as doors call them: look up the rulebook in force, then do the job.

use chrono::NaiveDate;

use super::changing::{Decide, Propose};
use super::model::{Change, Changed};
use crate::db::Books;
use crate::versions::Library;
use crate::web::Seen;
use crate::words::{Act, Done, Outcome};

/// What somebody asks for, on what grounds, and what they have seen.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub household: String,
    pub change: Change,
    pub occurred_on: NaiveDate,
    pub basis: String,
    pub seen: Seen,
}

/// Asks for a change of a household; see `changing` for what is refused.
pub async fn propose(books: &Books, library: &Library, act: Act, wanted: Wanted) -> Outcome<Done<Changed>> {
    let rulebook = library.in_force(&act.village, act.at.day()).await?;
    let Wanted { household, change, occurred_on, basis, seen } = wanted;
    books.perform(act, Propose { household, change, occurred_on, basis, seen, rulebook }).await
}

/// Decides on a change that somebody else asked for; see `changing` for what is refused.
pub async fn decide(books: &Books, library: &Library, act: Act, change: i64, confirmed: bool, reason: String) -> Outcome<Done<Changed>> {
    let rulebook = library.in_force(&act.village, act.at.day()).await?;
    books.perform(act, Decide { change, confirmed, reason, rulebook }).await
}
