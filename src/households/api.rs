//! Households over HTTP: who lives where, and changes that wait. No names in addresses: a search is a POST.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::acts;
use super::card::Card;
use super::model::HouseholdRefusal;
use crate::db::Books;
use crate::entrance::Caller;
use crate::roster::{self, Action, ChangeState, Household, HouseholdChange, HouseholdEvent, Resident, masked};
use crate::versions::House;
use crate::web::{Asked, Body, Cursor, Listing, ProblemBody, Reply, tagged};
use crate::words::{Kind, Moment, Points, Refusal, VillageId};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(households))
        .routes(routes!(look_up))
        .routes(routes!(household))
        .routes(routes!(changes))
        .routes(routes!(change))
        .merge(acts::routes())
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
    /// A number, however it is typed (`１－０１`, `1-1`), a part of a name, its sounds or what they begin with; at least 2 characters.
    #[schema(min_length = 2, max_length = 40)]
    text: String,
}

/// Somebody found; the name is masked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundResidentBody)]
struct FoundBody {
    #[schema(example = "3-07-2")]
    number: String,
    household: String,
    #[schema(example = "马某*2")]
    name: String,
}

/// The most that one search answers with.
const MOST_FOUND: usize = 20;

/// What was found, at most 20.
#[derive(Debug, Serialize, ToSchema)]
struct FoundList {
    items: Vec<FoundBody>,
}

/// Look for residents by number, part of a name or its sounds; a group leader finds those of their group.
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
    caller.check(&village, Action::LookUp)?;
    if !(2..=40).contains(&roster::plain(&body.text).chars().count()) {
        return Err(Refusal::new("roster.lookup_too_short", Kind::Invalid, "要找的字太少或太多。", "请写 2 到 40 个字。").into());
    }
    let mut conn = books.read().await?;
    let reach = roster::reach(&mut conn, &village, &caller.actor).await?;
    let found = roster::search(&mut conn, &village, &reach, &body.text).await?;
    let item = |person: Resident| FoundBody { number: person.number, household: person.household, name: masked(&person.name) };
    Ok(Json(FoundList { items: found.into_iter().take(MOST_FOUND).map(item).collect() }))
}

/// A household with everything that is known about it.
#[derive(Debug, Serialize, ToSchema)]
struct CardBody {
    #[schema(example = "3-07")]
    number: String,
    group: String,
    /// The head's number; empty once nobody lives there.
    head: String,
    members: Vec<MemberBody>,
    /// What the household's own account has; null where each person has one, or once it is closed.
    #[schema(value_type = Option<String>, example = "100.00")]
    available: Option<Points>,
    /// What happened here, newest first.
    history: Vec<EventBody>,
    /// With `on`: the numbers of those who lived here on that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    inhabitants: Option<Vec<String>>,
}

/// Somebody who lives there; the name is masked.
#[derive(Debug, Serialize, ToSchema)]
struct MemberBody {
    #[schema(example = "3-07-2")]
    number: String,
    name: String,
    relation: String,
}

/// Something that happened to somebody.
#[derive(Debug, Serialize, ToSchema)]
struct EventBody {
    on: NaiveDate,
    /// `born`, `married_in`, `moved_in`, `split`, `merged`, `moved_away`, `died`, `new_head`, `corrected` or `listed`.
    kind: &'static str,
    member: String,
    /// Where they lived before; empty where that was none of this village.
    from: String,
    /// Where they live since; empty where that is none of this village.
    to: String,
    /// The change it belongs to.
    change: Option<i64>,
}

impl From<&HouseholdEvent> for EventBody {
    fn from(event: &HouseholdEvent) -> Self {
        let HouseholdEvent { resident, origin, destination, change, .. } = event.clone();
        Self { on: event.occurred_on, kind: event.kind.name(), member: resident, from: origin, to: destination, change }
    }
}

/// Which day is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    on: Option<NaiveDate>,
}

/// Show a household, with an `ETag` that stands for it: its people and what is on its account. With `on`, who lived there on that day.
///
/// Refused with 404: `households.unknown`; 400: `request.wrong_query`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/households/{number}", tag = "households",
    params(("village" = String, Path), ("number" = String, Path), ("on" = Option<NaiveDate>, Query)),
    responses((status = 200, body = CardBody, headers(("ETag" = String))), ProblemBody))]
async fn household(
    State(books): State<Books>,
    caller: Caller,
    Path((village, number)): Path<(VillageId, String)>,
    Asked(asked): Asked<Day>,
) -> Reply<Response> {
    caller.check(&village, Action::SeeHouseholds)?;
    let card = Card::read(&mut books.read().await?, &village, &number).await?;
    let member =
        |person: &Resident| MemberBody { number: person.number.clone(), name: masked(&person.name), relation: person.relation.clone() };
    let body = CardBody {
        number: card.household.number.clone(),
        group: card.household.group_name.clone(),
        head: card.household.head.clone(),
        members: card.members.iter().map(member).collect(),
        available: card.balance(),
        history: card.history().map(EventBody::from).collect(),
        inhabitants: asked.on.map(|day| card.inhabitants(day)),
    };
    Ok(tagged(&card.tag(), Json(body)))
}

/// A change that was asked for.
#[derive(Debug, Serialize, ToSchema)]
struct ChangeBody {
    #[schema(example = "3")]
    id: String,
    household: String,
    /// `waiting`, `done` or `rejected`.
    state: &'static str,
    /// What it does, with masked names.
    sentence: String,
    on: NaiveDate,
    basis: String,
    proposed_by: String,
    #[schema(value_type = String)]
    proposed_at: Moment,
    /// The entry by which points went over.
    entry: Option<i64>,
    /// What a second person decided: `confirm` or `reject`, who, and why.
    ruling: Option<RulingBody>,
}

/// What a second person decided.
#[derive(Debug, Serialize, ToSchema)]
struct RulingBody {
    ruling: String,
    by: String,
    reason: String,
    #[schema(value_type = String)]
    at: Moment,
}

impl From<HouseholdChange> for ChangeBody {
    fn from(change: HouseholdChange) -> Self {
        let HouseholdChange { household, sentence, occurred_on, basis, proposed_by, proposed_at, entry, .. } = change;
        let (id, state) = (change.id.to_string(), change.state.name());
        Self { id, household, state, sentence, on: occurred_on, basis, proposed_by, proposed_at, entry, ruling: None }
    }
}

/// List changes of households that wait for a second person, oldest first.
#[utoipa::path(get, path = "/api/v1/villages/{village}/household-changes", tag = "households", params(("village" = String, Path), Cursor),
    responses((status = 200, body = Listing<ChangeBody>), ProblemBody))]
async fn changes(State(books): State<Books>, caller: Caller, Path(village): Path<VillageId>, cursor: Cursor) -> Reply<Listing<ChangeBody>> {
    caller.check(&village, Action::SeeHouseholds)?;
    let (after, limit) = (cursor.number(0)?, cursor.limit() + 1);
    let found = roster::household_changes(&mut books.read().await?, &village, ChangeState::Waiting, after, limit).await?;
    Ok(Listing::of(&cursor, found.into_iter().map(ChangeBody::from).collect(), |change| change.id.clone()))
}

/// Show a change of a household and what was decided about it.
///
/// Refused with 404: `households.unknown_change`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/household-changes/{id}", tag = "households",
    params(("village" = String, Path), ("id" = i64, Path)), responses((status = 200, body = ChangeBody), ProblemBody))]
async fn change(State(books): State<Books>, caller: Caller, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Json<ChangeBody>> {
    caller.check(&village, Action::SeeHouseholds)?;
    let mut conn = books.read().await?;
    let found =
        roster::household_change(&mut conn, &village, id).await?.ok_or_else(|| Refusal::from(HouseholdRefusal::UnknownChange(id)))?;
    let ruling = roster::household_ruling(&mut conn, &village, id).await?;
    let ruling = ruling.map(|row| RulingBody { ruling: row.ruling, by: row.ruled_by, reason: row.reason, at: row.at });
    Ok(Json(ChangeBody { ruling, ..ChangeBody::from(found) }))
}
