//! A text read as if something else stood in some of its places: each place of what is read is known as it is in the file.

use std::ops::Range;

use super::fault::Fault;
use super::marks::Mark;
use super::yaml::{self, Entry, Node, Shape};

/// A text with pieces written over.
pub(super) struct AsIf {
    pub(super) text: String,
    /// For every byte, and for the end, where it stands in the file; what was written over stands where the piece began.
    origin: Vec<u32>,
}

impl AsIf {
    /// The text as it is in the file.
    pub(super) fn new(text: &str) -> Self {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self { text: text.to_owned(), origin: (0..=end).collect() }
    }

    /// Writes something over a piece of it.
    pub(super) fn write(&mut self, piece: Range<usize>, text: &str) {
        let is_whole = self.text.is_char_boundary(piece.start) && self.text.is_char_boundary(piece.end);
        let Some(origin) = self.origin.get(piece.start).copied().filter(|_| is_whole && piece.start <= piece.end) else { return };
        self.text.replace_range(piece.clone(), text);
        self.origin.splice(piece, std::iter::repeat_n(origin, text.len()));
    }

    /// Where a piece of the file stands now.
    pub(super) fn piece(&self, in_file: Range<usize>) -> Range<usize> {
        let place = |at: usize| self.origin.partition_point(|origin| (*origin as usize) < at);
        place(in_file.start)..place(in_file.end)
    }

    /// Reads it; the places are those in the file.
    pub(super) fn read(&self, file: u16) -> Result<Node, Fault> {
        yaml::read_text(file, &self.text).map(|node| self.moved(node))
    }

    /// Where a mark in this text lies in the file.
    pub(super) fn in_file(&self, mark: Mark) -> Mark {
        let place = |at: u32| self.origin.get(at as usize).or(self.origin.last()).map_or(0, |at| *at as usize);
        Mark::new(mark.file, place(mark.start), place(mark.end))
    }

    fn moved(&self, node: Node) -> Node {
        let shape = match node.shape {
            Shape::List(items) => Shape::List(items.into_iter().map(|item| self.moved(item)).collect()),
            Shape::Table(entries) => Shape::Table(entries.into_iter().map(|entry| self.moved_entry(entry)).collect()),
            text @ Shape::Text { .. } => text,
        };
        Node { mark: self.in_file(node.mark), shape }
    }

    fn moved_entry(&self, Entry { key, key_mark, value }: Entry) -> Entry {
        Entry { key, key_mark: self.in_file(key_mark), value: self.moved(value) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_file() {
        let text = "标题\u{FF1A}甲\n规则:\n  乙: [1, 2\n  丙: 3\n";
        let mut as_if = AsIf::new(text);
        let at = |what: &str| text.find(what).unwrap();
        let open = at("\n  丙");
        as_if.write(open..open, "]");
        as_if.write(at("\u{FF1A}")..at("甲"), ": ");
        assert_eq!(as_if.text, "标题: 甲\n规则:\n  乙: [1, 2]\n  丙: 3\n");
        assert_eq!(as_if.piece(at("丙")..at("丙") + 3), as_if.text.find("丙").unwrap()..as_if.text.find("丙").unwrap() + 3);
        let Shape::Table(entries) = as_if.read(0).ok().unwrap().shape else { panic!() };
        let slice = |mark: Mark| &text[mark.start as usize..mark.end as usize];
        assert_eq!((slice(entries[0].key_mark), slice(entries[0].value.mark)), ("标题", "甲"));
        let Shape::Table(rules) = &entries[1].value.shape else { panic!() };
        assert_eq!((slice(rules[0].value.mark), slice(rules[1].key_mark)), ("[1, 2", "丙"));
    }
}
