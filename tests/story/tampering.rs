//! Whoever changes the books by hand is found; the same seeds give the same chain on both engines.

use jifen::cli::verify;
use jifen::db::trail;
use jifen::words::Role;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::world::{On, World};

/// A little history to tamper with.
async fn lived(on: On) -> Option<World> {
    let world = World::new(on).await?;
    let (grid, keeper) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Keeper).await);
    for number in ["1-01-1", "1-01-2", "1-02-1"] {
        for _ in 0..6 {
            grid.records("签到", number, "2026-03-01", json!({})).await;
        }
    }
    keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await;
    let claim = grid.records("拾金不昧", "1-02-1", "2026-03-01", json!({})).await.text("id");
    world.somebody(Role::Secretary).await.rejects(&claim, "没有看到").await;
    drop((grid, keeper));
    Some(world)
}

pub async fn by_hand(world: &World, sql: &str) -> Result<(), sqlx::Error> {
    let mut conn = sqlx::SqliteConnection::connect(&world.url).await?;
    conn.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await?;
    conn.close().await
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_history() {
    let world = lived(On::Sqlite).await.unwrap();
    for sql in [
        "UPDATE postings SET amount = 900",
        "DELETE FROM entries WHERE seq = 3",
        "UPDATE operations SET answer = '{}'",
        "UPDATE trail_particulars SET reason = '看到了'",
    ] {
        let refused = by_hand(&world, sql).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{refused}");
    }
    // Also where an answer may be emptied, what is chained may not be changed; a salt may only go.
    by_hand(&world, "DROP TRIGGER operations_no_update").await.unwrap();
    for sql in ["UPDATE operations SET staff = 'S09'", "UPDATE operations SET verb = 'tell'", "UPDATE operations SET salt = 'x'"] {
        let refused = by_hand(&world, sql).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    by_hand(&world, "UPDATE operations SET salt = NULL").await.unwrap();
    world.end().await;
}

/// Frees the trail of its guards.
const FREE_TRAIL: &str = "DROP TRIGGER operations_no_update; DROP TRIGGER operations_no_delete; DROP TRIGGER operations_trail_no_update;
    DROP TRIGGER trail_particulars_no_update;";

#[tokio::test]
async fn whoever_changes_or_removes_an_act_is_found_at_the_first_bad_number() {
    let newest = "(SELECT MAX(number) FROM operations WHERE part = 'village')";
    let rejected = "(SELECT number FROM operations WHERE way = 'reject')";
    let table = [
        ("UPDATE operations SET staff = 'S09' WHERE part = 'village' AND number = 5".to_owned(), "第 5 件办理记录和它的校验码"),
        ("UPDATE operations SET role = 'township' WHERE part = 'village' AND number = 6".to_owned(), "第 6 件办理记录和它的校验码"),
        ("UPDATE operations SET at = at - 1 WHERE part = 'village' AND number > 6".to_owned(), "第 7 件办理记录和它的校验码"),
        ("UPDATE operations SET device = NULL WHERE device IS NOT NULL".to_owned(), "件办理记录和它的校验码"),
        ("UPDATE operations SET about = 'claim:99' WHERE about = 'claim:2'".to_owned(), "件办理记录和它的校验码"),
        ("UPDATE operations SET rulebook = NULL WHERE about = 'claim:2'".to_owned(), "件办理记录和它的校验码"),
        ("UPDATE operations SET digest = '' WHERE part = 'village' AND number = 8".to_owned(), "第 8 件办理记录和它的校验码"),
        ("UPDATE operations SET way = 'approve' WHERE way = 'reject'".to_owned(), "件办理记录和它的校验码"),
        (format!("UPDATE trail_particulars SET reason = '看到了' WHERE number = {rejected}"), "的原因或者替谁办的"),
        (format!("INSERT INTO trail_particulars VALUES ('suanli', {rejected} - 1, '', NULL, '没有看到')"), "的原因或者替谁办的"),
        ("DELETE FROM operations WHERE part = 'village' AND number = 9".to_owned(), "第 9 件办理记录不见了"),
        (format!("DELETE FROM operations WHERE part = 'village' AND number = {newest}"), "件起被删掉了"),
        ("UPDATE trail_heads SET number = number - 1".to_owned(), "件起被删掉了"),
    ];
    for (sql, expected) in table {
        let world = lived(On::Sqlite).await.unwrap();
        assert_eq!(world.breaches().await, Vec::<String>::new());
        by_hand(&world, &format!("{FREE_TRAIL} {sql}")).await.unwrap();
        let found = world.breaches().await;
        assert!(found.iter().any(|breach| breach.contains(expected)), "{sql}: {found:?}");
        world.vanish().await;
    }
}

#[tokio::test]
async fn acts_that_were_cut_off_are_missed_by_the_ledger_or_by_a_printed_head() {
    let cut_to = |number: &str| {
        format!(
            "{FREE_TRAIL} DELETE FROM operations WHERE part = 'village' AND number > {number};
             UPDATE trail_heads SET number = {number}, hash = (SELECT hash FROM operations WHERE part = 'village' AND number = {number})
             WHERE part = 'village'"
        )
    };
    // Whoever cuts off what an entry has taken in contradicts the ledger.
    let world = lived(On::Sqlite).await.unwrap();
    by_hand(&world, &cut_to("((SELECT MAX(trail) FROM entries) - 1)")).await.unwrap();
    assert!(world.breaches().await.iter().any(|breach| breach.contains("件办理记录不见了")), "{:?}", world.breaches().await);
    world.vanish().await;
    // What came after the newest entry is missed by whoever wrote the head down.
    let world = lived(On::Sqlite).await.unwrap();
    let mut conn = world.house.books.read().await.unwrap();
    let head = trail::head_on_disk(&mut conn, &world.village()).await.unwrap().unwrap();
    drop(conn);
    by_hand(&world, &cut_to("(SELECT MAX(trail) + 1 FROM entries)")).await.unwrap();
    let breaches = world.breaches().await;
    let is_of_rows = |breach: &String| breach.starts_with("数据表") || breach.ends_with("和办理记录对不上。");
    assert!(!breaches.is_empty() && breaches.iter().all(is_of_rows), "the chains hold, rows say more than they do: {breaches:?}");
    let mut conn = world.house.books.read().await.unwrap();
    let (found, _) = verify::audit(&mut conn, &world.house.library, &world.village(), Some(&head.hash)).await.unwrap();
    drop(conn);
    assert!(found.iter().any(|breach| breach.sentence.contains(&head.hash)), "{found:?}");
    world.vanish().await;
}

#[tokio::test]
async fn tampering_with_any_kind_of_row_is_found() {
    let free =
        "DROP TRIGGER postings_no_update; DROP TRIGGER postings_no_delete; DROP TRIGGER entries_no_update; DROP TRIGGER entries_no_delete;
                DROP TRIGGER stock_moves_no_delete;";
    let table = [
        ("UPDATE postings SET amount = amount * 2 WHERE seq = 5", "第 5 笔"),
        ("UPDATE entries SET occurred_on = '2020-01-01' WHERE seq = 4", "第 4 笔"),
        ("UPDATE entries SET actor = 'S01' WHERE seq = 6", "第 6 笔"),
        ("DELETE FROM entries WHERE seq = 7", "第 7 笔不见了"),
        ("DELETE FROM entries WHERE seq = (SELECT MAX(seq) FROM entries)", "最后的账被删掉了"),
        ("UPDATE particulars SET title = '见义勇为' WHERE seq = 3", "第 3 笔的说明"),
        ("UPDATE accounts SET posted = posted + 100 WHERE number = '1-02-1'", "1-02-1 的余额"),
        ("UPDATE lots SET remaining = remaining + 100 WHERE account = '1-02-1' AND seq = (SELECT MAX(seq) FROM lots)", "剩余数对不上"),
        ("UPDATE accounts SET held = 1 WHERE number = '1-02-1'", "冻结数"),
        ("UPDATE items SET stock = stock + 1 WHERE number = 'A01'", "A01 的库存"),
        ("DELETE FROM stock_moves WHERE reason = 'redeemed'", "A01 的库存"),
        ("UPDATE redemptions SET points = 100", "第 1 号兑换扣的分"),
        ("UPDATE redemptions SET entry = NULL", "第 1 号兑换的办理情况"),
        ("UPDATE items SET held = held + 1 WHERE number = 'A01'", "A01 留给人的件数"),
        ("INSERT INTO vouchers VALUES ('suanli', 1, 'ABCDEFGH', '', '1-01-1', 0, 0, NULL, NULL, '', NULL)", "第 1 号兑换和它的券"),
        (
            "INSERT INTO settlements VALUES ('suanli', 1, 0, 3, 500, 'paid', 'S03', 'keeper', 0, 'S01', 'secretary', 0, 'S01', 0, '', 3, NULL)",
            "第 1 号结算单的钱数",
        ),
        ("UPDATE awards SET points = 900 WHERE id = 2", "第 2 号加减分"),
        ("INSERT INTO tallies VALUES ('suanli', 'person:1-01-1', 'rule:志愿服务', 'M24314', 1, 100, 0, 0)", "rule:志愿服务（M24314）"),
        ("UPDATE awards SET state = 'reversed' WHERE id = 2", "第 2 号加减分的更正"),
        ("UPDATE claims SET state = 'reversed' WHERE id = 3", "不是两个人定的"),
        ("UPDATE redemptions SET state = 'cancelled'", "第 1 号兑换的退回"),
        ("INSERT INTO reversals (village, reversed, entry) VALUES ('suanli', 3, 9)", "冲正的登记"),
        ("UPDATE claims SET reviews_needed = 1 WHERE id = 1", "第 1 号申报"),
        ("UPDATE households SET members = 9 WHERE number = '1-01'", "1-01 户的人数"),
    ];
    for (sql, expected) in table {
        let world = lived(On::Sqlite).await.unwrap();
        assert_eq!(world.breaches().await, Vec::<String>::new());
        by_hand(&world, free).await.unwrap();
        by_hand(&world, sql).await.unwrap();
        let found = world.breaches().await;
        assert!(found.iter().any(|breach| breach.contains(expected)), "{sql}: {found:?}");
        world.vanish().await;
    }
}

#[tokio::test]
async fn the_same_seeds_give_the_same_chain_on_both_engines() {
    let sqlite = lived(On::Sqlite).await.unwrap();
    let again = lived(On::Sqlite).await.unwrap();
    assert_eq!(sqlite.head().await, again.head().await);
    if let Some(postgres) = lived(On::Postgres).await {
        assert_eq!(sqlite.head().await, postgres.head().await);
        postgres.end().await;
    }
    sqlite.end().await;
    again.end().await;
}
