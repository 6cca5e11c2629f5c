//! A formula in words: with its names (`时长 ≥ 0.5`) or with the values used (`15 小时 × 2`).
//!
//! Prepared once from the tokens, so that judging only joins pieces.

use super::dialect::{Kind, Token};
use super::facts::Value;
use super::spoken::{Piece, Told};

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

impl<'a> Shown<'a> {
    /// `时长 15 小时`
    pub(super) fn named(&self) -> impl Piece + use<'a> {
        (self.name, " ", self.bare())
    }

    /// `15 小时`
    fn bare(&self) -> impl Piece + use<'a> {
        (self.value, if self.unit.is_empty() { "" } else { " " }, self.unit)
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
    pub(super) fn written<'a>(&self, name: impl Fn(u8) -> &'a str) -> impl Piece {
        Told(move |text: &mut String| self.joined(text, |at, text| text.push_str(name(at))))
    }

    /// With values. A value is named unless `bare`: it is the only one, and its unit says what it is.
    pub(super) fn worked<'a>(&self, bare: bool, value: impl Fn(u8) -> Option<Shown<'a>>) -> impl Piece {
        let show = move |at, text: &mut String| match value(at) {
            Some(value) if bare => value.bare().join(text),
            Some(value) => value.named().join(text),
            None => {}
        };
        Told(move |text: &mut String| self.joined(text, &show))
    }

    /// Whether it says what was worked out: not where it is several statements, nor where it is nothing but one name.
    pub(super) fn is_sum(&self) -> bool {
        !self.is_script && !self.is_single()
    }

    /// Whether it is nothing but one name.
    pub(super) fn is_single(&self) -> bool {
        self.text.is_empty() && self.inputs.len() == 1
    }

    fn joined(&self, text: &mut String, show: impl Fn(u8, &mut String)) {
        let mut so_far = 0;
        for (at, input) in &self.inputs {
            let at = usize::from(*at);
            text.push_str(&self.text[so_far..at]);
            show(*input, text);
            so_far = at;
        }
        text.push_str(&self.text[so_far..]);
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
        "if" => "如果",
        "else" => "否则",
        "for" => "对于",
        "let" => "令",
        "return" => "返回",
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
