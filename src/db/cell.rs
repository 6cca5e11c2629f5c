//! What a column can hold, and the Rust types that fit into one.
//!
//! Two kinds are enough: whole numbers (amounts in hundredths, instants in milliseconds, counts) and text (everything else).

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::words::{Moment, Period, Points, Yuan};

/// The kind of a column; the same on both engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `BIGINT`
    Whole,
    /// `TEXT`
    Text,
}

impl Kind {
    /// The SQL type.
    pub const fn sql(self) -> &'static str {
        match self {
            Kind::Whole => "BIGINT",
            Kind::Text => "TEXT",
        }
    }
}

/// One value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    Null,
    Whole(i64),
    Text(String),
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null => serializer.serialize_unit(),
            Cell::Whole(number) => serializer.serialize_i64(*number),
            Cell::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// A Rust type that is stored in one column.
pub trait Column: Sized {
    const KIND: Kind;
    fn to_cell(&self) -> Cell;
    /// `None` if the cell does not hold such a value: the database was changed by other hands.
    fn from_cell(cell: Cell) -> Option<Self>;
}

impl Column for i64 {
    const KIND: Kind = Kind::Whole;
    fn to_cell(&self) -> Cell {
        Cell::Whole(*self)
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Whole(number) => Some(number),
            _ => None,
        }
    }
}

/// Stored as 0 or 1: the engines do not agree on BOOLEAN.
impl Column for bool {
    const KIND: Kind = Kind::Whole;
    fn to_cell(&self) -> Cell {
        Cell::Whole(i64::from(*self))
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        i64::from_cell(cell).map(|number| number != 0)
    }
}

impl Column for String {
    const KIND: Kind = Kind::Text;
    fn to_cell(&self) -> Cell {
        Cell::Text(self.clone())
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<C: Column> Column for Option<C> {
    const KIND: Kind = C::KIND;
    fn to_cell(&self) -> Cell {
        self.as_ref().map_or(Cell::Null, C::to_cell)
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            other => C::from_cell(other).map(Some),
        }
    }
}

/// Stores a type as the whole number that two functions turn it into and back.
macro_rules! stored_as_whole {
    ($type:ty, $to:path, $from:path) => {
        impl Column for $type {
            const KIND: Kind = Kind::Whole;
            fn to_cell(&self) -> Cell {
                Cell::Whole($to(*self))
            }
            fn from_cell(cell: Cell) -> Option<Self> {
                i64::from_cell(cell).map($from)
            }
        }
    };
}

stored_as_whole!(Points, Points::hundredths, Points::from_hundredths);
stored_as_whole!(Yuan, Yuan::hundredths, Yuan::from_hundredths);
stored_as_whole!(Moment, Moment::millis, Moment::from_millis);

/// Stores a closed enum as text, by its `name()` and `parse()`.
macro_rules! stored_as_text {
    ($($type:ty),+) => {
        $(impl $crate::db::Column for $type {
            const KIND: $crate::db::Kind = $crate::db::Kind::Text;
            fn to_cell(&self) -> $crate::db::Cell {
                $crate::db::Cell::Text(self.name().to_owned())
            }
            fn from_cell(cell: $crate::db::Cell) -> Option<Self> {
                String::from_cell(cell).and_then(|name| <$type>::parse(&name))
            }
        })+
    };
}
pub(crate) use stored_as_text;

stored_as_text!(crate::words::Role);

impl Column for NaiveDate {
    const KIND: Kind = Kind::Text;
    fn to_cell(&self) -> Cell {
        Cell::Text(self.to_string())
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        String::from_cell(cell)?.parse().ok()
    }
}

/// Stored by its key.
impl Column for Period {
    const KIND: Kind = Kind::Text;
    fn to_cell(&self) -> Cell {
        Cell::Text(self.to_string())
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        Period::parse(&String::from_cell(cell)?)
    }
}

/// A tuple of columns, as a query returns it.
pub trait Columns: Sized {
    fn kinds() -> Vec<Kind>;
    fn from_cells(cells: Vec<Cell>) -> Option<Self>;
}

macro_rules! tuples {
    ($(($($name:ident),+))+) => {
        $(impl<$($name: Column),+> Columns for ($($name,)+) {
            fn kinds() -> Vec<Kind> {
                vec![$($name::KIND),+]
            }
            fn from_cells(cells: Vec<Cell>) -> Option<Self> {
                let mut cells = cells.into_iter();
                Some(($($name::from_cell(cells.next()?)?,)+))
            }
        })+
    };
}

tuples! {
    (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G) (A, B, C, D, E, F, G, H)
}
