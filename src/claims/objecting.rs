//! What becomes of a claim that a resident objects to (有意见). Pure: on a village's book.
//!
//! As long as nobody has ruled on it, nobody proposes a correction of it either: the claim's state is the one lock for both.
//! Not here: who may object, who rules on it and until when (`notices`).

use super::model::*;
use crate::awards::{self, Award, AwardState, Because};
use crate::db::Book;
use crate::rulebook::Rulebook;
use crate::versions::Needs;
use crate::words::{Act, Refusal};

/// Lets an approved claim wait for a ruling; an award that is not posted yet is held up.
pub fn object(book: &mut Book, claim: Claim, award: Award) {
    awards::contest(book, award);
    book.put(Claim { state: ClaimState::Objected, ..claim });
}

/// Lets a claim go on that somebody objected to without being right.
pub fn dismiss(book: &mut Book, act: &Act, claim: Claim, award: Award) {
    awards::uphold(book, act, award);
    book.put(Claim { state: ClaimState::Approved, ..claim });
}

/// Somebody objected and is right. An award that is not posted never is; one that is posted is taken back once somebody else agrees, as with every
/// correction. `with` holds the rulebook that judged it.
pub fn uphold(book: &mut Book, act: &Act, with: (&Rulebook, &Needs), (claim, award): (Claim, Award), reason: &str) -> Result<(), Refusal> {
    let role = act.actor.role;
    let (ruling, state) = match award.state {
        AwardState::Posted => (Ruling::ProposeReversal, ClaimState::Contested),
        _ => (Ruling::UpholdObjection, ClaimState::Reversed),
    };
    if state == ClaimState::Reversed {
        awards::take_back(book, act, with, award, &Because { reason, proposed: role, confirmed: role, reset_on: None })?;
    }
    let line = book.under::<Review>(claim.id).len() as i64 + 1;
    book.put(Review { claim: claim.id, line, ruling, reviewer: act.actor.staff.clone(), role, reason: reason.to_owned(), at: act.at });
    book.put(Claim { state, ..claim });
    Ok(())
}
