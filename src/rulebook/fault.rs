//! Why a text is no tree: the parser's reason in words, at the line where the mistake is, and what could be read in its stead.

use std::ops::Range;

use serde_yaml::granit_parser::{ErrorKind, ScanError};

use super::finding::Mend;
use super::heard;
use super::keys;
use super::lines::{Line, lines};
use super::marks::Mark;

/// Why a text is not a tree.
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) mark: Mark,
    pub(super) message: String,
    /// What may have been meant.
    pub(super) mend: Option<Mend>,
    /// What is written over which part of the text, so that the rest can be read; in the order of the text.
    pub(super) as_if: Vec<(Range<usize>, String)>,
}

impl Fault {
    pub(super) fn new(code: &'static str, mark: Mark, message: impl Into<String>) -> Self {
        Self { code, mark, message: message.into(), mend: None, as_if: Vec::new() }
    }

    /// What the parser says. Where a line is broken, it often goes on and stumbles over the next.
    pub(super) fn of(file: u16, text: &str, error: &ScanError) -> Self {
        let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
        let (code, message) = explained(error.kind());
        let lines = lines(text);
        let here = lines.iter().rposition(|line| line.start <= at).unwrap_or(0);
        let told = match code {
            "yaml.second_colon" => {
                let told = two_on_a_line(file, &lines[here]).or_else(|| without_colon(file, &lines, here, at));
                told.or_else(|| nearly_in_line(file, &lines, here)).or_else(|| too_deep(file, &lines, here, at))
            }
            "yaml.colon_missing" => colon_missing(file, &lines, here),
            "yaml.indent" => dash_missing(file, &lines, here).or_else(|| nearly_in_line(file, &lines, here)),
            _ => None,
        };
        let length = text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| *c != '\n').map_or(0, char::len_utf8);
        told.unwrap_or_else(|| Self::new(code, Mark::new(file, at, at + length), message))
    }
}

/// A line without a colon goes on in the next, whose first colon then seems to be one too many: the mistake is in the line before.
fn without_colon(file: u16, lines: &[Line<'_>], here: usize, at: usize) -> Option<Fault> {
    let above = here.checked_sub(1)?;
    let before_it = lines[here].text.get(..at.checked_sub(lines[here].start)?)?;
    if before_it.contains(':') { None } else { colon_missing(file, lines, above) }
}

/// A line without a colon: it is meant to be a heading where something stands deeper below it, or a name and a value.
fn colon_missing(file: u16, lines: &[Line<'_>], nth: usize) -> Option<Fault> {
    let line = lines.get(nth).filter(|line| line.says_something() && !line.text.contains(':'))?;
    let said = line.said();
    let mark = Mark::new(file, line.said_at(), line.said_at() + said.len());
    let mut parts = said.split_whitespace();
    let is_heading = lines[nth + 1..].iter().find(|line| line.says_something()).is_some_and(|below| below.indent > line.indent);
    let meant = match (parts.next()?, parts.next(), parts.next()) {
        // `- 移风易俗`, and 不用 or 改 below it.
        _ if is_heading && line.is_item() && changes_pack(lines, nth) => Some(format!("包: {said}")),
        _ if is_heading => Some(format!("{said}:")),
        (name, Some(value), None) => Some(format!("{name}: {value}")),
        _ => None,
    };
    let as_if = meant.iter().map(|meant| (mark.start as usize..mark.end as usize, meant.clone())).collect();
    Some(Fault { mend: meant.map(Mend::guess), as_if, ..Fault::new("yaml.colon_missing", mark, COLON_MISSING) })
}

/// Whether what stands below a line is a key of an entry of 引用.
fn changes_pack(lines: &[Line<'_>], nth: usize) -> bool {
    let below = lines[nth + 1..].iter().find(|line| line.says_something());
    below.and_then(|below| below.said().split_once(':')).is_some_and(|(key, _)| keys::find(keys::USE, key).is_some())
}

/// `扫地: 2  捡烟头: 1`: a name and a number, and the next name behind them.
fn two_on_a_line(file: u16, line: &Line<'_>) -> Option<Fault> {
    let is_gap = |c: char| matches!(c, ' ' | ',' | ';' | '\u{FF0C}' | '\u{FF1B}' | '\u{3001}' | '\u{3002}');
    let (name, rest) = line.said().split_once(": ")?;
    let (worth, behind) = rest.split_at(rest.find(is_gap)?);
    let next = behind.trim_start_matches(is_gap);
    heard::number(worth).filter(|_| !name.is_empty() && next.contains(": "))?;
    let end = line.said_at() + line.said().len() - next.len();
    let gap = end - (behind.len() - next.len())..end;
    let broken = format!("\n{}", &line.text[..line.said_at() - line.start]);
    let message = format!("一行写了两条。“{next}”请另起一行，和“{name}”上下对齐。");
    let mark = Mark::new(file, gap.start, gap.end + next.len());
    Some(Fault {
        mend: Some(Mend::guess(format!("{broken}{next}"))),
        as_if: vec![(gap, broken)],
        ..Fault::new("yaml.second_colon", mark, message)
    })
}

/// `{时长: 3, 得: 6}` below one another, without the dash that makes each an entry of a list.
fn dash_missing(file: u16, lines: &[Line<'_>], here: usize) -> Option<Fault> {
    let depth = lines[here].indent;
    let is_entry = |line: &&Line<'_>| line.indent == depth && line.said().starts_with('{') && !line.is_item();
    let above = lines[..here].iter().rev().take_while(|line| is_entry(line) || !line.says_something()).count();
    let run: Vec<&Line<'_>> = lines[here - above..].iter().take_while(|line| is_entry(line) || !line.says_something()).collect();
    let run: Vec<&Line<'_>> = run.into_iter().filter(|line| line.says_something()).collect();
    let first = run.first()?;
    let as_if = run.iter().map(|line| (line.said_at()..line.said_at(), "- ".to_owned())).collect();
    let mark = Mark::new(file, first.said_at(), first.said_at() + 1);
    let message = "一行一个的，每行前面要有短横线和空格，写成“- {时长: 15, 得: 20}”。";
    Some(Fault { mend: Some(Mend::guess("- {")), as_if, ..Fault::new("yaml.dash", mark, message) })
}

/// A line that begins one blank beside a line above which it goes with.
fn nearly_in_line(file: u16, lines: &[Line<'_>], here: usize) -> Option<Fault> {
    let line = &lines[here];
    let above = lines[..here].iter().rev().filter(|line| line.says_something()).take(MOST_ABOVE);
    let depth = above.flat_map(|line| [line.said_at() - line.start, line.indent]).find(|depth| depth.abs_diff(line.indent) == 1)?;
    let blanks = line.start..line.start + line.indent;
    let mark = Mark::new(file, blanks.start, blanks.end);
    let message = format!("这一行没有和上面的对齐：现在空 {} 格，是不是空 {depth} 格？", line.indent);
    let as_if = vec![(blanks, " ".repeat(depth))];
    Some(Fault { mend: Some(Mend::guess(" ".repeat(depth))), as_if, ..Fault::new("yaml.indent", mark, message) })
}

/// So many lines above are looked at for one that another goes with.
const MOST_ABOVE: usize = 12;

/// A line deeper than the one above, which has its value already: the first colon then seems to be one too many in that value.
fn too_deep(file: u16, lines: &[Line<'_>], here: usize, at: usize) -> Option<Fault> {
    let line = &lines[here];
    let above = lines[..here].iter().rfind(|line| line.says_something())?;
    let (name, value) = above.said().split_once(": ").filter(|(_, value)| !value.trim().is_empty())?;
    let is_first = !line.text.get(..at.checked_sub(line.start)?)?.contains(':');
    if !is_first || line.indent <= above.indent {
        return None;
    }
    let run = lines[here..].iter().take_while(|line| !line.says_something() || line.indent > above.indent);
    let run: Vec<&Line<'_>> = run.filter(|line| line.says_something()).collect();
    if run.len() > 1 && keys::find(keys::RULE, name).is_none() {
        let start = above.said_at() + above.said().len() - value.len();
        let message =
            format!("“{name}”后面写了“{}”，下面又多空几格写了别的。下面是它里面的，它后面就不写；不是，就和它上下对齐。", value.trim());
        let mark = Mark::new(file, start, start + value.trim_end().len());
        let as_if = vec![(start..start + value.len(), String::new())];
        return Some(Fault { as_if, ..Fault::new("yaml.indent", mark, message) });
    }
    let mark = Mark::new(file, line.said_at(), line.said_at() + line.said().len());
    let message = "这一行比上一行多空了几格，可上一行已经写完了。同一层的内容请上下对齐。";
    let too_many = line.indent - above.indent;
    let as_if = run.iter().map(|line| (line.start..line.start + too_many, String::new())).collect();
    Some(Fault { as_if, ..Fault::new("yaml.indent", mark, message) })
}

const COLON_MISSING: &str = "这一行缺少英文冒号和空格，要写成“名称: 内容”。";

/// The parser's reasons in words a secretary understands.
fn explained(kind: &ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::UnclosedQuotedScalar => ("yaml.quote", "引号没有成对，请补上另一半。"),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::MismatchedFlowCollectionEnd { .. } => ("yaml.bracket", "括号没有成对，请核对 [ ] 和 { }。"),
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            ("yaml.bracket", "括号里各项之间要用英文逗号隔开。")
        }
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabAtBlockScalarStart => {
            ("yaml.tab", "这里用了制表符（Tab），请改成空格。")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey | ErrorKind::UnexpectedEndOfPlainScalar => {
            ("yaml.colon_missing", COLON_MISSING)
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement | ErrorKind::InvalidMappingValueWhitespace => {
            ("yaml.second_colon", "一行里多了一个冒号。内容里要写冒号时，请把内容用英文双引号括起来。")
        }
        ErrorKind::RecursionLimitExceeded => ("yaml.too_complex", "一层套一层太深，或者内容太多，请拆开写。"),
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => {
            ("yaml.alias", "这里用了 & 或 * 的写法（引用别处内容），规则文件不支持。请把内容直接写出来。")
        }
        ErrorKind::DirectiveDisallowed => ("yaml.directive", "一行不能以 % 开头。"),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            ("yaml.quote", "引号后面还有内容。要么全部括起来，要么不用引号。")
        }
        ErrorKind::UnexpectedCharacter { .. } => ("yaml.character", "不能以这个符号开头。请用英文双引号把内容括起来。"),
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::InvalidBlockEntryWhitespace => {
            ("yaml.dash", "短横线 - 的位置不对：同一组的短横线要上下对齐，后面空一格。")
        }
        _ => ("yaml.indent", "从这里起排列不齐。同一层的内容请上下对齐，下一层多空两格。"),
    }
}
