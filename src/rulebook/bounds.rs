//! The least and the most a formula can give, as far as its fields' bounds say.
//!
//! It decides whether a rule can take points away, so what is not known counts as unbounded.

use rhai::{Expr, FnCallExpr, Stmt};
use rust_decimal::Decimal;

use super::names::{Input, Names};
use super::rule::FieldKind;

/// Least and most; `None` is without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) least: Option<Decimal>,
    pub(super) most: Option<Decimal>,
}

const UNKNOWN: Bounds = Bounds { least: None, most: None };

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
        if not_negative { Self { least: Some(Decimal::ZERO), most: None } } else { UNKNOWN }
    }

    fn divided(self, by: Bounds) -> Self {
        match (by.least, by.most) {
            (Some(n), Some(m)) if n == m && n > Decimal::ZERO => {
                let part = |a: Option<Decimal>| a.and_then(|a| a.checked_div(n));
                Self { least: part(self.least), most: part(self.most) }
            }
            _ if !self.can_be_negative() && !by.can_be_negative() => Self { least: Some(Decimal::ZERO), most: None },
            _ => UNKNOWN,
        }
    }
}

fn both(a: Option<Decimal>, b: Option<Decimal>, choose: fn(Decimal, Decimal) -> Decimal) -> Option<Decimal> {
    a.zip(b).map(|(a, b)| choose(a, b))
}

/// The bounds of a formula; loops and stored numbers are not followed.
pub(super) fn of(statements: &[Stmt], names: &Names<'_>) -> Bounds {
    match statements {
        [statement] => of_statement(statement, names),
        _ => UNKNOWN,
    }
}

fn of_statement(statement: &Stmt, names: &Names<'_>) -> Bounds {
    match statement {
        Stmt::Expr(expression) => of_expression(expression, names),
        Stmt::FnCall(call, _) => of_call(call, names),
        Stmt::Block(block) => of(block.statements(), names),
        Stmt::Return(Some(value), ..) => of_expression(value, names),
        Stmt::If(flow, _) => of(flow.body.statements(), names).or(of(flow.branch.statements(), names)),
        _ => UNKNOWN,
    }
}

fn of_expression(expression: &Expr, names: &Names<'_>) -> Bounds {
    match expression {
        Expr::IntegerConstant(number, _) => Bounds::exactly(Decimal::from(*number)),
        Expr::DynamicConstant(value, _) => value.as_decimal().map_or(UNKNOWN, Bounds::exactly),
        Expr::Variable(parts, ..) => names.find(parts.1.as_str()).map_or(UNKNOWN, |(input, _)| of_input(&input, names)),
        Expr::FnCall(call, _) => of_call(call, names),
        Expr::Stmt(block) => of(block.statements(), names),
        _ => UNKNOWN,
    }
}

fn of_input(input: &Input, names: &Names<'_>) -> Bounds {
    let from = |least: i64| Bounds { least: Some(Decimal::from(least)), most: None };
    match input {
        Input::Field(at) => match &names.fields[usize::from(*at)].kind {
            FieldKind::Number { min, max, .. } => Bounds { least: Some(*min), most: Some(*max) },
            _ => UNKNOWN,
        },
        Input::Month => Bounds { least: Some(Decimal::ONE), most: Some(Decimal::from(12)) },
        Input::Quarter => Bounds { least: Some(Decimal::ONE), most: Some(Decimal::from(4)) },
        Input::Year | Input::HouseholdSize | Input::Streak(_) => from(1),
        Input::Times(_) => from(0),
        _ => UNKNOWN,
    }
}

fn of_call(call: &FnCallExpr, names: &Names<'_>) -> Bounds {
    let sides: Vec<Bounds> = call.args.iter().map(|side| of_expression(side, names)).collect();
    match (call.name.as_str(), sides.as_slice()) {
        ("+", [a, b]) => a.plus(*b),
        ("-", [a, b]) => a.plus(b.negated()),
        ("-", [a]) => a.negated(),
        ("+", [a]) => *a,
        ("*", [a, b]) => a.times(*b),
        ("/", [a, b]) => a.divided(*b),
        ("最小", [..]) => Bounds {
            least: sides.iter().map(|b| b.least).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().min()),
            most: sides.iter().filter_map(|b| b.most).min(),
        },
        ("最大", [..]) => Bounds {
            least: sides.iter().filter_map(|b| b.least).max(),
            most: sides.iter().map(|b| b.most).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max()),
        },
        ("取整" | "向上取整" | "四舍五入", [a, ..]) => {
            Bounds { least: a.least.map(|n| n.floor()), most: a.most.map(|n| n.ceil()) }
        }
        ("绝对值" | "相差天数" | "相差月数", _) => Bounds { least: Some(Decimal::ZERO), most: None },
        ("查表", [_, _]) => of_table(&call.args[1], names),
        ("累进", [..]) => of_bands(&call.args[1]),
        _ => UNKNOWN,
    }
}

fn of_table(table: &Expr, names: &Names<'_>) -> Bounds {
    let Expr::Map(table, _) = table else { return UNKNOWN };
    let values = table.0.iter().map(|(_, value)| of_expression(value, names));
    values.reduce(Bounds::or).unwrap_or(UNKNOWN)
}

/// Bands that all give something cannot take anything away.
fn of_bands(bands: &Expr) -> Bounds {
    let number = |e: &Expr| if let Expr::DynamicConstant(value, _) = e { value.as_decimal().ok() } else { None };
    let gives = |band: &Expr| match band {
        Expr::Array(pair, _) => pair.get(1).and_then(number).is_some_and(|each| each >= Decimal::ZERO),
        _ => false,
    };
    match bands {
        Expr::Array(bands, _) if bands.iter().all(gives) => Bounds { least: Some(Decimal::ZERO), most: None },
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::history::Reach;
    use super::super::rule::Field;
    use super::super::{dialect, lexer, sandbox};
    use super::*;

    fn bounds(formula: &str) -> String {
        let number = |name: &str, max: i64| {
            let kind = FieldKind::Number { unit: "".into(), whole: false, min: Decimal::ZERO, max: Decimal::from(max) };
            Field { name: name.into(), kind }
        };
        let (rule, chapter): (Arc<str>, Arc<str>) = ("甲".into(), "乙".into());
        let names =
            Names { rule: &rule, chapter: &chapter, reach: Reach::Household, fields: &[number("时长", 24), number("人数", 10)] };
        let (tokens, _) = lexer::tokens(formula, &names.vocabulary());
        let ast = sandbox::parse(&dialect::rhai(&tokens, |_| false).text).unwrap();
        let Bounds { least, most } = of(ast.statements(), &names);
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
        ];
        for (formula, expected) in table {
            assert_eq!(bounds(formula), expected, "{formula}");
        }
    }
}
