//! A village folder taken into the database: its front row, rules, people, fund and shelf.
//!
//! The first time everything is taken in, whole or not at all. Later only changed rule files matter: with 文件即生效 they come into force today, otherwise they stay a draft.
//! Files that fail their check never disturb what is in force.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::files;
use super::house::House;
use crate::awards::{self, Enrol};
use crate::db::{Book, Job};
use crate::funds::Allocate;
use crate::roster::{self, Appointed, Member, Village, read_roster, read_staff};
use crate::rulebook::{Bundle, Rulebook, check};
use crate::sheets::Sheet;
use crate::shop::{Goods, Shelve, read_shelf};
use crate::versions::Adopt;
use crate::words::{Act, Refusal, VillageId, hex};

/// Takes a village in, whole or not at all. Refusals are those of [`Allocate`], [`Shelve`], [`Enrol`] and [`roster::appoint`].
#[derive(Serialize)]
struct TakeIn {
    code: String,
    name: String,
    township: String,
    /// The first money for the fund, if the village has one and there is some.
    allocate: Option<Allocate>,
    shelve: Shelve,
    enrol: Enrol,
    staff: Vec<Appointed>,
    /// Of the rulebook by which accounts begin.
    rulebook: String,
}

impl Job for TakeIn {
    type Answer = ();
    const VERB: &'static str = "take_in";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let known = book.get::<Village>("village");
        let is_new = known.is_none();
        let (households, residents) = known.map_or((0, 0), |village| (village.households, village.residents));
        let (code, name, township) = (self.code.clone(), self.name.clone(), self.township.clone());
        book.put(Village { key: "village".to_owned(), code, name, township, households, residents });
        // A start that was broken off before its rules were adopted has paid and delivered already, whatever its files said.
        if is_new {
            self.allocate.as_ref().map(|allocate| allocate.decide(act, book)).transpose()?;
            self.shelve.decide(act, book)?;
        }
        self.enrol.decide(act, book)?;
        roster::appoint(book, &self.staff)
    }
}

/// What became of a village's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// New in this database.
    TakenIn,
    /// Nothing has changed.
    Unchanged,
    /// Changed rules are in force from today.
    Updated,
    /// Changed rules wait as a draft.
    Draft,
    /// The rule files have errors; what was in force stays.
    Broken(usize),
}

/// Takes a village's folder in, or looks at what has changed in it.
pub async fn settle(house: &House, villages: &Path, rules: &Path, village: &VillageId) -> Result<Settled> {
    let bundle = files::bundle(villages, rules, village)?;
    let checked = check(&bundle);
    let Some(rulebook) = checked.rulebook else {
        return Ok(Settled::Broken(checked.findings.iter().filter(|finding| finding.level == crate::rulebook::Level::Error).count()));
    };
    let hash = rulebook.hash().to_owned();
    match house.library.newest(village).await? {
        None => take_in(house, village, bundle, Beginning::read(&villages.join(village.as_str()))?).await.map(|()| Settled::TakenIn),
        Some(newest) if newest == hash => Ok(Settled::Unchanged),
        Some(_) if !rulebook.settings().files_take_effect => Ok(Settled::Draft),
        Some(_) => {
            let today = house.books.clock.now().day();
            // Going back and forth within a day is as many acts.
            let act = house.own_act(village, &format!("adopt-{hash}-{}", house.books.clock.now().millis()))?;
            awards::put_in_force(&house.books, &house.library, act, bundle, today).await?;
            Ok(Settled::Updated)
        }
    }
}

/// What a village begins with besides its rules.
#[derive(Default)]
pub struct Beginning {
    pub staff: Vec<Appointed>,
    pub goods: Vec<Goods>,
    pub members: Vec<Member>,
}

impl Beginning {
    /// Reads `staff.csv`, `shelf.csv` and `roster.csv` of a folder; what is not there is left empty.
    fn read(folder: &Path) -> Result<Self> {
        let sheet = |name| sheet(&folder.join(name));
        Ok(Self {
            staff: sheet("staff.csv")?.map_or(Ok(Vec::new()), |sheet| read_staff(&sheet))?,
            goods: sheet("shelf.csv")?.map_or(Ok(Vec::new()), |sheet| read_shelf(&sheet))?,
            members: sheet("roster.csv")?.map_or(Ok(Vec::new()), |sheet| read_roster(&sheet))?,
        })
    }
}

fn sheet(file: &Path) -> Result<Option<Sheet>> {
    if !file.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(file).with_context(|| format!("读不了 {}", file.display()))?;
    Ok(Some(Sheet::read(&bytes).with_context(|| file.display().to_string())?))
}

/// Takes a new village in, then adopts its rules: a village with a version in force is complete.
///
/// The operation id holds a digest of the content: after a refusal, mended files are another act.
pub async fn take_in(house: &House, village: &VillageId, bundle: Bundle, beginning: Beginning) -> Result<()> {
    let rulebook = Arc::new(check(&bundle).rulebook.context("规则文件有错误")?);
    let effective_on = rulebook.settings().effective_on.unwrap_or(house.books.clock.now().day());
    let adopt = house.own_act(village, &format!("settle-rules-{}", rulebook.hash()))?;
    // Rules that would not be adopted keep the rest out, too.
    let trial = Act { dry_run: true, ..adopt.clone() };
    house.books.perform(trial, Adopt { bundle: bundle.clone(), effective_on }).await?;
    let job = beginning.job(&rulebook);
    let digest = hex(Sha256::digest(serde_json::to_vec(&job)?));
    house.books.perform(house.own_act(village, &format!("settle-{digest}"))?, job).await?;
    house.library.adopt(adopt, bundle, effective_on).await?;
    Ok(())
}

impl Beginning {
    fn job(self, rulebook: &Arc<Rulebook>) -> TakeIn {
        let settings = rulebook.settings();
        let fund = settings.fund.as_ref().filter(|fund| !fund.budget.is_zero());
        TakeIn {
            code: settings.division.as_ref().map_or_else(String::new, ToString::to_string),
            name: settings.name.clone(),
            township: settings.township.clone().unwrap_or_default(),
            allocate: fund.map(|fund| Allocate { amount: fund.budget, note: fund.name.clone() }),
            shelve: Shelve { goods: self.goods },
            enrol: Enrol { members: self.members, rulebook: rulebook.clone() },
            staff: self.staff,
            rulebook: rulebook.hash().to_owned(),
        }
    }
}
