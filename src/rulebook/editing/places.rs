//! Finding places in a draft: a rule by its name, a value by the way to it, a key in either language.

use super::super::keys::{self, Key};
use super::super::listing::looks_like_rule;
use super::super::yaml::{Entry, Node, Shape};
use super::Step;
use super::draft::Draft;
use crate::words::Refusal;

/// Whether two names are the same key, in either language.
pub(super) fn same_key(known: &'static [Key], one: &str, other: &str) -> bool {
    one == other || keys::find(known, one).is_some_and(|key| keys::find(known, other) == Some(key))
}

/// The way to a rule in a file of rules: below 规则, alone or in a chapter.
pub(super) fn rule_address(root: &Node, name: &str) -> Option<Vec<usize>> {
    let rules = at(root, |entry| same_key(keys::FILE, &entry.key, "规则"))?;
    let Shape::Table(entries) = &entries(root).get(rules)?.value.shape else { return None };
    entries.iter().enumerate().find_map(|(chapter, entry)| match &entry.value.shape {
        Shape::Table(inside) if !looks_like_rule(inside) => {
            at(&entry.value, |rule| *rule.key == *name).map(|rule| vec![rules, chapter, rule])
        }
        _ => (*entry.key == *name).then(|| vec![rules, chapter]),
    })
}

fn entries(table: &Node) -> &[Entry] {
    if let Shape::Table(entries) = &table.shape { entries } else { &[] }
}

fn at(table: &Node, wanted: impl Fn(&Entry) -> bool) -> Option<usize> {
    entries(table).iter().position(wanted)
}

impl Draft {
    /// Whether a table stands at an address.
    pub(super) fn is_table(&self, address: &[usize]) -> bool {
        self.node(address).is_some_and(|node| matches!(node.shape, Shape::Table(_)))
    }

    /// How many entries or items a container has.
    pub(super) fn count(&self, container: &[usize]) -> usize {
        match self.node(container).map(|node| &node.shape) {
            Some(Shape::Table(entries)) => entries.len(),
            Some(Shape::List(items)) => items.len(),
            _ => 0,
        }
    }

    /// Whether the file's own keys are written in English.
    pub(super) fn is_english(&self) -> bool {
        entries(&self.root).iter().any(|entry| keys::find(keys::FILE, &entry.key).is_some_and(|key| key.english == &*entry.key))
    }

    /// A key in the language of the file.
    pub(super) fn word<'k>(&self, key: &'k str) -> &'k str {
        let known = [keys::RULE, keys::FILE, keys::USE].into_iter().find_map(|known| keys::find(known, key));
        known.map_or(key, |known| if self.is_english() { known.english } else { known.chinese })
    }

    /// Walks a path as far as it leads; what is left of it then.
    pub(super) fn follow<'p>(&self, mut address: Vec<usize>, path: &'p [Step]) -> (Vec<usize>, &'p [Step]) {
        for (depth, step) in path.iter().enumerate() {
            let next = match step {
                Step::Key(key) if depth == 0 => self.child(&address, |known| same_key(keys::RULE, known, key)),
                Step::Key(key) => self.child(&address, |known| known == key),
                Step::At(at) => (*at < self.count(&address)).then(|| [&*address, &[*at]].concat()),
            };
            let Some(next) = next else { return (address, &path[depth..]) };
            address = next;
        }
        (address, &[])
    }

    /// The entry of a table whose key is wanted.
    pub(super) fn child(&self, table: &[usize], wanted: impl Fn(&str) -> bool) -> Option<Vec<usize>> {
        let at = at(self.node(table)?, |entry| wanted(&entry.key))?;
        Some([table, &[at]].concat())
    }

    /// A new entry with nothing in it behind the last of a table.
    pub(super) fn append(&mut self, table: &[usize], key: &str) -> Result<Vec<usize>, Refusal> {
        let at = self.count(table);
        self.insert(table, at, Some(key), "")?;
        Ok([table, &[at]].concat())
    }

    /// Where a new key of a rule goes: behind the others, but 比如 stays last.
    pub(super) fn place_for_key(&self, table: &[usize]) -> usize {
        let examples = self.child(table, |key| same_key(keys::RULE, key, "比如"));
        examples.and_then(|address| address.last().copied()).unwrap_or_else(|| self.count(table))
    }

    /// Whether a chapter's entry of this number is a rule, and not the limits of the chapter.
    pub(super) fn is_rule(&self, chapter: &[usize], at: usize) -> bool {
        let entry = self.entry(&[chapter, &[at]].concat());
        entry.is_some_and(|entry| !same_key(keys::RULE, &entry.key, "上限"))
    }
}
