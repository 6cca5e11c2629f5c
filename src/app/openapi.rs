//! The OpenAPI document: what all routes have in common. What each refuses besides stands beside its handler.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::web::ProblemBody;

/// What anybody may meet anywhere.
const COMMON: &str = "\
乡村积分制的接口。

**写操作**带 `Idempotency-Key`：每件事用一个新编号，重试时用同一个；同一个编号再来，给的是第一次的答复，并带 `Idempotency-Replayed: true`。\
加上 `?dry_run=true` 只看结果，什么也不留下。

**每个请求**有编号：来的时候带了 `X-Request-Id`（64 个可见的 ASCII 字符以内）就用它，没带就现编一个；答复的头里、出错的内容里和日志里都是它。

**每个拒绝**是 `application/problem+json`：`code` 不变，`title` 说发生了什么，`detail` 说现在怎么办。各接口自己的写在各处，下面这些处处都可能有：

- 400 `request.malformed` `request.not_json` `request.wrong_type` `request.broken_off` `request.wrong_page` `request.wrong_query` \
`operation.missing` `operation.malformed`
- 401 `roster.not_signed_in` `roster.unknown_token`
- 403 `roster.not_your_task` `request.foreign_site`
- 404 `roster.unknown_village` `versions.no_rulebook` `request.no_such_page`
- 405 `request.wrong_method`
- 409 `ledger.insufficient`
- 410 `operation.forgotten`：这个编号办过，结果里有人要求删除的信息，已经删了
- 413 `request.too_large`（超过 1 MB；照片超过 10 MB）
- 422 `request.wrong_shape` `request.wrong_character` `operation.reused` `ledger.too_large` `versions.none_in_force`
- 429 `request.too_often`：一个地址一下子最多 1000 个请求，之后每秒 100 个；登录一下子最多 10 次，之后每分钟 10 次。`Retry-After` 是要等的秒数
- 503 `service.fault`：`help_code` 告诉管理员，在日志里找得到；`service.read_only`：现在只能查，不能记，`/readyz` 说为什么
- 504 `request.too_slow`：不确定有没有办成，用同一个 `Idempotency-Key` 再来一次

`/healthz` `/readyz` 给看护的程序；`/metrics`（Prometheus）只给本机看，别处是 403 `service.only_here`。";

#[derive(OpenApi)]
#[openapi(info(title = "积分 jifen", description = COMMON), components(schemas(ProblemBody)), security(("bearer" = [])))]
struct ApiDoc;

/// Where the document is.
pub(super) const ADDRESS: &str = "/api/openapi.json";

/// The document before any route is in it.
pub(super) fn beginning() -> utoipa::openapi::OpenApi {
    let mut document = ApiDoc::openapi();
    if let Some(components) = document.components.as_mut() {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
    document
}

/// The document with all routes in it. The standard wants a word on every answer; where none is written, it was done.
pub(super) fn complete(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for path in document.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.post, &mut path.put, &mut path.patch, &mut path.delete].into_iter().flatten();
        for answer in operations.flat_map(|operation| operation.responses.responses.values_mut()) {
            if let RefOr::T(answer) = answer
                && answer.description.is_empty()
            {
                "办好了".clone_into(&mut answer.description);
            }
        }
    }
    document
}

/// The route to the document. Its text is kept, not the tree it was written from: that is ten times as large.
pub(super) fn route<S: Clone + Send + Sync + 'static>(document: &utoipa::openapi::OpenApi) -> Router<S> {
    let text = Bytes::from(serde_json::to_vec(document).expect("a document is JSON"));
    Router::new().route(ADDRESS, get(async move || ([(header::CONTENT_TYPE, "application/json")], text)))
}
