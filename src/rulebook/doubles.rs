//! Names that stand twice in one table of a file: of two, only one can hold, and nobody knows which.
//!
//! Not here: one key in two languages (`form`), and one rule in two chapters (`listing`).

use std::collections::HashMap;

use super::looks::{skeleton, told_apart};
use super::marks::Findings;
use super::yaml::{Node, Shape};

/// Reports every name of a tree that its table has already.
pub(super) fn report(node: &Node, findings: &mut Findings<'_>) {
    match &node.shape {
        Shape::Text { .. } => {}
        Shape::List(items) => items.iter().for_each(|item| report(item, findings)),
        Shape::Table(entries) => {
            let mut seen: HashMap<_, &str> = HashMap::with_capacity(entries.len());
            for entry in entries {
                if let Some(earlier) = seen.get(&skeleton(&entry.key)) {
                    findings.error("yaml.duplicate", entry.key_mark, twice(&entry.key, earlier));
                } else {
                    seen.insert(skeleton(&entry.key), &entry.key);
                }
                report(&entry.value, findings);
            }
        }
    }
}

/// What is said of a name that stands there already, or of one that looks like it.
pub(super) fn twice(name: &str, earlier: &str) -> String {
    match name == earlier {
        true => format!("“{name}”写了两遍，请只留一个。"),
        false => format!("“{name}”和前面的“{earlier}”{}，分不清，请换一个名称。", told_apart(name, earlier)),
    }
}
