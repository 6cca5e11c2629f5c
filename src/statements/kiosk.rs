//! The kiosk in the village hall: 看我的积分 · 换东西 · 怎样加分. A registered device; it shows nobody's points by itself.
//!
//! Not here: somebody's own points (`own`), and how they show who they are (`entrance`). Nor spending: goods are handed out at the counter.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::pages::{ChapterView, chapters};
use super::passbook::{self, GoodsView};
use crate::entrance::Leaving;
use crate::shop;
use crate::versions::{House, InTheHall, Screen};
use crate::web::{Reply, Shell, page};

/// The pages of the kiosk.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/kiosk/{village}", get(home))
        .route("/kiosk/{village}/shelf", get(shelf))
        .route("/kiosk/{village}/rules", get(rules))
}

type Kiosk = Screen<InTheHall>;

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_home.html")]
struct HomePage {
    shell: Shell,
    village: String,
}

/// Whoever was signed in before is so no more, however they left.
async fn home(kiosk: Kiosk, leaving: Leaving) -> Reply<Response> {
    leaving.with(page(&HomePage { shell: kiosk.shell("自助机"), village: kiosk.village.to_string() })?)
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_shelf.html")]
struct ShelfPage {
    shell: Shell,
    goods: Vec<GoodsView>,
}

async fn shelf(kiosk: Kiosk) -> Reply<Response> {
    let items = shop::items(&mut kiosk.books.read().await?, &kiosk.village).await?;
    page(&ShelfPage { shell: kiosk.shell("换东西"), goods: items.iter().map(passbook::goods).collect() })
}

/// The chapters, or the rules of one of them.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_rules.html")]
struct RulesPage {
    shell: Shell,
    chapters: Vec<ChapterView>,
    chosen: Option<ChapterView>,
}

#[derive(Deserialize)]
struct Chosen {
    /// Counted from 0 in the order of the list.
    chapter: Option<usize>,
}

async fn rules(kiosk: Kiosk, Query(chosen): Query<Chosen>) -> Reply<Response> {
    let chapters = chapters(&kiosk.rulebook, kiosk.today);
    let chosen = chosen.chapter.and_then(|at| chapters.get(at).cloned());
    page(&RulesPage { shell: kiosk.shell("怎样加分"), chapters, chosen })
}

#[cfg(test)]
#[path = "kiosk_samples.rs"]
pub(crate) mod samples;
