//! Notices and objections: what a row says, how long things take, and what may be refused.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::awards::{Award, AwardState};
use crate::words::{Kind, Moment, Refusal, Role};

/// The fewest days of a notice: what villages do where nothing else is said.
const FEWEST_DAYS: u32 = 3;

/// The fewest days of one with a deduction on it.
const FEWEST_DAYS_WITH_DEDUCTIONS: u32 = 7;

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

/// How long a notice must at least be up, in a village that says so much (公示天数).
pub(super) fn fewest_days(of_village: u32, has_deductions: bool) -> u32 {
    let least = if has_deductions { FEWEST_DAYS_WITH_DEDUCTIONS } else { FEWEST_DAYS };
    of_village.max(least)
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

/// What whoever drafts, signs or looks at a notice is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeBody {
    #[schema(example = "3")]
    pub id: String,
    /// 第几期; null until it is signed.
    pub issue: Option<i64>,
    pub state: NoticeState,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub days: i64,
    /// How many awards stand on it.
    pub lines: i64,
    /// The last day on the wall; null until it is signed.
    pub last_on: Option<NaiveDate>,
    /// Hash of the newest entry when it was signed.
    pub head: Option<String>,
    pub head_seq: Option<i64>,
    /// Once it is settled: how many of its awards are posted.
    pub posted: Option<i64>,
    /// Once it is settled: how many of them do not count.
    pub fallen: Option<i64>,
}

impl NoticeBody {
    /// A notice as it stands on a day.
    pub(super) fn of(notice: &Notice, today: NaiveDate) -> Self {
        Self {
            id: notice.id.to_string(),
            issue: notice.issue,
            state: notice.state_on(today),
            from: notice.from_on,
            until: notice.until_on,
            days: notice.days,
            lines: notice.lines,
            last_on: notice.last_on,
            head: notice.head.clone(),
            head_seq: notice.head_seq,
            posted: notice.posted,
            fallen: notice.fallen,
        }
    }
}

/// What whoever objects, appeals or rules is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObjectionBody {
    /// The number on the receipt.
    #[schema(example = "12")]
    pub id: String,
    /// The award's number, which is also its claim's.
    #[schema(example = "17")]
    pub award: String,
    pub state: ObjectionState,
    pub reason: Reason,
    /// The last day for an answer.
    pub answer_by: NaiveDate,
    /// `on_notice`, `contested`, `posted`, `withdrawn` or `reversed`.
    pub award_state: String,
    /// The day the award is posted.
    pub post_on: Option<NaiveDate>,
}

impl ObjectionBody {
    pub(super) fn of(objection: &Objection, award: &Award) -> Self {
        Self {
            id: objection.id.to_string(),
            award: objection.award.to_string(),
            state: objection.state,
            reason: objection.reason,
            answer_by: objection.answer_by,
            award_state: award.state.name().to_owned(),
            post_on: award.post_on,
        }
    }
}

/// An expected no about a notice. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoticeRefusal {
    WrongPeriod,
    DraftWaits(i64),
    Overlaps(NaiveDate),
    WrongDays(u32),
    UnknownNotice(i64),
    NotWaiting(NoticeState),
    OwnDraft,
    ClockBehind(Moment),
    ReasonMissing,
    NotOver,
    StillWaiting,
    /// It is not public any more.
    Over,
}

impl From<NoticeRefusal> for Refusal {
    fn from(refusal: NoticeRefusal) -> Self {
        use NoticeRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::WrongPeriod => (
                "notices.wrong_period",
                Kind::Invalid,
                "这一期的起止日期不对。".to_owned(),
                "起在前、止在后，最长一年；这一段要已经过完，今天不能算在里面。",
            ),
            R::DraftWaits(id) => {
                ("notices.draft_waits", Kind::Conflict, format!("第 {id} 号公示草稿还在等签字。"), "请村务监督委员先签字或退回那一份。")
            }
            R::Overlaps(last) => {
                ("notices.overlaps", Kind::Conflict, format!("上一期公示到 {last} 为止，这一期和它重了。"), "请从上一期的后一天起。")
            }
            R::WrongDays(least) => (
                "notices.wrong_days",
                Kind::Invalid,
                format!("这一期要公示 {least} 到 {MOST_DAYS} 天。"),
                "有减分的不少于 7 天；不填就按最少的天数。",
            ),
            R::UnknownNotice(id) => ("notices.unknown_notice", Kind::Missing, format!("没有第 {id} 号公示。"), "请从公示的列表里进。"),
            R::NotWaiting(state) => {
                ("notices.not_waiting", Kind::Conflict, format!("这份公示{}，不用再签。", state.chinese()), "请刷新后再看。")
            }
            R::OwnDraft => ("notices.own_draft", Kind::Forbidden, "这份公示是您拟的，要由别人来签。".to_owned(), "请换一位村务监督委员。"),
            R::ClockBehind(now) => {
                let sentence = format!("这台机器的时间是 {now}，比拟公示的时间还早，没有办。");
                ("notices.clock_behind", Kind::Conflict, sentence, "请先校准机器的时间：公示要从真正的日子算起。")
            }
            R::ReasonMissing => ("notices.reason_missing", Kind::Invalid, "没有写原因。".to_owned(), "请写一句原因，让别人知道为什么。"),
            R::NotOver => ("notices.not_over", Kind::Conflict, "这期公示还没有到期，或者已经结束了。".to_owned(), "不用处理。"),
            R::StillWaiting => {
                ("notices.still_waiting", Kind::Conflict, "这期公示上还有等着定的，没有结束。".to_owned(), "请先答复有意见的那几件。")
            }
            R::Over => ("notices.over", Kind::Missing, "这期公示已经结束。".to_owned(), "要看以前的公示，请到村委会查。"),
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}

/// An expected no about an objection. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ObjectionRefusal {
    UnknownAward(i64),
    UnknownResident(String),
    NotStanding(AwardState),
    TooLate(NaiveDate),
    AlreadyObjected(i64),
    BeingCorrected,
    SentenceMissing,
    UnknownObjection(i64),
    NotWaiting(ObjectionState),
    NoAppeal,
    TookPart,
    OwnHousehold,
    ReasonMissing,
}

impl From<ObjectionRefusal> for Refusal {
    fn from(refusal: ObjectionRefusal) -> Self {
        use ObjectionRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::UnknownAward(id) => {
                ("objections.unknown_award", Kind::Missing, format!("没有找到第 {id} 号加减分。"), "请从自己的积分或公示里点“有意见”。")
            }
            R::UnknownResident(number) => {
                ("objections.unknown_resident", Kind::Invalid, format!("花名册里没有 {number} 这个人。"), "请写提意见的人的编号。")
            }
            R::NotStanding(state) => {
                let sentence = format!("这一件{}，现在不用提意见。", state.chinese());
                ("objections.not_standing", Kind::Conflict, sentence, "还在审核的，等通过公示了再看。")
            }
            R::TooLate(last) => {
                ("objections.too_late", Kind::Conflict, format!("提意见的时间到 {last} 为止，已经过了。"), "真记错了，请村里的人提出更正。")
            }
            R::AlreadyObjected(id) => (
                "objections.already_raised",
                Kind::Conflict,
                format!("这一件已经提过意见，回执第 {id} 号。"),
                "请看那一件办到哪里了；不服可以申诉。",
            ),
            R::BeingCorrected => {
                ("objections.being_corrected", Kind::Conflict, "这一件已经有人提出更正，正在等结果。".to_owned(), "请等结果出来再看。")
            }
            R::SentenceMissing => {
                ("objections.sentence_missing", Kind::Invalid, "没有写哪里不对。".to_owned(), "请写一句，不会写就请人帮忙。")
            }
            R::UnknownObjection(id) => ("objections.unknown", Kind::Missing, format!("没有第 {id} 号意见。"), "请核对回执上的编号。"),
            R::NotWaiting(state) => {
                ("objections.not_waiting", Kind::Conflict, format!("这条意见现在是“{}”，不能这样定。", state.chinese()), "请刷新后再看。")
            }
            R::NoAppeal => (
                "objections.no_appeal",
                Kind::Conflict,
                "这条意见现在不能申诉。".to_owned(),
                "还没有答复的请等答复；乡镇定过的就是最后的。",
            ),
            R::TookPart => {
                let sentence = "这一件您经过手（记录、审核、代交或者定过），要由别人来定。".to_owned();
                ("objections.took_part", Kind::Forbidden, sentence, "请没有经过手的村务监督委员或乡镇干部来定。")
            }
            R::OwnHousehold => {
                ("objections.own_household", Kind::Forbidden, "这一件跟您自己家或亲属家有关，您要回避。".to_owned(), "请换一个人来定。")
            }
            R::ReasonMissing => {
                ("objections.reason_missing", Kind::Invalid, "没有写原因。".to_owned(), "请写一句原因，让提意见的人知道为什么。")
            }
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_notice_with_deductions_is_up_for_seven_days_at_least() {
        for (of_village, has_deductions, expected) in [(0, false, 3), (5, false, 5), (0, true, 7), (10, true, 10)] {
            assert_eq!(fewest_days(of_village, has_deductions), expected);
        }
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
