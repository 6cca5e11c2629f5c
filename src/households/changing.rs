//! A change of a household is asked for, agreed to, carried out. Pure: on a village's book.
//!
//! What moves no points is done at once. What moves points, or gives a new household its base score, waits for a second person; then it is planned again, as things stand by then. A resident may ask
//! for one thing, a correction of their own name or relation; somebody who serves decides on it.
//!
//! Refusals of asking, in the order they are checked: `households.unknown`, `households.changed`, `households.basis_missing`,
//! `households.wrong_day`, those of `planning`, `households.change_waiting`, `households.own_household`. Of deciding: `households.unknown_change`,
//! `households.already_decided`, `households.own_household`, `households.same_person`, `households.reason_missing`, then those of `planning`.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::model::{Change, Changed, HouseholdRefusal as R, PassedBody, tag};
use super::planning::{Plan, plan};
use crate::awards;
use crate::db::{Book, Grounds, Job};
use crate::ledger::{self, Draft, EntryKind};
use crate::roster::{self, ChangeState, EventKind, Happening, Household, HouseholdChange, HouseholdRuling, Resident, Staff};
use crate::rulebook::{Rulebook, Subject};
use crate::web::Seen;
use crate::words::{Act, Actor, Points, Refusal, Role};

/// Whether an operation of this verb told of a change.
pub fn tells(verb: &str) -> bool {
    [Propose::VERB, Decide::VERB].contains(&verb)
}

/// The longest basis or reason, in letters.
const LONGEST: usize = 200;

/// Asks for a change of a household.
#[derive(Clone, Serialize)]
pub struct Propose {
    pub household: String,
    pub change: Change,
    pub occurred_on: NaiveDate,
    /// The meeting or the paper it rests on.
    pub basis: String,
    /// The household as it was seen.
    pub seen: Seen,
    /// In force today; it says who has an account and with what it begins.
    #[serde(skip)]
    pub rulebook: Arc<Rulebook>,
}

impl Job for Propose {
    type Answer = Changed;
    const VERB: &'static str = "change_household";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Changed, Refusal> {
        let household = home(book, &self.household, &self.change)?;
        let members = roster::members(book, &household);
        if !self.seen.is(&tag(&household, &members, ledger::available(book, &self.household))) {
            return Err(R::Stale.into());
        }
        let basis = written(&self.basis).ok_or(R::BasisMissing)?;
        if self.occurred_on > act.at.day() {
            return Err(R::WrongDay(self.occurred_on).into());
        }
        let plan = planned(book, &household, &self.change, act, &self.rulebook)?;
        check_touched(book, &plan)?;
        self.check_actor(book, &act.actor, &plan)?;
        let change = self.change(act, book.next_serial("household_change"), &plan, basis);
        if !waits(&plan, &self.rulebook) && act.actor.role != Role::Resident {
            return carry_out(book, act, &self.rulebook, plan, change);
        }
        book.put(change.clone());
        Ok(told(&change, &plan))
    }

    fn grounds(&self, answer: &Changed) -> Grounds {
        Grounds::about("household_change", &answer.id).because(&self.basis)
    }
}

impl Propose {
    /// Nobody changes their own household or their kin's, but a resident asks for a correction of themselves, and of nobody else.
    fn check_actor(&self, book: &Book, actor: &Actor, plan: &Plan) -> Result<(), R> {
        let is_own = match (actor.role, &self.change) {
            (Role::Resident, Change::Correction { member, group: None, .. }) => member.as_ref() != Some(&actor.staff),
            (Role::Resident, _) => true,
            _ => plan.touched.iter().any(|home| roster::steps_aside(book, actor, home)),
        };
        if is_own { Err(R::OwnHousehold) } else { Ok(()) }
    }

    fn change(&self, act: &Act, id: i64, plan: &Plan, basis: String) -> HouseholdChange {
        HouseholdChange {
            id,
            household: self.household.clone(),
            request: serde_json::to_string(&self.change).unwrap_or_default(),
            touched: plan.touched.iter().cloned().collect::<Vec<_>>().join(" "),
            sentence: plan.sentence.clone(),
            occurred_on: self.occurred_on,
            basis,
            state: ChangeState::Waiting,
            proposed_by: act.actor.staff.clone(),
            proposed_role: act.actor.role,
            proposed_at: act.at,
            entry: None,
        }
    }
}

/// The household that something happens to; one that is to be new stands for itself before anybody lives in it.
fn home(book: &Book, number: &str, change: &Change) -> Result<Household, R> {
    match change {
        Change::Settlement { group, .. } => {
            Ok(Household { number: number.to_owned(), group_name: group.clone(), head: String::new(), members: 0 })
        }
        _ => book.get::<Household>(number).filter(|home| home.members > 0).ok_or_else(|| R::Unknown(number.to_owned())),
    }
}

/// What a change would do, and with what a household that is new begins.
fn planned(book: &Book, household: &Household, change: &Change, act: &Act, rulebook: &Rulebook) -> Result<Plan, R> {
    let mut plan = plan(book, household, change, act.at.day())?;
    if plan.is_settled {
        let whose = if by_person(rulebook) { "每人" } else { "" };
        plan.sentence += &match base(&plan, rulebook) {
            Some(base) => format!("，{whose}从 {} 分开始", base.plain()),
            None => format!("，{whose}从 0 分开始"),
        };
    }
    Ok(plan)
}

fn by_person(rulebook: &Rulebook) -> bool {
    rulebook.settings().account_unit == Subject::Person
}

/// The points with which those who are new begin.
fn base(plan: &Plan, rulebook: &Rulebook) -> Option<Points> {
    Some(rulebook.settings().base).filter(|base| plan.has_base && base.is_positive())
}

/// Whether a second person must agree: points go over, or a household that nobody knew is given some.
fn waits(plan: &Plan, rulebook: &Rulebook) -> bool {
    !plan.passings.is_empty() || (plan.is_settled && base(plan, rulebook).is_some())
}

/// A basis or a reason, if there is one that is not too long.
fn written(text: &str) -> Option<String> {
    let text = text.trim();
    (1..=LONGEST).contains(&text.chars().count()).then(|| text.to_owned())
}

/// One change after the other.
fn check_touched(book: &Book, plan: &Plan) -> Result<(), R> {
    let waiting = book.under::<HouseholdChange>(()).into_iter().filter(|change| change.state == ChangeState::Waiting);
    let other = waiting.into_iter().find(|change| plan.touched.iter().any(|household| change.touches(household)));
    other.map_or(Ok(()), |other| Err(R::ChangeWaiting(other.id)))
}

/// Decides on a change that somebody else asked for; turning it down may be done by whoever asked, too.
#[derive(Clone, Serialize)]
pub struct Decide {
    pub change: i64,
    pub confirmed: bool,
    pub reason: String,
    #[serde(skip)]
    pub rulebook: Arc<Rulebook>,
}

impl Job for Decide {
    type Answer = Changed;
    const VERB: &'static str = "decide_household";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Changed, Refusal> {
        let change = book.get::<HouseholdChange>(self.change).ok_or(R::UnknownChange(self.change))?;
        let kin: Vec<_> = change.touched.split(' ').filter(|home| roster::is_kin(book, &act.actor, home)).map(str::to_owned).collect();
        check(&act.actor, &kin, &change, self.confirmed)?;
        if !self.confirmed && written(&self.reason).is_none() {
            return Err(R::ReasonMissing.into());
        }
        let (ruling, reason) = (if self.confirmed { "confirm" } else { "reject" }, written(&self.reason).unwrap_or_default());
        let (ruled_by, role, at) = (act.actor.staff.clone(), act.actor.role, act.at);
        book.put(HouseholdRuling { change: change.id, ruling: ruling.to_owned(), ruled_by, role, reason, at });
        if !self.confirmed {
            let change = HouseholdChange { state: ChangeState::Rejected, ..change };
            book.put(change.clone());
            return Ok(Changed {
                id: change.id.to_string(),
                state: change.state.name().to_owned(),
                sentence: change.sentence,
                points: Vec::new(),
            });
        }
        let wanted: Change = serde_json::from_str(&change.request).map_err(|_| R::UnknownChange(self.change))?;
        let plan = planned(book, &home(book, &change.household, &wanted)?, &wanted, act, &self.rulebook)?;
        carry_out(book, act, &self.rulebook, plan, change)
    }

    fn aim(&self) -> Option<(&'static str, i64)> {
        Some(("household_change", self.change))
    }

    fn grounds(&self, answer: &Changed) -> Grounds {
        let way = Some(if self.confirmed { "confirm" } else { "reject" });
        Grounds { way, ..Grounds::about("household_change", &answer.id).because(&self.reason) }
    }
}

/// Whether somebody, kin to those households, may decide on a change as it stands now.
pub(super) fn check(actor: &Actor, kin: &[String], change: &HouseholdChange, confirms: bool) -> Result<(), R> {
    if change.state != ChangeState::Waiting {
        return Err(R::AlreadyDecided);
    }
    if actor.household.iter().chain(kin).any(|own| change.touches(own)) {
        return Err(R::OwnHousehold);
    }
    if confirms && change.proposed_by == actor.staff { Err(R::SamePerson) } else { Ok(()) }
}

/// Does what was planned: people first, so that accounts find their holders.
fn carry_out(book: &mut Book, act: &Act, rulebook: &Rulebook, plan: Plan, change: HouseholdChange) -> Result<Changed, Refusal> {
    let happening = Happening { kind: plan.event, occurred_on: change.occurred_on, recorded_at: act.at, change: Some(change.id) };
    open(book, &plan, &change.household);
    for person in &plan.people {
        follow(book, act, plan.event, person);
        if plan.event == EventKind::Corrected {
            roster::note(book, &person.number, (&person.household, &person.household), happening);
        }
        roster::place(book, person.clone(), happening);
    }
    for (household, head) in &plan.heads {
        roster::note(book, head, (household, household), Happening { kind: EventKind::NewHead, ..happening });
        book.get::<Household>(household).into_iter().for_each(|home| book.put(Household { head: head.clone(), ..home }));
    }
    if let (Some(group), Some(home)) = (&plan.group, book.get::<Household>(&change.household)) {
        roster::regroup(book, home, group);
    }
    begin(book, act, rulebook, &plan)?;
    let entry = if plan.passings.is_empty() { None } else { Some(ledger::pass(book, act, draft(&change, &plan), &plan.passings)?) };
    for (account, heir) in &plan.closes {
        ledger::close_account(book, account, heir.as_deref(), act.at.day())?;
    }
    let change = HouseholdChange { state: ChangeState::Done, sentence: plan.sentence.clone(), entry, ..change };
    book.put(change.clone());
    Ok(told(&change, &plan))
}

/// Accounts of those who are new: of each person, or of the household that is new here. Who was here before gets no base score again.
fn begin(book: &mut Book, act: &Act, rulebook: &Rulebook, plan: &Plan) -> Result<(), Refusal> {
    let home = plan.opens.iter().filter(|_| plan.is_settled).map(|home| home.number.clone());
    let holders: Vec<String> = if by_person(rulebook) { plan.newcomers.clone() } else { home.collect() };
    for number in holders {
        if plan.has_base {
            awards::begin(book, act, rulebook, &number)?;
        } else {
            ledger::open_account(book, &number);
        }
    }
    Ok(())
}

/// A household that is new, and its account where the one it comes from has one.
fn open(book: &mut Book, plan: &Plan, origin: &str) {
    let Some(home) = plan.opens.clone() else { return };
    if ledger::available(book, origin).is_some() {
        ledger::open_account(book, &home.number);
    }
    book.put(home);
}

/// Those who serve the village move along, so that they step aside for the right household: told by their name; where all move, everybody.
/// Two homes between which somebody moved are kin from then on: who serves and lives in one steps aside for the other, whose deeds may still wait.
fn follow(book: &mut Book, act: &Act, event: EventKind, person: &Resident) {
    let Some(before) = book.get::<Resident>(&person.number).filter(|before| before.household != person.household) else { return };
    let is_them =
        |staff: &Staff| staff.household.as_ref() == Some(&before.household) && (staff.name == before.name || event == EventKind::Merged);
    for staff in book.under::<Staff>(()).into_iter().filter(is_them) {
        book.put(Staff { household: Some(person.household.clone()).filter(|home| !home.is_empty()), ..staff });
    }
    let homes = [before.household, person.household.clone()];
    if homes.iter().any(String::is_empty) {
        return;
    }
    for staff in book.under::<Staff>(()) {
        let other = |(home, other): (&String, &String)| (staff.household.as_ref() == Some(home)).then(|| other.clone());
        let [one, two] = &homes;
        for household in [other((one, two)), other((two, one))].into_iter().flatten() {
            roster::hold_kin(book, act, &staff.number, &household);
        }
    }
}

fn draft(change: &HouseholdChange, plan: &Plan) -> Draft {
    Draft {
        kind: EntryKind::Transfer,
        occurred_on: change.occurred_on,
        rulebook: None,
        reference: Some(change.reference()),
        title: format!("转户：{}", plan.event.chinese()),
        explanation: vec![
            plan.sentence.clone(),
            format!("依据：{}", change.basis),
            format!("{}提出，另一个人同意", change.proposed_role.chinese()),
        ],
        transfers: Vec::new(),
        expires_on: None,
    }
}

fn told(change: &HouseholdChange, plan: &Plan) -> Changed {
    let passed = |passing: &ledger::Passing| PassedBody { from: passing.from.clone(), to: passing.to.clone(), points: passing.amount };
    let (id, state, points) = (change.id.to_string(), change.state.name().to_owned(), plan.passings.iter().map(passed).collect());
    Changed { id, state, sentence: plan.sentence.clone(), points }
}
