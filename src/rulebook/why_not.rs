//! Why not: how far a record was from what would have earned, where a comparison with a number tells it.

use super::amount::{Amount, Interval, Row, Tier, Worth, interval};
use super::facts::Value;
use super::formula::Formula;
use super::native::{Native, Test};
use super::numerals::compared;
use super::rule::{Field, FieldKind, Rule};
use super::spoken::{Piece, Told};

/// How far a record is from what a condition wants, for each comparison of a field with a number that must hold and does not: `，还差 0.2 小时`; where there
/// are several, which one: `，桌数多了 2，彩礼多了 3000 元`.
pub(super) fn distance<'a>(condition: &'a Formula, values: &'a [Value], fields: &'a [Field]) -> impl Piece + use<'a> {
    Told(move |text: &mut String| {
        let parts = comparisons(condition);
        for interval in parts.iter().filter_map(|part| interval(part, condition)) {
            let named = fields.get(usize::from(interval.field)).filter(|_| parts.len() > 1).map(Field::name);
            far(&interval, values, fields).map(|far| ("，", named, far)).join(text);
        }
    })
}

/// What must hold, all of it.
fn comparisons(condition: &Formula) -> &[Test] {
    match condition.native() {
        Some(Native::Test(Test::All(tests))) => tests,
        Some(Native::Test(test)) => std::slice::from_ref(test),
        _ => &[],
    }
}

/// `还差 0.2 小时`, `多了 2 桌`; `None` if it holds.
fn far<'a>(interval: &Interval, values: &[Value], fields: &'a [Field]) -> Option<impl Piece + use<'a>> {
    let at = usize::from(interval.field);
    let FieldKind::Number { unit, .. } = &fields.get(at)?.kind else { return None };
    let value = values.get(at)?.number()?;
    let (far, number) = match (interval.from, interval.to) {
        (Some((least, true)), _) if compared(value, least).is_lt() => ("还差 ", least - value),
        (Some((least, false)), _) if compared(value, least).is_le() => ("要超过 ", least),
        (_, Some((most, true))) if compared(value, most).is_gt() => ("多了 ", value - most),
        (_, Some((most, false))) if compared(value, most).is_ge() => ("要少于 ", most),
        _ => return None,
    };
    Some((far, number, (!unit.is_empty()).then_some((" ", &**unit))))
}

/// The line of 分档 that would have earned, of those before the one that won: the one that asks for least stands last.
pub(super) fn better<'a>(before: &'a [Tier], values: &'a [Value], fields: &'a [Field]) -> Option<impl Piece + use<'a>> {
    let earning = before.iter().rev().filter_map(|tier| match (&tier.test, &tier.worth) {
        (Some(test), Worth::Fixed(points)) if points.is_positive() => Some((test, points)),
        _ => None,
    });
    let (test, points) = earning.into_iter().next()?;
    Some(("“", test.in_names(), "”才记 ", *points, " 分", distance(test, values, fields)))
}

/// The option of 对照 that would have earned, the one that asks for least.
pub(super) fn better_option(rows: &[Row]) -> Option<impl Piece> {
    let earning = rows.iter().filter_map(|row| match row.worth {
        Worth::Fixed(points) if points.is_positive() => Some((points, &row.option)),
        _ => None,
    });
    earning.min_by_key(|(points, _)| *points).map(|(points, option)| ("“", option, "”才记 ", points, " 分"))
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
