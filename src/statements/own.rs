//! A resident's own pages, on a phone or, after they have shown who they are, on the kiosk: what I have and how it came about.
//!
//! Not here: how somebody shows who they are (`entrance`).

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Query};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::passbook::Passbook;
use crate::db::Books;
use crate::entrance::{Caller, Doorkeeper, MINE};
use crate::ledger;
use crate::roster::{self, Action, Subject};
use crate::rulebook::Subject as Unit;
use crate::versions::{Library, Place, Screen};
use crate::web::{Reply, Shell, page};

/// The pages of somebody's own.
pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Books: FromRef<S>,
    Library: FromRef<S>,
    Doorkeeper: FromRef<S>,
{
    Router::new().route("/v/{village}", get(points))
}

/// Where a resident looks at what is theirs.
struct OnesOwn;

impl Place for OnesOwn {
    const NAME: &'static str = "v";
    const RIGHT: Action = Action::SeeOwn;
    const COOKIE: &'static str = MINE;

    fn who(_: &Caller) -> Option<String> {
        None
    }
}

/// My points.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/own_points.html")]
pub(super) struct PointsPage {
    pub shell: Shell,
    pub book: Passbook,
    /// Whether earlier lines are shown; then the balance need not be.
    pub is_earlier: bool,
}

#[derive(Deserialize)]
struct Leafing {
    /// The entry before which lines are wanted.
    before: Option<i64>,
}

async fn points(own: Screen<OnesOwn>, Query(leafing): Query<Leafing>) -> Reply<Response> {
    let mut conn = own.books.read().await?;
    let me = &own.caller.actor.staff;
    let subject = roster::subject(&mut conn, &own.village, me).await?.ok_or_else(|| ledger::unknown_account(me))?;
    let subject = match own.rulebook.settings().account_unit {
        Unit::Person => subject,
        _ => Subject { person: None, ..subject },
    };
    let account = ledger::account(&mut conn, &own.village, subject.number()).await?.ok_or_else(|| ledger::unknown_account(me))?;
    let book = Passbook::open(&mut conn, &own, &subject, &account, leafing.before).await?;
    page(&PointsPage { shell: own.shell("我的积分"), book, is_earlier: leafing.before.is_some() })
}
