//! `jifen doctor`: whether the installation is well, in plain Chinese: what was looked at, how it is, what to do.
//!
//! It reads only, and may run while the service does. Not here: every single entry; that is `jifen verify`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::Ended;
use super::backup;
use super::database::Database;
use crate::app::{House, files};
use crate::db::Conn;
use crate::versions::Library;
use crate::words::{Clock, Moment};
use crate::{ledger, roster, rulebook};

/// 体检：哪里不好、怎么办
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen doctor [--database URL] [--villages DIR] [--rules DIR]", next_help_heading = "选项")]
pub struct Doctor {
    #[command(flatten)]
    database: Database,
    /// 村在哪个文件夹；不写就是 villages
    #[arg(long, value_name = "DIR", default_value = "villages", hide_default_value = true)]
    villages: PathBuf,
    /// 规则包在哪个文件夹；不写就是 rules
    #[arg(long, value_name = "DIR", default_value = "rules", hide_default_value = true)]
    rules: PathBuf,
}

/// How something is.
#[derive(Debug, PartialEq, Eq)]
enum Health {
    Well(String),
    /// Worth doing something about soon: what is, and what to do.
    Mind(String, &'static str),
    /// To be mended now.
    Ill(String, &'static str),
}

use Health::{Ill, Mind, Well};

impl Doctor {
    /// Looks at everything and says how it is; exit 1 if something has to be mended now.
    pub async fn run(self) -> Result<Ended> {
        let now = Clock::machine().now();
        let mut found = vec![self.disk(), self.backed_up(now)];
        match self.open().await {
            Ok(house) => found.extend(self.inside(&house, now).await?),
            Err(fault) => found.push(Ill(
                format!("数据库打不开：{}", super::explained(&fault)),
                "请按上面说的做；文件坏了就用 jifen restore 从备份恢复。",
            )),
        }
        found.iter().for_each(|health| println!("{}", told(health)));
        let ill = found.iter().filter(|health| matches!(health, Ill(..))).count();
        let mind = found.iter().filter(|health| matches!(health, Mind(..))).count();
        println!("\n{}", summary(ill, mind));
        Ok(if ill > 0 { Ended::Refused } else { Ended::Fine })
    }

    async fn open(&self) -> Result<House> {
        self.database.open_existing().await
    }

    /// What is told by the database itself: opening it has checked the engine's version, its settings and the schema.
    async fn inside(&self, house: &House, now: Moment) -> Result<Vec<Health>> {
        let mut conn = house.books.snapshot().await?;
        let mut found = vec![Well("数据库打得开，写盘的设置都对，表结构是最新的。".to_owned())];
        found.push(clock(now, ledger::newest_at(&mut conn).await?));
        found.extend(books(&mut conn).await?);
        found.extend(self.rules(&house.library, &mut conn, now).await?);
        Ok(found)
    }

    /// Whether the disk has room for as much again as the database holds, and for a bad day.
    fn disk(&self) -> Health {
        let Some(file) = self.database.file() else {
            return Well("数据库在 PostgreSQL 服务器上，那里的磁盘请在那里看。".to_owned());
        };
        let folder = Path::new(file).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let size = std::fs::metadata(file).map_or(0, |found| found.len());
        match fs4::available_space(folder) {
            Ok(left) => room(left, size),
            Err(error) => Mind(format!("磁盘还剩多少看不出来（{error}）。"), "请看一眼磁盘。"),
        }
    }

    fn backed_up(&self, now: Moment) -> Health {
        match (self.database.file(), backup::last(&self.database)) {
            (None, _) => Well("PostgreSQL 的备份请用 pg_dump 或服务器自己的办法。".to_owned()),
            (Some(_), Some(at)) if at.plus_seconds(FRESH_BACKUP) > now => Well(format!("上次备份在 {at}。")),
            (Some(_), Some(at)) => Mind(format!("上次备份在 {at}，过了 7 天。"), "请用 jifen backup 备份，备份文件放到别的机器或 U 盘上。"),
            (Some(_), None) => Mind("没有备份过的记录。".to_owned(), "请用 jifen backup 备份，备份文件放到别的机器或 U 盘上。"),
        }
    }

    /// The rule files of every village, and the drafts that wait.
    async fn rules(&self, library: &Library, conn: &mut Conn, now: Moment) -> Result<Vec<Health>> {
        let mut found = Vec::new();
        for village in roster::villages(conn).await? {
            if let Err(fault) = library.in_force(&village, now.day()).await {
                let sentence = format!("{village} 今天没有规则可用：{}", super::explained(&fault.into()));
                found.push(Ill(sentence, "请先采纳一版规则（jifen adopt）。"));
            }
            let folder = self.villages.join(village.as_str());
            if !folder.is_dir() {
                continue;
            }
            let errors = match files::village(&folder, &self.rules, &village) {
                Ok(bundle) => rulebook::check(&bundle).errors().count(),
                Err(_) => 1,
            };
            if errors > 0 {
                let sentence = format!("{village} 的规则文件有 {errors} 处错误，还按以前的规则算。");
                found.push(Mind(sentence, "请用 jifen check 看是哪一行。"));
            }
        }
        if found.is_empty() {
            found.push(Well("各村今天都有规则可用，规则文件没有错误。".to_owned()));
        }
        Ok(found)
    }
}

/// How long a backup is fresh, in seconds: a week.
const FRESH_BACKUP: i64 = 7 * 24 * 3600;

/// The least room there should be, in bytes.
const ROOM: u64 = 500 * 1024 * 1024;

/// Whether so much room is enough beside a database of that size.
fn room(left: u64, size: u64) -> Health {
    let (left_mb, size_mb) = (left / 1024 / 1024, size / 1024 / 1024);
    let sentence = format!("磁盘还剩 {left_mb} MB，数据库占 {size_mb} MB。");
    if left < ROOM / 10 {
        return Ill(sentence, "快写满了，请马上腾出地方；满了就不能再记，已经记好的不会丢。");
    }
    if left < ROOM.max(size * 2) {
        return Mind(sentence, "请腾出地方，备份和一年的记录要放得下。");
    }
    Well(sentence)
}

/// Whether the clock may be right: later than everything that was written.
fn clock(now: Moment, newest_at: Option<Moment>) -> Health {
    match newest_at {
        Some(newest_at) if now.lies_behind(newest_at) => {
            Ill(format!("机器的时间是 {now}，比最后一笔账（{newest_at}）还早。"), "请先校准机器的时间，审核才能继续。")
        }
        _ => Well(format!("机器的时间是 {now}。")),
    }
}

/// The newest entries of every village.
async fn books(conn: &mut Conn) -> Result<Vec<Health>> {
    let villages = roster::villages(conn).await?;
    let mut found = Vec::new();
    for village in &villages {
        if let Some(breach) = ledger::audit_tail(conn, village).await? {
            found.push(Ill(format!("{village} 的账对不上：{}", breach.sentence), "请用 jifen verify 逐笔核对，找到以前先不要记。"));
        }
    }
    if found.is_empty() {
        found.push(Well(format!("{} 个村最近的账都和校验码对得上（逐笔核对用 jifen verify）。", villages.len())));
    }
    Ok(found)
}

fn told(health: &Health) -> String {
    match health {
        Well(sentence) => format!("✓ {sentence}"),
        Mind(sentence, next_step) => format!("! {sentence}\n  {next_step}"),
        Ill(sentence, next_step) => format!("✗ {sentence}\n  {next_step}"),
    }
}

fn summary(ill: usize, mind: usize) -> String {
    match (ill, mind) {
        (0, 0) => "都好。".to_owned(),
        (0, mind) => format!("没有大毛病，有 {mind} 处要留心。"),
        (ill, _) => format!("有 {ill} 处要马上处理。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_full_before_nothing_is_left() {
        const MB: u64 = 1024 * 1024;
        assert!(matches!(room(40 * MB, 0), Ill(..)));
        assert!(matches!(room(400 * MB, 0), Mind(..)));
        assert!(matches!(room(600 * MB, 0), Well(_)));
        assert!(matches!(room(600 * MB, 400 * MB), Mind(..)), "a big database needs more");
    }

    #[test]
    fn a_clock_behind_the_books_is_wrong() {
        let noon = Moment::on("2026-03-05".parse().unwrap(), 12, 0);
        assert!(matches!(clock(noon, Some(noon.plus_seconds(3600))), Ill(..)));
        assert!(matches!(clock(noon, Some(noon.plus_seconds(60))), Well(_)));
        assert!(matches!(clock(noon, None), Well(_)));
    }
}
