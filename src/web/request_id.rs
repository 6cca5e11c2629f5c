//! Request ids: what a caller names a request, or else we do; it goes back with the answer and stands in the log, so that both can be found again.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::words::Chance;

/// The header in both directions.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken over.
const LONGEST: usize = 64;

/// The id of one request: visible ASCII, so that it fits into a header and a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// As a header.
    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}

/// Gives out ids: this start of the service, and a count.
pub struct RequestIds {
    start: String,
    count: AtomicU64,
}

impl RequestIds {
    /// Ids of a start of the service.
    pub fn new(chance: &Chance) -> Self {
        Self { start: chance.token().chars().take(12).collect(), count: AtomicU64::new(1) }
    }

    /// The caller's id if it can be one, else a new one.
    pub fn of(&self, headers: &HeaderMap) -> RequestId {
        let fits = |id: &&HeaderValue| (1..=LONGEST).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic);
        headers.get(REQUEST_ID).filter(fits).map_or_else(|| self.fresh(), |id| RequestId(id.clone()))
    }

    fn fresh(&self) -> RequestId {
        let id = format!("{}-{}", self.start, self.count.fetch_add(1, Ordering::Relaxed));
        RequestId(HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("-")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_id_is_taken_over_where_it_fits_into_a_log() {
        let ids = RequestIds::new(&Chance::seeded(1));
        let of = |id: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_str(id).unwrap());
            ids.of(&headers).to_string()
        };
        assert_eq!(of("county-17"), "county-17");
        for odd in ["", "two words", &"a".repeat(65), "a\u{e9}"] {
            assert!(of(odd).starts_with(&ids.start), "{odd}");
        }
        assert_ne!(ids.of(&HeaderMap::new()), ids.of(&HeaderMap::new()));
    }
}
