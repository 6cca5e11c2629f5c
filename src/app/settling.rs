//! A village folder taken into the database: its front row, rules, people, fund and shelf.
//!
//! The first time everything is taken in, whole or not at all. Later only changed rule files matter: they become a draft, and in a village that tries things out, with 文件即生效, a version,
//! in force from their 生效 or from today. Files that fail their check never disturb what is in force.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::beginning::Beginning;
use super::files;
use crate::adoption::{self, Wanted, What};
use crate::awards::Enrol;
use crate::db::{Book, Job};
use crate::funds::Allocate;
use crate::roster::{self, Appointed, Village};
use crate::rulebook::{Adoption, Bundle, Checked, Rulebook, check};
use crate::shop::Shelve;
use crate::versions::{House, Origin, Redraft, checked};
use crate::words::{Act, Failure, Outcome, Refusal, VillageId, hex};

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
    /// Changed rules are a new version, in force from this day on.
    Updated(NaiveDate),
    /// Changed rules wait as a draft; where 文件即生效 would have put them in force, why it did not.
    Draft(Option<Refusal>),
    /// The rule files have so many errors; they are a draft, what was in force stays.
    Broken(usize),
}

/// Takes a village's folder in, or looks at what has changed in it.
pub async fn settle(house: &House, villages: &Path, rules: &Path, village: &VillageId) -> Result<Settled> {
    let bundle = files::bundle(villages, rules, village)?;
    let checked = checked(&bundle).await?;
    let newest = house.library.newest(village).await?;
    match (newest, &checked.rulebook) {
        (Some((_, newest)), _) => look(house, bundle.pinned(), &checked, &newest).await,
        (None, None) => Ok(Settled::Broken(checked.errors().count())),
        (None, Some(_)) => {
            take_in(house, village, bundle.clone(), Beginning::read(&villages.join(village.as_str()))?, None).await?;
            note(house, bundle.pinned()).await?;
            Ok(Settled::TakenIn)
        }
    }
}

/// Looks at the files of a village that has rules in force. They are news when they say what they did not say at the last look: files that stayed as
/// they are do not undo what was adopted elsewhere since.
async fn look(house: &House, bundle: Bundle, checked: &Checked, newest: &str) -> Result<Settled> {
    let hash = bundle.digest();
    let before = house.library.draft(&bundle.village, Some(Origin::Files)).await?;
    let is_news = before.is_none_or(|draft| draft.hash != hash);
    let settled = match &checked.rulebook {
        _ if hash == newest => Settled::Unchanged,
        None => Settled::Broken(checked.errors().count()),
        Some(rulebook) if is_news && is_tried_out(house, &bundle.village, newest, rulebook).await? => {
            take_effect(house, &bundle, rulebook).await?
        }
        Some(_) => Settled::Draft(None),
    };
    if is_news {
        note(house, bundle).await?;
    }
    Ok(settled)
}

/// Whether files rule by themselves (文件即生效): only where a village tries things out (试行), by its rules in force as by these. Else whoever has the
/// folder in their hands could alone do what takes two.
async fn is_tried_out(house: &House, village: &VillageId, newest: &str, files: &Rulebook) -> Result<bool> {
    let in_force = house.library.version(village, newest).await?;
    Ok(files.settings().files_take_effect && files.settings().on_trial && in_force.settings().on_trial)
}

/// Writes down what the files say.
async fn note(house: &House, bundle: Bundle) -> Outcome<()> {
    let act = house.own_act(&bundle.village, &format!("files-{}-{}", bundle.digest(), house.books.clock.now().millis()))?;
    house.books.perform(act, Redraft { origin: Origin::Files, bundle, seen: None }).await?;
    Ok(())
}

/// Puts them in force: from the day the files name, if it is still to come, or from today.
async fn take_effect(house: &House, bundle: &Bundle, rulebook: &Rulebook) -> Result<Settled> {
    let now = house.books.clock.now();
    let effective_on = rulebook.settings().effective_on.unwrap_or(now.day()).max(now.day());
    // Going back and forth within a day is as many acts.
    let act = house.own_act(&bundle.village, &format!("adopt-{}-{}", bundle.digest(), now.millis()))?;
    let wanted = Wanted { what: What::Files(bundle.clone()), effective_on, adoption: None };
    match adoption::adopt(&house.books, &house.library, act, wanted).await {
        Ok(_) => Ok(Settled::Updated(effective_on)),
        Err(Failure::Refused(refusal)) => Ok(Settled::Draft(Some(refusal))),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

/// From when on the first rules of a village are in force, and by which decision (`None`: the one that the files carry).
pub struct Start {
    pub effective_on: NaiveDate,
    pub adoption: Option<Adoption>,
}

/// Takes a new village in, then adopts its rules: a village with a version in force is complete.
///
/// The operation id holds a digest of the content: after a refusal, mended files are another act.
///
/// What the files say about their beginning counts where no other [`Start`] is given.
pub async fn take_in(house: &House, village: &VillageId, bundle: Bundle, beginning: Beginning, start: Option<Start>) -> Result<()> {
    let rulebook = Arc::new(check(&bundle).rulebook.context("规则文件有错误")?);
    let as_written = || Start { effective_on: rulebook.settings().effective_on.unwrap_or(house.books.clock.now().day()), adoption: None };
    let Start { effective_on, adoption } = start.unwrap_or_else(as_written);
    let wanted = Wanted { what: What::Files(bundle), effective_on, adoption };
    let act = house.own_act(village, &format!("settle-rules-{}", rulebook.hash()))?;
    // Rules that would not be adopted keep the rest out, too.
    let trial = Act { dry_run: true, ..act.clone() };
    adoption::adopt(&house.books, &house.library, trial, wanted.clone()).await?;
    let job = beginning.job(&rulebook);
    let digest = hex(Sha256::digest(serde_json::to_vec(&job)?));
    house.books.perform(house.own_act(village, &format!("settle-{digest}"))?, job).await?;
    adoption::adopt(&house.books, &house.library, act, wanted).await?;
    Ok(())
}

impl Beginning {
    /// Begins a village on a book that nobody keeps.
    pub(super) fn take_in(self, act: &Act, book: &mut Book, rulebook: &Arc<Rulebook>) -> Result<(), Refusal> {
        self.job(rulebook).decide(act, book)
    }

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
