//! Villages that come in, and what must not hold them up; tokens that end; clocks that go wrong.

use axum::body::Body;
use axum::http::Request;
use jifen::app::clockwork;
use jifen::app::settling::Settled;
use jifen::words::{Chance, Failure, Refusal, Role, VillageId};
use serde_json::json;

use super::tampering::by_hand;
use super::world::{On, World, story};

fn code(fault: &anyhow::Error) -> &'static str {
    let refused = fault.chain().find_map(|cause| match cause.downcast_ref::<Failure>() {
        Some(Failure::Refused(refusal)) => Some(refusal),
        _ => cause.downcast_ref::<Refusal>(),
    });
    refused.unwrap_or_else(|| panic!("{fault:#}")).code
}

story!(
    /// A village comes in whole or not at all; a mended file is another attempt, and money and goods come once.
    a_village_comes_in_whole_or_not_at_all,
    |world| {
        let name = "neighbour";
        let village = VillageId::parse(name).unwrap();
        let twice = "组,户号,编号,姓名,关系\n一组,1-01,1-01-1,某一,户主\n一组,1-01,1-01-1,某二,配偶\n";
        assert_eq!(code(&world.settle_neighbour(name, "roster.csv", twice).await.unwrap_err()), "roster.wrong_rows");
        let astray = "编号,姓名,职务,户号\nS01,某,村书记,99-99\n";
        assert_eq!(code(&world.settle_neighbour(name, "staff.csv", astray).await.unwrap_err()), "roster.wrong_rows");
        let untried = "名称: 邻村\n";
        assert_eq!(code(&world.settle_neighbour(name, "village.yaml", untried).await.unwrap_err()), "versions.no_adoption");
        let mut conn = world.house.books.read().await.unwrap();
        assert_eq!(jifen::roster::village(&mut conn, &village).await.unwrap(), None);
        drop(conn);
        let mended = "编号,姓名,职务,户号\nS01,某,村书记,\n";
        assert_eq!(world.settle_neighbour(name, "staff.csv", mended).await.unwrap(), Settled::TakenIn);
        assert_eq!(world.settle_neighbour(name, "staff.csv", mended).await.unwrap(), Settled::Unchanged);
        let mut conn = world.house.books.read().await.unwrap();
        let figures = |found: Option<jifen::statements::Figures>| found.map(|shown| (shown.fund.budget, shown.village.residents)).unwrap();
        let there = figures(jifen::statements::figures(&mut conn, &village).await.unwrap());
        let here = figures(jifen::statements::figures(&mut conn, &world.village()).await.unwrap());
        assert_eq!(there, here);
    }
);

story!(
    /// A token revoked by another process ends within a second; revoked here it ends at once.
    a_revoked_token_ends_within_a_second,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        assert_eq!(grid.records("签到", "1-01-1", "2026-03-01", json!({})).await.status, 201);
        let other = world.house.told_by(world.clock.clock(), Chance::seeded(99));
        other.doorkeeper.revoke(&grid.token).await.unwrap();
        let revoked_at = world.house.books.clock.now();
        world.clock.turn_to(revoked_at.plus_seconds(1));
        assert_eq!(grid.get("/households").await.code(), "roster.unknown_token");
        let keeper = world.somebody(Role::Keeper).await;
        assert_eq!(keeper.get("/households").await.status, 200);
        world.house.doorkeeper.revoke(&keeper.token).await.unwrap();
        assert_eq!(keeper.get("/households").await.code(), "roster.unknown_token");
        let unknown = world.house.doorkeeper.revoke("jf.suanli.00").await.unwrap_err();
        assert!(matches!(unknown, Failure::Refused(refusal) if refusal.code == "roster.unknown_token"));
    }
);

story!(
    /// A clock that was set back is told by `/readyz`, and nobody starts a notice under it; a few minutes are no harm.
    a_clock_that_was_set_back_is_noticed,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        grid.records("签到", "1-01-1", "2026-03-01", json!({})).await;
        let bad = grid.records("公共场合说脏话", "1-01-1", "2026-03-01", json!({})).await.text("id");
        let now = world.house.books.clock.now();
        let ready = async || world.send(Request::get("/readyz").body(Body::empty()).unwrap()).await;
        for (seconds, status) in [(-600, 200), (-601, 503), (-9 * 24 * 3600, 503)] {
            world.clock.turn_to(now.plus_seconds(seconds));
            let answer = ready().await;
            assert_eq!(answer.status.as_u16(), status, "{seconds}: {answer:?}");
        }
        assert_eq!(ready().await.body["newest_entry_at"], now.to_string());
        let early = secretary.approves(&bad).await;
        assert_eq!((early.status.as_u16(), early.code()), (409, "claims.clock_behind"));
        world.clock.turn_to(now);
        assert_eq!(secretary.approves(&bad).await.text("post_on"), "2026-03-09");
    }
);

#[tokio::test]
async fn an_award_that_cannot_be_posted_does_not_hold_up_the_next() {
    let world = World::new(On::Sqlite).await.unwrap();
    let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
    for number in ["1-01-1", "1-01-2"] {
        grid.records("签到", number, "2026-03-01", json!({})).await;
        let bad = grid.records("公共场合说脏话", number, "2026-03-01", json!({})).await;
        assert_eq!(secretary.approves(&bad.text("id")).await.text("award"), "on_notice");
    }
    let torn = "CREATE TRIGGER torn BEFORE INSERT ON entries WHEN NEW.operation LIKE '%post-award-2' BEGIN SELECT RAISE(ABORT, 'a torn page'); END";
    by_hand(&world, torn).await.unwrap();
    world.clock.turn_to(jifen::words::Moment::on("2026-03-09".parse().unwrap(), 9, 0));
    assert!(matches!(clockwork::catch_up(&world.house).await, Err(Failure::Fault(_))));
    assert_eq!((grid.available("1-01-1").await, grid.available("1-01-2").await), ("1.00".to_owned(), "0.00".to_owned()));
    by_hand(&world, "DROP TRIGGER torn").await.unwrap();
    clockwork::catch_up(&world.house).await.unwrap();
    assert_eq!(grid.available("1-01-1").await, "0.00");
    drop((grid, secretary));
    world.end().await;
}
