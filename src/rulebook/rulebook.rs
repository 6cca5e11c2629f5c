//! The rules of one village, in force together under one hash.

use std::collections::HashMap;
use std::sync::Arc;

use super::decision::{Decision, Record, Unjudged};
use super::history::{History, Need};
use super::rule::Rule;
use super::settings::Settings;

/// Everything needed to judge a village's records.
#[derive(Debug)]
pub struct Rulebook {
    hash: Box<str>,
    settings: Settings,
    rules: Vec<Rule>,
    by_name: HashMap<Arc<str>, u32>,
    all_needs: Box<[Need]>,
}

impl Rulebook {
    /// Lowercase hex SHA-256 over all pinned files.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// `village.yaml`, typed.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The rules in list order, chapter by chapter as written.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The rule of this name.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.by_name.get(name).and_then(|&at| self.rules.get(at as usize))
    }

    /// Decides what a record earns, with the explanation. See [`Unjudged`] for the reasons why not.
    pub fn judge(&self, record: &Record<'_>, _history: &impl History) -> Result<Decision, Unjudged> {
        Err(Unjudged::UnknownRule { name: record.rule.to_owned(), nearest: None })
    }

    /// The tallies that judging this rule reads; none for an unknown rule.
    pub fn needs(&self, rule: &str) -> &[Need] {
        self.rule(rule).map_or(&[], |rule| &rule.needs)
    }

    /// The tallies that an award of this rule changes: every need of any rule whose measure covers it.
    pub fn keeps(&self, rule: &str) -> &[Need] {
        self.rule(rule).map_or(&[], |rule| &rule.keeps)
    }

    /// Every tally some rule reads.
    pub fn all_needs(&self) -> &[Need] {
        &self.all_needs
    }
}
