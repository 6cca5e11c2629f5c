//! Slips of writing, found in the raw text before any parser sees it: what a Chinese input method types where YAML wants plain signs.
//!
//! A parser stops at the first of these and never says 中文冒号. Not here: anything that needs to know what a key means.

use std::ops::Range;

use super::bare::{Bare, bare, ends_key, opens};
use super::finding::{Level, Mend};
use super::flow::{self, Flow};
use super::marks::{Findings, Mark};
use super::slips;
use super::unclosed::{Unclosed, Watch};

/// The longest line, in characters.
const LONGEST_LINE: usize = 1_000;

/// What is no mistake by itself, but one in a file that cannot be read.
#[derive(Default)]
pub(super) struct Doubts {
    pub(super) unclosed: Vec<Unclosed>,
    /// Lines that are pasted from a spreadsheet.
    pub(super) pasted: Vec<Range<usize>>,
}

/// Reports every slip of one file.
pub(super) fn lint(file: u16, findings: &mut Findings<'_>) -> Doubts {
    let text = findings.source(file).text.as_str();
    if let Some(line) = text.lines().find(|line| line.chars().count() > LONGEST_LINE) {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let message = format!("这一行太长，最多 {LONGEST_LINE} 个字，请分成几行。");
        findings.error("yaml.long_line", Mark::new(file, start, start), message);
        return Doubts::default();
    }
    unreadable(file, text, findings);
    // Where spaces stand at the beginning of other lines, nobody knows how many of them a tab is.
    let tabs_alone = !text.lines().any(|line| line.starts_with(' ') && !line.trim().is_empty());
    let flow = Flow::default();
    let open = Watch::new(file, text);
    let mut lint = Lint { file, text, findings, block: None, value_at: None, flow, open, pasted: Vec::new(), tabs_alone, above: None };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let skip = if start == 0 && body.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        lint.line(start + skip, &body[skip..]);
        start += line.len();
    }
    lint.open.ends(0, "", &mut lint.flow);
    Doubts { unclosed: lint.open.found, pasted: lint.pasted }
}

/// Characters nobody sees, which make two words look alike or run backwards, and those of which only a mark is left.
fn unreadable(file: u16, text: &str, findings: &mut Findings<'_>) {
    for (at, c) in text.char_indices().filter(|(at, c)| is_invisible(*c) && !(*at == 0 && *c == '\u{FEFF}')) {
        let mark = Mark::new(file, at, at + c.len_utf8());
        if c == char::REPLACEMENT_CHARACTER {
            findings.error("yaml.broken", mark, "这里的字认不出来，文件可能坏了。请重新打字，再另存为 UTF-8。");
        } else {
            let message = format!("这里有一个看不见的字符（U+{:04X}），请删掉。", c as u32);
            findings.mendable("yaml.invisible", mark, message, Some(Mend::sure("")));
        }
    }
}

pub(super) fn is_invisible(c: char) -> bool {
    let is_format = matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E01EF}');
    is_format || c == char::REPLACEMENT_CHARACTER || c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

struct Lint<'a, 'f> {
    file: u16,
    text: &'f str,
    findings: &'a mut Findings<'f>,
    /// Inside `|` or `>`: the indentation of the line that opened it.
    block: Option<usize>,
    /// The indentation of the last line that had a value behind its key: deeper lines continue that value.
    value_at: Option<usize>,
    /// Open `[` and `{`, over lines.
    flow: Flow,
    /// What is open and may never be closed.
    open: Watch<'f>,
    /// Lines that are pasted from a spreadsheet.
    pasted: Vec<Range<usize>>,
    /// No line of the file begins with a space.
    tabs_alone: bool,
    /// How deep the line above begins, and whether something stands below its key.
    above: Option<(usize, bool)>,
}

impl Lint<'_, '_> {
    fn mark(&self, start: usize, length: usize) -> Mark {
        Mark::new(self.file, start, start + length)
    }

    fn slip(&mut self, code: &'static str, start: usize, length: usize, message: &str, fix: &str) {
        let mark = self.mark(start, length);
        self.findings.mendable(code, mark, message, Some(Mend::sure(fix)));
    }

    fn line(&mut self, start: usize, line: &str) {
        self.trailing(start, line);
        let content = line.trim_start_matches([' ', '\t', '\u{3000}', '\u{00A0}']);
        let indent = line.len() - content.len();
        if content.is_empty() {
            return;
        }
        if self.block.is_some_and(|opened| indent > opened) {
            return;
        }
        self.block = None;
        if !content.starts_with('#') {
            self.open.ends(indent, content, &mut self.flow);
        }
        if self.pasted(start + indent, content) {
            return;
        }
        let depth = self.indentation(start, &line[..indent]);
        if content.starts_with('#') {
            return;
        }
        let dash = dash(content);
        if let Some((length, wide)) = dash
            && wide
        {
            self.slip("yaml.full_width_dash", start + indent, length, "列表的短横线要用英文的 -，后面空一格。", "- ");
        }
        let key_at = indent + dash.map_or(0, |(length, _)| length);
        let (bare, open) = bare(start + key_at, &line[key_at..]);
        let continues = self.value_at.is_some_and(|at| indent > at) && !self.flow.is_open();
        if !continues {
            self.colon(&bare, dash.is_some());
        }
        let was_open = self.flow.is_open();
        self.flow.line(self.file, &bare, self.findings);
        self.open.line(start + key_at, (indent, was_open), (&bare, open), &self.flow);
        self.signs(start, line, &bare);
        if !continues {
            self.remember(key_at, &bare, &line[key_at..]);
        }
        self.above = Some((depth, self.value_at.is_none()));
    }

    fn trailing(&mut self, start: usize, line: &str) {
        let kept = line.trim_end_matches([' ', '\t', '\u{3000}', '\u{00A0}']);
        if kept.len() < line.len() {
            let mark = self.mark(start + kept.len(), line.len() - kept.len());
            self.findings.report(Level::Hint, "yaml.trailing_space", mark, "行末多了空格。".to_owned(), Some(Mend::sure("")));
        }
    }

    /// Tabs and wide spaces at the beginning of a line; how deep it begins once they are mended.
    fn indentation(&mut self, start: usize, indent: &str) -> usize {
        let Some(first) = indent.find(|c: char| c != ' ') else { return indent.len() };
        // As wide as they look, so that what stands in line goes on doing so.
        let mended: String = indent[first..].chars().map(|c| if matches!(c, ' ' | '\u{00A0}') { " " } else { "  " }).collect();
        let mark = self.mark(start + first, indent.len() - first);
        if !indent.contains('\t') {
            self.findings.mendable("yaml.wide_space", mark, "行首的空格不是半角的，请改成半角空格。", Some(Mend::sure(&mended)));
            return first + mended.len();
        }
        let message = "行首用了制表符（Tab），请改成空格。";
        let Some((above, opens)) = self.above.filter(|_| !self.tabs_alone) else {
            self.findings.mendable("yaml.tab", mark, message, Some(Mend::sure(&mended)));
            return first + mended.len();
        };
        let depth = if opens { above + 2 } else { above };
        let message = format!("{message}同一层的上下对齐，这一行是不是空 {depth} 格？");
        self.findings.mendable("yaml.tab", mark, message, Some(Mend::guess(" ".repeat(depth.saturating_sub(first)))));
        depth
    }

    /// Cells that were copied out of a spreadsheet: said once for all lines that follow one another.
    fn pasted(&mut self, start: usize, content: &str) -> bool {
        let is_pasted = content.trim_end().contains('\t') && !content.contains([':', '\u{FF1A}', '#']) && !self.flow.is_open();
        let range = start..start + content.len();
        let is_next = self.pasted.last().is_some_and(|last| self.text[last.end..start].trim().is_empty());
        if is_pasted && !is_next {
            let mark = self.mark(start, content.trim_end().len());
            let message =
                "这像是从表格里贴过来的。请把表格另存成文件，用 jifen import 村 sheet 文件 导入；少的可以一条写一行：“名称: 分值”。";
            self.findings.error("yaml.pasted", mark, message);
        }
        self.pasted.extend(is_pasted.then_some(range));
        is_pasted
    }

    /// The first colon of a line, where a key ends.
    fn colon(&mut self, bare: &[Bare], is_item: bool) {
        if self.flow.is_open() || bare.first().is_some_and(|first| matches!(first.c, '{' | '[')) {
            return;
        }
        let plain = (0..bare.len()).find(|at| bare[*at].c == ':' && ends_key(bare, *at));
        let wide = bare.iter().position(|b| b.c == '\u{FF1A}');
        let tight = (0..bare.len()).find(|at| bare[*at].c == ':' && !ends_key(bare, *at));
        if let Some(at) = wide.filter(|wide| plain.is_none_or(|plain| *wide < plain)) {
            return flow::wide_colon(self.file, bare, at, self.findings);
        }
        if let Some(at) = tight.filter(|_| plain.is_none() && wide.is_none()) {
            self.slip("yaml.colon_space", bare[at].at, 1, "冒号后面要空一格。", ": ");
        }
        match plain.or(wide).or(tight) {
            None if is_item => {}
            None => {
                if let Some((at, length)) = slips::gap_before_number(bare) {
                    self.slip("yaml.colon_missing", at, length, "名称和分值之间少了英文冒号和空格。", ": ");
                }
            }
            Some(_) => plain.iter().for_each(|at| self.said_twice(&bare[at + 1..])),
        }
    }

    /// A value whose name stands in it once more.
    fn said_twice(&mut self, value: &[Bare]) {
        if let Some((at, length)) = slips::said_twice(value) {
            self.slip("yaml.second_colon", at, length, "规则名称后面直接写数，“积分:”“分值:”这样的话不用写。", "");
        }
    }

    /// Wide brackets, quotes, comment signs and tabs in the middle of a line.
    fn signs(&mut self, start: usize, line: &str, bare: &[Bare]) {
        for (at, b) in bare.iter().enumerate() {
            let fix = match b.c {
                '\t' => Some(("yaml.tab", "这里用了制表符（Tab），请改成空格。", " ")),
                '\u{FF03}' if at > 0 && bare[at - 1].c == ' ' => Some(("yaml.full_width_hash", "注释要用英文的 # 开头。", "#")),
                '\u{FF5B}' if opens(bare, at) => Some(("yaml.full_width_bracket", "花括号要用英文的 { }。", "{")),
                '\u{FF3B}' | '\u{3010}' if opens(bare, at) => Some(("yaml.full_width_bracket", "方括号要用英文的 [ ]。", "[")),
                '\u{FF5D}' if closes(bare, at) => Some(("yaml.full_width_bracket", "花括号要用英文的 { }。", "}")),
                '\u{FF3D}' | '\u{3011}' if closes(bare, at) && opened_wide(bare) => {
                    Some(("yaml.full_width_bracket", "方括号要用英文的 [ ]。", "]"))
                }
                _ => None,
            };
            if let Some((code, message, fix)) = fix {
                self.slip(code, b.at, b.c.len_utf8(), message, fix);
            }
            if opens(bare, at) && bare[..at].iter().any(|b| !matches!(b.c, ' ' | '[' | '{')) {
                self.value_signs(start, line, b);
            }
        }
    }

    /// Signs that mean something to YAML where a value begins.
    fn value_signs(&mut self, start: usize, line: &str, b: &Bare) {
        match b.c {
            '!' if slips::tag(&line[b.at - start..]) > 0 => {
                let message = "这里以英文感叹号开头，是给程序看的写法，规则文件用不着，删掉就行。";
                self.slip("yaml.tag", b.at, slips::tag(&line[b.at - start..]), message, "");
            }
            '\u{201C}' | '\u{2018}' => self.wide_quotes(start, line, *b),
            '!' => self.slip("yaml.tag", b.at, 1, "这里不能用英文感叹号开头。要说“不是”，请写“非”。", "非 "),
            '&' | '*' => {
                let mark = self.mark(b.at, 1);
                self.findings.error("yaml.alias", mark, "这里不能用 & 或 * 开头（引用别处内容）。请把内容直接写出来。");
            }
            _ => {}
        }
    }

    /// A value that is one text in “…”: the marks would become part of it.
    fn wide_quotes(&mut self, start: usize, line: &str, open: Bare) {
        let rest = &line[open.at - start..];
        let closer = if open.c == '\u{201C}' { '\u{201D}' } else { '\u{2019}' };
        let Some(close) = rest.find(closer) else { return };
        let after = rest[close + closer.len_utf8()..].trim_start();
        if after.is_empty() || after.starts_with([',', ']', '}', '#']) {
            let inside = &rest[open.c.len_utf8()..close];
            let length = close + closer.len_utf8();
            let mark = self.mark(open.at, length);
            let message = "这里是中文引号，会成为内容的一部分。要括起内容请用英文双引号。".to_owned();
            self.findings.report(Level::Warning, "yaml.full_width_quote", mark, message, Some(Mend::sure(format!("\"{inside}\""))));
        }
    }

    /// What the next line needs to know of this one.
    fn remember(&mut self, key_at: usize, bare: &[Bare], line: &str) {
        let kept: String = bare.iter().map(|b| b.c).collect();
        let kept = kept.trim_end();
        let header = kept.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
        let opens_block = header.ends_with(": |") || header.ends_with(": >") || header == "|" || header == ">";
        self.block = opens_block.then_some(key_at);
        let is_prose =
            flow::PROSE.iter().any(|key| kept.strip_suffix(':').is_some_and(|name| name.trim_start_matches("- ").trim() == *key));
        let has_value = is_prose || !kept.ends_with(':') && !kept.ends_with('\u{FF1A}') && !line.trim().is_empty();
        self.value_at = (has_value && !self.flow.is_open() && !opens_block).then_some(key_at);
    }
}

/// The length of a list dash with its gap, and whether it is a wide one.
fn dash(content: &str) -> Option<(usize, bool)> {
    let first = content.chars().next()?;
    let rest = &content[first.len_utf8()..];
    let gap = rest.len() - rest.trim_start_matches(' ').len();
    match first {
        '-' if gap > 0 => Some((1 + gap, false)),
        '\u{FF0D}' | '\u{2014}' | '\u{2013}' if gap > 0 || first == '\u{FF0D}' => Some((first.len_utf8() + gap, true)),
        _ => None,
    }
}

/// Whether a sign stands where a value ends.
fn closes(bare: &[Bare], at: usize) -> bool {
    let next = bare[at + 1..].iter().find(|b| b.c != ' ');
    next.is_none_or(|next| matches!(next.c, ',' | '\u{FF0C}' | ']' | '}' | '\u{FF3D}' | '\u{FF5D}'))
}

fn opened_wide(bare: &[Bare]) -> bool {
    bare.iter().enumerate().any(|(at, b)| matches!(b.c, '\u{FF3B}' | '\u{3010}') && opens(bare, at))
}

#[cfg(test)]
mod tests {
    use super::super::{Source, mended};
    use super::*;

    fn linted(text: &str) -> (Vec<&'static str>, String) {
        let source = Source { path: "rules.yaml".into(), text: text.into() };
        let mut findings = Findings::new();
        let file = findings.open(&source);
        lint(file, &mut findings);
        let found = findings.finish();
        (found.iter().map(|f| f.code).collect(), mended(&source, &found).text)
    }

    #[test]
    fn slips_are_named_and_mended() {
        let table = [
            ("分值\u{FF1A}10", "yaml.full_width_colon", "分值: 10"),
            ("分值\u{FF1A} 10", "yaml.full_width_colon", "分值: 10"),
            ("规则\u{FF1A}", "yaml.full_width_colon", "规则:"),
            ("  - 其他\u{FF1A}0", "yaml.full_width_colon", "  - 其他: 0"),
            ("分值:10", "yaml.colon_space", "分值: 10"),
            ("志愿服务 20", "yaml.colon_missing", "志愿服务: 20"),
            ("  违反公德   -20分", "yaml.colon_missing", "  违反公德: -20分"),
            ("拾金不昧: 积分: 5", "yaml.second_colon", "拾金不昧: 5"),
            ("拾金不昧: !!int \"5\"", "yaml.tag", "拾金不昧: \"5\""),
            ("条件: !核实", "yaml.tag", "条件: 非 核实"),
            ("比如: [{时长\u{FF1A}15, 得: 3}]", "yaml.full_width_colon", "比如: [{时长: 15, 得: 3}]"),
            ("等级: [优\u{FF0C}良]", "yaml.full_width_comma", "等级: [优, 良]"),
            ("等级: [优\u{3001} 良]", "yaml.full_width_comma", "等级: [优, 良]"),
            ("等级: {优:5}", "yaml.colon_space", "等级: {优: 5}"),
            ("\t分值: 1", "yaml.tab", "  分值: 1"),
            ("分值:\t1", "yaml.tab", "分值: 1"),
            ("\u{3000}分值: 1", "yaml.wide_space", "  分值: 1"),
            ("\u{00A0}\u{00A0}分值: 1", "yaml.wide_space", "  分值: 1"),
            ("标题: \u{201C}文明\u{201D}", "yaml.full_width_quote", "标题: \"文明\""),
            ("标题: \u{2018}文明\u{2019}", "yaml.full_width_quote", "标题: \"文明\""),
            ("分值: 1 \u{FF03} 好", "yaml.full_width_hash", "分值: 1 # 好"),
            ("\u{FF0D} 其他: 0", "yaml.full_width_dash", "- 其他: 0"),
            ("分值: 1  ", "yaml.trailing_space", "分值: 1"),
            ("比如: [{时长: 15\u{FF0C}得: 3}]", "yaml.full_width_comma", "比如: [{时长: 15, 得: 3}]"),
            ("扫地: {说明: 早上扫\u{FF0C}晚上扫\u{FF0C}分值: 2}", "yaml.full_width_comma", "扫地: {说明: 早上扫\u{FF0C}晚上扫, 分值: 2}"),
            ("扫地: {分值: 最小 (时长*2, 10)}", "yaml.inner_comma", "扫地: {分值: \"最小 (时长*2, 10)\"}"),
            (
                "扫地: {分值: 最小(时长, 10), 填报: {时长: 小时}}",
                "yaml.inner_comma",
                "扫地: {分值: \"最小(时长, 10)\", 填报: {时长: 小时}}",
            ),
            ("扫地: {分值: 如果 乙 { 10 } 否则 { 1 }}", "yaml.inner_brace", "扫地: {分值: \"如果 乙 { 10 } 否则 { 1 }\"}"),
            ("扫地: {分值: 查表(级,#{优: 5, 良: 3})}", "yaml.inner_brace", "扫地: {分值: \"查表(级,#{优: 5, 良: 3})\"}"),
            ("基金: {名称: 甲, 预算: 15,000}", "yaml.thousands", "基金: {名称: 甲, 预算: 15000}"),
        ];
        for (text, code, expected) in table {
            assert_eq!(linted(text), (vec![code], expected.to_owned()), "{text}");
        }
        assert_eq!(linted("等级: \u{3010}优, 良\u{3011}").1, "等级: [优, 良]");
        assert_eq!(linted("扫地: {填报\u{FF1A}\u{FF5B}时长\u{FF1A}小时\u{FF5D}}").1, "扫地: {填报: {时长: 小时}}");
        // Among spaces nobody knows how many of them a tab is.
        let mixed = "规则:\n  甲:\n    乙: 1\n\t丙: 2\n";
        assert_eq!(linted(mixed), (vec!["yaml.tab"], mixed.to_owned()));
        let alone = "规则:\n\t甲:\n\t\t乙: 1\n";
        assert_eq!(linted(alone), (vec!["yaml.tab", "yaml.tab"], "规则:\n  甲:\n    乙: 1\n".to_owned()));
        assert_eq!(linted("规则:\n拾金不昧\t5\t每月一次\n扫地\t2\t\n").0, ["yaml.pasted", "yaml.trailing_space"]);
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        let table = [
            "说明: 注意\u{FF1A}按时交",
            "说明: 第一句\n  注意\u{FF1A}第二句",
            "说明: >-\n  甲\u{FF1A}乙\n  丙:丁",
            "# 注\u{FF1A}好",
            "依据: \"第三章\u{FF1A}第一条\"",
            "标题: \u{201C}文明\u{201D}积分",
            "条件: 等级 == \u{201C}优\u{201D}",
            "说明: 早上8:30集合",
            "比如:\n  - { 时长: 3, 得: 6 }   # 3 \u{00D7} 2",
            "引用:\n  - 包: 环境卫生\n    不用: [乱贴]",
            "填报: {\n  时长: 小时,\n  人数: 整数 }",
            "扫地: {分值: 2, 说明: 早上扫\u{FF0C}晚上扫}",
            "扫地: {说明: 早上扫\u{FF0C}注意\u{FF1A}带伞}",
            "扫地: {分值: 最小\u{FF08}时长 * 2\u{FF0C}10\u{FF09}}",
            "扫地: {给: 户主\u{3001}父母}",
            "基金: {名称: 甲, 预算: 15000}",
            "说明:\n  本村人口 2000\n  户数 300",
            "引用:\n  - 环境卫生 2",
        ];
        for text in table {
            assert_eq!(linted(text).0, Vec::<&str>::new(), "{text}");
        }
    }
}
