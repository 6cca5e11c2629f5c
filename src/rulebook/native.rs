//! A formula in native form: what is read, reckoned and compared, by type. Most formulas say no more than that, and in this form they cost a
//! fraction of what they cost in Rhai, with the same results and the same reasons why there is none (`differential`).
//!
//! Not here: how Rhai's tree becomes one (`translating`). What this form cannot say, such as loops and stored numbers, stays with Rhai.

use std::cmp::Ordering;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::facts::Value;
use super::functions::{self, Gap, Helper};
use super::numerals::compared;
use super::sandbox::{NO_DIVISOR, Stopped, TOO_LARGE, UNLIKE};

/// The values of a formula's inputs, wherever among other values they lie.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    /// Of each input the number of its value.
    pub(super) numbers: &'a [u8],
    pub(super) values: &'a [Value],
}

/// The numbers of values that are all a formula's own.
const OWN: [u8; 256] = {
    let mut numbers = [0; 256];
    let mut at = 0_u8;
    while at < u8::MAX {
        at += 1;
        numbers[at as usize] = at;
    }
    numbers
};

impl<'a> Inputs<'a> {
    /// One value for each input, in the order of the formula.
    pub(super) fn own(values: &'a [Value]) -> Self {
        Self { numbers: &OWN, values }
    }

    /// The value of an input.
    pub(super) fn get(self, at: u8) -> Option<&'a Value> {
        self.numbers.get(usize::from(at)).and_then(|number| self.values.get(usize::from(*number)))
    }
}

/// What a formula, or a piece of one, gives.
#[derive(Debug)]
pub(super) enum Native {
    Number(Number),
    Test(Test),
    Date(Date),
    Text(Text),
}

/// One band of 累进: up to where it reaches, and how much each in it gives.
pub(super) type Band = (Decimal, Decimal);

/// One line of a table: the key and what it stands for.
pub(super) type Row = (Box<str>, Number);

/// A number. One that may not be there knows its line in the formula, from 1.
#[derive(Debug)]
pub(super) enum Number {
    Fixed(Decimal),
    /// The input of this number.
    Input(u8),
    Negated(Box<Number>),
    Reckoned {
        sign: Sign,
        line: u16,
        sides: Box<[Number; 2]>,
    },
    Helped {
        helper: Helper,
        arguments: Box<[Number]>,
    },
    /// 相差天数, 相差月数
    Between {
        gap: Gap,
        line: u16,
        days: Box<[Date; 2]>,
    },
    /// 累进: each band reaches up to a number and gives so much for each in it.
    Bands {
        line: u16,
        of: Box<(Number, Box<[Band]>)>,
    },
    /// 查表
    Table {
        line: u16,
        of: Box<(Text, Box<[Row]>)>,
    },
    Either(Box<(Test, Number, Number)>),
}

/// Something that holds or not.
#[derive(Debug)]
pub(super) enum Test {
    Fixed(bool),
    Input(u8),
    Not(Box<Test>),
    All(Box<[Test]>),
    Any(Box<[Test]>),
    Numbers(Compared<Number>),
    Dates(Compared<Date>),
    Texts(Compared<Text>),
    Tests(Compared<Test>),
    NumberIn(Box<(Number, Box<[Decimal]>)>),
    TextIn(Box<(Text, Box<[Box<str>]>)>),
    Either(Box<(Test, Test, Test)>),
}

/// A day, or 上次日期 of what never happened.
#[derive(Debug)]
pub(super) enum Date {
    Fixed(NaiveDate),
    Input(u8),
}

/// A text.
#[derive(Debug)]
pub(super) enum Text {
    Fixed(Box<str>),
    Input(u8),
}

/// Two sides and how they must stand to each other.
#[derive(Debug)]
pub(super) struct Compared<T> {
    pub(super) order: Order,
    pub(super) sides: Box<[T; 2]>,
}

/// A sign of reckoning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
    Times,
    Divided,
    Remainder,
}

/// A sign of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Less,
    AtMost,
    More,
    AtLeast,
    Same,
    Other,
}

impl Order {
    /// The one that holds where this does not.
    pub(super) fn denied(self) -> Self {
        match self {
            Order::Less => Order::AtLeast,
            Order::AtMost => Order::More,
            Order::More => Order::AtMost,
            Order::AtLeast => Order::Less,
            Order::Same => Order::Other,
            Order::Other => Order::Same,
        }
    }
}

impl Native {
    /// Works it out with the values of the formula's inputs.
    pub(super) fn work(&self, values: Inputs<'_>) -> Result<Value, Stopped> {
        match self {
            Native::Number(number) => number.work(values).map(Value::Number),
            Native::Test(test) => test.holds(values).map(Value::YesNo),
            Native::Date(date) => date.of(values).map(|day| day.map_or(Value::Never, Value::Date)),
            Native::Text(text) => text.of(values).map(|text| Value::Text(text.into())),
        }
    }
}

impl Number {
    pub(super) fn work(&self, values: Inputs<'_>) -> Result<Decimal, Stopped> {
        match self {
            Number::Fixed(number) => Ok(*number),
            Number::Input(at) => match values.get(*at) {
                Some(Value::Number(number)) => Ok(*number),
                _ => Err(Stopped::on(0_u16, UNLIKE)),
            },
            Number::Negated(number) => number.work(values).map(|number| -number),
            Number::Reckoned { sign, line, sides } => {
                let [left, right] = &**sides;
                sign.of(left.work(values)?, right.work(values)?).map_err(|reason| Stopped::on(*line, reason))
            }
            Number::Helped { helper, arguments } => helped(*helper, arguments, values),
            Number::Between { gap, line, days } => {
                let [one, other] = &**days;
                match (one.of(values)?, other.of(values)?) {
                    (Some(day), other) | (other, Some(day)) => Ok(gap.between(day, other)),
                    (None, None) => Err(Stopped::on(*line, UNLIKE)),
                }
            }
            Number::Bands { line, of } => {
                let (amount, bands) = &**of;
                functions::progressive(amount.work(values)?, bands.iter().copied()).map_err(|reason| Stopped::on(*line, reason))
            }
            Number::Table { line, of } => looked_up(&of.0, &of.1, *line, values),
            Number::Either(of) => {
                let (test, then, otherwise) = &**of;
                if test.holds(values)? { then.work(values) } else { otherwise.work(values) }
            }
        }
    }
}

/// The most arguments a helper takes.
const MOST_ARGUMENTS: usize = 4;

fn helped(helper: Helper, arguments: &[Number], values: Inputs<'_>) -> Result<Decimal, Stopped> {
    let mut numbers = [Decimal::ZERO; MOST_ARGUMENTS];
    for (number, argument) in numbers.iter_mut().zip(arguments) {
        *number = argument.work(values)?;
    }
    Ok(helper.of(&numbers[..arguments.len().min(MOST_ARGUMENTS)]))
}

/// Rhai works out every line of a table before it looks for one; so a line that cannot be worked out is never overlooked.
fn looked_up(key: &Text, table: &[(Box<str>, Number)], line: u16, values: Inputs<'_>) -> Result<Decimal, Stopped> {
    let key = key.of(values)?;
    let mut found = None;
    for (name, number) in table {
        let number = number.work(values)?;
        if **name == *key {
            found = Some(number);
        }
    }
    found.ok_or_else(|| Stopped::on(line, functions::not_in_table(key)))
}

impl Test {
    pub(super) fn holds(&self, values: Inputs<'_>) -> Result<bool, Stopped> {
        match self {
            Test::Fixed(yes) => Ok(*yes),
            Test::Input(at) => match values.get(*at) {
                Some(Value::YesNo(yes)) => Ok(*yes),
                _ => Err(Stopped::on(0_u16, UNLIKE)),
            },
            Test::Not(test) => test.holds(values).map(|yes| !yes),
            Test::All(tests) => every(tests, true, values),
            Test::Any(tests) => every(tests, false, values).map(|none| !none),
            Test::Numbers(Compared { order, sides: of }) => Ok(order.holds(compared(of[0].work(values)?, of[1].work(values)?))),
            Test::Dates(dates) => dates.holds_for_days(values),
            Test::Texts(texts) => texts.holds(|text| text.of(values)),
            Test::Tests(tests) => tests.holds(|test| test.holds(values)),
            Test::NumberIn(of) => of.0.work(values).map(|number| of.1.contains(&number)),
            Test::TextIn(of) => of.0.of(values).map(|text| of.1.iter().any(|known| **known == *text)),
            Test::Either(of) => {
                let (test, then, otherwise) = &**of;
                if test.holds(values)? { then.holds(values) } else { otherwise.holds(values) }
            }
        }
    }
}

/// Whether all come out like this; what follows the first that does not is not looked at.
fn every(tests: &[Test], like: bool, values: Inputs<'_>) -> Result<bool, Stopped> {
    for test in tests {
        if test.holds(values)? != like {
            return Ok(false);
        }
    }
    Ok(true)
}

impl<T> Compared<T> {
    fn holds<'a, V: Ord>(&'a self, of: impl Fn(&'a T) -> Result<V, Stopped>) -> Result<bool, Stopped> {
        let [left, right] = &*self.sides;
        Ok(self.order.holds(of(left)?.cmp(&of(right)?)))
    }
}

impl Compared<Date> {
    /// What never happened is the same as nothing but what also never happened, and neither earlier nor later than anything.
    fn holds_for_days(&self, values: Inputs<'_>) -> Result<bool, Stopped> {
        let [left, right] = &*self.sides;
        Ok(match (left.of(values)?, right.of(values)?) {
            (Some(left), Some(right)) => self.order.holds(left.cmp(&right)),
            (None, None) => self.order == Order::Same,
            _ => self.order == Order::Other,
        })
    }
}

impl Date {
    fn of(&self, values: Inputs<'_>) -> Result<Option<NaiveDate>, Stopped> {
        match self {
            Date::Fixed(day) => Ok(Some(*day)),
            Date::Input(at) => match values.get(*at) {
                Some(Value::Date(day)) => Ok(Some(*day)),
                Some(Value::Never) => Ok(None),
                _ => Err(Stopped::on(0_u16, UNLIKE)),
            },
        }
    }
}

impl Text {
    fn of<'a>(&'a self, values: Inputs<'a>) -> Result<&'a str, Stopped> {
        match self {
            Text::Fixed(text) => Ok(text),
            Text::Input(at) => match values.get(*at) {
                Some(Value::Text(text)) => Ok(text),
                _ => Err(Stopped::on(0_u16, UNLIKE)),
            },
        }
    }
}

impl Sign {
    fn of(self, left: Decimal, right: Decimal) -> Result<Decimal, &'static str> {
        match self {
            Sign::Plus => left.checked_add(right).ok_or(TOO_LARGE),
            Sign::Minus => left.checked_sub(right).ok_or(TOO_LARGE),
            Sign::Times => left.checked_mul(right).ok_or(TOO_LARGE),
            Sign::Divided | Sign::Remainder if right.is_zero() => Err(NO_DIVISOR),
            Sign::Divided => left.checked_div(right).ok_or(TOO_LARGE),
            Sign::Remainder => left.checked_rem(right).ok_or(NO_DIVISOR),
        }
    }
}

impl Order {
    /// The same, read from right to left.
    pub(super) fn turned(self) -> Self {
        match self {
            Order::Less => Order::More,
            Order::AtMost => Order::AtLeast,
            Order::More => Order::Less,
            Order::AtLeast => Order::AtMost,
            Order::Same | Order::Other => self,
        }
    }

    fn holds(self, found: Ordering) -> bool {
        match self {
            Order::Less => found.is_lt(),
            Order::AtMost => found.is_le(),
            Order::More => found.is_gt(),
            Order::AtLeast => found.is_ge(),
            Order::Same => found.is_eq(),
            Order::Other => found.is_ne(),
        }
    }
}
