//! Where the parts of a text stand: the value behind a colon, the lines of an entry with its comments, an entry between commas.
//!
//! Marks come from the parser; what it passes over (comments, empty lines, the header of a block, a colon) is found here.

use std::ops::Range;

use super::super::yaml::{Entry, Node, Shape};

/// A file may begin with it; it stands before the first line.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Where the line of a place begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    if start == 0 && text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { start }
}

/// Where the line of a place ends, behind its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length + 1)
}

/// The line break this file uses.
pub(super) fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// How many characters stand before a place on its line; only spaces and dashes may.
pub(super) fn column(text: &str, at: usize) -> usize {
    at - line_start(text, at)
}

/// Whether a container is written in brackets. A list that begins at its first item is one of dashes.
pub(super) fn is_flow(text: &str, node: &Node) -> bool {
    let opens = text[node.mark.start as usize..].starts_with(['{', '[']);
    opens && children(text, node).is_some_and(|children| children.first().is_none_or(|first| first.start != node.mark.start as usize))
}

/// Where each entry or item of a container stands, from its first character (behind a dash) to its last; `None` for a text.
pub(super) fn children(text: &str, node: &Node) -> Option<Vec<Range<usize>>> {
    match &node.shape {
        Shape::Text { .. } => None,
        Shape::List(items) => Some(items.iter().map(|item| item.mark.start as usize..end(text, item)).collect()),
        Shape::Table(entries) => Some(entries.iter().map(|entry| entry.key_mark.start as usize..entry_end(text, entry)).collect()),
    }
}

/// Behind the last character of a value; comments and line breaks behind it do not belong to it.
pub(super) fn end(text: &str, node: &Node) -> usize {
    let (start, end) = (node.mark.start as usize, node.mark.end as usize);
    let last = match &node.shape {
        Shape::List(items) => items.last().map(|item| self::end(text, item)),
        Shape::Table(entries) => entries.last().map(|entry| entry_end(text, entry)),
        Shape::Text { .. } => None,
    };
    match last {
        Some(last) if !is_flow(text, node) => last,
        _ => start + text[start..end].trim_end().len(),
    }
}

fn entry_end(text: &str, entry: &Entry) -> usize {
    if entry.value.is_empty() && entry.value.mark.start == entry.value.mark.end {
        return behind_colon(text, entry);
    }
    end(text, &entry.value)
}

/// Behind the colon of an entry.
pub(super) fn behind_colon(text: &str, entry: &Entry) -> usize {
    let key_end = entry.key_mark.end as usize;
    let rest = &text[key_end..];
    let gap = rest.len() - rest.trim_start_matches(' ').len();
    key_end + gap + usize::from(rest[gap..].starts_with(':'))
}

/// The lines of an entry or item that begins and ends at these places: with the comments right above it, the empty lines above
/// those, and deeper comments below. `None` if something else stands before it on its line.
pub(super) fn lines(text: &str, piece: &Range<usize>) -> Option<Range<usize>> {
    let mut top = line_start(text, piece.start);
    let column = piece.start - top;
    if !text[top..piece.start].chars().all(|c| c == ' ') {
        return None;
    }
    let above = |top: usize| (top > line_start(text, 0)).then(|| line_start(text, top - 1));
    while let Some(start) = above(top).filter(|start| comment(&text[*start..top]).is_some_and(|indent| indent <= column)) {
        top = start;
    }
    while let Some(start) = above(top).filter(|start| text[*start..top].trim().is_empty()) {
        top = start;
    }
    let mut bottom = line_end(text, piece.end);
    while comment(&text[bottom..line_end(text, bottom)]).is_some_and(|indent| indent > column) {
        bottom = line_end(text, bottom);
    }
    Some(top..bottom)
}

/// The empty lines at the top of a piece of lines.
pub(super) fn blank(lines: &str) -> &str {
    let body = lines.split_inclusive('\n').find(|line| !line.trim().is_empty());
    body.map_or(lines, |body| &lines[..body.as_ptr() as usize - lines.as_ptr() as usize])
}

/// The indentation of a line that is nothing but a comment.
fn comment(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches(' ');
    bare.starts_with('#').then(|| line.len() - bare.len())
}

/// The dash of a list item.
pub(super) fn dash(text: &str, item: usize) -> usize {
    text[..item].trim_end_matches(' ').len().saturating_sub(1)
}

/// Whether a comment stands somewhere in a piece of a value.
pub(super) fn has_comment(text: &str, piece: &Range<usize>, node: &Node) -> bool {
    let mut words = Vec::new();
    scalars(node, &mut words);
    let bare = |at: &usize| !words.iter().any(|word: &Range<usize>| word.contains(at));
    text[piece.clone()].match_indices('#').map(|(at, _)| piece.start + at).any(|at| bare(&at))
}

fn scalars(node: &Node, words: &mut Vec<Range<usize>>) {
    let word = |mark: super::super::marks::Mark| mark.start as usize..mark.end as usize;
    match &node.shape {
        Shape::Text { .. } => words.push(word(node.mark)),
        Shape::List(items) => items.iter().for_each(|item| scalars(item, words)),
        Shape::Table(entries) => entries.iter().for_each(|entry| {
            words.push(word(entry.key_mark));
            scalars(&entry.value, words);
        }),
    }
}

/// Lines moved from one column to another.
pub(super) fn shifted(lines: &str, from: usize, to: usize) -> String {
    let shift = |line: &str| match line.trim().is_empty() {
        true => line.to_owned(),
        false if to >= from => format!("{}{line}", " ".repeat(to - from)),
        false => {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            line[spaces.min(from - to)..].to_owned()
        }
    };
    lines.split_inclusive('\n').map(shift).collect()
}
