//! The service: what it is made of, its router, its timed jobs, and how a village gets into it.
//!
//! | file | holds |
//! |---|---|
//! | `router` | every route, the layers around them, health |
//! | `openapi` | what all routes of the API have in common |
//! | `threshold` | what every request crosses on its way in and out: ids, limits, counts |
//! | `checkup` | whether the installation is well: at the start, for `jifen doctor`, in numbers |
//! | `clockwork` | what happens by itself |
//! | `settling` | a village folder taken into the database |
//! | `counting` | the kept sums of an older database, counted once |
//! | `watching` | a timed look at the village folders while the service runs |
//! | `demo`, `tale` | a year of a demo township; how far it has been told |
//! | `drawing` | pictures of a demo township |
//! | `stories` | a village's own stories played on a blank book |
//! | `practice` | a second house beside the real one, in which nothing counts |
//! | `gallery` | every page from its samples, looked at all at once (tests) |
//! | `files` | reading rule folders from disk |
//!
//! Not here: what any of it means. This is the only place that knows all features.

pub mod beginning;
pub mod checkup;
pub mod clockwork;
pub mod counting;
pub mod demo;
mod drawing;
pub mod files;
#[cfg(test)]
mod gallery;
mod openapi;
pub mod practice;
pub mod router;
pub mod settling;
pub mod stories;
pub mod tale;
mod threshold;
pub mod watching;

pub use crate::versions::House;
