//! The trail (办理记录): what every act leaves behind besides what it changed, numbered without a gap in each village and chained.
//!
//! It says who acted, in which role, at which device, when, about what, under which rulebook. For whom and why is personal: the chain holds a salted
//! commitment to it, the text can be deleted. Nor is there a digest in it that could be guessed: what was asked for is hashed with a salt of its own.
//!
//! The ledger takes in the newest link before each of its entries (`ledger::chain`), so a printed head of the ledger binds every act before it.
//! Acts of before there was a trail have no number and stand outside.
//!
//! Not here: what a verb means (`oversight`), and the first answer of an act, which may be emptied and is therefore in no hash.

use anyhow::Result;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::book::Book;
use super::books::Job;
use super::cell::{Column, stored_as_text};
use super::conn::Conn;
use super::table::table;
use crate::words::{Act, Moment, Role, VillageId, hex};

/// What stands before the first act.
pub const NO_TRAIL: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Which of a village's two chains an act stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the village may read.
    Village,
    /// What must not tell who: no resident, device, reason or digest of the request is in its links, and no list shows it.
    Apart,
}

impl Part {
    /// Both.
    pub const ALL: [Part; 2] = [Self::Village, Self::Apart];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::Apart => "apart",
        }
    }

    /// The part of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

stored_as_text!(Part);

/// What a job says of itself for the trail, once it is decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    /// Which way it was decided, where one verb can go several: `approve`.
    pub way: Option<&'static str>,
    /// What it was about, by number: `claim:12`. Nothing personal.
    pub about: Option<String>,
    /// Hash of the rulebook it was done under.
    pub rulebook: Option<String>,
    /// The number of the resident for whom staff did it.
    pub behalf: Option<String>,
    /// The reason given.
    pub reason: Option<String>,
    /// What was shown for it: salted commitments, which tell nothing once it is gone.
    pub shown: Option<String>,
}

impl Grounds {
    /// What it was about.
    pub fn about(kind: &str, number: impl std::fmt::Display) -> Self {
        Self { about: Some(format!("{kind}:{number}")), ..Self::default() }
    }

    /// The same for a reason that may not have been given.
    #[must_use]
    pub fn because(self, reason: &str) -> Self {
        Self { reason: Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty()), ..self }
    }
}

/// What an operation id did, kept for ever, and its link in the trail.
#[derive(Clone)]
pub struct Operation {
    pub id: String,
    pub verb: String,
    /// Salted hash of the request.
    pub digest: String,
    /// The first answer, as JSON; empty once somebody it tells of asked to be forgotten.
    pub answer: String,
    pub at: Moment,
    /// `None` for acts of before there was a trail; then all that follows is.
    pub part: Option<Part>,
    /// Gapless in each part, from 1.
    pub number: Option<i64>,
    /// Which way it was decided, where one verb can go several.
    pub way: Option<String>,
    /// Staff number of whoever acted; of a resident who acted themselves it is among the particulars.
    pub staff: Option<String>,
    pub role: Option<Role>,
    /// A kiosk, or a session by the beginning of its digest.
    pub device: Option<String>,
    pub about: Option<String>,
    pub rulebook: Option<String>,
    /// Hides what was asked for; emptied when somebody is forgotten.
    pub salt: Option<String>,
    /// Salted commitment to the particulars; `None` where there are none.
    pub told: Option<String>,
    /// What was shown for it, as salted commitments; `None` where nothing was.
    pub shown: Option<String>,
    /// The rows it wrote (see `seals`); `None` for acts of before rows were sealed.
    pub written: Option<String>,
    pub hash: Option<String>,
}

/// For whom an act was done and the reason given. It may be forgotten; the chain stays whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailParticulars {
    pub number: i64,
    pub salt: String,
    pub behalf: Option<String>,
    pub reason: Option<String>,
}

/// The newest link of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailHead {
    pub part: Part,
    pub number: i64,
    pub hash: String,
}

// Not sealed: they are the chain.
table!(Operation, unsealed "operations", key [id], columns [verb, digest, answer, at, part, number, way, staff, role, device, about, rulebook, salt, told, shown,
    written, hash], append_only but [answer, salt]);
table!(TrailParticulars, unsealed "trail_particulars", key [number], columns [salt, behalf, reason]);
table!(TrailHead, unsealed "trail_heads", key [part], columns [number, hash]);

/// The newest link of a part; [`NO_TRAIL`] at 0 before the first act.
pub fn head(book: &Book, part: Part) -> TrailHead {
    book.get(part.name()).unwrap_or_else(|| TrailHead { part, number: 0, hash: NO_TRAIL.to_owned() })
}

/// A salt of an act for one purpose. The ledger makes its own of the same bytes: none tells another.
pub(super) fn salt(act: &Act, purpose: &str) -> String {
    hex(&Sha256::new().chain_update(act.salt).chain_update(purpose).finalize()[..16])
}

/// Writes down what an act leaves behind.
pub(super) fn enter<J: Job>(book: &mut Book, act: &Act, job: &J, answer: &J::Answer, digest: String) -> Result<()> {
    let (before, grounds, written) = (head(book, J::PART), job.grounds(answer), book.seal(act));
    let is_open = J::PART == Part::Village;
    debug_assert!(is_open || written.is_empty(), "what is written apart is not sealed: {}", J::VERB);
    let (number, is_resident) = (before.number + 1, act.actor.role == Role::Resident);
    // A resident acts for themselves, whomever they name.
    let behalf = if is_resident { Some(act.actor.staff.clone()) } else { grounds.behalf.map(|number| number.trim().to_owned()) };
    let is_told = is_open && (behalf.is_some() || grounds.reason.is_some());
    let particulars = is_told.then(|| TrailParticulars { number, salt: salt(act, "told"), behalf, reason: grounds.reason });
    let mut operation = Operation {
        id: act.operation.as_str().to_owned(),
        verb: J::VERB.to_owned(),
        digest,
        answer: serde_json::to_string(answer)?,
        at: act.at,
        part: Some(J::PART),
        number: Some(number),
        way: grounds.way.map(str::to_owned),
        staff: (!is_resident).then(|| act.actor.staff.clone()),
        role: Some(act.actor.role),
        device: act.device.clone().filter(|_| is_open || !is_resident),
        about: grounds.about,
        rulebook: grounds.rulebook,
        salt: Some(salt(act, "asked")),
        told: particulars.as_ref().map(TrailParticulars::commitment),
        shown: grounds.shown,
        written: Some(written),
        hash: None,
    };
    let hash = operation.link(book.village(), &before.hash);
    operation.hash = Some(hash.clone());
    book.put(TrailHead { number, hash, ..before });
    book.put(operation);
    particulars.into_iter().for_each(|row| book.put(row));
    Ok(())
}

impl Operation {
    /// One that stands outside of the chain.
    #[cfg(test)]
    pub(super) fn of_before(id: &str, at: Moment) -> Self {
        let [id, verb, digest, answer] = [id, "count", "", "0"].map(str::to_owned);
        let (part, number, way, staff, role, device) = (None, None, None, None, None, None);
        let (about, rulebook, salt, told, shown, written, hash) = (None, None, None, None, None, None, None);
        Self { id, verb, digest, answer, at, part, number, way, staff, role, device, about, rulebook, salt, told, shown, written, hash }
    }

    /// The verb with the way it was decided: `review.approve`.
    pub fn deed(&self) -> String {
        self.way.as_ref().map_or_else(|| self.verb.clone(), |way| format!("{}.{way}", self.verb))
    }

    /// The hash of its link. Its own `hash`, answer and salt are not looked at.
    fn link(&self, village: &VillageId, previous: &str) -> String {
        let digest = Some(&self.digest).filter(|_| self.part == Some(Part::Village));
        // An act is hashed with as much as there was to be said when it was done.
        let about = match (&self.shown, &self.written) {
            (None, None) => json!(self.about),
            (shown, None) => json!([self.about, shown]),
            (shown, written) => json!([self.about, shown, written]),
        };
        hex(Sha256::digest(canonical(&(
            "jifen-act-1",
            village.as_str(),
            self.part.map(Part::name),
            self.number,
            previous,
            &self.id,
            &self.verb,
            &self.way,
            digest,
            self.at.millis(),
            &self.staff,
            self.role.map(Role::name),
            &self.device,
            about,
            &self.rulebook,
            &self.told,
        ))))
    }
}

impl TrailParticulars {
    fn commitment(&self) -> String {
        hex(Sha256::digest(canonical(&(&self.salt, &self.behalf, &self.reason))))
    }
}

/// A tuple of plain values as a JSON array without spaces.
fn canonical(values: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(values).expect("texts and whole numbers are JSON")
}

/// What a walk along a village's trail found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// What does not hold, in sentences that name the first bad number.
    pub breaches: Vec<String>,
    /// How many acts of the village's part were read.
    pub acts: i64,
    /// Whether the printed code is one of its links.
    pub is_anchored: bool,
}

/// How many acts are in memory at once.
const PAGE: i64 = 2_000;

/// How many of the newest acts are looked at where there is no time for all.
const TAIL: i64 = 20;

/// Checks both parts from their first link. `anchor`, a printed code, may be one of the village's links.
pub async fn audit(conn: &mut Conn, village: &VillageId, anchor: Option<&str>) -> Result<Walked> {
    let mut walked = Walked::default();
    for part in Part::ALL {
        let mut walk = Walk::behind(part, 0, NO_TRAIL);
        while walk.page(conn, village, PAGE, anchor).await? {}
        walk.close(conn, village).await?;
        walked.breaches.append(&mut walk.breaches);
        if part == Part::Village {
            (walked.acts, walked.is_anchored) = (walk.number, walk.is_anchored);
        }
    }
    Ok(walked)
}

/// Checks the newest acts of the village's part and that nothing is missing after them; the first breach.
pub async fn audit_tail(conn: &mut Conn, village: &VillageId) -> Result<Option<String>> {
    let number = head_on_disk(conn, village).await?.map_or(0, |head| head.number);
    let behind = (number - TAIL).max(0);
    let trusted = hashes(conn, village, Part::Village, (behind, behind)).await?.into_iter().next();
    let mut walk = Walk::behind(Part::Village, behind, trusted.as_ref().map_or(NO_TRAIL, |(_, hash)| hash));
    while walk.page(conn, village, PAGE, None).await? {}
    walk.close(conn, village).await?;
    Ok(walk.breaches.into_iter().next())
}

/// The newest link of the village's part as it is on disk; `None` before the first act.
pub async fn head_on_disk(conn: &mut Conn, village: &VillageId) -> Result<Option<TrailHead>> {
    let cells = [village.to_string().to_cell(), Part::Village.to_cell()];
    Ok(conn.select("WHERE t.village = $1 AND t.part = $2", &cells).await?.into_iter().next())
}

/// What was shown for the acts of the village's part, in their order.
pub async fn shown(conn: &mut Conn, village: &VillageId) -> Result<Vec<String>> {
    let sql = "SELECT shown FROM operations WHERE village = $1 AND part = 'village' AND shown IS NOT NULL ORDER BY number";
    Ok(conn.query::<(String,)>(sql, &[village.to_string().to_cell()]).await?.into_iter().map(|(shown,)| shown).collect())
}

/// The links of a part from one number to another, both included.
pub async fn hashes(conn: &mut Conn, village: &VillageId, part: Part, (from, to): (i64, i64)) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT number, hash FROM operations WHERE village = $1 AND part = $2 AND number BETWEEN $3 AND $4 ORDER BY number";
    conn.query(sql, &[village.to_string().to_cell(), part.to_cell(), from.to_cell(), to.to_cell()]).await
}

/// What a walk along one part has seen so far.
struct Walk {
    part: Part,
    number: i64,
    previous: String,
    is_anchored: bool,
    breaches: Vec<String>,
}

impl Walk {
    fn behind(part: Part, number: i64, previous: &str) -> Self {
        Self { part, number, previous: previous.to_owned(), is_anchored: false, breaches: Vec::new() }
    }

    /// Reads on; whether there may be more. What follows a broken link says nothing more.
    async fn page(&mut self, conn: &mut Conn, village: &VillageId, length: i64, anchor: Option<&str>) -> Result<bool> {
        let range = (self.number, self.number + length);
        let cells = [village.to_string().to_cell(), self.part.to_cell(), range.0.to_cell(), range.1.to_cell()];
        let rest = "WHERE t.village = $1 AND t.part = $2 AND t.number > $3 AND t.number <= $4 ORDER BY t.number";
        let acts: Vec<Operation> = conn.select(rest, &cells).await?;
        let told: Vec<TrailParticulars> = match self.part {
            Part::Village => {
                let rest = "WHERE t.village = $1 AND t.number > $2 AND t.number <= $3 ORDER BY t.number";
                conn.select(rest, &[village.to_string().to_cell(), range.0.to_cell(), range.1.to_cell()]).await?
            }
            Part::Apart => Vec::new(),
        };
        for act in &acts {
            let particulars = told.iter().find(|row| Some(row.number) == act.number);
            self.act(village, act, particulars);
            self.is_anchored |= anchor.is_some_and(|anchor| self.previous.starts_with(anchor));
            if !self.breaches.is_empty() {
                return Ok(false);
            }
        }
        Ok(!acts.is_empty())
    }

    fn act(&mut self, village: &VillageId, act: &Operation, told: Option<&TrailParticulars>) {
        let expected = self.number + 1;
        if act.number != Some(expected) {
            self.breaches.push(format!("第 {expected} 件{}不见了。", self.name()));
            return;
        }
        if act.hash.as_deref() != Some(&act.link(village, &self.previous)) {
            self.breaches.push(format!("第 {expected} 件{}和它的校验码对不上：被改动过。", self.name()));
        }
        if told.is_some_and(|row| Some(row.commitment()) != act.told) {
            self.breaches.push(format!("第 {expected} 件{}的原因或者替谁办的，被改动过。", self.name()));
        }
        // Whoever is forgotten loses the salt of what was asked for in the same act.
        if self.part == Part::Village && act.told.is_some() && told.is_none() && act.salt.is_some() {
            self.breaches.push(format!("第 {expected} 件{}的原因或者替谁办的不见了，却没有人要求删除。", self.name()));
        }
        self.number = expected;
        self.previous = act.hash.clone().unwrap_or_default();
    }

    async fn close(&mut self, conn: &mut Conn, village: &VillageId) -> Result<()> {
        let cells = [village.to_string().to_cell(), self.part.to_cell()];
        let head: Option<TrailHead> = conn.select("WHERE t.village = $1 AND t.part = $2", &cells).await?.into_iter().next();
        let (number, hash) = head.map_or((0, NO_TRAIL.to_owned()), |head| (head.number, head.hash));
        if self.breaches.is_empty() && (number, hash.as_str()) != (self.number, self.previous.as_str()) {
            let name = self.name();
            let found = self.number;
            self.breaches.push(format!("{name}应有 {number} 件，实际只有 {found} 件：第 {} 件起被删掉了，或者对不上。", found + 1));
        }
        Ok(())
    }

    fn name(&self) -> &'static str {
        match self.part {
            Part::Village => "办理记录",
            Part::Apart => "另册的办理记录",
        }
    }
}
