//! The words everything else is written in: amounts, days, periods, division codes, acts, refusals.
//!
//! Not here: anything that knows a feature, a database or a page.

pub mod act;
pub mod chance;
pub mod clock;
pub mod digits;
pub mod division;
pub mod hex;
pub mod ids;
pub mod period;
pub mod points;
pub mod refusal;

pub use act::{Act, Actor, Done, Role};
pub use chance::Chance;
pub use clock::{Clock, Moment};
pub use digits::write_whole;
pub use division::Division;
pub use hex::{hex, short_code};
pub use ids::{OperationId, VillageId};
pub use period::{Period, Span};
pub use points::{Points, Yuan};
pub use refusal::{Failure, Kind, Outcome, Problem, Refusal};
