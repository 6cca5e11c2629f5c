//! A decision in words: every ground becomes a step, a sentence with the values used, its file and line.
//!
//! Nothing is judged here and nothing read again. Not here: the sentences of 分值, 分档 and their like (`raw_words`).

use std::sync::Arc;

use crate::words::Points;

use super::decision::{Decision, Step, StepKind};
use super::ground::Ground;
use super::limits::Cut;
use super::names::history_name;
use super::spoken::{Displayed, Piece};
use super::used::Used;
use super::why_not;

impl Decision<'_> {
    /// The explanation: the steps that mattered, in their fixed order.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::with_capacity(self.grounds.len());
        for ground in &self.grounds {
            self.explain(ground, &mut steps);
        }
        steps
    }

    /// The explanation as one text: the sentences of all steps.
    pub fn explanation(&self) -> String {
        let texts: Vec<String> = self.steps().into_iter().map(|step| step.text).collect();
        texts.join("；")
    }

    /// Mostly one step; a script has one for each of its reasons.
    fn explain(&self, ground: &Ground, steps: &mut Vec<Step>) {
        let step = match ground {
            Ground::Condition { nth, otherwise } => self.condition(*nth, steps.is_empty(), *otherwise),
            Ground::Worth(nth) => self.worth_won(*nth),
            Ground::Total { nth, before } => self.total(*nth, *before),
            Ground::Script(reasons) => return steps.extend(self.reasons(reasons)),
            Ground::Repeat { .. } | Ground::Streak { .. } | Ground::Campaign { .. } => self.grown(ground),
            Ground::Highest { before, alone, left } => self.highest(*before, *alone, *left),
            Ground::Limit { nth, cut } => self.limited(*nth, cut),
            Ground::Veto => {
                let veto = self.rule.veto.as_ref();
                veto.map(|veto| self.step(StepKind::Veto, Displayed(veto), veto.line, Used::NOTHING))
            }
            Ground::Repair => {
                let repair = self.rule.repair.as_ref();
                repair.map(|repair| self.step(StepKind::Repair, Displayed(repair), repair.line, Used::NOTHING))
            }
        };
        steps.extend(step);
    }

    /// A step that is written in the rule's own file.
    pub(super) fn step(&self, step: StepKind, text: impl Piece, line: u32, values: Used) -> Step {
        said((step, text), (&self.rule.file, line), values)
    }

    fn condition(&self, nth: usize, is_first: bool, otherwise: Option<Points>) -> Option<Step> {
        let (condition, fields) = (self.rule.conditions.get(nth)?, &self.rule.fields);
        let used = condition.values_used(&self.values, fields);
        let far = why_not::distance(condition, &self.values, fields);
        let (fails, so) = if is_first { ("，不符合条件“", "，不计分") } else { ("，也不符合条件“", "") };
        let otherwise = otherwise.map(|points| ("，符合条件的记 ", points, " 分"));
        let text = (used, fails, condition.in_names(), "”", far, so, otherwise);
        Some(self.step(StepKind::Condition, text, condition.line, condition.used_as_data(&self.values)))
    }

    /// What made more of the points: 再犯, 连续, 活动.
    fn grown(&self, ground: &Ground) -> Option<Step> {
        match *ground {
            Ground::Repeat { times, last, points } => {
                let repeat = self.rule.repeat.as_ref()?;
                let values = Used::from([(repeat.counted(), times.to_string())]);
                Some(self.step(StepKind::Repeat, repeat.told(times, last, points), repeat.line, values))
            }
            Ground::Streak { so_far, length } => {
                let (line, values) = (self.rule.streak.as_ref()?.line, Used::from([("连续月数", so_far.to_string())]));
                Some(self.step(StepKind::Streak, ("连续 ", i64::from(length), " 个月都有，另加 ", self.bonus, " 分"), line, values))
            }
            Ground::Campaign { nth, more } => {
                let campaign = self.rule.campaigns.get(nth)?;
                Some(said((StepKind::Campaign, campaign.told(more)), (&campaign.file, campaign.line), Used::NOTHING))
            }
            _ => None,
        }
    }

    fn highest(&self, before: Points, alone: Points, left: Points) -> Option<Step> {
        let (need, line) = self.rule.highest.as_deref()?;
        let group = need.measure.name();
        let (booked, word, most) = if alone.is_negative() { ("记扣", "扣", "最重") } else { ("记", "记", "最高") };
        let (size, had) = (alone.abs().plain(), before.abs().plain());
        let text = if left.is_zero() {
            format!("同一天“{group}”已经{booked}了 {had} 分，同类只{word}{most}的一项，这次不再{word}")
        } else {
            format!("同一天“{group}”已经{booked}了 {had} 分，同类只{word}{most}的一项 {size} 分，这次补{word} {} 分", left.abs().plain())
        };
        let values = Used::from([(history_name(need, self.rule.subject.reach(), "已得"), before.plain())]);
        Some(self.step(StepKind::HighestOf, text, *line, values))
    }

    fn limited(&self, nth: usize, cut: &Cut) -> Option<Step> {
        let (limit, own) = (self.rule.limit(nth)?, self.rule.subject.reach());
        let (phrase, over) = (("上限".to_owned(), limit.named()), ("超出".to_owned(), cut.over().plain()));
        let values = Used::from([limit.counted(cut.before, own), phrase, over]);
        Some(said((StepKind::Limit, limit.told(cut, own)), (&limit.file, limit.line), values))
    }
}

/// A step with its sentence, and the file and line in which it is written.
pub(super) fn said((step, sentence): (StepKind, impl Piece), (file, line): (&Arc<str>, u32), values: Used) -> Step {
    Step { step, text: sentence.sentence(), file: file.clone(), line, values }
}
