//! Where a rule may be put: up, down, before another, at the end of a chapter, in a chapter of its own.

use super::super::keys;
use super::super::village_file::is_village_file;
use super::To;
use super::desk::{Desk, Spot, unknown_place};
use super::draft::is_nothing;
use super::places::same_key;
use crate::words::{Kind, Refusal};

/// A gap between the entries of a container; counted as if the rule that is to stand there were gone from its old place.
struct Target {
    container: Spot,
    at: usize,
}

impl Spot {
    /// The container it stands in, and its number there.
    fn beside(&self) -> Result<Target, Refusal> {
        let (at, container) = self.address.split_last().ok_or_else(unknown_place)?;
        Ok(Target { container: Spot { file: self.file, address: container.to_vec() }, at: *at })
    }
}

impl Desk<'_> {
    /// A new rule.
    pub(super) fn add(&mut self, to: &To, name: &str, text: &str) -> Result<(), Refusal> {
        self.free(name)?;
        let Target { container, at } = match to {
            To::Before(rule) => self.own(rule)?.beside()?,
            To::Chapter(name) => self.end_of(name, None)?,
            To::Up | To::Down => return Err(unknown_place()),
        };
        self.draft(container.file)?.insert(&container.address, at, Some(name), text)
    }

    /// Takes a rule out and puts it elsewhere.
    pub(super) fn shift(&mut self, rule: &str, to: &To) -> Result<(), Refusal> {
        let from = self.own(rule)?;
        let was = from.beside()?;
        let mut target = match to {
            To::Up => self.next(&was, was.at.checked_sub(1))?,
            To::Down => self.next(&was, Some(was.at + 1))?,
            To::Before(other) => self.own(other)?.beside()?,
            To::Chapter(name) => self.end_of(name, Some(&from))?,
        };
        let piece = self.draft(from.file)?.remove(&from.address)?.ok_or_else(unknown_place)?;
        let is_later = matches!(to, To::Before(_) | To::Chapter(_)) && target.at > was.at;
        target.at -= usize::from(is_later && target.container == was.container);
        move_up(&mut target.container, &was);
        self.draft(target.container.file)?.paste(&target.container.address, target.at, &piece)
    }

    /// The place of a neighbour in the same chapter. Refuses `editing.at_edge`.
    fn next(&mut self, was: &Target, at: Option<usize>) -> Result<Target, Refusal> {
        let Spot { file, address } = &was.container;
        let draft = self.draft(*file)?;
        let at = at.filter(|at| draft.is_rule(address, *at)).ok_or_else(|| {
            let sentence = "这一条已经在这一类的头上或末尾了。";
            Refusal::new("editing.at_edge", Kind::Conflict, sentence, "要放到别的类里，请选那一类。")
        })?;
        Ok(Target { container: was.container.clone(), at })
    }

    /// The end of a chapter, rather in the file of the rule that is to stand there. One that does not exist is begun.
    fn end_of(&mut self, name: &str, moved: Option<&Spot>) -> Result<Target, Refusal> {
        let file = moved.map(|moved| moved.file);
        let members = self.rules.iter().filter(|known| known.chapter == name && known.own_file().is_some());
        let member = members.max_by_key(|known| known.own_file() == file).map(|known| known.name.clone());
        let container = match member {
            Some(member) => self.own(&member)?.beside()?.container,
            None => self.begin(name, file)?,
        };
        let at = self.draft(container.file)?.count(&container.address);
        Ok(Target { container, at })
    }

    /// An empty chapter: one that is there, or a new one behind the last. Refuses `editing.no_file`.
    fn begin(&mut self, name: &str, file: Option<usize>) -> Result<Spot, Refusal> {
        let mut lists = (0..self.bundle.files.len()).rev().filter(|file| {
            let path = &self.bundle.files[*file].path;
            !is_village_file(path) && path.ends_with(".yaml")
        });
        let file = file
            .or_else(|| lists.next())
            .ok_or_else(|| Refusal::new("editing.no_file", Kind::Missing, "这个村还没有规则文件。", "请先建一个 rules.yaml。"))?;
        let draft = self.draft(file)?;
        let rules = match draft.child(&[], |key| same_key(keys::FILE, key, "规则")) {
            Some(rules) => rules,
            None => draft.append(&[], draft.word("规则"))?,
        };
        let chapter = draft.child(&rules, |key| key == name);
        let address = match chapter.filter(|address| draft.node(address).is_some_and(is_nothing)) {
            Some(empty) => empty,
            None => draft.append(&rules, name)?,
        };
        Ok(Spot { file, address })
    }
}

/// What stood behind a removed entry of the same container stands one further up.
fn move_up(target: &mut Spot, was: &Target) {
    let depth = was.container.address.len();
    if target.file == was.container.file
        && target.address.starts_with(&was.container.address)
        && let Some(step) = target.address.get_mut(depth)
        && *step > was.at
    {
        *step -= 1;
    }
}
