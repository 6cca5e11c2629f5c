//! 同时记给: who else receives when somebody earns something, and how much.
//!
//! Only by relation to the one who did it; who that is stands in the roster, which the rule language does not know.

use std::fmt;

use crate::words::Points;

use super::form::{self, Form};
use super::history::{History, Reach};
use super::keys;
use super::limits::{Cap, Limit};
use super::marks::Findings;
use super::rule::Rule;
use super::yaml::{Entry, Node, Shape};

/// Somebody who receives too, told from whoever did the deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// 本人: where the points themselves go to a household
    Doer,
    /// 户主
    Head,
    /// 户内每人, whoever did it among them
    Everybody,
    /// 父母
    Parents,
}

/// The words of 给.
pub(super) const RECEIVERS: [(&str, &str, Receiver); 4] = [
    ("本人", "person", Receiver::Doer),
    ("户主", "head", Receiver::Head),
    ("户内每人", "everybody", Receiver::Everybody),
    ("父母", "parents", Receiver::Parents),
];

impl Receiver {
    /// The word of the rule language.
    pub fn chinese(self) -> &'static str {
        RECEIVERS.iter().find(|(.., receiver)| *receiver == self).map_or("", |(chinese, ..)| chinese)
    }
}

/// What one kind of receiver gets, each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlsoTo {
    pub to: Receiver,
    /// Above zero.
    pub points: Points,
    /// The line in the rule's file.
    pub line: u32,
}

/// `户主 5 分`, `父母各 2 分`
impl fmt::Display for AlsoTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = if self.to == Receiver::Parents { "各" } else { "" };
        write!(f, "{}{each} {} 分", self.to.chinese(), self.points.plain())
    }
}

impl Rule {
    /// What the village's limits leave for others once this much is given, and the limit that leaves least; `None` where there is none.
    pub fn room_for_others(&self, given: Points, history: &impl History) -> Option<(Points, String)> {
        let room = |limit: &Limit| match limit.cap {
            Cap::Points(most) if limit.need.reach == Reach::Village => {
                let left = most - history.tally(&limit.need).points.max(Points::ZERO) - given;
                Some((left.max(Points::ZERO), limit.to_string()))
            }
            _ => None,
        };
        self.all_limits().filter_map(room).min_by_key(|(left, _)| *left)
    }
}

/// Reads the list. A deduction is nobody else's, and what nobody may know is not shared.
pub(super) fn read(entry: &Entry, (is_award, confidential): (bool, bool), findings: &mut Findings<'_>) -> Vec<AlsoTo> {
    if !is_award {
        findings.error("also_to.deduction", entry.key_mark, "谁做的减谁的，减分不能同时记给别人。");
    }
    if confidential {
        findings.error("also_to.confidential", entry.key_mark, "保密的规则不能同时记给别人，不然家里人就知道了。");
    }
    let one = std::slice::from_ref(&entry.value);
    let nodes = if let Shape::List(items) = &entry.value.shape { items.as_slice() } else { one };
    let mut all: Vec<AlsoTo> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let Some(also) = read_one(node, findings) else { continue };
        if all.iter().any(|other| other.to == also.to) {
            findings.error("also_to.twice", node.mark, format!("“{}”写了两遍，请只留一个。", also.to.chinese()));
        }
        all.push(also);
    }
    all
}

fn read_one(node: &Node, findings: &mut Findings<'_>) -> Option<AlsoTo> {
    let Shape::Table(entries) = &node.shape else {
        findings.error("also_to.shape", node.mark, "同时记给要写成“- {给: 户主, 分值: 5}”这样，一行一个。");
        return None;
    };
    let form = Form::read(entries, keys::ALSO_TO, findings);
    let (Some(to), Some(worth)) = (form.get("给"), form.get("分值")) else {
        findings.error("also_to.shape", node.mark, "同时记给要写明给谁、几分，像“- {给: 户主, 分值: 5}”。");
        return None;
    };
    let points = form::points(&worth.value, &worth.key, findings);
    if points.is_some_and(|points| !points.is_positive()) {
        findings.error("also_to.points", worth.value.mark, "同时记给的分要大于 0。");
    }
    Some(AlsoTo { to: form::choice(to, &RECEIVERS, findings)?, points: points?, line: findings.line(node.mark) })
}
