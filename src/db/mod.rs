//! The database: two engines behind one face, a village's book in memory, and the one writer.
//!
//! | file | holds |
//! |---|---|
//! | `cell` | what a column can hold, and the Rust types that fit |
//! | `table` | a record and the SQL that reads and writes many of them at once |
//! | `conn` | one connection to either engine |
//! | `kept` | rows kept in memory for reading |
//! | `book` | the rows an act touches, in memory, with undo |
//! | `opening` | opening a database, and what durability rests on |
//! | `halt` | why nothing is written just now |
//! | `books` | all villages' books: reading, performing a job under an act; operation ids |
//! | `writer` | gather → decide → save in batches |
//!
//! Not here: any word of the village. Which tables exist is decided by the features; their shape is in `migrations/`.

mod book;
mod books;
mod cell;
mod conn;
mod halt;
mod kept;
mod opening;
mod table;
mod writer;

pub use book::{Book, Key};
pub use books::{Books, Job, Operation};
pub use cell::{Cell, Column, Columns, Kind};
pub use conn::{Conn, Engine};
pub use halt::Halt;
pub use table::{Record, Table, kind_of};

pub(crate) use cell::stored_as_text;
pub(crate) use table::table;
