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
//! | `pages` | the committee's page |
//!
//! Not here: taking a wrong decision back (`claims`). Nobody is ranked, and nothing about how much or when somebody works is counted.

mod api;
mod changes;
mod checking;
mod deeds;
mod pages;
mod reviewers;
mod sample;
mod store;
mod written;

pub use api::routes;
pub use pages::pages;
pub use store::{audit, checked, forget};
pub use written::as_csv;

#[cfg(test)]
pub(crate) use pages::samples::samples;
