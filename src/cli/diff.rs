//! `jifen diff`: what changed between two folders, or two versions of a village, in sentences.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::say;
use crate::app::files;
use crate::rulebook::{self, Bundle, Changes};
use crate::versions::{Which, compared, text_of};
use crate::words::{Kind, Refusal, VillageId};

/// 两个村文件夹、或一个村的两版之间，规则改了什么
#[derive(Args, Debug)]
#[command(
    help_template = super::TEMPLATE,
    override_usage = "jifen diff <文件夹> <文件夹> [--json]\n      jifen diff <村> <版号|draft|in_force> <版号|draft|in_force> [--json] [--database URL]",
    next_help_heading = "选项"
)]
pub struct Diff {
    #[command(flatten)]
    database: Database,
    /// 原来的文件夹；或者哪个村
    first: String,
    /// 后来的文件夹；或者原来的一版
    second: String,
    /// 后来的一版
    third: Option<String>,
    /// 给程序看
    #[arg(long)]
    json: bool,
    /// 规则包文件夹
    #[arg(long, default_value = "rules")]
    rules: PathBuf,
}

impl Diff {
    /// Compares and says what changed; 0 whether something did or not.
    pub async fn run(self) -> Result<Ended> {
        let (changes, what) = match &self.third {
            None => (self.folders().await?, format!("{} → {}", self.first, self.second)),
            Some(after) => self.versions(after).await?,
        };
        if self.json {
            say!("{}", serde_json::to_string_pretty(&changes)?)?;
            return Ok(Ended::Fine);
        }
        say!("{what}")?;
        for sentence in changes.sentences() {
            say!("{sentence}")?;
        }
        Ok(Ended::Fine)
    }

    async fn folders(&self) -> Result<Changes> {
        let (before, after) = (self.sound(&self.first)?, self.sound(&self.second)?);
        Ok(compared(before, after).await?)
    }

    /// A folder that can be read: what cannot would seem to be gone. An example that fails takes nothing away. Refuses `diff.broken`.
    fn sound(&self, folder: &str) -> Result<Bundle> {
        let bundle = files::village(Path::new(folder), &self.rules, &VillageId::draft())?;
        match rulebook::check(&bundle).errors().filter(|error| error.code != "examples.failed").count() {
            0 => Ok(bundle),
            errors => {
                let sentence = format!("{folder} 里有 {errors} 处错误，读不全，没有比较。");
                let next_step = format!("请先运行 jifen check {folder}，改好再比。");
                Err(Refusal::new("diff.broken", Kind::Invalid, sentence, next_step).into())
            }
        }
    }

    async fn versions(&self, after: &str) -> Result<(Changes, String)> {
        let village = super::village(&self.first)?;
        let [before, after] = [which(&self.second)?, which(after)?];
        let house = self.database.open_existing().await?;
        let today = house.books.clock.now().day();
        let [from, to] = [text_of(&house.library, &village, before, today).await?, text_of(&house.library, &village, after, today).await?];
        house.books.close().await;
        Ok((compared(from, to).await?, format!("{village}：{before} → {after}")))
    }
}

/// Refuses `versions.wrong_version`.
fn which(text: &str) -> Result<Which, Refusal> {
    let next_step = "请写版号（1、2、3……），草案写 draft，现行的写 in_force，采纳过的最新一版写 adopted。";
    text.parse().map_err(|_| Refusal::new("versions.wrong_version", Kind::Malformed, format!("“{text}”不是一版规则。"), next_step))
}
