//! `jifen new-village`: a folder to start from, which passes its check as it stands.
//!
//! What the folder begins with stands beside this file; what a village must replace by its own is marked 请改.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use super::Ended;
use super::output::say;
use crate::words::division::{Division, Level};
use crate::words::{Kind, Refusal, VillageId};

/// The files of a new village, each by its path in the folder.
const FILES: [(&str, &str); 6] = [
    (VILLAGE, include_str!("new_village/village.yaml")),
    ("rules.yaml", include_str!("new_village/rules.yaml")),
    ("roster.csv", include_str!("new_village/roster.csv")),
    ("shelf.csv", include_str!("new_village/shelf.csv")),
    ("staff.csv", include_str!("new_village/staff.csv")),
    ("cases/第一个月.yaml", include_str!("new_village/cases/第一个月.yaml")),
];

/// The file that holds the division code.
const VILLAGE: &str = "village.yaml";

/// The line that stands where the division code will be.
const NO_CODE: &str = "# 区划代码: \"请改\"           # 请改：统计局公布的 12 位数字，两边要有引号；改好把行首的 # 去掉";

/// 建一个新村的文件夹，照着改就行
#[derive(Args)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen new-village <代号> [--code 区划代码] [--villages DIR]", next_help_heading = "选项")]
pub(super) struct NewVillage {
    /// 村的代号，就是文件夹的名字：小写字母、数字和短横线
    #[arg(value_name = "代号", help_heading = "内容")]
    village: String,
    /// 12 位区划代码；不写就以后在 village.yaml 里补
    #[arg(long, value_name = "区划代码")]
    code: Option<String>,
    /// 村在哪个文件夹；不写就是 villages
    #[arg(long, value_name = "DIR", default_value = "villages", hide_default_value = true)]
    villages: PathBuf,
}

impl NewVillage {
    /// Refuses `village.wrong_name`, `village.wrong_code`, `village.exists`.
    pub(super) fn run(&self) -> Result<Ended> {
        let village = super::village(&self.village)?;
        let code = self.code.as_deref().map(of_a_village).transpose()?;
        let folder = self.villages.join(village.as_str());
        if folder.symlink_metadata().is_ok() {
            return Err(exists(&folder).into());
        }
        self.put(&village, &folder, code.as_ref())?;
        say!("建好了 {}：", folder.display())?;
        for (path, _) in FILES {
            say!("  {path}")?;
        }
        say!("写着“请改”的地方换成本村自己的，改完运行：")?;
        say!("  jifen check {}\n  jifen test {village}{}", folder.display(), self.elsewhere())?;
        Ok(Ended::Fine)
    }

    /// Writes all files beside the place and moves them there at once: a folder that is there is a whole one.
    fn put(&self, village: &VillageId, folder: &Path, code: Option<&Division>) -> Result<()> {
        let unfinished = self.villages.join(format!(".{village}-{}", std::process::id()));
        let written = write(&unfinished, code).and_then(|()| Ok(fs::rename(&unfinished, folder)?));
        if written.is_err() {
            let _ = fs::remove_dir_all(&unfinished); // what matters is why it failed
        }
        written.with_context(|| format!("写不了文件夹 {}", folder.display()))
    }

    /// How other commands are told of a folder that is not the usual one.
    fn elsewhere(&self) -> String {
        if self.villages == Path::new("villages") { String::new() } else { format!(" --villages {}", self.villages.display()) }
    }
}

fn write(folder: &Path, code: Option<&Division>) -> Result<()> {
    fs::create_dir_all(folder.join("cases"))?;
    for (path, text) in FILES {
        let text = match code.filter(|_| path == VILLAGE) {
            Some(code) => text.replace(NO_CODE, &format!("区划代码: \"{code}\"")),
            None => text.to_owned(),
        };
        fs::write(folder.join(path), text)?;
    }
    Ok(())
}

/// A division code that is a village's own.
fn of_a_village(code: &str) -> Result<Division, Refusal> {
    let next_step = "请写统计局公布的本村代码，12 位数字，末三位不是 000；还没有就先不写 --code。";
    let wrong = |sentence: String| Refusal::new("village.wrong_code", Kind::Malformed, sentence, next_step);
    let division = Division::parse(code).ok_or_else(|| wrong(format!("区划代码写得不对：{code}。")))?;
    match division.level() {
        Level::Village => Ok(division),
        _ => Err(wrong(format!("{code} 是乡镇或更高一级的代码，不是一个村的。"))),
    }
}

fn exists(folder: &Path) -> Refusal {
    let sentence = format!("已经有 {} 了，没有动它。", folder.display());
    Refusal::new("village.exists", Kind::Conflict, sentence, "请换一个代号，或者先把它移走。")
}
