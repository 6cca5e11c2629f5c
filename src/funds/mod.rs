//! The fund (基金): the money behind the shop.
//!
//! ```text
//! 集体 ──allocate──▶ 基金 ──redemption──▶ 店主应付 ──settlement──▶ 已付店主
//! ```
//!
//! It has no table of its own: budget, spent and committed are balances of the ledger's accounts, and the ledger's floor keeps it from overspending.
//! How long it lasts is worked out in one place (`forecast`), from what was spent in whole months.

mod forecast;
mod model;
mod store;

pub use forecast::{FORMULA, MONTHS, Pace, SHORT, lasts, runs_out_on};
pub use model::{Allocate, Fund, check_money};
pub use store::{pace, standing, to_do};
