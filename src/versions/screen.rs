//! A screen of a village that is not for everybody: one extractor says who sits there, under which rules, on which day.
//!
//! Not here: what the screen is for. Each feature names its [`Place`] and adds what its own pages need.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;
use chrono::NaiveDate;
use serde::Deserialize;

use super::shell::shell;
use super::store::Library;
use crate::db::Books;
use crate::entrance::{COOKIE, Caller, Doorkeeper, MINE, Spot};
use crate::roster::{Action, Sought, Whom};
use crate::rulebook::Rulebook;
use crate::web::{Aids, Shell, Trouble, operation_of};
use crate::words::{Act, Refusal, VillageId};

/// Where a screen stands.
pub trait Place: Send + Sync + 'static {
    /// What it wears, which is also how its addresses begin: `desk`.
    const NAME: &'static str;
    /// What whoever sits there must at least be allowed to do.
    const RIGHT: Action;
    /// By which cookie they are known there.
    const COOKIE: &'static str = COOKIE;
    /// How whoever sits there is named on it: with role and name. On a resident's own page, which others may glimpse, nobody is.
    fn who(caller: &Caller) -> Option<String> {
        (Self::COOKIE != MINE).then(|| format!("{} {}", caller.actor.role.chinese(), caller.name))
    }
}

/// The device in the village hall, or whoever helps there. Villagers look on, so nobody is named.
pub struct InTheHall;

impl Place for InTheHall {
    const NAME: &'static str = "kiosk";
    const RIGHT: Action = Action::SeeShop;

    fn who(_: &Caller) -> Option<String> {
        None
    }
}

/// Where a resident looks at what is theirs.
pub struct OnesOwn;

impl Place for OnesOwn {
    const NAME: &'static str = "v";
    const RIGHT: Action = Action::SeeOwn;
    const COOKIE: &'static str = MINE;
}

/// What a handler at a screen works with, once it is known who may be there.
pub struct Screen<P> {
    pub books: Books,
    pub library: Library,
    pub caller: Caller,
    pub village: VillageId,
    /// In force today.
    pub rulebook: Arc<Rulebook>,
    pub today: NaiveDate,
    /// What its pages wear: its own, but those of a resident wear the kiosk's on a kiosk.
    skin: &'static str,
    /// For villagers, not for those who serve.
    aids: Option<Aids>,
    place: PhantomData<P>,
}

impl<P: Place> Screen<P> {
    /// Where the screen's first page is.
    pub fn home(&self) -> String {
        format!("/{}/{}", P::NAME, self.village)
    }

    /// The act of a form. Refuses `operation.malformed`.
    pub fn act(&self, operation: &str, dry_run: bool) -> Result<Act, Refusal> {
        Ok(self.caller.act(&self.books, operation_of(operation)?, dry_run))
    }

    /// Whom somebody who sits here means by what they typed.
    pub async fn whom(&self, sought: Sought, typed: &str) -> anyhow::Result<Whom> {
        Whom::read(&mut self.books.read().await?, &self.village, &self.caller.actor, sought, typed).await
    }

    /// The frame of a page.
    pub fn shell(&self, title: &str) -> Shell {
        let (who, aids) = (P::who(&self.caller), self.aids.clone());
        Shell { who, aids, ..shell(&self.books, &self.village, &self.rulebook, self.skin, self.home()).titled(title) }
    }
}

/// The village of an address; the rest of it is read by whoever needs it.
#[derive(Deserialize)]
struct In {
    village: VillageId,
}

/// The number in an address: of a claim, of a redemption.
#[derive(Deserialize)]
pub struct Numbered {
    pub id: i64,
}

impl<S, P: Place> FromRequestParts<S> for Screen<P>
where
    S: Send + Sync,
    Books: FromRef<S>,
    Library: FromRef<S>,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    /// Refuses what a [`Caller`] does, then those of [`Caller::check`], then `versions.none_in_force`.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let mut caller = Caller::by(parts, state, P::COOKIE).await?;
        let Path(In { village }) = Path::from_request_parts(parts, state).await.map_err(|_| caller.elsewhere())?;
        caller.check(&village, P::RIGHT)?;
        let (books, library) = (Books::from_ref(state), Library::from_ref(state));
        let today = books.clock.now().day();
        let rulebook = library.in_force(&village, today).await?;
        let (mut skin, mut aids) = (P::NAME, None);
        if P::COOKIE == MINE || P::NAME == InTheHall::NAME {
            let spot = Spot::from_request_parts(parts, state).await?;
            aids = Some(spot.aids());
            if P::COOKIE == MINE {
                skin = spot.skin();
                // What a resident does on a kiosk is done at the kiosk, whatever their session is called.
                caller.device = if spot.is_kiosk { Some(spot.place) } else { caller.device };
            }
        }
        Ok(Self { books, library, caller, village, rulebook, today, skin, aids, place: PhantomData })
    }
}
