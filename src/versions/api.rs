//! What is, was and will be in force, over HTTP: what forms need to ask, and what villagers may read. Public, like the list on the wall.

use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions::no_rulebook;
use super::drafts_api::{self, FileBody, file};
use super::house::House;
use super::model::{Standing, Version, standings};
use super::store::Library;
use crate::db::Books;
use crate::rulebook::{Adoption, Bundle, Field, FieldKind, Rule};
use crate::web::{Asked, ProblemBody, Reply};
use crate::words::{Moment, VillageId};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(rulebook))
        .routes(routes!(in_force))
        .routes(routes!(versions))
        .routes(routes!(version))
        .merge(drafts_api::routes())
}

/// The rulebook in force on a day.
#[derive(Debug, Serialize, ToSchema)]
struct RulebookBody {
    version: i64,
    hash: String,
    village: String,
    rules: Vec<RuleBody>,
}

/// One rule.
#[derive(Debug, Serialize, ToSchema)]
struct RuleBody {
    #[schema(example = "拾金不昧")]
    name: String,
    #[schema(example = "遵纪守法")]
    chapter: String,
    /// The rule in one sentence, and the campaigns that run today.
    sentence: String,
    fields: Vec<FieldBody>,
    evidence: &'static str,
    notice_days: u32,
    basis: Option<String>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

/// Something to be filled in.
#[derive(Debug, Serialize, ToSchema)]
struct FieldBody {
    #[schema(example = "时长")]
    name: String,
    /// `number`, `yes_no`, `date`, `text` or `option`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<String>,
}

fn field(field: &Field) -> FieldBody {
    let (kind, options) = match field.kind() {
        FieldKind::Number { .. } => ("number", Vec::new()),
        FieldKind::YesNo => ("yes_no", Vec::new()),
        FieldKind::Date => ("date", Vec::new()),
        FieldKind::Text => ("text", Vec::new()),
        FieldKind::Options(options) => ("option", options.iter().map(ToString::to_string).collect()),
    };
    FieldBody { name: field.name().to_owned(), kind, options }
}

fn rule(rule: &Rule, today: NaiveDate) -> RuleBody {
    RuleBody {
        name: rule.name().to_owned(),
        chapter: rule.chapter().to_owned(),
        sentence: rule.sentence_on(today),
        fields: rule.fields().iter().map(field).collect(),
        evidence: rule.evidence().chinese(),
        notice_days: rule.notice_days(),
        basis: rule.basis().map(str::to_owned),
        from: rule.from(),
        until: rule.until(),
    }
}

/// Show the rulebook in force today.
///
/// Refused with 404: `versions.no_rulebook`; 422: `versions.none_in_force`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/rulebook", tag = "rulebook", params(("village" = String, Path)),
    responses((status = 200, body = RulebookBody), ProblemBody))]
async fn rulebook(State(books): State<Books>, State(library): State<Library>, Path(village): Path<VillageId>) -> Reply<Json<RulebookBody>> {
    on_a_day(&library, &village, books.clock.now().day()).await
}

async fn on_a_day(library: &Library, village: &VillageId, day: NaiveDate) -> Reply<Json<RulebookBody>> {
    let (version, hash) = library.number_in_force(village, day).await?;
    let rulebook = library.version(village, &hash).await?;
    let rules = rulebook.rules().map(|one| rule(one, day)).collect();
    Ok(Json(RulebookBody { version, hash, village: rulebook.settings().name.clone(), rules }))
}

/// Which day is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    on: Option<NaiveDate>,
}

/// Show the rulebook in force on a day, today if nothing is said.
///
/// Refused with 404: `versions.no_rulebook`; 422: `versions.none_in_force`; 400: `request.wrong_query`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/rulebook/in_force", tag = "rulebook",
    params(("village" = String, Path), ("on" = Option<NaiveDate>, Query, example = "2026-03-01")),
    responses((status = 200, body = RulebookBody), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn in_force(
    State(books): State<Books>,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Asked(asked): Asked<Day>,
) -> Reply<Json<RulebookBody>> {
    on_a_day(&library, &village, asked.on.unwrap_or_else(|| books.clock.now().day())).await
}

/// A version, kept for ever.
#[derive(Debug, Serialize, ToSchema)]
struct VersionBody {
    version: i64,
    hash: String,
    /// `in_force`, `coming` or `past`; `never` for one that was replaced before it began, `corrected` for one in whose place another one stands.
    state: &'static str,
    effective_on: NaiveDate,
    /// The last day it is in force, once another one follows.
    until: Option<NaiveDate>,
    /// The decision behind it; null for one on trial.
    adoption: Option<Adoption>,
    #[schema(value_type = String)]
    adopted_at: Moment,
    /// Who brought it.
    adopted_by: String,
    /// Who agreed to it; null where files alone put it in force.
    confirmed_by: Option<String>,
    /// The version whose text it corrects (勘误); null for one that a meeting decided on.
    corrects: Option<i64>,
}

/// All versions, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct Versions {
    items: Vec<VersionBody>,
    /// Always null: all versions are one page.
    next: Option<String>,
}

/// The versions with the state each is in today, in the order they were adopted.
fn told(versions: Vec<Version>, today: NaiveDate) -> Vec<VersionBody> {
    let standings = standings(&versions, today);
    let body = |(version, (standing, until)): (Version, (Standing, Option<NaiveDate>))| VersionBody {
        state: standing.name(),
        until,
        version: version.version,
        hash: version.hash,
        effective_on: version.effective_on,
        adoption: version.adoption,
        adopted_at: version.adopted_at,
        adopted_by: version.adopted_by,
        confirmed_by: version.confirmed_by,
        corrects: version.corrects,
    };
    versions.into_iter().zip(standings).map(body).collect()
}

/// List all versions there ever were.
///
/// Refused with 404: `versions.no_rulebook`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/rulebook/versions", tag = "rulebook", params(("village" = String, Path)),
    responses((status = 200, body = Versions), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn versions(State(books): State<Books>, State(library): State<Library>, Path(village): Path<VillageId>) -> Reply<Json<Versions>> {
    let mut items = told(library.versions(&village).await?, books.clock.now().day());
    if items.is_empty() {
        return Err(no_rulebook(&village).into());
    }
    items.reverse();
    Ok(Json(Versions { items, next: None }))
}

/// A version with its text.
#[derive(Debug, Serialize, ToSchema)]
struct WholeVersion {
    #[serde(flatten)]
    version: VersionBody,
    files: Vec<FileBody>,
    /// The shared packs it takes in, as they were.
    packs: Vec<FileBody>,
}

/// Show a version as it was written.
///
/// Refused with 404: `versions.unknown_version`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/rulebook/versions/{number}", tag = "rulebook",
    params(("village" = String, Path), ("number" = i64, Path)),
    responses((status = 200, body = WholeVersion), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn version(
    State(books): State<Books>,
    State(library): State<Library>,
    Path((village, number)): Path<(VillageId, i64)>,
) -> Reply<Json<WholeVersion>> {
    let Bundle { files, packs, .. } = library.files(&village, number).await?;
    let told = told(library.versions(&village).await?, books.clock.now().day());
    let version = told.into_iter().find(|version| version.version == number);
    let version = version.ok_or_else(|| anyhow::anyhow!("version {number} of {village} is stored and not listed"))?;
    Ok(Json(WholeVersion { version, files: files.into_iter().map(file).collect(), packs: packs.into_iter().map(file).collect() }))
}
