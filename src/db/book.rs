//! A village's book: the rows an act touches, in memory, with undo.
//!
//! A decision reads with [`Book::get`] and [`Book::under`] and writes with [`Book::put`]; it is pure. What it reaches for and the book does not
//! hold yet is noted as missing, gathered in bulk, and the decision is run again: so no act has to list beforehand what it will need.
//! A refusal is taken back by [`Book::undo`]; a changed row is written once for many acts that touched it. After its commit a book may stay in memory
//! (`hot`).

use std::any::TypeId;
use std::cell::{Cell as Flag, RefCell, RefMut};

use anyhow::Result;

use super::conn::{Conn, Engine};
use super::kept::Kept;
use super::key::Key;
use super::rows::{Missing, Part, Rows};
use super::seals::Sealer;
use super::statement::{Statement, in_one};
use super::table::Record;
use crate::words::{Act, VillageId};

/// Changed rows that are written in one go (SQLite).
const FEW: usize = 16;

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

    /// The book of a village in which nothing has happened yet, without a disk: for stories (算例) that are only played.
    pub fn blank(village: VillageId) -> Self {
        Self { is_whole: true, ..Self::new(village) }
    }

    /// Whose book it is.
    pub fn village(&self) -> &VillageId {
        &self.village
    }

    fn rows<T: Record>(&self) -> RefMut<'_, Rows<T>> {
        RefMut::map(self.parts.borrow_mut(), |parts| {
            let wanted = TypeId::of::<Rows<T>>();
            let at = parts.iter().position(|(id, _)| *id == wanted).unwrap_or_else(|| {
                parts.push((wanted, Box::new(Rows::<T>::new(self.is_whole))));
                parts.len() - 1
            });
            parts[at].1.as_any().downcast_mut().expect("a part is found by its own type")
        })
    }

    /// What was found, or nothing where it is still missing (then the decision will be run again).
    fn told<A: Default>(&self, found: Result<A, Missing>) -> A {
        found.unwrap_or_else(|Missing| {
            self.missing.set(true);
            A::default()
        })
    }

    /// The row under a key. `None` if there is none, or if it was not gathered yet (then the decision will be run again).
    pub fn get<T: Record>(&self, key: impl Into<Key>) -> Option<T> {
        let found = self.rows::<T>().get(key.into());
        self.told(found)
    }

    /// The row under a key as far as it came up in this batch. For keys that cannot be on disk yet, such as those made of a new number: asking
    /// the disk for them would cost every act of a batch a journey of its own.
    pub fn in_hand<T: Record>(&self, key: impl Into<Key>) -> Option<T> {
        self.rows::<T>().in_hand(&key.into())
    }

    /// All rows whose key begins with `prefix`, in key order; of a table with a `live` condition, at least all live ones.
    pub fn under<T: Record>(&self, prefix: impl Into<Key>) -> Vec<T> {
        let found = self.rows::<T>().under(prefix.into());
        self.told(found)
    }

    /// Adds or changes a row.
    pub fn put<T: Record>(&mut self, row: T) {
        self.rows::<T>().put(row);
    }

    /// Empties what is personal in a row of history: the row as it is without it. What may be emptied its `table!` says, and the database sees to it.
    pub fn strike<T: Record>(&mut self, row: T) {
        self.rows::<T>().strike(row);
    }

    /// Takes a row away for good; none of history.
    pub fn remove<T: Record>(&mut self, key: impl Into<Key>) {
        self.rows::<T>().remove(key.into());
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

    /// Seals every row that was written since the last mark; what the act says of them in its link. Where a decision will be run again, nothing.
    pub(super) fn seal(&mut self, act: &Act) -> String {
        if act.dry_run || self.missing.get() {
            return String::new();
        }
        let mut sealer = Sealer::of(act, &self.village);
        let mut written: Vec<_> = self.parts.get_mut().iter_mut().filter_map(|(_, part)| part.seal(&mut sealer)).collect();
        // The order in which a book came to know its tables is no part of history.
        written.sort_unstable_by_key(|(table, _)| *table);
        written.iter().map(|(table, rows)| format!("{table}:{rows}")).collect::<Vec<_>>().join(" ")
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
        self.missing.set(false);
        Ok(())
    }

    /// What writes every changed row, each once; from then on they count as written.
    pub(super) fn changes(&mut self, engine: Engine) -> Vec<Statement> {
        let parts = self.parts.get_mut();
        let few = (1..=FEW).contains(&parts.iter().map(|(_, part)| part.changed()).sum());
        let statements = parts.iter_mut().flat_map(|(_, part)| part.changes(engine, &self.village)).collect();
        if few && engine == Engine::Sqlite { vec![in_one(statements)] } else { statements }
    }

    /// Shows what was written to those who read from memory. Call it after the commit, before [`Book::settle`].
    pub(super) fn publish(&self, kept: &Kept) {
        self.parts.borrow().iter().for_each(|(_, part)| part.publish(&self.village, kept));
    }

    /// After the commit: what may be asked for again stays.
    pub(super) fn settle(&mut self) {
        self.parts.get_mut().iter_mut().for_each(|(_, part)| part.settle());
    }

    /// How many rows it holds.
    pub(super) fn held(&self) -> usize {
        self.parts.borrow().iter().map(|(_, part)| part.held()).sum()
    }
}

/// A gapless count.
#[derive(Clone)]
pub(super) struct Serial {
    pub(super) name: String,
    pub(super) value: i64,
}

// Not sealed: a number that was given out is in the rows that bear it.
super::table!(Serial, unsealed "serials", key[name], columns[value]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Operation;
    use crate::words::Moment;

    fn operation(id: &str) -> Operation {
        Operation::of_before(id, Moment::from_millis(0))
    }

    #[test]
    fn after_a_commit_what_was_asked_for_stays_and_what_was_only_written_goes() {
        let mut book = Book::blank(VillageId::parse("test").unwrap());
        book.put(operation("1"));
        book.put(Serial { name: "written".to_owned(), value: 1 });
        book.put(Serial { name: "asked for".to_owned(), value: 1 });
        book.get::<Serial>("asked for");
        assert_eq!(book.changes(Engine::Sqlite).len(), 1, "few rows go in one journey");
        assert!(book.changes(Engine::Sqlite).is_empty(), "what is written is written once");
        book.settle();
        assert_eq!(book.held(), 1);
    }

    #[test]
    fn what_is_emptied_or_taken_away_is_written_so_unless_it_is_undone() {
        let mut book = Book::blank(VillageId::parse("test").unwrap());
        let texts = |book: &mut Book| book.changes(Engine::Postgres).iter().map(|statement| statement.sql.to_string()).collect::<Vec<_>>();
        book.put(operation("1"));
        book.put(Serial { name: "all".to_owned(), value: 1 });
        texts(&mut book);
        book.mark();
        book.strike(operation("1"));
        book.remove::<Serial>("all");
        book.undo();
        assert_eq!(book.get::<Serial>("all").map(|serial| serial.value), Some(1));
        assert!(texts(&mut book).is_empty());
        book.strike(operation("1"));
        book.remove::<Serial>("all");
        assert!(book.get::<Serial>("all").is_none() && book.under::<Serial>(()).is_empty());
        let emptied = "UPDATE operations SET answer = $1, salt = $2 WHERE village = $3 AND id = $4";
        assert_eq!(texts(&mut book), [emptied, "DELETE FROM serials WHERE village = $1 AND name = $2"]);
        book.put(operation("2"));
        book.strike(operation("2"));
        assert!(texts(&mut book).iter().all(|text| text.starts_with("INSERT")), "what is not on disk yet is written as it is");
    }

    #[test]
    fn undone_changes_are_not_written() {
        let mut book = Book::blank(VillageId::parse("test").unwrap());
        assert_eq!(book.next_serial("all"), 1);
        book.mark();
        book.next_serial("all");
        book.next_serial("other");
        book.undo();
        assert_eq!(book.next_serial("all"), 2);
        let written: Vec<_> = book.changes(Engine::Sqlite).into_iter().map(|statement| statement.cells.len()).collect();
        assert_eq!(written, [3], "village, name and value of one count");
    }
}
