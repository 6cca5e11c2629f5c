//! Every key that decides how many points a deed is worth, used as a village uses it: recorded, agreed to, read at the account.

use jifen::app::settling::Settled;
use jifen::words::Role;
use serde_json::{Value, json};

use super::world::{World, story};

const RULES: &str = "    累计志愿: { 填报: { 小时数: 小时 }, 累计达标: { 统计: 小时数, 周期: 每年, 档: { 10: 2, 20: 5 } } }
    乱倒垃圾: { 分值: -2, 再犯: 一年内加倍 }
    门前三包: { 分值: 2, 连续: 连续3月 加 5 分 }
    县级表彰: { 分值: 15, 取高: 表彰 }
    省级表彰: { 分值: 30, 取高: 表彰 }
    重大贡献: 一事一议 5 到 50 分
    发展养殖: { 填报: { 新增牛: 整数 }, 脚本: 发展养殖.rhai, 比如: [{ 新增牛: 2, 得: 8 }] }
    敬老: { 分值: 3, 有效期: 当年 }
    见义勇为: { 分值: 60, 审核: 超过50分两人 }
    公共场合说脏话: -2
活动:
  - { 名称: 敬老月, 起: 2026-05-01, 止: 2026-05-31, 规则: 敬老, 倍数: 2 }
";

async fn with_every_key(world: &World) {
    world.rewrite("发展养殖.rhai", |_| "加分(新增牛 * 4, \"新增牛\");\n".to_owned());
    world.rewrite("rules.yaml", |text| text.replace("    公共场合说脏话: -2\n", RULES));
    world.rewrite("village.yaml", |text| format!("{text}全村每月上限: 130\n最低兑换分: 20\n"));
    assert!(matches!(world.settle().await, Settled::Updated(_)));
}

story!(
    /// What a deed is worth and why, one after another; what the village's month leaves goes to whoever is recorded first.
    every_key_is_used_through_the_door,
    |world| {
        with_every_key(world).await;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        world.wake_up_on("2026-06-10").await;
        let meeting = json!({"议定分值": 20, "会议": "村民代表会议", "会议日期": "2026-05-20"});
        let table: [(&str, &str, Value, &str, &str); 17] = [
            ("累计志愿", "2026-03-05", json!({"小时数": 8}), "0.00", "累计志愿 本年累计小时数 8 小时，再有 2 小时满 10 小时，共记 2 分"),
            ("累计志愿", "2026-03-06", json!({"小时数": 12}), "5.00", "累计志愿 本年累计小时数 20 小时，满 20 小时记 5 分"),
            ("乱倒垃圾", "2026-03-07", json!({}), "-2.00", "乱倒垃圾 扣 2 分"),
            (
                "乱倒垃圾",
                "2026-03-08",
                json!({}),
                "-4.00",
                "乱倒垃圾 扣 2 分；一年内已经有过 1 次（最近一次 2026-03-07），按 2 倍扣 4 分",
            ),
            ("门前三包", "2026-03-31", json!({}), "2.00", "门前三包 记 2 分"),
            ("门前三包", "2026-04-30", json!({}), "2.00", "门前三包 记 2 分"),
            ("门前三包", "2026-05-01", json!({}), "7.00", "门前三包 记 2 分；连续 3 个月都有，另加 5 分"),
            ("县级表彰", "2026-05-02", json!({}), "15.00", "县级表彰 记 15 分"),
            (
                "省级表彰",
                "2026-05-02",
                json!({}),
                "15.00",
                "省级表彰 记 30 分；同一天“表彰”已经记了 15 分，同类只记最高的一项 30 分，这次补记 15 分",
            ),
            ("县级表彰", "2026-05-02", json!({}), "0.00", "县级表彰 记 15 分；同一天“表彰”已经记了 30 分，同类只记最高的一项，这次不再记"),
            ("重大贡献", "2026-05-20", meeting, "20.00", "重大贡献 2026-05-20 由村民代表会议议定，记 20 分"),
            ("发展养殖", "2026-05-20", json!({"新增牛": 2}), "8.00", "发展养殖 新增牛，加 8 分"),
            ("敬老", "2026-05-28", json!({}), "6.00", "敬老 记 3 分；活动“敬老月”，按 2 倍记，多记 3 分"),
            ("敬老", "2026-06-01", json!({}), "3.00", "敬老 记 3 分"),
            ("见义勇为", "2026-05-28", json!({}), "59.00", "见义勇为 记 60 分；全村全部本月已记 71 分，上限全村每月 130 分，这次记 59 分"),
            ("拾金不昧", "2026-05-28", json!({}), "0.00", "拾金不昧 记 5 分；全村全部本月已记 130 分，上限全村每月 130 分，这次不计分，下个月再做又能记"),
            ("拾金不昧", "2026-06-01", json!({}), "5.00", "拾金不昧 记 5 分"),
        ];
        for (rule, day, facts, points, why) in table {
            let recorded = grid.records(rule, "1-01-1", day, facts).await;
            let said: Vec<_> = recorded.body["explanation"].as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect();
            assert_eq!((recorded.text("points").as_str(), said.join("；").as_str()), (points, why), "{rule} {day}");
            let missing = secretary.approves(&recorded.text("id")).await.body["reviews_missing"].clone();
            assert_eq!(missing, json!(i64::from(matches!(rule, "见义勇为" | "重大贡献"))), "{rule}: two where it is much, or a meeting decided");
        }
    }
);

story!(
    /// Below 最低兑换分 nothing can be had, however cheap.
    little_is_saved_up_first,
    |world| {
        with_every_key(world).await;
        let (grid, secretary, keeper) =
            (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await, world.somebody(Role::Keeper).await);
        let soap = json!([{"item": "A01", "quantity": 1}]);
        for (hours, state) in [(8, None), (2, Some("collected"))] {
            let work = grid.records("志愿服务", "1-01-1", "2026-03-01", json!({"时长": hours})).await;
            secretary.approves(&work.text("id")).await;
            let redeemed = keeper.redeems("1-01-1", soap.clone()).await;
            assert_eq!(redeemed.body["state"].as_str(), state, "{redeemed:?}");
        }
    }
);
