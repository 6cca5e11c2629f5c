//! A formula in words: with its names (`时长 ≥ 0.5`) or with the values used (`15 小时 × 2`).
//!
//! Prepared once from the tokens, so that judging only joins pieces.

use super::dialect::{Kind, Token};
use super::facts::Value;

/// A formula as readers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wording {
    /// The text without its inputs.
    text: Box<str>,
    /// The byte of the text before which an input stands, and its number.
    inputs: Box<[(u16, u8)]>,
    /// Several statements: too long for a sentence.
    is_script: bool,
}

/// A value with the name and unit it is shown with.
pub(super) struct Shown<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a Value,
    pub(super) unit: &'a str,
}

impl Shown<'_> {
    /// `时长 15 小时`, at the end of a text.
    pub(super) fn name_in(&self, text: &mut String) {
        text.push_str(self.name);
        text.push(' ');
        self.show_in(text);
    }

    /// `15 小时`, at the end of a text.
    fn show_in(&self, text: &mut String) {
        text.push_str(&self.value.shown());
        if !self.unit.is_empty() {
            text.push(' ');
            text.push_str(self.unit);
        }
    }
}

impl Wording {
    /// From the tokens of a formula; `input_of` gives the number of the input a name stands for.
    pub(super) fn new(tokens: &[Token], input_of: impl Fn(&str) -> Option<usize>) -> Self {
        let is_script =
            tokens.iter().any(|token| matches!(token.text.as_str(), "let" | "if" | "for" | "{" | ";") && token.kind == Kind::Symbol);
        let (mut text, mut inputs) = (String::new(), Vec::new());
        let mut before: Option<&Token> = None;
        for token in tokens.iter().filter(|token| token.kind != Kind::Break) {
            text.push_str(if before.is_some_and(|before| gap(before, token, tokens)) { " " } else { "" });
            let input = if token.kind == Kind::Name { input_of(&token.text) } else { None };
            match input.and_then(|input| u8::try_from(input).ok()).zip(u16::try_from(text.len()).ok()) {
                Some((input, at)) => inputs.push((at, input)),
                None => text.push_str(&shown(token)),
            }
            before = Some(token);
        }
        Self { text: text.into(), inputs: inputs.into(), is_script }
    }

    /// With names: `桌数 ≤ 10 且 彩礼 ≤ 30000`.
    pub(super) fn written<'a>(&self, name: impl Fn(usize) -> &'a str) -> String {
        self.joined(|at, text| text.push_str(name(at)))
    }

    /// With values. A value is named unless it is the only one and its unit says what it is. `None` for a script.
    pub(super) fn worked(&self, values: &[Shown<'_>]) -> Option<String> {
        let bare = values.len() == 1 && !values[0].unit.is_empty();
        let show = |at: usize, text: &mut String| match values.get(at) {
            Some(value) if bare => value.show_in(text),
            Some(value) => value.name_in(text),
            None => {}
        };
        (!self.is_script).then(|| self.joined(show))
    }

    /// Whether it is nothing but one name.
    pub(super) fn is_single(&self) -> bool {
        self.text.is_empty() && self.inputs.len() == 1
    }

    fn joined(&self, show: impl Fn(usize, &mut String)) -> String {
        let (mut text, mut so_far) = (String::with_capacity(2 * self.text.len()), 0);
        for (at, input) in &self.inputs {
            let at = usize::from(*at);
            text.push_str(&self.text[so_far..at]);
            show(usize::from(*input), &mut text);
            so_far = at;
        }
        text.push_str(&self.text[so_far..]);
        text
    }
}

/// Signs as people write them.
fn shown(token: &Token) -> String {
    if token.kind == Kind::Literal {
        return token.text.clone();
    }
    let sign = match token.text.as_str() {
        "*" => "×",
        "/" => "÷",
        ">=" => "≥",
        "<=" => "≤",
        "==" => "＝",
        "!=" => "≠",
        "&&" => "且",
        "||" => "或",
        "!" => "非",
        "true" => "是",
        "false" => "否",
        "in" => "在",
        other => other,
    };
    sign.to_owned()
}

/// Whether a gap stands between two tokens: not inside brackets, before commas, after a function's name or a leading minus.
fn gap(before: &Token, token: &Token, tokens: &[Token]) -> bool {
    let symbol = |token: &Token, signs: &[&str]| token.kind == Kind::Symbol && signs.contains(&token.text.as_str());
    let opens_call = symbol(token, &["("]) && before.kind == Kind::Name;
    let leading_minus = symbol(before, &["-"]) && {
        let at = tokens.iter().position(|other| std::ptr::eq(other, before)).unwrap_or(0);
        at == 0 || symbol(&tokens[at - 1], &["(", "[", ",", "*", "/", "+", "-", "<", ">", "<=", ">=", "==", "!=", "&&", "||"])
    };
    !(symbol(before, &["(", "[", "#{"]) || symbol(token, &[")", "]", "}", ",", ":"]) || opens_call || leading_minus)
}
