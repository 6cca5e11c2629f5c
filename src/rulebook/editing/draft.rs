//! One file being edited, as text and as a tree at once.
//!
//! Every change is made twice: characters are replaced in the text, and the same change is made in the tree. Only if the new text
//! reads as exactly that tree, and no slip of writing came in, does the change hold. So nothing else can have changed its meaning;
//! and since only the replaced characters differ, nothing else has changed at all.
//!
//! Here a draft is opened, read and put to the test; what can be done to it is in `values`, `entries` and `folding`.

use std::ops::Range;

use super::super::marks::Findings;
use super::super::yaml::{self, Entry, Node, Shape};
use super::super::{Source, lint};
use super::pieces;
use crate::words::{Kind, Refusal};

/// A file being edited.
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) root: Node,
    /// The last line had no line break; it has one for the time of editing.
    open_end: bool,
    /// How many slips of writing it had when it was opened.
    slips: usize,
}

/// A text, and the tree it must read as.
pub(super) type Proposal = (String, Node);

impl Draft {
    /// Opens a file. Refuses `editing.unreadable`.
    pub(super) fn open(source: &Source) -> Result<Self, Refusal> {
        let mut text = source.text.clone();
        let open_end = !text.is_empty() && !text.ends_with('\n');
        if open_end {
            text.push_str(pieces::line_break(&text));
        }
        let root = read(&text).ok_or_else(|| {
            let sentence = format!("{} 现在读不通，不能用表格改。", source.path);
            Refusal::new("editing.unreadable", Kind::Conflict, sentence, "请先在文字里把标出的错误改好。")
        })?;
        Ok(Self { slips: slips(&text), text, root, open_end })
    }

    /// The file's text as edited.
    pub(super) fn close(self) -> String {
        let bare = if self.open_end { self.text.strip_suffix(pieces::line_break(&self.text)) } else { None };
        bare.map(str::to_owned).unwrap_or(self.text)
    }

    /// The node at an address: which entry or item at each level, from the root.
    pub(super) fn node(&self, address: &[usize]) -> Option<&Node> {
        address.iter().try_fold(&self.root, |node, at| match &node.shape {
            Shape::List(items) => items.get(*at),
            Shape::Table(entries) => entries.get(*at).map(|entry| &entry.value),
            Shape::Text { .. } => None,
        })
    }

    /// The entry at an address; `None` for an item of a list.
    pub(super) fn entry(&self, address: &[usize]) -> Option<&Entry> {
        let (last, parent) = address.split_last()?;
        match &self.node(parent)?.shape {
            Shape::Table(entries) => entries.get(*last),
            _ => None,
        }
    }

    /// Whether what stands at an address is surrounded by brackets.
    pub(super) fn in_flow(&self, address: &[usize]) -> bool {
        (0..address.len()).any(|depth| self.node(&address[..depth]).is_some_and(|node| pieces::is_flow(&self.text, node)))
    }

    /// The text with some characters replaced.
    pub(super) fn replaced(&self, place: Range<usize>, by: &str) -> String {
        let mut text = self.text.clone();
        text.replace_range(place, by);
        text
    }

    /// The tree with one node changed.
    pub(super) fn tree(&self, address: &[usize], change: impl FnOnce(&mut Node)) -> Node {
        let mut tree = self.root.clone();
        let slot = address.iter().try_fold(&mut tree, |node, at| match &mut node.shape {
            Shape::List(items) => items.get_mut(*at),
            Shape::Table(entries) => entries.get_mut(*at).map(|entry| &mut entry.value),
            Shape::Text { .. } => None,
        });
        if let Some(slot) = slot {
            change(slot);
        }
        tree
    }

    /// Takes the first proposal that reads as it should. Refuses `editing.not_alone` if none does.
    pub(super) fn take(&mut self, proposals: impl IntoIterator<Item = Proposal>) -> Result<(), Refusal> {
        let held = proposals.into_iter().find_map(|(text, expected)| self.holds(&text, &expected).map(|root| (text, root)));
        (self.text, self.root) = held.ok_or_else(not_alone)?;
        Ok(())
    }

    /// What a text reads as, if that is what is expected and it has no new slip of writing.
    pub(super) fn holds(&self, text: &str, expected: &Node) -> Option<Node> {
        read(text).filter(|root| same(root, expected) && slips(text) <= self.slips)
    }
}

/// Said where a value cannot be changed without touching something else.
pub(super) fn not_alone() -> Refusal {
    Refusal::new("editing.not_alone", Kind::Conflict, "这一处没法只改它自己，什么也没有改。", "请在文字里改这一处。")
}

fn read(text: &str) -> Option<Node> {
    let source = Source { path: String::new(), text: text.to_owned() };
    let mut findings = Findings::new();
    let file = findings.open(&source);
    yaml::read(file, &findings).ok()
}

/// How many slips of writing a text has.
fn slips(text: &str) -> usize {
    let source = Source { path: String::new(), text: text.to_owned() };
    let mut findings = Findings::new();
    let file = findings.open(&source);
    lint::lint(file, &mut findings);
    findings.finish().len()
}

/// Whether two trees say the same. An empty table and nothing at all are the same.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.shape, &other.shape) {
        _ if is_nothing(one) || is_nothing(other) => is_nothing(one) && is_nothing(other),
        (Shape::Text { text: a, .. }, Shape::Text { text: b, .. }) => a == b,
        (Shape::List(a), Shape::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Shape::Table(a), Shape::Table(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same(&a.value, &b.value))
        }
        _ => false,
    }
}

/// A value that says nothing.
pub(super) fn is_nothing(node: &Node) -> bool {
    match &node.shape {
        Shape::Text { .. } => node.is_empty(),
        Shape::List(items) => items.is_empty(),
        Shape::Table(entries) => entries.is_empty(),
    }
}
