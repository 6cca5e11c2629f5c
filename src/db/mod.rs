//! The database: two engines behind one face, a village's book in memory, and the one writer.
//!
//! | file | holds |
//! |---|---|
//! | `cell` | what a column can hold, and the Rust types that fit |
//! | `key` | a row's name in a village's book |
//! | `table` | a record and the SQL that reads and writes many of them at once |
//! | `conn` | one connection to either engine |
//! | `statement` | statements that write rows |
//! | `kept` | rows kept in memory for reading |
//! | `rows` | the rows of one table that a book holds |
//! | `book` | a village's rows in memory, with undo |
//! | `hot` | the books that stay in memory between batches |
//! | `steps` | how a schema is brought up to date |
//! | `opening` | opening a database, and what durability rests on |
//! | `cluster` | villages distributed over machines (Citus) |
//! | `trail` | what every act leaves behind, chained |
//! | `aside` | attempts to decide on what one has a part in |
//! | `acts` | the trail read in pages |
//! | `witnesses` | rows held against the trail: who did what, and when |
//! | `seals` | every row held against the act that wrote it last |
//! | `halt` | why nothing is written just now |
//! | `answers` | first answers that tell of somebody: found, and emptied |
//! | `backup` | when a database file was last backed up |
//! | `dawn` | a day begins before anything is done on it |
//! | `books` | all villages' books: reading, performing a job under an act; operation ids |
//! | `writer` | gather → decide → save in batches |
//!
//! Not here: any word of the village. Which tables exist is decided by the features; their shape is in `migrations/`.

mod acts;
mod answers;
mod aside;
mod backup;
mod book;
mod books;
mod cell;
mod cluster;
mod conn;
mod dawn;
mod halt;
mod hot;
mod kept;
mod key;
mod opening;
mod rows;
pub mod seals;
mod statement;
mod steps;
mod table;
#[cfg(test)]
mod tests;
pub mod trail;
mod witnesses;
mod writer;

pub use acts::{Acted, Wanted, acts, done_about};
pub use answers::{answers, forget_answers, on_behalf, told_about};
pub use aside::attempts;
pub use backup::{last_backup, note_backup};
pub use book::Book;
pub use books::{Books, Job};
pub use cell::{Cell, Column, Columns, Kind};
pub use cluster::{Layout, lay_out};
pub use conn::{Conn, Engine};
pub use dawn::Waking;
pub use halt::Halt;
pub use key::Key;
pub use table::{Record, Table, by_name, kind_of};
pub use trail::{Grounds, Operation, Part};
pub use witnesses::Witnesses;

pub(crate) use cell::stored_as_text;
pub(crate) use table::table;
