//! What every request crosses on its way in and every answer on its way out: one layer, because each costs every request.
//!
//! In: it gets an id; whoever asks too often and a browser that comes from another site are turned away. Out: answers without words get their
//! sentence, problems become pages for people, browsers are told what they may do, and one line is logged and counted.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::checkup;
use crate::roster;
use crate::versions::House;
use crate::web::{self, Metrics, Pace, Peer, ProblemBody, REQUEST_ID, RequestIds, Trouble};
use crate::words::{Clock, Kind, Moment, Refusal, VillageId};

/// The longest a request may take.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(30);

/// What the threshold remembers from one request to the next.
pub struct Threshold {
    ids: RequestIds,
    metrics: Metrics,
    clock: Clock,
    /// A thousand requests at once, then a hundred a second.
    pace: Pace,
    /// Ten attempts at signing in at once, then ten a minute: whoever tries one password at many accounts.
    sign_in_pace: Pace,
}

impl Threshold {
    /// The threshold of a house.
    pub fn new(house: &House) -> Arc<Self> {
        Arc::new(Self {
            ids: RequestIds::new(&house.books.chance),
            metrics: Metrics::default(),
            clock: house.books.clock.clone(),
            pace: Pace::new(1_000, 10),
            sign_in_pace: Pace::new(10, 6_000),
        })
    }

    /// How many seconds whoever asks too often has to wait.
    fn wait(&self, request: &Request, now: Moment) -> Option<i64> {
        let (peer, signs_in) = (Peer::of(request), request.method() == Method::POST && request.uri().path().starts_with(web::SIGN_IN));
        let taken = self.pace.take(peer, now).and_then(|()| if signs_in { self.sign_in_pace.take(peer, now) } else { Ok(()) });
        taken.err()
    }

    /// The counts, for whoever asks from this machine. Refuses `service.only_here`.
    pub fn metrics(&self, house: &House, request: &Request) -> Response {
        if Peer::of(request) != Peer::Here {
            let next_step = "请在运行服务的机器上取 /metrics，或由那台机器转出来。";
            return Trouble::from(Refusal::new("service.only_here", Kind::Forbidden, "这些数只给本机看。", next_step)).into_response();
        }
        let text = self.metrics.text(&checkup::gauges(house));
        ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
    }
}

/// Lets a request in and its answer out.
pub async fn cross(State(threshold): State<Arc<Threshold>>, request: Request, next: Next) -> Response {
    let (began_at, id) = (threshold.clock.now(), threshold.ids.of(request.headers()));
    let _entered = threshold.metrics.enter();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let visit = web::Visit::of(&request);
    let reader = Reader::of(&request, &visit);
    let is_https = request.headers().get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let is_nowhere = names_no_village(request.uri().path());
    let wait = threshold.wait(&request, began_at);
    let answer = match wait.map(too_often).or_else(|| refused(&request)) {
        Some(answer) => answer,
        // Whatever is ready at once needs no alarm.
        None => tokio::time::timeout(LONGEST, next.run(request)).await.unwrap_or_else(|_| StatusCode::GATEWAY_TIMEOUT.into_response()),
    };
    let answer = in_words(answer, is_nowhere);
    let problem = answer.extensions().get::<ProblemBody>().map(|problem| (problem.code.clone(), problem.help_code.clone()));
    let mut answer = visit.told(answer, &id);
    guard(answer.headers_mut(), reader, is_https);
    answer.headers_mut().insert(REQUEST_ID, id.header());
    if let Some(seconds) = wait {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let took_ms = threshold.clock.now().millis() - began_at.millis();
    threshold.metrics.request(route, &method, answer.status(), took_ms);
    let (code, help_code) = problem.unzip();
    if let Some(code) = &code {
        threshold.metrics.refusal(code);
    }
    // The route, not the address: no number of a person stands in a log.
    tracing::info!(request_id = %id, %method, route, status = answer.status().as_u16(), took_ms, code, help_code = help_code.flatten(), "request");
    answer
}

fn too_often(seconds: i64) -> Response {
    let next_step = format!("请过 {seconds} 秒再来。");
    Trouble::from(Refusal::new("request.too_often", Kind::TooMany, "来得太密了，这一次没有办。", next_step)).into_response()
}

/// What is answered without looking further.
fn refused(request: &Request) -> Option<Response> {
    if is_foreign(request) {
        return Some(turned_away());
    }
    names_nul(request).then(|| StatusCode::NOT_FOUND.into_response())
}

/// A browser that comes from another site changes nothing here, with its cookie or without: signing somebody in is a change too.
///
/// Forms carry no secret of their own against this (CSRF token): every browser since 2020 says where a form comes from, the cookies are
/// `SameSite=Strict`, and a form without either header comes from no browser that would send a cookie along. Each form is tested
/// (`tests/story/contract.rs`).
///
/// A program that names its token (`Bearer`) is no browser on its way, and its cookies count for nothing. An origin that is not told (`null`) is foreign.
fn is_foreign(request: &Request) -> bool {
    let headers = request.headers();
    let named = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let site_is_foreign = || matches!(named("sec-fetch-site"), Some("cross-site" | "same-site"));
    let origin_is_foreign = || named("origin").is_some_and(|origin| origin.split_once("://").map(|(_, site)| site) != named("host"));
    let is_program = named("authorization").is_some_and(|shown| shown.starts_with("Bearer "));
    !is_safe && !is_program && (site_is_foreign() || origin_is_foreign())
}

fn turned_away() -> Response {
    let (title, detail) = ("这个请求来自别的网站，没有办。", "请回到本系统的页面再操作。");
    ProblemBody::plain(StatusCode::FORBIDDEN, "request.foreign_site", title, detail).into_response()
}

/// What cannot be the name of a village is a village that nobody knows, not a mistake in writing.
fn names_no_village(path: &str) -> bool {
    let mut parts = path.split('/').skip_while(|part| !["villages", "desk", "grid", "shop", "kiosk", "v"].contains(part));
    parts.nth(1).is_some_and(|name| !name.is_empty() && VillageId::parse(name).is_none())
}

/// Nothing has a name with U+0000 in it, and PostgreSQL cannot even be asked for one.
fn names_nul(request: &Request) -> bool {
    request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00"))
}

/// Layers answer without words or in English; here every error gets its sentence.
fn in_words(answer: Response, is_nowhere: bool) -> Response {
    let status = answer.status();
    let is_plain = || answer.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !(status.is_client_error() || status.is_server_error()) || !is_plain() {
        return answer;
    }
    if is_nowhere {
        return Trouble::from(roster::unknown_village()).into_response();
    }
    let (code, title, detail) = match status {
        StatusCode::NOT_FOUND => ("request.no_such_page", "没有这个网址。", "请核对网址，或从首页进入。"),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("request.wrong_method", "这个网址不能这样打开。", "办过的事不会再办一次，请从首页进入；写程序的请看接口文档 /api/docs。")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("request.too_large", web::TOO_LARGE, "请分几次提交；照片请少交几张。"),
        StatusCode::GATEWAY_TIMEOUT => ("request.too_slow", "不确定有没有办成。", "请用同一个操作编号再提交一次，不会重复。"),
        status if status.is_server_error() => ("service.fault", "系统出了问题，这次没有办成。", "请稍后再试。"),
        _ => ("request.malformed", "请求的写法不对。", "请对照接口文档 /api/docs 改好。"),
    };
    ProblemBody::plain(status, code, title, detail).into_response()
}

/// What shows an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A browser, as a page.
    Page,
    /// A browser, as the page of the API.
    Docs,
    /// Nothing: a program reads it.
    Program,
}

impl Reader {
    fn of(request: &Request, visit: &web::Visit) -> Self {
        match visit.is_page() {
            true => Self::Page,
            false if request.uri().path().starts_with("/api/docs") => Self::Docs,
            false => Self::Program,
        }
    }
}

/// Headers that keep browsers from doing more than they should. What programs read is no page, whoever opens it.
fn guard(headers: &mut HeaderMap, reader: Reader, is_https: bool) {
    // What comes here and what others still add; a map that grows step by step is costly.
    headers.reserve(12);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
    let policy = match reader {
        Reader::Program => "default-src 'none'; frame-ancestors 'none'",
        // The API browser draws with inline styles; no other page may.
        Reader::Docs => {
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"
        }
        Reader::Page => "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    };
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        // Not `no-referrer`: with that a browser hides the origin of our own forms from us.
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
