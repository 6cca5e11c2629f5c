//! Whether an installation is well: disk, backup, engine, clock, books. When the service starts and whenever somebody runs `jifen doctor`: the same looks,
//! the same sentences. And the same as numbers, for whoever watches from afar.
//!
//! Not here: how well something has to be (`desk/health.rs`), every single entry (`jifen verify`), the rule files (`jifen check`).

use std::path::Path;

use anyhow::Result;

use crate::db::{Conn, last_backup};
use crate::desk::Health::{Ill, Well};
use crate::desk::{Health, backed_up, clock, disk, room_left};
use crate::versions::House;
use crate::words::{Moment, VillageId};
use crate::{ledger, roster};

/// What was found, and which villages contradict themselves.
pub struct Checkup {
    pub found: Vec<Health>,
    pub unsound: Vec<VillageId>,
}

/// What can be told of a database without opening it.
pub fn around(file: Option<&Path>, now: Moment) -> Vec<Health> {
    vec![disk(file), backed_up(file, None, now)]
}

/// Looks at an open database; opening it has checked the engine's version, its settings and the schema.
pub async fn inside(conn: &mut Conn, now: Moment) -> Result<Checkup> {
    let mut found = vec![Well("数据库打得开，写盘的设置都对，表结构是最新的。".to_owned())];
    found.push(clock(now, ledger::newest_at(conn).await?));
    let unsound = books(conn, &mut found).await?;
    Ok(Checkup { found, unsound })
}

/// The newest entries of every village.
async fn books(conn: &mut Conn, found: &mut Vec<Health>) -> Result<Vec<VillageId>> {
    let villages = roster::villages(conn).await?;
    let (count, mut unsound) = (villages.len(), Vec::new());
    for village in villages {
        if let Some(breach) = ledger::audit_tail(conn, &village).await? {
            found.push(Ill(format!("{village} 的账对不上：{}", breach.sentence), "请用 jifen verify 逐笔核对，找到以前先不要记。"));
            unsound.push(village);
        }
    }
    if unsound.is_empty() {
        found.push(Well(format!("{count} 个村最近的账都和校验码对得上（逐笔核对用 jifen verify）。")));
    }
    Ok(unsound)
}

/// Looks at everything before anything is written. A village whose newest entries contradict the chain is read only until somebody has found out why
/// (promise R8); whatever else is not well is told, and does not keep the village from its books.
pub async fn begin(house: &House) -> Result<Checkup> {
    let now = house.books.clock.now();
    let mut checkup = inside(&mut house.books.read().await?, now).await?;
    checkup.found.splice(0..0, around(house.books.file(), now));
    checkup.unsound.iter().for_each(|village| house.books.halt_unsound(village));
    for health in &checkup.found {
        match health {
            Well(_) => {}
            Ill(sentence, _) => tracing::error!(sentence, "checkup"),
            Health::Mind(sentence, _) => tracing::warn!(sentence, "checkup"),
        }
    }
    Ok(checkup)
}

/// The same as Prometheus reads it. Nothing of a village stands in it.
pub fn gauges(house: &House) -> Vec<(&'static str, u64)> {
    let mut gauges = vec![("jifen_writing", house.books.is_writing().into())];
    if let Some(file) = house.books.file() {
        let seconds = |at: Moment| u64::try_from(at.millis() / 1000).unwrap_or_default();
        gauges.push(("jifen_database_bytes", std::fs::metadata(file).map_or(0, |found| found.len())));
        gauges.push(("jifen_disk_free_bytes", room_left(file).unwrap_or_default()));
        gauges.push(("jifen_last_backup_timestamp_seconds", last_backup(file).map_or(0, seconds)));
    }
    gauges
}
