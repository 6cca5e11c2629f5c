//! What stays in memory between batches is never taken for more than what is on disk.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};

use super::{Book, Books, Job, Operation, seals, table, trail};
use crate::words::{Act, Actor, Chance, Clock, Kind, Moment, OperationId, Outcome, Refusal, VillageId};

fn now() -> Moment {
    Moment::on(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(), 9, 0)
}

/// A database in a file of its own.
struct Desk {
    books: Books,
    file: PathBuf,
    operations: AtomicU32,
}

impl Desk {
    async fn new(name: &str) -> Self {
        let file = std::env::temp_dir().join(format!("jifen_db_{name}_{}.db", std::process::id()));
        let books = Books::open(&format!("sqlite://{}", file.display()), Clock::from(now), Chance::seeded(1)).await.unwrap();
        Self { books, file, operations: AtomicU32::new(0) }
    }

    fn act(&self) -> Act {
        let nth = self.operations.fetch_add(1, Ordering::Relaxed);
        let operation = format!("op-{nth}");
        Act {
            village: VillageId::parse("test").unwrap(),
            actor: Actor::clockwork(),
            at: now(),
            operation: OperationId::parse(&operation).unwrap(),
            device: None,
            salt: [nth.to_le_bytes()[0]; 16],
            dry_run: false,
        }
    }

    async fn count(&self, name: &'static str) -> Outcome<i64> {
        Ok(self.books.perform(self.act(), Count { name, takes: None }).await?.answer)
    }

    /// Somebody else at the same file.
    async fn by_hand(&self, sql: &str) {
        let mut conn = SqliteConnection::connect(&format!("sqlite://{}", self.file.display())).await.unwrap();
        conn.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.unwrap();
        conn.close().await.unwrap();
    }

    async fn end(self) {
        self.books.close().await;
        for tail in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{tail}", self.file.display()));
        }
    }
}

/// Counts `all`, and something else besides.
#[derive(Serialize)]
struct Count {
    name: &'static str,
    /// An operation id that it writes down without asking whether it is free.
    takes: Option<&'static str>,
}

impl Job for Count {
    type Answer = i64;
    const VERB: &'static str = "count";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        book.next_serial(self.name);
        let all = book.next_serial("all");
        if let Some(id) = self.takes {
            book.put(Operation::of_before(id, act.at));
        }
        if self.name == "no" {
            return Err(Refusal::new("operation.reused", Kind::Invalid, "不行。", "不用做什么。"));
        }
        Ok(all)
    }
}

#[tokio::test]
async fn another_writer_cannot_make_a_book_stale() {
    let desk = Desk::new("stale").await;
    assert_eq!((desk.count("a").await.unwrap(), desk.count("a").await.unwrap()), (1, 2));
    desk.by_hand("UPDATE serials SET value = 10 WHERE name = 'all'").await;
    assert_eq!(desk.count("a").await.unwrap(), 11);
    desk.end().await;
}

#[tokio::test]
async fn what_was_not_saved_is_not_remembered() {
    let desk = Desk::new("save").await;
    assert_eq!(desk.count("a").await.unwrap(), 1); // op-0
    let broken = desk.books.perform(desk.act(), Count { name: "a", takes: Some("op-0") }).await;
    assert!(broken.is_err());
    assert_eq!(desk.count("a").await.unwrap(), 2);
    desk.end().await;
}

#[tokio::test]
async fn what_was_not_committed_is_not_remembered() {
    let desk = Desk::new("commit").await;
    assert_eq!(desk.count("a").await.unwrap(), 1);
    // A count of `breaks` can be written, but not committed.
    desk.by_hand(
        "CREATE TABLE parents (id INTEGER PRIMARY KEY);
         CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER breaking AFTER INSERT ON serials WHEN NEW.name = 'breaks' BEGIN INSERT INTO children VALUES (1); END;",
    )
    .await;
    assert_eq!(desk.count("a").await.unwrap(), 2);
    assert!(desk.count("breaks").await.is_err());
    assert_eq!(desk.count("a").await.unwrap(), 3);
    desk.end().await;
}

#[tokio::test]
async fn a_long_batch_is_decided_in_order_around_refusals_and_faults() {
    let desk = Desk::new("order").await;
    desk.count("a").await.unwrap(); // op-0
    let job = |nth: usize| match nth {
        200 => Count { name: "a", takes: Some("op-0") },
        nth if nth.is_multiple_of(7) => Count { name: "no", takes: None },
        _ => Count { name: "a", takes: None },
    };
    let outcomes = desk.books.perform_all((0..400).map(|nth| (desk.act(), job(nth)))).await.unwrap();
    assert!(outcomes[200].is_err() && outcomes[7].is_err());
    let told: Vec<i64> = outcomes.into_iter().filter_map(|outcome| Some(outcome.ok()?.answer)).collect();
    assert_eq!(told, (2..).take(told.len()).collect::<Vec<_>>());
    desk.end().await;
}

#[tokio::test]
async fn an_act_of_before_the_trail_gives_its_first_answer_and_stands_outside() {
    let desk = Desk::new("before").await;
    let act = desk.act();
    let job = || Count { name: "a", takes: None };
    let digest = super::books::digest(&act, &job(), None).unwrap();
    let at = act.at.millis();
    let row =
        format!("INSERT INTO operations (village, id, verb, digest, answer, at) VALUES ('test', 'op-0', 'count', '{digest}', '7', {at})");
    desk.by_hand(&row).await;
    let again = desk.books.perform(act.clone(), job()).await.unwrap();
    assert_eq!((again.answer, again.replayed), (7, true));
    assert!(desk.books.perform(act, Count { name: "b", takes: None }).await.is_err(), "the same id for something else");
    assert_eq!(desk.count("a").await.unwrap(), 1);
    let mut conn = desk.books.read().await.unwrap();
    let walked = trail::audit(&mut conn, &VillageId::parse("test").unwrap(), None).await.unwrap();
    assert_eq!((walked.breaches, walked.acts), (Vec::new(), 1));
    drop(conn);
    desk.end().await;
}

#[tokio::test]
async fn the_trail_is_numbered_without_a_gap_around_refusals_dry_runs_and_repeats() {
    let desk = Desk::new("trail").await;
    let first = desk.act();
    desk.books.perform(first.clone(), Count { name: "a", takes: None }).await.unwrap();
    desk.books.perform(first, Count { name: "a", takes: None }).await.unwrap();
    desk.books.perform(Act { dry_run: true, ..desk.act() }, Count { name: "a", takes: None }).await.unwrap();
    assert!(desk.count("no").await.is_err());
    desk.count("a").await.unwrap();
    let mut conn = desk.books.read().await.unwrap();
    let walked = trail::audit(&mut conn, &VillageId::parse("test").unwrap(), None).await.unwrap();
    assert_eq!((walked.breaches, walked.acts), (Vec::new(), 2));
    drop(conn);
    desk.end().await;
}

#[tokio::test]
async fn the_same_operation_is_known_in_its_own_batch_and_later() {
    let desk = Desk::new("again").await;
    let act = desk.act();
    let twice = (0..2).map(|_| (act.clone(), Count { name: "a", takes: None }));
    let told = desk.books.perform_all(twice).await.unwrap();
    let told: Vec<_> = told.into_iter().map(|outcome| outcome.map(|done| (done.answer, done.replayed)).unwrap()).collect();
    assert_eq!(told, [(1, false), (1, true)]);
    let later = desk.books.perform(act, Count { name: "a", takes: None }).await.unwrap();
    assert_eq!((later.answer, later.replayed), (1, true));
    desk.end().await;
}

/// Rows of two sealed tables: one that may change, and one of history of which a column may be emptied.
#[derive(Clone)]
struct Kin {
    staff: String,
    household: String,
    declared_by: String,
    declared_at: Moment,
}

table!(Kin, "kin", key [staff, household], columns [declared_by, declared_at]);

#[derive(Clone)]
struct Ruling {
    change: i64,
    ruling: String,
    ruled_by: String,
    role: String,
    reason: String,
    at: Moment,
}

table!(Ruling, "rulings", key [change], columns [ruling, ruled_by, role, reason, at], append_only but [reason]);

#[derive(Serialize)]
enum Keep {
    Kin(&'static str),
    KinButRefused(&'static str),
    NoKin(&'static str),
    Ruling(i64),
    Forgotten(i64),
}

impl Job for Keep {
    type Answer = ();
    const VERB: &'static str = "keep";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let [staff, by] = ["S01", "S02"].map(str::to_owned);
        match *self {
            Self::Kin(number) | Self::KinButRefused(number) => {
                let household = number.to_owned();
                book.put(Kin { staff, household, declared_by: String::new(), declared_at: act.at });
                let kin: Kin = book.get(("S01", number)).unwrap();
                book.put(Kin { declared_by: by, ..kin });
            }
            Self::NoKin(number) => book.remove::<Kin>(("S01", number)),
            Self::Ruling(change) => {
                let [ruling, role, reason] = ["agreed", "secretary", "老人住院"].map(str::to_owned);
                book.put(Ruling { change, ruling, ruled_by: by, role, reason, at: act.at });
            }
            Self::Forgotten(change) => {
                if let Some(ruling) = book.get::<Ruling>(change) {
                    book.strike(Ruling { reason: String::new(), ..ruling });
                }
            }
        }
        match self {
            Self::KinButRefused(_) => Err(Refusal::new("operation.reused", Kind::Invalid, "不行。", "不用做什么。")),
            _ => Ok(()),
        }
    }
}

impl Desk {
    async fn sealed(name: &str) -> Self {
        let desk = Self::new(name).await;
        desk.by_hand(
            "CREATE TABLE kin (village TEXT NOT NULL, staff TEXT NOT NULL, household TEXT NOT NULL, declared_by TEXT NOT NULL, declared_at BIGINT NOT NULL,
               seal TEXT, PRIMARY KEY (village, staff, household));
             CREATE TABLE rulings (village TEXT NOT NULL, change BIGINT NOT NULL, ruling TEXT NOT NULL, ruled_by TEXT NOT NULL, role TEXT NOT NULL,
               reason TEXT NOT NULL, at BIGINT NOT NULL, seal TEXT, PRIMARY KEY (village, change));",
        )
        .await;
        desk
    }

    async fn keep(&self, jobs: impl IntoIterator<Item = Keep>) {
        self.books.perform_all(jobs.into_iter().map(|job| (self.act(), job))).await.unwrap();
    }

    /// What contradicts the acts.
    async fn unsealed(&self) -> Vec<String> {
        let mut conn = self.books.read().await.unwrap();
        seals::audit(&mut conn, &VillageId::parse("test").unwrap()).await.unwrap()
    }

    async fn text(&self, sql: &str) -> String {
        let found = self.books.read().await.unwrap().first::<(String,)>(sql, &[]).await.unwrap();
        found.unwrap().0
    }
}

#[tokio::test]
async fn a_row_is_held_against_the_act_that_wrote_it_last() {
    let desk = Desk::sealed("seals").await;
    desk.keep([Keep::Kin("1-01")]).await;
    // One batch: acts 2 to 6, of which one is refused and leaves nothing.
    desk.keep([
        Keep::Kin("1-02"),
        Keep::Kin("1-04"),
        Keep::KinButRefused("1-05"),
        Keep::Kin("1-04"),
        Keep::Kin("1-03"),
        Keep::NoKin("1-03"),
    ])
    .await;
    let look = Act { dry_run: true, ..desk.act() };
    desk.books.perform(look, Keep::Kin("1-06")).await.unwrap();
    assert_eq!(desk.unsealed().await, Vec::<String>::new(), "the control");
    let table = [
        ("UPDATE kin SET declared_by = 'S09' WHERE household = '1-04'", "编号 S01、1-04 的一行，在第 4 件办理之后被改动过"),
        ("UPDATE kin SET seal = NULL WHERE household = '1-01'", "编号 S01、1-01 的一行，在第 1 件办理之后被改动过"),
        ("DELETE FROM kin WHERE household = '1-02'", "第 2 件办理写下的一行不见了"),
        (
            "INSERT INTO kin (village, staff, household, declared_by, declared_at) VALUES ('test', 'S01', '1-03', '', 0)",
            "编号 S01、1-03 的一行，在第 6 件办理之后被改动过",
        ),
        (
            "INSERT INTO kin (village, staff, household, declared_by, declared_at) VALUES ('test', 'S01', '1-09', '', 0)",
            "编号 S01、1-09 的一行，没有哪一件办理写过它",
        ),
    ];
    for (nth, (sql, expected)) in table.into_iter().enumerate() {
        desk.by_hand(sql).await;
        let found = desk.unsealed().await;
        assert_eq!((found.len(), found.iter().any(|sentence| sentence.contains(expected))), (nth + 1, true), "{sql}: {found:?}");
    }
    desk.end().await;
}

#[tokio::test]
async fn a_row_of_which_something_is_forgotten_is_sealed_anew() {
    let desk = Desk::sealed("forgotten").await;
    let seal = "SELECT seal FROM rulings WHERE change = 1";
    desk.keep([Keep::Ruling(1), Keep::Ruling(2)]).await;
    let before = desk.text(seal).await;
    desk.keep([Keep::Forgotten(1)]).await;
    assert_eq!(desk.unsealed().await, Vec::<String>::new());
    assert_ne!(desk.text(seal).await, before, "the salt of what was forgotten is gone");
    desk.by_hand("UPDATE rulings SET reason = '' WHERE change = 2").await;
    let found = desk.unsealed().await;
    assert!(found.len() == 1 && found[0].contains("编号 2 的一行，在第 2 件办理之后被改动过"), "{found:?}");
    desk.end().await;
}

#[tokio::test]
async fn rows_of_before_there_were_seals_are_let_through_until_an_act_writes_them() {
    let desk = Desk::sealed("unsealed").await;
    desk.by_hand(
        "INSERT INTO operations (village, id, verb, digest, answer, at) VALUES ('test', 'old', 'keep', '', 'null', 0);
         INSERT INTO kin (village, staff, household, declared_by, declared_at) VALUES ('test', 'S01', '1-01', '', 0), ('test', 'S01', '1-02', '', 0)",
    )
    .await;
    assert_eq!(desk.unsealed().await, Vec::<String>::new());
    desk.keep([Keep::Kin("1-01")]).await;
    assert_eq!(desk.unsealed().await, Vec::<String>::new());
    desk.by_hand("UPDATE kin SET seal = NULL").await;
    assert_eq!(desk.unsealed().await.len(), 1);
    desk.end().await;
}
