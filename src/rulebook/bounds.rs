//! The least and the most a formula can give, as far as its fields' bounds say.
//!
//! It decides whether a rule can take points away, so what is not known counts as unbounded.

use rust_decimal::Decimal;

use super::functions::Helper;
use super::names::Input;
use super::native::{Number, Sign};
use super::rule::{Field, FieldKind};
use super::script::Calls;

/// Least and most; `None` is without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) least: Option<Decimal>,
    pub(super) most: Option<Decimal>,
}

/// Of what is not followed: loops, stored numbers, balances.
pub(super) const UNKNOWN: Bounds = Bounds { least: None, most: None };

const NOT_NEGATIVE: Bounds = Bounds { least: Some(Decimal::ZERO), most: None };

impl Bounds {
    /// Exactly this number.
    pub(super) fn exactly(number: Decimal) -> Self {
        Self { least: Some(number), most: Some(number) }
    }

    /// Everything either of them can give.
    pub(super) fn or(self, other: Bounds) -> Self {
        Self { least: both(self.least, other.least, Decimal::min), most: both(self.most, other.most, Decimal::max) }
    }

    /// Whether it can give less than nothing.
    pub(super) fn can_be_negative(self) -> bool {
        self.least.is_none_or(|least| least.is_sign_negative() && !least.is_zero())
    }

    /// Whether it can give more than nothing.
    pub(super) fn can_be_positive(self) -> bool {
        self.most.is_none_or(|most| most > Decimal::ZERO)
    }

    /// Whether it is known to reach from below nothing, or nothing, to nothing or above.
    pub(super) fn may_be_zero(self) -> bool {
        self.least.is_some_and(|least| least <= Decimal::ZERO) && self.most.is_none_or(|most| most >= Decimal::ZERO)
    }

    fn negated(self) -> Self {
        Self { least: self.most.map(|n| -n), most: self.least.map(|n| -n) }
    }

    fn plus(self, other: Bounds) -> Self {
        let sum = |a: Option<Decimal>, b: Option<Decimal>| a.zip(b).and_then(|(a, b)| a.checked_add(b));
        Self { least: sum(self.least, other.least), most: sum(self.most, other.most) }
    }

    fn times(self, other: Bounds) -> Self {
        if let (Some(a), Some(b), Some(c), Some(d)) = (self.least, self.most, other.least, other.most) {
            let products: Option<Vec<Decimal>> = [(a, c), (a, d), (b, c), (b, d)].iter().map(|(x, y)| x.checked_mul(*y)).collect();
            let Some(products) = products else { return UNKNOWN };
            return Self { least: products.iter().copied().min(), most: products.iter().copied().max() };
        }
        let not_negative = !self.can_be_negative() && !other.can_be_negative();
        if not_negative { NOT_NEGATIVE } else { UNKNOWN }
    }

    fn divided(self, by: Bounds) -> Self {
        match (by.least, by.most) {
            (Some(n), Some(m)) if n == m && n > Decimal::ZERO => {
                let part = |a: Option<Decimal>| a.and_then(|a| a.checked_div(n));
                Self { least: part(self.least), most: part(self.most) }
            }
            _ if !self.can_be_negative() && !by.can_be_negative() => NOT_NEGATIVE,
            _ => UNKNOWN,
        }
    }
}

fn both(a: Option<Decimal>, b: Option<Decimal>, choose: fn(Decimal, Decimal) -> Decimal) -> Option<Decimal> {
    a.zip(b).map(|(a, b)| choose(a, b))
}

/// The bounds of a number that reads these inputs.
pub(super) fn of(number: &Number, inputs: &[Bounds]) -> Bounds {
    let side = |number: &Number| of(number, inputs);
    match number {
        Number::Fixed(number) => Bounds::exactly(*number),
        Number::Input(at) => inputs.get(usize::from(*at)).copied().unwrap_or(UNKNOWN),
        Number::Negated(number) => side(number).negated(),
        Number::Reckoned { sign, sides, .. } => {
            let [left, right] = (**sides).each_ref().map(side);
            match sign {
                Sign::Plus => left.plus(right),
                Sign::Minus => left.plus(right.negated()),
                Sign::Times => left.times(right),
                Sign::Divided => left.divided(right),
                Sign::Remainder => UNKNOWN,
            }
        }
        Number::Helped { helper, arguments } => helped(*helper, &arguments.iter().map(side).collect::<Vec<_>>()),
        Number::Between { .. } => NOT_NEGATIVE,
        // Bands that all give something cannot take anything away.
        Number::Bands { of, .. } if of.1.iter().all(|(_, each)| *each >= Decimal::ZERO) => NOT_NEGATIVE,
        Number::Bands { .. } => UNKNOWN,
        Number::Table { of, .. } => of.1.iter().map(|(_, number)| side(number)).reduce(Bounds::or).unwrap_or(UNKNOWN),
        Number::Either(of) => side(&of.1).or(side(&of.2)),
    }
}

/// The bounds of a script, by what it calls; 加分 and 扣分 refuse numbers below zero.
pub(super) fn of_calls(calls: Calls) -> Bounds {
    Bounds { least: calls.takes.most().map(|most| -most), most: calls.gives.most() }
}

fn helped(helper: Helper, sides: &[Bounds]) -> Bounds {
    // Without end comes before every number: the least of several is known only if all are, the most if any is.
    let (least, most) = (sides.iter().map(|side| side.least), sides.iter().map(|side| side.most));
    match helper {
        Helper::Smallest => Bounds { least: least.min().flatten(), most: most.flatten().min() },
        Helper::Largest => {
            Bounds { least: least.flatten().max(), most: most.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max()) }
        }
        Helper::Size => NOT_NEGATIVE,
        Helper::Floor | Helper::Ceiling | Helper::Rounded => {
            let number = sides.first().copied().unwrap_or(UNKNOWN);
            Bounds { least: number.least.map(|n| n.floor()), most: number.most.map(|n| n.ceil()) }
        }
    }
}

/// What a formula may read from an input.
pub(super) fn of_input(input: &Input, fields: &[Field]) -> Bounds {
    let from = |least: i64| Bounds { least: Some(Decimal::from(least)), most: None };
    match input {
        Input::Field(at) => match fields.get(usize::from(*at)).map(|field| &field.kind) {
            Some(FieldKind::Number { min, max, .. }) => Bounds { least: Some(*min), most: Some(*max) },
            _ => UNKNOWN,
        },
        Input::Month => Bounds { least: Some(Decimal::ONE), most: Some(Decimal::from(12)) },
        Input::Quarter => Bounds { least: Some(Decimal::ONE), most: Some(Decimal::from(4)) },
        Input::Year | Input::HouseholdSize | Input::Streak(_) => from(1),
        Input::Times(_) => NOT_NEGATIVE,
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::history::Reach;
    use super::super::names::Names;
    use super::super::native::Native;
    use super::super::{dialect, lexer, sandbox, translating, typing};
    use super::*;

    fn bounds(formula: &str) -> String {
        let number = |name: &str, max: i64| {
            let kind = FieldKind::Number { unit: "".into(), whole: false, min: Decimal::ZERO, max: Decimal::from(max) };
            Field { name: name.into(), kind }
        };
        let (rule, chapter): (Arc<str>, Arc<str>) = ("甲".into(), "乙".into());
        let fields = [number("时长", 24), number("人数", 10)];
        let names = Names { rule: &rule, chapter: &chapter, reach: Reach::Household, fields: &fields };
        let known = names.vocabulary();
        let (tokens, _) = lexer::tokens(formula, &known);
        let ast = sandbox::parse(&dialect::rhai(&tokens, |_| false).text).unwrap();
        let inputs = typing::check(ast.statements(), &names, &known, false).inputs;
        let read: Vec<Bounds> = inputs.iter().map(|(_, input)| of_input(input, &fields)).collect();
        let native = translating::native(ast.statements(), &names, &|name| inputs.iter().position(|(known, _)| known == name));
        let Bounds { least, most } = if let Some(Native::Number(number)) = &native { of(number, &read) } else { UNKNOWN };
        let end = |end: Option<Decimal>| end.map_or("?".to_owned(), |n| n.normalize().to_string());
        format!("{}..{}", end(least), end(most))
    }

    #[test]
    fn what_is_not_known_has_no_bounds() {
        let table = [
            ("时长 * 2", "0..48"),
            ("(时长 + 人数) / 4", "0..8.5"),
            ("5 - 时长", "-19..5"),
            ("-2 * 人数", "-20..0"),
            ("最小(人数, 3) * 0.5", "0..1.5"),
            ("最大(余额, 0)", "0..?"),
            ("余额 / 10", "?..?"),
            ("本月已得", "?..?"),
            ("本月次数 + 1", "1..?"),
            ("时长 / 人数", "0..?"),
            ("如果 人数 > 3 { 5 } 否则 { -2 }", "-2..5"),
            ("令 甲 = 1; 甲", "?..?"),
            ("累进(时长, [[10, 2], [20, 1]])", "0..?"),
            ("取整(时长 / 5)", "0..5"),
            ("最小(余额, 3)", "?..3"),
            ("最大(余额, 人数)", "0..?"),
            ("返回 人数", "0..10"),
            ("累进(时长, [[10, 2], [20, -1]])", "?..?"),
            ("查表(\"甲\", #{甲: 人数, 乙: -2})", "-2..10"),
        ];
        for (formula, expected) in table {
            assert_eq!(bounds(formula), expected, "{formula}");
        }
    }
}
