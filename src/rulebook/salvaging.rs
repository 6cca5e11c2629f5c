//! What can still be read of a file that is broken somewhere: without the block in which it is broken, the rest is a file like any other, so that somebody
//! who writes is told of all mistakes at once and not of one after the other.
//!
//! A block is an entry of a list, or a rule in its chapter, with all that stands deeper below it. It is overwritten with blanks, so that every place stays
//! where it is. Not here: what is wrong with the block (`yaml`, `lint`).

use std::ops::Range;

use super::marks::{Findings, Mark};
use super::yaml::{self, Fault, Node};

/// How often a file is read again; a larger one less often, so that nobody waits for a hostile one.
const MOST_ROUNDS: usize = 8;

/// The most bytes that are read again, all rounds together.
const MOST_BYTES: usize = yaml::MAX_BYTES;

/// Findings that hang on the whole list: where a block of it could not be read, they may not be true.
pub(super) const HANGING: [&str; 7] =
    ["E07", "E08", "campaign.unknown", "chapter.empty", "pack.unknown_rule", "repair.rule", "script.unused"];

/// Faults that end with their block. What else keeps a file from being read goes through all of it.
const OF_A_BLOCK: [&str; 8] =
    ["yaml.bracket", "yaml.character", "yaml.colon_missing", "yaml.dash", "yaml.indent", "yaml.quote", "yaml.second_colon", "yaml.tab"];

/// How deep a rule stands: 规则, its chapter, itself.
const RULE: usize = 2;

/// What is left of a file that is broken at a mark. Whatever else is broken in it is reported, too, but where something wrong is known already.
pub(super) fn rest(file: u16, (code, broken): (&str, Mark), findings: &mut Findings<'_>) -> Option<Node> {
    if !OF_A_BLOCK.contains(&code) || findings.has("yaml.pasted", file) {
        return None;
    }
    let mut text = findings.source(file).text.clone();
    let rounds = MOST_ROUNDS.min(MOST_BYTES / text.len().max(1));
    let mut at = broken.start as usize;
    for _ in 0..rounds {
        let block = block(&text, at)?;
        let blanks: String = text[block.clone()].chars().flat_map(blank).collect();
        text.replace_range(block, &blanks);
        match yaml::read_text(file, &text) {
            Ok(node) => {
                findings.leave_out();
                return Some(node);
            }
            Err(Fault { code, mark, message }) => {
                if !findings.is_wrong_on_the_line_of(mark) {
                    findings.error(code, mark, message);
                }
                at = mark.start as usize;
            }
        }
    }
    None
}

/// As many blanks as the character has bytes; lines stay.
fn blank(c: char) -> impl Iterator<Item = char> {
    std::iter::repeat_n(if c == '\n' { c } else { ' ' }, c.len_utf8())
}

/// The block around a place: nothing where that would be a whole section.
fn block(text: &str, at: usize) -> Option<Range<usize>> {
    let lines = lines(text);
    let broken = lines.iter().rposition(|line| line.start <= at && line.says_something())?;
    let mut above = vec![broken];
    for nth in (0..broken).rev() {
        let innermost = above.last().map_or(0, |last| lines[*last].indent);
        if lines[nth].says_something() && lines[nth].indent < innermost {
            above.push(nth);
        }
    }
    above.reverse();
    let first = above.iter().copied().find(|nth| lines[*nth].is_item()).or_else(|| above.get(RULE.min(above.len() - 1)).copied())?;
    let behind = lines[first + 1..].iter().find(|line| line.says_something() && line.indent <= lines[first].indent);
    let end = behind.map_or(text.len(), |line| line.start);
    let is_section = lines[first].indent == 0 && end > lines[first].start + lines[first].text.len() + 1;
    (!is_section).then_some(lines[first].start..end)
}

struct Line<'a> {
    start: usize,
    indent: usize,
    text: &'a str,
}

impl Line<'_> {
    fn says_something(&self) -> bool {
        let said = self.text.trim_start();
        !said.trim_end().is_empty() && !said.starts_with('#')
    }

    fn is_item(&self) -> bool {
        self.text.trim_start().starts_with("- ")
    }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let line = |text| {
        let line = Line { start, indent: indent(text), text };
        start += text.len() + 1;
        line
    };
    text.split('\n').map(line).collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;

    /// The keys that are left, two deep below 规则.
    fn left(text: &str, broken: &str) -> (Option<String>, Vec<usize>) {
        let source = Source { path: "a.yaml".into(), text: text.into() };
        let mut findings = Findings::new();
        let file = findings.open(&source);
        let at = text.find(broken).unwrap();
        let node = rest(file, ("yaml.bracket", Mark::new(file, at, at + broken.len())), &mut findings);
        let shown = node.map(|node| text[node.mark.start as usize..node.mark.end as usize].to_owned());
        (shown, findings.finish().iter().map(|finding| finding.line).collect())
    }

    #[test]
    fn what_stands_before_and_behind_a_broken_rule_is_read() {
        let text = "规则:\n  公益:\n    甲: 1\n    乙:\n      分值 2\n      比如: []\n    丙: 3\n";
        let (shown, found) = left(text, "分值 2");
        assert!(shown.is_some_and(|shown| shown.contains("丙")));
        assert_eq!(found, Vec::<usize>::new());
    }

    #[test]
    fn every_other_break_is_reported_in_its_turn() {
        let text = "规则:\n  公益:\n    甲: [1\n    乙: 2\n    丙: {3\n    丁: 4\n";
        let (shown, found) = left(text, "甲: [1");
        assert!(shown.is_some());
        assert_eq!(found, [5]);
    }

    #[test]
    fn a_broken_section_leaves_nothing() {
        assert_eq!(left("规则\n  公益:\n    甲: 1\n", "规则").0, None);
    }
}
