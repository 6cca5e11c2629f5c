//! `jifen`: a rules-driven engine for village points systems. `src/README.md` is the map of the house.

pub mod db;
pub mod ledger;
pub mod roster;
pub mod rulebook;
pub mod sheets;
pub mod words;
