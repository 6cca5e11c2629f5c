//! The list of rules as a table: a row a rule, a cell a value.

use super::super::facts::decimal;
use super::super::listing::Raw;
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
    listing.rules.iter().map(|raw| row(raw, &findings)).collect()
}

pub(super) fn row(raw: &Raw, findings: &Findings<'_>) -> Row {
    Row {
        chapter: raw.chapter.to_string(),
        name: raw.name.to_string(),
        file: findings.source(raw.name_mark.file).path.clone(),
        line: findings.line(raw.name_mark),
        from_pack: raw.used.is_some(),
        is_off: raw.is_off,
        cells: cells(&raw.value),
    }
}

impl Row {
    /// What stands under one of its keys: a value, or the items of a list, a line each. `None` if the key is not there.
    pub fn under(&self, key: &str) -> Option<String> {
        let is_of = |cell: &&Cell| cell.path.first() == Some(&Step::Key(key.to_owned()));
        let texts: Vec<&str> = self.cells.iter().filter(is_of).map(|cell| cell.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    /// Its 分值 where that is one value in a cell of the list: a number, or what somebody typed in the place of one.
    pub fn points(&self) -> Option<&str> {
        let is_of = |step: &Step, keys: &[&str]| matches!(step, Step::Key(key) if keys.contains(&key.as_str()));
        let has = |keys: &[&str]| self.cells.iter().any(|cell| cell.path.first().is_some_and(|step| is_of(step, keys)));
        let points = self.cells.iter().find(|cell| cell.path == [Step::Key("分值".to_owned())])?;
        let is_formula = has(&["填报", "条件"]) && decimal(&points.text).is_none();
        (!has(&AMOUNTS) && !is_formula).then_some(points.text.as_str())
    }
}

/// Keys that say more about the amount than a number does.
pub const AMOUNTS: [&str; 4] = ["分档", "对照", "累计达标", "脚本"];

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
