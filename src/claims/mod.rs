//! Claims (申报): a deed is recorded, somebody else reviews it, and an award follows.
//!
//! ```text
//! submitted ──▶ approved ⇄ contested ──▶ reversed (更正)
//!     ├──▶ returned (退回)
//!     ├──▶ rejected
//!     └──▶ withdrawn, by whoever recorded it
//!
//! approved ⇄ objected ──ruling──▶ contested, if it is posted | reversed, if it is not
//! ```
//!
//! An approval by mistake is taken back by two people: one proposes it with a reason, another one confirms. Every decision is a row in `reviews`.
//!
//! | file | holds |
//! |---|---|
//! | `model` | claims and reviews: what a row says, what may be refused |
//! | `recording` | recording one deed or a batch |
//! | `reviewing` | approving, returning, rejecting, withdrawing; taking an approved one back |
//! | `objecting` | what becomes of a claim that a resident objects to |
//! | `evidence` | what is shown for a deed: pictures, brought, used once, forgotten |
//! | `forgetting` | what becomes of a claim whose subject asked to be forgotten |
//! | `actions` | the verbs as doors call them |
//! | `api`, `own_api`, `photos`, `decisions`, `events` | JSON in, JSON out; pictures |
//! | `pages` | recording and deciding at the desk |
//! | `queue` | the review queue, one claim after another |
//! | `to_do` | what waits for whoever sits there |
//! | `batch`, `pasting` | many deeds at once, pasted from a spreadsheet |
//! | `desk`, `form` | what its pages show |
//! | `own` | a resident's own: recording what they did, and what became of it |
//! | `grid` | the grid worker's phone: three steps, and records that wait there for the net (`grid.js`, `grid_worker.js`) |
//! | `store` | the tables, and the review queue |
//! | `audit` | what contradicts the trail or what was judged; pictures that were exchanged, added or taken away by hand |
//!
//! Not here: what a deed is worth (`rulebook`), what follows from it (`awards`), and who may object and rules on it (`notices`).

mod actions;
mod api;
mod audit;
mod batch;
mod decisions;
mod desk;
mod events;
mod evidence;
mod forgetting;
mod form;
mod grid;
mod model;
mod objecting;
mod own;
mod own_api;
mod pages;
mod pasting;
mod photos;
mod queue;
mod recording;
mod reviewing;
mod store;
mod to_do;

pub use actions::{bring, record, record_many, review, to_record, to_review};
pub use api::routes;
pub use audit::{audit_evidence, audit_witnesses, unseen};
pub use desk::{ChapterChoice, RuleChoice, choices};
pub use evidence::{Discard, forget_brought};
pub use forgetting::{forget, tells};
pub use model::{Claim, ClaimState, Recorded, Review, Ruling, check_length};
pub use objecting::{dismiss, object, uphold};
pub use pages::pages;
pub use photos::unused;
pub use recording::{Deed, Record};
pub use reviewing::Decide;
pub use store::{
    Decided, about, approved, audit, claim, decided, has_decided_before, objected, photos_of, queue, reviews, sums, undecided, unreasoned,
    with_reviews,
};
pub use to_do::to_do;

#[cfg(test)]
pub(crate) use {grid::samples::samples as grid_samples, own::samples::samples as own_samples, pages::samples::samples};
