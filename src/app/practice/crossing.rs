//! What is changed on a request on its way into a practice village, and on an answer on its way out: cookies, the few addresses without a village in
//! them, and the banner.

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::gate;
use super::ground::Ground;
use crate::web::{OWN_PAGE, SIGN_IN};

/// Stands before the name of every cookie here, so that none of the real house's is read or written.
const PREFIX: &str = "practice_";

/// The largest page, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// A cookie's name here.
pub(super) fn here(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// A request as its routes are to see it: with the cookies of here alone. The answer is not packed, so that the banner can be put on it.
pub(super) fn into(request: &mut Request) {
    let headers = request.headers_mut();
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let own: Vec<_> = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().strip_prefix(PREFIX)).collect();
    let own = HeaderValue::from_str(&own.join("; "));
    headers.remove(header::COOKIE);
    headers.remove(header::ACCEPT_ENCODING);
    if let Ok(own) = own {
        headers.insert(header::COOKIE, own);
    }
}

/// An answer as the browser is to see it. A page that cannot have its banner is not shown.
pub(super) async fn out(answer: Response, ground: &Ground) -> Response {
    let (mut head, body) = answer.into_parts();
    rename_cookies(&mut head.headers);
    lead_to_gate(&mut head.headers, ground);
    if !head.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return Response::from_parts(head, body);
    }
    let text = to_bytes(body, LARGEST).await.ok().and_then(|bytes| String::from_utf8(bytes.into()).ok());
    let Some(page) = text.and_then(|text| with_banner(&text, ground)) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(page))
}

/// The ways to sign in lead to the gate, whatever they ask for.
fn without_sign_in(page: &str, gate: &str) -> String {
    let way = format!("href=\"{SIGN_IN}");
    let mut parts = page.split(&way);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, rest| format!("{text}href=\"{gate}\"{}", rest.split_once('"').map_or("", |(_, rest)| rest)))
}

fn rename_cookies(headers: &mut HeaderMap) {
    let set: Vec<_> = headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).map(here).collect();
    headers.remove(header::SET_COOKIE);
    for cookie in set.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// Nobody is asked for a password on the way: whoever is not signed in here any more stands at the gate again.
fn lead_to_gate(headers: &mut HeaderMap, ground: &Ground) {
    let leads_out = |to: &HeaderValue| to == "/" || to.as_bytes().starts_with(SIGN_IN.as_bytes());
    if headers.get(header::LOCATION).is_some_and(leads_out)
        && let Ok(gate) = gate::address(&ground.real).parse()
    {
        headers.insert(header::LOCATION, gate);
    }
}

/// Stands above every page, also in print.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "app/practice/banner.html")]
pub(super) struct Banner {
    pub gate: String,
}

/// A page with the banner, none of whose addresses leads to the real house unseen: one's name at the top is the way to play somebody else, and going is
/// going back.
fn with_banner(page: &str, ground: &Ground) -> Option<String> {
    let gate = gate::address(&ground.real);
    let own = gate::address(&ground.name);
    let text = ["/", "/me", OWN_PAGE]
        .iter()
        .fold(page.to_owned(), |text, to| text.replace(&format!("href=\"{to}\""), &format!("href=\"{gate}\"")));
    let text = without_sign_in(&text, &gate)
        .replace("<title>", "<title>练习 · ")
        .replace("action=\"/sign-out\"", &format!("action=\"{gate}/leaving\""))
        .replace(&format!("\"{own}\""), &format!("\"{gate}\""));
    let at = text.find("<body").and_then(|at| Some(at + text[at..].find('>')? + 1))?;
    let banner = Banner { gate }.render().ok()?;
    Some(format!("{}\n{banner}{}", &text[..at], &text[at..]))
}
