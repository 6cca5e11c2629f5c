//! Writing a value over another, and a key over another.

use std::ops::Range;

use super::super::yaml::{Node, Shape, Written};
use super::draft::{Draft, not_alone};
use super::pieces;
use super::spelling::{self, Setting};
use crate::words::Refusal;

impl Draft {
    /// Writes another value over the one at an address.
    pub(super) fn write(&mut self, address: &[usize], value: &str) -> Result<(), Refusal> {
        let (place, setting) = self.value_place(address).ok_or_else(not_alone)?;
        let gap = if self.text[..place.start].ends_with([' ', '[', '{']) { "" } else { " " };
        let ways = spelling::values(value, setting).into_iter();
        let proposals: Vec<_> = ways
            .map(|way| (self.replaced(place.clone(), &format!("{gap}{}", way.text)), self.tree(address, |node| *node = way.node)))
            .collect();
        self.take(proposals)
    }

    /// The characters of a value, and how a new one may be written there. `None` if a comment stands among them.
    fn value_place(&self, address: &[usize]) -> Option<(Range<usize>, Setting)> {
        let (node, entry, text) = (self.node(address)?, self.entry(address), self.text.as_str());
        let (start, end) = (node.mark.start as usize, pieces::end(text, node));
        let behind = entry.map_or(start, |entry| pieces::behind_colon(text, entry));
        let header = behind + text[behind..].len() - text[behind..].trim_start_matches(' ').len();
        let place = match &node.shape {
            Shape::Text { .. } if node.mark.start == node.mark.end => behind..behind,
            Shape::Text { written: Written::Block, .. } if text[header..].starts_with(['|', '>']) => header..end,
            Shape::Text { .. } => start..end,
            _ if pieces::is_flow(text, node) || entry.is_none() => start..end,
            _ => behind..end,
        };
        let quote = text[place.clone()].chars().next().filter(|c| matches!(c, '"' | '\'') && self.reads_bare(&place, node));
        let long = entry.filter(|_| !self.in_flow(address)).map(|entry| pieces::column(text, entry.key_mark.start as usize) + 2);
        let setting = Setting { quote, long, line_break: pieces::line_break(text) };
        (!pieces::has_comment(text, &place, node)).then_some((place, setting))
    }

    /// Whether a text in quotes would read the same without: then somebody wants them there, as around a code.
    fn reads_bare(&self, place: &Range<usize>, node: &Node) -> bool {
        let bare = node.text().map(|text| self.replaced(place.clone(), text));
        bare.is_some_and(|text| self.holds(&text, &self.root).is_some())
    }

    /// Gives the entry at an address another name.
    pub(super) fn name(&mut self, address: &[usize], name: &str) -> Result<(), Refusal> {
        let (entry, (last, parent)) = self.entry(address).zip(address.split_last()).ok_or_else(not_alone)?;
        let place = entry.key_mark.start as usize..entry.key_mark.end as usize;
        let tree = self.tree(parent, |table| {
            if let Shape::Table(entries) = &mut table.shape {
                entries[*last].key = name.trim().into();
            }
        });
        let proposals = spelling::keys(name).map(|key| (self.replaced(place.clone(), &key), tree.clone()));
        self.take(proposals)
    }
}
