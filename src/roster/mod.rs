//! The roster (花名册): villages, groups, households, residents; staff and their roles.
//!
//! | file | holds |
//! |---|---|
//! | `model` | who there is |
//! | `rights` | which role may do what, and how far: the one table |
//! | `reach` | who of a village somebody has to do with: all, one group, or one household |
//! | `enrolment` | a list of people taken into a village's book: pure |
//! | `appointing` | who serves the village taken into its book: pure |
//! | `typed` | what somebody typed for a number or a name, made plain: pure |
//! | `directory` | finding people by number, name or its sounds: pure |
//! | `whom` | a field of a page that asks whom something is about, and who may be meant |
//! | `moving` | who begins to live somewhere or does no more; the counts follow: pure |
//! | `forgetting` | somebody who asked to be forgotten: a number is left: pure |
//! | `phones` | the last four digits of phones, by which people find themselves: pure |
//! | `history` | what became of households, what was asked for and decided about it |
//! | `kin` | who is what to whom in a household: pure |
//! | `kinship` | declared kin of those who serve: pure |
//! | `sheet` | a spreadsheet read as such a list |
//! | `store` | the tables, and what pages read |
//!
//! Not here: points and accounts; the roster and the ledger are strangers, `awards` opens an account for whom the roster knows. How somebody shows who
//! they are is the `entrance`'s business.

mod appointing;
mod directory;
mod enrolment;
mod forgetting;
mod history;
mod kin;
mod kinship;
mod model;
mod moving;
mod phones;
mod reach;
mod rights;
mod sheet;
mod store;
mod typed;
mod whom;

pub use appointing::{Appointed, appoint};
pub use directory::Directory;
pub use enrolment::{Enrolled, Member, enrol, fits};
pub use forgetting::forget;
pub use history::{ChangeState, EventKind, HouseholdChange, HouseholdEvent, HouseholdRuling, REFERENCE, lived_in};
pub use kin::{members, parents};
pub use kinship::{DeclareKin, EndKin, Kinship, hold_kin, is_kin, steps_aside};
pub use model::{FORGOTTEN, Group, Household, Resident, Staff, Subject, Village, find, masked};
pub use moving::{Happening, note, place, regroup};
pub use phones::{DIGITS, PhoneEnding, keep_phone, phone_ending};
pub use reach::{Reach, check_reach, family, not_your_household, reach, reaches};
pub use rights::{Action, Scope, check, may, not_your_task, scope, unknown_division, unknown_village, whom_to_ask};
pub use sheet::{read_roster, read_staff};
pub use store::{
    audit, changes_about, changes_waiting, ending_in, events_around, events_of, forgotten, groups, homes, homes_in, household,
    household_change, household_changes, household_ruling, households, kin_of, kinships, meant, member_of_staff, number, people, people_in,
    people_of, phone_of, resident, residents, search, staff, staff_of, subject, village, village_names, villages, villages_after,
    villages_in,
};
pub use typed::plain;
pub use whom::{Hit, Known, Sought, Whom};
