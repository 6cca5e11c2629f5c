//! The writer: takes the acts that are waiting, decides them on their villages' books, commits once, and only then answers.
//!
//! Not here: how an act gets into the queue (`books`).

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use tokio::sync::{mpsc, oneshot};

use super::answers;
use super::book::Book;
use super::books::{Job, digest};
use super::cell::Cell;
use super::conn::{Conn, Engine};
use super::halt::{Halt, Halts};
use super::hot::Hot;
use super::kept::Kept;
use super::opening::{GONE, Pools};
use super::trail::{self, Operation};
use crate::words::{Act, Done, Failure, Kind, Outcome, Refusal, VillageId};

/// The most acts that share one commit.
pub(super) const BATCH: usize = 1_000;

/// How many acts are decided before what they changed is written.
const SLICE: usize = 128;

/// An act in the queue, whatever its job.
pub(super) trait Pending: Send {
    fn village(&self) -> &VillageId;
    /// Reaches for what it is certain to need.
    fn foresee(&self, book: &mut Book);
    /// Decides on this book; run again when rows were missing.
    fn attempt(&mut self, book: &mut Book);
    /// Whether the last attempt is to be kept.
    fn stands(&self) -> bool;
    /// Tells whoever waits: what was decided, or why it is not on disk.
    fn tell(self: Box<Self>, unsaved: Option<Failure>);
}

/// An act with its job, and where its answer goes.
pub(super) struct Waiting<J: Job> {
    pub(super) act: Act,
    pub(super) job: J,
    pub(super) digest: String,
    pub(super) decided: Option<Result<Done<J::Answer>, Failure>>,
    pub(super) answer: oneshot::Sender<Outcome<Done<J::Answer>>>,
}

impl<J: Job> Waiting<J> {
    fn decide(&self, book: &mut Book) -> Outcome<Done<J::Answer>> {
        if let Some(earlier) = book.get::<Operation>(self.act.operation.as_str()) {
            return self.repeat(&earlier);
        }
        let answer = self.job.decide(&self.act, book)?;
        trail::enter(book, &self.act, &self.job, &answer, self.digest.clone()).context("an answer is plain data")?;
        Ok(Done { answer, replayed: false })
    }

    /// An answer that is gone is told first: what was asked for can then no longer be compared.
    fn repeat(&self, earlier: &Operation) -> Outcome<Done<J::Answer>> {
        if earlier.answer.is_empty() {
            return Err(Failure::Refused(answers::forgotten()));
        }
        if earlier.digest != digest::<J>(&self.act, &self.job, earlier.salt.as_deref())? {
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

    fn foresee(&self, book: &mut Book) {
        book.get::<Operation>(self.act.operation.as_str());
        trail::head(book, J::PART);
    }

    /// A decision that panics is a fault of its own act; the writer lives on.
    fn attempt(&mut self, book: &mut Book) {
        let decided = catch_unwind(AssertUnwindSafe(|| self.decide(book)));
        self.decided = Some(decided.unwrap_or_else(|_| Err(Failure::Fault(anyhow!("{} panicked", J::VERB)))));
    }

    fn stands(&self) -> bool {
        !self.act.dry_run && matches!(self.decided, Some(Ok(Done { replayed: false, .. })))
    }

    fn tell(self: Box<Self>, unsaved: Option<Failure>) {
        let outcome = match (unsaved, self.decided) {
            (Some(failure), _) => Err(failure),
            (None, Some(decided)) => decided,
            (None, None) => Err(Failure::Fault(anyhow!("an act was left undecided"))),
        };
        // Whoever asked may have gone away; what was decided stands all the same.
        let _ = self.answer.send(outcome);
    }
}

type Batch = Vec<Box<dyn Pending>>;

/// The one task that writes.
pub(super) struct Writer {
    pub(super) pools: Pools,
    pub(super) waiting: mpsc::Receiver<Box<dyn Pending>>,
    pub(super) kept: Option<Arc<Kept>>,
    pub(super) halts: Arc<Halts>,
    pub(super) hot: Hot,
}

/// How often a writer looks whether it can write, if nobody else makes it try: one that could not may be able to again, and a database that was deleted,
/// replaced or cut off is noticed before somebody's act is refused.
const TRY_EVERY: std::time::Duration = std::time::Duration::from_secs(5);

impl Writer {
    /// Runs until nobody can send any more.
    pub(super) async fn run(mut self) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            match tokio::time::timeout(TRY_EVERY, self.waiting.recv_many(&mut batch, BATCH)).await {
                Ok(0) => return,
                Ok(_) => self.write(std::mem::take(&mut batch)).await,
                Err(_) if self.pools.are_closed() => return,
                Err(_) => drop(self.commit(&mut []).await),
            }
        }
    }

    /// Commits a batch and answers. If an act broke it, its acts run once more one by one, so that one does not disturb its neighbours; so they do after
    /// a commit of which nobody knows how it ended: what is on disk is then told as a repetition. Where nothing can be written all are told so at once.
    async fn write(&mut self, mut batch: Batch) {
        match self.commit(&mut batch).await {
            Ok(books) => {
                batch.into_iter().for_each(|pending| pending.tell(None));
                self.keep(books);
            }
            Err(broken) if broken.is_tried_again(batch.len()) => self.write_singly(batch, &broken).await,
            Err(broken) => batch.into_iter().for_each(|pending| pending.tell(Some(broken.failure()))),
        }
    }

    async fn write_singly(&mut self, batch: Batch, first: &Broken) {
        for mut pending in batch {
            let broken = self.commit(std::slice::from_mut(&mut pending)).await.map(|books| self.keep(books)).err();
            // Of an act that may be on disk nobody says that it is not.
            let unknown = broken.as_ref().map(|_| first).filter(|first| first.how == How::Unknown);
            pending.tell(unknown.or(broken.as_ref()).map(Broken::failure));
        }
    }

    /// Writes a batch, and knows from then on whether anything can be written; the books as they are on disk now.
    async fn commit(&mut self, batch: &mut [Box<dyn Pending>]) -> Result<Vec<Book>, Broken> {
        let outcome = self.transact(batch).await;
        match &outcome {
            Ok(_) => self.halts.end(),
            Err(Broken { halt: Some(halt), fault, .. }) if *halt != Halt::Away => self.halts.begin(*halt, fault),
            Err(_) => {}
        }
        outcome
    }

    /// The books of a batch that broke are let go with what it left in them.
    async fn transact(&mut self, batch: &mut [Box<dyn Pending>]) -> Result<Vec<Book>, Broken> {
        if !self.pools.are_in_place() {
            return Err(Broken { how: How::Unreachable, halt: Some(Halt::Gone), fault: GONE.to_owned() });
        }
        if self.halts.of(None).is_some() {
            self.try_writing().await.map_err(Broken::because(How::Unreachable))?;
        }
        let mut conn = self.begin().await.map_err(Broken::because(How::Unreachable))?;
        let books = match settle(&mut conn, &mut self.hot, batch).await {
            Ok(books) => books,
            Err(fault) => {
                // The engine may have rolled back by itself; what broke first is what is told.
                if conn.execute("ROLLBACK", &[]).await.is_err() {
                    self.give_up(conn);
                }
                return Err(Broken::because(How::Within)(fault));
            }
        };
        if let Err(fault) = conn.execute("COMMIT", &[]).await {
            self.give_up(conn);
            return Err(Broken::because(How::Unknown)(fault));
        }
        self.kept.iter().for_each(|kept| books.iter().for_each(|book| book.publish(kept)));
        Ok(books)
    }

    /// Keeps books for the next batch. Nobody who waits for an answer waits for this.
    fn keep(&mut self, books: Vec<Book>) {
        for mut book in books {
            book.settle();
            self.hot.keep(book);
        }
    }

    async fn begin(&mut self) -> Result<Conn> {
        let mut conn = self.pools.write().await?;
        match begun(&mut conn).await {
            Ok(state) if self.hot.begin(state) => self.kept.iter().for_each(|kept| kept.forget()),
            Ok(_) => {}
            Err(fault) => {
                self.give_up(conn);
                return Err(fault);
            }
        }
        Ok(conn)
    }

    /// Gives up a connection of which nobody knows what it has done; so nothing in memory is sure any more.
    fn give_up(&mut self, mut conn: Conn) {
        conn.discard();
        self.hot.forget();
        self.kept.iter().for_each(|kept| kept.forget());
    }

    /// Writes something that changes nothing: whether it can is known before an act is tried, of which one would not know how it ended.
    async fn try_writing(&mut self) -> Result<()> {
        let mut conn = self.begin().await?;
        let idle = match conn.engine() {
            Engine::Sqlite => "PRAGMA user_version = 0",
            Engine::Postgres => "SELECT pg_logical_emit_message(true, 'jifen', '')",
        };
        let mut outcome = conn.execute(idle, &[]).await;
        if outcome.is_ok() {
            outcome = conn.execute("COMMIT", &[]).await;
        }
        if outcome.is_err() {
            self.give_up(conn);
        }
        outcome.map(drop)
    }
}

/// How writing a batch broke.
struct Broken {
    how: How,
    /// Set if it was not for what the batch holds.
    halt: Option<Halt>,
    fault: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// There was no database to begin with.
    Unreachable,
    /// Before the commit: nothing is on disk.
    Within,
    /// In the commit: nobody knows.
    Unknown,
}

impl Broken {
    /// Whether the acts of such a batch run once more, one by one.
    fn is_tried_again(&self, acts: usize) -> bool {
        match self.how {
            How::Unreachable => false,
            How::Within => acts > 1 && self.halt.is_none_or(|halt| halt == Halt::Away),
            How::Unknown => true,
        }
    }

    fn because(how: How) -> impl FnOnce(anyhow::Error) -> Self {
        move |fault| Self { how, halt: Halt::of(&fault), fault: format!("{fault:#}") }
    }

    /// What whoever waits is told: a plain no where it is known that nothing was written.
    fn failure(&self) -> Failure {
        match self.halt.filter(|_| self.how != How::Unknown) {
            Some(halt) => halt.refusal().into(),
            None => Failure::Fault(anyhow!(self.fault.clone())),
        }
    }
}

/// Begins a transaction; the state in which the file is (SQLite): it changes whenever another connection commits.
async fn begun(conn: &mut Conn) -> Result<Option<i64>> {
    Ok(match conn.engine() {
        Engine::Sqlite => conn.first::<(i64,)>("BEGIN IMMEDIATE; PRAGMA data_version", &[]).await?.map(|(state,)| state),
        Engine::Postgres => conn.execute("BEGIN", &[]).await.map(|_| None)?,
    })
}

/// Decides a batch inside a transaction and saves it, village by village (in one order everywhere, so that two servers cannot lock each other out).
async fn settle(conn: &mut Conn, hot: &mut Hot, batch: &mut [Box<dyn Pending>]) -> Result<Vec<Book>> {
    let mut books = Vec::new();
    let mut villages: BTreeMap<VillageId, Vec<&mut Box<dyn Pending>>> = BTreeMap::new();
    for pending in batch {
        villages.entry(pending.village().clone()).or_default().push(pending);
    }
    for (village, mut acts) in villages {
        hold(conn, &village).await?;
        let mut book = hot.take(village);
        decide_and_save(conn, &mut book, &mut acts).await?;
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

/// Decides acts one after another and writes what they change: while the engine writes the rows of some acts the next are decided.
///
/// An act that reaches for a row which the book does not hold waits until it is gathered, together with what those behind it reach for. So a batch
/// costs as many bulk reads as its acts take steps; one whose rows are in memory costs one, and each of its acts is decided once.
async fn decide_and_save(conn: &mut Conn, book: &mut Book, acts: &mut [&mut Box<dyn Pending>]) -> Result<()> {
    acts.iter().for_each(|pending| pending.foresee(book));
    book.gather(conn).await?;
    let (engine, mut reaching) = (conn.engine(), vec![true; acts.len()]);
    let (mut at, mut changes) = (0, Vec::new());
    while at < acts.len() || !changes.is_empty() {
        let until = acts.len().min(at + SLICE);
        let next = async {
            let decided = decide(book, &mut acts[at..until]).await;
            (decided, book.changes(engine))
        };
        let (written, (decided, changed)) = tokio::join!(conn.run(changes), next);
        written?;
        changes = changed;
        at += decided;
        if at < until {
            scout(book, &mut acts[at + 1..], &mut reaching[at + 1..]);
            book.gather(conn).await?;
        }
    }
    Ok(())
}

/// Decides acts until one lacks something; how many. Now and then it looks whether the engine waits for more to write.
async fn decide(book: &mut Book, acts: &mut [&mut Box<dyn Pending>]) -> usize {
    for (at, pending) in acts.iter_mut().enumerate() {
        if !decided(book, pending) {
            return at;
        }
        if at % 8 == 7 {
            tokio::task::yield_now().await;
        }
    }
    acts.len()
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
