//! Rows that are read far more often than they change, kept in memory and kept right by the writer.
//!
//! Only for SQLite, where the one process that writes such rows holds the file's lock. After each commit, before anybody is answered, the writer
//! replaces the rows it changed; so whoever was told that something was done reads it from then on. On PostgreSQL other servers write too:
//! there every read asks the database.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::RwLock;

use super::key::Key;
use super::table::Record;
use crate::words::VillageId;

/// The most rows in memory; a full store starts over.
const MOST: usize = 100_000;

/// The kept rows of one table, by village and key.
type Table<T> = HashMap<VillageId, HashMap<Key, T>>;

#[derive(Default)]
struct Rows {
    /// A [`Table`] for each type of record.
    tables: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
    count: usize,
    /// How often a commit has changed something: what was read from disk before must not be kept after.
    commits: u64,
}

impl Rows {
    fn table<T: Record>(&self) -> Option<&Table<T>> {
        self.tables.get(&TypeId::of::<T>())?.downcast_ref()
    }

    fn table_mut<T: Record>(&mut self) -> &mut Table<T> {
        let table = self.tables.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(Table::<T>::new()));
        table.downcast_mut().expect("a table is found by the type of its records")
    }

    fn clear(&mut self) {
        self.tables.clear();
        self.count = 0;
    }
}

/// The kept rows of all villages.
#[derive(Default)]
pub(super) struct Kept(RwLock<Rows>);

impl Kept {
    /// The row if it is kept; else the state under which one read now may be kept.
    pub(super) fn get<T: Record>(&self, village: &VillageId, key: &Key) -> Result<T, Option<u64>> {
        let Ok(rows) = self.0.read() else { return Err(None) };
        let found = rows.table::<T>().and_then(|table| table.get(village)?.get(key));
        found.cloned().ok_or(Some(rows.commits))
    }

    /// Keeps a row that was read from disk in that state.
    pub(super) fn keep<T: Record>(&self, state: Option<u64>, village: &VillageId, key: Key, row: T) {
        let Ok(mut rows) = self.0.write() else { return };
        if state != Some(rows.commits) {
            return;
        }
        if rows.count >= MOST {
            rows.clear();
        }
        let before = rows.table_mut::<T>().entry(village.clone()).or_default().insert(key, row);
        rows.count += usize::from(before.is_none());
    }

    /// Replaces what a commit has changed; rows that nobody asked for are not kept.
    pub(super) fn replace<T: Record>(&self, village: &VillageId, changed: impl Iterator<Item = (Key, Option<T>)>) {
        let Ok(mut rows) = self.0.write() else { return };
        rows.commits += 1;
        let Some(kept) = rows.table_mut::<T>().get_mut(village) else { return };
        let mut gone = 0;
        for (key, row) in changed {
            match (kept.get_mut(&key), row) {
                (Some(kept), Some(row)) => *kept = row,
                (Some(_), None) => gone += usize::from(kept.remove(&key).is_some()),
                (None, _) => {}
            }
        }
        rows.count -= gone;
    }

    /// Forgets everything: nobody knows what a commit has changed.
    pub(super) fn forget(&self) {
        if let Ok(mut rows) = self.0.write() {
            rows.commits += 1;
            rows.clear();
        }
    }
}
