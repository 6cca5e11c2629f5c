//! Attempts to decide on one's own or one's kin's (回避). The refusal itself changes nothing; that it was tried is written down by an act of its own,
//! for the supervisory committee to see.

use serde::Serialize;

use crate::db::{Book, Grounds, Job};
use crate::words::{Act, Moment, OperationId, Refusal};

/// Refusals that are written down.
const WATCHED: [&str; 3] = ["claims.same_person", "claims.own_household", "claims.kin"];

/// Somebody tried, and was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recusal {
    /// Counted from 1 in each village.
    pub id: i64,
    pub staff: String,
    pub claim: i64,
    /// The refusal's code.
    pub code: String,
    pub at: Moment,
}

/// Writes an attempt down.
#[derive(Clone, Serialize)]
pub(super) struct NoteRecusal {
    claim: i64,
    code: &'static str,
}

impl Job for NoteRecusal {
    type Answer = ();
    const VERB: &'static str = "note_recusal";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let id = book.next_serial("recusal");
        book.put(Recusal { id, staff: act.actor.staff.clone(), claim: self.claim, code: self.code.to_owned(), at: act.at });
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds::about("claim", self.claim)
    }
}

/// What is to be written down of a refused decision, under an operation id of its own; nothing of most refusals, and nothing of a look.
pub(super) fn of(refusal: &Refusal, act: &Act, claim: i64) -> Option<(Act, NoteRecusal)> {
    let is_watched = WATCHED.contains(&refusal.code) && !act.dry_run;
    let operation = OperationId::own(&format!("recusal-{}", act.operation.as_str()));
    is_watched.then(|| (Act { operation, ..act.clone() }, NoteRecusal { claim, code: refusal.code }))
}
