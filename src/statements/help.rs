//! 叫人帮忙: who helps, and that everything can be done without a machine. From a kiosk it rings at the desk.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use crate::entrance::Doorkeeper;
use crate::versions::{House, Passing};
use crate::web::{Reply, Shell, page, see};

/// The page of this file.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/villages/{village}/help", get(help).post(ring))
}

/// Who helps.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/help.html")]
pub(super) struct HelpPage {
    pub shell: Shell,
    /// Where whoever is signed in goes back to.
    pub own: Option<String>,
    /// Whether those at the desk know that somebody asks here.
    pub is_rung: bool,
}

async fn help(passing: Passing, State(doorkeeper): State<Doorkeeper>) -> Reply<Response> {
    let ringing = doorkeeper.bell.ringing(&passing.spot.village, passing.books.clock.now());
    let is_rung = ringing.iter().any(|(kiosk, _)| Some(kiosk.as_str()) == passing.spot.kiosk());
    page(&HelpPage { shell: passing.shell("叫人帮忙"), own: passing.own(), is_rung })
}

/// Rings for somebody at a kiosk. Whoever asks with a phone is nowhere in particular: they are told who helps, as they are there.
async fn ring(passing: Passing, State(doorkeeper): State<Doorkeeper>) -> Response {
    let village = &passing.spot.village;
    if let Some(kiosk) = passing.spot.kiosk() {
        doorkeeper.bell.ring(village, kiosk, passing.books.clock.now());
    }
    see(format!("/villages/{village}/help"))
}
