//! An award on its way into the ledger. Pure: on a village's book.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::amends::{self, promised};
use super::bars::bar;
use super::model::*;
use super::sharing::Share;
use super::summing;
use crate::db::{Book, Grounds, Job};
use crate::ledger::{self, AccountKind, Draft, EntryKind, Side, Transfer};
use crate::rulebook::Rulebook;
use crate::versions::Needs;
use crate::words::{Act, Kind, Points, Refusal};

/// Posts an award; `with` holds the rulebook that judged it. A deduction takes no more than there is above the village's least balance, and the
/// explanation says so.
pub(super) fn post(book: &mut Book, act: &Act, with: (&Rulebook, &Needs), mut award: Award) -> Result<Award, Refusal> {
    let (rulebook, today) = (with.0, act.at.day());
    let mut explanation = award.sentences();
    let amount = amount(book, &award, &mut explanation);
    let expires_on = expires_on(rulebook, &award, today, &mut explanation);
    let barred = bar(book, rulebook, &award, today);
    explanation.extend(barred);
    let amends = promised(rulebook, &award, amount, today);
    explanation.extend(amends.as_ref().map(|amends| amends.sentence()));
    award.state = AwardState::Posted;
    if !amount.is_zero() {
        let mut draft = draft(&award, amount, explanation, expires_on);
        draft.transfers.extend(to_others(book, &award));
        award.entry = Some(ledger::post(book, act, draft)?);
        summing::posted(book, act, &award, amount + award.shared);
    }
    book.put(award.clone());
    amends::credited(book, with, &award, amends);
    amends::give_back(book, act, with, &award)?;
    Ok(award)
}

/// What is really given or taken.
fn amount(book: &Book, award: &Award, explanation: &mut Vec<String>) -> Points {
    // What is meant for an account that has closed meanwhile concerns whoever took it over.
    let available = ledger::available(book, &ledger::successor(book, &award.account)).unwrap_or_default();
    let amount = award.posted(available).abs();
    if amount < award.points.abs() {
        let (has, floor, cut) = (available.plain(), award.floor.plain(), amount.plain());
        explanation.push(format!("当时只有 {has} 分，扣到 {floor} 为止，实扣 {cut} 分"));
    }
    amount
}

/// The last day on which points count that are credited today (有效期).
pub(super) fn expires_on(rulebook: &Rulebook, award: &Award, today: NaiveDate, explanation: &mut Vec<String>) -> Option<NaiveDate> {
    let term = rulebook.rule(&award.rule).filter(|_| award.points.is_positive())?.valid_for();
    let last = term.last_day(today)?;
    explanation.push(format!("有效期{term}，{last} 以前（含当天）用"));
    Some(last)
}

fn draft(award: &Award, amount: Points, explanation: Vec<String>, expires_on: Option<NaiveDate>) -> Draft {
    let (holder, issued) = (Side::Holder(award.account.clone()), Side::Village(AccountKind::Issued));
    let (kind, transfer) = if award.points.is_negative() {
        (EntryKind::Deduction, Transfer::points(holder, issued, amount))
    } else {
        (EntryKind::Award, Transfer::points(issued, holder, amount))
    };
    Draft {
        kind,
        occurred_on: award.occurred_on,
        rulebook: Some(award.rulebook.clone()),
        reference: Some(award.reference()),
        title: award.rule.clone(),
        explanation,
        transfers: vec![transfer],
        expires_on,
    }
}

/// What others receive with it, in the same entry: whoever takes the award back takes this back, too.
fn to_others(book: &Book, award: &Award) -> Vec<Transfer> {
    if award.shared.is_zero() {
        return Vec::new();
    }
    // A later line may correct an earlier one.
    let mut all: BTreeMap<String, Points> = BTreeMap::new();
    book.under::<Share>(award.id).into_iter().for_each(|share| *all.entry(share.account).or_default() += share.points);
    let transfer = |(account, points)| Transfer::points(Side::Village(AccountKind::Issued), Side::Holder(account), points);
    all.into_iter().filter(|(_, points)| points.is_positive()).map(transfer).collect()
}

/// Posts an award whose notice days are over. Done by the service's timed job, under an operation id made of the award's number.
///
/// Refuses `awards.not_due`.
#[derive(Clone, Serialize)]
pub struct PostDue {
    pub award: i64,
    /// The one that judged it.
    #[serde(skip)]
    pub rulebook: Arc<Rulebook>,
    /// The tallies that are kept.
    #[serde(skip)]
    pub needs: Needs,
}

impl Job for PostDue {
    type Answer = ();
    const VERB: &'static str = "post_due";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let due = book.get::<Award>(self.award).filter(|award| award.state == AwardState::OnNotice && award.post_on <= Some(act.at.day()));
        let Some(award) = due else {
            return Err(Refusal::new("awards.not_due", Kind::Conflict, "这一笔还没有到入账的日子，或者已经办过了。", "不用处理。"));
        };
        post(book, act, (&self.rulebook, &self.needs), award).map(|_| ())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds { rulebook: Some(self.rulebook.hash().to_owned()), ..Grounds::about("claim", self.award) }
    }
}
