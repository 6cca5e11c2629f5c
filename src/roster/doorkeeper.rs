//! The doorkeeper: makes tokens and tells who stands behind one.
//!
//! A token reads `jf.<village>.<32 hexadecimal digits>`: 128 random bits, of which only the SHA-256 is stored. A caller already seen is
//! kept in memory for a minute, so that reading a balance costs no second look-up and a token revoked by another process ends within that minute.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::model::{Staff, Token};
use super::rights::{self, Action};
use crate::db::{Book, Books, Column, Job};
use crate::words::{Act, Actor, Failure, Kind, Moment, OperationId, Outcome, Refusal, Role, VillageId, hex};

/// Somebody who is signed in: an actor in one village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub village: VillageId,
    pub actor: Actor,
    pub name: String,
}

impl Caller {
    /// Checks that the caller may do this in that village. Another village's things are as if they did not exist.
    ///
    /// Refuses, in this order: `roster.unknown_village`, `roster.not_your_task`.
    pub fn check(&self, village: &VillageId, action: Action) -> Result<(), Refusal> {
        if self.village != *village {
            return Err(self.elsewhere());
        }
        rights::check(self.actor.role, action)
    }

    /// The no to another village, which is also that to a name no village can have.
    pub fn elsewhere(&self) -> Refusal {
        Refusal::new("roster.unknown_village", Kind::Missing, "没有这个村，或者您不在这个村办事。", "请核对网址里的村名。")
    }

    /// One act of this caller.
    pub fn act(&self, books: &Books, operation: OperationId, dry_run: bool) -> Act {
        Act {
            village: self.village.clone(),
            actor: self.actor.clone(),
            at: books.clock.now(),
            operation,
            salt: books.chance.bytes(),
            dry_run,
        }
    }
}

/// How long a caller is known without another look.
const KNOWN_SECONDS: i64 = 60;

/// By digest: since when, and who.
type Known = HashMap<[u8; 32], (Moment, Caller)>;

/// Tells who stands behind a token.
#[derive(Clone)]
pub struct Doorkeeper {
    books: Books,
    known: Arc<RwLock<Known>>,
}

impl Doorkeeper {
    /// A doorkeeper for these books.
    pub fn new(books: Books) -> Self {
        Self { books, known: Arc::default() }
    }

    /// The caller of a token; refuses `roster.unknown_token`.
    pub async fn recognise(&self, token: &str) -> Outcome<Caller> {
        let digest = digest(token);
        let now = self.books.clock.now();
        let seen = self.known.read().ok().and_then(|known| known.get(&digest).cloned());
        if let Some((since, caller)) = seen
            && (since..since.plus_seconds(KNOWN_SECONDS)).contains(&now)
        {
            return Ok(caller);
        }
        let caller = self.look_up(token, &hex(digest)).await?.ok_or_else(unknown_token)?;
        if let Ok(mut known) = self.known.write() {
            known.insert(digest, (now, caller.clone()));
        }
        Ok(caller)
    }

    async fn look_up(&self, token: &str, digest: &str) -> anyhow::Result<Option<Caller>> {
        let Some(village) = village_of(token) else { return Ok(None) };
        let cells = [village.to_string().to_cell(), digest.to_owned().to_cell()];
        let mut conn = self.books.read().await?;
        let found: Vec<Token> = conn.select("WHERE t.village = $1 AND t.digest = $2 AND t.revoked_at IS NULL", &cells).await?;
        let Some(token) = found.into_iter().next() else { return Ok(None) };
        let cells = [village.to_string().to_cell(), token.staff.clone().to_cell()];
        let staff: Vec<Staff> = conn.select("WHERE t.village = $1 AND t.number = $2", &cells).await?;
        Ok(staff.into_iter().next().map(|staff| Caller {
            village,
            actor: Actor { staff: staff.number, role: token.role, household: staff.household },
            name: staff.name,
        }))
    }
}

fn unknown_token() -> Failure {
    Refusal::new("roster.unknown_token", Kind::Unauthenticated, "没有认出您是谁。", "请用村里发的口令重新登录。").into()
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// Makes a token for the first member of staff in a role; if the village has none yet, one of its own is entered for it.
#[derive(Clone, Serialize, Deserialize)]
pub struct MintToken {
    pub role: Role,
    /// The random part. It is not stored.
    #[serde(skip)]
    pub secret: String,
    /// The number of the member of staff.
    pub staff: String,
}

impl Job for MintToken {
    type Answer = ();
    const VERB: &'static str = "mint_token";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        if book.get::<Staff>(&self.staff).is_none() {
            let name = format!("{}（待登记）", self.role.chinese());
            book.put(Staff { number: self.staff.clone(), name, role: self.role, household: None });
        }
        let digest = hex(digest(&token_text(book.village(), &self.secret)));
        book.put(Token { digest, staff: self.staff.clone(), role: self.role, made_at: act.at, revoked_at: None });
        Ok(())
    }
}

/// Puts a token out of use for ever; once more does nothing. Refuses `roster.unknown_token`.
#[derive(Clone, Serialize, Deserialize)]
struct RevokeToken {
    digest: String,
}

impl Job for RevokeToken {
    type Answer = ();
    const VERB: &'static str = "revoke_token";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let token = book.get::<Token>(&self.digest).ok_or_else(not_a_token)?;
        let revoked_at = token.revoked_at.or(Some(act.at));
        book.put(Token { revoked_at, ..token });
        Ok(())
    }
}

fn not_a_token() -> Refusal {
    Refusal::new("roster.unknown_token", Kind::Missing, "没有发过这个口令。", "请把口令抄完整，以 jf. 开头。")
}

/// The village a token says it is for.
fn village_of(token: &str) -> Option<VillageId> {
    token.split('.').nth(1).and_then(VillageId::parse)
}

/// The text a person or program presents.
pub(super) fn token_text(village: &VillageId, secret: &str) -> String {
    format!("jf.{village}.{secret}")
}

impl Doorkeeper {
    /// Makes a token for a role and gives its text, which is shown once: for the member of staff of that number, or for the first in the role.
    /// Refuses `roster.unregistered`, `roster.unknown_staff`.
    pub async fn mint(&self, village: &VillageId, role: Role, number: Option<&str>) -> Outcome<String> {
        let mut conn = self.books.read().await?;
        if super::store::village(&mut conn, village).await?.is_none() {
            let sentence = format!("数据库里还没有 {village} 这个村。");
            return Err(Refusal::new("roster.unregistered", Kind::Missing, sentence, "请先用 jifen serve 启动一次服务。").into());
        }
        let staff = super::store::staff_of(&mut conn, village, role).await?;
        drop(conn);
        let chosen = staff.iter().find(|staff| number.is_none_or(|number| staff.number == number));
        if let (Some(number), None) = (number, chosen) {
            let sentence = format!("{number} 不是这个村的{}。", role.chinese());
            return Err(Refusal::new("roster.unknown_staff", Kind::Missing, sentence, "请核对 staff.csv 里的编号和职务。").into());
        }
        let number = chosen.map_or_else(|| format!("api-{}", role.name()), |staff| staff.number.clone());
        let secret = self.books.chance.token();
        let operation = OperationId::own(&format!("mint-{}", self.books.chance.token()));
        let office = Caller { village: village.clone(), actor: Actor::clockwork(), name: String::new() };
        let job = MintToken { role, secret: secret.clone(), staff: number };
        self.books.perform(office.act(&self.books, operation, false), job).await?;
        Ok(token_text(village, &secret))
    }

    /// Puts a token out of use, here at once and in other processes within a minute. Refuses `roster.unknown_token`.
    pub async fn revoke(&self, token: &str) -> Outcome<()> {
        let village = village_of(token).ok_or_else(not_a_token)?;
        let digest = digest(token);
        let operation = OperationId::own(&format!("revoke-{}", self.books.chance.token()));
        let office = Caller { village, actor: Actor::clockwork(), name: String::new() };
        self.books.perform(office.act(&self.books, operation, false), RevokeToken { digest: hex(digest) }).await?;
        if let Ok(mut known) = self.known.write() {
            known.remove(&digest);
        }
        Ok(())
    }
}
