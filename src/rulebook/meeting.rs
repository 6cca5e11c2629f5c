//! 一事一议: the points of a deed are decided by a recorded meeting, `分值: 一事一议` or `分值: 一事一议 5 到 50 分`.
//!
//! Whoever records fills in what was decided, by which meeting and when; two others must agree, whatever the village says elsewhere.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::amount::Worth;
use super::compiling::{Compiler, Written};
use super::finding::Mend;
use super::form::{self, Form};
use super::listing::Raw;
use super::marks::Findings;
use super::numerals::plain;
use super::rule::{Field, FieldKind, Review};
use super::yaml::Node;

/// What is filled in besides 填报: the points, the meeting, its day.
const FIELDS: [&str; 3] = ["议定分值", "会议", "会议日期"];

/// The most a meeting decides unless the rule says otherwise.
const MOST: i64 = 1_000_000;

/// Points decided by a meeting.
#[derive(Debug)]
pub(super) struct Meeting {
    pub(super) worth: Worth,
    /// The fields that name the meeting and its day.
    pub(super) named: [u16; 2],
    pub(super) line: u32,
}

/// The value that says 一事一议, with its bounds; `None` if the rule's points are not decided so.
pub(super) fn decides<'n>(raw: &'n Raw, form: &Form<'n>) -> Option<(&'n Node, Decimal, Decimal)> {
    let node = form.get("分值").map_or(&raw.value, |entry| &entry.value);
    let text = plain(node.text()?);
    let rest = text.strip_prefix("一事一议").or_else(|| text.strip_prefix("by meeting"))?;
    let rest = rest.trim_start_matches([',', ':', ' ']).trim_end_matches("points").trim_end_matches('分');
    if rest.is_empty() {
        return Some((node, Decimal::ZERO, Decimal::from(MOST)));
    }
    // A range that is not understood leaves an empty one, which is reported.
    let (least, most) = form::range(rest).unwrap_or((Decimal::ONE, Decimal::ZERO));
    Some((node, least, most))
}

/// The fields a meeting adds to those of 填报.
pub(super) fn add_fields(raw: &Raw, form: &Form<'_>, fields: &mut Vec<Field>, findings: &mut Findings<'_>) {
    let Some((node, min, max)) = decides(raw, form) else { return };
    if min > max {
        findings.error("meeting.range", node.mark, "一事一议要写成“一事一议”，或者“一事一议 5 到 50 分”，前小后大。");
    }
    if let Some(taken) = fields.iter().find(|field| FIELDS.contains(&&*field.name)) {
        let message = format!("“{}”由一事一议自己来问，填报里不用写。", taken.name);
        findings.error("meeting.field", form.get("填报").map_or(raw.name_mark, |entry| entry.value.mark), message);
    }
    let points = FieldKind::Number { unit: "分".into(), whole: false, min, max };
    let kinds = [points, FieldKind::Text, FieldKind::Date];
    fields.extend(FIELDS.into_iter().zip(kinds).map(|(name, kind)| Field { name: Arc::from(name), kind }));
}

/// Never without two reviewers.
pub(super) fn review(form: &Form<'_>, findings: &mut Findings<'_>) -> Review {
    if let Some(entry) = form.get("审核").filter(|entry| form::review(entry, &mut Findings::silent(findings)) != Some(Review::Two)) {
        findings.mendable("meeting.review", entry.value.mark, "一事一议要两人审核。", Some(Mend::sure("两人")));
    }
    Review::Two
}

impl Compiler<'_, '_> {
    /// The points as they were filled in.
    pub(super) fn meeting(&mut self, node: &Node) -> Option<Meeting> {
        let worth = self.number(Written { text: FIELDS[0], mark: node.mark })?;
        let first = self.names.fields.iter().position(|field| *field.name == *FIELDS[1])?;
        let named = [first, first + 1].map(|at| u16::try_from(at).unwrap_or(u16::MAX));
        Some(Meeting { worth: Worth::Formula(Box::new(worth)), named, line: self.findings.line(node.mark) })
    }
}
