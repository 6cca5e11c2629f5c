//! One connection to either engine, with the few verbs the house needs.
//!
//! SQL is written once, with `$1` parameters. What differs between the engines is fenced in this folder.

use anyhow::{Context, Result, anyhow};
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Column as _, Postgres, Row, Sqlite, ValueRef};

use super::cell::{Cell, Columns, Kind};
use super::halt::Halt;
use super::statement::Statement;
use super::table::Record;
use crate::words::VillageId;

/// Which engine stands behind a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A connection taken from a pool.
pub enum Conn {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// Runs the same body on either connection; `$db` is the engine's sqlx type, `$link` its connection.
macro_rules! on_either {
    ($conn:expr, |$link:ident: $db:ident| $body:expr) => {
        match $conn {
            Conn::Sqlite($link) => {
                type $db = Sqlite;
                $body
            }
            Conn::Postgres($link) => {
                type $db = Postgres;
                $body
            }
        }
    };
}

/// A statement with its parameters bound.
macro_rules! bound {
    ($db:ident, $sql:expr, $cells:expr) => {{
        let mut query = sqlx::query::<$db>(AssertSqlSafe($sql));
        for cell in $cells {
            query = match cell {
                Cell::Null => query.bind(None::<String>),
                Cell::Whole(number) => query.bind(number),
                Cell::Text(text) => query.bind(text),
            };
        }
        query
    }};
}

impl Conn {
    /// The engine behind this connection.
    pub fn engine(&self) -> Engine {
        match self {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; how many rows it changed.
    pub async fn execute(&mut self, sql: &str, cells: &[Cell]) -> Result<u64> {
        on_either!(self, |link: Db| {
            let done = bound!(Db, sql.to_owned(), cells.iter().cloned()).execute(&mut **link).await.map_err(|fault| broken(fault, sql))?;
            Ok(done.rows_affected())
        })
    }

    /// What follows `village` where it is one of a [`Conn::list`] in `$1`. PostgreSQL knows it before it looks, so where villages are distributed only the
    /// machines of these are asked.
    pub fn listed(&self) -> &'static str {
        match self.engine() {
            Engine::Sqlite => r#"IN (SELECT value FROM json_each('["' || replace($1, ',', '","') || '"]'))"#,
            Engine::Postgres => "= ANY (string_to_array($1, ','))",
        }
    }

    /// Villages as one parameter; there is no comma in their names.
    pub fn list(villages: &[VillageId]) -> Cell {
        Cell::Text(villages.iter().map(VillageId::as_str).collect::<Vec<_>>().join(","))
    }

    /// Gives the connection up: nobody knows in which state it is.
    pub(super) fn discard(&mut self) {
        match self {
            Conn::Sqlite(link) => link.close_on_drop(),
            Conn::Postgres(link) => link.close_on_drop(),
        }
    }

    /// All rows of a query as tuples.
    pub async fn query<T: Columns>(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<T>> {
        let rows = self.fetch(sql, cells, &T::kinds()).await?;
        rows.into_iter().map(|row| T::from_cells(row).ok_or_else(|| anyhow!("unexpected value in: {sql}"))).collect()
    }

    /// The first row of a query, if any.
    pub async fn first<T: Columns>(&mut self, sql: &str, cells: &[Cell]) -> Result<Option<T>> {
        Ok(self.query(sql, cells).await?.into_iter().next())
    }

    /// Records of one table; `rest` is what follows `FROM … t `.
    pub async fn select<T: Record>(&mut self, rest: &str, cells: &[Cell]) -> Result<Vec<T>> {
        let table = T::table();
        let sql = format!("SELECT {} FROM {} t {rest}", table.selected(), table.name);
        self.records(&sql, cells).await
    }

    /// The records of a village whose leading key columns are among `keys`, all of one length.
    pub async fn select_by_key<T: Record>(&mut self, village: &VillageId, keys: &[&[Cell]]) -> Result<Vec<T>> {
        let Some(length) = keys.first().map(|key| key.len()) else { return Ok(Vec::new()) };
        let sql = T::table().select_by_key(self.engine(), length, T::LIVE);
        let village = Cell::Text(village.to_string());
        let cells = if length == 0 { vec![village] } else { vec![Cell::Text(serde_json::to_string(keys)?), village] };
        self.records(&sql, &cells).await
    }

    /// Runs statements one after another.
    pub(super) async fn run(&mut self, statements: Vec<Statement>) -> Result<()> {
        for Statement { sql, cells } in statements {
            on_either!(self, |link: Db| {
                bound!(Db, sql.clone(), cells).execute(&mut **link).await.map_err(|fault| broken(fault, &sql))?;
            });
        }
        Ok(())
    }

    async fn records<T: Record>(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<T>> {
        let table = T::table();
        let kinds: Vec<_> = table.columns.iter().map(|(_, kind)| *kind).collect();
        let rows = self.fetch(sql, cells, &kinds).await?;
        rows.into_iter().map(|row| T::from_cells(row).ok_or_else(|| anyhow!("unexpected value in {}", table.name))).collect()
    }

    pub(super) async fn fetch(&mut self, sql: &str, cells: &[Cell], kinds: &[Kind]) -> Result<Vec<Vec<Cell>>> {
        on_either!(self, |link: Db| {
            let rows =
                bound!(Db, sql.to_owned(), cells.iter().cloned()).fetch_all(&mut **link).await.map_err(|fault| broken(fault, sql))?;
            rows.iter().map(|row| read::<Db>(row, kinds)).collect()
        })
    }
}

/// What broke, with the statement. That the village's machine does not answer is told to everybody as what it is.
fn broken(fault: sqlx::Error, sql: &str) -> anyhow::Error {
    let fault = anyhow::Error::from(fault).context(sql.to_owned());
    match Halt::of(&fault) {
        Some(Halt::Away) => fault.context(Halt::Away.refusal()),
        _ => fault,
    }
}

/// One row as cells of the expected kinds.
fn read<'r, D>(row: &'r D::Row, kinds: &[Kind]) -> Result<Vec<Cell>>
where
    D: sqlx::Database,
    usize: sqlx::ColumnIndex<D::Row>,
    i64: sqlx::Decode<'r, D> + sqlx::Type<D>,
    String: sqlx::Decode<'r, D> + sqlx::Type<D>,
{
    let cell = |(index, kind): (usize, &Kind)| -> Result<Cell> {
        if row.try_get_raw(index)?.is_null() {
            return Ok(Cell::Null);
        }
        let name = || format!("column {}", row.column(index).name());
        Ok(match kind {
            Kind::Whole => Cell::Whole(row.try_get(index).with_context(name)?),
            Kind::Text => Cell::Text(row.try_get(index).with_context(name)?),
        })
    };
    kinds.iter().enumerate().map(cell).collect()
}
