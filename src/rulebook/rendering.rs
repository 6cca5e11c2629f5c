//! Findings as people and programs read them: text with a mark under the right characters, JSON, annotations of a code host.

use annotate_snippets::{AnnotationKind, Level as Shown, Renderer, Snippet};

use super::finding::{Finding, Level};

/// For a terminal: every finding with its line and a mark under it.
pub fn text(findings: &[Finding], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    findings.iter().map(|finding| format!("{}\n", renderer.render(&[report(finding)]))).collect()
}

fn report(finding: &Finding) -> annotate_snippets::Group<'_> {
    let level = match finding.level {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
        Level::Hint => Shown::HELP,
    };
    let bytes = |column: usize| finding.line_text.char_indices().nth(column - 1).map_or(finding.line_text.len(), |(at, _)| at);
    let mark = bytes(finding.column)..bytes(finding.end_column);
    let snippet = Snippet::source(finding.line_text.as_str()).line_start(finding.line).path(finding.file.as_str());
    let title = level.with_name(finding.level.chinese()).primary_title(finding.message.as_str()).id(finding.code);
    let group = title.element(snippet.annotation(AnnotationKind::Primary.span(mark)));
    let group = match mend(finding) {
        Some(mend) => {
            let name = if finding.fix().is_some() { "改法" } else { "也许" };
            group.element(Shown::HELP.with_name(name).message(mend))
        }
        None => group,
    };
    match finding.example.as_deref() {
        Some(example) => group.element(Shown::HELP.with_name("比如").message(example)),
        None => group,
    }
}

/// What a reader should do to mend it, if that is known.
pub fn mend(finding: &Finding) -> Option<String> {
    let mut lines = finding.mend.as_ref()?.text().split('\n');
    let first = lines.next().unwrap_or_default();
    let added = lines.map(str::trim).collect::<Vec<_>>().join("，再加一行 ");
    let marked = finding.line_text.chars().skip(finding.column - 1).take(finding.end_column - finding.column);
    Some(match (written(first), added.as_str()) {
        (first, "") => first,
        (_, added) if marked.eq(first.chars()) => format!("下面加一行 {added}"),
        (first, added) => format!("{first}，下面加一行 {added}"),
    })
}

/// What to do with the marked characters.
fn written(fix: &str) -> String {
    match fix.trim() {
        _ if fix.is_empty() => "删掉标出的部分".to_owned(),
        "" => "换成空格".to_owned(),
        // A sign alone would be taken for one of this sentence's own.
        sign if sign.chars().all(|sign| sign.is_ascii_punctuation()) => format!("写成“{sign}”"),
        _ => format!("写成 {}", fix.trim_end()),
    }
}

/// For programs: a list of objects with code, level, file, line, column, end_column, message, fix, guess and example.
pub fn json(findings: &[Finding]) -> String {
    serde_json::to_string_pretty(findings).unwrap_or_default()
}

/// For GitHub: one workflow command a finding, shown beside the line.
pub fn annotations(findings: &[Finding]) -> String {
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let one = |finding: &Finding| {
        let kind = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "notice",
        };
        let Finding { file, line, column, code, message, .. } = finding;
        let example = finding.example.as_ref().map_or_else(String::new, |example| format!("\n{example}"));
        format!("::{kind} file={file},line={line},col={column},title={code}::{}\n", escape(&format!("{message}{example}")))
    };
    findings.iter().map(one).collect()
}
