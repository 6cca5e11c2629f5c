//! One's own data (我的信息): what is stored about a resident, for what and for how long; what they decide about it.
//!
//! ```text
//! erasure asked for ──a second person──▶ done | rejected
//!       └──by whoever asked──▶ withdrawn
//! ```
//!
//! Seeing, printing and taking it along; asking for a correction, on which somebody who serves decides (`households`); saying whether a board may show a
//! name; asking that everything be deleted. What is left then are numbers, points and hashes: balances, limits and the chain stand, and every room lets go
//! of what it has written (its own `forget`). Nothing is deleted while something is open.
//!
//! | file | holds |
//! |---|---|
//! | `fields` | every column that holds something about a person: purpose, ground, how long |
//! | `model` | consents and erasures: what a row says |
//! | `refusals` | every no in its words |
//! | `consenting` | saying yes or no to a board: pure |
//! | `erasing` | asking, agreeing, carrying it out: pure |
//! | `listed` | its tests, beside the schema |
//! | `footprint` | where somebody stands in all the rooms |
//! | `dossier` | everything about somebody, in sections; as a page, as JSON, as xlsx |
//! | `actions` | the verbs as doors call them |
//! | `api` | JSON in, JSON out |
//! | `pages` `desk` | one's own page; what those who serve do for somebody with a piece of paper |
//! | `to_do` | what waits for them |
//! | `store` | the tables, and what is gone without anybody's word |
//!
//! Not here: what protected reports (保密) brought. It stands on one's own page of points and nowhere else, neither in print nor in a file.

mod actions;
mod api;
mod consenting;
mod desk;
mod dossier;
mod erasing;
mod fields;
mod footprint;
#[cfg(test)]
mod listed;
mod model;
mod pages;
mod refusals;
mod store;
mod to_do;

pub use actions::say;
pub use api::routes;
pub use consenting::Say;
pub use model::Board;
pub use pages::pages;
pub use store::{audit, consenting};
pub use to_do::to_do;

#[cfg(test)]
pub(crate) use {desk::samples::samples as desk_samples, pages::samples::samples};
