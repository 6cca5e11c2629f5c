//! Worked examples (比如): run on every check.
//!
//! Not here: what the names of history in them mean (`supposed`), what none of them tries (`coverage`), and stories of a whole month.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use crate::words::Problem;

use super::amount::Amount;
use super::book::Rulebook;
use super::coverage::Branch;
use super::decision::{Decision, Record, Unjudged};
use super::facts;
use super::finding::{Level, Mend};
use super::marks::{Findings, Mark};
use super::rule::Rule;
use super::sandbox::ENDLESS;
use super::study::Study;
use super::supposed::Supposed;
use super::yaml::{Entry, Node, Shape};

/// One example as it is written.
struct Example<'n> {
    facts: BTreeMap<String, String>,
    supposed: BTreeMap<String, String>,
    name_marks: BTreeMap<String, Mark>,
    value_marks: BTreeMap<String, Mark>,
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

/// What running the examples of one rule came to.
pub(super) struct Ran {
    /// How many there are.
    pub(super) examples: usize,
    /// How many give what they should.
    pub(super) passed: usize,
    /// What each of them came to.
    pub(super) tried: Vec<Tried>,
    /// The ways the rule came out.
    pub(super) reached: HashSet<Branch>,
}

/// One example and what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Its number in the list under 比如, from 0; `None` if it stands there alone.
    pub at: Option<usize>,
    /// What it fills in and supposes, as written.
    pub given: Vec<(String, String)>,
    /// What it says it gives.
    pub expected: String,
    /// What it gives; `None` if it cannot be worked out.
    pub got: Option<String>,
    /// How that is worked out.
    pub why: String,
    /// Whether it gives what it says.
    pub is_right: bool,
}

impl Tried {
    fn of(at: Option<usize>, node: &Node, judged: Option<&(Decision<'_>, bool)>) -> Option<Self> {
        let Shape::Table(entries) = &node.shape else { return None };
        let said = |entry: &Entry| Some((entry.key.to_string(), entry.value.text()?.to_owned()));
        let (outcome, given): (Vec<_>, Vec<_>) =
            entries.iter().filter_map(said).partition(|(key, _)| matches!(key.as_str(), "得" | "expect"));
        let decision = judged.map(|(decision, _)| decision);
        Some(Self {
            at,
            given,
            expected: outcome.into_iter().next().map(|(_, points)| points).unwrap_or_default(),
            got: decision.map(|decision| decision.points.plain()),
            why: decision.map(|decision| decision.explanation()).unwrap_or_default(),
            is_right: judged.is_some_and(|(_, right)| *right),
        })
    }
}

/// The examples as they stand under 比如, and whether they are a list.
fn nodes(entry: Option<&Entry>) -> (&[Node], bool) {
    match entry.map(|entry| &entry.value) {
        Some(Node { shape: Shape::List(items), .. }) => (items, true),
        Some(one) => (std::slice::from_ref(one), false),
        None => (&[], false),
    }
}

/// Looks at the examples of a rule that cannot be judged by: how they are written, and what they fill in.
pub(super) fn glance(rule: &Rule, entry: Option<&Entry>, findings: &mut Findings<'_>) {
    for node in nodes(entry).0 {
        let Some(example) = read(rule, node, findings).filter(|_| !findings.is_flooded()) else { continue };
        super::form::points(example.expected, "得", findings);
        if let Err(problems) = facts::read(&rule.fields, &example.facts, &mut Vec::new()) {
            misfilled(&example, &problems, findings);
        }
    }
}

/// Runs the examples of one rule.
pub(super) fn run(study: &Study<'_>, entry: Option<&Entry>, budget: &mut Budget, findings: &mut Findings<'_>) -> Ran {
    let (rulebook, rule) = (study.rulebook, study.rule);
    let (nodes, is_list) = nodes(entry);
    let mut ran = Ran { examples: nodes.len(), passed: 0, tried: Vec::new(), reached: HashSet::new() };
    for (at, node) in nodes.iter().enumerate() {
        if budget.examples == 0 || budget.runaways == 0 {
            findings.error("examples.too_many", node.mark, "比如太多，或者有几个一直算不完，后面的没有再算。");
            break;
        }
        budget.examples -= 1;
        let judged = read(rule, node, findings).and_then(|example| run_one(rulebook, rule, &example, budget, findings));
        ran.tried.extend(Tried::of(is_list.then_some(at), node, judged.as_ref()));
        ran.passed += usize::from(judged.as_ref().is_some_and(|(_, right)| *right));
        ran.reached.extend(judged.iter().flat_map(|(decision, _)| decision.branches()));
        let counted = judged.iter().filter(|(decision, _)| decision.counts);
        let parts = counted.zip(&study.probed).flat_map(|((decision, _), probed)| probed.reached(&decision.values));
        ran.reached.extend(parts.map(Branch::Part));
    }
    ran
}

/// What one example fills in, and what it supposes besides.
pub type FilledIn = BTreeMap<String, String>;

/// What a rule's examples say beside their outcome, of those that are said to come to something.
pub(super) fn filled_in(rule: &Node) -> Vec<FilledIn> {
    let Shape::Table(keys) = &rule.shape else { return Vec::new() };
    let entry = keys.iter().find(|entry| matches!(&*entry.key, "比如" | "examples"));
    let Some(Shape::List(items)) = entry.map(|entry| &entry.value.shape) else { return Vec::new() };
    let sample = |item: &Node| {
        let Shape::Table(entries) = &item.shape else { return None };
        let comes_to_nothing = |entry: &Entry| matches!(&*entry.key, "得" | "expect") && entry.value.text() == Some("0");
        let facts = entries.iter().filter_map(|entry| Some((entry.key.to_string(), entry.value.text()?.to_owned()))).collect();
        (!entries.iter().any(comes_to_nothing)).then_some(facts)
    };
    items.iter().filter_map(sample).collect()
}

/// A rule with bands is easily mistyped; examples show it at once. Of a script they are the only thing that everybody can read.
pub(super) fn report_missing(study: &Study<'_>, findings: &mut Findings<'_>) {
    let (name, example) = (&study.rule.name, study.example(None));
    let (level, message) = match study.rule.amount {
        Amount::Tiers(_) => (Level::Warning, format!("“{name}”有分档，还没有“比如”。请每一档写一个，改错时马上能发现。")),
        Amount::Script(_) => (Level::Error, format!("“{name}”用了脚本，一定要写“比如”：脚本对不对，全看它。")),
        _ => return,
    };
    findings.shown_by((level, "examples.none"), study.name, message, None, example);
}

fn read<'n>(rule: &Rule, node: &'n Node, findings: &mut Findings<'_>) -> Option<Example<'n>> {
    let Shape::Table(entries) = &node.shape else {
        findings.error("examples.shape", node.mark, "比如要写成“- {时长: 15, 得: 20}”这样。");
        return None;
    };
    let (mut facts, mut supposed, mut on, mut expected) = (BTreeMap::new(), BTreeMap::new(), None, None);
    let name_marks = entries.iter().map(|entry| (entry.key.to_string(), entry.key_mark)).collect();
    let value_marks = entries.iter().map(|entry| (entry.key.to_string(), entry.value.mark)).collect();
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
        // `{时长: 3, 6}`
        let bare = entries.iter().find(|entry| entry.value.is_empty() && facts::decimal(&entry.key).is_some());
        let mend = bare.map(|entry| Mend::guess(format!("得: {}", entry.key)));
        findings.mendable("examples.expected", bare.map_or(node.mark, |entry| entry.key_mark), "这个比如没有写“得”几分。", mend);
    }
    Some(Example { facts, supposed, name_marks, value_marks, on, expected: expected?, mark: node.mark })
}

/// How an example was judged, and whether it came out as written.
fn run_one<'r>(
    rulebook: &'r Rulebook,
    rule: &Rule,
    example: &Example<'_>,
    budget: &mut Budget,
    findings: &mut Findings<'_>,
) -> Option<(Decision<'r>, bool)> {
    let expected = super::form::points(example.expected, "得", findings)?;
    let occurred_on = example.on.unwrap_or_else(|| usual_day(rulebook, rule));
    let supposed = match Supposed::read(rule, occurred_on, &example.supposed) {
        Ok(supposed) => supposed,
        Err(problems) => {
            for problem in &problems {
                let name = problem.pointer.trim_start_matches("/history/");
                let mark = example.name_marks.get(name).copied().unwrap_or(example.mark);
                findings.mendable("examples.name", mark, format!("{}。", problem.message), problem.fix.clone().map(Mend::guess));
            }
            return None;
        }
    };
    let record = Record { rule: &rule.name, occurred_on, facts: &example.facts };
    match rulebook.judge(&record, &supposed) {
        Ok(decision) if decision.points == expected => Some((decision, true)),
        Ok(decision) => {
            let (got, why) = (decision.points.plain(), decision.explanation());
            let message = format!("这个比如写的是得 {} 分，算出来是 {got} 分：{why}。", expected.plain());
            findings.error("examples.failed", example.expected.mark, message);
            Some((decision, false))
        }
        Err(Unjudged::Facts(problems)) => {
            misfilled(example, &problems, findings);
            None
        }
        Err(Unjudged::Formula { message, file, line, .. }) if message == ENDLESS => {
            budget.runaways -= 1;
            // Whatever the example fills in, it is the formula that must end.
            let mark = findings.file(&file).map_or(example.mark, |file| findings.whole_line(file, line));
            let message = format!("算第 {} 行的比如时，这里{message}。", findings.line(example.mark));
            findings.error("examples.failed", mark, message);
            None
        }
        Err(unjudged) => {
            findings.error("examples.failed", example.mark, format!("这个比如算不出来：{}", why_not(unjudged, &rule.file)));
            None
        }
    }
}

/// What is filled in and is none of what may be.
fn misfilled(example: &Example<'_>, problems: &[Problem], findings: &mut Findings<'_>) {
    for problem in problems {
        // A value stands where it is written; one that is missing, nowhere.
        let mark = example.value_marks.get(problem.pointer.trim_start_matches("/facts/")).copied().unwrap_or(example.mark);
        findings.error("examples.failed", mark, format!("这个比如算不出来：{}。", problem.message));
    }
}

fn why_not(unjudged: Unjudged, rule_file: &str) -> String {
    match unjudged {
        Unjudged::Formula { message, file, line, .. } if file != rule_file => format!("{message}（{file} 第 {line} 行）。"),
        Unjudged::Formula { message, .. } => format!("{message}。"),
        other => crate::words::Refusal::from(other).sentence,
    }
}

/// The day of an example that names none: when the rules take effect, inside the rule's own dates.
pub(super) fn usual_day(rulebook: &Rulebook, rule: &Rule) -> NaiveDate {
    let new_year = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let day = rulebook.settings().effective_on.unwrap_or(new_year);
    let day = rule.from.map_or(day, |from| day.max(from));
    rule.until.map_or(day, |until| day.min(until))
}
