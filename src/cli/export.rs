//! `jifen export`: what a village has, for programs that somebody else wrote.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::Ended;
use super::database::Database;
use super::output;
use crate::db::Conn;
use crate::ledger::{self, Page};
use crate::oversight;
use crate::roster;
use crate::words::VillageId;

/// 导出账本，用别的记账软件核对；或者导出办理记录
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen export <村> journal|audit [--output 文件] [--database URL]", next_help_heading = "选项")]
pub struct Export {
    #[command(flatten)]
    database: Database,
    /// 哪个村（代号）
    #[arg(value_name = "村", help_heading = "内容")]
    village: String,
    /// 导出什么：journal 是全部的账，hledger 能读；audit 是全部的办理记录，CSV，没有姓名和原因
    #[arg(value_name = "什么", help_heading = "内容")]
    what: What,
    /// 存成哪个文件；不写就显示出来
    #[arg(long, value_name = "文件")]
    output: Option<PathBuf>,
}

/// What can be exported.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    Journal,
    Audit,
}

impl Export {
    /// Writes it out. Refuses `village.wrong_name`, `roster.unknown_village`, `output.exists`.
    pub async fn run(self) -> Result<Ended> {
        let house = self.database.open_existing().await?;
        let mut conn = house.books.snapshot().await?;
        let village = super::known_village(&mut conn, &self.village).await?;
        let text = match self.what {
            What::Journal => journal(&mut conn, &village).await?,
            What::Audit => oversight::as_csv(&mut conn, &village).await?,
        };
        output::put(self.output.as_deref(), text.as_bytes())?;
        Ok(Ended::Fine)
    }
}

async fn journal(conn: &mut Conn, village: &VillageId) -> Result<String> {
    let name = roster::village(conn, village).await?.map_or_else(String::new, |row| row.name);
    let accounts = ledger::all_accounts(conn, village).await?;
    let mut text =
        format!("; {name}（{village}）的账。用 hledger -f 这个文件 check 核对，bal 看余额。\n\n{}", ledger::beginning(&accounts));
    let mut page = Page::after(conn, village, 0).await?;
    while let Some(last) = page.last() {
        page.each().for_each(|told| text.push_str(&ledger::written(told)));
        let next = Page::after(conn, village, last).await?;
        if next.last().is_none() {
            let last = page.each().last();
            text.extend(last.map(|last| ledger::balances(last, &accounts)));
        }
        page = next;
    }
    Ok(text)
}
