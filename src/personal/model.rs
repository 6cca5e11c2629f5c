//! Consents and erasures: what a row says.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::{Moment, Role};

/// Where a name may be shown to everybody, with somebody's consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Board {
    /// 光荣榜, on the village's page.
    Honours,
}

impl Board {
    pub(super) const ALL: [Board; 1] = [Self::Honours];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Honours => "honours",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Honours => "光荣榜",
        }
    }

    /// What everybody sees there.
    pub(super) fn shows(self) -> &'static str {
        match self {
            Self::Honours => "村的网页上的光荣榜：写您的名字和做了什么好事。不写分数，不写户号，没有倒数的榜。",
        }
    }

    /// The board of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|board| board.name() == name)
    }
}

/// A yes or no of a resident to a board. The last one counts; as long as there is none, it is no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub resident: String,
    pub board: Board,
    /// Counted from 1 for each resident and board.
    pub line: i64,
    pub given: bool,
    /// By whom: the resident, or staff who hold the piece of paper.
    pub told_by: String,
    pub told_role: Role,
    pub at: Moment,
}

/// What whoever says yes or no is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentBody {
    pub board: Board,
    pub given: bool,
}

/// Why something is to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The resident asks for it themselves.
    Own,
    /// The resident came with a piece of paper.
    Paper,
    /// They moved away.
    Moved,
    /// They have died, and a near relative asks.
    Died,
}

impl Ground {
    pub(super) const FOR_STAFF: [Ground; 3] = [Self::Paper, Self::Moved, Self::Died];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Paper => "paper",
            Self::Moved => "moved",
            Self::Died => "died",
        }
    }

    /// What villagers say.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Own => "本人要求",
            Self::Paper => "本人交了纸条",
            Self::Moved => "已经迁走",
            Self::Died => "已经去世，近亲要求",
        }
    }

    /// The ground of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Own, Self::Paper, Self::Moved, Self::Died].into_iter().find(|ground| ground.name() == name)
    }
}

/// Where an erasure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErasureState {
    /// A second person has not decided yet.
    Waiting,
    Done,
    Rejected,
    /// By whoever asked.
    Withdrawn,
}

impl ErasureState {
    const ALL: [ErasureState; 4] = [Self::Waiting, Self::Done, Self::Rejected, Self::Withdrawn];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Waiting => "等另一个人同意",
            Self::Done => "已经删除",
            Self::Rejected => "没有同意",
            Self::Withdrawn => "不删了",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Somebody asked that what is stored of a person be deleted, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Counted from 1 in each village.
    pub id: i64,
    /// The number of whom it is about; it is all that stays of them.
    pub resident: String,
    /// Where they live; empty for who is gone.
    pub household: String,
    pub ground: Ground,
    /// The paper it rests on; emptied when it is done, it may name them.
    pub basis: String,
    /// Whether they give up the points that are left.
    pub waives: bool,
    pub state: ErasureState,
    pub asked_by: String,
    pub asked_role: Role,
    pub asked_at: Moment,
    pub decided_by: Option<String>,
    pub decided_role: Option<Role>,
    pub decided_at: Option<Moment>,
    /// Why it was turned down.
    pub reason: Option<String>,
}

/// What whoever asks for an erasure or decides on one is told. Nothing in it says whose it is: first answers are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasureBody {
    #[schema(example = "2")]
    pub id: String,
    pub state: ErasureState,
}

impl From<&Erasure> for ErasureBody {
    fn from(erasure: &Erasure) -> Self {
        Self { id: erasure.id.to_string(), state: erasure.state }
    }
}
