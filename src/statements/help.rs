//! 叫人帮忙: who helps, and that everything can be done without a machine.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::versions::{House, Passing};
use crate::web::{Reply, Shell, page};

/// The page of this file.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/villages/{village}/help", get(help))
}

/// Who helps.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/help.html")]
pub(super) struct HelpPage {
    pub shell: Shell,
    /// Where whoever is signed in goes back to.
    pub own: Option<String>,
}

async fn help(passing: Passing) -> Reply<Response> {
    page(&HelpPage { shell: passing.shell("叫人帮忙"), own: passing.own() })
}
