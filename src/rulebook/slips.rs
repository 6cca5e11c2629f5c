//! Slips of writing that are made of several signs: a number without a colon before it, a value that is named twice, a tag.
//!
//! Not here: which lines are looked at, and what is said (`lint`).

use super::bare::Bare;
use super::heard;

/// The gap in `志愿服务 20`, a name and a number with no colon between: where it begins and how long it is.
pub(super) fn gap_before_number(bare: &[Bare]) -> Option<(usize, usize)> {
    let last = bare.iter().rposition(|b| b.c.is_whitespace())?;
    let first = bare[..last].iter().rposition(|b| !b.c.is_whitespace())? + 1;
    let worth: String = bare[last + 1..].iter().map(|b| b.c).collect();
    // `时长 * 2` is a formula, `志愿服务 = 20` a name and its number.
    if matches!(bare[first - 1].c, '*' | '+' | '-' | '/' | '<' | '>' | '\u{D7}' | '\u{F7}') {
        return None;
    }
    let (from, to) = (bare[first].at, bare.get(last + 1)?.at);
    heard::number(&worth).map(|_| (from, to - from))
}

/// What is too much in `拾金不昧: 积分: 5`, of which this is what stands behind the first colon.
pub(super) fn said_twice(value: &[Bare]) -> Option<(usize, usize)> {
    let text: String = value.iter().map(|b| b.c).collect();
    let (name, worth) = text.split_once(':').filter(|(name, _)| matches!(name.trim(), "积分" | "分值" | "得分" | "分数"))?;
    let gap = name.len() - name.trim_start().len();
    let at = value.iter().find(|b| b.c != ' ')?.at;
    heard::number(worth).map(|_| (at, text.len() - gap - worth.trim_start().len()))
}

/// The length of a tag as programs write it, with its gap: `!!int `. `!核实` is none.
pub(super) fn tag(text: &str) -> usize {
    let end = text.find(' ').unwrap_or(text.len());
    let rest = text[end..].trim_start();
    let is_tag = text.starts_with("!!") || text[..end].is_ascii() && rest.starts_with(['"', '\'']);
    if is_tag { text.len() - rest.len() } else { 0 }
}
