//! The distributed layout of a PostgreSQL with the citus extension: all rows of a village lie together on one machine, beside its row in `books`.
//!
//! Which tables lie so is read from the database itself: those with `village` in their primary key; every machine has a copy of the others. A table that a
//! later step adds is laid out as soon as the steps are done. Not here: machines, copies of them, and moving villages between them; that is Citus' own work.

use anyhow::{Context, Result, ensure};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use super::conn::{Conn, Engine};
use super::opening::{check_postgres, wrong_schema};
use super::steps::steps;
use crate::words::{Kind, Refusal};

/// What became of an empty database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Tables whose rows lie with their village.
    pub distributed: i64,
    /// Tables of which every machine has a copy.
    pub copied: i64,
    /// How many parts each of the former has.
    pub shards: i64,
    /// On how many machines.
    pub machines: i64,
}

/// Lays an empty database out. Refuses, in this order: `cluster.no_extension`, `cluster.done_already`, `cluster.not_empty`.
pub async fn lay_out(url: &str) -> Result<Layout> {
    let pool = alone(url).await?;
    let mut conn = Conn::Postgres(pool.acquire().await?);
    check_postgres(&mut conn).await?;
    if !has_extension(&mut conn).await? {
        let next_step = "请在每台机器的这个库里先执行 CREATE EXTENSION citus，再把各台机器加进来（citus_add_node）。";
        return Err(Refusal::new("cluster.no_extension", Kind::Conflict, "这个数据库没有装 citus 扩展。", next_step).into());
    }
    if is_laid_out(&mut conn).await? {
        let next_step = "不用再做。直接用 jifen serve 启动。";
        return Err(Refusal::new("cluster.done_already", Kind::Conflict, "这个数据库已经按村分布好了，没有动它。", next_step).into());
    }
    if holds_villages(&mut conn).await? {
        let next_step = "请换一个空的库；已经在用的库不能这样改，一个库就够用的话也不必改。";
        return Err(Refusal::new("cluster.not_empty", Kind::Conflict, "这个数据库里已经有村了，没有动它。", next_step).into());
    }
    check_machines(&mut conn).await?;
    drop(conn);
    steps(Engine::Postgres).run(&pool).await.map_err(wrong_schema)?;
    let mut conn = Conn::Postgres(pool.acquire().await?);
    distribute(&mut conn).await?;
    layout(&mut conn).await
}

/// Brings the schema up to date, and lays out what is new where the rest is laid out.
pub(super) async fn bring_up(url: &str) -> Result<()> {
    let pool = alone(url).await?;
    let mut conn = Conn::Postgres(pool.acquire().await?);
    let is_laid_out = is_laid_out(&mut conn).await?;
    if is_laid_out {
        check_machines(&mut conn).await?;
        conn.execute(WITH_GUARDS, &[]).await?;
    }
    drop(conn);
    steps(Engine::Postgres).run(&pool).await.map_err(wrong_schema)?;
    if is_laid_out {
        distribute(&mut Conn::Postgres(pool.acquire().await?)).await?;
    }
    pool.close().await;
    Ok(())
}

/// One connection, so that what was set on it holds for the steps, too.
async fn alone(url: &str) -> Result<PgPool> {
    PgPoolOptions::new().max_connections(1).connect(url).await.context("连不上 PostgreSQL")
}

/// Citus calls every trigger unsafe, because one could reach for rows on another machine. The ones that guard history look at nothing but their own row;
/// each part of a table has its own, and a part that is moved takes it along.
const WITH_GUARDS: &str = "SET citus.enable_unsafe_triggers = on";

/// Tables that are not laid out yet, each with whether a village's rows are in it.
const LEFT: &str = "SELECT CAST(c.relname AS TEXT),
    CASE WHEN EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
      WHERE i.indrelid = c.oid AND i.indisprimary AND a.attname = 'village') THEN 1 ELSE 0 END::BIGINT
  FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = CAST(current_schema() AS REGNAMESPACE)
    AND NOT EXISTS (SELECT 1 FROM pg_dist_partition p WHERE p.logicalrelid = c.oid)
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') AND NOT relation_is_a_known_shard(c.oid)
  ORDER BY c.relname <> 'books', c.relname";

/// Lays out all tables that are not yet, or none: `books` first, by which the others lie.
async fn distribute(conn: &mut Conn) -> Result<()> {
    if conn.query::<(String, i64)>(LEFT, &[]).await?.is_empty() {
        return Ok(());
    }
    conn.execute(WITH_GUARDS, &[]).await?;
    conn.execute("BEGIN", &[]).await?;
    // One server at a time: whoever waited finds nothing left to do.
    conn.query::<(i64,)>("SELECT 1::BIGINT FROM (SELECT pg_advisory_xact_lock(hashtext('jifen cluster'))) l", &[]).await?;
    for (table, of_villages) in conn.query::<(String, i64)>(LEFT, &[]).await? {
        let place = match (of_villages, table.as_str()) {
            (0, _) => format!("create_reference_table('{table}')"),
            (_, "books") => "create_distributed_table('books', 'village', colocate_with => 'none')".to_owned(),
            _ => format!("create_distributed_table('{table}', 'village', colocate_with => 'books')"),
        };
        conn.execute(&format!("SELECT {place}"), &[]).await?;
    }
    conn.execute("COMMIT", &[]).await.map(drop)
}

/// Reads back on every machine what durability rests on there, too, and whether it can promise its part of a commit that several share. One that does not
/// answer holds up its own villages and no others.
async fn check_machines(conn: &mut Conn) -> Result<()> {
    let sql = "SELECT n.nodename || ':' || n.nodeport, r.result FROM pg_dist_node n JOIN run_command_on_all_nodes(
        'SELECT CASE WHEN current_setting(''synchronous_commit'') <> ''off'' THEN '''' ELSE ''synchronous_commit=off '' END
          || CASE WHEN current_setting(''fsync'') = ''on'' THEN '''' ELSE ''fsync=off '' END
          || CASE WHEN current_setting(''max_prepared_transactions'') <> ''0'' THEN '''' ELSE ''max_prepared_transactions=0'' END') r
        ON r.nodeid = n.nodeid WHERE r.success AND r.result <> '' ORDER BY 1";
    let wrong: Vec<(String, String)> = conn.query(sql, &[]).await?;
    let told = wrong.iter().map(|(machine, settings)| format!("{machine}（{}）", settings.trim())).collect::<Vec<_>>().join("、");
    ensure!(wrong.is_empty(), "这些机器的 PostgreSQL 没有按要求落盘：{told}");
    Ok(())
}

async fn has_extension(conn: &mut Conn) -> Result<bool> {
    Ok(count(conn, "SELECT COUNT(*) FROM pg_extension WHERE extname = 'citus'").await? > 0)
}

/// Whether villages lie distributed here.
async fn is_laid_out(conn: &mut Conn) -> Result<bool> {
    Ok(has_extension(conn).await?
        && count(conn, "SELECT COUNT(*) FROM pg_dist_partition WHERE logicalrelid = to_regclass('books')").await? > 0)
}

/// Whether anything was ever written in a village here.
async fn holds_villages(conn: &mut Conn) -> Result<bool> {
    Ok(count(conn, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'books'").await? > 0
        && count(conn, "SELECT COUNT(*) FROM books").await? > 0)
}

/// How the database is laid out now.
async fn layout(conn: &mut Conn) -> Result<Layout> {
    let of_kind = |kind: &str| format!("SELECT COUNT(*) FROM pg_dist_partition WHERE partmethod = '{kind}'");
    Ok(Layout {
        distributed: count(conn, &of_kind("h")).await?,
        copied: count(conn, &of_kind("n")).await?,
        shards: count(conn, "SELECT COUNT(*) FROM pg_dist_shard WHERE logicalrelid = to_regclass('books')").await?,
        machines: count(conn, "SELECT COUNT(DISTINCT (nodename, nodeport)) FROM citus_shards WHERE table_name = to_regclass('books')")
            .await?,
    })
}

async fn count(conn: &mut Conn, sql: &str) -> Result<i64> {
    Ok(conn.first::<(i64,)>(sql, &[]).await?.context("a count")?.0)
}
