//! The entrance (入口): who stands at the door, and how they show it.
//!
//! | file | holds |
//! |---|---|
//! | `doorkeeper` | tokens and sessions, and who stands behind one |
//! | `door` | the caller of an HTTP request |
//! | `pages` | signing in and out |
//! | `store` | the tables |
//!
//! Staff and devices are recognised by a token or cookie of their own; a resident by a session that ends by itself. Both are [`Caller`]s: what they may
//! do says the one table in `roster::rights`.

mod door;
mod doorkeeper;
mod pages;
mod store;

pub use door::{Acting, COOKIE, MINE, presented};
pub use doorkeeper::{Caller, Doorkeeper, MintToken};
pub use pages::pages;

#[cfg(test)]
pub(crate) use pages::samples::samples;
