//! `jifen adopt`: a checked draft brought to be adopted, under the record of a meeting. Whoever sits at the machine is one person: a supervisor agrees at the
//! desk, and only then it comes into force.

use std::path::PathBuf;

use anyhow::Result;
use chrono::NaiveDate;
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::say;
use crate::adoption::{self, Proposed, Wanted, What};
use crate::app::files;
use crate::rulebook::Adoption;
use crate::words::{Act, VillageId};

/// 提出采纳会议通过的草案，等村务监督委员同意
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
    /// Brings it and says who must agree where.
    pub async fn run(self) -> Result<Ended> {
        let village = super::village(&self.village)?;
        let what = self.what(&village)?;
        let _guard = self.database.lock()?;
        let house = self.database.open_existing().await?;
        let wanted = Wanted { what, effective_on: self.effective, adoption: self.record.map(Adoption::from) };
        let act = Act { dry_run: self.dry_run, ..house.own_act(&village, &format!("adopt-{}", house.books.chance.token()))? };
        let proposed = adoption::propose(&house.books, &house.library, act, wanted).await?.answer;
        tell(&village, &proposed, self.dry_run)?;
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

fn tell(village: &VillageId, proposed: &Proposed, is_dry: bool) -> Result<()> {
    let Proposed { id, hash, effective_on, .. } = proposed;
    if is_dry {
        say!("试一试，什么也没有改：可以提出，同意了就从 {effective_on} 起用（{}）。", &hash[..12])?;
        return Ok(());
    }
    say!("第 {id} 份采纳已经提出，还没有生效（{}）。", &hash[..12])?;
    say!("请村务监督委员登录，在“村规则”的“采纳”里看过再同意（/desk/{village}/rules/adoption）；同意了，从 {effective_on} 起用。")?;
    Ok(())
}
