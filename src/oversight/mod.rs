//! Oversight (监督): what the supervisory committee looks at, so that those who decide are looked at, too.
//!
//! ```text
//! month over ──draw──▶ sample ──check──▶ sound | doubtful
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `reviewers` | how each reviewer decided in a period: pure |
//! | `sample` | which records of a month are looked at again: pure |
//! | `checking` | drawing a sample and writing down what was found |
//! | `deeds` | what each verb did, in a sentence: pure |
//! | `changes` | the changes of some days, in sentences |
//! | `store` | the tables |
//! | `written` | all changes as CSV |
//! | `api` | JSON in, JSON out |
//! | `appointments` | the same for who serves the village |
//! | `pages` | the committee's page |
//! | `to_do` | what waits for it |
//! | `unusual` | what is unusual in a month, for whoever closes it |
//!
//! Not here: taking a wrong decision back (`claims`). Nobody is ranked, and nothing about how much or when somebody works is counted.

mod api;
mod appointments;
mod changes;
mod checking;
mod deeds;
mod pages;
mod reviewers;
mod sample;
mod store;
mod to_do;
mod unusual;
mod written;

pub use api::routes;
pub use api::samples_due;
pub use checking::days_of;
pub use pages::{month_of, pages};
pub use store::{audit, checked, forget};
pub use to_do::to_do;
pub use unusual::{Unusual, nearly_alone, unusual};
pub use written::as_csv;

#[cfg(test)]
pub(crate) use pages::samples::samples;
