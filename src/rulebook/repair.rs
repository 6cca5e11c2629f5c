//! 修复: how a deduction is earned back, `一年内志愿服务满4小时返还全部` or `{志愿服务满: 4小时, 返还: 全部, 期限: 一年}`.
//!
//! What is done under another rule counts from the day the deduction is posted, as far as it was agreed to. Not here: counting it and giving back
//! (`awards`), and reading it (`repair_reading`).

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::words::Points;

use super::decision::Decision;
use super::facts::decimal;
use super::history::Need;
use super::numerals::chinese;
use super::term::Term;

/// How much of what was taken comes back (返还).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// 全部
    All,
    /// 一半
    Half,
    /// N 分
    Points(Points),
}

impl Back {
    /// What comes back of so much; never more than that.
    pub fn of(self, taken: Points) -> Points {
        match self {
            Back::All => taken,
            Back::Half => Points::rounded(taken.decimal() / Decimal::TWO).unwrap_or(taken).min(taken),
            Back::Points(points) => points.min(taken),
        }
    }

    /// `全部`, `一半`, `2 分`, in either language.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "全部" | "全额" | "all" => Some(Back::All),
            "一半" | "half" => Some(Back::Half),
            other => {
                let number = other.strip_suffix('分').or_else(|| other.strip_suffix("points")).unwrap_or(other);
                let points = decimal(number).or_else(|| chinese(number)).and_then(Points::rounded);
                points.filter(|points| points.is_positive()).map(Back::Points)
            }
        }
    }
}

/// `返还全部`, `返还 2 分`
impl fmt::Display for Back {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Back::All => f.write_str("返还全部"),
            Back::Half => f.write_str("返还一半"),
            Back::Points(points) => write!(f, "返还 {} 分", points.plain()),
        }
    }
}

/// How a deduction is earned back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The rule whose deeds count, and its field; no field counts records.
    pub rule: Arc<str>,
    pub field: Arc<str>,
    /// How much must be done, to two places.
    pub goal: Decimal,
    /// `志愿服务满 4 小时`
    pub task: Box<str>,
    pub back: Back,
    /// From the day the deduction is posted.
    pub term: Term,
    /// The tallies of single days that tell how much was done.
    pub(super) need: Need,
    /// The line in the rule's file.
    pub line: u32,
}

/// `入账起一年内志愿服务满 4 小时，返还全部`
impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let within = if self.term == Term::Forever { String::new() } else { format!("{}内", self.term) };
        write!(f, "入账起{within}{}，{}", self.task, self.back)
    }
}

/// Whether a decision can be earned back: a deduction, where the rule says how.
pub(super) fn follows(decision: &Decision<'_>) -> bool {
    decision.points.is_negative() && decision.rule.repair.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_more_comes_back_than_was_taken() {
        let table = [("全部", 3, "3"), ("一半", 3, "1.5"), ("2分", 3, "2"), ("5", 3, "3")];
        for (back, taken, expected) in table {
            assert_eq!(Back::parse(back).unwrap().of(Points::whole(taken)).plain(), expected, "{back}");
        }
        assert_eq!(Back::of(Back::Half, Points::parse("0.01").unwrap()).plain(), "0.01"); // half a hundredth is rounded up, not beyond what was taken
        assert_eq!(Back::parse("0分"), None);
    }
}
