//! What every door over HTTP shares: bodies, operation and request ids, problems, pages of a list, limits, counts; for readers, pages, one stylesheet
//! and one small script.
//!
//! Not here: any word of the village, and who may come in (`roster`).

mod aids;
mod asked;
mod assets;
mod body;
mod chart;
#[cfg(test)]
mod design;
mod metrics;
mod operation;
mod page;
mod paging;
mod peer;
mod plain;
mod problem;
mod request_id;
mod seen;

pub use aids::{Aids, Letters, Rest};
pub use asked::Asked;
pub use assets::{routes as assets, text as style};
pub use body::{Body, Fields, Filled, Raw, TOO_LARGE, no_such_choice, unread};
pub use chart::{Bars, Course, Falling, FallingLine, Rows};
pub use metrics::Metrics;
pub use operation::{Dry, Operation, created, operation_of, replayed};
pub use page::{Notice, OWN_PAGE, SIGN_IN, Shell, Told, Visit, expected, in_query, page, page_refused, see};
pub use paging::{Cursor, Listing};
pub use peer::{Pace, Peer};
pub use plain::{after_name, plain_day, plain_time};
pub use problem::{ProblemBody, Reply, Trouble, status};
pub use request_id::{REQUEST_ID, RequestIds};
pub use seen::{Seen, tagged};

#[cfg(test)]
pub(crate) use {design::samples as design_samples, page::samples::samples};
