//! The love supermarket (爱心超市): goods for points, paid by the fund.
//!
//! ```text
//! redemption: collected ──▶ cancelled
//! ```
//!
//! A redemption at the counter is one act: points debited, stock out, fund charged, keeper credited; or nothing at all.
//!
//! | file | holds |
//! |---|---|
//! | `model` | items, stock moves, redemptions |
//! | `redeeming` | the act at the counter, and taking it back |
//! | `stocking` | goods coming in, prices |
//! | `api` | JSON in, JSON out |
//! | `store` | the tables, and what pages read |

mod api;
mod model;
mod redeeming;
mod sheet;
mod stocking;
mod store;

pub use api::routes;
pub use model::{Item, Redeemed, Redemption, RedemptionLine};
pub use redeeming::{Cancel, Redeem, Wanted, redeemable};
pub use sheet::read_shelf;
pub use stocking::{Goods, Shelve};
pub use store::{audit, items, redeemed_accounts, redemption, redemptions};
