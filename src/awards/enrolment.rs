//! People taken into the roster get an account, and the base score (基础分) where the village gives one.

use std::sync::Arc;

use serde::Serialize;

use crate::db::{Book, Grounds, Job};
use crate::ledger::{self, AccountKind, Draft, EntryKind, Side, Transfer};
use crate::roster::{self, Enrolled, EventKind, Happening, Member};
use crate::rulebook::{Rulebook, Subject};
use crate::words::{Act, Refusal};

/// Takes a list of people in. Refusals are those of [`roster::enrol`].
#[derive(Clone, Serialize)]
pub struct Enrol {
    pub members: Vec<Member>,
    /// In force on the day; it says who has an account and with what it begins.
    #[serde(skip)]
    pub rulebook: Arc<Rulebook>,
}

impl Job for Enrol {
    type Answer = Enrolled;
    const VERB: &'static str = "enrol";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Enrolled, Refusal> {
        let (kind, occurred_on) = (EventKind::Listed, act.at.day());
        let enrolled = roster::enrol(book, &self.members, Happening { kind, occurred_on, recorded_at: act.at, change: None })?;
        let holders = if self.rulebook.settings().account_unit == Subject::Person { &enrolled.residents } else { &enrolled.households };
        for number in holders {
            begin(book, act, &self.rulebook, number)?;
        }
        Ok(enrolled)
    }

    fn grounds(&self, _: &Enrolled) -> Grounds {
        Grounds { rulebook: Some(self.rulebook.hash().to_owned()), ..Grounds::default() }
    }
}

/// Opens the account of whoever is new, with the base score.
pub fn begin(book: &mut Book, act: &Act, rulebook: &Rulebook, number: &str) -> Result<(), Refusal> {
    ledger::open_account(book, number);
    let base = rulebook.settings().base;
    if !base.is_positive() {
        return Ok(());
    }
    let draft = Draft {
        kind: EntryKind::Base,
        occurred_on: act.at.day(),
        rulebook: Some(rulebook.hash().to_owned()),
        reference: None,
        title: "基础分".to_owned(),
        explanation: vec![format!("每户（人）从 {} 分开始", base.plain())],
        transfers: vec![Transfer::points(Side::Village(AccountKind::Issued), Side::Holder(number.to_owned()), base)],
        expires_on: None,
    };
    ledger::post(book, act, draft).map(drop)
}
