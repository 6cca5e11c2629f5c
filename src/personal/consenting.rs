//! Saying whether a board may show a name. Pure: on a village's book.
//!
//! A resident says it for themselves, at any time; staff for whoever came with a piece of paper. Refusals, in the order they are checked:
//! `personal.unknown_resident`, `personal.own_household` (staff).

use serde::Serialize;

use super::model::*;
use super::refusals::PersonalRefusal as R;
use crate::db::{Book, Grounds, Job};
use crate::roster::{self, Resident};
use crate::words::{Act, Refusal, Role};

/// A yes or a no.
#[derive(Clone, Serialize)]
pub struct Say {
    pub board: Board,
    pub given: bool,
    /// For whom staff say it; residents say it for themselves.
    pub resident: Option<String>,
}

impl Job for Say {
    type Answer = ConsentBody;
    const VERB: &'static str = "consent";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ConsentBody, Refusal> {
        let Resident { number, household, .. } = whose(act, book, self.resident.as_deref())?;
        if act.actor.role != Role::Resident && roster::steps_aside(book, &act.actor, &household) {
            return Err(R::OwnHousehold.into());
        }
        let last = book.under::<Consent>((number.as_str(), self.board.name())).pop();
        // Saying the same again says nothing new; the default is no.
        if last.as_ref().is_some_and(|last| last.given) != self.given {
            let line = last.map_or(1, |last| last.line + 1);
            let (told_by, told_role, at) = (act.actor.staff.clone(), act.actor.role, act.at);
            book.put(Consent { resident: number, board: self.board, line, given: self.given, told_by, told_role, at });
        }
        Ok(ConsentBody { board: self.board, given: self.given })
    }

    fn grounds(&self, _: &ConsentBody) -> Grounds {
        let way = if self.given { "given" } else { "taken_back" };
        Grounds { way: Some(way), behalf: self.resident.clone(), ..Grounds::default() }
    }
}

/// Whom it is about: a resident means themselves, whatever they name.
fn whose(act: &Act, book: &Book, named: Option<&str>) -> Result<Resident, R> {
    let number = match act.actor.role {
        Role::Resident => act.actor.staff.as_str(),
        _ => named.map_or("（没有写）", str::trim),
    };
    let found = book.get::<Resident>(number).filter(|person| person.lives_here() && !person.is_forgotten());
    found.ok_or_else(|| R::UnknownResident(number.to_owned()))
}
