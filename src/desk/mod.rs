//! The desk (桌面): where the day of whoever serves the village begins. What waits for them comes first; then how far a month is closed, how long the money
//! lasts, and whether machine and backup are well.
//!
//! | file | holds |
//! |---|---|
//! | `pages` | the desk's first page: what waits, and the ways to everything else |
//! | `at_door` | a kiosk where somebody asks for help; new PINs and passwords that wait |
//! | `month` | closing a month in five steps: told from the books, kept nowhere |
//! | `fund` | the fund month by month, what is promised, and how long it lasts |
//! | `health` | whether disk, clock, books and backup are well, for the desk and for `jifen doctor` |
//!
//! Not here: what waits (each room says that of its own, `to_do`), and every page where it is done.

mod at_door;
mod fund;
mod health;
mod month;
mod pages;

pub use health::{Health, backed_up, clock, disk, room_left};
pub use pages::pages;

#[cfg(test)]
pub(crate) use pages::samples::samples;
