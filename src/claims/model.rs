//! A claim, its reviews, and what may be refused.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::roster::Action;
use crate::rulebook::Evidence;
use crate::words::{Kind, Moment, Points, Refusal, Role};

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// Waits for review.
    Submitted,
    /// Everybody who must agree has agreed.
    Approved,
    /// Sent back to whoever recorded it, to be recorded again.
    Returned,
    /// Does not count.
    Rejected,
    /// Taken back by whoever recorded it.
    Withdrawn,
    /// Approved, but a resident objects (有意见), and nobody has ruled on it yet.
    Objected,
    /// Approved, but somebody says that this was a mistake, and another one has yet to agree.
    Contested,
    /// Approved by mistake: what it gave was taken back.
    Reversed,
}

impl ClaimState {
    const ALL: [ClaimState; 8] =
        [Self::Submitted, Self::Approved, Self::Returned, Self::Rejected, Self::Withdrawn, Self::Objected, Self::Contested, Self::Reversed];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Objected => "objected",
            Self::Contested => "contested",
            Self::Reversed => "reversed",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Submitted => "待审核",
            Self::Approved => "已通过",
            Self::Returned => "已退回",
            Self::Rejected => "未通过",
            Self::Withdrawn => "已撤回",
            Self::Objected => "有人有意见",
            Self::Contested => "有人提出更正",
            Self::Reversed => "已更正",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// What it takes for it to go on as somebody wishes.
    pub(super) fn waits_for(self) -> Option<Ruling> {
        match self {
            Self::Submitted => Some(Ruling::Approve),
            Self::Contested => Some(Ruling::ConfirmReversal),
            _ => None,
        }
    }
}

/// What somebody decides about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    Approve,
    Return,
    Reject,
    /// By whoever recorded it.
    Withdraw,
    /// It was approved by mistake; what it gave is to be taken back.
    ProposeReversal,
    /// By another one than who proposed it.
    ConfirmReversal,
    /// It stays as it was approved.
    RejectReversal,
    /// A resident is right who objected before anything was posted. Not taken here but by a ruling on the objection.
    UpholdObjection,
}

impl Ruling {
    /// Those that are taken about the claim itself.
    pub(super) const TAKEN_HERE: [Ruling; 7] =
        [Self::Approve, Self::Return, Self::Reject, Self::Withdraw, Self::ProposeReversal, Self::ConfirmReversal, Self::RejectReversal];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
            Self::ProposeReversal => "propose_reversal",
            Self::ConfirmReversal => "confirm_reversal",
            Self::RejectReversal => "reject_reversal",
            Self::UpholdObjection => "uphold_objection",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Approve => "同意",
            Self::Return => "退回",
            Self::Reject => "不通过",
            Self::Withdraw => "撤回",
            Self::ProposeReversal => "提出更正",
            Self::ConfirmReversal => "同意更正",
            Self::RejectReversal => "不更正",
            Self::UpholdObjection => "意见成立",
        }
    }

    /// The ruling of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::TAKEN_HERE.into_iter().chain([Self::UpholdObjection]).find(|ruling| ruling.name() == name)
    }

    /// Whose task it is.
    pub(super) fn action(self) -> Action {
        match self {
            Self::Withdraw => Action::Record,
            Self::Approve | Self::Return | Self::Reject => Action::Review,
            Self::ProposeReversal | Self::ConfirmReversal | Self::RejectReversal => Action::Correct,
            Self::UpholdObjection => Action::RuleOnObjection,
        }
    }

    /// Where the claim must stand before it.
    pub(super) fn follows(self) -> ClaimState {
        match self {
            Self::Approve | Self::Return | Self::Reject | Self::Withdraw => ClaimState::Submitted,
            Self::ProposeReversal => ClaimState::Approved,
            Self::ConfirmReversal | Self::RejectReversal => ClaimState::Contested,
            Self::UpholdObjection => ClaimState::Objected,
        }
    }

    /// Whether others must be able to read why.
    pub(super) fn needs_reason(self) -> bool {
        !matches!(self, Self::Approve | Self::Withdraw | Self::ConfirmReversal)
    }

    /// Where the claim stands after it (for an approval, after the last one).
    pub(super) fn leads_to(self) -> ClaimState {
        match self {
            Self::Approve | Self::RejectReversal => ClaimState::Approved,
            Self::Return => ClaimState::Returned,
            Self::Reject => ClaimState::Rejected,
            Self::Withdraw => ClaimState::Withdrawn,
            Self::ProposeReversal => ClaimState::Contested,
            Self::ConfirmReversal | Self::UpholdObjection => ClaimState::Reversed,
        }
    }
}

/// A recorded deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Counted from 1 in each village.
    pub id: i64,
    pub rule: String,
    /// The resident or household number it was recorded for.
    pub subject: String,
    pub household: String,
    pub occurred_on: NaiveDate,
    /// What was filled in, a JSON object of texts.
    pub facts: String,
    pub note: String,
    /// How many people must agree.
    pub reviews_needed: i64,
    pub state: ClaimState,
    pub recorded_by: String,
    pub recorded_role: Role,
    pub recorded_at: Moment,
}

impl Claim {
    /// Whether the head of the household said it for somebody else of theirs (户主代报).
    pub fn is_by_head(&self) -> bool {
        self.recorded_role == Role::Resident && self.recorded_by != self.subject
    }

    /// Whether it is a resident's to take back: said by themselves for themselves, or by their head for them; by the head as long as they reach them.
    pub(super) fn is_of_resident(&self, resident: &str, reaches: bool) -> bool {
        self.recorded_role == Role::Resident && (self.subject == resident || self.recorded_by == resident && reaches)
    }
}

/// The longest note or reason, in characters.
const LONGEST: usize = 500;

/// Refuses `claims.note_too_long` for a note (说明) or reason (原因) nobody would read.
pub fn check_length(text: &str, what: &str) -> Result<(), Refusal> {
    if text.chars().count() <= LONGEST {
        return Ok(());
    }
    let sentence = format!("{what}太长了，最多 {LONGEST} 个字。");
    Err(Refusal::new("claims.note_too_long", Kind::Invalid, sentence, "请写短一些。"))
}

/// Somebody's decision about a claim; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub claim: i64,
    /// Counted from 1 in each claim.
    pub line: i64,
    pub ruling: Ruling,
    pub reviewer: String,
    pub role: Role,
    pub reason: String,
    pub at: Moment,
}

/// What whoever recorded or reviewed a claim is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recorded {
    /// The claim's number.
    #[schema(example = "17")]
    pub id: String,
    pub state: ClaimState,
    /// What it earns.
    #[schema(value_type = String, example = "5.00")]
    pub points: Points,
    /// Why, in sentences.
    pub explanation: Vec<String>,
    /// Hash of the rulebook that decided it.
    pub rulebook: String,
    /// `proposed`, `on_notice`, `contested`, `posted`, `withdrawn` or `reversed`.
    pub award: String,
    /// The day the points are in the account, once that is known.
    pub post_on: Option<NaiveDate>,
    /// How many more people must agree.
    pub reviews_missing: i64,
}

/// An expected no. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimRefusal {
    UnknownSubject(String),
    FutureDay(NaiveDate),
    /// The rule says 保密: whoever records would know whose it is.
    Protected(String),
    /// A household's number under a rule about persons.
    WhichPerson {
        household: String,
        people: Vec<String>,
    },
    /// More than one person may record, in a sentence.
    OverQuota(String),
    /// A device records nothing under a rule that can take something away.
    NoAutomaticDeduction(String),
    /// A resident may not record this under that rule.
    NotForOneself(String),
    /// What a rule asks to be shown, by its name.
    EvidenceMissing(String, Evidence),
    /// How many there may be.
    TooManyPhotos(usize),
    UnknownPhoto,
    UnknownClaim(i64),
    /// The clock says so, and the claim was recorded at a later time.
    ClockBehind(Moment),
    AlreadyDecided(ClaimState),
    NotApproved(ClaimState),
    NoReversal,
    NotYours,
    SamePerson,
    /// Whoever decides had the token in their hands by which it was recorded.
    OwnDevice,
    OwnHousehold,
    Kin,
    AlreadyReviewed,
    SameProposer,
    OwnApproval,
    ReasonMissing,
}

impl From<ClaimRefusal> for Refusal {
    fn from(refusal: ClaimRefusal) -> Self {
        use ClaimRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::UnknownSubject(number) => {
                ("claims.unknown_subject", Kind::Invalid, format!("花名册里没有 {number}。"), "请核对户号或人员编号。")
            }
            R::FutureDay(day) => ("claims.future_day", Kind::Invalid, format!("{day} 还没有到，不能先记。"), "请填事情发生的那一天。"),
            R::Protected(rule) => {
                let next_step = "请他本人在自己的页面上点“我要举报”，或者到乡镇去说，不要替他记。";
                ("claims.protected", Kind::Conflict, format!("“{rule}”要保密，村里不记，没有记。"), next_step)
            }
            R::WhichPerson { household, people } => {
                let sentence = format!("{household} 这一户有 {} 个人，这一条要记到人。", people.len());
                let next_step = format!("请改用其中一位的编号：{}。", people.join("、"));
                return Refusal::new("claims.which_person", Kind::Invalid, sentence, next_step);
            }
            R::OverQuota(sentence) => {
                ("claims.over_quota", Kind::Conflict, format!("{sentence}，没有记。"), "请换一位来记，或者等下一期再记；记错的先撤回。")
            }
            R::NoAutomaticDeduction(rule) => {
                let sentence = format!("“{rule}”会减分，程序和机器不能记，没有记。");
                let next_step = "减分要由人看过再记：请把情况告诉网格员或村里办事的人，由他们来记。";
                ("claims.no_automatic_deduction", Kind::Forbidden, sentence, next_step)
            }
            R::NotForOneself(rule) => {
                let next_step = "请告诉网格员或者村里办事的人，由他们来记。";
                ("claims.not_for_oneself", Kind::Conflict, format!("“{rule}”不能自己申报，没有记。"), next_step)
            }
            R::EvidenceMissing(rule, Evidence::Photo) => {
                ("claims.evidence_missing", Kind::Invalid, format!("“{rule}”要有照片，还没有交。"), "请拍一张，和这一件一起交。")
            }
            R::EvidenceMissing(rule, evidence) => {
                let next_step = "请拍一张照片一起交，或者在说明里写清是哪一份，比如登记表第几页。";
                let sentence = format!("“{rule}”要有{}，还没有交。", evidence.chinese());
                ("claims.evidence_missing", Kind::Invalid, sentence, next_step)
            }
            R::TooManyPhotos(most) => {
                let next_step = "请挑说得清楚的几张交；先交上来的，记了事情就不再算。";
                ("claims.too_many_photos", Kind::Conflict, format!("照片太多了，最多 {most} 张。"), next_step)
            }
            R::UnknownPhoto => {
                let next_step = "请把照片再交一次：一张照片只能用在一件事上，两天没有用就删了。";
                ("claims.unknown_photo", Kind::Missing, "没有找到这张照片。".to_owned(), next_step)
            }
            R::UnknownClaim(id) => ("claims.unknown_claim", Kind::Missing, format!("没有第 {id} 号申报。"), "请核对编号。"),
            R::ClockBehind(now) => {
                let sentence = format!("这台机器的时间是 {now}，比这一件记下的时间还早，没有办。");
                ("claims.clock_behind", Kind::Conflict, sentence, "请先校准机器的时间，再来办：公示要从真正的日子算起。")
            }
            R::AlreadyDecided(state) => {
                let sentence = format!("这一件{}，不能再改。", state.chinese());
                ("claims.already_decided", Kind::Conflict, sentence, "请刷新后再看。通过以后才发现错了，可以提出更正。")
            }
            R::NotApproved(state) => {
                let sentence = format!("这一件{}，现在不能提出更正。", state.chinese());
                ("claims.not_approved", Kind::Conflict, sentence, "还在审核的，请退回或不通过；已经提出更正的，等另一个人来定。")
            }
            R::NoReversal => {
                ("claims.no_reversal", Kind::Conflict, "这一件没有等着定的更正。".to_owned(), "请刷新后再看，也许别人已经定了。")
            }
            R::NotYours => ("claims.not_yours", Kind::Forbidden, "这一件不是您记的。".to_owned(), "请由记录人撤回，或请审核人退回。"),
            R::SamePerson => ("claims.same_person", Kind::Aside, "这一件是您自己记的，要由别人来定。".to_owned(), "请换一个人来办。"),
            R::OwnDevice => {
                let sentence = "这一件是机器或程序记的，它的口令是您发的，要由别人来定。".to_owned();
                ("claims.own_device", Kind::Aside, sentence, "请另一位审核人来定；以后请乡镇来发口令，两位就都能审。")
            }
            R::OwnHousehold => ("claims.own_household", Kind::Aside, "这一件是您自己家的，您要回避。".to_owned(), "请换一个人来办。"),
            R::Kin => ("claims.kin", Kind::Aside, "这一件是您亲属家的，您要回避。".to_owned(), "请换一个人来办。"),
            R::AlreadyReviewed => ("claims.already_reviewed", Kind::Conflict, "您已经审过这一件了。".to_owned(), "还要另一位审核人同意。"),
            R::OwnApproval => (
                "claims.own_approval",
                Kind::Aside,
                "这一件当初是您同意的，更正不更正要由别人来定。".to_owned(),
                "请另一位审核人来定；村里没有别人，请乡镇来定。",
            ),
            R::SameProposer => (
                "claims.same_proposer",
                Kind::Aside,
                "这次更正是您提出的，要另一个人同意。".to_owned(),
                "请换一个人来定；想收回就写明原因，不更正。",
            ),
            R::ReasonMissing => ("claims.reason_missing", Kind::Invalid, "没有写原因。".to_owned(), "请写一句原因，让别人知道为什么。"),
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}
