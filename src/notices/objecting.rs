//! Objecting (有意见) and appealing (申诉). Pure: on a village's book.
//!
//! A resident objects once to an award of their own or of their household's account, its head also to one of a member's (`roster/reach.rs`), and everybody to
//! what stands on a notice: that is what it is put up for. Staff hand in what was said or written to them, in that resident's name. What a resident may not
//! know of looks the same as what does not exist.
//!
//! Refusals, in the order they are checked. Objecting: `objections.unknown_resident` (staff), `objections.unknown_award`, `objections.not_standing`,
//! `objections.too_late`, `objections.already_raised`, `objections.being_corrected`, `objections.sentence_missing` (for another reason than the three). Appealing:
//! `objections.unknown`, `objections.no_appeal`, `objections.too_late`, `objections.being_corrected`, `objections.sentence_missing`.

use chrono::NaiveDate;
use serde::Serialize;

use super::model::*;
use super::refusals::ObjectionRefusal;
use super::summing;
use super::told::ObjectionBody;
use crate::awards::{Award, AwardState};
use crate::claims::{self, Claim, ClaimState};
use crate::db::{Book, Grounds, Job};
use crate::errata;
use crate::ledger::Entry;
use crate::roster::{self, Resident};
use crate::sums::{self, Figure};
use crate::words::{Act, Actor, Refusal, Role};

/// Objects to an award.
#[derive(Serialize)]
pub struct Raise {
    pub award: i64,
    pub reason: Reason,
    pub sentence: String,
    /// For whom staff hand it in; residents object for themselves.
    pub resident: Option<String>,
}

impl Job for Raise {
    type Answer = ObjectionBody;
    const VERB: &'static str = "object";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ObjectionBody, Refusal> {
        let resident = self.whose(act, book)?;
        let (claim, award) = self.check(act, book, &resident)?;
        let objection = Objection {
            award: award.id,
            id: book.next_serial("objection"),
            resident: resident.number,
            household: resident.household,
            reason: self.reason,
            sentence: self.sentence.trim().to_owned(),
            state: ObjectionState::Raised,
            raised_by: act.actor.staff.clone(),
            raised_role: act.actor.role,
            raised_at: act.at,
            answer_by: later(act.at.day(), TIME_TO_ANSWER),
        };
        book.put(objection.clone());
        sums::add(book, Figure::Objected, act.at.day(), "", (1, 0));
        summing::waits(book, &objection, 1);
        Ok(held(book, &objection, claim, award))
    }

    fn grounds(&self, answer: &ObjectionBody) -> Grounds {
        Grounds { behalf: self.resident.clone(), ..Grounds::about("objection", &answer.id) }
    }
}

impl Raise {
    fn whose(&self, act: &Act, book: &Book) -> Result<Resident, ObjectionRefusal> {
        let number = match act.actor.role {
            Role::Resident => &act.actor.staff,
            _ => self.resident.as_ref().ok_or_else(|| ObjectionRefusal::UnknownResident("（没有写）".to_owned()))?,
        };
        book.get::<Resident>(number.trim())
            .filter(|person| !person.is_forgotten())
            .ok_or_else(|| ObjectionRefusal::UnknownResident(number.clone()))
    }

    fn check(&self, act: &Act, book: &Book, resident: &Resident) -> Result<(Claim, Award), ObjectionRefusal> {
        let (claim, award) = reached(book, &act.actor, self.award).ok_or(ObjectionRefusal::UnknownAward(self.award))?;
        if !matches!(award.state, AwardState::OnNotice | AwardState::Contested | AwardState::Posted) {
            return Err(ObjectionRefusal::NotStanding(award.state));
        }
        if let Some(last) = last_day(book, &award).filter(|last| *last < act.at.day()) {
            return Err(ObjectionRefusal::TooLate(last));
        }
        let mine = book.under::<Objection>(award.id).into_iter().find(|objection| objection.resident == resident.number);
        if let Some(earlier) = mine {
            return Err(ObjectionRefusal::AlreadyObjected(earlier.id));
        }
        if claim.state == ClaimState::Contested {
            return Err(ObjectionRefusal::BeingCorrected);
        }
        if self.reason == Reason::Other && self.sentence.trim().is_empty() {
            return Err(ObjectionRefusal::SentenceMissing);
        }
        Ok((claim, award))
    }
}

/// The award of that number, if this actor may know of it. A resident knows of what their household was given, but for what is another member's own and they
/// are not the head; and of what stands on a notice.
fn reached(book: &Book, actor: &Actor, id: i64) -> Option<(Claim, Award)> {
    let (claim, award) = (book.get::<Claim>(id)?, book.get::<Award>(id)?);
    let is_of_all = award.account == award.household;
    let is_theirs = || is_of_all || award.person.as_ref().is_none_or(|person| roster::reaches(book, actor, person));
    let is_own = || actor.household.as_ref() == Some(&award.household) && is_theirs();
    let is_shown = || shown_until(book, id).is_some() && !matches!(award.state, AwardState::Withdrawn | AwardState::Reversed);
    (actor.role != Role::Resident || is_own() || is_shown()).then_some((claim, award))
}

/// The last day of the notice an award stands on; none if it stands on none that was put up.
fn shown_until(book: &Book, award: i64) -> Option<NaiveDate> {
    book.get::<Notice>(book.get::<NoticeLine>(award)?.notice)?.last_on
}

/// The last day to object to an award: the last one of its notice or of an erratum it stands on, and a while after it was posted; none while it waits.
fn last_day(book: &Book, award: &Award) -> Option<NaiveDate> {
    if award.state != AwardState::Posted {
        return None;
    }
    let entry = award.entry.and_then(|seq| book.get::<Entry>(seq));
    let posted_on = entry.map(|entry| entry.at.day()).or(award.post_on)?;
    shown_until(book, award.id).max(errata::announced_until(book, award.id)).max(Some(later(posted_on, TIME_TO_OBJECT)))
}

/// Lets the claim wait for the ruling, if it does not already.
fn held(book: &mut Book, objection: &Objection, claim: Claim, award: Award) -> ObjectionBody {
    if claim.state == ClaimState::Approved {
        claims::object(book, claim, award.clone());
    }
    let award = book.get::<Award>(award.id).unwrap_or(award);
    ObjectionBody::of(objection, &award)
}

/// Appeals to the township against a ruling, once.
#[derive(Serialize)]
pub(super) struct Appeal {
    pub objection: i64,
    pub sentence: String,
    /// To which award it objects; `None` if there is no such objection.
    #[serde(skip)]
    pub award: Option<i64>,
}

impl Job for Appeal {
    type Answer = ObjectionBody;
    const VERB: &'static str = "appeal";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<ObjectionBody, Refusal> {
        let unknown = || ObjectionRefusal::UnknownObjection(self.objection);
        let found = self.award.and_then(|award| book.get::<Objection>((award, self.objection)));
        let is_theirs = |objection: &Objection| act.actor.role != Role::Resident || objection.resident == act.actor.staff;
        let mut objection = found.filter(is_theirs).ok_or_else(unknown)?;
        let (claim, award) = book.get::<Claim>(objection.award).zip(book.get::<Award>(objection.award)).ok_or_else(unknown)?;
        let steps = book.under::<Step>((objection.award, objection.id));
        self.check(act, &objection, &claim, &steps)?;
        objection.state = ObjectionState::Appealed;
        objection.answer_by = later(act.at.day(), TIME_TO_ANSWER);
        summing::waits(book, &objection, 1);
        book.put(step(act, &objection, steps.len(), Verdict::Appeal, &self.sentence));
        book.put(objection.clone());
        Ok(held(book, &objection, claim, award))
    }

    fn grounds(&self, answer: &ObjectionBody) -> Grounds {
        Grounds::about("objection", &answer.id)
    }
}

impl Appeal {
    fn check(&self, act: &Act, objection: &Objection, claim: &Claim, steps: &[Step]) -> Result<(), ObjectionRefusal> {
        if !may_appeal(objection, claim.state, steps) {
            return Err(ObjectionRefusal::NoAppeal);
        }
        let last = steps.last().map(|step| later(step.at.day(), TIME_TO_OBJECT));
        if let Some(last) = last.filter(|last| *last < act.at.day()) {
            return Err(ObjectionRefusal::TooLate(last));
        }
        if claim.state == ClaimState::Contested {
            return Err(ObjectionRefusal::BeingCorrected);
        }
        if self.sentence.trim().is_empty() {
            return Err(ObjectionRefusal::SentenceMissing);
        }
        Ok(())
    }
}

/// Whether there is anything left to appeal against: a no, or a yes that nobody else agreed to. The township's word is the last.
pub(super) fn may_appeal(objection: &Objection, claim: ClaimState, steps: &[Step]) -> bool {
    let stands = matches!(claim, ClaimState::Approved | ClaimState::Objected | ClaimState::Contested);
    let against = match objection.state {
        ObjectionState::Dismissed => stands,
        ObjectionState::Upheld => claim == ClaimState::Approved,
        _ => false,
    };
    against && !steps.iter().any(|step| step.verdict == Verdict::Appeal)
}

/// A step of an objection that has had so many.
pub(super) fn step(act: &Act, objection: &Objection, before: usize, verdict: Verdict, said: &str) -> Step {
    Step {
        award: objection.award,
        objection: objection.id,
        line: before as i64 + 1,
        verdict,
        taken_by: act.actor.staff.clone(),
        role: act.actor.role,
        said: said.trim().to_owned(),
        at: act.at,
    }
}
