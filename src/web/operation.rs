//! `Idempotency-Key`, `?dry_run=true`, and the answer to something that was done.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::{IntoParams, PartialSchema};

use super::problem::Trouble;
use crate::words::Done;
use crate::words::{Kind, OperationId, Refusal};

/// The client's operation id. Refuses `operation.missing` and `operation.malformed` (400).
pub struct Operation(pub OperationId);

/// How every act is asked for, as its documentation says it: under an operation id, perhaps only to see what would happen.
impl IntoParams for Operation {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let key = ParameterBuilder::new().name("Idempotency-Key").parameter_in(ParameterIn::Header).required(Required::True);
        let dry_run = ParameterBuilder::new().name("dry_run").parameter_in(ParameterIn::Query).required(Required::False);
        vec![key.schema(Some(String::schema())).build(), dry_run.schema(Some(bool::schema())).build()]
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Operation {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        let Some(key) = parts.headers.get("idempotency-key") else {
            let next_step = "请加上 Idempotency-Key：每件事用一个新编号，重试时用同一个。";
            return Err(Refusal::new("operation.missing", Kind::Malformed, "请求没有操作编号。", next_step).into());
        };
        let id = key.to_str().ok().and_then(OperationId::parse);
        let next_step = "操作编号用 1 到 128 个英文字母、数字或符号，不含空格。";
        id.map(Self).ok_or_else(|| Refusal::new("operation.malformed", Kind::Malformed, "操作编号的写法不对。", next_step).into())
    }
}

/// The operation id a form was made with. Refuses `operation.malformed` (400).
pub fn operation_of(text: &str) -> Result<OperationId, Refusal> {
    let sentence = "这张单子不完整，没有办。";
    OperationId::parse(text).ok_or_else(|| Refusal::new("operation.malformed", Kind::Malformed, sentence, "请回到上一页，刷新后再填一次。"))
}

/// Whether the caller only wants to see what would happen. Refuses `request.wrong_query`: whoever misspells it must not be taken at their word.
pub struct Dry(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for Dry {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        let said = parts.uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("dry_run"));
        match said {
            None | Some("=false") => Ok(Self(false)),
            Some("=true") => Ok(Self(true)),
            Some(_) => {
                let sentence = "dry_run 只能写 true 或 false，这次什么也没有做。";
                Err(Refusal::new("request.wrong_query", Kind::Malformed, sentence, "请改好网址再提交。").into())
            }
        }
    }
}

/// 201 with the answer; a repeated one says so.
pub fn created<A: Serialize>(done: Done<A>) -> Response {
    (StatusCode::CREATED, replayed(done.replayed), Json(done.answer)).into_response()
}

/// What says that an answer repeats an earlier one.
pub fn replayed(is_so: bool) -> Option<[(HeaderName, &'static str); 1]> {
    is_so.then_some([(HeaderName::from_static("idempotency-replayed"), "true")])
}
