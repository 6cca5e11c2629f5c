//! A village's files opened as a table: every rule with its cells, its columns as they hang on the wall, its examples, and what was found in it.
//!
//! One look at the files gives all of it; a rule that cannot be read still stands there with its cells, so that it can be mended.

use std::collections::HashMap;

use super::super::finding::Finding;
use super::super::history::Measure;
use super::super::listing::{Heading, Raw};
use super::super::marks::{Findings, Mark};
use super::super::numerals::in_chinese;
use super::super::yaml::{Entry, Shape};
use super::super::{Bundle, Checked, Rulebook, Tried, checking, keys, packs, sheet, yaml};
use super::rows::{Row, row};

/// The files of a village, opened.
pub struct Opening {
    pub chapters: Vec<Chapter>,
    pub checked: Checked,
}

/// A chapter (类别) of the list.
#[derive(Clone, Debug)]
pub struct Chapter {
    pub name: String,
    /// `一、环境卫生`
    pub heading: String,
    /// What all its rules together may come to.
    pub limits: Vec<String>,
    pub rules: Vec<Opened>,
}

/// A rule of the list.
#[derive(Clone, Debug)]
pub struct Opened {
    pub row: Row,
    /// Its columns and its sentence; `None` if it is off or cannot be read.
    pub told: Option<sheet::Row>,
    /// For a rule of a pack, the keys a village may change, each with the range it may take; `None` for a rule of its own.
    pub opened: Option<Vec<(String, Option<String>)>>,
    pub examples: Vec<Tried>,
    /// What was found in it, by the key in which it was found.
    pub findings: Vec<(Option<String>, Finding)>,
}

impl Opened {
    /// Whether this key may be changed here.
    pub fn may_change(&self, key: &str) -> bool {
        self.opened.as_ref().is_none_or(|opened| opened.iter().any(|(open, _)| open == key))
    }

    /// The range a pack leaves for a key, as it is written there.
    pub fn range(&self, key: &str) -> Option<&str> {
        self.opened.as_ref()?.iter().find(|(open, _)| open == key)?.1.as_deref()
    }
}

impl Opening {
    /// The rule of this name; one that is on before a namesake that is off.
    pub fn rule(&self, name: &str) -> Option<&Opened> {
        let rules = self.chapters.iter().flat_map(|chapter| &chapter.rules);
        rules.filter(|rule| rule.row.name == name).min_by_key(|rule| rule.row.is_off)
    }
}

/// A piece of a file: from and to are line and column, the end not included.
struct Span {
    file: String,
    from: (usize, usize),
    to: (usize, usize),
}

impl Span {
    fn of(mark: Mark, findings: &Findings<'_>) -> Self {
        let (from, to) = (findings.place(mark), findings.place(Mark { start: mark.end, ..mark }));
        Self { from: (from.line, from.column), to: (to.line, to.column), file: from.file }
    }

    fn holds(&self, finding: &Finding) -> bool {
        let at = (finding.line, finding.column);
        self.file == finding.file && (self.from..self.to).contains(&at)
    }
}

/// What the readable rules say of themselves: columns by name, limits by chapter.
#[derive(Default)]
struct Told {
    rows: HashMap<String, sheet::Row>,
    limits: HashMap<String, Vec<String>>,
}

impl Told {
    fn of(rulebook: &Rulebook) -> Self {
        let mut told = Self::default();
        for (at, rule) in rulebook.rules().enumerate() {
            told.rows.insert(rule.name().to_owned(), sheet::row(at + 1, rule));
            let limits = rule.wider.iter().filter(|limit| matches!(limit.need.measure, Measure::Chapter(_)));
            told.limits.entry(rule.chapter().to_owned()).or_insert_with(|| limits.map(ToString::to_string).collect());
        }
        told
    }
}

/// Opens a village's files.
pub fn open(bundle: &Bundle) -> Opening {
    let (checked, told) = checking::look(bundle, Told::of);
    let mut findings = Findings::new();
    let files: Vec<u16> = bundle.files.iter().map(|file| findings.open(file)).collect();
    let shelf: Vec<u16> = bundle.packs.iter().map(|pack| findings.open(pack)).collect();
    let own: Vec<_> = files.into_iter().map(|file| (file, yaml::read(file, &findings).ok())).collect();
    let (listing, headings, _) = checking::listing(&own, &shelf, &mut findings);
    let opened = adjustable(&headings, &findings);
    let mut chapters: Vec<Chapter> = Vec::new();
    for raw in &listing.rules {
        if chapters.last().is_none_or(|chapter| chapter.name != *raw.chapter) {
            chapters.push(chapter(&raw.chapter, chapters.len() + 1, &told));
        }
        let rule = one(raw, &checked, &told, &opened, &findings);
        chapters.last_mut().into_iter().for_each(|chapter| chapter.rules.push(rule.clone()));
    }
    Opening { chapters, checked }
}

fn chapter(name: &str, number: usize, told: &Told) -> Chapter {
    let heading = format!("{}、{name}", in_chinese(number));
    Chapter { name: name.to_owned(), heading, limits: told.limits.get(name).cloned().unwrap_or_default(), rules: Vec::new() }
}

/// What packs open for change: `庭院整洁.分值`, and the range as it is written.
fn adjustable(headings: &[Heading], findings: &Findings<'_>) -> HashMap<String, Option<String>> {
    let written = |entry: &Entry| {
        let paths = packs::adjustable(entry).into_iter();
        let range = |node: &yaml::Node| findings.slice(node.mark).trim().to_owned();
        paths.map(|(path, _, node)| (path.to_owned(), node.map(range).filter(|range| !range.is_empty()))).collect::<Vec<_>>()
    };
    headings.iter().filter_map(|heading| heading.adjustable.as_ref()).flat_map(written).collect()
}

fn one(raw: &Raw, checked: &Checked, told: &Told, opened: &HashMap<String, Option<String>>, findings: &Findings<'_>) -> Opened {
    let row = row(raw, findings);
    let spans = spans(raw, findings);
    let within = |finding: &&Finding| spans.iter().find(|(_, span)| span.holds(finding)).map(|(key, _)| (key.clone(), (*finding).clone()));
    let coverage = checked.coverage.iter().find(|coverage| coverage.rule == row.name).filter(|_| !row.is_off);
    let may = |key: &keys::Key| opened.get(&format!("{}.{}", row.name, key.chinese)).map(|range| (key.chinese.to_owned(), range.clone()));
    Opened {
        told: told.rows.get(&row.name).filter(|_| !row.is_off).cloned(),
        opened: row.from_pack.then(|| keys::RULE.iter().filter_map(may).collect()),
        examples: coverage.map(|coverage| coverage.tried.clone()).unwrap_or_default(),
        findings: checked.findings.iter().filter_map(|finding| within(&finding)).collect(),
        row,
    }
}

/// Where a rule is written: each of its keys, then all of it.
fn spans(raw: &Raw, findings: &Findings<'_>) -> Vec<(Option<String>, Span)> {
    let mut spans = Vec::new();
    let whole = |from: Mark, to: Mark| if from.file == to.file { Mark { end: to.end.max(from.end), ..from } } else { to };
    match &raw.value.shape {
        Shape::Table(entries) => spans.extend(entries.iter().map(|entry| {
            let key = keys::find(keys::RULE, &entry.key).map_or(&*entry.key, |known| known.chinese);
            (Some(key.to_owned()), Span::of(whole(entry.key_mark, entry.value.mark), findings))
        })),
        _ => spans.push((Some("分值".to_owned()), Span::of(raw.value.mark, findings))),
    }
    spans.push((None, Span::of(whole(raw.name_mark, raw.value.mark), findings)));
    spans
}
