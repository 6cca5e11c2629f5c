//! Attempts to decide on what one has a part in (回避). The refusal itself changes nothing; that it was tried is written down by an act of its own, for
//! those who look after the ones who decide. Which refusals are meant says their kind, so a new one is counted without a list anywhere.

use anyhow::Result;
use serde::Serialize;

use super::book::Book;
use super::books::Job;
use super::cell::Column;
use super::conn::Conn;
use super::table::table;
use super::trail::{Grounds, Part};
use crate::words::{Act, Kind, Moment, OperationId, Refusal, Role, VillageId};

/// Somebody tried, and was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Counted from 1 in each village.
    pub id: i64,
    pub staff: String,
    /// What they wanted to do.
    pub verb: String,
    /// The refusal's code.
    pub code: String,
    pub at: Moment,
}

table!(Attempt, "recusals", key [id], columns [staff, verb, code, at], append_only);

/// Writes an attempt down.
#[derive(Clone, Serialize)]
pub(super) struct NoteAttempt {
    verb: &'static str,
    code: &'static str,
    about: Option<(&'static str, i64)>,
}

impl Job for NoteAttempt {
    type Answer = ();
    const VERB: &'static str = "note_recusal";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let (verb, code) = (self.verb.to_owned(), self.code.to_owned());
        let id = book.next_serial("recusal");
        book.put(Attempt { id, staff: act.actor.staff.clone(), verb, code, at: act.at });
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        self.about.map_or_else(Grounds::default, |(kind, number)| Grounds::about(kind, number))
    }
}

/// What is to be written down if an act is refused for such a reason. Nothing of a look, of residents, who decide on nothing, nor of what stands apart:
/// there nobody may be named.
pub(super) struct Watch(Option<(Act, NoteAttempt)>);

impl Watch {
    /// Before the act is done.
    pub(super) fn over<J: Job>(act: &Act, job: &J) -> Self {
        let is_watched = !act.dry_run && J::PART == Part::Village && !matches!(act.actor.role, Role::Resident | Role::Clockwork);
        Self(is_watched.then(|| (act.clone(), NoteAttempt { verb: J::VERB, code: "", about: job.aim() })))
    }

    /// After it was refused: the act that writes it down, under an operation id of its own.
    pub(super) fn note(self, refusal: &Refusal) -> Option<(Act, NoteAttempt)> {
        let (act, note) = self.0.filter(|_| refusal.kind == Kind::Aside)?;
        let operation = OperationId::own(&format!("recusal-{}", act.operation.as_str()));
        Some((Act { operation, ..act }, NoteAttempt { code: refusal.code, ..note }))
    }
}

/// Who tried between two moments, and how often.
pub async fn attempts(conn: &mut Conn, village: &VillageId, (from, until): (Moment, Moment)) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT staff, COUNT(*) FROM recusals WHERE village = $1 AND at >= $2 AND at < $3 GROUP BY staff ORDER BY staff";
    conn.query(sql, &[village.to_string().to_cell(), from.to_cell(), until.to_cell()]).await
}
