//! What programs may rely on: every route has a right, every refusal is in the document, every request can be found again, nobody is overrun.

use std::collections::BTreeSet;
use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use jifen::roster::{self, Action};
use jifen::words::Role;
use serde_json::{Value, json};

use super::world::{On, VILLAGE, World, from, story};

/// Every route of the API: what it needs, and a body that can be read. `None` is for everybody.
pub fn routes() -> Vec<(&'static str, &'static str, Option<Action>, Value)> {
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
        ("get", "/claims/own", Some(ClaimOwn), nothing.clone()),
        ("post", "/claims/own", Some(ClaimOwn), json!({"rule": "签到", "occurred_on": "2026-03-01"})),
        ("post", "/claims/own/{id}/withdrawal", Some(ClaimOwn), nothing.clone()),
        ("post", "/photos", Some(BringPhoto), nothing.clone()),
        ("get", "/photos/{id}", Some(SeePhotos), nothing.clone()),
        ("post", "/claims/batches", Some(Record), json!({"claims": [deed]})),
        ("get", "/claims/{id}", Some(SeeClaims), nothing.clone()),
        ("get", "/changes?from=2026-03-01&until=2026-03-31", Some(Oversee), nothing.clone()),
        ("get", "/oversight/reviewers?month=2026-02", Some(Oversee), nothing.clone()),
        ("post", "/oversight/samples", Some(Check), json!({"month": "2026-02"})),
        ("get", "/oversight/samples/{month}", Some(Oversee), nothing.clone()),
        ("post", "/oversight/samples/{month}/checks", Some(Check), json!({"claim": 1, "sound": true})),
        ("post", "/write_offs", Some(ManageStock), json!({"item": "A01", "quantity": 1, "reason": "坏了"})),
        ("get", "/shop_proposals", Some(Countersign), nothing.clone()),
        ("post", "/shop_proposals/{id}/confirmation", Some(Countersign), nothing.clone()),
        ("post", "/shop_proposals/{id}/rejection", Some(Countersign), nothing.clone()),
        ("get", "/kinships", Some(Oversee), nothing.clone()),
        ("post", "/kinships", Some(DeclareKin), json!({"staff": "S1", "household": "1-01"})),
        ("post", "/kinships/endings", Some(EndKin), json!({"staff": "S1", "household": "1-01"})),
        ("post", "/claims/{id}/approval", Some(Review), nothing.clone()),
        ("post", "/claims/{id}/rejection", Some(Review), nothing.clone()),
        ("post", "/claims/{id}/return", Some(Review), nothing.clone()),
        ("post", "/claims/{id}/reversal", Some(Correct), nothing.clone()),
        ("post", "/claims/{id}/reversal/confirmation", Some(Correct), nothing.clone()),
        ("post", "/claims/{id}/reversal/rejection", Some(Correct), nothing.clone()),
        ("post", "/claims/{id}/withdrawal", Some(Record), nothing.clone()),
        ("post", "/deliveries", Some(ManageStock), goods),
        ("get", "/family", Some(SeeFamily), nothing.clone()),
        ("get", "/group", Some(SeeGroup), nothing.clone()),
        ("get", "/errata", Some(SeeErrata), nothing.clone()),
        ("post", "/errata", Some(ProposeErratum), json!({"version": 1, "rule": "签到", "reason": "多打了一个零"})),
        ("get", "/errata/{id}", Some(SeeErrata), nothing.clone()),
        ("post", "/errata/{id}/confirmation", Some(ConfirmErratum), nothing.clone()),
        ("post", "/errata/{id}/withdrawal", Some(WithdrawErratum), json!({"reason": "看错了"})),
        ("get", "/fund", Some(SeeShop), nothing.clone()),
        ("post", "/fund/allocations", Some(Allocate), json!({"amount": "1", "note": "村集体"})),
        ("get", "/households", Some(SeeAccounts), nothing.clone()),
        (
            "post",
            "/households",
            Some(ChangeHousehold),
            with(json!({"number": "9-01", "group": "一组", "members": [{"number": "9-01-1", "name": "某"}], "coming": "moved_in"})),
        ),
        ("get", "/households/{number}", Some(SeeHouseholds), nothing.clone()),
        ("post", "/households/{number}/split", Some(ChangeHousehold), with(json!({"members": [], "into": "9-01"}))),
        ("post", "/households/{number}/merger", Some(ChangeHousehold), with(json!({"into": "9-01"}))),
        ("post", "/households/{number}/arrival", Some(ChangeHousehold), with(json!({"member": "9-01-1", "name": "某", "coming": "born"}))),
        ("post", "/households/{number}/departure", Some(ChangeHousehold), with(json!({"members": []}))),
        ("post", "/households/{number}/death", Some(ChangeHousehold), with(json!({"member": "1-01-1"}))),
        ("post", "/households/{number}/head", Some(ChangeHousehold), with(json!({"head": "1-01-1"}))),
        ("post", "/households/{number}/correction", Some(ChangeHousehold), with(json!({}))),
        ("get", "/staff", Some(ConfirmInvitation), nothing.clone()),
        ("get", "/appointments", Some(ConfirmInvitation), nothing.clone()),
        ("post", "/appointments", Some(Appoint), json!({"step": "begin", "name": "某", "role": "keeper", "basis": "一张纸"})),
        ("post", "/appointments/{id}/confirmation", Some(ConfirmAppointment), nothing.clone()),
        ("post", "/appointments/{id}/rejection", Some(RejectAppointment), json!({"reason": "不对"})),
        ("get", "/household-changes", Some(SeeHouseholds), nothing.clone()),
        ("get", "/household-changes/{id}", Some(SeeHouseholds), nothing.clone()),
        ("post", "/household-changes/{id}/confirmation", Some(ConfirmHousehold), nothing.clone()),
        ("post", "/household-changes/{id}/rejection", Some(ConfirmHousehold), json!({"reason": "不对"})),
        ("post", "/consents", Some(Consent), json!({"board": "honours", "given": true})),
        ("get", "/erasures", Some(DecideErasure), nothing.clone()),
        ("post", "/erasures", Some(AskErasure), json!({"ground": "own"})),
        ("post", "/erasures/{id}/confirmation", Some(DecideErasure), nothing.clone()),
        ("post", "/erasures/{id}/rejection", Some(DecideErasure), json!({"reason": "还要用"})),
        ("post", "/erasures/{id}/withdrawal", Some(AskErasure), nothing.clone()),
        ("get", "/own-data", Some(SeeOwn), nothing.clone()),
        ("post", "/own-data/corrections", Some(CorrectOwn), json!({"reason": "户口本上是这个字"})),
        ("get", "/items", Some(SeeShop), nothing.clone()),
        ("get", "/items/{item}/label", Some(SeeShop), nothing.clone()),
        ("put", "/items/{item}/label", Some(ManageStock), json!({"name": "香皂", "points": "5", "cost": "4"})),
        ("get", "/notices", Some(SeeNotices), nothing.clone()),
        ("post", "/notices", Some(DraftNotice), json!({"from": "2026-01-01", "until": "2026-01-31"})),
        ("get", "/notices/{id}", Some(SeeNotices), nothing.clone()),
        ("post", "/notices/{id}/return", Some(SignNotice), json!({"reason": "错"})),
        ("post", "/notices/{id}/signature", Some(SignNotice), nothing.clone()),
        ("get", "/objections", Some(SeeObjections), nothing.clone()),
        ("post", "/objections", Some(Object), json!({"award": 1, "reason": "not_ours"})),
        ("get", "/objections/{id}", Some(SeeObjections), nothing.clone()),
        ("post", "/objections/{id}/appeal", Some(Object), json!({"sentence": "不服"})),
        ("post", "/objections/{id}/appeal/ruling", Some(RuleOnAppeal), json!({"upheld": true, "reason": "对"})),
        ("post", "/objections/{id}/ruling", Some(RuleOnObjection), json!({"upheld": true, "reason": "对"})),
        ("post", "/lookups", Some(LookUp), json!({"text": "1-01"})),
        ("get", "/redemptions", Some(Redeem), nothing.clone()),
        ("post", "/redemptions", Some(Redeem), json!({"account": "1-01-1", "items": []})),
        ("get", "/redemptions/{id}", Some(Redeem), nothing.clone()),
        ("post", "/redemptions/{id}/cancellation", Some(Redeem), json!({"reason": "错"})),
        ("post", "/redemptions/{id}/collection", Some(Redeem), json!({})),
        ("get", "/redemptions/own", Some(Reserve), nothing.clone()),
        ("post", "/redemptions/own", Some(Reserve), json!({"items": []})),
        ("post", "/redemptions/own/{id}/cancellation", Some(Reserve), nothing.clone()),
        ("get", "/day_ends", Some(SeeShopBooks), nothing.clone()),
        ("post", "/day_ends", Some(ManageStock), json!({"counted": [{"item": "A01", "counted": 3}]})),
        ("get", "/day_ends/{id}", Some(SeeShopBooks), nothing.clone()),
        ("get", "/settlements", Some(SeeShopBooks), nothing.clone()),
        ("post", "/settlements", Some(Settle), nothing.clone()),
        ("get", "/settlements/{id}", Some(SeeShopBooks), nothing.clone()),
        ("post", "/settlements/{id}/signature", Some(Settle), nothing.clone()),
        ("post", "/settlements/{id}/payment", Some(PayKeeper), json!({"how": "转账"})),
        ("post", "/settlements/{id}/withdrawal", Some(Settle), json!({"reason": "错"})),
        ("get", "/accounts/{number}/outlook", Some(SeeAccounts), nothing.clone()),
        ("get", "/reports", Some(HandleReports), nothing.clone()),
        ("post", "/reports", Some(Report), json!({"rule": "举报违法行为有功", "occurred_on": "2026-03-01", "told": "有人倒垃圾"})),
        ("post", "/reports/{id}/approval", Some(HandleReports), nothing.clone()),
        ("post", "/reports/{id}/rejection", Some(HandleReports), json!({"reason": "没有"})),
        ("get", "/reports/own", Some(SeeOwn), nothing.clone()),
        ("post", "/reports/own/moves", Some(SeeOwn), json!({"points": "1"})),
        ("get", "/rulebook", None, nothing.clone()),
        ("get", "/rulebook/in_force", None, nothing.clone()),
        ("get", "/rulebook/versions", None, nothing.clone()),
        ("get", "/rulebook/versions/{number}", None, nothing.clone()),
        ("get", "/rulebook/draft", Some(SeeDraft), nothing.clone()),
        ("get", "/rulebook/diff", Some(SeeDraft), nothing),
        ("put", "/rulebook/draft", Some(WriteDraft), files.clone()),
        ("post", "/rulebook/check", Some(SeeDraft), files),
        ("post", "/rulebook/draft/adoption", Some(Adopt), json!({"effective_on": "2026-04-01"})),
        ("get", "/rulebook/adoptions", Some(SeeDraft), Value::Null),
        ("post", "/rulebook/adoptions/{id}/confirmation", Some(ConfirmAdoption), Value::Null),
        ("post", "/rulebook/adoptions/{id}/rejection", Some(RejectAdoption), json!({"reason": "不对"})),
        ("post", "/rulebook/trial", Some(Try), json!({"from": "2026-01-01", "to": "2026-01-31"})),
    ]
}

async fn document(world: &World) -> Value {
    world.send(Request::get("/api/openapi.json").body(Body::empty()).unwrap()).await.body
}

/// A call of a route; with a token or without.
fn call(method: &str, village: &str, path: &str, body: &Value, token: Option<&str>) -> Request<Body> {
    let path = path.replace("{id}", "1").replace("{number}", "1-01-1").replace("{item}", "A01").replace("{month}", "2026-02");
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
    let mut named: BTreeSet<_> = routes()
        .iter()
        .map(|(method, path, ..)| format!("{method} /api/v1/villages/{{village}}{}", path.split('?').next().unwrap()))
        .collect();
    named.insert("post /api/v1/events".to_owned()); // see `events_need_the_right_to_record`
    named.insert("get /api/v1/divisions/{code}/comparison".to_owned()); // see `township::it_is_for_the_township_alone`
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
            assert!(!answer.status.is_server_error(), "{role:?} {method} {path}: {answer:?}");
            let elsewhere = world.send(call(method, "elsewhere", path, &body, Some(token))).await;
            assert_eq!(elsewhere.code(), "roster.unknown_village", "{role:?} {method} {path}: {elsewhere:?}");
        }
    }
    world.end().await;
}

/// Whom a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Anybody,
    /// Whoever serves the village, in whatever role; devices do not.
    Staff,
    Those(Action),
    /// Whoever may do both.
    Both(Action, Action),
}

/// Every page: who may see or use it.
const PAGES: &[(&str, &str, For)] = &[
    ("get", "/", For::Anybody),
    ("get", "/assets/{file}", For::Anybody),
    ("get", "/desk/{village}", For::Those(Action::SeeClaims)),
    ("get", "/desk/{village}/batch", For::Both(Action::SeeClaims, Action::Record)),
    ("post", "/desk/{village}/batch", For::Both(Action::SeeClaims, Action::Record)),
    ("get", "/desk/{village}/cards", For::Those(Action::HandOutCards)),
    ("post", "/desk/{village}/cards", For::Those(Action::HandOutCards)),
    ("post", "/desk/{village}/cards/revocation", For::Those(Action::HandOutCards)),
    ("post", "/desk/{village}/cards/phone", For::Those(Action::HandOutCards)),
    ("post", "/desk/{village}/cards/sheet", For::Those(Action::HandOutCards)),
    ("post", "/desk/{village}/claims", For::Those(Action::SeeClaims)),
    ("get", "/desk/{village}/claims/{id}", For::Those(Action::SeeClaims)),
    ("post", "/desk/{village}/claims/{id}/review", For::Those(Action::Review)), // the form below approves
    ("get", "/desk/{village}/photos/{id}", For::Both(Action::SeeClaims, Action::SeePhotos)),
    ("get", "/grid/{village}", For::Those(Action::RecordOnTheWay)),
    ("get", "/grid/{village}/group", For::Those(Action::SeeGroup)),
    ("get", "/grid/{village}/record", For::Those(Action::RecordOnTheWay)),
    ("post", "/grid/{village}/record", For::Those(Action::RecordOnTheWay)),
    ("get", "/grid/{village}/standing", For::Those(Action::RecordOnTheWay)),
    ("get", "/grid/queue.js", For::Anybody),
    ("get", "/grid/worker.js", For::Anybody),
    ("get", "/v/{village}/claims", For::Those(Action::SeeOwn)),
    ("post", "/v/{village}/claims", For::Those(Action::ClaimOwn)),
    ("get", "/v/{village}/claims/new", For::Those(Action::ClaimOwn)),
    ("post", "/v/{village}/claims/{id}/withdrawal", For::Those(Action::ClaimOwn)),
    ("get", "/v/{village}/photos/{id}", For::Those(Action::SeeOwn)),
    ("get", "/desk/{village}/errata", For::Those(Action::SeeErrata)),
    ("post", "/desk/{village}/errata", For::Both(Action::SeeErrata, Action::ProposeErratum)),
    ("get", "/desk/{village}/errata/{id}", For::Those(Action::SeeErrata)),
    ("post", "/desk/{village}/errata/{id}/confirmation", For::Both(Action::SeeErrata, Action::ConfirmErratum)),
    ("get", "/desk/{village}/errata/{id}/sheet", For::Those(Action::SeeErrata)),
    ("get", "/desk/{village}/errata/{id}/statements", For::Those(Action::SeeErrata)),
    ("post", "/desk/{village}/errata/{id}/withdrawal", For::Both(Action::SeeErrata, Action::WithdrawErratum)),
    ("get", "/desk/{village}/expiring", For::Those(Action::SeeHouseholds)),
    ("post", "/desk/{village}/household-change", For::Both(Action::SeeHouseholds, Action::ChangeHousehold)),
    ("post", "/desk/{village}/household-changes/{id}/decision", For::Both(Action::SeeHouseholds, Action::ConfirmHousehold)),
    ("get", "/desk/{village}/fund", For::Those(Action::SeeUpkeep)),
    ("post", "/desk/{village}/help", For::Those(Action::SeeClaims)),
    ("get", "/desk/{village}/health", For::Those(Action::SeeUpkeep)),
    ("get", "/desk/{village}/month", For::Those(Action::SeeUpkeep)),
    ("get", "/desk/{village}/queue", For::Those(Action::SeeClaims)),
    ("get", "/desk/{village}/households", For::Those(Action::SeeHouseholds)),
    ("post", "/desk/{village}/households", For::Those(Action::SeeHouseholds)),
    ("get", "/desk/{village}/households/new", For::Both(Action::SeeHouseholds, Action::ChangeHousehold)),
    ("post", "/desk/{village}/households/new", For::Both(Action::SeeHouseholds, Action::ChangeHousehold)),
    ("get", "/desk/{village}/devices", For::Those(Action::RegisterDevices)),
    ("post", "/desk/{village}/devices", For::Those(Action::RegisterDevices)),
    ("post", "/desk/{village}/devices/code", For::Those(Action::RegisterDevices)),
    ("post", "/desk/{village}/devices/revocation", For::Those(Action::RegisterDevices)),
    ("get", "/desk/{village}/notices", For::Those(Action::SeeNotices)),
    ("post", "/desk/{village}/notices", For::Both(Action::SeeNotices, Action::DraftNotice)),
    ("get", "/desk/{village}/notices/{id}", For::Those(Action::SeeNotices)),
    ("get", "/desk/{village}/notices/{id}/sheet", For::Those(Action::SeeNotices)),
    ("post", "/desk/{village}/notices/{id}/signature", For::Both(Action::SeeNotices, Action::SignNotice)),
    ("get", "/desk/{village}/objections", For::Those(Action::SeeNotices)),
    ("post", "/desk/{village}/objections", For::Both(Action::SeeNotices, Action::Object)),
    ("post", "/desk/{village}/objections/{id}/appeal", For::Both(Action::SeeNotices, Action::Object)),
    ("post", "/desk/{village}/objections/{id}/ruling", For::Both(Action::SeeNotices, Action::RuleOnObjection)),
    ("get", "/desk/{village}/oversight", For::Those(Action::Oversee)),
    ("get", "/desk/{village}/oversight/changes", For::Those(Action::Oversee)),
    ("post", "/desk/{village}/oversight/changes", For::Those(Action::Oversee)),
    ("post", "/desk/{village}/oversight/checks", For::Both(Action::Oversee, Action::Check)),
    ("post", "/desk/{village}/oversight/kin", For::Both(Action::Oversee, Action::DeclareKin)),
    ("post", "/desk/{village}/oversight/samples", For::Both(Action::Oversee, Action::Check)),
    ("post", "/desk/{village}/oversight/shop", For::Both(Action::Oversee, Action::Countersign)),
    ("get", "/desk/{village}/personal", For::Those(Action::DecideErasure)),
    ("post", "/desk/{village}/personal/consent", For::Both(Action::DecideErasure, Action::Consent)),
    ("post", "/desk/{village}/personal/erasure", For::Both(Action::DecideErasure, Action::AskErasure)),
    ("post", "/desk/{village}/personal/{id}/decision", For::Those(Action::DecideErasure)),
    ("post", "/desk/{village}/pins/agreement", For::Those(Action::HandOutCards)),
    ("post", "/desk/{village}/pins/code", For::Those(Action::HandOutCards)),
    ("post", "/desk/{village}/pins/reset", For::Those(Action::HandOutCards)),
    ("get", "/desk/{village}/record", For::Both(Action::SeeClaims, Action::Record)),
    ("post", "/desk/{village}/record", For::Both(Action::SeeClaims, Action::Record)),
    ("get", "/desk/{village}/rules", For::Those(Action::SeeDraft)),
    ("post", "/desk/{village}/rules", For::Both(Action::SeeDraft, Action::WriteDraft)),
    ("get", "/desk/{village}/rules/adoption", For::Those(Action::SeeDraft)),
    ("post", "/desk/{village}/rules/adoption", For::Both(Action::SeeDraft, Action::Adopt)),
    ("post", "/desk/{village}/rules/adoption/confirmation", For::Both(Action::SeeDraft, Action::ConfirmAdoption)),
    ("post", "/desk/{village}/rules/adoption/rejection", For::Both(Action::SeeDraft, Action::RejectAdoption)),
    ("get", "/desk/{village}/rules/changes", For::Those(Action::SeeDraft)),
    ("get", "/desk/{village}/rules/new", For::Both(Action::SeeDraft, Action::WriteDraft)),
    ("post", "/desk/{village}/rules/new", For::Both(Action::SeeDraft, Action::WriteDraft)),
    ("get", "/desk/{village}/rules/rule", For::Those(Action::SeeDraft)),
    ("post", "/desk/{village}/rules/rule", For::Both(Action::SeeDraft, Action::WriteDraft)),
    ("get", "/desk/{village}/rules/text", For::Those(Action::SeeDraft)),
    ("post", "/desk/{village}/rules/text", For::Both(Action::SeeDraft, Action::WriteDraft)),
    ("get", "/desk/{village}/rules/trial", For::Both(Action::SeeDraft, Action::Try)),
    ("get", "/desk/{village}/rules/versions", For::Those(Action::SeeDraft)),
    ("get", "/desk/{village}/rules/versions/{id}", For::Those(Action::SeeDraft)),
    ("get", "/desk/{village}/staff", For::Those(Action::ConfirmInvitation)),
    ("post", "/desk/{village}/staff/appointments", For::Those(Action::Appoint)),
    ("post", "/desk/{village}/staff/appointments/{id}/decision", For::Those(Action::RejectAppointment)), // the form below turns it down
    ("post", "/desk/{village}/staff/agreement", For::Those(Action::ConfirmInvitation)),
    ("post", "/desk/{village}/staff/invitation", For::Those(Action::Invite)),
    ("post", "/desk/{village}/staff/second-factor", For::Those(Action::Invite)),
    ("post", "/desk/{village}/staff/sessions", For::Those(Action::Invite)),
    ("get", "/errata/{village}/{id}", For::Anybody),
    ("get", "/healthz", For::Anybody),
    ("get", "/kiosk/{village}", For::Those(Action::SeeShop)),
    ("get", "/kiosk/{village}/errata/{id}", For::Those(Action::SeeShop)),
    ("get", "/kiosk/{village}/notices", For::Those(Action::SeeShop)),
    ("get", "/kiosk/{village}/notices/{id}", For::Those(Action::SeeShop)),
    ("get", "/kiosk/{village}/registration", For::Anybody),
    ("post", "/kiosk/{village}/registration", For::Anybody),
    ("get", "/kiosk/{village}/shelf", For::Those(Action::SeeShop)),
    ("get", "/me", For::Staff),
    ("get", "/me/page", For::Staff),
    ("post", "/me/password", For::Staff),
    ("post", "/me/second-factor", For::Staff),
    ("post", "/me/second-factor/code", For::Staff),
    ("post", "/me/sessions", For::Staff),
    ("get", "/metrics", For::Anybody), // who asks from another machine is told so
    ("get", "/notices/{village}", For::Anybody),
    ("get", "/notices/{village}/{id}", For::Anybody),
    ("get", "/practice/{village}", For::Staff),
    ("post", "/practice/{village}", For::Staff),
    ("post", "/practice/{village}/anew", For::Staff),
    ("post", "/practice/{village}/leaving", For::Staff),
    ("get", "/readyz", For::Anybody),
    ("get", "/reports/{village}", For::Those(Action::HandleReports)),
    ("get", "/reports/{village}/report", For::Those(Action::HandleReports)),
    ("post", "/reports/{village}/report", For::Those(Action::HandleReports)),
    ("post", "/reports/{village}/{id}/decision", For::Those(Action::HandleReports)),
    ("get", "/shop/{village}", For::Those(Action::Redeem)),
    ("post", "/shop/{village}", For::Those(Action::Redeem)),
    ("post", "/shop/{village}/kept", For::Those(Action::Redeem)),
    ("post", "/shop/{village}/redemptions", For::Those(Action::Redeem)),
    ("get", "/shop/{village}/redemptions/{id}", For::Those(Action::Redeem)),
    ("post", "/shop/{village}/redemptions/{id}/cancellation", For::Those(Action::Redeem)),
    ("post", "/shop/{village}/redemptions/{id}/collection", For::Those(Action::Redeem)),
    ("get", "/shop/{village}/stock", For::Those(Action::SeeShopBooks)),
    ("post", "/shop/{village}/deliveries", For::Both(Action::SeeShopBooks, Action::ManageStock)),
    ("post", "/shop/{village}/write_offs", For::Both(Action::SeeShopBooks, Action::ManageStock)),
    ("post", "/shop/{village}/proposals", For::Both(Action::SeeShopBooks, Action::Countersign)),
    ("get", "/shop/{village}/day-ends", For::Those(Action::SeeShopBooks)),
    ("post", "/shop/{village}/day-ends", For::Both(Action::SeeShopBooks, Action::ManageStock)),
    ("get", "/shop/{village}/day-ends/{id}", For::Those(Action::SeeShopBooks)),
    ("get", "/shop/{village}/settlements", For::Those(Action::SeeShopBooks)),
    ("post", "/shop/{village}/settlements", For::Both(Action::SeeShopBooks, Action::Settle)),
    ("get", "/shop/{village}/settlements/{id}", For::Those(Action::SeeShopBooks)),
    ("post", "/shop/{village}/settlements/{id}/signature", For::Both(Action::SeeShopBooks, Action::Settle)),
    ("post", "/shop/{village}/settlements/{id}/payment", For::Both(Action::SeeShopBooks, Action::PayKeeper)),
    ("post", "/shop/{village}/settlements/{id}/withdrawal", For::Both(Action::SeeShopBooks, Action::Settle)),
    ("get", "/sign-in", For::Anybody),
    ("post", "/sign-in", For::Anybody),
    ("get", "/sign-in/invitation", For::Anybody),
    ("post", "/sign-in/invitation", For::Anybody),
    ("post", "/sign-out", For::Anybody),
    ("get", "/township", For::Those(Action::Compare)),
    ("get", "/township/{code}", For::Those(Action::Compare)),
    ("get", "/township/{code}/comparison.xlsx", For::Those(Action::Compare)),
    ("get", "/township/{code}/definitions", For::Those(Action::Compare)),
    ("get", "/township/{code}/wall", For::Those(Action::Compare)),
    ("get", "/v/{village}", For::Those(Action::SeeOwn)),
    ("get", "/v/{village}/data", For::Those(Action::SeeOwn)),
    ("post", "/v/{village}/data/consent", For::Those(Action::SeeOwn)),
    ("post", "/v/{village}/data/correction", For::Those(Action::SeeOwn)),
    ("post", "/v/{village}/data/erasure", For::Those(Action::SeeOwn)),
    ("post", "/v/{village}/data/erasure/withdrawal", For::Those(Action::SeeOwn)),
    ("get", "/v/{village}/data.json", For::Those(Action::SeeOwn)),
    ("get", "/v/{village}/data.xlsx", For::Those(Action::SeeOwn)),
    ("post", "/v/{village}/end", For::Anybody),
    ("post", "/v/{village}/here", For::Anybody), // whoever has no session is not missed
    ("post", "/v/{village}/letters", For::Anybody),
    ("post", "/v/{village}/not-me", For::Those(Action::SeeOwn)),
    ("post", "/v/{village}/moves", For::Those(Action::SeeOwn)),
    ("get", "/v/{village}/errata", For::Those(Action::SeeOwn)),
    ("get", "/v/{village}/family", For::Those(Action::SeeFamily)),
    ("post", "/v/{village}/family", For::Those(Action::SeeFamily)),
    ("get", "/v/{village}/objections", For::Those(Action::Object)),
    ("post", "/v/{village}/objections", For::Those(Action::Object)),
    ("get", "/v/{village}/objections/new", For::Those(Action::Object)),
    ("post", "/v/{village}/objections/{id}/appeal", For::Those(Action::Object)),
    ("post", "/v/{village}/pin", For::Anybody),
    ("get", "/v/{village}/report", For::Those(Action::SeeOwn)),
    ("post", "/v/{village}/report", For::Those(Action::SeeOwn)),
    ("get", "/v/{village}/shelf", For::Those(Action::Reserve)),
    ("post", "/v/{village}/shelf", For::Those(Action::Reserve)),
    ("get", "/v/{village}/vouchers/{id}", For::Those(Action::Reserve)),
    ("post", "/v/{village}/vouchers/{id}/cancellation", For::Those(Action::Reserve)),
    ("get", "/v/{village}/who", For::Anybody),
    ("post", "/v/{village}/who", For::Anybody),
    ("get", "/villages/{village}", For::Anybody),
    ("get", "/villages/{village}/earning", For::Anybody),
    ("get", "/villages/{village}/help", For::Anybody),
    ("post", "/villages/{village}/help", For::Anybody),
    ("get", "/villages/{village}/sheet", For::Anybody),
    ("get", "/villages/{village}/verify", For::Anybody),
];

/// The routes that the source names beside those of the API.
fn routes_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            routes_in(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap().replace(".route(SIGN_IN,", ".route(\"/sign-in\",");
            // However the lines are broken, a route ends where its statement does.
            let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            for rest in text.split(".route(\"").skip(1) {
                let (address, ways) = rest.split_once('"').unwrap();
                let ways = ways.split([';', '}']).next().unwrap();
                let named = ["get", "post", "put", "delete", "patch"].into_iter().filter(|way| ways.contains(&format!("{way}(")));
                found.extend(named.filter(|_| !address.starts_with("/api/schema/")).map(|way| format!("{way} {address}")));
            }
        }
    }
}

/// A browser that opens or submits a page, with a token in each of its cookies or with none. The form has everything any form asks for.
async fn visit(world: &World, method: &str, address: &str, token: Option<&str>, origin: &str) -> (u16, String) {
    let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(address);
    request = request.header(header::HOST, "village.example").header(header::ORIGIN, origin);
    if let Some(token) = token {
        request = request.header(header::COOKIE, format!("jifen={token}; jifen_mine={token}"));
    }
    let form = "operation=o&number=9-99-9&name=x&ruling=approve&reason=x&rule=x&subject=x&day=2026-03-01&do=look&account=x&agreed=1&old=x\
                &from=2026-02-01&until=2026-02-02&award=1&resident=x&sentence=x&points=1&told=x&occurred_on=2026-03-01&month=2026-02&claim=1&verdict=sound&staff=x&household=x&id=1&item=x&password=x&again=y&code=1&invitation=x&village=x&login=x&kind=kiosk&board=honours&given=yes&ground=paper&basis=x";
    let body = if method == "post" { Body::from(form) } else { Body::empty() };
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body).unwrap();
    let answer = world.answer(request).await;
    let (status, leads_to) = (answer.status().as_u16(), answer.headers().get(header::LOCATION).cloned());
    let text = axum::body::to_bytes(answer.into_body(), 1 << 22).await.unwrap();
    (status, leads_to.map_or_else(|| String::from_utf8_lossy(&text).into_owned(), |to| to.to_str().unwrap().to_owned()))
}

#[tokio::test]
async fn every_page_has_a_right_and_keeps_to_it() {
    let mut there = BTreeSet::new();
    routes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut there);
    let named: BTreeSet<_> = PAGES.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(there, named, "a page without a row, or a row without a page");
    let world = World::new(On::Sqlite).await.unwrap();
    let own = "http://village.example";
    for (method, path, who) in PAGES {
        let address = path.replace("{id}", "1").replace("{file}", "x").replace("{village}", VILLAGE).replace("{code}", "640402105000");
        if *method == "post" {
            let (status, text) = visit(&world, method, &address, None, "https://evil.example").await;
            assert!(status == 403 && text.contains("来自别的网站"), "{method} {path} from another site: {status}");
        }
        let (status, text) = visit(&world, method, &address, None, own).await;
        let is_led_away = status == 303 && text.starts_with("/sign-in") && *path != "/sign-in";
        assert_eq!(is_led_away && !text.contains("chosen"), *who != For::Anybody, "{method} {path}: {status} {text}");
        for role in Role::PEOPLE.into_iter().chain([Role::Resident]) {
            let token = match role {
                Role::Resident => world.resident("1-01-1").await.token,
                _ => world.somebody(role).await.token,
            };
            let may = match who {
                For::Anybody => true,
                For::Staff => role != Role::Resident && !role.is_device(),
                For::Those(action) => roster::may(role, *action),
                For::Both(one, other) => roster::may(role, *one) && roster::may(role, *other),
            };
            let (status, text) = visit(&world, method, &address, Some(&token), own).await;
            assert_eq!(status == 403 && text.contains("不办这件事"), !may, "{role:?} {method} {path}: {status} {text}");
            assert!(status < 500, "{role:?} {method} {path}: {status} {text}");
            if *who != For::Anybody && path.contains("{village}") {
                let token = if role == Role::Resident { world.resident("1-01-1").await.token } else { token };
                let (status, text) = visit(&world, method, &address.replace(VILLAGE, "elsewhere"), Some(&token), own).await;
                assert!(status == 404 && text.contains("没有这个村"), "{role:?} {method} {path} elsewhere: {status} {text}");
            }
        }
    }
    world.end().await;
}

/// What an answer tells a browser about what it may do.
async fn bounds(world: &World, path: &str, scheme: Option<&str>) -> String {
    let mut request = Request::get(path);
    if let Some(scheme) = scheme {
        request = request.header("x-forwarded-proto", scheme);
    }
    let answer = world.answer(request.body(Body::empty()).unwrap()).await;
    let told = [
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-opener-policy",
        "permissions-policy",
        "strict-transport-security",
        "cache-control",
    ];
    told.map(|name| answer.headers().get(name).map_or("-", |value| value.to_str().unwrap())).join(" | ")
}

#[tokio::test]
async fn every_answer_keeps_browsers_in_bounds() {
    let world = World::new(On::Sqlite).await.unwrap();
    let common = "nosniff | same-origin | same-origin | camera=(self), geolocation=(), microphone=()";
    let page = "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    let program = "default-src 'none'; frame-ancestors 'none'";
    let docs = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";
    let table = [
        ("/", page),
        ("/sign-in", page),
        ("/nothing-here", page),
        ("/v/suanli/who", page),
        ("/kiosk/suanli/registration", page),
        ("/api/openapi.json", program),
        ("/api/v1/villages/suanli/fund", program),
        ("/api/v1/nothing-here", program),
        ("/healthz", program),
        ("/api/docs/", docs),
    ];
    for (path, policy) in table {
        assert_eq!(bounds(&world, path, None).await, format!("{policy} | {common} | - | no-store"), "{path}");
        let safe = bounds(&world, path, Some("https")).await;
        assert_eq!(safe, format!("{policy} | {common} | max-age=63072000 | no-store"), "{path}");
    }
    world.house.doorkeeper.give_password(&world.village(), "S01", super::browser::PASSWORD).await.unwrap();
    let typed = format!("village={VILLAGE}&login=S01&password={}", super::browser::PASSWORD);
    let request = Request::post("/sign-in").header("x-forwarded-proto", "https");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(typed)).unwrap();
    let answer = world.answer(request).await;
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
    world.end().await;
}

/// Also what is turned away before any handler sees it, what leads elsewhere, and files: nothing leaves without its bounds.
#[tokio::test]
async fn answers_out_of_the_ordinary_keep_them_too() {
    let world = World::new(On::Sqlite).await.unwrap();
    let token = world.somebody(Role::Township).await.token;
    let as_township = |path: &str| Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::empty()).unwrap();
    let home = world.answer(Request::get("/").body(Body::empty()).unwrap()).await.into_body().collect().await.unwrap().to_bytes();
    let home = String::from_utf8(home.to_vec()).unwrap();
    let style = format!("/assets/style-{}", home.split("/assets/style-").nth(1).unwrap().split('"').next().unwrap());
    let table = [
        ("an asset", 200, Request::get(&style).body(Body::empty()).unwrap()),
        ("on to the door", 303, Request::get("/v/suanli").body(Body::empty()).unwrap()),
        ("from another site", 403, Request::post("/sign-in").header(header::ORIGIN, "https://evil.example").body(Body::empty()).unwrap()),
        (
            "too large",
            413,
            Request::post("/sign-in").header(header::CONTENT_LENGTH, "9999999").body(Body::from(vec![b'a'; 9_999_999])).unwrap(),
        ),
        ("wrong method", 405, Request::put("/sign-in").body(Body::empty()).unwrap()),
        ("a spreadsheet", 200, as_township("/township/640402105000/comparison.xlsx?month=2026-03")),
    ];
    for (what, status, request) in table {
        let answer = world.answer(request).await;
        assert_eq!(answer.status(), status, "{what}");
        for name in ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cache-control"]
        {
            assert!(answer.headers().contains_key(name), "{what} without {name}");
        }
    }
    world.end().await;
}

/// Refusals that no call of the API meets: on pages and at the command line, and what is checked before it could happen.
const ELSEWHERE: &[&str] = &[
    "adoption.not_filled",
    "editing.unread",
    "awards.not_due",
    "claims.subject_missing",
    "claims.wrong_day",
    "cluster.done_already",
    "cluster.no_extension",
    "cluster.not_empty",
    "database.half_done",
    "database.newer",
    "database.wrong_url",
    "editing.at_edge",
    "editing.in_pack",
    "editing.name_taken",
    "editing.no_file",
    "editing.not_alone",
    "editing.unknown_place",
    "editing.unknown_rule",
    "editing.unreadable",
    "errata.not_over",
    "errata.over",
    "errata.still_waiting",
    "notices.not_over",
    "notices.over",
    "notices.still_waiting",
    "notices.wrong_code",
    "entrance.code_missing",
    "entrance.device_name_taken",
    "entrance.has_password",
    "entrance.has_pin",
    "entrance.has_second_factor",
    "entrance.no_second_factor",
    "entrance.nobody_for_cards",
    "entrance.not_yours_to_invite",
    "entrance.own_factor",
    "entrance.password_common",
    "entrance.password_long",
    "entrance.password_short",
    "entrance.pin_weak",
    "entrance.shown_once",
    "entrance.slip_over",
    "entrance.too_many_people",
    "entrance.unknown_device",
    "entrance.unknown_number",
    "entrance.unlike",
    "entrance.wrong_code",
    "entrance.wrong_desk_code",
    "entrance.wrong_login",
    "entrance.wrong_phone",
    "households.unread",
    "ledger.account_closed",
    "ledger.already_reversed",
    "ledger.hold_ended",
    "ledger.not_empty",
    "ledger.nothing_lapsed",
    "ledger.unknown_entry",
    "reports.nothing_rewarded",
    "reports.wrong_day",
    "personal.not_on_kiosk",
    "request.wrong_form",
    "roster.household_emptied",
    "roster.unknown_resident",
    "roster.unregistered",
    "roster.wrong_rows",
    "sheet.no_rules",
    "sheet.too_long",
    "shop.card_first",
    "shop.foreign_voucher",
    "shop.not_finished",
    "shop.price_changed",
    "shop.reservation_not_over",
    "shop.unknown_number",
    "village.linked_outside",
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

#[tokio::test]
async fn nobody_overruns_the_service_or_guesses_at_the_door() {
    let world = World::new(On::Sqlite).await.unwrap();
    let statuses = async |address: &'static str, count: usize, method: Method, path: &'static str| {
        let mut statuses = BTreeSet::new();
        for _ in 0..count {
            statuses.insert(
                world.answer(from(address, method.clone(), path, "village=elsewhere&login=S01&password=x")).await.status().as_u16(),
            );
        }
        statuses
    };
    assert_eq!(statuses("203.0.113.9:1", 10, Method::POST, "/sign-in").await, BTreeSet::from([401]));
    let eleventh = world.answer(from("203.0.113.9:2", Method::POST, "/sign-in", "village=elsewhere&login=S01&password=x")).await;
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
        "jifen_last_backup_timestamp_seconds 0",
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
    for (path, key) in [("/api/schema/rules.json", "规则"), ("/api/schema/village.json", "名称"), ("/api/schema/story.json", "记录")]
    {
        let schema = world.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert!(schema.status.is_success() && schema.body["properties"][key].is_object(), "{path}: {}", schema.body);
    }
    world.end().await;
}
