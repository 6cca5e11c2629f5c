//! The rule language: files → rulebook → decision and explanation.
//!
//! ```text
//! files ──lint, yaml──▶ nodes ──reading, packs──▶ rules ──formula──▶ Rulebook ──judge(record, history)──▶ Decision
//!            └────────────────── findings ──────────────────┘
//! ```
//!
//! Pure: no file, database, clock or network. Public are the bundle of files, [`check`], the [`Rulebook`] and what it answers.

mod amount;
mod book;
mod bounds;
mod bundle;
mod checking;
mod decision;
mod dialect;
#[cfg(test)]
mod differential;
mod examples;
mod facts;
mod fields;
mod finding;
mod form;
mod formula;
mod functions;
mod history;
mod judge;
mod keys;
mod lexer;
mod limits;
mod lint;
mod listing;
mod marks;
mod names;
mod native;
mod numerals;
mod packs;
mod reading;
mod red_lines;
mod rendering;
mod rule;

mod sandbox;
mod segmenting;
mod sentence;
mod settings;
mod translating;
mod typing;
mod village_file;
mod wording;
mod yaml;

pub use book::Rulebook;
pub use bundle::{Bundle, Source};
pub use decision::{Decision, Record, Step, StepKind, Unjudged};
pub use examples::{Coverage, Supposed};
pub use finding::{Finding, Level, mended};
pub use history::{History, Measure, Need, NoHistory, Reach, Tally};
pub use rendering::{annotations, json, text};
pub use rule::{Evidence, Field, FieldKind, Review, Rule, Subject};
pub use settings::{Adoption, Fund, Group, Settings};

/// What [`check`] found.
pub struct Checked {
    /// Everything that is wrong, in the order of files and lines.
    pub findings: Vec<Finding>,
    /// The rulebook; `None` when a finding is an error.
    pub rulebook: Option<Rulebook>,
    /// What the examples of every readable rule try.
    pub coverage: Vec<Coverage>,
}

/// Reads a village's files. Pure: the same files give the same rulebook and findings on any machine.
pub fn check(bundle: &Bundle) -> Checked {
    checking::check(bundle)
}

/// Reads a pack on its own, as if a village without settings took it in.
pub fn check_pack(source: &Source) -> Vec<Finding> {
    checking::check_pack(source)
}
