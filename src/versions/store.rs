//! The table of versions, and the library: compiled rulebooks by hash, and which one is in force on a day.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, RwLock};

use anyhow::{Context, anyhow};
use chrono::NaiveDate;

use super::model::{Adopt, Version};
use crate::db::{Books, Column, table};
use crate::rulebook::{Bundle, Need, Rulebook, check};
use crate::words::{Act, Kind, Outcome, Refusal, VillageId};

table!(Version, "rulebook_versions", key [version], columns [hash, effective_on, bundle, adopted_at, adopted_by], append_only);

/// Tallies that are kept.
pub type Needs = Arc<BTreeSet<Need>>;

/// Which versions a village has: effective day and hash, by version.
type Calendar = Arc<[(NaiveDate, String)]>;

/// The rulebooks of all villages. A rulebook is compiled when it is first needed and then kept: versions never change.
#[derive(Clone)]
pub struct Library {
    books: Books,
    compiled: Arc<RwLock<HashMap<String, Arc<Rulebook>>>>,
    calendars: Arc<RwLock<HashMap<VillageId, Calendar>>>,
}

impl Library {
    /// The library of these books.
    pub fn new(books: Books) -> Self {
        Self { books, compiled: Arc::default(), calendars: Arc::default() }
    }

    /// The same library through other books of the same database.
    #[must_use]
    pub fn reading(&self, books: Books) -> Self {
        Self { books, ..self.clone() }
    }

    /// The rulebook in force on a day. Refuses `versions.no_rulebook`, `versions.none_in_force`.
    pub async fn in_force(&self, village: &VillageId, day: NaiveDate) -> Outcome<Arc<Rulebook>> {
        let calendar = self.calendar(village).await?;
        if calendar.is_empty() {
            let sentence = format!("没有 {village} 这个村，或者它还没有生效的规则。");
            return Err(Refusal::new("versions.no_rulebook", Kind::Missing, sentence, "请核对村的代号。").into());
        }
        let Some((_, hash)) = calendar.iter().rev().find(|(effective_on, _)| *effective_on <= day) else {
            let sentence = format!("{day} 这一天还没有生效的规则。");
            return Err(Refusal::new("versions.none_in_force", Kind::Invalid, sentence, "请核对日期。").into());
        };
        self.version(village, hash).await
    }

    /// The hash of the newest version; `None` before the first.
    pub async fn newest(&self, village: &VillageId) -> Outcome<Option<String>> {
        Ok(self.calendar(village).await?.last().map(|(_, hash)| hash.clone()))
    }

    /// Puts the first files of a village in force; see [`Adopt`]. A later version goes through `awards`, which counts anew what it newly limits.
    pub async fn adopt(&self, act: Act, bundle: Bundle, effective_on: NaiveDate) -> Outcome<i64> {
        let village = act.village.clone();
        let done = self.books.perform(act, Adopt { bundle, effective_on }).await?;
        self.look_again(&village);
        Ok(done.answer)
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
        for (effective_on, hash) in self.calendar(village).await?.iter() {
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
        let sql = "SELECT effective_on, hash FROM rulebook_versions WHERE village = $1 ORDER BY version";
        let rows: Vec<(NaiveDate, String)> = self.books.read().await?.query(sql, &[village.to_string().to_cell()]).await?;
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
}
