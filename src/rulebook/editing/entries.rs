//! Putting an entry or item into a container, and taking one out; in lines of its own or between commas.

use std::ops::Range;

use super::super::marks::Mark;
use super::super::yaml::{Entry, Node, Shape, Written};
use super::draft::{Draft, is_nothing, not_alone};
use super::pieces;
use super::spelling::{self, Setting, Spelled};
use crate::words::Refusal;

/// An entry cut out of one place, to be put in another.
pub(super) struct Piece {
    entry: Entry,
    text: String,
    /// The column of its lines; `None` if it stood in brackets.
    column: Option<usize>,
}

/// Where the lines of a new child begin, their column, and the empty lines its neighbour has above it.
struct Gap<'t> {
    at: usize,
    column: usize,
    blank: &'t str,
}

impl Draft {
    /// Puts a new entry into a table or, without a name, an item into a list. A name in a list makes a table of one line: `- 其他: 0`.
    pub(super) fn insert(&mut self, container: &[usize], at: usize, name: Option<&str>, value: &str) -> Result<(), Refusal> {
        let node = self.node(container).ok_or_else(not_alone)?;
        let is_list = matches!(node.shape, Shape::List(_)) || (name.is_none() && is_nothing(node));
        let keys = name.map_or(vec![None], |name| spelling::keys(name).map(Some).into());
        let mut proposals = Vec::new();
        for key in &keys {
            for Spelled { text, node } in self.new_values(container, value) {
                let body = key.as_ref().map_or(text.clone(), |key| format!("{key}: {text}").trim_end().to_owned());
                let tree = self.tree(container, |container| put(container, at, name, node, is_list));
                proposals.extend(self.with(container, at, &body, is_list, name.is_some()).map(|text| (text, tree)));
            }
        }
        self.take(proposals)
    }

    fn new_values(&self, container: &[usize], value: &str) -> Vec<Spelled> {
        if value.is_empty() {
            return vec![Spelled { text: String::new(), node: nothing() }];
        }
        let long = self.gap(container, 0).filter(|_| !self.flows(container)).map(|gap| gap.column + 2);
        spelling::values(value, Setting { long, line_break: pieces::line_break(&self.text), quote: None })
    }

    /// Whether children of a container stand in brackets.
    fn flows(&self, container: &[usize]) -> bool {
        self.in_flow(container) || self.node(container).is_some_and(|node| pieces::is_flow(&self.text, node))
    }

    /// The text with one more entry or item in a container.
    fn with(&self, container: &[usize], at: usize, body: &str, is_list: bool, is_named: bool) -> Option<String> {
        if self.flows(container) {
            let in_list = if is_named { format!("{{ {body} }}") } else { body.to_owned() };
            return self.between_commas(container, at, if is_list { &in_list } else { body });
        }
        let gap = self.gap(container, at)?;
        let lines =
            format!("{}{}{}{body}{}", gap.blank, " ".repeat(gap.column), if is_list { "- " } else { "" }, pieces::line_break(&self.text));
        Some(self.replaced(gap.at..gap.at, &lines))
    }

    fn between_commas(&self, container: &[usize], at: usize, body: &str) -> Option<String> {
        let node = self.node(container).filter(|node| pieces::is_flow(&self.text, node))?;
        let children = pieces::children(&self.text, node)?;
        let inside = node.mark.start as usize + 1..node.mark.end as usize - 1;
        Some(match (at.checked_sub(1).and_then(|before| children.get(before)), children.first()) {
            (Some(before), _) => self.replaced(before.end..before.end, &format!(", {body}")),
            (None, Some(first)) => self.replaced(first.start..first.start, &format!("{body}, ")),
            (None, None) if matches!(node.shape, Shape::List(_)) => self.replaced(inside, body),
            (None, None) => self.replaced(inside, &format!(" {body} ")),
        })
    }

    /// The gap in a block container before its child of this number, or behind its last.
    fn gap(&self, container: &[usize], at: usize) -> Option<Gap<'_>> {
        let (node, text) = (self.node(container)?, self.text.as_str());
        let children = self.children(container)?;
        let Some(last) = children.last() else {
            let Some(header) = self.entry(container) else { return Some(Gap { at: text.len(), column: 0, blank: "" }) };
            let column = pieces::column(text, header.key_mark.start as usize) + 2;
            return is_nothing(node).then(|| Gap { at: pieces::line_end(text, pieces::behind_colon(text, header)), column, blank: "" });
        };
        let neighbour = children.get(at).unwrap_or(last);
        let (lines, column) = (pieces::lines(text, neighbour), pieces::column(text, neighbour.start));
        match (children.get(at), lines) {
            (Some(_), lines) => Some(Gap { at: lines?.start, column, blank: "" }),
            (None, Some(lines)) => Some(Gap { at: lines.end, column, blank: pieces::blank(&text[lines]) }),
            (None, None) => Some(Gap { at: pieces::line_end(text, neighbour.end), column, blank: "" }),
        }
    }

    /// The places of a container's children, each from its dash if it has one.
    fn children(&self, container: &[usize]) -> Option<Vec<Range<usize>>> {
        let node = self.node(container)?;
        let dashed = matches!(node.shape, Shape::List(_)) && !self.flows(container);
        let children = pieces::children(&self.text, node).unwrap_or_default();
        let begin = |child: Range<usize>| if dashed { pieces::dash(&self.text, child.start)..child.end } else { child };
        Some(children.into_iter().map(begin).collect())
    }

    /// Takes an entry or item away, with its lines or its comma. An entry can be put back with [`Draft::paste`].
    pub(super) fn remove(&mut self, address: &[usize]) -> Result<Option<Piece>, Refusal> {
        let (last, parent) = address.split_last().ok_or_else(not_alone)?;
        let children = self.children(parent).ok_or_else(not_alone)?;
        let child = children.get(*last).cloned().ok_or_else(not_alone)?;
        let flows = self.flows(parent);
        let place = match (last.checked_sub(1).and_then(|before| children.get(before)), children.get(last + 1)) {
            _ if !flows => pieces::lines(&self.text, &child).ok_or_else(not_alone)?,
            (Some(before), _) => before.end..child.end,
            (None, Some(next)) => child.start..next.start,
            (None, None) => self.node(parent).map_or(child.clone(), |node| node.mark.start as usize + 1..node.mark.end as usize - 1),
        };
        let column = (!flows).then(|| pieces::column(&self.text, child.start));
        let kept = if flows { child } else { place.clone() };
        let piece = self.entry(address).map(|entry| Piece { entry: entry.clone(), text: self.text[kept].to_owned(), column });
        let tree = self.tree(parent, |parent| match &mut parent.shape {
            Shape::List(items) => drop(items.remove(*last)),
            Shape::Table(entries) => drop(entries.remove(*last)),
            Shape::Text { .. } => {}
        });
        self.take([(self.replaced(place, ""), tree)])?;
        Ok(piece)
    }

    /// Puts an entry that was cut out into a container, its lines moved to the column there.
    pub(super) fn paste(&mut self, container: &[usize], at: usize, piece: &Piece) -> Result<(), Refusal> {
        let changed = match piece.column {
            None => self.with(container, at, &piece.text, false, true),
            Some(_) if self.flows(container) => None,
            Some(column) => self.gap(container, at).map(|gap| {
                let lines = piece.text.replace("\r\n", "\n").replace('\n', pieces::line_break(&self.text));
                self.replaced(gap.at..gap.at, &pieces::shifted(&lines, column, gap.column))
            }),
        };
        let Entry { key, value, .. } = piece.entry.clone();
        let tree = self.tree(container, |container| put(container, at, Some(&key), value, false));
        self.take([(changed.ok_or_else(not_alone)?, tree)])
    }
}

fn nothing() -> Node {
    Node { mark: Mark::default(), shape: Shape::Text { text: String::new(), written: Written::Plain } }
}

/// Puts a value into a container of the tree; what was empty becomes the container that is needed.
pub(super) fn put(container: &mut Node, at: usize, name: Option<&str>, value: Node, is_list: bool) {
    let entry = |value| name.map(|name| Entry { key: name.trim().into(), key_mark: Mark::default(), value });
    if is_nothing(container) {
        container.shape = if is_list { Shape::List(Vec::new()) } else { Shape::Table(Vec::new()) };
    }
    match &mut container.shape {
        Shape::List(items) => {
            let item = match name {
                Some(_) => Node { mark: Mark::default(), shape: Shape::Table(entry(value).into_iter().collect()) },
                None => value,
            };
            items.insert(at.min(items.len()), item);
        }
        Shape::Table(entries) => entry(value).into_iter().for_each(|entry| entries.insert(at.min(entries.len()), entry)),
        Shape::Text { .. } => {}
    }
}
