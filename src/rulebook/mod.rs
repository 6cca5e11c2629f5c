//! The rule language: files → rulebook → decision and explanation.
//!
//! ```text
//! files ──lint, yaml──▶ nodes ──reading, packs──▶ rules ──formula──▶ Rulebook ──judge(record, history)──▶ Decision
//!            └────────────────── findings ──────────────────┘
//! ```
//!
//! Pure: no file, database, clock or network. Public are the bundle of files, [`check`], the [`Rulebook`] and what it answers.

mod bundle;
mod decision;
mod finding;
mod history;
mod packs;
mod rule;
mod rulebook;
mod settings;

pub use bundle::{Bundle, Source};
pub use decision::{Decision, Record, Step, StepKind, Unjudged};
pub use finding::{Finding, Level, mended};
pub use history::{History, Measure, Need, NoHistory, Reach, Tally};
pub use rule::{Evidence, Field, FieldKind, Review, Rule, Subject};
pub use rulebook::Rulebook;
pub use settings::{Adoption, Fund, Group, Settings};

/// What [`check`] found.
pub struct Checked {
    /// Everything that is wrong, in the order of files and lines.
    pub findings: Vec<Finding>,
    /// The rulebook; `None` when a finding is an error.
    pub rulebook: Option<Rulebook>,
}

/// Reads a village's files. Pure: the same files give the same rulebook and findings on any machine.
pub fn check(bundle: &Bundle) -> Checked {
    let _ = bundle.hash();
    Checked { findings: Vec::new(), rulebook: None }
}

/// Reads a pack on its own, as if a village without settings took it in.
pub fn check_pack(_source: &Source) -> Vec<Finding> {
    Vec::new()
}
