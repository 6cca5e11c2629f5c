//! Versions of a village's rulebook (版本): adopted, kept for ever, in force on a day.
//!
//! ```text
//! files ──check──▶ adopted ──effective_on──▶ in force ──a later version──▶ superseded
//! ```
//!
//! A record is judged by the version in force on the day it happened. A version is never edited; going back is a new version with the old text.
//! Not here: what the files say (`rulebook`), and drafts in a browser.

mod api;
mod model;
mod screen;
mod shell;
mod store;

pub use api::routes;
pub use model::{Adopt, Version};
pub use screen::{Numbered, Place, Screen};
pub use shell::shell;
pub use store::{Library, Needs};
