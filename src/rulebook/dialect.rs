//! Rhai in Chinese: the words of the dialect, and tokens written as Rhai with an exact map of columns.
//!
//! A normaliser in front of the parser, because the parser fuses characters before anything could be mapped. Not here: finding the
//! tokens (`lexer`), what names mean (`names`), types (`typing`) and running (`sandbox`).

/// A piece of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// As Rhai spells it; of a text literal the contents.
    pub(super) text: String,
    /// First character in the source.
    pub(super) from: usize,
    /// The character after the last.
    pub(super) to: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Date,
    Name,
    Literal,
    Symbol,
    Break,
}

/// The words of the dialect and what Rhai calls them.
pub(super) const WORDS: &[(&str, &str)] = &[
    ("如果", "if"),
    ("否则如果", "else if"),
    ("否则", "else"),
    ("且", "&&"),
    ("并且", "&&"),
    ("或", "||"),
    ("或者", "||"),
    ("非", "!"),
    ("令", "let"),
    ("返回", "return"),
    ("对于", "for"),
    ("在", "in"),
    ("真", "true"),
    ("是", "true"),
    ("假", "false"),
    ("否", "false"),
    ("不少于", ">="),
    ("不小于", ">="),
    ("不低于", ">="),
    ("大于等于", ">="),
    ("不超过", "<="),
    ("不大于", "<="),
    ("不高于", "<="),
    ("不多于", "<="),
    ("小于等于", "<="),
    ("大于", ">"),
    ("超过", ">"),
    ("多于", ">"),
    ("小于", "<"),
    ("少于", "<"),
    ("不足", "<"),
    ("等于", "=="),
    ("不等于", "!="),
    ("加", "+"),
    ("减", "-"),
    ("乘", "*"),
    ("乘以", "*"),
    ("除以", "/"),
];

/// A formula as Rhai reads it.
pub(super) struct Rhai {
    pub(super) text: String,
    /// Where each token begins in `text` (line and column from 1), and its characters in the source.
    spots: Vec<(usize, usize, usize, usize)>,
}

impl Rhai {
    /// The characters of the source behind a place in the Rhai text: the token that covers it.
    pub(super) fn source_of(&self, line: usize, column: usize) -> Option<(usize, usize)> {
        let after = self.spots.partition_point(|spot| (spot.0, spot.1) <= (line, column));
        self.spots.get(after.checked_sub(1)?).map(|spot| (spot.2, spot.3))
    }
}

/// Writes tokens as Rhai. Every number becomes an exact decimal (`10` → `10.0`, so that 10/4 is 2.5) except beside `..`, where Rhai
/// counts in whole numbers. `is_option` tells names that are options of a field: `等级 == 优` means the word itself.
pub(super) fn rhai(tokens: &[Token], is_option: impl Fn(&str) -> bool) -> Rhai {
    let mut written = Rhai { text: String::new(), spots: Vec::with_capacity(tokens.len()) };
    let (mut line, mut column) = (1, 1);
    let is_range = |token: Option<&Token>| token.is_some_and(|t| t.kind == Kind::Symbol && t.text.starts_with(".."));
    for (at, token) in tokens.iter().enumerate() {
        let beside_range = is_range(tokens.get(at + 1)) || (at > 0 && is_range(tokens.get(at - 1)));
        let text = match token.kind {
            Kind::Number if beside_range || token.text.contains('.') => token.text.clone(),
            Kind::Number => format!("{}.0", token.text),
            Kind::Date => format!("日(\"{}\")", token.text),
            Kind::Literal => quoted(&token.text),
            Kind::Name if is_option(&token.text) => quoted(&token.text),
            Kind::Name | Kind::Symbol | Kind::Break => token.text.clone(),
        };
        written.spots.push((line, column, token.from, token.to));
        written.text.push_str(&text);
        if token.kind == Kind::Break {
            (line, column) = (line + 1, 1);
        } else {
            written.text.push(' ');
            column += text.chars().count() + 1;
        }
    }
    written
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lexer::tokens;
    use super::super::segmenting::Vocabulary;
    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut known = Vocabulary::new(super::super::names::general_words());
        ["桌数", "彩礼", "核实", "时长", "等级", "优", "最小"].iter().for_each(|word| known.add(word));
        known
    }

    fn written(text: &str) -> String {
        let (tokens, slips) = tokens(text, &vocabulary());
        assert_eq!(slips, vec![], "{text}");
        rhai(&tokens, |word| word == "优").text.trim_end().to_owned()
    }

    #[test]
    fn chinese_becomes_rhai() {
        let table = [
            ("桌数 不超过 10 且 核实", "桌数 <= 10.0 && 核实"),
            ("桌数 \u{2264} 10 或者 非 核实", "桌数 <= 10.0 || ! 核实"),
            ("桌数 <= 10 && !核实", "桌数 <= 10.0 && ! 核实"),
            ("\u{FF08}时长 \u{FF0B} \u{FF11}\u{FF09}\u{00D7}\u{FF12}\u{3002}\u{FF15}", "( 时长 + 1.0 ) * 2.5"),
            ("最小\u{FF08}时长\u{FF0C} 10\u{FF09}\u{00F7}2", "最小 ( 时长 , 10.0 ) / 2.0"),
            ("等级 等于 \u{201C}优\u{201D}", "等级 == \"优\""),
            ("等级 == 优", "等级 == \"优\""),
            ("等级 != '优'", "等级 != \"优\""),
            ("等级 == \u{201C}双\"引\\号\u{201D}", "等级 == \"双\\\"引\\\\号\""),
            ("如果 时长 > 2 { 5 } 否则如果 核实 { 3 } 否则 { 0 }", "if 时长 > 2.0 { 5.0 } else if 核实 { 3.0 } else { 0.0 }"),
            ("对于 次 在 1..3 { 令 甲 = 次 }", "for 次 in 1 .. 3 { let 甲 = 次 }"),
            ("时长 // 说明\u{FF1A}不算\n* 2", "时长 \n* 2.0"),
            ("时长 % 2", "时长 % 2.0"),
            ("是 且 否", "true && false"),
        ];
        for (text, expected) in table {
            assert_eq!(written(text), expected, "{text}");
        }
        assert_eq!(written("日期 >= 2026-03-01"), "日期 >= 日(\"2026-03-01\")");
    }

    /// Any piece a formula may hold, as typed.
    fn piece() -> impl Strategy<Value = &'static str> {
        proptest::sample::select(vec![
            "桌数",
            "时长",
            "10",
            "0.5",
            "\u{FF11}\u{FF12}",
            "且",
            "或",
            "非",
            "不超过",
            "\u{2265}",
            "<=",
            "(",
            "\u{FF09}",
            "\u{FF0C}",
            "+",
            "\u{00D7}",
            "\u{201C}好 的\u{201D}",
            "\"a\"",
            "如果",
            "优",
            "2026-03-01",
            "\n",
            "..",
            "最小",
        ])
    }

    proptest! {
        // The top of the repository holds no folder of past failures; seeds are printed.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Every token's place in the Rhai text leads back to exactly the characters it was typed with.
        #[test]
        fn columns_lead_back_to_what_was_typed(pieces in proptest::collection::vec((piece(), 1_usize..4), 1..20)) {
            let text: String = pieces.iter().map(|(piece, gap)| format!("{piece}{}", " ".repeat(*gap))).collect();
            let (tokens, _) = tokens(&text, &vocabulary());
            let rhai = rhai(&tokens, |word| word == "优");
            let (mut line, mut column, mut nth) = (1, 1, 0);
            let lines: Vec<&str> = rhai.text.split('\n').collect();
            for spot in &rhai.spots {
                prop_assert!(spot.0 > line || (spot.0 == line && spot.1 >= column), "spots are in order");
                (line, column) = (spot.0, spot.1);
                let token = &tokens[nth];
                prop_assert_eq!(rhai.source_of(line, column), Some((token.from, token.to)));
                if token.kind == Kind::Symbol {
                    let at: String = lines[line - 1].chars().skip(column - 1).take(token.text.chars().count()).collect();
                    prop_assert_eq!(&at, &token.text);
                }
                nth += 1;
            }
            prop_assert_eq!(nth, tokens.len());
        }
    }
}
