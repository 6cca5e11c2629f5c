//! The love supermarket (爱心超市): goods for points, paid by the fund.
//!
//! ```text
//! redemption: held ──▶ collected ──▶ cancelled
//!               └─────▶ cancelled | expired
//! ```
//!
//! A redemption at the counter is one act: points debited, stock out, fund charged, keeper credited; or nothing at all. What is only kept for somebody
//! (预约) holds the same three, and spends them when it is collected; whoever never comes has lost nothing.
//!
//! | file | holds |
//! |---|---|
//! | `model` | items, stock moves, redemptions, vouchers, ends of days, settlements |
//! | `basket` | what is wanted, priced and checked |
//! | `proof` | how somebody shows that the points are theirs |
//! | `redeeming` | the act at the counter, and taking it back |
//! | `reserving` | keeping goods for somebody: collected, given up or let go |
//! | `proposing` | what takes two: deliveries, counts that differ, writing goods off, a late cancellation, whoever has no card with them |
//! | `closing`, `settling` | the end of a day; settling with the keeper |
//! | `accounting` | what went over the counter, read off the ledger |
//! | `stocking`, `labelling`, `sheet` | goods coming in; what their labels say; a delivery as a spreadsheet |
//! | `api`, `reservations_api`, `proposals`, `books_api` | JSON in, JSON out |
//! | `pages`, `counter`, `scanning`, `choosing` | the counter: its screen, what it shows, what it reads, what was chosen |
//! | `own` | a resident's own: choosing, reserving, the voucher |
//! | `back_pages`, `delivery_pages`, `settlement_pages` | behind the counter: stock and the end of a day; a delivery of many kinds; settling |
//! | `to_do` | what waits at the desk |
//! | `store`, `audit` | the tables, and what pages read; what `jifen verify` looks at |

mod accounting;
mod api;
mod audit;
mod back_pages;
mod basket;
mod books_api;
mod choosing;
mod closing;
mod counter;
mod delivery_pages;
mod labelling;
mod model;
mod own;
mod pages;
mod proof;
mod proposals;
mod proposing;
mod redeeming;
mod reservations_api;
mod reserving;
mod scanning;
mod settlement_pages;
mod settling;
mod sheet;
mod stocking;
mod store;
mod to_do;

pub use api::routes;
pub use audit::audit;
pub use basket::{Order, Wanted, redeemable};
pub use counter::proposed;
pub use model::{Item, Proposal, ProposalKind, Redeemed, Redemption, RedemptionLine, RedemptionState};
pub use pages::pages;
pub use proof::ShownBy;
pub use proposing::{DecideProposal, forget, is_open};
pub use redeeming::{Cancel, Redeem};
pub use reserving::{ExpireReservation, Reserve, forget_voucher};
pub use sheet::read_shelf;
pub use stocking::{Goods, Shelve};
pub use store::{
    cancellations, goods_of, items, next_reservation_over, proposals, proposals_about, redeemed_accounts, redeemed_by, redemption,
    redemptions, reservations_over, stock_movements, sums,
};
pub use to_do::to_do;

#[cfg(test)]
pub(crate) use pages::samples::{back_samples, samples};
