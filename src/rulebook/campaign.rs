//! 活动: for some days certain rules give more: `{名称: 重阳敬老月, 起: 2026-10-01, 止: 2026-10-31, 类别: 孝老爱亲, 倍数: 2}`.
//!
//! A campaign adds to what a deed earns by itself, 连续 included; several on one day each add their own, none grows by another. It never touches a
//! deduction. A campaign written in a village's own file reaches all rules of the village, one in a pack those of that pack.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::words::Points;

use super::finding::Mend;
use super::form::{self, Form};
use super::keys;
use super::listing::{Heading, Listing, Raw};
use super::marks::{Findings, Mark};
use super::names::nearest;
use super::saying;
use super::yaml::{Entry, Node, Shape};

/// No campaign gives more than so many times as much.
const MOST: u32 = 10;

/// What a campaign gives more.
#[derive(Debug)]
enum More {
    Factor(Decimal),
    Points(Points),
}

/// A campaign.
#[derive(Debug)]
pub struct Campaign {
    name: Box<str>,
    from: NaiveDate,
    until: NaiveDate,
    more: More,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
}

impl Campaign {
    /// Whether it runs on a day; both ends belong to it.
    pub(super) fn runs(&self, day: NaiveDate) -> bool {
        (self.from..=self.until).contains(&day)
    }

    /// What it adds to an award; `None` if that is too large to count.
    pub(super) fn adds(&self, points: Points) -> Option<Points> {
        match self.more {
            More::Points(more) => Some(more),
            More::Factor(factor) => Points::rounded(points.decimal() * (factor - Decimal::ONE)),
        }
    }

    /// The sentence that says that it added so much.
    pub(super) fn told(&self, more: Points) -> String {
        let (name, more) = (&self.name, more.plain());
        match self.more {
            More::Points(_) => format!("活动“{name}”，另加 {more} 分"),
            More::Factor(factor) => format!("活动“{name}”，按 {} 倍记，多记 {more} 分", factor.normalize()),
        }
    }

    /// Whether there is a day on which both run.
    fn meets(&self, other: &Campaign) -> bool {
        self.from <= other.until && other.from <= self.until
    }

    /// `活动“重阳敬老月”（2026 年 10 月 1 日到 2026 年 10 月 31 日）按 2 倍记`
    pub(super) fn said(&self) -> String {
        let more = match &self.more {
            More::Points(points) => format!("每次另加 {} 分", points.plain()),
            More::Factor(factor) => format!("按 {} 倍记", factor.normalize()),
        };
        format!("活动“{}”（{}到 {}）{more}", self.name, saying::day(self.from), saying::day(self.until))
    }
}

/// All campaigns of a village or a pack, and which rules each of them reaches.
#[derive(Default)]
pub(super) struct Campaigns(Vec<(Arc<Campaign>, Scope)>);

/// Which rules a campaign reaches.
struct Scope {
    chapters: Vec<(Box<str>, Mark)>,
    rules: Vec<(Box<str>, Mark)>,
    everything: bool,
    /// Only rules of this file.
    pack: Option<u16>,
}

impl Scope {
    fn reaches(&self, raw: &Raw) -> bool {
        let named = |names: &[(Box<str>, Mark)], name: &str| names.iter().any(|(known, _)| **known == *name);
        let inside = self.pack.is_none_or(|file| raw.name_mark.file == file);
        inside && (self.everything || named(&self.chapters, &raw.chapter) || named(&self.rules, &raw.name))
    }
}

impl Campaigns {
    /// Reads 活动 of all files; `packs` are the files that are taken in.
    pub(super) fn read(headings: &[Heading], listing: &Listing, packs: &[u16], findings: &mut Findings<'_>) -> Self {
        let mut all = Vec::new();
        for entry in headings.iter().filter_map(|heading| heading.campaigns.as_ref()) {
            let one = std::slice::from_ref(&entry.value);
            let nodes = if let Shape::List(items) = &entry.value.shape { items.as_slice() } else { one };
            let pack = Some(entry.key_mark.file).filter(|file| packs.contains(file));
            for node in nodes {
                let Some((campaign, scope)) = read(node, pack, &listing.rules, findings) else { continue };
                if all.iter().any(|(other, _): &(Arc<Campaign>, Scope)| other.name == campaign.name && other.meets(&campaign)) {
                    let message = format!("同一段时间里有两个活动都叫“{}”，分不清，请换一个名称。", campaign.name);
                    findings.warning("campaign.twice", node.mark, message);
                }
                all.push((campaign, scope));
            }
        }
        Self(all)
    }

    /// The campaigns that reach a rule. One that names a rule which only takes points away is reported.
    pub(super) fn of(&self, raw: &Raw, is_award: bool, findings: &mut Findings<'_>) -> Box<[Arc<Campaign>]> {
        let reach = self.0.iter().filter(|(_, scope)| scope.reaches(raw));
        if is_award {
            return reach.map(|(campaign, _)| campaign.clone()).collect();
        }
        for (name, mark) in reach.flat_map(|(_, scope)| &scope.rules).filter(|(name, _)| **name == *raw.name) {
            findings.error("campaign.deduction", *mark, format!("活动只给加分的规则多记，“{name}”是扣分的。"));
        }
        Box::default()
    }
}

fn read(node: &Node, pack: Option<u16>, known: &[Raw], findings: &mut Findings<'_>) -> Option<(Arc<Campaign>, Scope)> {
    let form = Form::read(form::table(node, "活动", findings)?, keys::CAMPAIGN, findings);
    let written = |key: &str| form.get(key).is_some();
    let mut missing: Vec<&str> = ["名称", "起", "止"].into_iter().filter(|key| !written(key)).collect();
    missing.extend((!written("类别") && !written("规则")).then_some("类别或规则（都算就写“类别: 全部”）"));
    missing.extend((!written("倍数") && !written("加")).then_some("倍数或加"));
    if !missing.is_empty() {
        findings.error("campaign.missing", node.mark, format!("活动要写名称、起止、管哪些、多记多少，这里要补：{}。", missing.join("、")));
        return None;
    }
    if let (Some(entry), true) = (form.get("加"), written("倍数")) {
        findings.error("campaign.two_ways", entry.key_mark, "“倍数”和“加”只能写一样，请删掉一样。");
        return None;
    }
    let name = form::text(form.get("名称")?, findings)?.into();
    let (from, until) = (form::date(form.get("起")?, findings)?, form::date(form.get("止")?, findings)?);
    if until < from {
        findings.error("campaign.dates", form.get("止")?.value.mark, format!("止（{until}）比起（{from}）还早。"));
    }
    let more = more(&form, findings)?;
    let scope = scope(&form, pack, known, findings);
    let (file, line) = (findings.source(node.mark.file).path.as_str().into(), findings.line(node.mark));
    Some((Arc::new(Campaign { name, from, until, more, file, line }), scope))
}

fn more(form: &Form<'_>, findings: &mut Findings<'_>) -> Option<More> {
    if let Some(entry) = form.get("加") {
        let points = form::points(&entry.value, &entry.key, findings)?;
        if !points.is_positive() {
            findings.error("campaign.less", entry.value.mark, "活动是多记分的，“加”要大于 0。");
        }
        return Some(More::Points(points));
    }
    let entry = form.get("倍数")?;
    let factor = form::number(&entry.value, &entry.key, findings)?;
    if factor <= Decimal::ONE || factor > Decimal::from(MOST) {
        findings.error("campaign.less", entry.value.mark, format!("活动是多记分的，倍数要大于 1，最多 {MOST} 倍。"));
    }
    Some(More::Factor(factor))
}

fn scope(form: &Form<'_>, pack: Option<u16>, known: &[Raw], findings: &mut Findings<'_>) -> Scope {
    let mut chapters = names(form.get("类别"));
    let rules = names(form.get("规则"));
    let count = chapters.len();
    chapters.retain(|(name, _)| !matches!(&**name, "全部" | "all"));
    let everything = chapters.len() < count;
    // A pack's campaign may name a rule that the village left out.
    if pack.is_none() {
        report_strangers("类别", &chapters, known.iter().map(|raw| &*raw.chapter), findings);
        report_strangers("规则", &rules, known.iter().map(|raw| &*raw.name), findings);
    }
    Scope { chapters, rules, everything, pack }
}

/// One name or a list of names.
fn names(entry: Option<&Entry>) -> Vec<(Box<str>, Mark)> {
    let Some(entry) = entry else { return Vec::new() };
    let one = std::slice::from_ref(&entry.value);
    let nodes = if let Shape::List(items) = &entry.value.shape { items.as_slice() } else { one };
    nodes.iter().map(|node| (node.text().unwrap_or_default().into(), node.mark)).collect()
}

fn report_strangers<'r>(what: &str, names: &[(Box<str>, Mark)], known: impl Iterator<Item = &'r str> + Clone, findings: &mut Findings<'_>) {
    for (name, mark) in names.iter().filter(|(name, _)| !known.clone().any(|other| *other == **name)) {
        let near = nearest(name, known.clone());
        let hint = near.map_or_else(|| "请核对名称。".to_owned(), |near| format!("是不是“{near}”？"));
        findings.mendable("campaign.unknown", *mark, format!("没有叫“{name}”的{what}，{hint}"), near.map(Mend::guess));
    }
}
