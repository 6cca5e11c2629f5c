//! Names that stand twice in one table of a file: of two, only one can hold, and nobody knows which.
//!
//! Not here: one key in two languages (`form`), and one rule in two chapters (`listing`).

use std::collections::HashSet;

use super::marks::Findings;
use super::yaml::{Node, Shape};

/// Reports every name of a tree that its table has already.
pub(super) fn report(node: &Node, findings: &mut Findings<'_>) {
    match &node.shape {
        Shape::Text { .. } => {}
        Shape::List(items) => items.iter().for_each(|item| report(item, findings)),
        Shape::Table(entries) => {
            let mut seen = HashSet::with_capacity(entries.len());
            for entry in entries {
                if !seen.insert(&*entry.key) {
                    findings.error("yaml.duplicate", entry.key_mark, format!("“{}”写了两遍，请只留一个。", entry.key));
                }
                report(&entry.value, findings);
            }
        }
    }
}
