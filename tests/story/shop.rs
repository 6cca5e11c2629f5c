//! The counter never overspends: not points, not stock, not the fund.

use axum::body::Body;
use axum::http::{Request, header};
use jifen::app::settling::Settled;
use jifen::roster::Member;
use jifen::words::Role;
use serde_json::{Value, json};

use super::world::{VILLAGE, World, story, together};

/// Gives somebody so many points, one deed each.
pub async fn earn(world: &World, number: &str, points: usize) {
    let grid = world.somebody(Role::GridWorker).await;
    let deeds: Vec<Value> = (0..points).map(|_| json!({"rule": "签到", "subject": number, "occurred_on": "2026-03-01"})).collect();
    let done = grid.post("/claims/batches", json!({ "claims": deeds })).await;
    assert_eq!(done.status.as_u16(), 201, "{done:?}");
}

story!(
    /// What falls short is named in a fixed order, and the shelf, the fund and the points stay as they were.
    each_shortage_has_its_reason,
    |world| {
        earn(world, "1-01-1", 120).await;
        let keeper = world.somebody(Role::Keeper).await;
        let before = (world.head().await, keeper.get("/items").await.body, keeper.get("/fund").await.body);
        let table = [
            ("9-99", json!([{"item": "A01", "quantity": 1}]), 404, "ledger.unknown_account"),
            ("@fund", json!([{"item": "A01", "quantity": 1}]), 404, "ledger.unknown_account"),
            ("@redeemed", json!([{"item": "A01", "quantity": 1}]), 404, "ledger.unknown_account"),
            ("1-01-1", json!([]), 422, "shop.nothing_wanted"),
            ("1-01-1", json!([{"item": "X99", "quantity": 1}]), 422, "shop.unknown_item"),
            ("1-01-1", json!([{"item": "A01", "quantity": 0}]), 422, "shop.wrong_quantity"),
            ("1-01-1", json!([{"item": "A01", "quantity": -1}]), 422, "shop.wrong_quantity"),
            ("1-01-1", json!([{"item": "A01", "quantity": 1000}, {"item": "A01", "quantity": i64::MAX}]), 422, "shop.wrong_quantity"),
            ("1-01-1", json!([{"item": "A03", "quantity": 3}]), 409, "shop.points_short"),
            ("1-02-1", json!([{"item": "A01", "quantity": 1}]), 409, "shop.points_short"),
            ("1-01-1", json!([{"item": "A02", "quantity": 2}]), 409, "shop.out_of_stock"),
            ("1-01-1", json!([{"item": "A02", "quantity": 1}, {"item": "洗衣液", "quantity": 1}]), 409, "shop.out_of_stock"),
            ("1-01-1", json!([{"item": "A03", "quantity": 1}]), 409, "funds.short"),
        ];
        for (account, items, status, code) in table {
            let answer = keeper.redeems(account, items.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{account} {items}");
        }
        assert_eq!((world.head().await, keeper.get("/items").await.body, keeper.get("/fund").await.body), before);
    }
);

story!(
    /// Ten clients reach for the last one: exactly one gets it.
    the_last_item_goes_once,
    |world| {
        earn(world, "1-01-1", 100).await;
        earn(world, "1-02-1", 100).await;
        let keeper = world.somebody(Role::Keeper).await;
        let reach = |index: usize| {
            let keeper = keeper.clone();
            async move { keeper.redeems(if index < 5 { "1-01-1" } else { "1-02-1" }, json!([{"item": "A02", "quantity": 1}])).await }
        };
        let mut statuses: Vec<_> = together((0..10).map(reach)).await.into_iter().map(|answer| answer.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [&[201][..], &[409; 9]].concat());
        assert_eq!(keeper.get("/items").await.body["items"][1]["stock"], 0);
    }
);

story!(
    /// Taking a redemption back restores points, goods and money, once.
    a_cancelled_redemption_restores_everything,
    |world| {
        earn(world, "1-01-1", 30).await;
        let keeper = world.somebody(Role::Keeper).await;
        let before = (keeper.get("/items").await.body, keeper.get("/fund").await.body);
        let redeemed = keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 2}, {"item": "A02", "quantity": 1}])).await;
        assert_eq!(redeemed.text("available"), "0.00");
        let cancellation = format!("/redemptions/{}/cancellation", redeemed.text("id"));
        assert_eq!(keeper.post(&cancellation, json!({"reason": ""})).await.code(), "shop.reason_missing");
        assert_eq!(keeper.post(&cancellation, json!({"reason": "拿错了"})).await.text("available"), "30.00");
        assert_eq!(keeper.post(&cancellation, json!({"reason": "拿错了"})).await.code(), "shop.already_cancelled");
        assert_eq!((keeper.get("/items").await.body, keeper.get("/fund").await.body), before);
    }
);

story!(
    /// Goods come in whole or not at all, when a second one has signed; money comes in from the collective.
    deliveries_and_allocations,
    |world| {
        let (keeper, secretary) = (world.somebody(Role::Keeper).await, world.somebody(Role::Secretary).await);
        let goods = |points: &str| json!({"item": "B01", "name": "大米", "points": points, "cost": "45.00", "quantity": 10});
        let wrong = keeper.post("/deliveries", json!({"goods": [goods("50"), goods("0")]})).await;
        assert_eq!((wrong.code(), wrong.body["errors"][0]["pointer"].as_str()), ("shop.wrong_rows", Some("/goods/1/points")));
        assert_eq!(keeper.post("/deliveries", json!({"goods": [goods("1.005")]})).await.code(), "request.wrong_shape");
        assert_eq!(keeper.get("/items").await.body["items"].as_array().unwrap().len(), 3);
        let brought = keeper.post("/deliveries", json!({"goods": [goods("50")]})).await;
        assert_eq!((brought.status.as_u16(), &brought.body["kinds"]), (201, &json!(1)));
        assert_eq!(keeper.get("/items").await.body["items"].as_array().unwrap().len(), 3, "nobody has signed yet");
        let confirm = format!("/shop_proposals/{}/confirmation", brought.text("proposal"));
        assert_eq!(keeper.post(&confirm, json!({})).await.code(), "shop.same_proposer");
        assert_eq!(secretary.get("/shop_proposals").await.body["items"][0]["reason"], "大米 10 件（每件 50 分、45 元）");
        assert_eq!(secretary.post(&confirm, json!({})).await.text("state"), "confirmed");
        assert_eq!(secretary.post(&confirm, json!({})).await.code(), "shop.already_decided");
        let rice = keeper.get("/items").await.body["items"].as_array().unwrap().iter().find(|item| item["item"] == "B01").unwrap().clone();
        assert_eq!((&rice["stock"], &rice["held"]), (&json!(10), &json!(0)));
        assert_eq!(secretary.post("/fund/allocations", json!({"amount": "0", "note": ""})).await.code(), "funds.wrong_amount");
        assert_eq!(secretary.post("/fund/allocations", json!({"amount": "50.50", "note": "村民代表会议"})).await.status.as_u16(), 201);
        assert_eq!(secretary.get("/fund").await.text("budget"), "150.50");
    }
);

story!(
    /// A label is changed by whoever has seen what it says; goods that come and go are no change of it.
    a_label_is_changed_by_who_has_seen_it,
    |world| {
        let keeper = world.somebody(Role::Keeper).await;
        let path = format!("/api/v1/villages/{VILLAGE}/items/A01/label");
        let ask = async |method: &str, seen: Option<&str>, body: Value| {
            let mut request = Request::builder().method(method).uri(&path).header(header::AUTHORIZATION, format!("Bearer {}", keeper.token));
            request = request.header(header::CONTENT_TYPE, "application/json").header("idempotency-key", world.fresh_operation());
            if let Some(seen) = seen {
                request = request.header(header::IF_MATCH, seen);
            }
            let answer = world.answer(request.body(Body::from(body.to_string())).unwrap()).await;
            let tag = answer.headers().get(header::ETAG).map(|tag| tag.to_str().unwrap().to_owned());
            let status = answer.status().as_u16();
            let body: Value = serde_json::from_slice(&axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap()).unwrap();
            (status, tag, body)
        };
        let label = |points: &str| json!({"name": "香皂", "spec": "一块", "points": points, "cost": "4.50"});
        let (_, seen, body) = ask("GET", None, json!({})).await;
        assert_eq!(body, label("5.00"));
        let seen = seen.unwrap();
        assert_eq!(ask("PUT", None, label("6")).await.2["code"], "request.unseen");
        let more = json!([{"item": "A01", "name": "香皂", "spec": "一块", "points": "5", "cost": "4.50", "quantity": 9}]);
        keeper.delivers(more, &world.somebody(Role::Secretary).await).await;
        let (status, changed, body) = ask("PUT", Some(&seen), label("6")).await;
        assert_eq!((status, &body["points"]), (200, &json!("6.00")));
        let (status, _, stale) = ask("PUT", Some(&seen), label("7")).await;
        assert_eq!((status, &stale["code"]), (412, &json!("shop.label_changed")));
        let (status, _, wrong) = ask("PUT", changed.as_deref(), label("0")).await;
        assert_eq!((status, &wrong["code"]), (422, &json!("shop.wrong_label")));
        let shelf = keeper.get("/items").await.body["items"].clone();
        assert!(shelf.as_array().unwrap().iter().any(|item| item["item"] == "A01" && item["points"] == "6.00" && item["stock"] == 12));
    }
);

/// Only what is above the base score buys anything; the base is there from the first day.
async fn with_base(world: &World) {
    world.rewrite("village.yaml", |text| text + "基础分: 100\n只兑换超出基础分: 是\n");
    assert!(matches!(world.settle().await, Settled::Updated(_)));
    let newcomer = world.member("1-03-1", "1-03");
    world.enrol(vec![Member { relation: "户主".to_owned(), ..newcomer }]).await;
}

story!(
    /// The base score is given once, counts in the balance and stays out of the shop's reach: a basket that needs a part of it is refused whole.
    the_base_score_is_given_once_and_never_spent,
    |world| {
        with_base(world).await;
        let (keeper, secretary) = (world.somebody(Role::Keeper).await, world.somebody(Role::Secretary).await);
        let balance = async || keeper.get("/accounts/1-03-1").await.body;
        assert_eq!((&balance().await["available"], &balance().await["redeemable"]), (&json!("100.00"), &json!("0.00")));
        let soap = |quantity: i64| json!([{"item": "A01", "quantity": quantity}]);
        let refused = keeper.redeems("1-03-1", soap(1)).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "shop.points_short"), "{refused:?}");
        earn(world, "1-03-1", 7).await;
        let before = (world.head().await, balance().await);
        assert_eq!((&before.1["available"], &before.1["redeemable"]), (&json!("107.00"), &json!("7.00")));
        let reaches_into_it = keeper.redeems("1-03-1", soap(2)).await; // ten points
        assert_eq!((reaches_into_it.status.as_u16(), reaches_into_it.code()), (409, "shop.points_short"));
        assert_eq!(reaches_into_it.text("title"), "还差 3 分：能换的有 7 分，这些要 10 分，没有扣分。");
        assert_eq!((world.head().await, balance().await), before);
        assert_eq!(keeper.redeems("1-03-1", soap(1)).await.text("available"), "102.00");
        // Taken in once more, and in the village's next version: the base does not come again.
        world.enrol(vec![Member { relation: "户主".to_owned(), ..world.member("1-03-1", "1-03") }]).await;
        world.rewrite("village.yaml", |text| text.replace("基础分: 100", "基础分: 50"));
        assert!(matches!(world.settle().await, Settled::Updated(_)));
        assert_eq!((&balance().await["available"], &balance().await["redeemable"]), (&json!("102.00"), &json!("52.00")));
        let kinds = secretary.get("/accounts/1-03-1/entries").await.body["items"].clone();
        let base = kinds.as_array().unwrap().iter().filter(|line| line["kind"] == "base").count();
        assert_eq!(base, 1, "{kinds}");
    }
);
