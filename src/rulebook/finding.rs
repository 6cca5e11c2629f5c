//! A finding: something wrong in a rule or village file, where it is, and how to mend it.
//!
//! Not here: how findings are shown (`rendering`) and which mistakes exist (`lint`, `reading`, `formula`, `red_lines`, …).

use serde::{Serialize, Serializer};

use super::Source;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 错误: the files cannot be put in force.
    Error,
    /// 提醒: they can, but somebody should look.
    Warning,
    /// 建议
    Hint,
}

impl Level {
    /// What readers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Level::Error => "错误",
            Level::Warning => "提醒",
            Level::Hint => "建议",
        }
    }
}

/// What to write instead of the marked characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// Nothing else can be meant: full-width signs, a number with its unit. `--fix` writes it unasked.
    Sure(String),
    /// Perhaps it is meant: the name written most alike, a value that would be allowed. It is said and offered, and written only when somebody says yes.
    Guess(String),
}

impl Mend {
    /// A mend that is certain.
    pub(super) fn sure(text: impl Into<String>) -> Self {
        Self::Sure(text.into())
    }

    /// A mend that somebody must agree to.
    pub(super) fn guess(text: impl Into<String>) -> Self {
        Self::Guess(text.into())
    }

    /// What it writes.
    pub fn text(&self) -> &str {
        let (Self::Sure(text) | Self::Guess(text)) = self;
        text
    }

    /// Whether it may be written unasked.
    pub fn is_sure(&self) -> bool {
        matches!(self, Self::Sure(_))
    }
}

/// For programs: `fix` can be written as it is, `guess` needs somebody who looks at it.
#[derive(Serialize)]
struct Both<'m> {
    fix: Option<&'m str>,
    guess: Option<&'m str>,
}

fn apart<S: Serializer>(mend: &Option<Mend>, serializer: S) -> Result<S::Ok, S::Error> {
    let (fix, guess) = (mend.as_ref().filter(|mend| mend.is_sure()), mend.as_ref().filter(|mend| !mend.is_sure()));
    Both { fix: fix.map(Mend::text), guess: guess.map(Mend::text) }.serialize(serializer)
}

/// Something wrong at a place. The marked columns are exactly what [`Finding::mend`] replaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable: `yaml.full_width_colon`, `E04`.
    pub code: &'static str,
    /// How much it matters.
    pub level: Level,
    /// The file's path as in the bundle.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// First marked character of the line, from 1; a Chinese character counts as one.
    pub column: usize,
    /// The character after the last marked one.
    pub end_column: usize,
    /// What is wrong, in plain Chinese.
    pub message: String,
    /// What to write instead of the marked characters.
    #[serde(flatten, serialize_with = "apart")]
    pub mend: Option<Mend>,
    /// A worked example that shows it, as a line to be pasted under 比如: `- { 桌数: 8, 得: 20 }`.
    pub example: Option<String>,
    /// The whole line, so that it can be shown with its mark.
    #[serde(skip)]
    pub line_text: String,
}

impl Finding {
    /// What may be written without asking anybody.
    pub fn fix(&self) -> Option<&str> {
        self.mend.as_ref().filter(|mend| mend.is_sure()).map(Mend::text)
    }

    /// What may have been meant.
    pub fn guess(&self) -> Option<&str> {
        self.mend.as_ref().filter(|mend| !mend.is_sure()).map(Mend::text)
    }

    /// The same after somebody has looked at its mend and wants it: then a guess is certain, too.
    pub fn agreed(mut self) -> Self {
        self.mend = self.mend.map(|mend| Mend::sure(mend.text()));
        self
    }
}

/// A piece of one line of a file, for what is found out only after reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's path as in the bundle.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// First character, from 1.
    pub column: usize,
    /// The character after the last one.
    pub end_column: usize,
    /// The whole line.
    pub line_text: String,
}

impl Place {
    /// An error found here.
    pub fn error(&self, code: &'static str, message: impl Into<String>, mend: Option<Mend>) -> Finding {
        self.finding(Level::Error, code, message.into(), mend)
    }

    pub(super) fn finding(&self, level: Level, code: &'static str, message: String, mend: Option<Mend>) -> Finding {
        let Self { file, line, column, end_column, line_text } = self.clone();
        Finding { code, level, file, line, column, end_column, message, mend, example: None, line_text }
    }
}

/// A text with fixes in it.
pub struct Mended<'f> {
    /// The whole text.
    pub text: String,
    /// The findings whose fixes were written, in the order of the file.
    pub applied: Vec<&'f Finding>,
}

/// Applies every certain mend that belongs to this file; of overlapping ones the first wins. No character outside the marks is touched.
pub fn mended<'f>(source: &Source, findings: &'f [Finding]) -> Mended<'f> {
    let mut fixes: Vec<(&Finding, &str)> = findings.iter().filter(|f| f.file == source.path).filter_map(|f| Some((f, f.fix()?))).collect();
    fixes.sort_by_key(|(f, _)| (f.line, f.column, f.end_column));
    let mut lines: Vec<Vec<char>> = source.text.split('\n').map(|line| line.chars().collect()).collect();
    let mut applied = Vec::new();
    let mut untouched_until = (usize::MAX, usize::MAX);
    for (finding, fix) in fixes.into_iter().rev() {
        let Some(line) = lines.get_mut(finding.line - 1) else { continue };
        let limit = if finding.line == untouched_until.0 { untouched_until.1 } else { usize::MAX };
        if finding.end_column > limit || finding.end_column > line.len() + 1 {
            continue;
        }
        // A line that is added ends as its neighbour does.
        let fix = if line.last() == Some(&'\r') { fix.replace('\n', "\r\n") } else { fix.to_owned() };
        line.splice(finding.column - 1..finding.end_column - 1, fix.chars());
        untouched_until = (finding.line, finding.column);
        applied.push(finding);
    }
    applied.reverse();
    let lines: Vec<String> = lines.into_iter().map(|line| line.into_iter().collect()).collect();
    Mended { text: lines.join("\n"), applied }
}
