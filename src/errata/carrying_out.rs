//! Judging again what the wrong text has judged: for a look beforehand, and in earnest once the days of the announcement are over. Pure: on a village's book.
//!
//! Both are the same decision. What was recorded under the wrong text while it was announced is put right with the rest.
//!
//! Refusals of carrying out, in the order they are checked: `errata.unknown`, `errata.not_over`, `errata.wrong_day`, `errata.already_corrected`,
//! `errata.still_waiting`.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::model::*;
use super::refusals::ErratumRefusal;
use super::sheet::Sheet;
use crate::awards::{self, Adjustment, Award, Facts, Recompute};
use crate::claims::{Claim, ClaimState};
use crate::db::{Book, Grounds, Job};
use crate::rulebook::{Bundle, Rulebook};
use crate::versions::{self, Needs, Reign};
use crate::words::{Act, Refusal};

/// The texts by which is judged again, worked out beforehand.
#[derive(Clone)]
pub(super) struct Texts {
    /// Pinned.
    pub bundle: Bundle,
    pub corrected: Arc<Rulebook>,
    /// Every text that has judged on the version's days.
    pub judged: Vec<Arc<Rulebook>>,
    /// The one that is corrected.
    pub wrong: Arc<Rulebook>,
    /// The tallies that are kept.
    pub needs: Needs,
    /// The latest 清零日 that is over.
    pub reset_on: Option<NaiveDate>,
}

/// Which version is put right from which day on.
pub(super) fn reign(book: &Book, version: i64, from_on: NaiveDate) -> Result<Reign, ErratumRefusal> {
    let reign = versions::reign(book, version).ok_or(ErratumRefusal::WrongDay(from_on))?;
    if let Some(number) = reign.corrected_by {
        return Err(ErratumRefusal::AlreadyCorrected(number));
    }
    if reign.covers(from_on) { Ok(reign) } else { Err(ErratumRefusal::WrongDay(from_on)) }
}

/// Makes every award of those days what it should have been.
fn judge_again(
    book: &mut Book,
    act: &Act,
    texts: &Texts,
    (reign, from_on): (&Reign, NaiveDate),
    (erratum, told): (i64, &[String]),
) -> Result<Vec<(Award, Adjustment)>, Refusal> {
    awards::count_anew(book, &texts.corrected, &texts.needs);
    let needs: Needs = Arc::new(texts.needs.iter().chain(texts.corrected.all_needs()).cloned().collect());
    let facts = |award: &Award| -> Facts {
        book.get::<Claim>(award.id).and_then(|claim| serde_json::from_str(&claim.facts).ok()).unwrap_or_default()
    };
    let concerned = awards::judged_under(book, reign, from_on).into_iter();
    let concerned: Vec<(Award, Facts)> = concerned.map(|award| (award.clone(), facts(&award))).collect();
    let Texts { judged, wrong, corrected, reset_on, .. } = texts;
    let terms = Recompute { erratum, told, texts: judged, before: wrong, after: corrected, needs: &needs, reset_on: *reset_on };
    awards::recompute(book, act, &terms, &concerned)
}

/// A look at what an erratum would change; only ever done dry.
#[derive(Serialize)]
pub(super) struct Look {
    pub version: i64,
    pub from_on: NaiveDate,
    #[serde(skip)]
    pub texts: Texts,
}

impl Job for Look {
    type Answer = Sheet;
    const VERB: &'static str = "look_at_erratum";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Sheet, Refusal> {
        let reign = reign(book, self.version, self.from_on)?;
        let changed = judge_again(book, act, &self.texts, (&reign, self.from_on), (0, &[]))?;
        Ok(Sheet::of(&changed, &self.texts.wrong))
    }
}

/// Carries an erratum out whose days are over. Done by the service's timed job, under an operation id made of its number.
#[derive(Serialize)]
pub struct CarryOut {
    pub(super) erratum: i64,
    #[serde(skip)]
    pub(super) texts: Texts,
}

impl Job for CarryOut {
    type Answer = i64;
    const VERB: &'static str = "carry_out_erratum";

    /// The number of the version that takes the place of the wrong one.
    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        let mut erratum = book.get::<Erratum>(self.erratum).ok_or(ErratumRefusal::UnknownErratum(self.erratum))?;
        if erratum.state != ErratumState::Announced || !erratum.is_over(act.at.day()) {
            return Err(ErratumRefusal::NotOver.into());
        }
        let reign = reign(book, erratum.version, erratum.from_on)?;
        let told = told(&erratum);
        let changed = judge_again(book, act, &self.texts, (&reign, erratum.from_on), (erratum.id, &told))?;
        check_decided(book, &changed)?;
        Sheet::of(&changed, &self.texts.wrong).keep(book, erratum.id, Stage::CarriedOut);
        let number = versions::correct(
            book,
            act,
            &reign,
            (&self.texts.bundle, erratum.from_on),
            (&erratum.proposed_by, erratum.confirmed_by.as_deref()),
        );
        erratum.state = ErratumState::CarriedOut;
        erratum.carried_out_at = Some(act.at);
        erratum.corrected = Some(number);
        book.put(erratum);
        Ok(number)
    }

    fn grounds(&self, _: &i64) -> Grounds {
        Grounds { rulebook: Some(self.texts.corrected.hash().to_owned()), ..Grounds::about("erratum", self.erratum) }
    }
}

/// What every entry says first: what was wrong, and where that stood.
fn told(erratum: &Erratum) -> Vec<String> {
    let last = erratum.last_on.map_or_else(String::new, |last| format!("，公示到 {last}"));
    vec![format!("规则第 {} 版写错了，{}（第 {} 号规则改正{last}）", erratum.version, erratum.sentence, erratum.id)]
}

/// While somebody has yet to decide on an award, nothing is put right: what they decide on must not change under their hands.
fn check_decided(book: &Book, changed: &[(Award, Adjustment)]) -> Result<(), ErratumRefusal> {
    let state = |award: &Award| book.get::<Claim>(award.id).map(|claim| claim.state);
    let is_held = |award: &Award| matches!(state(award), Some(ClaimState::Objected | ClaimState::Contested));
    let held: Vec<i64> = changed.iter().map(|(award, _)| award).filter(|award| is_held(award)).map(|award| award.id).collect();
    if held.is_empty() { Ok(()) } else { Err(ErratumRefusal::StillWaiting(held)) }
}
