//! What a period comes to: sums by rule, account, limit and refusal while its deeds are judged. Pure.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::judging::{Event, Rulebooks, Verdict};
use super::model::{Bite, Reason, Turn};
use crate::awards::Explanation;
use crate::words::{Points, Refusal};

/// The most records told of one account.
const MOST_REASONS: usize = 3;

/// The most claims told of one refusal.
const MOST_CLAIMS: usize = 20;

/// Sums of everything judged so far.
#[derive(Default)]
pub struct Sums<'r> {
    pub records: i64,
    pub points: Turn,
    /// Points times 每分折合元 of the rulebook that gave them.
    pub yuan_before: Decimal,
    /// By the name the draft gives the rule.
    pub rules: HashMap<String, RuleSum>,
    pub accounts: HashMap<String, AccountSum<'r>>,
    /// Before and after, by the limit's phrase.
    pub limits: BTreeMap<String, (Bite, Bite)>,
    /// By rule, code and sentence.
    pub refused: BTreeMap<(String, &'static str, String), RefusedSum>,
    /// Records that the rulebook of their own day does not take any more.
    pub refused_before: i64,
}

#[derive(Default)]
pub struct RuleSum {
    pub records: i64,
    pub points: Turn,
}

#[derive(Default)]
pub struct AccountSum<'r> {
    pub points: Turn,
    /// What changes most first.
    pub reasons: Vec<Changed<'r>>,
}

/// A record that comes to something else, not yet in words.
pub struct Changed<'r> {
    pub claim: i64,
    pub rule: String,
    pub occurred_on: NaiveDate,
    pub points: Turn,
    /// The explanations, or why there is none.
    pub because: [Result<Explanation<'r>, Refusal>; 2],
}

#[derive(Default)]
pub struct RefusedSum {
    pub records: i64,
    pub points_before: Points,
    pub claims: Vec<i64>,
}

impl<'r> Sums<'r> {
    /// Adds one deed.
    pub fn add(&mut self, event: &Event, rulebooks: &Rulebooks, (before, after): (Verdict<'r>, Verdict<'r>)) {
        let points = Turn { before: points(&before), after: points(&after) };
        self.records += 1;
        add(&mut self.points, points);
        if let Some(rulebook) = rulebooks.of_day.get(&event.occurred_on) {
            self.yuan_before += points.before.decimal() * rulebook.settings().yuan_per_point.decimal();
        }
        let name = rulebooks.name(&event.rule);
        let rule = match self.rules.get_mut(name) {
            Some(rule) => rule,
            None => self.rules.entry(name.to_owned()).or_default(),
        };
        rule.records += 1;
        add(&mut rule.points, points);
        self.refused_before += i64::from(before.is_err());
        if let Err(refusal) = &after {
            self.refuse(event, refusal, points.before);
        }
        self.bite(&before, |limit| &mut limit.0);
        self.bite(&after, |limit| &mut limit.1);
        self.accounts(event, &before, &after);
    }

    fn refuse(&mut self, event: &Event, refusal: &Refusal, points_before: Points) {
        let sum = self.refused.entry((event.rule.clone(), refusal.code, refusal.sentence.clone())).or_default();
        sum.records += 1;
        sum.points_before += points_before;
        if sum.claims.len() < MOST_CLAIMS {
            sum.claims.push(event.id);
        }
    }

    fn bite(&mut self, verdict: &Verdict<'_>, side: impl Fn(&mut (Bite, Bite)) -> &mut Bite) {
        for (limit, over) in verdict.iter().flat_map(|worth| worth.explanation.cuts()) {
            let bite = side(self.limits.entry(limit).or_default());
            bite.times += 1;
            bite.points += over;
        }
    }

    /// Usually one account; more where others receive, too.
    fn accounts(&mut self, event: &Event, before: &Verdict<'r>, after: &Verdict<'r>) {
        let mut turns: Vec<(&str, Turn)> = Vec::with_capacity(1);
        for (account, points) in moves(before) {
            add(turn(&mut turns, account), Turn { before: points, after: Points::ZERO });
        }
        for (account, points) in moves(after) {
            add(turn(&mut turns, account), Turn { before: Points::ZERO, after: points });
        }
        for (account, points) in turns {
            let sum = match self.accounts.get_mut(account) {
                Some(sum) => sum,
                None => self.accounts.entry(account.to_owned()).or_default(),
            };
            add(&mut sum.points, points);
            sum.explain(event, points, before, after);
        }
    }
}

/// Of an account among the few that a deed touches.
fn turn<'a, 't>(turns: &'t mut Vec<(&'a str, Turn)>, account: &'a str) -> &'t mut Turn {
    let at = turns.iter().position(|(known, _)| *known == account).unwrap_or_else(|| {
        turns.push((account, Turn::default()));
        turns.len() - 1
    });
    &mut turns[at].1
}

impl<'r> AccountSum<'r> {
    /// Keeps the record if it is one of those that change most; among equals the earliest.
    fn explain(&mut self, event: &Event, points: Turn, before: &Verdict<'r>, after: &Verdict<'r>) {
        let size = points.change().abs();
        let place = self.reasons.iter().position(|reason| reason.points.change().abs() < size).unwrap_or(self.reasons.len());
        if size.is_zero() || place >= MOST_REASONS {
            return;
        }
        let because = [before, after].map(|verdict| verdict.as_ref().map(|worth| worth.explanation.clone()).map_err(Clone::clone));
        let Event { id, rule, occurred_on, .. } = event;
        self.reasons.insert(place, Changed { claim: *id, rule: rule.clone(), occurred_on: *occurred_on, points, because });
        self.reasons.truncate(MOST_REASONS);
    }
}

impl Changed<'_> {
    /// In words.
    pub fn told(&self) -> Reason {
        let [because_before, because_after] = self.because.each_ref().map(|because| match because {
            Ok(explanation) => explanation.steps().into_iter().map(|step| step.text).collect(),
            Err(refusal) => vec![refusal.sentence.clone()],
        });
        let Self { claim, rule, occurred_on, points, .. } = self;
        Reason { claim: claim.to_string(), rule: rule.clone(), occurred_on: *occurred_on, points: *points, because_before, because_after }
    }
}

/// What a deed comes to with all that others receive; nothing if it cannot be judged.
fn points(verdict: &Verdict<'_>) -> Points {
    verdict.as_ref().map_or(Points::ZERO, |worth| worth.points + worth.besides.iter().map(|(_, points)| *points).sum())
}

/// What it moves in each account.
fn moves<'a>(verdict: &'a Verdict<'_>) -> impl Iterator<Item = (&'a str, Points)> {
    let worth = verdict.as_ref().ok();
    let own = worth.map(|worth| (worth.account.as_str(), worth.points));
    own.into_iter().chain(worth.into_iter().flat_map(|worth| worth.besides.iter().map(|(account, points)| (account.as_str(), *points))))
}

fn add(sum: &mut Turn, points: Turn) {
    sum.before += points.before;
    sum.after += points.after;
}
