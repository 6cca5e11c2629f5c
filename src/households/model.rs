//! What can become of a household, and what may be refused.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::roster::{Household, Resident};
use crate::words::{Kind, Points, Refusal, hex};

/// Somebody who changes place, and what they are to the head where they come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mover {
    #[schema(example = "3-07-3")]
    pub number: String,
    /// 户主, 配偶, 子 …; may be left out.
    #[serde(default)]
    #[schema(example = "户主", max_length = 20)]
    pub relation: String,
}

/// How somebody comes into a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Coming {
    Born,
    MarriedIn,
    MovedIn,
    /// Somebody who lived here before. They get a number of their own again, and no base score a second time.
    Returned,
}

/// Somebody new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Newcomer {
    /// A number nobody ever had.
    #[schema(example = "3-21-1")]
    pub number: String,
    #[schema(min_length = 1, max_length = 40)]
    pub name: String,
    /// 户主, 配偶, 子 …; the first one is head where nobody is called so.
    #[serde(default)]
    #[schema(example = "户主", max_length = 20)]
    pub relation: String,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// 分户: some move out, into a household that is new or there already. Where the household has the account, they take so much along.
    Split { members: Vec<Mover>, into: String, points: Points },
    /// 并户: all move into another household, the account with them.
    Merger { members: Vec<Mover>, into: String },
    /// 迁入
    Arrival { number: String, name: String, relation: String, coming: Coming },
    /// 新立户: a household that was not there before, with everybody in it.
    Settlement { group: String, members: Vec<Newcomer>, coming: Coming },
    /// 迁出: some leave the village.
    Departure { members: Vec<String>, heir: Option<String>, head: Option<String> },
    /// 去世
    Death { member: String, heir: Option<String>, head: Option<String> },
    /// 换户主; the others' relations to the new one.
    Head { head: String, members: Vec<Mover> },
    /// 更正 of a name and a relation, or of the household's group.
    Correction { member: Option<String>, name: Option<String>, relation: Option<String>, group: Option<String> },
}

impl Change {
    /// What villagers call it.
    pub fn chinese(&self) -> &'static str {
        match self {
            Self::Split { .. } => "分户",
            Self::Merger { .. } => "并户",
            Self::Arrival { coming: Coming::Born, .. } => "添人口",
            Self::Arrival { coming: Coming::Returned, .. } => "迁回",
            Self::Arrival { .. } => "迁入",
            Self::Settlement { .. } => "新立户",
            Self::Departure { .. } => "迁出",
            Self::Death { .. } => "去世",
            Self::Head { .. } => "换户主",
            Self::Correction { .. } => "更正",
        }
    }
}

/// What whoever asks for a change, or decides on one, is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    /// The change's number.
    #[schema(example = "3")]
    pub id: String,
    /// `done`, `waiting` (it moves points: a second person must agree) or `rejected`.
    #[schema(example = "waiting")]
    pub state: String,
    /// What it does, with masked names.
    #[schema(example = "3-07 户分出 3-21 户：张*等 2 人，带走 40 分，还剩 60 分")]
    pub sentence: String,
    /// What goes over from which account to which.
    pub points: Vec<PassedBody>,
}

/// Points that go over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PassedBody {
    #[schema(example = "3-07")]
    pub from: String,
    #[schema(example = "3-21")]
    pub to: String,
    #[schema(value_type = String, example = "40.00")]
    pub points: Points,
}

/// Stands for a household as somebody has seen it: who lives there and what is on its account.
pub fn tag(household: &Household, members: &[Resident], balance: Option<Points>) -> String {
    let people: Vec<_> = members.iter().map(|person| (&person.number, &person.name, &person.relation)).collect();
    let Household { number, group_name, head, .. } = household;
    let seen = serde_json::json!([number, group_name, head, people, balance]).to_string();
    hex(&Sha256::digest(seen)[..8])
}

/// An expected no. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HouseholdRefusal {
    Unknown(String),
    /// It is not as it was seen.
    Stale,
    UnknownChange(i64),
    AlreadyDecided,
    BasisMissing,
    WrongDay(NaiveDate),
    UnknownMember(String),
    NobodyNamed,
    WrongNumber(String),
    NumberTaken(String),
    UnknownGroup(String),
    SameHousehold,
    NobodyStays,
    WrongHead(String),
    WrongName,
    NothingChanged,
    PointsPersonal,
    WrongPoints,
    PointsHeld(String),
    Barred(String),
    HeirMissing(Points),
    UnknownHeir(String),
    /// Another change that concerns one of the same households.
    ChangeWaiting(i64),
    OwnHousehold,
    SamePerson,
    ReasonMissing,
}

impl From<HouseholdRefusal> for Refusal {
    fn from(refusal: HouseholdRefusal) -> Self {
        use HouseholdRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::Unknown(number) => {
                ("households.unknown", Kind::Missing, format!("花名册里没有 {number} 这一户，或者已经没有了。"), "请核对户号。")
            }
            R::Stale => ("households.changed", Kind::Stale, "您看过以后，这一户又有变动，没有办。".to_owned(), "请再看一眼，对了再办。"),
            R::UnknownChange(id) => ("households.unknown_change", Kind::Missing, format!("没有第 {id} 号户口变动。"), "请核对编号。"),
            R::AlreadyDecided => ("households.already_decided", Kind::Conflict, "这次变动已经定了。".to_owned(), "请刷新后再看。"),
            R::BasisMissing => {
                let sentence = "没有写凭什么办（哪次会、哪张纸），或者太长。".to_owned();
                ("households.basis_missing", Kind::Invalid, sentence, "请写一句，最多 200 个字，比如：分户协议 2026 第 3 号。")
            }
            R::WrongDay(day) => ("households.wrong_day", Kind::Invalid, format!("{day} 还没有到，不能先办。"), "请填事情发生的那一天。"),
            R::UnknownMember(number) => {
                ("households.unknown_member", Kind::Invalid, format!("{number} 不住在这一户。"), "请核对人员编号。")
            }
            R::NobodyNamed => ("households.nobody_named", Kind::Invalid, "没有写是谁。".to_owned(), "请至少写一位的人员编号。"),
            R::WrongNumber(number) => {
                let sentence = format!("“{number}”不能当编号：只用数字、字母和短横线，最多 20 个。");
                ("households.wrong_number", Kind::Invalid, sentence, "请换一个。")
            }
            R::NumberTaken(number) => {
                ("households.number_taken", Kind::Conflict, format!("“{number}”已经用过了，用过的号不再用。"), "请换一个没有用过的号。")
            }
            R::UnknownGroup(group) => {
                ("households.unknown_group", Kind::Invalid, format!("村里没有“{group}”这个组。"), "请从村里有的组里选。")
            }
            R::SameHousehold => ("households.same_household", Kind::Invalid, "写的就是这一户自己。".to_owned(), "请写另一户的户号。"),
            R::NobodyStays => (
                "households.nobody_stays",
                Kind::Conflict,
                "这样一来这一户就没有人了。".to_owned(),
                "全家一起过去的，请办并户；离开本村的，请办迁出。",
            ),
            R::WrongHead(number) => (
                "households.wrong_head",
                Kind::Invalid,
                format!("{number} 不能当户主：不住在这一户，或者已经是户主。"),
                "请写住在这一户的另一位。",
            ),
            R::WrongName => ("households.wrong_name", Kind::Invalid, "姓名没有填，或者太长。".to_owned(), "请填姓名，最多 40 个字。"),
            R::NothingChanged => ("households.nothing_changed", Kind::Invalid, "和原来一样，没有要改的。".to_owned(), "请写上要改成什么。"),
            R::PointsPersonal => {
                ("households.points_personal", Kind::Invalid, "这里按人记账，分跟着各人走，不用分。".to_owned(), "请把带走的分留空。")
            }
            R::WrongPoints => (
                "households.wrong_points",
                Kind::Invalid,
                "带走的分要在 0 和账上能用的分之间。".to_owned(),
                "请改好分数；不带走的都留在这一户。",
            ),
            R::PointsHeld(account) => {
                ("households.points_held", Kind::Conflict, format!("{account} 账上有分正冻结着。"), "请先领走或退掉订的东西，再来办。")
            }
            R::Barred(sentence) => {
                ("households.barred", Kind::Conflict, format!("{sentence}，这期间分不能转给别的户。"), "请过了这一天再转，或先按更正办。")
            }
            R::HeirMissing(points) => (
                "households.heir_missing",
                Kind::Conflict,
                format!("账上还有 {} 分，没有写转给谁。", points.plain()),
                "请写明转给哪一位近亲或哪一户，或先把分换掉。",
            ),
            R::UnknownHeir(number) => {
                ("households.unknown_heir", Kind::Invalid, format!("{number} 没有积分账，分不能转过去。"), "请写有账的户号或人员编号。")
            }
            R::ChangeWaiting(id) => {
                ("households.change_waiting", Kind::Conflict, format!("这一户的第 {id} 号变动还没有定。"), "请先让另一个人定下来。")
            }
            R::OwnHousehold => {
                ("households.own_household", Kind::Aside, "这是您自己家或亲属家的事，您要回避。".to_owned(), "请换一个人来办。")
            }
            R::SamePerson => ("households.same_person", Kind::Aside, "这次变动是您提出的，要另一个人同意。".to_owned(), "请换一个人来定。"),
            R::ReasonMissing => {
                ("households.reason_missing", Kind::Invalid, "没有写为什么不办，或者太长。".to_owned(), "请写一句原因，最多 200 个字。")
            }
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}
