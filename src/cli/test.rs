//! `jifen test`: runs every example and shows what they try.

use std::path::PathBuf;

use clap::Args;
use unicode_width::UnicodeWidthStr;

use crate::app::files;
use crate::rulebook::{self, Coverage, Finding, Level};
use crate::words::VillageId;

use super::Ended;

/// 把规则里的“比如”都算一遍
#[derive(Args)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen test [村…] [--villages DIR] [--rules DIR]", next_help_heading = "选项")]
pub(super) struct Test {
    /// 哪些村（文件夹名）；不写就是全部
    #[arg(value_name = "村", help_heading = "内容")]
    villages: Vec<String>,
    /// 村在哪个文件夹；不写就是 villages
    #[arg(long = "villages", value_name = "DIR", default_value = "villages", hide_default_value = true)]
    villages_dir: PathBuf,
    /// 规则包在哪个文件夹；不写就是 rules
    #[arg(long, value_name = "DIR", default_value = "rules", hide_default_value = true)]
    rules: PathBuf,
}

impl Test {
    pub(super) fn run(&self) -> anyhow::Result<Ended> {
        let mut ended = Ended::Fine;
        for id in self.ids()? {
            let checked = rulebook::check(&files::bundle(&self.villages_dir, &self.rules, &id)?);
            println!("{id}");
            print!("{}", table(&checked.coverage));
            let errors: Vec<Finding> = checked.findings.into_iter().filter(|finding| finding.level == Level::Error).collect();
            if !errors.is_empty() {
                print!("{}", rulebook::text(&errors, false));
                ended = Ended::Refused;
            }
            println!("{}\n", summary(&checked.coverage, errors.len()));
        }
        Ok(ended)
    }

    fn ids(&self) -> anyhow::Result<Vec<VillageId>> {
        if self.villages.is_empty() {
            return files::village_ids(&self.villages_dir);
        }
        self.villages.iter().map(|name| Ok(super::village(name)?)).collect()
    }
}

/// One line a rule that has examples or more than one way to come out.
fn table(coverage: &[Coverage]) -> String {
    let worth_showing = |line: &&Coverage| line.examples > 0 || line.branches > 1;
    let width = coverage.iter().filter(worth_showing).map(|line| line.rule.width()).max().unwrap_or(0);
    let one = |line: &Coverage| {
        let gap = " ".repeat(width - line.rule.width());
        let mark = if line.passed < line.examples {
            "✗"
        } else if line.reached < line.branches {
            "·"
        } else {
            "✓"
        };
        format!("  {mark} {}{gap}  比如 {}/{}  情况 {}/{}\n", line.rule, line.passed, line.examples, line.reached, line.branches)
    };
    coverage.iter().filter(worth_showing).map(one).collect()
}

fn summary(coverage: &[Coverage], errors: usize) -> String {
    let sum = |count: fn(&Coverage) -> usize| coverage.iter().map(count).sum::<usize>();
    let (examples, passed) = (sum(|line| line.examples), sum(|line| line.passed));
    let wrong = if errors > 0 { format!("，{errors} 处错误") } else { String::new() };
    let rules = coverage.len();
    format!(
        "  {rules} 条规则，{examples} 个比如，对 {passed} 个；{} 种情况试到 {} 种{wrong}。",
        sum(|line| line.branches),
        sum(|line| line.reached)
    )
}
