//! From a recorded deed to a bag of rice.

use axum::http::StatusCode;
use jifen::words::Role;
use serde_json::json;

use super::world::{day, story};

story!(
    /// A deed is recorded, somebody else agrees, the points are there with their reason, and they buy soap which the fund pays.
    from_a_deed_to_goods,
    |world| {
        let (grid, supervisor, keeper) =
            (world.somebody(Role::GridWorker).await, world.somebody(Role::Supervisor).await, world.somebody(Role::Keeper).await);
        let recorded = grid.records("拾金不昧", "1-01-1", "2026-03-01", json!({})).await;
        assert_eq!((recorded.status, recorded.text("state").as_str()), (StatusCode::CREATED, "submitted"));
        assert_eq!(recorded.text("points"), "5.00");
        assert_eq!(recorded.text("rulebook").len(), 64);
        assert_eq!(keeper.available("1-01-1").await, "0.00");

        let approved = supervisor.approves(&recorded.text("id")).await;
        assert_eq!((approved.text("state").as_str(), approved.text("award").as_str()), ("approved", "posted"));
        assert_eq!(keeper.available("1-01-1").await, "5.00");

        let entries = grid.get("/accounts/1-01-1/entries").await;
        let line = &entries.body["items"][0];
        assert_eq!((line["kind"].as_str(), line["title"].as_str(), line["points"].as_str()), (Some("award"), Some("拾金不昧"), Some("5.00")));
        assert_eq!(line["explanation"], recorded.body["explanation"]);
        assert_eq!(line["rulebook"], recorded.body["rulebook"]);

        let redeemed = keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await;
        assert_eq!((redeemed.text("state").as_str(), redeemed.text("points").as_str()), ("collected", "5.00"));
        assert_eq!(keeper.available("1-01-1").await, "0.00");
        let fund = keeper.get("/fund").await.body;
        assert_eq!(fund, json!({"budget": "100.00", "spent": "4.50", "committed": "0.00", "available": "95.50"}));
        let shelf = keeper.get("/items").await;
        assert_eq!(shelf.body["items"][0]["stock"], 2);
    }
);

story!(
    /// Points beyond a limit are cut, and the explanation says by which one.
    a_limit_cuts_and_says_so,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let first = grid.records("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 6})).await;
        let second = grid.records("志愿服务", "1-01-1", "2026-03-02", json!({"时长": "7.5"})).await;
        assert_eq!((first.text("points"), second.text("points")), ("12.00".to_owned(), "8.00".to_owned()));
        assert!(second.body["explanation"].to_string().contains("20"), "{second:?}");
        // Another person, and another month, begin anew.
        assert_eq!(grid.records("志愿服务", "1-01-2", "2026-03-02", json!({"时长": 6})).await.text("points"), "12.00");
        assert_eq!(grid.records("志愿服务", "1-01-1", "2026-02-28", json!({"时长": 6})).await.text("points"), "12.00");
    }
);

story!(
    /// What was rejected no longer uses up the limit.
    a_rejected_claim_frees_its_limit,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let first = grid.records("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 10})).await;
        assert_eq!(grid.records("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 1})).await.text("points"), "0.00");
        assert_eq!(secretary.rejects(&first.text("id"), "没有做").await.text("state"), "rejected");
        assert_eq!(grid.records("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 4})).await.text("points"), "8.00");
    }
);

story!(
    /// A deduction waits seven days for objections, and takes no more than there is.
    a_deduction_waits_and_stops_at_zero,
    |world| {
        let (grid, secretary, keeper) =
            (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await, world.somebody(Role::Keeper).await);
        assert_eq!(grid.records("签到", "1-01-1", "2026-03-01", json!({})).await.text("award"), "posted");
        let bad = grid.records("公共场合说脏话", "1-01-1", "2026-03-01", json!({})).await;
        assert_eq!(bad.text("points"), "-2.00");
        let approved = secretary.approves(&bad.text("id")).await;
        assert_eq!((approved.text("award").as_str(), approved.text("post_on").as_str()), ("on_notice", "2026-03-09"));
        world.wake_up_on("2026-03-08").await;
        assert_eq!(keeper.available("1-01-1").await, "1.00");
        world.wake_up_on("2026-03-09").await;
        assert_eq!(keeper.available("1-01-1").await, "0.00");
        let why = grid.get("/accounts/1-01-1/entries").await.body["items"][0]["explanation"].to_string();
        assert!(why.contains("扣到 0 为止，实扣 1 分"), "{why}");
        let before = world.head().await;
        world.wake_up_on("2026-03-10").await; // the same job again does nothing
        assert_eq!(world.head().await, before);
    }
);

story!(
    /// A batch is recorded whole or not at all, and every wrong row is named.
    a_batch_is_all_or_nothing,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let deed = |subject: &str| json!({"rule": "签到", "subject": subject, "occurred_on": "2026-03-01"});
        let refused = grid.post("/claims/batches", json!({"claims": [deed("1-01-1"), deed("9-99"), deed("8-88")]})).await;
        assert_eq!(refused.code(), "claims.wrong_rows");
        let pointers: Vec<_> = refused.body["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, ["/claims/1", "/claims/2"]);
        assert_eq!(grid.available("1-01-1").await, "0.00");
        let done = grid.post("/claims/batches", json!({"claims": [deed("1-01-1"), deed("1-01-2"), deed("1-02-1")]})).await;
        assert_eq!(done.body["items"].as_array().unwrap().len(), 3);
        assert_eq!(grid.available("1-02-1").await, "1.00");
    }
);

story!(
    /// Changed rule files with 文件即生效 rule from today on; what happened earlier is judged by its own day; a broken file disturbs nothing.
    rules_change_from_a_day_on,
    |world| {
        use jifen::app::settling::Settled;
        let grid = world.somebody(Role::GridWorker).await;
        let before = grid.records("拾金不昧", "1-01-1", "2026-03-01", json!({})).await;
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: 八"));
        assert!(matches!(world.settle().await, Settled::Broken(_)));
        assert_eq!(grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await.text("points"), "5.00");
        let text = std::cell::RefCell::new(String::new());
        world.rewrite("rules.yaml", |before| {
            text.replace(before);
            String::new()
        });
        assert!(matches!(world.settle().await, Settled::Draft(Some(refusal)) if refusal.code == "versions.no_rules"));
        world.rewrite("rules.yaml", |_| text.borrow().replace("拾金不昧: 八", "拾金不昧: 8"));
        world.wake_up_on("2026-03-05").await;
        assert_eq!(world.settle().await, Settled::Updated(day("2026-03-05")));
        assert_eq!(world.settle().await, Settled::Unchanged);
        let after = grid.records("拾金不昧", "1-01-1", "2026-03-05", json!({})).await;
        assert_eq!(after.text("points"), "8.00");
        assert_ne!(after.text("rulebook"), before.text("rulebook"));
        let late = grid.records("拾金不昧", "1-01-1", "2026-03-04", json!({})).await;
        assert_eq!((late.text("points"), late.text("rulebook")), ("5.00".to_owned(), before.text("rulebook")));
    }
);

story!(
    /// A limit that begins in the middle of a month counts what was given before it, and what is taken back later.
    a_new_limit_knows_the_month_so_far,
    |world| {
        use jifen::app::settling::Settled;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let finds = async |number: &str| grid.records("拾金不昧", number, "2026-03-01", json!({})).await;
        let first = finds("1-01-1").await;
        finds("1-01-2").await;
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 上限: 每户每月 12 分 }"));
        assert_eq!(world.settle().await, Settled::Updated(day("2026-03-02")));
        world.wake_up_on("2026-03-03").await;
        let again = async || grid.records("拾金不昧", "1-01-1", "2026-03-03", json!({})).await.text("points");
        assert_eq!(again().await, "2.00"); // ten of twelve were given under the old version
        secretary.rejects(&first.text("id"), "不是他").await;
        assert_eq!([again().await, again().await], ["5.00", "0.00"]);
    }
);
