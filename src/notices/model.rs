//! Notices and objections: what a row says, and how long things take.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{Moment, Role};

/// The most days of a notice.
pub(super) const MOST_DAYS: u32 = 60;

/// The longest period of a notice, in days.
pub(super) const LONGEST_PERIOD: i64 = 366;

/// How long after it was posted somebody may object to an award, and how long after a ruling appeal against it, in days.
pub(super) const TIME_TO_OBJECT: u64 = 30;

/// Whether there is still time to object to what was posted on a day.
pub fn is_time_to_object(posted_on: NaiveDate, today: NaiveDate) -> bool {
    today <= later(posted_on, TIME_TO_OBJECT)
}

/// How long an answer may take, in days.
pub(super) const TIME_TO_ANSWER: u64 = 7;

/// A day so many later.
pub(super) fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// Waits for a signature.
    Drafted,
    /// Sent back; what stood on it waits for another one.
    Returned,
    /// On the wall.
    Open,
    /// Its days are over, but something on it still waits. Never stored: the calendar says so.
    Closed,
    /// Its days are over, and nothing on it waits.
    Settled,
}

impl NoticeState {
    const STORED: [NoticeState; 4] = [Self::Drafted, Self::Returned, Self::Open, Self::Settled];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Returned => "returned",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Settled => "settled",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Drafted => "等签字",
            Self::Returned => "已退回",
            Self::Open => "公示中",
            Self::Closed => "期满，有意见没定",
            Self::Settled => "已结束",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::STORED.into_iter().find(|state| state.name() == name)
    }
}

/// A public notice (公示).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Counted from 1 in each village, drafts that were sent back included.
    pub id: i64,
    /// 第几期, from when it was signed.
    pub issue: Option<i64>,
    pub state: NoticeState,
    /// The first day of its period.
    pub from_on: NaiveDate,
    /// The last day of its period.
    pub until_on: NaiveDate,
    /// How long it is up, the day on which it goes up not counted.
    pub days: i64,
    /// How many awards stand on it.
    pub lines: i64,
    pub drafted_by: String,
    pub drafted_at: Moment,
    /// Who signed it or sent it back.
    pub decided_by: Option<String>,
    pub decided_at: Option<Moment>,
    /// Why it was sent back.
    pub reason: Option<String>,
    /// The last day on the wall.
    pub last_on: Option<NaiveDate>,
    /// The newest entry when it was signed, and its hash.
    pub head_seq: Option<i64>,
    pub head: Option<String>,
    pub settled_at: Option<Moment>,
    /// Of what stood on it: how many are posted, and how many are not, or not any more.
    pub posted: Option<i64>,
    pub fallen: Option<i64>,
}

impl Notice {
    /// Where it stands on a day.
    pub fn state_on(&self, day: NaiveDate) -> NoticeState {
        let is_over = self.last_on.is_some_and(|last| last < day);
        if self.state == NoticeState::Open && is_over { NoticeState::Closed } else { self.state }
    }

    /// Whether everybody may see it on a day.
    pub fn is_public(&self, day: NaiveDate) -> bool {
        matches!(self.state, NoticeState::Open | NoticeState::Settled) && self.last_on.is_some_and(|last| day <= last)
    }

    /// Whether it was put up; then what stands on it has been shown.
    pub(super) fn is_signed(&self) -> bool {
        self.issue.is_some()
    }
}

/// That an award stands on a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoticeLine {
    pub award: i64,
    pub notice: i64,
    /// Counted from 1 in each notice.
    pub line: i64,
}

/// The printed sheet as it was drafted; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoticeSheet {
    pub notice: i64,
    /// A [`Sheet`](super::sheet::Sheet) as JSON.
    pub body: String,
}

/// What somebody says is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 不是我家
    NotOurs,
    /// 分数不对
    WrongPoints,
    /// 没做过
    NeverDone,
    /// 其他: it is said in a sentence.
    Other,
}

impl Reason {
    pub(super) const ALL: [Reason; 4] = [Self::NotOurs, Self::WrongPoints, Self::NeverDone, Self::Other];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotOurs => "not_ours",
            Self::WrongPoints => "wrong_points",
            Self::NeverDone => "never_done",
            Self::Other => "other",
        }
    }

    /// What villagers say.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::NotOurs => "不是我家",
            Self::WrongPoints => "分数不对",
            Self::NeverDone => "没做过",
            Self::Other => "其他",
        }
    }

    /// The reason of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// Where an objection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionState {
    /// Waits for a ruling.
    Raised,
    /// Whoever objected is right.
    Upheld,
    /// The award stands.
    Dismissed,
    /// Waits for the township.
    Appealed,
}

impl ObjectionState {
    const ALL: [ObjectionState; 4] = [Self::Raised, Self::Upheld, Self::Dismissed, Self::Appealed];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Upheld => "upheld",
            Self::Dismissed => "dismissed",
            Self::Appealed => "appealed",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Raised => "等答复",
            Self::Upheld => "意见成立",
            Self::Dismissed => "意见不成立",
            Self::Appealed => "已申诉，等乡镇定",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether somebody still has to answer.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Raised | Self::Appealed)
    }
}

/// An objection (有意见) of one resident to one award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    pub award: i64,
    /// The number on the receipt, counted from 1 in each village.
    pub id: i64,
    /// Whose it is.
    pub resident: String,
    /// Where they live.
    pub household: String,
    pub reason: Reason,
    pub sentence: String,
    pub state: ObjectionState,
    /// Who handed it in: the resident, or staff for them.
    pub raised_by: String,
    pub raised_role: Role,
    pub raised_at: Moment,
    /// The last day for an answer.
    pub answer_by: NaiveDate,
}

/// What was done about an objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Uphold,
    Dismiss,
    Appeal,
}

impl Verdict {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uphold => "uphold",
            Self::Dismiss => "dismiss",
            Self::Appeal => "appeal",
        }
    }

    /// The verdict of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Uphold, Self::Dismiss, Self::Appeal].into_iter().find(|verdict| verdict.name() == name)
    }
}

/// One step of an objection after it was raised; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub award: i64,
    pub objection: i64,
    /// Counted from 1 in each objection.
    pub line: i64,
    pub verdict: Verdict,
    pub taken_by: String,
    pub role: Role,
    /// The reason of a ruling, the sentence of an appeal.
    pub said: String,
    pub at: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        for (from, days, to) in [("2026-01-31", 30, "2026-03-02"), ("2028-02-28", 1, "2028-02-29"), ("2026-12-31", 7, "2027-01-07")] {
            assert_eq!(later(day(from), days), day(to));
        }
    }

    /// A notice, its last day, the day on which it is looked at: where it stands, whether everybody may see it.
    #[test]
    fn a_notice_closes_by_the_calendar() {
        use NoticeState as N;
        let table = [
            (N::Drafted, None, N::Drafted, false),
            (N::Open, Some("2026-03-09"), N::Open, true),
            (N::Open, Some("2026-03-08"), N::Closed, false),
            (N::Settled, Some("2026-03-08"), N::Settled, false),
            (N::Returned, None, N::Returned, false),
        ];
        for (state, last, expected, is_public) in table {
            let notice = Notice { state, last_on: last.map(day), ..super::super::drafting::tests::notice() };
            assert_eq!(
                (notice.state_on(day("2026-03-09")), notice.is_public(day("2026-03-09"))),
                (expected, is_public),
                "{state:?} {last:?}"
            );
        }
    }
}
