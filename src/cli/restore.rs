//! `jifen restore`: a backup is put back as the database, after every entry in it was checked.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use super::Ended;
use super::backup::checked;
use super::database::Database;
use super::output::say;
use crate::words::{Kind, Moment, Refusal};

/// 从备份恢复（先停下服务）
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen restore <备份文件> [--replace] [--database URL]", next_help_heading = "选项")]
pub struct Restore {
    #[command(flatten)]
    database: Database,
    /// 用 jifen backup 做的备份
    from: PathBuf,
    /// 已经有数据库了也恢复；原来的改名留着，不删
    #[arg(long)]
    replace: bool,
}

impl Restore {
    /// Checks a copy of the backup and lets it take the database's place. Refuses, in this order: `restore.not_sqlite`, `restore.no_backup`,
    /// `database.busy`, `restore.in_the_way`, `restore.unsound`. Whatever happens, the backup stays as it is.
    pub async fn run(self) -> Result<Ended> {
        let Some(file) = self.database.file().map(PathBuf::from) else {
            let sentence = "只有 SQLite 数据库能这样恢复。";
            return Err(Refusal::new("restore.not_sqlite", Kind::Invalid, sentence, "PostgreSQL 请用 pg_restore。").into());
        };
        if !self.from.is_file() {
            let sentence = format!("没有备份文件 {}。", self.from.display());
            return Err(Refusal::new("restore.no_backup", Kind::Missing, sentence, "请核对文件名。").into());
        }
        let _guard = self.database.lock()?;
        if file.exists() && !self.replace {
            let sentence = format!("{} 已经有了，没有动它。", file.display());
            return Err(
                Refusal::new("restore.in_the_way", Kind::Conflict, sentence, "真要用备份换掉它，加 --replace；原来的会改名留着。").into()
            );
        }
        let fresh = beside(&file, "restoring");
        fs::copy(&self.from, &fresh).with_context(|| format!("写不了 {}", fresh.display()))?;
        let (villages, entries) = match checked(&fresh).await {
            Ok(sound) => sound,
            Err(fault) => {
                parts(&fresh).try_for_each(fs::remove_file)?;
                let sentence = format!("{} 核对不过，没有恢复：{fault:#}", self.from.display());
                return Err(Refusal::new("restore.unsound", Kind::Invalid, sentence, "请换一个备份；现有的数据库没有动。").into());
            }
        };
        File::open(&fresh)?.sync_all()?;
        let kept = if file.exists() { Some(self.put_aside(&file)?) } else { None };
        fs::rename(&fresh, &file)?;
        say!("已从 {} 恢复到 {}：{villages} 个村、{entries} 笔账，逐笔核对无误。", self.from.display(), file.display())?;
        if let Some(kept) = kept {
            say!("原来的数据库留在 {}。", kept.display())?;
        }
        Ok(Ended::Fine)
    }

    /// Gives the database that is there another name, with what belongs to it.
    fn put_aside(&self, file: &Path) -> Result<PathBuf> {
        let now: Moment = crate::words::Clock::machine().now();
        let kept = beside(file, &format!("before-{}", now.to_string().replace([':', '+'], "-")));
        for part in PARTS.iter().filter(|part| with(file, part).exists()) {
            fs::rename(with(file, part), with(&kept, part))?;
        }
        Ok(kept)
    }
}

/// What a database consists of while it is open, or if nobody closed it.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

fn parts(file: &Path) -> impl Iterator<Item = PathBuf> {
    PARTS.iter().map(|part| with(file, part)).filter(|part| part.exists())
}

/// A name beside a file.
fn beside(file: &Path, what: &str) -> PathBuf {
    with(file, &format!(".{what}"))
}

fn with(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
