//! Rules of packs: what a village may do to them stands beside the pack's name under 引用, as 不用 and 改.

use super::super::keys;
use super::super::marks::Mark;
use super::super::yaml::Shape;
use super::desk::{Desk, Spot, unknown_place};
use super::places::same_key;
use crate::words::Refusal;

impl Desk<'_> {
    /// The item of 引用 that takes a rule in.
    fn item(&mut self, used: Mark) -> Result<Spot, Refusal> {
        let file = usize::from(used.file);
        let draft = self.draft(file)?;
        let uses = draft.child(&[], |key| same_key(keys::FILE, key, "引用")).ok_or_else(unknown_place)?;
        let is_it = |address: &[usize]| {
            let node = draft.node(address);
            node.is_some_and(|node| node.mark.start == used.start && !matches!(node.shape, Shape::List(_)))
        };
        let items = (0..draft.count(&uses)).map(|at| [&*uses, &[at]].concat());
        let item = items.chain([uses.clone()]).find(|address| is_it(address)).ok_or_else(unknown_place)?;
        Ok(Spot { file, address: item })
    }

    /// A key beside a pack's name; a pack that is only named becomes a table for it.
    fn beside_pack(&mut self, used: Mark, key: &str) -> Result<Spot, Refusal> {
        let Spot { file, address } = self.item(used)?;
        let draft = self.draft(file)?;
        if !draft.is_table(&address) {
            draft.unfold(&address, draft.word("包"))?;
        }
        if let Some(address) = draft.child(&address, |known| same_key(keys::USE, known, key)) {
            return Ok(Spot { file, address });
        }
        let (at, empty) = if key == "不用" { (1, "[]") } else { (draft.count(&address), "{}") };
        draft.insert(&address, at, Some(draft.word(key)), empty)?;
        Ok(Spot { file, address: [&*address, &[at]].concat() })
    }

    /// Takes a key away that has nothing left in it; a pack that is only named then stands there as its name.
    fn tidy(&mut self, Spot { file, address }: &Spot) -> Result<(), Refusal> {
        let draft = self.draft(*file)?;
        if draft.count(address) == 0 {
            draft.remove(address)?;
            draft.fold(&address[..address.len() - 1], draft.word("包"))?;
        }
        Ok(())
    }

    /// The village's own value for a key of a pack's rule.
    pub(super) fn set_borrowed(&mut self, used: Mark, rule: &str, key: &str, text: &str) -> Result<(), Refusal> {
        let path = changed_path(rule, key);
        let Spot { file, address } = self.beside_pack(used, "改")?;
        let draft = self.draft(file)?;
        match draft.child(&address, |known| known == path) {
            Some(value) => draft.write(&value, text),
            None => draft.insert(&address, draft.count(&address), Some(&path), text),
        }
    }

    /// The pack's own value again.
    pub(super) fn unset_borrowed(&mut self, used: Mark, rule: &str, key: &str) -> Result<(), Refusal> {
        let path = changed_path(rule, key);
        let changes = self.beside_pack(used, "改")?;
        let draft = self.draft(changes.file)?;
        let value = draft.child(&changes.address, |known| known == path).ok_or_else(unknown_place)?;
        draft.remove(&value)?;
        self.tidy(&changes)
    }

    /// Puts a rule on the list of those not taken in, or takes it off.
    pub(super) fn switch_borrowed(&mut self, used: Mark, rule: &str, on: bool) -> Result<(), Refusal> {
        let except = self.beside_pack(used, "不用")?;
        let draft = self.draft(except.file)?;
        if let Some(only) = draft.node(&except.address).and_then(|node| node.text().map(str::to_owned)) {
            draft.write(&except.address, "[]")?;
            draft.insert(&except.address, 0, None, &only)?;
        }
        let items = (0..draft.count(&except.address)).map(|at| [&*except.address, &[at]].concat());
        let listed = items.into_iter().find(|item| draft.node(item).and_then(|node| node.text()) == Some(rule));
        match (on, listed) {
            (true, Some(item)) => drop(draft.remove(&item)?),
            (false, None) => draft.insert(&except.address, draft.count(&except.address), None, rule)?,
            _ => {}
        }
        self.tidy(&except)
    }
}

/// `庭院整洁.分值`, as 可改 and 改 name it.
fn changed_path(rule: &str, key: &str) -> String {
    format!("{rule}.{}", keys::find(keys::RULE, key).map_or(key, |key| key.chinese))
}
