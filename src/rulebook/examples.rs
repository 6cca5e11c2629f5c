//! Worked examples (比如): run on every check, counted for coverage.
//!
//! Not here: what the names of history in them mean (`supposed`), and stories of a whole month.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::amount::Amount;
use super::book::Rulebook;
use super::decision::{Record, Unjudged};
use super::finding::Level;
use super::marks::{Findings, Mark};
use super::rule::{Field, Rule};
use super::sandbox::ENDLESS;
use super::supposed::Supposed;
use super::yaml::{Entry, Node, Shape};

/// How much of a rule its examples try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The rule.
    pub rule: String,
    /// How many examples it has.
    pub examples: usize,
    /// How many of them give what they should.
    pub passed: usize,
    /// In how many ways it can come out: every line of 分档 or 对照, and not counting at all.
    pub branches: usize,
    /// How many of those some example reaches.
    pub reached: usize,
}

/// One example as it is written.
struct Example<'n> {
    facts: BTreeMap<String, String>,
    supposed: BTreeMap<String, String>,
    name_marks: BTreeMap<String, Mark>,
    on: Option<NaiveDate>,
    expected: &'n Node,
    mark: Mark,
}

/// How much one check still runs: many examples of formulas without end would hold up everybody else.
pub(super) struct Budget {
    examples: usize,
    runaways: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { examples: 5_000, runaways: 5 }
    }
}

/// Runs the examples of one rule.
pub(super) fn run(
    rulebook: &Rulebook,
    rule: &Rule,
    entry: Option<&Entry>,
    name: Mark,
    budget: &mut Budget,
    findings: &mut Findings<'_>,
) -> Coverage {
    let one = entry.map(|entry| std::slice::from_ref(&entry.value)).unwrap_or_default();
    let nodes = if let [Node { shape: Shape::List(items), .. }] = one { items.as_slice() } else { one };
    let mut reached: HashSet<Option<usize>> = HashSet::new();
    let mut passed = 0;
    for node in nodes {
        if budget.examples == 0 || budget.runaways == 0 {
            findings.error("examples.too_many", node.mark, "比如太多，或者有几个一直算不完，后面的没有再算。");
            break;
        }
        budget.examples -= 1;
        let outcome = read(rule, node, findings).and_then(|example| run_one(rulebook, rule, &example, budget, findings));
        passed += usize::from(outcome.as_ref().is_some_and(|(_, right)| *right));
        reached.extend(outcome.map(|(branch, _)| branch));
    }
    if !nodes.is_empty() {
        report_unreached(rule, &reached, name, findings);
    }
    let branches = rule.amount.worths().len() + usize::from(!rule.conditions.is_empty());
    Coverage { rule: rule.name.to_string(), examples: nodes.len(), passed, branches, reached: reached.len() }
}

/// What examples fill in, of those that are said to come to something.
pub(super) fn samples(entry: Option<&Entry>, fields: &[Field]) -> Box<[BTreeMap<String, String>]> {
    let Some(Shape::List(items)) = entry.map(|entry| &entry.value.shape) else { return Box::default() };
    let sample = |item: &Node| {
        let Shape::Table(entries) = &item.shape else { return None };
        let comes_to_nothing = |entry: &Entry| matches!(&*entry.key, "得" | "expect") && entry.value.text() == Some("0");
        let facts = entries.iter().filter(|entry| fields.iter().any(|field| *field.name == *entry.key));
        let facts = facts.filter_map(|entry| Some((entry.key.to_string(), entry.value.text()?.to_owned()))).collect();
        (!entries.iter().any(comes_to_nothing)).then_some(facts)
    };
    items.iter().filter_map(sample).collect()
}

/// A rule with bands is easily mistyped; examples show it at once. Of a script they are the only thing that everybody can read.
pub(super) fn report_missing(rule: &Rule, name: Mark, findings: &mut Findings<'_>) {
    match rule.amount {
        Amount::Tiers(_) => {
            findings.warning("examples.none", name, format!("“{}”有分档，还没有“比如”。请每一档写一个，改错时马上能发现。", rule.name));
        }
        Amount::Script(_) => {
            findings.error("examples.none", name, format!("“{}”用了脚本，一定要写“比如”：脚本对不对，全看它。", rule.name))
        }
        _ => {}
    }
}

/// Lines of 分档 that no example reaches.
fn report_unreached(rule: &Rule, reached: &HashSet<Option<usize>>, name: Mark, findings: &mut Findings<'_>) {
    let Amount::Tiers(tiers) = &rule.amount else { return };
    let missed = tiers.iter().enumerate().filter(|(nth, _)| !reached.contains(&Some(*nth)));
    let named: Vec<String> = missed.map(|(_, tier)| tier.test.as_ref().map_or_else(|| "其他".to_owned(), |test| test.written())).collect();
    if !named.is_empty() {
        let message = format!("“比如”还没有试到这几档：{}。", named.join("；"));
        findings.report(Level::Hint, "examples.branch", name, message, None);
    }
}

fn read<'n>(rule: &Rule, node: &'n Node, findings: &mut Findings<'_>) -> Option<Example<'n>> {
    let Shape::Table(entries) = &node.shape else {
        findings.error("examples.shape", node.mark, "比如要写成“- {时长: 15, 得: 20}”这样。");
        return None;
    };
    let (mut facts, mut supposed, mut on, mut expected) = (BTreeMap::new(), BTreeMap::new(), None, None);
    let name_marks = entries.iter().map(|entry| (entry.key.to_string(), entry.key_mark)).collect();
    for entry in entries {
        let Some(text) = entry.value.text() else {
            findings.error("examples.shape", entry.value.mark, format!("“{}”后面直接写一个值。", entry.key));
            return None;
        };
        let is_field = rule.fields.iter().any(|field| *field.name == *entry.key);
        match &*entry.key {
            _ if is_field => drop(facts.insert(entry.key.to_string(), text.to_owned())),
            "得" | "expect" => expected = Some(&entry.value),
            "日期" | "date" => on = Some(super::form::date(entry, findings)?),
            _ => drop(supposed.insert(entry.key.to_string(), text.to_owned())),
        }
    }
    if expected.is_none() {
        findings.error("examples.expected", node.mark, "这个比如没有写“得”几分。");
    }
    Some(Example { facts, supposed, name_marks, on, expected: expected?, mark: node.mark })
}

/// The branch an example took, and whether it came out as written.
fn run_one(
    rulebook: &Rulebook,
    rule: &Rule,
    example: &Example<'_>,
    budget: &mut Budget,
    findings: &mut Findings<'_>,
) -> Option<(Option<usize>, bool)> {
    let expected = super::form::points(example.expected, "得", findings)?;
    let occurred_on = example.on.unwrap_or_else(|| usual_day(rulebook, rule));
    let supposed = match Supposed::read(rule, occurred_on, &example.supposed) {
        Ok(supposed) => supposed,
        Err(problems) => {
            for problem in &problems {
                let name = problem.pointer.trim_start_matches("/history/");
                let mark = example.name_marks.get(name).copied().unwrap_or(example.mark);
                findings.mendable("examples.name", mark, format!("{}。", problem.message), problem.fix.clone());
            }
            return None;
        }
    };
    let record = Record { rule: &rule.name, occurred_on, facts: &example.facts };
    match rulebook.judged(&record, &supposed) {
        Ok(judged) if judged.decision.points == expected => Some((judged.branch, true)),
        Ok(judged) => {
            let (got, why) = (judged.decision.points.plain(), judged.decision.explanation());
            let message = format!("这个比如写的是得 {} 分，算出来是 {got} 分：{why}。", expected.plain());
            findings.error("examples.failed", example.expected.mark, message);
            Some((judged.branch, false))
        }
        Err(unjudged) => {
            let endless = matches!(&unjudged, Unjudged::Formula { message, .. } if message == ENDLESS);
            budget.runaways -= usize::from(endless);
            findings.error("examples.failed", example.mark, format!("这个比如算不出来：{}", why_not(unjudged, &rule.file)));
            None
        }
    }
}

fn why_not(unjudged: Unjudged, rule_file: &str) -> String {
    match unjudged {
        Unjudged::Facts(problems) => problems.iter().map(|problem| format!("{}。", problem.message)).collect(),
        Unjudged::Formula { message, file, line, .. } if file != rule_file => format!("{message}（{file} 第 {line} 行）。"),
        Unjudged::Formula { message, .. } => format!("{message}。"),
        other => crate::words::Refusal::from(other).sentence,
    }
}

/// The day of an example that names none: when the rules take effect, inside the rule's own dates.
fn usual_day(rulebook: &Rulebook, rule: &Rule) -> NaiveDate {
    let new_year = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let day = rulebook.settings().effective_on.unwrap_or(new_year);
    let day = rule.from.map_or(day, |from| day.max(from));
    rule.until.map_or(day, |until| day.min(until))
}
