//! What the rules may pay out in a year, beside the fund that pays for it. Only what is certain is said.

use rust_decimal::Decimal;

use crate::words::Span;

use super::history::Reach;
use super::limits::{Cap, Limit};
use super::marks::{Findings, Mark};
use super::rule::Rule;
use super::settings::Settings;

/// Reports where the most that could be paid is more than the fund; the marks are those of 全村每月上限 and of 基金.
pub(super) fn report(settings: &Settings, rules: &[Rule], (month_cap, written): (Mark, Mark), findings: &mut Findings<'_>) {
    let Some(fund) = &settings.fund else { return };
    let (points, mark) = match settings.month_cap {
        Some(cap) => (cap.decimal() * Decimal::from(12), month_cap),
        None => (rules.iter().filter_map(in_a_year).sum(), written),
    };
    let Some(most) = points.checked_mul(settings.yuan_per_point.decimal()) else { return };
    if most > fund.budget.decimal() {
        let message = format!("全村一年最多可记的分折合 {} 元，超过基金预算 {} 元。", most.normalize(), fund.budget.plain());
        findings.warning("money.over_fund", mark, message);
    }
}

/// What a rule can give a whole village in a year, where nothing but a limit of the whole village stands in the way; one time of it, where no such limit does.
fn in_a_year(rule: &Rule) -> Option<Decimal> {
    let limits = || rule.limits.iter().chain(&*rule.wider);
    let once = rule.amount.bounds().least.filter(|least| *least > Decimal::ZERO);
    let of_village = |limit: &Limit| limit.need.reach == Reach::Village;
    let caps: Option<Vec<Decimal>> = limits().map(|limit| yearly(limit).filter(|_| of_village(limit))).collect();
    // Once is less than a limit lets through, and there is nothing else that is certain.
    let most = caps.and_then(|caps| caps.into_iter().min()).filter(|_| rule.is_award);
    most.or(once.filter(|_| limits().next().is_none()))
}

/// How many points a limit lets through in a year.
fn yearly(limit: &Limit) -> Option<Decimal> {
    let Cap::Points(points) = limit.cap else { return None };
    let times = match limit.need.span {
        Span::Day => 365,
        Span::Week => 52,
        Span::Month => 12,
        Span::Quarter => 4,
        Span::HalfYear => 2,
        Span::Year => 1,
        Span::Ever => return None,
    };
    points.decimal().checked_mul(times.into())
}
