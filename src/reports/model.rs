//! A report, whose it is, what was decided about it, and what may be refused.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{Kind, Moment, Points, Refusal};

/// Where a report stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// Waits for the township.
    #[default]
    Submitted,
    /// Found to be so by everybody who must.
    Approved,
    /// Not found to be so.
    Rejected,
}

impl ReportState {
    const ALL: [ReportState; 3] = [Self::Submitted, Self::Approved, Self::Rejected];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Submitted => "等乡镇核实",
            Self::Approved => "查实了",
            Self::Rejected => "没有查实",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What was reported. Nothing in it tells by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Counted from 1 in each village, apart from its claims.
    pub id: i64,
    /// The random code that ties it to its owner.
    pub receipt: String,
    pub rule: String,
    pub occurred_on: NaiveDate,
    /// What was filled in, a JSON object of texts.
    pub facts: String,
    /// What happened, in the reporter's words.
    pub told: String,
    pub state: ReportState,
    /// How many people must agree.
    pub reviews_needed: i64,
    /// What it is worth to the pool, as JSON (`awards::Worth`).
    pub worth: String,
    pub points: Points,
    /// The number of whoever took it in for somebody; none where it came from the reporter's own page.
    pub taken_in_by: Option<String>,
    /// Days, not instants: nobody needs to know more.
    pub reported_on: NaiveDate,
    pub decided_on: Option<NaiveDate>,
    /// The entry that brought its points into the pool.
    pub entry: Option<i64>,
}

/// Whose a report is. Nobody but themselves is shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub person: String,
    pub receipt: String,
    /// As they were on the day it was reported.
    pub household: String,
    pub group_name: String,
    /// What it is worth to them, as JSON (`awards::Worth`).
    pub worth: String,
    /// Never more than the pool got.
    pub points: Points,
}

/// Somebody's decision about a report; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportReview {
    pub report: i64,
    /// Counted from 1 in each report.
    pub line: i64,
    pub approves: bool,
    pub reviewer: String,
    pub reason: String,
    pub at: Moment,
}

/// What an owner asked to have moved from the pool to their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    pub person: String,
    /// Random.
    pub id: String,
    pub points: Points,
    pub asked_on: NaiveDate,
    /// None until the month's entries are made.
    pub entry: Option<i64>,
}

/// What somebody has of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Own {
    /// In the pool, and not asked to be moved.
    #[schema(value_type = String, example = "10.00")]
    pub available: Points,
    /// Found to be so, and in the pool with the next month's entry.
    #[schema(value_type = String, example = "10.00")]
    pub coming: Points,
    /// Asked to be moved, and done with the next month's entry.
    #[schema(value_type = String, example = "0.00")]
    pub moving: Points,
    /// Moved to the account so far.
    #[schema(value_type = String, example = "0.00")]
    pub moved: Points,
    /// The newest first.
    pub reports: Vec<OwnReport>,
}

/// A report as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnReport {
    /// Shows that it is theirs.
    pub receipt: String,
    pub rule: String,
    pub occurred_on: NaiveDate,
    pub reported_on: NaiveDate,
    pub told: String,
    pub state: ReportState,
    /// Whether its points are in the pool.
    pub is_credited: bool,
    #[schema(value_type = String, example = "10.00")]
    pub points: Points,
    /// Why, in sentences.
    pub explanation: Vec<String>,
    /// Why it was not found to be so.
    pub reason: Option<String>,
}

/// What whoever reported something is told, and whoever took it in passes on. It is the same whoever it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// To be written down: it shows whose report it is.
    #[schema(example = "6b1f0c52d9e04a7f8c3a90be41d2775e")]
    pub receipt: String,
}

/// What somebody who asked for a move is told. First answers are kept for ever, so it does not say what they have left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Asked {
    /// Moved with the next month's entry.
    #[schema(value_type = String, example = "10.00")]
    pub points: Points,
}

/// What whoever decided is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DecidedReport)]
pub struct Decided {
    #[schema(example = "3")]
    pub id: String,
    pub state: ReportState,
    /// How many more people must agree.
    pub reviews_missing: i64,
}

/// An expected no. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportRefusal {
    NotYours,
    UnknownPerson(String),
    FutureDay(NaiveDate),
    NotProtected(String),
    NothingTold,
    TooLong,
    UnknownReport(i64),
    LivesHere,
    AlreadyDecided(ReportState),
    SamePerson,
    AlreadyReviewed,
    ReasonMissing,
    MoreThanThereIs(Points),
}

/// The longest account of what happened, and the longest reason, in characters.
pub(super) const LONGEST: usize = 500;

impl From<ReportRefusal> for Refusal {
    fn from(refusal: ReportRefusal) -> Self {
        use ReportRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::NotYours => (
                "reports.not_yours",
                Kind::Forbidden,
                "在这里只能报自己看到的。".to_owned(),
                "不用填是谁报的；替别人报，请他本人来，或者到乡镇去说。",
            ),
            R::UnknownPerson(number) => {
                ("reports.unknown_person", Kind::Invalid, format!("花名册里没有 {number} 这个人。"), "请核对人员编号，要填到人，不填户号。")
            }
            R::FutureDay(day) => ("reports.future_day", Kind::Invalid, format!("{day} 还没有到。"), "请填事情发生的那一天。"),
            R::NotProtected(rule) => {
                ("reports.not_protected", Kind::Invalid, format!("“{rule}”不是保密的，不在这里报。"), "这样的事请找网格员或村书记记。")
            }
            R::NothingTold => (
                "reports.nothing_told",
                Kind::Invalid,
                "还没有写是什么事。".to_owned(),
                "请写清楚什么事、在哪里、什么时候；不要写自己是谁。",
            ),
            R::TooLong => ("reports.too_long", Kind::Invalid, format!("写得太长了，最多 {LONGEST} 个字。"), "请写短一些。"),
            R::UnknownReport(id) => ("reports.unknown_report", Kind::Missing, format!("没有第 {id} 号举报。"), "请核对编号。"),
            R::LivesHere => (
                "reports.lives_here",
                Kind::Aside,
                "您家在这个村，这个村的举报您要回避。".to_owned(),
                "请换一位家不在这个村的乡镇干部来办。",
            ),
            R::AlreadyDecided(state) => (
                "reports.already_decided",
                Kind::Conflict,
                format!("这一件已经定了：{}，不能再改。", state.chinese()),
                "查实的分不收回：收回会让人看出是谁。发现是编造的，请按规定另外处理。",
            ),
            R::SamePerson => ("reports.same_person", Kind::Aside, "这一件是您收下的，要由别人来定。".to_owned(), "请换一位乡镇干部来办。"),
            R::AlreadyReviewed => {
                ("reports.already_reviewed", Kind::Conflict, "您已经同意过这一件了。".to_owned(), "还要另一位乡镇干部同意。")
            }
            R::ReasonMissing => ("reports.reason_missing", Kind::Invalid, "没有写原因。".to_owned(), "请写一句，让举报的人知道为什么。"),
            R::MoreThanThereIs(available) => {
                let sentence = format!("能转的有 {} 分，没有转。", available.plain());
                ("reports.more_than_there_is", Kind::Conflict, sentence, "请填一个大于 0、不比这个多的数；下个月初到的，到了再转。")
            }
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}
