//! The ledger (账): double entry in points and yuan, lots, holds, and a hash chain for each village.
//!
//! ```text
//! transfers ──post──▶ entry + postings ──▶ kept balances, lots, chain head
//!                        └──reverse──▶ a compensating entry (at most once)
//! hold ──▶ captured | released
//! lot ──last day──▶ expiry
//!  └──pass──▶ the same lot of another holder
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `model` | accounts, lots, entries, postings, holds: what a row says |
//! | `posting` | posting, reversing: pure, on a book |
//! | `adjusting` | the difference to what earlier entries should have moved: pure, on a book |
//! | `holds` | reserving points or money without spending them: pure, on a book |
//! | `expiry` | what nobody used in time: pure, on a book |
//! | `passing` | what goes over to another holder, accounts that close: pure, on a book |
//! | `chain` | canonical bytes and hashes |
//! | `journal` | entries read in pages |
//! | `plain_text` | the journal for a tool that somebody else wrote |
//! | `summing` | what entries come to month by month, how many holders have how much |
//! | `audit` | everything checked again from the postings |
//! | `store` | the tables, and what pages read |
//!
//! Not here: why points move (awards), what they buy (shop), whose account it is (roster).

mod adjusting;
mod audit;
mod chain;
mod expiry;
mod holds;
mod journal;
mod model;
mod passing;
mod plain_text;
mod posting;
mod store;
mod summing;
#[cfg(test)]
mod tests;

pub use adjusting::adjust;
pub use audit::{Breach, audit, audit_tail};
pub use chain::GENESIS;
pub use expiry::{Carried, Expire, carried, clear, credited};
pub use holds::{capture, hold, release};
pub use journal::{Page, Told};
pub use model::{Account, AccountKind, Draft, Entry, EntryKind, Head, Hold, Lot, Particulars, Posting, Side, Transfer};
pub use passing::{Passing, close_account, pass, successor};
pub use plain_text::{balances, beginning, written};
pub use posting::{available, forget, given, head, open_account, post, reverse, unknown_account};
pub use store::{
    Line, Movement, OwnLine, PROTECTED, PoolLine, Trace, Wanted, account, accounts, all_accounts, allocated, confided, earned,
    entries_about, entries_of, entry, expiring, head_on_disk, kept_totals, lapsed, lapsing, movements, newest_at, newest_of, newest_until,
    next_lapse, outstanding, own_lines, pool_lines, traces, untold,
};
pub use summing::{Latest, SOMETHING, funds, remember, sums};
