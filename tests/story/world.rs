//! A small world: one village in a fresh database, a clock that the story turns, and the service without a socket.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use chrono::NaiveDate;
use http_body_util::BodyExt;
use jifen::app::demo::StoryClock;
use jifen::app::watching::Watch;
use jifen::app::{House, clockwork, router, settling};
use jifen::awards::Enrol;
use jifen::cli::verify;
use jifen::db::Books;
use jifen::entrance::{MintToken, Stay};
use jifen::roster::Member;
use jifen::words::{Chance, Role, VillageId};
use serde_json::Value;
use tower::ServiceExt;

use super::actors::Actor;

#[path = "citus.rs"]
pub mod citus;

/// Which database a story runs on; PostgreSQL is a Citus where one is named (`citus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Sqlite,
    Postgres,
}

/// The village all stories happen in.
pub const VILLAGE: &str = "suanli";

pub struct World {
    pub house: House,
    pub clock: StoryClock,
    pub url: String,
    operations: AtomicU32,
    router: Router,
    folder: PathBuf,
    database: Option<String>,
}

/// An answer of the service.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
    pub replayed: bool,
    pub etag: String,
}

impl Answer {
    /// The code of a problem.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A text of the body.
    pub fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("no {name} in {self:?}")).to_owned()
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A name nobody else uses.
fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("jifen_story_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn copy_village(to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/village")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

impl World {
    /// A new world on an engine; `None` where there is no PostgreSQL.
    pub async fn new(on: On) -> Option<Self> {
        Self::begun(on, |_, text| text).await
    }

    /// The same, begun with other files: what each of them says instead.
    pub async fn begun(on: On, begin: fn(&str, String) -> String) -> Option<Self> {
        Self::drawn(on, 7, begin).await
    }

    /// The same under other chances.
    pub async fn drawn(on: On, seed: u64, begin: impl Fn(&str, String) -> String) -> Option<Self> {
        let name = fresh_name();
        let folder = std::env::temp_dir().join(&name);
        let village = folder.join("villages").join(VILLAGE);
        copy_village(&village);
        for file in std::fs::read_dir(&village).unwrap().map(|file| file.unwrap().path()) {
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(&file, begin(file.file_name().unwrap().to_str().unwrap(), text)).unwrap();
        }
        let (url, database) = match on {
            On::Sqlite => (format!("sqlite://{}", folder.join("test.db").display()), None),
            On::Postgres => (begin_postgres(&name).await?, Some(name)),
        };
        let clock = StoryClock::at(day("2026-03-02"));
        let books = Books::open(&url, clock.clock(), Chance::seeded(1)).await.unwrap();
        let house = House::new(books).told_by(clock.clock(), Chance::seeded(seed));
        let world = Self { router: router::router(house.clone()), house, clock, url, operations: AtomicU32::new(0), folder, database };
        world.settle().await;
        Some(world)
    }

    /// What looks at the village folders while the service runs.
    pub fn watch(&self) -> Watch {
        Watch::new(&self.folder.join("villages"), &self.folder.join("rules"))
    }

    /// A file of the village as it is on disk.
    pub fn file(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.join("villages").join(VILLAGE).join(file)).unwrap()
    }

    /// Looks at the village's folder as the service does on every start.
    pub async fn settle(&self) -> settling::Settled {
        self.try_settle().await.unwrap()
    }

    /// The same where it may be refused.
    pub async fn try_settle(&self) -> anyhow::Result<settling::Settled> {
        let villages = self.folder.join("villages");
        settling::settle(&self.house, &villages, &self.folder.join("rules"), &self.village()).await
    }

    /// Another village beside it, with the same files but for one, as the service would meet it on a start.
    pub async fn settle_neighbour(&self, name: &str, file: &str, text: &str) -> anyhow::Result<settling::Settled> {
        let villages = self.folder.join("villages");
        copy_village(&villages.join(name));
        std::fs::write(villages.join(name).join(file), text).unwrap();
        settling::settle(&self.house, &villages, &self.folder.join("rules"), &VillageId::parse(name).unwrap()).await
    }

    /// Changes a file of the village, or begins one.
    pub fn rewrite(&self, file: &str, change: impl Fn(String) -> String) {
        let path = self.folder.join("villages").join(VILLAGE).join(file);
        std::fs::write(&path, change(std::fs::read_to_string(&path).unwrap_or_default())).unwrap();
    }

    /// An operation id nobody used yet; the same ones in every world.
    pub fn fresh_operation(&self) -> String {
        format!("op-{}", self.operations.fetch_add(1, Ordering::Relaxed))
    }

    pub fn village(&self) -> VillageId {
        VillageId::parse(VILLAGE).unwrap()
    }

    /// Somebody moves to another household.
    pub async fn moves(&self, number: &str, household: &str) {
        self.enrol(vec![self.member(number, household)]).await;
    }

    /// Somebody as a list of people says it.
    pub fn member(&self, number: &str, household: &str) -> Member {
        let [number, household] = [number, household].map(str::to_owned);
        Member {
            row: 2,
            group: "一组".to_owned(),
            household,
            number,
            name: "马某0002".to_owned(),
            relation: "子".to_owned(),
            phone: String::new(),
        }
    }

    /// Takes a list of people in.
    pub async fn enrol(&self, members: Vec<Member>) {
        let act = self.house.own_act(&self.village(), &self.fresh_operation()).unwrap();
        let rulebook = self.house.library.in_force(&self.village(), act.at.day()).await.unwrap();
        self.house.books.perform(act, Enrol { members, rulebook }).await.unwrap();
    }

    /// Somebody in a role, with a token of their own.
    pub async fn somebody(&self, role: Role) -> Actor<'_> {
        Actor { world: self, token: self.house.doorkeeper.mint(&self.village(), role, None).await.unwrap() }
    }

    /// Somebody else in a role, known by a number of their own.
    pub async fn another(&self, role: Role, number: &str) -> Actor<'_> {
        let (act, secret) = (self.house.own_act(&self.village(), &self.fresh_operation()).unwrap(), self.house.books.chance.token());
        let token = format!("jf.{}.{secret}", self.village());
        self.house
            .books
            .perform(act, MintToken { role, secret, staff: number.to_owned(), until_at: None, idle_seconds: None })
            .await
            .unwrap();
        Actor { world: self, token }
    }

    /// A resident who has shown who they are, for an hour.
    pub async fn resident(&self, number: &str) -> Actor<'_> {
        let stay = Stay { most: 3600, idle: None };
        Actor { world: self, token: self.house.doorkeeper.admit(&self.village(), Role::Resident, number, stay).await.unwrap() }
    }

    /// The code of a voucher, as its holder has it; empty where there is none.
    pub async fn voucher(&self, redemption: &str) -> String {
        let sql = format!("SELECT code FROM vouchers WHERE village = '{VILLAGE}' AND redemption = {redemption}");
        let found: Option<(String,)> = self.house.books.read().await.unwrap().first(&sql, &[]).await.unwrap();
        found.map(|(code,)| code).unwrap_or_default()
    }

    /// Lets the days pass and the timed jobs run.
    pub async fn wake_up_on(&self, date: &str) {
        self.clock.turn_to(jifen::words::Moment::on(day(date), 9, 0));
        clockwork::catch_up(&self.house).await.unwrap();
    }

    /// The answer as it goes out.
    pub async fn answer(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.answer(request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        let etag = headers.get("etag").map_or_else(String::new, |tag| tag.to_str().unwrap().to_owned());
        Answer { status, body, replayed: headers.contains_key("idempotency-replayed"), etag }
    }

    /// Who there is: a grid worker, the secretary, a supervisor, the township.
    pub async fn everybody(&self) -> [Actor<'_>; 4] {
        [
            self.somebody(Role::GridWorker).await,
            self.somebody(Role::Secretary).await,
            self.somebody(Role::Supervisor).await,
            self.somebody(Role::Township).await,
        ]
    }

    /// Everything that `jifen verify` would complain about.
    pub async fn breaches(&self) -> Vec<String> {
        let mut conn = self.house.books.read().await.unwrap();
        let (breaches, _) = verify::audit(&mut conn, &self.house.library, &self.village(), None).await.unwrap();
        breaches.into_iter().map(|breach| breach.sentence).collect()
    }

    /// What rooms say of rows that were changed by hand, besides what is said of every such row (`db::seals`).
    pub async fn contradictions(&self) -> Vec<String> {
        self.breaches().await.into_iter().filter(|sentence| !sentence.starts_with("数据表 ")).collect()
    }

    /// The chain's head, which moves with every entry.
    pub async fn head(&self) -> (i64, String) {
        let mut conn = self.house.books.read().await.unwrap();
        let head = jifen::ledger::head_on_disk(&mut conn, &self.village()).await.unwrap().unwrap();
        (head.seq, head.hash)
    }

    /// Ends the world: its books must be in order, and nothing of it stays.
    pub async fn end(self) {
        assert_eq!(self.breaches().await, Vec::<String>::new());
        self.vanish().await;
    }

    /// Ends a world whose books were damaged on purpose.
    pub async fn vanish(self) {
        drop(self.router);
        self.house.books.close().await;
        std::fs::remove_dir_all(&self.folder).unwrap();
        if let Some(name) = &self.database {
            end_postgres(name).await;
        }
    }
}

/// A database of that name, on a Citus or on one server; `None` where there is neither.
async fn begin_postgres(name: &str) -> Option<String> {
    if let Some(server) = citus::server() {
        citus::create(name).await;
        return Some(format!("{server}/{name}"));
    }
    let Ok(server) = std::env::var("JIFEN_TEST_POSTGRES") else {
        println!("left out: JIFEN_TEST_POSTGRES names no PostgreSQL server");
        return None;
    };
    administer(&server, &format!("CREATE DATABASE {name}")).await;
    Some(format!("{}/{name}", server.trim_end_matches('/')))
}

/// Takes it away. On a Citus everything that was sent to it must have asked one part of a table.
async fn end_postgres(name: &str) {
    if citus::server().is_some() {
        assert_eq!(citus::astray(name).await, Vec::<String>::new(), "statements that ask more than one part");
        return citus::drop(name).await;
    }
    let server = std::env::var("JIFEN_TEST_POSTGRES").unwrap();
    administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

async fn administer(server: &str, sql: &str) {
    use sqlx::{AssertSqlSafe, Connection, Executor};
    let mut conn = sqlx::PgConnection::connect(&format!("{}/postgres", server.trim_end_matches('/'))).await.unwrap();
    conn.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.unwrap();
    conn.close().await.unwrap();
}

/// Tells a story on both engines: `story!(name, |world| { … })` makes `name::sqlite` and `name::postgres`.
/// With a function between, the world begins with other files.
macro_rules! story {
    ($(#[$doc:meta])* $name:ident, |$world:ident| $body:block) => {
        story!($(#[$doc])* $name, |_, text| text, |$world| $body);
    };
    ($(#[$doc:meta])* $name:ident, $begin:expr, |$world:ident| $body:block) => {
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            use $crate::world::{On, World};

            async fn tell($world: &World) $body

            async fn on(engine: On) {
                if let Some(world) = World::begun(engine, $begin).await {
                    tell(&world).await;
                    world.end().await;
                }
            }

            #[tokio::test]
            async fn sqlite() {
                on(On::Sqlite).await;
            }

            #[tokio::test]
            async fn postgres() {
                on(On::Postgres).await;
            }
        }
    };
}
pub(crate) use story;

/// Lets everything happen at once; what came of each, in no order.
pub async fn together<F: Future>(happening: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut happening: Vec<_> = happening.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        happening.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(outcome) => {
                done.push(outcome);
                false
            }
            std::task::Poll::Pending => true,
        });
        if happening.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

/// A request as it comes from an address, with a form if it has a body.
pub fn from(address: &str, method: Method, path: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let mut request = request.body(body.into()).unwrap();
    request.extensions_mut().insert(ConnectInfo(address.parse::<SocketAddr>().unwrap()));
    request
}
