//! Why not: how far a record was from what would have earned, where a comparison with a number tells it.

use super::amount::{Interval, Tier, Worth, intervals, is_single};
use super::facts::Situation;
use super::formula::Formula;
use super::history::History;
use super::rule::FieldKind;

/// How far a record is from what a condition wants: `还差 0.2 小时`, `多了 2 桌`. `None` if it is more than one comparison of a field with a number.
pub(super) fn distance<H: History>(condition: &Formula, situation: &Situation<'_, H>) -> Option<String> {
    let [Interval { field, from, to }] = *intervals(condition).as_slice() else { return None };
    let at = usize::from(field);
    let FieldKind::Number { unit, .. } = &situation.rule.fields.get(at)?.kind else { return None };
    let value = situation.facts.get(at)?.number().filter(|_| is_single(condition))?;
    let measured = |number: rust_decimal::Decimal| format!("{} {unit}", number.normalize()).trim_end().to_owned();
    match (from, to) {
        (Some((least, true)), _) if value < least => Some(format!("还差 {}", measured(least - value))),
        (Some((least, false)), _) if value <= least => Some(format!("要超过 {}", measured(least))),
        (_, Some((most, true))) if value > most => Some(format!("多了 {}", measured(value - most))),
        (_, Some((most, false))) if value >= most => Some(format!("要少于 {}", measured(most))),
        _ => None,
    }
}

/// The line of 分档 that would have earned, of those before the one that won: the one that asks for least stands last.
pub(super) fn better<H: History>(before: &[Tier], situation: &Situation<'_, H>) -> Option<String> {
    let earning = before.iter().rev().filter_map(|tier| match (&tier.test, &tier.worth) {
        (Some(test), Worth::Fixed(points)) if points.is_positive() => Some((test, points)),
        _ => None,
    });
    let (test, points) = earning.into_iter().next()?;
    let far = distance(test, situation).map_or_else(String::new, |far| format!("，{far}"));
    Some(format!("“{}”才记 {} 分{far}", test.written(), points.plain()))
}
