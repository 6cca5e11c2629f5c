//! What goes into a judgement and what comes out: record, decision, stored explanation, and why not.
//!
//! Not here: how it is judged (`judge`) and how it is put into words (`explaining`).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::words::{Kind, Points, Problem, Refusal};

use super::coverage::Branch;
use super::facts::Value;
use super::formula::Formula;
use super::ground::Ground;
use super::rule::{Field, Rule};
use super::running_total::counted;
use super::sandbox::Stopped;
use super::used::Used;

/// Something that happened, to be judged by one rule.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The rule's name.
    pub rule: &'a str,
    /// The day it happened; it decides which rulebook and which periods count.
    pub occurred_on: NaiveDate,
    /// What was filled in, raw; read by the types of the rule's 填报.
    pub facts: &'a BTreeMap<String, String>,
}

/// What a record earns and why, as data. Its words are made when they are asked for ([`steps`](Self::steps)), from nothing but what is here;
/// the words are stored with the award and never made again.
#[derive(Clone, Debug)]
pub struct Decision<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// Whether it counts at all: every 条件 held.
    pub counts: bool,
    /// What 分值, 分档, 对照 or 累计达标 alone gives: before 再犯, 连续, 活动, 取高 and 上限.
    pub raw: Points,
    /// What 连续 adds.
    pub bonus: Points,
    /// What it earns; 0 if a condition failed or a limit is used up.
    pub points: Points,
    /// What its formulas read, by number (`facts::values`).
    pub(super) values: Vec<Value>,
    /// What mattered, in the fixed order of the steps.
    pub(super) grounds: Vec<Ground>,
}

impl<'r> Decision<'r> {
    /// The ways it came out.
    pub(super) fn branches(&self) -> impl Iterator<Item = Branch> {
        let own_limits = self.rule.limits.len();
        let branch = move |ground: &Ground| match ground {
            Ground::Condition { .. } => Some(Branch::NotCounted),
            Ground::Worth(nth) | Ground::Total { nth, .. } => Some(Branch::Worth(*nth)),
            Ground::Script(_) => Some(Branch::Worth(0)),
            Ground::Limit { nth, .. } => Some(Branch::Cut(*nth)).filter(|_| *nth < own_limits),
            _ => None,
        };
        self.grounds.iter().filter_map(branch)
    }

    /// The numbers that were filled in, by field, to two places: what running totals sum up; `None` if it does not count.
    pub fn amounts(&self) -> Option<BTreeMap<&'r str, Decimal>> {
        let number = |(field, value): (&'r Field, &Value)| Some((field.name(), counted(value.number()?)));
        self.counts.then(|| self.rule.fields.iter().zip(&self.values).filter_map(number).collect())
    }

    /// The limits that cut it, as they are said, and by how much each.
    pub fn cuts(&self) -> impl Iterator<Item = (String, Points)> {
        self.grounds.iter().filter_map(|ground| match ground {
            Ground::Limit { nth, cut } => Some((self.rule.limit(*nth)?.named(), cut.over())),
            _ => None,
        })
    }
}

/// The steps of judging that can appear in an explanation, in their fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StepKind {
    /// It does not count at all.
    #[serde(rename = "条件")]
    Condition,
    /// A line of the bands won.
    #[serde(rename = "分档")]
    Tiers,
    /// Looked up by an option.
    #[serde(rename = "对照")]
    Lookup,
    /// What the thresholds of a running total are worth.
    #[serde(rename = "累计达标")]
    Total,
    /// What a meeting decided.
    #[serde(rename = "一事一议")]
    Meeting,
    /// What a script gave or took, for one of its reasons.
    #[serde(rename = "脚本")]
    Script,
    /// A number or a formula.
    #[serde(rename = "分值")]
    Points,
    /// A deduction that comes again weighs more.
    #[serde(rename = "再犯")]
    Repeat,
    /// A bonus for months in a row.
    #[serde(rename = "连续")]
    Streak,
    /// A campaign gives more.
    #[serde(rename = "活动")]
    Campaign,
    /// Of one event only the highest counts.
    #[serde(rename = "取高")]
    HighestOf,
    /// Cut by a limit.
    #[serde(rename = "上限")]
    Limit,
    /// It bars from something for a time.
    #[serde(rename = "否决")]
    Veto,
    /// It can be earned back.
    #[serde(rename = "修复")]
    Repair,
    /// Others receive too.
    #[serde(rename = "同时记给")]
    AlsoTo,
}

/// One step of an explanation: a sentence, and the same as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which step.
    pub step: StepKind,
    /// A short Chinese sentence with the values used.
    pub text: String,
    /// The file in which this is written.
    pub file: Arc<str>,
    /// The line in that file.
    pub line: u32,
    /// The values used, as they were filled in or counted.
    #[serde(default, skip_serializing_if = "Used::is_empty")]
    pub values: Used,
}

/// Why a record could not be judged. Checked in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unjudged {
    /// There is no such rule.
    UnknownRule {
        /// As asked for.
        name: String,
        /// The rule that is written most alike.
        nearest: Option<String>,
    },
    /// The rule is switched off (停用, 不用).
    SwitchedOff {
        /// Its name.
        name: String,
    },
    /// The rule was not yet or no longer in force on that day.
    NotInForce {
        /// The rule.
        name: String,
        /// The record's day.
        on: NaiveDate,
        /// First day.
        from: Option<NaiveDate>,
        /// Last day.
        until: Option<NaiveDate>,
    },
    /// What was filled in does not fit 填报; pointers are `/facts/时长`.
    Facts(Vec<Problem>),
    /// A formula cannot be worked out with these values, such as a division by zero.
    Formula {
        /// The rule.
        name: String,
        /// What happened.
        message: String,
        /// Where the formula is written.
        file: String,
        /// Its line.
        line: u32,
    },
}

impl Unjudged {
    /// A formula of a rule gave nothing; it is written in this file.
    pub(super) fn stopped((rule, file): (&Rule, &str), formula: &Formula, stopped: Stopped) -> Self {
        let (name, message) = (rule.name.to_string(), stopped.message.into_owned());
        Unjudged::Formula { name, message, file: file.to_owned(), line: formula.line_of(stopped.line) }
    }
}

impl From<Unjudged> for Refusal {
    fn from(unjudged: Unjudged) -> Self {
        match unjudged {
            Unjudged::UnknownRule { name, nearest } => {
                let next_step = nearest.map_or("请在规则表里选一条。".to_owned(), |nearest| format!("是不是“{nearest}”？"));
                Refusal::new("rulebook.unknown_rule", Kind::Missing, format!("没有叫“{name}”的规则。"), next_step)
            }
            Unjudged::SwitchedOff { name } => {
                let next_step = "要用它，请在规则表里把它开起来；不用，就另选一条。";
                Refusal::new("rulebook.unknown_rule", Kind::Missing, format!("“{name}”这条规则停用了。"), next_step)
            }
            Unjudged::NotInForce { name, on, from, until } => Refusal::new(
                "rulebook.not_in_force",
                Kind::Invalid,
                format!("“{name}”在 {on} 不适用：{}。", in_force(from, until)),
                "请核对日期，或换一条规则。",
            ),
            Unjudged::Facts(problems) => {
                let first = problems.first().map_or(String::new(), |problem| format!("{}。", problem.message));
                Refusal::new("rulebook.wrong_facts", Kind::Invalid, first, "请改好再交。").with(problems)
            }
            Unjudged::Formula { name, message, file, line } => Refusal::new(
                "rulebook.formula",
                Kind::Invalid,
                format!("“{name}”算不出来：{message}（{file} 第 {line} 行）。"),
                "请核对填的数；数没错就请村里改这条规则。",
            ),
        }
    }
}

/// `从 2026-03-01 起`, `2026-03-01 至 2026-12-31`.
fn in_force(from: Option<NaiveDate>, until: Option<NaiveDate>) -> String {
    match (from, until) {
        (Some(from), Some(until)) => format!("{from} 至 {until} 有效"),
        (Some(from), None) => format!("从 {from} 起有效"),
        (None, Some(until)) => format!("到 {until} 为止有效"),
        (None, None) => "一直有效".to_owned(),
    }
}
