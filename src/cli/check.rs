//! `jifen check`: findings of rule and village files, and mending what can be mended.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use crate::app::files;
use crate::rulebook::{self, Finding, Level, Source, mended};
use crate::words::VillageId;

use super::Ended;

/// 检查规则和村文件
#[derive(Args)]
pub(super) struct Check {
    /// 村文件夹、放村的文件夹、规则包文件或规则包文件夹；不写就是 rules 和 villages
    paths: Vec<PathBuf>,
    /// 能改的替我改好（直接改文件）
    #[arg(long)]
    fix: bool,
    /// 怎样显示：text 给人看，json 给程序，github 给代码平台
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// 规则包在哪个文件夹
    #[arg(long, value_name = "DIR", default_value = "rules")]
    rules: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
}

/// Something to check, and where its files stand.
enum Subject {
    Pack { folder: PathBuf, source: Source },
    Village { folder: PathBuf, id: VillageId },
}

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
        if self.fix {
            for subject in &subjects {
                self.mend(subject)?;
            }
        }
        let mut findings = Vec::new();
        for subject in &subjects {
            findings.extend(self.findings(subject)?);
        }
        // Two villages that take in the same pack find the same things in it.
        let mut seen = std::collections::HashSet::new();
        findings.retain(|finding| seen.insert((finding.file.clone(), finding.line, finding.column, finding.code, finding.message.clone())));
        self.show(&findings, subjects.len());
        let wrong = findings.iter().any(|finding| finding.level == Level::Error);
        Ok(if wrong { Ended::Refused } else { Ended::Fine })
    }

    /// The findings of one subject, with paths as the shell knows them.
    fn findings(&self, subject: &Subject) -> anyhow::Result<Vec<Finding>> {
        let (mut findings, packs) = match subject {
            Subject::Pack { folder, source } => {
                let mut findings = rulebook::check_pack(source);
                place(&mut findings, folder, |_| true);
                return Ok(findings);
            }
            Subject::Village { folder, id } => {
                let bundle = files::village(folder, &self.rules, id)?;
                let own: Vec<String> = bundle.files.iter().map(|file| file.path.clone()).collect();
                let findings = rulebook::check(&bundle).findings;
                (findings, own)
            }
        };
        if let Subject::Village { folder, .. } = subject {
            let own = |path: &str| packs.iter().any(|known| known == path);
            place(&mut findings, folder, own);
            place(&mut findings, &self.rules, |path| !path.starts_with(&*folder.to_string_lossy()));
        }
        Ok(findings)
    }

    fn mend(&self, subject: &Subject) -> anyhow::Result<()> {
        // A mend can uncover the next finding: a colon set right lets the line be read at all.
        for _ in 0..5 {
            let (folder, sources, findings) = match subject {
                Subject::Pack { folder, source } => {
                    let source = files::source(folder, &folder.join(&source.path))?;
                    let findings = rulebook::check_pack(&source);
                    (folder, vec![source], findings)
                }
                Subject::Village { folder, id } => {
                    let bundle = files::village(folder, &self.rules, id)?;
                    let findings = rulebook::check(&bundle).findings;
                    (folder, bundle.files, findings)
                }
            };
            let mut changed = false;
            for source in &sources {
                let text = mended(source, &findings);
                if text != source.text {
                    let path = folder.join(&source.path);
                    fs::write(&path, text).with_context(|| format!("写不了文件 {}", path.display()))?;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        Ok(())
    }

    fn show(&self, findings: &[Finding], subjects: usize) {
        match self.format {
            Format::Json => println!("{}", rulebook::json(findings)),
            Format::Github => print!("{}", rulebook::annotations(findings)),
            Format::Text => {
                print!("{}", rulebook::text(findings, std::io::stdout().is_terminal()));
                println!("{}", summary(findings, subjects));
            }
        }
    }
}

/// Turns paths inside a folder into paths as the shell knows them.
fn place(findings: &mut [Finding], folder: &Path, belongs: impl Fn(&str) -> bool) {
    for finding in findings.iter_mut().filter(|finding| belongs(&finding.file)) {
        finding.file = folder.join(&finding.file).to_string_lossy().replace('\\', "/");
    }
}

fn summary(findings: &[Finding], subjects: usize) -> String {
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings, hints) = (count(Level::Error), count(Level::Warning), count(Level::Hint));
    let fixable = findings.iter().filter(|finding| finding.fix.is_some()).count();
    let mend = if fixable > 0 { format!("，其中 {fixable} 处可以用 --fix 替你改") } else { String::new() };
    match (errors, warnings, hints) {
        (0, 0, 0) => format!("查了 {subjects} 份，没有问题。"),
        _ => format!("查了 {subjects} 份：{errors} 处错误，{warnings} 处提醒，{hints} 处建议{mend}。"),
    }
}

/// What a path holds: one village, several, one pack or several.
fn subjects_at(path: &Path) -> anyhow::Result<Vec<Subject>> {
    if path.is_file() {
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        // A file of a village is checked with its village.
        let home = if folder.ends_with("rules") { folder.parent().unwrap_or(Path::new("")).to_path_buf() } else { folder.clone() };
        if home.join("village.yaml").is_file() {
            return Ok(vec![Subject::Village { id: id_of(&home), folder: home }]);
        }
        return Ok(vec![Subject::Pack { source: files::source(&folder, path)?, folder }]);
    }
    if !path.is_dir() {
        anyhow::bail!("没有 {} 这个文件或文件夹", path.display());
    }
    if path.join("village.yaml").is_file() || path.join("rules.yaml").is_file() {
        return Ok(vec![Subject::Village { folder: path.to_path_buf(), id: id_of(path) }]);
    }
    let villages = files::village_ids(path)?;
    if !villages.is_empty() {
        return Ok(villages.into_iter().map(|id| Subject::Village { folder: path.join(id.as_str()), id }).collect());
    }
    let packs = files::packs(path)?;
    Ok(packs.into_iter().map(|source| Subject::Pack { folder: path.to_path_buf(), source }).collect())
}

/// A village checked outside its usual folder may have any name.
fn id_of(folder: &Path) -> VillageId {
    let name = folder.file_name().and_then(|name| name.to_str()).and_then(VillageId::parse);
    name.or_else(|| VillageId::parse("draft")).unwrap_or_else(|| unreachable!("draft is a proper name"))
}
