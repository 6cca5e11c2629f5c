//! Reading a file, also one that is broken somewhere, so that somebody who writes is told of all mistakes at once and not of one after the other.
//!
//! It is read as if what is wrong in its writing had been mended: as is certain, or as is likely (a bracket is closed where its line ends, a heading gets its
//! colon). Where nothing is likely, the block in which it is broken is left out: an entry of a list, or a rule in its chapter, with all that stands deeper
//! below it; only the words of red lines are looked for in it. Not here: what is wrong (`lint`, `unclosed`, `fault`).

use std::collections::HashSet;
use std::ops::Range;

use super::as_if::AsIf;
use super::doubles;
use super::fault::Fault;
use super::finding::Mend;
use super::lines::{Line, lines};
use super::lint::{self, Doubts};
use super::marks::{Findings, Mark};
use super::red_lines;
use super::unclosed::Unclosed;
use super::village_file::is_village_file;
use super::yaml::{self, Node};

/// How often a file is read again; a larger one less often, so that nobody waits for a hostile one.
const MOST_ROUNDS: usize = 40;

/// The most bytes that are read again, all rounds together.
const MOST_BYTES: usize = 4 * yaml::MAX_BYTES;

/// Findings that hang on the whole list: where a block of it was left out, they may not be true.
pub(super) const HANGING: [&str; 8] =
    ["E07", "E08", "campaign.unknown", "chapter.empty", "pack.unknown_rule", "repair.rule", "rules.none", "script.unused"];

/// The same for what a village says of itself.
pub(super) const HANGING_ON_VILLAGE: [&str; 4] = ["E10", "village.carry_over", "village.fund", "village.name"];

/// Faults that the slips of writing tell as well, each where it is.
const TOLD_AS_SLIPS: [&str; 3] = ["yaml.alias", "yaml.tab", "yaml.tag"];

/// Faults that go through all of a file.
const OF_ALL: [&str; 4] = ["yaml.directive", "yaml.several_documents", "yaml.too_complex", "yaml.too_large"];

/// How deep a rule stands: 规则, its chapter, itself.
const RULE: usize = 2;

/// One file as a tree, as far as it can be read. All that is wrong with its writing is reported.
pub(super) fn parse(file: u16, findings: &mut Findings<'_>) -> Option<Node> {
    let fits = findings.source(file).text.len() <= yaml::MAX_BYTES;
    let doubts = if fits { lint::lint(file, findings) } else { Doubts::default() };
    if findings.has("yaml.long_line", file) {
        return None;
    }
    let node = read(file, &doubts, findings)?;
    doubles::report(&node, findings);
    Some(node)
}

/// Reads a file of which the slips of writing have been reported; whatever else is wrong with its writing is reported, too.
fn read(file: u16, doubts: &Doubts, findings: &mut Findings<'_>) -> Option<Node> {
    let mends = findings.mends(file);
    if mends.is_empty() && doubts.pasted.is_empty() {
        match yaml::read(file, findings) {
            Ok(node) => return Some(node),
            Err(fault) if OF_ALL.contains(&fault.code) => {
                findings.error(fault.code, fault.mark, fault.message);
                return None;
            }
            Err(_) => {}
        }
    }
    let as_if = AsIf::new(&findings.source(file).text);
    let mut salvage = Salvage { file, as_if, tried: HashSet::new(), findings };
    salvage.mend(mends, &doubts.pasted);
    salvage.read(&doubts.unclosed)
}

/// A file on the way to being readable.
struct Salvage<'a, 'f> {
    file: u16,
    as_if: AsIf,
    /// Places in the file where what was likely has been tried.
    tried: HashSet<u32>,
    findings: &'a mut Findings<'f>,
}

impl Salvage<'_, '_> {
    /// Writes down every mend there is for a slip of writing, and leaves out what is pasted.
    fn mend(&mut self, mends: Vec<(Range<usize>, String)>, pasted: &[Range<usize>]) {
        for (piece, text) in mends.into_iter().rev() {
            self.as_if.write(piece, &text);
        }
        for lines in pasted.iter().rev() {
            self.blank(self.as_if.piece(lines.clone()));
        }
    }

    fn read(mut self, unclosed: &[Unclosed]) -> Option<Node> {
        let rounds = MOST_ROUNDS.min(MOST_BYTES / self.as_if.text.len().max(1));
        for round in 0..=rounds {
            match self.as_if.read(self.file) {
                Ok(node) => return Some(node),
                Err(_) if round == 0 && !unclosed.is_empty() => self.close(unclosed),
                Err(fault) if round == rounds => self.give_up(&fault),
                Err(fault) => self.step_over(fault)?,
            }
        }
        self.as_if.read(self.file).ok()
    }

    /// What stands before this fault can be read. Behind it, nobody looks.
    fn give_up(&mut self, fault: &Fault) {
        let message = "写错的地方太多，从这里往下没有再看。请先把上面的改好，再检查一遍。";
        self.findings.error("yaml.too_many", self.as_if.in_file(fault.mark), message);
        let lines = lines(&self.as_if.text);
        let nth = lines.iter().rposition(|line| line.start <= fault.mark.start as usize && line.says_something());
        let Some(first) = nth.and_then(|nth| block(&lines, nth, true)) else { return };
        let behind: Vec<&Line<'_>> = lines.iter().filter(|line| line.start >= first.start && line.says_something()).collect();
        let depth = behind.first().map_or(0, |line| line.indent);
        let end = self.as_if.text.len();
        let starts = behind.iter().filter(|line| line.indent <= depth).map(|line| line.start);
        let starts: Vec<usize> = starts.chain([end]).collect();
        starts.windows(2).for_each(|ends| self.look_for_red_lines(ends[0]..ends[1]));
        self.erase(first.start..end);
    }

    /// In a file that cannot be read, what is not closed is a mistake.
    fn close(&mut self, unclosed: &[Unclosed]) {
        for Unclosed { is_quote, mark, closer, until } in unclosed.iter().rev() {
            let is_one_line = *until == mark.end as usize && !closer.is_empty();
            let mend = is_one_line.then(|| Mend::guess(format!("{}{closer}", self.findings.slice(*mark))));
            let (code, message) = match is_quote {
                true => ("yaml.quote", "引号没有成对，请在后面补上另一半。".to_owned()),
                false if closer.is_empty() => ("yaml.bracket", "括号没有成对，请核对 [ ] 和 { }。".to_owned()),
                false => ("yaml.bracket", format!("括号没有成对，这里打开的没有关上，请在后面补上“{closer}”。")),
            };
            self.findings.mendable(code, *mark, message, mend);
            self.as_if.write(self.as_if.piece(*until..*until), closer);
        }
    }

    /// Reports a fault and goes on as if it were not there; `None` where that cannot be.
    fn step_over(&mut self, Fault { code, mark, message, mend, as_if }: Fault) -> Option<()> {
        let told = self.as_if.in_file(mark);
        let is_slip = TOLD_AS_SLIPS.contains(&code) && self.findings.has(code, self.file);
        let is_told = is_slip || self.findings.is_wrong_on_the_line_of(told);
        if !is_told {
            self.findings.mendable(code, told, message, mend);
        }
        if OF_ALL.contains(&code) {
            return None;
        }
        if as_if.is_empty() || !self.tried.insert(told.start) {
            return self.leave_out(mark);
        }
        as_if.into_iter().rev().for_each(|(piece, text)| self.as_if.write(piece, &text));
        Some(())
    }

    /// A heading is read by its first word; anything else is left out with its block.
    fn leave_out(&mut self, broken: Mark) -> Option<()> {
        let lines = lines(&self.as_if.text);
        let nth = lines.iter().rposition(|line| line.start <= broken.start as usize && line.says_something())?;
        if let Some((piece, name)) = heading(&lines, nth) {
            self.as_if.write(piece, &name);
            return Some(());
        }
        let may_be_section = is_village_file(&self.findings.source(self.file).path);
        let block = block(&lines, nth, may_be_section)?;
        self.blank(block);
        Some(())
    }

    fn blank(&mut self, piece: Range<usize>) {
        self.look_for_red_lines(piece.clone());
        self.erase(piece);
    }

    fn look_for_red_lines(&mut self, piece: Range<usize>) {
        red_lines::report_unread(self.as_if.in_file(Mark::new(self.file, piece.start, piece.end)), self.findings);
    }

    fn erase(&mut self, piece: Range<usize>) {
        let blanks: String = self.as_if.text[piece.clone()].chars().map(|c| if c == '\n' { c } else { ' ' }).collect();
        self.as_if.write(piece, &blanks);
        self.findings.leave_out(self.file);
    }
}

/// The lines under which a line stands, from the outermost on, and itself.
fn path(lines: &[Line<'_>], nth: usize) -> Vec<usize> {
    let mut path = vec![nth];
    for above in (0..nth).rev() {
        let innermost = path.last().map_or(0, |last| lines[*last].indent);
        if lines[above].says_something() && lines[above].indent < innermost {
            path.push(above);
        }
    }
    path.reverse();
    path
}

/// What stands deeper below a line ends here.
fn end(lines: &[Line<'_>], nth: usize) -> usize {
    let behind = lines[nth + 1..].iter().find(|line| line.says_something() && line.indent <= lines[nth].indent);
    let last = lines.last().map_or(0, |line| line.start + line.text.len());
    behind.map_or(last, |line| line.start)
}

/// A line above a rule that has something below it, and what it would be as a heading.
fn heading(lines: &[Line<'_>], nth: usize) -> Option<(Range<usize>, String)> {
    let line = &lines[nth];
    let has_more = lines[nth + 1..].iter().find(|line| line.says_something()).is_some_and(|below| below.indent > line.indent);
    let name = line.said().split([':', '\u{FF1A}', ' ']).next().filter(|name| !name.is_empty())?;
    let heading = format!("{name}:");
    let is_heading = has_more && !line.is_item() && path(lines, nth).len() <= RULE && line.said() != heading;
    is_heading.then(|| (line.said_at()..line.said_at() + line.said().len(), heading))
}

/// The block around a line: nothing where that would be a whole section of a list.
fn block(lines: &[Line<'_>], nth: usize, may_be_section: bool) -> Option<Range<usize>> {
    let path = path(lines, nth);
    let first = path.iter().copied().find(|nth| lines[*nth].is_item()).or_else(|| path.get(RULE.min(path.len() - 1)).copied())?;
    let end = end(lines, first);
    let is_section = lines[first].indent == 0 && end > lines[first].start + lines[first].text.len() + 1;
    (may_be_section || !is_section).then_some(lines[first].start..end)
}

#[cfg(test)]
mod tests {
    use super::super::{Source, lint};
    use super::*;

    /// What is found in the writing of a text, by line, and how often the letters of what is looked for can still be read.
    fn read_of(text: &str, wanted: &[&str]) -> (Vec<(&'static str, usize)>, Vec<String>) {
        let source = Source { path: "a.yaml".into(), text: text.into() };
        let mut findings = Findings::new();
        let file = findings.open(&source);
        let doubts = lint::lint(file, &mut findings);
        let node = read(file, &doubts, &mut findings);
        let said = node.map_or_else(String::new, |node| format!("{node:?}"));
        let lost = wanted.iter().filter(|word| !said.contains(**word)).map(|word| (*word).to_owned()).collect();
        (findings.finish().iter().map(|finding| (finding.code, finding.line)).collect(), lost)
    }

    /// A text, what is found in it on which lines, and what can be read all the same.
    type Broken<'a> = (&'a str, &'a [(&'a str, usize)], &'a [&'a str]);

    #[test]
    fn whatever_is_broken_the_rest_is_read() {
        let table: [Broken<'_>; 12] = [
            (
                "规则:\n  公益:\n    甲: 1\n    乙:\n      分值 2\n      比如: []\n    丙: 3\n",
                &[("yaml.colon_missing", 5)],
                &["丙", "比如"],
            ),
            ("规则:\n  公益:\n    甲: [1\n    乙: 2\n    丙: {3\n    丁: 4\n", &[("yaml.bracket", 3), ("yaml.bracket", 5)], &["乙", "丁"]),
            ("规则\n  公益:\n    甲: 1\n", &[("yaml.colon_missing", 1)], &["甲"]),
            ("规则:\n  公益\n    甲: 1\n  环境\n    乙: 2\n", &[("yaml.colon_missing", 2), ("yaml.colon_missing", 4)], &["甲", "乙"]),
            (
                "规则:\n  公益\u{FF1A}\n    甲: 1\n    乙\u{FF1A}2\n",
                &[("yaml.full_width_colon", 2), ("yaml.full_width_colon", 4)],
                &["甲", "乙"],
            ),
            ("规则:\n  公益: 好\n    甲: 1\n    乙: 2\n", &[("yaml.indent", 2)], &["甲", "乙"]),
            ("规则:\n  公益: 好: 坏\n    甲: 1\n  环境:\n    乙: 2\n", &[("yaml.second_colon", 2)], &["公益", "甲", "乙"]),
            ("规则:\n  公益:\n\t甲: 1\n\t乙: 2\n  环境:\n    丙: 1\n", &[("yaml.tab", 3), ("yaml.tab", 4)], &["甲", "乙", "丙"]),
            ("规则:\n  公益:\n    甲: 'x\n    乙: \"y\n    丙: 3\n", &[("yaml.quote", 3), ("yaml.quote", 4)], &["乙", "丙"]),
            ("规则:\n  公益:\n    甲: {依据: \"x, 分值: 2}\n    乙: 3\n", &[("yaml.quote", 3)], &["乙"]),
            ("规则:\n  公益:\n拾金\t5\t次\n扫地\t2\t次\n    乙: 3\n", &[("yaml.pasted", 3)], &["乙"]),
            ("名称: 甲\n采纳:\n  会议: 好: 坏\n  日期: x\n公示天数: 7\n", &[("yaml.second_colon", 3)], &["公示天数"]),
        ];
        for (text, expected, wanted) in table {
            assert_eq!(read_of(text, wanted), (expected.to_vec(), Vec::new()), "{text}");
        }
    }
}
