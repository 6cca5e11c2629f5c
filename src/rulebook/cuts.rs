//! Where tests tell the values of an input apart: `桌数 <= 10` cuts the numbers at 10, `等级 == 优` names one text.
//!
//! Between two cuts every value is judged alike, so one of them stands for all (`cases`). A test of which that cannot be said exactly is
//! undecided, and nothing is claimed of it.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::formula::Formula;
use super::names::Input;
use super::native::{Compared, Date, Inputs, Native, Number, Sign, Test, Text};
use super::rule::{Field, FieldKind};

/// The most values of one input that are tried one by one.
const MOST_VALUES: i64 = 200;

/// One input and what it is compared with.
#[derive(Clone)]
pub(super) struct Cuts {
    pub(super) name: Arc<str>,
    pub(super) input: Input,
    pub(super) numbers: Vec<Decimal>,
    pub(super) days: Vec<NaiveDate>,
    pub(super) texts: Vec<Arc<str>>,
    /// It is reckoned with, so each of its values may be judged differently.
    pub(super) each: bool,
    /// It is compared with another input.
    pub(super) linked: bool,
    /// How many values between two cuts may be judged differently: as many as there are inputs compared with one another.
    pub(super) between: usize,
}

/// The numbers an input can take; `None` is without end.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) least: Option<Decimal>,
    pub(super) most: Option<Decimal>,
    pub(super) whole: bool,
}

impl Range {
    /// Of an input that is a number.
    pub(super) fn of(input: &Input, fields: &[Field]) -> Option<Self> {
        let from = |least: i64, whole| Some(Self { least: Some(Decimal::from(least)), most: None, whole });
        let to = |most: i64| Some(Self { least: Some(Decimal::ONE), most: Some(Decimal::from(most)), whole: true });
        match input {
            Input::Field(at) => match fields.get(usize::from(*at)).map(|field| &field.kind) {
                Some(FieldKind::Number { whole: true, min, max, .. }) => {
                    Some(Self { least: Some(min.ceil()), most: Some(max.floor()), whole: true })
                }
                Some(FieldKind::Number { min, max, .. }) => Some(Self { least: Some(*min), most: Some(*max), whole: false }),
                _ => None,
            },
            Input::Times(_) => from(0, true),
            Input::Streak(_) | Input::HouseholdSize | Input::Year => from(1, true),
            Input::Balance => from(0, false),
            Input::Points(_) => Some(Self { least: None, most: None, whole: false }),
            Input::Month => to(12),
            Input::Quarter => to(4),
            Input::Day | Input::LastOn(_) => None,
        }
    }

    /// Every number in it, if there are few.
    pub(super) fn each(self) -> Option<Vec<Decimal>> {
        let (least, most) = self.least.zip(self.most).filter(|_| self.whole)?;
        let count = i64::try_from(most.checked_sub(least)?).ok().filter(|count| *count < MOST_VALUES)?;
        Some((0..=count).map(|nth| least + Decimal::from(nth)).collect())
    }
}

/// What a test compares, input by input. `None` if that does not say exactly when it holds.
pub(super) fn of(formula: &Formula, fields: &[Field]) -> Option<Vec<Cuts>> {
    let Some(Native::Test(test)) = formula.native() else { return None };
    let inputs = formula.inputs().map(|(name, input)| Cuts {
        name: name.into(),
        input: input.clone(),
        numbers: Vec::new(),
        days: Vec::new(),
        texts: Vec::new(),
        each: false,
        linked: false,
        between: 1,
    });
    let mut reader = Reader { cuts: inputs.collect() };
    reader.test(test)?;
    let is_few = |cuts: &Cuts| Range::of(&cuts.input, fields).is_some_and(|range| range.each().is_some());
    let is_free =
        |cuts: &Cuts| matches!(&cuts.input, Input::Field(at) if fields.get(usize::from(*at)).is_some_and(|f| f.kind == FieldKind::Text));
    // Texts of options are few by themselves; a linked number is cut where its neighbour is.
    let undecided = |cuts: &Cuts| cuts.each && (Range::of(&cuts.input, fields).is_some() && !is_few(cuts) || is_free(cuts));
    (!reader.cuts.iter().any(undecided)).then_some(reader.cuts)
}

/// Walks a test; `None` where it cannot say.
struct Reader {
    cuts: Vec<Cuts>,
}

impl Reader {
    fn at(&mut self, at: u8) -> Option<&mut Cuts> {
        self.cuts.get_mut(usize::from(at))
    }

    fn test(&mut self, test: &Test) -> Option<()> {
        match test {
            Test::Fixed(_) | Test::Input(_) => Some(()),
            Test::Not(test) => self.test(test),
            Test::All(tests) | Test::Any(tests) => tests.iter().try_for_each(|test| self.test(test)),
            Test::Tests(Compared { sides, .. }) => sides.iter().try_for_each(|test| self.test(test)),
            Test::Either(of) => [&of.0, &of.1, &of.2].into_iter().try_for_each(|test| self.test(test)),
            Test::Numbers(Compared { sides, .. }) => self.numbers(&sides[0], &sides[1]),
            Test::NumberIn(of) => of.1.iter().try_for_each(|number| self.cut(&of.0, *number)),
            Test::Dates(Compared { sides, .. }) => self.dates(&sides[0], &sides[1]),
            Test::Texts(Compared { sides, .. }) => self.texts(&sides[0], &sides[1]),
            Test::TextIn(of) => of.1.iter().try_for_each(|text| self.texts(&of.0, &Text::Fixed(text.clone()))),
        }
    }

    fn numbers(&mut self, left: &Number, right: &Number) -> Option<()> {
        match (left, right) {
            (Number::Input(one), Number::Input(other)) => {
                self.at(*one)?.linked = true;
                self.at(*other)?.linked = true;
                Some(())
            }
            (left, right) => match (fixed(left), fixed(right)) {
                (_, Some(number)) => self.cut(left, number),
                (Some(number), None) => self.cut(right, number),
                (None, None) => self.each(left).and_then(|()| self.each(right)),
            },
        }
    }

    /// A number compared with a fixed one.
    fn cut(&mut self, number: &Number, with: Decimal) -> Option<()> {
        match solved(number, with) {
            Some((at, cut)) => self.at(at)?.numbers.push(cut),
            None => self.each(number)?,
        }
        Some(())
    }

    /// All values of everything that is read are looked at.
    fn each(&mut self, number: &Number) -> Option<()> {
        match number {
            Number::Fixed(_) => Some(()),
            Number::Input(at) => self.at(*at).map(|cuts| cuts.each = true),
            Number::Negated(number) => self.each(number),
            Number::Reckoned { sides, .. } => sides.iter().try_for_each(|side| self.each(side)),
            Number::Helped { arguments, .. } => arguments.iter().try_for_each(|number| self.each(number)),
            Number::Bands { of, .. } => self.each(&of.0),
            Number::Table { of, .. } => {
                if let Text::Input(at) = &of.0 {
                    self.at(*at)?.each = true;
                }
                of.1.iter().try_for_each(|(_, number)| self.each(number))
            }
            Number::Either(of) => self.test(&of.0).and_then(|()| self.each(&of.1)).and_then(|()| self.each(&of.2)),
            Number::Between { .. } => None,
        }
    }

    fn dates(&mut self, left: &Date, right: &Date) -> Option<()> {
        match (left, right) {
            (Date::Fixed(_), Date::Fixed(_)) => Some(()),
            (Date::Input(at), Date::Fixed(day)) | (Date::Fixed(day), Date::Input(at)) => {
                self.at(*at)?.days.push(*day);
                Some(())
            }
            (Date::Input(_), Date::Input(_)) => None,
        }
    }

    fn texts(&mut self, left: &Text, right: &Text) -> Option<()> {
        match (left, right) {
            (Text::Fixed(_), Text::Fixed(_)) => {}
            (Text::Input(at), Text::Fixed(text)) | (Text::Fixed(text), Text::Input(at)) => self.at(*at)?.texts.push((&**text).into()),
            (Text::Input(one), Text::Input(other)) => {
                self.at(*one)?.each = true;
                self.at(*other)?.each = true;
            }
        }
        Some(())
    }
}

/// A number that reads nothing.
fn fixed(number: &Number) -> Option<Decimal> {
    number.work(Inputs::own(&[])).ok()
}

/// The input and the value at which a number that rises or falls with one input comes to `with`: `桌数 * 2 <= 20` cuts 桌数 at 10.
fn solved(number: &Number, with: Decimal) -> Option<(u8, Decimal)> {
    match number {
        Number::Input(at) => Some((*at, with)),
        Number::Negated(number) => solved(number, -with),
        Number::Reckoned { sign, sides, .. } => {
            let [left, right] = &**sides;
            match (sign, fixed(left), fixed(right)) {
                (Sign::Plus, None, Some(number)) => solved(left, with.checked_sub(number)?),
                (Sign::Plus, Some(number), None) => solved(right, with.checked_sub(number)?),
                (Sign::Minus, None, Some(number)) => solved(left, with.checked_add(number)?),
                (Sign::Minus, Some(number), None) => solved(right, number.checked_sub(with)?),
                (Sign::Times, None, Some(factor)) => solved(left, part(with, factor)?),
                (Sign::Times, Some(factor), None) => solved(right, part(with, factor)?),
                (Sign::Divided, None, Some(divisor)) if !divisor.is_zero() => solved(left, with.checked_mul(divisor)?),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Only a part that comes out even is one.
fn part(whole: Decimal, factor: Decimal) -> Option<Decimal> {
    whole.checked_div(factor).filter(|part| part.checked_mul(factor) == Some(whole))
}
