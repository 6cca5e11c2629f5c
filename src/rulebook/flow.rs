//! Slips inside `[…]` and `{…}`, over lines: a wide comma or colon where YAML wants its own, and commas and braces that belong to a value.
//!
//! A comma inside round brackets, and a wide one behind which no key follows, is part of what is written. Not here: lines outside of brackets (`lint`).

use super::bare::{Bare, ends_key, opens};
use super::finding::Mend;
use super::marks::{Findings, Mark};

/// The brackets that are open, and whether one was closed by another kind.
#[derive(Default)]
pub(super) struct Flow {
    open: Vec<Open>,
    is_mixed: bool,
}

/// One open bracket, and where in its entries one is.
struct Open {
    at: usize,
    is_table: bool,
    /// Opened by a wide sign, which a wide sign closes.
    is_wide: bool,
    /// The key of the entry, as far as it has been read.
    key: String,
    in_key: bool,
    /// Where its value begins.
    value_at: Option<usize>,
    /// Round brackets open in the value.
    round: usize,
    /// Braces open in the value, as those of a formula with 如果.
    braces: usize,
    /// What stands in it, where YAML ends the value.
    cut_by: Option<Cut>,
}

/// What a value in brackets cannot hold, unless it is quoted.
#[derive(Clone, Copy)]
enum Cut {
    Comma,
    Brace,
}

impl Cut {
    fn said(self) -> (&'static str, &'static str) {
        match self {
            Cut::Comma => ("yaml.inner_comma", "花括号、方括号里的公式有逗号，要用英文双引号把公式括起来。"),
            Cut::Brace => ("yaml.inner_brace", "花括号、方括号里的公式自己也有花括号，要用英文双引号把公式括起来。"),
        }
    }
}

/// Keys behind which people write sentences.
pub(super) const PROSE: [&str; 8] = ["说明", "依据", "标题", "名称", "note", "basis", "title", "name"];

impl Open {
    fn new(at: usize, sign: char) -> Self {
        let is_table = matches!(sign, '{' | '\u{FF5B}');
        let is_wide = !sign.is_ascii();
        Self { at, is_table, is_wide, key: String::new(), in_key: is_table, value_at: None, round: 0, braces: 0, cut_by: None }
    }

    /// The next entry begins.
    fn next(&mut self) {
        (self.key, self.in_key, self.value_at) = (String::new(), self.is_table, None);
        (self.round, self.braces, self.cut_by) = (0, 0, None);
    }

    fn is_prose(&self) -> bool {
        PROSE.contains(&self.key.as_str())
    }
}

impl Flow {
    /// Whether any bracket is open.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Where the first of them stands, and what would close them all, if that is known.
    pub(super) fn unclosed(&self) -> Option<(usize, String)> {
        let known = self.open.iter().filter(|_| !self.is_mixed);
        let closers = known.rev().map(|open| if open.is_table { '}' } else { ']' }).collect();
        self.open.first().map(|open| (open.at, closers))
    }

    /// Reads the bare characters of one line.
    pub(super) fn line(&mut self, file: u16, bare: &[Bare], findings: &mut Findings<'_>) {
        for at in 0..bare.len() {
            self.sign(file, bare, at, findings);
        }
    }

    fn sign(&mut self, file: u16, bare: &[Bare], at: usize, findings: &mut Findings<'_>) {
        let b = bare[at];
        if let Some(top) = self.open.last_mut().filter(|top| top.value_at.is_some() && !top.in_key) {
            match b.c {
                '{' if !opens(bare, at) => {
                    top.braces += 1;
                    top.cut_by = Some(Cut::Brace);
                    return;
                }
                '}' if top.braces > 0 => return top.braces -= 1,
                _ => {}
            }
        }
        let is_wide = matches!(b.c, '\u{FF5B}' | '\u{FF3B}' | '\u{3010}');
        if matches!(b.c, '{' | '[') && (self.is_open() || opens(bare, at)) || is_wide && opens(bare, at) {
            return self.open.push(Open::new(b.at, b.c));
        }
        let Some(top) = self.open.last_mut() else { return };
        match b.c {
            '\u{FF5D}' | '\u{FF3D}' | '\u{3011}' if !top.is_wide => {}
            '}' | ']' | '\u{FF5D}' | '\u{FF3D}' | '\u{3011}' => {
                cut(top, file, bare, at, findings);
                self.is_mixed |= top.is_table != matches!(b.c, '}' | '\u{FF5D}');
                self.open.pop();
                self.is_mixed &= self.is_open();
            }
            '(' | '\u{FF08}' if !top.in_key => {
                top.value_at = top.value_at.or(Some(b.at));
                top.round += 1;
            }
            ')' | '\u{FF09}' if !top.in_key => top.round = top.round.saturating_sub(1),
            ',' if top.braces > 0 => {}
            ',' if top.round > 0 && bare[at..].iter().any(|b| matches!(b.c, ')' | '\u{FF09}')) => {
                top.cut_by = top.cut_by.or(Some(Cut::Comma));
            }
            ',' if top.is_table && !top.in_key && is_thousands(bare, at) => {
                slip("yaml.thousands", file, b, "数里不要用逗号分节。", "", findings);
            }
            ',' => {
                cut(top, file, bare, at, findings);
                top.next();
            }
            ':' if top.in_key => {
                if !ends_key(bare, at) {
                    slip("yaml.colon_space", file, b, "冒号后面要空一格。", ": ", findings);
                }
                top.in_key = false;
            }
            '\u{FF1A}' if top.in_key => {
                wide_colon(file, bare, at, findings);
                top.in_key = false;
            }
            '\u{FF0C}' | '\u{3001}' if top.round == 0 && (!top.is_table || key_follows(bare, at, top.is_prose())) => {
                let fix = if bare.get(at + 1).is_some_and(|next| next.c == ' ') { "," } else { ", " };
                slip("yaml.full_width_comma", file, b, "方括号、花括号里要用英文逗号隔开。", fix, findings);
                cut(top, file, bare, at, findings);
                top.next();
            }
            ' ' => {}
            c if top.in_key => top.key.push(c),
            _ => top.value_at = top.value_at.or(Some(b.at)),
        }
    }
}

fn slip(code: &'static str, file: u16, b: Bare, message: &str, fix: &str, findings: &mut Findings<'_>) {
    findings.mendable(code, Mark::new(file, b.at, b.at + b.c.len_utf8()), message, Some(Mend::sure(fix)));
}

/// A value ends at the sign `at`: where a comma or a brace stands in it, YAML would have ended it there.
fn cut(open: &Open, file: u16, bare: &[Bare], at: usize, findings: &mut Findings<'_>) {
    let last = bare[..at].iter().rev().find(|b| b.c != ' ');
    let (Some(start), Some(last), Some(cut)) = (open.value_at, last, open.cut_by) else { return };
    let mark = Mark::new(file, start, last.at + last.c.len_utf8());
    let written = findings.slice(mark);
    let quoted = (!written.contains(['"', '\\'])).then(|| Mend::sure(format!("\"{written}\"")));
    let (code, message) = cut.said();
    findings.mendable(code, mark, message, quoted);
}

/// A wide colon where a key ends.
pub(super) fn wide_colon(file: u16, bare: &[Bare], at: usize, findings: &mut Findings<'_>) {
    let spaced = bare.get(at + 1).is_none_or(|next| next.c == ' ');
    let fix = if spaced { ":" } else { ": " };
    slip("yaml.full_width_colon", file, bare[at], "这里是中文冒号，要用英文冒号，后面空一格。", fix, findings);
}

/// Whether a key stands behind a wide comma, so that it can only be the end of an entry. In a sentence a wide colon makes no key.
fn key_follows(bare: &[Bare], at: usize, in_prose: bool) -> bool {
    let rest = &bare[at + 1..];
    let entry = rest.iter().position(|b| matches!(b.c, ',' | '\u{FF0C}' | '{' | '}' | '[' | ']')).unwrap_or(rest.len());
    let is_last = rest.iter().all(|b| b.c == ' ');
    let ends = |nth: usize| match rest[nth].c {
        ':' => ends_key(rest, nth) || !in_prose && nth > 0 && !rest[nth - 1].c.is_ascii_digit(),
        '\u{FF1A}' => !in_prose,
        _ => false,
    };
    is_last || (0..entry).any(ends)
}

/// A comma before exactly three digits, with which the entry ends.
fn is_thousands(bare: &[Bare], at: usize) -> bool {
    let is_digit = |b: &&Bare| b.c.is_ascii_digit();
    let behind = bare[at + 1..].iter().take_while(is_digit).count();
    let next = bare[at + 1..].iter().skip(behind).find(|b| b.c != ' ');
    at > 0 && is_digit(&&bare[at - 1]) && behind == 3 && next.is_none_or(|b| matches!(b.c, ',' | '}'))
}
