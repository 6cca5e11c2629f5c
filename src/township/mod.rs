//! The township's view (乡镇): who needs help first, then its villages side by side. Reads kept sums and balances, changes nothing.
//!
//! | file | holds |
//! |---|---|
//! | `model` | a village in figures, what is shown of it, which villages are like it |
//! | `indicator` | the numbers villages are compared by, and how each is worked out |
//! | `hiding` | what would tell of few people is not shown |
//! | `gini` | how unevenly points lie |
//! | `basket` | what one fixed basket of deeds (`basket.yaml`) earns, and what that buys |
//! | `help` | who needs help, and why |
//! | `store` | what is kept of many villages, in a handful of statements |
//! | `counting` | the kept sums told again |
//! | `screen` | who asks, for which township and month |
//! | `view` | the same in words, for pages, spreadsheet and programs |
//! | `pages`, `wall` | the working page; the screen on the wall |
//! | `export`, `api` | xlsx; JSON |
//!
//! Not here: any person, any list of who is better, and anything of a protected report.

mod api;
mod basket;
mod counting;
mod export;
mod gini;
mod help;
mod hiding;
mod indicator;
mod model;
mod pages;
mod screen;
mod store;
mod view;
mod wall;

pub use api::routes;
pub use counting::{Retold, audit, told_again};
pub use pages::pages;

#[cfg(test)]
pub(crate) use pages::samples::samples;
