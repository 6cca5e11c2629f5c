//! The books of all villages: reading them, and performing a job under an act.
//!
//! **Gather → decide → save.** The writer (`writer`) takes the acts that are waiting, gathers what they need and is not in memory in a few bulk reads,
//! decides one after another in memory, writes in bulk what they changed, commits once, and only then answers: nobody is answered before the commit is on disk.
//! One act alone is a batch of one; there is no second path.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};

use super::aside::Watch;
use super::book::Book;
use super::cell::Cell;
use super::conn::{Conn, Engine};
use super::dawn::{Dawn, Waking};
use super::halt::{Halt, Halts};
use super::hot::Hot;
use super::kept::Kept;
use super::key::Key;
use super::opening::{GONE, Pools};
use super::table::Record;
use super::trail::{self, Grounds, Part};
use super::writer::{BATCH, Pending, Waiting, Writer};
use crate::words::{Act, Chance, Clock, Done, Failure, Outcome, Refusal, VillageId, hex};

/// Something done to a village's book.
pub trait Job: Serialize + Send + 'static {
    /// What is told when it is done; stored with the operation id and given again on a repeat.
    type Answer: Serialize + DeserializeOwned + Clone + Send + 'static;
    /// Stable name of the verb, part of what an operation id stands for.
    const VERB: &'static str;
    /// Where its trail stands.
    const PART: Part = Part::Village;
    /// Decides and changes the book. Pure: it may be run several times before it counts.
    fn decide(&self, act: &Act, book: &mut Book) -> Result<Self::Answer, Refusal>;
    /// What it is about, by number, as far as that is known before it is decided: `claim`, 12.
    fn aim(&self) -> Option<(&'static str, i64)> {
        None
    }
    /// What the trail says of it besides who did it and when.
    fn grounds(&self, _answer: &Self::Answer) -> Grounds {
        Grounds::default()
    }
}

/// An open database. Cheap to clone: every layer around a request does it.
#[derive(Clone)]
pub struct Books {
    shared: Arc<Shared>,
    pub clock: Clock,
    pub chance: Chance,
    /// Whether whoever writes with these waits for a village's day to begin.
    waits: bool,
}

struct Shared {
    pools: Pools,
    queue: mpsc::Sender<Box<dyn Pending>>,
    kept: Option<Arc<Kept>>,
    halts: Arc<Halts>,
    dawn: Dawn,
}

impl Books {
    /// Opens a database by URL (`sqlite://file` or `postgres://…`), creates what is missing, checks that it keeps its promises, and starts the writer.
    ///
    /// Must be called inside a tokio runtime.
    pub async fn open(url: &str, clock: Clock, chance: Chance) -> Result<Self> {
        let pools = Pools::open(url).await?;
        let kept = matches!(pools, Pools::Sqlite { .. }).then(Arc::<Kept>::default);
        let (queue, waiting) = mpsc::channel(4 * BATCH);
        let halts = Arc::<Halts>::default();
        tokio::spawn(Writer { pools: pools.clone(), waiting, kept: kept.clone(), halts: halts.clone(), hot: Hot::default() }.run());
        Ok(Self { shared: Arc::new(Shared { pools, queue, kept, halts, dawn: Dawn::default() }), clock, chance, waits: true })
    }

    /// The same books under another clock and another source of randomness: for stories and tests.
    #[must_use]
    pub fn told_by(&self, clock: Clock, chance: Chance) -> Self {
        Self { clock, chance, ..self.clone() }
    }

    /// The same books for what is due by itself: it waits for no day to begin, for that is what it does.
    #[must_use]
    pub fn by_clockwork(&self) -> Self {
        Self { waits: false, ..self.clone() }
    }

    /// What is done in a village before the first act of each day; with `None`, nothing.
    pub fn begin_days_with(&self, waking: Option<Waking>) {
        self.shared.dawn.begins_with(waking);
    }

    /// A village's day has begun: everything that was due by then is done.
    pub fn day_has_begun(&self, village: &VillageId, day: NaiveDate) {
        self.shared.dawn.note(village, day);
    }

    /// Lets the day of an act begin first.
    async fn wait_for_the_day(&self, act: &Act) {
        if self.waits && !act.dry_run && self.halted(Some(&act.village)).is_none() {
            self.shared.dawn.wait(self, &act.village, act.at.day()).await;
        }
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Conn> {
        self.shared.pools.read().await
    }

    /// A connection that sees everything as it is at one moment, whatever is written meanwhile. For long looks; it is not used again.
    pub async fn snapshot(&self) -> Result<Conn> {
        let mut conn = self.read().await?;
        conn.discard();
        let begin = match conn.engine() {
            Engine::Sqlite => "BEGIN",
            Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        conn.execute(begin, &[]).await?;
        Ok(conn)
    }

    /// Whether acts can be done: the writer is there, the database is where it was opened, and nothing else keeps it from writing.
    pub fn is_writing(&self) -> bool {
        if !self.shared.pools.are_in_place() {
            self.shared.halts.begin(Halt::Gone, GONE);
        }
        !self.shared.queue.is_closed() && self.halted(None).is_none()
    }

    /// What keeps acts in a village from being written; with `None`, what keeps all.
    pub fn halted(&self, village: Option<&VillageId>) -> Option<Halt> {
        self.shared.halts.of(village)
    }

    /// Lets no act of a village be written until the service starts anew: its books do not add up.
    pub fn halt_unsound(&self, village: &VillageId) {
        self.shared.halts.unsound(village);
    }

    /// Whether nobody else writes rulebooks and balances to this database, so that what was read may be remembered.
    pub fn is_alone(&self) -> bool {
        self.shared.kept.is_some()
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
    ///
    /// Where it is refused because whoever acts has a part in it, that attempt is written down (`aside`).
    pub async fn perform<J: Job>(&self, act: Act, job: J) -> Outcome<Done<J::Answer>> {
        self.wait_for_the_day(&act).await;
        let watch = Watch::over(&act, &job);
        let outcome = self.answered(act, job).await;
        if let Err(Failure::Refused(refusal)) = &outcome
            && let Some((act, note)) = watch.note(refusal)
        {
            self.answered(act, note).await?;
        }
        outcome
    }

    async fn answered<J: Job>(&self, act: Act, job: J) -> Outcome<Done<J::Answer>> {
        self.submit(act, job).await?.await.map_err(|_| anyhow!("the writer gave no answer"))?
    }

    /// Does many jobs in this order, in as few commits as they fit into; the outcome of each.
    pub async fn perform_all<J: Job>(&self, jobs: impl IntoIterator<Item = (Act, J)>) -> Outcome<Vec<Outcome<Done<J::Answer>>>> {
        let mut waiting = Vec::new();
        for (act, job) in jobs {
            self.wait_for_the_day(&act).await;
            waiting.push(self.submit(act, job).await?);
        }
        let mut outcomes = Vec::with_capacity(waiting.len());
        for answered in waiting {
            outcomes.push(answered.await.context("the writer gave no answer")?);
        }
        Ok(outcomes)
    }

    /// Puts a job into the queue; its answer comes through the channel. Refuses `service.read_only` where waiting helps nothing.
    async fn submit<J: Job>(&self, act: Act, job: J) -> Outcome<oneshot::Receiver<Outcome<Done<J::Answer>>>> {
        if let Some(halt) = self.halted(Some(&act.village)).filter(|halt| halt.is_lasting()) {
            return Err(halt.refusal().into());
        }
        let (answer, answered) = oneshot::channel();
        let digest = digest::<J>(&act, &job, Some(&trail::salt(&act, "asked")))?;
        let waiting = Waiting { digest, act, job, decided: None, answer };
        self.shared.queue.send(Box::new(waiting)).await.map_err(|_| anyhow!("the writer has stopped"))?;
        Ok(answered)
    }

    /// The database's file (SQLite).
    pub fn file(&self) -> Option<&Path> {
        self.shared.pools.file()
    }

    /// Copies a consistent state of the whole database into a new file while the service goes on (SQLite).
    pub async fn copy_into(&self, file: &str) -> Result<()> {
        if !self.is_alone() {
            bail!("PostgreSQL 请用 pg_dump 备份");
        }
        let mut conn = self.shared.pools.write().await?;
        conn.execute("VACUUM INTO $1", &[Cell::Text(file.to_owned())]).await?;
        Ok(())
    }

    /// Closes the database after the batch at hand. Call it when no act is waiting any more.
    pub async fn close(&self) {
        self.begin_days_with(None);
        match &self.shared.pools {
            Pools::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// What makes two uses of one operation id the same: verb, village, who acts, and the request; under the salt of the first use, so that nobody finds out by
/// guessing what was asked for. Acts of before there was a trail have none.
pub(super) fn digest<J: Job>(act: &Act, job: &J, salt: Option<&str>) -> Result<String> {
    let request = serde_json::to_vec(job).context("a job is plain data")?;
    let mut hash = Sha256::new();
    hash.update(salt.unwrap_or_default());
    for part in [J::VERB, act.village.as_str(), &act.actor.staff] {
        hash.update(part);
        hash.update([0]);
    }
    Ok(hex(hash.chain_update(request).finalize()))
}
