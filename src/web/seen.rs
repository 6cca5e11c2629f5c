//! `ETag` and `If-Match`: whoever changes a thing says what they have seen of it, so that two people do not write over each other.
//!
//! Not here: whether it is still what they have seen. That is decided together with the change.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::problem::Trouble;
use crate::words::{Kind, Refusal};

/// What a caller has seen (`If-Match`). As an argument of a handler it refuses `request.unseen` (428) when there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen(String);

impl Seen {
    /// Of these headers. Refuses `request.unseen`.
    pub fn required(headers: &HeaderMap) -> Result<Self, Refusal> {
        let seen = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).map(|value| Self(value.to_owned()));
        let next_step = "请先取一次，把答复里的 ETag 放进 If-Match 再提交。";
        seen.ok_or_else(|| Refusal::new("request.unseen", Kind::Unseen, "没有说明是在哪一份上改的，什么也没有改。", next_step))
    }

    /// What a page has shown, sent back by its form.
    pub fn on_page(tag: &str) -> Self {
        Self(tag.to_owned())
    }

    /// Whether it is this tag: one of those listed, or any (`*`).
    pub fn is(&self, tag: &str) -> bool {
        self.0.split(',').map(str::trim).any(|seen| seen == "*" || seen.trim_start_matches("W/").trim_matches('"') == tag)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Seen {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        Ok(Self::required(&parts.headers)?)
    }
}

/// An answer with the tag of what it shows.
pub fn tagged(tag: &str, answer: impl IntoResponse) -> Response {
    let mut answer = answer.into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_recognised_however_it_is_written() {
        for (seen, is) in
            [("\"draft-3\"", true), ("W/\"draft-3\"", true), ("\"a\", \"draft-3\"", true), ("*", true), ("\"draft-33\"", false)]
        {
            assert_eq!(Seen(seen.to_owned()).is("draft-3"), is, "{seen}");
        }
    }
}
