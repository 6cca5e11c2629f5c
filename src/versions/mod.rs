//! Versions of a village's rulebook (版本): adopted, kept for ever, in force on a day.
//!
//! ```text
//! draft ──check, decision──▶ adopted ──effective_on──▶ in force ──a later version──▶ superseded
//! ```
//!
//! A record is judged by the version in force on the day it happened. A version is never edited; going back is a new version with the old text.
//! Of two versions that have begun, the one adopted later is in force. A text that was not what the meeting decided is corrected by another one, which
//! takes its place for its own days.
//!
//! | file | holds |
//! |---|---|
//! | `model` | a version, and what keeps files from becoming one: pure |
//! | `drafting` | drafts, and writing one: pure |
//! | `correcting` | a text that takes the place of another: pure |
//! | `actions` | what an editor starts from, and writing the draft |
//! | `comparing` | what changed between two of a village's texts |
//! | `store` | the tables, and the library of compiled rulebooks |
//! | `house` | the parts every handler can ask for |
//! | `screen` `passing` `shell` | who sits where, whoever passes by, and the frame of their pages |
//! | `to_do` | what waits for whoever sits there, as every room says it |
//! | `api` | what is and was in force: public, like the list on the wall |
//! | `drafts_api` | drafts, checking and comparing: for those who work on the rules |
//!
//! Not here: what the files say (`rulebook`), and the act of adopting (`adoption`), which also counts what is newly limited.

mod actions;
mod api;
mod comparing;
mod correcting;
mod drafting;
mod drafts_api;
mod house;
mod model;
mod passing;
mod screen;
mod shell;
mod store;
mod to_do;

pub use actions::{Start, bundled, of_version, redraft, start, started_from};
pub use api::routes;
pub use comparing::{Which, compared, joined, text_of};
pub use correcting::{Reign, correct, reign};
pub use drafting::{Draft, Origin, Redraft};
pub use drafts_api::FileBody;
pub use house::House;
pub use model::{Adopt, Adopted, Standing, Version, has_errors, standings, unit_changed};
pub use passing::Passing;
pub use screen::{InTheHall, Numbered, OnesOwn, Place, Screen};
pub use shell::shell;
pub use store::{Library, Needs, Numbers, checked, none_in_force};
pub use to_do::{Asking, Pressing, ToDo};
