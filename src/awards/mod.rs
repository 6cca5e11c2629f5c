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
//! If it is withdrawn or reversed it counts no more. It carries its explanation and the hash of the rulebook; neither is ever computed again, unless that
//! text was not what the meeting decided: then everybody is told first, and what it was stays beside what it is (`recomputing`, `adjusting`).
//!
//! A protected deed (保密) is no award: it is judged apart, and its points go to a common pool (`reports`).
//!
//! Not here: who reported the deed and who agreed (`claims`). Accounts are opened here, because the roster and the ledger are strangers.

mod adjusting;
mod adjusting_audit;
mod amends;
mod amends_audit;
mod apart;
mod bars;
mod correcting;
mod counting;
mod enrolment;
mod forgetting;
mod history;
mod model;
mod posting;
mod recomputing;
mod rehearsing;
mod sharing;
mod store;
mod summing;
mod tallies;
mod year_end;

pub use adjusting::Adjustment;
pub use apart::{Done, Whose, Worth, worth};
pub use bars::{Bar, kept_from_shop};
pub use correcting::{Because, contest, take_back, uphold, wait_until};
pub use counting::{count_anew, recorded};
pub use enrolment::{Enrol, begin};
pub use forgetting::forget;
pub use model::{Award, AwardState, Deed, Explanation, Tallied, account_of, agree, award_of, propose, withdraw};
pub use posting::PostDue;
pub use recomputing::{Facts, Recompute, judged_under, recompute};
pub use rehearsing::{Rehearsal, Rehearsed};
pub use store::{
    Honoured, agreed, all_bars, audit, award, awards_of, bars, due, earners, groups_with, holders, honoured, lately, next_due, points_of,
    unposted,
};
pub use summing::sums;
pub use year_end::{BeginAnew, next_reset, reset_due};
