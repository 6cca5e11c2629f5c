//! What whoever acts on notices and objections is told; it is also the first answer that is kept of an act.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::*;
use crate::awards::Award;

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
