//! Proposing an erratum. Pure: on a village's book. What it would change is worked out beforehand, by the decision that will carry it out.
//!
//! Refusals, in the order they are checked: `versions.unknown_version`, `errata.no_draft`, `versions.wrong_files`, `versions.has_errors`,
//! `versions.unreadable`, `errata.other_change`, `errata.unchanged`, `errata.not_numbers`, `errata.protected`, `errata.wrong_day`,
//! `errata.already_corrected`, `errata.another_waits`, `errata.reason_missing`.

use chrono::NaiveDate;
use serde::Serialize;

use super::carrying_out::reign;
use super::model::*;
use super::refusals::ErratumRefusal;
use super::sheet::Sheet;
use super::told::ErratumBody;
use crate::db::{Book, Grounds, Job};
use crate::rulebook::Source;
use crate::words::{Act, Refusal};

/// What somebody wants to put right.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Wanted {
    /// The version whose text is wrong, and the rule in it.
    pub version: i64,
    pub rule: String,
    /// From which of its days on; `None` for all of them.
    pub from_on: Option<NaiveDate>,
    pub reason: String,
    /// The corrected files; the village's draft where none are sent.
    pub files: Option<Vec<Source>>,
}

/// What was worked out of it.
#[derive(Clone)]
pub(super) struct Prospect {
    pub from_on: NaiveDate,
    /// What is different.
    pub sentence: String,
    /// The corrected files as text.
    pub bundle: String,
    pub sheet: Sheet,
}

/// Proposes an erratum.
#[derive(Serialize)]
pub(super) struct Propose {
    pub wanted: Wanted,
    /// Or what speaks against it: a repeated request is told its first answer all the same.
    #[serde(skip)]
    pub prospect: Result<Prospect, Refusal>,
}

impl Job for Propose {
    type Answer = ErratumBody;
    const VERB: &'static str = "propose_erratum";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ErratumBody, Refusal> {
        let Prospect { from_on, sentence, bundle, sheet } = self.prospect.clone()?;
        reign(book, self.wanted.version, from_on)?;
        if let Some(open) = book.under::<Erratum>(()).iter().find(|erratum| erratum.state.is_open()) {
            return Err(ErratumRefusal::AnotherWaits(open.id).into());
        }
        if self.wanted.reason.trim().is_empty() {
            return Err(ErratumRefusal::ReasonMissing.into());
        }
        let erratum = Erratum {
            id: book.next_serial("erratum"),
            state: ErratumState::Proposed,
            version: self.wanted.version,
            rule: self.wanted.rule.clone(),
            from_on,
            sentence,
            reason: self.wanted.reason.trim().to_owned(),
            bundle,
            proposed_by: act.actor.staff.clone(),
            proposed_at: act.at,
            confirmed_by: None,
            confirmed_at: None,
            days: None,
            last_on: None,
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_because: None,
            carried_out_at: None,
            corrected: None,
        };
        sheet.keep(book, erratum.id, Stage::Proposed);
        book.put(erratum.clone());
        Ok(ErratumBody::of(&erratum, &sheet))
    }

    fn grounds(&self, answer: &ErratumBody) -> Grounds {
        Grounds::about("erratum", &answer.id).because(&self.wanted.reason)
    }
}
