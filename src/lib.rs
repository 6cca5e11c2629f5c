//! `jifen`: a rules-driven engine for village points systems. `src/README.md` is the map of the house.

pub mod adoption;
pub mod app;
pub mod awards;
pub mod claims;
pub mod cli;
pub mod db;
pub mod desk;
pub mod entrance;
pub mod errata;
pub mod funds;
pub mod households;
pub mod ledger;
pub mod notices;
pub mod oversight;
pub mod personal;
pub mod pictures;
pub mod reports;
pub mod roster;
pub mod rulebook;
pub mod sheets;
pub mod shop;
pub mod statements;
pub mod sums;
pub mod township;
pub mod trial;
pub mod versions;
pub mod web;
pub mod words;

/// Of every program that holds a house.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
