//! A formula: what it reads, and what it comes to for a record.
//!
//! Not here: how its text becomes one (`compiling`).

use std::sync::Arc;

use rhai::AST;
use rust_decimal::Decimal;

use super::bounds::Bounds;
use super::facts::{Situation, Value};
use super::history::{History, Need};
use super::marks::Mark;
use super::names::Input;
use super::native::Native;
use super::sandbox::{self, Stopped};
use super::script::Reason;
use super::wording::{Shown, Wording};

/// A formula ready to be worked out.
#[derive(Debug)]
pub(super) struct Formula {
    pub(super) form: Form,
    pub(super) inputs: Box<[(Arc<str>, Input)]>,
    pub(super) wording: Wording,
    /// The least and most it can give, if it gives a number.
    pub(super) bounds: Bounds,
    /// The line it begins on.
    pub(super) line: u32,
    /// Where it is written.
    pub(super) mark: Mark,
    /// The same in Rhai, to be compared with (`differential`).
    #[cfg(test)]
    pub(super) rhai: AST,
}

/// Whichever form can say it all.
#[derive(Debug)]
pub(super) enum Form {
    Native(Native),
    Rhai(Box<AST>),
    /// A script that calls 加分 or 扣分.
    Script(Box<AST>),
}

/// The values a formula was worked out with.
pub(super) struct Worked {
    pub(super) result: Result<Value, Stopped>,
    values: Vec<Value>,
}

/// Room for a value with its name and unit, in bytes; more is found where it is not enough.
const ROOM: usize = 32;

impl Formula {
    /// The tallies it reads.
    pub(super) fn needs(&self) -> impl Iterator<Item = &Need> {
        self.inputs.iter().filter_map(|(_, input)| input.need())
    }

    /// Its native form, for checks that compare formulas; `None` for a script.
    pub(super) fn native(&self) -> Option<&Native> {
        if let Form::Native(native) = &self.form { Some(native) } else { None }
    }

    /// Where an input comes from.
    pub(super) fn input(&self, at: u8) -> Option<&Input> {
        self.inputs.get(usize::from(at)).map(|(_, input)| input)
    }

    /// What an input is called.
    pub(super) fn name(&self, at: u8) -> &str {
        self.inputs.get(usize::from(at)).map_or("", |(name, _)| name)
    }

    /// Every name it reads, with where its value comes from.
    pub(super) fn inputs(&self) -> impl Iterator<Item = (&str, &Input)> {
        self.inputs.iter().map(|(name, input)| (&**name, input))
    }

    /// Works it out for one record.
    pub(super) fn work<H: History>(&self, situation: &Situation<'_, H>) -> Worked {
        let values: Vec<Value> = self.inputs.iter().map(|(_, input)| situation.value(input)).collect();
        let result = match &self.form {
            Form::Native(native) => native.work(&values),
            Form::Rhai(ast) | Form::Script(ast) => sandbox::run(ast, self.named(&values)),
        };
        Worked { result, values }
    }

    /// Whether it is a script that calls 加分 or 扣分.
    pub(super) fn gives_reasons(&self) -> bool {
        matches!(self.form, Form::Script(_))
    }

    /// Works such a script out: what it wrote down, and the values it used.
    pub(super) fn reasons<H: History>(&self, situation: &Situation<'_, H>) -> (Result<Vec<Reason>, Stopped>, Worked) {
        let values: Vec<Value> = self.inputs.iter().map(|(_, input)| situation.value(input)).collect();
        let reasons = match &self.form {
            Form::Script(ast) => sandbox::run_for_reasons(ast, self.named(&values)),
            Form::Native(_) | Form::Rhai(_) => Ok(Vec::new()),
        };
        (reasons, Worked { result: Ok(Value::Never), values })
    }

    fn named<'a>(&'a self, values: &'a [Value]) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.inputs.iter().map(|(name, _)| &**name).zip(values)
    }

    /// The formula with its names: `时长 ≥ 0.5`.
    pub(super) fn written(&self) -> String {
        self.wording.written(|at| self.inputs.get(at).map_or("", |(name, _)| name))
    }

    /// The names it reads.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().map(|(name, _)| &**name)
    }

    /// Whether it is nothing but one name.
    pub(super) fn is_single(&self) -> bool {
        self.wording.is_single()
    }

    /// The formula with its values: `15 小时 × 2`; nothing if it is too long or says no more than the result.
    pub(super) fn worked_out<H: History>(&self, worked: &Worked, situation: &Situation<'_, H>) -> Option<String> {
        if self.is_single() {
            return None;
        }
        let shown: Vec<Shown<'_>> = self.shown(worked, situation).collect();
        self.wording.worked(&shown)
    }

    /// The values it used, named: `桌数 8，彩礼 20000 元`.
    pub(super) fn values_used<H: History>(&self, worked: &Worked, situation: &Situation<'_, H>) -> String {
        let mut text = String::with_capacity(ROOM * self.inputs.len());
        for (nth, shown) in self.shown(worked, situation).enumerate() {
            text.push_str(if nth == 0 { "" } else { "，" });
            shown.name_in(&mut text);
        }
        text
    }

    /// The names and values it used, as data.
    pub(super) fn used<'a>(&'a self, worked: &'a Worked) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.inputs.iter().zip(&worked.values).map(|((name, _), value)| (&**name, value))
    }

    fn shown<'a, H: History>(&'a self, worked: &'a Worked, situation: &'a Situation<'a, H>) -> impl Iterator<Item = Shown<'a>> {
        let one = |((name, input), value): (&'a (Arc<str>, Input), &'a Value)| Shown { name, value, unit: situation.unit(input) };
        self.inputs.iter().zip(&worked.values).map(one)
    }
}

impl Worked {
    /// As a number.
    pub(super) fn number(&self) -> Result<Decimal, Stopped> {
        match self.result.as_ref().map_err(Clone::clone)? {
            Value::Number(number) => Ok(*number),
            _ => Err(Stopped::on(0_u16, "没有得出数")),
        }
    }

    /// As yes or no.
    pub(super) fn holds(&self) -> Result<bool, Stopped> {
        match self.result.as_ref().map_err(Clone::clone)? {
            Value::YesNo(yes) => Ok(*yes),
            _ => Err(Stopped::on(0_u16, "没有得出是或否")),
        }
    }
}
