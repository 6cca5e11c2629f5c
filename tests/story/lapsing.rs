//! Points that lapse: announced in time, taken on their day, whatever happened to the machine meanwhile.

use jifen::app::settling::Settled;
use jifen::words::Role;
use serde_json::json;

use super::browser::Browser;
use super::world::{VILLAGE, World, story};

/// The village decides that points count for a year, and those of one rule until the end of the year.
async fn with_terms(world: &World) {
    world.rewrite("village.yaml", |text| text + "有效期: 一年\n");
    world.rewrite("rules.yaml", |text| text.replace("签到: { 分值: 1,", "签到: { 分值: 4, 有效期: 当年,"));
    assert_eq!(world.settle().await, Settled::Updated);
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
        assert_eq!(expiring().await, json!({"points": "4.00", "on": "2026-12-31"}));
        let kiosk = Browser::signed_in(world, &world.somebody(Role::Kiosk).await.token).await;
        let mine = kiosk.submit(&format!("/kiosk/{VILLAGE}/points"), &[("number", "1-01-1")]).await;
        assert!(mine.says(&["有 4 分将在 12月31日（周四）到期", "有效期一年，2027-03-02 以前（含当天）用"]), "{mine:?}");
        world.wake_up_on("2026-12-31").await;
        assert_eq!(grid.available("1-01-1").await, "9.00");
        world.wake_up_on("2027-01-05").await; // the machine was off over the new year
        assert_eq!(grid.available("1-01-1").await, "5.00");
        let line = grid.get("/accounts/1-01-1/entries").await.body["items"][0].clone();
        assert_eq!((line["kind"].as_str(), line["points"].as_str(), line["occurred_on"].as_str()), (Some("expiry"), Some("-4.00"), Some("2026-12-31")));
        assert_eq!(line["explanation"], json!(["有效期到 2026-12-31，还有 4 分没有用，到期了"]));
        let before = world.head().await;
        for day in ["2027-01-05", "2027-01-06", "2027-03-02"] {
            world.wake_up_on(day).await;
            assert_eq!(world.head().await, before, "{day}");
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
        let cancelled = keeper.post(&format!("/redemptions/{}/cancellation", soap.text("id")), json!({"reason": "拿错了"})).await;
        assert_eq!(cancelled.text("available"), "9.00");
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
