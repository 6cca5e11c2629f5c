//! A village's book: the rows an act touches, in memory, with undo.
//!
//! A decision reads with [`Book::get`] and [`Book::under`] and writes with [`Book::put`]; it is pure. What it reaches for and the book does not
//! hold yet is noted as missing, gathered in bulk, and the decision is run again: so no act has to list beforehand what it will need.
//! A refusal is taken back by [`Book::undo`]; each changed row is saved once, however many acts touched it.

use std::any::{Any, TypeId};
use std::cell::{Cell as Flag, RefCell, RefMut};
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;

use anyhow::Result;

use super::cell::{Cell, Column};
use super::conn::Conn;
use super::kept::Kept;
use super::table::Record;
use crate::words::VillageId;

/// A primary key without its village, or the leading part of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Vec<Cell>);

impl Key {
    pub(super) fn cells(&self) -> &[Cell] {
        &self.0
    }
}

impl From<()> for Key {
    fn from((): ()) -> Self {
        Key(Vec::new())
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Key(vec![Cell::Text(text.to_owned())])
    }
}

impl From<&String> for Key {
    fn from(text: &String) -> Self {
        Key::from(text.as_str())
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Key(vec![Cell::Whole(number)])
    }
}

impl From<(&str, i64)> for Key {
    fn from((text, number): (&str, i64)) -> Self {
        Key(vec![text.to_owned().to_cell(), number.to_cell()])
    }
}

impl From<(&str, &str)> for Key {
    fn from((first, second): (&str, &str)) -> Self {
        Key([first, second].map(|text| Cell::Text(text.to_owned())).to_vec())
    }
}

impl From<(&str, &str, &str)> for Key {
    fn from((first, second, third): (&str, &str, &str)) -> Self {
        Key([first, second, third].map(|text| Cell::Text(text.to_owned())).to_vec())
    }
}

/// The rows of one table that a book holds.
struct Rows<T> {
    /// Every key that was gathered or written; `None` for one that has no row.
    held: BTreeMap<Key, Option<T>>,
    /// Key prefixes of which all rows are held.
    complete: BTreeSet<Key>,
    missing: BTreeSet<Key>,
    missing_under: BTreeSet<Key>,
    changed: BTreeSet<Key>,
    /// What each `put` since the last mark replaced, and whether it had been changed before.
    undo: Vec<(Key, Option<Option<T>>, bool)>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            held: BTreeMap::new(),
            complete: BTreeSet::new(),
            missing: BTreeSet::new(),
            missing_under: BTreeSet::new(),
            changed: BTreeSet::new(),
            undo: Vec::new(),
        }
    }
}

impl<T: Record> Rows<T> {
    /// Whether every row under some prefix of `key` is held. Where only live rows are gathered, that says nothing about one key.
    fn holds_all_beside(&self, key: &Key) -> bool {
        let prefixes = (0..key.0.len()).map(|length| Key(key.0[..length].to_vec()));
        T::LIVE.is_none() && !self.complete.is_empty() && prefixes.into_iter().any(|prefix| self.complete.contains(&prefix))
    }
}

type Task<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// What a book does with its tables without knowing their types.
trait Part: Any + Send {
    fn gather<'a>(&'a mut self, conn: &'a mut Conn, village: &'a VillageId) -> Task<'a>;
    fn save<'a>(&'a mut self, conn: &'a mut Conn, village: &'a VillageId) -> Task<'a>;
    fn publish(&self, village: &VillageId, kept: &Kept);
    fn mark(&mut self);
    fn undo(&mut self);
    fn as_any(&mut self) -> &mut dyn Any;
}

impl<T: Record> Part for Rows<T> {
    fn gather<'a>(&'a mut self, conn: &'a mut Conn, village: &'a VillageId) -> Task<'a> {
        Box::pin(async move {
            let (missing, under) = (std::mem::take(&mut self.missing), std::mem::take(&mut self.missing_under));
            let exact: Vec<_> = missing.iter().map(|key| key.0.as_slice()).collect();
            let mut found: Vec<T> = conn.select_by_key(village, &exact).await?;
            for length in 0..T::KEY_LENGTH {
                let prefixes: Vec<_> = under.iter().map(|prefix| prefix.0.as_slice()).filter(|cells| cells.len() == length).collect();
                found.extend(conn.select_by_key::<T>(village, &prefixes).await?);
            }
            for key in missing {
                self.held.entry(key).or_insert(None);
            }
            for row in found {
                // A row already changed in this batch is newer than the one on disk.
                let slot = self.held.entry(key_of(&row)).or_insert(None);
                slot.get_or_insert(row);
            }
            self.complete.extend(under);
            Ok(())
        })
    }

    fn save<'a>(&'a mut self, conn: &'a mut Conn, village: &'a VillageId) -> Task<'a> {
        Box::pin(async move {
            let changed: Vec<_> = self.changed.iter().filter_map(|key| self.held.get(key)?.as_ref()).collect();
            if !changed.is_empty() {
                conn.save(village, &changed).await?;
            }
            Ok(())
        })
    }

    fn publish(&self, village: &VillageId, kept: &Kept) {
        if T::KEPT {
            let changed = self.changed.iter().filter_map(|key| Some((key.clone(), self.held.get(key)?.clone()?)));
            kept.replace(village, changed);
        }
    }

    fn mark(&mut self) {
        self.undo.clear();
    }

    fn undo(&mut self) {
        while let Some((key, before, was_changed)) = self.undo.pop() {
            if !was_changed {
                self.changed.remove(&key);
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

fn key_of<T: Record>(row: &T) -> Key {
    let mut cells = row.to_cells();
    cells.truncate(T::KEY_LENGTH);
    Key(cells)
}

/// One village's rows, as far as the acts at hand touch them.
pub struct Book {
    village: VillageId,
    /// Nothing stands on disk beside it: what it does not hold does not exist.
    is_whole: bool,
    parts: RefCell<Vec<(TypeId, Box<dyn Part>)>>,
    missing: Flag<bool>,
}

impl Book {
    /// An empty book; what decisions reach for is gathered from disk.
    pub(super) fn new(village: VillageId) -> Self {
        Self { village, is_whole: false, parts: RefCell::default(), missing: Flag::new(false) }
    }

    /// The book of a village in which nothing has happened yet, without a disk: for trials and simulations.
    pub fn blank(village: VillageId) -> Self {
        Self { is_whole: true, ..Self::new(village) }
    }

    /// Whether nothing stands on disk beside it.
    pub fn is_blank(&self) -> bool {
        self.is_whole
    }

    /// Whose book it is.
    pub fn village(&self) -> &VillageId {
        &self.village
    }

    fn rows<T: Record>(&self) -> RefMut<'_, Rows<T>> {
        RefMut::map(self.parts.borrow_mut(), |parts| {
            let wanted = TypeId::of::<Rows<T>>();
            let at = parts.iter().position(|(id, _)| *id == wanted).unwrap_or_else(|| {
                parts.push((wanted, Box::new(Rows::<T>::default())));
                parts.len() - 1
            });
            parts[at].1.as_any().downcast_mut().expect("a part is found by its own type")
        })
    }

    /// The row under a key. `None` if there is none, or if it was not gathered yet (then the decision will be run again).
    pub fn get<T: Record>(&self, key: impl Into<Key>) -> Option<T> {
        let key = key.into();
        let mut rows = self.rows::<T>();
        if let Some(slot) = rows.held.get(&key) {
            return slot.clone();
        }
        if !self.is_whole && !rows.holds_all_beside(&key) {
            rows.missing.insert(key);
            self.missing.set(true);
        }
        None
    }

    /// The row under a key as far as it came up in this batch. For keys that cannot be on disk yet, such as those made of a new number: asking
    /// the disk for them would cost every act of a batch a journey of its own.
    pub fn in_hand<T: Record>(&self, key: impl Into<Key>) -> Option<T> {
        self.rows::<T>().held.get(&key.into()).cloned().flatten()
    }

    /// All rows whose key begins with `prefix`, in key order; of a table with a `live` condition, at least all live ones.
    pub fn under<T: Record>(&self, prefix: impl Into<Key>) -> Vec<T> {
        let prefix = prefix.into();
        let mut rows = self.rows::<T>();
        if !self.is_whole && !rows.complete.contains(&prefix) {
            rows.missing_under.insert(prefix);
            self.missing.set(true);
            return Vec::new();
        }
        let from_here = rows.held.range(prefix.clone()..);
        from_here.take_while(|(key, _)| key.0.starts_with(&prefix.0)).filter_map(|(_, row)| row.clone()).collect()
    }

    /// Adds or changes a row.
    pub fn put<T: Record>(&mut self, row: T) {
        let key = key_of(&row);
        let mut rows = self.rows::<T>();
        let was_changed = !rows.changed.insert(key.clone());
        let before = rows.held.insert(key.clone(), Some(row));
        rows.undo.push((key, before, was_changed));
    }

    /// The next number of a gapless count of this village, beginning at 1.
    pub fn next_serial(&mut self, name: &'static str) -> i64 {
        let mut serial = self.get::<Serial>(name).unwrap_or(Serial { name: name.to_owned(), value: 0 });
        serial.value += 1;
        let value = serial.value;
        self.put(serial);
        value
    }

    /// From here on, [`Book::undo`] takes back.
    pub fn mark(&mut self) {
        self.parts.get_mut().iter_mut().for_each(|(_, part)| part.mark());
    }

    /// Takes back every `put` since the last mark.
    pub fn undo(&mut self) {
        self.parts.get_mut().iter_mut().for_each(|(_, part)| part.undo());
    }

    /// Whether a decision reached for rows that are not held; asking clears the mark.
    pub(super) fn take_missing(&mut self) -> bool {
        self.missing.replace(false)
    }

    /// Reads every missing row, one statement a table.
    pub(super) async fn gather(&mut self, conn: &mut Conn) -> Result<()> {
        for (_, part) in self.parts.get_mut() {
            part.gather(conn, &self.village).await?;
        }
        Ok(())
    }

    /// Writes every changed row, one statement a table.
    pub(super) async fn save(&mut self, conn: &mut Conn) -> Result<()> {
        for (_, part) in self.parts.get_mut() {
            part.save(conn, &self.village).await?;
        }
        Ok(())
    }

    /// Shows what was saved to those who read from memory. Call it once, after the commit.
    pub(super) fn publish(&self, kept: &Kept) {
        self.parts.borrow().iter().for_each(|(_, part)| part.publish(&self.village, kept));
    }
}

/// A gapless count.
#[derive(Clone)]
struct Serial {
    name: String,
    value: i64,
}

super::table!(Serial, "serials", key[name], columns[value]);
