//! The rows of a list, each as a rule or as the reason why it is none.

use std::collections::HashMap;

use super::columns::Columns;
use super::saying::{self, Said, Worth};
use crate::sheets::{Row, Sheet};

/// The longest name a rule gets; what is longer is cut, and stands whole in its note.
const LONGEST_NAME: usize = 30;

/// The longest name a rule may have at all.
const MOST_NAME: usize = 40;

/// Chapters in which a number without a sign is taken away.
const TAKING: [&str; 5] = ["扣分", "减分", "负面", "反向", "禁止"];

/// Where the rows of a list end.
const SUMS: [&str; 6] = ["合计", "小计", "总计", "备注", "注:", "注\u{FF1A}"];

/// One row of the list.
pub(super) struct Entry {
    /// As the spreadsheet numbers it.
    pub(super) row: usize,
    pub(super) chapter: String,
    /// Its cells, for whoever must look.
    pub(super) original: String,
    /// The rule, or why there is none.
    pub(super) rule: Result<Draft, String>,
    /// What of it was not understood.
    partly: Vec<String>,
}

/// A rule to be written.
pub(super) struct Draft {
    pub(super) name: String,
    /// What would tell it from another of the same name.
    apart: Vec<String>,
    pub(super) said: Said,
    pub(super) note: String,
    /// Worked examples, as they stand under 比如: `{ 时长: 1, 得: 2 }`.
    pub(super) examples: Vec<String>,
}

impl Draft {
    /// Whether there is more to it than a number that always counts.
    pub(super) fn is_more_than_a_number(&self) -> bool {
        !matches!(self.said.worth, Worth::Fixed(_)) || !self.said.limits.is_empty()
    }
}

impl Entry {
    /// It does not hold after all.
    pub(super) fn give_up(&mut self, reason: String) {
        self.rule = Err(reason);
    }

    /// Everything about it that needs a look.
    pub(super) fn doubts(&self) -> impl Iterator<Item = &str> {
        self.rule.as_ref().err().into_iter().chain(&self.partly).map(String::as_str)
    }
}

/// Reads every row below the header.
pub(super) fn read(sheet: &Sheet) -> Vec<Entry> {
    let Some(columns) = Columns::of(&sheet.header) else { return Vec::new() };
    let mut chapter = String::new();
    let (mut entries, mut alone): (Vec<Entry>, Option<Entry>) = (Vec::new(), None);
    for row in &sheet.rows {
        let filled: Vec<usize> = (0..sheet.header.len()).filter(|at| !row[*at].is_empty() && !columns.nothing.contains(at)).collect();
        let said = columns.chapter.map_or("", |at| row[at].as_str());
        match filled.as_slice() {
            _ if SUMS.iter().any(|word| filled.first().is_some_and(|at| row[*at].starts_with(word))) => {}
            // A line across the list that says which chapter follows.
            [only] if *only == columns.chapter.unwrap_or(columns.item) && !sheet.is_date(row, *only) => {
                entries.extend(alone.take());
                // If nothing follows, and it has no number, it was an item.
                alone = Some(entry(sheet, &columns, row, &chapter)).filter(|_| bare(&row[*only]) == row[*only]);
                chapter = title(&row[*only]);
            }
            _ => {
                if !said.is_empty() {
                    chapter = title(said);
                }
                alone = None;
                entries.push(entry(sheet, &columns, row, &chapter));
            }
        }
    }
    entries.extend(alone);
    tell_apart(&mut entries);
    entries
}

fn entry(sheet: &Sheet, columns: &Columns, row: &Row, chapter: &str) -> Entry {
    let said = (0..sheet.header.len()).filter(|at| !columns.nothing.contains(at));
    let cells: Vec<String> = said.map(|at| flat(&row[at])).filter(|cell| !cell.is_empty()).collect();
    let chapter = if chapter.is_empty() { "其他" } else { chapter };
    let mut entry =
        Entry { row: row.number, chapter: chapter.to_owned(), original: cells.join(" | "), rule: Err(String::new()), partly: Vec::new() };
    entry.rule = rule(sheet, columns, row, &mut entry);
    entry
}

fn rule(sheet: &Sheet, columns: &Columns, row: &Row, entry: &mut Entry) -> Result<Draft, String> {
    let places = [Some(columns.item), columns.points, columns.deduction, columns.limit];
    if let Some(at) = places.into_iter().flatten().find(|at| sheet.is_date(row, *at)) {
        return Err(format!("“{}”一格被表格软件变成了日期，原来填的（比如 5-10）看不出来了", flat(&sheet.header[at])));
    }
    let whole = flat(&row[columns.item]);
    if whole.is_empty() {
        return Err("没有写是什么事".to_owned());
    }
    if whole.starts_with(['=', '@']) {
        return Err("项目一格像是公式，不是文字".to_owned());
    }
    let name = name(&whole);
    let mut said = worth(columns, row, &entry.chapter)?;
    if let Some(cell) = columns.limit.map(|at| flat(&row[at])).filter(|cell| !cell.is_empty()) {
        match saying::limit(&cell) {
            Some(phrases) => said.add(phrases),
            None => entry.partly.push(format!("上限“{cell}”没看懂，要写成“每户每年 1 次”“每人每月 20 分”这样，只记一次的写“累计 1 次”")),
        }
    }
    let remarks = columns.remarks.iter().map(|at| flat(&row[*at])).filter(|remark| !remark.is_empty());
    let group = columns.group.map(|at| flat(&row[at])).filter(|group| !group.is_empty());
    let remarks: Vec<String> = remarks.collect();
    let apart: Vec<String> = group.into_iter().chain(remarks.iter().cloned()).collect();
    let cut = Some(whole).filter(|whole| *whole != name);
    let note = cut.into_iter().chain(remarks).collect::<Vec<_>>().join("；");
    Ok(Draft { name, apart, said, note, examples: Vec::new() })
}

fn worth(columns: &Columns, row: &Row, chapter: &str) -> Result<Said, String> {
    let cell = |at: Option<usize>| at.map_or("", |at| row[at].as_str());
    match (cell(columns.points), cell(columns.deduction)) {
        (award, "") => saying::points(award, TAKING.iter().any(|word| chapter.contains(word))),
        ("", deduction) => saying::points(deduction, true),
        _ => Err("一行里又写了加分又写了扣分，请分成两行".to_owned()),
    }
}

/// Rules of one list have different names.
fn tell_apart(entries: &mut [Entry]) {
    let mut count: HashMap<String, usize> = HashMap::new();
    entries.iter().filter_map(|entry| entry.rule.as_ref().ok()).for_each(|draft| *count.entry(draft.name.clone()).or_default() += 1);
    let mut taken: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let (row, Ok(draft)) = (entry.row, &mut entry.rule) else { continue };
        if count.get(&draft.name).is_some_and(|count| *count > 1) {
            let room = MOST_NAME.saturating_sub(draft.name.chars().count() + 2);
            let longer = draft.apart.iter().filter(|_| room > 1).map(|word| format!("{}（{}）", draft.name, cut(word, room)));
            let longer = longer.into_iter().find(|name| !taken.contains_key(name));
            let first = taken.get(&draft.name);
            match (longer, first) {
                (Some(longer), _) => draft.name = longer,
                (None, None) => {}
                (None, Some(first)) => {
                    entry.partly.push(format!("和第 {first} 行重名，改叫“{}（第 {row} 行）”", draft.name));
                    draft.name = format!("{}（第 {row} 行）", draft.name);
                }
            }
        }
        taken.entry(draft.name.clone()).or_insert(row);
    }
}

/// A name short enough for a list: up to the first stop.
fn name(whole: &str) -> String {
    let first = whole.split(['\u{3002}', '\u{FF1B}', ';']).next().unwrap_or(whole);
    let short = if first.chars().count() > LONGEST_NAME { first.split(['\u{FF0C}', ',']).next().unwrap_or(first) } else { first };
    cut(bare(short), LONGEST_NAME)
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { format!("{}…", text.chars().take(most - 1).collect::<String>()) }
}

/// A chapter's title without the number before it.
fn title(text: &str) -> String {
    cut(bare(&flat(text)), LONGEST_NAME)
}

/// Without 一、 1. （一） or a dash before it.
fn bare(text: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let (open, stops) = (['(', '\u{FF08}'], ['、', '.', '\u{FF0E}', ')', '\u{FF09}']);
    let rest = text.trim_start_matches(['-', '+', '*', '\u{2022}', '\u{00B7}', ' ']).trim_start_matches(open);
    let behind = rest.trim_start_matches(is_number);
    let bare = if behind.len() < rest.len() { behind.strip_prefix(stops) } else { None };
    let bare = bare.unwrap_or(text.trim_start_matches(['-', '+', '*', '\u{2022}', '\u{00B7}', ' '])).trim();
    if bare.is_empty() { text } else { bare }
}

/// On one line, without control characters.
fn flat(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().fold(String::new(), |mut line, word| {
        // Chinese has no gaps: a space between two of its characters is only a broken line.
        let is_gap = line.chars().next_back().is_some_and(|c| c.is_ascii()) || word.chars().next().is_some_and(|c| c.is_ascii());
        if is_gap && !line.is_empty() {
            line.push(' ');
        }
        line + word
    })
}
