//! A resident who is there, on the kiosk or on a phone: how large they like the letters, that they are still there; and going again.

use axum::Router;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::cookies::{LETTERS, MINE, cookie, with_cookie};
use super::doorkeeper::{Caller, Doorkeeper};
use super::pages::is_local;
use super::slips::Disown;
use super::spot::{Leaving, Spot};
use crate::roster::Action;
use crate::web::{Fields, Letters, Reply, Trouble, operation_of, see};

pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new()
        .route("/v/{village}/letters", post(letters))
        .route("/v/{village}/here", post(here))
        .route("/v/{village}/end", post(end))
        .route("/v/{village}/not-me", post(not_me))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wish {
    letters: String,
    /// The page to go on with.
    back: String,
}

/// Remembers how large letters are: in this browser, for as long as a session may last there, and for nobody in particular.
async fn letters(spot: Spot, headers: HeaderMap, Fields(wish): Fields<Wish>) -> Reply<Response> {
    let back = if is_local(&wish.back) { wish.back } else { spot.outside() };
    with_cookie(see(back), &headers, LETTERS, Letters::of(&wish.letters).name(), spot.stay().most)
}

/// Somebody touched the page, so their session goes on; whoever has none is not missed. Refuses `roster.unknown_token` where it is over.
async fn here(State(doorkeeper): State<Doorkeeper>, _: Spot, headers: HeaderMap) -> Reply<StatusCode> {
    if let Some(token) = cookie(&headers, MINE) {
        doorkeeper.recognise(token).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Said {
    operation: String,
}

/// Who is signed in with this PIN, or was there when it was chosen, says that it was not they who chose it: it is stopped.
async fn not_me(
    State(doorkeeper): State<Doorkeeper>,
    spot: Spot,
    resident: Mine,
    leaving: Leaving,
    Fields(said): Fields<Said>,
) -> Reply<Response> {
    let Mine(caller) = resident;
    caller.check(&spot.village, Action::SeeOwn)?;
    let number = caller.actor.staff.clone();
    let ends = doorkeeper.sessions_of(&spot.village, &number).await?;
    let act = caller.act(&doorkeeper.books, operation_of(&said.operation)?, false);
    doorkeeper.books.perform(act, Disown { resident: number, ends }).await?;
    doorkeeper.forget();
    leaving.with(see(spot.outside()))
}

/// A resident who is signed in.
struct Mine(Caller);

impl<S> FromRequestParts<S> for Mine
where
    S: Send + Sync,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        Caller::by(parts, state, MINE).await.map(Self)
    }
}

/// Ends the session, here and on disk.
async fn end(spot: Spot, leaving: Leaving) -> Reply<Response> {
    leaving.with(see(spot.outside()))
}
