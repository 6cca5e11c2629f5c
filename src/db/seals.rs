//! Seals (封签): every act says in its link which rows it left behind and how they read, so a row that is changed, taken away or put in by hand is found, and
//! which act wrote it last.
//!
//! A row's seal is a salt that is renewed whenever the row is written. What an act says of it in `operations.written` is a handle of table and key, and a
//! digest of the row under that salt. Once the row is written anew or is gone so is the salt, and what stands in the chain tells nothing any more: whoever
//! forgets has nothing else to do.
//!
//! `written`: tables in order, each `awards:` and then for every row the handle and the digest, in hex; a digest of zeros for a row that was taken away.
//!
//! Not here: rows of before there were seals. Of those that no act has written since nothing is known.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Result, anyhow};
use sha2::{Digest, Sha256};

use super::cell::{Cell, Column, Kind};
use super::conn::{Conn, Engine};
use super::key::Key;
use super::table::Record;
use crate::words::{Act, VillageId, hex};

/// How long a handle is in hex, and a digest.
const LENGTHS: (usize, usize) = (16, 32);

/// What stands in place of a digest where there is no row any more.
const REMOVED: &str = "00000000000000000000000000000000";

/// Seals the rows of one act.
pub(super) struct Sealer<'a> {
    act: &'a Act,
    bytes: Bytes<'a>,
    cells: Vec<Cell>,
}

impl<'a> Sealer<'a> {
    pub(super) fn of(act: &'a Act, village: &'a VillageId) -> Self {
        Self { act, bytes: Bytes { village, bytes: Vec::new() }, cells: Vec::new() }
    }

    /// The seal of a row, or of none; what the act says of it is added to `written`.
    pub(super) fn seal<T: Record>(&mut self, key: &Key, row: Option<&T>, written: &mut String) -> String {
        let table = T::table();
        written.push_str(&self.bytes.handle(table.name, key.cells()));
        // The salts of an act's rows are each their own, so that one tells nothing of another row; the act's own salt is kept nowhere.
        let seal = hex(&Sha256::new().chain_update(self.act.salt).chain_update("sealed").chain_update(&self.bytes.bytes).finalize()[..16]);
        match row {
            Some(row) => {
                self.cells.clear();
                row.add_cells(&mut self.cells);
                let cells = table.by_name.iter().map(|at| (table.columns[*at].0, &self.cells[*at]));
                written.push_str(&self.bytes.digest(table.name, &seal, cells));
            }
            None => written.push_str(REMOVED),
        }
        seal
    }
}

/// What is hashed of the rows of a village.
struct Bytes<'a> {
    village: &'a VillageId,
    bytes: Vec<u8>,
}

impl Bytes<'_> {
    fn begin(&mut self, what: &str, table: &str) {
        self.bytes.clear();
        for part in [what, self.village.as_str(), table] {
            self.bytes.extend_from_slice(part.as_bytes());
            self.bytes.push(0);
        }
    }

    fn add(&mut self, cell: &Cell) {
        match cell {
            Cell::Null => self.bytes.push(0),
            Cell::Whole(number) => {
                self.bytes.push(1);
                self.bytes.extend_from_slice(&number.to_be_bytes());
            }
            Cell::Text(text) => {
                self.bytes.push(2);
                self.bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
                self.bytes.extend_from_slice(text.as_bytes());
            }
        }
    }

    fn hash(&self, length: usize) -> String {
        hex(&Sha256::digest(&self.bytes)[..length / 2])
    }

    /// How a row is called, whatever it says.
    fn handle(&mut self, table: &str, key: &[Cell]) -> String {
        self.begin("jifen-key-1", table);
        key.iter().for_each(|cell| self.add(cell));
        self.hash(LENGTHS.0)
    }

    /// What a row says, in the order of its columns' names. An empty column is left out: so one that comes to a table later, empty, breaks no seal.
    fn digest<'c>(&mut self, table: &str, seal: &str, cells: impl Iterator<Item = (&'c str, &'c Cell)>) -> String {
        self.begin("jifen-row-1", table);
        self.bytes.extend_from_slice(seal.as_bytes());
        for (name, cell) in cells.filter(|(_, cell)| **cell != Cell::Null) {
            self.bytes.extend_from_slice(name.as_bytes());
            self.bytes.push(0);
            self.add(cell);
        }
        self.hash(LENGTHS.1)
    }
}

/// What the acts of a village wrote last of each row of a table, by its handle: the digest, and which act.
type Last = HashMap<String, (String, i64)>;

/// How many acts are read at once.
const PAGE: i64 = 2_000;

/// Holds every sealed row of a village against the act that wrote it last. What does not hold, in sentences.
pub async fn audit(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let mut written = last_written(conn, village).await?;
    let unsealed = "SELECT COUNT(*) FROM operations WHERE village = $1 AND written IS NULL";
    let (older,) = conn.first::<(i64,)>(unsealed, &[village.to_string().to_cell()]).await?.unwrap_or_default();
    let mut wrong = Vec::new();
    for (name, columns) in tables(conn).await? {
        let mut last = written.remove(&name).unwrap_or_default();
        let table = SealedTable { name, columns };
        wrong.extend(table.compare(conn, village, &mut last, older > 0).await?);
        wrong.extend(table.gone(last));
    }
    // A table that is gone is missed like its rows.
    wrong.extend(written.into_iter().flat_map(|(name, last)| SealedTable { name, columns: Vec::new() }.gone(last)));
    Ok(wrong)
}

async fn last_written(conn: &mut Conn, village: &VillageId) -> Result<BTreeMap<String, Last>> {
    let sql = "SELECT number, written FROM operations WHERE village = $1 AND part = 'village' AND number > $2 AND written IS NOT NULL
        ORDER BY number LIMIT $3";
    let (mut tables, mut after) = (BTreeMap::<String, Last>::new(), 0);
    loop {
        let page: Vec<(i64, String)> = conn.query(sql, &[village.to_string().to_cell(), after.to_cell(), PAGE.to_cell()]).await?;
        for (number, written) in &page {
            for (table, rows) in written.split(' ').filter_map(|part| part.split_once(':')) {
                let last = tables.entry(table.to_owned()).or_default();
                let mut rest = rows;
                while let Some((row, more)) = rest.split_at_checked(LENGTHS.0 + LENGTHS.1) {
                    last.insert(row[..LENGTHS.0].to_owned(), (row[LENGTHS.0..].to_owned(), *number));
                    rest = more;
                }
            }
        }
        match page.last() {
            Some((last, _)) if page.len() as i64 == PAGE => after = *last,
            _ => return Ok(tables),
        }
    }
}

/// A column with its kind and its place in the key after the village, from 1; below that where it is none of it.
type Shape = (String, Kind, i64);

/// The tables whose rows are sealed, with their columns in the order of names, as the database knows them.
async fn tables(conn: &mut Conn) -> Result<BTreeMap<String, Vec<Shape>>> {
    let sql = match conn.engine() {
        Engine::Sqlite => {
            "SELECT m.name, c.name, CASE WHEN c.type = 'TEXT' THEN 0 ELSE 1 END, c.pk - 1 FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'seal') AND c.name NOT IN ('village', 'seal')"
        }
        Engine::Postgres => {
            "SELECT CAST(r.relname AS TEXT), CAST(c.attname AS TEXT), CAST(CASE WHEN c.atttypid = CAST('text' AS REGTYPE) THEN 0 ELSE 1 END AS BIGINT),
               CAST(COALESCE(array_position(CAST(i.indkey AS INT2[]), c.attnum), -1) AS BIGINT)
             FROM pg_class r JOIN pg_attribute c ON c.attrelid = r.oid AND c.attnum > 0 AND NOT c.attisdropped
               JOIN pg_index i ON i.indrelid = r.oid AND i.indisprimary
             WHERE r.relnamespace = CAST(current_schema() AS REGNAMESPACE) AND r.relkind IN ('r', 'p') AND c.attname NOT IN ('village', 'seal')
               AND EXISTS (SELECT 1 FROM pg_attribute s WHERE s.attrelid = r.oid AND s.attname = 'seal')"
        }
    };
    let mut tables = BTreeMap::<String, Vec<Shape>>::new();
    for (table, column, is_whole, place) in conn.query::<(String, String, bool, i64)>(sql, &[]).await? {
        let kind = if is_whole { Kind::Whole } else { Kind::Text };
        tables.entry(table).or_default().push((column, kind, place));
    }
    tables.values_mut().for_each(|columns| columns.sort_unstable_by(|one, other| one.0.cmp(&other.0)));
    Ok(tables)
}

struct SealedTable {
    name: String,
    columns: Vec<Shape>,
}

impl SealedTable {
    /// Takes out of `last` every row that is there. One that no act has written is let through where there are acts of before there were seals.
    async fn compare(&self, conn: &mut Conn, village: &VillageId, last: &mut Last, is_older: bool) -> Result<Vec<String>> {
        let mut key: Vec<_> = self.columns.iter().enumerate().filter(|(_, (_, _, place))| *place > 0).collect();
        key.sort_unstable_by_key(|(_, (_, _, place))| *place);
        let mut bytes = Bytes { village, bytes: Vec::new() };
        let mut wrong = Vec::new();
        for row in self.rows(conn, village).await? {
            let (seal, cells) = row.split_last().ok_or_else(|| anyhow!("a row without columns"))?;
            let named: Vec<Cell> = key.iter().map(|(at, _)| cells[*at].clone()).collect();
            let known = last.remove(&bytes.handle(&self.name, &named));
            let is_right = match (&known, seal) {
                (Some((digest, _)), Cell::Text(seal)) => {
                    let cells = self.columns.iter().map(|(name, ..)| name.as_str()).zip(cells);
                    *digest == bytes.digest(&self.name, seal, cells)
                }
                (None, Cell::Null) => is_older,
                _ => false,
            };
            if !is_right {
                let name = &self.name;
                let number = named.iter().map(told).collect::<Vec<_>>().join("、");
                wrong.push(match known {
                    Some((_, act)) => format!("数据表 {name} 里编号 {number} 的一行，在第 {act} 件办理之后被改动过。"),
                    None => format!("数据表 {name} 里编号 {number} 的一行，没有哪一件办理写过它。"),
                });
            }
        }
        Ok(wrong)
    }

    /// All rows of a village, each with its seal at the end.
    async fn rows(&self, conn: &mut Conn, village: &VillageId) -> Result<Vec<Vec<Cell>>> {
        let names: String = self.columns.iter().map(|(name, ..)| format!("t.{name}, ")).collect();
        let kinds: Vec<_> = self.columns.iter().map(|(_, kind, _)| *kind).chain([Kind::Text]).collect();
        let sql = format!("SELECT {names}t.seal FROM {} t WHERE t.village = $1", self.name);
        conn.fetch(&sql, &[village.to_string().to_cell()], &kinds).await
    }

    /// The rows that should be there and are not.
    fn gone(&self, last: Last) -> Vec<String> {
        let mut acts: Vec<i64> = last.into_values().filter(|(digest, _)| digest != REMOVED).map(|(_, act)| act).collect();
        acts.sort_unstable();
        acts.into_iter().map(|act| format!("数据表 {} 里第 {act} 件办理写下的一行不见了。", self.name)).collect()
    }
}

fn told(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Whole(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
    }
}
