//! The one stylesheet, the one small script and the seal in the browser's tab, each under an address that changes with its text.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = concat!(include_str!("page.js"), include_str!("aids.js"));
const SEAL: &str = include_str!("seal.svg");

static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/assets/style-{}.css", short_hash(STYLE)));
static SCRIPT_ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/assets/page-{}.js", short_hash(SCRIPT)));
static SEAL_ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/assets/seal-{}.svg", short_hash(SEAL)));

fn short_hash(text: &str) -> String {
    Sha256::digest(text).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The stylesheet itself, for a page that is kept as a file.
pub fn text() -> &'static str {
    STYLE
}

/// Where the stylesheet is.
pub(super) fn style() -> &'static str {
    &STYLE_ADDRESS
}

/// Where the script is.
pub(super) fn script() -> &'static str {
    &SCRIPT_ADDRESS
}

/// Where the seal is. Without it a browser asks for one of another name on every first visit.
pub(super) fn seal() -> &'static str {
    &SEAL_ADDRESS
}

/// The routes of the assets.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(asset))
}

async fn asset(Path(file): Path<String>) -> Response {
    let address = format!("/assets/{file}");
    if address == style() {
        return kept("text/css; charset=utf-8", STYLE);
    }
    if address == script() {
        return kept("text/javascript; charset=utf-8", SCRIPT);
    }
    if address == seal() {
        return kept("image/svg+xml", SEAL);
    }
    StatusCode::NOT_FOUND.into_response()
}

/// An address never means another text, so it may be kept for a year.
fn kept(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], text).into_response()
}
