//! `jifen doctor`: whether the installation is well, in plain Chinese: what was looked at, how it is, what to do.
//!
//! It reads only, and may run while the service does. Not here: every single entry; that is `jifen verify`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::say;
use crate::app::{House, checkup, files};
use crate::db::Conn;
use crate::desk::Health;
use crate::desk::Health::{Ill, Mind, Well};
use crate::versions::Library;
use crate::words::{Clock, Moment};
use crate::{roster, rulebook};

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

impl Doctor {
    /// Looks at everything and says how it is; exit 1 if something has to be mended now.
    pub async fn run(self) -> Result<Ended> {
        let now = Clock::machine().now();
        let mut found = checkup::around(self.database.file().map(Path::new), now);
        match self.open().await {
            Ok(house) => found.extend(self.inside(&house, now).await?),
            Err(fault) => found.push(Ill(
                format!("数据库打不开：{}", super::explained(&fault)),
                "请按上面说的做；文件坏了就用 jifen restore 从备份恢复。",
            )),
        }
        for health in &found {
            say!("{health}")?;
        }
        let ill = found.iter().filter(|health| matches!(health, Ill(..))).count();
        let mind = found.iter().filter(|health| matches!(health, Mind(..))).count();
        say!("\n{}", summary(ill, mind))?;
        Ok(if ill > 0 { Ended::Refused } else { Ended::Fine })
    }

    async fn open(&self) -> Result<House> {
        self.database.open_existing().await
    }

    /// What is told by the database itself.
    async fn inside(&self, house: &House, now: Moment) -> Result<Vec<Health>> {
        let mut conn = house.books.snapshot().await?;
        let mut found = checkup::inside(&mut conn, now).await?.found;
        found.extend(self.rules(&house.library, &mut conn, now).await?);
        Ok(found)
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

fn summary(ill: usize, mind: usize) -> String {
    match (ill, mind) {
        (0, 0) => "都好。".to_owned(),
        (0, mind) => format!("没有大毛病，有 {mind} 处要留心。"),
        (ill, _) => format!("有 {ill} 处要马上处理。"),
    }
}
