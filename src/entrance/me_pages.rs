//! What somebody who serves looks after themselves: their password, where they are signed in, their second factor.

use askama::Template;
use axum::Router;
use axum::extract::FromRef;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::at_desk::{AtDesk, page_of};
use super::cards::qr;
use super::cookies::{COOKIE, with_cookie};
use super::doorkeeper::Doorkeeper;
use super::second_factor::{Begin, Confirm, address, base32};
use super::store::SecondFactor;
use crate::roster::{self, Action};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, see};
use crate::words::Refusal;

pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new()
        .route("/me", get(me))
        .route("/me/page", get(own_page)) // web::OWN_PAGE
        .route("/me/password", post(password))
        .route("/me/sessions", post(sign_out_everywhere))
        .route("/me/second-factor", post(begin))
        .route("/me/second-factor/code", post(confirm))
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/me.html")]
struct MePage {
    shell: Shell,
    village: String,
    told: Option<Told>,
    /// How many browsers they are signed in with.
    sessions: usize,
    has_factor: bool,
    /// What else they may look after.
    ways: Vec<(&'static str, &'static str)>,
}

impl MePage {
    async fn of(at: &AtDesk, told: Option<Told>) -> Reply<Self> {
        let actor = &at.caller.actor;
        let factor = at.books().row::<SecondFactor>(&at.village, actor.staff.as_str()).await?;
        let ways = [
            (Action::HandOutCards, ("cards", "卡和密码")),
            (Action::RegisterDevices, ("devices", "自助机和程序")),
            (Action::ConfirmInvitation, ("staff", "办事的人")),
        ];
        Ok(Self {
            shell: at.shell("我的登录"),
            village: at.village.to_string(),
            told,
            sessions: at.doorkeeper.sessions_of(&at.village, &actor.staff).await?.len(),
            has_factor: factor.is_some_and(|factor| factor.confirmed_at.is_some()),
            ways: ways.into_iter().filter(|(action, _)| roster::may(actor.role, *action)).map(|(_, way)| way).collect(),
        })
    }

    async fn refused(at: &AtDesk, refusal: &Refusal) -> Reply<Response> {
        page_refused(refusal, &Self::of(at, Some(Told::from(refusal))).await?)
    }
}

/// To where the work of their role begins.
async fn own_page(at: AtDesk) -> Response {
    see(page_of(at.caller.actor.role, &at.village))
}

async fn me(at: AtDesk) -> Reply<Response> {
    page(&MePage::of(&at, None).await?)
}

#[derive(Deserialize)]
struct Change {
    old: String,
    password: String,
    again: String,
}

/// Whoever changes their password signs in anew, everywhere.
async fn password(at: AtDesk, headers: HeaderMap, Fields(typed): Fields<Change>) -> Reply<Response> {
    let staff = at.doorkeeper.serving(&at.village, &at.caller.actor.staff).await?;
    match expected(at.doorkeeper.change_password(&at.village, &staff, &typed.old, &typed.password, &typed.again).await)? {
        Ok(()) => with_cookie(see(format!("/sign-in?chosen={}", at.village)), &headers, COOKIE, "", 0),
        Err(refusal) => MePage::refused(&at, &refusal).await,
    }
}

async fn sign_out_everywhere(at: AtDesk, headers: HeaderMap) -> Reply<Response> {
    let sessions = at.doorkeeper.sessions_of(&at.village, &at.caller.actor.staff).await?;
    at.doorkeeper.end(at.act(&at.blank())?, sessions, None).await?;
    with_cookie(see("/"), &headers, COOKIE, "", 0)
}

/// The secret as a code to scan, and where the first code is typed.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/second_factor.html")]
struct FactorPage {
    shell: Shell,
    qr: String,
    secret: String,
    told: Option<Told>,
}

impl FactorPage {
    fn of(at: &AtDesk, secret: &str, told: Option<Told>) -> Reply<Self> {
        let qr = qr(&address(at.village.as_str(), &at.caller.actor.staff, secret))?;
        Ok(Self { shell: at.shell("开通动态码"), qr, secret: base32(secret), told })
    }
}

async fn begin(at: AtDesk) -> Reply<Response> {
    let chance = &at.books().chance;
    // 160 bits, as the standard asks for.
    let secret: String = format!("{}{}", chance.token(), chance.token()).chars().take(40).collect();
    let job = Begin { staff: at.caller.actor.staff.clone(), secret: secret.clone() };
    match expected(at.books().perform(at.act(&at.blank())?, job).await)? {
        Ok(_) => page(&FactorPage::of(&at, &secret, None)?),
        Err(refusal) => MePage::refused(&at, &refusal).await,
    }
}

#[derive(Deserialize)]
struct Shown {
    code: String,
}

async fn confirm(at: AtDesk, Fields(shown): Fields<Shown>) -> Reply<Response> {
    let job = Confirm { staff: at.caller.actor.staff.clone(), code: shown.code };
    match expected(at.books().perform(at.act(&at.blank())?, job).await)? {
        Ok(_) => Ok(see("/me")),
        Err(refusal) => {
            let factor = at.books().row::<SecondFactor>(&at.village, at.caller.actor.staff.as_str()).await?;
            match factor.filter(|factor| factor.confirmed_at.is_none() && !factor.secret.is_empty()) {
                Some(factor) => page_refused(&refusal, &FactorPage::of(&at, &factor.secret, Some(Told::from(&refusal)))?),
                None => MePage::refused(&at, &refusal).await,
            }
        }
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::entrance::refusals;

    pub(in crate::entrance) fn shell(title: &str) -> Shell {
        let (place, home, who) = ("蒋河村".to_owned(), "/desk/jianghe".to_owned(), Some("村书记 张明".to_owned()));
        Shell { title: title.to_owned(), skin: "desk", place, home, who, ..Shell::default() }
    }

    pub(in crate::entrance) fn samples() -> Vec<(&'static str, String)> {
        let me = |told, has_factor| {
            let ways = vec![("cards", "卡和密码"), ("kiosks", "自助机"), ("staff", "办事的人")];
            MePage { shell: shell("我的登录"), village: "jianghe".into(), told, sessions: 2, has_factor, ways }.render().unwrap()
        };
        let factor =
            FactorPage { shell: shell("开通动态码"), qr: qr("otpauth://totp").unwrap(), secret: "GEZDGNBV".into(), told: None };
        vec![
            ("me", me(None, false)),
            ("me refused", me(Some(Told::from(&refusals::unlike())), true)),
            ("second factor", factor.render().unwrap()),
        ]
    }
}
