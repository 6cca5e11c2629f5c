//! Awards and deductions (加分、扣分), from proposed to posted.
//!
//! ```text
//! proposed ──▶ on_notice ──post_on──▶ posted ──▶ reversed
//!     │  │     └▶ contested ⇄ on_notice
//!     │  └── no notice ──────────────▶ posted
//!     └──▶ withdrawn, also from on_notice and contested
//! ```
//!
//! An award is judged when its deed is recorded, and counts towards limits from then on: what the recorder saw is what will be posted.
//! If it is withdrawn or reversed it counts no more. It carries its explanation and the hash of the rulebook; neither is ever computed again.
//!
//! Not here: who reported the deed and who agreed (`claims`). Accounts are opened here, because the roster and the ledger are strangers.

mod amends;
mod amends_audit;
mod bars;
mod correcting;
mod counting;
mod enrolment;
mod history;
mod model;
mod posting;
mod rehearsing;
mod sharing;
mod store;
mod tallies;
mod year_end;

pub use bars::{Bar, kept_from_shop};
pub use correcting::{Because, contest, take_back, uphold};
pub use counting::{count_anew, recorded};
pub use enrolment::{Enrol, begin};
pub use model::{Award, AwardState, Deed, Tallied, agree, propose, withdraw};
pub use posting::PostDue;
pub use rehearsing::{Rehearsal, Rehearsed};
pub use store::{all_bars, audit, award, bars, due, holders, next_due};
pub use year_end::{BeginAnew, next_reset, reset_due};
