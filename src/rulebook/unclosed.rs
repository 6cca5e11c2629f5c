//! Brackets and quotes that are never closed, told where they were opened: a parser notices lines below, or at the end of the file.
//!
//! Not here: whether the file can be read in spite of it (`salvaging`).

use super::bare::{Bare, bare, said};
use super::flow::Flow;
use super::marks::Mark;

/// More than so many are not looked for: each may cost the reading of the whole file.
const MOST: usize = 20;

/// A bracket or a quote that is still open where its line, and what stands deeper below it, ends.
pub(super) struct Unclosed {
    pub(super) is_quote: bool,
    /// From the sign to the end of what is said on its line.
    pub(super) mark: Mark,
    /// What closes it, with all that was opened in it; empty where nobody knows.
    pub(super) closer: String,
    /// Where that would have to stand: at the end of the mark, or lines below.
    pub(super) until: usize,
}

/// Watches what is open while one line after the other is read.
pub(super) struct Watch<'t> {
    file: u16,
    text: &'t str,
    /// A quote left open at the end of its line, and how deep that begins.
    quote: Option<(Mark, usize)>,
    /// How deep the line begins on which a bracket was opened that nothing closes.
    bracket: Option<usize>,
    /// Where the last line that says something ends.
    said: usize,
    pub(super) found: Vec<Unclosed>,
}

impl<'t> Watch<'t> {
    pub(super) fn new(file: u16, text: &'t str) -> Self {
        Self { file, text, quote: None, bracket: None, said: 0, found: Vec::new() }
    }

    /// A line of this depth ends what stood deeper above it, whatever is open there.
    pub(super) fn ends(&mut self, indent: usize, content: &str, flow: &mut Flow) {
        if let Some((mark, depth)) = self.quote {
            let sign = self.text[mark.start as usize..].chars().next().unwrap_or('"');
            if indent <= depth {
                self.found.push(Unclosed { is_quote: true, mark, closer: sign.into(), until: mark.end as usize });
            }
            self.quote = self.quote.filter(|_| indent > depth && !content.contains(sign));
        }
        if self.bracket.is_some_and(|depth| indent <= depth) && !content.starts_with([']', '}']) {
            if let Some((at, closer)) = flow.unclosed() {
                let line = self.text[at..self.said.max(at)].split('\n').next().unwrap_or_default();
                let mark = Mark::new(self.file, at, at + said(line).len());
                self.found.push(Unclosed { is_quote: false, mark, closer, until: self.said });
            }
            (*flow, self.bracket) = (Flow::default(), None);
        }
    }

    /// What a line leaves open: how deep it begins and whether a bracket was open before it, its signs, and a quote.
    pub(super) fn line(
        &mut self,
        start: usize,
        (indent, was_open): (usize, bool),
        (bare, open): (&[Bare], Option<(usize, usize)>),
        flow: &Flow,
    ) {
        self.said = bare.last().map_or(start, |last| last.at + last.c.len_utf8());
        if let Some((at, until)) = open {
            self.said = self.said.max(until);
            self.quote = self.quote.or(Some((Mark::new(self.file, at, until), indent)));
        }
        if !was_open {
            self.bracket = flow.unclosed().filter(|(at, _)| !self.is_closed(*at)).map(|_| indent);
        }
    }

    /// Whether anything behind closes a bracket: brackets may go on in lines as deep as their own.
    fn is_closed(&self, at: usize) -> bool {
        let mut depth = 0_usize;
        let mut closes = |b: Bare| {
            match b.c {
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.saturating_sub(1),
                _ => return false,
            }
            depth == 0
        };
        self.found.len() >= MOST || self.text[at..].lines().flat_map(|line| bare(0, line).0).any(&mut closes)
    }
}
