//! A page of the entrance that is for those who serve: who sits there, and the frame around it.

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;

use super::doorkeeper::{Caller, Doorkeeper};
use crate::db::Books;
use crate::roster::{self, Sought, Whom};
use crate::web::{Shell, Trouble, operation_of};
use crate::words::{Act, Refusal, Role, VillageId};

/// Somebody who serves, at a desk of their village.
pub struct AtDesk {
    pub doorkeeper: Doorkeeper,
    pub caller: Caller,
    pub village: VillageId,
    /// The village's name.
    pub place: String,
    on_trial: bool,
}

/// The village of an address; where none is named, the caller's own is meant.
#[derive(Deserialize)]
struct In {
    village: Option<VillageId>,
}

impl AtDesk {
    pub fn books(&self) -> &Books {
        &self.doorkeeper.books
    }

    /// The frame of a page.
    pub fn shell(&self, title: &str) -> Shell {
        let who = Some(format!("{} {}", self.caller.actor.role.chinese(), self.caller.name));
        let home = page_of(self.caller.actor.role, &self.village);
        Shell { title: title.to_owned(), skin: "desk", place: self.place.clone(), home, who, on_trial: self.on_trial, ..Shell::default() }
    }

    /// Whom somebody who sits here means by what they typed.
    pub async fn whom(&self, sought: Sought, typed: &str) -> anyhow::Result<Whom> {
        Whom::read(&mut self.books().read().await?, &self.village, &self.caller.actor, sought, typed).await
    }

    /// The act of a form. Refuses `operation.malformed`.
    pub fn act(&self, operation: &str) -> Result<Act, Refusal> {
        Ok(self.caller.act(self.books(), operation_of(operation)?, false))
    }

    /// The id of a form that is still blank.
    pub fn blank(&self) -> String {
        self.books().chance.token()
    }
}

/// Where the work of a role begins.
pub fn page_of(role: Role, village: &VillageId) -> String {
    match role {
        Role::Secretary | Role::Supervisor | Role::GridWorker | Role::Clockwork => format!("/desk/{village}"),
        Role::GroupLeader => format!("/grid/{village}"),
        Role::Township | Role::County => "/township".to_owned(),
        Role::Keeper => format!("/shop/{village}"),
        Role::Kiosk | Role::Program => format!("/kiosk/{village}"),
        Role::Resident => format!("/v/{village}"),
    }
}

impl<S> FromRequestParts<S> for AtDesk
where
    S: Send + Sync,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    /// Refuses what a [`Caller`] does, then `roster.unknown_village`, then `roster.not_your_task` to residents and devices.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let Path(In { village }) = Path::from_request_parts(parts, state).await.map_err(|_| caller.elsewhere())?;
        let village = village.unwrap_or_else(|| caller.village.clone());
        if village != caller.village {
            return Err(caller.elsewhere().into());
        }
        if caller.actor.role == Role::Resident || caller.actor.role.is_device() {
            return Err(roster::not_your_task(caller.actor.role).into());
        }
        let doorkeeper = Doorkeeper::from_ref(state);
        let row = roster::village(&mut doorkeeper.books.read().await?, &village).await?;
        let on_trial = doorkeeper.is_on_trial(&village).await;
        Ok(Self { doorkeeper, caller, village, place: row.map_or_else(String::new, |row| row.name), on_trial })
    }
}
