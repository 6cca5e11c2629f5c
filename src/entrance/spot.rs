//! Where a resident stands who says who they are: at a registered kiosk, or somewhere with a phone.

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;

use super::cookies::{COOKIE, LETTERS, MINE, cookie, with_cookie};
use super::doorkeeper::Doorkeeper;
use super::hashing::digest;
use super::sessions::Stay;
use crate::db::{Books, Halt};
use crate::roster;
#[cfg(test)]
use crate::web::Shell;
use crate::web::{Aids, Letters, Notice, Peer, Reply, Rest, Trouble, expected};
use crate::words::{Role, VillageId};

/// A place from which residents look at what is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub village: VillageId,
    /// The device, or a digest of the address: under this name wrong tries are counted. No address is written down.
    pub place: String,
    /// Whether it is a registered kiosk of this village.
    pub is_kiosk: bool,
    /// Whether a resident has signed in there and not gone yet, as far as the browser knows.
    pub is_known: bool,
    letters: Letters,
}

#[derive(Deserialize)]
struct In {
    village: VillageId,
}

impl Spot {
    /// The number of the kiosk, if it is one.
    pub fn kiosk(&self) -> Option<&str> {
        self.place.strip_prefix("kiosk-").filter(|_| self.is_kiosk)
    }

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

    /// What stands at the foot of its pages.
    pub fn aids(&self) -> Aids {
        let (village, own) = (&self.village, format!("/v/{}", self.village));
        Aids {
            letters: self.letters,
            letters_at: format!("{own}/letters"),
            help_at: format!("/villages/{village}/help"),
            end_at: self.is_known.then(|| format!("{own}/end")),
            rest: self.is_kiosk.then(|| Rest { home: self.outside(), is_home: false, here_at: format!("{own}/here") }),
        }
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
        let letters = cookie(&parts.headers, LETTERS).map(Letters::of).unwrap_or_default();
        Ok(Self { village, place, is_kiosk: device.is_some(), is_known: cookie(&parts.headers, MINE).is_some(), letters })
    }
}

/// What keeps acts from being written, in a village or everywhere, as pages say it.
pub fn standing_notice(books: &Books, village: Option<&VillageId>) -> Option<Notice> {
    let notice = |halt: Halt| Notice { sentence: halt.sentence(), next_step: halt.next_step() };
    books.halted(village).map(notice)
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
    /// The answer, after which the browser knows nothing either, not even how large they liked their letters.
    pub fn with(self, answer: Response) -> Reply<Response> {
        if cookie(&self.headers, MINE).is_none() {
            return Ok(answer);
        }
        with_cookie(with_cookie(answer, &self.headers, MINE, "", 0)?, &self.headers, LETTERS, "", 0)
    }
}

/// The frame of a sample with the aids that a page in its skin has.
#[cfg(test)]
pub fn dressed(shell: Shell) -> Shell {
    if !matches!(shell.skin, "kiosk" | "v") {
        return shell;
    }
    let village = shell.home.split('/').nth(2).and_then(VillageId::parse).unwrap_or_else(VillageId::draft);
    let (is_kiosk, is_known) = (shell.skin == "kiosk", shell.home.starts_with("/v/"));
    let spot = Spot { village, place: String::new(), is_kiosk, is_known, letters: Letters::Plain };
    Shell { aids: Some(spot.aids()), ..shell }
}
