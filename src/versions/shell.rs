//! What every page of a village says about itself, read from the rulebook in force.

use crate::db::Books;
use crate::entrance::standing_notice;
use crate::rulebook::Rulebook;
use crate::web::Shell;
use crate::words::VillageId;

/// The frame of a village's page: its name, 试行 while it is on trial, and that nothing can be recorded while that is so.
pub fn shell(books: &Books, village: &VillageId, rulebook: &Rulebook, skin: &'static str, home: String) -> Shell {
    let settings = rulebook.settings();
    let notice = standing_notice(books, Some(village));
    Shell { skin, place: settings.name.clone(), home, on_trial: settings.on_trial, notice, ..Shell::default() }
}
