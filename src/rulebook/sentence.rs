//! A rule in one plain sentence, as it hangs on the wall.

use rust_decimal::Decimal;

use super::amount::{Amount, Tier, Worth};
use super::bounds::Bounds;
use super::limits::{Cap, Limit};
use super::rule::{Evidence, Review, Rule};
use super::saying::{self, spaced};
use crate::words::Span;

/// A larger bound is none that a village has thought about.
const ORDINARY: Decimal = Decimal::ONE_THOUSAND;

/// `志愿服务：每人每次按时长每小时加 2 分，时长不少于 0.5 小时才记，每人每月最多 20 分，一人审核。`
pub(super) fn of(rule: &Rule) -> String {
    let mut parts = vec![amount(rule)];
    parts.extend(condition(rule));
    parts.extend(days(rule));
    parts.extend(rule.repeat.as_ref().map(ToString::to_string));
    parts.extend(rule.streak.as_ref().map(ToString::to_string));
    parts.extend(rule.limits.iter().map(|limit| limited(limit, rule)));
    parts.extend(highest(rule));
    parts.extend(rule.veto.map(|veto| veto.to_string()));
    parts.extend(rule.repair.as_ref().map(ToString::to_string));
    if !rule.also_to.is_empty() {
        let others: Vec<String> = rule.also_to.iter().map(ToString::to_string).collect();
        parts.push(format!("同时记给{}", others.join("、")));
    }
    if rule.is_award && rule.own_term {
        parts.push(format!("加的分{}有效", rule.valid_for));
    }
    parts.extend(agreement(rule));
    if rule.confidential {
        parts.push("保密".to_owned());
    }
    format!("{}：{}。", rule.name, parts.join("，"))
}

fn amount(rule: &Rule) -> String {
    let counter = rule.subject.counter();
    match &rule.amount {
        Amount::Single { worth, .. } => format!("每{counter}每次{}", worded(worth, rule)),
        Amount::Tiers(tiers) => {
            let one = |tier: &Tier| match &tier.test {
                Some(test) => format!("{}的{}", spaced(saying::test(test, &rule.fields)), worded(&tier.worth, rule)),
                None => format!("其余{}", worded(&tier.worth, rule)),
            };
            format!("每{counter}每次，{}", tiers.iter().map(one).collect::<Vec<_>>().join("；"))
        }
        Amount::Lookup { field, rows } => {
            let name = rule.fields.get(usize::from(*field)).map_or("", |field| field.name());
            let rows: Vec<String> = rows.iter().map(|row| format!("{}{}", row.option, worded(&row.worth, rule))).collect();
            format!("每{counter}每次按{name}，{}", rows.join("、"))
        }
        Amount::Script(script) => format!("每{counter}每次按脚本“{}”算分", script.name()),
        Amount::Meeting(meeting) => format!("每{counter}每次由会议议定，{}", decided(meeting.worth.bounds())),
        Amount::Total(total) => format!("每{counter}{}", total.said()),
    }
}

/// `加 5 分`, `扣 2 分`, `不计分`, `按评定分加 5 到 10 分`
pub(super) fn worded(worth: &Worth, rule: &Rule) -> String {
    match worth {
        Worth::Fixed(points) if points.is_zero() => "不计分".to_owned(),
        Worth::Fixed(points) if points.is_negative() => format!("扣 {} 分", points.abs().plain()),
        Worth::Fixed(points) => format!("加 {} 分", points.plain()),
        Worth::Formula(formula) => saying::points(formula, &rule.fields),
    }
}

/// `定多少记多少`, `记 5 到 50 分`, `扣 5 到 50 分`
fn decided(bounds: Bounds) -> String {
    match (bounds.least, bounds.most) {
        (Some(least), Some(most)) if most <= Decimal::ZERO => format!("扣 {} 到 {} 分", most.abs().normalize(), least.abs().normalize()),
        (Some(least), Some(most)) if most <= ORDINARY => format!("记 {} 到 {} 分", least.normalize(), most.normalize()),
        _ => "定多少记多少".to_owned(),
    }
}

fn condition(rule: &Rule) -> Option<String> {
    (!rule.conditions.is_empty()).then(|| format!("{}才记", spaced(saying::tests(&rule.conditions, &rule.fields))))
}

/// `2026 年 3 月 1 日到 2026 年 5 月 31 日做的才记`, `2026 年 3 月 1 日起做的才记`
fn days(rule: &Rule) -> Option<String> {
    match (rule.from.map(saying::day), rule.until.map(saying::day)) {
        (Some(from), Some(until)) => Some(format!("{from}到 {until}做的才记")),
        (Some(from), None) => Some(format!("{from}起做的才记")),
        (None, Some(until)) => Some(format!("到 {until}为止做的才记")),
        (None, None) => None,
    }
}

/// `每人每月最多 20 分`, `每户一共最多 1 次`
fn limited(limit: &Limit, rule: &Rule) -> String {
    let span = if limit.need.span == Span::Ever { "一共" } else { limit.need.span.chinese() };
    let most = match limit.cap {
        Cap::Points(points) if rule.is_award => format!("{} 分", points.plain()),
        Cap::Points(points) => format!("扣 {} 分", points.plain()),
        Cap::Times(times) => format!("{times} 次"),
    };
    let gap = if most.starts_with('扣') { "" } else { " " };
    format!("{}{span}最多{gap}{most}", limit.need.reach.chinese())
}

fn highest(rule: &Rule) -> Option<String> {
    let group = rule.highest.as_ref().map(|highest| highest.0.measure.name())?;
    let most = if rule.is_award { "记最高" } else { "扣最重" };
    Some(format!("同一天的“{group}”只{most}的一项"))
}

/// Evidence, review and notice.
fn agreement(rule: &Rule) -> Vec<String> {
    let evidence = (rule.evidence != Evidence::None).then(|| format!("要有{}", rule.evidence.chinese()));
    let notice = (rule.notice_days > 0).then(|| format!("公示 {} 天", rule.notice_days));
    [evidence, Some(review(rule)), notice].into_iter().flatten().collect()
}

/// Who must agree; a threshold that this rule never reaches, or always, goes without saying.
pub(super) fn review(rule: &Rule) -> String {
    let (least, most) = sizes(rule);
    match rule.review {
        Review::None => "不用审核".to_owned(),
        Review::One => "一人审核".to_owned(),
        Review::Two => "两人审核".to_owned(),
        Review::TwoAbove(limit) if most.is_some_and(|most| most <= limit.decimal()) => "一人审核".to_owned(),
        Review::TwoAbove(limit) if least.is_some_and(|least| least > limit.decimal()) => "两人审核".to_owned(),
        Review::TwoAbove(limit) => format!("一人审核（超过 {} 分两人）", limit.plain()),
    }
}

/// How small and how large an award or deduction can be, as far as that is known.
fn sizes(rule: &Rule) -> (Option<Decimal>, Option<Decimal>) {
    let bounds = rule.amount.bounds();
    let cap = |limit: &Limit| if let Cap::Points(points) = limit.cap { Some(points.decimal()) } else { None };
    let cap = rule.limits.iter().filter_map(cap).min();
    let largest = bounds.least.zip(bounds.most).map(|(least, most)| least.abs().max(most.abs()));
    let smallest = bounds.least.zip(bounds.most).filter(|(least, most)| least == most).map(|(least, _)| least.abs());
    (smallest.filter(|_| cap.is_none()), largest.into_iter().chain(cap).min())
}
