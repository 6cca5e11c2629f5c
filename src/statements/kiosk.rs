//! The kiosk in the village hall: 看我的积分 · 换东西 · 看公示. A registered device; it shows nobody's points by itself.
//!
//! Not here: somebody's own points (`own`), how they show who they are (`entrance`), notices (`notices`). Nor spending: goods are handed out at the counter.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use super::passbook::{self, GoodsView};
use crate::entrance::Leaving;
use crate::shop;
use crate::versions::{House, InTheHall, Screen};
use crate::web::{Aids, Reply, Rest, Shell, page, plain_day};

/// The pages of the kiosk.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/kiosk/{village}", get(home)).route("/kiosk/{village}/shelf", get(shelf))
}

type Kiosk = Screen<InTheHall>;

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_home.html")]
struct HomePage {
    shell: Shell,
    village: String,
    today: String,
}

impl HomePage {
    /// Here the kiosk rests.
    fn new(shell: Shell, village: String, today: String) -> Self {
        let at_home = |aids: Aids| Aids { end_at: None, rest: aids.rest.map(|rest| Rest { is_home: true, ..rest }), ..aids };
        Self { shell: Shell { aids: shell.aids.clone().map(at_home), ..shell }, village, today }
    }
}

/// Whoever was signed in before is so no more, however they left.
async fn home(kiosk: Kiosk, leaving: Leaving) -> Reply<Response> {
    let today = plain_day(kiosk.today, kiosk.today);
    leaving.with(page(&HomePage::new(kiosk.shell("首页"), kiosk.village.to_string(), today))?)
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

#[cfg(test)]
#[path = "kiosk_samples.rs"]
pub(crate) mod samples;
