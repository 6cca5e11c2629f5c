//! Statements that write rows: their text and what is bound to it.

use std::sync::Arc;

use super::cell::{Cell, Column};
use super::conn::Engine;
use super::key::Key;
use super::table::{Record, SIZES};
use crate::words::VillageId;

/// A statement with what is bound to it.
pub(super) struct Statement {
    pub(super) sql: Arc<str>,
    pub(super) cells: Vec<Cell>,
}

/// A row with its seal.
pub(super) type Sealed<'a, T> = (&'a T, &'a Option<String>);

/// What writes these rows of one table: on PostgreSQL one statement, on SQLite as few as there are parameters for.
pub(super) fn saving<T: Record>(engine: Engine, village: &VillageId, rows: &[Sealed<'_, T>]) -> Vec<Statement> {
    if rows.is_empty() {
        return Vec::new();
    }
    match engine {
        Engine::Sqlite => listed(village, rows),
        Engine::Postgres => vec![as_json(village, rows)],
    }
}

/// What empties the personal columns of rows of history, each by itself: that is rare.
pub(super) fn striking<T: Record>(engine: Engine, village: &VillageId, rows: &[Sealed<'_, T>]) -> Vec<Statement> {
    let strike = |(row, seal): &Sealed<'_, T>| {
        let mut all = Vec::new();
        row.add_cells(&mut all);
        let named = T::table().columns.iter().map(|(name, _)| *name).zip(all);
        let mut cells: Vec<Cell> = named.filter(|(name, _)| T::table().personal.contains(name)).map(|(_, cell)| cell).collect();
        cells.extend(T::table().is_sealed.then(|| seal.to_cell()));
        cells.push(Cell::Text(village.to_string()));
        cells.extend_from_slice(row.key().cells());
        Statement { sql: T::table().strike(engine).into(), cells }
    };
    rows.iter().map(strike).collect()
}

/// What takes rows away, each by itself.
pub(super) fn removing<T: Record>(engine: Engine, village: &VillageId, keys: &[&Key]) -> Vec<Statement> {
    let remove = |key: &&Key| {
        let cells = [Cell::Text(village.to_string())].into_iter().chain(key.cells().iter().cloned()).collect();
        Statement { sql: T::table().remove(engine).into(), cells }
    };
    keys.iter().map(remove).collect()
}

/// Rows as parameters.
fn listed<T: Record>(village: &VillageId, mut rest: &[Sealed<'_, T>]) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (nth, size) in SIZES.into_iter().enumerate() {
        while let Some((rows, more)) = rest.split_at_checked(size) {
            let mut cells = Vec::with_capacity(size * (2 + T::table().columns.len()));
            for row in rows {
                cells.push(Cell::Text(village.to_string()));
                add_cells(row, &mut cells);
            }
            statements.push(Statement { sql: T::table().save_listed(nth), cells });
            rest = more;
        }
    }
    statements
}

/// All that is written of a row.
fn add_cells<T: Record>((row, seal): &Sealed<'_, T>, cells: &mut Vec<Cell>) {
    row.add_cells(cells);
    cells.extend(T::table().is_sealed.then(|| seal.to_cell()));
}

/// All rows as one JSON array.
fn as_json<T: Record>(village: &VillageId, rows: &[Sealed<'_, T>]) -> Statement {
    let cells_of = |row: &Sealed<'_, T>| {
        let mut cells = Vec::new();
        add_cells(row, &mut cells);
        cells
    };
    let rows: Vec<_> = rows.iter().map(cells_of).collect();
    let text = serde_json::to_string(&rows).expect("cells are JSON");
    Statement { sql: T::table().save(Engine::Postgres).into(), cells: vec![Cell::Text(text), Cell::Text(village.to_string())] }
}

/// One statement that is all of these, one after another (SQLite): the engine is asked once.
pub(super) fn in_one(statements: Vec<Statement>) -> Statement {
    let texts: Vec<_> = statements.iter().map(|statement| &*statement.sql).collect();
    let sql = texts.join(";").into();
    Statement { sql, cells: statements.into_iter().flat_map(|statement| statement.cells).collect() }
}
