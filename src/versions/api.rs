//! The rulebook in force over HTTP: what forms need to ask, and what villagers may read. Public, like the list on the wall.

use axum::Json;
use axum::extract::{FromRef, Path, State};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::store::Library;
use crate::db::Books;
use crate::rulebook::{Field, FieldKind, Rule};
use crate::web::{ProblemBody, Reply};
use crate::words::VillageId;

/// The routes of this feature, below `/api/v1`.
pub fn routes<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    Books: FromRef<S>,
    Library: FromRef<S>,
{
    OpenApiRouter::new().routes(routes!(rulebook))
}

/// The rulebook in force today.
#[derive(Debug, Serialize, ToSchema)]
struct RulebookBody {
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
/// Refused with 422: `versions.none_in_force`.
#[utoipa::path(get, path = "/villages/{village}/rulebook", tag = "rulebook", params(("village" = String, Path)),
    responses((status = 200, body = RulebookBody), ProblemBody))]
async fn rulebook(State(books): State<Books>, State(library): State<Library>, Path(village): Path<VillageId>) -> Reply<Json<RulebookBody>> {
    let today = books.clock.now().day();
    let rulebook = library.in_force(&village, today).await?;
    let rules = rulebook.rules().map(|one| rule(one, today)).collect();
    Ok(Json(RulebookBody { hash: rulebook.hash().to_owned(), village: rulebook.settings().name.clone(), rules }))
}
