//! 评级: titles for what is earned in a period, `{ 90: 五星户, 80: 四星户 }`. It honours who does well; nobody is put at the bottom.

use std::fmt;

use crate::words::{Points, Span};

use super::facts::decimal;
use super::form::{self, Form};
use super::keys;
use super::limits;
use super::marks::Findings;
use super::yaml::{Entry, Node, Shape};

/// The titles of a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grades {
    /// In which kind of period it is earned.
    pub span: Span,
    /// From how many points on which title; the highest first. Below the last there is none.
    bands: Box<[(Points, Box<str>)]>,
}

/// What a title is called where it is none.
const UNTITLED: [&str; 4] = ["无", "不评", "不评级", "none"];

/// Words that put people at the bottom of a list.
const SHAMING: [&str; 9] = ["差", "落后", "不合格", "末", "黄牌", "红牌", "黑", "后进", "懒"];

impl Grades {
    /// The title of so many points.
    pub fn title(&self, points: Points) -> Option<&str> {
        self.bands.iter().find(|(least, _)| *least <= points).map(|(_, title)| &**title)
    }

    /// The next title above so many points, and how many are missing.
    pub fn next(&self, points: Points) -> Option<(Points, &str)> {
        self.bands.iter().rev().find(|(least, _)| *least > points).map(|(least, title)| (*least - points, &**title))
    }
}

/// `每年得分满 90 分评为五星户，满 80 分评为四星户`
impl fmt::Display for Grades {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bands = self.bands.iter().map(|(least, title)| match *least {
            Points::ZERO => format!("其余评为{title}"),
            least => format!("满 {} 分评为{title}", least.plain()),
        });
        write!(f, "{}得分{}", self.span.chinese(), bands.collect::<Vec<_>>().join("，"))
    }
}

/// Reads the bands, or a table that also says in which period: `{周期: 每季, 档: {90: 五星户}}`.
pub(super) fn read(entry: &Entry, findings: &mut Findings<'_>) -> Option<Grades> {
    let is_written_out = |entries: &[Entry]| entries.iter().any(|entry| keys::find(keys::GRADES, &entry.key).is_some());
    let (span, bands) = match &entry.value.shape {
        Shape::Table(entries) if is_written_out(entries) => {
            let form = Form::read(entries, keys::GRADES, findings);
            let span = form.get("周期").map(|entry| span(entry, findings));
            (span.unwrap_or(Some(Span::Year)), form.get("档").map(|entry| &entry.value))
        }
        _ => (Some(Span::Year), Some(&entry.value)),
    };
    let Some(bands) = bands.and_then(lines) else {
        findings.error("grades.shape", entry.value.mark, "评级要写成 {90: 五星户, 80: 四星户}：冒号前面满多少分，后面叫什么。");
        return None;
    };
    let mut read: Vec<(Points, Option<Box<str>>)> = bands.into_iter().filter_map(|line| band(line, findings)).collect();
    read.sort_by_key(|(least, _)| std::cmp::Reverse(*least));
    let titled = |(least, title): (Points, Option<Box<str>>)| Some((least, title?));
    Some(Grades { span: span?, bands: read.into_iter().filter_map(titled).collect() })
}

fn span(entry: &Entry, findings: &mut Findings<'_>) -> Option<Span> {
    let text = form::text(entry, findings)?;
    let span = limits::span(text).filter(|span| *span != Span::Day);
    if span.is_none() {
        findings.error("grades.span", entry.value.mark, format!("评级的周期要写每周、每月、每季、每半年、每年或累计，现在是“{text}”。"));
    }
    span
}

/// The lines of a table, or of a list of lines.
fn lines(node: &Node) -> Option<Vec<&Entry>> {
    match &node.shape {
        Shape::Table(entries) => Some(entries.iter().collect()),
        Shape::List(items) => Some(items.iter().map(lines).collect::<Option<Vec<_>>>()?.concat()),
        Shape::Text { .. } => None,
    }
}

fn band(line: &Entry, findings: &mut Findings<'_>) -> Option<(Points, Option<Box<str>>)> {
    let least =
        decimal(&line.key).and_then(|number| Points::rounded(number).filter(|points| points.decimal() == number && !points.is_negative()));
    let Some(least) = least else {
        let message = format!("评级冒号前面写满多少分，不能是负数，现在是“{}”。", line.key);
        findings.error("grades.points", line.key_mark, message);
        return None;
    };
    if line.value.is_empty() {
        return Some((least, None));
    }
    let title = form::text(line, findings)?;
    if let Some(word) = SHAMING.iter().find(|word| title.contains(**word)) {
        let message = format!("称号里有“{word}”：评级只评做得好的，不给人贴标签。这一档可以不写。");
        findings.error("grades.shaming", line.value.mark, message);
    }
    Some((least, (!UNTITLED.contains(&title)).then(|| title.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_and_the_next_one() {
        let bands = [(90, "五星户"), (80, "四星户")].map(|(least, title)| (Points::whole(least), title.into()));
        let grades = Grades { span: Span::Year, bands: bands.into() };
        let table = [
            (95, Some("五星户"), None),
            (90, Some("五星户"), None),
            (89, Some("四星户"), Some((1, "五星户"))),
            (80, Some("四星户"), Some((10, "五星户"))),
            (-3, None, Some((83, "四星户"))),
        ];
        for (points, title, next) in table {
            let points = Points::whole(points);
            assert_eq!(grades.title(points), title);
            assert_eq!(grades.next(points), next.map(|(missing, title)| (Points::whole(missing), title)));
        }
        assert_eq!(grades.to_string(), "每年得分满 90 分评为五星户，满 80 分评为四星户");
    }
}
