//! A household's own statement of every erratum that concerned it: what was, what is, and why.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use super::store;
use super::view::StatementView;
use crate::versions::{House, OnesOwn, Screen};
use crate::web::{Reply, Shell, page};

/// The page of somebody's own.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/v/{village}/errata", get(show))
}

/// One's statements, the newest first.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "errata/own.html")]
pub(super) struct OwnPage {
    pub shell: Shell,
    pub statements: Vec<StatementView>,
}

async fn show(own: Screen<OnesOwn>) -> Reply<Response> {
    let actor = &own.caller.actor;
    let mut statements = Vec::new();
    if let Some(household) = &actor.household {
        let found = store::lines_of(&mut own.books.read().await?, &own.village, (household, &actor.staff)).await?;
        statements.extend(found.iter().map(|(erratum, lines)| StatementView::of(erratum, household, lines, own.today)));
    }
    page(&OwnPage { shell: own.shell("规则改正"), statements })
}
