//! The desk's first page: what waits for whoever sits there, a deed to record, and the ways to everything else.

use anyhow::Result;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};

use super::at_door::{self, Call};
use super::health::{self, Health, backed_up};
use super::{fund, month};
use crate::claims::{self, ChapterChoice};
use crate::db::Conn;
use crate::entrance::Doorkeeper;
use crate::roster::{self, Action};
use crate::versions::{Asking, House, Place, Screen, ToDo};
use crate::web::{Reply, Shell, page};
use crate::{adoption, errata, funds, households, ledger, notices, oversight, personal, shop};

/// The pages of this room.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/desk/{village}", get(home))
        .route("/desk/{village}/help", post(at_door::come))
        .route("/desk/{village}/month", get(month::show))
        .route("/desk/{village}/fund", get(fund::show))
        .route("/desk/{village}/health", get(health::show))
}

/// The desk, where people work whom the village knows by name.
pub(super) struct AtDesk;

impl Place for AtDesk {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::SeeClaims;
}

/// Where months, money and machine are looked after: at the desk.
pub(super) struct LooksAfter;

impl Place for LooksAfter {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::SeeUpkeep;
}

type Desk = Screen<AtDesk>;
pub(super) type Upkeep = Screen<LooksAfter>;

/// Ways to pages of one kind.
#[derive(Clone, Debug)]
struct Ways {
    name: &'static str,
    /// What they are called, and where they lead.
    ways: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "desk/home.html")]
struct HomePage {
    shell: Shell,
    calls: Vec<Call>,
    to_do: Vec<ToDo>,
    /// None for whoever does not look after it, or where it is in the list.
    backup: Option<Health>,
    /// None for whoever does not record.
    chapters: Vec<ChapterChoice>,
    ways: Vec<Ways>,
    /// Where one tries things out.
    practice: String,
}

async fn home(desk: Desk, State(doorkeeper): State<Doorkeeper>) -> Reply<Response> {
    let mut conn = desk.books.read().await?;
    let began = ledger::entry(&mut conn, &desk.village, 1).await?.map(|entry| entry.at);
    let now = desk.books.clock.now();
    let backup = backed_up(desk.books.file(), began, now);
    let asking = Asking::new(&mut conn, &desk.village, &desk.caller.actor, desk.today).await?;
    let mut to_do = waiting(&mut conn, &asking).await?;
    to_do.extend(at_door::to_do(&mut conn, &asking, now).await?);
    to_do.extend(health::to_do(&backup, &asking));
    to_do.sort_by_key(|one| one.pressing);
    let calls = at_door::calls(&mut conn, &doorkeeper, &desk.village, now).await?;
    let chapters = if asking.may(Action::Record) { claims::choices(&desk.rulebook, desk.today, "") } else { Vec::new() };
    let backup = Some(backup).filter(|backup| asking.may(Action::SeeUpkeep) && backup.next_step().is_none());
    let (ways, practice) = (ways(&desk), format!("/practice/{}", desk.village));
    page(&HomePage { shell: desk.shell("桌面"), calls, to_do, backup, chapters, ways, practice })
}

/// What waits in all rooms, each asked once.
async fn waiting(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    Ok([
        claims::to_do(conn, asking).await?,
        notices::to_do(conn, asking).await?,
        adoption::to_do(conn, asking).await?,
        errata::to_do(conn, asking).await?,
        households::to_do(conn, asking).await?,
        personal::to_do(conn, asking).await?,
        oversight::to_do(conn, asking).await?,
        shop::to_do(conn, asking).await?,
        funds::to_do(conn, asking).await?,
    ]
    .concat())
}

/// The ways that are open to this reader.
fn ways(desk: &Desk) -> Vec<Ways> {
    let (home, shop) = (desk.home(), format!("/shop/{}", desk.village));
    let open = |name, all: &[(&'static str, Action, String)]| {
        let ways = all.iter().filter(|(_, action, _)| roster::may(desk.caller.actor.role, *action));
        Ways { name, ways: ways.map(|(name, _, address)| (*name, address.clone())).collect() }
    };
    let at = |page: &str| format!("{home}{page}");
    let all = [
        open(
            "记分、审核",
            &[
                ("审核", Action::SeeClaims, at("/queue")),
                ("记一批", Action::Record, at("/batch")),
                ("用手机记", Action::Record, format!("/grid/{}", desk.village)),
                ("有意见", Action::SeeNotices, at("/objections")),
            ],
        ),
        open(
            "每个月",
            &[
                ("月结", Action::SeeUpkeep, at("/month")),
                ("公示", Action::SeeNotices, at("/notices")),
                ("监督", Action::Oversee, at("/oversight")),
            ],
        ),
        open(
            "钱和货",
            &[
                ("基金", Action::SeeUpkeep, at("/fund")),
                ("货架", Action::SeeShopBooks, format!("{shop}/stock")),
                ("结算", Action::SeeShopBooks, format!("{shop}/settlements")),
                ("快到期的积分", Action::SeeHouseholds, at("/expiring")),
            ],
        ),
        open(
            "人和户",
            &[
                ("户口变动", Action::SeeHouseholds, at("/households")),
                ("卡和密码", Action::HandOutCards, at("/cards")),
                ("个人信息", Action::DecideErasure, at("/personal")),
                ("办事的人", Action::ConfirmInvitation, at("/staff")),
                ("自助机和程序", Action::RegisterDevices, at("/devices")),
            ],
        ),
        open(
            "规则和机器",
            &[
                ("村规则", Action::SeeDraft, at("/rules")),
                ("规则改正", Action::SeeErrata, at("/errata")),
                ("体检", Action::SeeUpkeep, at("/health")),
            ],
        ),
    ];
    all.into_iter().filter(|one| !one.ways.is_empty()).collect()
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
