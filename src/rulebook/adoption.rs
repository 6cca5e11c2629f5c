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

/// The meetings that may decide about the rules of a village (村民委员会组织法第二十四条、第二十五条、第二十七条): the villagers themselves, or those whom
/// they chose. Its officials among themselves, the party's members and a group's villagers may prepare what is decided.
const DECIDES: [&str; 7] = ["村民会议", "村民大会", "村民代表会", "村民代表大会", "户代表会", "户代表大会", "villagers' assembly"];

/// The fewest members a meeting of representatives has: a committee has three members at least (第六条), and four of five who sit there are not of it
/// (第二十五条). A village whose meeting is smaller has no such meeting.
const FEWEST_REPRESENTATIVES: u32 = 15;

/// The fewest of whom one can say that they met.
const FEWEST: u32 = 3;

/// The longest name of a meeting or document, in characters.
const LONGEST: usize = 100;

impl Adoption {
    /// What keeps this from being a decision: nothing was written, it was not for this meeting to decide, the numbers contradict each other, too few came,
    /// or there was no majority (村民委员会组织法第二十二条、第二十六条).
    pub fn wrong(&self) -> Option<&'static str> {
        let is_text = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST;
        let Self { expected, present, in_favour, .. } = self;
        let (expected, present, in_favour) = (u64::from(*expected), u64::from(*present), u64::from(*in_favour));
        let meeting: String = self.meeting.split_whitespace().collect::<String>().to_lowercase();
        let is_of_representatives = meeting.contains("代表");
        let fewest = if is_of_representatives { FEWEST_REPRESENTATIVES } else { FEWEST };
        if !is_text(&self.meeting) || !is_text(&self.document) {
            Some("采纳的会议和文号都要写，各不超过 100 个字。")
        } else if present > expected || in_favour > present {
            Some("采纳的人数对不上：赞成不能多于实到，实到不能多于应到。")
        } else if !DECIDES.iter().any(|known| meeting.contains(&known.replace(' ', ""))) {
            Some("规则要由村民会议或村民代表会议来定，村委会、支委会、书记办公会、党员大会、小组会都定不了。")
        } else if expected < u64::from(fewest) {
            Some(match is_of_representatives {
                true => "应到的人太少：村民代表会议连村委会成员在内不会少于 15 人，请照花名册写。",
                false => "应到的人太少，开不成村民会议，请照花名册写。",
            })
        } else if is_of_representatives && present * 3 < expected * 2 {
            Some("到会的人不够：村民代表会议要有三分之二以上的人到会。")
        } else if present * 2 <= expected || in_favour * 2 <= present {
            Some("采纳没有过半数：实到要过应到的一半，赞成要过实到的一半。")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adoption(meeting: &str, [expected, present, in_favour]: [u32; 3]) -> Adoption {
        Adoption { meeting: meeting.to_owned(), held_on: NaiveDate::MIN, expected, present, in_favour, document: "一号".to_owned() }
    }

    #[test]
    fn a_decision_has_a_majority_of_a_majority() {
        let table = [
            ("村民会议", [30, 16, 9], true),
            ("村民会议", [30, 15, 15], false),
            ("村民会议", [30, 16, 8], false),
            ("村民会议", [30, 31, 20], false),
            ("村民会议", [30, 20, 21], false),
            ("村民会议", [0, 0, 0], false),
            ("村民会议", [1, 1, 1], false),
            ("村民代表会议", [30, 20, 11], true),
            ("村民代表会议", [30, 19, 19], false),
            ("村民代表会议", [15, 10, 6], true),
            ("村民代表会议", [14, 14, 14], false),
            (" ", [30, 30, 30], false),
        ];
        for (meeting, numbers, stands) in table {
            assert_eq!(adoption(meeting, numbers).wrong().is_none(), stands, "{meeting} {numbers:?}");
        }
    }

    #[test]
    fn only_the_villagers_or_those_they_chose_decide() {
        let may =
            ["2026 年第一次村民代表会议", "党员大会、村民代表会议", "全体村民大会", "户代表会议", "村民 代表 会议", "Villagers' Assembly"];
        let may_not = ["书记办公会", "支委会", "村两委会", "党员大会", "村民小组会议", "村民委员会会议", "股东代表大会", "会"];
        for (meeting, stands) in may.map(|meeting| (meeting, true)).into_iter().chain(may_not.map(|meeting| (meeting, false))) {
            assert_eq!(adoption(meeting, [30, 28, 27]).wrong().is_none(), stands, "{meeting}");
        }
    }
}
