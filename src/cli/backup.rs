//! `jifen backup`: a consistent copy while the service goes on, checked before it is called done.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::say;
use super::verify;
use crate::db::note_backup;
use crate::roster;
use crate::words::{Clock, Kind, Refusal};

/// 备份到一个新文件（服务不用停）
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen backup <新文件> [--database URL]", next_help_heading = "选项")]
pub struct Backup {
    #[command(flatten)]
    database: Database,
    /// 备份文件，必须还不存在
    to: PathBuf,
}

impl Backup {
    /// Copies, opens the copy and verifies every village in it.
    pub async fn run(self) -> Result<Ended> {
        if self.to.exists() {
            let sentence = format!("{} 已经有了，不覆盖。", self.to.display());
            return Err(Refusal::new("backup.exists", Kind::Conflict, sentence, "请换一个名字。").into());
        }
        let house = self.database.open_existing().await?;
        let to = self.to.display().to_string();
        house.books.copy_into(&to).await?;
        house.books.close().await;
        let (villages, entries) = checked(&self.to).await?;
        if let Some(file) = self.database.file() {
            note_backup(Path::new(file), Clock::machine().now())?;
        }
        say!("已备份到 {to}：{villages} 个村、{entries} 笔账，逐笔核对无误。")?;
        Ok(Ended::Fine)
    }
}

/// Opens a copy and checks every village in it; how many villages and entries there are. It is left without anything beside it.
pub(super) async fn checked(copy: &Path) -> Result<(usize, i64)> {
    let house = Database { database: format!("sqlite://{}", copy.display()) }.open_existing().await?;
    let mut conn = house.books.read().await?;
    let villages = roster::villages(&mut conn).await?;
    let mut entries = 0;
    for village in &villages {
        let (breaches, count) = verify::audit(&mut conn, &house.library, village, None).await?;
        ensure!(breaches.is_empty(), "备份里 {village} 的账核对不过：{}", breaches[0].sentence);
        entries += count;
    }
    drop(conn);
    house.books.close().await;
    Ok((villages.len(), entries))
}
