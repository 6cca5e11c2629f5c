//! 否决: a grave deed bars from the shop for a time, and only as long as it stands.

use jifen::app::settling::Settled;
use jifen::words::Role;
use serde_json::json;

use super::actors::Actor;
use super::browser::Browser;
use super::tampering::by_hand;
use super::world::{Answer, On, VILLAGE, World, story};

const SOAP: &str = r#"[{"item": "A01", "quantity": 1}]"#;

/// Who burns straw cannot redeem for half a year; drunken driving is only put on record, and bars until the end of the year.
async fn with_vetoes(world: &World) {
    let rules = "    焚烧秸秆: { 分值: -2, 否决: { 取消: [评优, 兑换], 期限: 半年 } }
    酒驾: { 填报: { 属实: 是否 }, 条件: 属实, 分值: 0, 否决: { 取消: 兑换, 期限: 本年 } }
";
    world.rewrite("rules.yaml", |text| text.replace("    公共场合说脏话: -2\n", rules));
    assert!(matches!(world.settle().await, Settled::Updated(_)));
    let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
    for number in ["1-01-1", "1-01-2", "1-02-1"] {
        for _ in 0..2 {
            let found = grid.records("拾金不昧", number, "2026-03-02", json!({})).await;
            secretary.approves(&found.text("id")).await;
        }
    }
}

/// Something grave that was agreed to; it is posted seven days later.
async fn grave(world: &World, rule: &str, number: &str, facts: serde_json::Value) -> Answer {
    let secretary = world.somebody(Role::Secretary).await;
    let id = secretary.approved(rule, number, "2026-03-02", facts).await;
    let claim = secretary.get(&format!("/claims/{id}")).await;
    assert_eq!(claim.text("award"), "on_notice");
    claim
}

async fn redeems(world: &World, number: &str) -> Answer {
    world.somebody(Role::Keeper).await.redeems(number, serde_json::from_str(SOAP).unwrap()).await
}

story!(
    /// From the day it is posted to the last day of its term the shop says no and says why; the day after, it is as before.
    a_bar_begins_when_it_is_posted_and_ends_by_itself,
    |world| {
        with_vetoes(world).await;
        let burnt = grave(world, "焚烧秸秆", "1-01-1", json!({})).await;
        assert_eq!(burnt.body["explanation"], json!(["焚烧秸秆 扣 2 分", "入账起不能评优、不能换东西，期限半年"]));
        world.wake_up_on("2026-03-08").await;
        assert_eq!(redeems(world, "1-01-1").await.text("state"), "collected");
        world.wake_up_on("2026-03-09").await;
        let refused = redeems(world, "1-01-1").await;
        assert_eq!(refused.code(), "shop.barred");
        assert_eq!(refused.text("title"), "因为“焚烧秸秆”，2026-09-09 以前（含当天）不能换东西，没有扣分。");
        let grid = world.somebody(Role::GridWorker).await;
        let standing = grid.get("/accounts/1-01-1").await;
        assert_eq!((standing.text("available"), standing.text("redeemable")), ("3.00".to_owned(), "0.00".to_owned()));
        let bars = grid.get("/accounts/1-01-1/outlook").await.body["bars"].clone();
        let sentence = "因为“焚烧秸秆”，2026-09-09 以前（含当天）不能评优、不能换东西";
        assert_eq!(bars, json!([{"honours": true, "redemption": true, "until": "2026-09-09", "sentence": sentence}]));
        let mine = Browser::of_resident(world, &world.resident("1-01-1").await.token).opens(&format!("/v/{VILLAGE}")).await;
        assert!(mine.says(&[sentence, "其中 0 分能换东西"]) && !mine.says(&["再攒"]), "{mine:?}");
        assert_eq!(redeems(world, "1-01-2").await.text("state"), "collected"); // nobody else at home is barred
        grid.records("签到", "1-01-1", "2026-03-02", json!({})).await;
        grid.records("签到", "1-01-1", "2026-03-02", json!({})).await;
        world.wake_up_on("2026-09-09").await;
        assert_eq!(redeems(world, "1-01-1").await.code(), "shop.barred");
        world.wake_up_on("2026-09-10").await;
        assert_eq!(redeems(world, "1-01-1").await.text("state"), "collected");
    }
);

story!(
    /// Taken back, it bars no longer, from the same day.
    a_bar_goes_with_what_it_stood_on,
    |world| {
        with_vetoes(world).await;
        let burnt = grave(world, "焚烧秸秆", "1-01-1", json!({})).await.text("id");
        world.wake_up_on("2026-03-09").await;
        assert_eq!(redeems(world, "1-01-1").await.code(), "shop.barred");
        let [_, secretary, supervisor, _] = world.everybody().await;
        assert_eq!(secretary.proposes_reversal(&burnt, "是隔壁村的人烧的").await.status, 201);
        assert_eq!(redeems(world, "1-01-1").await.code(), "shop.barred", "until it is decided");
        assert_eq!(supervisor.confirms_reversal(&burnt).await.text("award"), "reversed");
        assert_eq!(redeems(world, "1-01-1").await.text("state"), "collected");
        assert_eq!(world.breaches().await, Vec::<String>::new());
    }
);

story!(
    /// What takes no points bars all the same, if it is true.
    a_mere_record_bars,
    |world| {
        with_vetoes(world).await;
        grave(world, "酒驾", "1-01-1", json!({"属实": "是"})).await;
        grave(world, "酒驾", "1-02-1", json!({"属实": "否"})).await;
        world.wake_up_on("2026-03-09").await;
        assert_eq!(redeems(world, "1-01-1").await.text("title"), "因为“酒驾”，2026-12-31 以前（含当天）不能换东西，没有扣分。");
        assert_eq!(redeems(world, "1-02-1").await.text("state"), "collected");
        world.wake_up_on("2027-01-01").await;
        assert_eq!(redeems(world, "1-01-1").await.text("state"), "collected");
    }
);

#[tokio::test]
async fn bars_without_ground_and_missing_bars_are_found() {
    for (sql, found) in [
        ("UPDATE bars SET award = 1", vec!["第 1 号的否决没有依据。", "第 7 号应有的否决不见了。"]),
        ("UPDATE bars SET account = '1-02-1'", vec!["第 7 号的否决没有依据。", "第 7 号应有的否决不见了。"]),
        ("DELETE FROM bars", vec!["第 7 号应有的否决不见了。"]),
    ] {
        let world = World::new(On::Sqlite).await.unwrap();
        with_vetoes(&world).await;
        grave(&world, "焚烧秸秆", "1-01-1", json!({})).await;
        world.wake_up_on("2026-03-09").await;
        assert_eq!(world.breaches().await, Vec::<String>::new());
        by_hand(&world, sql).await.unwrap();
        assert_eq!(world.contradictions().await, found, "{sql}");
        world.vanish().await;
    }
}

story!(
    /// What was kept for somebody before a bar begins stays theirs, at the price they were told; while it lasts nothing more is kept for them.
    a_voucher_from_before_a_bar_stands,
    |world| {
        with_vetoes(world).await;
        grave(world, "焚烧秸秆", "1-01-1", json!({})).await;
        let (me, keeper) = (world.resident("1-01-1").await, world.somebody(Role::Keeper).await);
        world.wake_up_on("2026-03-08").await;
        let me = Actor { token: world.resident("1-01-1").await.token, ..me };
        let kept = me.reserves(serde_json::from_str(SOAP).unwrap()).await;
        assert_eq!(kept.text("state"), "held");
        world.wake_up_on("2026-03-09").await;
        assert_eq!(redeems(world, "1-01-1").await.code(), "shop.barred");
        let me = world.resident("1-01-1").await;
        assert_eq!(me.reserves(serde_json::from_str(SOAP).unwrap()).await.code(), "shop.barred");
        let fetched = keeper.collects(&kept.text("id")).await;
        assert_eq!((fetched.status.as_u16(), fetched.text("points").as_str()), (201, "5.00"), "{fetched:?}");
        assert_eq!(keeper.available("1-01-1").await, "3.00", "ten, less two taken away, less five");
    }
);
