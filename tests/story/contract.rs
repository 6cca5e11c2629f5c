//! What programs may rely on: every route has a right, every refusal is in the document, every request can be found again, nobody is overrun.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use jifen::roster::{self, Action};
use jifen::words::Role;
use serde_json::{Value, json};

use super::browser::Browser;
use super::world::{On, VILLAGE, World, story};

/// Every route of the API: what it needs, and a body that can be read. `None` is for everybody.
fn routes() -> Vec<(&'static str, &'static str, Option<Action>, Value)> {
    use Action::*;
    let deed = json!({"rule": "签到", "subject": "1-01-1", "occurred_on": "2026-03-01"});
    let goods = json!({"goods": [{"item": "A01", "name": "香皂", "points": "5", "cost": "4", "quantity": 1}]});
    let files = json!({"files": [{"path": "rules.yaml", "text": "规则: { 公益: { 签到: 1 } }"}]});
    let nothing = Value::Null;
    let with = |mut body: Value| {
        body["on"] = json!("2026-03-01");
        body["basis"] = json!("会");
        body
    };
    vec![
        ("get", "/accounts", Some(SeeAccounts), nothing.clone()),
        ("get", "/accounts/{number}", Some(SeeAccounts), nothing.clone()),
        ("get", "/accounts/{number}/entries", Some(SeeAccounts), nothing.clone()),
        ("get", "/chain/head", None, nothing.clone()),
        ("get", "/claims", Some(SeeClaims), nothing.clone()),
        ("post", "/claims", Some(Record), deed.clone()),
        ("post", "/claims/batches", Some(Record), json!({"claims": [deed]})),
        ("get", "/claims/{id}", Some(SeeClaims), nothing.clone()),
        ("post", "/claims/{id}/approval", Some(Review), nothing.clone()),
        ("post", "/claims/{id}/rejection", Some(Review), nothing.clone()),
        ("post", "/claims/{id}/return", Some(Review), nothing.clone()),
        ("post", "/claims/{id}/reversal", Some(Correct), nothing.clone()),
        ("post", "/claims/{id}/reversal/confirmation", Some(Correct), nothing.clone()),
        ("post", "/claims/{id}/reversal/rejection", Some(Correct), nothing.clone()),
        ("post", "/claims/{id}/withdrawal", Some(Record), nothing.clone()),
        ("post", "/deliveries", Some(ManageStock), goods),
        ("get", "/fund", Some(SeeShop), nothing.clone()),
        ("post", "/fund/allocations", Some(Allocate), json!({"amount": "1", "note": "村集体"})),
        ("get", "/households", Some(SeeAccounts), nothing.clone()),
        ("get", "/households/{number}", Some(SeeHouseholds), nothing.clone()),
        ("post", "/households/{number}/split", Some(ChangeHousehold), with(json!({"members": [], "into": "9-01"}))),
        ("post", "/households/{number}/merger", Some(ChangeHousehold), with(json!({"into": "9-01"}))),
        ("post", "/households/{number}/arrival", Some(ChangeHousehold), with(json!({"member": "9-01-1", "name": "某", "coming": "born"}))),
        ("post", "/households/{number}/departure", Some(ChangeHousehold), with(json!({"members": []}))),
        ("post", "/households/{number}/death", Some(ChangeHousehold), with(json!({"member": "1-01-1"}))),
        ("post", "/households/{number}/head", Some(ChangeHousehold), with(json!({"head": "1-01-1"}))),
        ("post", "/households/{number}/correction", Some(ChangeHousehold), with(json!({}))),
        ("get", "/household-changes", Some(SeeHouseholds), nothing.clone()),
        ("get", "/household-changes/{id}", Some(SeeHouseholds), nothing.clone()),
        ("post", "/household-changes/{id}/confirmation", Some(ConfirmHousehold), nothing.clone()),
        ("post", "/household-changes/{id}/rejection", Some(ConfirmHousehold), json!({"reason": "不对"})),
        ("get", "/items", Some(SeeShop), nothing.clone()),
        ("get", "/items/{item}/label", Some(SeeShop), nothing.clone()),
        ("put", "/items/{item}/label", Some(ManageStock), json!({"name": "香皂", "points": "5", "cost": "4"})),
        ("post", "/lookups", Some(Record), json!({"text": "1-01"})),
        ("get", "/redemptions", Some(Redeem), nothing.clone()),
        ("post", "/redemptions", Some(Redeem), json!({"account": "1-01-1", "items": []})),
        ("get", "/redemptions/{id}", Some(Redeem), nothing.clone()),
        ("post", "/redemptions/{id}/cancellation", Some(Redeem), json!({"reason": "错"})),
        ("get", "/accounts/{number}/outlook", Some(SeeAccounts), nothing.clone()),
        ("get", "/rulebook", None, nothing.clone()),
        ("get", "/rulebook/in_force", None, nothing.clone()),
        ("get", "/rulebook/versions", None, nothing.clone()),
        ("get", "/rulebook/versions/{number}", None, nothing.clone()),
        ("get", "/rulebook/draft", Some(SeeDraft), nothing.clone()),
        ("get", "/rulebook/diff", Some(SeeDraft), nothing),
        ("put", "/rulebook/draft", Some(WriteDraft), files.clone()),
        ("post", "/rulebook/check", Some(SeeDraft), files),
        ("post", "/rulebook/draft/adoption", Some(Adopt), json!({"effective_on": "2026-04-01"})),
        ("post", "/rulebook/trial", Some(Try), json!({"from": "2026-01-01", "to": "2026-01-31"})),
    ]
}

async fn document(world: &World) -> Value {
    world.send(Request::get("/api/openapi.json").body(Body::empty()).unwrap()).await.body
}

/// A call of a route; with a token or without.
fn call(method: &str, village: &str, path: &str, body: &Value, token: Option<&str>) -> Request<Body> {
    let path = path.replace("{id}", "1").replace("{number}", "1-01-1").replace("{item}", "A01");
    let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(format!("/api/v1/villages/{village}{path}"));
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request =
        request.header("idempotency-key", "contract").header(header::IF_MATCH, "*").header(header::CONTENT_TYPE, "application/json");
    request.body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) }).unwrap()
}

#[tokio::test]
async fn every_route_has_a_right_and_keeps_to_it() {
    let world = World::new(On::Sqlite).await.unwrap();
    let document = document(&world).await;
    let paths = document["paths"].as_object().unwrap().iter();
    let there: BTreeSet<_> =
        paths.flat_map(|(path, ways)| ways.as_object().unwrap().keys().map(move |way| format!("{way} {path}"))).collect();
    let mut named: BTreeSet<_> = routes().iter().map(|(method, path, ..)| format!("{method} /api/v1/villages/{{village}}{path}")).collect();
    named.insert("post /api/v1/events".to_owned()); // see `events_need_the_right_to_record`
    assert_eq!(there, named, "a route without a row, or a row without a route");
    let mut roles = Vec::new();
    for role in Role::PEOPLE {
        roles.push((role, world.somebody(role).await.token));
    }
    roles.push((Role::Resident, world.resident("1-01-1").await.token));
    for (method, path, action, body) in routes() {
        let anybody = world.send(call(method, VILLAGE, path, &body, None)).await;
        assert_eq!(anybody.code() == "roster.not_signed_in", action.is_some(), "{method} {path}: {anybody:?}");
        let Some(action) = action else { continue };
        for (role, token) in &roles {
            let answer = world.send(call(method, VILLAGE, path, &body, Some(token))).await;
            assert_eq!(answer.code() == "roster.not_your_task", !roster::may(*role, action), "{role:?} {method} {path}: {answer:?}");
            let elsewhere = world.send(call(method, "elsewhere", path, &body, Some(token))).await;
            assert_eq!(elsewhere.code(), "roster.unknown_village", "{role:?} {method} {path}: {elsewhere:?}");
        }
    }
    for (page, action) in [("desk", Action::SeeClaims), ("shop", Action::Redeem), ("kiosk", Action::SeeAccounts)] {
        for (role, token) in &roles {
            let seen = Browser::signed_in(&world, token).await.opens(&format!("/{page}/{VILLAGE}")).await;
            assert_eq!(seen.status == 403, !roster::may(*role, action), "{role:?} {page}");
        }
    }
    world.end().await;
}

/// Refusals that no call of the API meets: on pages and at the command line, and what is checked before it could happen.
const ELSEWHERE: &[&str] = &[
    "awards.not_due",
    "claims.subject_missing",
    "claims.wrong_day",
    "database.wrong_url",
    "editing.at_edge",
    "editing.in_pack",
    "editing.name_taken",
    "editing.no_file",
    "editing.not_alone",
    "editing.unknown_place",
    "editing.unknown_rule",
    "editing.unreadable",
    "households.unread",
    "kiosk.unknown_number",
    "ledger.account_closed",
    "ledger.already_reversed",
    "ledger.hold_ended",
    "ledger.not_empty",
    "ledger.nothing_lapsed",
    "ledger.unknown_entry",
    "request.wrong_form",
    "roster.household_emptied",
    "roster.unknown_resident",
    "roster.unknown_staff",
    "roster.unregistered",
    "roster.wrong_rows",
    "sheet.no_rules",
    "sheet.too_long",
    "shop.price_changed",
    "shop.unknown_number",
    "village.no_folder",
];

/// The codes of refusals in the source, but for those of the command line: a dotted text before its `Kind` or after its status.
fn codes_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("cli") {
            codes_in(&path, found);
        }
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let parts: Vec<_> = code.split('"').collect();
        for at in (1..parts.len().saturating_sub(1)).step_by(2) {
            let (before, name, after) = (parts[at - 1].trim_end(), parts[at], parts[at + 1].trim_start());
            let is_dotted = name.split('.').count() == 2 && name.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte));
            let says_no = after.trim_start_matches(',').trim_start().starts_with("Kind::")
                || before.ends_with("=> (") && before.contains("StatusCode::");
            if is_dotted && says_no {
                found.insert(name.to_owned());
            }
        }
    }
}

#[tokio::test]
async fn every_refusal_is_in_the_document() {
    let world = World::new(On::Sqlite).await.unwrap();
    let document = document(&world).await;
    let post = &document["paths"]["/api/v1/villages/{village}/claims"]["post"];
    let answers = post["responses"].as_object().unwrap();
    assert!(
        answers.contains_key("201") && answers.contains_key("4XX") && answers.values().all(|answer| answer["description"] != Value::Null)
    );
    let document = document.to_string();
    let mut codes = BTreeSet::new();
    codes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut codes);
    assert!(codes.len() > 60, "the codes were not found: {codes:?}");
    let is_told = |code: &str| document.contains(&format!("`{code}`"));
    let untold: Vec<_> = codes.iter().filter(|code| !is_told(code) && !ELSEWHERE.contains(&code.as_str())).collect();
    let stale: Vec<_> = ELSEWHERE.iter().filter(|code| !codes.contains(**code) || is_told(code)).collect();
    assert!(untold.is_empty() && stale.is_empty(), "not in the document: {untold:?}; named here without need: {stale:?}");
    world.end().await;
}

story!(
    /// A request keeps the id it came with, or gets one; a problem names it, too.
    a_request_can_be_found_again,
    |world| {
        let ask = async |id: Option<&str>| {
            let mut request = Request::get(format!("/api/v1/villages/{VILLAGE}/fund"));
            if let Some(id) = id {
                request = request.header("x-request-id", id);
            }
            let answer = world.answer(request.body(Body::empty()).unwrap()).await;
            let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
            let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            let problem: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!((&problem["code"], &problem["request_id"]), (&json!("roster.not_signed_in"), &json!(id)));
            id
        };
        assert_eq!(ask(Some("county-17")).await, "county-17");
        assert_ne!(ask(None).await, ask(None).await);
        assert_ne!(ask(Some("two words")).await, "two words");
    }
);

/// A request as it comes from an address.
fn from(address: &str, method: Method, path: &str, body: &'static str) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let mut request = request.body(Body::from(body)).unwrap();
    request.extensions_mut().insert(ConnectInfo(address.parse::<SocketAddr>().unwrap()));
    request
}

#[tokio::test]
async fn nobody_overruns_the_service_or_guesses_at_the_door() {
    let world = World::new(On::Sqlite).await.unwrap();
    let statuses = async |address: &'static str, count: usize, method: Method, path: &'static str| {
        let mut statuses = BTreeSet::new();
        for _ in 0..count {
            statuses.insert(world.answer(from(address, method.clone(), path, "token=x")).await.status().as_u16());
        }
        statuses
    };
    assert_eq!(statuses("203.0.113.9:1", 10, Method::POST, "/sign-in").await, BTreeSet::from([401]));
    let eleventh = world.answer(from("203.0.113.9:2", Method::POST, "/sign-in", "token=x")).await;
    assert_eq!((eleventh.status().as_u16(), eleventh.headers()[header::RETRY_AFTER].to_str().unwrap()), (429, "6"));
    assert_eq!(statuses("203.0.113.8:1", 1, Method::POST, "/sign-in").await, BTreeSet::from([401]), "others are not held up");
    assert_eq!(statuses("203.0.113.9:1", 989, Method::GET, "/healthz").await, BTreeSet::from([200]));
    let too_often = world.send(from("203.0.113.9:1", Method::GET, "/api/openapi.json", "")).await;
    assert_eq!((too_often.status.as_u16(), too_often.code()), (429, "request.too_often"));
    world.clock.turn_to(world.house.books.clock.now().plus_seconds(1));
    assert_eq!(statuses("203.0.113.9:1", 100, Method::GET, "/healthz").await, BTreeSet::from([200]));
    assert_eq!(statuses("127.0.0.1:1", 1_200, Method::GET, "/healthz").await, BTreeSet::from([200]), "this machine is not limited");
    world.end().await;
}

#[tokio::test]
async fn counts_are_for_this_machine_and_name_nobody() {
    let world = World::new(On::Sqlite).await.unwrap();
    let keeper = world.somebody(Role::Keeper).await;
    assert_eq!(keeper.available("1-01-1").await, "0.00");
    assert_eq!(keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await.code(), "shop.points_short");
    let away = world.send(from("203.0.113.9:1", Method::GET, "/metrics", "")).await;
    assert_eq!((away.status.as_u16(), away.code()), (403, "service.only_here"));
    let counts = world.send(from("127.0.0.1:1", Method::GET, "/metrics", "")).await;
    let text = counts.body.as_str().unwrap();
    for line in [
        "jifen_writing 1",
        "jifen_requests_total{method=\"GET\",route=\"/api/v1/villages/{village}/accounts/{number}\",status=\"200\"} 1",
        "jifen_refusals_total{code=\"shop.points_short\"} 1",
    ] {
        assert!(text.lines().any(|counted| counted == line), "{line}\n{text}");
    }
    assert!(!text.contains("1-01") && !text.contains(VILLAGE), "{text}");
    drop(keeper);
    world.end().await;
}

#[tokio::test]
async fn editors_of_rule_files_get_the_schemas() {
    let world = World::new(On::Sqlite).await.unwrap();
    for (path, key) in [("/api/schema/rules.json", "规则"), ("/api/schema/village.json", "名称")] {
        let schema = world.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert!(schema.status.is_success() && schema.body["properties"][key].is_object(), "{path}: {}", schema.body);
    }
    world.end().await;
}
