//! `jifen trial`: what a draft would have done in a past period.

use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use clap::Args;

use super::Ended;
use super::database::Database;
use crate::app::files;
use crate::trial::{self, Period};
use crate::versions::{Which, text_of};

/// 拿过去一段时间的记录，按草案再算一遍
#[derive(Args, Debug)]
#[command(
    help_template = super::TEMPLATE,
    override_usage = "jifen trial <村> --from 日期 --to 日期 [--draft DIR] [--json | --xlsx 文件] [--database URL]",
    next_help_heading = "选项"
)]
pub struct Trial {
    #[command(flatten)]
    database: Database,
    /// 哪个村
    village: String,
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
        let village = super::village(&self.village)?;
        let house = self.database.open_existing().await?;
        let draft = match &self.draft {
            Some(folder) => files::village(folder, &self.rules, &village)?,
            None => text_of(&house.library, &village, Which::Draft, house.books.clock.now().day()).await?,
        };
        let period = Period { from: self.from, to: self.to };
        let report = trial::trial(&house.books, &house.library, &village, draft, period).await?;
        house.books.close().await;
        match &self.xlsx {
            Some(file) => {
                std::fs::write(file, trial::workbook(&report)?).with_context(|| format!("写不了 {}", file.display()))?;
                println!("写好了：{}", file.display());
            }
            None if self.json => println!("{}", serde_json::to_string_pretty(&report)?),
            None => print!("{}", trial::text(&report)),
        }
        Ok(Ended::Fine)
    }
}
