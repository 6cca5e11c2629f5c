//! The announcement for everybody: on the wall, on a phone, on the kiosk. While it is announced, and for a while what it did; without names.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::model::*;
use super::refusals::ErratumRefusal;
use super::store;
use super::view::SheetView;
use crate::db::Books;
use crate::roster;
use crate::versions::{self, House, InTheHall, Library, Numbered, Screen};
use crate::web::{Reply, Shell, page};
use crate::words::{Refusal, VillageId};

/// The pages everybody may open.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/errata/{village}/{id}", get(show)).route("/kiosk/{village}/errata/{id}", get(kiosk_show))
}

/// One announcement.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "errata/sheet.html")]
pub(super) struct SheetPage {
    pub shell: Shell,
    pub view: SheetView,
}

/// An erratum that everybody may see today. Refuses `errata.unknown` and, once it is over, `errata.over`.
async fn public_sheet(books: &Books, library: &Library, village: &VillageId, id: i64) -> Reply<SheetView> {
    let today = books.clock.now().day();
    let mut conn = books.read().await?;
    let found = store::erratum(&mut conn, village, id).await?.filter(|erratum| erratum.last_on.is_some());
    let erratum: Erratum = found.ok_or_else(|| Refusal::from(ErratumRefusal::UnknownErratum(id)))?;
    if !erratum.is_public(today) {
        return Err(Refusal::from(ErratumRefusal::Over).into());
    }
    let sheet = store::sheet(&mut conn, village, &erratum).await?;
    drop(conn);
    let version = library.versions(village).await?.into_iter().find(|version| version.version == erratum.version);
    let name = library.in_force(village, today).await?.settings().name.clone();
    Ok(SheetView::of(&name, &erratum, version.as_ref(), &sheet))
}

#[derive(Deserialize)]
struct One {
    village: VillageId,
    id: i64,
}

async fn show(State(books): State<Books>, State(library): State<Library>, Path(One { village, id }): Path<One>) -> Reply<Response> {
    if roster::village(&mut books.read().await?, &village).await?.is_none() {
        return Err(roster::unknown_village().into());
    }
    let view = public_sheet(&books, &library, &village, id).await?;
    let rulebook = library.in_force(&village, books.clock.now().day()).await?;
    let shell = versions::shell(&books, &village, &rulebook, "public", format!("/villages/{village}")).titled(view.title.clone());
    let mut response = page(&SheetPage { shell, view })?;
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, noarchive"));
    Ok(response)
}

async fn kiosk_show(kiosk: Screen<InTheHall>, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    let view = public_sheet(&kiosk.books, &kiosk.library, &kiosk.village, id).await?;
    page(&SheetPage { shell: kiosk.shell(&view.title), view })
}
