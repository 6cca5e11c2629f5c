//! Who begins to serve the village, does something else, or ends: what is asked for, what may be refused. The verbs are in `appointing`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::stored_as_text;
use crate::words::{Kind, Moment, Refusal, Role};

/// What is to become of somebody's service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Service {
    /// Somebody new, who gets the next free number.
    Begin { name: String, role: Role, household: Option<String> },
    /// The same person in another role; without a household they keep theirs.
    Change { staff: String, role: Role, household: Option<String> },
    /// Somebody serves no longer.
    End { staff: String },
}

/// Which of the three it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Begin,
    Change,
    End,
}

impl Step {
    const ALL: [Step; 3] = [Self::Begin, Self::Change, Self::End];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Change => "change",
            Self::End => "end",
        }
    }

    /// The step of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointmentState {
    Waiting,
    Done,
    Rejected,
}

impl AppointmentState {
    const ALL: [AppointmentState; 3] = [Self::Waiting, Self::Done, Self::Rejected];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Rejected => "rejected",
        }
    }

    /// What readers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Waiting => "提出了，等另一个人同意",
            Self::Done => "办好了",
            Self::Rejected => "不办了",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

stored_as_text!(Step, AppointmentState);

/// Something that was asked for about somebody's service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub id: i64,
    pub step: Step,
    /// The number of whom it is about; of somebody new, once they have one.
    pub staff: String,
    pub name: String,
    /// What they do afterwards, or did until then.
    pub role: Role,
    /// Where they live, as far as it is said.
    pub household: Option<String>,
    /// The meeting or the paper it rests on.
    pub basis: String,
    pub state: AppointmentState,
    pub asked_by: String,
    pub asked_role: Role,
    pub asked_at: Moment,
    pub decided_by: Option<String>,
    pub decided_role: Option<Role>,
    pub decided_at: Option<Moment>,
    /// Why it was turned down.
    pub reason: String,
}

impl Appointment {
    /// What it does: `添一位店员：张小明`.
    pub fn sentence(&self) -> String {
        let (name, role) = (&self.name, self.role.chinese());
        match self.step {
            Step::Begin => format!("添一位{role}：{name}"),
            Step::Change => format!("{name}（{}）改当{role}", self.staff),
            Step::End => format!("{name}（{}）不再当{role}", self.staff),
        }
    }

    /// What was asked for, to be planned again.
    pub(super) fn service(&self) -> Service {
        let Self { staff, name, role, household, .. } = self.clone();
        match self.step {
            Step::Begin => Service::Begin { name, role, household },
            Step::Change => Service::Change { staff, role, household },
            Step::End => Service::End { staff },
        }
    }
}

/// What whoever asks or decides is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Appointed {
    #[schema(example = "3")]
    pub id: String,
    /// `waiting` (a second person must agree), `done` or `rejected`.
    #[schema(example = "waiting")]
    pub state: String,
    #[schema(example = "添一位店员：张小明")]
    pub sentence: String,
    /// The number of whom it is about; empty for somebody new until it is done.
    #[schema(example = "S07")]
    pub staff: String,
}

impl From<&Appointment> for Appointed {
    fn from(one: &Appointment) -> Self {
        Self { id: one.id.to_string(), state: one.state.name().to_owned(), sentence: one.sentence(), staff: one.staff.clone() }
    }
}

/// An expected no. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AppointmentRefusal {
    Unknown(i64),
    AlreadyDecided,
    UnknownStaff(String),
    NotHere(Role),
    OwnService,
    SamePerson,
    NotYours,
    TownshipNeeded(Role),
    OwnHousehold,
    NameMissing,
    ServesAlready(String, Role),
    IsVillager(String, String),
    UnknownHousehold(String),
    LeaderWithoutHome,
    NothingChanged,
    LastOfRole(Role),
    BasisMissing,
    AlreadyWaiting(i64),
    ReasonMissing,
}

impl From<AppointmentRefusal> for Refusal {
    fn from(refusal: AppointmentRefusal) -> Self {
        use AppointmentRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::Unknown(id) => ("entrance.unknown_appointment", Kind::Missing, format!("没有第 {id} 件人员变动。"), "请核对编号。"),
            R::AlreadyDecided => ("entrance.appointment_decided", Kind::Conflict, "这件人员变动已经定了。".to_owned(), "请刷新后再看。"),
            R::UnknownStaff(number) => {
                ("roster.unknown_staff", Kind::Missing, format!("现在办事的人里没有 {number}。"), "请核对办事人员的编号。")
            }
            R::NotHere(role) => {
                let sentence = format!("{}不在村里定，没有办。", role.chinese());
                ("entrance.not_appointed_here", Kind::Forbidden, sentence, "村里能定的是：村书记、村务监督委员、店员、网格员、村民小组长。")
            }
            R::OwnService => ("entrance.own_service", Kind::Aside, "这是您自己的职务，您要回避，没有办。".to_owned(), "请换一个人来办。"),
            R::OwnHousehold => {
                ("entrance.own_household", Kind::Aside, "这是您自己家的或亲属家的人，您要回避，没有办。".to_owned(), "请换一个人来办。")
            }
            R::ServesAlready(number, role) => {
                let sentence = format!("他已经在办事：{number}，{}。一个人只担一样，记的、审的、卖的才分得开。", role.chinese());
                (
                    "entrance.serves_already",
                    Kind::Conflict,
                    sentence,
                    "要换职务就改那一位的；真是同名的另一位，在姓名后面加个区别，比如 张三（二组）。",
                )
            }
            R::IsVillager(name, number) => {
                let sentence = format!("村里有一位{name}（{number}），是不是他？写成不是本村人，就没法回避他家的事。");
                (
                    "entrance.is_villager",
                    Kind::Conflict,
                    sentence,
                    "是他就写上他的户号；真是同名的外村人，在姓名后面加个区别，比如 张三（邻村）。",
                )
            }
            R::SamePerson => ("entrance.same_person", Kind::Aside, "这是您自己提出的，要另一个人同意。".to_owned(), "请换一个人来定。"),
            R::NotYours => {
                ("entrance.not_yours_to_reject", Kind::Forbidden, "这件不是您提出的，您不能收回。".to_owned(), "请等另一个人来定。")
            }
            R::TownshipNeeded(role) => {
                let sentence = format!("定{}，提出和同意的两个人里要有一个是乡镇干部。", role.chinese());
                ("entrance.township_needed", Kind::Conflict, sentence, "请乡镇干部来同意。")
            }
            R::NameMissing => ("entrance.name_missing", Kind::Invalid, "姓名没有填，或者太长。".to_owned(), "请填姓名，最多 20 个字。"),
            R::UnknownHousehold(number) => {
                let sentence = format!("花名册里没有“{number}”这一户，写错了就没法回避。");
                ("roster.unknown_household", Kind::Missing, sentence, "请核对户号；不是本村人就空着。")
            }
            R::LeaderWithoutHome => {
                let sentence = "村民小组长要写住在哪一户：住在哪个组，就管哪个组。".to_owned();
                ("entrance.leader_without_home", Kind::Invalid, sentence, "请写上户号。")
            }
            R::NothingChanged => ("entrance.nothing_changed", Kind::Invalid, "和现在一样，没有要改的。".to_owned(), "请选另一个职务。"),
            R::LastOfRole(role) => {
                let sentence = format!("村里只有这一位{}，走了就没有人办了，没有办。", role.chinese());
                ("entrance.last_of_role", Kind::Conflict, sentence, "请先添上接的人，再办这一件。")
            }
            R::BasisMissing => {
                let sentence = "没有写凭什么办（哪次会、哪张纸），或者太长。".to_owned();
                ("entrance.basis_missing", Kind::Invalid, sentence, "请写一句，最多 200 个字，比如：村委会 2026 年换届第 2 号。")
            }
            R::AlreadyWaiting(id) => {
                ("entrance.appointment_waiting", Kind::Conflict, format!("这个人的第 {id} 件变动还没有定。"), "请先让另一个人定下来。")
            }
            R::ReasonMissing => {
                ("entrance.reason_missing", Kind::Invalid, "没有写为什么不办，或者太长。".to_owned(), "请写一句原因，最多 200 个字。")
            }
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}
