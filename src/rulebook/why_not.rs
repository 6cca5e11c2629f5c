//! Why not: how far a record was from what would have earned, where a comparison with a number tells it.

use super::amount::{Amount, Interval, Row, Tier, Worth, intervals, is_single};
use super::facts::Value;
use super::formula::Formula;
use super::rule::{Field, FieldKind, Rule};

/// How far a record is from what a condition wants: `还差 0.2 小时`, `多了 2 桌`. `None` if it is more than one comparison of a field with a number.
pub(super) fn distance(condition: &Formula, values: &[Value], fields: &[Field]) -> Option<String> {
    let [Interval { field, from, to }] = *intervals(condition).as_slice() else { return None };
    let at = usize::from(field);
    let FieldKind::Number { unit, .. } = &fields.get(at)?.kind else { return None };
    let value = values.get(at)?.number().filter(|_| is_single(condition))?;
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
pub(super) fn better(before: &[Tier], values: &[Value], fields: &[Field]) -> Option<String> {
    let earning = before.iter().rev().filter_map(|tier| match (&tier.test, &tier.worth) {
        (Some(test), Worth::Fixed(points)) if points.is_positive() => Some((test, points)),
        _ => None,
    });
    let (test, points) = earning.into_iter().next()?;
    let far = distance(test, values, fields).map_or_else(String::new, |far| format!("，{far}"));
    Some(format!("“{}”才记 {} 分{far}", test.written(), points.plain()))
}

/// The option of 对照 that would have earned, the one that asks for least.
pub(super) fn better_option(rows: &[Row]) -> Option<String> {
    let earning = rows.iter().filter_map(|row| match row.worth {
        Worth::Fixed(points) if points.is_positive() => Some((points, &row.option)),
        _ => None,
    });
    earning.min_by_key(|(points, _)| *points).map(|(points, option)| format!("“{option}”才记 {} 分", points.plain()))
}

/// Whether what a rule gives hangs on nothing that its conditions ask for, and on nothing that only a counted record knows.
pub(super) fn is_independent(rule: &Rule) -> bool {
    let asked: Vec<&str> = rule.conditions.iter().flat_map(|condition| condition.names()).collect();
    let looked_up = match &rule.amount {
        Amount::Single { .. } | Amount::Tiers(_) => None,
        Amount::Lookup { field, .. } => rule.fields.get(usize::from(*field)).map(|field| field.name()),
        Amount::Total(_) | Amount::Meeting(_) | Amount::Script(_) => return false,
    };
    rule.amount.formulas().flat_map(|formula| formula.names()).chain(looked_up).all(|name| !asked.contains(&name))
}
