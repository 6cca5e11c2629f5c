//! Who stands at the door: the caller of a request, by bearer token (programs) or cookie (pages).

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use super::cookies::{COOKIE, presented};
use super::doorkeeper::{Caller, Doorkeeper};
use crate::db::Books;
use crate::roster::Action;
use crate::web::{Dry, Operation, Trouble};
use crate::words::{Act, Kind, OperationId, Refusal, VillageId};

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    /// Refuses `roster.not_signed_in`, `roster.unknown_token` (401).
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        Self::by(parts, state, COOKIE).await
    }
}

impl Caller {
    /// The caller of a request at a screen whose people are known by that cookie. Refuses `roster.not_signed_in`, `roster.unknown_token` (401).
    pub async fn by<S>(parts: &Parts, state: &S, cookie: &str) -> Result<Self, Trouble>
    where
        Doorkeeper: FromRef<S>,
    {
        let Some(token) = presented(parts, cookie) else {
            return Err(
                Refusal::new("roster.not_signed_in", Kind::Unauthenticated, "还没有登录。", "请先登录；程序要带上村里发的口令。").into()
            );
        };
        Ok(Doorkeeper::from_ref(state).recognise(token).await?)
    }
}

/// A caller who is about to act: signed in, with an operation id, perhaps only to see what would happen.
pub struct Acting {
    pub books: Books,
    caller: Caller,
    operation: OperationId,
    dry_run: bool,
}

impl Acting {
    /// The act, if the caller may do this in that village; refuses what [`Caller::check`] does.
    pub fn act(&self, village: &VillageId, action: Action) -> Result<Act, Refusal> {
        self.caller.check(village, action)?;
        Ok(self.caller.act(&self.books, self.operation.clone(), self.dry_run))
    }
}

impl<S> FromRequestParts<S> for Acting
where
    S: Send + Sync,
    Books: FromRef<S>,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    /// Refuses what a [`Caller`] does, then `operation.missing`, `operation.malformed` (400).
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let Operation(operation) = Operation::from_request_parts(parts, state).await?;
        let Dry(dry_run) = Dry::from_request_parts(parts, state).await?;
        Ok(Self { books: Books::from_ref(state), caller, operation, dry_run })
    }
}
