//! A page of a village that is for whoever passes by, at the kiosk or with a phone: one extractor says where it is looked at and under which rules.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use chrono::NaiveDate;

use super::shell::shell;
use super::store::Library;
use crate::db::Books;
use crate::entrance::{Doorkeeper, Spot};
use crate::roster;
use crate::rulebook::Rulebook;
use crate::web::{Shell, Trouble};

/// What a handler of such a page works with.
pub struct Passing {
    pub books: Books,
    pub spot: Spot,
    /// In force today.
    pub rulebook: Arc<Rulebook>,
    pub today: NaiveDate,
}

impl Passing {
    /// The frame of a page.
    pub fn shell(&self, title: &str) -> Shell {
        let Self { books, spot, rulebook, .. } = self;
        let aids = Some(spot.aids());
        Shell { aids, ..shell(books, &spot.village, rulebook, spot.skin(), spot.outside()).titled(title) }
    }

    /// Where whoever is signed in goes back to.
    pub fn own(&self) -> Option<String> {
        self.spot.is_known.then(|| format!("/v/{}", self.spot.village))
    }
}

impl<S> FromRequestParts<S> for Passing
where
    S: Send + Sync,
    Books: FromRef<S>,
    Library: FromRef<S>,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    /// Refuses `roster.unknown_village`, then `versions.none_in_force`.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let spot = Spot::from_request_parts(parts, state).await?;
        let books = Books::from_ref(state);
        if roster::village(&mut books.read().await?, &spot.village).await?.is_none() {
            return Err(roster::unknown_village().into());
        }
        let today = books.clock.now().day();
        let rulebook = Library::from_ref(state).in_force(&spot.village, today).await?;
        Ok(Self { books, spot, rulebook, today })
    }
}
