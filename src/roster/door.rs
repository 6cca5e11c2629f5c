//! Who stands at the door: the caller of a request, by bearer token (programs) or cookie (pages).

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;

use super::doorkeeper::{Caller, Doorkeeper};
use crate::web::Trouble;
use crate::words::{Kind, Refusal};

/// The cookie in which a browser keeps its token.
pub const COOKIE: &str = "jifen";

/// The token a request presents, wherever it stands.
pub fn presented(parts: &Parts) -> Option<&str> {
    let bearer =
        parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    bearer.or_else(|| {
        let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies.flat_map(|cookies| cookies.split(';')).find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
    })
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    /// Refuses `roster.not_signed_in`, `roster.unknown_token` (401).
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let Some(token) = presented(parts) else {
            return Err(Refusal::new("roster.not_signed_in", Kind::Unauthenticated, "还没有登录。", "请先用村里发的口令登录。").into());
        };
        Ok(Doorkeeper::from_ref(state).recognise(token).await?)
    }
}
