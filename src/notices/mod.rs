//! Public notices (公示): what was agreed to is put up for everybody to see, whoever disagrees objects, somebody else rules, and what stands is posted.
//!
//! ```text
//! notice     drafted ──signed by another──▶ open ──last day──▶ closed ──nothing waits──▶ settled
//!               └──▶ returned
//! objection  raised ──▶ upheld | dismissed ──appeal──▶ appealed ──township──▶ upheld | dismissed
//! ```
//!
//! A notice shows the awards of its period that no earlier one has shown, each on one notice only. What stands on it is posted after its last day at
//! the earliest (`awards::wait_until`); an award without a notice is posted on its own day, so a village that opens none works without. An objection
//! lets the claim wait (`claims::object`); a ruling lets it go on, takes back what is not posted, or proposes to take back what is, to which
//! another one must agree (`claims::uphold`).
//!
//! | file | holds |
//! |---|---|
//! | `model` | notices, objections, their states, how long things take |
//! | `refusals`, `told` | what may be refused; what whoever acts is told |
//! | `drafting` | drafting, signing, sending back, settling a notice |
//! | `objecting` | objecting and appealing |
//! | `ruling` | deciding on an objection or appeal |
//! | `turn` | whose turn an objection is, and who is told who objects |
//! | `sheet` | what the printed sheet says, put together once, when it is drafted |
//! | `actions` | the verbs as doors and timed jobs call them |
//! | `api`, `objections_api` | JSON in, JSON out |
//! | `desk`, `rulings_desk` | the pages of whoever drafts, signs and rules |
//! | `to_do` | what waits for them |
//! | `ones_own` | what somebody objected to, to take along; what becomes of it when they ask to be forgotten |
//! | `own` | a resident's own: 我有意见 |
//! | `public` | the sheet for everybody, on the wall, the phone and the kiosk |
//! | `verifying` | whether a printed head is in the ledger |
//! | `summing` | notices and objections as kept sums |
//! | `store`, `audit` | the tables; what `jifen verify` finds |
//!
//! Not here: names. A protected report never stands on a notice, and nobody outside learns that there was one.

mod actions;
mod api;
mod audit;
mod desk;
mod drafting;
mod model;
mod objecting;
mod objections_api;
mod ones_own;
mod own;
mod public;
mod refusals;
mod ruling;
mod rulings_desk;
mod sheet;
mod store;
mod summing;
mod to_do;
mod told;
mod turn;
mod verifying;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::versions::House;

pub use actions::{decide, draft, object, settling};
pub use audit::audit;
pub use model::{Notice, NoticeState, Objection, ObjectionState, Reason, is_time_to_object};
pub use objecting::Raise;
pub use ones_own::{Raised, forget, is_open, raised_by, tells, unsaid};
pub use own::on_the_wall_for;
pub use store::covering;
pub use summing::sums;
pub use to_do::{NOTICE_BY, to_do};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    api::routes().merge(objections_api::routes())
}

/// The pages of this feature.
pub fn pages() -> Router<House> {
    desk::pages().merge(rulings_desk::pages()).merge(own::pages()).merge(public::pages()).merge(verifying::pages())
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
