//! Where each role ends, route by route: for every route whose right ends at oneself, a household, a group, a township or a county there is a row below, with a
//! call from within and one from without. A route without a row fails; so does a row that no route needs.
//!
//! Not here: rights as such and other villages (`contract`); what the pages of those roles say (`scopes`, `family`).

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, header};
use jifen::roster::{self, Action, Scope};
use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::contract::routes;
use super::evidence::picture;
use super::scopes::with_leader;
use super::world::{Answer, On, VILLAGE, World};

/// The head of 1-01, in which 1-01-2 lives, too.
const HEAD: &str = "1-01-1";
/// Head of the house next door, in the same group.
const NEIGHBOUR: &str = "1-02-1";
/// Somebody with nothing that would keep them from being forgotten.
const ALONE: &str = "2-03-1";

/// A call: who makes it (a resident by number, or whoever serves in the row's role), the end of its address, and what it brings.
type Call = (&'static str, String, Value);

/// What whoever calls from without is told.
#[derive(Debug)]
enum Told {
    /// No, with this code.
    No(&'static str),
    /// Nothing in which this stands, and nothing of whoever is within changes.
    NothingOf(&'static str),
    /// The same as everybody: the route is about nobody.
    Alike,
}

struct Row {
    route: (&'static str, &'static str),
    role: Role,
    within: Call,
    without: Call,
    told: Told,
}

/// A route about nobody.
fn about_nobody(method: &'static str, path: &'static str, role: Role) -> Row {
    let call = |who: &'static str| (who, path.replace("{item}", "A01"), Value::Null);
    let who = if role == Role::Resident { [HEAD, NEIGHBOUR] } else { ["", ""] };
    Row { route: (method, path), role, within: call(who[0]), without: call(who[1]), told: Told::Alike }
}

/// A resident's route about whoever calls, whomever else the body may name.
fn about_oneself(method: &'static str, path: &'static str, body: Value) -> Row {
    let (within, without) = ((HEAD, path.to_owned(), body.clone()), (NEIGHBOUR, path.to_owned(), body));
    Row { route: (method, path), role: Role::Resident, within, without, told: Told::NothingOf("1-01-") }
}

/// A resident's route about something of theirs: the same call by the neighbour is told that there is no such thing.
fn about_a_thing(method: &'static str, path: &'static str, id: &str, body: Value, no: &'static str) -> Row {
    let at = path.replace("{id}", id);
    let (within, without) = ((HEAD, at.clone(), body.clone()), (NEIGHBOUR, at, body));
    Row { route: (method, path), role: Role::Resident, within, without, told: Told::No(no) }
}

/// A route that names somebody or something: whoever serves in the role, or the head, names one within and one without.
fn that_names(method: &'static str, path: &'static str, role: Role, [within, without]: [(&str, Value); 2], told: Told) -> Row {
    let who = if role == Role::Resident { HEAD } else { "" };
    let call = |(id, body): (&str, Value)| (who, path.replace("{id}", id).replace("{code}", id), body);
    Row { route: (method, path), role, within: call(within), without: call(without), told }
}

/// Numbers of what there is before the calls: claims that the head said for a member and that the leader recorded, an award of the member, a picture of it.
struct There {
    said: String,
    recorded: String,
    foreign: String,
    award: String,
    photo: String,
}

fn rows(there: &There) -> Vec<Row> {
    use Role::{County, GroupLeader, Resident, Township};
    let deed = |subject: &str| json!({"rule": "拾金不昧", "subject": subject, "occurred_on": "2026-03-01", "note": "有"});
    let own = |member: &str| json!({"rule": "拾金不昧", "member": member, "occurred_on": "2026-03-01", "note": "有"});
    let event =
        |subject: &str| json!({"specversion": "1.0", "id": subject, "source": "leader", "type": "jifen.deed", "data": deed(subject)});
    let objection = json!({"award": there.award.parse::<i64>().unwrap(), "reason": "never_done", "resident": "1-01-2"});
    let report = json!({"rule": "举报违法行为有功", "occurred_on": "2026-03-01", "told": "有人倒垃圾"});
    let none = || Value::Null;
    vec![
        // Residents: oneself, and as the head one's household.
        about_oneself("get", "/claims/own", none()),
        that_names("post", "/claims/own", Resident, [("", own("1-01-2")), ("", own("1-02-1"))], Told::No("roster.not_your_household")),
        about_a_thing("post", "/claims/own/{id}/withdrawal", &there.said, none(), "claims.unknown_claim"),
        about_nobody("post", "/photos", Resident),
        about_a_thing("get", "/photos/{id}", &there.photo, none(), "claims.unknown_photo"),
        about_oneself("get", "/family", none()),
        about_a_thing("post", "/objections", "", objection, "objections.unknown_award"),
        about_a_thing("post", "/objections/{id}/appeal", "1", json!({"sentence": "不服"}), "objections.unknown"),
        about_nobody("get", "/fund", Resident),
        about_nobody("get", "/items", Resident),
        about_nobody("get", "/items/{item}/label", Resident),
        about_oneself("get", "/redemptions/own", none()),
        about_oneself("post", "/redemptions/own", json!({"items": [{"item": "A01", "quantity": 1}]})),
        about_a_thing("post", "/redemptions/own/{id}/cancellation", "1", none(), "shop.unknown_redemption"),
        about_oneself("get", "/own-data", none()),
        about_oneself("post", "/own-data/corrections", json!({"name": "某", "reason": "户口本上是这个字"})),
        about_oneself("post", "/consents", json!({"board": "honours", "given": true, "resident": "1-01-2"})),
        about_oneself("get", "/reports/own", none()),
        about_oneself("post", "/reports", report),
        about_oneself("post", "/reports/own/moves", json!({"points": "1"})),
        Row {
            within: (ALONE, "/erasures/1/withdrawal".to_owned(), none()),
            ..about_a_thing("post", "/erasures/{id}/withdrawal", "1", none(), "personal.unknown_erasure")
        },
        about_oneself("post", "/erasures", json!({"ground": "own", "resident": "1-01-2"})),
        // A group leader: the group they live in, 一组.
        that_names("post", "/claims", GroupLeader, [("", deed("1-02-1")), ("", deed("2-01-1"))], Told::No("roster.not_your_group")),
        that_names(
            "post",
            "/claims/batches",
            GroupLeader,
            [("", json!({"claims": [deed("1-02-1")]})), ("", json!({"claims": [deed("1-02-1"), deed("2-01-1")]}))],
            Told::No("claims.wrong_rows"),
        ),
        that_names(
            "post",
            "/claims/{id}/withdrawal",
            GroupLeader,
            [(there.recorded.as_str(), none()), (there.foreign.as_str(), none())],
            Told::No("claims.not_yours"),
        ),
        that_names(
            "post",
            "/lookups",
            GroupLeader,
            [("", json!({"text": "1-02"})), ("", json!({"text": "2-01"}))],
            Told::NothingOf("2-01-1"),
        ),
        that_names("get", "/group", GroupLeader, [("", none()), ("", none())], Told::NothingOf("2-01-1")),
        about_nobody("post", "/photos", GroupLeader),
        that_names("post", EVENTS, GroupLeader, [("", event("1-02-1")), ("", event("2-01-1"))], Told::No("roster.not_your_group")),
        // Officers: their township, their county.
        that_names("get", COMPARISON, Township, [("640402105000", none()), ("640402000000", none())], Told::No("roster.unknown_division")),
        that_names("get", COMPARISON, County, [("640402000000", none()), ("640403000000", none())], Told::No("roster.unknown_division")),
    ]
}

/// Routes beside those of a village.
const EVENTS: &str = "/api/v1/events";
const COMPARISON: &str = "/api/v1/divisions/{code}/comparison";

/// Every route with every role that ends before the village, as the one table says it.
fn ending_early() -> BTreeSet<String> {
    let of_village = routes().into_iter().filter_map(|(method, path, action, _)| Some((method, path, action?)));
    let all: Vec<_> = of_village.chain([("post", EVENTS, Action::Record), ("get", COMPARISON, Action::Compare)]).collect();
    let roles: Vec<Role> = Role::PEOPLE.into_iter().chain([Role::Resident]).collect();
    let with_roles = all.iter().flat_map(|route| roles.iter().map(move |role| (route, *role)));
    let ends = with_roles.filter(|((.., action), role)| roster::may(*role, *action) && roster::scope(*role, *action) != Scope::Village);
    ends.map(|((method, path, _), role)| named(method, path, role)).collect()
}

fn named(method: &str, path: &str, role: Role) -> String {
    format!("{role:?} {method} {path}")
}

/// What there is of the head and of their household, so that every call has something to find.
async fn begin(world: &World) -> There {
    let (head, secretary, leader) =
        (world.resident(HEAD).await, world.somebody(Role::Secretary).await, world.somebody(Role::GroupLeader).await);
    let award = secretary.approved("拾金不昧", "1-01-2", "2026-03-01", json!({})).await;
    secretary.approved("拾金不昧", HEAD, "2026-03-01", json!({})).await;
    secretary.approved("拾金不昧", HEAD, "2026-03-01", json!({})).await;
    let photo = head.brings("picture", picture(1)).await.text("id");
    let deed = json!({"rule": "拾金不昧", "member": "1-01-2", "occurred_on": "2026-03-01", "note": "有", "photos": [photo]});
    let said = head.post("/claims/own", deed).await.text("id");
    let recorded = leader.records("拾金不昧", "1-02-1", "2026-03-01", json!({})).await.text("id");
    let foreign = world.somebody(Role::GridWorker).await.records("拾金不昧", "2-01-1", "2026-03-01", json!({})).await.text("id");
    let mine: i64 = secretary.approved("拾金不昧", HEAD, "2026-03-01", json!({})).await.parse().unwrap();
    for (path, body) in [
        ("/objections", json!({"award": mine, "reason": "wrong_points"})),
        ("/redemptions/own", json!({"items": [{"item": "A01", "quantity": 1}]})),
        ("/reports", json!({"rule": "举报违法行为有功", "occurred_on": "2026-03-01", "told": "夜里有人倒垃圾"})),
    ] {
        let answer = head.post(path, body).await;
        assert_eq!(answer.status, 201, "{path}: {answer:?}");
    }
    assert_eq!(world.resident(ALONE).await.post("/erasures", json!({"ground": "own"})).await.status, 201);
    There { said, recorded, foreign, award, photo }
}

async fn makes(world: &World, row: &Row, (who, path, body): &Call) -> Answer {
    let token = match (row.role, *who) {
        (Role::Resident, number) => world.resident(number).await.token,
        (role, _) => world.somebody(role).await.token,
    };
    let address = if path.starts_with("/api/") { path.clone() } else { format!("/api/v1/villages/{VILLAGE}{path}") };
    let request = Request::builder().method(row.route.0.to_uppercase().as_str()).uri(address);
    let kind = if row.route.1 == EVENTS { "application/cloudevents+json" } else { "application/json" };
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}")).header("idempotency-key", world.fresh_operation());
    let request = request.header(header::CONTENT_TYPE, kind);
    world.send(request.body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) }).unwrap()).await
}

/// Everything that is stored of the head and of their member, but for when they were last signed in.
async fn stored(world: &World) -> Vec<Value> {
    let mut all = Vec::new();
    for number in [HEAD, "1-01-2"] {
        let mut data = Actor { world, token: world.resident(number).await.token }.get("/own-data").await.body;
        data["sections"].as_array_mut().unwrap().retain(|section| section["name"] != "keys");
        all.push(data["sections"].clone());
    }
    all
}

#[tokio::test]
async fn every_route_that_ends_early_is_called_from_within_and_from_without() {
    let world = World::begun(On::Sqlite, with_leader).await.unwrap();
    let there = begin(&world).await;
    let rows = rows(&there);
    let there: BTreeSet<_> = rows.iter().map(|row| named(row.route.0, row.route.1, row.role)).collect();
    assert_eq!(there, ending_early(), "a route that ends early without a row, or a row without such a route");
    assert_eq!(there.len(), rows.len(), "one row each");
    for row in &rows {
        let (what, before) = (named(row.route.0, row.route.1, row.role), stored(&world).await);
        let without = makes(&world, row, &row.without).await;
        assert_eq!(stored(&world).await, before, "{what}: something of those within changed: {without:?}");
        let within = makes(&world, row, &row.within).await;
        for answer in [&without, &within] {
            assert!(!answer.status.is_server_error() && answer.code() != "roster.not_your_task", "{what}: {answer:?}");
        }
        match row.told {
            Told::No(code) => assert!(without.code() == code && within.code() != code, "{what}: {without:?} {within:?}"),
            Told::NothingOf(whom) => assert!(!without.body.to_string().contains(whom), "{what}: {without:?}"),
            Told::Alike => assert_eq!((without.status, &without.body["code"]), (within.status, &within.body["code"]), "{what}"),
        }
        if row.route.0 == "get" && row.within != row.without && !matches!(row.told, Told::Alike) {
            assert!(within.status.is_success() && within.body != without.body, "{what} shows nothing within: {within:?}");
        }
    }
    world.end().await;
}
