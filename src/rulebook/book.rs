//! The rules of one village, in force together under one hash.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::words::Problem;

use super::decision::{Decision, Record, Unjudged};
use super::history::{History, Measure, Need};
use super::judge;
use super::names::nearest;
use super::rule::Rule;
use super::settings::Settings;
use super::supposed::Supposed;

/// Everything needed to judge a village's records.
#[derive(Debug)]
pub struct Rulebook {
    hash: Box<str>,
    settings: Settings,
    /// Boxed: a list that grew holds room for more, and a county holds a thousand of them.
    rules: Box<[Rule]>,
    by_name: HashMap<Arc<str>, u32>,
    all_needs: Box<[Need]>,
    /// Names of rules that are switched off.
    off: Box<[Arc<str>]>,
}

impl Rulebook {
    /// Puts rules together; their names differ.
    pub(super) fn new(hash: String, settings: Settings, mut rules: Vec<Rule>) -> Self {
        let mut seen = HashSet::new();
        let quotas = settings.quotas.iter().map(|quota| &quota.need);
        let all_needs: Vec<Need> =
            rules.iter().flat_map(Rule::all_needs).chain(quotas).filter(|need| seen.insert((*need).clone())).cloned().collect();
        let mut by_measure: HashMap<&Measure, Vec<&Need>> = HashMap::new();
        all_needs.iter().for_each(|need| by_measure.entry(&need.measure).or_default().push(need));
        for rule in &mut rules {
            rule.keeps = keeps(rule, &by_measure);
        }
        let by_name = rules.iter().enumerate().map(|(at, rule)| (rule.name.clone(), at as u32)).collect();
        Self { hash: hash.into(), settings, rules: rules.into(), by_name, all_needs: all_needs.into(), off: Box::default() }
    }

    /// With the names of rules that are written down and switched off.
    pub(super) fn with_off(self, off: impl Iterator<Item = Arc<str>>) -> Self {
        Self { off: off.collect(), ..self }
    }

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

    /// The rules that apply to what happened on a day, chapter by chapter as written.
    pub fn chapters(&self, day: NaiveDate) -> Vec<(&str, Vec<&Rule>)> {
        let mut chapters: Vec<(&str, Vec<&Rule>)> = Vec::new();
        for rule in self.rules().filter(|rule| rule.is_in_force(day)) {
            match chapters.iter_mut().find(|(name, _)| *name == rule.chapter()) {
                Some((_, rules)) => rules.push(rule),
                None => chapters.push((rule.chapter(), vec![rule])),
            }
        }
        chapters
    }

    /// Whether some rule bars accounts from something for a time.
    pub fn has_vetoes(&self) -> bool {
        self.rules().any(|rule| rule.veto.is_some())
    }

    /// The rule of this name.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.by_name.get(name).and_then(|&at| self.rules.get(at as usize))
    }

    /// Decides what a record earns, with the explanation. See [`Unjudged`] for the reasons why not.
    pub fn judge(&self, record: &Record<'_>, history: &impl History) -> Result<Decision<'_>, Unjudged> {
        judge::judge(self.known(record.rule)?, record, history)
    }

    fn known(&self, name: &str) -> Result<&Rule, Unjudged> {
        self.rule(name).ok_or_else(|| {
            if self.off.iter().any(|off| **off == *name) {
                return Unjudged::SwitchedOff { name: name.to_owned() };
            }
            let nearest = nearest(name, self.rules.iter().map(Rule::name)).map(str::to_owned);
            Unjudged::UnknownRule { name: name.to_owned(), nearest }
        })
    }

    /// A history as somebody supposes it on a day, by the names an example uses: 本月已得, 本户本年次数, 连续月数, 余额, 户内人数.
    /// Pointers of problems are `/history/本月已得`.
    pub fn suppose(&self, rule: &str, on: NaiveDate, given: &BTreeMap<String, String>) -> Result<Supposed, Vec<Problem>> {
        self.rule(rule).map_or_else(|| Ok(Supposed::on(on)), |rule| Supposed::read(rule, on, given))
    }

    /// The tallies that judging this rule reads; none for an unknown rule.
    pub fn needs(&self, rule: &str) -> &[Need] {
        self.rule(rule).map_or(&[], |rule| &rule.needs)
    }

    /// The tallies that an award of this rule changes: every need of any rule whose measure covers it.
    pub fn keeps(&self, rule: &str) -> &[Need] {
        self.rule(rule).map_or(&[], |rule| &rule.keeps)
    }

    /// Every tally some rule reads, those that tell what was earned back, and what recorders have recorded.
    pub fn all_needs(&self) -> &[Need] {
        &self.all_needs
    }
}

/// The needs whose measure covers the rule. Running totals are read by their own rule alone.
fn keeps(rule: &Rule, by_measure: &HashMap<&Measure, Vec<&Need>>) -> Box<[Need]> {
    let group = rule.highest.as_ref().map(|highest| highest.0.measure.clone());
    let total = rule.amount.need().map(|need| need.measure.clone());
    let covering = [Some(Measure::Rule(rule.name.clone())), Some(Measure::Chapter(rule.chapter.clone())), Some(Measure::All), group, total];
    covering.iter().flatten().filter_map(|measure| by_measure.get(measure)).flatten().map(|need| (*need).clone()).collect()
}
