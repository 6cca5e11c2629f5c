//! Promise R8: where the books cannot be kept, nothing is written, everything can still be read, and every page says so.

use axum::body::Body;
use axum::http::Request;
use jifen::app::checkup;
use jifen::words::Role;
use serde_json::json;

use super::actors::Actor;
use super::tampering::by_hand;
use super::world::{Answer, On, VILLAGE, World};

async fn deed(grid: &Actor<'_>) -> Answer {
    grid.records("签到", "1-01-1", "2026-03-01", json!({})).await
}

async fn page(world: &World, address: &str) -> String {
    let answer = world.send(Request::get(address).body(Body::empty()).unwrap()).await;
    answer.body.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_file_that_was_deleted_or_replaced_takes_nothing_more() {
    for ending in ["", "-wal"] {
        let world = World::new(On::Sqlite).await.unwrap();
        let grid = world.somebody(Role::GridWorker).await;
        assert_eq!(deed(&grid).await.status, 201);
        assert!(!page(&world, &format!("/villages/{VILLAGE}")).await.contains("role=\"alert\""));
        let file = format!("{}{ending}", world.url.trim_start_matches("sqlite://"));
        std::fs::rename(&file, format!("{file}.moved")).unwrap();
        std::fs::copy(format!("{file}.moved"), &file).unwrap();
        for _ in 0..2 {
            let refused = deed(&grid).await;
            assert_eq!((refused.status.as_u16(), refused.code()), (503, "service.read_only"), "{ending}");
        }
        assert_eq!(grid.available("1-01-1").await, "1.00", "reading goes on");
        for address in ["/".to_owned(), format!("/villages/{VILLAGE}"), format!("/villages/{VILLAGE}/sheet")] {
            assert!(page(&world, &address).await.contains("账本文件不见了或者被换过，现在只能查"), "{address}");
        }
        let ready = world.send(Request::get("/readyz").body(Body::empty()).unwrap()).await;
        assert_eq!((ready.status.as_u16(), ready.body["writing"].as_bool()), (503, Some(false)));
        drop(grid);
        world.vanish().await;
    }
}

/// Nobody has to be refused first; and whatever stands under the file's name since then is read by nobody.
#[tokio::test]
async fn a_file_that_was_replaced_is_noticed_while_nobody_writes() {
    let (world, another) = (World::new(On::Sqlite).await.unwrap(), World::new(On::Sqlite).await.unwrap());
    let grid = world.somebody(Role::GridWorker).await;
    assert_eq!(deed(&grid).await.status, 201);
    let [file, strange] = [&world, &another].map(|world| world.url.trim_start_matches("sqlite://").to_owned());
    for ending in ["", "-wal", "-shm"] {
        std::fs::rename(format!("{file}{ending}"), format!("{file}{ending}.moved")).unwrap();
        std::fs::copy(format!("{strange}{ending}"), format!("{file}{ending}")).unwrap();
    }
    let ready = world.send(Request::get("/readyz").body(Body::empty()).unwrap()).await;
    assert_eq!((ready.status.as_u16(), &ready.body["why"]), (503, &json!("账本文件不见了或者被换过，现在只能查，不能记，也不能换。")));
    assert!(page(&world, &format!("/villages/{VILLAGE}")).await.contains("账本文件不见了或者被换过，现在只能查"));
    let counts = world.send(super::world::from("127.0.0.1:1", axum::http::Method::GET, "/metrics", "")).await;
    assert!(counts.body.as_str().unwrap().lines().any(|line| line == "jifen_writing 0"));
    // More at once than there were connections when it was replaced: every one of them reads what was opened.
    let read = super::world::together((0..20).map(|_| grid.get("/accounts/1-01-1/entries"))).await;
    assert!(read.iter().all(|entries| entries.body["items"][0]["title"] == "签到"), "{read:?}");
    drop(grid);
    world.vanish().await;
    another.end().await;
}

#[tokio::test]
async fn a_village_whose_newest_entries_were_changed_is_read_only_and_its_neighbour_is_not() {
    let free = "DROP TRIGGER postings_no_update; DROP TRIGGER entries_no_delete;";
    for damage in [
        "UPDATE postings SET amount = amount * 2 WHERE seq = (SELECT MAX(seq) FROM entries)",
        "DELETE FROM entries WHERE seq = (SELECT MAX(seq) FROM entries)",
        "UPDATE particulars SET title = '见义勇为' WHERE seq = (SELECT MAX(seq) FROM entries)",
        "UPDATE chain_heads SET seq = seq - 1",
    ] {
        let world = World::new(On::Sqlite).await.unwrap();
        let grid = world.somebody(Role::GridWorker).await;
        // More than the look at the newest entries goes back.
        for _ in 0..30 {
            deed(&grid).await;
        }
        assert!(checkup::begin(&world.house).await.unwrap().unsound.is_empty());
        by_hand(&world, free).await.unwrap();
        by_hand(&world, damage).await.unwrap();
        world.settle_neighbour("neighbour", "staff.csv", "编号,姓名,职务,户号\nS01,某,村书记,\n").await.unwrap();
        assert_eq!(checkup::begin(&world.house).await.unwrap().unsound, [world.village()], "{damage}");
        assert_eq!(deed(&grid).await.code(), "service.read_only", "{damage}");
        assert!(page(&world, &format!("/villages/{VILLAGE}")).await.contains("账核对不上"));
        assert!(!page(&world, "/villages/neighbour").await.contains("账核对不上"));
        assert!(world.house.books.is_writing(), "the others go on");
        drop(grid);
        world.vanish().await;
    }
}
