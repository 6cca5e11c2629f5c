//! An award and its life. Pure: everything happens on a village's book.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::counting::count;
use super::history::{Holders, Known, Past};
use super::posting::post;
use super::sharing::{Share, shares};
use super::{adjusting, amends};
use crate::db::Book;
use crate::ledger;
use crate::roster::Subject;
use crate::rulebook::{Decision, Record, Rulebook, Step, StepKind, Subject as Unit};
use crate::versions::Needs;
use crate::words::{Act, Kind, Points, Refusal};

/// The most that one deed may earn or cost, so that no sum can overflow.
const MOST: Points = Points::whole(1_000_000);

/// Where an award stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwardState {
    /// Judged, not yet agreed to.
    Proposed,
    /// Agreed to; waits for the end of its notice days.
    OnNotice,
    /// Held up: somebody says that it is wrong, and that is not decided yet.
    Contested,
    /// In the ledger.
    Posted,
    /// It will not be posted.
    Withdrawn,
    /// Taken back after it was posted.
    Reversed,
}

impl AwardState {
    const ALL: [AwardState; 6] = [Self::Proposed, Self::OnNotice, Self::Contested, Self::Posted, Self::Withdrawn, Self::Reversed];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::OnNotice => "on_notice",
            Self::Contested => "contested",
            Self::Posted => "posted",
            Self::Withdrawn => "withdrawn",
            Self::Reversed => "reversed",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Proposed => "待审核",
            Self::OnNotice => "公示中",
            Self::Contested => "先不入账",
            Self::Posted => "已入账",
            Self::Withdrawn => "不入账",
            Self::Reversed => "已更正",
        }
    }

    /// Whether it counts towards limits.
    pub(super) fn counts(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Reversed)
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Points for one deed under one rule; a deduction if they are negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// The claim's number: each claim has one award.
    pub id: i64,
    /// The account it goes to.
    pub account: String,
    pub person: Option<String>,
    pub household: String,
    /// The household's group on the day it was recorded.
    pub group_name: String,
    pub rule: String,
    pub chapter: String,
    /// Hash of the rulebook that decided it.
    pub rulebook: String,
    pub occurred_on: NaiveDate,
    /// The numbers filled in, a JSON object; none if it did not count at all, then it adds to no running total.
    pub amounts: Option<String>,
    /// What 分值, 分档, 对照 or 累计达标 alone gave.
    pub raw: Points,
    /// What 连续 added.
    pub bonus: Points,
    pub points: Points,
    /// What others receive with it (同时记给), in total.
    pub shared: Points,
    /// 最低余额: a deduction takes no more than leaves this much.
    pub floor: Points,
    /// The explanation, a JSON list of steps.
    pub steps: String,
    pub state: AwardState,
    /// The day it is posted, once agreed to.
    pub post_on: Option<NaiveDate>,
    /// Who recorded it, and when; none where nobody's quota counts it.
    pub recorded_by: Option<String>,
    pub recorded_on: Option<NaiveDate>,
    /// Its entry in the ledger; none while it waits, and none for 0 points.
    pub entry: Option<i64>,
}

/// The award that an entry belongs to, by its reference: its own, those that adjusted it, what was earned back of it.
pub fn award_of(reference: &str) -> Option<i64> {
    let adjusting = || Some(reference.strip_prefix(adjusting::REFERENCE)?.split_once(':')?.1);
    reference.strip_prefix(OWN).or_else(|| reference.strip_prefix(amends::REFERENCE)).or_else(adjusting)?.parse().ok()
}

/// What the reference of an award's own entry begins with.
pub(super) const OWN: &str = "award:";

impl Award {
    /// How its entry refers to it.
    pub fn reference(&self) -> String {
        format!("{OWN}{}", self.id)
    }

    /// What it adds to the running total of a field, or of records where none is named; `None` if it adds to none.
    pub(super) fn adds(&self, field: &str) -> Option<Decimal> {
        let amounts: BTreeMap<String, Decimal> = serde_json::from_str(self.amounts.as_deref()?).ok()?;
        if field.is_empty() { Some(Decimal::ONE) } else { amounts.get(field).copied() }
    }

    /// What is posted of it where so much is available: a deduction takes no more than there is above the floor.
    pub(super) fn posted(&self, available: Points) -> Points {
        let above_floor = (available - self.floor).max(Points::ZERO);
        self.points.max(-above_floor)
    }

    /// The explanation as sentences.
    pub fn sentences(&self) -> Vec<String> {
        sentences(&self.steps)
    }

    /// Whether whoever it tells of asked to be forgotten: what it took stays, without words.
    pub(super) fn is_forgotten(&self) -> bool {
        let steps = self.read_steps();
        !steps.is_empty() && steps.iter().all(|step| step.text.is_empty())
    }

    /// Whether the explanation has a step of this kind.
    pub(super) fn has_step(&self, kind: StepKind) -> bool {
        self.read_steps().iter().any(|step| step.step == kind)
    }

    pub(super) fn read_steps(&self) -> Vec<Step> {
        serde_json::from_str(&self.steps).unwrap_or_default()
    }
}

/// A stored explanation as sentences.
pub(super) fn sentences(steps: &str) -> Vec<String> {
    serde_json::from_str::<Vec<Step>>(steps).unwrap_or_default().into_iter().map(|step| step.text).filter(|text| !text.is_empty()).collect()
}

/// A kept count towards limits: how often and how much, of which awards, for whom, in which period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tallied {
    pub holder: String,
    pub measure: String,
    pub period: String,
    pub times: i64,
    pub points: Points,
    /// What of it 连续 has given.
    pub bonus: Points,
    /// Of a running total its sum, in hundredths.
    pub total: i64,
}

/// What is to be judged.
pub struct Deed<'a> {
    pub rule: &'a str,
    pub subject: &'a Subject,
    pub occurred_on: NaiveDate,
    pub facts: &'a BTreeMap<String, String>,
    /// By whom it was recorded and when; `None` where that counts for nobody (记录限额).
    pub recorded: Option<(&'a str, NaiveDate)>,
}

/// Judges a deed by the rulebook of its day and proposes what it earns, under the number of its claim; `needs` are the tallies that are kept.
///
/// Refusals: `awards.no_account`, those of judging (`rulebook.…`), `awards.too_large`.
pub fn propose(book: &mut Book, id: i64, (rulebook, needs): (&Rulebook, &Needs), deed: &Deed<'_>) -> Result<Award, Refusal> {
    let account = account_of(rulebook, deed.subject);
    let Some(balance) = ledger::available(book, &account) else {
        let sentence = format!("{account} 还没有积分账户。");
        return Err(Refusal::new("awards.no_account", Kind::Conflict, sentence, "请先把这一户（人）导入花名册。"));
    };
    let household_size = deed.household_size();
    let past = Past { book, holders: Holders::of(deed.subject, &account), on: deed.occurred_on, balance, household_size };
    let (award, shares) = judged(&past, &account, id, rulebook, deed)?.in_words();
    count(book, needs, rulebook, &award, 1);
    shares.into_iter().for_each(|share| book.put(share));
    book.put(award.clone());
    Ok(award)
}

impl Deed<'_> {
    /// How many people live in the household.
    pub(super) fn household_size(&self) -> u32 {
        u32::try_from(self.subject.household.members).unwrap_or_default()
    }
}

/// What a deed comes to, before anything is written down.
pub(super) struct Judged<'r> {
    /// Without its explanation and what was filled in, which are stored as text.
    pub(super) award: Award,
    pub(super) explanation: Explanation<'r>,
    pub(super) shares: Vec<Share>,
}

impl Judged<'_> {
    /// As it is stored: the award with its explanation, and what others receive.
    pub(super) fn in_words(self) -> (Award, Vec<Share>) {
        let (amounts, steps) = (self.explanation.amounts(), self.explanation.steps());
        (Award { amounts, steps: serde_json::to_string(&steps).unwrap_or_default(), ..self.award }, self.shares)
    }
}

/// What an explanation is made of; in words only when somebody reads it.
#[derive(Clone, Debug)]
pub struct Explanation<'r> {
    pub(super) decision: Decision<'r>,
    /// What is said of others, and of what is earned back.
    pub(super) also: Vec<Step>,
}

impl Explanation<'_> {
    /// In words.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = self.decision.steps();
        steps.extend_from_slice(&self.also);
        steps
    }

    /// The limits that cut it, as they are said, and by how much each.
    pub fn cuts(&self) -> impl Iterator<Item = (String, Points)> {
        self.decision.cuts()
    }

    /// The numbers filled in, as they are stored; none if it does not count.
    pub(super) fn amounts(&self) -> Option<String> {
        serde_json::to_string(&self.decision.amounts()?).ok()
    }
}

/// Judges a deed whose points go to `account`. Refuses what [`propose`] does, except `awards.no_account`.
pub(super) fn judged<'r>(
    known: &impl Known,
    account: &str,
    id: i64,
    rulebook: &'r Rulebook,
    deed: &Deed<'_>,
) -> Result<Judged<'r>, Refusal> {
    let record = Record { rule: deed.rule, occurred_on: deed.occurred_on, facts: deed.facts };
    let decision = rulebook.judge(&record, known)?;
    let largest = decision.raw.abs().max(decision.points.abs());
    if largest > MOST {
        let sentence = format!("“{}”算出来是 {} 分，一次最多一百万分。", deed.rule, largest.plain());
        return Err(Refusal::new("awards.too_large", Kind::Invalid, sentence, "请核对填的数；数没错就请村里改这条规则。"));
    }
    let (shares, also) = shares(known, id, rulebook, deed, decision.points);
    let award = Award {
        id,
        account: account.to_owned(),
        person: deed.subject.person.as_ref().map(|person| person.number.clone()),
        household: deed.subject.household.number.clone(),
        group_name: deed.subject.household.group_name.clone(),
        rule: decision.rule.name().to_owned(),
        chapter: decision.rule.chapter().to_owned(),
        rulebook: rulebook.hash().to_owned(),
        occurred_on: deed.occurred_on,
        amounts: None,
        raw: decision.raw,
        bonus: decision.bonus,
        points: decision.points,
        shared: shares.iter().map(|share| share.points).sum(),
        floor: rulebook.settings().floor,
        steps: String::new(),
        state: AwardState::Proposed,
        post_on: None,
        recorded_by: deed.recorded.map(|(staff, _)| staff.to_owned()),
        recorded_on: deed.recorded.map(|(_, day)| day),
        entry: None,
    };
    Ok(Judged { award, explanation: Explanation { decision, also }, shares })
}

/// The account a subject's points go to. A household's points in a village that keeps personal accounts go to its head.
pub fn account_of(rulebook: &Rulebook, subject: &Subject) -> String {
    let household = &subject.household;
    match (rulebook.settings().account_unit, &subject.person) {
        (Unit::Person, Some(person)) => person.number.clone(),
        (Unit::Person, None) => household.head.clone(),
        _ => household.number.clone(),
    }
}

/// Agrees to a proposed award: posts it at once, or lets it wait until its notice days are over. `with` holds the rulebook that judged it.
pub fn agree(book: &mut Book, act: &Act, with: (&Rulebook, &Needs), mut award: Award) -> Result<Award, Refusal> {
    award.post_on = posting_day(with.0, &award, act.at.day());
    if award.post_on == Some(act.at.day()) {
        return post(book, act, with, award);
    }
    award.state = AwardState::OnNotice;
    book.put(award.clone());
    Ok(award)
}

/// The day on which an award is posted that is agreed to on a day: once its notice days are over.
pub(super) fn posting_day(rulebook: &Rulebook, award: &Award, agreed_on: NaiveDate) -> Option<NaiveDate> {
    let notice_days = rulebook.rule(&award.rule).map_or(0, |rule| rule.notice_days());
    agreed_on.checked_add_days(Days::new(notice_days.into()))
}

/// Takes back an award that is not posted yet: it counts no more.
pub fn withdraw(book: &mut Book, (rulebook, needs): (&Rulebook, &Needs), mut award: Award) -> Award {
    count(book, needs, rulebook, &award, -1);
    award.state = AwardState::Withdrawn;
    book.put(award.clone());
    award
}
