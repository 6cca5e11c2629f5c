//! What residents say they did themselves: it goes to review like any deed, and nobody decides on their own.

use jifen::words::Role;
use serde_json::json;

use super::browser::Browser;
use super::evidence::{asking, picture};
use super::world::{VILLAGE, story};

/// 王某0004, who is the secretary, is a resident, too; and the village takes no claims of one's own.
fn closed(file: &str, text: String) -> String {
    if file == "village.yaml" { format!("{text}自己申报: 否\n") } else { text }
}

story!(
    /// From the phone to the points: said, shown, sent back with a reason, said again, agreed to.
    a_resident_says_what_they_did_and_reads_what_became_of_it,
    asking,
    |world| {
        let me = world.resident("1-01-2").await;
        let phone = Browser::of_resident(world, &me.token);
        let mine = format!("/v/{VILLAGE}/claims");
        assert!(phone.opens(&mine).await.says(&["您还没有申报过", "我要申报"]));
        let choose = phone.opens(&format!("{mine}/new")).await;
        assert!(choose.says(&["庭院整洁", "志愿服务"]) && !choose.says(&["说脏话"]) && !choose.says(&["举报违法"]), "{choose:?}");
        let form = phone.opens(&format!("{mine}/new?rule=%E5%BA%AD%E9%99%A2%E6%95%B4%E6%B4%81")).await;
        let operation = form.operation();
        let typed = [("operation", operation.as_str()), ("rule", "庭院整洁"), ("subject", "1-02-1"), ("day", "2026-03-01"), ("note", "扫了院子")];
        let none = phone.submit_with(&mine, &typed, &[]).await;
        assert!(none.status == 422 && none.says(&["要有照片，还没有交", "扫了院子"]), "{none:?}");
        let done = phone.submit_with(&mine, &typed, &[picture(1)]).await;
        let twice = phone.submit_with(&mine, &typed, &[picture(1)]).await;
        assert_eq!((done.leads_to(), twice.leads_to()), (format!("{mine}?done=1").as_str(), done.leads_to()), "{done:?}");
        assert!(phone.opens(done.leads_to()).await.says(&["收到了", "待审核", "还要 1 个人同意", "/photos/", "撤回"]));

        let [grid, secretary, supervisor, _] = world.everybody().await;
        let claim = secretary.get("/claims/1").await.body;
        assert_eq!((&claim["subject"], &claim["recorded_role"]), (&json!("1-01-2"), &json!("resident")), "whom it is about is not asked: {claim}");
        let desk = Browser::signed_in(world, &secretary.token).opens(&format!("/desk/{VILLAGE}/queue")).await;
        assert!(desk.says(&["本人申报", "马某0002", "/photos/"]), "{desk:?}");
        assert_eq!(secretary.post("/claims/1/return", json!({"reason": "照片看不清"})).await.status, 201);
        assert!(phone.opens(&mine).await.says(&["已退回", "村书记：退回，照片看不清"]));

        let deed = json!({"rule": "志愿服务", "occurred_on": "2026-03-01", "facts": {"时长": 5}});
        let again = me.post_as("own", "/claims/own", deed.clone()).await;
        assert_eq!((again.status.as_u16(), again.text("state").as_str()), (201, "submitted"), "{again:?}");
        assert!(me.post_as("own", "/claims/own", deed).await.replayed);
        assert_eq!(supervisor.approves("2").await.text("state"), "approved");
        assert_eq!(grid.available("1-01-2").await, "10.00");
        let list = me.get("/claims/own").await.body;
        assert_eq!((list["items"][0]["state"].as_str(), list["items"][0]["reviews"][0].as_str()), (Some("approved"), Some("村务监督委员：同意")));
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert_eq!(world.resident("1-01-1").await.get("/claims/own").await.body["items"], json!([]), "not of one's family");
    }
);

story!(
    /// Even a rule without review waits for somebody else; nobody decides for their own household; nothing that takes points, nothing that is reported.
    nobody_gives_themselves_points,
    |world| {
        let me = world.resident("2-01-1").await;
        let own = |rule: &str| json!({"rule": rule, "occurred_on": "2026-03-01", "note": "看见了"});
        let claim = me.post("/claims/own", own("签到")).await;
        assert_eq!((claim.text("state").as_str(), claim.body["reviews_missing"].as_i64()), ("submitted", Some(1)), "{claim:?}");
        let id = claim.text("id");
        // S01, the secretary, lives in 2-01.
        let secretary = world.somebody(Role::Secretary).await;
        assert_eq!(secretary.approves(&id).await.code(), "claims.own_household");
        assert_eq!(me.approves(&id).await.code(), "roster.not_your_task");
        assert_eq!(me.post("/claims/own", own("公共场合说脏话")).await.code(), "claims.not_for_oneself");
        assert_eq!(me.post("/claims/own", own("举报违法行为有功")).await.code(), "claims.protected");
        assert_eq!(me.records("签到", "2-01-1", "2026-03-01", json!({})).await.code(), "roster.not_your_task");
        let other = world.resident("1-01-1").await;
        assert_eq!(other.post(&format!("/claims/own/{id}/withdrawal"), json!({})).await.code(), "claims.unknown_claim");
        assert_eq!(other.post("/claims/own/77/withdrawal", json!({})).await.code(), "claims.unknown_claim", "both sound the same");
        let phone = Browser::of_resident(world, &me.token);
        let page = phone.opens(&format!("/v/{VILLAGE}/claims")).await;
        let withdrawal = format!("/v/{VILLAGE}/claims/{id}/withdrawal");
        assert_eq!(phone.submit(&withdrawal, &[("operation", &page.operation())]).await.status, 303);
        assert!(phone.submit(&withdrawal, &[("operation", "again")]).await.says(&["已撤回", "不能再改"]));
        assert_eq!(world.somebody(Role::Supervisor).await.approves(&id).await.code(), "claims.already_decided");
    }
);

story!(
    /// A village may want none of that; then its residents are told whom to ask.
    a_village_may_take_no_claims_of_ones_own,
    closed,
    |world| {
        let me = world.resident("1-01-2").await;
        let own = json!({"rule": "签到", "occurred_on": "2026-03-01"});
        let refused = me.post("/claims/own", own).await;
        assert!(refused.code() == "claims.not_for_oneself" && refused.text("detail").contains("网格员"), "{refused:?}");
        let phone = Browser::of_resident(world, &me.token);
        assert!(!phone.opens(&format!("/v/{VILLAGE}/claims")).await.says(&["我要申报"]));
        assert!(phone.opens(&format!("/v/{VILLAGE}/claims/new")).await.says(&["现在没有能自己申报的规则"]));
    }
);
