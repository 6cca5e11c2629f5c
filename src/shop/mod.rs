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
//! | `proposing` | what takes two: writing goods off, a late cancellation |
//! | `proposals` | the same over HTTP |
//! | `stocking`, `labelling` | goods coming in; what their labels say |
//! | `api` | JSON in, JSON out |
//! | `pages`, `counter` | the counter on a screen, and what it shows |
//! | `store` | the tables, and what pages read |

mod api;
mod counter;
mod labelling;
mod model;
mod pages;
mod proposals;
mod proposing;
mod redeeming;
mod sheet;
mod stocking;
mod store;

pub use api::routes;
pub use model::{Item, Proposal, ProposalKind, Redeemed, Redemption, RedemptionLine};
pub use pages::pages;
pub use proposing::DecideProposal;
pub use redeeming::{Cancel, Redeem, Wanted, redeemable};
pub use sheet::read_shelf;
pub use stocking::{Goods, Shelve};
pub use store::{audit, items, proposals, redeemed_accounts, redemption, redemptions, stock_movements, sums};

#[cfg(test)]
pub(crate) use pages::samples::samples;
