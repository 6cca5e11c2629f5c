//! Households over HTTP. No names in addresses: a search is a POST.

use axum::Json;
use axum::extract::{FromRef, Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::db::Books;
use crate::entrance::{Caller, Doorkeeper};
use crate::roster::{self, Action, Household, Resident, masked};
use crate::web::{Body, Cursor, Listing, ProblemBody, Reply};
use crate::words::{Kind, Refusal, VillageId};

/// The routes of this feature.
pub fn routes<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    Books: FromRef<S>,
    Doorkeeper: FromRef<S>,
{
    OpenApiRouter::new().routes(routes!(households)).routes(routes!(look_up))
}

/// A household.
#[derive(Debug, Serialize, ToSchema)]
struct HouseholdBody {
    #[schema(example = "3-07")]
    number: String,
    group: String,
    members: i64,
}

impl From<Household> for HouseholdBody {
    fn from(household: Household) -> Self {
        Self { number: household.number, group: household.group_name, members: household.members }
    }
}

/// List households in order of their numbers.
#[utoipa::path(get, path = "/api/v1/villages/{village}/households", tag = "roster", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<HouseholdBody>), ProblemBody))]
async fn households(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    cursor: Cursor,
) -> Reply<Listing<HouseholdBody>> {
    caller.check(&village, Action::SeeAccounts)?;
    let after = cursor.after.clone().unwrap_or_default();
    let found = roster::households(&mut books.read().await?, &village, &after, cursor.limit() + 1).await?;
    let bodies = found.into_iter().map(HouseholdBody::from).collect();
    Ok(Listing::of(&cursor, bodies, |household| household.number.clone()))
}

/// What to look for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LookupBody {
    /// A number, or a part of a name; at least 2 characters.
    #[schema(min_length = 2, max_length = 40)]
    text: String,
}

/// Somebody found; the name is masked.
#[derive(Debug, Serialize, ToSchema)]
struct FoundBody {
    #[schema(example = "3-07-2")]
    number: String,
    household: String,
    #[schema(example = "马某*2")]
    name: String,
}

/// What was found, at most 20.
#[derive(Debug, Serialize, ToSchema)]
struct FoundList {
    items: Vec<FoundBody>,
}

/// Look for residents by number or part of a name.
///
/// Refused with 422: `roster.lookup_too_short`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/lookups", tag = "roster", request_body = LookupBody, params(("village" = String, Path)),
    responses((status = 200, body = FoundList), ProblemBody))]
async fn look_up(
    State(books): State<Books>,
    caller: Caller,
    Path(village): Path<VillageId>,
    Body(body): Body<LookupBody>,
) -> Reply<Json<FoundList>> {
    caller.check(&village, Action::Record)?;
    if !(2..=40).contains(&body.text.trim().chars().count()) {
        return Err(Refusal::new("roster.lookup_too_short", Kind::Invalid, "要找的字太少或太多。", "请写 2 到 40 个字。").into());
    }
    let found = roster::search(&mut books.read().await?, &village, body.text.trim(), 20).await?;
    let item = |person: Resident| FoundBody { number: person.number, household: person.household, name: masked(&person.name) };
    Ok(Json(FoundList { items: found.into_iter().map(item).collect() }))
}
