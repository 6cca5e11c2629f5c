//! The last four digits of a resident's phone, noted at the desk. Pure. A number alone opens nothing, nor do they: what follows is the PIN.

use serde::Serialize;

use super::refusals;
use crate::db::{Book, Grounds, Job};
use crate::roster::{self, Resident};
use crate::words::{Act, Refusal};

/// Notes them, or takes them out. Refuses `roster.unknown_resident`.
#[derive(Clone, Serialize)]
pub(super) struct NotePhone {
    pub resident: String,
    /// Not part of what is kept of the request.
    #[serde(skip)]
    pub digits: Option<String>,
}

impl Job for NotePhone {
    type Answer = ();
    const VERB: &'static str = "note_phone";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        let known = book.get::<Resident>(&self.resident).filter(|person| person.lives_here() && !person.is_forgotten());
        known.ok_or_else(|| refusals::unknown_resident(&self.resident))?;
        roster::keep_phone(book, &self.resident, self.digits.as_deref());
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds { behalf: Some(self.resident.clone()), ..Grounds::default() }
    }
}
