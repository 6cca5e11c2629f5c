//! A decision in words, step 4: the sentence that says what 分值, 分档, 对照, 累计达标, 脚本 or a meeting gave.
//!
//! Not here: what they give (`raw_points`), and the other steps (`explaining`).

use crate::words::Points;

use super::amount::{Amount, Tier, Worth};
use super::decision::{Decision, Step, StepKind};
use super::explaining::Used;
use super::facts::Value;
use super::formula::Formula;
use super::history::Tally;
use super::meeting::Meeting;
use super::script::Reason;
use super::why_not;

impl Decision<'_> {
    /// Which worth won; nothing of a 分档 none of whose lines did.
    pub(super) fn worth_won(&self, nth: usize) -> Option<Step> {
        let rule = self.rule;
        match &rule.amount {
            Amount::Single { worth: Worth::Formula(formula), .. } => Some(self.worked_out(StepKind::Points, formula)),
            Amount::Single { line, .. } => {
                let text = format!("{} {}", rule.name, earns(self.raw));
                Some(self.step(StepKind::Points, text, *line, Used::new()))
            }
            Amount::Tiers(tiers) => {
                let (tier, before) = (tiers.get(nth)?, &tiers[..nth]);
                Some(match &tier.test {
                    Some(test) => self.tier(tier, test, before),
                    None => self.otherwise(tier, before),
                })
            }
            Amount::Lookup { field, rows } => {
                let (row, at) = (rows.get(nth)?, usize::from(*field));
                let (name, chosen) = (rule.fields.get(at)?.name(), self.values.get(at)?.shown());
                let better = self.raw.is_zero().then(|| why_not::better_option(rows)).flatten();
                let better = better.map_or_else(String::new, |better| format!("，{better}"));
                let text = format!("{} {name} {chosen}，{}{better}", rule.name, self.sum(&row.worth));
                Some(self.step(StepKind::Lookup, text, row.line, Used::from([(name.to_owned(), chosen)])))
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
        let text = match formula.worked_out(&self.values, &self.rule.fields) {
            Some(sum) => format!("{} {sum} = {} 分", self.rule.name, self.raw.plain()),
            None => format!("{}，{}", self.with_values(formula), earns(self.raw)),
        };
        self.scripted(kind, text, formula, formula.line)
    }

    /// A step of a formula that may stand in a file of its own.
    fn scripted(&self, kind: StepKind, text: String, formula: &Formula, line: u32) -> Step {
        let file = self.rule.amount_file().to_owned();
        Step { step: kind, text, file, line, values: formula.used_as_data(&self.values) }
    }

    /// `志愿服务 时长 15 小时`
    fn with_values(&self, formula: &Formula) -> String {
        let used = formula.values_used(&self.values, &self.rule.fields);
        format!("{} {used}", self.rule.name).trim_end().to_owned()
    }

    fn tier(&self, tier: &Tier, test: &Formula, before: &[Tier]) -> Step {
        let used = test.values_used(&self.values, &self.rule.fields);
        let (written, sum, better) = (test.written(), self.sum(&tier.worth), self.better(before));
        let text = [&self.rule.name, " ", &used, "，符合“", &written, "”这一档，", &sum, &better].concat();
        self.step(StepKind::Tiers, text, tier.line, test.used_as_data(&self.values))
    }

    fn otherwise(&self, tier: &Tier, before: &[Tier]) -> Step {
        let (mut text, mut filled) = ([&self.rule.name, " "].concat(), Used::new());
        for (nth, (field, value)) in self.rule.fields.iter().zip(&self.values).enumerate() {
            let value = value.shown();
            text.extend([if nth == 0 { "" } else { "，" }, field.name(), " ", &value]);
            filled.insert(field.name.to_string(), value);
        }
        text.extend(["，前面各档都不符合，按“其他”", &self.sum(&tier.worth), &self.better(before)]);
        self.step(StepKind::Tiers, text, tier.line, filled)
    }

    /// What would have earned, where nothing is earned.
    fn better(&self, before: &[Tier]) -> String {
        let better = self.raw.is_zero().then(|| why_not::better(before, &self.values, &self.rule.fields)).flatten();
        better.map_or_else(String::new, |better| format!("，{better}"))
    }

    fn meeting(&self, meeting: &Meeting) -> Step {
        let shown = |at: u16| self.values.get(usize::from(at)).map_or_else(String::new, Value::shown);
        let [name, day] = meeting.named.map(shown);
        let text = format!("{} {day} 由{name}议定，{}", self.rule.name, self.sum(&meeting.worth));
        let named = meeting.named.map(|at| (self.rule.fields[usize::from(at)].name.to_string(), shown(at)));
        self.step(StepKind::Meeting, text, meeting.line, named.into())
    }

    pub(super) fn total(&self, nth: usize, before: Tally) -> Option<Step> {
        let Amount::Total(total) = &self.rule.amount else { return None };
        let sum = before.total + total.adds(&self.values);
        let text = format!("{} {}", self.rule.name, total.told(nth, self.raw, (sum, before.points)));
        let values = Used::from([(total.named(), sum.normalize().to_string())]);
        Some(self.step(StepKind::Total, text, total.line, values))
    }

    /// What a script gave and took, a step for each reason.
    pub(super) fn reasons(&self, reasons: &[Reason]) -> Vec<Step> {
        let Amount::Script(script) = &self.rule.amount else { return Vec::new() };
        let Some(formula) = script.reasons() else { return Vec::new() };
        if reasons.is_empty() {
            let text = format!("{}，脚本里的都够不上，不计分", self.with_values(formula));
            return vec![self.scripted(StepKind::Script, text, formula, formula.line)];
        }
        let step = |(nth, Reason { points, text, line }): (usize, &Reason)| {
            let (word, part) = (if points.is_sign_negative() { "扣" } else { "加" }, points.abs().normalize());
            let name = if nth == 0 { format!("{} ", self.rule.name) } else { String::new() };
            let all = if nth > 0 && nth + 1 == reasons.len() { format!("，合计 {} 分", self.raw.plain()) } else { String::new() };
            self.scripted(StepKind::Script, format!("{name}{text}，{word} {part} 分{all}"), formula, formula.line_of(*line))
        };
        reasons.iter().enumerate().map(step).collect()
    }

    /// How a sentence says the points of a worth: `记 5 分`, `3 人 × 2 = 6 分`.
    fn sum(&self, worth: &Worth) -> String {
        let Worth::Formula(formula) = worth else { return earns(self.raw) };
        let sum = formula.worked_out(&self.values, &self.rule.fields);
        sum.map_or_else(|| earns(self.raw), |sum| format!("{sum} = {} 分", self.raw.plain()))
    }
}

/// `记 5 分`, `扣 2 分`, `不计分`
fn earns(points: Points) -> String {
    match points {
        points if points.is_zero() => "不计分".to_owned(),
        points if points.is_negative() => ["扣 ", &points.abs().plain(), " 分"].concat(),
        points => ["记 ", &points.plain(), " 分"].concat(),
    }
}
