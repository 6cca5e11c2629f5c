//! Editing a list of rules as a table: one value, one rule at a time, and not one byte more.
//!
//! ```text
//! Edit ──desk (which rule, which file)──▶ draft (text and tree, changed together) ──▶ new text
//! ```
//!
//! Comments, order, spacing, line breaks and a byte order mark stay as they were. Not here: whether the new value is a good one;
//! that is what the check of the whole bundle finds. Pure: nothing is written to disk.

mod borrowed;
mod desk;
mod draft;
mod entries;
mod folding;
mod moving;
mod opening;
mod pieces;
mod places;
mod rows;
mod spelling;
mod templates;
mod values;

pub use opening::{Chapter, Opened, Opening, open};
pub use rows::{AMOUNTS, Cell, Row, table};
pub use templates::Template;

use super::Bundle;
use crate::words::Refusal;

/// One step of the way from a rule to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A key; those of the rule language in either language.
    Key(String),
    /// The item or entry of this number, from 0.
    At(usize),
}

/// Where a rule is moved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// Before the rule above it in its chapter.
    Up,
    /// Behind the rule below it in its chapter.
    Down,
    /// Before this rule, wherever it stands.
    Before(String),
    /// To the end of this chapter; one that does not exist yet is begun behind the last.
    Chapter(String),
}

/// One change to a list of rules. Rules are named, also those of packs; a path leads on from there: `分档`, 0, `桌数 <= 10`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Writes a value. A key the rule does not have yet is added; a rule of one line becomes a table for it.
    /// In a pack's rule the village's own value is written under 改.
    Set { rule: String, path: Vec<Step>, text: String },
    /// Another name for a rule (no path), a field, an option, or another condition for a line of 分档.
    Rename { rule: String, path: Vec<Step>, name: String },
    /// Puts a line into a list or table inside a rule: a 比如, or with a name a line of 分档 or 对照.
    Insert { rule: String, path: Vec<Step>, at: usize, name: Option<String>, text: String },
    /// Takes a key, an item, or (no path) the whole rule away. In a pack's rule the pack's own value holds again.
    Remove { rule: String, path: Vec<Step> },
    /// A new rule, before another one or at the end of a chapter: `5`, or a table in braces.
    Add { to: To, name: String, text: String },
    /// Puts a rule, with the comments above it, somewhere else.
    Move { rule: String, to: To },
    /// Switches a rule off or on: `停用: 是` in a rule of the village, 不用 for one of a pack.
    Switch { rule: String, on: bool },
}

/// A village's files with one thing changed; what [`check`](super::check) says about them shows whether it was a good idea.
///
/// Refuses, and then nothing is changed: `editing.unreadable` (a file must be mended as text first), `editing.unknown_rule`,
/// `editing.name_taken`, `editing.in_pack` (a village cannot do this to a pack's rule), `editing.unknown_place`, `editing.no_file`,
/// `editing.at_edge`, `editing.not_alone` (the value cannot be changed without touching something else).
pub fn edit(bundle: &Bundle, edit: &Edit) -> Result<Bundle, Refusal> {
    desk::perform(bundle, edit)
}
