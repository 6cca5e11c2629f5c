//! What every door over HTTP shares: bodies, operation ids, problems, pages of a list.
//!
//! Not here: any word of the village, and who may come in (`roster`).

mod body;
mod operation;
mod paging;
mod problem;

pub use body::{Body, Fields};
pub use operation::{Dry, Operation, created};
pub use paging::{Cursor, Listing};
pub use problem::{ProblemBody, Reply, Trouble, status};
