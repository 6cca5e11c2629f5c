//! Opening a database: the settings that durability rests on are set, read back and refused if they did not take; the schema is brought up to date.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use sqlx::migrate::MigrateError;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use super::cluster;
use super::conn::{Conn, Engine};
use super::steps::steps;
use crate::words::{Kind, Refusal};

/// The oldest SQLite without the WAL-reset corruption bug of 3.7.0–3.51.2.
const OLDEST_SQLITE: (i64, i64, i64) = (3, 51, 3);

/// The connections to a database.
#[derive(Clone)]
pub(super) enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool, files: Arc<Files> },
    Postgres(PgPool),
}

impl Pools {
    /// By URL: `sqlite://file` or `postgres://…`.
    pub(super) async fn open(url: &str) -> Result<Self> {
        match url.split_once(':').map_or("", |(engine, _)| engine) {
            "sqlite" => open_sqlite(url).await,
            "postgres" | "postgresql" => open_postgres(url).await,
            _ => {
                let sentence = format!("数据库地址“{url}”看不懂。");
                Err(Refusal::new("database.wrong_url", Kind::Invalid, sentence, "请写成 sqlite://文件名 或 postgres://用户@主机/库名。")
                    .into())
            }
        }
    }

    /// A connection for reading.
    pub(super) async fn read(&self) -> Result<Conn> {
        Ok(match self {
            Pools::Sqlite { read, .. } => Conn::Sqlite(read.acquire().await?),
            Pools::Postgres(pool) => Conn::Postgres(pool.acquire().await?),
        })
    }

    /// The file of a SQLite database; none for one in memory.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Pools::Sqlite { files, .. } => files.0.first().map(|(path, _)| path.as_path()),
            Pools::Postgres(_) => None,
        }
    }

    /// Whether what was opened is still what stands under its name.
    pub(super) fn are_in_place(&self) -> bool {
        match self {
            Pools::Sqlite { files, .. } => files.are_in_place(),
            Pools::Postgres(_) => true,
        }
    }

    /// Whether nobody uses the database any more.
    pub(super) fn are_closed(&self) -> bool {
        match self {
            Pools::Sqlite { write, .. } => write.is_closed(),
            Pools::Postgres(pool) => pool.is_closed(),
        }
    }

    /// A connection for writing; SQLite has one.
    pub(super) async fn write(&self) -> Result<Conn> {
        Ok(match self {
            Pools::Sqlite { write, .. } => Conn::Sqlite(write.acquire().await?),
            Pools::Postgres(pool) => Conn::Postgres(pool.acquire().await?),
        })
    }
}

async fn open_sqlite(url: &str) -> Result<Pools> {
    let options: SqliteConnectOptions = url.parse().with_context(|| format!("数据库地址看不懂：{url}"))?;
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .statement_cache_capacity(256)
        .busy_timeout(std::time::Duration::from_secs(10))
        .optimize_on_close(true, None);
    let name = options.get_filename().to_path_buf();
    let write = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None).connect_with(options.clone()).await?;
    let mut conn = Conn::Sqlite(write.acquire().await?);
    check_sqlite(&mut conn).await?;
    drop(conn);
    steps(Engine::Sqlite).run(&write).await.map_err(wrong_schema)?;
    let files = Arc::new(Files::of(&name));
    let read = for_reading(files.clone()).connect_with(options.read_only(true).create_if_missing(false)).await?;
    Ok(Pools::Sqlite { read, write, files })
}

/// All connections for reading are opened at once and stay: they go on reading what was opened, also when its file was deleted. What stands under the
/// file's name since then is another database, and no connection begins on it.
fn for_reading(files: Arc<Files>) -> SqlitePoolOptions {
    let options = SqlitePoolOptions::new().min_connections(READERS).max_connections(READERS).idle_timeout(None).max_lifetime(None);
    options.after_connect(move |_, _| {
        let strange = (!files.are_in_place()).then(|| sqlx::Error::Io(std::io::Error::other(GONE)));
        Box::pin(async move { strange.map_or(Ok(()), Err) })
    })
}

/// How many read at the same time.
const READERS: u32 = 4;

/// What is logged where a file is not the one that was opened.
pub(super) const GONE: &str = "another file, or none";

/// Why a schema cannot be brought up to date. Refuses `database.newer`, `database.half_done`.
pub(super) fn wrong_schema(fault: MigrateError) -> anyhow::Error {
    match fault {
        MigrateError::VersionMissing(step) | MigrateError::VersionMismatch(step) => {
            let sentence = format!("这个数据库是另一版 jifen 建的（第 {step} 步对不上），没有动它。");
            Refusal::new("database.newer", Kind::Conflict, sentence, "请换成建它的那一版，或更新的一版。").into()
        }
        MigrateError::Dirty(step) => {
            let sentence = format!("上一次升级数据库停在第 {step} 步，没有做完。");
            Refusal::new("database.half_done", Kind::Conflict, sentence, "请从升级前的备份恢复（jifen restore），再升级。").into()
        }
        fault => anyhow::Error::from(fault).context("建表失败"),
    }
}

/// The files of an open SQLite database, recognised again by what the disk calls them. An open file that was deleted takes everything that is
/// written to it, and keeps none of it.
pub(super) struct Files(Vec<(PathBuf, (u64, u64))>);

impl Files {
    /// The database and its journal as they are now; none for a database in memory.
    fn of(name: &Path) -> Self {
        let journal = PathBuf::from(format!("{}-wal", name.display()));
        Self([name.to_path_buf(), journal].into_iter().filter_map(|path| Some((path.clone(), identity(&path)?))).collect())
    }

    /// Whether all are still where they were opened.
    fn are_in_place(&self) -> bool {
        self.0.iter().all(|(path, opened)| identity(path) == Some(*opened))
    }
}

/// Which file of which disk stands under a name.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// Elsewhere an open file cannot be deleted.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

async fn open_postgres(url: &str) -> Result<Pools> {
    let pool = PgPoolOptions::new().max_connections(8).connect(url).await.context("连不上 PostgreSQL")?;
    check_postgres(&mut Conn::Postgres(pool.acquire().await?)).await?;
    cluster::bring_up(url).await?;
    Ok(Pools::Postgres(pool))
}

pub(super) async fn check_postgres(conn: &mut Conn) -> Result<()> {
    let (synchronous,) = conn.first::<(String,)>("SELECT current_setting('synchronous_commit')", &[]).await?.context("no setting")?;
    let (fsync,) = conn.first::<(String,)>("SELECT current_setting('fsync')", &[]).await?.context("no setting")?;
    ensure!(synchronous != "off" && fsync == "on", "PostgreSQL 没有按要求落盘（synchronous_commit={synchronous}, fsync={fsync}）");
    Ok(())
}

/// Reads back what durability rests on: settings that did not take would break promises silently.
async fn check_sqlite(conn: &mut Conn) -> Result<()> {
    let (version,) = conn.first::<(String,)>("SELECT sqlite_version()", &[]).await?.context("no SQLite version")?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let found: (i64, i64, i64) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    ensure!(found >= OLDEST_SQLITE, "SQLite {version} 太旧，会损坏数据");
    let (mode,) = conn.first::<(String,)>("PRAGMA journal_mode", &[]).await?.context("no journal mode")?;
    let (synchronous,) = conn.first::<(i64,)>("PRAGMA synchronous", &[]).await?.context("no synchronous setting")?;
    ensure!(mode == "wal" && synchronous == 2, "SQLite 没有按要求落盘（journal_mode={mode}, synchronous={synchronous}）");
    let (foreign_keys,) = conn.first::<(i64,)>("PRAGMA foreign_keys", &[]).await?.context("no foreign_keys setting")?;
    let (busy_timeout,) = conn.first::<(i64,)>("PRAGMA busy_timeout", &[]).await?.context("no busy_timeout setting")?;
    ensure!(foreign_keys == 1 && busy_timeout > 0, "SQLite 的设置不对（foreign_keys={foreign_keys}, busy_timeout={busy_timeout}）");
    Ok(())
}
