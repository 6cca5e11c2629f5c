//! 记录限额: what one person may record; whatever is over is not recorded at all, and somebody else can.

use jifen::app::settling::Settled;
use jifen::words::Role;
use serde_json::json;

use super::tampering::by_hand;
use super::world::{On, World, story};

async fn with_quotas(world: &World) {
    world.rewrite("village.yaml", |text| format!("{text}记录限额: [每人每月 25 分, 每人每周 4 次]\n"));
    assert!(matches!(world.settle().await, Settled::Updated(_)));
}

story!(
    /// By the day it was recorded, what is taken like what is given; what is withdrawn is free again, and a new month begins anew.
    nobody_records_more_than_their_quota,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        grid.records("拾金不昧", "1-01-1", "2026-02-28", json!({})).await; // before there was a quota, and counted all the same
        with_quotas(world).await;
        grid.records("公共场合说脏话", "1-01-2", "2026-02-28", json!({})).await;
        let wide = grid.records("志愿服务", "1-02-1", "2026-03-01", json!({"时长": 9})).await;
        assert_eq!(wide.text("points"), "18.00"); // 5 + 2 + 18: just used up
        let refused = grid.records("签到", "1-01-1", "2026-03-01", json!({})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "claims.over_quota"));
        assert_eq!(refused.text("title"), "您本月已经记了 25 分，限额每人每月 25 分，这一件 1 分记不下，没有记。");
        let rows = json!({"claims": [{"rule": "签到", "subject": "1-01-1", "occurred_on": "2026-03-01", "facts": {}}]});
        assert_eq!(grid.post("/claims/batches", rows).await.code(), "claims.wrong_rows");
        let other = world.somebody(Role::Secretary).await;
        assert_eq!(other.records("签到", "1-01-1", "2026-03-01", json!({})).await.text("state"), "approved");
        grid.post(&format!("/claims/{}/withdrawal", wide.text("id")), json!({})).await;
        grid.records("签到", "1-01-1", "2026-03-01", json!({})).await;
        assert_eq!(grid.records("签到", "1-01-1", "2026-03-01", json!({})).await.text("state"), "approved");
        let refused = grid.records("签到", "1-01-1", "2026-03-01", json!({})).await;
        assert_eq!(refused.text("title"), "您本周已经记了 4 次，限额每人每周 4 次，这一件记不下，没有记。");
        world.wake_up_on("2026-04-01").await;
        assert_eq!(grid.records("签到", "1-01-1", "2026-03-01", json!({})).await.text("state"), "approved");
    }
);

story!(
    /// It is for those who record for the village. What residents say of themselves, or a head of their household, waits for a review anyway, and is nobody's quota.
    what_one_says_of_oneself_is_no_quota,
    |world| {
        with_quotas(world).await;
        let head = world.resident("1-01-1").await;
        for member in ["1-01-1", "1-01-2", "1-01-1", "1-01-2", "1-01-1", "1-01-2"] {
            let said = json!({"rule": "拾金不昧", "member": member, "occurred_on": "2026-03-01", "note": "失主来谢过"});
            let answer = head.post("/claims/own", said).await;
            assert_eq!((answer.status.as_u16(), answer.text("state").as_str()), (201, "submitted"), "{answer:?}");
        }
        assert_eq!(world.breaches().await, Vec::<String>::new());
    }
);

#[tokio::test]
async fn what_recorders_have_recorded_is_counted_again() {
    let world = World::new(On::Sqlite).await.unwrap();
    with_quotas(&world).await;
    world.somebody(Role::GridWorker).await.records("拾金不昧", "1-01-1", "2026-03-01", json!({})).await;
    assert_eq!(world.breaches().await, Vec::<String>::new());
    by_hand(&world, "UPDATE tallies SET points = 0 WHERE holder LIKE 'recorder:%'").await.unwrap();
    assert_eq!(world.breaches().await.len(), 2);
    world.vanish().await;
}
