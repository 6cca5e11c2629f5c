//! 评级: what is earned in the running period gives a title; what is spent does not lower it, and whoever is barred from honours has none.

use jifen::app::settling::Settled;
use jifen::words::Role;
use serde_json::{Value, json};

use super::browser::Browser;
use super::world::{VILLAGE, World, story};

async fn with_grades(world: &World) {
    world.rewrite("village.yaml", |text| format!("{text}评级: {{ 20: 五星户, 10: 四星户 }}\n"));
    let rule = "    焚烧秸秆: { 分值: -2, 否决: { 取消: 评优, 期限: 半年 } }\n    公共场合说脏话: -2\n";
    world.rewrite("rules.yaml", |text| text.replace("    公共场合说脏话: -2\n", rule));
    assert!(matches!(world.settle().await, Settled::Updated(_)));
}

async fn grade(world: &World, number: &str) -> Value {
    world.somebody(Role::GridWorker).await.get(&format!("/accounts/{number}")).await.body["grade"].clone()
}

story!(
    /// Redeeming and last year's deeds change nothing; a reversal does not count.
    a_title_follows_what_was_earned_this_year,
    |world| {
        with_grades(world).await;
        let said = |title: Option<&str>, points: &str, sentence: &str| {
            json!({"title": title, "points": points, "since": "2026-01-01", "sentence": sentence})
        };
        assert_eq!(grade(world, "1-01-1").await, said(None, "0.00", "本年得了 0 分，再得 10 分评为四星户"));
        world.somebody(Role::Secretary).await.approved("志愿服务", "1-01-1", "2025-12-31", json!({"时长": 10})).await;
        world.somebody(Role::Secretary).await.approved("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 6})).await;
        assert_eq!(grade(world, "1-01-1").await, said(Some("四星户"), "12.00", "本年得了 12 分，评为四星户，再得 8 分评为五星户"));
        let redeemed = world.somebody(Role::Keeper).await.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await;
        assert_eq!(redeemed.text("state"), "collected");
        let wrong = world.somebody(Role::Secretary).await.approved("拾金不昧", "1-01-1", "2026-03-01", json!({})).await;
        world.somebody(Role::Secretary).await.proposes_reversal(&wrong, "记错了").await;
        world.somebody(Role::Supervisor).await.confirms_reversal(&wrong).await;
        assert_eq!(grade(world, "1-01-1").await["points"], "12.00");
        world.somebody(Role::Secretary).await.approved("志愿服务", "1-01-1", "2026-02-01", json!({"时长": 4})).await;
        assert_eq!(grade(world, "1-01-1").await, said(Some("五星户"), "20.00", "本年得了 20 分，评为五星户"));
        let listed = world.somebody(Role::GridWorker).await.get("/accounts").await.body["items"].clone();
        assert_eq!((&listed[0]["grade"]["title"], &listed[1]["grade"]["title"]), (&json!("五星户"), &Value::Null));
        let mine = Browser::of_resident(world, &world.resident("1-01-1").await.token).opens(&format!("/v/{VILLAGE}")).await;
        assert!(mine.says(&["本年得了 20 分，评为五星户。"]), "{mine:?}");
        world.wake_up_on("2027-01-01").await;
        assert_eq!(grade(world, "1-01-1").await["title"], Value::Null);
    }
);

story!(
    /// Barred from honours, and a title again the day after.
    who_is_barred_from_honours_has_no_title,
    |world| {
        with_grades(world).await;
        world.somebody(Role::Secretary).await.approved("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 10})).await;
        world.somebody(Role::Secretary).await.approved("焚烧秸秆", "1-01-1", "2026-03-02", json!({})).await;
        assert_eq!(grade(world, "1-01-1").await["title"], "五星户");
        world.wake_up_on("2026-03-09").await;
        let barred = grade(world, "1-01-1").await;
        assert_eq!((&barred["title"], &barred["sentence"]), (&Value::Null, &json!("2026-09-09 以前（含当天）不能评优，这段时间不评级")));
        world.wake_up_on("2026-09-10").await;
        assert_eq!(grade(world, "1-01-1").await["title"], "四星户"); // 20 − 2
    }
);
