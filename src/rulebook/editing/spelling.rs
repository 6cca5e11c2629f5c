//! How a text is written so that YAML reads back exactly that text: bare where that works, in quotes where it does not.
//!
//! Only proposals, best first; whether one reads back is found out by reading it.

use super::super::Source;
use super::super::marks::{Findings, Mark};
use super::super::yaml::{self, Node, Shape, Written};

/// A proposal: the characters, and the value they should read as.
pub(super) struct Spelled {
    pub(super) text: String,
    pub(super) node: Node,
}

/// Where a value is to stand.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    /// The quote the value had before without need; a code in quotes stays in quotes.
    pub(super) quote: Option<char>,
    /// The column of the lines of a long text; `None` inside brackets, where a long text is quoted.
    pub(super) long: Option<usize>,
    pub(super) line_break: &'static str,
}

/// Ways to write a value. What looks like a list or table in brackets, and reads as one, is one.
pub(super) fn values(text: &str, setting: Setting) -> Vec<Spelled> {
    let text = text.trim();
    if let Some(node) = container(text) {
        return vec![Spelled { text: text.to_owned(), node }];
    }
    let node = |written| Node { mark: Mark::default(), shape: Shape::Text { text: text.to_owned(), written } };
    let quoted = |text: String| Spelled { text, node: node(Written::Quoted) };
    let mut ways = Vec::new();
    match setting.quote {
        Some('\'') if !text.contains('\n') => ways.push(quoted(format!("'{}'", text.replace('\'', "''")))),
        Some('"') if !text.contains('\n') => ways.push(quoted(in_quotes(text))),
        _ => {}
    }
    match setting.long.filter(|_| text.contains('\n')) {
        Some(column) => ways.push(Spelled { text: block(text, column, setting.line_break), node: node(Written::Block) }),
        None if text.contains('\n') || node(Written::Plain).is_empty() => {} // ~ alone says nothing
        None => ways.push(Spelled { text: text.to_owned(), node: node(Written::Plain) }),
    }
    ways.push(quoted(in_quotes(text)));
    ways
}

/// Ways to write a key.
pub(super) fn keys(name: &str) -> [String; 2] {
    [name.trim().to_owned(), in_quotes(name.trim())]
}

/// Double quotes, in which line breaks and quotes are written with a backslash.
fn in_quotes(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\"{escaped}\"")
}

/// A long text line by line.
fn block(text: &str, column: usize, line_break: &str) -> String {
    let line = |line: &str| match line.is_empty() {
        true => line_break.to_owned(),
        false => format!("{line_break}{}{line}", " ".repeat(column)),
    };
    format!("|-{}", text.split('\n').map(line).collect::<String>())
}

/// The list or table a text in brackets reads as.
fn container(text: &str) -> Option<Node> {
    if !text.starts_with(['[', '{']) {
        return None;
    }
    let source = Source { path: String::new(), text: text.to_owned() };
    let mut findings = Findings::new();
    let file = findings.open(&source);
    let node = yaml::read(file, &findings).ok()?;
    let whole = node.mark.start == 0 && node.mark.end as usize == text.len();
    (whole && !matches!(node.shape, Shape::Text { .. })).then_some(node)
}
