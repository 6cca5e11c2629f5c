//! A formula: what it reads, and what it comes to for a record.
//!
//! Not here: how its text becomes one (`compiling`).

use std::sync::Arc;

use rhai::AST;
use rust_decimal::Decimal;

use super::bounds::Bounds;
use super::facts::Value;
use super::history::Need;
use super::marks::Mark;
use super::names::Input;
use super::native::{Inputs, Native};
use super::rule::Field;
use super::sandbox::{self, Stopped};
use super::script::Reason;
use super::spoken::{Piece, Told};
use super::used::Used;
use super::wording::{Shown, Wording};

/// A formula ready to be worked out.
#[derive(Debug)]
pub(super) struct Formula {
    pub(super) form: Form,
    pub(super) inputs: Box<[(Arc<str>, Input)]>,
    /// Of each input the number of its value among those of the rule.
    pub(super) numbers: Box<[u8]>,
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

    /// What it comes to as a number; `values` are those of its rule, as everywhere here.
    pub(super) fn number(&self, values: &[Value]) -> Result<Decimal, Stopped> {
        match &self.form {
            Form::Native(Native::Number(number)) => number.work(self.of(values)),
            _ => self.work(values)?.number().ok_or_else(|| Stopped::on(0_u16, "没有得出数")),
        }
    }

    /// Whether it holds.
    pub(super) fn holds(&self, values: &[Value]) -> Result<bool, Stopped> {
        match &self.form {
            Form::Native(Native::Test(test)) => test.holds(self.of(values)),
            _ => match self.work(values)? {
                Value::YesNo(yes) => Ok(yes),
                _ => Err(Stopped::on(0_u16, "没有得出是或否")),
            },
        }
    }

    fn work(&self, values: &[Value]) -> Result<Value, Stopped> {
        match &self.form {
            Form::Native(native) => native.work(self.of(values)),
            Form::Rhai(ast) | Form::Script(ast) => sandbox::run(ast, self.used(values)),
        }
    }

    /// Whether it is a script that calls 加分 or 扣分.
    pub(super) fn gives_reasons(&self) -> bool {
        matches!(self.form, Form::Script(_))
    }

    /// What such a script writes down.
    pub(super) fn reasons(&self, values: &[Value]) -> Result<Vec<Reason>, Stopped> {
        match &self.form {
            Form::Script(ast) => sandbox::run_for_reasons(ast, self.used(values)),
            Form::Native(_) | Form::Rhai(_) => Ok(Vec::new()),
        }
    }

    /// The line of the file behind one of the formula's own, which count from 1.
    pub(super) fn line_of(&self, line: usize) -> u32 {
        self.line + u32::try_from(line.saturating_sub(1)).unwrap_or(0)
    }

    fn of<'a>(&'a self, values: &'a [Value]) -> Inputs<'a> {
        Inputs { numbers: &self.numbers, values }
    }

    /// The formula with its names: `时长 ≥ 0.5`.
    pub(super) fn written(&self) -> String {
        self.in_names().sentence()
    }

    /// The same, within a sentence.
    pub(super) fn in_names(&self) -> impl Piece {
        self.wording.written(|at| self.name(at))
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
    pub(super) fn worked_out<'a>(&'a self, values: &'a [Value], fields: &'a [Field]) -> Option<impl Piece> {
        let shown = move |at| self.shown(at, values, fields);
        let bare = self.inputs.len() == 1 && shown(0).is_some_and(|only| !only.unit.is_empty());
        self.wording.is_sum().then(|| self.wording.worked(bare, shown))
    }

    /// The values it used, named: `桌数 8，彩礼 20000 元`.
    pub(super) fn values_used<'a>(&'a self, values: &'a [Value], fields: &'a [Field]) -> impl Piece {
        Told(move |text: &mut String| {
            for (at, shown) in (0..).map_while(|at| Some((at, self.shown(at, values, fields)?))) {
                (if at == 0 { "" } else { "，" }, shown.named()).join(text);
            }
        })
    }

    /// The names and values it used.
    pub(super) fn used<'a>(&'a self, values: &'a [Value]) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.inputs.iter().zip(&self.numbers).filter_map(|((name, _), at)| Some((&**name, values.get(usize::from(*at))?)))
    }

    /// The same for readers.
    pub(super) fn used_as_data(&self, values: &[Value]) -> Used {
        let value = |((name, _), at): (&(Arc<str>, Input), &u8)| Some((name.clone(), values.get(usize::from(*at))?.word()));
        self.inputs.iter().zip(&self.numbers).filter_map(value).collect()
    }

    fn shown<'a>(&'a self, at: u8, values: &'a [Value], fields: &'a [Field]) -> Option<Shown<'a>> {
        let ((name, input), number) = self.inputs.get(usize::from(at)).zip(self.numbers.get(usize::from(at)))?;
        Some(Shown { name, value: values.get(usize::from(*number))?, unit: input.unit(fields) })
    }
}
