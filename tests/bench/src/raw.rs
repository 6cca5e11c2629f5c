//! What an award costs if nothing but its rows is written: plain SQLite with prepared statements, same schema, same rows, same batches.
//!
//! The rows are read back from the database that jifen has just written, so they are exactly the same.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

const SCHEMA: &str = include_str!("../../../src/db/migrations/0001_spine.sql");
const APPEND_ONLY: &str = include_str!("../../../src/db/migrations/0002_append_only.sqlite.sql");
const TRAIL: &str = include_str!("../../../src/db/migrations/0020_trail.sql");
const TRAIL_APPEND_ONLY: &str = include_str!("../../../src/db/migrations/0020_trail_append_only.sqlite.sql");

const KEEP_BALANCE: &str = "ON CONFLICT (village, number) DO UPDATE SET posted = excluded.posted, held = excluded.held";

/// The tables an award writes, each with its columns and with which of its rows belong to the entries after `?1`
/// (all accounts, if that is below zero).
const TABLES: [(&str, usize, &str, &str); 9] = [
    ("operations", 17, "id IN (SELECT operation FROM entries WHERE seq > ?1)", ""),
    ("entries", 14, "seq > ?1", ""),
    ("postings", 6, "seq > ?1", ""),
    ("particulars", 5, "seq > ?1", ""),
    ("lots", 6, "seq > ?1", ""),
    ("accounts", 5, "number NOT LIKE '@%' AND (?1 < 0 OR number IN (SELECT account FROM postings WHERE seq > ?1))", KEEP_BALANCE),
    ("accounts", 5, "number LIKE '@%' AND ?1 = ?1", KEEP_BALANCE),
    ("chain_heads", 4, "?1 = ?1", "ON CONFLICT (village, key) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"),
    ("trail_heads", 4, "part = 'village' AND ?1 = ?1", "ON CONFLICT (village, part) DO UPDATE SET number = excluded.number, hash = excluded.hash"),
];

/// The rows of one batch by table, each with the statement that writes one.
pub struct Rows(Vec<(String, Vec<Vec<Value>>)>);

impl Rows {
    /// Splits a batch into its awards, for writing them one by one: row n of a table with one row an award belongs to award n,
    /// the one row of a table with one row a batch to every award.
    pub fn one_by_one(&self, awards: usize) -> Vec<Rows> {
        let one = |nth: usize| {
            let share = |(sql, rows): &(String, Vec<Vec<Value>>)| {
                let each = rows.len() / awards;
                let own = if each == 0 { rows.clone() } else { rows[nth * each..(nth + 1) * each].to_vec() };
                (sql.clone(), own)
            };
            Rows(self.0.iter().map(share).collect())
        };
        (0..awards).map(one).collect()
    }
}

/// Reads what jifen wrote, as a stranger to it.
pub struct Reader(Connection);

impl Reader {
    pub fn open(file: &Path) -> Result<Self> {
        Ok(Self(Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?))
    }

    /// The newest entry.
    pub fn newest(&self) -> Result<i64> {
        Ok(self.0.query_row("SELECT COALESCE(MAX(seq), 0) FROM entries", [], |row| row.get(0))?)
    }

    /// Everything that was written for the entries after `seq`; below zero, everything there is.
    pub fn rows_after(&self, seq: i64) -> Result<Rows> {
        let mut batch = Vec::new();
        for (table, columns, which, conflict) in TABLES {
            let mut statement = self.0.prepare(&format!("SELECT * FROM {table} WHERE {which} ORDER BY rowid"))?;
            let row = |row: &rusqlite::Row<'_>| (0..columns).map(|at| row.get(at)).collect();
            let rows = statement.query_map([seq], row)?.collect::<Result<_, _>>()?;
            let places = vec!["?"; columns].join(", ");
            batch.push((format!("INSERT INTO {table} VALUES ({places}) {conflict}"), rows));
        }
        Ok(Rows(batch))
    }
}

/// Plain SQLite with the same schema, WAL, and a sync at every commit.
pub struct Writer(Connection);

impl Writer {
    pub fn open(file: &Path) -> Result<Self> {
        let conn = Connection::open(file)?;
        conn.set_prepared_statement_cache_capacity(32);
        conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        conn.execute_batch("PRAGMA synchronous = FULL")?;
        conn.execute_batch(SCHEMA)?;
        conn.execute_batch(APPEND_ONLY)?;
        conn.execute_batch(TRAIL)?;
        conn.execute_batch(TRAIL_APPEND_ONLY)?;
        Ok(Self(conn))
    }

    /// Writes one batch in one transaction.
    pub fn write(&self, batch: &Rows) -> Result<Duration> {
        let start = Instant::now();
        self.0.execute_batch("BEGIN IMMEDIATE")?;
        for (sql, rows) in &batch.0 {
            let mut statement = self.0.prepare_cached(sql)?;
            for row in rows {
                statement.execute(params_from_iter(row))?;
            }
        }
        self.0.execute_batch("COMMIT")?;
        Ok(start.elapsed())
    }
}
