//! A rule that is looked at as a whole: its tests with every case they can tell apart, and examples that show what is said about it.
//!
//! Not here: what is said (`hygiene`, `biting`, `coverage`).

use chrono::NaiveDate;

use super::amount::{Amount, Tier};
use super::book::Rulebook;
use super::cases::{Case, Cases, Tries};
use super::decision::Decision;
use super::examples::usual_day;
use super::form::Form;
use super::formula::Formula;
use super::marks::{Findings, Mark};
use super::probing::Probed;
use super::rule::Rule;
use super::sample::Sample;
use super::yaml::{Entry, Node, Shape};

/// What the tests of a rule say in one case.
pub(super) struct Seen {
    pub(super) case: Case,
    /// Whether every 条件 holds; `None` where one of them is undecided.
    pub(super) counts: Option<bool>,
    /// Whether each line of 分档 is met, where it counts or may; `None` where that is undecided. 其他 takes every case.
    pub(super) met: Vec<Option<bool>>,
}

impl Seen {
    fn of(rule: &Rule, cases: &Cases<'_>, case: Case) -> Self {
        let first = rule.conditions.len();
        let parts: Vec<Option<bool>> = (0..first).map(|nth| cases.holds(&case, nth)).collect();
        let counts = if parts.contains(&Some(false)) { Some(false) } else { (!parts.contains(&None)).then_some(true) };
        let one = |(nth, tier): (usize, &Tier)| if tier.test.is_some() { cases.holds(&case, first + nth) } else { Some(true) };
        let lines = rule.tiers().iter().enumerate().filter(|_| counts != Some(false));
        Self { met: lines.map(one).collect(), counts, case }
    }
}

/// A rule, the form it was read from, and its cases.
pub(super) struct Study<'r> {
    pub(super) rulebook: &'r Rulebook,
    pub(super) rule: &'r Rule,
    pub(super) form: &'r Form<'r>,
    pub(super) name: Mark,
    /// The day of an example that names none.
    pub(super) usual: NaiveDate,
    /// `None` if there are too many to try.
    pub(super) cases: Option<Cases<'r>>,
    /// What its tests say in each of them, worked out once: much is asked of all cases again and again.
    pub(super) seen: Vec<Seen>,
    /// The parts of its script, or of a formula with 如果.
    pub(super) probed: Option<Probed<'r>>,
}

impl<'r> Study<'r> {
    /// Of one rule.
    pub(super) fn of(
        rulebook: &'r Rulebook,
        rule: &'r Rule,
        (form, name): (&'r Form<'r>, Mark),
        tries: &mut Tries,
        findings: &Findings<'_>,
    ) -> Self {
        let tests = rule.tiers().iter().filter_map(|tier| tier.test.as_deref());
        let tests: Vec<&Formula> = rule.conditions.iter().chain(tests).collect();
        let cases = Cases::of(&tests, &rule.fields, tries);
        let seen = cases.iter().flat_map(|cases| cases.each().map(|case| Seen::of(rule, cases, case))).collect();
        let (usual, probed) = (usual_day(rulebook, rule), Probed::of(rule, findings));
        Self { rulebook, rule, form, name, usual, cases, seen, probed }
    }

    /// A record of this case; without one as everybody would fill it in.
    pub(super) fn sample(&self, case: Option<&Case>) -> Sample {
        let values = self.cases.iter().zip(case).flat_map(|(cases, case)| cases.values(case));
        Sample::of(self.rule, values, self.usual)
    }

    /// What the engine makes of a record.
    pub(super) fn judged(&self, sample: &Sample) -> Option<Decision<'r>> {
        sample.judged(self.rulebook, self.rule, self.usual)
    }

    /// A record as a line to paste; `None` if it cannot be judged.
    pub(super) fn written(&self, sample: &Sample) -> Option<String> {
        Some(sample.written(self.rule, &self.judged(sample)?))
    }

    /// A case as a line to paste.
    pub(super) fn example(&self, case: Option<&Case>) -> Option<String> {
        self.written(&self.sample(case))
    }

    /// The lines of 分档 as they are written.
    pub(super) fn tier_lines(&self) -> Vec<&'r Entry> {
        let single = |node: &'r Node| if let Shape::Table(entries) = &node.shape { entries.first() } else { None };
        match self.form.get("分档").map(|entry| &entry.value.shape) {
            Some(Shape::Table(entries)) => entries.iter().collect(),
            Some(Shape::List(items)) => items.iter().filter_map(single).collect(),
            _ => Vec::new(),
        }
    }

    /// Where a key of the rule is written; its name, if nowhere.
    pub(super) fn mark(&self, key: &str) -> Mark {
        self.form.get(key).map_or(self.name, |entry| entry.value.mark)
    }
}

impl Rule {
    /// The lines of 分档; none if it is no rule of that kind.
    pub(super) fn tiers(&self) -> &[Tier] {
        if let Amount::Tiers(tiers) = &self.amount { tiers } else { &[] }
    }
}
