//! Signing in with a token (口令) and out again.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::door::COOKIE;
use super::doorkeeper::{Caller, Doorkeeper};
use crate::web::{Fields, Reply, SIGN_IN, Shell, Told, expected, page, page_refused, see};
use crate::words::Role;

/// How long a browser stays signed in: a kiosk stands for years, people come for a day.
const KIOSK_STAYS: u32 = 365 * 24 * 3600;
const PEOPLE_STAY: u32 = 12 * 3600;

/// The pages of this feature.
pub fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doorkeeper: FromRef<S>,
{
    Router::new().route(SIGN_IN, get(form).post(sign_in)).route("/sign-out", post(sign_out))
}

/// Where one types the token.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "entrance/sign_in.html")]
struct SignInPage {
    shell: Shell,
    told: Option<Told>,
    /// Where to go afterwards; empty for the page of the role.
    next: String,
}

impl SignInPage {
    fn new(next: String, told: Option<Told>) -> Self {
        let shell = Shell { title: "登录".to_owned(), skin: "public", home: "/".to_owned(), ..Shell::default() };
        Self { shell, told, next }
    }
}

#[derive(Deserialize)]
struct Wish {
    #[serde(default)]
    next: String,
}

async fn form(Query(wish): Query<Wish>) -> Reply<Response> {
    page(&SignInPage::new(wish.next, None))
}

#[derive(Deserialize)]
struct SignIn {
    token: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(State(doorkeeper): State<Doorkeeper>, headers: HeaderMap, Fields(typed): Fields<SignIn>) -> Reply<Response> {
    let token = typed.token.trim();
    match expected(doorkeeper.recognise(token).await)? {
        Ok(caller) => {
            let stays = if caller.actor.role == Role::Kiosk { KIOSK_STAYS } else { PEOPLE_STAY };
            let address = if is_local(&typed.next) { typed.next.clone() } else { page_of(&caller) };
            with_cookie(see(address), token, stays, &headers)
        }
        Err(refusal) => page_refused(&refusal, &SignInPage::new(typed.next, Some(Told::from(&refusal)))),
    }
}

async fn sign_out(headers: HeaderMap) -> Reply<Response> {
    with_cookie(see("/"), "", 0, &headers)
}

/// Scripts cannot read the cookie and other sites cannot send it along.
fn with_cookie(mut response: Response, token: &str, stays: u32, headers: &HeaderMap) -> Reply<Response> {
    let is_https = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let secure = if is_https { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/; Max-Age={stays}; HttpOnly; SameSite=Strict{secure}");
    response.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_str(&cookie).map_err(anyhow::Error::from)?);
    Ok(response)
}

/// A path of this site, never an address of another one.
fn is_local(next: &str) -> bool {
    let within = next.starts_with('/') && !next.starts_with("//") && !next.starts_with(SIGN_IN);
    within && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// Where the work of a role begins.
fn page_of(caller: &Caller) -> String {
    let village = &caller.village;
    match caller.actor.role {
        Role::Secretary | Role::Supervisor | Role::GridWorker => format!("/desk/{village}"),
        Role::Keeper => format!("/shop/{village}"),
        Role::Kiosk => format!("/kiosk/{village}"),
        Role::Resident => format!("/v/{village}"),
        Role::Township => format!("/reports/{village}"),
        Role::Clockwork => format!("/villages/{village}"),
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::words::{Kind, Refusal};

    /// Every page of this feature, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let refusal = Refusal::new("roster.unknown_token", Kind::Unauthenticated, "没有认出您是谁。", "请用村里发的口令重新登录。");
        let pages = [
            ("sign-in", SignInPage::new(String::new(), None)),
            ("sign-in refused", SignInPage::new("/desk/xinjiayuan".to_owned(), Some(Told::from(&refusal)))),
        ];
        pages.into_iter().map(|(name, page)| (name, page.render().unwrap())).collect()
    }

    #[test]
    fn nobody_is_sent_to_another_site_after_signing_in() {
        assert!(is_local("/desk/jianghe/record?rule=%E7%A7%AF"));
        for foreign in ["", "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/sign-in", "/a\r\nb"] {
            assert!(!is_local(foreign), "{foreign}");
        }
    }
}
