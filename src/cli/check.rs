//! `jifen check`: findings of rule and village files, and mending what can be mended.

use std::collections::HashSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use crate::app::beginning::{self, SHELF};
use crate::app::files::{self, PACKS};
use crate::app::stories;
use crate::rulebook::{self, Finding, Level, Mended, Source};
use crate::words::VillageId;

use super::Ended;
use super::output::{self, remark, say};

/// 检查规则和村文件
#[derive(Args)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen check [路径…] [--fix] [--format text|json|github] [--rules DIR]", next_help_heading = "选项")]
pub(super) struct Check {
    /// 村文件夹、放村的文件夹、规则包文件或规则包文件夹；不写就是 rules 和 villages
    #[arg(value_name = "路径", help_heading = "内容")]
    paths: Vec<PathBuf>,
    /// 能改的替我改好（直接改文件）
    #[arg(long)]
    fix: bool,
    /// 怎样显示：text 给人看（不写就是它），json 给程序，github 给代码平台
    #[arg(long, value_enum, default_value_t = Format::Text, hide_possible_values = true, hide_default_value = true)]
    format: Format,
    /// 规则包在哪个文件夹；不写就是 rules
    #[arg(long, value_name = "DIR", default_value = "rules", hide_default_value = true)]
    rules: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
}

/// Something to check.
enum Subject {
    Pack(PathBuf),
    Village { folder: PathBuf, id: VillageId },
}

/// A subject's own files, each with its place on disk, and what was found.
struct Examined {
    folder: PathBuf,
    own: Vec<(PathBuf, Source)>,
    findings: Vec<Finding>,
    /// Whether it is a village whose rules no meeting has agreed to (试行).
    on_trial: bool,
}

/// What was looked at.
#[derive(Default)]
struct Looked {
    subjects: usize,
    /// Villages on trial: whoever reads “没有问题” is not to take it for adopted rules.
    trials: usize,
    /// In one of them there is so much that nobody looked on.
    is_flooded: bool,
}

/// How often mending looks again at most: a colon set right lets the rest of the line be read at all.
const ROUNDS: usize = 50;

impl Check {
    pub(super) fn run(&self) -> anyhow::Result<Ended> {
        let defaults = [PathBuf::from("rules"), PathBuf::from("villages")];
        let paths = if self.paths.is_empty() { &defaults[..] } else { &self.paths };
        let mut subjects = Vec::new();
        for path in paths {
            // A place nobody named may be missing; one that was named may not.
            if path.exists() || !self.paths.is_empty() {
                subjects.extend(subjects_at(path)?);
            }
        }
        let (mut findings, mut mended, mut unmended) = (Vec::new(), Vec::new(), None);
        let mut looked = Looked { subjects: subjects.len(), ..Looked::default() };
        for subject in &subjects {
            if self.fix {
                // One file that cannot be written is no reason to be silent about the others.
                match self.mend(subject) {
                    Ok(done) => mended.extend(done),
                    Err(fault) => match &unmended {
                        None => unmended = Some(fault),
                        Some(_) => remark!("{}", super::explained(&fault)),
                    },
                }
            }
            let examined = self.examine(subject)?;
            looked.trials += usize::from(examined.on_trial);
            looked.is_flooded |= rulebook::is_flooded(&examined.findings);
            findings.extend(self.shown(examined));
        }
        // Two villages that take in the same pack find the same things in it.
        let mut seen = HashSet::new();
        findings.retain(|f| seen.insert((f.file.clone(), f.line, f.column, f.code, f.message.clone())));
        if self.format == Format::Text {
            for finding in &mended {
                say!("{}", told(finding))?;
            }
        }
        self.show(&findings, &looked)?;
        if let Some(fault) = unmended {
            return Err(fault);
        }
        let wrong = findings.iter().any(|finding| finding.level == Level::Error);
        Ok(if wrong { Ended::Refused } else { Ended::Fine })
    }

    fn examine(&self, subject: &Subject) -> anyhow::Result<Examined> {
        match subject {
            Subject::Pack(path) => {
                let folder = path.parent().unwrap_or(Path::new(""));
                let (source, scripts) = (files::source(folder, path)?, files::scripts(folder)?);
                let findings = rulebook::check_pack(&source, &scripts);
                let own = std::iter::once(source).chain(scripts).map(|source| (folder.join(&source.path), source)).collect();
                Ok(Examined { folder: folder.to_path_buf(), own, findings, on_trial: false })
            }
            Subject::Village { folder, id } => {
                let bundle = files::village(folder, &self.rules, id)?;
                let checked = rulebook::check(&bundle);
                let on_trial = checked.rulebook.as_ref().is_some_and(|rulebook| rulebook.settings().on_trial);
                let rulebook = checked.rulebook.map(Arc::new);
                let mut findings = checked.findings;
                let lists = beginning::check(folder, id, rulebook.as_ref())?;
                // Goods that cannot be read are said to be so once, not by every story that asks for them.
                let stories = match rulebook.filter(|_| lists.iter().all(|finding| finding.file != SHELF)) {
                    Some(rulebook) => stories::play_all(folder, id, &rulebook)?,
                    None => Vec::new(),
                };
                findings.extend(lists);
                findings.extend(stories.iter().flat_map(|story| story.findings.clone()));
                let sources = bundle.files.into_iter().chain(stories.into_iter().map(|story| story.source));
                let own = sources.map(|source| (folder.join(&source.path), source)).collect();
                Ok(Examined { folder: folder.clone(), own, findings, on_trial })
            }
        }
    }

    /// The findings with their files named as the shell knows them.
    fn shown(&self, examined: Examined) -> Vec<Finding> {
        let mut findings = examined.findings;
        for finding in &mut findings {
            let path = finding.file.strip_prefix(PACKS).map_or_else(|| examined.folder.join(&finding.file), |pack| self.rules.join(pack));
            finding.file = path.to_string_lossy().replace('\\', "/");
        }
        findings
    }

    /// Mends until nothing is left to mend; what was mended, with the files named as the shell knows them.
    fn mend(&self, subject: &Subject) -> anyhow::Result<Vec<Finding>> {
        let mut mended = Vec::new();
        for _ in 0..ROUNDS {
            let Examined { own, findings, .. } = self.examine(subject)?;
            let before = mended.len();
            for (path, source) in &own {
                let Mended { text, applied } = rulebook::mended(source, &findings);
                if text != source.text {
                    files::write_anew(path, &source.text, &text)?;
                    let shown = path.to_string_lossy().replace('\\', "/");
                    mended.extend(applied.into_iter().map(|finding| Finding { file: shown.clone(), ..finding.clone() }));
                }
            }
            if mended.len() == before {
                break;
            }
        }
        Ok(mended)
    }

    fn show(&self, findings: &[Finding], looked: &Looked) -> anyhow::Result<()> {
        let text = match self.format {
            Format::Json => rulebook::json(findings) + "\n",
            Format::Github => rulebook::annotations(findings),
            Format::Text => {
                format!("{}{}\n", rulebook::text(findings, std::io::stdout().is_terminal()), summary(findings, looked))
            }
        };
        output::put(None, text.as_bytes())
    }
}

/// What was mended: `改了 rules.yaml 第 6 行：“分值：” → “分值: ”`.
fn told(finding: &Finding) -> String {
    let chars = finding.line_text.chars();
    let was: String = chars.skip(finding.column - 1).take(finding.end_column - finding.column).collect();
    let fix = finding.fix().unwrap_or_default();
    let change = match fix.rsplit_once('\n') {
        Some((_, added)) => format!("下面加了一行“{}”", added.trim()),
        None if fix.is_empty() => "删掉了多余的部分".to_owned(),
        None => format!("“{was}”改成“{fix}”"),
    };
    format!("改了 {} 第 {} 行：{change}（{}）", finding.file, finding.line, finding.message.trim_end_matches('。'))
}

/// So much was looked at, and so much found.
fn summary(findings: &[Finding], Looked { subjects, trials, is_flooded }: &Looked) -> String {
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings, hints) = (count(Level::Error), count(Level::Warning), count(Level::Hint));
    let fixable = findings.iter().filter(|finding| finding.fix().is_some()).count();
    let mend = if fixable > 0 { format!("，其中 {fixable} 处可以用 --fix 替你改") } else { String::new() };
    let more = if *is_flooded { "太多了，后面的没有再查，改好这些再查一遍。" } else { "" };
    let trial = if *trials > 0 { format!("{trials} 个村在试行：规则还没有经村民会议通过。") } else { String::new() };
    match (errors, warnings, hints) {
        (0, 0, 0) => format!("查了 {subjects} 份，没有问题。{trial}"),
        _ => format!("查了 {subjects} 份：{errors} 处错误，{warnings} 处提醒，{hints} 处建议{mend}。{more}{trial}"),
    }
}

/// What a path holds: one village, several, one pack or several.
fn subjects_at(path: &Path) -> anyhow::Result<Vec<Subject>> {
    if path.is_file() {
        let folder = path.parent().unwrap_or(Path::new(""));
        // A file of a village is checked with its village.
        let home = if folder.ends_with("rules") || folder.ends_with("cases") { folder.parent().unwrap_or(Path::new("")) } else { folder };
        let of_village = home.join("village.yaml").is_file();
        return Ok(vec![if of_village { village_at(home) } else { Subject::Pack(path.to_path_buf()) }]);
    }
    if !path.is_dir() {
        anyhow::bail!("没有 {} 这个文件或文件夹", path.display());
    }
    if ["village.yaml", "rules.yaml", "rules.yml"].iter().any(|name| path.join(name).is_file()) {
        return Ok(vec![village_at(path)]);
    }
    let villages = files::village_ids(path)?;
    if !villages.is_empty() {
        return Ok(villages.iter().map(|id| village_at(&path.join(id.as_str()))).collect());
    }
    Ok(files::yaml_files(path)?.into_iter().map(Subject::Pack).collect())
}

/// A village checked outside its usual folder may have any name.
fn village_at(folder: &Path) -> Subject {
    let name = folder.file_name().and_then(|name| name.to_str());
    let id = name.and_then(VillageId::parse).unwrap_or_else(VillageId::draft);
    Subject::Village { folder: folder.to_path_buf(), id }
}
