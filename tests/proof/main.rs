//! Proofs (safety.md §2–3): what the service promises is tried by force, by chance and by hand, each with a control that shows the proof can fail.
//!
//! `cargo test --test proof` is the short run: the same draws every time. `tests/README.md` says how to run one of them for hours, and what the longest
//! runs found. Not here: hostile rule files (`tests/zoo.rs`), the ledger against a reference model in memory (`src/ledger/tests.rs`), what happens by
//! appointment rather than by chance (`tests/story`).

#![allow(clippy::unwrap_used)] // a test that cannot go on ends here

#[allow(dead_code)] // a part of what stories need is needed here
#[path = "../story/actors.rs"]
mod actors;
mod backup;
mod calls;
mod clock;
mod damage;
mod disk;
mod fuzz;
mod killing;
mod lot;
mod races;
mod retries;
mod schemas;
mod service;
mod stopping;
mod tampering;
#[allow(dead_code, unused_imports, unused_macros)]
#[path = "../story/world.rs"]
mod world;
mod year;
