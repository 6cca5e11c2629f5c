//! Lists in pages: `?limit=N&after=…`, at most 100 at a time, with the way to the next page.

use axum::Json;
use axum::extract::{FromRequestParts, OriginalUri, Query};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Trouble;
use crate::words::{Kind, Refusal};

/// The most rows on one page.
const MOST: i64 = 100;

/// Where a page begins and how long it is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Cursor {
    /// Rows on a page, 1 to 100; 20 if nothing is said.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Where the list lives.
    #[serde(skip)]
    #[param(ignore)]
    path: String,
}

impl Cursor {
    /// How many rows.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(20)
    }

    /// What stands in `after` as a number, or a start.
    pub fn number(&self, start: i64) -> i64 {
        self.after.as_ref().and_then(|after| after.parse().ok()).unwrap_or(start)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Cursor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let wrong =
            || Refusal::new("request.wrong_page", Kind::Malformed, "分页的写法不对。", "limit 写 1 到 100，after 写上一页给的 next。");
        let Query(mut cursor) = Query::<Self>::from_request_parts(parts, state).await.map_err(|_| wrong())?;
        if !(1..=MOST).contains(&cursor.limit()) {
            return Err(wrong().into());
        }
        let Ok(OriginalUri(uri)) = OriginalUri::from_request_parts(parts, state).await;
        uri.path().clone_into(&mut cursor.path);
        Ok(cursor)
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// Put it into `after` to read on; absent on the last page.
    pub next: Option<String>,
    #[serde(skip)]
    link: Option<String>,
}

impl<T> Listing<T> {
    /// A page of rows that were asked for with one more than the page holds, to know whether there is another page.
    pub fn of(cursor: &Cursor, mut items: Vec<T>, name: impl Fn(&T) -> String) -> Self {
        let limit = cursor.limit();
        let more = items.len() as i64 > limit;
        items.truncate(usize::try_from(limit).unwrap_or_default());
        let next = items.last().filter(|_| more).map(name);
        let link = next.as_ref().map(|next| format!("<{}?limit={limit}&after={next}>; rel=\"next\"", cursor.path));
        Self { items, next, link }
    }
}

impl<T: Serialize> IntoResponse for Listing<T> {
    fn into_response(self) -> Response {
        let mut response = Json(&self).into_response();
        if let Some(link) = self.link.and_then(|link| link.parse().ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}
