//! Adoption (采纳): files become the rules in force, under a recorded decision, from a day on.
//!
//! ```text
//! draft | an earlier version ──record, effective day──▶ proposed ──somebody else──▶ a new version
//!                                                         └──────▶ rejected
//! files of a village on trial, a village's first rules ────────────────────▶ a new version
//! ```
//!
//! Whoever brings it names the meeting that decided it, or the files do; a supervisor looks at what changes and at the record, and agrees. Going back is a
//! new version with old text. Nothing in force is ever edited.
//! The rule editor (`editor`) is where a village comes to that.
//!
//! Not here: the versions themselves and writing drafts (`versions`), trying a draft on a past period (`trial`).

mod actions;
mod api;
mod editor;
mod model;
mod proposing;
mod store;
mod to_do;

pub use actions::{Wanted, What, adopt, decide, propose};
pub use api::routes;
pub use editor::{AtRules, Bench, Head, Rules, pages, told};
pub use model::{Decided, Proposal, Proposed};
pub use store::{audit, waiting};
pub use to_do::to_do;

#[cfg(test)]
pub(crate) use editor::samples::samples;
