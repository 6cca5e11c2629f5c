//! The rows of one table that a village's book holds: gathered, changed, taken back, saved.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;

use anyhow::Result;

use super::conn::{Conn, Engine};
use super::kept::Kept;
use super::key::Key;
use super::seals::Sealer;
use super::statement::{Statement, removing, saving, striking};
use super::table::Record;
use crate::words::VillageId;

/// What is still to be written of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Nothing,
    /// The row, new or changed.
    Put,
    /// That nothing personal is in it any more, of a row of history.
    Struck,
    /// That there is none any more.
    Removed,
}

/// A row, or that there is none.
#[derive(Clone)]
struct Slot<T> {
    row: Option<T>,
    change: Change,
    /// Whether a decision asked for it; what was only written nobody may ever ask for.
    is_wanted: bool,
    /// Set by the act that wrote it, until it is on disk.
    seal: Option<String>,
}

/// A row that a decision reached for is not held: the decision is to be run again.
pub(super) struct Missing;

/// The rows of one table.
pub(super) struct Rows<T> {
    /// Nothing stands on disk beside them: what is not held does not exist.
    is_whole: bool,
    held: BTreeMap<Key, Slot<T>>,
    /// Key prefixes of which all rows are held.
    complete: BTreeSet<Key>,
    missing: BTreeSet<Key>,
    missing_under: BTreeSet<Key>,
    /// The rows that are not written yet, each once, in the order in which they were changed first.
    changed: Vec<Key>,
    /// Those that were written since the last commit.
    written: Vec<Key>,
    /// What each `put` since the last mark replaced.
    undo: Vec<(Key, Option<Slot<T>>)>,
}

impl<T: Record> Rows<T> {
    pub(super) fn new(is_whole: bool) -> Self {
        Self {
            is_whole,
            held: BTreeMap::new(),
            complete: BTreeSet::new(),
            missing: BTreeSet::new(),
            missing_under: BTreeSet::new(),
            changed: Vec::new(),
            written: Vec::new(),
            undo: Vec::new(),
        }
    }

    /// The row under a key, if there is one.
    pub(super) fn get(&mut self, key: Key) -> Result<Option<T>, Missing> {
        if let Some(slot) = self.held.get_mut(&key) {
            slot.is_wanted = true;
            return Ok(slot.row.clone());
        }
        // Where only live rows are gathered, holding all of them says nothing about one key.
        if self.is_whole || (T::LIVE.is_none() && self.is_beside_all(&key)) {
            return Ok(None);
        }
        self.missing.insert(key);
        Err(Missing)
    }

    /// The row under a key, if it is held.
    pub(super) fn in_hand(&self, key: &Key) -> Option<T> {
        self.held.get(key)?.row.clone()
    }

    /// All rows under a prefix, in key order.
    pub(super) fn under(&mut self, prefix: Key) -> Result<Vec<T>, Missing> {
        if !self.is_whole && !self.complete.contains(&prefix) {
            self.missing_under.insert(prefix);
            return Err(Missing);
        }
        let from_here = self.held.range(prefix.clone()..);
        Ok(from_here.take_while(|(key, _)| key.is_under(&prefix)).filter_map(|(_, slot)| slot.row.clone()).collect())
    }

    /// Adds or changes a row.
    pub(super) fn put(&mut self, row: T) {
        self.set(row.key(), Some(row), Change::Put);
    }

    /// Empties what is personal in a row of history. One that is not on disk yet is written as it is now.
    pub(super) fn strike(&mut self, row: T) {
        let is_new = self.held.get(&row.key()).is_some_and(|slot| slot.change == Change::Put);
        self.set(row.key(), Some(row), if is_new { Change::Put } else { Change::Struck });
    }

    /// Takes a row away; none of history.
    pub(super) fn remove(&mut self, key: Key) {
        assert!(!T::table().append_only, "history is not taken away: {}", T::table().name);
        self.set(key, None, Change::Removed);
    }

    fn set(&mut self, key: Key, row: Option<T>, change: Change) {
        let before = self.held.get_mut(&key);
        let (was_changed, is_wanted) = before.as_ref().map_or((false, false), |slot| (slot.change != Change::Nothing, slot.is_wanted));
        if !was_changed {
            self.changed.push(key.clone());
        }
        let slot = Slot { row, change, is_wanted, seal: None };
        let replaced = match before {
            Some(before) => Some(std::mem::replace(before, slot)),
            None => self.held.insert(key.clone(), slot),
        };
        self.undo.push((key, replaced));
    }

    /// Whether every row under some prefix of the key is held.
    fn is_beside_all(&self, key: &Key) -> bool {
        !self.complete.is_empty() && key.prefixes().any(|prefix| self.complete.contains(&prefix))
    }

    /// Takes in what was read. A row that is held, also one that was taken away in this batch, is never older than the one on disk.
    fn take_in(&mut self, row: T) {
        self.held.entry(row.key()).or_insert(Slot { row: Some(row), change: Change::Nothing, is_wanted: true, seal: None });
    }
}

type Task<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// What a book does with its tables without knowing their types.
pub(super) trait Part: Any + Send + Sync {
    /// Reads every row that is missing.
    fn gather<'a>(&'a mut self, conn: &'a mut Conn, village: &'a VillageId) -> Task<'a>;
    /// How many rows are changed.
    fn changed(&self) -> usize;
    /// What writes them; from then on they count as written.
    fn changes(&mut self, engine: Engine, village: &VillageId) -> Vec<Statement>;
    /// How many rows are held.
    fn held(&self) -> usize;
    /// Shows the written rows to those who read from memory.
    fn publish(&self, village: &VillageId, kept: &Kept);
    /// What was written is committed. What nobody asked for is let go, and so is history, which grows for ever.
    fn settle(&mut self);
    fn mark(&mut self);
    /// Seals what was written since the last mark; the table, and what is to be said of its rows.
    fn seal(&mut self, sealer: &mut Sealer<'_>) -> Option<(&'static str, String)>;
    fn undo(&mut self);
    fn as_any(&mut self) -> &mut dyn Any;
}

impl<T: Record> Part for Rows<T> {
    fn gather<'a>(&'a mut self, conn: &'a mut Conn, village: &'a VillageId) -> Task<'a> {
        Box::pin(async move {
            let (missing, under) = (std::mem::take(&mut self.missing), std::mem::take(&mut self.missing_under));
            let exact: Vec<_> = missing.iter().map(Key::cells).collect();
            let mut found: Vec<T> = conn.select_by_key(village, &exact).await?;
            for length in 0..T::KEY_LENGTH {
                let prefixes: Vec<_> = under.iter().map(Key::cells).filter(|cells| cells.len() == length).collect();
                found.extend(conn.select_by_key::<T>(village, &prefixes).await?);
            }
            found.into_iter().for_each(|row| self.take_in(row));
            for key in missing {
                self.held.entry(key).or_insert(Slot { row: None, change: Change::Nothing, is_wanted: true, seal: None });
            }
            self.complete.extend(under);
            Ok(())
        })
    }

    fn changed(&self) -> usize {
        self.changed.len()
    }

    fn changes(&mut self, engine: Engine, village: &VillageId) -> Vec<Statement> {
        let changed = std::mem::take(&mut self.changed);
        let (mut put, mut struck, mut removed) = (Vec::new(), Vec::new(), Vec::new());
        for (key, slot) in changed.iter().filter_map(|key| Some((key, self.held.get(key)?))) {
            match (slot.change, &slot.row) {
                (Change::Put, Some(row)) => put.push((row, &slot.seal)),
                (Change::Struck, Some(row)) => struck.push((row, &slot.seal)),
                (Change::Removed, _) => removed.push(key),
                _ => {}
            }
        }
        let mut statements = saving(engine, village, &put);
        statements.extend(striking(engine, village, &struck));
        statements.extend(removing::<T>(engine, village, &removed));
        for key in &changed {
            self.held.get_mut(key).into_iter().for_each(|slot| (slot.change, slot.seal) = (Change::Nothing, None));
        }
        self.written.extend(changed);
        statements
    }

    fn held(&self) -> usize {
        self.held.len()
    }

    fn publish(&self, village: &VillageId, kept: &Kept) {
        if T::KEPT {
            let written = self.written.iter().filter_map(|key| Some((key.clone(), self.held.get(key)?.row.clone())));
            kept.replace(village, written);
        }
    }

    fn settle(&mut self) {
        self.undo.clear();
        if T::table().append_only {
            *self = Self::new(self.is_whole);
        }
        for key in std::mem::take(&mut self.written) {
            let is_wanted = self.held.get(&key).is_some_and(|slot| slot.is_wanted);
            if !is_wanted && !self.is_beside_all(&key) {
                self.held.remove(&key);
            }
        }
    }

    fn mark(&mut self) {
        self.undo.clear();
    }

    fn seal(&mut self, sealer: &mut Sealer<'_>) -> Option<(&'static str, String)> {
        let (table, mut written) = (T::table(), String::new());
        for (key, _) in self.undo.iter().filter(|_| table.is_sealed) {
            // What was written several times is sealed once, as it was in the end.
            if let Some(slot) = self.held.get_mut(key).filter(|slot| slot.seal.is_none()) {
                slot.seal = Some(sealer.seal(key, slot.row.as_ref(), &mut written));
            }
        }
        (!written.is_empty()).then_some((table.name, written))
    }

    fn undo(&mut self) {
        while let Some((key, before)) = self.undo.pop() {
            if before.as_ref().is_none_or(|slot| slot.change == Change::Nothing) {
                self.changed.pop();
            }
            match before {
                Some(slot) => self.held.insert(key, slot),
                None => self.held.remove(&key),
            };
        }
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}
