//! Adopting takes two: one brings the text with the record of the meeting, another one looks at both and agrees. Pure.
//!
//! Refusals, in the order they are checked. Proposing: `versions.no_draft`, `adoption.already_proposed`, then those of [`Adopt`]. Deciding:
//! `adoption.unknown_proposal`, `adoption.already_decided`, `adoption.same_person` (confirming), `adoption.reason_missing` and `adoption.too_long`
//! (turning down), then those of [`Adopt`] as things stand by then.

use serde::Serialize;

use super::actions::{Wanted, What, no_draft};
use super::model::*;
use crate::awards;
use crate::db::{Book, Grounds, Job};
use crate::versions::{Adopt, Needs};
use crate::words::{Act, Refusal};

/// Brings a text to be adopted. Nothing comes into force by it.
#[derive(Serialize)]
pub(super) struct Propose {
    pub wanted: Wanted,
    /// `None` where no draft waits.
    #[serde(skip)]
    pub adopt: Option<Adopt>,
}

impl Job for Propose {
    type Answer = Proposed;
    const VERB: &'static str = "propose_adoption";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Proposed, Refusal> {
        let adopt = self.adopt.as_ref().ok_or_else(no_draft)?;
        let waiting = book.under::<Proposal>(()).into_iter().find(|proposal| proposal.state == ProposalState::Proposed);
        if let Some(other) = waiting {
            return Err(AdoptionRefusal::AlreadyProposed(other.id).into());
        }
        adopt.check(act, book)?;
        let proposal = Proposal {
            id: book.next_serial("adoption_proposal"),
            hash: adopt.bundle.digest(),
            bundle: adopt.bundle.to_json(),
            back_to: if let What::Version(number) = self.wanted.what { Some(number) } else { None },
            effective_on: adopt.effective_on,
            adoption: adopt.adoption.clone(),
            state: ProposalState::Proposed,
            proposed_by: act.actor.staff.clone(),
            proposed_role: act.actor.role,
            proposed_at: act.at,
            decided_by: None,
            decided_at: None,
            reason: String::new(),
        };
        book.put(proposal.clone());
        let Proposal { id, state, hash, effective_on, .. } = proposal;
        Ok(Proposed { id: id.to_string(), state, hash, effective_on })
    }

    fn grounds(&self, answer: &Proposed) -> Grounds {
        Grounds { rulebook: Some(answer.hash.clone()), ..Grounds::about("adoption", &answer.id) }
    }
}

/// Decides on a proposal of somebody else; whoever made it may only withdraw it, by turning it down.
#[derive(Serialize)]
pub(super) struct Decide {
    pub id: i64,
    pub confirmed: bool,
    pub reason: String,
    /// The proposed text, checked; `None` if there is no such proposal.
    #[serde(skip)]
    pub adopt: Option<Adopt>,
    /// What is counted already.
    #[serde(skip)]
    pub needs: Needs,
}

impl Job for Decide {
    type Answer = Decided;
    const VERB: &'static str = "decide_adoption";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Decided, Refusal> {
        let unknown = || AdoptionRefusal::UnknownProposal(self.id);
        let proposal = book.get::<Proposal>(self.id).ok_or_else(unknown)?;
        self.check(act, &proposal)?;
        let adopted = match &self.adopt {
            _ if !self.confirmed => None,
            Some(adopt) => Some(put_in_force(act, book, adopt, &self.needs)?),
            None => return Err(unknown().into()),
        };
        let state = if self.confirmed { ProposalState::Confirmed } else { ProposalState::Rejected };
        let (decided_by, decided_at) = (Some(act.actor.staff.clone()), Some(act.at));
        book.put(Proposal { state, decided_by, decided_at, reason: self.reason.trim().to_owned(), ..proposal });
        Ok(Decided { id: self.id.to_string(), state, adopted })
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("adoption", self.id))
    }

    fn grounds(&self, answer: &Decided) -> Grounds {
        let way = Some(if self.confirmed { "confirm" } else { "reject" });
        let rulebook = answer.adopted.as_ref().map(|adopted| adopted.hash.clone());
        Grounds { way, rulebook, ..Grounds::about("adoption", self.id).because(&self.reason) }
    }
}

impl Decide {
    fn check(&self, act: &Act, proposal: &Proposal) -> Result<(), AdoptionRefusal> {
        let is_own = proposal.proposed_by == act.actor.staff;
        if proposal.state != ProposalState::Proposed {
            return Err(AdoptionRefusal::AlreadyDecided(proposal.state));
        }
        if self.confirmed && is_own {
            return Err(AdoptionRefusal::SamePerson);
        }
        if !self.confirmed && !is_own && self.reason.trim().is_empty() {
            return Err(AdoptionRefusal::ReasonMissing);
        }
        if self.reason.chars().count() > LONGEST {
            return Err(AdoptionRefusal::TooLong);
        }
        Ok(())
    }
}

/// Puts a version in force and counts from all awards what no version before it has counted.
pub(super) fn put_in_force(act: &Act, book: &mut Book, adopt: &Adopt, needs: &Needs) -> Result<crate::versions::Adopted, Refusal> {
    let adopted = adopt.decide(act, book)?;
    if let Some(rulebook) = &adopt.checked.rulebook {
        awards::count_anew(book, rulebook, needs);
    }
    Ok(adopted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Book;
    use crate::words::{Actor, Moment, OperationId, Role, VillageId};

    fn act(staff: &str, role: Role) -> Act {
        let actor = Actor { staff: staff.to_owned(), role, household: None };
        let (at, operation) = (Moment::from_millis(0), OperationId::own("test"));
        Act { village: VillageId::draft(), actor, at, operation, device: None, salt: [0; 16], dry_run: false }
    }

    fn proposal(id: i64, state: ProposalState) -> Proposal {
        Proposal {
            id,
            hash: String::new(),
            bundle: String::new(),
            back_to: None,
            effective_on: "2026-04-01".parse().unwrap(),
            adoption: None,
            state,
            proposed_by: "S01".to_owned(),
            proposed_role: Role::Secretary,
            proposed_at: Moment::from_millis(0),
            decided_by: None,
            decided_at: None,
            reason: String::new(),
        }
    }

    #[test]
    fn the_refusals_of_a_decision_come_in_their_order() {
        let mut book = Book::blank(VillageId::draft());
        book.put(proposal(1, ProposalState::Proposed));
        book.put(proposal(2, ProposalState::Rejected));
        let long = "长".repeat(LONGEST + 1);
        // Whoever brought it serves as a supervisor by now.
        let table = [
            (9, "S01", true, "", "adoption.unknown_proposal"),
            (2, "S01", true, "", "adoption.already_decided"),
            (1, "S01", true, "", "adoption.same_person"),
            (1, "J01", false, " ", "adoption.reason_missing"),
            (1, "J01", false, &long, "adoption.too_long"),
        ];
        for (id, staff, confirmed, reason, code) in table {
            let decide = Decide { id, confirmed, reason: reason.to_owned(), adopt: None, needs: Needs::default() };
            let refusal = decide.decide(&act(staff, Role::Supervisor), &mut book).unwrap_err();
            assert_eq!(refusal.code, code, "{id} {staff} {reason}");
        }
        let withdraw = Decide { id: 1, confirmed: false, reason: String::new(), adopt: None, needs: Needs::default() };
        assert_eq!(withdraw.decide(&act("S01", Role::Secretary), &mut book).unwrap().state, ProposalState::Rejected);
    }
}
