//! The verbs as doors call them: look up what decisions need to know, then do the job.

use super::model::*;
use super::pooling::AskToMove;
use super::telling::{Decide, TakeIn, Telling};
use crate::db::Books;
use crate::versions::Library;
use crate::words::{Act, Done, Outcome, Points, Role};

/// Who is meant by what was typed: a resident only themselves, the township whom it names.
pub(super) fn reporter(act: &Act, typed: Option<String>) -> Result<String, ReportRefusal> {
    match (act.actor.role, typed.filter(|number| !number.is_empty())) {
        (Role::Resident, None) => Ok(act.actor.staff.clone()),
        (Role::Resident, Some(_)) => Err(ReportRefusal::NotYours),
        (_, typed) => typed.ok_or_else(|| ReportRefusal::UnknownPerson("（没有填）".to_owned())),
    }
}

/// Takes a report in; see `telling` for what is refused, and before it `versions.none_in_force`.
pub(super) async fn take_in(books: &Books, library: &Library, act: Act, telling: Telling) -> Outcome<Done<Receipt>> {
    let rulebook = library.in_force(&act.village, telling.occurred_on).await?;
    let needs = library.needs(&act.village).await?;
    books.perform(act, TakeIn { telling, receipt: books.chance.token(), rulebook, needs }).await
}

/// Finds that a report is so, or that it is not; see `telling` for what is refused.
pub(super) async fn decide(books: &Books, act: Act, report: i64, approves: bool, reason: String) -> Outcome<Done<Decided>> {
    books.perform(act, Decide { report, approves, reason }).await
}

/// Asks for points to be moved to one's account. Refuses `reports.more_than_there_is`.
pub(super) async fn ask_to_move(books: &Books, act: Act, points: Points) -> Outcome<Done<Asked>> {
    books.perform(act, AskToMove { points, id: books.chance.token() }).await
}
