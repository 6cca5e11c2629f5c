//! The roster (花名册): villages, groups, households, residents; staff, their roles and the tokens they sign in with.
//!
//! | file | holds |
//! |---|---|
//! | `model` | who there is |
//! | `rights` | which role may do what: the one table |
//! | `enrolment` | a list of people taken into a village's book: pure |
//! | `appointing` | who serves the village taken into its book: pure |
//! | `kin` | who is what to whom in a household: pure |
//! | `sheet` | a spreadsheet read as such a list |
//! | `doorkeeper` | tokens, and who stands behind one |
//! | `door` | the caller of an HTTP request |
//! | `api` | JSON in, JSON out |
//! | `pages` | signing in and out |
//! | `store` | the tables, and what pages read |
//!
//! Not here: points and accounts. The roster and the ledger are strangers; `awards` opens an account for whom the roster knows.

mod api;
mod appointing;
mod door;
mod doorkeeper;
mod enrolment;
mod kin;
mod model;
mod pages;
mod rights;
mod sheet;
mod store;

pub use api::routes;
pub use appointing::{Appointed, appoint};
pub use door::{Acting, COOKIE, presented};
pub use doorkeeper::{Caller, Doorkeeper, MintToken};
pub use enrolment::{Enrolled, Member, enrol};
pub use kin::{members, parents};
pub use model::{Group, Household, Resident, Staff, Subject, Village, find, masked};
pub use pages::pages;
pub use rights::{Action, check, may, unknown_village, whom_to_ask};
pub use sheet::{read_roster, read_staff};
pub use store::{audit, households, meant, resident, residents, search, staff, staff_of, subject, village, villages, villages_after};

#[cfg(test)]
pub(crate) use pages::samples::samples;
