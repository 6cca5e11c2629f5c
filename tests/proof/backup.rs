//! A backup is made while the service takes acts, again and again; each copy is checked, holds everything that was acknowledged before it was begun, and is
//! a beginning of what came after. One is restored, compared row by row, and served.
//!
//! Control: what was acknowledged after a copy is not in it; a copy with a bent bit in its entries is not restored.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::lot::Lot;
use super::service::{Folder, Service, act, ask};

const BODY: &str = r#"{"rule":"签到","subject":"1-01-1","occurred_on":"2026-01-01"}"#;

fn entries(folder: &Folder, file: &str) -> usize {
    usize::try_from(folder.count(file, "SELECT COUNT(*) FROM claims")).unwrap()
}

/// The head of the entries in a database, as it would be printed.
fn head(folder: &Folder, file: &str) -> String {
    let (sound, said) = folder.run(&["verify", "--database", &format!("sqlite://{file}")]);
    assert!(sound, "{said}");
    said.lines().find_map(|line| line.split("链头 ").nth(1)).unwrap().to_owned()
}

#[test]
fn copies_made_under_load_are_whole_and_come_back() {
    let (folder, lot) = (Folder::new("backup"), Lot::of("backup"));
    let service = Service::start(&folder);
    let token = folder.token("grid_worker");
    let (stop, acknowledged, address) = (AtomicBool::new(false), AtomicUsize::new(0), service.address.clone());
    let mut copies = Vec::new();
    std::thread::scope(|scope| {
        for client in 0..3 {
            let (stop, acknowledged, token, address) = (&stop, &acknowledged, &token, &address);
            scope.spawn(move || {
                for number in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let answer = ask(address, &act("/claims", token, &format!("{client}-{number}"), BODY)).unwrap();
                    assert_eq!(answer.status, 201, "{answer:?}");
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        for seed in lot.rounds(2) {
            while acknowledged.load(Ordering::SeqCst) < copies.len() * 20 + 20 {
                std::thread::yield_now();
            }
            let (copy, before) = (format!("copy-{seed}.db"), acknowledged.load(Ordering::SeqCst));
            let (done, said) = folder.run(&["backup", &copy]);
            assert!(done && said.contains("逐笔核对无误"), "{said}");
            let in_it = entries(&folder, &copy);
            assert!(in_it >= before, "{before} were acknowledged before, {in_it} are in the copy");
            if copies.len() > 3 {
                std::fs::remove_file(folder.0.join(&copy)).unwrap(); // a long run does not fill the disk
            }
            copies.push((copy, in_it));
        }
        stop.store(true, Ordering::Relaxed);
    });
    let (copy, in_it) = &copies[0];
    let all = acknowledged.into_inner();
    assert!(all > *in_it, "the control: acts went on after the copy");
    // What the copy ends with is in the chain that went on.
    let of_copy = head(&folder, copy);
    let (sound, said) = folder.run(&["verify", "--village", "suanli", "--anchor", &of_copy]);
    assert!(sound, "{said}");
    service.kill();

    let (done, said) = folder.run(&["restore", copy, "--replace"]);
    assert!(done, "{said}");
    assert_eq!(head(&folder, "test.db"), of_copy);
    assert_eq!(rows(&folder, "test.db"), rows(&folder, copy), "every row of every table");
    let service = Service::start(&folder);
    assert_eq!(ask(&service.address, &act("/claims", &token, "0-0", BODY)).map(|answer| answer.replayed), Some(true));
    assert_eq!(ask(&service.address, &act("/claims", &token, "afterwards", BODY)).map(|answer| answer.status), Some(201));
    service.kill();
    lot.tells(&format!("{} copies while {all} acts were taken", copies.len()));
    bent(&folder, copy);
}

/// How many rows every table has, and what they say, as one text.
fn rows(folder: &Folder, file: &str) -> String {
    let dump = |sql: &str| folder.run_sql(file, sql);
    let tables = dump("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sql%' ORDER BY name");
    let sorted = |table: &str| {
        let text = dump(&format!("SELECT * FROM {table}"));
        let mut lines: Vec<_> = text.lines().collect();
        lines.sort_unstable();
        format!("{table}\n{}\n", lines.join("\n"))
    };
    tables.lines().map(sorted).collect()
}

/// A copy in which an entry's bit is bent is not put back.
fn bent(folder: &Folder, copy: &str) {
    let path = folder.0.join(copy);
    let mut bytes = std::fs::read(&path).unwrap();
    let commitment = folder.run_sql(copy, "SELECT commitment FROM entries WHERE seq = 5");
    // A page may still hold what stood in it before: it is bent wherever it stands.
    let places: Vec<usize> = (0..bytes.len() - 64).filter(|at| bytes[*at..].starts_with(commitment.trim().as_bytes())).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' });
    std::fs::write(path, bytes).unwrap();
    let (done, said) = folder.run(&["restore", copy, "--replace"]);
    assert!(!done && said.contains("restore.unsound"), "{said}");
}
