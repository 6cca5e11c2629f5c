//! Request bodies: JSON for programs, forms for pages; what cannot be read is refused with a reason.

use std::collections::BTreeMap;

use axum::Form;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::problem::Trouble;
use crate::words::{Kind, Refusal};

/// A JSON body. Refuses `request.wrong_type` (415 as 400), `request.too_large` (413), `request.broken_off` (400), `request.not_json` (400),
/// `request.wrong_shape` (422), `request.wrong_character` (422).
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        if !is_json(request.headers()) {
            let next_step = "请加上 Content-Type: application/json。";
            return Err(Refusal::new("request.wrong_type", Kind::Malformed, "请求没有写明是 JSON。", next_step).into());
        }
        let bytes = read(request, state).await?;
        let body = serde_json::from_slice(&bytes).map_err(|error| unread(&error))?;
        if escapes_nul(&bytes) { Err(wrong_character().into()) } else { Ok(Self(body)) }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// The whole body, however it comes: with its length in front or in pieces.
async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Refusal> {
    Bytes::from_request(request, state).await.map_err(|rejection| unfinished(rejection.status()))
}

/// Why a body was not read to its end.
fn unfinished(status: StatusCode) -> Refusal {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new("request.too_large", Kind::TooLarge, TOO_LARGE, "请分几次提交；照片请少交几张。"),
        _ => Refusal::new("request.broken_off", Kind::Malformed, "提交的内容没有传完，什么也没有办。", "请再提交一次。"),
    }
}

/// What is said of a body that is larger than its route takes.
pub const TOO_LARGE: &str = "提交的内容太大。";

/// A body as it came, whatever it is. Refuses `request.too_large` (413), `request.broken_off` (400).
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        Ok(Self(read(request, state).await?))
    }
}

/// Why JSON could not be read: `request.wrong_shape` (422), or `request.not_json` (400) where it is none.
pub fn unread(error: &serde_json::Error) -> Refusal {
    let place = match error.line() {
        0 => "有一个值的类型不对".to_owned(),
        line => format!("第 {line} 行第 {} 列", error.column()),
    };
    if error.classify() == Category::Data {
        let sentence = format!("请求里有看不懂的内容：{}。", wrong_part(&error.to_string()).unwrap_or(place));
        return Refusal::new("request.wrong_shape", Kind::Invalid, sentence, "请对照接口文档 /api/docs 改好。");
    }
    Refusal::new("request.not_json", Kind::Malformed, format!("请求不是完整的 JSON，读到{place}。"), "请检查括号、引号和逗号。")
}

/// The field that is missing or too many, where the reader of JSON names one.
fn wrong_part(text: &str) -> Option<String> {
    let name = text.split('`').nth(1)?;
    if text.starts_with("missing field") {
        return Some(format!("缺少 {name}"));
    }
    text.starts_with("unknown field").then(|| format!("多了 {name}"))
}

/// Whether a text in this JSON holds U+0000, which PostgreSQL cannot keep. A NUL that is not escaped is no JSON.
fn escapes_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        rest = &rest[at + 1..];
        if rest.starts_with(b"u0000") {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// A choice of a form that is none of those it offers.
pub fn no_such_choice() -> Refusal {
    Refusal::new("request.wrong_form", Kind::Malformed, "没有看懂您的决定。", "请回到上一页再选一次。")
}

fn wrong_character() -> Refusal {
    Refusal::new("request.wrong_character", Kind::Invalid, "文字里有不能用的字符（U+0000）。", "请删掉它再提交，多半是复制时带进来的。")
}

/// A form of a page. Refuses `request.too_large` (413), `request.broken_off`, `request.wrong_form` (400), `request.wrong_character` (422).
pub struct Fields<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Fields<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let (parts, body) = request.into_parts();
        let bytes = read(Request::from_parts(parts.clone(), body), state).await?;
        if bytes.contains(&0) || bytes.windows(3).any(|three| three == b"%00") {
            return Err(wrong_character().into());
        }
        let Ok(Form(fields)) = Form::from_request(Request::from_parts(parts, bytes.into()), state).await else {
            return Err(
                Refusal::new("request.wrong_form", Kind::Malformed, "表单没有填完整，没有读出来。", "请返回上一页重新填写。").into()
            );
        };
        Ok(Self(fields))
    }
}

/// A form of a page that may come with files (`multipart/form-data`), each under any name; refuses what [`Fields`] does.
pub struct Filled {
    pub fields: BTreeMap<String, String>,
    pub files: Vec<Bytes>,
}

impl<S: Send + Sync> FromRequest<S> for Filled {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            let Fields(fields) = Fields::from_request(request, state).await?;
            return Ok(Self { fields, files: Vec::new() });
        }
        let mut parts = Multipart::from_request(request, state).await.map_err(|rejection| unfinished(rejection.status()))?;
        let (mut fields, mut files) = (BTreeMap::new(), Vec::new());
        while let Some(part) = parts.next_field().await.map_err(|error| unfinished(error.status()))? {
            let (name, is_file) = (part.name().unwrap_or_default().to_owned(), part.file_name().is_some());
            let bytes = part.bytes().await.map_err(|error| unfinished(error.status()))?;
            if is_file {
                // Where no file was chosen an empty one comes.
                files.extend(Some(bytes).filter(|file| !file.is_empty()));
            } else {
                let text = String::from_utf8(bytes.into()).ok().filter(|text| !text.contains('\0')).ok_or_else(wrong_character)?;
                fields.insert(name, text);
            }
        }
        Ok(Self { fields, files })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Wanted {
        item: String,
        quantity: i64,
    }

    #[test]
    fn what_is_wrong_is_said_in_chinese_with_its_place() {
        let table = [
            (r#"{"item":"A01"}"#, "缺少 quantity"),
            (r#"{"item":"A01","quantity":1,"points":5}"#, "多了 points"),
            (r#"{"item":"A01","quantity":"五"}"#, "第 1 行第"),
            ("{\n\"item\":", "第 2 行第"),
        ];
        for (json, words) in table {
            let refusal = unread(&serde_json::from_str::<Wanted>(json).unwrap_err());
            assert!(refusal.sentence.contains(words), "{json}: {refusal}");
            assert!(!refusal.sentence.contains("expected") && !refusal.sentence.contains("missing"), "{refusal}");
        }
    }

    #[test]
    fn a_nul_is_found_and_a_written_backslash_is_not_taken_for_one() {
        assert!(escapes_nul(br#"{"note":"a\u0000"}"#) && escapes_nul(br#"{"note":"\\\u0000"}"#));
        assert!(!escapes_nul(br#"{"note":"\\u0000 \n"}"#));
    }
}
