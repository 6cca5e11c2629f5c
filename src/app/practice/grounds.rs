//! The practice villages that are open beside a house, and which request is for which of them.

use std::convert::Infallible;
use std::fs::DirBuilder;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use anyhow::{Context, Result};
use axum::body::Body;
use axum::extract::{FromRef, Request};
use axum::http::{Method, Uri};
use axum::response::Response;
use axum::routing::Router;
use tokio::sync::Mutex;
use tower::ServiceExt;

use super::gate;
use super::ground::Ground;
use crate::db::Conn;
use crate::entrance::Doorkeeper;
use crate::roster;
use crate::versions::House;
use crate::words::{Outcome, VillageId};

/// How many are open at once: each is a small database in use.
const MOST: usize = 8;

/// How the name of a practice village begins.
const PREFIX: &str = "practice-";

/// The practice villages beside one house. Cheap to clone.
#[derive(Clone)]
pub struct Practice(Arc<Parts>);

struct Parts {
    house: House,
    most: usize,
    folder: PathBuf,
    open: RwLock<Vec<Arc<Ground>>>,
    /// How many were made so far. One is made at a time.
    made: Mutex<u64>,
}

/// With the house goes whatever was practised.
impl Drop for Parts {
    fn drop(&mut self) {
        if self.made.get_mut() > &mut 0 {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

impl FromRef<Practice> for Doorkeeper {
    fn from_ref(practice: &Practice) -> Self {
        practice.0.house.doorkeeper.clone()
    }
}

impl Practice {
    /// Beside a house; as many as are good for a county.
    pub fn beside(house: &House) -> Self {
        Self::bounded(house, MOST)
    }

    /// The same with another bound.
    pub fn bounded(house: &House, most: usize) -> Self {
        // The folder of the database is there to be written to; where there is none, what is thrown away belongs to what the system throws away.
        let folder = match house.books.file() {
            Some(file) => PathBuf::from(format!("{}-practice", file.display())),
            None => std::env::temp_dir().join(format!("jifen-practice-{}", std::process::id())),
        };
        Self(Arc::new(Parts { house: house.clone(), most, folder, open: RwLock::default(), made: Mutex::new(0) }))
    }

    /// What is answered at the gate, on the real side.
    pub fn pages(&self) -> Router<House> {
        gate::pages().with_state(self.clone())
    }

    /// The routes of the real house with the practice villages beside them.
    pub fn around(self, real: Router) -> Router {
        Router::new().fallback_service(tower::service_fn(move |request: Request| {
            let (practice, real) = (self.clone(), real.clone());
            async move { Ok::<_, Infallible>(practice.answer(request, real).await) }
        }))
    }

    async fn answer(&self, mut request: Request, real: Router) -> Response {
        let path = request.uri().path();
        if let Some(name) = path.split('/').find(|part| part.starts_with(PREFIX)).map(str::to_owned) {
            if let Some(ground) = self.named(&name) {
                return ground.answer(request).await;
            }
            let is_page = !path.starts_with("/api/");
            if let Some(gate) = self.gate_of(&name).await.filter(|_| is_page) {
                // It went with a restart, or for others. What was sent to it is nothing any more; where it was is the gate.
                (*request.method_mut(), *request.uri_mut(), *request.body_mut()) = (Method::GET, gate, Body::empty());
            }
        }
        real.oneshot(request).await.unwrap_or_else(|never| match never {})
    }

    /// The open one of that name.
    fn named(&self, name: &str) -> Option<Arc<Ground>> {
        self.0.open.read().ok()?.iter().find(|ground| ground.name.as_str() == name).cloned()
    }

    /// The open one that has this village's rules.
    pub(super) fn of(&self, real: &VillageId) -> Option<Arc<Ground>> {
        self.0.open.read().ok()?.iter().find(|ground| ground.real == *real).cloned()
    }

    /// Where one enters what once had this name, if it is no real village's.
    async fn gate_of(&self, name: &str) -> Option<Uri> {
        let (name, real) = (VillageId::parse(name)?, VillageId::parse(name.strip_prefix(PREFIX)?)?);
        let mut conn = self.0.house.books.read().await.ok()?;
        let is_gone = is_real(&mut conn, &real).await.ok()? && !is_real(&mut conn, &name).await.ok()?;
        gate::address(&real).parse().ok().filter(|_| is_gone)
    }

    /// The practice village with this village's rules, made if it is not there.
    pub(super) async fn enter(&self, real: &VillageId) -> Outcome<Arc<Ground>> {
        let mut made = self.0.made.lock().await;
        match self.of(real) {
            Some(ground) => Ok(ground),
            None => self.make(real, &mut made).await,
        }
    }

    /// Another one in its place.
    pub(super) async fn begin_anew(&self, real: &VillageId) -> Outcome<Arc<Ground>> {
        let mut made = self.0.made.lock().await;
        self.let_go(|open| open.iter().position(|ground| ground.real == *real));
        self.make(real, &mut made).await
    }

    async fn make(&self, real: &VillageId, made: &mut u64) -> Outcome<Arc<Ground>> {
        let (house, folder) = (&self.0.house, &self.0.folder);
        if *made == 0 {
            clear(folder)?;
        }
        *made += 1;
        let name = self.free_name(real).await?;
        let ground = Arc::new(Ground::make(house, real, name, folder.join(format!("{made}.db"))).await?);
        while self.let_go(|open| longest_unused(open).filter(|_| open.len() >= self.0.most)) {}
        if let Ok(mut open) = self.0.open.write() {
            open.push(ground.clone());
        }
        Ok(ground)
    }

    /// Closes the one at that place; `false` if there is none. Its file goes when the last request in it is answered.
    fn let_go(&self, which: impl Fn(&[Arc<Ground>]) -> Option<usize>) -> bool {
        let Ok(mut open) = self.0.open.write() else { return false };
        let gone = which(&open).map(|at| open.swap_remove(at));
        gone.is_some()
    }

    /// A name that no real village has, and no other one that is open. Real ones are taken in when the service starts, so it stays so.
    async fn free_name(&self, real: &VillageId) -> Result<VillageId> {
        let mut conn = self.0.house.books.read().await?;
        for name in std::iter::once(format!("{PREFIX}{real}")).chain((1..).map(|number| format!("{PREFIX}{number}"))) {
            let Some(name) = VillageId::parse(&name) else { continue };
            if self.named(name.as_str()).is_none() && !is_real(&mut conn, &name).await? {
                return Ok(name);
            }
        }
        anyhow::bail!("numbers do not end")
    }
}

async fn is_real(conn: &mut Conn, village: &VillageId) -> Result<bool> {
    Ok(roster::village(conn, village).await?.is_some())
}

fn longest_unused(open: &[Arc<Ground>]) -> Option<usize> {
    (0..open.len()).min_by_key(|at| open[*at].used_at())
}

/// An empty folder for nobody else. What an earlier service left behind when it was broken off goes.
fn clear(folder: &PathBuf) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("清不掉 {}", folder.display()))?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("建不了 {}", folder.display()))
}
