//! Words typed without a gap: finding where one ends and the next begins.
//!
//! Chinese has no spaces, so `桌数不超过10且核实` reaches the lexer as one word. It is split only into words that are all known.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::dialect::WORDS;

/// The words a formula may use besides the dialect's own: those every formula may use, and those of its rule.
pub(super) struct Vocabulary {
    general: &'static HashSet<String>,
    own: HashSet<String>,
}

impl Vocabulary {
    /// The words every formula may use.
    pub(super) fn new(general: &'static HashSet<String>) -> Self {
        Self { general, own: HashSet::new() }
    }

    /// Makes a word of the rule known.
    pub(super) fn add(&mut self, word: &str) {
        self.own.insert(word.to_owned());
    }

    /// Whether the word is known.
    pub(super) fn contains(&self, word: &str) -> bool {
        self.own.contains(word) || self.general.contains(word)
    }

    /// Every known word.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.own.iter().chain(self.general).map(String::as_str)
    }
}

/// Units people write behind a number; a formula does without them.
const UNITS: [&str; 24] = [
    "分",
    "小时",
    "个小时",
    "钟头",
    "元",
    "块",
    "块钱",
    "天",
    "日",
    "个月",
    "月",
    "年",
    "次",
    "回",
    "人",
    "户",
    "桌",
    "个",
    "斤",
    "亩",
    "米",
    "公里",
    "岁",
    "本",
];

/// The longest run worth splitting, in characters; the effort grows with its square.
const LONGEST_RUN: usize = 80;

/// A run as words with gaps between them and units left out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// It reads.
    Reads(String),
    /// Two values stand beside each other, one of them a number.
    LacksSign,
}

/// The run as words; `None` unless it is at least two known words. Two that are no more than names are none: an option may be called like two others.
pub(super) fn split(run: &str, known: &Vocabulary) -> Option<Split> {
    let chars: Vec<char> = run.chars().collect();
    if chars.len() > LONGEST_RUN {
        return None;
    }
    // From every place the pieces to the end, or nothing if there is no way. Worked out from the end, longest piece first.
    let mut from: Vec<Option<Vec<String>>> = vec![None; chars.len() + 1];
    from[chars.len()] = Some(Vec::new());
    for start in (0..chars.len()).rev() {
        from[start] = (start + 1..=chars.len()).rev().find_map(|end| {
            let rest = from[end].as_ref()?;
            let piece = piece(&chars, start, end, known)?;
            Some(std::iter::once(piece).chain(rest.iter().cloned()).collect())
        });
    }
    let pieces = from.swap_remove(0)?;
    let is_number = |piece: &str| piece.starts_with(|c: char| c.is_ascii_digit());
    let is_value = |piece: &str| !WORDS.iter().any(|(chinese, rhai)| *chinese == piece && !matches!(*rhai, "true" | "false"));
    let mut beside = pieces.windows(2).filter(|pair| pair.iter().all(|piece| is_value(piece))).peekable();
    match (pieces.len(), beside.peek()) {
        (0 | 1, _) => None,
        (_, None) => Some(Split::Reads(pieces.join(" "))),
        _ => beside.flatten().any(|piece| is_number(piece)).then_some(Split::LacksSign),
    }
}

/// A known word, or a number, with its unit or without: `3万元` is 30000.
fn piece(chars: &[char], start: usize, end: usize, known: &Vocabulary) -> Option<String> {
    let text: String = chars[start..end].iter().collect();
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    if is_digit(start) {
        let whole = !is_digit(end) && (start == 0 || !is_digit(start - 1));
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let number = if digits == text.len() { Some(text) } else { scaled(&text[..digits], &text[digits..]) };
        return number.filter(|_| whole);
    }
    (known.contains(&text) || WORDS.iter().any(|(chinese, _)| *chinese == text)).then_some(text)
}

/// A number without the unit stuck to it: `10分` is 10, `3万` is 30000. `None` if the word is no unit.
pub(super) fn scaled(number: &str, word: &str) -> Option<String> {
    let value: Decimal = number.parse().ok()?;
    let (times, unit) = match word.chars().next()? {
        '万' => (10_000, &word['万'.len_utf8()..]),
        '千' => (1_000, &word['千'.len_utf8()..]),
        '百' => (100, &word['百'.len_utf8()..]),
        _ => (1, word),
    };
    let is_unit = unit.is_empty() || UNITS.contains(&unit);
    is_unit.then(|| (value * Decimal::from(times)).normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(words: &[&str]) -> Vocabulary {
        let mut known = Vocabulary::new(super::super::names::general_words());
        words.iter().for_each(|word| known.add(word));
        known
    }

    #[test]
    fn runs_are_split_only_into_known_words() {
        let known = vocabulary(&["桌数", "核实", "时长"]);
        let table = [
            ("桌数不超过10且核实", Some("桌数 不超过 10 且 核实")),
            ("桌数核实", None),
            ("核实是", None),
            ("非核实", Some("非 核实")),
            ("10分且核实", Some("10 且 核实")),
            ("时长大于等于2小时", Some("时长 大于等于 2")),
            ("本月已得小于20", Some("本月已得 小于 20")),
            ("桌数小于3万", Some("桌数 小于 30000")),
            ("桌数不超过20且时长小于5万元", Some("桌数 不超过 20 且 时长 小于 50000")),
            ("时长加5分", Some("时长 加 5")),
            ("桌数乘2", Some("桌数 乘 2")),
            ("桌数", None),
            ("桌子数", None),
            ("彩礼不超过10", None),
        ];
        for (run, expected) in table {
            assert_eq!(split(run, &known), expected.map(|words| Split::Reads(words.to_owned())), "{run}");
        }
        assert_eq!(split("桌数10分", &known), Some(Split::LacksSign));
    }

    #[test]
    fn a_run_too_long_for_a_formula_is_left_alone() {
        assert_eq!(split(&"时长".repeat(100), &vocabulary(&["时长"])), None);
    }

    #[test]
    fn units_are_dropped_and_ten_thousands_counted() {
        let table = [
            ("10", "分", Some("10")),
            ("3", "万", Some("30000")),
            ("1.5", "万元", Some("15000")),
            ("2", "个小时", Some("2")),
            ("2", "喵", None),
        ];
        for (number, word, expected) in table {
            assert_eq!(scaled(number, word).as_deref(), expected, "{number}{word}");
        }
    }
}
