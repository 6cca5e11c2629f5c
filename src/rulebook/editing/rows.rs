//! The list of rules as a table: a row a rule, a cell a value.

use super::super::marks::Findings;
use super::super::yaml::{Node, Shape};
use super::super::{Bundle, checking, keys};
use super::Step;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its chapter (类别).
    pub chapter: String,
    /// Its name.
    pub name: String,
    /// The file in which it is written.
    pub file: String,
    /// Its line in that file.
    pub line: u32,
    /// It comes from a pack: only 改 and 不用 can be done to it.
    pub from_pack: bool,
    /// It is switched off (停用, 不用).
    pub is_off: bool,
    /// Its values in the order they are written. A rule of one line has one: its 分值.
    pub cells: Vec<Cell>,
}

/// One value of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The way to it, as an edit takes it.
    pub path: Vec<Step>,
    /// What it says.
    pub text: String,
}

/// Every rule a bundle lists, also those that are switched off or have mistakes; chapter by chapter.
/// A file that cannot be read gives none: the findings say why.
pub fn table(bundle: &Bundle) -> Vec<Row> {
    let mut findings = Findings::new();
    let listing = checking::written(bundle, &mut findings);
    let row = |raw: &super::super::listing::Raw| Row {
        chapter: raw.chapter.to_string(),
        name: raw.name.to_string(),
        file: findings.source(raw.name_mark.file).path.clone(),
        line: findings.line(raw.name_mark),
        from_pack: raw.used.is_some(),
        is_off: raw.is_off,
        cells: cells(&raw.value),
    };
    listing.rules.iter().map(row).collect()
}

fn cells(value: &Node) -> Vec<Cell> {
    let mut all = Vec::new();
    match &value.shape {
        Shape::Text { text, .. } => all.push(Cell { path: vec![Step::Key("分值".to_owned())], text: text.clone() }),
        _ => collect(value, &mut Vec::new(), &mut all),
    }
    all
}

fn collect(node: &Node, path: &mut Vec<Step>, all: &mut Vec<Cell>) {
    let inner: Vec<(Step, &Node)> = match &node.shape {
        Shape::Table(entries) => entries.iter().map(|entry| (step(&entry.key, path.is_empty()), &entry.value)).collect(),
        Shape::List(items) => items.iter().enumerate().map(|(at, item)| (Step::At(at), item)).collect(),
        Shape::Text { text, .. } => {
            let text = if node.is_empty() { String::new() } else { text.clone() };
            return all.push(Cell { path: path.clone(), text });
        }
    };
    for (step, node) in inner {
        path.push(step);
        collect(node, path, all);
        path.pop();
    }
}

/// A rule's own keys are called by their Chinese names, whatever the file says.
fn step(key: &str, of_rule: bool) -> Step {
    let known = keys::find(keys::RULE, key).filter(|_| of_rule);
    Step::Key(known.map_or(key, |known| known.chinese).to_owned())
}
