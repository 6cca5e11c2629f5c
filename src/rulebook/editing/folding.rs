//! A value on one line, and the table it becomes when something is added to it: `拾金不昧: 5`.

use unicode_width::UnicodeWidthStr;

use super::super::marks::Mark;
use super::super::yaml::{Node, Shape, Written};
use super::draft::{Draft, not_alone};
use super::entries::put;
use super::pieces;
use crate::words::Refusal;

impl Draft {
    /// Makes a single value the first entry of a table: below `拾金不昧:` stands `分值: 5`. A comment stays where it stood.
    pub(super) fn unfold(&mut self, address: &[usize], key: &str) -> Result<(), Refusal> {
        let node = self.node(address).ok_or_else(not_alone)?;
        let (start, end) = (node.mark.start as usize, pieces::end(&self.text, node));
        let value = &self.text[start..end];
        let changed = match self.entry(address) {
            _ if self.in_flow(address) => self.replaced(start..end, &format!("{{ {key}: {value} }}")),
            None => self.replaced(start..start, &format!("{key}: ")),
            Some(entry) => {
                let (behind, stop) = (pieces::behind_colon(&self.text, entry), pieces::line_end(&self.text, end));
                let (rest, line_break) = (self.text[end..stop].trim_end(), pieces::line_break(&self.text));
                let gap = if rest.is_empty() { 0 } else { self.text[behind..end].width() };
                let indent = pieces::column(&self.text, entry.key_mark.start as usize) + 2;
                let table = format!("{}{rest}{line_break}{}{key}: {value}{line_break}", " ".repeat(gap), " ".repeat(indent));
                self.replaced(behind..stop, &table)
            }
        };
        let tree = self.tree(address, |node| {
            let value = std::mem::replace(node, Node { mark: Mark::default(), shape: Shape::Table(Vec::new()) });
            put(node, 0, Some(key), value, false);
        });
        self.take([(changed, tree)])
    }

    /// The reverse: a table that has come down to this one key is a single value again, unless a comment would lose its place.
    pub(super) fn fold(&mut self, address: &[usize], key: &str) -> Result<(), Refusal> {
        match self.folded(address, key) {
            Some(folded) => self.take([folded]),
            None => Ok(()),
        }
    }

    fn folded(&self, address: &[usize], key: &str) -> Option<(String, Node)> {
        let node = self.node(address)?;
        let Shape::Table(entries) = &node.shape else { return None };
        let [only] = entries.as_slice() else { return None };
        let single = matches!(only.value.shape, Shape::Text { written: Written::Plain | Written::Quoted, .. });
        if *only.key != *key || !single || only.value.is_empty() {
            return None;
        }
        let (start, end) = (only.value.mark.start as usize, only.value.mark.end as usize);
        let changed = match self.entry(address) {
            _ if self.in_flow(address) => self.replaced(node.mark.start as usize..node.mark.end as usize, &self.text[start..end]),
            _ if pieces::is_flow(&self.text, node) => return None,
            None => self.replaced(only.key_mark.start as usize..start, ""),
            Some(entry) => {
                let behind = pieces::behind_colon(&self.text, entry);
                self.one_line(behind, only.key_mark.start as usize, start..end)?
            }
        };
        Some((changed, self.tree(address, |node| *node = only.value.clone())))
    }

    /// A value that stands in a line of its own, put behind a colon in the line above.
    fn one_line(&self, behind: usize, key: usize, value: std::ops::Range<usize>) -> Option<String> {
        let text = self.text.as_str();
        let (header_end, stop) = (pieces::line_end(text, behind), pieces::line_end(text, value.end));
        let is_bare = pieces::lines(text, &(key..value.end))? == (header_end..stop) && text[value.end..stop].trim().is_empty();
        let header = &text[behind..header_end];
        let rest = header.trim_start_matches(' ');
        let gap = (header.len() - rest.len()).saturating_sub(text[value.clone()].width() + 1).max(1);
        let gap = if rest.starts_with('#') { gap } else { 0 };
        is_bare.then(|| self.replaced(behind..stop, &format!(" {}{}{rest}", &text[value], " ".repeat(gap))))
    }
}
