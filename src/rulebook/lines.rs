//! The lines of a text, and how deep they stand.

use super::bare;
use super::marks::Mark;

/// One line.
pub(super) struct Line<'a> {
    /// Its first byte.
    pub(super) start: usize,
    /// How many blanks it begins with.
    pub(super) indent: usize,
    /// Without its end.
    pub(super) text: &'a str,
}

impl<'a> Line<'a> {
    /// Whether it is more than blanks or a comment.
    pub(super) fn says_something(&self) -> bool {
        let said = self.text.trim_start();
        !said.trim_end().is_empty() && !said.starts_with('#')
    }

    /// Whether it begins an entry of a list.
    pub(super) fn is_item(&self) -> bool {
        self.text[self.indent..].starts_with("- ")
    }

    /// Without depth, dash, comment and the blanks at its end.
    pub(super) fn said(&self) -> &'a str {
        bare::said(&self.text[self.said_at() - self.start..]).trim_end()
    }

    /// Where it says something.
    pub(super) fn mark(&self, file: u16) -> Mark {
        Mark::new(file, self.start + self.indent, self.start + self.text.trim_end().len())
    }

    /// Where that begins.
    pub(super) fn said_at(&self) -> usize {
        let behind = if self.is_item() { self.text[self.indent + 1..].trim_start() } else { &self.text[self.indent..] };
        self.start + self.text.len() - behind.len()
    }
}

/// All of them.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let line = |text| {
        let line = Line { start, indent: indent(text), text };
        start += text.len() + 1;
        line
    };
    text.split('\n').map(line).collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
