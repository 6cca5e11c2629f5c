//! From Rhai's tree to native form. `None` is no mistake: Rhai itself works out what native form cannot say.
//!
//! Not here: whether the tree is sound. `typing` has been over it before.

use rhai::{Expr, FnCallExpr, Position, Stmt};
use rust_decimal::Decimal;

use super::functions::{Gap, Helper};
use super::names::{Names, Type};
use super::native::{Compared, Date, Native, Number, Order, Sign, Test, Text};
use super::sandbox::{LONGEST_LIST, LONGEST_TEXT};

/// The native form of the statements of a formula; `input_of` gives the number of the input a name stands for.
pub(super) fn native(statements: &[Stmt], names: &Names<'_>, input_of: &dyn Fn(&str) -> Option<usize>) -> Option<Native> {
    Tree { names, input_of }.statements(statements, true)
}

/// The same of a part of one that gives a number.
pub(super) fn number(part: &Expr, names: &Names<'_>, input_of: &dyn Fn(&str) -> Option<usize>) -> Option<Number> {
    Tree { names, input_of }.number(part)
}

struct Tree<'a> {
    names: &'a Names<'a>,
    input_of: &'a dyn Fn(&str) -> Option<usize>,
}

impl Tree<'_> {
    /// What a single statement gives. Only at the end of the formula is 返回 nothing special.
    fn statements(&self, statements: &[Stmt], is_end: bool) -> Option<Native> {
        let [statement] = statements else { return None };
        match statement {
            Stmt::Expr(expression) => self.expression(expression),
            Stmt::FnCall(call, at) => self.call(call, *at),
            Stmt::Block(block) => self.statements(block.statements(), is_end),
            Stmt::Return(Some(value), ..) if is_end => self.expression(value),
            Stmt::If(flow, _) => {
                let test = self.test(&flow.expr)?;
                let ways = [&flow.body, &flow.branch].map(|way| self.statements(way.statements(), is_end));
                match ways {
                    [Some(Native::Number(then)), Some(Native::Number(otherwise))] => {
                        Some(Native::Number(Number::Either((test, then, otherwise).into())))
                    }
                    [Some(Native::Test(then)), Some(Native::Test(otherwise))] => {
                        Some(Native::Test(Test::Either((test, then, otherwise).into())))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn expression(&self, expression: &Expr) -> Option<Native> {
        Some(match expression {
            Expr::BoolConstant(yes, _) => Native::Test(Test::Fixed(*yes)),
            Expr::DynamicConstant(number, _) => Native::Number(Number::Fixed(number.as_decimal().ok()?)),
            Expr::StringConstant(text, _) => Native::Text(Text::Fixed(text.as_str().into())),
            Expr::Variable(parts, ..) => self.input(parts.1.as_str())?,
            Expr::FnCall(call, at) => self.call(call, *at)?,
            Expr::And(sides, _) => Native::Test(Test::All(self.tests(sides)?)),
            Expr::Or(sides, _) => Native::Test(Test::Any(self.tests(sides)?)),
            Expr::Stmt(block) => self.statements(block.statements(), false)?,
            _ => return None,
        })
    }

    fn number(&self, expression: &Expr) -> Option<Number> {
        if let Native::Number(number) = self.expression(expression)? { Some(number) } else { None }
    }

    fn test(&self, expression: &Expr) -> Option<Test> {
        if let Native::Test(test) = self.expression(expression)? { Some(test) } else { None }
    }

    fn date(&self, expression: &Expr) -> Option<Date> {
        if let Native::Date(date) = self.expression(expression)? { Some(date) } else { None }
    }

    fn text(&self, expression: &Expr) -> Option<Text> {
        if let Native::Text(text) = self.expression(expression)? { Some(text) } else { None }
    }

    fn tests(&self, sides: &[Expr]) -> Option<Box<[Test]>> {
        sides.iter().map(|side| self.test(side)).collect()
    }

    fn input(&self, name: &str) -> Option<Native> {
        let at = u8::try_from((self.input_of)(name)?).ok()?;
        Some(match self.names.find(name)?.1 {
            Type::Number => Native::Number(Number::Input(at)),
            Type::YesNo => Native::Test(Test::Input(at)),
            Type::Date => Native::Date(Date::Input(at)),
            Type::Text => Native::Text(Text::Input(at)),
            _ => return None,
        })
    }

    fn call(&self, call: &FnCallExpr, at: Position) -> Option<Native> {
        let line = u16::try_from(at.line()?).ok()?;
        match (call.name.as_str(), &*call.args) {
            ("!", [test]) => self.test(test).map(|test| Native::Test(Test::Not(test.into()))),
            ("+", [number]) => self.number(number).map(Native::Number),
            ("-", [number]) => self.number(number).map(negated).map(Native::Number),
            ("日", [Expr::StringConstant(day, _)]) => day.parse().ok().map(|day| Native::Date(Date::Fixed(day))),
            ("属于", [value, list]) | ("contains", [list, value]) => self.membership(value, list).map(Native::Test),
            ("累进", [amount, bands]) => self.bands(amount, bands, line).map(Native::Number),
            ("查表", [key, table]) => self.table(key, table, line).map(Native::Number),
            ("相差天数", [one, other]) => self.between(Gap::Days, one, other, line).map(Native::Number),
            ("相差月数", [one, other]) => self.between(Gap::Months, one, other, line).map(Native::Number),
            (name, [left, right]) if sign(name).is_some() => {
                let sides = [self.number(left)?, self.number(right)?].into();
                Some(Native::Number(Number::Reckoned { sign: sign(name)?, line, sides }))
            }
            (name, [left, right]) if order(name).is_some() => self.compared(order(name)?, left, right).map(Native::Test),
            (name, arguments) => {
                let arguments = arguments.iter().map(|argument| self.number(argument)).collect::<Option<_>>()?;
                Some(Native::Number(Number::Helped { helper: Helper::named(name)?, arguments }))
            }
        }
    }

    fn compared(&self, order: Order, left: &Expr, right: &Expr) -> Option<Test> {
        Some(match (self.expression(left)?, self.expression(right)?) {
            (Native::Number(left), Native::Number(right)) => Test::Numbers(Compared { order, sides: [left, right].into() }),
            (Native::Date(left), Native::Date(right)) => Test::Dates(Compared { order, sides: [left, right].into() }),
            (Native::Text(left), Native::Text(right)) => Test::Texts(Compared { order, sides: [left, right].into() }),
            (Native::Test(left), Native::Test(right)) => Test::Tests(Compared { order, sides: [left, right].into() }),
            _ => return None,
        })
    }

    /// 属于 and 在: a number is never equal to a text.
    fn membership(&self, value: &Expr, list: &Expr) -> Option<Test> {
        let Expr::Array(items, _) = list else { return None };
        let (mut numbers, mut texts) = (Vec::new(), Vec::new());
        for item in items.iter() {
            match self.expression(item)? {
                Native::Number(Number::Fixed(number)) => numbers.push(number),
                Native::Text(Text::Fixed(text)) => texts.push(text),
                _ => return None,
            }
        }
        if texts.iter().map(|text| text.len()).sum::<usize>() > LONGEST_TEXT {
            return None;
        }
        match self.expression(value)? {
            Native::Number(number) => Some(Test::NumberIn((number, numbers.into()).into())),
            Native::Text(text) => Some(Test::TextIn((text, texts.into()).into())),
            _ => None,
        }
    }

    fn bands(&self, amount: &Expr, bands: &Expr, line: u16) -> Option<Number> {
        let Expr::Array(bands, _) = bands else { return None };
        let fixed = |number: &Expr| if let Number::Fixed(number) = self.number(number)? { Some(number) } else { None };
        let band = |band: &Expr| match band {
            Expr::Array(pair, _) if pair.len() == 2 => fixed(&pair[0]).zip(fixed(&pair[1])),
            _ => None,
        };
        let bands: Box<[(Decimal, Decimal)]> = bands.iter().map(band).collect::<Option<_>>()?;
        // Rhai counts a pair and its two numbers.
        let is_short = bands.len() * 3 <= LONGEST_LIST;
        is_short.then_some(Number::Bands { line, of: (self.number(amount)?, bands).into() })
    }

    fn table(&self, key: &Expr, table: &Expr, line: u16) -> Option<Number> {
        let Expr::Map(table, _) = table else { return None };
        let rows = table.0.iter().map(|(key, number)| Some((key.as_str().into(), self.number(number)?)));
        Some(Number::Table { line, of: (self.text(key)?, rows.collect::<Option<_>>()?).into() })
    }

    fn between(&self, gap: Gap, one: &Expr, other: &Expr, line: u16) -> Option<Number> {
        Some(Number::Between { gap, line, days: [self.date(one)?, self.date(other)?].into() })
    }
}

fn negated(number: Number) -> Number {
    if let Number::Fixed(number) = number { Number::Fixed(-number) } else { Number::Negated(number.into()) }
}

fn sign(name: &str) -> Option<Sign> {
    Some(match name {
        "+" => Sign::Plus,
        "-" => Sign::Minus,
        "*" => Sign::Times,
        "/" => Sign::Divided,
        "%" => Sign::Remainder,
        _ => return None,
    })
}

fn order(name: &str) -> Option<Order> {
    Some(match name {
        "<" => Order::Less,
        "<=" => Order::AtMost,
        ">" => Order::More,
        ">=" => Order::AtLeast,
        "==" => Order::Same,
        "!=" => Order::Other,
        _ => return None,
    })
}
