//! Every route and the layers around them.

use std::any::Any;

use anyhow::anyhow;
use axum::Json;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use super::house::House;
use crate::web::{self, ProblemBody, Trouble};
use crate::words::VillageId;
use crate::{claims, roster, shop, statements, versions};

/// The largest request body, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// The longest a request may take.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(30);

#[derive(OpenApi)]
#[openapi(
    info(title = "积分 jifen", description = "乡村积分制的接口。写操作带 Idempotency-Key；拒绝是 application/problem+json，code 不变。"),
    components(schemas(ProblemBody)),
    security(("bearer" = []))
)]
struct ApiDoc;

/// The whole service over HTTP.
pub fn router(house: House) -> axum::Router {
    let api = OpenApiRouter::with_openapi(ApiDoc::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .merge(claims::routes::<House>())
            .merge(statements::routes())
            .merge(shop::routes())
            .merge(versions::routes())
            .merge(roster::routes()),
    );
    let (routes, mut openapi) = api.split_for_parts();
    if let Some(components) = openapi.components.as_mut() {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
    routes
        .merge(pages())
        .merge(SwaggerUi::new("/api/docs").url("/api/openapi.json", openapi))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(CompressionLayer::new())
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(middleware::from_fn(possible_names))
        .layer(middleware::from_fn(same_origin))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(in_words))
        .layer(middleware::from_fn(web::as_pages))
        .layer(middleware::from_fn(guarded))
        .layer(middleware::from_fn(logged))
        .with_state(house)
}

/// What people see in a browser.
fn pages() -> axum::Router<House> {
    axum::Router::new().merge(web::assets()).merge(roster::pages()).merge(statements::pages()).merge(claims::pages()).merge(shop::pages())
}

/// Ready when the database answers and the clock is sane.
async fn ready(State(house): State<House>) -> Response {
    let answers = match house.books.read().await {
        Ok(mut conn) => roster::villages(&mut conn).await.map(|villages| villages.len()),
        Err(fault) => Err(fault),
    };
    let now = house.books.clock.now();
    // Nobody installs this before it was written; an earlier clock has lost its battery.
    let clock_is_sane = now.to_string().as_str() > "2026";
    match answers {
        Ok(villages) if clock_is_sane => Json(json!({"status": "ready", "villages": villages, "now": now})).into_response(),
        answers => {
            let database = answers.is_ok();
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "not_ready", "database": database, "clock": clock_is_sane})))
                .into_response()
        }
    }
}

/// A browser that comes from another site changes nothing here, with its cookie or without: signing somebody in is a change too.
///
/// A program that names its token is no browser on its way. An origin that is not told (`null`) is foreign.
async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    let named = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let site_is_foreign = matches!(named("sec-fetch-site"), Some("cross-site" | "same-site"));
    let origin_is_foreign = named("origin").is_some_and(|origin| origin.split_once("://").map(|(_, site)| site) != named("host"));
    if !safe && named("authorization").is_none() && (site_is_foreign || origin_is_foreign) {
        let (title, detail) = ("这个请求来自别的网站，没有办。", "请回到本系统的页面再操作。");
        return ProblemBody::plain(StatusCode::FORBIDDEN, "request.foreign_site", title, detail).into_response();
    }
    next.run(request).await
}

/// What cannot be the name of a village is a village that nobody knows, not a mistake in writing; and nothing has a name with U+0000 in it.
async fn possible_names(params: Result<RawPathParams, RawPathParamsRejection>, request: Request, next: Next) -> Response {
    let is_wrong = |params: &RawPathParams| params.iter().any(|(name, text)| name == "village" && VillageId::parse(text).is_none());
    if params.is_ok_and(|params| is_wrong(&params)) {
        return Trouble::from(roster::unknown_village()).into_response();
    }
    if request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00")) {
        return StatusCode::NOT_FOUND.into_response();
    }
    next.run(request).await
}

/// A panic is a fault like any other: logged, and seen outside only as a number.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Trouble::from(anyhow!("panic: {}", text.unwrap_or("without words"))).into_response()
}

/// Layers answer without words or in English; here every error gets its sentence.
async fn in_words(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let plain = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !(status.is_client_error() || status.is_server_error()) || !plain {
        return response;
    }
    let (code, title, detail) = match status {
        StatusCode::NOT_FOUND => ("request.no_such_page", "没有这个网址。", "请核对网址，或从首页进入。"),
        StatusCode::METHOD_NOT_ALLOWED => ("request.wrong_method", "这个网址不能这样用。", "请对照接口文档 /api/docs。"),
        StatusCode::PAYLOAD_TOO_LARGE => ("request.too_large", "提交的内容太大，超过 1 MB。", "请分几次提交。"),
        StatusCode::GATEWAY_TIMEOUT => ("request.too_slow", "不确定有没有办成。", "请用同一个操作编号再提交一次，不会重复。"),
        status if status.is_server_error() => ("service.fault", "系统出了问题，这次没有办成。", "请稍后再试。"),
        _ => ("request.malformed", "请求的写法不对。", "请对照接口文档 /api/docs 改好。"),
    };
    ProblemBody::plain(status, code, title, detail).into_response()
}

/// Headers that keep browsers from doing more than they should.
async fn guarded(request: Request, next: Next) -> Response {
    let docs = request.uri().path().starts_with("/api/docs");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // The API browser draws with inline styles; no other page may.
    let policy = if docs {
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"
    } else {
        "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    };
    for (name, value) in [
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        // Not `no-referrer`: with that a browser hides the origin of our own forms from us.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(self), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// One line a request. Paths hold no names; numbers of people are left out by logging the route, not the address.
async fn logged(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<axum::extract::MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    tracing::info!(%method, route = route.as_deref().unwrap_or("-"), status = response.status().as_u16(), "request");
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_gives_a_number_to_tell_and_none_of_its_words() {
        let response = panicked(Box::new("index out of bounds"));
        let problem = response.extensions().get::<ProblemBody>().unwrap();
        assert!(problem.help_code.is_some() && !problem.detail.contains("bounds"), "{problem:?}");
    }
}
