//! 否决: what a grave deed bars an account from, for a time; honours and the shop, never anything else (red line E01).

use std::fmt;

use super::decision::Decision;
use super::form::{self, Form};
use super::keys;
use super::marks::Findings;
use super::red_lines;
use super::term::{self, Term};
use super::yaml::{Entry, Node, Shape};

/// What a rule bars from, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Veto {
    /// 评优
    pub honours: bool,
    /// 兑换
    pub redemption: bool,
    /// From the day it is posted; it always ends.
    pub term: Term,
    /// The line in the rule's file.
    pub line: u32,
}

/// What a veto may bar from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Barred {
    Honours,
    Redemption,
}

/// The words of 取消.
pub(super) const BARRED: [(&str, &str, Barred); 3] =
    [("评优", "honours", Barred::Honours), ("评先评优", "honours", Barred::Honours), ("兑换", "redemption", Barred::Redemption)];

/// `不能评优、不能换东西`
pub fn barred(honours: bool, redemption: bool) -> &'static str {
    match (honours, redemption) {
        (true, true) => "不能评优、不能换东西",
        (true, false) => "不能评优",
        _ => "不能换东西",
    }
}

/// `入账起不能评优、不能换东西，期限一年`
impl fmt::Display for Veto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "入账起{}，期限{}", barred(self.honours, self.redemption), self.term)
    }
}

/// Reads the table; what is only earned bars from nothing.
pub(super) fn read(entry: &Entry, only_gives: bool, findings: &mut Findings<'_>) -> Option<Veto> {
    if only_gives {
        findings.error("veto.award", entry.key_mark, "这条规则是加分的，不能否决。否决写在减分或者只记事（分值: 0）的规则里。");
    }
    let form = Form::read(form::table(&entry.value, &entry.key, findings)?, keys::VETO, findings);
    let (Some(bars), Some(until)) = (form.get("取消"), form.get("期限")) else {
        findings.error("veto.shape", entry.value.mark, "否决要写明取消什么、多长时间，像“{取消: [评优, 兑换], 期限: 一年}”。");
        return None;
    };
    let barred = read_barred(bars, findings);
    let term = term::read(until, findings)?;
    if term == Term::Forever {
        findings.error("veto.term", until.value.mark, "否决一定要有期限，到期自己恢复，不能是长期。");
    }
    let has = |what: Barred| barred.contains(&what);
    Some(Veto { honours: has(Barred::Honours), redemption: has(Barred::Redemption), term, line: findings.line(entry.key_mark) })
}

fn read_barred(entry: &Entry, findings: &mut Findings<'_>) -> Vec<Barred> {
    let one = std::slice::from_ref(&entry.value);
    let nodes = if let Shape::List(items) = &entry.value.shape { items.as_slice() } else { one };
    nodes.iter().filter_map(|node| read_one(entry, node, findings)).collect()
}

fn read_one(entry: &Entry, node: &Node, findings: &mut Findings<'_>) -> Option<Barred> {
    if node.text().is_some_and(red_lines::is_benefit) {
        findings.error("E01", node.mark, "否决只能取消评优和兑换，不能拿村民该享受的待遇和权利说事。");
        return None;
    }
    let single = Entry { value: node.clone(), ..entry.clone() };
    form::choice(&single, &BARRED, findings)
}

/// Whether a decision bars from something: a deduction does, or a mere record whose conditions hold.
pub(super) fn follows(decision: &Decision<'_>) -> bool {
    let rule = decision.rule;
    rule.veto.is_some() && decision.counts && (decision.raw.is_negative() || !rule.amount.bounds().can_be_negative())
}
