//! `jifen adopt`: a checked draft put in force, under the record of a meeting.

use std::path::PathBuf;

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;

use super::Ended;
use super::database::Database;
use crate::adoption::{self, Wanted, What};
use crate::app::{House, files};
use crate::rulebook::Adoption;
use crate::versions::Adopted;
use crate::words::{Act, VillageId};

/// 会议通过的草案定下生效日
#[derive(Args, Debug)]
#[command(
    help_template = super::TEMPLATE,
    override_usage = "jifen adopt <村> --effective 日期 [--draft DIR | --back-to 版号] [--meeting 会议 --held-on 日期 --expected 应到 --attended 实到 --in-favour 赞成 --document 文号] [--dry-run] [--database URL]",
    next_help_heading = "选项"
)]
pub struct Adopt {
    #[command(flatten)]
    database: Database,
    /// 哪个村
    village: String,
    /// 从哪一天起生效，今天或以后
    #[arg(long, value_name = "日期")]
    effective: NaiveDate,
    /// 用这个村文件夹里的文件；不写就用服务里的草案
    #[arg(long, value_name = "DIR", conflicts_with = "back_to")]
    draft: Option<PathBuf>,
    /// 回到第几版的写法
    #[arg(long, value_name = "版号")]
    back_to: Option<i64>,
    #[command(flatten)]
    record: Option<Record>,
    /// 只看看行不行，什么也不改
    #[arg(long)]
    dry_run: bool,
    /// 规则包文件夹
    #[arg(long, default_value = "rules")]
    rules: PathBuf,
}

/// The record of the meeting; whole, or (where the files carry it) not at all.
#[derive(Args, Clone, Debug)]
struct Record {
    /// 什么会议
    #[arg(long, value_name = "会议", required = false, requires_all = ["held_on", "expected", "attended", "in_favour", "document"])]
    meeting: String,
    /// 哪天开的
    #[arg(long, value_name = "日期", required = false, requires = "meeting")]
    held_on: NaiveDate,
    /// 应到几人
    #[arg(long, value_name = "人数", required = false, requires = "meeting")]
    expected: u32,
    /// 实到几人
    #[arg(long, value_name = "人数", required = false, requires = "meeting")]
    attended: u32,
    /// 赞成几人
    #[arg(long, value_name = "人数", required = false, requires = "meeting")]
    in_favour: u32,
    /// 文号
    #[arg(long, value_name = "文号", required = false, requires = "meeting")]
    document: String,
}

impl From<Record> for Adoption {
    fn from(record: Record) -> Self {
        let Record { meeting, held_on, expected, attended, in_favour, document } = record;
        Self { meeting, held_on, expected, present: attended, in_favour, document }
    }
}

impl Adopt {
    /// Adopts and says from when on it holds.
    pub async fn run(self) -> Result<Ended> {
        let village = super::village(&self.village)?;
        let what = self.what(&village)?;
        let _guard = self.database.lock()?;
        let house = self.database.open_existing().await?;
        let wanted = Wanted { what, effective_on: self.effective, adoption: self.record.map(Adoption::from) };
        let act = Act { dry_run: self.dry_run, ..house.own_act(&village, &format!("adopt-{}", house.books.chance.token()))? };
        let adopted = adoption::adopt(&house.books, &house.library, act, wanted).await?.answer;
        tell(&house, &adopted, self.dry_run);
        house.books.close().await;
        Ok(Ended::Fine)
    }

    fn what(&self, village: &VillageId) -> Result<What> {
        Ok(match (&self.draft, self.back_to) {
            (Some(folder), _) => What::Files(files::village(folder, &self.rules, village)?.pinned()),
            (None, Some(number)) => What::Version(number),
            (None, None) => What::Draft(None),
        })
    }
}

fn tell(house: &House, adopted: &Adopted, is_dry: bool) {
    let when = match adopted.effective_on {
        day if day == house.books.clock.now().day() => "今天起".to_owned(),
        day => format!("{day} 起"),
    };
    let dry = if is_dry { "试一试，什么也没有改：" } else { "" };
    println!("{dry}第 {} 版，{when}生效（{}）。", adopted.version, &adopted.hash[..12]);
    for version in &adopted.replaces {
        println!("第 {version} 版还没有生效，由这一版代替。");
    }
}
