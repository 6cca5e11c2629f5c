//! Resident memory of an idle service that has the rulebooks of 1,000 villages in its library, 20 rules each, no text the same.
//!
//! The villages are taken in by one process; another one opens the database, compiles all rulebooks and is looked at.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, ensure};
use chrono::NaiveDate;
use jifen::adoption::{Wanted, What, adopt};
use jifen::app::{House, router};
use jifen::db::Books;
use jifen::words::{Chance, Clock, VillageId};
use tokio::task::JoinSet;

use crate::folder::{Folder, url};
use crate::table::Table;
use crate::{lists, roles};

const VILLAGES: usize = 1_000;
const RULES: usize = 20;

pub fn bench(table: &mut Table) -> Result<()> {
    let folder = Folder::new()?;
    let file = folder.file("jifen.db");
    runtime()?.block_on(adopt_all(&file))?;
    let (without, with) = (resident(&file, 0)?, resident(&file, VILLAGES)?);
    let against = format!("none {without:.1} MiB");
    table.against("memory: 1,000 villages of 20 rules, idle", format!("{with:.1} MiB"), against, with / without, "≤ 60 MB");
    Ok(())
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

fn village(nth: usize) -> Result<VillageId> {
    VillageId::parse(&format!("cesu-{nth}")).context("a name of a village")
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default()
}

async fn open(file: &Path) -> Result<House> {
    Ok(House::new(Books::open(&url(file), Clock::machine(), Chance::machine()).await?))
}

async fn adopt_all(file: &Path) -> Result<()> {
    let house = open(file).await?;
    let mut waiting = JoinSet::new();
    for nth in 0..VILLAGES {
        let (village, house) = (village(nth)?, house.clone());
        let bundle = lists::bundle(village.as_str(), nth * RULES, RULES)?;
        let wanted = Wanted { what: What::Files(bundle), effective_on: day(), adoption: None };
        waiting.spawn(async move { adopt(&house.books, &house.library, house.own_act(&village, "adopt")?, wanted).await });
    }
    while let Some(done) = waiting.join_next().await {
        done?.map_err(|failure| anyhow!("{failure:?}"))?;
    }
    house.books.close().await;
    Ok(())
}

/// What an idle process with so many villages needs, in MiB.
fn resident(file: &Path, villages: usize) -> Result<f64> {
    let output = roles::library()?.arg(file).arg(villages.to_string()).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let kib: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(kib / 1024.0)
}

/// The role: loads the rulebooks, serves nobody, tells its memory in KiB.
pub fn idle(arguments: &[OsString]) -> Result<ExitCode> {
    let [file, villages] = arguments else { return Err(anyhow!("file and number of villages")) };
    let villages: usize = villages.to_str().context("a number")?.parse()?;
    runtime()?.block_on(async {
        let house = open(Path::new(file)).await?;
        let _service = router::router(house.clone());
        for nth in 0..villages {
            house.library.in_force(&village(nth)?, day()).await.map_err(|failure| anyhow!("{failure:?}"))?;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        println!("{}", own_memory("VmRSS:")?);
        house.books.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// A figure of this process's memory in KiB: `VmRSS:` now, `VmHWM:` at its highest.
pub fn own_memory(which: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(which)).with_context(|| which.to_owned())?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}
