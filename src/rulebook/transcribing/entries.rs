//! The rows of a list, each as a rule or as the reason why it is none.

use std::collections::{BTreeMap, HashMap};

use super::super::heard::{self, Heard, Worth};
use super::super::limits::Phrase;
use super::super::numerals::plain;
use super::super::reading::EVIDENCE;
use super::clauses::{self, Clauses};
use super::columns::Columns;
use super::writing::quoted;
use crate::sheets::{Row, Sheet};
use crate::words::Points;

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

/// A list, row by row.
pub(super) struct List {
    pub(super) entries: Vec<Entry>,
    /// What the rules of a chapter together may come to.
    pub(super) limits: BTreeMap<String, Vec<Phrase>>,
}

/// A rule to be written.
pub(super) struct Draft {
    pub(super) name: String,
    /// What would tell it from another of the same name.
    apart: Vec<String>,
    pub(super) said: Heard,
    /// What must be so for it to count.
    pub(super) condition: Option<String>,
    /// Other keys that the row says.
    pub(super) keys: Vec<Key>,
    pub(super) note: String,
    /// Worked examples, as they stand under 比如: `{ 时长: 1, 得: 2 }`.
    pub(super) examples: Vec<String>,
    /// The row as it was printed; nothing of it may be lost without a word.
    pub(super) printed: Option<Printed>,
}

/// A key of a rule and its value.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// It says something else than what would hold without it.
    pub(super) is_needed: bool,
}

/// A row of a printed list, and the sentence below it.
pub(super) struct Printed {
    pub(super) cells: Vec<String>,
    pub(super) sentence: String,
}

impl Draft {
    /// Whether there is more to it than a number that always counts.
    pub(super) fn is_more_than_a_number(&self) -> bool {
        !matches!(self.said.worth, Worth::Fixed(_)) || !self.said.limits.is_empty() || self.condition.is_some()
    }

    /// The keys that are written.
    pub(super) fn needed(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(|key| key.is_needed)
    }
}

impl Entry {
    /// It does not hold after all.
    pub(super) fn give_up(&mut self, reason: String) {
        self.rule = Err(reason);
    }

    /// Something about it needs a look.
    pub(super) fn doubt(&mut self, doubt: String) {
        self.partly.push(doubt);
    }

    /// Everything about it that needs a look.
    pub(super) fn doubts(&self) -> impl Iterator<Item = &str> {
        self.rule.as_ref().err().into_iter().chain(&self.partly).map(String::as_str)
    }
}

/// Reads every row below the header.
pub(super) fn read(sheet: &Sheet) -> List {
    let mut list = List { entries: Vec::new(), limits: BTreeMap::new() };
    let Some(columns) = Columns::of(&sheet.header) else { return list };
    let (mut chapter, mut alone): (String, Option<Entry>) = (String::new(), None);
    let mut rows = sheet.rows.iter().peekable();
    while let Some(row) = rows.next() {
        let filled: Vec<usize> = (0..sheet.header.len()).filter(|at| !row[*at].is_empty() && !columns.nothing.contains(at)).collect();
        let said = columns.chapter.map_or("", |at| row[at].as_str());
        match filled.as_slice() {
            _ if SUMS.iter().any(|word| filled.first().is_some_and(|at| row[*at].starts_with(word))) => {}
            // Across the whole list, from the column of numbers on: a chapter, or a note for readers.
            [] => {
                if let Some(text) = columns.nothing.iter().map(|at| row[*at].as_str()).find(|text| is_heading(text)) {
                    let (name, limits) = heading(text);
                    chapter = name;
                    list.limits.extend(Some((chapter.clone(), limits)).filter(|(_, limits)| !limits.is_empty()));
                }
            }
            // A line across the list that says which chapter follows.
            [only] if *only == columns.chapter.unwrap_or(columns.item) && !sheet.is_date(row, *only) => {
                list.entries.extend(alone.take());
                // If nothing follows, and it has no number, it was an item.
                alone = Some(entry(sheet, (&columns, row, ""), &chapter)).filter(|_| bare(&row[*only]) == row[*only]);
                chapter = title(&row[*only]);
            }
            _ => {
                if !said.is_empty() {
                    chapter = title(said);
                }
                alone = None;
                let below = rows.next_if(|next| columns.is_printed && sentence(&columns, next).is_some());
                let below = below.and_then(|row| sentence(&columns, row)).unwrap_or_default();
                list.entries.push(entry(sheet, (&columns, row, below), &chapter));
            }
        }
    }
    list.entries.extend(alone);
    tell_apart(&mut list.entries);
    list
}

/// The sentence that stands below a row of a printed list.
fn sentence<'r>(columns: &Columns, row: &'r Row) -> Option<&'r str> {
    let text = columns.nothing.first().map(|at| row[*at].as_str())?;
    text.ends_with('。').then_some(text)
}

/// A heading across the list: words, and no note for readers.
fn is_heading(text: &str) -> bool {
    let is_note = text.ends_with('。') || text.contains(['：', ':', '_']) && !text.contains(TOGETHER);
    let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    !text.is_empty() && !is_note && !is_number && !SUMS.iter().any(|word| text.starts_with(word))
}

/// What stands before the limits of a chapter: `一、环境卫生（合起来最多：每户每月 15 分）`.
const TOGETHER: &str = "（合起来最多：";

/// A chapter and its limits.
fn heading(text: &str) -> (String, Vec<Phrase>) {
    match text.strip_suffix('）').and_then(|text| text.split_once(TOGETHER)) {
        Some((name, limits)) => (title(name), heard::limit(limits).unwrap_or_default()),
        None => (title(text), Vec::new()),
    }
}

/// A row with its columns, and the sentence below it.
type Line<'a> = (&'a Columns, &'a Row, &'a str);

fn entry(sheet: &Sheet, line: Line<'_>, chapter: &str) -> Entry {
    let (columns, row, _) = line;
    let said = (0..sheet.header.len()).filter(|at| !columns.nothing.contains(at));
    let cells: Vec<String> = said.map(|at| flat(&row[at])).filter(|cell| !cell.is_empty()).collect();
    let chapter = if chapter.is_empty() { "其他" } else { chapter };
    let mut entry =
        Entry { row: row.number, chapter: chapter.to_owned(), original: cells.join(" | "), rule: Err(String::new()), partly: Vec::new() };
    entry.rule = rule(sheet, line, &mut entry);
    entry
}

fn rule(sheet: &Sheet, line: Line<'_>, entry: &mut Entry) -> Result<Draft, String> {
    let (columns, row, sentence) = line;
    let places = [Some(columns.item), columns.points, columns.deduction];
    let mut places = places.into_iter().flatten().chain(columns.limits.iter().copied());
    if let Some(at) = places.find(|at| sheet.is_date(row, *at)) {
        return Err(format!("“{}”一格被表格软件变成了日期，原来填的（比如 5-10）看不出来了", flat(&sheet.header[at])));
    }
    let whole = flat(&row[columns.item]);
    if whole.is_empty() {
        return Err("没有写是什么事".to_owned());
    }
    if whole.starts_with(['=', '@']) {
        return Err("项目一格像是公式，不是文字".to_owned());
    }
    let name = if columns.is_printed { whole.clone() } else { name(&whole) };
    let mut clauses = clauses::read(sentence);
    let mut said = match (worth(line, &entry.chapter), clauses.worth.take()) {
        (_, Some(worth)) => Heard { worth, limits: Vec::new(), of_person: false },
        (read, None) => read?,
    };
    for cell in columns.limits.iter().map(|at| flat(&row[*at])).filter(|cell| !cell.is_empty()) {
        match heard::limit(&cell) {
            Some(phrases) => said.add(phrases),
            None => entry.partly.push(format!("上限“{cell}”没看懂，要写成“每户每年 1 次”“每人每月 20 分”这样，只记一次的写“累计 1 次”")),
        }
    }
    let mut remarks: Vec<String> = columns.remarks.iter().map(|at| flat(&row[*at])).filter(|remark| !remark.is_empty()).collect();
    let group = columns.group.map(|at| flat(&row[at])).filter(|group| !group.is_empty());
    let apart: Vec<String> = group.into_iter().chain(remarks.iter().cloned()).collect();
    let keys = keys(sheet, line, &clauses, &mut remarks);
    said.of_person &= clauses.subject.is_none();
    let cut = Some(whole).filter(|whole| *whole != name);
    let note = cut.into_iter().chain(remarks).collect::<Vec<_>>().join("；");
    let cells = || (0..sheet.header.len()).map(|at| row[at].clone()).collect();
    let printed = columns.is_printed.then(|| Printed { cells: cells(), sentence: sentence.to_owned() });
    Ok(Draft { name, apart, said, condition: clauses.condition, keys, note, examples: Vec::new(), printed })
}

/// The keys that a row says in cells of their own, and those of its sentence; a cell that is no value of its key becomes a remark.
fn keys(sheet: &Sheet, (columns, row, _): Line<'_>, clauses: &Clauses, remarks: &mut Vec<String>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let cells = [("凭证", columns.evidence), ("审核", columns.review), ("公示", columns.notice), ("依据", columns.basis)];
    for (name, at) in cells.into_iter().filter_map(|(name, at)| Some((name, at?))) {
        let cell = flat(&row[at]);
        match value(name, &cell) {
            // Where nothing is printed, nothing is needed.
            None if cell.is_empty() && name == "凭证" && columns.is_printed => keys.push(Key::new(name, "不需要")),
            None if cell.is_empty() => {}
            None => remarks.push(format!("{}：{cell}", flat(&sheet.header[at]))),
            Some(value) => keys.push(Key { is_needed: name == "依据", ..Key::new(name, value) }),
        }
    }
    keys.extend(clauses.subject.map(|subject| Key::new("对象", subject)));
    keys.extend(clauses.keys.iter().map(|(name, value)| Key { is_needed: true, ..Key::new(name, value) }));
    keys
}

impl Key {
    fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), is_needed: false }
    }
}

/// A cell as the value of a key: `3 天` → `3天`, `一人（超过 20 分两人）` → `超过20分两人`.
fn value(key: &str, cell: &str) -> Option<String> {
    let squeezed: String = plain(cell).split_whitespace().collect();
    match key {
        "凭证" => EVIDENCE.iter().find(|(chinese, ..)| *chinese == squeezed).map(|(chinese, ..)| (*chinese).to_owned()),
        "审核" => {
            let bare = squeezed.strip_prefix("一人(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(&squeezed);
            let above = || bare.strip_prefix("超过").and_then(|rest| rest.strip_suffix("分两人")).and_then(Points::parse);
            (matches!(bare, "免审" | "一人" | "两人") || above().is_some()).then(|| bare.to_owned())
        }
        "公示" => {
            let days = squeezed.strip_suffix('天').and_then(|days| days.parse::<u32>().ok());
            days.map(|days| format!("{days}天")).or_else(|| (squeezed == "不公示").then(|| squeezed.clone()))
        }
        _ => (!cell.is_empty()).then(|| quoted(cell)),
    }
}

fn worth((columns, row, _): Line<'_>, chapter: &str) -> Result<Heard, String> {
    let cell = |at: Option<usize>| at.map_or("", |at| row[at].as_str());
    let direction = cell(columns.direction);
    let takes = match direction {
        "" => TAKING.iter().any(|word| chapter.contains(word)),
        _ => direction == "减" || direction == "扣",
    };
    match (cell(columns.points), cell(columns.deduction)) {
        (award, "") => heard::points(award, takes),
        ("", deduction) => heard::points(deduction, true),
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
