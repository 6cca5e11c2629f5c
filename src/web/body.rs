//! Request bodies: JSON for programs, forms for pages; what cannot be read is refused with a reason.

use axum::Form;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::problem::Trouble;
use crate::words::{Kind, Refusal};

/// A JSON body. Refuses `request.not_json` (400), `request.wrong_type` (415 as 400), `request.wrong_shape` (422).
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(refusal(&rejection).into()),
        }
    }
}

fn refusal(rejection: &JsonRejection) -> Refusal {
    let text = rejection.body_text();
    match rejection {
        JsonRejection::JsonDataError(_) => {
            Refusal::new("request.wrong_shape", Kind::Invalid, format!("请求里有看不懂的内容：{text}"), "请对照接口文档 /api/docs 改好。")
        }
        JsonRejection::MissingJsonContentType(_) => {
            Refusal::new("request.wrong_type", Kind::Malformed, "请求没有写明是 JSON。", "请加上 Content-Type: application/json。")
        }
        _ => Refusal::new(
            "request.not_json",
            Kind::Malformed,
            format!("请求不是完整的 JSON：{text}"),
            "请检查括号、引号和逗号，并确认没有超过大小限制。",
        ),
    }
}

/// A form of a page. Refuses `request.wrong_form`.
pub struct Fields<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Fields<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        match Form::<T>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) => Err(wrong_form(&rejection).into()),
        }
    }
}

fn wrong_form(rejection: &FormRejection) -> Refusal {
    Refusal::new("request.wrong_form", Kind::Malformed, format!("表单没有读出来：{}", rejection.body_text()), "请返回上一页重新填写。")
}
