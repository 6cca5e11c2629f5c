//! Statements (对账单): what an account has, how it came about, and a village in a few figures. Reads every feature, changes nothing.

mod api;
mod model;
mod store;

pub use api::routes;
pub use model::{Figures, Standing, standing};
pub use store::figures;
