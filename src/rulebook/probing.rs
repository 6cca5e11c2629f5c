//! Which parts of a script its examples come to: the script once more, with a call at the head of each pair of braces that notes its number.
//!
//! Made for the check alone; what is in force carries none of it. Not here: what is said about parts that nobody tries (`coverage`).

use std::collections::BTreeSet;

use rhai::AST;

use super::amount::{Amount, Worth};
use super::compiling::Place;
use super::dialect::{self, Kind, Token};
use super::facts::Value;
use super::history::Reach;
use super::lexer;
use super::marks::{Findings, Mark};
use super::names::Names;
use super::rule::Rule;
use super::sandbox;
use super::script;

/// A script that notes which of its parts it comes to.
pub(super) struct Probed<'r> {
    rule: &'r Rule,
    ast: AST,
    /// Where each part begins, and on which line.
    pub(super) parts: Vec<(Mark, u32)>,
}

impl<'r> Probed<'r> {
    /// Of a rule that is a script.
    pub(super) fn of(rule: &'r Rule, findings: &Findings<'_>) -> Option<Self> {
        let Amount::Script(script) = &rule.amount else { return None };
        let written = script::written(findings.file(&script.file)?, findings);
        let names = Names { rule: &rule.name, chapter: &rule.chapter, reach: Reach::Person, fields: &rule.fields };
        let mut known = names.vocabulary();
        [script::GIVES, script::TAKES].iter().for_each(|word| known.add(word));
        let (tokens, place) = (lexer::tokens(written.text, &known).0, Place::new(written, findings));
        let (mut probed, mut parts) = (Vec::with_capacity(tokens.len()), Vec::new());
        for (at, token) in tokens.iter().enumerate() {
            probed.push(token.clone());
            let inside = tokens[at + 1..].iter().find(|token| token.kind != Kind::Break);
            if let Some(inside) = inside.filter(|_| token.kind == Kind::Symbol && token.text == "{") {
                let text = format!("{}({});", script::REACHES, parts.len());
                probed.push(Token { kind: Kind::Symbol, text, from: token.to, to: token.to });
                let mark = place.mark(inside.from, inside.to);
                parts.push((mark, findings.line(mark)));
            }
        }
        let ast = sandbox::parse(&dialect::rhai(&probed, |word| names.is_option(word)).text).ok()?;
        Some(Self { rule, ast, parts })
    }

    /// The numbers of the parts to which it comes with the values of its rule.
    pub(super) fn reached(&self, values: &[Value]) -> BTreeSet<usize> {
        match &self.rule.amount {
            Amount::Script(script) => match &script.worth {
                Worth::Formula(formula) => sandbox::reached(&self.ast, formula.used(values)),
                Worth::Fixed(_) => BTreeSet::new(),
            },
            _ => BTreeSet::new(),
        }
    }
}
