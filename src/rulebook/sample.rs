//! A worked example made from a case: what is filled in, what is supposed, and the points the engine gives for it.
//!
//! It is written as a line that can be pasted under 比如: `- { 桌数: 8, 得: 20 }`.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::book::Rulebook;
use super::decision::{Decision, Record};
use super::facts::{Value, yes_no};
use super::history::Need;
use super::names::Input;
use super::rule::{Field, FieldKind, Rule};
use super::spoken::Piece;
use super::supposed::Supposed;

/// A record somebody might make, and the history it would meet.
#[derive(Clone, Default)]
pub(super) struct Sample {
    facts: BTreeMap<String, String>,
    supposed: Vec<(String, String)>,
    on: Option<NaiveDate>,
}

impl Sample {
    /// The sample with these values; fields that no test reads are filled in as usual.
    pub(super) fn of<'a>(rule: &Rule, values: impl Iterator<Item = (&'a str, &'a Input, &'a Value)>, usual: NaiveDate) -> Self {
        let mut sample = Self::default();
        for (name, input, value) in values {
            sample.set(name, input, value, usual);
        }
        for field in &*rule.fields {
            sample.facts.entry(field.name().to_owned()).or_insert_with(|| usual_value(field));
        }
        sample
    }

    fn set(&mut self, name: &str, input: &Input, value: &Value, usual: NaiveDate) {
        let whole = value.number().and_then(|number| u32::try_from(number).ok());
        match (input, value) {
            (Input::Field(_), _) => drop(self.facts.insert(name.to_owned(), value.word())),
            (_, Value::Never) => {}
            (Input::Day, Value::Date(day)) => self.on = Some(*day),
            (Input::Year, _) => self.on = whole.and_then(|year| usual.with_year(i32::try_from(year).ok()?)),
            (Input::Month, _) => self.on = whole.and_then(|month| usual.with_day(1)?.with_month(month)),
            (Input::Quarter, _) => self.on = whole.and_then(|quarter| usual.with_day(1)?.with_month(quarter * 3 - 2)),
            _ if value.number() == Some(Decimal::ZERO) => {}
            _ => self.supposed.push((name.to_owned(), value.word())),
        }
    }

    /// The same with something more supposed: `本月已得: 12`.
    #[must_use]
    pub(super) fn supposing(mut self, name: String, value: String) -> Self {
        self.supposed.retain(|(known, _)| *known != name);
        self.supposed.push((name, value));
        self
    }

    /// The same with something else filled in.
    #[must_use]
    pub(super) fn filled(mut self, field: &str, value: &str) -> Self {
        self.facts.insert(field.to_owned(), value.to_owned());
        self
    }

    /// What was filled in for a field.
    pub(super) fn fact(&self, field: &str) -> Option<&str> {
        self.facts.get(field).map(String::as_str)
    }

    /// What the engine makes of it.
    pub(super) fn judged<'r>(&self, rulebook: &'r Rulebook, rule: &Rule, usual: NaiveDate) -> Option<Decision<'r>> {
        let occurred_on = self.on.unwrap_or(usual);
        let supposed = Supposed::read(rule, occurred_on, &self.supposed.iter().cloned().collect()).ok()?;
        rulebook.judge(&Record { rule: rule.name(), occurred_on, facts: &self.facts }, &supposed).ok()
    }

    /// The line to paste.
    pub(super) fn written(&self, rule: &Rule, decision: &Decision<'_>) -> String {
        let fields = rule.fields.iter().filter_map(|field| self.facts.get_key_value(field.name()));
        let supposed = self.supposed.iter().map(|(name, value)| (name, value));
        let mut parts: Vec<String> = fields.chain(supposed).map(|(name, value)| format!("{name}: {}", quoted(value))).collect();
        parts.extend(self.on.map(|day| format!("日期: {day}")));
        parts.push(format!("得: {}", decision.points.plain()));
        format!("- {{ {} }}", parts.join(", "))
    }
}

/// How a need is named, with as much as is in it: `本户本月次数`.
pub(super) fn named(need: &Need, rule: &Rule, count: &str) -> String {
    super::names::history_name(need, rule.subject.reach(), count)
}

impl Rule {
    /// What somebody would fill in without thinking.
    pub fn usual_facts(&self) -> BTreeMap<String, String> {
        self.fields.iter().map(|field| (field.name().to_owned(), usual_value(field))).collect()
    }
}

/// The same of one field.
fn usual_value(field: &Field) -> String {
    match field.kind() {
        FieldKind::Number { whole, min, max, .. } => {
            let usual = Decimal::ONE.clamp(*min, (*max).max(*min));
            if *whole { usual.ceil() } else { usual }.normalize().to_string()
        }
        FieldKind::YesNo => "是".to_owned(),
        FieldKind::Date => "2026-01-01".to_owned(),
        FieldKind::Text => "略".to_owned(),
        FieldKind::Options(options) => options.first().map_or_else(String::new, |option| option.to_string()),
    }
}

/// As YAML takes it inside `{ }`: in quotes, unless it is a plain word, number or day.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let starts = value.chars().next().is_some_and(|first| first.is_alphanumeric() || first == '-' && value.len() > 1);
    if starts && value.chars().all(plain) || yes_no(value).is_some() {
        return value.to_owned();
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
