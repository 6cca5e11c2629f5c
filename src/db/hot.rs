//! The villages' books that stay in memory between batches.
//!
//! Only for SQLite. A book is taken out for a batch and comes back only after its commit: one that a batch left half done is never seen again.
//! And whoever else writes to the file, another process or another connection, is noticed when the next batch begins: then every book is
//! gathered afresh. On PostgreSQL other servers write too; there nothing stays.

use std::collections::HashMap;

use super::book::Book;
use crate::words::VillageId;

/// The most rows in memory, of all villages together: some tens of megabytes.
const MOST: usize = 100_000;

/// The books in memory.
pub(super) struct Hot {
    /// Each with the number of the batch that used it last.
    books: HashMap<VillageId, (u64, Book)>,
    /// How many rows they hold.
    rows: usize,
    batch: u64,
    /// The state of the file for which they hold; `None` if they hold for none.
    state: Option<i64>,
    most: usize,
}

impl Default for Hot {
    fn default() -> Self {
        Self { books: HashMap::new(), rows: 0, batch: 0, state: None, most: MOST }
    }
}

impl Hot {
    /// A batch begins on the file in this state. Whether somebody else has written since the batch before.
    pub(super) fn begin(&mut self, state: Option<i64>) -> bool {
        self.batch += 1;
        let is_strange = self.state != state;
        if is_strange {
            self.forget();
        }
        self.state = state;
        is_strange
    }

    /// The book of a village for this batch; an empty one if it is not in memory.
    pub(super) fn take(&mut self, village: VillageId) -> Book {
        let Some((_, book)) = self.books.remove(&village) else { return Book::new(village) };
        self.rows -= book.held();
        book
    }

    /// Keeps a book whose changes are on disk. If that makes too many rows, those go which nobody used for longest.
    pub(super) fn keep(&mut self, book: Book) {
        if self.state.is_none() || book.held() > self.most {
            return;
        }
        self.rows += book.held();
        self.books.insert(book.village().clone(), (self.batch, book));
        while self.rows > self.most
            && let Some((oldest, _)) = self.books.iter().min_by_key(|(_, (batch, _))| *batch)
        {
            drop(self.take(oldest.clone()));
        }
    }

    /// Lets all books go.
    pub(super) fn forget(&mut self) {
        *self = Self { batch: self.batch, most: self.most, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::book::Serial;

    fn book(village: &str, rows: i64) -> Book {
        let mut book = Book::new(VillageId::parse(village).unwrap());
        (0..rows).for_each(|value| book.put(Serial { name: value.to_string(), value }));
        book
    }

    fn in_memory(hot: &Hot) -> Vec<&str> {
        let mut villages: Vec<_> = hot.books.keys().map(VillageId::as_str).collect();
        villages.sort_unstable();
        villages
    }

    #[test]
    fn the_books_used_longest_ago_go_when_there_are_too_many_rows() {
        let mut hot = Hot { most: 10, ..Hot::default() };
        for (state, village, rows) in [(1, "a", 4), (1, "b", 4), (1, "a", 0), (1, "c", 4)] {
            hot.begin(Some(state));
            let known = hot.take(VillageId::parse(village).unwrap());
            hot.keep(if rows == 0 { known } else { book(village, rows) });
        }
        assert_eq!((in_memory(&hot), hot.rows), (vec!["a", "c"], 8));
        hot.keep(book("much", 11));
        assert_eq!(in_memory(&hot), ["a", "c"], "one that is too large alone takes nobody's place");
    }

    #[test]
    fn a_book_holds_for_one_state_of_the_file() {
        let mut hot = Hot::default();
        hot.begin(Some(1));
        hot.keep(book("a", 1));
        assert!(!hot.begin(Some(1)) && in_memory(&hot) == ["a"]);
        assert!(hot.begin(Some(2)) && in_memory(&hot).is_empty());
        hot.forget();
        hot.keep(book("a", 1));
        assert!(in_memory(&hot).is_empty(), "it holds for no state");
    }
}
