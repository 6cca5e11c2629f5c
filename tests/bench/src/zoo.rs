//! Hostile files: how long the worst of them holds up a check and how much memory it takes; and whether a village whose script loops slows
//! another one's decisions.
//!
//! The files are those of `tests/zoo`. Each is checked in a process of its own, so that its highest memory is its own, too.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use chrono::NaiveDate;
use jifen::app::files;
use jifen::rulebook::{self, Bundle, NoHistory, Record, Rulebook, Source};
use jifen::words::VillageId;

use crate::folder::Folder;
use crate::measure::{median, millis, per_second, rate, timed};
use crate::memory::own_memory;
use crate::table::Table;
use crate::{lists, roles};

#[path = "../../zoo/animals.rs"]
mod animals;

const TIMES: usize = 3;
const ROUND: Duration = Duration::from_millis(700);
const ROUNDS: usize = 5;

pub fn bench(table: &mut Table) -> Result<()> {
    hostile_files(table)?;
    beside_a_loop(table)
}

/// Every animal checked alone; the slowest and the largest are named.
fn hostile_files(table: &mut Table) -> Result<()> {
    let (mut slowest, mut largest) = ((0.0, ""), (0.0, ""));
    let all = animals::animals();
    for animal in &all {
        let folder = Folder::new()?;
        let place = folder.file("village");
        animal.let_loose(&place)?;
        let runs = (0..TIMES).map(|_| checked(&place, animal.code)).collect::<Result<Vec<_>>>()?;
        let seconds = median(runs.iter().map(|(seconds, _)| *seconds).collect());
        let mebibytes = median(runs.iter().map(|(_, mebibytes)| *mebibytes).collect());
        slowest = if seconds > slowest.0 { (seconds, animal.name) } else { slowest };
        largest = if mebibytes > largest.0 { (mebibytes, animal.name) } else { largest };
    }
    table.figure(&format!("zoo: the slowest of {} files, {}", all.len(), slowest.1), millis(slowest.0), "≤ 100 ms");
    table.figure(&format!("zoo: the largest, {}", largest.1), format!("{:.1} MiB", largest.0), "≤ 32 MB");
    Ok(())
}

/// Seconds and MiB of one check in a process of its own.
fn checked(folder: &Path, code: &str) -> Result<(f64, f64)> {
    let output = roles::keeper()?.arg(folder).arg(code).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout)?;
    let (seconds, kib) = told.trim().split_once(' ').context("seconds and KiB")?;
    Ok((seconds.parse()?, kib.parse::<f64>()? / 1024.0))
}

/// The role: reads and checks one folder; tells the seconds, and by how much the memory grew at its highest, in KiB.
pub fn keep(arguments: &[OsString]) -> Result<ExitCode> {
    let [folder, code] = arguments else { return Err(anyhow!("a folder and what is to be found")) };
    let folder = Path::new(folder);
    // What the engine and the tables of words need is not the animal's.
    black_box(rulebook::check(&lists::bundle("cesu", 0, 20)?).findings.len());
    let before = own_memory("VmRSS:")?;
    let (took, found) = timed(|| -> Result<bool> {
        let bundle = files::village(folder, &folder.join("packs"), &VillageId::draft())?;
        Ok(rulebook::check(&bundle).findings.iter().any(|finding| *finding.code == **code))
    });
    ensure!(found?, "{} was not found", code.display());
    println!("{} {}", took.as_secs_f64(), own_memory("VmHWM:")?.saturating_sub(before));
    Ok(ExitCode::SUCCESS)
}

/// A village of 20 ordinary rules decides alone, then beside one whose script does not end for what is filled in.
fn beside_a_loop(table: &mut Table) -> Result<()> {
    let (healthy, looping) = (lists::rulebook(20)?, looping()?);
    let filled = lists::records(20, 4_000);
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.push(decisions(&healthy, &filled));
        let is_over = AtomicBool::new(false);
        beside.push(std::thread::scope(|threads| {
            threads.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    black_box(stopped(&looping));
                }
            });
            let rate = decisions(&healthy, &filled);
            is_over.store(true, Ordering::Relaxed);
            rate
        }));
    }
    let ratio = median(beside.iter().zip(&alone).map(|(beside, alone)| beside / alone).collect());
    let against = format!("alone {}", per_second(median(alone)));
    table.against("zoo: decisions beside a village that loops", per_second(median(beside)), against, ratio, "≥ 0.90");
    let one = median((0..101).map(|_| timed(|| black_box(stopped(&looping))).0.as_secs_f64()).collect());
    table.figure("zoo: one endless script, until it is stopped", millis(one), "≤ 100 ms");
    Ok(())
}

fn decisions(rulebook: &Rulebook, filled: &[lists::Filled]) -> f64 {
    let start = Instant::now();
    let mut decided = 0;
    while start.elapsed() < ROUND {
        for one in filled {
            let record = Record { rule: &one.rule, occurred_on: day(), facts: &one.facts };
            decided += usize::from(black_box(rulebook.judge(&record, &NoHistory)).is_ok());
        }
    }
    rate(decided, start.elapsed())
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default()
}

/// Whether the looping rule was stopped, as it must be.
fn stopped(rulebook: &Rulebook) -> bool {
    let facts = BTreeMap::from([("时长".to_owned(), "2".to_owned())]);
    rulebook.judge(&Record { rule: "志愿服务", occurred_on: day(), facts: &facts }, &NoHistory).is_err()
}

/// A rule that is right in its example and never ends with more.
fn looping() -> Result<Rulebook> {
    let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
    let rules = "规则:\n  公益:\n    志愿服务: { 填报: { 时长: 小时 }, 脚本: 一.rhai, 比如: [{ 时长: 1, 得: 1 }] }\n";
    let script = "令 甲 = 1;\nwhile 时长 > 1 { 甲 += 1; }\n甲\n";
    let files = vec![source("village.yaml", "名称: 样例村\n试行: 是\n"), source("rules.yaml", rules), source("一.rhai", script)];
    let checked = rulebook::check(&Bundle { village: VillageId::draft(), files, packs: Vec::new() });
    let rulebook = checked.rulebook.with_context(|| rulebook::text(&checked.findings, false))?;
    ensure!(stopped(&rulebook), "the loop was not stopped");
    Ok(rulebook)
}
