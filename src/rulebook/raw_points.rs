//! Judging, step 4: what 分值, 分档, 对照, 累计达标, 脚本 or a meeting gives, and the sentence that says how.
//!
//! Not here: the order of the steps and what comes after (`judge`).

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::words::Points;

use super::amount::{Amount, Tier, Worth};
use super::decision::{StepKind, Unjudged};
use super::facts::{Situation, Value};
use super::formula::{Formula, Worked};
use super::history::History;
use super::judge::Judging;
use super::meeting::Meeting;
use super::running_total::{self, RunningTotal};
use super::sandbox::{Stopped, TOO_LARGE};
use super::script::{Reason, Script};
use super::why_not;

impl<H: History> Judging<'_, H> {
    /// The points before anything else, and the number of the worth they come from.
    pub(super) fn raw(&mut self) -> Result<(usize, Points), Unjudged> {
        let rule = self.situation.rule;
        match &rule.amount {
            Amount::Single { worth, line } => Ok((0, self.single(worth, *line)?)),
            Amount::Tiers(tiers) => {
                for (nth, tier) in tiers.iter().enumerate() {
                    let Some(test) = &tier.test else { return Ok((nth, self.otherwise(tier, &tiers[..nth])?)) };
                    let worked = test.work(&self.situation);
                    if worked.holds().map_err(|stopped| self.stopped(test, &stopped, &rule.file))? {
                        return Ok((nth, self.tier(tier, test, &worked, &tiers[..nth])?));
                    }
                }
                // A 分档 without 其他 is in force only where its lines meet every case (`hygiene`).
                Ok((tiers.len(), Points::ZERO))
            }
            Amount::Lookup { field, rows } => {
                let chosen = self.situation.facts.get(usize::from(*field)).map(Value::shown).unwrap_or_default();
                let nth = rows.iter().position(|row| *row.option == *chosen).unwrap_or(0);
                let name = rule.fields.get(usize::from(*field)).map_or("", |field| field.name());
                let values = BTreeMap::from([(name.to_owned(), chosen.clone())]);
                let (points, sum) = self.worth(&rows[nth].worth)?;
                let better = points.is_zero().then(|| why_not::better_option(rows)).flatten();
                let better = better.map_or_else(String::new, |better| format!("，{better}"));
                let text = format!("{} {name} {chosen}，{sum}{better}", rule.name);
                self.step(StepKind::Lookup, text, &rule.file, rows[nth].line, values);
                Ok((nth, points))
            }
            Amount::Total(total) => Ok(self.total(total)),
            Amount::Meeting(meeting) => Ok((0, self.meeting(meeting)?)),
            Amount::Script(script) => Ok((0, self.script(script)?)),
        }
    }

    fn meeting(&mut self, meeting: &Meeting) -> Result<Points, Unjudged> {
        let Situation { rule, facts, .. } = &self.situation;
        let (points, sum) = self.worth(&meeting.worth)?;
        let filled = meeting.named.map(usize::from).map(|at| (rule.fields[at].name.to_string(), facts[at].shown()));
        let text = format!("{} {} 由{}议定，{sum}", rule.name, filled[1].1, filled[0].1);
        self.step(StepKind::Meeting, text, &rule.file, meeting.line, filled.into());
        Ok(points)
    }

    fn total(&mut self, total: &RunningTotal) -> (usize, Points) {
        let Situation { rule, facts, history, .. } = &self.situation;
        let filled = total.field.and_then(|at| facts.get(usize::from(at))).and_then(Value::number);
        let adds = running_total::counted(filled.unwrap_or(Decimal::ONE));
        let before = history.tally(&total.need);
        let (nth, points, text) = total.pays(adds, before);
        let values = BTreeMap::from([(total.named(), (before.total + adds).normalize().to_string())]);
        self.step(StepKind::Total, format!("{} {text}", rule.name), &rule.file, total.line, values);
        (nth, points)
    }

    fn single(&mut self, worth: &Worth, line: u32) -> Result<Points, Unjudged> {
        let rule = self.situation.rule;
        let Worth::Formula(formula) = worth else {
            let (points, sum) = self.worth(worth)?;
            self.step(StepKind::Points, format!("{} {sum}", rule.name), &rule.file, line, BTreeMap::new());
            return Ok(points);
        };
        let worked = formula.work(&self.situation);
        let points = self.points(formula, &worked, &rule.file)?;
        self.step(StepKind::Points, self.told(formula, &worked, points), &rule.file, formula.line, values(formula, &worked));
        Ok(points)
    }

    /// `志愿服务 15 小时 × 2 = 30 分`; where the formula is too long for that, the values it used and what it gave.
    fn told(&self, formula: &Formula, worked: &Worked, points: Points) -> String {
        match formula.worked_out(worked, &self.situation) {
            Some(sum) => format!("{} {sum} = {} 分", self.situation.rule.name, points.plain()),
            None => format!("{}，{}", self.with_values(formula, worked), earns(points)),
        }
    }

    /// `志愿服务 时长 15 小时`
    fn with_values(&self, formula: &Formula, worked: &Worked) -> String {
        let used = formula.values_used(worked, &self.situation);
        format!("{} {used}", self.situation.rule.name).trim_end().to_owned()
    }

    fn tier(&mut self, tier: &Tier, test: &Formula, worked: &Worked, before: &[Tier]) -> Result<Points, Unjudged> {
        let rule = self.situation.rule;
        let (points, sum) = self.worth(&tier.worth)?;
        let used = test.values_used(worked, &self.situation);
        let (written, better) = (test.written(), self.better(points, before));
        let text = [&rule.name, " ", &used, "，符合“", &written, "”这一档，", &sum, &better].concat();
        self.step(StepKind::Tiers, text, &rule.file, tier.line, values(test, worked));
        Ok(points)
    }

    /// What would have earned, where nothing is earned.
    fn better(&self, points: Points, before: &[Tier]) -> String {
        let better = points.is_zero().then(|| why_not::better(before, &self.situation)).flatten();
        better.map_or_else(String::new, |better| format!("，{better}"))
    }

    fn otherwise(&mut self, tier: &Tier, before: &[Tier]) -> Result<Points, Unjudged> {
        let rule = self.situation.rule;
        let (points, sum) = self.worth(&tier.worth)?;
        let (mut text, mut filled) = ([&rule.name, " "].concat(), BTreeMap::new());
        for (nth, (field, value)) in rule.fields.iter().zip(&self.situation.facts).enumerate() {
            let value = value.shown();
            text.extend([if nth == 0 { "" } else { "，" }, field.name(), " ", &value]);
            filled.insert(field.name.to_string(), value);
        }
        text.extend(["，前面各档都不符合，按“其他”", &sum, &self.better(points, before)]);
        self.step(StepKind::Tiers, text, &rule.file, tier.line, filled);
        Ok(points)
    }

    /// The points of a worth, and how a sentence says them: `记 5 分`, `3 人 × 2 = 6 分`.
    fn worth(&self, worth: &Worth) -> Result<(Points, String), Unjudged> {
        match worth {
            Worth::Fixed(points) => Ok((*points, earns(*points))),
            Worth::Formula(formula) => {
                let worked = formula.work(&self.situation);
                let points = self.points(formula, &worked, &self.situation.rule.file)?;
                let sum = formula
                    .worked_out(&worked, &self.situation)
                    .map_or_else(|| earns(points), |sum| format!("{sum} = {} 分", points.plain()));
                Ok((points, sum))
            }
        }
    }

    /// Rounded half-up to two places; this happens once.
    fn points(&self, formula: &Formula, worked: &Worked, file: &str) -> Result<Points, Unjudged> {
        let points = worked.number().and_then(|number| Points::rounded(number).ok_or_else(too_large));
        points.map_err(|stopped| self.stopped(formula, &stopped, file))
    }

    fn script(&mut self, script: &Script) -> Result<Points, Unjudged> {
        let Worth::Formula(formula) = &script.worth else { return Ok(Points::ZERO) };
        if formula.gives_reasons() {
            return self.reasons(formula, &script.file);
        }
        let worked = formula.work(&self.situation);
        let points = self.points(formula, &worked, &script.file)?;
        self.step(StepKind::Script, self.told(formula, &worked, points), &script.file, formula.line, values(formula, &worked));
        Ok(points)
    }

    /// What a script gave and took, a step for each reason.
    fn reasons(&mut self, formula: &Formula, file: &str) -> Result<Points, Unjudged> {
        let (reasons, worked) = formula.reasons(&self.situation);
        let reasons = reasons.map_err(|stopped| self.stopped(formula, &stopped, file))?;
        let sum = reasons.iter().try_fold(Decimal::ZERO, |sum, reason| sum.checked_add(reason.points)).and_then(Points::rounded);
        let points = sum.ok_or_else(|| self.stopped(formula, &too_large(), file))?;
        let values = values(formula, &worked);
        if reasons.is_empty() {
            let text = format!("{}，脚本里的都够不上，不计分", self.with_values(formula, &worked));
            self.step(StepKind::Script, text, file, formula.line, values.clone());
        }
        for (nth, Reason { points: part, text, line }) in reasons.iter().enumerate() {
            let (word, part) = (if part.is_sign_negative() { "扣" } else { "加" }, part.abs().normalize());
            let name = if nth == 0 { format!("{} ", self.situation.rule.name) } else { String::new() };
            let all = if nth > 0 && nth + 1 == reasons.len() { format!("，合计 {} 分", points.plain()) } else { String::new() };
            self.step(StepKind::Script, format!("{name}{text}，{word} {part} 分{all}"), file, line_of(formula, *line), values.clone());
        }
        Ok(points)
    }

    /// Why a formula of this file gave nothing.
    pub(super) fn stopped(&self, formula: &Formula, stopped: &Stopped, file: &str) -> Unjudged {
        let (name, message) = (self.situation.rule.name.to_string(), stopped.message.to_string());
        Unjudged::Formula { name, message, file: file.to_owned(), line: line_of(formula, stopped.line) }
    }
}

fn too_large() -> Stopped {
    Stopped::on(0_u16, TOO_LARGE)
}

/// The line of the file behind a line of a formula, which counts from 1.
fn line_of(formula: &Formula, line: usize) -> u32 {
    formula.line + u32::try_from(line.saturating_sub(1)).unwrap_or(0)
}

/// The values a formula used, as data.
pub(super) fn values(formula: &Formula, worked: &Worked) -> BTreeMap<String, String> {
    formula.used(worked).map(|(name, value)| (name.to_owned(), value.shown())).collect()
}

/// `记 5 分`, `扣 2 分`, `不计分`
fn earns(points: Points) -> String {
    match points {
        points if points.is_zero() => "不计分".to_owned(),
        points if points.is_negative() => ["扣 ", &points.abs().plain(), " 分"].concat(),
        points => ["记 ", &points.plain(), " 分"].concat(),
    }
}
