//! Protected reports (举报, 保密): told to the township, decided without knowing by whom, and owed to somebody without the ledger knowing to whom.
//!
//! ```text
//! submitted ──township──▶ approved ──first days of a month──▶ in the pool ──its owner asks──▶ moved to their account
//!     └─────────────────▶ rejected
//! ```
//!
//! * What happened (`reports`) and whose it is (`report_owners`) are separate rows, tied by a receipt: a random code that only the reporter is told.
//! * Points go to a **common pool** of the village, once a month and for all reports of that month together; the entry names no person and binds the
//!   receipts. A village that rewards reports has such an entry every month, of 0 points where nothing was reported: that there is one tells nothing.
//! * So everything that anybody but the reporter can get is the same whoever it was. `tests/story/two_worlds.rs` compares it byte by byte.
//! * Nobody who works in the village sees a report or that there is one. Whoever decides in the township sees what happened, never who told it; whoever
//!   lives in the village decides on none, for they could not know when to stand aside (回避).
//!
//! **Spending.** At the counter only what is on one's account counts. The owner may have points moved there; it is done with the next month's entry, as
//! a line that is in no list. From then on others may notice the larger balance, and the page says so before. A voucher would keep even that out of the
//! books, but whoever brings the only kind of voucher there is shows the keeper their face.
//!
//! **What follows from it.** What was approved is not taken back: a correction would move the pool by what only one person still has. What is in the
//! pool neither lapses nor is cleared with the year, both would need to know whose it is; moved points live as long as any credited on that day. It
//! belongs to the person, not to the household, and goes along when they move. If they are forgotten their rows go, and what was theirs stays in the
//! pool for nobody.
//!
//! | file | holds |
//! |---|---|
//! | `model` | a report, whose it is, what may be refused |
//! | `telling` | reporting, deciding: pure |
//! | `pooling` | the month's entry, asking for a move: pure |
//! | `store` | the tables, one's own reports, what `verify` looks at |
//! | `actions` | the verbs as doors call them |
//! | `api` `pages` | JSON; a form for the reporter, an inbox for the township |

mod actions;
mod api;
mod model;
mod pages;
mod pooling;
mod store;
mod telling;

pub use api::routes;
pub use model::{Own, OwnReport, ReportState};
pub use pages::pages;
pub use pooling::{PoolMonth, month_due, next_month_due};
pub use store::{Discard, audit, forget, overdue, own};

#[cfg(test)]
pub(crate) use pages::samples::samples;
