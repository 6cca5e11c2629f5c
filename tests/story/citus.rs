//! A Citus for the stories: where `JIFEN_TEST_CITUS` names its coordinator, the PostgreSQL half of every story runs on the distributed layout, and every
//! statement that it sent is explained at its end. Only those listed here may ask more than one part of a table.
//!
//! The server preloads `citus,pg_stat_statements`; its database `postgres` knows the machines (`.ci/citus` starts such a one). Laying out takes seconds, so it
//! is done once, and each story gets a copy.

use std::collections::BTreeSet;
use std::sync::Mutex;

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, Row};
use tokio::sync::OnceCell;

/// Statements that look into more than one village, each by how it begins, with why it may.
const ACROSS: [(&str, &str); 7] = [
    (
        "SELECT village FROM villages ORDER BY village",
        "the clockwork, the start and `jifen verify` go through all villages, one after another",
    ),
    ("SELECT village, name, township FROM villages", "somebody who signs in chooses their village from all"),
    (
        "SELECT village, key, code, name, township, households, residents FROM villages WHERE code BETWEEN",
        "a township's or county's villages",
    ),
    ("SELECT village FROM villages WHERE village > ", "a page of the villages of a township, for programs"),
    ("SELECT CAST(t AS TEXT) FROM ", "a story looks at every row there is"),
    ("SELECT count(*) FROM operations", "a story counts what anybody did anywhere"),
    ("SELECT MAX(e.at) FROM chain_heads h JOIN entries e", "on a start, and `jifen doctor`: whether the clock is behind what was recorded"),
];

/// The coordinator, where there is one.
pub fn server() -> Option<String> {
    std::env::var("JIFEN_TEST_CITUS").ok().map(|server| server.trim_end_matches('/').to_owned())
}

/// A copy of the distributed database under a name of its own.
pub async fn create(name: &str) {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(template).await;
    on_all(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
}

/// Takes it away.
pub async fn drop(name: &str) {
    on_all(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// An empty database on all machines, which know each other in it.
pub async fn empty(name: &str) -> String {
    on_all(&format!("CREATE DATABASE {name}")).await;
    for machine in machines().await {
        run(&format!("{machine}/{name}"), "CREATE EXTENSION citus").await;
    }
    let [coordinator, workers @ ..] = &machines().await[..] else { panic!("no coordinator") };
    let (host, port) = address(coordinator);
    let url = format!("{coordinator}/{name}");
    run(&url, &format!("SELECT citus_set_coordinator_host('{host}', {port})")).await;
    for (host, port) in workers.iter().map(|worker| address(worker)) {
        run(&url, &format!("SELECT citus_add_node('{host}', {port})")).await;
    }
    run(&url, &format!("SELECT citus_set_node_property('{host}', {port}, 'shouldhaveshards', true)")).await;
    run(&url, &format!("ALTER DATABASE {name} SET citus.shard_count = 6")).await;
    url
}

async fn template() -> String {
    let name = format!("jifen_layout_{}", std::process::id());
    jifen::db::lay_out(&empty(&name).await).await.unwrap();
    // What is copied must be at rest; Citus' own daemon, too, looks into every database.
    on_all(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    on_all(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")).await;
    name
}

/// Every machine that knows the coordinator's `postgres`, the coordinator first.
pub async fn machines() -> Vec<String> {
    let server = server().unwrap();
    let mut conn = connect(&format!("{server}/postgres")).await;
    let rows = conn.fetch_all("SELECT nodename, nodeport FROM pg_dist_node ORDER BY groupid").await.unwrap();
    let (before, _) = server.rsplit_once('@').expect("postgres://user@host:port");
    rows.iter().map(|row| format!("{before}@{}:{}", row.get::<String, _>(0), row.get::<i32, _>(1))).collect()
}

fn address(machine: &str) -> (&str, &str) {
    machine.rsplit_once('@').unwrap().1.split_once(':').unwrap()
}

async fn on_all(sql: &str) {
    for machine in machines().await {
        run(&format!("{machine}/postgres"), sql).await;
    }
}

pub async fn connect(url: &str) -> PgConnection {
    let options: sqlx::postgres::PgConnectOptions = url.parse().unwrap();
    options.disable_statement_logging().connect().await.unwrap()
}

/// Runs SQL by hand.
pub async fn attempt(url: &str, sql: &str) -> Result<(), sqlx::Error> {
    let mut conn = connect(url).await;
    conn.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await?;
    conn.close().await
}

async fn run(url: &str, sql: &str) {
    attempt(url, sql).await.unwrap_or_else(|fault| panic!("{sql}: {fault}"));
}

/// Everything that was sent to a database, and may not be, because it asks more than one part of a table.
pub async fn astray(name: &str) -> Vec<String> {
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let fresh: Vec<String> = sent(name).await.into_iter().filter(|sql| SEEN.lock().unwrap().insert(sql.clone())).collect();
    let mut conn = connect(&format!("{}/{name}", server().unwrap())).await;
    let mut found = Vec::new();
    for sql in fresh.into_iter().filter(|sql| !ACROSS.iter().any(|(begins, _)| sql.starts_with(begins))) {
        let plan = match explained(&mut conn, &sql).await {
            Ok(plan) => plan,
            Err(_) => explained(&mut conn, &counting(&sql)).await.unwrap_or_else(|fault| fault.to_string()),
        };
        if !is_of_one_part(&plan) {
            found.push(format!("{sql}\n{plan}"));
        }
    }
    conn.close().await.unwrap();
    found
}

/// Each distributed step of a plan asks one part; a plan without any is of tables that every machine has.
fn is_of_one_part(plan: &str) -> bool {
    let steps = plan.matches("Custom Scan (Citus").count();
    plan.contains("rows=") && plan.matches("Task Count: 1\n").count() == steps
}

/// The texts of what was sent to a database from outside: rows read and written, with parameters.
async fn sent(name: &str) -> Vec<String> {
    let mut conn = connect(&format!("{}/postgres", server().unwrap())).await;
    conn.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").await.unwrap();
    let sql = "SELECT s.query FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1 AND s.toplevel
        AND s.query ~ '^(SELECT|INSERT|UPDATE|DELETE|WITH)' AND s.query !~ 'citus|pg_|distributed|_1[0-9]{5}'";
    let rows = sqlx::query(sql).bind(name).fetch_all(&mut conn).await.unwrap();
    let forget = "SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = $1";
    sqlx::query(forget).bind(name).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// The plan of a statement with parameters: which village it is does not matter, nor whether it is there.
async fn explained(conn: &mut PgConnection, sql: &str) -> Result<String, sqlx::Error> {
    conn.execute(sqlx::raw_sql(AssertSqlSafe(format!("DEALLOCATE ALL; PREPARE asked AS {sql}")))).await?;
    let types = "SELECT parameter_types::TEXT[] FROM pg_prepared_statements WHERE name = 'asked'";
    let types: Vec<String> = sqlx::raw_sql(types).fetch_one(&mut *conn).await?.try_get(0)?;
    let values: Vec<_> = types.iter().map(|kind| format!("'1'::{kind}")).collect();
    let given = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
    let rows = sqlx::raw_sql(AssertSqlSafe(format!("EXPLAIN EXECUTE asked{given}"))).fetch_all(conn).await?;
    Ok(rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect())
}

/// The numbers that a `CASE` chooses between have become parameters, of which nobody knows any more that they are numbers.
fn counting(sql: &str) -> String {
    let mut chosen = false;
    let word = |word: &str| {
        let (was_chosen, end) = (chosen, word.find(|c: char| c != '$' && !c.is_ascii_digit()).unwrap_or(word.len()));
        chosen = ["THEN ", "ELSE "].contains(&word);
        if was_chosen && word.starts_with('$') { format!("CAST({} AS BIGINT){}", &word[..end], &word[end..]) } else { word.to_owned() }
    };
    sql.split_inclusive(' ').map(word).collect()
}
