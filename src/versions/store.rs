//! The tables of versions and drafts, and the library: compiled rulebooks by hash, and which one is in force on a day.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, RwLock};

use anyhow::{Context, anyhow};
use chrono::NaiveDate;

use super::actions::no_rulebook;
use super::drafting::{Draft, Origin, Revision, current};
use super::model::Version;
use crate::db::{Books, Cell, Column, Conn, Kind as ColumnKind, stored_as_text, table};
use crate::rulebook::{Adoption, Bundle, Checked, Need, Rulebook, Source, check};
use crate::words::{Kind, Outcome, Refusal, VillageId};

stored_as_text!(Origin);

/// As JSON.
impl Column for Adoption {
    const KIND: ColumnKind = ColumnKind::Text;
    fn to_cell(&self) -> Cell {
        Cell::Text(serde_json::to_string(self).unwrap_or_default())
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        serde_json::from_str(&String::from_cell(cell)?).ok()
    }
}

table!(Version, "rulebook_versions", key [version], columns [hash, effective_on, bundle, adopted_at, adopted_by, confirmed_by, adoption, corrects],
    append_only);
table!(Draft, "rulebook_drafts", key [origin], columns [revision, hash, bundle, adopted, written_at, written_by]);

table!(Revision, "rulebook_draft_revisions", key [revision], columns [bundle, written_at, written_by], append_only);

/// Tallies that are kept.
pub type Needs = Arc<BTreeSet<Need>>;

/// A village's versions in the order they were adopted, each followed by its corrections: number, effective day and hash.
type Calendar = Arc<[(i64, NaiveDate, String)]>;

/// The rulebooks of all villages. A rulebook is compiled when it is first needed and then kept: versions never change.
#[derive(Clone)]
pub struct Library {
    books: Books,
    compiled: Arc<RwLock<HashMap<String, Arc<Rulebook>>>>,
    calendars: Arc<RwLock<HashMap<VillageId, Calendar>>>,
    packs: Arc<RwLock<Arc<[Source]>>>,
}

impl Library {
    /// The library of these books.
    pub fn new(books: Books) -> Self {
        Self { books, compiled: Arc::default(), calendars: Arc::default(), packs: Arc::default() }
    }

    /// The same library through other books of the same database.
    #[must_use]
    pub fn reading(&self, books: Books) -> Self {
        Self { books, ..self.clone() }
    }

    /// The rulebook in force on a day. Refuses `versions.no_rulebook`, `versions.none_in_force`.
    pub async fn in_force(&self, village: &VillageId, day: NaiveDate) -> Outcome<Arc<Rulebook>> {
        let calendar = self.calendar(village).await?;
        self.version(village, &in_force(&calendar, village, day)?.2).await
    }

    /// Number and hash of the version in force on a day: the one adopted last of those that have begun. Refuses as [`Library::in_force`] does.
    pub async fn number_in_force(&self, village: &VillageId, day: NaiveDate) -> Outcome<(i64, String)> {
        let calendar = self.calendar(village).await?;
        let (number, _, hash) = in_force(&calendar, village, day)?;
        Ok((*number, hash.clone()))
    }

    /// Number and hash of the newest version; `None` before the first.
    pub async fn newest(&self, village: &VillageId) -> Outcome<Option<(i64, String)>> {
        Ok(self.calendar(village).await?.last().map(|(number, _, hash)| (*number, hash.clone())))
    }

    /// Tells that a village has a new version.
    pub fn look_again(&self, village: &VillageId) {
        if let Ok(mut calendars) = self.calendars.write() {
            calendars.remove(village);
        }
    }

    /// Every version of a village's rulebook with the day it came into force, in their order.
    pub async fn eras(&self, village: &VillageId) -> Outcome<Vec<(NaiveDate, Arc<Rulebook>)>> {
        let mut eras = Vec::new();
        for (_, effective_on, hash) in self.calendar(village).await?.iter() {
            eras.push((*effective_on, self.version(village, hash).await?));
        }
        Ok(eras)
    }

    /// Every tally that some version of a village's rulebook reads: all of them are kept, whichever version judges a deed.
    pub async fn needs(&self, village: &VillageId) -> Outcome<Needs> {
        let mut needs = BTreeSet::new();
        for (_, rulebook) in self.eras(village).await? {
            needs.extend(rulebook.all_needs().iter().cloned());
        }
        Ok(Arc::new(needs))
    }

    async fn calendar(&self, village: &VillageId) -> anyhow::Result<Calendar> {
        let seen = self.calendars.read().ok().and_then(|calendars| calendars.get(village).cloned());
        if let Some(calendar) = seen {
            return Ok(calendar);
        }
        let sql = "SELECT version, effective_on, hash FROM rulebook_versions WHERE village = $1
            ORDER BY COALESCE(corrects, version), version";
        let rows: Vec<(i64, NaiveDate, String)> = self.books.read().await?.query(sql, &[village.to_string().to_cell()]).await?;
        let calendar: Calendar = rows.into();
        // Names that nobody uses are not remembered: anybody may ask for any name. Nor is what another server may change.
        if let Some(mut calendars) = self.calendars.write().ok().filter(|_| !calendar.is_empty() && self.books.is_alone()) {
            calendars.insert(village.clone(), calendar.clone());
        }
        Ok(calendar)
    }

    /// A version by its hash.
    pub async fn version(&self, village: &VillageId, hash: &str) -> Outcome<Arc<Rulebook>> {
        let seen = self.compiled.read().ok().and_then(|compiled| compiled.get(hash).cloned());
        if let Some(rulebook) = seen {
            return Ok(rulebook);
        }
        let cells = [village.to_string().to_cell(), hash.to_owned().to_cell()];
        let sql = "SELECT bundle FROM rulebook_versions WHERE village = $1 AND hash = $2";
        let (text,): (String,) = self.books.read().await?.first(sql, &cells).await?.context("a version in the calendar is stored")?;
        let bundle = Bundle::from_json(&text).context("a stored bundle can be read")?;
        let rulebook = check(&bundle).rulebook.ok_or_else(|| anyhow!("version {hash} of {village} does not compile any more"))?;
        let rulebook = Arc::new(rulebook);
        if let Ok(mut compiled) = self.compiled.write() {
            compiled.insert(hash.to_owned(), rulebook.clone());
        }
        Ok(rulebook)
    }

    /// All versions of a village in the order they were adopted, each followed by its corrections, as they are stored.
    pub async fn versions(&self, village: &VillageId) -> anyhow::Result<Vec<Version>> {
        let rest = "WHERE t.village = $1 ORDER BY COALESCE(t.corrects, t.version), t.version";
        self.books.read().await?.select(rest, &[village.to_string().to_cell()]).await
    }

    /// The files of a version by its number. Refuses `versions.unknown_version`.
    pub async fn files(&self, village: &VillageId, number: i64) -> Outcome<Bundle> {
        let cells = [village.to_string().to_cell(), number.to_cell()];
        let sql = "SELECT bundle FROM rulebook_versions WHERE village = $1 AND version = $2";
        let Some((text,)) = self.books.read().await?.first::<(String,)>(sql, &cells).await? else {
            return Err(Refusal::new("versions.unknown_version", Kind::Missing, format!("没有第 {number} 版规则。"), "请核对版号。").into());
        };
        Ok(Bundle::from_json(&text).context("a stored bundle can be read")?)
    }

    /// The draft of a village, from one origin or (`None`) the one that counts; `None` if there is none.
    pub async fn draft(&self, village: &VillageId, origin: Option<Origin>) -> anyhow::Result<Option<Draft>> {
        let drafts: Vec<Draft> = self.books.read().await?.select("WHERE t.village = $1", &[village.to_string().to_cell()]).await?;
        Ok(match origin {
            Some(origin) => drafts.into_iter().find(|draft| draft.origin == origin),
            None => current(drafts),
        })
    }

    /// What a draft said at a revision; `None` if there never was one, or it was written before revisions were kept.
    pub async fn revision(&self, village: &VillageId, number: i64) -> anyhow::Result<Option<Revision>> {
        let cells = [village.to_string().to_cell(), number.to_cell()];
        let found: Vec<Revision> = self.books.read().await?.select("WHERE t.village = $1 AND t.revision = $2", &cells).await?;
        Ok(found.into_iter().next())
    }

    /// Puts the packs that lie on disk on offer to whoever writes a draft.
    pub fn offer(&self, packs: Vec<Source>) {
        if let Ok(mut offered) = self.packs.write() {
            *offered = packs.into();
        }
    }

    /// The packs on offer.
    pub fn packs(&self) -> Arc<[Source]> {
        self.packs.read().map(|packs| packs.clone()).unwrap_or_default()
    }
}

/// The numbers of a village's versions.
#[derive(Default)]
pub struct Numbers(Vec<(i64, NaiveDate, String)>);

impl Numbers {
    /// Reads them.
    pub async fn of(conn: &mut Conn, village: &VillageId) -> anyhow::Result<Self> {
        let sql = "SELECT version, effective_on, hash FROM rulebook_versions WHERE village = $1 ORDER BY version";
        Ok(Self(conn.query(sql, &[village.to_string().to_cell()]).await?))
    }

    /// As they were read elsewhere: number, effective day, hash.
    #[cfg(test)]
    pub fn from_rows(rows: Vec<(i64, NaiveDate, String)>) -> Self {
        Self(rows)
    }

    /// The number of the version with this text that held for a day: going back gives one text several numbers.
    pub fn number(&self, hash: &str, day: NaiveDate) -> Option<i64> {
        let same = || self.0.iter().rev().filter(|(_, _, other)| other == hash);
        same().find(|(_, from, _)| *from <= day).or_else(|| same().next_back()).map(|(number, _, _)| *number)
    }
}

/// Checks files on a thread of its own: files that are hard to check hold up nobody else.
pub async fn checked(bundle: &Bundle) -> anyhow::Result<Arc<Checked>> {
    let bundle = bundle.clone();
    Ok(Arc::new(tokio::task::spawn_blocking(move || check(&bundle)).await?))
}

/// The version in force on a day: the one adopted last of those that have begun.
fn in_force<'a>(calendar: &'a Calendar, village: &VillageId, day: NaiveDate) -> Outcome<&'a (i64, NaiveDate, String)> {
    if calendar.is_empty() {
        return Err(no_rulebook(village).into());
    }
    Ok(calendar.iter().rev().find(|(_, effective_on, _)| *effective_on <= day).ok_or_else(|| none_in_force(day))?)
}

/// The no to a day before the first rules.
pub fn none_in_force(day: NaiveDate) -> Refusal {
    Refusal::new("versions.none_in_force", Kind::Invalid, format!("{day} 这一天还没有生效的规则。"), "请核对日期。")
}
