//! From files to the list of rules: chapters, one-line rules, packs taken in.
//!
//! Rules are still unread here; this part only knows where each of them is written.

use std::collections::HashMap;
use std::sync::Arc;

use super::facts::decimal;
use super::finding::Mend;
use super::form::{self, Form};
use super::keys;
use super::lint;
use super::looks::{alike, skeleton, told_apart};
use super::marks::{Findings, Mark};
use super::names::nearest;
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
    /// Rules whose name stands there already: none of them is in force, and what else is wrong with them is told all the same.
    pub(super) doubled: Vec<Raw>,
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
        let entries = form::table(&rules.value, &rules.key, findings).unwrap_or_default();
        let has_chapters = entries.iter().any(|entry| matches!(&entry.value.shape, Shape::Table(inside) if !looks_like_rule(inside)));
        for (at, entry) in entries.iter().enumerate() {
            match &entry.value.shape {
                _ if entry.value.is_empty() => {
                    let message = format!("“{}”下面什么也没有：是类别，就把规则写在它下面，多空两格；是规则，后面要写分值。", entry.key);
                    findings.warning("chapter.empty", entry.key_mark, message);
                }
                _ if slid_out(entries, at, findings) => {}
                Shape::Table(inside) if !looks_like_rule(inside) => {
                    let chapter = self.chapter(&entry.key);
                    self.add_chapter(inside, &chapter, findings);
                }
                Shape::List(_) => findings.error("value.table", entry.value.mark, "类别下面一行写一条规则，前面不加短横线。"),
                _ => {
                    if has_chapters {
                        let message = format!("“{}”没有写在哪一类下面，现在算在“{title}”这一类。请写到它的类别下面，多空两格。", entry.key);
                        findings.warning("rule.no_chapter", entry.key_mark, message);
                    }
                    let chapter = self.chapter(title);
                    self.add_rule(entry, &chapter, findings);
                }
            }
        }
    }

    fn add_chapter(&mut self, entries: &[Entry], chapter: &Arc<str>, findings: &mut Findings<'_>) {
        for (at, entry) in entries.iter().enumerate() {
            let is_limit = matches!(&*entry.key, "上限" | "limits") && !matches!(entry.value.shape, Shape::Table(_));
            if is_limit && above(entries, at).is_none() {
                self.limits.push(ChapterLimits { chapter: chapter.clone(), entry: entry.clone() });
            } else if !slid_out(entries, at, findings) && !is_left_open(entries, at) {
                self.add_rule(entry, chapter, findings);
            }
        }
    }

    fn add_rule(&mut self, entry: &Entry, chapter: &Arc<str>, findings: &mut Findings<'_>) {
        if key(entry).is_some() {
            let message = format!("“{}”是规则里面的写法，不能作规则的名称，请换一个。", entry.key);
            return findings.error("rule.name", entry.key_mark, message);
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
        if entry.key.chars().any(|c| c.is_control() || lint::is_invisible(c)) || entry.key.trim().is_empty() != entry.key.is_empty() {
            findings.error("rule.name", entry.key_mark, "规则名称里有看不见的符号，请重新打一遍。");
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

    /// Reports names that stand twice among the rules that are on, or that nobody can tell apart; the first keeps its place.
    pub(super) fn report_duplicates(&mut self, findings: &mut Findings<'_>) {
        let mut first: HashMap<String, Raw> = HashMap::new();
        let doubled = &mut self.doubled;
        self.rules.retain(|raw| match first.get(&alike(&raw.name)) {
            _ if raw.is_off => true,
            None => {
                first.insert(alike(&raw.name), raw.clone());
                true
            }
            Some(earlier) => {
                twice(earlier, raw, findings);
                doubled.push(raw.clone());
                false
            }
        });
    }
}

/// Two rules of one name: said where the village can mend it.
fn twice(earlier: &Raw, later: &Raw, findings: &mut Findings<'_>) {
    let place = |mark: Mark| format!("{} 第 {} 行", findings.source(mark.file).path, findings.line(mark));
    let (name, before, behind) = (&later.name, place(earlier.name_mark), place(later.name_mark));
    let (mark, message) = match (earlier.used, later.used) {
        // What is written twice in one table has been said.
        (None, None)
            if earlier.name_mark.file == later.name_mark.file
                && earlier.chapter == later.chapter
                && skeleton(&earlier.name) == skeleton(name) =>
        {
            return;
        }
        _ if earlier.name != later.name => {
            let why = told_apart(name, &earlier.name);
            let message = format!("“{name}”和“{}”（{before}）{why}，分不清，请换一个名称。", earlier.name);
            (later.used.unwrap_or(later.name_mark), message)
        }
        (None, Some(_)) => {
            let message =
                format!("引用的规则包里也有“{name}”（{behind}），规则不能重名。请给这一条换个名称，或者在引用里写“不用: [{name}]”。");
            (earlier.name_mark, message)
        }
        (Some(_), Some(used)) => {
            let message = format!("前面引用的包里已经有“{name}”（{before}），规则不能重名。请在其中一个包的引用里写“不用: [{name}]”。");
            (used, message)
        }
        _ => (later.name_mark, format!("“{name}”已经写过（{before}），一个村里规则不能重名。")),
    };
    findings.error("rule.duplicate", mark, message);
}

/// The key of a rule that an entry's name is.
fn key(entry: &Entry) -> Option<&'static str> {
    keys::find(keys::RULE, &entry.key).map(|key| key.chinese)
}

/// The rule above that has nothing behind its name, if all that stands between are keys of a rule: they belong to it.
fn above(entries: &[Entry], at: usize) -> Option<&Entry> {
    let above = entries[..at].iter().rev().find(|entry| key(entry).is_none())?;
    above.value.is_empty().then_some(above)
}

/// Whether an entry is a key that slid out of the rule above it, to the same depth; that is reported.
fn slid_out(entries: &[Entry], at: usize, findings: &mut Findings<'_>) -> bool {
    let (entry, above) = (&entries[at], above(entries, at));
    let Some(above) = above.filter(|_| key(entry).is_some()) else { return false };
    let message = format!("“{}”是“{}”里面的，要比“{}”多空两格。", entry.key, above.key, above.key);
    let is_one_line = entry.value.text().is_some();
    let mend = is_one_line.then(|| Mend::guess(format!("  {}", entry.key)));
    findings.mendable("rule.indent", entry.key_mark, message, mend);
    true
}

/// Whether the keys of a rule with nothing behind its name slid out of it: then nothing else is wrong with it.
fn is_left_open(entries: &[Entry], at: usize) -> bool {
    let is_name = key(&entries[at]).is_none() && nearest(&entries[at].key, keys::names(keys::RULE)).is_none();
    is_name && entries[at].value.is_empty() && entries.get(at + 1).is_some_and(|next| key(next).is_some())
}

/// 停用
fn is_off(value: &Node, findings: &mut Findings<'_>) -> bool {
    let Shape::Table(entries) = &value.shape else { return false };
    let off = entries.iter().find(|entry| matches!(&*entry.key, "停用" | "disabled") && !entry.value.is_empty());
    off.and_then(|entry| form::flag(entry, findings)).unwrap_or(false)
}

/// Whether a table is one rule and not a chapter of rules: it has the keys of a rule. A chapter with more rules than such keys stays one, whatever one
/// of its rules is called, and so does one in which keys slid out of their rule.
pub(super) fn looks_like_rule(entries: &[Entry]) -> bool {
    let amounts = ["分值", "分档", "对照", "填报", "条件", "脚本", "累计达标"];
    let has_amount = entries.iter().any(|entry| key(entry).is_some_and(|key| amounts.contains(&key)));
    let is_rule = |entry: &&Entry| match &entry.value.shape {
        Shape::Text { text, .. } => decimal(text).is_some(),
        Shape::Table(inside) => looks_like_rule(inside),
        Shape::List(_) => false,
    };
    let (keys, others): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| key(entry).is_some());
    let slid = (1..entries.len()).any(|at| is_left_open(entries, at - 1));
    has_amount && !slid && others.into_iter().filter(is_rule).count() <= keys.len()
}

/// A file's name without folder and ending.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
