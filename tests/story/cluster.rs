//! `jifen cluster-init`, and what holds on the layout that it makes: every table lies by village, also one that a later step adds; history is guarded on
//! every machine, also after a part was moved; no statement of a workflow goes astray (`citus`).

use jifen::db::{Books, lay_out};
use jifen::words::{Chance, Failure, Refusal, Role};
use serde_json::json;
use sqlx::{AssertSqlSafe, Executor, Row};

use super::world::{On, World, citus};

/// Whether there is one; says so where there is none.
fn is_there() -> bool {
    if citus::server().is_none() {
        println!("left out: JIFEN_TEST_CITUS names no Citus");
    }
    citus::server().is_some()
}

fn code(fault: &anyhow::Error) -> &'static str {
    let refused = fault.downcast_ref::<Refusal>().or_else(|| match fault.downcast_ref::<Failure>()? {
        Failure::Refused(refusal) => Some(refusal),
        Failure::Fault(_) => None,
    });
    refused.map_or_else(|| panic!("{fault:#}"), |refusal| refusal.code)
}

async fn texts(url: &str, sql: &str) -> Vec<String> {
    let mut conn = citus::connect(url).await;
    let rows = conn.fetch_all(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn a_server_without_the_extension_is_left_alone() {
    let Ok(server) = std::env::var("JIFEN_TEST_POSTGRES") else {
        return println!("left out: JIFEN_TEST_POSTGRES names no PostgreSQL server");
    };
    let url = format!("{}/postgres", server.trim_end_matches('/'));
    assert_eq!(code(&lay_out(&url).await.unwrap_err()), "cluster.no_extension");
    assert_eq!(texts(&url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'").await, Vec::<String>::new());
}

#[tokio::test]
async fn what_holds_villages_or_is_laid_out_is_left_alone() {
    if !is_there() {
        return;
    }
    let name = format!("jifen_not_empty_{}", std::process::id());
    let url = citus::empty(&name).await;
    Books::open(&url, jifen::words::Clock::machine(), Chance::seeded(1)).await.unwrap().close().await;
    citus::attempt(&url, "INSERT INTO books VALUES ('suanli')").await.unwrap();
    assert_eq!(code(&lay_out(&url).await.unwrap_err()), "cluster.not_empty");
    citus::attempt(&url, "DELETE FROM books").await.unwrap();
    assert!(lay_out(&url).await.unwrap().machines > 1, "the machines of a Citus for tests");
    assert_eq!(code(&lay_out(&url).await.unwrap_err()), "cluster.done_already");
    citus::drop(&name).await;
}

/// Tables and how they lie: `h` by village, `n` copied to every machine, none on the coordinator alone.
const LYING: &str = "SELECT c.relname || ' ' || COALESCE(CAST(p.partmethod AS TEXT) || CASE WHEN p.partmethod = 'h' THEN p.colocationid =
      (SELECT colocationid FROM pg_dist_partition WHERE logicalrelid = to_regclass('books')) AND column_to_column_name(p.logicalrelid, p.partkey) = 'village'
      ELSE true END, 'alone')
  FROM pg_class c LEFT JOIN pg_dist_partition p ON p.logicalrelid = c.oid
  WHERE c.relkind = 'r' AND c.relnamespace = CAST('public' AS REGNAMESPACE) AND NOT relation_is_a_known_shard(c.oid) ORDER BY c.relname";

#[tokio::test]
async fn every_table_lies_by_village_also_one_that_came_later() {
    if !is_there() {
        return;
    }
    let world = World::new(On::Postgres).await.unwrap();
    let lying = texts(&world.url, LYING).await;
    let others: Vec<_> = lying.iter().filter(|line| !line.ends_with(" htrue")).collect();
    assert!(lying.len() > 60 && others == ["_sqlx_migrations ntrue"], "{lying:?}");
    let step = "CREATE TABLE later (village TEXT COLLATE \"C\" NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (village, id));
        INSERT INTO later VALUES ('suanli', 1);
        CREATE TRIGGER later_append_only BEFORE UPDATE OR DELETE ON later FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TABLE provinces (code TEXT PRIMARY KEY);";
    citus::attempt(&world.url, step).await.unwrap();
    Books::open(&world.url, world.clock.clock(), Chance::seeded(1)).await.unwrap().close().await;
    let lying = texts(&world.url, LYING).await;
    assert!(["later htrue", "provinces ntrue"].iter().all(|line| lying.iter().any(|lies| lies == line)), "{lying:?}");
    let refused = citus::attempt(&world.url, "UPDATE later SET id = 2 WHERE village = 'suanli'").await.unwrap_err();
    assert!(refused.to_string().contains("append-only"), "{refused}");
    world.end().await;
}

/// Where the rows of the story's village are: the machine's port and the name of their part of `entries`.
const PLACE: &str = "SELECT nodeport || ' entries_' || s.shardid FROM citus_shards s
  WHERE s.shardid = get_shard_id_for_distribution_column('entries', 'suanli')";

#[tokio::test]
async fn history_is_guarded_on_every_machine_also_after_a_village_was_moved() {
    if !is_there() {
        return;
    }
    let world = World::new(On::Postgres).await.unwrap();
    world.somebody(Role::GridWorker).await.records("签到", "1-01-1", "2026-03-01", json!({})).await;
    let database = world.url.rsplit_once('/').unwrap().1.to_owned();
    for round in ["where it was made", "where it was moved"] {
        let [place] = &texts(&world.url, PLACE).await[..] else { panic!("one part") };
        let (port, part) = place.split_once(' ').unwrap();
        let machines = citus::machines().await;
        let machine = machines.iter().find(|machine| machine.ends_with(port)).unwrap();
        let other = machines.iter().rev().find(|machine| !machine.ends_with(port)).unwrap().rsplit_once(':').unwrap().1;
        let by_hand = [
            (world.url.clone(), "UPDATE entries SET actor = 'S09' WHERE village = 'suanli'".to_owned()),
            (world.url.clone(), "DELETE FROM operations WHERE village = 'suanli'".to_owned()),
            (world.url.clone(), "DELETE FROM postings".to_owned()),
            (format!("{machine}/{database}"), format!("SET citus.enable_manual_changes_to_shards = on; DELETE FROM {part}")),
        ];
        for (url, sql) in by_hand {
            let refused = citus::attempt(&url, &sql).await.expect_err(&sql);
            assert!(refused.to_string().contains("append-only"), "{round}, {sql}: {refused}");
        }
        let shard = part.strip_prefix("entries_").unwrap();
        let moved = format!(
            "SELECT citus_move_shard_placement({shard}, '127.0.0.1', {port}, '127.0.0.1', {other}, shard_transfer_mode => 'block_writes')"
        );
        citus::attempt(&world.url, &moved).await.unwrap();
    }
    world.somebody(Role::GridWorker).await.records("签到", "1-01-2", "2026-03-01", json!({})).await;
    world.end().await;
}

/// Control: a statement that looks into all villages is found.
#[tokio::test]
async fn a_statement_that_asks_all_parts_is_found() {
    if !is_there() {
        return;
    }
    let world = World::new(On::Postgres).await.unwrap();
    let name = world.url.rsplit_once('/').unwrap().1.to_owned();
    assert_eq!(citus::astray(&name).await, Vec::<String>::new());
    let mut conn = world.house.books.read().await.unwrap();
    conn.query::<(i64,)>("SELECT COUNT(*) FROM claims WHERE id > $1", &[jifen::db::Cell::Whole(0)]).await.unwrap();
    drop(conn);
    let [found] = &citus::astray(&name).await[..] else { panic!("it was not found") };
    assert!(found.starts_with("SELECT COUNT(*) FROM claims") && found.contains("Task Count: 6"), "{found}");
    world.end().await;
}
