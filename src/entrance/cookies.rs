//! Cookies in and out: scripts cannot read them and other sites cannot send them along.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::web::Reply;

/// The cookie in which a browser keeps the token of staff, or of the device it runs on.
pub const COOKIE: &str = "jifen";

/// The cookie of a resident's session. On a kiosk both are there at once: the device's, which stays, and this one, which does not.
pub const MINE: &str = "jifen_mine";

/// The cookie that says how large letters are, for as long as a session may last there. It says nothing about anybody.
pub(super) const LETTERS: &str = "jifen_letters";

/// What stands in a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The token a request presents: as a program does, or in that cookie.
pub fn presented<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let bearer =
        parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    bearer.or_else(|| cookie(&parts.headers, name))
}

/// The answer with a cookie that stays so many seconds; with 0 it is gone. Behind TLS it never travels without.
pub fn with_cookie(mut response: Response, asked: &HeaderMap, name: &str, token: &str, stays: i64) -> Reply<Response> {
    let secure = if asked.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https") { "; Secure" } else { "" };
    let cookie = format!("{name}={token}; Path=/; Max-Age={stays}; HttpOnly; SameSite=Strict{secure}");
    response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(&cookie).map_err(anyhow::Error::from)?);
    Ok(response)
}
