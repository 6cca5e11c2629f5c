//! An act: who did something, in which village, at what instant, under which operation id.
//!
//! A door makes it once; inside there is only one `now`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Moment, OperationId, VillageId};

/// What a person or device is to a village.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 村书记
    Secretary,
    /// 村务监督委员会
    Supervisor,
    /// 店员 of the love supermarket
    Keeper,
    /// 网格员
    GridWorker,
    /// 村民小组长, for the households of the group they live in
    GroupLeader,
    /// 乡镇干部
    Township,
    /// 县级管理员
    County,
    /// a registered kiosk, on which residents act for themselves
    Kiosk,
    /// a registered program (程序): the township's platform, a card reader; there is nobody behind it
    Program,
    /// 村民, acting for themselves and their household
    Resident,
    /// the timed jobs of the service itself
    Clockwork,
}

impl Role {
    /// Every role somebody can be appointed to.
    pub const PEOPLE: [Role; 9] = [
        Role::Secretary,
        Role::Supervisor,
        Role::Keeper,
        Role::GridWorker,
        Role::GroupLeader,
        Role::Township,
        Role::County,
        Role::Kiosk,
        Role::Program,
    ];

    /// What a device can be registered as.
    pub const DEVICES: [Role; 2] = [Role::Kiosk, Role::Program];

    /// Whether nobody is behind it: it decides nothing, takes nothing from anybody, signs in nowhere, and cannot be asked.
    pub fn is_device(self) -> bool {
        Self::DEVICES.contains(&self)
    }

    /// The stored and typed name: `grid_worker`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Secretary => "secretary",
            Role::Supervisor => "supervisor",
            Role::Keeper => "keeper",
            Role::GridWorker => "grid_worker",
            Role::GroupLeader => "group_leader",
            Role::Township => "township",
            Role::County => "county",
            Role::Kiosk => "kiosk",
            Role::Program => "program",
            Role::Resident => "resident",
            Role::Clockwork => "clockwork",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Role::Secretary => "村书记",
            Role::Supervisor => "村务监督委员",
            Role::Keeper => "店员",
            Role::GridWorker => "网格员",
            Role::GroupLeader => "村民小组长",
            Role::Township => "乡镇干部",
            Role::County => "县级管理员",
            Role::Kiosk => "自助机",
            Role::Program => "程序",
            Role::Resident => "村民",
            Role::Clockwork => "系统",
        }
    }

    /// The role of a stored or typed name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::PEOPLE.into_iter().chain([Role::Resident, Role::Clockwork]).find(|role| role.name() == name)
    }
}

/// Who acts: a member of staff, a device or a resident, in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Staff number, unique in the village; a resident's own number.
    pub staff: String,
    /// In which role.
    pub role: Role,
    /// The household this person lives in: they decide nothing about it.
    pub household: Option<String>,
}

impl Actor {
    /// The service's own timed jobs.
    pub fn clockwork() -> Self {
        Self { staff: "clockwork".to_owned(), role: Role::Clockwork, household: None }
    }
}

/// One act on a village's books.
#[derive(Clone, Debug)]
pub struct Act {
    pub village: VillageId,
    pub actor: Actor,
    pub at: Moment,
    /// The client's operation id; the same id takes effect at most once, for ever.
    pub operation: OperationId,
    /// Where it came from: a kiosk, or a session by the beginning of its digest. Never an address.
    pub device: Option<String>,
    /// Random bytes that hide the personal part of what this act writes (see the ledger's commitments).
    pub salt: [u8; 16],
    /// Run everything and keep nothing (`?dry_run=true`).
    pub dry_run: bool,
}

/// What an act gave, and whether this is its first answer or a repetition of it.
#[derive(Clone, Debug)]
pub struct Done<A> {
    pub answer: A,
    pub replayed: bool,
}
