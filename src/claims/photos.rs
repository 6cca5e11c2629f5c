//! Pictures over HTTP: bringing one, and showing what a claim shows to those who decide on it and to whom it is about. Nobody else gets one: no notice, no
//! export and no public page has an address of it.

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::evidence::{PhotoBody, TERM};
use super::form::Typed;
use super::model::*;
use super::pages::Desk;
use super::{actions, store};
use crate::db::{Books, Conn};
use crate::entrance::{Acting, Caller};
use crate::pictures;
use crate::roster::Action;
use crate::versions::{House, OnesOwn, Place, Screen};
use crate::web::{Operation, ProblemBody, Raw, Reply, created, expected};
use crate::words::{Actor, Moment, Refusal, Role, VillageId, hex};

/// The largest form, in bytes: its pictures and what was typed.
const LARGEST_FORM: usize = 16 * 1024 * 1024;

/// How many that nothing shows are let go at once.
const AT_ONCE: i64 = 500;

/// The routes of pictures.
pub(super) fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(bring)).layer(DefaultBodyLimit::max(pictures::LARGEST + 1)).routes(routes!(show))
}

/// Pages show them.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/desk/{village}/photos/{id}", get(at_desk)).route("/v/{village}/photos/{id}", get(ones_own))
}

/// Lets a form bring pictures.
pub(super) fn room() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST_FORM)
}

/// Bring a picture that shows a deed: the file itself, JPEG, PNG or WebP. It is made anew: where and when it was taken, and whatever else stood in the file,
/// is not kept. The deed recorded next names it by its id; two days without use, and it is deleted.
///
/// Refused with 413: `picture.too_large`; with 422: `picture.unknown_kind`, `picture.too_many_points`, `picture.unreadable`; with 409: `claims.too_many_photos`.
#[utoipa::path(post, path = "/api/v1/villages/{village}/photos", tag = "claims", request_body(content = Vec<u8>, content_type = "image/jpeg"),
    params(("village" = String, Path), Operation),
    responses((status = 201, body = PhotoBody), ProblemBody))]
async fn bring(acting: Acting, Path(village): Path<VillageId>, Raw(file): Raw) -> Reply<Response> {
    let act = acting.act(&village, Action::BringPhoto)?;
    Ok(created(actions::bring(&acting.books, act, file).await?))
}

/// See a picture, as a JPEG: those who decide on what it shows, and residents what was recorded of them.
///
/// Refused with 404: `claims.unknown_photo`.
#[utoipa::path(get, path = "/api/v1/villages/{village}/photos/{id}", tag = "claims", params(("village" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"), ProblemBody))]
async fn show(State(books): State<Books>, caller: Caller, Path((village, id)): Path<(VillageId, String)>) -> Reply<Response> {
    caller.check(&village, Action::SeePhotos)?;
    picture(&books, &caller, &id).await
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

async fn at_desk(desk: Desk, Path(Named { id }): Path<Named>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::SeePhotos)?;
    picture(&desk.books, &desk.caller, &id).await
}

async fn ones_own(own: Screen<OnesOwn>, Path(Named { id }): Path<Named>) -> Reply<Response> {
    picture(&own.books, &own.caller, &id).await
}

async fn picture(books: &Books, caller: &Caller, id: &str) -> Reply<Response> {
    let found = store::photo(&mut books.read().await?, &caller.village, id).await?;
    let found = found.filter(|(_, claim)| caller.actor.role != Role::Resident || is_of(&caller.actor, claim));
    let (photo, _) = found.ok_or_else(|| Refusal::from(ClaimRefusal::UnknownPhoto))?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], photo.jpeg()?).into_response())
}

/// Whether a claim is about a resident or their household, or by them.
fn is_of(resident: &Actor, claim: &Claim) -> bool {
    let is_by = claim.recorded_role == Role::Resident && claim.recorded_by == resident.staff;
    is_by || claim.subject == resident.staff || resident.household.as_ref() == Some(&claim.subject)
}

/// Takes in what came with a form. Each stands in it from then on, so that a form which comes back with a no does not ask for it again.
pub(super) async fn bring_all<P: Place>(at: &Screen<P>, typed: &mut Typed, files: Vec<Bytes>) -> Reply<Result<(), Refusal>> {
    for file in files {
        let name = hex(&Sha256::digest(&file)[..16]);
        let act = at.act(&format!("{}-{name}", typed.get("operation")), false)?;
        match expected(actions::bring(&at.books, act, file).await)? {
            Ok(done) => drop(typed.0.insert(format!("photo:{}", done.answer.id), "1".to_owned())),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    Ok(Ok(()))
}

/// Pictures that nothing has shown in time.
pub async fn unused(conn: &mut Conn, village: &VillageId, now: Moment) -> Result<Vec<String>> {
    store::unused(conn, village, now.plus_seconds(-TERM), AT_ONCE).await
}
