//! Findings as the editor shows them: the sentence, the line with its marked characters, and how it can be mended.

use crate::rulebook::editing::Opening;
use crate::rulebook::{Finding, Level, mend};

/// How much of a line is shown on each side of its mark: a hostile line is as long as a file may be.
const MOST_LETTERS: usize = 80;

/// One finding.
#[derive(Clone, Debug)]
pub struct FindingView {
    /// Its number among all findings of the files.
    pub number: usize,
    /// 错误, 提醒 or 建议
    pub level: &'static str,
    pub is_error: bool,
    pub message: String,
    pub file: String,
    pub line: usize,
    /// The line before the marked characters, those, and what follows.
    pub before: String,
    pub marked: String,
    pub after: String,
    /// What 替我改 would do.
    pub mend: Option<String>,
    /// Nothing else can be meant: it may be mended together with all others.
    pub is_sure: bool,
    /// A worked example to be pasted.
    pub example: Option<String>,
    /// The rule in which it was found, and the field of its form.
    pub rule: Option<String>,
    pub key: Option<String>,
}

impl FindingView {
    fn of(number: usize, finding: &Finding, opening: &Opening) -> Self {
        let rules = opening.chapters.iter().flat_map(|chapter| &chapter.rules);
        let found =
            rules.flat_map(|rule| rule.findings.iter().map(move |(key, other)| (rule, key, other))).find(|(_, _, other)| *other == finding);
        let letters: Vec<char> = finding.line_text.chars().collect();
        let piece = |from: usize, to: usize| letters.iter().take(to).skip(from).collect::<String>();
        let (from, to) = (finding.column - 1, finding.end_column - 1);
        let (begin, end) = (from.saturating_sub(MOST_LETTERS), to.saturating_add(MOST_LETTERS));
        let gap = |is_cut: bool| if is_cut { "…" } else { "" };
        Self {
            number,
            level: finding.level.chinese(),
            is_error: finding.level == Level::Error,
            message: finding.message.clone(),
            file: finding.file.clone(),
            line: finding.line,
            before: format!("{}{}", gap(begin > 0), piece(begin, from)),
            marked: piece(from, to.min(from + MOST_LETTERS)),
            after: format!("{}{}", piece(to, end), gap(end < letters.len())),
            mend: mend(finding),
            is_sure: finding.fix().is_some(),
            example: finding.example.clone(),
            rule: found.map(|(rule, _, _)| rule.row.name.clone()),
            key: found.and_then(|(_, key, _)| key.clone()),
        }
    }

    /// Whether it lies in a file of the village and has a mend, so that the editor can write it.
    pub fn is_mendable(&self) -> bool {
        self.mend.is_some()
    }
}

/// Every finding of files, errors first.
pub fn views(opening: &Opening) -> Vec<FindingView> {
    let mut views: Vec<_> =
        opening.checked.findings.iter().enumerate().map(|(number, finding)| FindingView::of(number, finding, opening)).collect();
    views.sort_by_key(|view| !view.is_error);
    views
}
