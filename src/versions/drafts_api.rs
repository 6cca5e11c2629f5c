//! Drafts over HTTP: writing one, checking files, comparing. For those who work on the village's rules.
//!
//! Two people who change the same draft see each other: a change names what it started from (`If-Match`), and is refused if that has gone.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions::{self, Start};
use super::comparing::{Which, compared, text_of};
use super::drafting::Origin;
use super::house::House;
use super::store::{Library, checked};
use crate::db::Books;
use crate::entrance::Caller;
use crate::roster::Action;
use crate::rulebook::{Bundle, Changes, Checked, Finding, Level, Source};
use crate::web::{Asked, Body, Dry, ProblemBody, Reply, Seen, tagged};
use crate::words::{Moment, OperationId, VillageId};

/// The routes of this file.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(show, write)).routes(routes!(check)).routes(routes!(diff))
}

/// A file as text.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileBody {
    #[schema(example = "rules.yaml")]
    pub path: String,
    pub text: String,
}

impl FileBody {
    /// As the rulebook takes it.
    pub fn source(self) -> Source {
        Source { path: self.path, text: self.text }
    }
}

pub(super) fn file(source: Source) -> FileBody {
    FileBody { path: source.path, text: source.text }
}

/// Something wrong in a file, at a place.
#[derive(Debug, Serialize, ToSchema)]
struct FindingBody {
    #[schema(example = "yaml.full_width_colon")]
    code: &'static str,
    /// `error` (keeps the files from coming into force), `warning` or `hint`.
    level: &'static str,
    file: String,
    line: usize,
    /// Characters from 1; a Chinese one counts as one.
    column: usize,
    end_column: usize,
    message: String,
    /// What to write instead of the marked characters, where nothing else can be meant.
    fix: Option<String>,
    /// What may have been meant instead: to be written only when somebody agrees.
    guess: Option<String>,
    /// A worked example that shows it, to be pasted under 比如.
    #[schema(example = "- { 桌数: 8, 得: 20 }")]
    example: Option<String>,
}

impl From<&Finding> for FindingBody {
    fn from(finding: &Finding) -> Self {
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "hint",
        };
        let Finding { code, line, column, end_column, .. } = *finding;
        let (file, message) = (finding.file.clone(), finding.message.clone());
        let [fix, guess] = [finding.fix(), finding.guess()].map(|mend| mend.map(str::to_owned));
        let example = finding.example.clone();
        Self { code, level, file, line, column, end_column, message, fix, guess, example }
    }
}

/// What was found in files.
#[derive(Debug, Serialize, ToSchema)]
struct FoundBody {
    /// Nothing in them keeps them from coming into force.
    is_sound: bool,
    findings: Vec<FindingBody>,
}

impl From<&Checked> for FoundBody {
    fn from(checked: &Checked) -> Self {
        Self { is_sound: checked.rulebook.is_some(), findings: checked.findings.iter().map(FindingBody::from).collect() }
    }
}

/// A draft, or where there is none the newest version, which is what an editor starts from.
#[derive(Debug, Serialize, ToSchema)]
struct DraftBody {
    /// `files` (the village's folder on disk) or `desk`; null where there is no draft.
    origin: Option<&'static str>,
    #[schema(value_type = Option<String>)]
    written_at: Option<Moment>,
    written_by: Option<String>,
    hash: String,
    files: Vec<FileBody>,
    /// The shared packs it takes in; they are changed where they lie, not here.
    packs: Vec<FileBody>,
    #[serde(flatten)]
    found: FoundBody,
}

async fn shown(start: Start) -> Reply<Response> {
    let Start { tag, files: bundle, draft } = start;
    let found = FoundBody::from(&*checked(&bundle).await?);
    let hash = bundle.digest();
    let Bundle { files, packs, .. } = bundle;
    let body = DraftBody {
        origin: draft.as_ref().map(|draft| draft.origin.name()),
        written_at: draft.as_ref().map(|draft| draft.written_at),
        written_by: draft.map(|draft| draft.written_by),
        hash,
        files: files.into_iter().map(file).collect(),
        packs: packs.into_iter().map(file).collect(),
        found,
    };
    Ok(tagged(&tag, Json(body)))
}

/// Which draft is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    from: Option<Origin>,
}

/// Show the draft with everything that is wrong in it; where there is none, the newest version to start from.
///
/// Refused with 404: `versions.no_rulebook`; 400: `request.wrong_query`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/rulebook/draft", tag = "rulebook",
    params(("village" = String, Path), ("from" = Option<String>, Query, description = "`files` or `desk`; otherwise the one written last")),
    responses((status = 200, body = DraftBody, headers(("ETag" = String))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn show(
    caller: Caller,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Asked(asked): Asked<Asking>,
) -> Reply<Response> {
    caller.check(&village, Action::SeeDraft)?;
    shown(actions::start(&library, &village, asked.from).await?).await
}

/// All rule files of a village.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FilesBody {
    /// `village.yaml`, `rules.yaml` and whatever lies in `rules/`.
    #[schema(max_items = 100, min_items = 1)]
    files: Vec<FileBody>,
}

impl FilesBody {
    fn read(self) -> Vec<Source> {
        self.files.into_iter().map(FileBody::source).collect()
    }
}

/// Write the draft anew. Mistakes in it are told and keep nothing from being written; what is in force stays in force.
///
/// Refused with 428: `request.unseen`; 412: `versions.draft_changed`; 422: `versions.wrong_files`.
#[utoipa::path(put, path = "/api/v1/villages/{village}/rulebook/draft", tag = "rulebook", request_body = FilesBody,
    params(("village" = String, Path), ("If-Match" = String, Header), ("dry_run" = Option<bool>, Query)),
    responses((status = 200, body = DraftBody, headers(("ETag" = String))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn write(
    caller: Caller,
    seen: Seen,
    Dry(dry_run): Dry,
    State(books): State<Books>,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<FilesBody>,
) -> Reply<Response> {
    caller.check(&village, Action::WriteDraft)?;
    let bundle = actions::bundled(&library, &village, body.read()).await?;
    let act = caller.act(&books, OperationId::own(&format!("draft-{}", books.chance.token())), dry_run);
    let tag = actions::redraft(&books, act, bundle.clone(), seen).await?;
    let draft = library.draft(&village, None).await?.filter(|draft| draft.hash == bundle.digest());
    shown(Start { tag, files: bundle, draft }).await
}

/// Check files without keeping them.
///
/// Refused with 422: `versions.wrong_files`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/rulebook/check", tag = "rulebook", request_body = FilesBody,
    params(("village" = String, Path)),
    responses((status = 200, body = FoundBody), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn check(
    caller: Caller,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<FilesBody>,
) -> Reply<Json<FoundBody>> {
    caller.check(&village, Action::SeeDraft)?;
    let bundle = actions::bundled(&library, &village, body.read()).await?;
    Ok(Json(FoundBody::from(&*checked(&bundle).await?)))
}

/// Between which two.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Between {
    from: Option<Which>,
    to: Option<Which>,
}

/// Compare two texts of the rules: from what is in force to the draft, if nothing else is said.
///
/// Refused with 404: `versions.unknown_version`, `versions.no_rulebook`; 422: `versions.unreadable`; 400: `request.wrong_query`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/rulebook/diff", tag = "rulebook",
    params(("village" = String, Path), ("from" = Option<String>, Query, description = "a version's number, `in_force`, `adopted` (last, begun or not; the default) or `draft`"),
        ("to" = Option<String>, Query, description = "a version's number, `in_force`, `adopted` or `draft`")),
    responses((status = 200, body = Changes), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn diff(
    caller: Caller,
    State(books): State<Books>,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Asked(asked): Asked<Between>,
) -> Reply<Json<Changes>> {
    caller.check(&village, Action::SeeDraft)?;
    let today = books.clock.now().day();
    let before = text_of(&library, &village, asked.from.unwrap_or(Which::Adopted), today).await?;
    let after = text_of(&library, &village, asked.to.unwrap_or(Which::Draft), today).await?;
    Ok(Json(compared(before, after).await?))
}
