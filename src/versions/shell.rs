//! What every page of a village says about itself, read from the rulebook in force.

use crate::rulebook::Rulebook;
use crate::web::Shell;

/// The frame of a village's page: its name, and 试行 while it is on trial.
pub fn shell(rulebook: &Rulebook, skin: &'static str, home: String) -> Shell {
    let settings = rulebook.settings();
    Shell { skin, place: settings.name.clone(), home, on_trial: settings.on_trial, ..Shell::default() }
}
