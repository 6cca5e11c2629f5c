//! What is wrong with 条件 and 分档 as a whole, though every line of them is right: lines whose turn never comes, cases that no line meets,
//! conditions that always hold or never. Only what all cases show is said, each with an example that can be pasted.
//!
//! Not here: limits (`biting`) and what examples do not reach (`coverage`).

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::amount::{Tier, Worth};
use super::cases::{Case, Cases};
use super::facts::Value;
use super::finding::{Level, Mend};
use super::formula::Formula;
use super::marks::{Findings, Mark};
use super::names::Input;
use super::native::{Compared, Inputs, Native, Order, Test};
use super::study::{Seen, Study};
use super::yaml::Entry;

/// More lines are not compared in pairs.
const MOST_COMPARED: usize = 12;

/// Reports what all cases of a rule show. Returns the lines of 分档 whose turn never comes.
pub(super) fn report(study: &Study<'_>, findings: &mut Findings<'_>) -> BTreeSet<usize> {
    if let Some(cases) = &study.cases {
        conditions(study, cases, findings);
    }
    tiers(study, findings)
}

/// A condition that always holds says nothing; one that never holds leaves nothing.
fn conditions(study: &Study<'_>, cases: &Cases<'_>, findings: &mut Findings<'_>) {
    let parts = &study.rule.conditions;
    let all = |nth: usize, is: bool| cases.is_decided(nth) && cases.each().all(|case| cases.holds(&case, nth) == Some(is));
    let mut is_lost = false;
    for (nth, part) in parts.iter().enumerate() {
        if all(nth, false) {
            let message = format!("条件“{}”永远不成立，这条规则永远不计分。", part.written());
            findings.shown_by((Level::Error, "condition.never"), part.mark, message, None, study.example(cases.each().next().as_ref()));
            is_lost = true;
        } else if all(nth, true) {
            let message = format!("条件“{}”总是成立，写不写都一样。", part.written());
            findings.shown_by((Level::Warning, "condition.always"), part.mark, message, None, study.example(cases.each().next().as_ref()));
        }
    }
    if parts.len() > 1 && !is_lost && study.seen.iter().all(|seen| seen.counts == Some(false)) {
        let written: Vec<String> = parts.iter().map(|part| part.written()).collect();
        let message = format!("条件“{}”不会同时成立，这条规则永远不计分。", written.join("”和“"));
        findings.shown_by(
            (Level::Error, "condition.never"),
            study.mark("条件"),
            message,
            None,
            study.example(cases.each().next().as_ref()),
        );
    }
}

/// What the cases show of the lines of 分档.
#[derive(Default)]
struct Lines {
    /// Lines whose turn comes, or may come.
    reached: BTreeSet<usize>,
    /// For each line the earlier lines that take what it would take, and a case of that.
    taken: BTreeMap<usize, (BTreeSet<usize>, Case)>,
    /// A case that no line meets.
    gap: Option<Case>,
    /// Whether there may be one that is not seen.
    may_have_gap: bool,
    /// How two lines lie to each other, the earlier first.
    pairs: BTreeMap<(usize, usize), Pair>,
}

#[derive(Default)]
struct Pair {
    both: Option<Case>,
    first_alone: bool,
    second_alone: bool,
}

impl Lines {
    fn of(study: &Study<'_>) -> Self {
        let mut lines = Self::default();
        let Some(cases) = &study.cases else {
            return Self { reached: (0..study.rule.tiers().len()).collect(), may_have_gap: true, ..lines };
        };
        for Seen { case, counts, met } in study.seen.iter().filter(|seen| seen.counts != Some(false)) {
            lines.see(case, met, *counts == Some(true) && cases.are_free());
        }
        lines
    }

    fn see(&mut self, case: &Case, met: &[Option<bool>], is_sure: bool) {
        let winner = met.iter().position(|met| *met == Some(true));
        let turns = winner.map_or(met.len(), |winner| winner + 1);
        self.reached.extend((0..turns).filter(|nth| met[*nth] != Some(false)));
        for nth in (turns..met.len()).filter(|nth| met[*nth] != Some(false)) {
            let (by, _) = self.taken.entry(nth).or_insert_with(|| (BTreeSet::new(), case.clone()));
            by.extend(winner);
        }
        if winner.is_none() {
            let is_gap = is_sure && met.iter().all(|met| *met == Some(false));
            self.may_have_gap |= !is_gap;
            self.gap = self.gap.take().or_else(|| is_gap.then(|| case.clone()));
        }
        if is_sure && met.len() <= MOST_COMPARED {
            self.compare(case, met);
        }
    }

    fn compare(&mut self, case: &Case, met: &[Option<bool>]) {
        let winner = met.iter().position(|met| *met == Some(true));
        for second in 1..met.len() {
            for first in 0..second {
                let pair = self.pairs.entry((first, second)).or_default();
                match (met[first], met[second]) {
                    (Some(true), Some(true)) if pair.both.is_none() && winner == Some(first) => pair.both = Some(case.clone()),
                    (Some(true), Some(false)) => pair.first_alone = true,
                    (Some(false), Some(true)) => pair.second_alone = true,
                    _ => {}
                }
            }
        }
    }
}

fn tiers(study: &Study<'_>, findings: &mut Findings<'_>) -> BTreeSet<usize> {
    let tiers = study.rule.tiers();
    let (Some(entry), written) = (study.form.get("分档"), study.tier_lines()) else { return BTreeSet::new() };
    if tiers.is_empty() || written.len() != tiers.len() {
        return BTreeSet::new();
    }
    let lines = Lines::of(study);
    let never: BTreeSet<usize> = (0..tiers.len()).filter(|nth| !lines.reached.contains(nth)).collect();
    for nth in &never {
        // An 其他 for which nothing is left is caution, no mistake.
        if let Some(test) = &tiers[*nth].test {
            never_its_turn(study, &lines, *nth, test, written[*nth].key_mark, findings);
        }
    }
    overlaps(study, &lines, &never, &written, findings);
    gaps(study, &written, findings);
    if tiers.last().is_some_and(|last| last.test.is_some()) && (lines.gap.is_some() || lines.may_have_gap) {
        no_otherwise(study, &lines, entry, written[tiers.len() - 1].value.mark, findings);
    }
    never
}

fn never_its_turn(study: &Study<'_>, lines: &Lines, nth: usize, test: &Formula, mark: Mark, findings: &mut Findings<'_>) {
    let number = nth + 1;
    let Some((by, case)) = lines.taken.get(&nth) else {
        let when = if study.rule.conditions.is_empty() { "什么情况下" } else { "在“条件”成立的时候" };
        let message = format!("第 {number} 档永远轮不到：“{}”{when}都不成立。", test.written());
        let any = study.cases.as_ref().and_then(|cases| cases.each().next());
        return findings.shown_by((Level::Error, "tiers.unreachable"), mark, message, None, study.example(any.as_ref()));
    };
    let named: Vec<String> = by.iter().map(|nth| (nth + 1).to_string()).collect();
    let together = if by.len() > 1 { "合起来" } else { "" };
    let message = format!("第 {number} 档永远轮不到：第 {} 档{together}已包含“{}”。", named.join("、"), test.written());
    findings.shown_by((Level::Error, "tiers.unreachable"), mark, message, None, study.example(Some(case)));
}

/// Two lines that share cases, neither inside the other, of which the earlier gives less: whoever reads the later one expects more.
fn overlaps(study: &Study<'_>, lines: &Lines, never: &BTreeSet<usize>, written: &[&Entry], findings: &mut Findings<'_>) {
    let tiers = study.rule.tiers();
    let mut said = BTreeSet::new();
    for ((first, second), pair) in &lines.pairs {
        let (Some(case), true, true) = (&pair.both, pair.first_alone, pair.second_alone) else { continue };
        let (Some(earlier), Some(later)) = (&tiers[*first].test, &tiers[*second].test) else { continue };
        let (Worth::Fixed(less), Worth::Fixed(more)) = (&tiers[*first].worth, &tiers[*second].worth) else { continue };
        if less < more && !never.contains(second) && said.insert(*second) {
            let (one, other) = (first + 1, second + 1);
            let message = format!(
                "第 {other} 档“{}”和第 {one} 档“{}”有重叠：两档都符合的按前面的第 {one} 档，是 {} 分，不是 {} 分。要按多的记，请把第 {other} 档移到前面。",
                later.written(),
                earlier.written(),
                less.plain(),
                more.plain()
            );
            findings.shown_by((Level::Hint, "tiers.overlap"), written[*second].key_mark, message, None, study.example(Some(case)));
        }
    }
}

/// A hole between two lines, no wider than one, that falls to 其他 and gives less than both: `桌数 < 10`, `桌数 > 10`. A wider one may be meant.
fn gaps(study: &Study<'_>, written: &[&Entry], findings: &mut Findings<'_>) {
    let tiers = study.rule.tiers();
    let Some(Tier { test: None, worth: Worth::Fixed(rest), .. }) = tiers.last() else { return };
    let (Some(cases), Some((name, input))) = (study.cases.as_ref().filter(|cases| cases.are_free()), only_field(tiers)) else { return };
    let mut said = BTreeSet::new();
    for Seen { case, met, .. } in study.seen.iter().filter(|seen| seen.counts == Some(true)) {
        let is_left = met[..tiers.len() - 1].iter().all(|met| *met == Some(false));
        let number = cases.values(case).find(|(_, read, _)| *read == input).and_then(|(_, _, value)| value.number());
        let Some(number) = number.filter(|_| is_left) else { continue };
        let beside = |step: i64| range_of(tiers, number.checked_add(Decimal::from(step))?);
        let (Some(below), Some(above)) = (beside(-1), beside(1)) else { continue };
        let [Worth::Fixed(less), Worth::Fixed(more)] = [below, above].map(|nth| &tiers[nth].worth) else { continue };
        if below != above && rest < less && rest < more && said.insert((below, above)) {
            let line =
                |nth: usize| format!("第 {} 档“{}”", nth + 1, tiers[nth].test.as_ref().map_or_else(String::new, |test| test.written()));
            let message = format!(
                "{}和{}之间漏了一处：{name} {} 落到“其他”，是 {} 分，两边是 {} 分和 {} 分。请把其中一档写成“不超过”或者“不少于”。",
                line(below),
                line(above),
                number.normalize(),
                rest.plain(),
                less.plain(),
                more.plain()
            );
            let mark = written[below.max(above)].key_mark;
            findings.shown_by((Level::Warning, "tiers.gap"), mark, message, None, study.example(Some(case)));
        }
    }
}

/// The one field that all lines of 分档 read.
fn only_field(tiers: &[Tier]) -> Option<(&str, &Input)> {
    let mut inputs = tiers.iter().filter_map(|tier| tier.test.as_deref()).flat_map(Formula::inputs);
    let first = inputs.next().filter(|(_, input)| matches!(input, Input::Field(_)))?;
    inputs.all(|other| other.1 == first.1).then_some(first)
}

/// The line of 分档 that takes a number, if it takes a range of them: one that names single numbers leaves holes on purpose.
fn range_of(tiers: &[Tier], number: Decimal) -> Option<usize> {
    let values = [Value::Number(number)];
    let takes = |tier: &Tier| native(tier).is_some_and(|test| test.holds(Inputs::own(&values)) == Ok(true));
    tiers.iter().position(takes).filter(|nth| native(&tiers[*nth]).is_some_and(is_range))
}

fn native(tier: &Tier) -> Option<&Test> {
    if let Some(Native::Test(test)) = tier.test.as_ref()?.native() { Some(test) } else { None }
}

fn is_range(test: &Test) -> bool {
    match test {
        Test::Numbers(Compared { order, .. }) => !matches!(order, Order::Same | Order::Other),
        Test::All(tests) => tests.iter().all(is_range),
        _ => false,
    }
}

/// No line takes what is left, and something is.
fn no_otherwise(study: &Study<'_>, lines: &Lines, entry: &Entry, last: Mark, findings: &mut Findings<'_>) {
    let source = findings.source(last.file);
    let before = source.text.get(..last.start as usize).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let indent: String = before[line_start..].chars().take_while(|c| *c == ' ').collect();
    let in_block = before[line_start + indent.len()..].starts_with("- ");
    // How much is left for everything else is for the village to say.
    let none = in_block.then(|| Mend::guess(format!("{}\n{indent}- 其他: 0", findings.slice(last))));
    let message = format!("“{}”没有写“其他”：哪一档都不符合时记几分？", entry.key);
    let example = lines.gap.as_ref().and_then(|case| study.example(Some(case)));
    findings.shown_by((Level::Error, "tiers.no_otherwise"), last, message, none, example);
}
