//! Divisions that some record leaves without a result: what is filled in lets the divisor be nothing.
//!
//! Said only where the bounds of the fields show it, and nothing in the rule compares what the divisor reads: then somebody has thought of it.

use std::sync::Arc;

use rhai::{ASTNode, Expr, Position};

use super::bounds::{self, Bounds};
use super::compiling::Compiler;
use super::marks::Mark;
use super::names::Input;
use super::{translating, typing};

impl Compiler<'_, '_> {
    /// Warns of what a formula divides by; its inputs are those of its native form, and `marked` tells where something in it is written.
    pub(super) fn divisors(&mut self, divisors: &[Expr], inputs: &[(Arc<str>, Input)], marked: impl Fn(Position) -> Mark) {
        let reach: Vec<Bounds> = inputs.iter().map(|(_, input)| bounds::of_input(input, self.names.fields)).collect();
        let input_of = |name: &str| inputs.iter().position(|(known, _)| **known == *name);
        for divisor in divisors.iter().filter(|divisor| !reads_any(divisor, &self.compared)) {
            let Some(number) = translating::number(divisor, self.names, &input_of) else { continue };
            if bounds::of(&number, &reach).may_be_zero() {
                self.findings.warning("formula.by_zero", marked(divisor.start_position()), said(divisor));
            }
        }
    }
}

/// Whether an expression reads one of these names.
fn reads_any(expression: &Expr, names: &[String]) -> bool {
    let mut reads = false;
    expression.walk(&mut Vec::new(), &mut |path: &[ASTNode<'_>]| {
        let name = if let Some(ASTNode::Expr(expression)) = path.last() { typing::variable(expression) } else { None };
        reads |= name.is_some_and(|name| names.iter().any(|known| known == name));
        true
    });
    reads
}

fn said(divisor: &Expr) -> String {
    match typing::variable(divisor) {
        Some(name) => format!("“{name}”可能是 0，除以 0 算不出来。请在填报里写上“最小”，或者写成 最大({name}, 1)。"),
        None => "除数可能是 0，除以 0 算不出来。请写成 最大(…, 1)，或者先写“如果”。".to_owned(),
    }
}
