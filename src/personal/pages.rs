//! 我的信息: what is stored about whoever is signed in, on a phone or on the kiosk; to print and to take along; correcting, deleting, yes or no to a board.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::actions::{self, Correction, Wanted};
use super::consenting::Say;
use super::dossier::{Dossier, SectionBody};
use super::model::*;
use super::refusals::PersonalRefusal;
use super::{desk, store};
use crate::versions::{House, OnesOwn, Screen};
use crate::web::{Fields, Reply, Shell, Told, expected, no_such_choice, page, page_refused, plain_day, see};
use crate::words::Refusal;

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/v/{village}/data", get(own))
        .route("/v/{village}/data.json", get(json))
        .route("/v/{village}/data.xlsx", get(xlsx))
        .route("/v/{village}/data/correction", post(correct))
        .route("/v/{village}/data/consent", post(say))
        .route("/v/{village}/data/erasure", post(ask))
        .route("/v/{village}/data/erasure/withdrawal", post(withdraw))
        .merge(desk::pages())
}

type Own = Screen<OnesOwn>;

/// Everything about oneself, and what one may do about it.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "personal/own_data.html")]
struct DataPage {
    shell: Shell,
    day: String,
    sections: Vec<SectionView>,
    boards: Vec<BoardView>,
    /// The request that waits for somebody's yes.
    erasure: Option<ErasureView>,
    typed: Typed,
    /// For the forms that ask for something.
    operation: String,
    done: Option<&'static str>,
    told: Option<Told>,
}

/// A heading with what stands under it.
struct SectionView {
    body: SectionBody,
    lines: Vec<LineView>,
}

struct LineView {
    day: String,
    what: String,
    points: String,
    detail: Vec<String>,
    photos: Vec<String>,
}

/// A board, and what somebody last said to it.
struct BoardView {
    name: &'static str,
    chinese: &'static str,
    shows: &'static str,
    given: bool,
    operation: String,
}

struct ErasureView {
    id: i64,
    day: String,
    operation: String,
}

/// What was typed into one of the forms.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    operation: String,
    name: String,
    relation: String,
    reason: String,
    board: String,
    given: String,
    waives: String,
    id: i64,
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
}

async fn own(own: Own, Query(asked): Query<Asked>) -> Reply<Response> {
    let done = DONE.iter().find(|(name, _)| *name == asked.done).map(|(_, sentence)| *sentence);
    page(&DataPage { done, ..own.data_page(Typed::default()).await? })
}

/// What was just done, as the next page says it.
const DONE: [(&str, &str); 4] = [
    ("correction", "已经收到。村里办事的人核对以后就改，结果写在下面“我要求过的更正和删除”里。"),
    ("consent", "记下了，马上算数。"),
    ("erasure", "已经收到，等另一个人同意。没有同意以前，什么也不删，您还可以说不删了。"),
    ("withdrawal", "不删了，什么也没有变。"),
];

impl Own {
    async fn dossier(&self) -> Reply<Dossier> {
        Ok(Dossier::of(&mut self.books.read().await?, &self.caller, &self.rulebook, self.today).await?)
    }

    async fn data_page(&self, typed: Typed) -> Reply<DataPage> {
        let sections = self.dossier().await?.sections.into_iter().map(|body| self.section(body)).collect();
        let (mut conn, me) = (self.books.read().await?, &self.caller.actor.staff);
        let said = store::consents_of(&mut conn, &self.village, me).await?;
        let waiting = store::erasures_of(&mut conn, &self.village, me).await?;
        let board = |board: Board| BoardView {
            name: board.name(),
            chinese: board.chinese(),
            shows: board.shows(),
            given: said.iter().rfind(|consent| consent.board == board).is_some_and(|last| last.given),
            operation: self.books.chance.token(),
        };
        let waiting = waiting.into_iter().find(|erasure| erasure.state == ErasureState::Waiting);
        let erasure = waiting.map(|erasure| ErasureView {
            id: erasure.id,
            day: plain_day(erasure.asked_at.day(), self.today),
            operation: self.books.chance.token(),
        });
        Ok(DataPage {
            shell: self.shell("我的信息"),
            day: plain_day(self.today, self.today),
            sections,
            boards: Board::ALL.map(board).into(),
            erasure,
            typed,
            operation: self.books.chance.token(),
            done: None,
            told: None,
        })
    }

    fn section(&self, mut body: SectionBody) -> SectionView {
        let lines = std::mem::take(&mut body.rows).into_iter().map(|row| LineView {
            day: row.on.map_or_else(String::new, |day| plain_day(day, self.today)),
            points: row.signed(),
            what: row.what,
            detail: row.detail,
            photos: row.photos,
        });
        SectionView { lines: lines.collect(), body }
    }

    /// After a form: the page again with what was done, or with the no beside what was typed.
    async fn after<T>(&self, outcome: Result<T, Refusal>, done: &str, typed: Typed) -> Reply<Response> {
        match outcome {
            Ok(_) => Ok(see(format!("{}/data?done={done}", self.home()))),
            Err(refusal) => page_refused(&refusal, &DataPage { told: Some(Told::from(&refusal)), ..self.data_page(typed).await? }),
        }
    }

    /// A file is handed out on one's own phone, not on a device that everybody uses.
    fn check_file(&self) -> Result<(), Refusal> {
        if self.shell("").skin == "kiosk" { Err(PersonalRefusal::NotOnKiosk.into()) } else { Ok(()) }
    }
}

async fn json(own: Own) -> Reply<Response> {
    own.check_file()?;
    let text = serde_json::to_string_pretty(&own.dossier().await?).map_err(anyhow::Error::from)?;
    Ok(file("application/json", "json", text.into_bytes()))
}

async fn xlsx(own: Own) -> Reply<Response> {
    own.check_file()?;
    let place = own.shell("").place;
    let bytes = own.dossier().await?.xlsx(&place)?;
    Ok(file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", bytes))
}

/// A file to keep; its name says nothing about whose it is.
fn file(kind: &'static str, ending: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"my-data.{ending}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response()
}

async fn correct(own: Own, Fields(typed): Fields<Typed>) -> Reply<Response> {
    let act = own.act(&typed.operation, false)?;
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let wanted = Correction { name: some(&typed.name), relation: some(&typed.relation), reason: typed.reason.clone() };
    let outcome = expected(actions::correct(&own.books, &own.library, act, wanted).await)?;
    own.after(outcome, "correction", typed).await
}

async fn say(own: Own, Fields(typed): Fields<Typed>) -> Reply<Response> {
    let act = own.act(&typed.operation, false)?;
    let (board, given) = said(&typed.board, &typed.given)?;
    let outcome = expected(actions::say(&own.books, act, Say { board, given, resident: None }).await)?;
    own.after(outcome, "consent", Typed::default()).await
}

/// A board and a word as a form says them. Refuses `request.wrong_form`.
pub(super) fn said(board: &str, given: &str) -> Result<(Board, bool), Refusal> {
    let given = match given {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    Board::parse(board).zip(given).ok_or_else(no_such_choice)
}

async fn ask(own: Own, Fields(typed): Fields<Typed>) -> Reply<Response> {
    let act = own.act(&typed.operation, false)?;
    let wanted = Wanted { resident: None, ground: Ground::Own, basis: String::new(), waives: !typed.waives.is_empty() };
    let outcome = expected(actions::ask(&own.books, &own.library, act, wanted).await)?;
    own.after(outcome, "erasure", typed).await
}

async fn withdraw(own: Own, Fields(typed): Fields<Typed>) -> Reply<Response> {
    let act = own.act(&typed.operation, false)?;
    let outcome = expected(actions::withdraw(&own.books, act, typed.id).await)?;
    own.after(outcome, "withdrawal", Typed::default()).await
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
