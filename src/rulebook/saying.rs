//! A formula as people say it: `按时长每小时加 2 分`, `桌数不超过 10、彩礼不超过 30000 元`.
//!
//! What cannot be said more simply is left as it is written. Not here: the rest of a rule's sentence (`sentence`).

use rhai::{Expr, Stmt};
use rust_decimal::Decimal;

use super::formula::Formula;
use super::rule::{Field, FieldKind};

/// A larger bound is none that a village has thought about.
const ORDINARY: Decimal = Decimal::ONE_THOUSAND;

/// A test: `时长不少于 0.5 小时`.
pub(super) fn test(formula: &Formula, fields: &[Field]) -> String {
    expression(formula).and_then(|expression| Speaker { fields }.test(&expression)).unwrap_or_else(|| formula.written())
}

/// How many points: `按时长每小时加 2 分`, `按评定分加 5 到 10 分`.
pub(super) fn points(formula: &Formula, fields: &[Field]) -> String {
    let said = expression(formula).and_then(|expression| match single(&expression) {
        Some(name) => between(name, formula),
        None => Speaker { fields }.points(&expression, Decimal::ONE),
    });
    said.unwrap_or_else(|| format!("按“{}”算分", formula.written()))
}

/// A formula of one expression.
fn expression(formula: &Formula) -> Option<Expr> {
    match formula.statements() {
        [Stmt::Expr(expression)] => Some((**expression).clone()),
        [Stmt::FnCall(call, at)] => Some(Expr::FnCall(call.clone(), *at)),
        _ => None,
    }
}

/// `按评定分加 5 到 10 分`: whoever records it decides within bounds.
fn between(name: &str, formula: &Formula) -> Option<String> {
    let (least, most) = (formula.bounds.least, formula.bounds.most);
    let Some((least, most)) = least.zip(most).filter(|(_, most)| *most <= ORDINARY) else { return Some(format!("按{name}加分")) };
    Some(match least.is_sign_negative() && !least.is_zero() {
        true => format!("按{name}记 {} 到 {} 分", least.normalize(), most.normalize()),
        false => format!("按{name}加 {} 到 {} 分", least.normalize(), most.normalize()),
    })
}

fn single(expression: &Expr) -> Option<&str> {
    if let Expr::Variable(parts, ..) = expression { Some(parts.1.as_str()) } else { None }
}

fn number(expression: &Expr) -> Option<Decimal> {
    match expression {
        Expr::DynamicConstant(value, _) => value.as_decimal().ok(),
        Expr::IntegerConstant(number, _) => Some(Decimal::from(*number)),
        _ => call(expression).and_then(|(sign, sides)| if let ("-", [one]) = (sign, sides) { Some(-number(one)?) } else { None }),
    }
}

/// A function or sign and what it is used on.
fn call(expression: &Expr) -> Option<(&str, &[Expr])> {
    if let Expr::FnCall(call, _) = expression { Some((call.name.as_str(), &call.args)) } else { None }
}

/// Numbers times names, added up.
struct Sum<'e> {
    terms: Vec<(&'e str, Decimal)>,
    constant: Decimal,
}

impl<'e> Sum<'e> {
    fn of(expression: &'e Expr) -> Option<Self> {
        if let Some(constant) = number(expression) {
            return Some(Sum { terms: Vec::new(), constant });
        }
        if let Some(name) = single(expression) {
            return Some(Sum { terms: vec![(name, Decimal::ONE)], constant: Decimal::ZERO });
        }
        match call(expression)? {
            ("+", [a, b]) => Some(Self::of(a)?.plus(Self::of(b)?)),
            ("-", [a, b]) => Some(Self::of(a)?.plus(Self::of(b)?.times(Decimal::NEGATIVE_ONE)?)),
            ("-", [a]) => Self::of(a)?.times(Decimal::NEGATIVE_ONE),
            ("*", [a, b]) => match (number(a), number(b)) {
                (_, Some(factor)) => Self::of(a)?.times(factor),
                (Some(factor), None) => Self::of(b)?.times(factor),
                _ => None,
            },
            ("/", [a, b]) => Self::of(a)?.times(Decimal::ONE.checked_div(number(b)?)?),
            _ => None,
        }
    }

    fn plus(mut self, other: Self) -> Self {
        self.terms.extend(other.terms);
        self.constant += other.constant;
        self
    }

    /// `None` for numbers nobody says: a third of something.
    fn times(mut self, factor: Decimal) -> Option<Self> {
        self.constant = self.constant.checked_mul(factor)?;
        for (_, each) in &mut self.terms {
            *each = each.checked_mul(factor).filter(|each| each.normalize().scale() <= 2)?;
        }
        Some(self)
    }
}

/// What the names in a formula are.
struct Speaker<'a> {
    fields: &'a [Field],
}

impl Speaker<'_> {
    fn points(&self, expression: &Expr, sign: Decimal) -> Option<String> {
        match call(expression) {
            Some(("-", [inner])) => return self.points(inner, -sign),
            Some(("最小", sides)) => return self.least(sides, sign),
            Some(("/", [sum, count])) => {
                if let Some(names) = average(sum, number(count)?) {
                    return Some(format!("按{names}的平均数{}分", verb(sign)));
                }
            }
            _ => {}
        }
        let Sum { terms, constant } = Sum::of(expression)?.times(sign)?;
        let verb = verb(terms.first()?.1);
        if terms.iter().any(|(_, each)| self::verb(*each) != verb) || (constant * terms[0].1).is_sign_negative() {
            return None;
        }
        let each = |(name, each): &(&str, Decimal)| format!("{name}{}{verb} {} 分", self.measure(name), each.abs().normalize());
        let said = match terms.as_slice() {
            [(name, each)] if each.abs() == Decimal::ONE && constant.is_zero() => format!("按{name}{verb}分"),
            terms => format!("按{}", terms.iter().map(each).collect::<Vec<_>>().join("、")),
        };
        Some(if constant.is_zero() { said } else { format!("{verb} {} 分，再{said}", constant.abs().normalize()) })
    }

    /// The least of several: usually something and the most it may come to at once.
    fn least(&self, sides: &[Expr], sign: Decimal) -> Option<String> {
        let cap = sides.iter().filter_map(number).min();
        let others: Vec<&Expr> = sides.iter().filter(|side| number(side).is_none()).collect();
        let most = if sign.is_sign_negative() { "最多扣" } else { "最多" };
        let cap = cap.map_or_else(String::new, |cap| format!("，一次{most} {} 分", cap.normalize()));
        match others.as_slice() {
            [only] => Some(format!("{}{cap}", self.points(only, sign)?)),
            [one, other] => Some(format!("按{}和{}里小的一个{}分{cap}", single(one)?, single(other)?, verb(sign))),
            _ => None,
        }
    }

    /// What one more of it is: 每小时 by its unit, 每本 by a name like 本数.
    fn measure(&self, name: &str) -> String {
        let unit = self.fields.iter().find(|field| field.name() == name).and_then(|field| match field.kind() {
            FieldKind::Number { unit, .. } if !unit.is_empty() => Some(unit.to_string()),
            _ => None,
        });
        let counted = || name.strip_suffix('数').filter(|counted| (1..=2).contains(&counted.chars().count()));
        match (unit, name.ends_with("次数"), counted()) {
            (Some(unit), ..) => format!("每{unit}"),
            (None, true, _) => "每次".to_owned(),
            (None, false, Some(counted)) => format!("每{counted}"),
            _ => "每多 1 ".to_owned(),
        }
    }

    fn test(&self, expression: &Expr) -> Option<String> {
        let all = |sides: &[Expr], between: &str| {
            let said: Option<Vec<String>> = sides.iter().map(|side| self.test(side)).collect();
            said.map(|said| said.join(between))
        };
        match expression {
            Expr::And(sides, _) => all(sides, "、"),
            Expr::Or(sides, _) => all(sides, "或者"),
            Expr::Variable(..) => single(expression).map(str::to_owned),
            _ => match call(expression)? {
                ("!", [inner]) => single(inner).map(|name| format!("没有{name}")),
                (sign, [name, value]) => self.compared(single(name)?, sign, value),
                _ => None,
            },
        }
    }

    /// `桌数不超过 10 桌`, `等级是优`, `2017 年 12 月 31 日及以前`, `本年第一次`
    fn compared(&self, name: &str, sign: &str, value: &Expr) -> Option<String> {
        let field = self.fields.iter().find(|field| field.name() == name);
        let unit = field.map_or("", |field| if let FieldKind::Number { unit, .. } = field.kind() { unit } else { "" });
        match (number(value), value, name.strip_suffix("次数").filter(|_| field.is_none())) {
            (Some(number), _, Some(period)) if number.is_zero() && sign == "==" => Some(format!("{period}第一次")),
            (Some(number), ..) => Some(format!("{name}{} {}", words(sign)?, format!("{} {unit}", number.normalize()).trim_end())),
            (None, Expr::StringConstant(option, _), _) => Some(format!("{name}{}{option}", words(sign)?)),
            (None, ..) => match (single(value), call(value)) {
                (Some(other), _) => Some(format!("{name}{}{other}", words(sign)?)),
                (None, Some(("日", [Expr::StringConstant(day, _)]))) => self.dated(field.map_or("", |_| name), sign, day),
                _ => None,
            },
        }
    }

    fn dated(&self, name: &str, sign: &str, day: &str) -> Option<String> {
        let day = day.parse::<chrono::NaiveDate>().ok()?.format("%Y 年 %-m 月 %-d 日");
        let on = if name.is_empty() { String::new() } else { format!("{name}在 ") };
        let side = match sign {
            "<=" => "及以前",
            "<" => "以前",
            ">=" => "及以后",
            ">" => "以后",
            "==" => "当天",
            _ => return None,
        };
        Some(format!("{on}{day}{side}"))
    }
}

/// The names of a sum that is divided by their number.
fn average(sum: &Expr, count: Decimal) -> Option<String> {
    let sum = Sum::of(sum).filter(|sum| sum.constant.is_zero() && sum.terms.iter().all(|(_, each)| *each == Decimal::ONE))?;
    let names: Vec<&str> = sum.terms.iter().map(|(name, _)| *name).collect();
    (names.len() > 1 && Decimal::from(names.len()) == count).then(|| names.join("、"))
}

fn verb(sign: Decimal) -> &'static str {
    if sign.is_sign_negative() { "扣" } else { "加" }
}

/// A comparison in a word.
fn words(sign: &str) -> Option<&'static str> {
    let table = [("<=", "不超过"), ("<", "不到"), (">=", "不少于"), (">", "超过"), ("==", "是"), ("!=", "不是")];
    table.iter().find(|(known, _)| *known == sign).map(|(_, word)| *word)
}
