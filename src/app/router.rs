//! Every route and the layers around them.

use std::any::Any;

use anyhow::anyhow;
use axum::Json;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::openapi;
use super::practice::Practice;
use super::threshold::{self, Threshold};
use crate::db::Halt;
use crate::rulebook::schema;
use crate::versions::House;
use crate::web::{self, Trouble};
use crate::words::{Moment, Refusal};
use crate::{
    adoption, claims, desk, entrance, errata, households, ledger, notices, oversight, personal, reports, roster, shop, statements,
    township, trial, versions,
};

/// The largest request body, in bytes. Where pictures come in, a route says itself how much it takes.
const LARGEST_BODY: usize = 1024 * 1024;

/// The whole service over HTTP: the house, and the practice villages beside it.
pub fn router(house: House) -> axum::Router {
    let practice = Practice::beside(&house);
    with_practice(house, practice)
}

/// The same with these practice villages.
pub fn with_practice(house: House, practice: Practice) -> axum::Router {
    let real = routes(house, practice.pages());
    practice.around(real)
}

/// One house alone, beside which nothing is.
pub(super) fn rooms(house: House) -> axum::Router {
    routes(house, axum::Router::new())
}

/// The routes of a house, and others that are answered over the same threshold.
fn routes(house: House, others: axum::Router<House>) -> axum::Router {
    let threshold = Threshold::new(&house);
    let counts = threshold.clone();
    // Routes carry their whole address: nested ones would be rewritten for every request.
    let api = OpenApiRouter::with_openapi(openapi::beginning())
        .merge(claims::routes())
        .merge(statements::routes())
        .merge(shop::routes())
        .merge(versions::routes())
        .merge(adoption::routes())
        .merge(trial::routes())
        .merge(households::routes())
        .merge(reports::routes())
        .merge(errata::routes())
        .merge(notices::routes())
        .merge(oversight::routes())
        .merge(personal::routes())
        .merge(township::routes());
    let (routes, document) = api.split_for_parts();
    routes
        .merge(pages())
        .merge(others)
        .merge(SwaggerUi::new("/api/docs").config(Config::from(openapi::ADDRESS)))
        .merge(openapi::route(&openapi::complete(document)))
        .merge(schemas())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(async move |State(house): State<House>, request: Request| counts.metrics(&house, &request)))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(
            // One stack, not five layers of the router: the router puts each of its layers into a box of its own for every request.
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(threshold, threshold::cross))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(DefaultBodyLimit::max(LARGEST_BODY))
                .layer(CompressionLayer::new()),
        )
        .with_state(house)
}

/// What editors of rule files read; the same for everybody.
fn schemas() -> axum::Router<House> {
    axum::Router::new()
        .route("/api/schema/rules.json", get(|| async { Json(schema::rules()) }))
        .route("/api/schema/village.json", get(|| async { Json(schema::village()) }))
        .route("/api/schema/story.json", get(|| async { Json(schema::story()) }))
}

/// What people see in a browser.
fn pages() -> axum::Router<House> {
    axum::Router::new()
        .merge(web::assets())
        .merge(entrance::pages())
        .merge(statements::pages())
        .merge(desk::pages())
        .merge(claims::pages())
        .merge(households::pages())
        .merge(adoption::pages())
        .merge(shop::pages())
        .merge(reports::pages())
        .merge(errata::pages())
        .merge(notices::pages())
        .merge(oversight::pages())
        .merge(personal::pages())
        .merge(trial::pages())
        .merge(township::pages())
}

/// Ready when the database answers, acts can be written and the clock is sane: later than the newest entry of any village.
async fn ready(State(house): State<House>) -> Response {
    let answers = standing(&house).await;
    let is_writing = house.books.is_writing();
    let now = house.books.clock.now();
    let newest_at = answers.as_ref().ok().and_then(|(_, newest_at)| *newest_at);
    let clock_is_sane = desk::clock(now, newest_at).next_step().is_none();
    match answers {
        Ok((villages, _)) if clock_is_sane && is_writing => {
            Json(json!({"status": "ready", "villages": villages, "now": now})).into_response()
        }
        answers => {
            let (database, clock) = (answers.is_ok(), clock_is_sane);
            let why = house.books.halted(None).map(Halt::sentence);
            let body = json!({"status": "not_ready", "database": database, "writing": is_writing, "why": why, "clock": clock,
                "now": now, "newest_entry_at": newest_at});
            (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
        }
    }
}

/// How many villages there are, and when the newest entry was made; neither while one machine of several does not answer: the villages of the others go on.
async fn standing(house: &House) -> anyhow::Result<(Option<usize>, Option<Moment>)> {
    let mut conn = house.books.read().await?;
    let found = async { anyhow::Ok((Some(roster::villages(&mut conn).await?.len()), ledger::newest_at(&mut conn).await?)) };
    found.await.or_else(|fault: anyhow::Error| if fault.is::<Refusal>() { Ok((None, None)) } else { Err(fault) })
}

/// A panic is a fault like any other: logged, and seen outside only as a number.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Trouble::from(anyhow!("panic: {}", text.unwrap_or("without words"))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::ProblemBody;

    #[test]
    fn a_panic_gives_a_number_to_tell_and_none_of_its_words() {
        let response = panicked(Box::new("index out of bounds"));
        let problem = response.extensions().get::<ProblemBody>().unwrap();
        assert!(problem.help_code.is_some() && !problem.detail.contains("bounds"), "{problem:?}");
    }
}
