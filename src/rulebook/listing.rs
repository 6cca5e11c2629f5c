//! From files to the list of rules: chapters, one-line rules, packs taken in.
//!
//! Rules are still unread here; this part only knows where each of them is written.

use std::collections::HashMap;
use std::sync::Arc;

use super::form::{self, Form};
use super::keys;
use super::marks::{Findings, Mark};
use super::script;
use super::yaml::{Entry, Node, Shape};

/// The most rules one list may hold.
const MOST_RULES: usize = 3_000;

/// A rule as it is written.
#[derive(Clone)]
pub(super) struct Raw {
    pub(super) name: Arc<str>,
    pub(super) chapter: Arc<str>,
    pub(super) name_mark: Mark,
    pub(super) value: Node,
    /// A village changed what its pack says.
    pub(super) changed: bool,
    /// For a rule of a pack, the item of 引用 that takes it in.
    pub(super) used: Option<Mark>,
    /// Switched off (停用, 不用): it stands in the list and is not in force.
    pub(super) is_off: bool,
}

impl Raw {
    /// The script it names.
    fn script(&self) -> Option<&str> {
        let Shape::Table(entries) = &self.value.shape else { return None };
        entries.iter().find(|entry| matches!(&*entry.key, "脚本" | "script")).and_then(|entry| entry.value.text())
    }
}

/// Limits written inside a chapter.
pub(super) struct ChapterLimits {
    pub(super) chapter: Arc<str>,
    pub(super) entry: Entry,
}

/// What the files of one village, or one pack, list.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) rules: Vec<Raw>,
    pub(super) limits: Vec<ChapterLimits>,
    chapters: HashMap<Box<str>, Arc<str>>,
}

/// What one file says besides its rules.
pub(super) struct Heading {
    pub(super) title: Option<Box<str>>,
    pub(super) uses: Option<Entry>,
    pub(super) adjustable: Option<Entry>,
    pub(super) campaigns: Option<Entry>,
    /// The paths of the scripts that its rules name.
    pub(super) scripts: Vec<String>,
    /// Texts that a red line may stand in.
    pub(super) texts: Vec<(Box<str>, Mark)>,
}

impl Listing {
    /// Adds the rules of one file.
    pub(super) fn add_file(&mut self, root: &Node, path: &str, findings: &mut Findings<'_>) -> Heading {
        let nothing = Heading { title: None, uses: None, adjustable: None, campaigns: None, scripts: Vec::new(), texts: Vec::new() };
        let Some(entries) = form::table(root, path, findings) else { return nothing };
        let form = Form::read(entries, keys::FILE, findings);
        let said = |key: &str| form.get(key).and_then(|entry| Some((Box::from(entry.value.text()?), entry.value.mark)));
        let texts: Vec<(Box<str>, Mark)> = ["标题", "依据", "说明"].iter().filter_map(|key| said(key)).collect();
        let title = said("标题").map(|(title, _)| title);
        if let Some(rules) = form.get("规则") {
            let fallback = title.clone().unwrap_or_else(|| stem(path).into());
            self.add_rules(rules, &fallback, findings);
        }
        let entry = |key: &str| form.get(key).cloned();
        let scripts = self.rules.iter().filter(|raw| raw.name_mark.file == root.mark.file).filter_map(Raw::script);
        let scripts = scripts.map(|name| script::beside(path, name)).collect();
        Heading { title, uses: entry("引用"), adjustable: entry("可改"), campaigns: entry("活动"), scripts, texts }
    }

    fn add_rules(&mut self, rules: &Entry, title: &str, findings: &mut Findings<'_>) {
        for entry in form::table(&rules.value, &rules.key, findings).unwrap_or_default() {
            match &entry.value.shape {
                _ if entry.value.is_empty() => {}
                Shape::Table(inside) if !looks_like_rule(inside) => {
                    let chapter = self.chapter(&entry.key);
                    inside.iter().for_each(|rule| self.add_rule(rule, &chapter, findings));
                }
                Shape::List(_) => findings.error("value.table", entry.value.mark, "类别下面一行写一条规则，前面不加短横线。"),
                _ => {
                    let chapter = self.chapter(title);
                    self.add_rule(entry, &chapter, findings);
                }
            }
        }
    }

    fn add_rule(&mut self, entry: &Entry, chapter: &Arc<str>, findings: &mut Findings<'_>) {
        if matches!(&*entry.key, "上限" | "limits") {
            self.limits.push(ChapterLimits { chapter: chapter.clone(), entry: entry.clone() });
            return;
        }
        if entry.value.is_empty() {
            findings.error("rule.empty", entry.key_mark, format!("“{}”后面没有写分值。", entry.key));
            return;
        }
        if self.rules.len() == MOST_RULES {
            findings.error("rule.too_many", entry.key_mark, format!("一个村最多 {MOST_RULES} 条规则。"));
        }
        if self.rules.len() >= MOST_RULES {
            return;
        }
        let length = entry.key.chars().count();
        if length == 0 || length > 40 {
            findings.error("rule.name", entry.key_mark, "规则名称要有 1 到 40 个字。");
            return;
        }
        self.rules.push(Raw {
            name: (*entry.key).into(),
            chapter: chapter.clone(),
            name_mark: entry.key_mark,
            value: entry.value.clone(),
            changed: false,
            used: None,
            is_off: is_off(&entry.value, findings),
        });
    }

    /// One shared name for each chapter.
    pub(super) fn chapter(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.chapters.get(name) {
            return known.clone();
        }
        let chapter: Arc<str> = name.into();
        self.chapters.insert(name.into(), chapter.clone());
        chapter
    }

    /// Puts the rules of a chapter together, in the order in which chapters first appear.
    pub(super) fn group_by_chapter(&mut self) {
        let mut order: HashMap<Arc<str>, usize> = HashMap::new();
        for raw in &self.rules {
            let next = order.len();
            order.entry(raw.chapter.clone()).or_insert(next);
        }
        self.rules.sort_by_key(|raw| order.get(&raw.chapter).copied());
    }

    /// Reports names that stand twice among the rules that are on; the first keeps its place.
    pub(super) fn report_duplicates(&mut self, findings: &mut Findings<'_>) {
        let mut first: HashMap<Arc<str>, Mark> = HashMap::new();
        self.rules.retain(|raw| match first.get(&raw.name) {
            _ if raw.is_off => true,
            None => {
                first.insert(raw.name.clone(), raw.name_mark);
                true
            }
            Some(earlier) => {
                let place = format!("{} 第 {} 行", findings.source(earlier.file).path, findings.line(*earlier));
                findings.error("rule.duplicate", raw.name_mark, format!("“{}”已经写过（{place}），一个村里规则不能重名。", raw.name));
                false
            }
        });
    }
}

/// 停用
fn is_off(value: &Node, findings: &mut Findings<'_>) -> bool {
    let Shape::Table(entries) = &value.shape else { return false };
    let off = entries.iter().find(|entry| matches!(&*entry.key, "停用" | "disabled") && !entry.value.is_empty());
    off.and_then(|entry| form::flag(entry, findings)).unwrap_or(false)
}

/// Whether a table is one rule and not a chapter of rules: it has the keys of a rule.
pub(super) fn looks_like_rule(entries: &[Entry]) -> bool {
    let amounts = ["分值", "分档", "对照", "填报", "条件", "脚本", "累计达标"];
    entries.iter().any(|entry| keys::find(keys::RULE, &entry.key).is_some_and(|key| amounts.contains(&key.chinese)))
}

/// A file's name without folder and ending.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
