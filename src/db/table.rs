//! A record: one row of a village's table, and the SQL that reads and writes many of them in one statement.
//!
//! Rows travel many to a statement: keys, and on PostgreSQL rows, as one JSON array; rows written on SQLite as parameters, up to 128 rows at a time.
//! Every table carries `village` first in its primary key; a record itself does not repeat it.

use std::sync::{Arc, OnceLock};

use super::cell::{Cell, Column, Kind};
use super::conn::Engine;
use super::key::Key;

/// The shape of a table.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// The primary key after `village`.
    pub key: &'static [&'static str],
    /// All columns but `village`, the key first.
    pub columns: Vec<(&'static str, Kind)>,
    /// Whether rows may only be added: an INSERT that meets an old row fails.
    pub append_only: bool,
    /// The columns of such a row that may be emptied once somebody asks to be forgotten; nothing else of it ever changes.
    pub personal: &'static [&'static str],
    /// Whether the act that writes a row seals it (see `seals`).
    pub is_sealed: bool,
    /// Where each column stands in `columns`, in the order of their names.
    pub by_name: Vec<usize>,
    /// The statements that write rows, made when they are first needed.
    pub saves: Saves,
}

/// How many rows one statement writes on SQLite: few sizes, so that their statements stay prepared.
pub const SIZES: [usize; 5] = [128, 32, 8, 2, 1];

/// The text of a statement for each of [`SIZES`].
pub type Saves = [OnceLock<Arc<str>>; SIZES.len()];

/// One row of a village's table.
pub trait Record: Clone + Send + Sync + 'static {
    /// How many columns the key has, after `village`.
    const KEY_LENGTH: usize;
    /// A condition on `t` that narrows what is gathered under a key prefix to the rows that still matter.
    const LIVE: Option<&'static str>;
    /// Whether rows that were read stay in memory (see `kept`).
    const KEPT: bool;
    fn table() -> &'static Table;
    fn key(&self) -> Key;
    /// All its cells, the key first.
    fn add_cells(&self, cells: &mut Vec<Cell>);
    /// `None` if a cell does not hold what this record needs.
    fn from_cells(cells: Vec<Cell>) -> Option<Self>;
}

/// The kind of the column behind a field.
pub fn kind_of<T, C: Column>(_field: impl Fn(&T) -> &C) -> Kind {
    C::KIND
}

/// Where each column stands, in the order of their names.
pub fn by_name(columns: &[(&'static str, Kind)]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..columns.len()).collect();
    places.sort_by_key(|at| columns[*at].0);
    places
}

/// Says in which table a struct is stored and lists its columns once, the key first.
///
/// `table!(Lot, "lots", key [account, seq], columns [amount, remaining], live "t.remaining <> 0");` — or with
/// `append_only` at the end for what is never changed, `append_only but [reason]` where that much may be emptied, `kept` for what is read from memory.
///
/// Rows are sealed. `unsealed` before the name is for what `jifen verify` finds another way, because it is chained itself or counted again, and for what is
/// no history.
macro_rules! table {
    ($record:ident, $($unsealed:ident)? $name:literal, key [$($key:ident),*], columns [$($column:ident),* $(,)?]
        $(, $tail:ident $($condition:literal)? $(but [$($personal:ident),*])?)?) => {
        impl $crate::db::Record for $record {
            const KEY_LENGTH: usize = [$(stringify!($key)),*].len();
            const LIVE: Option<&'static str> = $crate::db::table!(@live $($tail $($condition)?)?);
            const KEPT: bool = $crate::db::table!(@kept $($tail)?);
            fn table() -> &'static $crate::db::Table {
                static TABLE: std::sync::LazyLock<$crate::db::Table> = std::sync::LazyLock::new(|| {
                    let columns = vec![
                        $((stringify!($key), $crate::db::kind_of(|row: &$record| &row.$key)),)*
                        $((stringify!($column), $crate::db::kind_of(|row: &$record| &row.$column)),)*
                    ];
                    $crate::db::Table {
                        name: $name,
                        key: &[$(stringify!($key)),*],
                        by_name: $crate::db::by_name(&columns),
                        columns,
                        append_only: $crate::db::table!(@append_only $($tail)?),
                        personal: &[$($($(stringify!($personal)),*)?)?],
                        is_sealed: $crate::db::table!(@sealed $($unsealed)?),
                        saves: Default::default(),
                    }
                });
                &TABLE
            }
            fn key(&self) -> $crate::db::Key {
                use $crate::db::Column;
                $crate::db::Key::of([$(self.$key.to_cell()),*])
            }
            fn add_cells(&self, cells: &mut Vec<$crate::db::Cell>) {
                use $crate::db::Column;
                cells.extend([$(self.$key.to_cell(),)* $(self.$column.to_cell(),)*]);
            }
            fn from_cells(cells: Vec<$crate::db::Cell>) -> Option<Self> {
                use $crate::db::Column;
                let mut cells = cells.into_iter();
                $(let $key = Column::from_cell(cells.next()?)?;)*
                $(let $column = Column::from_cell(cells.next()?)?;)*
                Some(Self { $($key,)* $($column,)* })
            }
        }
    };
    (@sealed unsealed) => { false };
    (@sealed) => { true };
    (@append_only append_only) => { true };
    (@append_only $($other:ident)?) => { false };
    (@kept kept) => { true };
    (@kept $($other:ident)?) => { false };
    (@live live $condition:literal) => { Some($condition) };
    (@live $($other:ident)?) => { None };
}
pub(crate) use table;

impl Table {
    /// `t.number, t.posted, …`
    pub fn selected(&self) -> String {
        self.columns.iter().map(|(name, _)| format!("t.{name}")).collect::<Vec<_>>().join(", ")
    }

    /// Reads every row whose `length` leading key columns are among the rows of `$1`; the village is `$2` (`$1` where no key is given).
    pub fn select_by_key(&self, engine: Engine, length: usize, live: Option<&str>) -> String {
        let live = live.filter(|_| length < self.key.len()).map(|condition| format!(" AND {condition}")).unwrap_or_default();
        if length == 0 {
            return format!("SELECT {} FROM {} t WHERE t.village = $1{live}", self.selected(), self.name);
        }
        let wanted = rows(engine, &self.columns[..length]);
        let matches: Vec<_> = self.key[..length].iter().map(|name| format!(" AND t.{name} = k.{name}")).collect();
        format!("SELECT {} FROM {wanted} k CROSS JOIN {} t WHERE t.village = $2{}{live}", self.selected(), self.name, matches.concat())
    }

    /// Writes the rows of `$1`, each new or changed, for the village `$2` (PostgreSQL). The village is read from its row in `books`, which whoever writes
    /// holds: so where villages are distributed the rows go straight to the machine on which they lie.
    pub fn save(&self, engine: Engine) -> String {
        let (name, list, given) = (self.name, self.listed(), rows(engine, &self.saved()));
        let given_to = format!("SELECT b.village, {list} FROM books b CROSS JOIN {given} k WHERE b.village = $2");
        format!("INSERT INTO {name} (village, {list}) {given_to}{}", self.on_conflict())
    }

    /// Writes as many rows as the nth of [`SIZES`] says, each new or changed; the village and the row's cells, row after row (SQLite, where reading
    /// JSON costs more than writing a row). The parameters have no numbers: SQLite would look for each of them among all others.
    pub fn save_listed(&self, nth: usize) -> Arc<str> {
        let text = || {
            let (name, list, width) = (self.name, self.listed(), self.saved().len());
            let row = format!("(?{})", ", ?".repeat(width));
            format!("INSERT INTO {name} (village, {list}) VALUES {}{}", vec![row; SIZES[nth]].join(", "), self.on_conflict()).into()
        };
        self.saves[nth].get_or_init(text).clone()
    }

    /// Empties the personal columns of one row of history: their new values, its new seal, the village and the key.
    pub fn strike(&self, engine: Engine) -> String {
        let mut at = 0;
        let mut set = |name: &&str| {
            at += 1;
            format!("{name} = {}", parameter(engine, at))
        };
        let values = self.personal.iter().chain(self.seal()).map(&mut set).collect::<Vec<_>>().join(", ");
        let row = std::iter::once(&"village").chain(self.key).map(set).collect::<Vec<_>>().join(" AND ");
        format!("UPDATE {} SET {values} WHERE {row}", self.name)
    }

    /// Takes one row away: the village and the key.
    pub fn remove(&self, engine: Engine) -> String {
        let named = std::iter::once(&"village").chain(self.key).enumerate();
        let row = named.map(|(at, name)| format!("{name} = {}", parameter(engine, at + 1))).collect::<Vec<_>>().join(" AND ");
        format!("DELETE FROM {} WHERE {row}", self.name)
    }

    fn seal(&self) -> &'static [&'static str] {
        if self.is_sealed { &["seal"] } else { &[] }
    }

    /// The columns that are written: a row's own, and its seal.
    fn saved(&self) -> Vec<(&'static str, Kind)> {
        self.columns.iter().copied().chain(self.seal().iter().map(|name| (*name, Kind::Text))).collect()
    }

    /// `number, posted, …`
    fn listed(&self) -> String {
        self.saved().iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// What becomes of a row that is there already; nothing is said where that may not be.
    fn on_conflict(&self) -> String {
        if self.append_only {
            return String::new();
        }
        let target = std::iter::once(&"village").chain(self.key).copied().collect::<Vec<_>>().join(", ");
        let saved = self.saved();
        let rest = &saved[self.key.len()..];
        let changes: Vec<_> = rest.iter().map(|(name, _)| format!("{name} = excluded.{name}")).collect();
        let change = if changes.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {}", changes.join(", ")) };
        format!(" ON CONFLICT ({target}) DO {change}")
    }
}

/// A parameter by its place. On SQLite, where statements may go as one, they have no numbers.
fn parameter(engine: Engine, at: usize) -> String {
    match engine {
        Engine::Sqlite => "?".to_owned(),
        Engine::Postgres => format!("${at}"),
    }
}

/// A derived table over the JSON array of arrays in `$1`.
fn rows(engine: Engine, columns: &[(&str, Kind)]) -> String {
    let column = |(index, (name, kind)): (usize, &(&str, Kind))| match engine {
        Engine::Sqlite => format!("value->>{index} AS {name}"),
        Engine::Postgres => format!("CAST(value->>{index} AS {}) AS {name}", kind.sql()),
    };
    let list = columns.iter().enumerate().map(column).collect::<Vec<_>>().join(", ");
    match engine {
        Engine::Sqlite => format!("(SELECT {list} FROM json_each($1))"),
        Engine::Postgres => format!("(SELECT {list} FROM jsonb_array_elements(CAST($1 AS JSONB)))"),
    }
}
