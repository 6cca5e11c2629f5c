//! `jifen`: a rules-driven engine for village points systems. `src/README.md` is the map of the house.

pub mod app;
pub mod cli;
pub mod rulebook;
pub mod words;
