//! The list as a rule file, with what was not understood as comments in its place.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::RangeInclusive;

use super::super::limits::Phrase;
use super::entries::{Draft, Entry, List};

/// Lines of a file, and the entry that they are.
pub(super) type Places = Vec<(RangeInclusive<usize>, usize)>;

/// A file, and which lines of it an entry became.
pub(super) struct Written {
    pub(super) text: String,
    lines: usize,
    pub(super) places: Places,
}

/// Writes everything down, chapters in the order in which they first appear.
pub(super) fn write(title: &str, List { entries, limits: of_chapters }: &List) -> Written {
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
        // What is wrong with the chapter's name is wrong with all that stands in it.
        let of_chapter = entries.iter().enumerate().filter(|(_, entry)| entry.chapter == chapter);
        let line = written.lines;
        written.places.extend(of_chapter.map(|(at, _)| (line..=line, at)));
        if let Some(limits) = of_chapters.get(chapter).and_then(|phrases| limits(phrases)) {
            written.line(&format!("    上限: {limits}"));
        }
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

/// The order in which the keys of a rule are written.
const ORDER: [&str; 18] = [
    "对象",
    "填报",
    "条件",
    "分值",
    "对照",
    "上限",
    "取高",
    "凭证",
    "审核",
    "公示",
    "保密",
    "起",
    "止",
    "有效期",
    "否决",
    "依据",
    "说明",
    "比如",
];

/// The lines of one rule; one line where a number says it all.
fn lines(draft: &Draft) -> Vec<String> {
    let name = quoted(&draft.name);
    let mut fields: Vec<(String, String)> = draft.said.asks().map(|(field, kind)| (field.to_owned(), kind)).into_iter().collect();
    let mut keys = BTreeMap::from([draft.said.gives()]);
    if let Some(condition) = &draft.condition {
        fields.push((condition.clone(), "是否".to_owned()));
        keys.insert("条件", condition.clone());
    }
    if !fields.is_empty() {
        let fields: Vec<String> = fields.iter().map(|(field, kind)| format!("{}: {kind}", quoted(field))).collect();
        keys.insert("填报", format!("{{ {} }}", fields.join(", ")));
    }
    keys.extend(limits(&draft.said.limits).map(|limits| ("上限", limits)));
    keys.extend(draft.needed().map(|key| (key.name, key.value.clone())));
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
            let written = ORDER.iter().filter_map(|key| keys.get(key).map(|value| format!("      {key}: {value}")));
            std::iter::once(format!("    {name}:")).chain(written).collect()
        }
    }
}

/// One phrase, or a list of them.
fn limits(phrases: &[Phrase]) -> Option<String> {
    let phrases: Vec<String> = phrases.iter().map(ToString::to_string).collect();
    match phrases.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("[{}]", several.join(", "))),
    }
}

/// A text that reads back as itself: bare where it is a word, in quotes otherwise.
pub(super) fn quoted(text: &str) -> String {
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
