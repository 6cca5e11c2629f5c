//! Asking that what is stored of somebody be deleted, agreeing to it, carrying it out. Pure: on a village's book.
//!
//! Refusals, in the order they are checked. Asking: `personal.unknown_resident`, `personal.already_erased`, `personal.erasure_waiting`,
//! `personal.wrong_ground`, `personal.basis_missing` (staff), `personal.own_household` (staff), then what is open. Deciding:
//! `personal.unknown_erasure`, `personal.already_decided`, `personal.own_household`, `personal.same_person` (agreeing), `personal.reason_missing` (turning
//! down), `personal.changed_meanwhile` (agreeing), then what is open. Withdrawing: `personal.unknown_erasure` (a resident: also for
//! somebody else's), `personal.already_decided`, `personal.not_yours`. What is open:
//! `personal.points_held`, `personal.points_left`, `personal.claims_open`, `personal.objections_open`, `personal.change_waiting`,
//! `personal.redemption_open`. What protected reports brought holds nothing up: a no would tell of it.

use serde::Serialize;

use super::footprint::Footprint;
use super::model::*;
use super::refusals::PersonalRefusal as R;
use crate::awards::{self, Award, AwardState};
use crate::claims::{self, Claim, ClaimState};
use crate::db::{Book, Column, Grounds, Job, Key, Part, forget_answers, trail};
use crate::ledger::{self, Account, Draft, EntryKind};
use crate::roster::{self, ChangeState, HouseholdChange, Resident};
use crate::words::{Act, Actor, Points, Refusal, Role};
use crate::{entrance, errata, notices, oversight, reports, shop};

/// The longest basis or reason, in letters.
const LONGEST: usize = 200;

/// Asks that everything about somebody be deleted.
#[derive(Clone, Serialize)]
pub(super) struct Ask {
    /// For whom staff ask; residents ask for themselves.
    pub resident: Option<String>,
    pub ground: Ground,
    /// The paper it rests on.
    pub basis: String,
    /// Whether the points that are left are given up.
    pub waives: bool,
    #[serde(skip)]
    pub footprint: Footprint,
}

impl Job for Ask {
    type Answer = ErasureBody;
    const VERB: &'static str = "ask_erasure";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ErasureBody, Refusal> {
        let person = self.whose(act, book)?;
        let is_waiting = |erasure: &Erasure| erasure.resident == person.number && erasure.state == ErasureState::Waiting;
        if let Some(waiting) = book.under::<Erasure>(()).into_iter().find(is_waiting) {
            return Err(R::ErasureWaiting(waiting.id).into());
        }
        let basis = self.grounds(act, book, &person)?;
        check_open(book, &person, &self.footprint, self.waives)?;
        let erasure = Erasure {
            id: book.next_serial("erasure"),
            resident: person.number,
            household: self.footprint.home.clone(),
            ground: self.ground,
            basis,
            waives: self.waives,
            state: ErasureState::Waiting,
            asked_by: act.actor.staff.clone(),
            asked_role: act.actor.role,
            asked_at: act.at,
            decided_by: None,
            decided_role: None,
            decided_at: None,
            reason: None,
        };
        book.put(erasure.clone());
        Ok(ErasureBody::from(&erasure))
    }

    fn grounds(&self, asked: &ErasureBody) -> Grounds {
        Grounds { behalf: self.resident.clone(), ..Grounds::about("erasure", &asked.id) }
    }
}

impl Ask {
    fn whose(&self, act: &Act, book: &Book) -> Result<Resident, R> {
        let number = match act.actor.role {
            Role::Resident => act.actor.staff.as_str(),
            _ => self.resident.as_deref().map_or("（没有写）", str::trim),
        };
        let person = book.get::<Resident>(number).ok_or_else(|| R::UnknownResident(number.to_owned()))?;
        if person.is_forgotten() { Err(R::AlreadyErased) } else { Ok(person) }
    }

    /// Whether it is asked for on the ground it can be asked for on; the paper.
    fn grounds(&self, act: &Act, book: &Book, person: &Resident) -> Result<String, R> {
        let fits = match (act.actor.role, self.ground) {
            (Role::Resident, ground) => ground == Ground::Own,
            (_, Ground::Paper) => person.lives_here(),
            (_, Ground::Moved | Ground::Died) => !person.lives_here(),
            (_, Ground::Own) => false,
        };
        if !fits {
            return Err(R::WrongGround);
        }
        if act.actor.role == Role::Resident {
            return Ok(String::new());
        }
        let basis = written(&self.basis).ok_or(R::BasisMissing)?;
        if roster::steps_aside(book, &act.actor, &self.footprint.home) { Err(R::OwnHousehold) } else { Ok(basis) }
    }
}

/// A basis or a reason, if there is one that is not too long.
fn written(text: &str) -> Option<String> {
    let text = text.trim();
    (1..=LONGEST).contains(&text.chars().count()).then(|| text.to_owned())
}

/// Nothing is deleted that somebody still needs for deciding.
fn check_open(book: &Book, person: &Resident, footprint: &Footprint, waives: bool) -> Result<(), R> {
    let accounts: Vec<Account> = footprint.accounts.iter().filter_map(|number| book.get(number)).collect();
    if accounts.iter().any(|account| account.held != 0) {
        return Err(R::PointsHeld);
    }
    let left: i64 = accounts.iter().map(|account| account.posted).sum();
    if left > 0 && !waives {
        return Err(R::PointsLeft(Points::from_hundredths(left)));
    }
    let claims = footprint.claims.iter().filter(|(id, _)| is_open(book, *id)).count();
    if claims > 0 {
        return Err(R::ClaimsOpen(claims));
    }
    let objections = footprint.objections.iter().filter(|(award, id)| notices::is_open(book, *award, *id)).count();
    if objections > 0 {
        return Err(R::ObjectionsOpen(objections));
    }
    let waits = |change: &HouseholdChange| {
        change.state == ChangeState::Waiting && (footprint.changes.contains(&change.id) || change.touches(&person.household))
    };
    if let Some(change) = book.under::<HouseholdChange>(()).into_iter().find(waits) {
        return Err(R::ChangeWaiting(change.id));
    }
    let proposed = footprint.proposals.iter().any(|id| shop::is_open(book, *id));
    if proposed { Err(R::RedemptionOpen) } else { Ok(()) }
}

/// Whether a deed is not decided, or what it gives is not posted yet.
fn is_open(book: &Book, id: i64) -> bool {
    let decides = |claim: Claim| matches!(claim.state, ClaimState::Submitted | ClaimState::Objected | ClaimState::Contested);
    let waits = |award: Award| matches!(award.state, AwardState::OnNotice | AwardState::Contested);
    book.get::<Claim>(id).is_some_and(decides) || book.get::<Award>(id).is_some_and(waits)
}

/// Decides on an erasure that somebody else asked for.
#[derive(Clone, Serialize)]
pub(super) struct Decide {
    pub id: i64,
    pub confirmed: bool,
    pub reason: String,
    #[serde(skip)]
    pub footprint: Footprint,
}

impl Job for Decide {
    type Answer = ErasureBody;
    const VERB: &'static str = "decide_erasure";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ErasureBody, Refusal> {
        let erasure = waiting(book, self.id)?;
        // They may live elsewhere by now than when it was asked for.
        let erasure = Erasure { household: self.footprint.home.clone(), ..erasure };
        check_decider(&act.actor, roster::steps_aside(book, &act.actor, &erasure.household), &erasure, self.confirmed)?;
        let person = book.get::<Resident>(&erasure.resident).ok_or_else(|| R::UnknownResident(erasure.resident.clone()))?;
        let reason = if self.confirmed { None } else { Some(written(&self.reason).ok_or(R::ReasonMissing)?) };
        if self.confirmed {
            if trail::head(book, Part::Village).number != self.footprint.seen {
                return Err(R::ChangedMeanwhile.into());
            }
            check_open(book, &person, &self.footprint, erasure.waives)?;
            carry_out(book, act, &person, &self.footprint)?;
        }
        let state = if self.confirmed { ErasureState::Done } else { ErasureState::Rejected };
        let basis = if self.confirmed { String::new() } else { erasure.basis.clone() };
        let decided = Erasure { basis, reason, ..decided(erasure, act, state) };
        book.put(decided.clone());
        Ok(ErasureBody::from(&decided))
    }

    /// For whom is not said again: it would outlive what is forgotten in this act.
    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("erasure", self.id))
    }

    fn grounds(&self, _: &ErasureBody) -> Grounds {
        let way = if self.confirmed { "confirm" } else { "reject" };
        Grounds { way: Some(way), ..Grounds::about("erasure", self.id) }.because(if self.confirmed { "" } else { &self.reason })
    }
}

fn waiting(book: &Book, id: i64) -> Result<Erasure, R> {
    let erasure = book.get::<Erasure>(id).ok_or(R::UnknownErasure(id))?;
    if erasure.state == ErasureState::Waiting { Ok(erasure) } else { Err(R::AlreadyDecided) }
}

/// Whether somebody, who perhaps steps aside for that household, may decide.
pub(super) fn check_decider(actor: &Actor, steps_aside: bool, erasure: &Erasure, confirms: bool) -> Result<(), R> {
    if steps_aside {
        return Err(R::OwnHousehold);
    }
    if confirms && erasure.asked_by == actor.staff { Err(R::SamePerson) } else { Ok(()) }
}

fn decided(erasure: Erasure, act: &Act, state: ErasureState) -> Erasure {
    let (decided_by, decided_role, decided_at) = (Some(act.actor.staff.clone()), Some(act.actor.role), Some(act.at));
    Erasure { state, decided_by, decided_role, decided_at, ..erasure }
}

/// Takes a request back; whoever asked may do so.
#[derive(Clone, Serialize)]
pub(super) struct Withdraw {
    pub id: i64,
}

impl Job for Withdraw {
    type Answer = ErasureBody;
    const VERB: &'static str = "withdraw_erasure";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ErasureBody, Refusal> {
        // Residents are not told that anybody else asked for anything.
        let is_theirs = |erasure: &Erasure| erasure.asked_by == act.actor.staff;
        if act.actor.role == Role::Resident && !book.get::<Erasure>(self.id).as_ref().is_some_and(is_theirs) {
            return Err(R::UnknownErasure(self.id).into());
        }
        let erasure = waiting(book, self.id)?;
        if !is_theirs(&erasure) {
            return Err(R::NotYours.into());
        }
        let withdrawn = decided(erasure, act, ErasureState::Withdrawn);
        book.put(withdrawn.clone());
        Ok(ErasureBody::from(&withdrawn))
    }

    fn grounds(&self, _: &ErasureBody) -> Grounds {
        Grounds::about("erasure", self.id)
    }
}

/// Every room lets go of what it has written. Points go first: their entry is bound into the chain like any other.
fn carry_out(book: &mut Book, act: &Act, person: &Resident, footprint: &Footprint) -> Result<(), Refusal> {
    for account in footprint.accounts.iter().filter_map(|number| book.get::<Account>(number)).collect::<Vec<_>>() {
        if account.posted > 0 {
            ledger::clear(book, act, &account.number, act.at.day(), Points::from_hundredths(account.posted), given_up(act))?;
        }
        if account.closed_on.is_none() {
            ledger::close_account(book, &account.number, None, act.at.day())?;
        }
    }
    for (id, rulebook) in &footprint.claims {
        claims::forget(book, *id, rulebook.as_deref());
        awards::forget(book, *id);
        errata::forget(book, *id);
    }
    ledger::forget(book, &footprint.entries);
    footprint.objections.iter().for_each(|(award, id)| notices::forget(book, *award, *id));
    footprint.checks.iter().for_each(|(month, claim)| oversight::forget(book, month, *claim));
    footprint.proposals.iter().for_each(|id| shop::forget(book, *id));
    footprint.redemptions.iter().for_each(|redemption| shop::forget_voucher(book, *redemption));
    claims::forget_brought(book, &person.number);
    reports::forget(book, &person.number);
    entrance::forget(book, &person.number, &footprint.door);
    roster::forget(book, &person.number, &footprint.changes);
    forget_here(book, &person.number);
    forget_answers(book, &footprint.answers);
    Ok(())
}

/// What this room itself has written.
fn forget_here(book: &mut Book, resident: &str) {
    for consent in book.under::<Consent>(resident) {
        book.remove::<Consent>(Key::of([consent.resident.to_cell(), consent.board.to_cell(), consent.line.to_cell()]));
    }
    for earlier in book.under::<Erasure>(()).into_iter().filter(|earlier| earlier.resident == resident) {
        book.put(Erasure { basis: String::new(), reason: None, ..earlier });
    }
}

fn given_up(act: &Act) -> Draft {
    Draft {
        kind: EntryKind::Expiry,
        occurred_on: act.at.day(),
        rulebook: None,
        reference: None,
        title: "不要了的积分".to_owned(),
        explanation: vec!["要求删除信息时，剩下的分不要了".to_owned()],
        transfers: Vec::new(),
        expires_on: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::trail::TrailHead;
    use crate::words::{OperationId, VillageId};

    /// Whoever decides saw the village as it was after so many acts; since then it went on to the seventh.
    fn decided(seen: i64, confirmed: bool) -> Result<ErasureBody, &'static str> {
        let mut book = Book::blank(VillageId::draft());
        let text = str::to_owned;
        let at = crate::words::Moment::from_millis(0);
        book.put(Resident { number: text("1-01-1"), household: String::new(), name: text("某"), relation: String::new() });
        book.put(Erasure {
            id: 1,
            resident: text("1-01-1"),
            household: String::new(),
            ground: Ground::Own,
            basis: String::new(),
            waives: true,
            state: ErasureState::Waiting,
            asked_by: text("1-01-1"),
            asked_role: Role::Resident,
            asked_at: at,
            decided_by: None,
            decided_role: None,
            decided_at: None,
            reason: None,
        });
        book.put(TrailHead { part: Part::Village, number: 7, hash: String::new() });
        let actor = Actor { staff: text("S01"), role: Role::Secretary, household: None };
        let operation = OperationId::own("test");
        let act = Act { village: VillageId::draft(), actor, at, operation, salt: [0; 16], device: None, dry_run: false };
        let footprint = Footprint { seen, ..Footprint::default() };
        Decide { id: 1, confirmed, reason: text("还要用"), footprint }.decide(&act, &mut book).map_err(|refusal| refusal.code)
    }

    #[test]
    fn what_was_done_since_somebody_was_looked_for_is_not_missed() {
        for (seen, confirmed, expected) in [(6, true, Err("personal.changed_meanwhile")), (7, true, Ok(())), (6, false, Ok(()))] {
            assert_eq!(decided(seen, confirmed).map(drop), expected, "{seen} {confirmed}");
        }
    }
}
