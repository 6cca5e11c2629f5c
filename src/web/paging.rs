//! Lists in pages: `?limit=N&after=…`, at most 100 at a time, with the way to the next page.

use axum::Json;
use axum::extract::{FromRequestParts, OriginalUri, Query};
use axum::http::request::Parts;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::page::in_query;
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
    /// The address of the list, up to where the page is named: `/claims?state=approved&`.
    #[serde(skip)]
    #[param(ignore)]
    address: String,
}

impl Cursor {
    /// How many rows.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(20)
    }

    /// What stands in `after` as a number, or a start. Refuses `request.wrong_page`.
    pub fn number(&self, start: i64) -> Result<i64, Refusal> {
        let after = self.after.as_deref().filter(|after| !after.is_empty());
        after.map_or(Ok(start), |after| after.parse().map_err(|_| wrong_page()))
    }
}

fn wrong_page() -> Refusal {
    Refusal::new("request.wrong_page", Kind::Malformed, "分页的写法不对。", "limit 写 1 到 100，after 写上一页给的 next。")
}

/// An address with everything that was asked for but the page.
fn without_page(uri: &Uri) -> String {
    let pairs = uri.query().unwrap_or_default().split('&');
    let others = pairs.filter(|pair| !pair.is_empty() && !matches!(pair.split('=').next(), Some("limit" | "after")));
    let others: String = others.map(|pair| format!("{pair}&")).collect();
    format!("{}?{others}", uri.path())
}

impl<S: Send + Sync> FromRequestParts<S> for Cursor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let Query(mut cursor) = Query::<Self>::from_request_parts(parts, state).await.map_err(|_| wrong_page())?;
        if !(1..=MOST).contains(&cursor.limit()) {
            return Err(wrong_page().into());
        }
        let Ok(OriginalUri(uri)) = OriginalUri::from_request_parts(parts, state).await;
        cursor.address = without_page(&uri);
        Ok(cursor)
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// Put it into `after` to read on; null on the last page.
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
        let link = next.as_ref().map(|next| format!("<{}limit={limit}&after={}>; rel=\"next\"", cursor.address, in_query(next)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_next_page_keeps_what_was_asked_for() {
        let uri: Uri = "/claims?state=approved&limit=2&after=7".parse().unwrap();
        assert_eq!(without_page(&uri), "/claims?state=approved&");
        assert_eq!(without_page(&"/claims".parse().unwrap()), "/claims?");
    }
}
