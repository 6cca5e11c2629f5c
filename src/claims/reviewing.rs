//! Reviewing a claim. Pure. Whoever recorded it, or lives in its household, decides nothing about it.
//!
//! Refusals, in the order they are checked: `claims.unknown_claim`, `claims.already_decided`, `claims.not_yours` (withdrawing), `claims.same_person`,
//! `claims.own_household`, `claims.already_reviewed`, `claims.reason_missing` (returning and rejecting).

use std::sync::Arc;

use serde::Serialize;

use super::model::*;
use super::recording::{stand, told};
use crate::awards::{self, Award};
use crate::db::{Book, Job};
use crate::rulebook::Rulebook;
use crate::versions::Needs;
use crate::words::{Act, Refusal};

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
}

impl Job for Decide {
    type Answer = Recorded;
    const VERB: &'static str = "review";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Recorded, Refusal> {
        let (Some(claim), Some(award)) = (book.get::<Claim>(self.claim), book.get::<Award>(self.claim)) else {
            return Err(ClaimRefusal::UnknownClaim(self.claim).into());
        };
        let reviews = book.under::<Review>(self.claim);
        check(act, &claim, &reviews, self)?;
        book.put(Review {
            claim: claim.id,
            line: reviews.len() as i64 + 1,
            ruling: self.ruling,
            reviewer: act.actor.staff.clone(),
            role: act.actor.role,
            reason: self.reason.clone(),
            at: act.at,
        });
        self.follow(book, act, claim, award, reviews.len() as i64 + 1)
    }
}

fn check(act: &Act, claim: &Claim, reviews: &[Review], decide: &Decide) -> Result<(), ClaimRefusal> {
    let (actor, withdraws) = (&act.actor, decide.ruling == Ruling::Withdraw);
    if claim.state != ClaimState::Submitted {
        return Err(ClaimRefusal::AlreadyDecided(claim.state));
    }
    let is_recorder = claim.recorded_by == actor.staff;
    match (withdraws, is_recorder) {
        (true, false) => return Err(ClaimRefusal::NotYours),
        (true, true) => return Ok(()),
        (false, true) => return Err(ClaimRefusal::SamePerson),
        (false, false) => {}
    }
    if actor.household.as_ref() == Some(&claim.household) {
        return Err(ClaimRefusal::OwnHousehold);
    }
    if reviews.iter().any(|review| review.reviewer == actor.staff) {
        return Err(ClaimRefusal::AlreadyReviewed);
    }
    if decide.ruling != Ruling::Approve && decide.reason.trim().is_empty() {
        return Err(ClaimRefusal::ReasonMissing);
    }
    Ok(())
}

impl Decide {
    /// What follows once the decision is written down.
    fn follow(&self, book: &mut Book, act: &Act, mut claim: Claim, award: Award, reviews: i64) -> Result<Recorded, Refusal> {
        let missing = claim.reviews_needed - reviews;
        if self.ruling == Ruling::Approve && missing > 0 {
            return Ok(told(&claim, &award, missing));
        }
        if self.ruling == Ruling::Approve {
            return stand(book, act, &self.rulebook, claim, award);
        }
        awards::withdraw(book, (&self.rulebook, &self.needs), award.clone());
        claim.state = self.ruling.leads_to();
        book.put(claim.clone());
        Ok(Recorded { award: awards::AwardState::Withdrawn.name().to_owned(), ..told(&claim, &award, 0) })
    }
}
