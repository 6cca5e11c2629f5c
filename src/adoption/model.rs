//! A text that was brought to be adopted, and what may be refused of two people adopting it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rulebook::Adoption;
use crate::versions::Adopted;
use crate::words::{Kind, Moment, Refusal, Role};

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// Waits for somebody else.
    Proposed,
    /// In force from its day on.
    Confirmed,
    /// Turned down, or withdrawn.
    Rejected,
}

impl ProposalState {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Proposed, Self::Confirmed, Self::Rejected].into_iter().find(|state| state.name() == name)
    }
}

/// Files that shall come into force, as they were brought, with the record of the meeting that decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Counted from 1 in each village.
    pub id: i64,
    /// Of all its files.
    pub hash: String,
    /// All its files as text.
    pub bundle: String,
    /// The version whose text it is, where the village goes back.
    pub back_to: Option<i64>,
    pub effective_on: NaiveDate,
    /// Given with the act; `None` for the one the files carry, or for rules on trial.
    pub adoption: Option<Adoption>,
    pub state: ProposalState,
    pub proposed_by: String,
    pub proposed_role: Role,
    pub proposed_at: Moment,
    pub decided_by: Option<String>,
    pub decided_at: Option<Moment>,
    /// Why it was turned down.
    pub reason: String,
}

/// A proposal as whoever made it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ProposedAdoption)]
pub struct Proposed {
    /// The proposal's number.
    #[schema(example = "2")]
    pub id: String,
    pub state: ProposalState,
    pub hash: String,
    pub effective_on: NaiveDate,
}

/// A proposal as whoever decided on it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DecidedAdoption)]
pub struct Decided {
    #[schema(example = "2")]
    pub id: String,
    pub state: ProposalState,
    /// The version it became; none where it was turned down.
    pub adopted: Option<Adopted>,
}

/// An expected no. The order of the variants is the order in which they are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdoptionRefusal {
    /// Another one waits.
    AlreadyProposed(i64),
    UnknownProposal(i64),
    AlreadyDecided(ProposalState),
    /// Whoever brought it does not agree to it.
    SamePerson,
    ReasonMissing,
    TooLong,
}

/// The longest reason, in characters.
pub(super) const LONGEST: usize = 500;

impl From<AdoptionRefusal> for Refusal {
    fn from(refusal: AdoptionRefusal) -> Self {
        use AdoptionRefusal as R;
        let (code, kind, sentence, next_step) = match refusal {
            R::AlreadyProposed(id) => (
                "adoption.already_proposed",
                Kind::Conflict,
                format!("第 {id} 份采纳还在等村务监督委员同意，这一份没有提出。"),
                "请等那一份定了，或者先撤回它。",
            ),
            R::UnknownProposal(id) => ("adoption.unknown_proposal", Kind::Missing, format!("没有第 {id} 份采纳。"), "请核对编号。"),
            R::AlreadyDecided(state) => {
                let sentence = match state {
                    ProposalState::Confirmed => "这一份已经同意过了，规则到生效日起用。",
                    _ => "这一份已经退回了，没有生效。",
                };
                ("adoption.already_decided", Kind::Conflict, sentence.to_owned(), "不用再定。")
            }
            R::SamePerson => (
                "adoption.same_person",
                Kind::Aside,
                "这一份是您自己提出的，要另一个人同意，规则还没有生效。".to_owned(),
                "请村务监督委员看过改了什么和会议记录，再同意。",
            ),
            R::ReasonMissing => {
                ("adoption.reason_missing", Kind::Invalid, "没有写为什么退回，没有退回。".to_owned(), "请写一句，让提出的人知道改哪里。")
            }
            R::TooLong => ("adoption.too_long", Kind::Invalid, format!("原因写得太长了，最多 {LONGEST} 个字，没有退回。"), "请写短一些。"),
        };
        Refusal::new(code, kind, sentence, next_step)
    }
}
