//! Decisions about claims over HTTP, each a resource of its own: approval, return, rejection, withdrawal, and the reversal of an approved one.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::actions;
use super::model::*;
use crate::entrance::Acting;
use crate::versions::{House, Library};
use crate::web::{Operation, ProblemBody, Reply, created};
use crate::words::{Kind, Refusal, VillageId};

/// The routes of decisions.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(approve))
        .routes(routes!(send_back))
        .routes(routes!(reject))
        .routes(routes!(withdraw))
        .routes(routes!(propose_reversal))
        .routes(routes!(confirm_reversal))
        .routes(routes!(reject_reversal))
}

/// Why somebody decides so.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReasonBody {
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// Writes a handler for one decision about a claim: they differ only in the ruling, which says whose task it is.
macro_rules! decision {
    ($(#[$doc:meta])* $name:ident, $path:literal, $ruling:expr) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "claims", request_body = Option<ReasonBody>,
            params(("village" = String, Path), ("id" = i64, Path), Operation),
            responses((status = 201, body = Recorded), ProblemBody))]
        async fn $name(
            acting: Acting,
            State(library): State<Library>,
            Path((village, id)): Path<(VillageId, i64)>,
            reason: axum::body::Bytes,
        ) -> Reply<Response> {
            let act = acting.act(&village, $ruling.action())?;
            Ok(created(actions::review(&acting.books, &library, act, id, $ruling, read_reason(&reason)?).await?))
        }
    };
}

decision!(
    /// Approve a claim. The points are posted at once, or when the rule's notice days are over.
    ///
    /// Refused with 404: `claims.unknown_claim`; 409: `claims.clock_behind`, `claims.already_decided`, `claims.already_reviewed`; 403:
    /// `claims.same_person`, `claims.own_device` (a device recorded it whose token they had), `claims.own_household`, `claims.kin`. Every other decision is refused with `claims.clock_behind` like this one.
    approve, "/api/v1/villages/{village}/claims/{id}/approval", Ruling::Approve
);
decision!(
    /// Send a claim back (退回) with a reason.
    ///
    /// Refused like an approval, and with 422: `claims.reason_missing`, `claims.note_too_long`.
    send_back, "/api/v1/villages/{village}/claims/{id}/return", Ruling::Return
);
decision!(
    /// Reject a claim with a reason.
    ///
    /// Refused like an approval, and with 422: `claims.reason_missing`, `claims.note_too_long`.
    reject, "/api/v1/villages/{village}/claims/{id}/rejection", Ruling::Reject
);
decision!(
    /// Take back a claim one recorded oneself, as long as it waits for review.
    ///
    /// Refused with 404: `claims.unknown_claim`; 409: `claims.already_decided`; 403: `claims.not_yours`.
    withdraw, "/api/v1/villages/{village}/claims/{id}/withdrawal", Ruling::Withdraw
);
decision!(
    /// Say, with a reason, that an approved claim was a mistake (更正). Nothing is taken back until somebody else agrees; an award or deduction that
    /// is still on notice waits until then.
    ///
    /// Refused with 404: `claims.unknown_claim`; 409: `claims.not_approved`; 403: `claims.same_person` (whoever recorded it), `claims.own_device`,
    /// `claims.own_household`, `claims.kin`;
    /// 422: `claims.reason_missing`, `claims.note_too_long`.
    propose_reversal, "/api/v1/villages/{village}/claims/{id}/reversal", Ruling::ProposeReversal
);
decision!(
    /// Agree to a reversal that somebody else proposed. What was posted is taken back by an entry of its own that restores exactly the lots it
    /// touched; what is on notice is never posted. Either way it counts towards limits no more.
    ///
    /// Refused with 404: `claims.unknown_claim`; 409: `claims.no_reversal`, `awards.points_lapsed`, `awards.points_spent`; 403: `claims.same_person`, `claims.own_device`,
    /// `claims.own_household`, `claims.kin`, `claims.same_proposer`, `claims.own_approval` (whoever approved it).
    confirm_reversal, "/api/v1/villages/{village}/claims/{id}/reversal/confirmation", Ruling::ConfirmReversal
);
decision!(
    /// Turn a proposed reversal down with a reason; whoever proposed it may do so too. The claim stands as it was approved.
    ///
    /// Refused with 404: `claims.unknown_claim`; 409: `claims.no_reversal`; 403: `claims.same_person`, `claims.own_device`, `claims.own_household`,
    /// `claims.kin`, `claims.own_approval`;
    /// 422: `claims.reason_missing`, `claims.note_too_long`.
    reject_reversal, "/api/v1/villages/{village}/claims/{id}/reversal/rejection", Ruling::RejectReversal
);

/// A reason may be left out altogether, body and all.
fn read_reason(bytes: &[u8]) -> Result<String, Refusal> {
    if bytes.is_empty() {
        return Ok(String::new());
    }
    let body: ReasonBody = serde_json::from_slice(bytes).map_err(|error| {
        Refusal::new(
            "request.wrong_shape",
            Kind::Invalid,
            format!("请求里有看不懂的内容：{error}"),
            "可以什么也不带，或带 {\"reason\": \"原因\"}。",
        )
    })?;
    check_length(&body.reason, "原因")?;
    Ok(body.reason)
}
