//! Promise R5 on a damaged disk: the write-ahead log of a killed service is bent, cut, emptied or lost. What comes up is whole, or refuses to open, or
//! `jifen verify` against the head that was printed before finds that something is missing. It is never silently something else.
//!
//! Control: undamaged, the same files are whole and hold the head.

use std::path::{Path, PathBuf};

use jifen::cli::verify;
use jifen::db::{Books, trail};
use jifen::versions::House;
use jifen::words::{Chance, Clock, Moment, VillageId};

use super::lot::{Lot, below};
use super::service::{Folder, Service, act, ask};

/// What became of the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CameUp {
    Whole,
    Refused,
    Found,
}

fn village() -> VillageId {
    VillageId::parse("suanli").unwrap()
}

async fn opened(file: &Path) -> anyhow::Result<House> {
    let clock = Clock::from(|| Moment::from_millis(1_800_000_000_000));
    Ok(House::new(Books::open(&format!("sqlite://{}", file.display()), clock, Chance::seeded(1)).await?))
}

/// The heads of both chains, as they would be printed.
async fn heads(file: &Path) -> (String, String) {
    let house = opened(file).await.unwrap();
    let mut conn = house.books.read().await.unwrap();
    let entry = jifen::ledger::head_on_disk(&mut conn, &village()).await.unwrap().unwrap().hash;
    let act = trail::head_on_disk(&mut conn, &village()).await.unwrap().unwrap().hash;
    drop(conn);
    house.books.close().await;
    (entry, act)
}

/// Opens the books and looks through them against a printed head.
async fn look(file: &Path, anchor: &str) -> anyhow::Result<bool> {
    let house = opened(file).await?;
    let looked = async {
        let mut conn = house.books.read().await?;
        anyhow::Ok(verify::audit(&mut conn, &house.library, &village(), Some(anchor)).await?.0.is_empty())
    };
    let looked = looked.await;
    house.books.close().await;
    looked
}

async fn came_up(file: &Path, (entry, act): &(String, String)) -> CameUp {
    match (look(file, act).await, look(file, entry).await) {
        (Ok(true), Ok(true)) => CameUp::Whole,
        (Err(_), _) | (_, Err(_)) => CameUp::Refused,
        _ => CameUp::Found,
    }
}

/// Bends, cuts, empties or takes away.
fn harm(file: &Path, chance: &Chance) -> String {
    let mut bytes = std::fs::read(file).unwrap();
    let at = below(chance, bytes.len());
    let what = match below(chance, 6) {
        0 | 1 => {
            bytes[at] ^= 1 << below(chance, 8);
            "a bit"
        }
        2 => {
            bytes.truncate(at);
            "cut"
        }
        3 => {
            let end = bytes.len().min(at + 4096);
            bytes[at..end].fill(0);
            "zeroes"
        }
        4 => {
            // Two blocks in each other's place, as by a disk that writes in another order.
            let (first, second) = (at / 4096 * 4096, below(chance, bytes.len()) / 4096 * 4096);
            for offset in 0..4096 {
                if first.max(second) + offset < bytes.len() {
                    bytes.swap(first + offset, second + offset);
                }
            }
            "exchanged blocks"
        }
        _ => {
            std::fs::remove_file(file).unwrap();
            return "lost".to_owned();
        }
    };
    std::fs::write(file, bytes).unwrap();
    format!("{what} at {at}")
}

/// A killed service's files.
fn killed(name: &str) -> Folder {
    let folder = Folder::new(name);
    let service = Service::start(&folder);
    let token = folder.token("grid_worker");
    for number in 0..40 {
        let body = r#"{"rule":"签到","subject":"1-01-1","occurred_on":"2026-01-01"}"#;
        assert_eq!(ask(&service.address, &act("/claims", &token, &format!("op-{number}"), body)).unwrap().status, 201);
    }
    service.kill();
    folder
}

#[tokio::test]
async fn a_damaged_log_is_never_taken_for_the_books() {
    let (folder, lot) = (killed("damage"), Lot::of("damage"));
    let file: PathBuf = folder.0.join("copy.db");
    let wal = folder.0.join("copy.db-wal");
    folder.copy_database("test.db", "copy.db");
    let heads = heads(&file).await;
    folder.copy_database("test.db", "copy.db");
    assert_eq!(came_up(&file, &heads).await, CameUp::Whole, "the control");
    let (mut whole, mut refused, mut found) = (0, 0, 0);
    for seed in lot.rounds(30) {
        let chance = Chance::seeded(seed);
        folder.copy_database("test.db", "copy.db");
        let _ = std::fs::remove_file(folder.0.join("copy.db-shm")); // made anew after a crash of the machine
        let what = harm(&wal, &chance);
        let came_up = came_up(&file, &heads).await;
        assert!(what != "lost" || came_up != CameUp::Whole, "seed {seed}: the acts were only in the log");
        match came_up {
            // Only what was written over since, or lies beyond the last commit, can be harmed without loss.
            CameUp::Whole => whole += 1,
            CameUp::Refused => refused += 1,
            CameUp::Found => found += 1,
        }
    }
    assert!(found + refused > 0, "nothing was ever lost: the log was not harmed");
    lot.tells(&format!(
        "{} damaged logs: {found} found against a printed head, {refused} refused, {whole} without loss",
        whole + refused + found
    ));
}
