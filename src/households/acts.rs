//! What becomes of a household over HTTP, each act a resource of its own, and the decisions of a second person.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions::{self, Wanted};
use super::model::{Change, Changed, Coming, Mover, Newcomer};
use crate::entrance::Acting;
use crate::roster::Action;
use crate::versions::{House, Library};
use crate::web::{Body, Operation, ProblemBody, Reply, Seen, created};
use crate::words::{Points, VillageId};

/// The routes of acts.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(settle))
        .routes(routes!(split))
        .routes(routes!(merge))
        .routes(routes!(arrive))
        .routes(routes!(depart))
        .routes(routes!(die))
        .routes(routes!(put_head))
        .routes(routes!(correct))
        .routes(routes!(confirm))
        .routes(routes!(reject))
}

/// Writes the body and the handler of one act on a household: they differ in what is asked for. `on` and `basis` belong to every one.
macro_rules! act {
    ($(#[$doc:meta])* $name:ident, $path:literal, $body:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? } => $change:expr) => {
        #[doc = concat!("What `", $path, "` is asked with.")]
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        struct $body {
            /// The day it happened.
            on: NaiveDate,
            /// The meeting or the paper it rests on.
            #[schema(example = "分户协议 2026 第 3 号", min_length = 1, max_length = 200)]
            basis: String,
            $($(#[$field_meta])* $field: $type,)*
        }

        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "households", request_body = $body,
            params(("village" = String, Path), ("number" = String, Path), ("If-Match" = String, Header), Operation),
            responses((status = 201, body = Changed), ProblemBody))]
        async fn $name(
            acting: Acting,
            seen: Seen,
            State(library): State<Library>,
            Path((village, household)): Path<(VillageId, String)>,
            Body($body { on, basis, $($field),* }): Body<$body>,
        ) -> Reply<Response> {
            let act = acting.act(&village, Action::ChangeHousehold)?;
            let wanted = Wanted { household, change: $change, occurred_on: on, basis, seen };
            Ok(created(actions::propose(&acting.books, &library, act, wanted).await?))
        }
    };
}

/// A household that was not there before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewHouseholdBody)]
struct SettlementBody {
    /// The day it happened.
    on: NaiveDate,
    /// The meeting or the paper it rests on.
    #[schema(example = "迁入证明 2026 第 7 号", min_length = 1, max_length = 200)]
    basis: String,
    /// A number no household and nobody ever had.
    #[schema(example = "3-21")]
    number: String,
    /// One that the village has.
    #[schema(example = "三组")]
    group: String,
    #[schema(min_items = 1, max_items = 30)]
    members: Vec<Newcomer>,
    /// `moved_in`, or `returned`: then nobody begins with the base score, which they had before.
    coming: Coming,
}

/// A family moves in (新立户), with everybody in it. Their accounts begin with the base score where the village gives one; then it waits for a second person.
///
/// Refused with 422: `households.basis_missing`, `households.wrong_day`, `households.wrong_number`, `households.unknown_group`,
/// `households.nobody_named`, `households.wrong_name`; 409: `households.number_taken`, `households.change_waiting`; 403: `households.own_household`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/households", tag = "households", request_body = SettlementBody,
    params(("village" = String, Path), Operation), responses((status = 201, body = Changed), ProblemBody))]
async fn settle(
    acting: Acting,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Body(body): Body<SettlementBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::ChangeHousehold)?;
    let SettlementBody { on, basis, number, group, members, coming } = body;
    let change = Change::Settlement { group, members, coming };
    let wanted = Wanted { household: number, change, occurred_on: on, basis, seen: Seen::of("*") };
    Ok(created(actions::propose(&acting.books, &library, act, wanted).await?))
}

act!(
    /// Some move out (分户), into a household that is new or there already. Where the household has the account, they take so many points along and
    /// the rest stays; of every lot the same share. Points that move wait for a second person.
    ///
    /// Refused with 428: `request.unseen`; 404: `households.unknown`; 412: `households.changed`; 422: `households.basis_missing`,
    /// `households.wrong_day`, `households.nobody_named`, `households.unknown_member`, `households.same_household`, `households.wrong_number`,
    /// `households.points_personal`, `households.wrong_points`, `households.unknown_heir`; 409: `households.number_taken`, `households.nobody_stays`,
    /// `households.barred`, `households.change_waiting`; 403: `households.own_household`.
    split, "/api/v1/villages/{village}/households/{number}/split", SplitBody {
        #[schema(min_items = 1, max_items = 30)]
        members: Vec<Mover>,
        /// The household they move to.
        #[schema(example = "3-21")]
        into: String,
        /// What they take along of what the household has.
        #[serde(default)]
        #[schema(value_type = Option<String>, example = "40")]
        points: Points,
    } => Change::Split { members, into, points }
);
act!(
    /// All move into another household (并户), the account with everything on it. It closes, and the number is not used again.
    ///
    /// Refused like a split, and with 409: `households.points_held`.
    merge, "/api/v1/villages/{village}/households/{number}/merger", MergerBody {
        #[schema(example = "3-07")]
        into: String,
        /// What they are to the head there, as far as it is known.
        #[serde(default)]
        #[schema(max_items = 30)]
        members: Vec<Mover>,
    } => Change::Merger { members, into }
);
act!(
    /// Somebody new (迁入, also a birth). Whoever has lived in the village before gets a new number, too. Where each person has an account it is opened,
    /// with the base score.
    ///
    /// Refused like a split, and with 422: `households.wrong_name`.
    arrive, "/api/v1/villages/{village}/households/{number}/arrival", ArrivalBody {
        /// A number nobody ever had.
        #[schema(example = "3-07-5")]
        member: String,
        #[schema(min_length = 1, max_length = 40)]
        name: String,
        #[serde(default)]
        #[schema(max_length = 20)]
        relation: String,
        coming: Coming,
    } => Change::Arrival { number: member, name, relation, coming }
);
act!(
    /// Some leave the village (迁出). What is on their accounts goes to the heir who is named, else to the head of those who stay; when the last leaves,
    /// so does what is on the household's account. Points that move wait for a second person.
    ///
    /// Refused like a split, and with 409: `households.points_held`, `households.heir_missing`; 422: `households.wrong_head`.
    depart, "/api/v1/villages/{village}/households/{number}/departure", DepartureBody {
        #[schema(min_items = 1, max_items = 30)]
        members: Vec<String>,
        /// Whose account takes over what they had.
        #[serde(default)]
        heir: Option<String>,
        /// Who is head, where the head leaves; the first by number if nobody is named.
        #[serde(default)]
        head: Option<String>,
    } => Change::Departure { members, heir, head }
);
act!(
    /// Somebody has died (去世). What is on their account goes to the near relative who is named, else to the head; a household's account stays.
    ///
    /// Refused like a departure; nobody is kept from taking over by what barred the dead (否决).
    die, "/api/v1/villages/{village}/households/{number}/death", DeathBody {
        #[schema(example = "3-07-1")]
        member: String,
        #[serde(default)]
        heir: Option<String>,
        #[serde(default)]
        head: Option<String>,
    } => Change::Death { member, heir, head }
);
act!(
    /// Another one is head (换户主). The others' relations are to the new head: what is not said is not known any longer.
    ///
    /// Refused like a split, and with 422: `households.wrong_head`.
    put_head, "/api/v1/villages/{village}/households/{number}/head", HeadBody {
        #[schema(example = "3-07-2")]
        head: String,
        #[serde(default)]
        #[schema(max_items = 30)]
        members: Vec<Mover>,
    } => Change::Head { head, members }
);
act!(
    /// A name or a relation was written wrong, or, where no member is named, the household's group.
    ///
    /// Refused like a split, and with 422: `households.wrong_name`, `households.nothing_changed`, `households.wrong_head` (who is head is another act).
    correct, "/api/v1/villages/{village}/households/{number}/correction", CorrectionBody {
        #[serde(default)]
        member: Option<String>,
        #[serde(default)]
        #[schema(max_length = 40)]
        name: Option<String>,
        #[serde(default)]
        #[schema(max_length = 20)]
        relation: Option<String>,
        #[serde(default)]
        #[schema(max_length = 40)]
        group: Option<String>,
    } => Change::Correction { member, name, relation, group }
);

/// Agree to a change that somebody else asked for. It is planned again as things stand now: all of an account is what is on it by then.
///
/// Refused with 404: `households.unknown_change`; 409: `households.already_decided`; 403: `households.own_household`, `households.same_person`; then as
/// the change itself.
#[utoipa::path(post, path = "/api/v1/villages/{village}/household-changes/{id}/confirmation", tag = "households",
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Changed), ProblemBody))]
async fn confirm(acting: Acting, State(library): State<Library>, Path((village, id)): Path<(VillageId, i64)>) -> Reply<Response> {
    let act = acting.act(&village, Action::ConfirmHousehold)?;
    Ok(created(actions::decide(&acting.books, &library, act, id, true, String::new()).await?))
}

/// Why a change is turned down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhyNotBody {
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Turn a change down with a reason; whoever asked for it may do so, too. Nothing moves.
///
/// Refused with 404: `households.unknown_change`; 409: `households.already_decided`; 403: `households.own_household`; 422: `households.reason_missing`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/household-changes/{id}/rejection", tag = "households", request_body = WhyNotBody,
    params(("village" = String, Path), ("id" = i64, Path), Operation), responses((status = 201, body = Changed), ProblemBody))]
async fn reject(
    acting: Acting,
    State(library): State<Library>,
    Path((village, id)): Path<(VillageId, i64)>,
    Body(body): Body<WhyNotBody>,
) -> Reply<Response> {
    let act = acting.act(&village, Action::ConfirmHousehold)?;
    Ok(created(actions::decide(&acting.books, &library, act, id, false, body.reason).await?))
}
