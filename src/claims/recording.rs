//! Recording deeds. Pure: judged by the rulebook in force on the day each happened.
//!
//! Refusals of one deed, in the order they are checked: `claims.unknown_subject`, `roster.not_your_group`, `roster.not_your_household`, `claims.future_day`, `versions.none_in_force`,
//! `claims.protected`, `claims.no_automatic_deduction`, `claims.not_for_oneself`, `claims.which_person`, then those of judging, then `claims.over_quota`, `claims.evidence_missing`,
//! `claims.too_many_photos`, `claims.unknown_photo`. In a batch every row is
//! looked at and all that is wrong comes back at once as `claims.wrong_rows`; nothing is recorded unless everything can be.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::evidence::{self, shown};
use super::model::*;
use crate::awards::{self, Award};
use crate::db::{Book, Grounds, Job};
use crate::roster::{self, Subject};
use crate::rulebook::{Evidence, Rule, Rulebook, Subject as Unit};
use crate::versions::{Needs, none_in_force};
use crate::words::{Act, Kind, Problem, Refusal, Role};

/// What happened, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deed {
    pub rule: String,
    /// A resident or household number.
    pub subject: String,
    pub occurred_on: NaiveDate,
    pub facts: BTreeMap<String, String>,
    pub note: String,
    /// What is shown for it: pictures that were brought before and show nothing else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
}

/// The rulebook of each day on which something happened and of today, and the tallies that are kept.
#[derive(Default)]
pub(super) struct Rulebooks {
    pub by_day: BTreeMap<NaiveDate, Arc<Rulebook>>,
    pub needs: Needs,
}

/// Records one deed.
#[derive(Serialize)]
pub struct Record {
    pub(super) deed: Deed,
    #[serde(skip)]
    pub(super) rulebooks: Rulebooks,
}

impl Job for Record {
    type Answer = Recorded;
    const VERB: &'static str = "record";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Recorded, Refusal> {
        record(book, act, &self.deed, &self.rulebooks)
    }

    fn grounds(&self, answer: &Recorded) -> Grounds {
        let shown = shown([(&self.deed, answer)]);
        Grounds { rulebook: Some(answer.rulebook.clone()), shown, ..Grounds::about("claim", &answer.id) }
    }
}

/// Records many deeds, all or none.
#[derive(Serialize)]
pub(super) struct RecordMany {
    pub deeds: Vec<Deed>,
    #[serde(skip)]
    pub rulebooks: Rulebooks,
}

impl Job for RecordMany {
    type Answer = Vec<Recorded>;
    const VERB: &'static str = "record_many";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Vec<Recorded>, Refusal> {
        let mut recorded = Vec::new();
        let mut problems = Vec::new();
        for (index, deed) in self.deeds.iter().enumerate() {
            match record(book, act, deed, &self.rulebooks) {
                Ok(answer) => recorded.push(answer),
                Err(refusal) => {
                    problems.push(Problem { pointer: format!("/claims/{index}"), message: refusal.sentence, fix: Some(refusal.next_step) })
                }
            }
        }
        if problems.is_empty() {
            return Ok(recorded);
        }
        let sentence = format!("{} 件里有 {} 件不对，一件也没有记。", self.deeds.len(), problems.len());
        Err(Refusal::new("claims.wrong_rows", Kind::Invalid, sentence, "请按提示改好再交。").with(problems))
    }

    fn grounds(&self, answer: &Vec<Recorded>) -> Grounds {
        let (first, last) = (answer.first().map_or("", |claim| &claim.id), answer.last().map_or("", |claim| &claim.id));
        Grounds { shown: shown(self.deeds.iter().zip(answer)), ..Grounds::about("claims", format_args!("{first}-{last}")) }
    }
}

fn record(book: &mut Book, act: &Act, deed: &Deed, rulebooks: &Rulebooks) -> Result<Recorded, Refusal> {
    let subject = subject_of(book, act, &deed.subject)?;
    if deed.occurred_on > act.at.day() {
        return Err(ClaimRefusal::FutureDay(deed.occurred_on).into());
    }
    let Some(rulebook) = rulebooks.by_day.get(&deed.occurred_on) else {
        return Err(none_in_force(deed.occurred_on));
    };
    let rule = rulebook.rule(&deed.rule);
    if rule.is_some_and(|rule| rule.is_confidential()) {
        return Err(ClaimRefusal::Protected(deed.rule.clone()).into());
    }
    // Red line E12: what takes something away is a person's word, whatever a camera or a program makes out.
    if act.actor.role.is_device() && rule.is_some_and(|rule| rule.is_deduction()) {
        return Err(ClaimRefusal::NoAutomaticDeduction(deed.rule.clone()).into());
    }
    if act.actor.role == Role::Resident && rule.is_some_and(|rule| !is_for_oneself(rulebook, rule)) {
        return Err(ClaimRefusal::NotForOneself(deed.rule.clone()).into());
    }
    let subject = one_person(book, rulebook, &deed.rule, subject)?;
    let id = book.next_serial("claim");
    let judged =
        awards::Deed { rule: &deed.rule, subject: &subject, occurred_on: deed.occurred_on, facts: &deed.facts, recorded: recorder(act) };
    let award = awards::propose(book, id, (rulebook, &rulebooks.needs), &judged)?;
    check_quotas(book, act, rulebooks, &award)?;
    evidence::show(book, act, id, deed, rule.map_or(Evidence::None, |rule| rule.evidence()))?;
    let claim = Claim {
        id,
        rule: deed.rule.clone(),
        subject: subject.number().to_owned(),
        household: subject.household.number.clone(),
        occurred_on: deed.occurred_on,
        facts: serde_json::to_string(&deed.facts).unwrap_or_default(),
        note: deed.note.clone(),
        reviews_needed: rule.map_or(1, |rule| rule.review().people(award.points).into()).max(least_reviews(
            book,
            act,
            &subject.household.number,
        )),
        state: ClaimState::Submitted,
        recorded_by: act.actor.staff.clone(),
        recorded_role: act.actor.role,
        recorded_at: act.at,
    };
    if claim.reviews_needed == 0 {
        return stand(book, act, (rulebook, &rulebooks.needs), claim, award);
    }
    book.put(claim.clone());
    Ok(told(&claim, &award, claim.reviews_needed))
}

/// Whose quota counts a record made now: of those who serve. What residents say of themselves and what a device records always waits for somebody else,
/// and nobody could record it in their place.
fn recorder(act: &Act) -> Option<(&str, NaiveDate)> {
    let role = act.actor.role;
    (!role.is_device() && !matches!(role, Role::Resident | Role::Clockwork)).then(|| (act.actor.staff.as_str(), act.at.day()))
}

/// Refuses `claims.over_quota` if it is more than one person may record (记录限额), by the rules of today.
fn check_quotas(book: &Book, act: &Act, rulebooks: &Rulebooks, award: &Award) -> Result<(), ClaimRefusal> {
    let Some(today) = rulebooks.by_day.get(&act.at.day()).filter(|_| award.recorded_by.is_some()) else { return Ok(()) };
    let mut quotas = today.settings().quotas.iter();
    let exceeded = quotas.find_map(|quota| quota.exceeded(award.points + award.shared, awards::recorded(book, quota, award)));
    exceeded.map_or(Ok(()), |sentence| Err(ClaimRefusal::OverQuota(sentence)))
}

/// Whether a deed under this rule must be somebody's own: the rule speaks of persons, and each has an account.
pub(super) fn is_personal(rulebook: &Rulebook, rule: &str) -> bool {
    let by_person = rulebook.rule(rule).is_some_and(|rule| rule.subject() == Unit::Person);
    by_person && rulebook.settings().account_unit == Unit::Person
}

/// Whether a resident may record under this rule what they did themselves: it gives points, to them or their household, and the village lets
/// them. Not what is protected: that is reported.
pub(super) fn is_for_oneself(rulebook: &Rulebook, rule: &Rule) -> bool {
    rulebook.settings().own_claims && rule.is_award() && !rule.is_deduction() && !rule.is_confidential() && rule.subject() != Unit::Group
}

/// Whom a deed is about, as far as whoever records it has to do with them.
fn subject_of(book: &Book, act: &Act, number: &str) -> Result<Subject, Refusal> {
    match roster::find(book, number) {
        Some(subject) => roster::check_reach(book, &act.actor, &subject).map(|()| subject),
        None if act.actor.role == Role::Resident => Err(roster::not_your_household()),
        None => Err(ClaimRefusal::UnknownSubject(number.to_owned()).into()),
    }
}

/// A household's number means its only person, or is refused: nobody guesses whose deed it was.
fn one_person(book: &Book, rulebook: &Rulebook, rule: &str, subject: Subject) -> Result<Subject, ClaimRefusal> {
    if subject.person.is_some() || !is_personal(rulebook, rule) {
        return Ok(subject);
    }
    let mut people = roster::members(book, &subject.household);
    if people.len() != 1 {
        let people = people.into_iter().map(|person| person.number).collect();
        return Err(ClaimRefusal::WhichPerson { household: subject.household.number, people });
    }
    Ok(Subject { person: people.pop(), ..subject })
}

/// Even where a rule asks for no review, nobody gives points to their own household or their kin's, and a device gives none by itself.
fn least_reviews(book: &Book, act: &Act, household: &str) -> i64 {
    i64::from(act.actor.role.is_device() || roster::steps_aside(book, &act.actor, household))
}

/// The claim stands: its award is agreed to.
pub(super) fn stand(book: &mut Book, act: &Act, with: (&Rulebook, &Needs), mut claim: Claim, award: Award) -> Result<Recorded, Refusal> {
    let award = awards::agree(book, act, with, award)?;
    claim.state = ClaimState::Approved;
    book.put(claim.clone());
    Ok(told(&claim, &award, 0))
}

pub(super) fn told(claim: &Claim, award: &Award, reviews_missing: i64) -> Recorded {
    Recorded {
        id: claim.id.to_string(),
        state: claim.state,
        points: award.points,
        explanation: award.sentences(),
        rulebook: award.rulebook.clone(),
        award: award.state.name().to_owned(),
        post_on: award.post_on,
        reviews_missing,
    }
}
