//! Points that lapse: announced in time, taken on their day, whatever happened to the machine meanwhile.

use jifen::app::settling::Settled;
use jifen::roster::Member;
use jifen::words::Role;
use serde_json::json;

use super::browser::Browser;
use super::world::{VILLAGE, World, story};

/// The village decides that points count for a year, and those of one rule until the end of the year.
async fn with_terms(world: &World) {
    world.rewrite("village.yaml", |text| text + "有效期: 一年\n");
    world.rewrite("rules.yaml", |text| text.replace("签到: { 分值: 1,", "签到: { 分值: 4, 有效期: 当年,"));
    assert!(matches!(world.settle().await, Settled::Updated(_)));
}

story!(
    /// Points count to the end of their last day; thirty days before, the holder is told. A machine that was off catches up, once.
    points_lapse_when_their_last_day_is_over,
    |world| {
        with_terms(world).await;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        grid.records("签到", "1-01-1", "2026-03-02", json!({})).await;
        let found = grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
        secretary.approves(&found.text("id")).await;
        let expiring = async || grid.get("/accounts/1-01-1/outlook").await.body["expiring"].clone();
        world.wake_up_on("2026-11-30").await;
        assert_eq!(expiring().await, json!(null));
        world.wake_up_on("2026-12-01").await;
        assert_eq!(expiring().await, json!({"points": "4.00", "on": "2026-12-31", "why": "expiry"}));
        let mine = Browser::of_resident(world, &world.resident("1-01-1").await.token).opens(&format!("/v/{VILLAGE}")).await;
        assert!(mine.says(&["有 4 分将在 12月31日（周四）到期", "有效期一年，2027-03-02 以前（含当天）用"]), "{mine:?}");
        world.wake_up_on("2026-12-31").await;
        assert_eq!(grid.available("1-01-1").await, "9.00");
        world.wake_up_on("2027-01-05").await; // the machine was off over the new year
        assert_eq!(grid.available("1-01-1").await, "5.00");
        let line = grid.get("/accounts/1-01-1/entries").await.body["items"][0].clone();
        assert_eq!((line["kind"].as_str(), line["points"].as_str(), line["occurred_on"].as_str()), (Some("expiry"), Some("-4.00"), Some("2026-12-31")));
        assert_eq!(line["explanation"], json!(["有效期到 2026-12-31，还有 4 分没有用，到期了"]));
        let lines = async || grid.get("/accounts/1-01-1/entries").await.body;
        let before = lines().await;
        for day in ["2027-01-05", "2027-01-06", "2027-03-02"] {
            world.wake_up_on(day).await;
            assert_eq!(lines().await, before, "{day}");
        }
        world.wake_up_on("2027-03-03").await;
        assert_eq!(grid.available("1-01-1").await, "0.00");
    }
);

story!(
    /// The earliest-expiring points are spent first; what comes back from the shop after its last day lapses on the next.
    what_is_spent_in_time_does_not_lapse,
    |world| {
        with_terms(world).await;
        let (grid, secretary, keeper) =
            (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await, world.somebody(Role::Keeper).await);
        let found = grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
        secretary.approves(&found.text("id")).await;
        grid.records("签到", "1-01-1", "2026-03-02", json!({})).await;
        let soap = keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await; // five points: all four of this year, one of the other
        world.wake_up_on("2027-01-01").await;
        assert_eq!(grid.available("1-01-1").await, "4.00");
        keeper.post(&format!("/redemptions/{}/cancellation", soap.text("id")), json!({"reason": "拿错了"})).await;
        assert_eq!(secretary.post("/shop_proposals/1/confirmation", json!({})).await.text("state"), "confirmed");
        assert_eq!(grid.available("1-01-1").await, "9.00");
        world.wake_up_on("2027-01-02").await;
        assert_eq!(grid.available("1-01-1").await, "5.00");
    }
);

story!(
    /// An award that waited for its notice counts from the day it is credited.
    the_term_begins_when_points_are_credited,
    |world| {
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 公示: 3天, 有效期: 1个月 }"));
        world.settle().await;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        world.wake_up_on("2026-12-28").await;
        let found = grid.records("拾金不昧", "1-01-1", "2026-12-28", json!({})).await;
        assert_eq!(secretary.approves(&found.text("id")).await.text("post_on"), "2026-12-31");
        world.wake_up_on("2026-12-31").await;
        for (day, available) in [("2027-01-31", "5.00"), ("2027-02-01", "0.00")] {
            world.wake_up_on(day).await;
            assert_eq!(grid.available("1-01-1").await, available, "{day}");
        }
    }
);

/// Gives points at once.
async fn signs_in(world: &World, number: &str, times: usize) {
    let grid = world.somebody(Role::GridWorker).await;
    let today = world.house.books.clock.now().day().to_string();
    for _ in 0..times {
        assert_eq!(grid.records("签到", number, &today, json!({})).await.text("award"), "posted");
    }
}

/// The newest line of an account: kind, points, day, explanation.
async fn newest(world: &World, number: &str) -> (String, String, String, String) {
    let line = world.somebody(Role::GridWorker).await.get(&format!("/accounts/{number}/entries")).await.body["items"][0].clone();
    let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    (text("kind"), text("points"), text("occurred_on"), line["explanation"].to_string())
}

story!(
    /// When 清零日 is over everything goes that was credited by then, once a year, and nothing that came after.
    a_year_ends,
    |world| {
        world.rewrite("village.yaml", |text| text + "清零日: 12-31\n");
        assert!(matches!(world.settle().await, Settled::Updated(_)));
        let grid = world.somebody(Role::GridWorker).await;
        signs_in(world, "1-01-1", 7).await;
        world.wake_up_on("2026-12-10").await;
        assert_eq!(
            grid.get("/accounts/1-01-1/outlook").await.body["expiring"],
            json!({"points": "7.00", "on": "2026-12-31", "why": "reset"})
        );
        world.wake_up_on("2026-12-31").await;
        assert_eq!(grid.available("1-01-1").await, "7.00");
        world.clock.turn_to(jifen::words::Moment::on("2027-01-02".parse().unwrap(), 8, 0)); // before the timed jobs look
        signs_in(world, "1-01-1", 2).await;
        signs_in(world, "1-01-2", 2).await;
        world.wake_up_on("2027-01-02").await;
        assert_eq!((grid.available("1-01-1").await, grid.available("1-01-2").await), ("2.00".to_owned(), "2.00".to_owned()));
        let told = r#"["每年12月31日清零，这天过完有 7 分，全部清掉"]"#;
        assert_eq!(newest(world, "1-01-1").await, ("expiry".into(), "-7.00".into(), "2026-12-31".into(), told.into()));
        let before = newest(world, "1-01-1").await;
        world.wake_up_on("2027-12-31").await;
        assert_eq!(newest(world, "1-01-1").await, before);
        world.wake_up_on("2029-06-01").await; // two years later, both at once
        assert_eq!(grid.available("1-01-1").await, "0.00");
    }
);

story!(
    /// The base score stays, what is missing of it is given anew, and whoever came after that day has it already.
    a_year_begins_with_the_base_score,
    |world| {
        world.rewrite("village.yaml", |text| text + "基础分: 10\n清零日: 06-30\n");
        assert!(matches!(world.settle().await, Settled::Updated(_)));
        signs_in(world, "1-01-1", 14).await;
        signs_in(world, "1-01-2", 4).await;
        signs_in(world, "1-02-1", 10).await;
        world.clock.turn_to(jifen::words::Moment::on("2026-07-01".parse().unwrap(), 8, 0));
        let newborn = Member { name: "马某0009".to_owned(), ..world.member("1-01-3", "1-01") };
        world.enrol(vec![newborn]).await;
        world.wake_up_on("2026-07-01").await;
        let left = async |number: &str| world.somebody(Role::GridWorker).await.available(number).await;
        for number in ["1-01-1", "1-01-2", "1-02-1", "1-01-3", "2-01-1"] {
            assert_eq!(left(number).await, "10.00", "{number}");
        }
        let cleared = r#"["每年6月30日清零，这天过完有 14 分，留下基础分 10 分，清掉 4 分"]"#;
        assert_eq!(newest(world, "1-01-1").await, ("expiry".into(), "-4.00".into(), "2026-06-30".into(), cleared.into()));
        let given = r#"["每年6月30日清零，大家重新从基础分 10 分开始；这天过完有 4 分，补 6 分"]"#;
        assert_eq!(newest(world, "1-01-2").await, ("base".into(), "6.00".into(), "2026-06-30".into(), given.into()));
        assert_eq!(newest(world, "1-02-1").await.0, "award");
    }
);

story!(
    /// The rulebook of that day decides, even if another one is in force by the time the machine looks.
    the_year_ends_as_the_rules_of_its_last_day_say,
    |world| {
        world.rewrite("village.yaml", |text| text + "清零日: 12-31\n");
        world.settle().await;
        signs_in(world, "1-01-1", 3).await;
        world.clock.turn_to(jifen::words::Moment::on("2027-01-01".parse().unwrap(), 0, 0));
        world.rewrite("village.yaml", |text| text.replace("清零日: 12-31\n", ""));
        assert!(matches!(world.settle().await, Settled::Updated(_)));
        world.wake_up_on("2027-01-01").await;
        signs_in(world, "1-01-1", 1).await;
        world.wake_up_on("2028-01-01").await;
        assert_eq!(world.somebody(Role::GridWorker).await.available("1-01-1").await, "1.00");
    }
);
