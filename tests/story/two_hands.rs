//! What nobody does alone: in the shop, and with the rules.

use axum::http::Method;
use jifen::words::Role;
use serde_json::json;

use super::browser::Browser;
use super::world::{VILLAGE, story};

story!(
    /// Goods are written off, and a redemption of an earlier day is taken back, when a second one agrees; never by the one who proposed it.
    a_second_one_must_agree,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let (keeper, supervisor) = (world.somebody(Role::Keeper).await, world.somebody(Role::Supervisor).await);
        let write_off = |item: &str, quantity: i64, reason: &str| {
            keeper.post("/write_offs", json!({"item": item, "quantity": quantity, "reason": reason}))
        };
        let stock = async || {
            let shelf = keeper.get("/items").await;
            let items = shelf.body["items"].as_array().unwrap().clone();
            items.iter().find(|item| item["item"] == "A01").unwrap()["stock"].as_i64().unwrap()
        };
        let there = stock().await;
        assert_eq!(write_off("Z99", 1, "压坏了").await.code(), "shop.unknown_item");
        assert_eq!(write_off("A01", 0, "压坏了").await.code(), "shop.wrong_quantity");
        assert_eq!(write_off("A01", there + 1, "压坏了").await.code(), "shop.out_of_stock");
        assert_eq!(write_off("A01", 1, " ").await.code(), "shop.reason_missing");
        let lost = write_off("A01", there, "压坏了").await;
        assert_eq!((lost.status.as_u16(), lost.text("state").as_str(), stock().await), (201, "proposed", there));
        let id = lost.text("id");
        let confirm = format!("/shop_proposals/{id}/confirmation");
        assert_eq!(keeper.post(&confirm, json!({})).await.code(), "shop.same_proposer");
        assert_eq!(grid.post(&confirm, json!({})).await.code(), "roster.not_your_task");
        assert_eq!(secretary.post("/shop_proposals/9/confirmation", json!({})).await.code(), "shop.unknown_proposal");
        assert_eq!(secretary.get("/shop_proposals").await.body["items"][0]["reason"], "压坏了");

        let claim = grid.records("拾金不昧", "1-02-1", "2026-03-01", json!({})).await.text("id");
        assert_eq!(supervisor.approves(&claim).await.status, 201);
        let slip = keeper.redeems("1-02-1", json!([{"item": "A01", "quantity": 1}])).await;
        assert_eq!(slip.status, 201, "{slip:?}");
        assert_eq!(secretary.post(&confirm, json!({})).await.code(), "shop.out_of_stock", "one was handed out meanwhile");
        assert_eq!(keeper.post(&format!("/shop_proposals/{id}/rejection"), json!({})).await.text("state"), "rejected");
        assert_eq!(secretary.post(&confirm, json!({})).await.code(), "shop.already_decided");
        let again = write_off("A01", 1, "压坏了").await.text("id");
        assert_eq!(secretary.post(&format!("/shop_proposals/{again}/confirmation"), json!({})).await.text("state"), "confirmed");
        assert_eq!(stock().await, there - 2);

        world.wake_up_on("2026-03-03").await;
        let back = format!("/redemptions/{}/cancellation", slip.text("id"));
        let late = keeper.post(&back, json!({"reason": "拿错了"})).await;
        assert_eq!((late.text("state").as_str(), keeper.available("1-02-1").await.as_str()), ("cancellation_proposed", "0.00"));
        assert_eq!(keeper.post(&back, json!({"reason": "拿错了"})).await.code(), "shop.already_proposed");
        let confirm = "/shop_proposals/3/confirmation";
        assert_eq!(keeper.post(confirm, json!({})).await.code(), "shop.same_proposer");
        assert_eq!(supervisor.post(confirm, json!({})).await.text("state"), "confirmed");
        assert_eq!((keeper.available("1-02-1").await.as_str(), stock().await), ("5.00", there - 1));
        assert_eq!(keeper.post(&back, json!({"reason": "拿错了"})).await.code(), "shop.already_cancelled");

        // What their own household has bought a keeper does not take back alone, not even the same day, and does not decide on either.
        let own = grid.records("拾金不昧", "2-03-1", "2026-03-01", json!({})).await.text("id");
        assert_eq!(supervisor.approves(&own).await.status, 201);
        let slip = keeper.redeems("2-03-1", json!([{"item": "A01", "quantity": 1}])).await.text("id");
        let proposed = keeper.post(&format!("/redemptions/{slip}/cancellation"), json!({"reason": "不要了"})).await;
        assert_eq!((proposed.text("state").as_str(), keeper.available("2-03-1").await.as_str()), ("cancellation_proposed", "0.00"));
        assert_eq!(keeper.post("/shop_proposals/4/confirmation", json!({})).await.code(), "shop.same_proposer");
        assert_eq!(supervisor.post("/kinships", json!({"staff": "S02", "household": "2-03"})).await.status, 201);
        assert_eq!(supervisor.post("/shop_proposals/4/confirmation", json!({})).await.code(), "shop.own_household");
        assert_eq!(secretary.post("/shop_proposals/4/confirmation", json!({})).await.text("state"), "confirmed");
        assert_eq!(stock().await, there - 1);

        let counter = Browser::signed_in(world, &keeper.token);
        let start = counter.opens(&format!("/shop/{VILLAGE}/stock")).await;
        let form = [("operation", start.hidden("operation")), ("item", "A01".into()), ("quantity", "两".into()), ("reason", "少了".into())];
        let form = form.each_ref().map(|(name, value): &(&str, String)| (*name, value.as_str()));
        let address = format!("/shop/{VILLAGE}/write_offs");
        assert!(counter.submit(&address, &form).await.says(&["数量要大于 0"]));
        let good = [form[0], form[1], ("quantity", "1"), form[3]];
        assert_eq!(counter.submit(&address, &good).await.status, 303);
        let committee = Browser::signed_in(world, &supervisor.token);
        let page = committee.opens(&format!("/desk/{VILLAGE}/oversight")).await;
        assert!(page.says(&["1 件", "少了", "同意"]), "{page:?}");
        let yes = [("operation", "yes-1"), ("month", "2026-02"), ("id", "5"), ("do", "confirm")];
        assert_eq!(committee.submit(&format!("/desk/{VILLAGE}/oversight/shop"), &yes).await.status, 303);
        assert_eq!(stock().await, there - 2);
    }
);

story!(
    /// Rules come into force when a supervisor has agreed, under the record that was brought; never by the one who brought them.
    rules_need_two,
    |world| {
        let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        let rules = world.file("rules.yaml").replace("拾金不昧: 5", "拾金不昧: 8");
        let files = json!({"files": [{"path": "village.yaml", "text": world.file("village.yaml")}, {"path": "rules.yaml", "text": rules}]});
        let start = secretary.get("/rulebook/draft").await.etag;
        let draft = secretary.sends(Method::PUT, "/rulebook/draft", &start, files).await;
        let record = json!({"meeting": "村民代表会议", "held_on": "2026-03-01", "expected": 30, "present": 28, "in_favour": 27, "document": "一号"});
        let wanted = json!({"effective_on": "2026-03-10", "adoption": record});
        let propose = async || secretary.sends(Method::POST, "/rulebook/draft/adoption", &draft.etag, wanted.clone()).await;
        assert_eq!(supervisor.get("/rulebook/adoptions").await.body["items"], json!([]));
        let proposed = propose().await;
        assert_eq!((proposed.status.as_u16(), proposed.text("state").as_str()), (201, "proposed"), "{proposed:?}");
        assert_eq!(propose().await.code(), "adoption.already_proposed");
        let shown = supervisor.get("/rulebook/adoptions").await.body["items"][0].clone();
        assert_eq!((&shown["changes"], &shown["adoption"]["document"], &shown["proposed_by"]), (&json!(["拾金不昧：5 分 → 8 分"]), &json!("一号"), &json!("S01")));
        let confirm = |id: &str| format!("/rulebook/adoptions/{id}/confirmation");
        let reject = |id: &str| format!("/rulebook/adoptions/{id}/rejection");
        assert_eq!(secretary.post(&confirm("1"), json!({})).await.code(), "roster.not_your_task");
        assert_eq!(supervisor.post(&confirm("9"), json!({})).await.code(), "adoption.unknown_proposal");
        assert_eq!(supervisor.post(&reject("1"), json!({"reason": " "})).await.code(), "adoption.reason_missing");
        assert_eq!(supervisor.post(&reject("1"), json!({"reason": "长".repeat(501)})).await.code(), "adoption.too_long");
        assert_eq!(supervisor.post(&reject("1"), json!({"reason": "人数对不上"})).await.text("state"), "rejected");
        assert_eq!(supervisor.post(&confirm("1"), json!({})).await.code(), "adoption.already_decided");
        propose().await;
        assert_eq!(secretary.post(&reject("2"), json!({})).await.text("state"), "rejected", "one's own is withdrawn without a reason");
        propose().await;
        assert_eq!(supervisor.get("/rulebook/versions").await.body["items"].as_array().unwrap().len(), 1, "nothing is in force yet");
        // Whoever agrees after its day puts nothing in force for days that are over.
        world.wake_up_on("2026-03-11").await;
        assert_eq!(supervisor.post(&confirm("3"), json!({})).await.code(), "versions.retroactive");
        secretary.post(&reject("3"), json!({})).await;
        let later = json!({"effective_on": "2026-03-12", "adoption": record});
        assert_eq!(secretary.sends(Method::POST, "/rulebook/draft/adoption", &draft.etag, later).await.status, 201);
        let agreed = supervisor.post(&confirm("4"), json!({})).await;
        assert_eq!((&agreed.body["adopted"]["version"], agreed.text("state").as_str()), (&json!(2), "confirmed"), "{agreed:?}");
        assert_eq!(supervisor.get("/rulebook/adoptions").await.body["items"], json!([]));
        assert_eq!(secretary.get("/rulebook/draft").await.etag, "\"version-2\"", "the draft is adopted");
    }
);
