//! Places in source texts, and the collector that turns a place and a message into a finding.
//!
//! Inside the rulebook a place is a [`Mark`] of byte offsets; lines and columns are worked out only for what is reported.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::finding::{Finding, Level, Mend, Place};
use super::village_file::is_village_file;
use super::{Source, red_lines, salvaging};

/// Nobody reads more errors, or more of anything else, at once; a hostile file must not fill the memory with them.
pub(super) const MOST: usize = 500;

/// A piece of one file, as byte offsets into its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Which of the collector's sources.
    pub(super) file: u16,
    /// First byte.
    pub(super) start: u32,
    /// The byte after the last one.
    pub(super) end: u32,
}

impl Mark {
    /// A piece of this file.
    pub(super) fn new(file: u16, start: usize, end: usize) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { file, start: offset(start), end: offset(end.max(start)) }
    }
}

/// One source and where its lines begin.
#[derive(Clone)]
struct Text<'a> {
    source: &'a Source,
    line_starts: Arc<[u32]>,
}

/// Collects findings about a set of sources.
pub(super) struct Findings<'a> {
    texts: Vec<Text<'a>>,
    found: Vec<Finding>,
    words: HashSet<Arc<str>>,
    /// How many are kept: of what is no error, and of errors. Counted along, for a hostile file is full of them.
    kept: [usize; 2],
    /// Errors reported, also those that were one too many to keep.
    errors: usize,
    /// Files of which a part could not be read.
    left_out: Vec<u16>,
}

impl<'a> Findings<'a> {
    /// Nothing found yet.
    pub(super) fn new() -> Self {
        Self { texts: Vec::new(), found: Vec::new(), words: HashSet::new(), kept: [0; 2], errors: 0, left_out: Vec::new() }
    }

    /// A collector of the same sources whose findings are thrown away: to look at something twice and report it once.
    pub(super) fn silent(of: &Findings<'a>) -> Self {
        Self { texts: of.texts.clone(), found: Vec::new(), words: HashSet::new(), kept: [0; 2], errors: 0, left_out: Vec::new() }
    }

    /// Makes a source known; marks name it by the number returned.
    pub(super) fn open(&mut self, source: &'a Source) -> u16 {
        let breaks = source.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        self.texts.push(Text { source, line_starts });
        u16::try_from(self.texts.len() - 1).unwrap_or(u16::MAX)
    }

    /// The source a mark lies in.
    pub(super) fn source(&self, file: u16) -> &'a Source {
        self.texts[usize::from(file)].source
    }

    /// The path of the source a mark lies in.
    pub(super) fn path(&mut self, mark: Mark) -> Arc<str> {
        self.word(&self.source(mark.file).path)
    }

    /// A word that many rules use: whoever keeps it shares it.
    pub(super) fn word(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.words.get(word) {
            return known.clone();
        }
        let word: Arc<str> = word.into();
        self.words.insert(word.clone());
        word
    }

    /// The number of the source at a path.
    pub(super) fn file(&self, path: &str) -> Option<u16> {
        self.texts.iter().position(|text| text.source.path == path).and_then(|at| u16::try_from(at).ok())
    }

    /// The marked text itself.
    pub(super) fn slice(&self, mark: Mark) -> &'a str {
        self.source(mark.file).text.get(mark.start as usize..mark.end as usize).unwrap_or("")
    }

    /// The line a mark begins on, from 1.
    pub(super) fn line(&self, mark: Mark) -> u32 {
        self.texts[usize::from(mark.file)].line_starts.partition_point(|start| *start <= mark.start) as u32
    }

    /// What a line of a file says, from its first word on; lines count from 1.
    pub(super) fn whole_line(&self, file: u16, line: u32) -> Mark {
        let text = &self.texts[usize::from(file)];
        let begin = text.line_starts.get((line as usize).saturating_sub(1)).map_or(0, |start| *start as usize);
        let said = text.source.text[begin..].split('\n').next().unwrap_or("").trim_end();
        let blank = said.len() - said.trim_start().len();
        Mark::new(file, begin + blank, begin + said.len())
    }

    /// How many findings there are; a caller compares before and after to see whether its part is sound.
    pub(super) fn errors(&self) -> usize {
        self.errors
    }

    /// Whether no further error would be kept; then nobody needs to look for one.
    pub(super) fn is_flooded(&self) -> bool {
        self.errors >= MOST
    }

    /// A part of a file could not be read, and the rest is looked at without it.
    pub(super) fn leave_out(&mut self, file: u16) {
        self.left_out.push(file);
    }

    /// What would mend the slips of writing of a file, certain or likely: over which bytes what is written, in the order of the file.
    pub(super) fn mends(&self, file: u16) -> Vec<(Range<usize>, String)> {
        let Text { source, line_starts } = &self.texts[usize::from(file)];
        let byte = |line: usize, column: usize| {
            let begin = line_starts[line - 1] as usize;
            begin + source.text[begin..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
        };
        let of_file = self.found.iter().filter(|finding| breaks_writing(finding) && finding.file == source.path);
        let mend = |f: &Finding| Some((byte(f.line, f.column)..byte(f.line, f.end_column), f.mend.as_ref()?.text().to_owned()));
        let mut mends: Vec<(Range<usize>, String)> = of_file.filter_map(mend).collect();
        mends.sort_by_key(|(piece, _)| (piece.start, piece.end));
        mends.dedup_by(|later, earlier| later.0.start < earlier.0.end);
        mends
    }

    /// Whether a file has this finding.
    pub(super) fn has(&self, code: &str, file: u16) -> bool {
        let path = &self.source(file).path;
        self.found.iter().any(|finding| finding.code == code && finding.file == *path)
    }

    /// Whether an error is known on the line where a mark begins.
    pub(super) fn is_wrong_on_the_line_of(&self, mark: Mark) -> bool {
        let (path, line) = (&self.source(mark.file).path, self.line(mark) as usize);
        self.found.iter().any(|finding| finding.level == Level::Error && finding.file == *path && finding.line == line)
    }

    /// Reports an error.
    pub(super) fn error(&mut self, code: &'static str, mark: Mark, message: impl Into<String>) {
        self.report(Level::Error, code, mark, message.into(), None);
    }

    /// Reports an error that can be mended by writing over the mark, if a mend is known.
    pub(super) fn mendable(&mut self, code: &'static str, mark: Mark, message: impl Into<String>, mend: Option<Mend>) {
        self.report(Level::Error, code, mark, message.into(), mend);
    }

    /// Reports something somebody should look at.
    pub(super) fn warning(&mut self, code: &'static str, mark: Mark, message: impl Into<String>) {
        self.report(Level::Warning, code, mark, message.into(), None);
    }

    /// Reports at any level.
    pub(super) fn report(&mut self, level: Level, code: &'static str, mark: Mark, message: String, mend: Option<Mend>) {
        let is_error = level == Level::Error;
        self.errors += usize::from(is_error);
        // A flood of hints must not drown an error.
        let kept = &mut self.kept[usize::from(is_error)];
        if *kept >= MOST {
            return;
        }
        *kept += 1;
        let (place, one_line) = self.placed(mark);
        self.found.push(place.finding(level, code, message, mend.filter(|_| one_line)));
    }

    /// Reports something together with a worked example that shows it.
    pub(super) fn shown_by(
        &mut self,
        (level, code): (Level, &'static str),
        mark: Mark,
        message: String,
        mend: Option<Mend>,
        example: Option<String>,
    ) {
        let before = self.found.len();
        self.report(level, code, mark, message, mend);
        if let Some(finding) = self.found.get_mut(before) {
            finding.example = example;
        }
    }

    /// Where a mark lies, for whoever finds something out there later.
    pub(super) fn place(&self, mark: Mark) -> Place {
        self.placed(mark).0
    }

    /// A mark that runs over several lines is shown on its first; it cannot be mended by replacing that line.
    fn placed(&self, mark: Mark) -> (Place, bool) {
        let text = &self.texts[usize::from(mark.file)];
        let line = text.line_starts.partition_point(|start| *start <= mark.start);
        let begin = text.line_starts[line - 1] as usize;
        let rest = text.source.text.get(begin..).unwrap_or("");
        let line_text = rest.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let columns = |offset: u32| {
            let bytes = (offset as usize - begin).min(line_text.len());
            line_text.get(..bytes).map_or(0, |before| before.chars().count()) + 1
        };
        let column = columns(mark.start);
        let place = Place {
            file: text.source.path.clone(),
            line,
            column,
            end_column: columns(mark.end).max(column),
            line_text: line_text.to_owned(),
        };
        (place, mark.end as usize <= begin + line_text.len())
    }

    /// Where writing is broken and nobody knows for certain how to mend it, that explains whatever else seems wrong on its line. A red line that is told by
    /// the words that stand there is crossed however they are mended.
    fn hide_consequences(&mut self) {
        let is_unclear = |finding: &&Finding| finding.fix().is_none() && breaks_writing(finding);
        let unclear: HashSet<(String, usize)> = self.found.iter().filter(is_unclear).map(|f| (f.file.clone(), f.line)).collect();
        if !unclear.is_empty() {
            let holds = |finding: &Finding| finding.code.starts_with(WRITING) || red_lines::is_told_by_words(finding.code);
            self.found.retain(|finding| holds(finding) || !unclear.contains(&(finding.file.clone(), finding.line)));
        }
        let of_village = self.left_out.iter().any(|file| is_village_file(&self.source(*file).path));
        let on_village = if of_village { &salvaging::HANGING_ON_VILLAGE[..] } else { &[] };
        if !self.left_out.is_empty() {
            self.found.retain(|finding| !salvaging::HANGING.contains(&finding.code) && !on_village.contains(&finding.code));
        }
    }

    /// Everything found, in the order of files and lines, each thing once.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.hide_consequences();
        let order: Vec<&str> = self.texts.iter().map(|text| text.source.path.as_str()).collect();
        let place = |finding: &Finding| order.iter().position(|path| *path == finding.file);
        self.found.sort_by_cached_key(|f| (place(f), f.line, f.column, f.level, f.code));
        self.found.dedup();
        self.found
    }
}

/// What the codes of all findings about the writing of a file begin with.
const WRITING: &str = "yaml.";

/// Whether a file is read wrongly by it, or not at all. A name that stands twice is well written.
fn breaks_writing(finding: &Finding) -> bool {
    finding.level == Level::Error && finding.code.starts_with(WRITING) && finding.code != "yaml.duplicate"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_marks_end_with_their_line() {
        let source = Source { path: "a.yaml".into(), text: "规则:\n  婚事简办: 二十\r\n".into() };
        let mut findings = Findings::new();
        let file = findings.open(&source);
        let start = source.text.find("二").unwrap();
        findings.mendable("x", Mark::new(file, start, start + 6), "", Some(Mend::sure("20")));
        findings.error("y", Mark::new(file, start, source.text.len()), "");
        let found = findings.finish();
        assert_eq!((found[0].line, found[0].column, found[0].end_column), (2, 9, 11));
        assert_eq!(found[0].line_text, "  婚事简办: 二十");
        assert_eq!(found[1].end_column, 11);
    }
}
