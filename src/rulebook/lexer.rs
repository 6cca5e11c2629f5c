//! The text of a formula as tokens, with every slip of typing on the way.
//!
//! What a Chinese input method types is understood: full-width signs and digits, Chinese quotes, wide spaces. What is inside quotes
//! stays as it is.

use super::dialect::{Kind, Token, WORDS};
use super::segmenting::{self, Split, Vocabulary};

/// Something in the text that cannot stand, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) code: &'static str,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) message: String,
    pub(super) fix: Option<String>,
}

/// Signs of more than one character, longest first.
const LONG_SIGNS: [&str; 14] = ["..=", "=>", ">=", "<=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "..", "#{"];

/// Words of Rhai that do nothing here, and what does it instead.
const REFUSED: [(&str, &str); 8] = [
    ("switch", "请用“如果 … 否则如果 … 否则”，或者查表。"),
    ("fn", "这里不能自己定算法，请直接写出来。"),
    ("import", "要用的都写在这一个文件里。"),
    ("export", "要用的都写在这一个文件里。"),
    ("try", "请先用“如果”看一看能不能算。"),
    ("throw", "不能记的，用“条件”写在规则里。"),
    ("eval", "请直接写出来。"),
    ("print", "请用 加分、扣分 的理由来说。"),
];

/// What a Chinese input method types, and what is meant.
fn ascii(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{00A0}' => ' ',
        '\u{3002}' => '.',
        '\u{3001}' => ',',
        '\u{3010}' | '\u{3014}' => '[',
        '\u{3011}' | '\u{3015}' => ']',
        '\u{00D7}' => '*',
        '\u{00F7}' => '/',
        '\u{2212}' | '\u{2013}' => '-',
        c => c,
    }
}

/// Signs that stand for two characters of Rhai.
fn wide_sign(c: char) -> Option<&'static str> {
    match c {
        '\u{2265}' => Some(">="),
        '\u{2264}' => Some("<="),
        '\u{2260}' => Some("!="),
        _ => None,
    }
}

/// The closing quote of an opening one.
fn closing_quote(c: char) -> Option<char> {
    match c {
        '"' | '\u{FF02}' => Some('"'),
        '\'' | '\u{FF07}' => Some('\''),
        '\u{201C}' | '\u{201D}' => Some('\u{201D}'),
        '\u{2018}' | '\u{2019}' => Some('\u{2019}'),
        '\u{300C}' => Some('\u{300D}'),
        _ => None,
    }
}

/// Whether a character can stand in a name; digits cannot begin one.
fn in_name(c: char) -> bool {
    unicode_xid::UnicodeXID::is_xid_continue(c)
}

/// Splits a formula into tokens. Slips are all that is wrong with the writing; tokens go on behind each of them.
pub(super) fn tokens(text: &str, known: &Vocabulary) -> (Vec<Token>, Vec<Slip>) {
    let chars: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { chars, at: 0, known, tokens: Vec::new(), slips: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    (lexer.tokens, lexer.slips)
}

struct Lexer<'a> {
    chars: Vec<char>,
    at: usize,
    known: &'a Vocabulary,
    tokens: Vec<Token>,
    slips: Vec<Slip>,
}

impl Lexer<'_> {
    /// The character `ahead` of here, as it is meant.
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).map_or('\0', |c| ascii(*c))
    }

    fn push(&mut self, kind: Kind, text: impl Into<String>, length: usize) {
        self.tokens.push(Token { kind, text: text.into(), from: self.at, to: self.at + length });
        self.at += length;
    }

    fn slip(&mut self, code: &'static str, length: usize, message: String, fix: Option<String>) {
        self.slips.push(Slip { code, from: self.at, to: self.at + length, message, fix });
    }

    fn step(&mut self) {
        let c = self.peek(0);
        match c {
            '\n' => self.push(Kind::Break, "\n", 1),
            c if c.is_whitespace() => self.at += 1,
            '/' if matches!(self.peek(1), '/' | '*') => self.comment(),
            _ if closing_quote(self.chars[self.at]).is_some() => self.literal(),
            '0'..='9' => self.number(),
            c if in_name(c) => self.word(),
            _ => self.sign(),
        }
    }

    fn comment(&mut self) {
        let block = self.peek(1) == '*';
        let rest: Vec<char> = self.chars[self.at..].to_vec();
        let end = if block {
            rest.windows(2).skip(2).position(|w| w == ['*', '/']).map(|at| at + 4)
        } else {
            rest.iter().position(|c| *c == '\n')
        };
        let end = self.at + end.unwrap_or(rest.len());
        // Lines inside a comment count: what goes wrong below it is found by its line.
        while let Some(ahead) = self.chars[self.at..end].iter().position(|c| *c == '\n') {
            self.at += ahead;
            self.push(Kind::Break, "\n", 1);
        }
        self.at = end;
    }

    /// Text in any kind of quotes; what is inside stays as it is.
    fn literal(&mut self) {
        let close = closing_quote(self.chars[self.at]).unwrap_or('"');
        let inside = &self.chars[self.at + 1..];
        let Some(length) = inside.iter().position(|c| *c == close || (close == '"' && *c == '\u{FF02}')) else {
            let rest = self.chars.len() - self.at;
            self.slip("formula.quote", rest, "引号没有成对，请补上另一半。".to_owned(), None);
            self.at = self.chars.len();
            return;
        };
        let contents: String = inside[..length].iter().collect();
        self.push(Kind::Literal, contents, length + 2);
    }

    fn digits(&self, from: usize) -> usize {
        (from..).take_while(|ahead| self.peek(*ahead).is_ascii_digit()).count()
    }

    /// A number or a date, and what may be stuck to it: `10分`, `80%`, `10且核实`.
    fn number(&mut self) {
        if let Some(length) = self.date_length() {
            let text: String = (0..length).map(|ahead| self.peek(ahead)).collect();
            return self.push(Kind::Date, text, length);
        }
        let whole = self.digits(0);
        let fraction = if self.peek(whole) == '.' { self.digits(whole + 1) } else { 0 };
        let length = if fraction > 0 { whole + 1 + fraction } else { whole };
        let text: String = (0..length).map(|ahead| self.peek(ahead)).collect();
        if self.peek(length) == '%' && !self.operand_follows(length + 1) {
            let part = text.parse::<rust_decimal::Decimal>().ok().map(|n| (n / rust_decimal::Decimal::ONE_HUNDRED).normalize());
            let message = format!("公式里不能写百分号，{text}% 请写成小数。");
            self.slip("formula.percent", length + 1, message, part.map(|n| n.to_string()));
            return self.push(Kind::Number, text, length + 1);
        }
        let glued = (length..).take_while(|ahead| in_name(self.peek(*ahead))).count();
        if glued > 0 {
            return self.stuck(&text, length, glued);
        }
        if self.thousands(length) {
            self.slip(
                "formula.thousands",
                length + 4,
                "数里不要用逗号分节。".to_owned(),
                Some(format!("{text}{}", self.plain(length + 1, 3))),
            );
        }
        self.push(Kind::Number, text, length);
    }

    fn plain(&self, from: usize, length: usize) -> String {
        (from..from + length).map(|ahead| self.peek(ahead)).collect()
    }

    /// `30,000` outside any brackets.
    fn thousands(&self, length: usize) -> bool {
        let depth = |token: &&Token| token.kind == Kind::Symbol && matches!(token.text.as_str(), "(" | "[" | "#{");
        self.peek(length) == ',' && self.digits(length + 1) == 3 && !self.tokens.iter().any(|token| depth(&token))
    }

    fn date_length(&self) -> Option<usize> {
        let year = self.digits(0);
        let month = self.digits(year + 1);
        let day = self.digits(year + month + 2);
        let dashes = self.peek(year) == '-' && self.peek(year + 1 + month) == '-';
        (year == 4 && dashes && (1..=2).contains(&month) && (1..=2).contains(&day)).then_some(year + month + day + 2)
    }

    fn operand_follows(&self, mut ahead: usize) -> bool {
        while self.peek(ahead) == ' ' {
            ahead += 1;
        }
        let c = self.peek(ahead);
        let word: String = (ahead..).map(|at| self.peek(at)).take_while(|c| in_name(*c)).collect();
        c == '(' || c.is_ascii_digit() || (!word.is_empty() && !WORDS.iter().any(|(chinese, _)| *chinese == word))
    }

    /// A number with a word stuck to it: a unit is dropped, known words are split off.
    fn stuck(&mut self, number: &str, length: usize, glued: usize) {
        let run = self.plain(0, length + glued);
        let word = self.plain(length, glued);
        let unit = segmenting::scaled(number, &word);
        match (segmenting::split(&run, self.known), unit) {
            (Some(Split::Reads(split)), _) => self.no_gap(&run, Some(split)),
            (_, Some(plain)) => self.slip("formula.unit", run.chars().count(), format!("公式里写数字就行，“{word}”不用写。"), Some(plain)),
            (_, None) => self.slip("formula.unit", run.chars().count(), format!("“{run}”看不懂：数字后面请空一格，或去掉“{word}”。"), None),
        }
        self.push(Kind::Number, number, length + glued);
    }

    /// A run of words without gaps; of one that would not read with them either, too few signs stand in it.
    fn no_gap(&mut self, run: &str, split: Option<String>) {
        let more = if split.is_some() { "" } else { "两个值之间还要写运算符号，比如 + - * / 或者 且。" };
        self.slip("formula.no_gap", run.chars().count(), format!("“{run}”几个词连在了一起，请用空格隔开。{more}"), split);
    }

    fn word(&mut self) {
        let length = (0..).take_while(|ahead| in_name(self.peek(*ahead))).count();
        let word = self.plain(0, length);
        if let Some((_, rhai)) = WORDS.iter().find(|(chinese, _)| *chinese == word) {
            return self.push(Kind::Symbol, *rhai, length);
        }
        let split = if self.known.contains(&word) { None } else { segmenting::split(&word, self.known) };
        match split {
            Some(Split::Reads(split)) => self.no_gap(&word, Some(split)),
            Some(Split::LacksSign) => self.no_gap(&word, None),
            None => {}
        }
        if let Some((_, instead)) = REFUSED.iter().find(|(refused, _)| *refused == word) {
            self.slip("formula.not_allowed", length, format!("公式和脚本里不能用“{word}”，{instead}"), None);
        }
        // What never changes is stored like anything else.
        if word == "const" {
            return self.push(Kind::Symbol, "let", length);
        }
        let is_rhai = matches!(word.as_str(), "if" | "else" | "let" | "return" | "for" | "in" | "true" | "false");
        self.push(if is_rhai { Kind::Symbol } else { Kind::Name }, word, length);
    }

    fn sign(&mut self) {
        if let Some(rhai) = wide_sign(self.chars[self.at]) {
            return self.push(Kind::Symbol, rhai, 1);
        }
        if let Some(sign) = LONG_SIGNS.iter().find(|sign| self.plain(0, sign.len()) == **sign) {
            return self.push(Kind::Symbol, *sign, sign.len());
        }
        let c = self.peek(0);
        // Other signs of Rhai would reach what a formula has no use for: closures, bits, templates, powers.
        if !"+-*/%<>=!()[]{},;:.".contains(c) {
            self.slip("formula.sign", 1, format!("公式里不能用“{}”。", self.chars[self.at]), None);
        }
        self.push(Kind::Symbol, c.to_string(), 1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut known = Vocabulary::new(super::super::names::general_words());
        ["桌数", "彩礼", "核实", "时长", "等级", "优", "最小"].iter().for_each(|word| known.add(word));
        known
    }

    #[test]
    fn slips_carry_their_mend() {
        let table = [
            ("桌数不超过10且核实", "formula.no_gap", Some("桌数 不超过 10 且 核实")),
            ("时长 * 10分", "formula.unit", Some("10")),
            ("彩礼 <= 3万", "formula.unit", Some("30000")),
            ("彩礼 <= 3万元", "formula.unit", Some("30000")),
            ("时长 * 80%", "formula.percent", Some("0.8")),
            ("时长 * 12.5\u{FF05}", "formula.percent", Some("0.125")),
            ("彩礼 <= 30\u{FF0C}000", "formula.thousands", Some("30000")),
            ("10且核实", "formula.no_gap", Some("10 且 核实")),
            ("桌数10分", "formula.no_gap", None),
            ("时长 | 2", "formula.sign", None),
            ("等级 == \u{201C}优", "formula.quote", None),
        ];
        for (text, code, fix) in table {
            let (_, slips) = tokens(text, &vocabulary());
            let found: Vec<_> = slips.iter().map(|slip| (slip.code, slip.fix.as_deref())).collect();
            assert_eq!(found, [(code, fix)], "{text}");
        }
    }

    proptest! {
        // The top of the repository holds no folder of past failures; seeds are printed.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever is typed, the lexer ends and its places lie inside the text, in order.
        #[test]
        fn nothing_typed_confuses_the_lexer(text in "\\PC{0,60}") {
            let (tokens, slips) = tokens(&text, &vocabulary());
            let length = text.chars().count();
            let mut before = 0;
            for token in &tokens {
                prop_assert!(token.from >= before && token.from < token.to && token.to <= length);
                before = token.to;
            }
            prop_assert!(slips.iter().all(|slip| slip.from < slip.to && slip.to <= length));
        }
    }
}
