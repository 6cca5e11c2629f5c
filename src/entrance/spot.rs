//! Where a resident stands who says who they are: at a registered kiosk, or somewhere with a phone.

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;

use super::cookies::{COOKIE, MINE, cookie, with_cookie};
use super::doorkeeper::Doorkeeper;
use super::hashing::digest;
use super::sessions::Stay;
use crate::roster;
use crate::web::{Peer, Reply, Trouble, expected};
use crate::words::{Role, VillageId};

/// A place from which residents look at what is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub village: VillageId,
    /// The device, or a digest of the address: under this name wrong tries are counted. No address is written down.
    pub place: String,
    /// Whether it is a registered kiosk of this village.
    pub is_kiosk: bool,
}

#[derive(Deserialize)]
struct In {
    village: VillageId,
}

impl Spot {
    /// How long a session lasts there.
    pub(super) fn stay(&self) -> Stay {
        if self.is_kiosk { Stay::KIOSK } else { Stay::PHONE }
    }

    /// What pages wear there.
    pub fn skin(&self) -> &'static str {
        if self.is_kiosk { "kiosk" } else { "v" }
    }

    /// Where one goes after having ended there.
    pub fn outside(&self) -> String {
        if self.is_kiosk { format!("/kiosk/{}", self.village) } else { format!("/villages/{}", self.village) }
    }
}

impl<S> FromRequestParts<S> for Spot
where
    S: Send + Sync,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    /// Refuses `roster.unknown_village`.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let Path(In { village }) = Path::from_request_parts(parts, state).await.map_err(|_| roster::unknown_village())?;
        let doorkeeper = Doorkeeper::from_ref(state);
        let device = match cookie(&parts.headers, COOKIE) {
            Some(token) => expected(doorkeeper.recognise(token).await)?.ok(),
            None => None,
        };
        let device = device.filter(|caller| caller.actor.role == Role::Kiosk && caller.village == village);
        let place = match &device {
            Some(device) => format!("kiosk-{}", device.actor.staff),
            None => format!("address-{}", digest(&format!("{village} {:?}", Peer::told(&parts.extensions, &parts.headers)))),
        };
        Ok(Self { village, place, is_kiosk: device.is_some() })
    }
}

/// A resident who goes: whoever comes to the kiosk's first page finds nobody signed in, however the one before left.
pub struct Leaving {
    headers: HeaderMap,
}

impl<S> FromRequestParts<S> for Leaving
where
    S: Send + Sync,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        if let Some(token) = cookie(&parts.headers, MINE) {
            Doorkeeper::from_ref(state).leave(token).await?;
        }
        Ok(Self { headers: parts.headers.clone() })
    }
}

impl Leaving {
    /// The answer, after which the browser knows nothing either.
    pub fn with(self, answer: Response) -> Reply<Response> {
        if cookie(&self.headers, MINE).is_none() {
            return Ok(answer);
        }
        with_cookie(answer, &self.headers, MINE, "", 0)
    }
}
