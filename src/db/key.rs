//! A row's name in a village's book: its primary key without the village, or the leading part of one.

use super::cell::{Cell, Column};

/// The most columns that a key has after the village.
const MOST: usize = 3;

/// A primary key without its village, or the leading part of one; in the order of the table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([Cell; MOST]);

impl Key {
    /// The key of these columns. None of them is ever NULL: that fills the places which a shorter key leaves free, and comes first in order.
    pub fn of<const N: usize>(columns: [Cell; N]) -> Self {
        const { assert!(N <= MOST, "no table has a longer key") };
        let mut columns = columns.into_iter();
        Key(std::array::from_fn(|_| columns.next().unwrap_or(Cell::Null)))
    }

    pub(super) fn cells(&self) -> &[Cell] {
        let length = self.0.iter().position(|cell| *cell == Cell::Null).unwrap_or(MOST);
        &self.0[..length]
    }

    /// Whether it begins with that one.
    pub(super) fn is_under(&self, prefix: &Key) -> bool {
        self.0.starts_with(prefix.cells())
    }

    /// What it begins with, in every length shorter than its own.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = Key> {
        (0..self.cells().len()).map(|length| {
            let mut prefix = self.clone();
            prefix.0[length..].fill(Cell::Null);
            prefix
        })
    }
}

impl From<()> for Key {
    fn from((): ()) -> Self {
        Key::of([])
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Key::of([Cell::Text(text.to_owned())])
    }
}

impl From<&String> for Key {
    fn from(text: &String) -> Self {
        Key::from(text.as_str())
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Key::of([number.to_cell()])
    }
}

impl From<(&str, i64)> for Key {
    fn from((text, number): (&str, i64)) -> Self {
        Key::of([Cell::Text(text.to_owned()), number.to_cell()])
    }
}

impl From<(i64, i64)> for Key {
    fn from(numbers: (i64, i64)) -> Self {
        Key::of([numbers.0.to_cell(), numbers.1.to_cell()])
    }
}

impl From<(&str, &str)> for Key {
    fn from((first, second): (&str, &str)) -> Self {
        Key::of([first, second].map(|text| Cell::Text(text.to_owned())))
    }
}

impl From<(&str, &str, &str)> for Key {
    fn from((first, second, third): (&str, &str, &str)) -> Self {
        Key::of([first, second, third].map(|text| Cell::Text(text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leading_part_comes_before_everything_under_it() {
        let mut keys = [Key::from(("1-02", 1)), Key::from(("1-01", 2)), Key::from("1-02"), Key::from(()), Key::from("1-01")];
        keys.sort();
        assert_eq!(keys, [Key::from(()), Key::from("1-01"), Key::from(("1-01", 2)), Key::from("1-02"), Key::from(("1-02", 1))]);
        assert!(keys[2].is_under(&keys[1]) && keys[2].is_under(&keys[0]) && !keys[4].is_under(&keys[1]));
        assert_eq!(keys[2].prefixes().collect::<Vec<_>>(), [Key::from(()), Key::from("1-01")]);
    }
}
