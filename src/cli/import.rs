//! `jifen import`: people or goods from a spreadsheet, all or nothing.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use sha2::{Digest, Sha256};

use super::Ended;
use super::database::Database;
use crate::app::House;
use crate::awards::Enrol;
use crate::roster::read_roster;
use crate::sheets::Sheet;
use crate::shop::{Shelve, read_shelf};
use crate::words::{Act, Kind, Refusal, VillageId, hex};

/// 从表格导入（.xlsx 或 .csv）
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen import <村> <roster|stock> <文件> [--dry-run] [--again] [--database URL]", next_help_heading = "选项")]
pub struct Import {
    #[command(flatten)]
    database: Database,
    /// 哪个村
    village: String,
    /// 导入什么
    what: What,
    /// 表格文件
    file: PathBuf,
    /// 只看看行不行，什么也不改
    #[arg(long)]
    dry_run: bool,
    /// 同一张表再导一次：又进了一批同样的货
    #[arg(long)]
    again: bool,
}

/// What a spreadsheet holds.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// 花名册：组、户号、编号、姓名、关系
    Roster,
    /// 货单：编号、名称、规格、积分、成本、库存
    Stock,
}

impl Import {
    /// Reads the file and takes it in. The same file twice as the same list has the same operation id: it takes effect once, unless it is to again.
    pub async fn run(self) -> Result<Ended> {
        let village = super::village(&self.village)?;
        let bytes = std::fs::read(&self.file).map_err(|error| no_file(&self.file, &error))?;
        let sheet = Sheet::read(&bytes)?;
        let _guard = self.database.lock()?;
        let house = self.database.open_existing().await?;
        let act = Act { dry_run: self.dry_run, ..house.own_act(&village, &self.operation(&house, &bytes))? };
        let told = match self.what {
            What::Roster => people(&house, &village, act, &sheet).await?,
            What::Stock => goods(&house, act, &sheet).await?,
        };
        house.books.close().await;
        println!("{}{told}", if self.dry_run { "试一试，什么也没有改：" } else { "" });
        Ok(Ended::Fine)
    }

    fn operation(&self, house: &House, bytes: &[u8]) -> String {
        let what = match self.what {
            What::Roster => "roster",
            What::Stock => "stock",
        };
        let again = if self.again { house.books.chance.token() } else { String::new() };
        format!("import-{what}-{}{again}", hex(&Sha256::digest(bytes)[..16]))
    }
}

/// What is said to a sheet that has been imported before.
const BEFORE: &str = "这张表以前导入过了，没有再导；真的要再导一次（比如下个月进了同样的货），请加 --again。";

fn no_file(file: &Path, error: &std::io::Error) -> Refusal {
    let sentence = format!("读不了 {}（{error}）。", file.display());
    Refusal::new("sheet.no_file", Kind::Missing, sentence, "请核对文件名。")
}

async fn people(house: &House, village: &VillageId, act: Act, sheet: &Sheet) -> Result<String> {
    let rulebook = house.library.in_force(village, act.at.day()).await?;
    let done = house.books.perform(act, Enrol { members: read_roster(sheet)?, rulebook }).await?;
    if done.replayed {
        return Ok(BEFORE.to_owned());
    }
    Ok(format!("新增 {} 户、{} 人，共 {} 行。", done.answer.households.len(), done.answer.residents.len(), sheet.rows.len()))
}

async fn goods(house: &House, act: Act, sheet: &Sheet) -> Result<String> {
    let done = house.books.perform(act, Shelve { goods: read_shelf(sheet)? }).await?;
    Ok(if done.replayed { BEFORE.to_owned() } else { format!("{} 种商品入库。", done.answer) })
}
