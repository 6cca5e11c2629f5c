//! A rule as it stands after reading: what it asks for, who agrees, how it counts.
//!
//! Not here: reading it from a file (`reading`) and judging by it (`judge`).

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::words::Points;

use super::also_to::AlsoTo;
use super::amount::Amount;
use super::bounds::Bounds;
use super::campaign::Campaign;
use super::formula::Formula;
use super::history::{Need, Reach};
use super::limits::Limit;
use super::names::Input;
use super::red_words::STRENUOUS;
use super::repair::Repair;
use super::repeat::Repeat;
use super::sentence;
use super::streak::Streak;
use super::term::Term;
use super::veto::Veto;

/// Against whom a rule records (对象).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// 个人
    Person,
    /// 户
    Household,
    /// 组
    Group,
}

impl Subject {
    /// The word of the rule language.
    pub fn chinese(self) -> &'static str {
        match self {
            Subject::Person => "个人",
            Subject::Household => "户",
            Subject::Group => "组",
        }
    }

    /// The word behind 每: 每人, 每户, 每组.
    pub fn counter(self) -> &'static str {
        match self {
            Subject::Person => "人",
            Subject::Household => "户",
            Subject::Group => "组",
        }
    }

    /// Whose tallies a formula of the rule reads.
    pub fn reach(self) -> Reach {
        match self {
            Subject::Person => Reach::Person,
            Subject::Household => Reach::Household,
            Subject::Group => Reach::Group,
        }
    }
}

/// What evidence a rule asks for (凭证).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// 照片
    Photo,
    /// 证明: a paper
    Paper,
    /// 照片或证明: what a deduction asks for unless it says otherwise
    Either,
    /// 不需要
    None,
}

impl Evidence {
    /// The word of the rule language.
    pub fn chinese(self) -> &'static str {
        match self {
            Evidence::Photo => "照片",
            Evidence::Paper => "证明",
            Evidence::Either => "照片或证明",
            Evidence::None => "不需要",
        }
    }
}

/// Who must agree before an award stands (审核).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Review {
    /// 免审
    None,
    /// 一人
    One,
    /// 两人
    Two,
    /// 超过 N 分两人, otherwise one
    TwoAbove(Points),
}

impl Review {
    /// How many people must agree to an award or deduction of this size.
    pub fn people(self, points: Points) -> u32 {
        match self {
            Review::None => 0,
            Review::One => 1,
            Review::Two => 2,
            Review::TwoAbove(limit) => 1 + u32::from(points.abs() > limit),
        }
    }
}

/// What kind of value a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A number between two bounds, with a unit for readers (`小时`, or empty); `whole` takes no decimals.
    Number { unit: Arc<str>, whole: bool, min: Decimal, max: Decimal },
    /// 是否
    YesNo,
    /// 日期
    Date,
    /// 文字
    Text,
    /// One of these.
    Options(Box<[Arc<str>]>),
}

/// One thing that whoever records must fill in (填报).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub(super) name: Arc<str>,
    pub(super) kind: FieldKind,
}

impl Field {
    /// The name used in formulas and facts.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it takes.
    pub fn kind(&self) -> &FieldKind {
        &self.kind
    }

    /// As a form shows it: `时长（小时）`.
    pub fn label(&self) -> String {
        match &self.kind {
            FieldKind::Number { unit, .. } if !unit.is_empty() => format!("{}（{unit}）", self.name),
            _ => self.name.to_string(),
        }
    }
}

/// One rule of a village. What few rules have stands in a box: a county holds many rules in memory.
#[derive(Debug)]
pub struct Rule {
    pub(super) name: Arc<str>,
    pub(super) chapter: Arc<str>,
    pub(super) subject: Subject,
    pub(super) fields: Box<[Field]>,
    pub(super) conditions: Box<[Formula]>,
    pub(super) amount: Amount,
    /// What its formulas read besides fields; the values of these stand behind those of the fields.
    pub(super) reads: Box<[Input]>,
    pub(super) repeat: Option<Box<Repeat>>,
    pub(super) streak: Option<Box<Streak>>,
    pub(super) campaigns: Box<[Arc<Campaign>]>,
    pub(super) limits: Box<[Limit]>,
    /// The limits of its chapter and of the village, in this order.
    pub(super) wider: Arc<[Limit]>,
    /// The tally of its 取高 group, and the line that names it.
    pub(super) highest: Option<Box<(Need, u32)>>,
    pub(super) evidence: Evidence,
    pub(super) review: Review,
    pub(super) notice_days: u32,
    pub(super) confidential: bool,
    pub(super) valid_for: Term,
    /// Whether that differs from what the village says for all.
    pub(super) own_term: bool,
    pub(super) also_to: Box<[AlsoTo]>,
    pub(super) veto: Option<Veto>,
    pub(super) repair: Option<Box<Repair>>,
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
    pub(super) basis: Option<Box<str>>,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
    pub(super) needs: Box<[Need]>,
    pub(super) keeps: Box<[Need]>,
    pub(super) is_award: bool,
    pub(super) is_deduction: bool,
}

impl Rule {
    /// Its name, unique in the village.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The chapter (类别) it stands in.
    pub fn chapter(&self) -> &str {
        &self.chapter
    }

    /// Against whom it records.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// What must be filled in.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// What evidence it asks for.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Who must agree.
    pub fn review(&self) -> Review {
        self.review
    }

    /// Days on public notice before it is credited; at least 7 for a deduction.
    pub fn notice_days(&self) -> u32 {
        self.notice_days
    }

    /// Never shown on boards, notices, rankings, exports or shop screens.
    pub fn is_confidential(&self) -> bool {
        self.confidential
    }

    /// How long the points count from the day they are credited (有效期); the village's own where the rule says nothing.
    pub fn valid_for(&self) -> Term {
        self.valid_for
    }

    /// Who else receives when it gives something.
    pub fn also_to(&self) -> &[AlsoTo] {
        &self.also_to
    }

    /// What it bars from, for a time.
    pub fn veto(&self) -> Option<&Veto> {
        self.veto.as_ref()
    }

    /// How what it takes is earned back.
    pub fn repair(&self) -> Option<&Repair> {
        self.repair.as_deref()
    }

    /// First day in force.
    pub fn from(&self) -> Option<NaiveDate> {
        self.from
    }

    /// Last day in force.
    pub fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    /// Whether it applies to something that happened on this day.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// The article or decision behind it.
    pub fn basis(&self) -> Option<&str> {
        self.basis.as_deref()
    }

    /// The file in which it is written.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Its line in that file.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Whether it can give points.
    pub fn is_award(&self) -> bool {
        self.is_award
    }

    /// Whether it can take points away or bar somebody from something: then it is guarded by evidence, review and notice.
    pub fn is_deduction(&self) -> bool {
        self.is_deduction
    }

    /// Whether its name tells that it asks for strength, youth or schooling; what old people can do as well does not. The words are those of E08.
    pub fn is_strenuous(&self) -> bool {
        STRENUOUS.iter().any(|word| self.name.contains(word))
    }

    /// The least and most that one record can come to, before limits; 活动 and 连续 are not in it.
    pub(super) fn bounds(&self) -> Bounds {
        let Bounds { least, most } = self.amount.bounds();
        Bounds { least: least.map(|least| self.repeat.as_ref().map_or(least, |repeat| least * repeat.most())), most }
    }

    /// How much one record can come to at most, either way, before limits; none where nobody knows.
    pub fn largest(&self) -> Option<Decimal> {
        let Bounds { least, most } = self.bounds();
        Some(least?.abs().max(most?.abs()))
    }

    /// Its own limits, then those of its chapter and of the village.
    pub(super) fn all_limits(&self) -> impl Iterator<Item = &Limit> {
        self.limits.iter().chain(&*self.wider)
    }

    /// The limit of this number among all.
    pub(super) fn limit(&self, nth: usize) -> Option<&Limit> {
        self.all_limits().nth(nth)
    }

    /// The file in which its amount is written: a script has one of its own.
    pub(super) fn amount_file(&self) -> &Arc<str> {
        if let Amount::Script(script) = &self.amount { &script.file } else { &self.file }
    }

    /// The tallies that judging it reads, and the one that tells what was done to earn it back.
    pub(super) fn all_needs(&self) -> impl Iterator<Item = &Need> {
        self.needs.iter().chain(self.repair.as_ref().map(|repair| &repair.need))
    }

    /// The rule in one plain Chinese sentence.
    pub fn sentence(&self) -> String {
        sentence::of(self)
    }

    /// The same with the campaigns that run on a day.
    pub fn sentence_on(&self, day: NaiveDate) -> String {
        let running: String =
            self.campaigns.iter().filter(|campaign| campaign.runs(day)).map(|campaign| format!("{}。", campaign.said())).collect();
        format!("{}{running}", self.sentence())
    }
}
