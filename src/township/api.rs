//! A township's villages side by side over HTTP.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::hiding::Cell;
use super::indicator::Indicator;
use super::model::{Shown, Size};
use super::screen::asked_month;
use super::store;
use crate::db::Books;
use crate::entrance::Caller;
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Cursor, Listing, ProblemBody, Reply};

/// The routes of this feature.
pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(comparison))
}

/// Of which month.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InMonth {
    /// `2026-03`; without it the last month that is over.
    #[serde(default)]
    month: String,
}

/// One number of a village.
#[derive(Debug, Serialize, ToSchema)]
struct NumberBody {
    /// The number; null where it is not shown or there is nothing to work out.
    #[schema(example = "29")]
    value: Option<String>,
    /// It would tell of fewer than ten people, so it is not shown.
    few: bool,
    /// As pages write it: `29%`, `人数少于10，不显示`, `—`.
    #[schema(example = "29%")]
    text: String,
}

impl NumberBody {
    fn of(indicator: Indicator, cell: &Cell) -> Self {
        Self {
            value: cell.number().map(|number| number.round_dp(2).normalize().to_string()),
            few: *cell == Cell::Few,
            text: super::view::written(indicator, cell),
        }
    }
}

/// A part of the points of a month.
#[derive(Debug, Serialize, ToSchema)]
struct ChapterBody {
    /// Null for the chapters with few entries, put together.
    chapter: Option<String>,
    /// In percent.
    #[schema(example = "45")]
    share: String,
}

/// What one of the goods takes, and how many of it the basket buys.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedGoodsBody)]
struct GoodsBody {
    name: String,
    #[schema(example = "5.00")]
    points: String,
    pieces: i64,
}

/// A village's numbers in a month. Compare a village only with those of the same unit and size.
#[derive(Debug, Serialize, ToSchema)]
struct VillageBody {
    village: String,
    #[schema(example = "640402105201")]
    code: String,
    name: String,
    households: i64,
    /// What accounts belong to: `household` or `person`.
    unit: &'static str,
    /// `small` (fewer than 300 households), `middle` or `large` (800 and more).
    size: &'static str,
    /// By name: `participation` (percent of accounts given points in the month), `issued_per_household`, `redeemed_per_household` (points),
    /// `notices_on_time` (percent of the last twelve months), `objections` (in twelve months), `fund_months`, `concentration` (Gini, 0 to 1),
    /// `price_index` (points one fixed basket of deeds earns).
    numbers: BTreeMap<&'static str, NumberBody>,
    /// Points of the month by chapter; empty where too few were given.
    chapters: Vec<ChapterBody>,
    /// What the basket's points buy there, of each of the goods alone.
    buys: Vec<GoodsBody>,
}

impl From<Shown> for VillageBody {
    fn from(shown: Shown) -> Self {
        let numbers = Indicator::ALL.map(|indicator| (indicator.name(), NumberBody::of(indicator, shown.cell(indicator))));
        let chapter =
            |(chapter, share): (Option<String>, rust_decimal::Decimal)| ChapterBody { chapter, share: share.normalize().to_string() };
        let goods = |(name, points, pieces): (String, crate::words::Points, i64)| GoodsBody { name, points: points.to_string(), pieces };
        Self {
            village: shown.id.to_string(),
            code: shown.code,
            name: shown.name,
            households: shown.households,
            unit: if shown.class.by_household { "household" } else { "person" },
            size: match shown.class.size {
                Size::Small => "small",
                Size::Middle => "middle",
                Size::Large => "large",
            },
            numbers: numbers.into(),
            chapters: shown.chapters.into_iter().map(chapter).collect(),
            buys: shown.worth.buys.into_iter().map(goods).collect(),
        }
    }
}

/// Compare the villages of a township or county in a month, in order of their codes. For those who have a number as its officer in one of them; what
/// would tell of fewer than ten people is not shown.
///
/// Refused with 404: `roster.unknown_division`; 400: `township.wrong_month`.
#[utoipa::path(get, path = "/api/v1/divisions/{code}/comparison", tag = "divisions", params(("code" = String, Path), InMonth, Cursor),
    responses((status = 200, body = Listing<VillageBody>), ProblemBody))]
async fn comparison(
    State(books): State<Books>,
    State(library): State<Library>,
    caller: Caller,
    Path(code): Path<String>,
    Query(asked): Query<InMonth>,
    cursor: Cursor,
) -> Reply<Listing<VillageBody>> {
    let mut conn = books.read().await?;
    let division = caller.check_division(&mut conn, &code, Action::Compare).await?;
    let when = asked_month(&asked.month, books.clock.now().day())?;
    let villages = store::figures(&mut conn, &division, when).await?;
    drop(conn);
    let after = cursor.after.clone().unwrap_or_default();
    let page = store::behind(&villages, &after, usize::try_from(cursor.limit()).unwrap_or_default() + 1);
    let shown = store::shown(&books, &library, page, when).await?;
    Ok(Listing::of(&cursor, shown.into_iter().map(VillageBody::from).collect(), |body| format!("{}-{}", body.code, body.village)))
}
