//! Deciding about a claim: reviewing it, and taking it back after it was approved. Pure. Whoever recorded it, lives in its household or is kin to it, decides
//! nothing about it; whoever says that an approval was a mistake, or gave it, is not the one who decides whether it was.
//!
//! Refusals, in the order they are checked: `claims.unknown_claim`, `claims.clock_behind`; `claims.already_decided` (reviewing, withdrawing), `claims.not_approved` (proposing a
//! reversal), `claims.no_reversal` (deciding on one); `claims.not_yours` (withdrawing); `claims.same_person`, `claims.own_device`, `claims.own_household`, `claims.kin`,
//! `claims.already_reviewed` (reviewing), `claims.same_proposer` (confirming a reversal), `claims.own_approval` (deciding on one), `claims.reason_missing`; then `awards.points_lapsed`,
//! `awards.points_spent`.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::model::*;
use super::recording::{stand, told};
use crate::awards::{self, Award, Because};
use crate::db::{Book, Grounds, Job};
use crate::roster;
use crate::rulebook::Rulebook;
use crate::sums::{self, Figure};
use crate::versions::Needs;
use crate::words::{Act, Actor, Refusal, Role};

/// One decision about one claim.
#[derive(Serialize)]
pub struct Decide {
    pub(super) claim: i64,
    pub(super) ruling: Ruling,
    pub(super) reason: String,
    /// The one that judged the claim.
    #[serde(skip)]
    pub(super) rulebook: Arc<Rulebook>,
    /// The tallies that are kept.
    #[serde(skip)]
    pub(super) needs: Needs,
    /// The devices as which whoever decides could have recorded it.
    #[serde(skip)]
    pub(super) devices: Vec<String>,
    /// The latest 清零日 that is over.
    #[serde(skip)]
    pub(super) reset_on: Option<NaiveDate>,
}

impl Job for Decide {
    type Answer = Recorded;
    const VERB: &'static str = "review";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Recorded, Refusal> {
        let (Some(claim), Some(award)) = (book.get::<Claim>(self.claim), book.get::<Award>(self.claim)) else {
            return Err(ClaimRefusal::UnknownClaim(self.claim).into());
        };
        // Residents are not told that there is any other claim than their own.
        let is_resident = act.actor.role == Role::Resident;
        if is_resident && !claim.is_of_resident(&act.actor.staff, roster::reaches(book, &act.actor, &claim.subject)) {
            return Err(ClaimRefusal::UnknownClaim(self.claim).into());
        }
        // Under a clock that was set back a notice would end before its days are over.
        if act.at.lies_behind(claim.recorded_at) {
            return Err(ClaimRefusal::ClockBehind(act.at).into());
        }
        let mut reviews = book.under::<Review>(self.claim);
        let ties = Ties { is_kin: roster::is_kin(book, &act.actor, &claim.household), devices: &self.devices };
        check(&act.actor, &ties, &claim, &reviews, self.ruling)?;
        if self.ruling.needs_reason() && self.reason.trim().is_empty() {
            return Err(ClaimRefusal::ReasonMissing.into());
        }
        let review = self.review(act, reviews.len() as i64 + 1);
        if review.ruling == Ruling::Approve {
            sums::add(book, Figure::Approved, act.at.day(), &review.reviewer, (1, 0));
        }
        book.put(review.clone());
        reviews.push(review);
        self.follow(book, act, claim, award, &reviews)
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("claim", self.claim))
    }

    fn grounds(&self, answer: &Recorded) -> Grounds {
        let grounds = Grounds::about("claim", &answer.id).because(&self.reason);
        Grounds { way: Some(self.ruling.name()), rulebook: Some(answer.rulebook.clone()), ..grounds }
    }
}

/// What somebody has to do with a claim besides what stands in it.
pub(super) struct Ties<'a> {
    /// Whether they are kin to its household.
    pub is_kin: bool,
    /// The numbers of devices as which they could have acted.
    pub devices: &'a [String],
}

/// Whether somebody with these ties may take this decision about a claim as it stands now.
pub(super) fn check(actor: &Actor, ties: &Ties<'_>, claim: &Claim, reviews: &[Review], ruling: Ruling) -> Result<(), ClaimRefusal> {
    if claim.state != ruling.follows() || !Ruling::TAKEN_HERE.contains(&ruling) {
        return Err(match ruling.follows() {
            ClaimState::Approved => ClaimRefusal::NotApproved(claim.state),
            ClaimState::Contested => ClaimRefusal::NoReversal,
            _ => ClaimRefusal::AlreadyDecided(claim.state),
        });
    }
    let is_theirs = claim.recorded_by == actor.staff || actor.role == Role::Resident && claim.subject == actor.staff;
    match (ruling == Ruling::Withdraw, is_theirs) {
        (true, false) => return Err(ClaimRefusal::NotYours),
        (true, true) => return Ok(()),
        (false, true) => return Err(ClaimRefusal::SamePerson),
        (false, false) => {}
    }
    if claim.recorded_role.is_device() && ties.devices.contains(&claim.recorded_by) {
        return Err(ClaimRefusal::OwnDevice);
    }
    if actor.household.as_ref() == Some(&claim.household) {
        return Err(ClaimRefusal::OwnHousehold);
    }
    if ties.is_kin {
        return Err(ClaimRefusal::Kin);
    }
    let has_reviewed = reviews.iter().any(|review| review.reviewer == actor.staff);
    let has_approved = reviews.iter().any(|review| review.reviewer == actor.staff && review.ruling == Ruling::Approve);
    let has_proposed = reviews.last().is_some_and(|review| review.reviewer == actor.staff);
    match claim.state {
        ClaimState::Submitted if has_reviewed => Err(ClaimRefusal::AlreadyReviewed),
        ClaimState::Contested if has_proposed && ruling == Ruling::ConfirmReversal => Err(ClaimRefusal::SameProposer),
        // Nobody judges their own approval; what they proposed themselves they may give up.
        ClaimState::Contested if has_approved && !has_proposed => Err(ClaimRefusal::OwnApproval),
        _ => Ok(()),
    }
}

impl Decide {
    fn review(&self, act: &Act, line: i64) -> Review {
        let (reviewer, role) = (act.actor.staff.clone(), act.actor.role);
        Review { claim: self.claim, line, ruling: self.ruling, reviewer, role, reason: self.reason.clone(), at: act.at }
    }

    /// What follows once the decision is written down; it is the last of `reviews`.
    fn follow(&self, book: &mut Book, act: &Act, mut claim: Claim, award: Award, reviews: &[Review]) -> Result<Recorded, Refusal> {
        let judged_by = (&*self.rulebook, &self.needs);
        let award = match self.ruling {
            Ruling::Approve => {
                let missing = claim.reviews_needed - reviews.len() as i64;
                if missing > 0 {
                    return Ok(told(&claim, &award, missing));
                }
                return stand(book, act, judged_by, claim, award);
            }
            Ruling::Return | Ruling::Reject | Ruling::Withdraw => awards::withdraw(book, judged_by, award),
            Ruling::ProposeReversal => awards::contest(book, award),
            Ruling::ConfirmReversal => awards::take_back(book, act, judged_by, award, &self.because(reviews)?)?,
            Ruling::RejectReversal => awards::uphold(book, act, award),
            Ruling::UpholdObjection => return Err(ClaimRefusal::AlreadyDecided(claim.state).into()),
        };
        claim.state = self.ruling.leads_to();
        book.put(claim.clone());
        Ok(told(&claim, &award, i64::from(claim.state == ClaimState::Contested)))
    }

    /// Why a claim is taken back, told by its last two reviews: the proposal and its confirmation.
    fn because<'a>(&self, reviews: &'a [Review]) -> Result<Because<'a>, ClaimRefusal> {
        let [.., proposal, confirmation] = reviews else { return Err(ClaimRefusal::NoReversal) };
        let (proposed, confirmed, reset_on) = (proposal.role, confirmation.role, self.reset_on);
        Ok(Because { reason: proposal.reason.trim(), proposed, confirmed, reset_on })
    }
}
