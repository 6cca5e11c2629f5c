//! What an address asks for behind its `?`.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::Trouble;
use crate::words::{Kind, Refusal};

/// The query of an address. Refuses `request.wrong_query` (400): whoever misspells it must not be answered another question.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let asked = Query::from_request_parts(parts, state).await;
        let next_step = "日期写成 2026-03-01，版号写数字，请对照接口文档 /api/docs 改好网址。";
        let wrong = |_| Refusal::new("request.wrong_query", Kind::Malformed, "网址里问号后面的内容看不懂。", next_step);
        Ok(Self(asked.map(|Query(asked)| asked).map_err(wrong)?))
    }
}
