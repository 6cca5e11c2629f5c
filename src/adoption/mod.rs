//! Adoption (采纳): files become the rules in force, under a recorded decision, from a day on.
//!
//! ```text
//! draft | files on disk | an earlier version ──decision, effective day──▶ a new version
//! ```
//!
//! Whoever adopts names the meeting that decided it, or the files do. Going back is a new version with old text. Nothing in force is ever edited.
//! The rule editor (`editor`) is where a village comes to that.
//!
//! Not here: the versions themselves and writing drafts (`versions`), trying a draft on a past period (`trial`).

mod actions;
mod api;
mod editor;

pub use actions::{Wanted, What, adopt};
pub use api::routes;
pub use editor::{AtRules, Bench, Head, Rules, pages, told};

#[cfg(test)]
pub(crate) use editor::samples::samples;
