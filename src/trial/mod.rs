//! Trial (试算): what a draft would have done in a past period. Reads every feature, changes nothing (promise R7).
//!
//! ```text
//! approved claims of a period ──┬── the rulebook of each day ──▶ points before ──┐
//!                               └── the draft ────────────────▶ points after ───┴──▶ report
//! ```
//!
//! Both are judged by the engine that judges deeds every day (`awards::Rehearsal`), in two supposed villages that both begin with nothing: so before and
//! after compare like with like, and the draft is not blamed for limits that were used up before the period.
//!
//! | file | holds |
//! |---|---|
//! | `judging` | every deed judged twice: pure |
//! | `adding` | what it comes to by rule, account, limit and refusal: pure |
//! | `money` | points as yuan, and the day the fund runs out: pure |
//! | `model` | the report: pure |
//! | `reporting` | sums put into the report's order: pure |
//! | `text`, `workbook` | the report for reading and as a spreadsheet |
//! | `actions` | fetches what is needed and judges it |
//! | `township`, `township_text` | several villages under the same change to the packs they share; one line each |
//! | `api` | JSON in, JSON out |
//! | `pages` | the page of the rule editor on which a draft is tried |
//!
//! Not here: what redemptions, expiry and reviews would have been. A deed nobody recorded because nothing was to be had for it is not known either.

mod actions;
mod adding;
mod api;
mod judging;
mod model;
mod money;
mod pages;
mod reporting;
mod text;
mod township;
mod township_text;
mod workbook;

pub use actions::{Period, trial};
pub use api::routes;
pub use judging::{Event, People, Rulebooks};
pub use model::Report;
pub use pages::pages;
pub use reporting::{Frame, report};
pub use text::text;
pub use township::{Township, VillageLine, township};
pub use workbook::workbook;

#[cfg(test)]
pub(crate) use pages::samples::samples;
