//! Reporting something, and deciding on it. Pure.
//!
//! Refusals of reporting, in the order they are checked: `reports.unknown_person`, `reports.future_day`, `reports.not_protected`, `reports.nothing_told`,
//! `reports.too_long`, then those of judging. Of deciding: `reports.unknown_report`, `reports.lives_here`, `reports.already_decided`,
//! `reports.same_person`, `reports.already_reviewed`, `reports.reason_missing`, `reports.too_long`. None of them depends on who reported it, but for the first, which
//! only whoever typed the number meets.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::model::*;
use crate::awards::{self, Whose, Worth};
use crate::db::{Book, Job, Part};
use crate::roster;
use crate::rulebook::Rulebook;
use crate::versions::Needs;
use crate::words::{Act, Refusal, Role};

/// What somebody tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Telling {
    pub rule: String,
    /// The number of whoever saw it.
    pub person: String,
    pub occurred_on: NaiveDate,
    pub facts: BTreeMap<String, String>,
    pub told: String,
}

/// Takes a report in.
#[derive(Serialize)]
pub(super) struct TakeIn {
    pub telling: Telling,
    /// A fresh random code. A repeat is answered with the first one.
    #[serde(skip)]
    pub receipt: String,
    /// In force on the day it happened.
    #[serde(skip)]
    pub rulebook: Arc<Rulebook>,
    /// The tallies that are kept.
    #[serde(skip)]
    pub needs: Needs,
}

impl Job for TakeIn {
    type Answer = Receipt;
    const VERB: &'static str = "report";
    const PART: Part = Part::Apart;

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Receipt, Refusal> {
        let telling = &self.telling;
        let subject = roster::find(book, &telling.person);
        let Some((person, home)) = subject.and_then(|found| Some((found.person?, found.household))) else {
            return Err(ReportRefusal::UnknownPerson(telling.person.clone()).into());
        };
        self.check(act)?;
        let whose = Whose { person: person.number.clone(), household: home.number.clone(), group_name: home.group_name.clone() };
        let (pooled, owed) = self.worth(book, &whose)?;
        let (receipt, points) = (self.receipt.clone(), owed.points.min(pooled.points));
        let Whose { person, household, group_name } = whose;
        book.put(Owner { person, receipt: receipt.clone(), household, group_name, worth: json(&owed), points });
        let report = self.report(act, book.next_serial("report"), &pooled);
        book.put(report);
        Ok(Receipt { receipt })
    }
}

impl TakeIn {
    fn check(&self, act: &Act) -> Result<(), ReportRefusal> {
        let Telling { rule, occurred_on, told, .. } = &self.telling;
        if *occurred_on > act.at.day() {
            return Err(ReportRefusal::FutureDay(*occurred_on));
        }
        if !self.rulebook.rule(rule).is_some_and(|rule| rule.is_confidential()) {
            return Err(ReportRefusal::NotProtected(rule.clone()));
        }
        if told.trim().is_empty() {
            return Err(ReportRefusal::NothingTold);
        }
        check_length(told)
    }

    /// What it is worth to the pool, and to whoever reported it.
    fn worth(&self, book: &Book, whose: &Whose) -> Result<(Worth, Worth), Refusal> {
        let (reports, owners) = (book.under::<Report>(()), book.under::<Owner>(()));
        let reports: Vec<&Report> = reports.iter().filter(|report| report.state != ReportState::Rejected).collect();
        let nobody = Whose::default();
        let pooled: Vec<_> = reports.iter().filter_map(|report| Some((*report, nobody.clone(), worth(&report.worth)?))).collect();
        let owners: HashMap<&str, &Owner> = owners.iter().map(|owner| (owner.receipt.as_str(), owner)).collect();
        let owned = |report: &&Report| owners.get(report.receipt.as_str()).copied();
        let owed: Vec<_> =
            reports.iter().filter_map(|report| owned(report).and_then(|owner| Some((*report, of(owner), worth(&owner.worth)?)))).collect();
        Ok((self.judge(&nobody, &pooled)?, self.judge(whose, &owed)?))
    }

    fn judge(&self, whose: &Whose, earlier: &[(&Report, Whose, Worth)]) -> Result<Worth, Refusal> {
        let done = |rule, occurred_on, whose| awards::Done { rule, occurred_on, whose };
        let earlier: Vec<_> =
            earlier.iter().map(|(report, whose, worth)| (done(report.rule.as_str(), report.occurred_on, whose), worth)).collect();
        let this = done(&self.telling.rule, self.telling.occurred_on, whose);
        awards::worth((&self.rulebook, &self.needs), this, &self.telling.facts, &earlier)
    }

    fn report(&self, act: &Act, id: i64, pooled: &Worth) -> Report {
        let Telling { rule, occurred_on, facts, told, .. } = &self.telling;
        let people = self.rulebook.rule(rule).map_or(1, |rule| rule.review().people(pooled.points));
        Report {
            id,
            receipt: self.receipt.clone(),
            rule: rule.clone(),
            occurred_on: *occurred_on,
            facts: json(facts),
            told: told.trim().to_owned(),
            state: ReportState::Submitted,
            reviews_needed: people.max(1).into(),
            worth: json(pooled),
            points: pooled.points,
            taken_in_by: (act.actor.role != Role::Resident).then(|| act.actor.staff.clone()),
            reported_on: act.at.day(),
            decided_on: None,
            entry: None,
        }
    }
}

fn of(owner: &Owner) -> Whose {
    Whose { person: owner.person.clone(), household: owner.household.clone(), group_name: owner.group_name.clone() }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A worth as it is stored.
pub(super) fn worth(text: &str) -> Option<Worth> {
    serde_json::from_str(text).ok()
}

/// Refuses `reports.too_long`.
fn check_length(text: &str) -> Result<(), ReportRefusal> {
    if text.chars().count() <= LONGEST { Ok(()) } else { Err(ReportRefusal::TooLong) }
}

/// Finds that a report is so, or that it is not.
#[derive(Serialize)]
pub(super) struct Decide {
    pub report: i64,
    pub approves: bool,
    pub reason: String,
}

impl Job for Decide {
    type Answer = Decided;
    const VERB: &'static str = "decide_report";
    const PART: Part = Part::Apart;

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Decided, Refusal> {
        let mut report = book.get::<Report>(self.report).ok_or(ReportRefusal::UnknownReport(self.report))?;
        let reviews = book.under::<ReportReview>(self.report);
        self.check(act, &report, &reviews)?;
        let (line, reviewer) = (reviews.len() as i64 + 1, act.actor.staff.clone());
        let reason = self.reason.trim().to_owned();
        book.put(ReportReview { report: report.id, line, approves: self.approves, reviewer, reason, at: act.at });
        let missing = if self.approves { (report.reviews_needed - line).max(0) } else { 0 };
        if missing == 0 {
            report.state = if self.approves { ReportState::Approved } else { ReportState::Rejected };
            report.decided_on = Some(act.at.day());
            book.put(report.clone());
        }
        Ok(Decided { id: report.id.to_string(), state: report.state, reviews_missing: missing })
    }
}

impl Decide {
    fn check(&self, act: &Act, report: &Report, reviews: &[ReportReview]) -> Result<(), ReportRefusal> {
        let actor = &act.actor;
        if actor.household.is_some() {
            return Err(ReportRefusal::LivesHere);
        }
        if report.state != ReportState::Submitted {
            return Err(ReportRefusal::AlreadyDecided(report.state));
        }
        if report.taken_in_by.as_ref() == Some(&actor.staff) {
            return Err(ReportRefusal::SamePerson);
        }
        if reviews.iter().any(|review| review.reviewer == actor.staff) {
            return Err(ReportRefusal::AlreadyReviewed);
        }
        if !self.approves && self.reason.trim().is_empty() {
            return Err(ReportRefusal::ReasonMissing);
        }
        check_length(&self.reason)
    }
}
