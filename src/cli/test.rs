//! `jifen test`: runs every example and plays every story, and shows what they try.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use unicode_width::UnicodeWidthStr;

use crate::app::files;
use crate::app::stories::{self, Played};
use crate::rulebook::{self, Coverage, Finding, Level, Missing};
use crate::words::VillageId;

use super::Ended;
use super::output::{self, say};

/// 把规则里的“比如”和村里的算例都算一遍
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
            let stories = match checked.rulebook {
                Some(rulebook) => stories::play_all(&self.villages_dir.join(id.as_str()), &id, &Arc::new(rulebook))?,
                None => Vec::new(),
            };
            say!("{id}")?;
            output::put(None, format!("{}{}", table(&checked.coverage, &stories), told(&stories)).as_bytes())?;
            let found = checked.findings.into_iter().chain(stories.iter().flat_map(|story| story.findings.clone()));
            let errors: Vec<Finding> = found.filter(|finding| finding.level == Level::Error).collect();
            if !errors.is_empty() {
                output::put(None, rulebook::text(&errors, false).as_bytes())?;
                ended = Ended::Refused;
            }
            say!("{}\n", summary(&checked.coverage, &stories, errors.len()))?;
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

/// One line a rule that has examples, more than one way to come out, or a part in a story.
fn table(coverage: &[Coverage], stories: &[Played]) -> String {
    let told = |line: &Coverage| stories.iter().filter_map(|story| story.recorded.get(&line.rule)).sum::<usize>();
    let shown: Vec<&Coverage> = coverage.iter().filter(|line| line.examples > 0 || line.branches > 1 || told(line) > 0).collect();
    let width = shown.iter().map(|line| line.rule.width()).max().unwrap_or(0);
    let one = |line: &&Coverage| {
        let gap = " ".repeat(width - line.rule.width());
        let mark = if line.passed < line.examples {
            "✗"
        } else if !line.missing.is_empty() {
            "·"
        } else {
            "✓"
        };
        let Coverage { rule, passed, examples, branches, .. } = line;
        let reached = line.reached();
        format!("  {mark} {rule}{gap}  比如 {passed}/{examples}  情况 {reached}/{branches}  算例 {} 次\n{}", told(line), untried(line))
    };
    shown.iter().map(one).collect()
}

/// What no example tries yet, each with a line to paste; of a rule without examples the number says enough.
fn untried(line: &Coverage) -> String {
    let example = |missing: &Missing| missing.example.as_ref().map_or_else(String::new, |example| format!("：{example}"));
    let one = |missing: &Missing| format!("      还没试到{}{}\n", missing.what, example(missing));
    line.missing.iter().map(one).collect()
}

/// One line a story.
fn told(stories: &[Played]) -> String {
    let one = |story: &Played| {
        let mark = if story.findings.is_empty() { "✓" } else { "✗" };
        format!("  {mark} 算例“{}”（{}）  对 {}/{}\n", story.title, story.source.path, story.right, story.results)
    };
    stories.iter().map(one).collect()
}

fn summary(coverage: &[Coverage], stories: &[Played], errors: usize) -> String {
    let sum = |count: fn(&Coverage) -> usize| coverage.iter().map(count).sum::<usize>();
    let (examples, passed) = (sum(|line| line.examples), sum(|line| line.passed));
    let wrong = if errors > 0 { format!("，{errors} 处错误") } else { String::new() };
    let (rules, branches, reached) = (coverage.len(), sum(|line| line.branches), sum(Coverage::reached));
    let well = stories.iter().filter(|story| story.findings.is_empty()).count();
    format!(
        "  {rules} 条规则，{examples} 个比如，对 {passed} 个；{branches} 种情况试到 {reached} 种；{} 个算例，对 {well} 个{wrong}。",
        stories.len()
    )
}
