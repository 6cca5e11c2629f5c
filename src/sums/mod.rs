//! Sums (汇总): what each village came to, month by month. Kept rows, changed in the same act as what they sum up, so that villages can be laid side by
//! side without looking into any of them.
//!
//! | file | holds |
//! |---|---|
//! | `model` | which figures there are, adding to one, sums told again |
//! | `store` | the table, and reading many villages at once |
//!
//! Each figure is added to in one place, by the room in which it happens, and told again from that room's own rows (`township::counting`).
//! Not here: any share or mean, and whom it is shown to (`township`). Nothing of a protected report (保密) is in any sum before whoever
//! reported has it moved to their account.

mod model;
mod store;

pub use model::{Figure, Sum, Sums, add, month};
pub use store::{Total, by_month, by_part, first, kept, past, totals};
