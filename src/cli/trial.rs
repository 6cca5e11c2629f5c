//! `jifen trial`: what a draft would have done in a past period; in one village, or a change of shared packs in several.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::NaiveDate;
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::{self, remark, say};
use super::progress;
use crate::app::{House, files};
use crate::roster;
use crate::rulebook::Source;
use crate::sheets::writing::xlsx;
use crate::trial::{self, Period, township};
use crate::versions::{Which, text_of};
use crate::words::{Kind, Refusal, VillageId};

/// 拿过去一段时间的记录，按草案再算一遍
#[derive(Args, Debug)]
#[command(
    help_template = super::TEMPLATE,
    override_usage = "jifen trial <村> --from 日期 --to 日期 [--draft DIR] [--json | --xlsx 文件] [--database URL]\n      jifen trial <村>… | --all --packs DIR --from 日期 --to 日期 [--json | --xlsx 文件] [--database URL]",
    next_help_heading = "选项"
)]
pub struct Trial {
    #[command(flatten)]
    database: Database,
    /// 哪个村；和 --packs 一起可以写几个
    #[arg(required_unless_present = "all")]
    villages: Vec<String>,
    /// 数据库里的所有村；要写 --packs
    #[arg(long, requires = "packs", conflicts_with = "villages")]
    all: bool,
    /// 改过的规则包在哪个文件夹：各村现行的规则，换上这些规则包
    #[arg(long, value_name = "DIR", conflicts_with = "draft")]
    packs: Option<PathBuf>,
    /// 草案在哪个文件夹；不写就用服务里的草案
    #[arg(long, value_name = "DIR")]
    draft: Option<PathBuf>,
    /// 从哪一天
    #[arg(long, value_name = "日期")]
    from: NaiveDate,
    /// 到哪一天，含当天
    #[arg(long, value_name = "日期")]
    to: NaiveDate,
    /// 给程序看
    #[arg(long, conflicts_with = "xlsx")]
    json: bool,
    /// 写成表格文件
    #[arg(long, value_name = "文件")]
    xlsx: Option<PathBuf>,
    /// 规则包文件夹
    #[arg(long, default_value = "rules")]
    rules: PathBuf,
}

impl Trial {
    /// Judges the period twice and shows the difference; the database stays as it is.
    pub async fn run(self) -> Result<Ended> {
        let villages: Vec<VillageId> = self.villages.iter().map(|name| super::village(name)).collect::<Result<_, _>>()?;
        match (&self.packs, villages.as_slice()) {
            (Some(packs), _) => self.several(packs, villages).await,
            (None, [village]) => self.one(village).await,
            (None, _) => {
                let next_step = "请一个村一个村地算；几个村一起，要用 --packs 写改过的规则包在哪个文件夹。";
                Err(Refusal::new("trial.several_drafts", Kind::Invalid, "几个村没有共同的草案。", next_step).into())
            }
        }
    }

    async fn one(&self, village: &VillageId) -> Result<Ended> {
        let house = self.database.open_existing().await?;
        let draft = match &self.draft {
            Some(folder) => files::village(folder, &self.rules, village)?,
            None => text_of(&house.library, village, Which::Draft, house.books.clock.now().day()).await?,
        };
        let report = trial::trial(&house.books, &house.library, village, draft, self.period()).await?;
        house.books.close().await;
        match &self.xlsx {
            Some(file) => written(file, &trial::workbook(&report)?)?,
            None if self.json => say!("{}", serde_json::to_string_pretty(&report)?)?,
            None => output::put(None, trial::text(&report).as_bytes())?,
        }
        Ok(Ended::Fine)
    }

    async fn several(&self, folder: &Path, villages: Vec<VillageId>) -> Result<Ended> {
        if !folder.is_dir() {
            let sentence = format!("没有规则包文件夹 {}。", folder.display());
            return Err(Refusal::new("trial.no_packs", Kind::Missing, sentence, "请核对 --packs。").into());
        }
        let packs = files::packs(folder)?;
        let house = self.database.open_existing().await?;
        let villages = if self.all { roster::villages(&mut house.books.read().await?).await? } else { villages };
        let told = progress(&house, villages, packs, self.period()).await?;
        let today = house.books.clock.now().day();
        house.books.close().await;
        match &self.xlsx {
            Some(file) => written(file, &xlsx(&told.table(self.period(), today))?)?,
            None if self.json => say!("{}", serde_json::to_string_pretty(&told)?)?,
            None => output::put(None, told.text(self.period()).as_bytes())?,
        }
        Ok(if told.villages.is_empty() && !told.refused.is_empty() { Ended::Refused } else { Ended::Fine })
    }

    fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

/// Tries the villages with a bar on a terminal and a line for each elsewhere.
async fn progress(house: &House, villages: Vec<VillageId>, packs: Vec<Source>, period: Period) -> Result<trial::Township> {
    let (bar, is_log) = (progress::bar(villages.len() as u64, "试算"), !std::io::stderr().is_terminal());
    let done = |village: &VillageId| {
        bar.inc(1);
        if is_log {
            remark!("{village} 算好了（{}/{}）", bar.position(), bar.length().unwrap_or_default());
        }
    };
    let told = township((&house.books, &house.library), villages, packs, period, done).await?;
    bar.finish_and_clear();
    Ok(told)
}

fn written(file: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(file, bytes).with_context(|| format!("写不了 {}", file.display()))?;
    say!("写好了：{}", file.display())?;
    Ok(())
}
