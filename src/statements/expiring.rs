//! At the desk: whose points lapse within thirty days (快到期), so that somebody can tell those who look at no screen.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use chrono::{Days, NaiveDate};

use super::outlook::WARNING_DAYS;
use crate::db::Conn;
use crate::ledger;
use crate::roster::{self, Action};
use crate::versions::{House, Place, Screen};
use crate::web::{Reply, Shell, page, plain_day};
use crate::words::{Points, VillageId};

/// The most lines on the page.
const MOST: usize = 300;

/// The page of this file.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/desk/{village}/expiring", get(expiring))
}

/// The desk, where people work whom the village knows by name.
struct AtDesk;

impl Place for AtDesk {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::SeeHouseholds;
}

/// Whose points lapse when.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/expiring.html")]
struct ExpiringPage {
    shell: Shell,
    /// Within thirty days of 清零日, what it does.
    reset: Option<String>,
    lines: Vec<LineView>,
    /// How many there are in all.
    count: usize,
}

#[derive(Clone, Debug)]
struct LineView {
    day: String,
    who: String,
    points: String,
}

async fn expiring(desk: Screen<AtDesk>) -> Reply<Response> {
    let (today, village) = (desk.today, &desk.village);
    let mut conn = desk.books.read().await?;
    let found = ledger::lapsing(&mut conn, village, today, today + Days::new(WARNING_DAYS)).await?;
    let (count, mut lines) = (found.len(), Vec::new());
    for (on, number, points) in found.into_iter().take(MOST) {
        lines.push(line(&mut conn, village, today, (on, &number, points)).await?);
    }
    let reset = super::pages::announced(desk.rulebook.settings(), today);
    page(&ExpiringPage { shell: desk.shell("快到期的积分"), reset, lines, count })
}

async fn line(
    conn: &mut Conn,
    village: &VillageId,
    today: NaiveDate,
    (on, number, points): (NaiveDate, &str, Points),
) -> anyhow::Result<LineView> {
    let head = roster::household(conn, village, number).await?.map(|household| household.head);
    let person = roster::resident(conn, village, head.as_deref().unwrap_or(number)).await?;
    let name = person.map_or_else(String::new, |person| format!("{}{} ", person.name, if head.is_some() { "家" } else { "" }));
    Ok(LineView { day: plain_day(on, today), who: format!("{name}{number}"), points: points.plain() })
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    /// This page, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let shell = || Shell { title: "快到期的积分".to_owned(), skin: "desk", home: "/desk/jianghe".to_owned(), ..Shell::default() };
        let line = LineView { day: "12月31日（周四）".to_owned(), who: "张大山家 3-07".to_owned(), points: "12".to_owned() };
        let reset = Some("12月31日（周四）清零：每年12月31日过完清零，大家从头开始。".to_owned());
        let full = ExpiringPage { shell: shell(), reset, lines: vec![line], count: 301 };
        let empty = ExpiringPage { shell: shell(), reset: None, lines: Vec::new(), count: 0 };
        vec![("expiring", full.render().unwrap()), ("expiring: none", empty.render().unwrap())]
    }
}
