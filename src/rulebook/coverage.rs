//! What the examples of a rule try: every way it can come out, and for each that none of them tries an example to be pasted.
//!
//! Not here: running examples (`examples`).

use std::collections::{BTreeSet, HashSet};

use super::amount::Amount;
use super::biting;
use super::cases::Case;
use super::examples::Tried;
use super::finding::Level;
use super::limits::Cap;
use super::marks::{Findings, Mark};
use super::probing::Part;
use super::sample::{Sample, named};
use super::study::{Seen, Study};
use super::yaml::Shape;

/// How much of a rule its examples try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The rule.
    pub rule: String,
    /// How many examples it has.
    pub examples: usize,
    /// How many of them give what they should.
    pub passed: usize,
    /// What each of them came to, as far as they can be read.
    pub tried: Vec<Tried>,
    /// In how many ways it can come out: not counting at all, every line of 分档, 对照 or 累计达标, every part of a script or of a formula with 如果, being
    /// cut by each of its own limits.
    pub branches: usize,
    /// Those that no example reaches.
    pub missing: Vec<Missing>,
}

/// A way a rule can come out that no example tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// `“桌数 ≤ 20”这一档`
    pub what: String,
    /// A line to be pasted under 比如, if one was found.
    pub example: Option<String>,
}

impl Coverage {
    /// How many ways some example reaches.
    pub fn reached(&self) -> usize {
        self.branches - self.missing.len()
    }
}

/// A way a rule can come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Branch {
    /// A 条件 does not hold.
    NotCounted,
    /// The worth of this number.
    Worth(usize),
    /// Cut by the rule's own limit of this number.
    Cut(usize),
    /// Through the part of its script or formula of this number.
    Part(usize),
}

/// The ways a rule can come out, without lines whose turn never comes and limits that are never reached.
pub(super) fn branches(study: &Study<'_>, never: &BTreeSet<usize>, unbitten: &[usize]) -> Vec<Branch> {
    let rule = study.rule;
    let fails = study.cases.is_none() || study.seen.iter().any(|seen| seen.counts != Some(true));
    let not_counted = (!rule.conditions.is_empty() && fails).then_some(Branch::NotCounted);
    // A formula comes through one of its parts; a script may pass by all of them.
    let is_parted = study.probed.is_some() && !matches!(rule.amount, Amount::Script(_));
    let worths = (0..rule.amount.worths().len()).filter(|nth| !is_parted && !never.contains(nth)).map(Branch::Worth);
    let cuts = (0..rule.limits.len()).filter(|nth| !unbitten.contains(nth)).map(Branch::Cut);
    let parts = study.probed.iter().flat_map(|probed| (0..probed.parts.len()).map(Branch::Part));
    not_counted.into_iter().chain(worths).chain(parts).chain(cuts).collect()
}

/// The branches nobody tries, with examples; each is reported where it is written, if the rule has examples and all of them are right.
pub(super) fn missing(
    study: &Study<'_>,
    branches: &[Branch],
    reached: &HashSet<Branch>,
    is_begun: bool,
    findings: &mut Findings<'_>,
) -> Vec<Missing> {
    let mut missing = Vec::new();
    for branch in branches.iter().filter(|branch| !reached.contains(branch)) {
        let (what, example) = (study.what(*branch), study.reaching(*branch));
        if is_begun {
            let message = format!("“比如”还没有试到{what}。");
            let mark = study.place(*branch, findings);
            findings.shown_by((Level::Hint, "examples.branch"), mark, message, None, example.clone());
        }
        missing.push(Missing { what, example });
    }
    missing
}

impl Study<'_> {
    /// A branch in words.
    fn what(&self, branch: Branch) -> String {
        let rule = self.rule;
        match (branch, &rule.amount) {
            (Branch::NotCounted, _) => {
                let written: Vec<String> = rule.conditions.iter().map(|part| part.written()).collect();
                format!("不符合条件“{}”的时候", written.join("”“"))
            }
            (Branch::Cut(nth), _) => rule.limits.get(nth).map_or_else(String::new, |limit| format!("上限“{limit}”")),
            (Branch::Part(nth), Amount::Script(script)) => {
                let line = self.part(nth).map_or(0, |part| part.line);
                format!("{} 第 {line} 行起的这一段", script.name())
            }
            (Branch::Part(nth), _) => format!("公式记“{}”的时候", self.part(nth).map_or("", |part| &part.says)),
            (Branch::Worth(nth), Amount::Tiers(tiers)) => match tiers.get(nth).and_then(|tier| tier.test.as_ref()) {
                Some(test) => format!("“{}”这一档", test.written()),
                None => "“其他”这一档".to_owned(),
            },
            (Branch::Worth(nth), Amount::Lookup { rows, .. }) => format!("“{}”", rows.get(nth).map_or("", |row| &row.option)),
            (Branch::Worth(nth), Amount::Total(total)) => total.step(nth),
            (Branch::Worth(_), _) if rule.conditions.is_empty() => "记分的时候".to_owned(),
            (Branch::Worth(_), _) => "符合条件的时候".to_owned(),
        }
    }

    fn part(&self, nth: usize) -> Option<&Part> {
        self.probed.as_ref().and_then(|probed| probed.parts.get(nth))
    }

    /// Where a branch is written.
    fn place(&self, branch: Branch, findings: &mut Findings<'_>) -> Mark {
        let written = match (branch, &self.rule.amount) {
            (Branch::NotCounted, _) => self.rule.conditions.first().map(|part| part.mark),
            (Branch::Cut(nth), _) => biting::marks(self, findings).get(nth).copied(),
            (Branch::Worth(nth), Amount::Tiers(_)) => self.tier_lines().get(nth).map(|line| line.key_mark),
            (Branch::Worth(nth), Amount::Lookup { .. }) => self.form.get("对照").and_then(|entry| {
                let Shape::Table(tables) = &entry.value.shape else { return None };
                let Shape::Table(rows) = &tables.first()?.value.shape else { return None };
                rows.get(nth).map(|row| row.key_mark)
            }),
            (Branch::Worth(_), Amount::Total(_)) => self.form.get("累计达标").map(|entry| entry.key_mark),
            (Branch::Part(nth), _) => self.part(nth).map(|part| part.mark),
            (Branch::Worth(_), _) => None,
        };
        written.unwrap_or(self.name)
    }

    /// An example of a branch, worked out by the engine.
    fn reaching(&self, branch: Branch) -> Option<String> {
        let reaches = |sample: &Sample| {
            let decision = self.judged(sample)?;
            decision.branches().any(|taken| taken == branch).then(|| sample.written(self.rule, &decision))
        };
        match branch {
            Branch::NotCounted => self.cases_where(|seen| seen.counts == Some(false)).find_map(|case| reaches(&self.sample(Some(case)))),
            Branch::Worth(nth) => self.of_worth(nth).find_map(|sample| reaches(&sample)),
            Branch::Cut(nth) => self.at_limit(nth).and_then(|sample| reaches(&sample)),
            // What a script, or 如果, asks for is not known.
            Branch::Part(_) => None,
        }
    }

    /// The first few cases of some kind.
    fn cases_where<'s>(&'s self, wanted: impl Fn(&Seen) -> bool + 's) -> impl Iterator<Item = &'s Case> + 's {
        self.seen.iter().filter(move |seen| wanted(seen)).map(|seen| &seen.case).take(20)
    }

    /// Records that may come to the worth of this number.
    fn of_worth(&self, nth: usize) -> impl Iterator<Item = Sample> {
        let is_tiers = !self.rule.tiers().is_empty();
        let may = move |Seen { counts, met, .. }: &Seen| {
            let comes_first = || met[..nth.min(met.len())].iter().all(|met| *met != Some(true)) && met.get(nth) != Some(&Some(false));
            *counts != Some(false) && (!is_tiers || comes_first())
        };
        self.cases_where(may).map(move |case| self.steered(self.sample(Some(case)), nth))
    }

    /// The record turned to one row of 对照, or one threshold of 累计达标.
    fn steered(&self, sample: Sample, nth: usize) -> Sample {
        let field = |at: u16| self.rule.fields.get(usize::from(at)).map_or("", |field| field.name());
        match &self.rule.amount {
            Amount::Lookup { field: at, rows } => match rows.get(nth) {
                Some(row) => sample.filled(field(*at), &row.option),
                None => sample,
            },
            Amount::Total(total) => {
                let adds = total.field.and_then(|at| super::facts::decimal(sample.fact(field(at))?));
                match total.before(nth, adds.unwrap_or(rust_decimal::Decimal::ONE)) {
                    Some(before) => sample.supposing(total.named(), before.normalize().to_string()),
                    None => sample,
                }
            }
            _ => sample,
        }
    }

    /// A record that earns something, or takes something where the rule only takes.
    pub(super) fn earning(&self) -> Option<Sample> {
        let worths = 0..self.rule.amount.worths().len();
        worths.flat_map(|worth| self.of_worth(worth)).find(|sample| {
            self.judged(sample)
                .is_some_and(|decision| !decision.points.is_zero() && (!decision.points.is_negative() || !self.rule.is_award))
        })
    }

    /// A record that earns something when a limit is used up.
    fn at_limit(&self, nth: usize) -> Option<Sample> {
        let (limit, earning) = (self.rule.limits.get(nth)?, self.earning()?);
        let (count, used) = match limit.cap {
            Cap::Times(times) => ("次数", times.to_string()),
            Cap::Points(cap) if self.rule.is_award => ("已得", cap.plain()),
            Cap::Points(cap) => ("已扣", cap.plain()),
        };
        Some(earning.supposing(named(&limit.need, self.rule, count), used))
    }
}
