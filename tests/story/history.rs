//! What happened before: totals, repeats and months in a row, told from what stands, whatever was taken back in between.

use jifen::words::Role;
use serde_json::json;

use super::actors::Actor;
use super::world::{World, story};

/// The village agrees on rules that look back; 志愿服务 was two points an hour until then.
async fn rules_that_look_back(world: &World) {
    let more = "
    夜间巡逻:
      填报: { 时长: 小时 }
      累计达标: { 统计: 时长, 周期: 每年, 档: { 10: 2, 20: 5 } }
    清扫: { 分值: 2, 连续: 连续3月 加 5 分 }
    乱倒垃圾: { 分值: -2, 再犯: 一年内加倍 }
";
    let hours = "      累计达标: { 统计: 时长, 周期: 每年, 档: { 10: 12, 20: 30 } }\n      对象: 个人\n";
    world.rewrite("rules.yaml", |text| {
        let (before, rest) = text.split_once("      分值: 时长 * 2\n").unwrap();
        let (_, after) = rest.split_once("    义务劳动").unwrap();
        format!("{before}{hours}    义务劳动{after}").replace("\n    签到:", &format!("{more}    签到:"))
    });
    world.settle().await;
}

/// Records a deed: its number, points and last sentence.
async fn records(actor: &Actor<'_>, rule: &str, day: &str, hours: &str) -> (String, String, String) {
    let facts = if hours.is_empty() { json!({}) } else { json!({"时长": hours}) };
    let answer = actor.records(rule, "1-01-1", day, facts).await;
    let why = answer.body["explanation"].as_array().unwrap_or_else(|| panic!("{answer:?}")).last().unwrap().as_str().unwrap().to_owned();
    (answer.text("id"), answer.text("points"), why)
}

story!(
    /// Whatever is rejected leaves the total; what was paid for it stays paid, and is not paid again.
    a_running_total_follows_what_stands,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let (before, points, _) = records(&grid, "志愿服务", "2026-03-01", "5").await;
        assert_eq!(points, "10.00");
        rules_that_look_back(world).await;
        world.wake_up_on("2026-03-20").await;
        // The hours of the earlier version count, and so does what it paid for them.
        assert_eq!(records(&grid, "志愿服务", "2026-03-10", "5").await.1, "2.00");

        let (first, points, why) = records(&grid, "夜间巡逻", "2026-03-05", "8").await;
        assert_eq!((points.as_str(), why.as_str()), ("0.00", "夜间巡逻 本年累计时长 8 小时，再有 2 小时满 10 小时，共记 2 分"));
        let (second, points, _) = records(&grid, "夜间巡逻", "2026-03-06", "12.5").await;
        assert_eq!(points, "5.00");
        secretary.rejects(&first, "不是他").await;
        let (_, points, why) = records(&grid, "夜间巡逻", "2026-03-04", "8").await;
        assert_eq!((points.as_str(), why.as_str()), ("0.00", "夜间巡逻 本年累计时长 20.5 小时，满 20 小时的 5 分已经记过"));
        secretary.rejects(&second, "多记了").await;
        let (third, points, _) = records(&grid, "夜间巡逻", "2026-03-07", "3").await;
        assert_eq!(points, "2.00");
        assert_eq!(secretary.approves(&third).await.text("state"), "approved");
        assert_eq!(secretary.approves(&before).await.text("state"), "approved");
        assert_eq!(grid.available("1-01-1").await, "12.00");
    }
);

story!(
    /// A deed is weighed by what stands before its own day, in whatever order deeds are recorded and taken back.
    a_repeat_is_counted_back_from_its_day,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        rules_that_look_back(world).await;
        world.wake_up_on("2026-04-01").await;
        let (first, points, _) = records(&grid, "乱倒垃圾", "2026-03-10", "").await;
        assert_eq!(points, "-2.00");
        let (second, points, why) = records(&grid, "乱倒垃圾", "2026-03-20", "").await;
        assert_eq!((points.as_str(), why.as_str()), ("-4.00", "一年内已经有过 1 次（最近一次 2026-03-10），按 2 倍扣 4 分"));
        assert_eq!(records(&grid, "乱倒垃圾", "2026-03-05", "").await.1, "-2.00", "recorded late, but it happened first");
        secretary.rejects(&first, "不是他").await;
        secretary.rejects(&second, "不是他").await;
        let (third, points, why) = records(&grid, "乱倒垃圾", "2026-03-25", "").await;
        assert_eq!((points.as_str(), why.as_str()), ("-4.00", "一年内已经有过 1 次（最近一次 2026-03-05），按 2 倍扣 4 分"));
        assert_eq!(secretary.approves(&third).await.text("award"), "on_notice");
        world.wake_up_on("2027-03-26").await;
        assert_eq!(records(&grid, "乱倒垃圾", "2027-03-26", "").await.1, "-2.00", "a whole year has gone by");
    }
);

story!(
    /// A month recorded late completes the row; taking it back and recording it again earns nothing twice.
    months_in_a_row_are_paid_once,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        rules_that_look_back(world).await;
        world.wake_up_on("2026-06-15").await;
        for day in ["2026-03-10", "2026-05-10"] {
            assert_eq!(records(&grid, "清扫", day, "").await.1, "2.00");
        }
        let (april, points, why) = records(&grid, "清扫", "2026-04-10", "").await;
        assert_eq!((points.as_str(), why.as_str()), ("7.00", "连续 3 个月都有，另加 5 分"));
        secretary.rejects(&april, "没有来").await;
        assert_eq!(records(&grid, "清扫", "2026-06-10", "").await.1, "2.00");
        assert_eq!(records(&grid, "清扫", "2026-04-11", "").await.1, "7.00");
        assert_eq!(records(&grid, "清扫", "2026-04-12", "").await.1, "2.00");
        assert_eq!(records(&grid, "清扫", "2026-05-12", "").await.1, "2.00");
    }
);
