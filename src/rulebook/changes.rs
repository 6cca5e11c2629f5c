//! What changed between two versions of a village's files, in sentences that can be read aloud.
//!
//! The order of rules, comments, spaces and the language of keys make no difference. A rule that goes while one of the same content comes is taken for
//! renamed. Not here: how leaves are read (`leaves`) and worded (`telling`).

use serde::Serialize;
use utoipa::ToSchema;

use super::leaves::{self, Leaves, Path, WrittenRule};
use super::{Bundle, Rulebook, check, keys, telling};

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    Changed,
    Renamed,
    Added,
    /// It is not in force any more.
    Removed,
}

/// One rule that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleChange {
    #[schema(example = "志愿服务")]
    pub rule: String,
    pub chapter: String,
    pub became: Became,
    /// Its name before, if it was renamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What is different in it; empty for one that came or went.
    pub parts: Vec<Part>,
    #[schema(example = "志愿服务：每小时 2 分 → 3 分")]
    pub sentence: String,
}

/// One thing that is different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Part {
    /// Where it is written, from the key down: `填报 时长 最大`.
    pub key: String,
    pub before: Option<String>,
    pub after: Option<String>,
    #[schema(example = "每小时 2 分 → 3 分")]
    pub sentence: String,
}

/// Everything that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Changes {
    #[schema(example = "改 1 条，新增 1 条，停用 1 条。")]
    pub summary: String,
    /// In the order of the new list; those that went at the end.
    pub rules: Vec<RuleChange>,
    /// `village.yaml`, headings, limits of chapters, packs, scripts.
    pub settings: Vec<Part>,
}

impl Changes {
    /// One sentence a line: the sum, every rule, every setting.
    pub fn sentences(&self) -> Vec<String> {
        let rules = self.rules.iter().map(|change| change.sentence.clone());
        let settings = self.settings.iter().map(|part| format!("本村设置：{}", part.sentence));
        std::iter::once(self.summary.clone()).chain(rules).chain(settings).collect()
    }

    /// Rules that have another name now: before and after.
    pub fn renamed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rules.iter().filter_map(|change| Some((change.was.as_deref()?, change.rule.as_str())))
    }
}

/// Compares. The other way round: the paths of files that are no YAML at all, of which nothing can be said.
pub(super) fn compare(before: &Bundle, after: &Bundle) -> Result<Changes, Vec<String>> {
    let (old, new) = (leaves::read(before)?, leaves::read(after)?);
    let known = |rules: &[WrittenRule], name: &str| rules.iter().any(|rule| rule.name == name);
    let gone: Vec<&WrittenRule> = old.rules.iter().filter(|rule| !known(&new.rules, &rule.name)).collect();
    let come: Vec<&WrittenRule> = new.rules.iter().filter(|rule| !known(&old.rules, &rule.name)).collect();
    let renamed = renamed(&gone, &come);
    let [before_in_words, after_in_words] = [(before, &gone), (after, &come)].map(|(bundle, rules)| in_words(bundle, rules));
    let mut rules = Vec::new();
    for rule in &new.rules {
        let earlier = old.rules.iter().find(|other| other.name == rule.name);
        let was = renamed.iter().find(|(_, now)| now.name == rule.name).map(|(was, _)| *was);
        rules.extend(match (earlier.or(was), was) {
            (None, _) => Some(moved(rule, Became::Added, after_in_words.as_ref())),
            (Some(earlier), was) => changed(earlier, rule, was.is_some()),
        });
    }
    let left = gone.into_iter().filter(|rule| renamed.iter().all(|(was, _)| was.name != rule.name));
    rules.extend(left.map(|rule| moved(rule, Became::Removed, before_in_words.as_ref())));
    let settings = parts(&old.settings, &new.settings);
    let summary = summary(&rules, settings.len(), before.pinned().digest() == after.pinned().digest());
    Ok(Changes { summary, rules, settings })
}

/// The rulebook from which sentences are taken, if there is something to say and it can be read.
fn in_words(bundle: &Bundle, rules: &[&WrittenRule]) -> Option<Rulebook> {
    if rules.is_empty() { None } else { check(bundle).rulebook }
}

/// A rule that came or went.
fn moved(rule: &WrittenRule, became: Became, words: Option<&Rulebook>) -> RuleChange {
    let sentence = words.and_then(|book| book.rule(&rule.name)).map(|rule| rule.sentence());
    let said = sentence.unwrap_or_else(|| format!("{}：{}。", rule.name, telling::listed(&rule.leaves)));
    let word = if became == Became::Added { "新增" } else { "停用" };
    RuleChange {
        rule: rule.name.clone(),
        chapter: rule.chapter.clone(),
        became,
        was: None,
        parts: Vec::new(),
        sentence: format!("{word} {}", said.trim_end_matches('。')),
    }
}

/// A rule that stayed, perhaps under another name; `None` if it is what it was.
fn changed(before: &WrittenRule, after: &WrittenRule, is_renamed: bool) -> Option<RuleChange> {
    let mut parts = parts(&before.leaves, &after.leaves);
    if before.chapter != after.chapter {
        let sentence = format!("类别 {} → {}", before.chapter, after.chapter);
        let (before, after) = (Some(before.chapter.clone()), Some(after.chapter.clone()));
        parts.insert(0, Part { key: "类别".to_owned(), before, after, sentence });
    }
    if parts.is_empty() && !is_renamed {
        return None;
    }
    let said: Vec<&str> = parts.iter().map(|part| part.sentence.as_str()).collect();
    let sentence = match (is_renamed, said.is_empty()) {
        (true, true) => format!("{} 改名为 {}", before.name, after.name),
        (true, false) => format!("{} 改名为 {}：{}", before.name, after.name, said.join("；")),
        (false, _) => format!("{}：{}", after.name, said.join("；")),
    };
    Some(RuleChange {
        rule: after.name.clone(),
        chapter: after.chapter.clone(),
        became: if is_renamed { Became::Renamed } else { Became::Changed },
        was: is_renamed.then(|| before.name.clone()),
        parts,
        sentence,
    })
}

/// What differs, in the order in which keys are usually written.
fn parts(before: &Leaves, after: &Leaves) -> Vec<Part> {
    let mut paths: Vec<&Path> = before.keys().chain(after.keys().filter(|path| !before.contains_key(*path))).collect();
    paths.retain(|path| match (before.get(*path), after.get(*path)) {
        (Some(old), Some(new)) => !old.is(new),
        _ => true,
    });
    let usual =
        |path: &Path| keys::RULE.iter().chain(keys::VILLAGE).position(|key| path.first().is_some_and(|first| *first == key.chinese));
    paths.sort_by_key(|path| (usual(path).unwrap_or(usize::MAX), *path));
    paths.into_iter().filter_map(|path| telling::part(path, before, after)).collect()
}

/// Rules that went and came with the same content, one for one. Where the content is only a number, the names must be alike, too.
fn renamed<'a>(gone: &[&'a WrittenRule], come: &[&'a WrittenRule]) -> Vec<(&'a WrittenRule, &'a WrittenRule)> {
    let fits =
        |was: &WrittenRule, now: &WrittenRule| was.chapter == now.chapter && says_the_same(&was.leaves, &now.leaves) && is_likely(was, now);
    let only = |now: &WrittenRule| gone.iter().filter(|was| fits(was, now)).count() == 1;
    let pair = |was: &&'a WrittenRule| {
        let mut fitting = come.iter().filter(|now| fits(was, now));
        let now = fitting.next().filter(|now| only(now))?;
        fitting.next().is_none().then_some((*was, *now))
    };
    gone.iter().filter_map(pair).collect()
}

/// Keys that do not decide how many points there are.
const BESIDE_THE_POINT: [&str; 3] = ["比如", "依据", "说明"];

fn says_the_same(one: &Leaves, other: &Leaves) -> bool {
    let counts = |(path, _): &(&Path, &leaves::Leaf)| !BESIDE_THE_POINT.contains(&path[0].as_str());
    let (mut one, mut other) = (one.iter().filter(counts), other.iter().filter(counts));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some((a, x)), Some((b, y))) if a == b && x.is(y) => {}
            _ => return false,
        }
    }
}

fn is_likely(was: &WrittenRule, now: &WrittenRule) -> bool {
    let is_plain = was.leaves.keys().all(|path| path[0] == "分值" || BESIDE_THE_POINT.contains(&path[0].as_str()));
    !is_plain || super::names::nearest(&was.name, [now.name.as_str()]).is_some()
}

/// `改 3 条，新增 1 条，停用 1 条。`
fn summary(rules: &[RuleChange], settings: usize, is_same: bool) -> String {
    let count = |became| rules.iter().filter(|change| change.became == became).count();
    let counts = [
        ("改", count(Became::Changed), "条"),
        ("改名", count(Became::Renamed), "条"),
        ("新增", count(Became::Added), "条"),
        ("停用", count(Became::Removed), "条"),
        ("本村设置改", settings, "处"),
    ];
    let said: Vec<String> =
        counts.iter().filter(|(_, count, _)| *count > 0).map(|(word, count, unit)| format!("{word} {count} {unit}")).collect();
    match (said.is_empty(), is_same) {
        (false, _) => format!("{}。", said.join("，")),
        (true, true) => "一个字也没有改。".to_owned(),
        (true, false) => "规则没有变，只改了排版、注释或先后。".to_owned(),
    }
}
