//! The doorkeeper: makes tokens and sessions, and tells who stands behind one.
//!
//! A token reads `jf.<village>.<32 hexadecimal digits>`: 128 random bits, of which only the SHA-256 is stored. A caller already seen is
//! kept in memory for a minute, so that reading a balance costs no second look-up and a token revoked by another process ends within that minute.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::store::Token;
use crate::db::{Book, Books, Column, Job};
use crate::roster::{self, Action, Resident, Staff};
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
        roster::check(self.actor.role, action)
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

/// By digest: since when and until when, and who.
type Known = HashMap<[u8; 32], (Moment, Moment, Caller)>;

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
        if let Some((since, until, caller)) = seen
            && (since..until).contains(&now)
        {
            return Ok(caller);
        }
        let (caller, until_at) = self.look_up(token, &hex(digest)).await?.ok_or_else(unknown_token)?;
        if until_at.is_some_and(|until_at| until_at <= now) {
            return Err(unknown_token());
        }
        if let Ok(mut known) = self.known.write() {
            let until = now.plus_seconds(KNOWN_SECONDS);
            known.insert(digest, (now, until_at.map_or(until, |until_at| until.min(until_at)), caller.clone()));
        }
        Ok(caller)
    }

    async fn look_up(&self, token: &str, digest: &str) -> anyhow::Result<Option<(Caller, Option<Moment>)>> {
        let Some(village) = village_of(token) else { return Ok(None) };
        let cells = [village.to_string().to_cell(), digest.to_owned().to_cell()];
        let mut conn = self.books.read().await?;
        let found: Vec<Token> = conn.select("WHERE t.village = $1 AND t.digest = $2 AND t.revoked_at IS NULL", &cells).await?;
        let Some(token) = found.into_iter().next() else { return Ok(None) };
        let known_as = match token.role {
            Role::Resident => roster::resident(&mut conn, &village, &token.staff)
                .await?
                .filter(Resident::lives_here)
                .map(|resident| (resident.name, Some(resident.household))),
            _ => roster::member_of_staff(&mut conn, &village, &token.staff).await?.map(|staff| (staff.name, staff.household)),
        };
        let caller = |(name, household)| Caller { village, actor: Actor { staff: token.staff, role: token.role, household }, name };
        Ok(known_as.map(|known_as| (caller(known_as), token.until_at)))
    }
}

fn unknown_token() -> Failure {
    Refusal::new("roster.unknown_token", Kind::Unauthenticated, "没有认出您是谁。", "请用村里发的口令重新登录。").into()
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// Makes a token: for a resident (refuses `roster.unknown_resident`), or for a member of staff; one the village does not have yet is entered.
#[derive(Clone, Serialize, Deserialize)]
pub struct MintToken {
    pub role: Role,
    /// The random part. It is not stored.
    #[serde(skip)]
    pub secret: String,
    /// The number of the member of staff, or of the resident.
    pub staff: String,
    /// When it ends by itself.
    pub until_at: Option<Moment>,
}

impl Job for MintToken {
    type Answer = ();
    const VERB: &'static str = "mint_token";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        if self.role == Role::Resident {
            book.get::<Resident>(&self.staff).filter(Resident::lives_here).ok_or_else(|| unknown_resident(&self.staff))?;
        } else if book.get::<Staff>(&self.staff).is_none() {
            let name = format!("{}（待登记）", self.role.chinese());
            book.put(Staff { number: self.staff.clone(), name, role: self.role, household: None });
        }
        let digest = hex(digest(&token_text(book.village(), &self.secret)));
        book.put(Token { digest, staff: self.staff.clone(), role: self.role, made_at: act.at, revoked_at: None, until_at: self.until_at });
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

fn unknown_resident(number: &str) -> Refusal {
    Refusal::new("roster.unknown_resident", Kind::Missing, format!("花名册里没有 {number} 这个人。"), "请核对人员编号。")
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
        if roster::village(&mut conn, village).await?.is_none() {
            let sentence = format!("数据库里还没有 {village} 这个村。");
            return Err(Refusal::new("roster.unregistered", Kind::Missing, sentence, "请先用 jifen serve 启动一次服务。").into());
        }
        let staff = roster::staff_of(&mut conn, village, role).await?;
        drop(conn);
        let chosen = staff.iter().find(|staff| number.is_none_or(|number| staff.number == number));
        if let (Some(number), None) = (number, chosen) {
            let sentence = format!("{number} 不是这个村的{}。", role.chinese());
            return Err(Refusal::new("roster.unknown_staff", Kind::Missing, sentence, "请核对 staff.csv 里的编号和职务。").into());
        }
        let number = chosen.map_or_else(|| format!("api-{}", role.name()), |staff| staff.number.clone());
        self.hand_out(village, role, number, None).await
    }

    /// Opens a session for a resident and gives the text of its token. Whoever asks for it has made sure who stands there.
    /// Refuses `roster.unknown_resident`.
    pub async fn admit(&self, village: &VillageId, resident: &str, until_at: Moment) -> Outcome<String> {
        self.hand_out(village, Role::Resident, resident.to_owned(), Some(until_at)).await
    }

    async fn hand_out(&self, village: &VillageId, role: Role, staff: String, until_at: Option<Moment>) -> Outcome<String> {
        let secret = self.books.chance.token();
        let operation = OperationId::own(&format!("mint-{}", self.books.chance.token()));
        let office = Caller { village: village.clone(), actor: Actor::clockwork(), name: String::new() };
        let job = MintToken { role, secret: secret.clone(), staff, until_at };
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
