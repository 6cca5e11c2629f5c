//! A formula as people say it: `按时长每小时加 2 分`, `桌数不超过 10、彩礼不超过 30000 元`.
//!
//! What cannot be said more simply is left as it is written. Not here: the rest of a rule's sentence (`sentence`).

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::formula::Formula;
use super::functions::Helper;
use super::native::{Compared, Date, Native, Number, Order, Sign, Test, Text};
use super::rule::{Field, FieldKind};

/// A larger bound is none that a village has thought about.
const ORDINARY: Decimal = Decimal::ONE_THOUSAND;

/// A test: `时长不少于 0.5 小时`.
pub(super) fn test(formula: &Formula, fields: &[Field]) -> String {
    let said = match formula.native() {
        Some(Native::Test(test)) => Speaker { formula, fields }.test(test),
        _ => None,
    };
    said.unwrap_or_else(|| formula.written())
}

/// What must hold, all of it; an 或者 in one of several stands in brackets.
pub(super) fn tests(formulas: &[Formula], fields: &[Field]) -> String {
    let is_any = |formula: &Formula| formulas.len() > 1 && matches!(formula.native(), Some(Native::Test(Test::Any(_))));
    let one = |formula| if is_any(formula) { format!("（{}）", test(formula, fields)) } else { test(formula, fields) };
    formulas.iter().map(one).collect::<Vec<_>>().join("、")
}

/// A day: `2017 年 12 月 31 日`.
pub(super) fn day(day: NaiveDate) -> String {
    day.format("%Y 年 %-m 月 %-d 日").to_string()
}

/// How many points: `按时长每小时加 2 分`, `按评定分加 5 到 10 分`.
pub(super) fn points(formula: &Formula, fields: &[Field]) -> String {
    let said = match formula.native() {
        Some(Native::Number(Number::Input(at))) => Some(between(formula.name(*at), formula)),
        Some(Native::Number(number @ Number::Either(_))) => Speaker { formula, fields }.cases(number),
        Some(Native::Number(number)) => Speaker { formula, fields }.points(number, Decimal::ONE),
        _ => None,
    };
    said.unwrap_or_else(|| format!("按“{}”算分", formula.written()))
}

/// `按评定分加 5 到 10 分`: whoever records it decides within bounds.
fn between(name: &str, formula: &Formula) -> String {
    let (least, most) = (formula.bounds.least, formula.bounds.most);
    let Some((least, most)) = least.zip(most).filter(|(_, most)| *most <= ORDINARY) else { return format!("按{name}加分") };
    let verb = if least.is_sign_negative() && !least.is_zero() { "记" } else { "加" };
    format!("按{name}{verb} {} 到 {} 分", least.normalize(), most.normalize())
}

fn fixed(number: &Number) -> Option<Decimal> {
    match number {
        Number::Fixed(number) => Some(*number),
        Number::Negated(number) => fixed(number).map(|number| -number),
        _ => None,
    }
}

/// Two numbers and the sign between them.
fn reckoned(number: &Number) -> Option<(Sign, &[Number; 2])> {
    if let Number::Reckoned { sign, sides, .. } = number { Some((*sign, &**sides)) } else { None }
}

/// Numbers times names, added up. A name is an input of the formula.
struct Sum {
    terms: Vec<(u8, Decimal)>,
    constant: Decimal,
}

impl Sum {
    fn of(number: &Number) -> Option<Self> {
        if let Some(constant) = fixed(number) {
            return Some(Sum { terms: Vec::new(), constant });
        }
        match number {
            Number::Input(at) => return Some(Sum { terms: vec![(*at, Decimal::ONE)], constant: Decimal::ZERO }),
            Number::Negated(number) => return Self::of(number)?.times(Decimal::NEGATIVE_ONE),
            _ => {}
        }
        let (sign, [a, b]) = reckoned(number)?;
        match sign {
            Sign::Plus => Some(Self::of(a)?.plus(Self::of(b)?)),
            Sign::Minus => Some(Self::of(a)?.plus(Self::of(b)?.times(Decimal::NEGATIVE_ONE)?)),
            Sign::Times => match (fixed(a), fixed(b)) {
                (_, Some(factor)) => Self::of(a)?.times(factor),
                (Some(factor), None) => Self::of(b)?.times(factor),
                _ => None,
            },
            Sign::Divided => Self::of(a)?.times(Decimal::ONE.checked_div(fixed(b)?)?),
            Sign::Remainder => None,
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
    formula: &'a Formula,
    fields: &'a [Field],
}

impl Speaker<'_> {
    fn points(&self, number: &Number, sign: Decimal) -> Option<String> {
        match number {
            Number::Negated(inner) => return self.points(inner, -sign),
            Number::Helped { helper: Helper::Smallest, arguments } => return self.least(arguments, sign),
            _ => {}
        }
        if let Some((Sign::Divided, [sum, count])) = reckoned(number)
            && let Some(names) = self.average(sum, fixed(count)?)
        {
            return Some(format!("按{names}的平均数{}分", verb(sign)));
        }
        let Sum { terms, constant } = Sum::of(number)?.times(sign)?;
        let verb = verb(terms.first()?.1);
        if terms.iter().any(|(_, each)| self::verb(*each) != verb) || (constant * terms[0].1).is_sign_negative() {
            return None;
        }
        let each = |(at, each): &(u8, Decimal)| {
            let name = self.formula.name(*at);
            format!("{name}{}{verb} {} 分", self.measure(name), each.abs().normalize())
        };
        let said = match terms.as_slice() {
            [(at, each)] if each.abs() == Decimal::ONE && constant.is_zero() => format!("按{}{verb}分", self.formula.name(*at)),
            terms => format!("按{}", terms.iter().map(each).collect::<Vec<_>>().join("、")),
        };
        Some(if constant.is_zero() { said } else { format!("{verb} {} 分，再{said}", constant.abs().normalize()) })
    }

    /// `看情况：时长超过 5 小时的加 10 分；其余加 1 分`
    fn cases(&self, number: &Number) -> Option<String> {
        let (mut said, mut rest) = (Vec::new(), number);
        while let Number::Either(either) = rest {
            let (test, worth, otherwise) = &**either;
            said.push(format!("{}的{}", spaced(self.test(test)?), self.worth(worth)?));
            rest = otherwise;
        }
        said.push(format!("其余{}", self.worth(rest)?));
        Some(format!("看情况：{}", said.join("；")))
    }

    /// `加 5 分`, `不计分`, `按时长每小时加 2 分`
    fn worth(&self, number: &Number) -> Option<String> {
        match fixed(number) {
            Some(number) if number.is_zero() => Some("不计分".to_owned()),
            Some(number) => Some(format!("{} {} 分", verb(number), number.abs().normalize())),
            None => self.points(number, Decimal::ONE),
        }
    }

    /// The least of several: usually something and the most it may come to at once.
    fn least(&self, sides: &[Number], sign: Decimal) -> Option<String> {
        let cap = sides.iter().filter_map(fixed).min();
        let others: Vec<&Number> = sides.iter().filter(|side| fixed(side).is_none()).collect();
        let most = if sign.is_sign_negative() { "最多扣" } else { "最多" };
        let cap = cap.map_or_else(String::new, |cap| format!("，一次{most} {} 分", cap.normalize()));
        match others.as_slice() {
            [only] => Some(format!("{}{cap}", self.points(only, sign)?)),
            [Number::Input(one), Number::Input(other)] => {
                Some(format!("按{}和{}里小的一个{}分{cap}", self.formula.name(*one), self.formula.name(*other), verb(sign)))
            }
            _ => None,
        }
    }

    /// The names of a sum that is divided by their number.
    fn average(&self, sum: &Number, count: Decimal) -> Option<String> {
        let sum = Sum::of(sum).filter(|sum| sum.constant.is_zero() && sum.terms.iter().all(|(_, each)| *each == Decimal::ONE))?;
        let names: Vec<&str> = sum.terms.iter().map(|(at, _)| self.formula.name(*at)).collect();
        (names.len() > 1 && Decimal::from(names.len()) == count).then(|| names.join("、"))
    }

    /// What one more of it is: 每小时 by its unit, 每本 by a name like 本数.
    fn measure(&self, name: &str) -> String {
        let unit = self.field(name).and_then(|field| match field.kind() {
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

    fn test(&self, test: &Test) -> Option<String> {
        // What belongs together stands in brackets where both words meet.
        let all = |sides: &[Test], between: &str| {
            let one = |side: &Test| match side {
                Test::All(_) | Test::Any(_) => self.test(side).map(|said| format!("（{said}）")),
                _ => self.test(side),
            };
            let said: Option<Vec<String>> = sides.iter().map(one).collect();
            said.map(|said| said.join(between))
        };
        match test {
            Test::All(sides) => all(sides, "、"),
            Test::Any(sides) => all(sides, "或者"),
            Test::Input(at) => Some(self.formula.name(*at).to_owned()),
            Test::Not(inner) => match &**inner {
                Test::Input(at) => Some(format!("没有{}", self.formula.name(*at))),
                Test::Numbers(Compared { order, sides }) => self.numbers(order.denied(), sides),
                Test::Dates(Compared { order, sides }) => self.dates(order.denied(), sides),
                _ => None,
            },
            Test::Numbers(Compared { order, sides }) => self.numbers(*order, sides),
            Test::Dates(Compared { order, sides }) => self.dates(*order, sides),
            Test::Texts(Compared { order, sides }) => match &**sides {
                [Text::Input(at), Text::Fixed(option)] => Some(format!("{}{}{option}", self.formula.name(*at), words(*order))),
                _ => None,
            },
            _ => None,
        }
    }

    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name() == name)
    }

    /// `桌数不超过 10 桌`, `本年第一次`, `到场人数不少于应到人数`
    fn numbers(&self, order: Order, sides: &[Number; 2]) -> Option<String> {
        let [left, value] = sides;
        if let Number::Between { gap, days, .. } = left {
            let days: Option<Vec<&str>> =
                days.iter().map(|day| if let Date::Input(at) = day { Some(self.formula.name(*at)) } else { None }).collect();
            return Some(format!("{}相差{} {} {}", days?.join("和"), words(order), fixed(value)?.normalize(), gap.unit()));
        }
        let Number::Input(at) = left else { return None };
        let name = self.formula.name(*at);
        let field = self.field(name);
        if let Number::Input(other) = value {
            return Some(format!("{name}{}{}", words(order), self.formula.name(*other)));
        }
        let number = fixed(value)?;
        if let Some(period) = name.strip_suffix("次数").filter(|_| field.is_none() && number.is_zero() && order == Order::Same) {
            return Some(format!("{period}第一次"));
        }
        let unit = field.map_or("", |field| if let FieldKind::Number { unit, .. } = field.kind() { unit } else { "" });
        Some(format!("{name}{} {}", words(order), format!("{} {unit}", number.normalize()).trim_end()))
    }

    /// `2017 年 12 月 31 日及以前`; a day of its own that is filled in is named.
    fn dates(&self, order: Order, sides: &[Date; 2]) -> Option<String> {
        let [Date::Input(at), Date::Fixed(day)] = sides else { return None };
        let name = self.formula.name(*at);
        let on = if self.field(name).is_some() { format!("{name}在 ") } else { String::new() };
        let side = match order {
            Order::AtMost => "及以前",
            Order::Less => "以前",
            Order::AtLeast => "及以后",
            Order::More => "以后",
            Order::Same => "当天",
            Order::Other => return None,
        };
        Some(format!("{on}{}{side}", self::day(*day)))
    }
}

/// A gap behind a number, as there is one before it.
pub(super) fn spaced(mut text: String) -> String {
    if text.ends_with(|c: char| c.is_ascii_digit()) {
        text.push(' ');
    }
    text
}

fn verb(sign: Decimal) -> &'static str {
    if sign.is_sign_negative() { "扣" } else { "加" }
}

/// A comparison in a word.
fn words(order: Order) -> &'static str {
    match order {
        Order::AtMost => "不超过",
        Order::Less => "不到",
        Order::AtLeast => "不少于",
        Order::More => "超过",
        Order::Same => "是",
        Order::Other => "不是",
    }
}
