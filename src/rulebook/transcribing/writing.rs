//! The list as a rule file, with what was not understood as comments in its place.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::RangeInclusive;

use super::entries::{Draft, Entry};
use super::saying::Worth;

/// Lines of a file, and the entry that they are.
pub(super) type Places = Vec<(RangeInclusive<usize>, usize)>;

/// A file, and which lines of it an entry became.
pub(super) struct Written {
    pub(super) text: String,
    lines: usize,
    pub(super) places: Places,
}

/// Writes everything down, chapters in the order in which they first appear.
pub(super) fn write(title: &str, entries: &[Entry]) -> Written {
    let mut written = Written { text: String::new(), lines: 0, places: Vec::new() };
    written.line("# 从表格导入的草案。写着“要看一看”的，是没看懂或拿不准的地方：照原来的表改好，删掉那一行。");
    written.line("# 改好运行 jifen check；条件写在 说明 里的，机器不会自己去查。");
    written.line(&format!("标题: {}", quoted(title)));
    written.line("规则:");
    let mut chapters: Vec<&str> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.rule.is_ok() || entry.doubts().next().is_some()) {
        if !chapters.contains(&entry.chapter.as_str()) {
            chapters.push(&entry.chapter);
        }
    }
    for chapter in chapters {
        written.line("");
        written.line(&format!("  {}:", quoted(chapter)));
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.chapter == chapter) {
            written.entry(at, entry);
        }
    }
    written
}

impl Written {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
        self.lines += 1;
    }

    fn entry(&mut self, at: usize, entry: &Entry) {
        for doubt in entry.doubts() {
            self.line(&format!("    # 第 {} 行要看一看：{}。原文：{}", entry.row, doubt.trim_end_matches('。'), entry.original));
        }
        let Ok(draft) = &entry.rule else { return };
        let first = self.lines + 1;
        let lines = lines(draft);
        lines.iter().for_each(|line| self.line(line));
        self.places.push((first..=first + lines.len() - 1, at));
    }
}

/// The lines of one rule; one line where a number says it all.
fn lines(draft: &Draft) -> Vec<String> {
    let name = quoted(&draft.name);
    let mut keys = worth(&draft.said.worth);
    let limits: Vec<String> = draft.said.limits.iter().map(ToString::to_string).collect();
    if let Some(first) = limits.first() {
        keys.insert("上限", if limits.len() == 1 { first.clone() } else { format!("[{}]", limits.join(", ")) });
    }
    if draft.said.of_person {
        keys.insert("对象", "个人".to_owned());
    }
    if !draft.note.is_empty() {
        keys.insert("说明", quoted(&draft.note));
    }
    if !draft.examples.is_empty() {
        keys.insert("比如", format!("[{}]", draft.examples.join(", ")));
    }
    match (keys.len(), keys.get("分值")) {
        (1, Some(points)) => vec![format!("    {name}: {points}")],
        _ => {
            let order = ["对象", "填报", "分值", "对照", "上限", "说明", "比如"];
            let written = order.iter().filter_map(|key| keys.get(key).map(|value| format!("      {key}: {value}")));
            std::iter::once(format!("    {name}:")).chain(written).collect()
        }
    }
}

fn worth(worth: &Worth) -> BTreeMap<&'static str, String> {
    match worth {
        Worth::Fixed(points) => BTreeMap::from([("分值", points.plain())]),
        Worth::Meeting => BTreeMap::from([("分值", "一事一议".to_owned())]),
        Worth::Hourly(points) => BTreeMap::from([
            ("填报", "{ 时长: { 类型: 小时, 最小: 0.5, 最大: 24 } }".to_owned()),
            ("分值", format!("时长 * {}", points.plain())),
        ]),
        Worth::Between(least, most) => {
            let (few, many) = (least.abs().min(most.abs()), least.abs().max(most.abs()));
            let minus = if most.is_negative() { "-" } else { "" };
            BTreeMap::from([
                ("填报", format!("{{ 评定分: {{ 类型: 整数, 最小: {}, 最大: {} }} }}", few.plain(), many.plain())),
                ("分值", format!("{minus}评定分")),
            ])
        }
        Worth::Grades(grades) => {
            let names: Vec<&str> = grades.iter().map(|(name, _)| name.as_str()).collect();
            let rows: Vec<String> = grades.iter().map(|(name, points)| format!("{name}: {}", points.plain())).collect();
            BTreeMap::from([
                ("填报", format!("{{ 等级: [{}] }}", names.join(", "))),
                ("对照", format!("{{ 等级: {{ {} }} }}", rows.join(", "))),
            ])
        }
    }
}

/// A text that reads back as itself: bare where it is a word, in quotes otherwise.
fn quoted(text: &str) -> String {
    let is_word = text.chars().all(char::is_alphanumeric) && text.chars().next().is_some_and(|c| !c.is_ascii());
    if is_word {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // Nothing may end the line or hide in it.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}') => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
