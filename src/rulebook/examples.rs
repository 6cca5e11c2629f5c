//! Worked examples (比如): run on every check, counted for coverage; and the history they suppose.
//!
//! Not here: stories of a whole month.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use crate::words::{Points, Problem, Span};

use super::amount::Amount;
use super::book::Rulebook;
use super::decision::{Record, Unjudged};
use super::facts::decimal;
use super::finding::Level;
use super::history::{History, Need, Tally};
use super::marks::{Findings, Mark};
use super::names::{SPANS, history_name, nearest};
use super::rule::Rule;
use super::sandbox::ENDLESS;
use super::yaml::{Entry, Node, Shape};

/// A history somebody supposes.
#[derive(Clone, Debug, Default)]
pub struct Supposed {
    tallies: Vec<(Need, Tally)>,
    balance: Points,
    household_size: u32,
}

impl History for Supposed {
    fn tally(&self, need: &Need) -> Tally {
        self.tallies.iter().find(|(known, _)| known == need).map(|(_, tally)| *tally).unwrap_or_default()
    }

    fn balance(&self) -> Points {
        self.balance
    }

    fn household_size(&self) -> u32 {
        self.household_size.max(1)
    }
}

impl Supposed {
    /// Reads supposed values by name.
    pub(super) fn read(rule: &Rule, given: &BTreeMap<String, String>) -> Result<Self, Vec<Problem>> {
        let mut supposed = Supposed::default();
        let mut problems = Vec::new();
        for (name, value) in given {
            if let Err((message, fix)) = supposed.set(rule, name, value.trim()) {
                problems.push(Problem { pointer: format!("/history/{name}"), message, fix });
            }
        }
        if problems.is_empty() { Ok(supposed) } else { Err(problems) }
    }

    /// Sets one value; the error is a sentence and the name that was meant.
    fn set(&mut self, rule: &Rule, name: &str, value: &str) -> Result<(), (String, Option<String>)> {
        let wants = |what: &str| (format!("“{name}”要写{what}，现在是“{value}”"), None);
        let points = || decimal(value).and_then(Points::rounded).ok_or_else(|| wants("一个数"));
        let count = || value.parse::<i64>().ok().filter(|n| *n >= 0).ok_or_else(|| wants("一个整数"));
        match name {
            "余额" => return points().map(|points| self.balance = points),
            "户内人数" => return count().map(|size| self.household_size = u32::try_from(size).unwrap_or(u32::MAX)),
            _ => {}
        }
        let own = rule.subject.reach();
        for need in &rule.needs {
            if *name == history_name(need, own, "次数") {
                return count().map(|times| self.tally_of(need).times = times);
            }
            if *name == history_name(need, own, "已得") {
                return points().map(|points| self.tally_of(need).points = points);
            }
            if *name == history_name(need, own, "已扣") {
                return points().map(|points| self.tally_of(need).points = -points);
            }
            if need.span == Span::Ever && *name == history_name(need, own, "").replace(Span::Ever.current(), "上次日期") {
                let day: NaiveDate = value.parse().map_err(|_| wants("日期，像 2026-03-01"))?;
                self.tally_of(need).last_on = Some(day);
                return Ok(());
            }
        }
        if known_names(rule).contains(name) { Ok(()) } else { Err(stranger(rule, name)) }
    }

    fn tally_of(&mut self, need: &Need) -> &mut Tally {
        let at = self.tallies.iter().position(|(known, _)| known == need).unwrap_or_else(|| {
            self.tallies.push((need.clone(), Tally::default()));
            self.tallies.len() - 1
        });
        &mut self.tallies[at].1
    }
}

/// Every name of a tally, whether this rule reads it or not.
fn known_names(rule: &Rule) -> HashSet<String> {
    let mut names: HashSet<String> = ["取高已得", "取高次数", "取高已扣"].map(str::to_owned).into();
    for reach in ["", "本户", "本组", "全村"] {
        for measure in ["", "本类", "全部"] {
            names.insert(format!("{reach}{measure}上次日期"));
            for (span, count) in SPANS.iter().flat_map(|span| ["次数", "已得", "已扣"].map(|count| (span, count))) {
                names.insert(format!("{reach}{measure}{}{count}", span.current()));
            }
        }
    }
    names.extend(rule.needs.iter().map(|need| history_name(need, rule.subject.reach(), "次数")));
    names
}

fn stranger(rule: &Rule, name: &str) -> (String, Option<String>) {
    let known = known_names(rule);
    let candidates = known.iter().map(String::as_str).chain(["余额", "户内人数"]).chain(rule.fields.iter().map(|field| field.name()));
    let near = nearest(name, candidates);
    let hint = near.map_or_else(String::new, |near| format!("，是不是“{near}”"));
    (format!("“{name}”不是填报里的，也不是本月已得、本年次数这样的数{hint}"), near.map(str::to_owned))
}

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

/// A rule with bands is easily mistyped; examples show it at once.
pub(super) fn report_missing(rule: &Rule, name: Mark, findings: &mut Findings<'_>) {
    if matches!(rule.amount, Amount::Tiers(_)) {
        findings.warning("examples.none", name, format!("“{}”有分档，还没有“比如”。请每一档写一个，改错时马上能发现。", rule.name));
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
    let supposed = match Supposed::read(rule, &example.supposed) {
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
    let occurred_on = example.on.unwrap_or_else(|| usual_day(rulebook, rule));
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
            findings.error("examples.failed", example.mark, format!("这个比如算不出来：{}", why_not(unjudged)));
            None
        }
    }
}

fn why_not(unjudged: Unjudged) -> String {
    match unjudged {
        Unjudged::Facts(problems) => problems.iter().map(|problem| format!("{}。", problem.message)).collect(),
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

/// Kept beside the rule language so that a name in an example and in a formula can never drift apart.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::history::{Measure, Reach};
    use crate::rulebook::names::Names;

    #[test]
    fn an_example_names_a_tally_as_a_formula_does() {
        let (rule, chapter) = ("志愿服务".into(), "公益".into());
        let names = Names { rule: &rule, chapter: &chapter, reach: Reach::Household, fields: &[] };
        for measure in [Measure::Rule("志愿服务".into()), Measure::Chapter("公益".into()), Measure::All] {
            for span in SPANS {
                let need = Need { reach: Reach::Household, measure: measure.clone(), span };
                let (input, _) = names.find(&history_name(&need, Reach::Household, "已得")).unwrap();
                assert_eq!(input.need(), Some(&need));
            }
        }
    }
}
