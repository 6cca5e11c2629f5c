//! `jifen sheet`: the printable list of rules.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::Ended;
use super::output::{self, remark};
use crate::app::files;
use crate::rulebook::{self, Level};
use crate::sheets::writing::xlsx;
use crate::statements::RuleSheet;

/// 印积分细则表（开会表决、上墙用）
#[derive(Args)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen sheet <村> [--html|--xlsx] [--output 文件] [--villages DIR] [--rules DIR]", next_help_heading = "选项")]
pub(super) struct Sheet {
    /// 哪个村（文件夹名）
    #[arg(value_name = "村", help_heading = "内容")]
    village: String,
    /// 做成网页，在浏览器里打印
    #[arg(long)]
    html: bool,
    /// 做成 Excel、WPS 表格；要写 --output
    #[arg(long, conflicts_with = "html", requires = "output")]
    xlsx: bool,
    /// 存成哪个文件；不写就显示出来
    #[arg(long, value_name = "文件")]
    output: Option<PathBuf>,
    /// 村在哪个文件夹；不写就是 villages
    #[arg(long, value_name = "DIR", default_value = "villages", hide_default_value = true)]
    villages: PathBuf,
    /// 规则包在哪个文件夹；不写就是 rules
    #[arg(long, value_name = "DIR", default_value = "rules", hide_default_value = true)]
    rules: PathBuf,
}

impl Sheet {
    pub(super) fn run(&self) -> Result<Ended> {
        let id = super::village(&self.village)?;
        let checked = rulebook::check(&files::bundle(&self.villages, &self.rules, &id)?);
        let Some(rulebook) = checked.rulebook else {
            let errors: Vec<_> = checked.findings.into_iter().filter(|finding| finding.level == Level::Error).collect();
            remark!("{}", rulebook::text(&errors, false).trim_end());
            remark!("规则文件还有错误，改好再印。");
            return Ok(Ended::Refused);
        };
        let sheet = RuleSheet::of(&rulebook);
        let bytes = match (self.html, self.xlsx) {
            (true, _) => sheet.html()?.into_bytes(),
            (_, true) => xlsx(&sheet.table())?,
            _ => sheet.text().into_bytes(),
        };
        output::put(self.output.as_deref(), &bytes)?;
        Ok(Ended::Fine)
    }
}
