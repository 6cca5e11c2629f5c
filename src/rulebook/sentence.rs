//! A rule in one plain sentence, as it hangs on the wall.

use rust_decimal::Decimal;

use super::amount::{Amount, Worth};
use super::bounds::Bounds;
use super::rule::{Evidence, Review, Rule};
use super::settings::Settings;

/// A larger bound is none that a village has thought about.
const ORDINARY: Decimal = Decimal::ONE_THOUSAND;

/// `志愿服务：时长（小时）× 2 分；时长 ≥ 0.5 才记；每人每月 20 分为限；一人审核。`
pub(super) fn of(rule: &Rule, settings: &Settings) -> String {
    let mut parts = vec![amount(rule)];
    let conditions: Vec<String> = rule.conditions.iter().map(|condition| condition.written()).collect();
    if !conditions.is_empty() {
        parts.push(format!("{} 才记", conditions.join(" 且 ")));
    }
    parts.extend(rule.repeat.as_ref().map(ToString::to_string));
    parts.extend(rule.streak.as_ref().map(ToString::to_string));
    let limits: Vec<String> = rule.limits.iter().map(ToString::to_string).collect();
    if !limits.is_empty() {
        parts.push(format!("最多{}", limits.join("、")));
    }
    if rule.highest.is_some() {
        parts.push(if rule.is_award { "同一天同类只记最高的一项" } else { "同一天同类只扣最重的一项" }.to_owned());
    }
    parts.extend(rule.veto.map(|veto| veto.to_string()));
    if !rule.also_to.is_empty() {
        let others: Vec<String> = rule.also_to.iter().map(ToString::to_string).collect();
        parts.push(format!("同时记给{}", others.join("、")));
    }
    if rule.is_award && rule.valid_for != settings.valid_for {
        parts.push(format!("加的分{}有效", rule.valid_for));
    }
    parts.push(agreement(rule));
    if rule.confidential {
        parts.push("保密".to_owned());
    }
    format!("{}：{}。", rule.name, parts.join("，"))
}

fn amount(rule: &Rule) -> String {
    match &rule.amount {
        Amount::Single { worth, .. } => format!("每{}每次{}", rule.subject.counter(), worded(worth)),
        Amount::Tiers(tiers) => {
            let one = |tier: &super::amount::Tier| match &tier.test {
                Some(test) => format!("{} {}", test.written(), worded(&tier.worth)),
                None => format!("其他{}", worded(&tier.worth)),
            };
            format!("每{}每次，{}", rule.subject.counter(), tiers.iter().map(one).collect::<Vec<_>>().join("，"))
        }
        Amount::Lookup { field, rows } => {
            let name = rule.fields.get(usize::from(*field)).map_or("", |field| field.name());
            let rows: Vec<String> = rows.iter().map(|row| format!("{}{}", row.option, worded(&row.worth))).collect();
            format!("每{}按{name}，{}", rule.subject.counter(), rows.join("、"))
        }
        Amount::Script(script) => format!("每{}每次按脚本“{}”算分", rule.subject.counter(), script.name()),
        Amount::Meeting(meeting) => format!("每{}每次由会议议定，{}", rule.subject.counter(), decided(meeting.worth.bounds())),
        Amount::Total(total) => format!("每{}{}", rule.subject.counter(), total.said()),
    }
}

/// `加 5 分`, `扣 2 分`, `记 时长 × 2 分`, `按评定分记 5 到 10 分`
fn worded(worth: &Worth) -> String {
    match worth {
        Worth::Fixed(points) if points.is_zero() => "不计分".to_owned(),
        Worth::Fixed(points) if points.is_negative() => format!("扣 {} 分", points.abs().plain()),
        Worth::Fixed(points) => format!("加 {} 分", points.plain()),
        Worth::Formula(formula) if formula.is_single() => match (formula.bounds.least, formula.bounds.most) {
            (Some(least), Some(most)) if most <= ORDINARY => {
                format!("按{}记 {} 到 {} 分", formula.written(), least.normalize(), most.normalize())
            }
            _ => format!("按{}记分", formula.written()),
        },
        Worth::Formula(formula) => format!("记 {} 分", formula.written()),
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

fn agreement(rule: &Rule) -> String {
    let evidence = match rule.evidence {
        Evidence::None => String::new(),
        evidence => format!("要有{}，", evidence.chinese()),
    };
    let review = match rule.review {
        Review::None => "不用审核".to_owned(),
        Review::One => "一人审核".to_owned(),
        Review::Two => "两人审核".to_owned(),
        Review::TwoAbove(points) => format!("一人审核（超过 {} 分两人）", points.plain()),
    };
    let notice = if rule.notice_days == 0 { String::new() } else { format!("，公示 {} 天", rule.notice_days) };
    format!("{evidence}{review}{notice}")
}
