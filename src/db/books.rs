//! The books of all villages: opening a database, reading it, and the one writer.
//!
//! **Gather → decide → save.** The writer takes the acts that are waiting, gathers what they need in a few bulk reads, decides one after another in
//! memory, saves each changed row once, commits once, and only then answers: nobody is answered before the commit is on disk.
//! One act alone is a batch of one; there is no second path. A fault in a batch is isolated by running its acts one by one.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use tokio::sync::{mpsc, oneshot};

use super::book::{Book, Key};
use super::cell::Cell;
use super::conn::{Conn, Engine};
use super::kept::Kept;
use super::table::Record;
use crate::words::{Act, Chance, Clock, Done, Failure, Kind, Moment, Outcome, Refusal, VillageId, hex};

/// The most acts that share one commit.
const BATCH: usize = 1_000;

/// The oldest SQLite without the WAL-reset corruption bug of 3.7.0–3.51.2.
const OLDEST_SQLITE: (i64, i64, i64) = (3, 51, 3);

const MIGRATIONS: [(i64, &str, &str); 1] = [(1, "spine", include_str!("migrations/0001_spine.sql"))];

/// Something done to a village's book.
pub trait Job: Serialize + Send + 'static {
    /// What is told when it is done; stored with the operation id and given again on a repeat.
    type Answer: Serialize + DeserializeOwned + Clone + Send + 'static;
    /// Stable name of the verb, part of what an operation id stands for.
    const VERB: &'static str;
    /// Decides and changes the book. Pure: it may be run several times before it counts.
    fn decide(&self, act: &Act, book: &mut Book) -> Result<Self::Answer, Refusal>;
}

/// What an operation id did, kept for ever.
#[derive(Clone)]
pub struct Operation {
    pub id: String,
    pub verb: String,
    /// SHA-256 of the request.
    pub digest: String,
    /// The first answer, as JSON.
    pub answer: String,
    pub at: Moment,
}

super::table!(Operation, "operations", key [id], columns [verb, digest, answer, at], append_only);

#[derive(Clone)]
enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// An open database. Cheap to clone: every layer around a request does it.
#[derive(Clone)]
pub struct Books {
    shared: Arc<Shared>,
    pub clock: Clock,
    pub chance: Chance,
}

struct Shared {
    pools: Pools,
    queue: mpsc::Sender<Box<dyn Pending>>,
    kept: Option<Arc<Kept>>,
}

impl Books {
    /// Opens a database by URL (`sqlite://file` or `postgres://…`), creates what is missing, checks that it keeps its promises, and starts the writer.
    ///
    /// Must be called inside a tokio runtime.
    pub async fn open(url: &str, clock: Clock, chance: Chance) -> Result<Self> {
        let pools = if url.starts_with("sqlite:") { open_sqlite(url).await? } else { open_postgres(url).await? };
        let kept = matches!(pools, Pools::Sqlite { .. }).then(Arc::<Kept>::default);
        let (queue, waiting) = mpsc::channel(4 * BATCH);
        tokio::spawn(Writer { pools: pools.clone(), waiting, kept: kept.clone() }.run());
        Ok(Self { shared: Arc::new(Shared { pools, queue, kept }), clock, chance })
    }

    /// The same books under another clock and another source of randomness: for stories and tests.
    #[must_use]
    pub fn told_by(&self, clock: Clock, chance: Chance) -> Self {
        Self { clock, chance, ..self.clone() }
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Conn> {
        Ok(match &self.shared.pools {
            Pools::Sqlite { read, .. } => Conn::Sqlite(read.acquire().await?),
            Pools::Postgres(pool) => Conn::Postgres(pool.acquire().await?),
        })
    }

    /// One row of a village, from memory where that is safe; `None` if there is none.
    pub async fn row<T: Record>(&self, village: &VillageId, key: impl Into<Key>) -> Result<Option<T>> {
        let key = key.into();
        let state = match &self.shared.kept {
            Some(kept) => match kept.get(village, &key) {
                Ok(row) => return Ok(Some(row)),
                Err(state) => state,
            },
            None => None,
        };
        let found = self.read().await?.select_by_key::<T>(village, &[key.cells()]).await?.into_iter().next();
        if let (Some(kept), Some(row), true) = (&self.shared.kept, &found, T::KEPT) {
            kept.keep(state, village, key, T::clone(row));
        }
        Ok(found)
    }

    /// Does a job under an act and waits until it is on disk. The same operation id again gives the first answer.
    pub async fn perform<J: Job>(&self, act: Act, job: J) -> Outcome<Done<J::Answer>> {
        self.submit(act, job).await?.await.map_err(|_| anyhow!("the writer gave no answer"))?
    }

    /// Does many jobs in this order, in as few commits as they fit into; the outcome of each.
    pub async fn perform_all<J: Job>(&self, jobs: impl IntoIterator<Item = (Act, J)>) -> Result<Vec<Outcome<Done<J::Answer>>>> {
        let mut waiting = Vec::new();
        for (act, job) in jobs {
            waiting.push(self.submit(act, job).await?);
        }
        let mut outcomes = Vec::with_capacity(waiting.len());
        for answered in waiting {
            outcomes.push(answered.await.context("the writer gave no answer")?);
        }
        Ok(outcomes)
    }

    /// Puts a job into the queue; its answer comes through the channel.
    async fn submit<J: Job>(&self, act: Act, job: J) -> Result<oneshot::Receiver<Outcome<Done<J::Answer>>>> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { digest: digest::<J>(&act, &job)?, act, job, decided: None, answer };
        self.shared.queue.send(Box::new(waiting)).await.map_err(|_| anyhow!("the writer has stopped"))?;
        Ok(answered)
    }

    /// Copies a consistent state of the whole database into a new file while the service goes on (SQLite).
    pub async fn copy_into(&self, file: &str) -> Result<()> {
        let Pools::Sqlite { write, .. } = &self.shared.pools else { bail!("PostgreSQL 请用 pg_dump 备份") };
        let mut conn = Conn::Sqlite(write.acquire().await?);
        conn.execute("VACUUM INTO $1", &[Cell::Text(file.to_owned())]).await?;
        Ok(())
    }

    /// Closes the database after the batch at hand. Call it when no act is waiting any more.
    pub async fn close(self) {
        match &self.shared.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// What makes two uses of one operation id the same: verb, village, who acts, and the request.
fn digest<J: Job>(act: &Act, job: &J) -> Result<String> {
    let request = serde_json::to_vec(job).context("a job is plain data")?;
    let mut hash = Sha256::new();
    for part in [J::VERB, act.village.as_str(), &act.actor.staff] {
        hash.update(part);
        hash.update([0]);
    }
    Ok(hex(hash.chain_update(request).finalize()))
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
    let write = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None).connect_with(options.clone()).await?;
    let mut conn = Conn::Sqlite(write.acquire().await?);
    check_sqlite(&mut conn).await?;
    drop(conn);
    schema().run(&write).await.context("建表失败")?;
    Conn::Sqlite(write.acquire().await?).run_script(include_str!("migrations/append_only.sqlite.sql")).await?;
    let read =
        SqlitePoolOptions::new().max_connections(4).idle_timeout(None).max_lifetime(None).connect_with(options.read_only(true)).await?;
    Ok(Pools::Sqlite { read, write })
}

async fn open_postgres(url: &str) -> Result<Pools> {
    let pool = PgPoolOptions::new().max_connections(8).connect(url).await.context("连不上 PostgreSQL")?;
    schema().run(&pool).await.context("建表失败")?;
    Conn::Postgres(pool.acquire().await?).run_script(include_str!("migrations/append_only.postgres.sql")).await?;
    Ok(Pools::Postgres(pool))
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
    Ok(())
}

/// The steps that bring a schema up to date.
fn schema() -> Migrator {
    let step = |(version, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(*version, (*name).into(), MigrationType::Simple, sqlx::SqlSafeStr::into_sql_str(*sql), false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(step).collect())
}

/// An act in the queue, whatever its job.
trait Pending: Send {
    fn village(&self) -> &VillageId;
    /// Decides on this book; run again when rows were missing.
    fn attempt(&mut self, book: &mut Book);
    /// Whether the last attempt is to be kept.
    fn stands(&self) -> bool;
    /// Tells whoever waits: what was decided, or that something broke.
    fn tell(self: Box<Self>, fault: Option<String>);
}

struct Waiting<J: Job> {
    act: Act,
    job: J,
    digest: String,
    decided: Option<Result<Done<J::Answer>, Failure>>,
    answer: oneshot::Sender<Outcome<Done<J::Answer>>>,
}

impl<J: Job> Waiting<J> {
    fn decide(&self, book: &mut Book) -> Outcome<Done<J::Answer>> {
        if let Some(earlier) = book.get::<Operation>(self.act.operation.as_str()) {
            return self.repeat(&earlier);
        }
        let answer = self.job.decide(&self.act, book)?;
        book.put(Operation {
            id: self.act.operation.as_str().to_owned(),
            verb: J::VERB.to_owned(),
            digest: self.digest.clone(),
            answer: serde_json::to_string(&answer).context("an answer is plain data")?,
            at: self.act.at,
        });
        Ok(Done { answer, replayed: false })
    }

    fn repeat(&self, earlier: &Operation) -> Outcome<Done<J::Answer>> {
        if earlier.digest != self.digest {
            return Err(Failure::Refused(Refusal::new(
                "operation.reused",
                Kind::Invalid,
                "这个操作编号已经用在另一件事上了，这次什么也没有改。",
                "请换一个新的 Idempotency-Key 再提交。",
            )));
        }
        let answer = serde_json::from_str(&earlier.answer).context("a stored answer can be read")?;
        Ok(Done { answer, replayed: true })
    }
}

impl<J: Job> Pending for Waiting<J> {
    fn village(&self) -> &VillageId {
        &self.act.village
    }

    /// A decision that panics is a fault of its own act; the writer lives on.
    fn attempt(&mut self, book: &mut Book) {
        let decided = catch_unwind(AssertUnwindSafe(|| self.decide(book)));
        self.decided = Some(decided.unwrap_or_else(|_| Err(Failure::Fault(anyhow!("{} panicked", J::VERB)))));
    }

    fn stands(&self) -> bool {
        !self.act.dry_run && matches!(self.decided, Some(Ok(Done { replayed: false, .. })))
    }

    fn tell(self: Box<Self>, fault: Option<String>) {
        let outcome = match (fault, self.decided) {
            (Some(fault), _) => Err(Failure::Fault(anyhow!(fault))),
            (None, Some(decided)) => decided,
            (None, None) => Err(Failure::Fault(anyhow!("an act was left undecided"))),
        };
        // Whoever asked may have gone away; what was decided stands all the same.
        let _ = self.answer.send(outcome);
    }
}

type Batch = Vec<Box<dyn Pending>>;

struct Writer {
    pools: Pools,
    waiting: mpsc::Receiver<Box<dyn Pending>>,
    kept: Option<Arc<Kept>>,
}

impl Writer {
    async fn run(mut self) {
        let mut batch = Vec::with_capacity(BATCH);
        while self.waiting.recv_many(&mut batch, BATCH).await > 0 {
            self.write(std::mem::take(&mut batch)).await;
        }
    }

    /// Commits a batch and answers; if something broke, once more one by one, so that one broken act does not disturb its neighbours.
    async fn write(&self, mut batch: Batch) {
        let outcome = self.commit(&mut batch).await;
        let alone = batch.len() == 1;
        for mut pending in batch {
            let outcome = match &outcome {
                Err(_) if !alone => self.commit(std::slice::from_mut(&mut pending)).await.map_err(|fault| format!("{fault:#}")),
                Err(fault) => Err(format!("{fault:#}")),
                Ok(()) => Ok(()),
            };
            pending.tell(outcome.err());
        }
    }

    async fn commit(&self, batch: &mut [Box<dyn Pending>]) -> Result<()> {
        let mut conn = match &self.pools {
            Pools::Sqlite { write, .. } => Conn::Sqlite(write.acquire().await?),
            Pools::Postgres(pool) => Conn::Postgres(pool.acquire().await?),
        };
        conn.execute(if conn.engine() == Engine::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" }, &[]).await?;
        let outcome = settle(&mut conn, batch).await;
        conn.execute(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" }, &[]).await?;
        let books = outcome?;
        if let Some(kept) = &self.kept {
            books.iter().for_each(|book| book.publish(kept));
        }
        Ok(())
    }
}

/// Decides a batch inside a transaction and saves it, village by village (in one order everywhere, so that two servers cannot lock each other out).
async fn settle(conn: &mut Conn, batch: &mut [Box<dyn Pending>]) -> Result<Vec<Book>> {
    let mut books = Vec::new();
    let mut villages: BTreeMap<VillageId, Vec<&mut Box<dyn Pending>>> = BTreeMap::new();
    for pending in batch {
        villages.entry(pending.village().clone()).or_default().push(pending);
    }
    for (village, mut acts) in villages {
        hold(conn, &village).await?;
        let mut book = Book::new(village);
        decide(conn, &mut book, &mut acts).await?;
        book.save(conn).await?;
        books.push(book);
    }
    Ok(books)
}

/// Holds a village's book against other servers until the commit. SQLite has one writer anyway.
async fn hold(conn: &mut Conn, village: &VillageId) -> Result<()> {
    if conn.engine() == Engine::Postgres {
        let name = [Cell::Text(village.to_string())];
        conn.execute("INSERT INTO books (village) VALUES ($1) ON CONFLICT DO NOTHING", &name).await?;
        conn.query::<(String,)>("SELECT village FROM books WHERE village = $1 FOR UPDATE", &name).await?;
    }
    Ok(())
}

/// Decides acts one after another. One that reaches for a row which the book does not hold waits until it is gathered, together with what those
/// behind it reach for. So a batch costs as many bulk reads as its acts take steps, and an act is tried once more for each step, no oftener.
async fn decide(conn: &mut Conn, book: &mut Book, acts: &mut [&mut Box<dyn Pending>]) -> Result<()> {
    let mut reaching = vec![true; acts.len()];
    scout(book, acts, &mut reaching);
    book.gather(conn).await?;
    for at in 0..acts.len() {
        while !decided(book, acts[at]) {
            scout(book, &mut acts[at + 1..], &mut reaching[at + 1..]);
            book.gather(conn).await?;
        }
    }
    Ok(())
}

/// Lets every act that lacked something try again, only to note what it reaches for.
fn scout(book: &mut Book, acts: &mut [&mut Box<dyn Pending>], reaching: &mut [bool]) {
    for (pending, reaching) in acts.iter_mut().zip(reaching).filter(|(_, reaching)| **reaching) {
        book.mark();
        pending.attempt(book);
        book.undo();
        *reaching = book.take_missing();
    }
}

/// Decides one act for good; `false` if it lacks something. What acts before it changed may make it reach for a row that scouting did not see.
fn decided(book: &mut Book, pending: &mut Box<dyn Pending>) -> bool {
    book.mark();
    pending.attempt(book);
    let missing = book.take_missing();
    if missing || !pending.stands() {
        book.undo();
    }
    !missing
}
