//! Which parts of a script, or of a formula with 如果, examples come to: it once more, with a call at the head of each pair of braces that notes its number.
//!
//! Made for the check alone; what is in force carries none of it. Not here: what is said about parts that nobody tries (`coverage`).

use std::collections::BTreeSet;

use rhai::AST;

use super::amount::{Amount, Worth};
use super::compiling::{Place, Written};
use super::dialect::{self, Kind, Token};
use super::facts::Value;
use super::formula::Formula;
use super::history::Reach;
use super::lexer;
use super::marks::{Findings, Mark};
use super::names::Names;
use super::rule::Rule;
use super::sandbox;
use super::script::{self, Script};

/// A script or formula that notes which of its parts it comes to.
pub(super) struct Probed<'r> {
    formula: &'r Formula,
    ast: AST,
    pub(super) parts: Vec<Part>,
}

/// What stands in one pair of braces.
pub(super) struct Part {
    /// Where it begins.
    pub(super) mark: Mark,
    pub(super) line: u32,
    pub(super) says: String,
}

impl<'r> Probed<'r> {
    /// Of a rule that is a script or such a formula.
    pub(super) fn of(rule: &'r Rule, findings: &Findings<'_>) -> Option<Self> {
        let (Amount::Single { worth, .. } | Amount::Script(Script { worth, .. })) = &rule.amount else { return None };
        let Worth::Formula(formula) = worth else { return None };
        let written = Written { text: findings.slice(formula.mark), mark: formula.mark };
        let names = Names { rule: &rule.name, chapter: &rule.chapter, reach: Reach::Person, fields: &rule.fields };
        let mut known = names.vocabulary();
        [script::GIVES, script::TAKES].iter().for_each(|word| known.add(word));
        let (tokens, place) = (lexer::tokens(written.text, &known).0, Place::new(written, findings));
        let (mut probed, mut parts) = (Vec::with_capacity(tokens.len()), Vec::new());
        for (at, token) in tokens.iter().enumerate() {
            probed.push(token.clone());
            if let Some((first, last)) = inside(&tokens, at) {
                let text = format!("{}({});", script::REACHES, parts.len());
                probed.push(Token { kind: Kind::Symbol, text, from: token.to, to: token.to });
                let (mark, says) = (place.mark(first.from, first.to), findings.slice(place.mark(first.from, last.to)).to_owned());
                parts.push(Part { mark, line: findings.line(mark), says });
            }
        }
        let ast = sandbox::parse(&dialect::rhai(&probed, |word| names.is_option(word)).text).ok()?;
        (!parts.is_empty()).then_some(Self { formula, ast, parts })
    }

    /// The numbers of the parts to which it comes with the values of its rule.
    pub(super) fn reached(&self, values: &[Value]) -> BTreeSet<usize> {
        sandbox::reached(&self.ast, self.formula.used(values))
    }
}

/// The first and the last piece in the braces that open here.
fn inside(tokens: &[Token], open: usize) -> Option<(&Token, &Token)> {
    let is = |token: &Token, sign: &str| token.kind == Kind::Symbol && token.text == sign;
    if !is(&tokens[open], "{") {
        return None;
    }
    let mut depth = 0_usize;
    let inside = tokens[open + 1..].iter().take_while(|token| {
        depth += usize::from(is(token, "{") || is(token, "#{"));
        let is_end = depth == 0 && is(token, "}");
        depth -= usize::from(!is_end && is(token, "}"));
        !is_end
    });
    let inside: Vec<&Token> = inside.filter(|token| token.kind != Kind::Break).collect();
    Some((inside.first()?, inside.last()?))
}
