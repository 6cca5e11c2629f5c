//! From a rule's name to its place in a file, and each edit as steps on that file.
//!
//! Where rules may be put is in `moving`, the rules of packs are in `borrowed`.

use std::collections::BTreeMap;

use super::super::Bundle;
use super::super::checking;
use super::super::keys;
use super::super::listing::Raw;
use super::super::marks::{Findings, Mark};
use super::super::names::nearest;
use super::draft::Draft;
use super::places::{rule_address, same_key};
use super::{Edit, Step};
use crate::words::{Kind, Refusal};

/// A rule as the bundle lists it.
pub(super) struct Known {
    pub(super) name: String,
    pub(super) chapter: String,
    /// The village's file in which it stands.
    file: usize,
    /// For a rule of a pack, the item of 引用 that takes it in.
    used: Option<Mark>,
    is_off: bool,
}

impl Known {
    fn of(raw: &Raw) -> Self {
        let (name, chapter) = (raw.name.to_string(), raw.chapter.to_string());
        Self { name, chapter, file: usize::from(raw.used.unwrap_or(raw.name_mark).file), used: raw.used, is_off: raw.is_off }
    }

    /// The file, if it is the village's own rule.
    pub(super) fn own_file(&self) -> Option<usize> {
        self.used.is_none().then_some(self.file)
    }
}

/// A village's files while one edit is done to them.
pub(super) struct Desk<'b> {
    pub(super) bundle: &'b Bundle,
    pub(super) rules: Vec<Known>,
    drafts: BTreeMap<usize, Draft>,
}

/// A place in a file: which entry or item at each level, from the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) file: usize,
    pub(super) address: Vec<usize>,
}

/// Does one edit.
pub(super) fn perform(bundle: &Bundle, edit: &Edit) -> Result<Bundle, Refusal> {
    let mut findings = Findings::new();
    let rules = checking::written(bundle, &mut findings).rules.iter().map(Known::of).collect();
    let mut desk = Desk { bundle, rules, drafts: BTreeMap::new() };
    match edit {
        Edit::Set { rule, path, text } => desk.set(rule, path, text)?,
        Edit::Rename { rule, path, name } => desk.rename(rule, path, name)?,
        Edit::Insert { rule, path, at, name, text } => {
            let spot = desk.inside(rule, path)?;
            desk.draft(spot.file)?.insert(&spot.address, *at, name.as_deref(), text)?;
        }
        Edit::Remove { rule, path } => desk.remove(rule, path)?,
        Edit::Add { to, name, text } => desk.add(to, name, text)?,
        Edit::Move { rule, to } => desk.shift(rule, to)?,
        Edit::Switch { rule, on } => desk.switch(rule, *on)?,
    }
    let mut edited = bundle.clone();
    desk.drafts.into_iter().for_each(|(file, draft)| edited.files[file].text = draft.close());
    Ok(edited)
}

impl Desk<'_> {
    /// A file of the village, opened for editing.
    pub(super) fn draft(&mut self, file: usize) -> Result<&mut Draft, Refusal> {
        if !self.drafts.contains_key(&file) {
            self.drafts.insert(file, Draft::open(&self.bundle.files[file])?);
        }
        self.drafts.get_mut(&file).ok_or_else(unknown_place)
    }

    fn known(&self, rule: &str) -> Result<&Known, Refusal> {
        // A rule that is off may have a namesake that is on.
        self.rules.iter().filter(|known| known.name == rule).min_by_key(|known| known.is_off).ok_or_else(|| {
            let near = nearest(rule, self.rules.iter().map(|known| known.name.as_str()));
            let next_step = near.map_or_else(|| "请核对名称。".to_owned(), |near| format!("是不是“{near}”？"));
            Refusal::new("editing.unknown_rule", Kind::Missing, format!("没有叫“{rule}”的规则。"), next_step)
        })
    }

    /// Refuses `editing.name_taken`: a rule is found by its name. A pack's rule that is left out leaves its name free.
    pub(super) fn free(&self, name: &str) -> Result<(), Refusal> {
        let takes = |known: &&Known| known.own_file().is_some() || !known.is_off;
        match self.rules.iter().filter(takes).any(|known| known.name == name.trim()) {
            true => Err(Refusal::new("editing.name_taken", Kind::Conflict, format!("已经有一条叫“{name}”的规则。"), "请换一个名称。")),
            false => Ok(()),
        }
    }

    /// Where a rule of the village's own stands. Refuses `editing.in_pack`.
    pub(super) fn own(&mut self, rule: &str) -> Result<Spot, Refusal> {
        let file = self.known(rule)?.own_file().ok_or_else(|| {
            let next_step = "可以停用它，或者改规则包开放的内容。";
            Refusal::new("editing.in_pack", Kind::Conflict, format!("“{rule}”在规则包里，这里不能这样改。"), next_step)
        })?;
        let address = rule_address(&self.draft(file)?.root, rule).ok_or_else(unknown_place)?;
        Ok(Spot { file, address })
    }

    /// A place inside a rule of the village's own.
    fn inside(&mut self, rule: &str, path: &[Step]) -> Result<Spot, Refusal> {
        let spot = self.own(rule)?;
        let (address, rest) = self.draft(spot.file)?.follow(spot.address, path);
        if rest.is_empty() { Ok(Spot { file: spot.file, address }) } else { Err(unknown_place()) }
    }

    /// Whether a path leads to the 分值 of a rule of one line, which is all that stands behind its name.
    fn is_all(&mut self, rule: &Spot, path: &[Step]) -> Result<bool, Refusal> {
        let is_points = matches!(path, [Step::Key(key)] if same_key(keys::RULE, key, "分值"));
        Ok(is_points && !self.draft(rule.file)?.is_table(&rule.address))
    }

    fn set(&mut self, rule: &str, path: &[Step], text: &str) -> Result<(), Refusal> {
        let Some((Step::Key(first), inner)) = path.split_first() else { return Err(unknown_place()) };
        if let Some(used) = self.known(rule)?.used {
            return if inner.is_empty() { self.set_borrowed(used, rule, first, text) } else { Err(unknown_place()) };
        }
        let Spot { file, address } = self.own(rule)?;
        let draft = self.draft(file)?;
        if !draft.is_table(&address) {
            if inner.is_empty() && same_key(keys::RULE, first, "分值") {
                return draft.write(&address, text);
            }
            draft.unfold(&address, draft.word("分值"))?;
        }
        match draft.follow(address, path) {
            (address, []) => draft.write(&address, text),
            (table, [Step::Key(key)]) if draft.is_table(&table) => {
                let key = if inner.is_empty() { draft.word(key) } else { key };
                draft.insert(&table, draft.place_for_key(&table), Some(key), text)
            }
            _ => Err(unknown_place()),
        }
    }

    fn rename(&mut self, rule: &str, path: &[Step], name: &str) -> Result<(), Refusal> {
        if path.is_empty() && name.trim() != rule {
            self.free(name)?;
        }
        let spot = self.inside(rule, path)?;
        self.draft(spot.file)?.name(&spot.address, name)
    }

    fn remove(&mut self, rule: &str, path: &[Step]) -> Result<(), Refusal> {
        if let (Some(used), [Step::Key(key)]) = (self.known(rule)?.used, path) {
            return self.unset_borrowed(used, rule, key);
        }
        let whole = self.own(rule)?;
        if self.is_all(&whole, path)? {
            return self.draft(whole.file)?.write(&whole.address, "");
        }
        let spot = self.inside(rule, path)?;
        let draft = self.draft(spot.file)?;
        draft.remove(&spot.address)?;
        if path.is_empty() { Ok(()) } else { draft.fold(&whole.address, draft.word("分值")) }
    }

    fn switch(&mut self, rule: &str, on: bool) -> Result<(), Refusal> {
        if let Some(used) = self.known(rule)?.used {
            return self.switch_borrowed(used, rule, on);
        }
        let off = [Step::Key("停用".to_owned())];
        let Spot { file, .. } = self.own(rule)?;
        let yes = if self.draft(file)?.is_english() { "yes" } else { "是" };
        match (on, self.inside(rule, &off)) {
            (false, _) => self.set(rule, &off, yes),
            (true, Ok(_)) => self.remove(rule, &off),
            (true, Err(_)) => Ok(()), // it is on already
        }
    }
}

/// Said where a path leads nowhere.
pub(super) fn unknown_place() -> Refusal {
    Refusal::new("editing.unknown_place", Kind::Missing, "规则里没有这一处。", "请刷新以后再改。")
}
