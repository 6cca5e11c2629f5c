//! A village folder taken into the database: its front row, rules, people, fund and shelf.
//!
//! The first time everything is taken in. Later only changed rule files matter: with 文件即生效 they come into force today, otherwise they stay a draft.
//! Files that fail their check never disturb what is in force.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::files;
use super::house::House;
use crate::awards::{self, Enrol};
use crate::db::{Book, Job};
use crate::funds::Allocate;
use crate::roster::{Member, Staff, Village, read_roster, read_staff};
use crate::rulebook::{Bundle, check};
use crate::sheets::Sheet;
use crate::shop::{Goods, Shelve, read_shelf};
use crate::words::{Act, Refusal, VillageId};

/// Writes or corrects the front row of a village and its staff.
#[derive(Serialize, Deserialize)]
struct Register {
    code: String,
    name: String,
    township: String,
    staff: Vec<Staff>,
}

impl Job for Register {
    type Answer = ();
    const VERB: &'static str = "register";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        let known = book.get::<Village>("village");
        let (households, residents) = known.map_or((0, 0), |village| (village.households, village.residents));
        let (code, name, township) = (self.code.clone(), self.name.clone(), self.township.clone());
        book.put(Village { key: "village".to_owned(), code, name, township, households, residents });
        self.staff.iter().cloned().for_each(|staff| book.put(staff));
        Ok(())
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
            let act = house.own_act(village, &format!("adopt-{hash}-{today}"))?;
            awards::put_in_force(&house.books, &house.library, act, bundle, today).await?;
            Ok(Settled::Updated)
        }
    }
}

/// What a village begins with besides its rules.
#[derive(Default)]
pub struct Beginning {
    pub staff: Vec<Staff>,
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

/// Takes a new village in. Every step has an operation id of its own: a start that was broken off is completed by the next one.
pub async fn take_in(house: &House, village: &VillageId, bundle: Bundle, beginning: Beginning) -> Result<()> {
    let rulebook = Arc::new(check(&bundle).rulebook.context("规则文件有错误")?);
    let settings = rulebook.settings();
    let register = Register {
        code: settings.division.as_ref().map_or_else(String::new, ToString::to_string),
        name: settings.name.clone(),
        township: settings.township.clone().unwrap_or_default(),
        staff: beginning.staff,
    };
    house.books.perform(house.own_act(village, "settle-register")?, register).await?;
    if let Some(fund) = &settings.fund {
        let allocate = Allocate { amount: fund.budget, note: fund.name.clone() };
        house.books.perform(house.own_act(village, "settle-fund")?, allocate).await?;
    }
    house.books.perform(house.own_act(village, "settle-shelf")?, Shelve { goods: beginning.goods }).await?;
    let enrol = Enrol { members: beginning.members, rulebook: rulebook.clone() };
    house.books.perform(house.own_act(village, "settle-roster")?, enrol).await?;
    // Last of all: a village with a version in force is complete.
    let effective_on = settings.effective_on.unwrap_or(house.books.clock.now().day());
    house.library.adopt(house.own_act(village, "settle-rules")?, bundle, effective_on).await?;
    Ok(())
}
