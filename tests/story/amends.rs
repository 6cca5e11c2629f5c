//! 修复: a deduction is earned back by what is done after it, once, and only as long as both stand.

use jifen::app::settling::Settled;
use jifen::words::Role;
use serde_json::json;

use super::actors::Actor;
use super::tampering::by_hand;
use super::world::{On, World, story};

/// Four hours of voluntary work earn a dumping of rubbish back.
async fn with_repair(world: &World) -> [Actor<'_>; 3] {
    let rule = "    乱倒垃圾: { 分值: -3, 修复: 半年内志愿服务满4小时返还2分 }\n    公共场合说脏话: -2\n";
    world.rewrite("rules.yaml", |text| text.replace("    公共场合说脏话: -2\n", rule));
    assert!(matches!(world.settle().await, Settled::Updated(_)));
    [world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await]
}

async fn taken_back(secretary: &Actor<'_>, supervisor: &Actor<'_>, claim: &str) {
    secretary.proposes_reversal(claim, "记错了").await;
    assert_eq!(supervisor.confirms_reversal(claim).await.text("state"), "reversed");
}

/// A dumping that is in the account since 9 March, above 5 points.
async fn dumped(world: &World, secretary: &Actor<'_>) -> String {
    secretary.approved("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
    let dumped = secretary.approved("乱倒垃圾", "1-01-1", "2026-03-02", json!({})).await;
    world.wake_up_on("2026-03-09").await;
    dumped
}

story!(
    /// What is only recorded does not count yet, what was done before does not count, and what earns nothing itself counts all the same.
    a_deduction_is_earned_back_once_by_what_is_agreed_to,
    |world| {
        let [grid, secretary, _] = with_repair(world).await;
        let said = grid.records("乱倒垃圾", "1-02-1", "2026-03-02", json!({})).await;
        assert_eq!(said.body["explanation"], json!(["乱倒垃圾 扣 3 分", "入账起半年内志愿服务满 4 小时，返还 2 分"]));
        secretary.approved("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 10})).await; // before it; the month's limit is used up
        dumped(world, &secretary).await;
        let promise = grid.get("/accounts/1-01-1/entries").await.body["items"][0]["explanation"][2].clone();
        assert_eq!(promise, "2026-09-09 以前（含当天）志愿服务满 4 小时，返还 2 分");
        secretary.approved("志愿服务", "1-01-1", "2026-03-09", json!({"时长": 3.5})).await;
        let waiting = grid.records("志愿服务", "1-01-1", "2026-03-09", json!({"时长": 0.5})).await.text("id");
        assert_eq!(grid.available("1-01-1").await, "22.00");
        secretary.approves(&waiting).await;
        assert_eq!(grid.available("1-01-1").await, "24.00");
        let line = grid.get("/accounts/1-01-1/entries").await.body["items"][0].clone();
        assert_eq!((&line["kind"], &line["points"], &line["title"]), (&json!("repair"), &json!("2.00"), &json!("修复：乱倒垃圾")));
        let why = json!(["2026年3月2日的“乱倒垃圾”从 2026-03-09 起志愿服务满 4 小时，做到了", "返还 2 分"]);
        assert_eq!(line["explanation"], why);
        secretary.approved("志愿服务", "1-01-1", "2026-03-09", json!({"时长": 8})).await;
        assert_eq!(grid.available("1-01-1").await, "24.00", "once");
    }
);

story!(
    /// After the last day it is too late; a deed of an earlier day that is recorded later still counts.
    the_term_is_told_by_the_day_of_the_deed,
    |world| {
        let [grid, secretary, _] = with_repair(world).await;
        dumped(world, &secretary).await;
        world.wake_up_on("2026-09-20").await;
        secretary.approved("志愿服务", "1-01-1", "2026-09-10", json!({"时长": 4})).await;
        assert_eq!(grid.available("1-01-1").await, "10.00");
        secretary.approved("志愿服务", "1-01-1", "2026-09-09", json!({"时长": 4})).await;
        assert_eq!(grid.available("1-01-1").await, "20.00"); // 8, and 2 that come back
    }
);

story!(
    /// Whoever takes back the deed or the deduction takes back what came of it; what is done anew earns it again.
    what_was_earned_is_taken_back_with_the_deed,
    |world| {
        let [grid, secretary, supervisor] = with_repair(world).await;
        let dumping = dumped(world, &secretary).await;
        let work = secretary.approved("志愿服务", "1-01-1", "2026-03-09", json!({"时长": 4})).await;
        assert_eq!(grid.available("1-01-1").await, "12.00");
        taken_back(&secretary, &supervisor, &work).await;
        assert_eq!(grid.available("1-01-1").await, "2.00");
        let lines = grid.get("/accounts/1-01-1/entries").await.body["items"].clone();
        assert_eq!((&lines[0]["kind"], &lines[0]["title"]), (&json!("reversal"), &json!("更正：修复：乱倒垃圾")));
        secretary.approved("志愿服务", "1-01-1", "2026-03-09", json!({"时长": 5})).await;
        assert_eq!(grid.available("1-01-1").await, "14.00");
        taken_back(&secretary, &supervisor, &dumping).await;
        assert_eq!(grid.available("1-01-1").await, "15.00", "never fined, nothing to give back");
    }
);

#[tokio::test]
async fn what_was_given_back_is_checked_against_what_was_done() {
    for (sql, found) in [
        ("UPDATE amends SET entry = NULL", vec!["第 2 号扣分该不该返还，和做到的对不上。", "第 2 号扣分的返还和账上对不上。"]),
        ("UPDATE amends SET goal = 500", vec!["第 2 号扣分该不该返还，和做到的对不上。"]),
        ("UPDATE amends SET points = 300", vec!["第 2 号扣分的返还和账上对不上。"]),
        ("DELETE FROM amends", vec!["第 2 号扣分的修复不见了。", "账上的 repair:2 没有对应的扣分。"]),
    ] {
        let world = World::new(On::Sqlite).await.unwrap();
        let [_, secretary, _] = with_repair(&world).await;
        dumped(&world, &secretary).await;
        secretary.approved("志愿服务", "1-01-1", "2026-03-09", json!({"时长": 4})).await;
        assert_eq!(world.breaches().await, Vec::<String>::new());
        by_hand(&world, sql).await.unwrap();
        assert_eq!(world.contradictions().await, found, "{sql}");
        world.vanish().await;
    }
}
