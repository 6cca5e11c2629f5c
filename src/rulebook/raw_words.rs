//! A decision in words, step 4: the sentence that says what 分值, 分档, 对照, 累计达标, 脚本 or a meeting gave.
//!
//! Not here: what they give (`raw_points`), and the other steps (`explaining`).

use crate::words::Points;

use super::amount::{Amount, Tier, Worth};
use super::decision::{Decision, Step, StepKind};
use super::explaining::said;
use super::formula::Formula;
use super::history::Tally;
use super::meeting::Meeting;
use super::script::Reason;
use super::spoken::{Piece, Told};
use super::used::Used;
use super::why_not;

impl Decision<'_> {
    /// Which worth won; nothing of a 分档 none of whose lines did.
    pub(super) fn worth_won(&self, nth: usize) -> Option<Step> {
        let rule = self.rule;
        match &rule.amount {
            Amount::Single { worth: Worth::Formula(formula), .. } => Some(self.worked_out(StepKind::Points, formula)),
            Amount::Single { line, .. } => Some(self.step(StepKind::Points, (&rule.name, " ", earns(self.raw)), *line, Used::NOTHING)),
            Amount::Tiers(tiers) => {
                let (tier, before) = (tiers.get(nth)?, &tiers[..nth]);
                Some(match &tier.test {
                    Some(test) => self.tier(tier, test, before),
                    None => self.otherwise(tier, before),
                })
            }
            Amount::Lookup { field, rows } => {
                let (row, at) = (rows.get(nth)?, usize::from(*field));
                let (name, chosen) = (&rule.fields.get(at)?.name, self.values.get(at)?);
                let better = self.raw.is_zero().then(|| why_not::better_option(rows)).flatten();
                let values = Used::from([(name.clone(), chosen.word())]);
                let text = ((&rule.name, " ", name, " ", chosen), "，", self.sum(&row.worth), better.map(|better| ("，", better)));
                Some(self.step(StepKind::Lookup, text, row.line, values))
            }
            Amount::Meeting(meeting) => Some(self.meeting(meeting)),
            Amount::Script(script) => match &script.worth {
                Worth::Formula(formula) => Some(self.worked_out(StepKind::Script, formula)),
                Worth::Fixed(_) => None,
            },
            Amount::Total(_) => None,
        }
    }

    /// `志愿服务 15 小时 × 2 = 30 分`; where the formula is too long for that, the values it used and what it gave.
    fn worked_out(&self, kind: StepKind, formula: &Formula) -> Step {
        match formula.worked_out(&self.values, &self.rule.fields) {
            Some(sum) => self.scripted(kind, (&self.rule.name, " ", sum, " = ", self.raw, " 分"), formula, formula.line),
            None => self.scripted(kind, (self.with_values(formula), "，", earns(self.raw)), formula, formula.line),
        }
    }

    /// A step of a formula that may stand in a file of its own.
    fn scripted(&self, kind: StepKind, text: impl Piece, formula: &Formula, line: u32) -> Step {
        said((kind, text), (self.rule.amount_file(), line), formula.used_as_data(&self.values))
    }

    /// `志愿服务 时长 15 小时`
    fn with_values<'a>(&'a self, formula: &'a Formula) -> impl Piece + use<'a> {
        let used = formula.values_used(&self.values, &self.rule.fields);
        (&self.rule.name, formula.names().next().is_some().then_some((" ", used)))
    }

    fn tier(&self, tier: &Tier, test: &Formula, before: &[Tier]) -> Step {
        let used = test.values_used(&self.values, &self.rule.fields);
        let text = (&self.rule.name, " ", used, "，符合“", test.in_names(), "”这一档，", self.sum(&tier.worth), self.better(before));
        self.step(StepKind::Tiers, text, tier.line, test.used_as_data(&self.values))
    }

    fn otherwise(&self, tier: &Tier, before: &[Tier]) -> Step {
        let filled = || self.rule.fields.iter().map(|field| &field.name).zip(&self.values);
        let told = Told(|text: &mut String| {
            filled().enumerate().for_each(|(nth, (name, value))| (if nth == 0 { "" } else { "，" }, name, " ", value).join(text));
        });
        let text = (&self.rule.name, " ", told, "，前面各档都不符合，按“其他”", self.sum(&tier.worth), self.better(before));
        self.step(StepKind::Tiers, text, tier.line, filled().map(|(name, value)| (name.clone(), value.word())).collect())
    }

    /// What would have earned, where nothing is earned.
    fn better<'a>(&'a self, before: &'a [Tier]) -> Option<impl Piece + use<'a>> {
        let better = self.raw.is_zero().then(|| why_not::better(before, &self.values, &self.rule.fields)).flatten();
        better.map(|better| ("，", better))
    }

    fn meeting(&self, meeting: &Meeting) -> Step {
        let shown = |at: u16| self.values.get(usize::from(at)).word();
        let [name, day] = meeting.named.map(shown);
        let named = meeting.named.map(|at| (self.rule.fields[usize::from(at)].name.clone(), shown(at)));
        let text = (&self.rule.name, " ", day, " 由", name, "议定，", self.sum(&meeting.worth));
        self.step(StepKind::Meeting, text, meeting.line, named.into())
    }

    pub(super) fn total(&self, nth: usize, before: Tally) -> Option<Step> {
        let Amount::Total(total) = &self.rule.amount else { return None };
        let sum = before.total + total.adds(&self.values);
        let values = Used::from([(total.named(), sum.word())]);
        let told = total.told(nth, self.raw, (sum, before.points));
        Some(self.step(StepKind::Total, (&self.rule.name, " ", told), total.line, values))
    }

    /// What a script gave and took, a step for each reason.
    pub(super) fn reasons(&self, reasons: &[Reason]) -> Vec<Step> {
        let Amount::Script(script) = &self.rule.amount else { return Vec::new() };
        let Some(formula) = script.reasons() else { return Vec::new() };
        if reasons.is_empty() {
            let text = (self.with_values(formula), "，脚本里的都够不上，不计分");
            return vec![self.scripted(StepKind::Script, text, formula, formula.line)];
        }
        let step = |(nth, Reason { points, text, line }): (usize, &Reason)| {
            let word = if points.is_sign_negative() { "，扣 " } else { "，加 " };
            let name = (nth == 0).then_some((&self.rule.name, " "));
            let all = (nth > 0 && nth + 1 == reasons.len()).then_some(("，合计 ", self.raw, " 分"));
            self.scripted(StepKind::Script, (name, text, word, points.abs(), " 分", all), formula, formula.line_of(*line))
        };
        reasons.iter().enumerate().map(step).collect()
    }

    /// How a sentence says the points of a worth: `记 5 分`, `3 人 × 2 = 6 分`.
    fn sum<'a>(&'a self, worth: &'a Worth) -> impl Piece + use<'a> {
        let formula = if let Worth::Formula(formula) = worth { Some(formula) } else { None };
        let sum = formula.and_then(|formula| formula.worked_out(&self.values, &self.rule.fields));
        let earned = sum.is_none().then(|| earns(self.raw));
        (sum.map(|sum| (sum, " = ", self.raw, " 分")), earned)
    }
}

/// `记 5 分`, `扣 2 分`, `不计分`
fn earns(points: Points) -> impl Piece {
    let (word, some) = match points {
        points if points.is_zero() => ("不计分", None),
        points if points.is_negative() => ("扣 ", Some(points.abs())),
        points => ("记 ", Some(points)),
    };
    (word, some.map(|points| (points, " 分")))
}
