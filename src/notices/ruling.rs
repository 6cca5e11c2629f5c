//! Ruling (裁定) on an objection, and on an appeal for good. Pure: on a village's book. Whoever recorded, reviewed or handed it in, or ruled on it before,
//! does not rule; nor does whoever had the token of the device that
//! recorded it, nor anybody of the household concerned or of the one that objects.
//!
//! Refusals, in the order they are checked: `objections.unknown`, `objections.not_waiting`, `objections.took_part`, `objections.own_device`,
//! `objections.own_household`, `objections.reason_missing`.

use std::sync::Arc;

use serde::Serialize;

use super::model::*;
use super::objecting::step;
use super::refusals::ObjectionRefusal;
use super::summing;
use super::told::ObjectionBody;
use crate::awards::Award;
use crate::claims::{self, Claim, ClaimState, Review};
use crate::db::{Book, Grounds, Job};
use crate::roster;
use crate::rulebook::Rulebook;
use crate::versions::Needs;
use crate::words::{Act, Actor, Refusal};

/// Decides on an objection.
#[derive(Serialize)]
pub(super) struct Rule {
    pub objection: i64,
    /// Whether whoever objects is right.
    pub upheld: bool,
    pub reason: String,
    /// On an appeal.
    pub is_final: bool,
    /// To which award it objects, under which rulebook that was judged; `None` if there is no such objection.
    #[serde(skip)]
    pub about: Option<(i64, Arc<Rulebook>)>,
    /// The tallies that are kept.
    #[serde(skip)]
    pub needs: Needs,
    /// The devices as which whoever rules could have recorded it.
    #[serde(skip)]
    pub devices: Vec<String>,
}

impl Job for Rule {
    type Answer = ObjectionBody;
    const VERB: &'static str = "rule_on_objection";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ObjectionBody, Refusal> {
        let unknown = || ObjectionRefusal::UnknownObjection(self.objection);
        let (award, rulebook) = self.about.as_ref().ok_or_else(unknown)?;
        let mut objection = book.get::<Objection>((*award, self.objection)).ok_or_else(unknown)?;
        let (claim, award) = book.get::<Claim>(*award).zip(book.get::<Award>(*award)).ok_or_else(unknown)?;
        let steps = book.under::<Step>((objection.award, objection.id));
        let homes = [claim.household.clone(), objection.household.clone()];
        let kin: Vec<_> = homes.into_iter().filter(|home| roster::is_kin(book, &act.actor, home)).collect();
        let ties = Ties { kin: &kin, devices: &self.devices };
        check(&act.actor, &ties, &objection, self.is_final, (&claim, &book.under::<Review>(claim.id), &steps))?;
        if self.reason.trim().is_empty() {
            return Err(ObjectionRefusal::ReasonMissing.into());
        }
        let (verdict, state) = match self.upheld {
            true => (Verdict::Uphold, ObjectionState::Upheld),
            false => (Verdict::Dismiss, ObjectionState::Dismissed),
        };
        objection.state = state;
        summing::waits(book, &objection, -1);
        book.put(step(act, &objection, steps.len(), verdict, &self.reason));
        book.put(objection.clone());
        self.follow(book, act, rulebook, claim, award.clone())?;
        Ok(ObjectionBody::of(&objection, &book.get::<Award>(award.id).unwrap_or(award)))
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("objection", self.objection))
    }

    fn grounds(&self, answer: &ObjectionBody) -> Grounds {
        let way = Some(if self.upheld { "uphold" } else { "dismiss" });
        let rulebook = self.about.as_ref().map(|(_, rulebook)| rulebook.hash().to_owned());
        Grounds { way, rulebook, ..Grounds::about("objection", &answer.id).because(&self.reason) }
    }
}

/// What somebody has to do with an objection besides what stands in it.
pub(super) struct Ties<'a> {
    /// The households of their kin.
    pub kin: &'a [String],
    /// The numbers of devices as which they could have acted.
    pub devices: &'a [String],
}

/// Whether somebody with these ties may decide on an objection as it stands, given its claim, the reviews of that and what was decided already.
pub(super) fn check(
    actor: &Actor,
    ties: &Ties<'_>,
    objection: &Objection,
    is_final: bool,
    (claim, reviews, steps): (&Claim, &[Review], &[Step]),
) -> Result<(), ObjectionRefusal> {
    let waits = if is_final { ObjectionState::Appealed } else { ObjectionState::Raised };
    if objection.state != waits {
        return Err(ObjectionRefusal::NotWaiting(objection.state));
    }
    let reviewers = reviews.iter().map(|review| &review.reviewer);
    let mut involved = [&claim.recorded_by, &objection.raised_by, &objection.resident].into_iter().chain(reviewers);
    if involved.any(|who| *who == actor.staff) || steps.iter().any(|step| step.taken_by == actor.staff) {
        return Err(ObjectionRefusal::TookPart);
    }
    if claim.recorded_role.is_device() && ties.devices.contains(&claim.recorded_by) {
        return Err(ObjectionRefusal::OwnDevice);
    }
    if actor.household.iter().chain(ties.kin).any(|home| *home == claim.household || *home == objection.household) {
        return Err(ObjectionRefusal::OwnHousehold);
    }
    Ok(())
}

impl Rule {
    /// What becomes of the claim. Where it is taken back already, or somebody has yet to agree to that, this ruling changes nothing more; where others
    /// object too, it waits for theirs.
    fn follow(&self, book: &mut Book, act: &Act, rulebook: &Rulebook, claim: Claim, award: Award) -> Result<(), Refusal> {
        let others_object = book.under::<Objection>(award.id).iter().any(|objection| objection.state.is_open());
        match (claim.state, self.upheld) {
            (ClaimState::Objected | ClaimState::Approved, true) => {
                claims::uphold(book, act, (rulebook, &self.needs), (claim, award), self.reason.trim())?;
            }
            (ClaimState::Objected, false) if !others_object => claims::dismiss(book, act, claim, award),
            _ => {}
        }
        Ok(())
    }
}
