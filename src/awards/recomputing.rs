//! Awards judged again because the text they were judged by was not what the meeting decided (勘误). Pure: on a village's book.
//!
//! Every award of the days in question is taken out of the tallies and judged twice more in the order in which it was recorded, with the engine of every
//! day: by the text as it was and by the corrected one. Only what comes out differently changes, and becomes what it would have been. So an award
//! that some limit cut because another one was too large is made whole, and what has happened to a household since (a move, a reversal that
//! made room) changes nothing.
//!
//! Not here: which text takes the place of which, who agreed, and that everybody was shown it before (`errata`).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::adjusting::{Adjustment, adjust};
use super::counting::count;
use super::history::{Holders, Past};
use super::model::{Award, AwardState, Deed, Judged, json, judged};
use super::sharing::Share;
use crate::db::Book;
use crate::ledger;
use crate::roster::{Household, Resident, Subject};
use crate::rulebook::{Rulebook, StepKind};
use crate::versions::{Needs, Reign};
use crate::words::{Act, Refusal};

/// What is filled in for a deed.
pub type Facts = BTreeMap<String, String>;

/// By what is judged again.
pub struct Recompute<'a> {
    pub erratum: i64,
    /// What every entry it makes says first.
    pub told: &'a [String],
    /// Every text that has judged awards of these days, the one that is corrected among them.
    pub texts: &'a [Arc<Rulebook>],
    /// The one that is corrected.
    pub before: &'a Rulebook,
    pub after: &'a Rulebook,
    /// The tallies that are kept, those of the corrected text among them.
    pub needs: &'a Needs,
    /// The latest 清零日 that is over.
    pub reset_on: Option<NaiveDate>,
}

/// The awards that a version's text has judged, from a day on, as far as they stand; in the order in which they were recorded.
pub fn judged_under(book: &Book, reign: &Reign, from_on: NaiveDate) -> Vec<Award> {
    let mut all = book.under::<Award>(());
    all.retain(|award| {
        let is_of_text = reign.hashes.contains(&award.rulebook) && reign.covers(award.occurred_on);
        is_of_text && award.occurred_on >= from_on && award.state.counts()
    });
    all
}

/// Judges awards again and makes them what they should have been; those that change, each as it is now and with what was done.
pub fn recompute(
    book: &mut Book,
    act: &Act,
    terms: &Recompute<'_>,
    concerned: &[(Award, Facts)],
) -> Result<Vec<(Award, Adjustment)>, Refusal> {
    concerned.iter().for_each(|(award, _)| terms.count(book, award, -1));
    let before = terms.judge_all(book, terms.before, concerned);
    let after = terms.judge_all(book, terms.after, concerned);
    let mut changed = Vec::new();
    for (((award, _), before), after) in concerned.iter().zip(before).zip(after) {
        match (before, after) {
            (Some(before), Some(after)) if !is_same(&before, &after) && !binds(terms, award, &after) => changed.push((award, after)),
            _ => terms.count(book, award, 1),
        }
    }
    // What is given is given first: it may be what makes up for what is taken.
    changed.sort_by_key(|(award, after)| (after.award.points < award.points, award.id));
    let mut done = Vec::new();
    for (award, after) in changed {
        let adjusted = adjust(book, act, terms, award, (after.award, &after.shares))?;
        count(book, terms.needs, terms.after, &adjusted.0, 1);
        done.push(adjusted);
    }
    done.sort_by_key(|(award, _)| award.id);
    Ok(done)
}

impl Recompute<'_> {
    fn count(&self, book: &mut Book, award: &Award, direction: i64) {
        if let Some(text) = self.texts.iter().find(|text| text.hash() == award.rulebook) {
            count(book, self.needs, text, award, direction);
        }
    }

    /// What every award comes to by one text, each judged after those before it; in the end nothing of it is counted. `None` where it cannot be judged:
    /// then it counts as it stands.
    fn judge_all(&self, book: &mut Book, rulebook: &Rulebook, concerned: &[(Award, Facts)]) -> Vec<Option<Again>> {
        let mut all = Vec::with_capacity(concerned.len());
        for (award, facts) in concerned {
            let again = self.judge(book, rulebook, award, facts);
            match &again {
                Some(again) => count(book, self.needs, rulebook, &again.award, 1),
                None => self.count(book, award, 1),
            }
            all.push(again);
        }
        for ((award, _), again) in concerned.iter().zip(&all) {
            match again {
                Some(again) => count(book, self.needs, rulebook, &again.award, -1),
                None => self.count(book, award, -1),
            }
        }
        all
    }

    fn judge(&self, book: &Book, rulebook: &Rulebook, award: &Award, facts: &Facts) -> Option<Again> {
        let subject = subject(book, award);
        let recorded = award.recorded_by.as_deref().zip(award.recorded_on);
        let deed = Deed { rule: &award.rule, subject: &subject, occurred_on: award.occurred_on, facts, recorded };
        let past = Past {
            book,
            holders: Holders::of(&subject, &award.account),
            on: award.occurred_on,
            balance: ledger::available(book, &ledger::successor(book, &award.account)).unwrap_or_default(),
            household_size: deed.household_size(),
        };
        let judged = judged(&past, &award.account, award.id, rulebook, &deed).ok()?;
        let (amounts, steps) = (judged.amounts(rulebook, &deed), json(&judged.steps));
        let Judged { award: fresh, shares, .. } = judged;
        let (state, post_on, entry) = (award.state, award.post_on, award.entry);
        Some(Again { award: Award { amounts, steps, state, post_on, entry, ..fresh }, shares })
    }
}

/// An award as it would be.
struct Again {
    award: Award,
    shares: Vec<Share>,
}

/// Whether a deed comes to the same by both texts.
fn is_same(one: &Again, other: &Again) -> bool {
    let worth = |again: &Again| (again.award.raw, again.award.bonus, again.award.points);
    let received = |again: &Again| again.shares.iter().map(|share| (share.account.clone(), share.points)).collect::<Vec<_>>();
    worth(one) == worth(other) && received(one) == received(other)
}

/// Whether more hangs on a posted award than points: a bar or a promise (否决, 修复) that came with it and would go, or was not made and would be owed.
/// Such an award is left alone; whoever finds it wrong proposes a correction of it.
fn binds(terms: &Recompute<'_>, award: &Award, after: &Again) -> bool {
    let keeps = |kind| award.has_step(kind) == after.award.has_step(kind);
    let promises = terms.after.rule(&award.rule).is_some_and(|rule| rule.repair().is_some());
    let is_kept = !promises || award.points.is_negative() == after.award.points.is_negative();
    award.state == AwardState::Posted && !(keeps(StepKind::Veto) && keeps(StepKind::Repair) && is_kept)
}

/// Whom an award was recorded for, as it was then; how many live in the household is known of today only.
fn subject(book: &Book, award: &Award) -> Subject {
    let Award { household: number, group_name, person, .. } = award.clone();
    let (name, relation) = (String::new(), String::new());
    let person = person.map(|person| Resident { number: person, household: number.clone(), name, relation });
    let (head, members) = book.get::<Household>(number.as_str()).map_or((String::new(), 1), |home| (home.head, home.members));
    Subject { person, household: Household { number, group_name, head, members } }
}
