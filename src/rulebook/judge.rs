//! Judging one record: facts → 条件 → points → 再犯, 连续 → 活动 → 取高 → 上限, in this fixed order, with the sentence of every step that mattered.
//!
//! Not here: who may record and what is posted. 最低余额 is applied when a deduction is posted.

use std::collections::BTreeMap;

use crate::words::{Points, Span};

use super::coverage::Branch;
use super::decision::{Decision, Record, Step, StepKind, Unjudged};
use super::facts::{self, Situation};
use super::history::History;
use super::limits::{self, Cap, Limit};
use super::names::history_name;
use super::raw_points::values;
use super::rule::Rule;
use super::streak;
use super::why_not;

/// A decision and which worth of the amount it came from; coverage counts those.
pub(super) struct Judged {
    pub(super) decision: Decision,
    pub(super) branch: Option<usize>,
    /// The numbers of the rule's own limits that cut it.
    cut_by: Vec<usize>,
}

impl Judged {
    /// The ways it came out.
    pub(super) fn branches(&self) -> impl Iterator<Item = Branch> {
        let worth = self.branch.map_or(Branch::NotCounted, Branch::Worth);
        std::iter::once(worth).chain(self.cut_by.iter().copied().map(Branch::Cut))
    }
}

/// Judges one record by its rule.
pub(super) fn judge<H: History>(rule: &Rule, record: &Record<'_>, history: &H) -> Result<Judged, Unjudged> {
    if !rule.is_in_force(record.occurred_on) {
        return Err(Unjudged::NotInForce { name: record.rule.to_owned(), on: record.occurred_on, from: rule.from, until: rule.until });
    }
    let facts = facts::read(&rule.fields, record.facts).map_err(Unjudged::Facts)?;
    let mut judging = Judging {
        situation: Situation { rule, facts, day: record.occurred_on, history },
        steps: Vec::with_capacity(2),
        cut_by: Vec::new(),
    };
    judging.decide()
}

/// A judgement under way. What 分值 and its like give is worked out in `raw_points`.
pub(super) struct Judging<'a, H> {
    pub(super) situation: Situation<'a, H>,
    steps: Vec<Step>,
    cut_by: Vec<usize>,
}

impl<H: History> Judging<'_, H> {
    fn decide(&mut self) -> Result<Judged, Unjudged> {
        if self.condition_failed()? {
            self.say_what_would_have_earned();
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
        Judged {
            decision: Decision { rule: name, chapter, counts: branch.is_some(), raw, bonus, points, steps },
            branch,
            cut_by: std::mem::take(&mut self.cut_by),
        }
    }

    /// Whether a 条件 does not hold. All that do not are named; those behind the first one as far as they can be worked out.
    fn condition_failed(&mut self) -> Result<bool, Unjudged> {
        let rule = self.situation.rule;
        let mut failed = false;
        for condition in &rule.conditions {
            let worked = condition.work(&self.situation);
            let holds = match worked.holds() {
                Err(stopped) if !failed => return Err(self.stopped(condition, &stopped, &rule.file)),
                holds => holds.unwrap_or(true),
            };
            if !holds {
                let used = condition.values_used(&worked, &self.situation);
                let far = why_not::distance(condition, &self.situation).map_or_else(String::new, |far| format!("，{far}"));
                let (also, so) = if failed { ("也", "") } else { ("", "，不计分") };
                let text = format!("{used}，{also}不符合条件“{}”{far}{so}", condition.written());
                self.step(StepKind::Condition, text, &rule.file, condition.line, values(condition, &worked));
                failed = true;
            }
        }
        Ok(failed)
    }

    /// What the record gives otherwise, at the end of why it does not; unless that hangs on what the conditions ask.
    fn say_what_would_have_earned(&mut self) {
        if !why_not::is_independent(self.situation.rule) {
            return;
        }
        let said = std::mem::take(&mut self.steps);
        let otherwise = self.raw().map(|(_, points)| points);
        self.steps = said;
        if let (Ok(points), Some(step)) = (otherwise, self.steps.last_mut())
            && points.is_positive()
        {
            step.text.push_str(&format!("，符合条件的记 {} 分", points.plain()));
        }
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
        let Some((need, line)) = rule.highest.as_deref() else { return raw };
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
        for (nth, limit) in rule.limits.iter().enumerate() {
            let left = self.cut(limit, points);
            self.cut_by.extend((left != points).then_some(nth));
            points = left;
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

    pub(super) fn step(&mut self, step: StepKind, text: String, file: &str, line: u32, values: BTreeMap<String, String>) {
        self.steps.push(Step { step, text, file: file.to_owned(), line, values });
    }
}
