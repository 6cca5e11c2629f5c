//! A resident who is there, on the kiosk or on a phone: how large they like the letters, that they are still there; and going again.

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::cookies::{LETTERS, MINE, cookie, with_cookie};
use super::doorkeeper::Doorkeeper;
use super::pages::is_local;
use super::spot::{Leaving, Spot};
use crate::web::{Fields, Letters, Reply, see};

pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new().route("/v/{village}/letters", post(letters)).route("/v/{village}/here", post(here)).route("/v/{village}/end", post(end))
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

/// Ends the session, here and on disk.
async fn end(spot: Spot, leaving: Leaving) -> Reply<Response> {
    leaving.with(see(spot.outside()))
}
