//! The rule language: files → rulebook → decision and explanation.
//!
//! ```text
//! files ──lint, yaml──▶ nodes ──reading, packs──▶ rules ──formula──▶ Rulebook ──judge(record, history)──▶ Decision ──explaining──▶ words
//!            └────────────────── findings ──────────────────┘
//! ```
//!
//! Pure: no file, database, clock or network. Public are the bundle of files, [`check`], the [`Rulebook`] and what it answers.

use std::collections::HashMap;

mod adoption;
mod also_to;
mod amount;
mod as_if;
mod bare;
mod biting;
mod book;
mod bounds;
mod bundle;
mod calendar;
mod campaign;
mod cases;
mod changes;
mod checking;
mod compiling;
mod coverage;
mod cuts;
mod decision;
mod dialect;
#[cfg(test)]
mod differential;
mod divisors;
mod doubles;
pub mod editing;
mod examples;
mod explaining;
mod facts;
mod fault;
mod fields;
mod finding;
mod flow;
mod form;
mod formula;
mod functions;
mod grades;
mod ground;
mod guessing;
mod heard;
mod history;
mod hygiene;
#[cfg(test)]
mod innocent;
mod judge;
mod keys;
mod leaves;
mod lexer;
mod limits;
mod lines;
mod lint;
mod listing;
mod looks;
mod marks;
mod meeting;
mod merging;
mod money;
mod names;
mod native;
mod numerals;
mod outright;
mod packs;
mod probing;
mod quotas;
mod raw_points;
mod raw_words;
mod reading;
mod red_lines;
mod red_words;
mod rendering;
mod repair;
mod repair_reading;
mod repeat;
mod rule;
mod running_total;
mod said_points;
mod salvaging;
mod sample;
mod sandbox;
mod saying;
pub mod schema;
mod script;
mod segmenting;
mod sentence;
mod settings;
pub mod sheet;
mod slips;
mod spoken;
mod story;
mod streak;
mod study;
mod supposed;
mod telling;
mod term;
mod together;
mod transcribing;
mod translating;
mod typing;
mod unclosed;
mod used;
mod veto;
mod village_file;
mod why_not;
mod wording;
mod yaml;
mod year_day;

pub use adoption::Adoption;
pub use also_to::{AlsoTo, Receiver};
pub use book::Rulebook;
pub use bundle::{Bundle, Source};
pub use changes::{Became, Changes, Part, RuleChange};
pub use coverage::{Coverage, Missing};
pub use decision::{Decision, Record, Step, StepKind, Unjudged};
pub use examples::{FilledIn, Tried};
pub use finding::{Finding, Level, Mend, Mended, Place, mended};
pub use grades::Grades;
pub use history::{History, Measure, Need, NoHistory, Periods, Reach, Tally};
pub use merging::{Side, abouts, chosen};
pub use quotas::Quota;
pub use rendering::{annotations, json, mend, text};
pub use repair::{Back, Repair};
pub use rule::{Evidence, Field, FieldKind, Review, Rule, Subject};
pub use settings::{Fund, Group, Settings};
pub use story::{Doing, Home, Outcome, Said, Scene, Story, story};
pub use supposed::Supposed;
pub use term::Term;
pub use transcribing::{Transcript, list, transcribe};
pub use used::Used;
pub use veto::{Veto, barred};
pub use year_day::YearDay;

/// What [`check`] found.
pub struct Checked {
    /// Everything that is wrong, in the order of files and lines.
    pub findings: Vec<Finding>,
    /// The rulebook; `None` when a finding is an error.
    pub rulebook: Option<Rulebook>,
    /// What the examples of every readable rule try.
    pub coverage: Vec<Coverage>,
}

impl Checked {
    /// The findings that keep the files from coming into force.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level == Level::Error)
    }
}

/// Whether there is so much wrong that no more of it was told.
pub fn is_flooded(findings: &[Finding]) -> bool {
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    errors.max(findings.len() - errors) >= marks::MOST
}

/// Reads a village's files. Pure: the same files give the same rulebook and findings on any machine.
pub fn check(bundle: &Bundle) -> Checked {
    checking::check(bundle)
}

/// What `village.yaml` says, as far as it can be read; the rules are not looked at.
pub fn settings(bundle: &Bundle) -> Settings {
    checking::settings_alone(bundle)
}

/// What the examples of each rule fill in, by its name: records as they are in life.
pub fn filled_in(bundle: &Bundle) -> HashMap<String, Vec<FilledIn>> {
    checking::filled_in(bundle)
}

/// What changed from one bundle to another. The other way round: the paths of files that are no YAML at all, of which nothing can be said.
pub fn compare(before: &Bundle, after: &Bundle) -> Result<Changes, Vec<String>> {
    changes::compare(before, after)
}

/// Reads a pack on its own, as if a village without settings took it in; `scripts` are those beside it.
pub fn check_pack(source: &Source, scripts: &[Source]) -> Vec<Finding> {
    checking::check_pack(source, scripts)
}
