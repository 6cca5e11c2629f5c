//! Errata (规则改正): a version says something else than what the meeting decided. That is announced with everything it changes, and then put right.
//!
//! ```text
//! proposed ──confirmed by another──▶ announced ──days over──▶ carried out
//!     └──────────────┴──▶ withdrawn, and nothing has changed
//! ```
//!
//! It is no new rule for the past (red line E09): the record of the meeting stays what it was, and one rule's numbers are all that may differ. When its
//! days are over the corrected text takes the version's place for the version's own days (`versions::correct`), and what was judged by the wrong one
//! becomes what it should have been (`awards::recompute`): every household can read what it was, what it is, and why.
//!
//! | file | holds |
//! |---|---|
//! | `model` | an erratum, and what a text may differ in to be one: pure |
//! | `refusals` | what may be refused |
//! | `sheet` | what it changes, line by line and household by household: pure |
//! | `proposing`, `deciding` | proposing; confirming and withdrawing: pure |
//! | `carrying_out` | judging again, for a look beforehand and in earnest: pure |
//! | `actions` | the verbs as doors and timed jobs call them |
//! | `told`, `api` | what whoever acts is told; JSON in, JSON out |
//! | `desk` | the pages of whoever proposes and confirms, and what they print |
//! | `public`, `own` | the announcement for everybody; a household's own statement |
//! | `view` | how an erratum is shown |
//! | `store` | the tables, and what other features read of them |
//!
//! Not here: objecting to an award that is announced (`notices`), and one record that was wrong (`claims`). Of protected reports nothing is judged again.

mod actions;
mod api;
mod carrying_out;
mod deciding;
mod desk;
mod model;
mod own;
mod proposing;
mod public;
mod refusals;
mod sheet;
mod store;
mod to_do;
mod told;
mod view;

use axum::Router;

use crate::versions::House;

pub use actions::due;
pub use api::routes;
pub use model::{Erratum, ErratumState};
pub use store::{announced_awards, announced_until, forget, names, next_due, on_the_wall, tells, told_to};
pub use to_do::to_do;

/// The pages of this feature.
pub fn pages() -> Router<House> {
    desk::pages().merge(public::pages()).merge(own::pages())
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
