//! 同时记给: others receive with an award, in one entry, and lose it with the award.

use jifen::app::settling::Settled;
use jifen::words::Role;
use serde_json::json;

use super::tampering::by_hand;
use super::world::{Answer, On, World, story};

/// A son joins the first household; whoever returns lost property shares the honour.
async fn with_others(world: &World) {
    world.enrol(vec![world.member("1-01-3", "1-01")]).await;
    let others = "[{给: 户主, 分值: 2}, {给: 户内每人, 分值: 1}, {给: 父母, 分值: 3}]";
    world.rewrite("rules.yaml", |text| {
        text.replace("拾金不昧: 5", &format!("拾金不昧: {{ 分值: 5, 上限: 每人每月 8 分, 同时记给: {others} }}"))
    });
    assert!(matches!(world.settle().await, Settled::Updated(_)));
}

async fn balances(world: &World) -> [String; 3] {
    let grid = world.somebody(Role::GridWorker).await;
    [grid.available("1-01-1").await, grid.available("1-01-2").await, grid.available("1-01-3").await]
}

story!(
    /// One award, one entry, several accounts; its own limit counts only what the doer earns.
    others_receive_in_the_same_entry,
    |world| {
        with_others(world).await;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let found = grid.records("拾金不昧", "1-01-3", "2026-03-02", json!({})).await;
        assert_eq!(found.text("points"), "5.00");
        let told = json!(["拾金不昧 记 5 分", "同时记给户主 1-01-1 2 分", "同时记给户内每人（3 人）各 1 分", "同时记给父母（2 人）各 3 分"]);
        assert_eq!(found.body["explanation"], told);
        let before = world.head().await.0;
        secretary.approves(&found.text("id")).await;
        assert_eq!(world.head().await.0, before + 1);
        assert_eq!(balances(world).await, ["6.00", "4.00", "6.00"]);
        let line = grid.get("/accounts/1-01-2/entries").await.body["items"][0].clone();
        assert_eq!((line["points"].as_str(), line["title"].as_str(), &line["explanation"]), (Some("4.00"), Some("拾金不昧"), &told));
        let again = grid.records("拾金不昧", "1-01-3", "2026-03-02", json!({})).await;
        assert_eq!(again.text("points"), "3.00"); // eight a month for the doer
        let nothing = grid.records("拾金不昧", "1-01-3", "2026-03-02", json!({})).await;
        assert_eq!((nothing.text("points"), nothing.body["explanation"].as_array().unwrap().len()), ("0.00".to_owned(), 2));
        secretary.rejects(&again.text("id"), "不是他").await;
        assert_eq!(balances(world).await, ["6.00", "4.00", "6.00"]);
    }
);

story!(
    /// What a whole village may give in a month covers what others receive: first recorded, first served.
    what_others_receive_counts_for_the_whole_village,
    |world| {
        world.rewrite("village.yaml", |text| text + "全村每月上限: 12\n");
        with_others(world).await;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let first = grid.records("拾金不昧", "1-01-3", "2026-03-02", json!({})).await;
        let last = |answer: &Answer| answer.body["explanation"].as_array().unwrap().last().unwrap().as_str().unwrap().to_owned();
        assert_eq!(last(&first), "同时记给父母各 3 分：上限全村每月 12 分，只剩 2 分，不够，不记");
        let second = grid.records("拾金不昧", "1-02-1", "2026-03-02", json!({})).await;
        assert_eq!(second.text("points"), "2.00");
        assert!(second.body["explanation"].to_string().contains("全村全部本月已记 10 分，上限全村每月 12 分，这次记 2 分"), "{second:?}");
        // Rejecting gives all of it back to the village.
        secretary.rejects(&first.text("id"), "不是他").await;
        assert_eq!(grid.records("拾金不昧", "1-02-1", "2026-03-02", json!({})).await.text("points"), "5.00");
    }
);

#[tokio::test]
async fn a_share_changed_by_hand_is_found() {
    let world = World::new(On::Sqlite).await.unwrap();
    with_others(&world).await;
    let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
    let found = grid.records("拾金不昧", "1-01-3", "2026-03-02", json!({})).await;
    secretary.approves(&found.text("id")).await;
    drop((grid, secretary));
    by_hand(&world, "UPDATE shares SET points = 900 WHERE line = 1").await.unwrap();
    assert_eq!(world.contradictions().await, ["第 1 号加分同时记给别人的，加起来对不上。"]);
    by_hand(&world, "UPDATE shares SET points = 600 WHERE line = 1; UPDATE awards SET shared = 0").await.unwrap();
    assert!(world.breaches().await.contains(&"第 1 号加减分和账上那一笔对不上。".to_owned()));
    world.vanish().await;
}
