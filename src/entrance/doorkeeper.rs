//! The doorkeeper: makes tokens and sessions, and tells who stands behind one.
//!
//! A token reads `jf.<village>.<32 hexadecimal digits>`: 128 random bits, of which only the SHA-256 is stored. A caller already seen is kept in memory
//! for a second: so a program that writes a thousand deeds costs one look-up a second, and a token revoked by another process ends within that second.
//! In the process that revokes it ends at once. The same goes for somebody who serves in another role from now on.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::bell::Bell;
use super::refusals;
use super::sessions::{End, Seen, Stay};
use super::store::{self, Token};
use crate::db::{Book, Books, Conn, Grounds, Job};
use crate::roster::{self, Action, Resident, Scope, Staff};
use crate::words::division::{Division, Level};
use crate::words::{Act, Actor, Failure, Kind, Moment, OperationId, Outcome, Refusal, Role, VillageId, hex};

/// Somebody who is signed in: an actor in one village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub village: VillageId,
    pub actor: Actor,
    pub name: String,
    /// Where they are: a kiosk, or their session by the beginning of its digest.
    pub device: Option<String>,
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

    /// Checks that the caller may do this for a whole township or county: the one in which the village of their number lies. Whoever reaches the county
    /// reaches each of its townships.
    ///
    /// Refuses, in this order: `roster.not_your_task`, `roster.unknown_division`.
    pub async fn check_division(&self, conn: &mut Conn, code: &str, action: Action) -> Outcome<Division> {
        roster::check(self.actor.role, action)?;
        let highest = self.reaches_up_to(action).ok_or_else(roster::unknown_division)?;
        let asked = Division::parse(code).filter(|asked| [Level::Township, highest].contains(&asked.level()));
        let own = roster::village(conn, &self.village).await?.and_then(|village| Division::parse(&village.code));
        let within = |(asked, own): &(Division, Division)| own.at(highest).contains(asked);
        Ok(asked.zip(own).filter(within).map(|(asked, _)| asked).ok_or_else(roster::unknown_division)?)
    }

    /// The highest division of which they see all villages; none where they end at one village.
    pub fn reaches_up_to(&self, action: Action) -> Option<Level> {
        match roster::scope(self.actor.role, action) {
            Scope::Township => Some(Level::Township),
            Scope::County => Some(Level::County),
            Scope::Own | Scope::Household | Scope::Group | Scope::Village => None,
        }
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
            device: self.device.clone(),
            salt: books.chance.bytes(),
            dry_run,
        }
    }
}

/// How long a caller is known without another look.
const KNOWN_SECONDS: i64 = 1;

/// By digest: since when and until when, and who.
type Known = HashMap<[u8; 32], (Moment, Moment, Caller)>;

/// The most callers that are known at once; with more, all are looked up anew.
const MOST_KNOWN: usize = 10_000;

/// Says of a village whether it is a demonstration. That stands in its rules, which this room does not know.
pub type OnTrial = Arc<dyn Fn(VillageId) -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

/// Tells who stands behind a token.
#[derive(Clone)]
pub struct Doorkeeper {
    pub(super) books: Books,
    /// What rings at the kiosks.
    pub bell: Bell,
    known: Arc<RwLock<Known>>,
    on_trial: OnTrial,
}

impl Doorkeeper {
    /// A doorkeeper for these books.
    pub fn new(books: Books, on_trial: OnTrial) -> Self {
        Self { books, bell: Bell::default(), known: Arc::default(), on_trial }
    }

    /// Whether a village is a demonstration, as every page says.
    pub(super) async fn is_on_trial(&self, village: &VillageId) -> bool {
        (self.on_trial)(village.clone()).await
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
        let (caller, row) = self.look_up(token, hex(digest)).await?.ok_or_else(unknown_token)?;
        if !row.is_good(now) {
            return Err(unknown_token());
        }
        if row.is_seen_anew(now) && self.books.halted(Some(&caller.village)).is_none() {
            // Where it cannot be written down, nobody is turned away for it.
            let _ = self.perform(&caller.village, Actor::clockwork(), Seen { digest: hex(digest) }).await;
        }
        if let Ok(mut known) = self.known.write() {
            if known.len() >= MOST_KNOWN {
                known.clear();
            }
            let until = now.plus_seconds(KNOWN_SECONDS);
            known.insert(digest, (now, row.until_at.map_or(until, |until_at| until.min(until_at)), caller.clone()));
        }
        Ok(caller)
    }

    async fn look_up(&self, token: &str, digest: String) -> anyhow::Result<Option<(Caller, Token)>> {
        let Some(village) = village_of(token) else { return Ok(None) };
        let mut conn = self.books.read().await?;
        let Some(row) = store::token(&mut conn, &village, digest).await? else { return Ok(None) };
        let device = device_of(&row);
        let known_as = match row.role {
            Role::Resident => {
                let resident = roster::resident(&mut conn, &village, &row.staff).await?;
                resident.filter(Resident::lives_here).map(|resident| (resident.name, Some(resident.household)))
            }
            _ => {
                let serves = roster::member_of_staff(&mut conn, &village, &row.staff).await?;
                serves.filter(|staff| staff.serves() && staff.role == row.role).map(|staff| (staff.name, staff.household))
            }
        };
        let Some((name, household)) = known_as else { return Ok(None) };
        let actor = Actor { staff: row.staff.clone(), role: row.role, household };
        Ok(Some((Caller { village, actor, name, device }, row)))
    }

    /// Does a job that no form or program asked for under an id of its own.
    pub(super) async fn perform<J: Job>(&self, village: &VillageId, actor: Actor, job: J) -> Outcome<J::Answer> {
        let operation = OperationId::own(&format!("door-{}", self.books.chance.token()));
        let caller = Caller { village: village.clone(), actor, name: String::new(), device: None };
        Ok(self.books.perform(caller.act(&self.books, operation, false), job).await?.answer)
    }

    /// After somebody's tokens ended: here nobody is known by them any more.
    pub(super) fn forget(&self) {
        if let Ok(mut known) = self.known.write() {
            known.clear();
        }
    }
}

fn unknown_token() -> Failure {
    Refusal::new("roster.unknown_token", Kind::Unauthenticated, "没有认出您是谁。", "请用村里发的口令重新登录。").into()
}

/// How the trail names the device behind a token: a kiosk by its number, everything else by the beginning of the session's digest.
fn device_of(token: &Token) -> Option<String> {
    match token.role {
        Role::Kiosk => Some(format!("kiosk-{}", token.staff)),
        _ => token.digest.get(..12).map(str::to_owned),
    }
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
    /// After how many seconds without work it ends.
    pub idle_seconds: Option<i64>,
}

impl Job for MintToken {
    type Answer = ();
    const VERB: &'static str = "mint_token";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        if self.role == Role::Resident {
            let may_enter = |resident: &Resident| resident.lives_here() && !resident.is_forgotten();
            book.get::<Resident>(&self.staff).filter(may_enter).ok_or_else(|| refusals::unknown_resident(&self.staff))?;
        } else if book.get::<Staff>(&self.staff).is_none() {
            book.put(Staff::unregistered(&self.staff, self.role));
        }
        let digest = hex(digest(&token_text(book.village(), &self.secret)));
        let (staff, role, until_at, idle_seconds) = (self.staff.clone(), self.role, self.until_at, self.idle_seconds);
        book.put(Token { digest, staff, role, made_at: act.at, revoked_at: None, until_at, idle_seconds, seen_at: None });
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        match self.role {
            Role::Resident => Grounds::default(),
            _ => Grounds { way: Some("staff"), ..Grounds::about("staff", &self.staff) },
        }
    }
}

/// The village a token says it is for.
pub(super) fn village_of(token: &str) -> Option<VillageId> {
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
        let token = self.token_for(role, number, None);
        let text = token_text(village, &token.secret);
        self.perform(village, Actor::clockwork(), token).await?;
        Ok(text)
    }

    /// Opens a session for a resident, or for somebody who serves, and gives the text of its token. Whoever asks for it has made sure who stands there.
    /// Refuses `roster.unknown_resident`.
    pub async fn admit(&self, village: &VillageId, role: Role, number: &str, stay: Stay) -> Outcome<String> {
        let token = self.token_for(role, number.to_owned(), Some(stay));
        let text = token_text(village, &token.secret);
        self.perform(village, Actor::clockwork(), token).await?;
        Ok(text)
    }

    /// A token that is still to be made.
    pub(super) fn token_for(&self, role: Role, staff: String, stay: Option<Stay>) -> MintToken {
        let until_at = stay.map(|stay| self.books.clock.now().plus_seconds(stay.most));
        MintToken { role, secret: self.books.chance.token(), staff, until_at, idle_seconds: stay.and_then(|stay| stay.idle) }
    }

    /// Puts a token out of use, here at once and in other processes within a second. Refuses `roster.unknown_token`.
    pub async fn revoke(&self, token: &str) -> Outcome<()> {
        let village = village_of(token).ok_or_else(refusals::not_a_token)?;
        let digest = hex(digest(token));
        let row = self.books.row::<Token>(&village, digest.as_str()).await?;
        let of_staff = row.filter(|token| token.role != Role::Resident).map(|token| token.staff);
        self.perform(&village, Actor::clockwork(), End { digests: vec![digest], of_staff }).await?;
        self.forget();
        Ok(())
    }
}
