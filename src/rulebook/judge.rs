//! Judging one record: facts → 条件 → points → 再犯, 连续 → 活动 → 取高 → 上限, in this fixed order, with the ground of every step that mattered.
//!
//! Not here: the sentences that say so (`explaining`); who may record and what is posted. 最低余额 is applied when a deduction is posted.

use chrono::NaiveDate;

use crate::words::{Points, Span};

use super::decision::{Decision, Record, Unjudged};
use super::facts::{self, Value};
use super::ground::Ground;
use super::history::History;
use super::rule::Rule;
use super::why_not;
use super::{repair, veto};

/// Judges one record by its rule.
pub(super) fn judge<'r, H: History>(rule: &'r Rule, record: &Record<'_>, history: &H) -> Result<Decision<'r>, Unjudged> {
    if !rule.is_in_force(record.occurred_on) {
        return Err(Unjudged::NotInForce { name: record.rule.to_owned(), on: record.occurred_on, from: rule.from, until: rule.until });
    }
    let values = facts::values(rule, record, history).map_err(Unjudged::Facts)?;
    Judging { rule, day: record.occurred_on, history, values, grounds: Vec::with_capacity(2) }.decide()
}

/// A judgement under way. What 分值 and its like give is worked out in `raw_points`.
pub(super) struct Judging<'r, 'h, H> {
    pub(super) rule: &'r Rule,
    day: NaiveDate,
    pub(super) history: &'h H,
    /// What formulas read, by number (`facts::values`).
    pub(super) values: Vec<Value>,
    grounds: Vec<Ground>,
}

impl<'r, H: History> Judging<'r, '_, H> {
    fn decide(mut self) -> Result<Decision<'r>, Unjudged> {
        if self.condition_failed()? {
            return Ok(self.decided(false, [Points::ZERO; 3]));
        }
        let earned = self.earned()?;
        Ok(self.decided(true, earned))
    }

    /// What a record that counts gives: raw, as a bonus of 连续, and in the end.
    fn earned(&mut self) -> Result<[Points; 3], Unjudged> {
        let (ground, raw) = self.raw()?;
        self.grounds.push(ground);
        let repeated = self.repeated(raw);
        let bonus = self.bonus(raw);
        let more = self.campaigns(repeated + bonus);
        let highest = self.highest(more);
        Ok([raw, bonus, self.limited(highest)])
    }

    fn decided(self, counts: bool, [raw, bonus, points]: [Points; 3]) -> Decision<'r> {
        let Self { rule, values, grounds, .. } = self;
        let mut decision = Decision { rule, counts, raw, bonus, points, values, grounds };
        decision.grounds.extend(veto::follows(&decision).then_some(Ground::Veto));
        decision.grounds.extend(repair::follows(&decision).then_some(Ground::Repair));
        decision
    }

    /// Whether a 条件 does not hold. All that do not are named; those behind the first one as far as they can be worked out.
    fn condition_failed(&mut self) -> Result<bool, Unjudged> {
        let rule = self.rule;
        for (nth, condition) in rule.conditions.iter().enumerate() {
            let holds = match condition.holds(&self.values) {
                Err(stopped) if self.grounds.is_empty() => return Err(Unjudged::stopped((rule, &rule.file), condition, stopped)),
                holds => holds.unwrap_or(true),
            };
            if !holds {
                self.grounds.push(Ground::Condition { nth, otherwise: None });
            }
        }
        if !self.grounds.is_empty() && why_not::is_independent(rule) {
            let failed = std::mem::take(&mut self.grounds);
            let earned = self.earned().ok().map(|[_, _, points]| points).filter(|points| points.is_positive());
            self.grounds = failed;
            if let Some(Ground::Condition { otherwise, .. }) = self.grounds.last_mut() {
                *otherwise = earned;
            }
        }
        Ok(!self.grounds.is_empty())
    }

    /// 再犯: what it weighs more for having happened before.
    fn repeated(&mut self, raw: Points) -> Points {
        let Some(repeat) = self.rule.repeat.as_ref().filter(|_| raw.is_negative()) else { return raw };
        let days = self.history.periods(&repeat.need);
        let Some((times, last, points)) = repeat.heavier(raw, self.day, &days) else { return raw };
        self.grounds.push(Ground::Repeat { times, last, points });
        points
    }

    /// 连续: what months in a row add.
    fn bonus(&mut self, raw: Points) -> Points {
        let Some(streak) = self.rule.streak.as_ref().filter(|_| raw.is_positive()) else { return Points::ZERO };
        let months = self.history.periods(&streak.need);
        let Some(row) = streak.bonus(Span::Month.of(self.day), &months) else { return Points::ZERO };
        self.grounds.push(Ground::Streak { so_far: row.so_far, length: row.length });
        row.bonus
    }

    /// 活动: what campaigns of this day add, each to what the deed earns by itself.
    fn campaigns(&mut self, points: Points) -> Points {
        let mut sum = points;
        for (nth, campaign) in
            self.rule.campaigns.iter().enumerate().filter(|(_, campaign)| points.is_positive() && campaign.runs(self.day))
        {
            let Some(more) = campaign.adds(points) else { continue };
            sum += more;
            self.grounds.push(Ground::Campaign { nth, more });
        }
        sum
    }

    /// Of one event only the highest counts: what the group already paid that day is taken off.
    fn highest(&mut self, alone: Points) -> Points {
        let Some((need, _)) = self.rule.highest.as_deref() else { return alone };
        let before = self.history.tally(need).points;
        let same_side = before.is_positive() && alone.is_positive() || before.is_negative() && alone.is_negative();
        if !same_side {
            return alone;
        }
        let left = if alone.is_positive() { (alone - before).max(Points::ZERO) } else { (alone - before).min(Points::ZERO) };
        self.grounds.push(Ground::Highest { before, alone, left });
        left
    }

    /// 上限: of the rule, then of the chapter, then of the village. Wider limits guard what is given out; they never soften a deduction.
    fn limited(&mut self, points: Points) -> Points {
        let (rule, mut points) = (self.rule, points);
        for (nth, limit) in rule.all_limits().enumerate() {
            let is_wider = nth >= rule.limits.len();
            if points.is_zero() || points.is_negative() && (is_wider || limit.spares_deductions(rule)) {
                continue;
            }
            if let Some(mut cut) = limit.cut(points, self.history.tally(&limit.need)) {
                cut.is_last = rule.until.is_some_and(|until| limit.is_last(self.day, until));
                points = cut.left;
                self.grounds.push(Ground::Limit { nth, cut });
            }
        }
        points
    }
}
