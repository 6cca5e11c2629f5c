//! Judging one record: facts → 条件 → points → 再犯, 连续 → 活动 → 取高 → 上限, in this fixed order, with the sentence of every step that mattered.
//!
//! Not here: who may record and what is posted. 最低余额 is applied when a deduction is posted.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::words::{Points, Span};

use super::amount::{Amount, Worth};
use super::decision::{Decision, Record, Step, StepKind, Unjudged};
use super::facts::{self, Situation, Value};
use super::formula::{Formula, Worked};
use super::history::History;
use super::limits::{self, Cap, Limit};
use super::meeting::Meeting;
use super::names::history_name;
use super::rule::Rule;
use super::running_total::{self, RunningTotal};
use super::sandbox::{Stopped, TOO_LARGE};
use super::streak;

/// A decision and which worth of the amount it came from; coverage counts those.
pub(super) struct Judged {
    pub(super) decision: Decision,
    pub(super) branch: Option<usize>,
}

/// Judges one record by its rule.
pub(super) fn judge<H: History>(rule: &Rule, record: &Record<'_>, history: &H) -> Result<Judged, Unjudged> {
    if !rule.is_in_force(record.occurred_on) {
        return Err(Unjudged::NotInForce { name: record.rule.to_owned(), on: record.occurred_on, from: rule.from, until: rule.until });
    }
    let facts = facts::read(&rule.fields, record.facts).map_err(Unjudged::Facts)?;
    let mut judging = Judging { situation: Situation { rule, facts, day: record.occurred_on, history }, steps: Vec::with_capacity(2) };
    judging.decide()
}

struct Judging<'a, H> {
    situation: Situation<'a, H>,
    steps: Vec<Step>,
}

impl<H: History> Judging<'_, H> {
    fn decide(&mut self) -> Result<Judged, Unjudged> {
        if self.condition_failed()? {
            return Ok(self.decided(Points::ZERO, Points::ZERO, Points::ZERO, None));
        }
        let (branch, raw) = self.raw()?;
        let repeated = self.repeated(raw);
        let bonus = self.bonus(raw);
        let more = self.campaigns(repeated + bonus);
        let highest = self.highest(more);
        let points = self.limited(highest);
        Ok(self.decided(raw, bonus, points, Some(branch)))
    }

    fn decided(&mut self, raw: Points, bonus: Points, points: Points, branch: Option<usize>) -> Judged {
        let (rule, steps) = (self.situation.rule, std::mem::take(&mut self.steps));
        let (name, chapter) = (rule.name.to_string(), rule.chapter.to_string());
        Judged { decision: Decision { rule: name, chapter, counts: branch.is_some(), raw, bonus, points, steps }, branch }
    }

    fn condition_failed(&mut self) -> Result<bool, Unjudged> {
        let rule = self.situation.rule;
        for condition in &rule.conditions {
            let worked = condition.work(&self.situation);
            if !worked.holds().map_err(|stopped| self.stopped(condition, &stopped))? {
                let used = condition.values_used(&worked, &self.situation).join("，");
                let text = format!("{used}，不符合条件“{}”，不计分", condition.written());
                self.step(StepKind::Condition, text, &rule.file, condition.line, values(condition, &worked));
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn raw(&mut self) -> Result<(usize, Points), Unjudged> {
        let rule = self.situation.rule;
        match &rule.amount {
            Amount::Single { worth, line } => Ok((0, self.single(worth, *line)?)),
            Amount::Tiers(tiers) => {
                for (nth, tier) in tiers.iter().enumerate() {
                    let Some(test) = &tier.test else { return Ok((nth, self.otherwise(&tier.worth, tier.line)?)) };
                    let worked = test.work(&self.situation);
                    if worked.holds().map_err(|stopped| self.stopped(test, &stopped))? {
                        return Ok((nth, self.tier(&tier.worth, test, &worked, tier.line)?));
                    }
                }
                // Every 分档 ends with 其他; nothing is what a list without it would give.
                Ok((tiers.len(), Points::ZERO))
            }
            Amount::Lookup { field, rows } => {
                let chosen = self.situation.facts.get(usize::from(*field)).map(Value::shown).unwrap_or_default();
                let nth = rows.iter().position(|row| *row.option == *chosen).unwrap_or(0);
                let name = rule.fields.get(usize::from(*field)).map_or("", |field| field.name());
                let values = BTreeMap::from([(name.to_owned(), chosen.clone())]);
                let (points, sum) = self.worth(&rows[nth].worth)?;
                self.step(StepKind::Lookup, format!("{} {name} {chosen}，{sum}", rule.name), &rule.file, rows[nth].line, values);
                Ok((nth, points))
            }
            Amount::Total(total) => Ok(self.total(total)),
            Amount::Meeting(meeting) => Ok((0, self.meeting(meeting)?)),
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
        let points = self.points(formula, &worked)?;
        let text = match formula.worked_out(&worked, &self.situation) {
            Some(sum) => format!("{} {sum} = {} 分", rule.name, points.plain()),
            None => format!("{} {}，{}", rule.name, formula.values_used(&worked, &self.situation).join("，"), earns(points)),
        };
        self.step(StepKind::Points, text, &rule.file, formula.line, values(formula, &worked));
        Ok(points)
    }

    fn tier(&mut self, worth: &Worth, test: &Formula, worked: &Worked, line: u32) -> Result<Points, Unjudged> {
        let rule = self.situation.rule;
        let (points, sum) = self.worth(worth)?;
        let used = test.values_used(worked, &self.situation).join("，");
        let text = format!("{} {used}，符合“{}”这一档，{sum}", rule.name, test.written());
        self.step(StepKind::Tiers, text, &rule.file, line, values(test, worked));
        Ok(points)
    }

    fn otherwise(&mut self, worth: &Worth, line: u32) -> Result<Points, Unjudged> {
        let rule = self.situation.rule;
        let (points, sum) = self.worth(worth)?;
        let filled: Vec<(String, String)> =
            rule.fields.iter().zip(&self.situation.facts).map(|(field, value)| (field.name.to_string(), value.shown())).collect();
        let used: Vec<String> = filled.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let text = format!("{} {}，前面各档都不符合，按“其他”{sum}", rule.name, used.join("，"));
        self.step(StepKind::Tiers, text, &rule.file, line, filled.into_iter().collect());
        Ok(points)
    }

    /// The points of a worth, and how a sentence says them: `记 5 分`, `3 人 × 2 = 6 分`.
    fn worth(&self, worth: &Worth) -> Result<(Points, String), Unjudged> {
        match worth {
            Worth::Fixed(points) => Ok((*points, earns(*points))),
            Worth::Formula(formula) => {
                let worked = formula.work(&self.situation);
                let points = self.points(formula, &worked)?;
                let sum = formula
                    .worked_out(&worked, &self.situation)
                    .map_or_else(|| earns(points), |sum| format!("{sum} = {} 分", points.plain()));
                Ok((points, sum))
            }
        }
    }

    /// Rounded half-up to two places; this happens once.
    fn points(&self, formula: &Formula, worked: &Worked) -> Result<Points, Unjudged> {
        let too_large = || Stopped::on(0_u16, TOO_LARGE);
        let points = worked.number().and_then(|number| Points::rounded(number).ok_or_else(too_large));
        points.map_err(|stopped| self.stopped(formula, &stopped))
    }

    /// 再犯: what it weighs more for having happened before.
    fn repeated(&mut self, raw: Points) -> Points {
        let Situation { rule, day, history, .. } = self.situation;
        let Some(repeat) = rule.repeat.as_ref().filter(|_| raw.is_negative()) else { return raw };
        let days = history.periods(&repeat.need);
        let Some((points, text)) = repeat.heavier(raw, day, &days) else { return raw };
        let values = BTreeMap::from([(repeat.counted(), repeat.before(day, &days).to_string())]);
        self.step(StepKind::Repeat, text, &rule.file, repeat.line, values);
        points
    }

    /// 连续: what months in a row add.
    fn bonus(&mut self, raw: Points) -> Points {
        let Situation { rule, day, history, .. } = self.situation;
        let Some(streak) = rule.streak.as_ref().filter(|_| raw.is_positive()) else { return Points::ZERO };
        let (month, months) = (Span::Month.of(day), history.periods(&streak.need));
        let Some((bonus, text)) = streak.bonus(month, &months) else { return Points::ZERO };
        let values = BTreeMap::from([("连续月数".to_owned(), streak::length(month, &months).to_string())]);
        self.step(StepKind::Streak, text, &rule.file, streak.line, values);
        bonus
    }

    /// 活动: what campaigns of this day add, each to what the deed earns by itself.
    fn campaigns(&mut self, points: Points) -> Points {
        let Situation { rule, day, .. } = self.situation;
        let mut sum = points;
        for campaign in rule.campaigns.iter().filter(|campaign| points.is_positive() && campaign.runs(day)) {
            let Some((more, text)) = campaign.adds(points) else { continue };
            sum += more;
            self.step(StepKind::Campaign, text, &campaign.file, campaign.line, BTreeMap::new());
        }
        sum
    }

    /// Of one event only the highest counts: what the group already paid that day is taken off.
    fn highest(&mut self, raw: Points) -> Points {
        let rule = self.situation.rule;
        let Some((need, line)) = &rule.highest else { return raw };
        let before = self.situation.history.tally(need).points;
        let same_side = before.is_positive() && raw.is_positive() || before.is_negative() && raw.is_negative();
        if !same_side {
            return raw;
        }
        let points = if raw.is_positive() { (raw - before).max(Points::ZERO) } else { (raw - before).min(Points::ZERO) };
        let group = need.measure.name();
        let (booked, word, most) = if raw.is_negative() { ("记扣", "扣", "最重") } else { ("记", "记", "最高") };
        let (size, had) = (raw.abs().plain(), before.abs().plain());
        let text = if points.is_zero() {
            format!("同一天“{group}”已经{booked}了 {had} 分，同类只{word}{most}的一项，这次不再{word}")
        } else {
            format!("同一天“{group}”已经{booked}了 {had} 分，同类只{word}{most}的一项 {size} 分，这次补{word} {} 分", points.abs().plain())
        };
        let values = BTreeMap::from([(history_name(need, rule.subject.reach(), "已得"), before.plain())]);
        self.step(StepKind::HighestOf, text, &rule.file, *line, values);
        points
    }

    /// 上限: of the rule, then of the chapter, then of the village.
    fn limited(&mut self, points: Points) -> Points {
        let rule = self.situation.rule;
        let mut points = points;
        for limit in &rule.limits {
            points = self.cut(limit, points);
        }
        // Wider limits guard what is given out; they never soften a deduction.
        if points.is_positive() {
            for limit in &*rule.wider {
                points = self.cut(limit, points);
            }
        }
        points
    }

    fn cut(&mut self, limit: &Limit, points: Points) -> Points {
        let rule = self.situation.rule;
        // A rule that gives and takes is limited in what it gives.
        let spared = points.is_negative() && matches!(limit.cap, Cap::Points(_)) && rule.is_award;
        if points.is_zero() || spared {
            return points;
        }
        let own = rule.subject.reach();
        let tally = self.situation.history.tally(&limit.need);
        let Some((left, text)) = limits::cut(limit, own, points, tally) else { return points };
        let value = match limit.cap {
            Cap::Points(_) => (history_name(&limit.need, own, "已得"), tally.points.plain()),
            Cap::Times(_) => (history_name(&limit.need, own, "次数"), tally.times.to_string()),
        };
        let scope = limit.need.measure.name();
        let phrase = ("上限".to_owned(), format!("{} {limit}", if scope.is_empty() { "全部" } else { scope }));
        let over = ("超出".to_owned(), (points - left).abs().plain());
        self.step(StepKind::Limit, text, &limit.file, limit.line, BTreeMap::from([value, phrase, over]));
        left
    }

    fn step(&mut self, step: StepKind, text: String, file: &str, line: u32, values: BTreeMap<String, String>) {
        self.steps.push(Step { step, text, file: file.to_owned(), line, values });
    }

    fn stopped(&self, formula: &Formula, stopped: &Stopped) -> Unjudged {
        let rule = self.situation.rule;
        let line = formula.line + u32::try_from(stopped.line.saturating_sub(1)).unwrap_or(0);
        Unjudged::Formula { name: rule.name.to_string(), message: stopped.message.to_string(), file: rule.file.to_string(), line }
    }
}

fn values(formula: &Formula, worked: &Worked) -> BTreeMap<String, String> {
    formula.used(worked).map(|(name, value)| (name.to_owned(), value.shown())).collect()
}

/// `记 5 分`, `扣 2 分`, `不计分`
fn earns(points: Points) -> String {
    match points {
        points if points.is_zero() => "不计分".to_owned(),
        points if points.is_negative() => format!("扣 {} 分", points.abs().plain()),
        points => format!("记 {} 分", points.plain()),
    }
}
