//! Households (户) as the village lives with them: looking them up. What becomes of one over the years belongs here, too.
//!
//! Not here: who there is (`roster`) and what they have (`ledger`).

mod api;

pub use api::routes;
