//! The common pool: what it gets once a month, and what its owners have moved to their accounts. Pure.

use std::sync::Arc;

use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::model::*;
use crate::awards;
use crate::db::{Book, Grounds, Job, Part, trail};
use crate::ledger::{self, AccountKind, Draft, EntryKind, PROTECTED, Side, Transfer};
use crate::roster;
use crate::rulebook::Rulebook;
use crate::versions::Library;
use crate::words::{Act, Outcome, Points, Refusal, VillageId};

/// What a line says that came from the pool or went into it; no list shows it.
const TITLE: &str = "其他加分";

/// What the line begins with by which the month's entry binds the trail of what is told in confidence: it stands in no link that the village may read.
pub(super) const APART: &str = "apart ";

/// Brings into the pool what was approved in the months before, in one entry for all, then moves what was asked for; how many reports it was. Done
/// once a month, under an operation id made of the month, also where there is nothing to bring: so the entry tells nothing.
#[derive(Serialize)]
pub struct PoolMonth {
    /// The first day of the month that has begun.
    pub begun_on: NaiveDate,
    /// In force today; it says whose account is whose, and how long points count.
    #[serde(skip)]
    pub rulebook: Arc<Rulebook>,
}

/// The month's entry that is due, in a village that rewards reports or did; `None` elsewhere.
pub async fn month_due(library: &Library, village: &VillageId, today: NaiveDate) -> Outcome<Option<PoolMonth>> {
    let eras = library.eras(village).await?;
    let rewards = eras.iter().any(|(first, rulebook)| *first <= today && rulebook.rules().any(|rule| rule.is_confidential()));
    let rulebook = eras.into_iter().rev().find(|(first, _)| *first <= today).map(|(_, rulebook)| rulebook);
    let due = |rulebook| Some(PoolMonth { begun_on: today.with_day(1)?, rulebook });
    Ok(rulebook.filter(|_| rewards).and_then(due))
}

/// The first of the days from one on and before another on which a month's entry is due.
pub async fn next_month_due(library: &Library, village: &VillageId, from: NaiveDate, until: NaiveDate) -> Outcome<Option<NaiveDate>> {
    let begins = |day: &NaiveDate| day.day() == 1;
    for first in from.iter_days().take_while(|day| *day < until).filter(begins) {
        if month_due(library, village, first).await?.is_some() {
            return Ok(Some(first));
        }
    }
    Ok(None)
}

impl PoolMonth {
    /// Under which name it is done.
    pub fn operation(&self) -> String {
        format!("pool-{}", self.begun_on.format("%Y-%m"))
    }

    fn draft(&self, reference: &str, explanation: Vec<String>, transfer: Option<Transfer>) -> Draft {
        Draft {
            kind: EntryKind::Award,
            occurred_on: self.begun_on,
            rulebook: None,
            reference: Some(format!("{PROTECTED}{reference}")),
            title: TITLE.to_owned(),
            explanation,
            transfers: transfer.into_iter().collect(),
            expires_on: None,
        }
    }

    fn bring(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        let is_due = |report: &Report| report.entry.is_none() && report.decided_on.is_some_and(|day| day < self.begun_on);
        let mut due: Vec<Report> = book.under::<Report>(()).into_iter().filter(is_due).collect();
        due.retain(|report| report.state == ReportState::Approved);
        // In the order of what is random: not even that of time is told.
        due.sort_by(|one, other| one.receipt.cmp(&other.receipt));
        let points: Points = due.iter().map(|report| report.points).sum();
        let (issued, pool) = (Side::Village(AccountKind::Issued), Side::Village(AccountKind::Pool));
        let transfer = points.is_positive().then(|| Transfer::points(issued, pool, points));
        let mut bound: Vec<_> = due.iter().map(|report| format!("{} {}", report.receipt, report.points.plain())).collect();
        let apart = trail::head(book, Part::Apart);
        bound.push(format!("{APART}{} {}", apart.number, apart.hash));
        let entry = ledger::post(book, act, self.draft(&self.begun_on.format("%Y-%m").to_string(), bound, transfer))?;
        let count = due.len() as i64;
        due.into_iter().for_each(|report| book.put(Report { entry: Some(entry), ..report }));
        Ok(count)
    }

    /// Where somebody has no account any more it waits.
    fn pay(&self, act: &Act, book: &mut Book, asked: Move) -> Result<(), Refusal> {
        let account = roster::find(book, &asked.person).map(|subject| awards::account_of(&self.rulebook, &subject));
        let Some(account) = account.filter(|account| ledger::available(book, account).is_some()) else { return Ok(()) };
        let transfer = Transfer::points(Side::Village(AccountKind::Pool), Side::Holder(account), asked.points);
        let expires_on = self.rulebook.settings().valid_for.last_day(act.at.day());
        let entry = ledger::post(book, act, Draft { expires_on, ..self.draft(&asked.id, Vec::new(), Some(transfer)) })?;
        book.put(Move { entry: Some(entry), ..asked });
        Ok(())
    }
}

impl Job for PoolMonth {
    type Answer = i64;
    const VERB: &'static str = "pool_month";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<i64, Refusal> {
        let count = self.bring(act, book)?;
        let mut asked: Vec<Move> = book.under::<Move>(()).into_iter().filter(|asked| asked.entry.is_none()).collect();
        asked.retain(|asked| asked.asked_on < self.begun_on);
        asked.sort_by(|one, other| one.id.cmp(&other.id));
        asked.into_iter().try_for_each(|asked| self.pay(act, book, asked))?;
        Ok(count)
    }

    fn grounds(&self, _: &i64) -> Grounds {
        Grounds::about("month", self.begun_on.format("%Y-%m"))
    }
}

/// Asks for points of one's own to be moved from the pool to one's account. Refuses `reports.more_than_there_is`.
#[derive(Serialize)]
pub(super) struct AskToMove {
    pub points: Points,
    /// A fresh random code.
    #[serde(skip)]
    pub id: String,
}

impl Job for AskToMove {
    type Answer = Asked;
    const VERB: &'static str = "ask_to_move";
    const PART: Part = Part::Apart;

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Asked, Refusal> {
        let person = act.actor.staff.clone();
        let reports = book.under::<Report>(());
        let is_credited = |owner: &Owner| reports.iter().any(|report| report.receipt == owner.receipt && report.entry.is_some());
        let owned: Points = book.under::<Owner>(person.as_str()).into_iter().filter(is_credited).map(|owner| owner.points).sum();
        let gone: Points = book.under::<Move>(person.as_str()).into_iter().map(|earlier| earlier.points).sum();
        if !self.points.is_positive() || self.points > owned - gone {
            return Err(ReportRefusal::MoreThanThereIs(owned - gone).into());
        }
        book.put(Move { person, id: self.id.clone(), points: self.points, asked_on: act.at.day(), entry: None });
        Ok(Asked { points: self.points })
    }
}
