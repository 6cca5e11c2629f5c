//! A database of every released schema comes up: brought up to date, whole, with everything that was in it, and it goes on.
//!
//! `schemas/NNNN.sql` is what `sqlite3 test.db .dump` says of a small village that lived under schema NNNN. When a version is released, its dump is added
//! here. Control: a database of a schema that nobody has seen yet, and one whose schema is not what it says, are refused in plain words and left alone.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use super::service::{Folder, Service, act, ask};

fn dumps() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof/schemas");
    let mut dumps: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    dumps.retain(|path| path.extension().is_some_and(|ending| ending == "sql"));
    dumps.sort();
    dumps
}

/// Runs SQL on the folder's database, which it may begin.
fn by_hand(folder: &Folder, sql: &str) {
    let (file, sql) = (folder.0.join("test.db"), sql.to_owned());
    let running = async {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).foreign_keys(false);
        let mut conn = options.connect().await.unwrap();
        conn.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.unwrap();
        conn.close().await.unwrap();
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(running);
}

const COUNTS: [&str; 4] = ["entries", "claims", "redemptions", "operations"];

fn counts(folder: &Folder) -> [i64; 4] {
    COUNTS.map(|table| folder.count("test.db", &format!("SELECT COUNT(*) FROM {table}")))
}

#[test]
fn a_database_of_every_released_schema_comes_up_and_goes_on() {
    let dumps = dumps();
    for dump in &dumps {
        let name = dump.file_stem().unwrap().to_str().unwrap();
        let folder = Folder::new(&format!("schema_{name}"));
        by_hand(&folder, &std::fs::read_to_string(dump).unwrap());
        let before = counts(&folder);
        assert!(before.iter().all(|count| *count > 0), "{name}: an empty village proves nothing: {before:?}");
        let head = folder.run_sql("test.db", "SELECT hash FROM chain_heads");
        let (sound, said) = folder.run(&["verify", "--village", "suanli", "--anchor", head.trim()]);
        assert!(sound, "{name}: {said}");
        assert_eq!(counts(&folder)[..3], before[..3], "{name}");
        let service = Service::start(&folder);
        let token = folder.token("grid_worker");
        let body = r#"{"rule":"签到","subject":"1-01-1","occurred_on":"2026-11-01"}"#;
        let recorded = ask(&service.address, &act("/claims", &token, "after-all-that", body)).unwrap();
        assert_eq!(recorded.status, 201, "{name}: {recorded:?}");
        service.kill();
        let (sound, said) = folder.run(&["verify"]);
        assert!(sound, "{name}: {said}");
    }
    println!("proof schemas: {} schemas", dumps.len());
    assert!(!dumps.is_empty());
}

#[test]
fn a_schema_that_is_not_ours_is_refused_and_left_alone() {
    let folder = Folder::new("schema_strange");
    Service::start(&folder).kill();
    let newest = folder.count("test.db", "SELECT MAX(version) FROM _sqlx_migrations");
    let strange = [
        ("UPDATE _sqlx_migrations SET checksum = X'00' WHERE version = 3".to_owned(), "第 3 步"),
        (format!("UPDATE _sqlx_migrations SET version = version + 9000 WHERE version = {newest}"), "第 9"),
    ];
    for (sql, place) in strange {
        folder.copy_database("test.db", "kept.db");
        by_hand(&folder, &sql);
        for command in ["verify", "doctor"] {
            let (done, said) = folder.run(&[command]);
            assert!(!done && said.contains("database.newer") && said.contains(place), "{command}: {said}");
        }
        folder.copy_database("kept.db", "test.db");
        let (sound, said) = folder.run(&["verify"]);
        assert!(sound, "{said}");
    }
}
