//! Refusals and faults as RFC 9457 `application/problem+json`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response as Told, ResponseBuilder};

use crate::words::{Failure, Kind, Refusal};

const PROBLEM: &str = "application/problem+json";

/// What a handler gives.
pub type Reply<T> = Result<T, Trouble>;

/// Why a handler gave nothing, on its way out.
#[derive(Debug)]
pub struct Trouble(pub Failure);

impl<F: Into<Failure>> From<F> for Trouble {
    fn from(failure: F) -> Self {
        Self(failure.into())
    }
}

/// A problem as it goes over the wire. It also travels with the response, for a reader who wants a page (see `page`).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Always `about:blank`: the code says it all.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What happened, one plain sentence.
    pub title: String,
    #[schema(example = 409)]
    pub status: u16,
    /// What to do now.
    pub detail: String,
    /// Stable: `shop.out_of_stock`.
    #[schema(example = "shop.out_of_stock")]
    pub code: String,
    /// Every part of the request that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<PartBody>,
    /// For a fault: six characters to read to an engineer, who finds them in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_code: Option<String>,
    /// The `X-Request-Id` of the answer, under which the request stands in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One wrong part.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartBody {
    /// A JSON pointer, or a row and column.
    #[schema(example = "/facts/时长")]
    pub pointer: String,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// The HTTP status of a kind of refusal.
pub fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Malformed => StatusCode::BAD_REQUEST,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden | Kind::Aside => StatusCode::FORBIDDEN,
        Kind::Missing => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Gone => StatusCode::GONE,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::Stale => StatusCode::PRECONDITION_FAILED,
        Kind::Unseen => StatusCode::PRECONDITION_REQUIRED,
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl ProblemBody {
    /// The same for a status that some layer made without words.
    pub fn plain(status: StatusCode, code: &str, title: &str, detail: &str) -> Self {
        let (title, detail, code) = (title.to_owned(), detail.to_owned(), code.to_owned());
        Self { kind: "about:blank", title, status: status.as_u16(), detail, code, errors: Vec::new(), help_code: None, request_id: None }
    }

    /// A fault is logged here, once, and seen outside only as a number.
    fn broken(fault: &anyhow::Error) -> Self {
        let help_code = help_code();
        tracing::error!(help_code, fault = format!("{fault:#}"), "fault");
        let title = "系统出了问题，这次没有办成。";
        let detail = format!("已经入账的不受影响。请稍后再试；还不行，请把求助码 {help_code} 告诉管理员。");
        Self { help_code: Some(help_code), ..Self::plain(StatusCode::SERVICE_UNAVAILABLE, "service.fault", title, &detail) }
    }
}

impl From<Failure> for ProblemBody {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Fault(fault) => match fault.downcast_ref::<Refusal>() {
                // What broke outside of this program, said in its own words.
                Some(refusal) => {
                    tracing::error!(fault = format!("{fault:#}"), refusal.code, "refused by what broke");
                    refusal.clone().into()
                }
                None => Self::broken(&fault),
            },
        }
    }
}

impl From<Refusal> for ProblemBody {
    fn from(refusal: Refusal) -> Self {
        let mut body = Self::plain(status(refusal.kind), refusal.code, &refusal.sentence, &refusal.next_step);
        let part = |problem: crate::words::Problem| PartBody { pointer: problem.pointer, message: problem.message, fix: problem.fix };
        body.errors = refusal.problems.into_iter().map(part).collect();
        body
    }
}

/// Six characters that are easy to say and hard to mix up.
fn help_code() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let seed =
        Sha256::new().chain_update(std::process::id().to_le_bytes()).chain_update(COUNT.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    seed.finalize().iter().take(6).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// What any handler may answer instead, as its documentation says it.
impl utoipa::IntoResponses for ProblemBody {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
        let told = ResponseBuilder::new()
            .description("没有办成：code 不变，title 说发生了什么，detail 说现在怎么办")
            .content(PROBLEM, content)
            .build();
        BTreeMap::from([("4XX".to_owned(), RefOr::T(told))])
    }
}

impl IntoResponse for ProblemBody {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, PROBLEM)], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        ProblemBody::from(self.0).into_response()
    }
}
