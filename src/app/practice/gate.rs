//! The gate between a village and its practice village, on the real side: who serves here may enter as whom they like, begin anew, and comes back here.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{Router, get, post};
use serde::Deserialize;

use super::crossing;
use super::grounds::Practice;
use super::people::{PLAYERS, Player, player};
use crate::entrance::{self, AtDesk, COOKIE, MINE, with_cookie};
use crate::web::{Fields, Reply, Shell, page, see};
use crate::words::{Role, VillageId};

/// Where it is.
pub(super) fn address(village: &VillageId) -> String {
    format!("/practice/{village}")
}

/// Where the work of a role begins in a practice village.
pub(super) fn page_of(role: Role, village: &VillageId) -> String {
    match role {
        Role::GridWorker => format!("/grid/{village}"),
        _ => entrance::page_of(role, village),
    }
}

pub(super) fn pages() -> Router<Practice> {
    Router::new()
        .route("/practice/{village}", get(show).post(enter))
        .route("/practice/{village}/anew", post(anew))
        .route("/practice/{village}/leaving", post(leave))
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "app/practice/gate.html")]
struct GatePage {
    shell: Shell,
    address: String,
    /// Whom one plays if one says nothing.
    own: Player,
    /// Whether somebody has been in it already.
    is_open: bool,
    /// It has just been begun anew.
    is_anew: bool,
}

impl GatePage {
    fn others(&self) -> impl Iterator<Item = (String, &'static Player)> {
        let named = |player: &'static Player| {
            let before = PLAYERS.iter().take_while(|other| *other != player).filter(|other| other.role == player.role).count();
            (format!("{}{}", player.role.chinese(), if before > 0 { "（另一位）" } else { "" }), player)
        };
        let own = self.own;
        PLAYERS.iter().filter(move |player| **player != own).map(named)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wish {
    anew: bool,
}

async fn show(at: AtDesk, State(practice): State<Practice>, Query(wish): Query<Wish>) -> Reply<Response> {
    page(&GatePage {
        shell: at.shell("练习村"),
        address: address(&at.village),
        own: player("", at.caller.actor.role),
        is_open: practice.of(&at.village).is_some(),
        is_anew: wish.anew,
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entering {
    player: String,
}

async fn enter(at: AtDesk, State(practice): State<Practice>, headers: HeaderMap, Fields(entering): Fields<Entering>) -> Reply<Response> {
    let ground = practice.enter(&at.village).await?;
    ground.catch_up().await?;
    let let_in = ground.let_in(player(&entering.player, at.caller.actor.role)).await?;
    with_cookie(see(let_in.address), &headers, &let_in.cookie, &let_in.token, let_in.seconds)
}

async fn anew(at: AtDesk, State(practice): State<Practice>) -> Reply<Response> {
    practice.begin_anew(&at.village).await?;
    Ok(see(format!("{}?anew=true", address(&at.village))))
}

/// Nobody is signed in there any more, as far as this browser knows, and the real village is as it was left.
async fn leave(at: AtDesk, headers: HeaderMap) -> Reply<Response> {
    let answer = see(entrance::page_of(at.caller.actor.role, &at.village));
    let answer = with_cookie(answer, &headers, &crossing::here(COOKIE), "", 0)?;
    with_cookie(answer, &headers, &crossing::here(MINE), "", 0)
}

#[cfg(test)]
pub(in crate::app) mod samples {
    use super::super::crossing::Banner;
    use super::*;

    fn gate(role: Role, is_open: bool, is_anew: bool) -> String {
        let (place, home, who) = ("蒋河村".to_owned(), "/desk/xinjiayuan".to_owned(), Some("村书记 柯大山".to_owned()));
        let shell = Shell { title: "练习村".to_owned(), skin: "desk", place, home, who, ..Shell::default() };
        let address = "/practice/xinjiayuan".to_owned();
        GatePage { shell, address, own: player("", role), is_open, is_anew }.render().unwrap()
    }

    /// The page of this room, and the same as it would look inside, by name.
    pub(in crate::app) fn samples() -> Vec<(&'static str, String)> {
        let banner = Banner { gate: "/practice/xinjiayuan".to_owned() }.render().unwrap();
        let inside = gate(Role::Keeper, true, false).replace("<body class=\"desk\">", &format!("<body class=\"desk\">{banner}"));
        assert!(inside.contains("这里的一切都不算数"));
        vec![
            ("practice gate", gate(Role::Secretary, false, false)),
            ("practice gate begun anew", gate(Role::Supervisor, true, true)),
            ("practice inside", inside),
        ]
    }
}
