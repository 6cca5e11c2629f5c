//! What every page of a village says about itself, read from the rulebook in force.

use crate::db::{Books, Halt};
use crate::rulebook::Rulebook;
use crate::web::{Notice, Shell};
use crate::words::VillageId;

/// The frame of a village's page: its name, 试行 while it is on trial, and that nothing can be recorded while that is so.
pub fn shell(books: &Books, village: &VillageId, rulebook: &Rulebook, skin: &'static str, home: String) -> Shell {
    let settings = rulebook.settings();
    let notice = standing_notice(books, Some(village));
    Shell { skin, place: settings.name.clone(), home, on_trial: settings.on_trial, notice, ..Shell::default() }
}

/// What keeps acts from being written, in a village or everywhere, as pages say it.
pub fn standing_notice(books: &Books, village: Option<&VillageId>) -> Option<Notice> {
    let notice = |halt: Halt| Notice { sentence: halt.sentence(), next_step: halt.next_step() };
    books.halted(village).map(notice)
}
