//! The practice village (练习村): a second house beside the real one, where whoever serves tries anything without fear.
//!
//! ```text
//! desk ──到练习村试一试──▶ gate ──made when first entered──▶ ground: a file, books and people of its own ──回到真村──▶ desk
//! ```
//!
//! * It has a **name of its own** (`practice-…`) that no real village bears. Every address on its pages holds that name, so what is pressed there comes to
//!   it and nowhere else, whatever the browser did meanwhile in another tab; what does not hold it comes to the real house. No mode is kept anywhere.
//! * It has **books of its own** in a file beside the database, which nothing else opens: no verify, export, backup, board or township figure can meet it.
//!   From the real ones it takes the rules in force and what lies on the shelf, read once; people and their past are invented.
//! * Its **cookies** have names of their own: to be signed in here is to be nobody there, and the other way round.
//! * The **banner** is put on every page on its way out, not by any template, so none can lack it.
//! * To begin anew is to make another file. A service that starts has none.
//!
//! | file | holds |
//! |---|---|
//! | `grounds` | the practice villages that are open, the longest unused of which goes; which request is for which of them |
//! | `ground` | one of them: making it |
//! | `people` | who lives there, and whom one can play |
//! | `crossing` | what is changed on a request on its way in and on an answer on its way out |
//! | `gate` | choosing whom to play, entering, beginning anew, leaving |
//!
//! Nothing below `app` knows that anybody practises.

mod crossing;
mod gate;
mod ground;
mod grounds;
mod people;

pub use grounds::Practice;

#[cfg(test)]
pub(super) use gate::samples::samples;
