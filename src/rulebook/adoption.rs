//! The recorded decision behind a rulebook version (采纳): who met, how many agreed, under which number it is filed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The record of the meeting that adopted a rulebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Adoption {
    /// 会议
    #[schema(example = "2026 年第一次村民代表会议")]
    pub meeting: String,
    /// 日期
    pub held_on: NaiveDate,
    /// 应到
    pub expected: u32,
    /// 实到
    pub present: u32,
    /// 赞成
    pub in_favour: u32,
    /// 文号
    #[schema(example = "张村〔2026〕3 号")]
    pub document: String,
}

/// The longest name of a meeting or document, in characters.
const LONGEST: usize = 100;

impl Adoption {
    /// What keeps this from being a decision: nothing was written, the numbers contradict each other, or there was no majority.
    pub fn wrong(&self) -> Option<&'static str> {
        let is_text = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST;
        let (present, in_favour) = (u64::from(self.present) * 2, u64::from(self.in_favour) * 2);
        if !is_text(&self.meeting) || !is_text(&self.document) {
            Some("采纳的会议和文号都要写，各不超过 100 个字。")
        } else if self.present > self.expected || self.in_favour > self.present {
            Some("采纳的人数对不上：赞成不能多于实到，实到不能多于应到。")
        } else if present <= u64::from(self.expected) || in_favour <= u64::from(self.present) {
            Some("采纳没有过半数：实到要过应到的一半，赞成要过实到的一半。")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_has_a_majority_of_a_majority() {
        let table =
            [(30, 16, 9, true), (30, 15, 15, false), (30, 16, 8, false), (30, 31, 20, false), (30, 20, 21, false), (0, 0, 0, false)];
        for (expected, present, in_favour, stands) in table {
            let held_on = NaiveDate::MIN;
            let adoption = |meeting: &str| Adoption {
                meeting: meeting.to_owned(),
                held_on,
                expected,
                present,
                in_favour,
                document: "一号".to_owned(),
            };
            assert_eq!(adoption("村民会议").wrong().is_none(), stands, "{expected} {present} {in_favour}");
            assert!(adoption(" ").wrong().is_some());
        }
    }
}
