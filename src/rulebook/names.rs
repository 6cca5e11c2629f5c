//! What the names in a formula mean: the rule's fields, the day, the subject's history.
//!
//! Nothing else can be named: no person, no clock, no file. Not here: values (`facts`) and types of whole formulas (`typing`).

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use pinyin::ToPinyin;

use crate::words::Span;

use super::history::{Measure, Need, Reach};
use super::looks::{self, skeleton};
use super::rule::{Field, FieldKind};
use super::segmenting::Vocabulary;

/// The type of a value in a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Number,
    /// A counter of a loop: a whole number of Rhai, not yet an exact decimal.
    Counter,
    YesNo,
    Date,
    Text,
    List,
    Table,
    /// A statement that gives nothing.
    Nothing,
    /// Not known before it is worked out.
    Any,
}

impl Type {
    /// What readers call it.
    pub(super) fn chinese(self) -> &'static str {
        match self {
            Type::Number | Type::Counter => "数",
            Type::YesNo => "是或否",
            Type::Date => "日期",
            Type::Text => "文字",
            Type::List => "一列值",
            Type::Table => "一张表",
            Type::Nothing => "没有结果",
            Type::Any => "任何值",
        }
    }

    /// Whether a value of this type can stand where the other is wanted.
    pub(super) fn fits(self, wanted: Type) -> bool {
        let plain = |t: Type| if t == Type::Counter { Type::Number } else { t };
        plain(self) == plain(wanted) || self == Type::Any || wanted == Type::Any
    }
}

/// Where the value of a name comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// The field of this number.
    Field(u16),
    /// 日期
    Day,
    /// 年
    Year,
    /// 月
    Month,
    /// 季
    Quarter,
    /// 余额
    Balance,
    /// 户内人数
    HouseholdSize,
    /// 本月次数
    Times(Box<Need>),
    /// 本月已得
    Points(Box<Need>),
    /// 上次日期
    LastOn(Box<Need>),
    /// 连续月数
    Streak(Box<Need>),
}

impl Input {
    /// The tally it reads.
    pub(super) fn need(&self) -> Option<&Need> {
        match self {
            Input::Times(need) | Input::Points(need) | Input::LastOn(need) | Input::Streak(need) => Some(need),
            _ => None,
        }
    }

    /// The unit behind its value in a sentence: `小时`, `分`, `次`, or nothing.
    pub(super) fn unit<'a>(&self, fields: &'a [Field]) -> &'a str {
        match self {
            Input::Field(at) => match fields.get(usize::from(*at)).map(Field::kind) {
                Some(FieldKind::Number { unit, .. }) => unit,
                _ => "",
            },
            Input::Balance | Input::Points(_) => "分",
            Input::HouseholdSize => "人",
            Input::Times(_) => "次",
            Input::Streak(_) => "个月",
            _ => "",
        }
    }
}

/// Names that do not depend on the rule.
const GENERAL: [(&str, Input, Type); 6] = [
    ("日期", Input::Day, Type::Date),
    ("年", Input::Year, Type::Number),
    ("月", Input::Month, Type::Number),
    ("季", Input::Quarter, Type::Number),
    ("余额", Input::Balance, Type::Number),
    ("户内人数", Input::HouseholdSize, Type::Number),
];

/// Every kind of period, for names like 本月已得.
pub(super) const SPANS: [Span; 7] = [Span::Day, Span::Week, Span::Month, Span::Quarter, Span::HalfYear, Span::Year, Span::Ever];

/// Names of history that no period stands in front of, and the tallies they are read from.
pub(super) const LAST_ON: (&str, Span) = ("上次日期", Span::Day);
pub(super) const STREAK: (&str, Span) = ("连续月数", Span::Month);

/// The names a formula of one rule can use.
pub(super) struct Names<'a> {
    pub(super) rule: &'a Arc<str>,
    pub(super) chapter: &'a Arc<str>,
    pub(super) reach: Reach,
    pub(super) fields: &'a [Field],
}

impl Names<'_> {
    /// What a name stands for.
    pub(super) fn find(&self, name: &str) -> Option<(Input, Type)> {
        if let Some(at) = self.fields.iter().position(|field| *field.name == *name) {
            return Some((Input::Field(at as u16), field_type(&self.fields[at].kind)));
        }
        let general = GENERAL.into_iter().find(|(known, ..)| *known == name).map(|(_, input, kind)| (input, kind));
        general.or_else(|| self.history(name))
    }

    /// 本月次数, 本类本年已得, 全部上次日期 …
    fn history(&self, name: &str) -> Option<(Input, Type)> {
        let (measure, rest) = if let Some(rest) = name.strip_prefix("本类") {
            (Measure::Chapter(self.chapter.clone()), rest)
        } else if let Some(rest) = name.strip_prefix("全部") {
            (Measure::All, rest)
        } else {
            (Measure::Rule(self.rule.clone()), name)
        };
        let need = |span| Box::new(Need { reach: self.reach, measure: measure.clone(), span });
        if rest == LAST_ON.0 {
            return Some((Input::LastOn(need(LAST_ON.1)), Type::Date));
        }
        if rest == STREAK.0 {
            return Some((Input::Streak(need(STREAK.1)), Type::Number));
        }
        SPANS.into_iter().find_map(|span| match rest.strip_prefix(span.current())? {
            "次数" => Some((Input::Times(need(span)), Type::Number)),
            "已得" => Some((Input::Points(need(span)), Type::Number)),
            _ => None,
        })
    }

    /// Whether the word is an option of one of the fields, and no name.
    pub(super) fn is_option(&self, word: &str) -> bool {
        self.find(word).is_none() && self.options().any(|option| option == word)
    }

    fn options(&self) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .filter_map(|field| match &field.kind {
                FieldKind::Options(options) => Some(options.iter().map(|option| &**option)),
                _ => None,
            })
            .flatten()
    }

    /// Every word a formula may use.
    pub(super) fn vocabulary(&self) -> Vocabulary {
        let mut known = Vocabulary::new(general_words());
        self.fields.iter().for_each(|field| known.add(&field.name));
        self.options().for_each(|option| known.add(option));
        known
    }
}

/// The words that do not depend on the rule.
pub(super) fn general_words() -> &'static HashSet<String> {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: HashSet<String> = GENERAL.iter().map(|(name, ..)| (*name).to_owned()).collect();
        words.extend(super::functions::TABLE.iter().map(|function| function.name.to_owned()));
        for measure in ["", "本类", "全部"] {
            words.extend([LAST_ON, STREAK].map(|(name, _)| format!("{measure}{name}")));
            let counts = SPANS.iter().flat_map(|span| ["次数", "已得"].map(|count| format!("{measure}{}{count}", span.current())));
            words.extend(counts);
        }
        words
    })
}

fn field_type(kind: &FieldKind) -> Type {
    match kind {
        FieldKind::Number { .. } => Type::Number,
        FieldKind::YesNo => Type::YesNo,
        FieldKind::Date => Type::Date,
        FieldKind::Text | FieldKind::Options(_) => Type::Text,
    }
}

/// How an example or a question names a tally: 本月已得 of the rule's own subject, 本户本月已得 of another, 取高已得 of its group.
pub(super) fn history_name(need: &Need, own: Reach, count: &str) -> String {
    let span = if matches!(need.measure, Measure::Highest(_)) { "" } else { need.span.current() };
    format!("{}{span}{count}", whose(need, own))
}

/// What stands in front of a name of history: nothing, 本户, 本类, 本户全部, 取高.
pub(super) fn whose(need: &Need, own: Reach) -> String {
    let reach = if need.reach == own { "" } else { need.reach.own() };
    match &need.measure {
        Measure::Highest(_) => "取高".to_owned(),
        Measure::Rule(_) | Measure::Total { .. } | Measure::Done { .. } | Measure::Recorded => reach.to_owned(),
        Measure::Chapter(_) => format!("{reach}本类"),
        Measure::All => format!("{reach}全部"),
    }
}

/// The longest word worth comparing, in characters.
const LONGEST: usize = 40;

/// Characters that turn a word into its opposite.
const DENIALS: [char; 8] = ['不', '非', '未', '无', '没', '免', '勿', '别'];

/// Characters of which one in the place of the other turns a word into its opposite.
const OPPOSITES: [(char, char); 12] = [
    ('得', '扣'),
    ('加', '扣'),
    ('加', '减'),
    ('奖', '罚'),
    ('和', '或'),
    ('且', '或'),
    ('起', '止'),
    ('大', '小'),
    ('多', '少'),
    ('上', '下'),
    ('前', '后'),
    ('有', '无'),
];

/// Whether two words that are written alike say the opposite of one another.
fn are_opposite(one: &str, other: &str) -> bool {
    let denies = |word: &str| word.contains(DENIALS);
    let turned = |(a, b): (char, char)| one.contains(a) && !one.contains(b) && other.contains(b) && !other.contains(a);
    denies(one) != denies(other) || OPPOSITES.into_iter().any(|(a, b)| turned((a, b)) || turned((b, a)))
}

/// Signs that count: a word with another number in it means something else. 一年半 is not 一年.
fn figures(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|c| c.is_ascii_digit() || "零一二两三四五六七八九十百千万半多".contains(*c))
}

/// How a word is pronounced, as far as it is written in Chinese.
fn sound(word: &str) -> String {
    word.chars().map(|c| c.to_pinyin().map_or_else(|| c.to_string(), |sound| sound.plain().to_owned())).collect()
}

/// Other names people have for a word of the rule language.
#[rustfmt::skip]
const OTHER_NAMES: [(&str, &str); 36] = [
    ("积分", "分值"), ("分数", "分值"), ("得分", "分值"), ("记分", "分值"), ("封顶", "上限"), ("限额", "上限"), ("最多", "上限"), ("频次", "上限"), ("频率", "上限"), ("次数", "上限"), ("证据", "凭证"),
    ("审批", "审核"), ("备注", "说明"), ("举例", "比如"), ("例子", "比如"), ("例如", "比如"),
    ("拍照", "照片"), ("拍照片", "照片"), ("相片", "照片"), ("图片", "照片"), ("截图", "照片"), ("票据", "证明"), ("证书", "证明"), ("无", "不需要"), ("不用", "不需要"),
    ("农户", "户"), ("家庭", "户"), ("家", "户"), ("本人", "个人"), ("村民", "个人"),
    ("钟头", "小时"), ("块", "元"), ("单人", "一人"), ("双人", "两人"), ("不审", "免审"), ("不用审", "免审"),
];

/// What somebody who wrote another word may have meant: the word it is another name for, the one written most alike, or the only one that it holds.
pub(super) fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    let is_other_name = |name: &&str| OTHER_NAMES.contains(&(word, *name));
    let held: Vec<&str> = known.iter().copied().filter(|name| name.chars().nth(1).is_some() && word.contains(name)).collect();
    let longest = held.iter().copied().max_by_key(|name| name.len());
    let only = longest.filter(|longest| held.iter().all(|name| longest.contains(name)) && !are_opposite(word, longest) && *longest != word);
    known.iter().copied().find(is_other_name).or_else(|| nearest(word, known.iter().copied())).or(only)
}

/// The word written most alike, if it is alike at all and not the opposite; of two equally alike the one that sounds more like it, for people type by sound.
/// A single character is alike to nothing but a word that holds it: 件数 and 件.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let is_word = |word: &str| word.chars().nth(1).is_some();
    let skeleton = skeleton(word);
    let distance = |other: &str| {
        if looks::skeleton(other) == skeleton {
            return Some(0);
        }
        // What differs more in length than words may differ is not compared letter by letter.
        let is_near = other.chars().count().abs_diff(length) * 2 <= length;
        let compares = is_near && is_word(word) && (is_word(other) || word.contains(other));
        let distance = compares.then(|| strsim::osa_distance(word, other)).filter(|distance| distance * 2 <= length);
        distance.filter(|_| figures(word).eq(figures(other)) && !are_opposite(word, other))
    };
    let mut best: Vec<&str> = Vec::new();
    let mut least = usize::MAX;
    for other in known {
        let Some(distance) = distance(other).filter(|distance| *distance <= least) else { continue };
        if distance < least {
            best.clear();
        }
        least = distance;
        best.push(other);
    }
    // Of words that sound equally alike the first in the alphabet: the answer must not depend on the order of a hash table.
    let by_sound = |other: &&str| (strsim::osa_distance(&sound(word), &sound(other)), (*other).to_owned());
    let best = if best.len() > 1 { best.into_iter().min_by_key(by_sound) } else { best.pop() };
    best.filter(|other| *other != word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_history_say_which_tally_is_read() {
        let (rule, chapter): (Arc<str>, Arc<str>) = ("志愿服务".into(), "公益".into());
        let names = Names { rule: &rule, chapter: &chapter, reach: Reach::Person, fields: &[] };
        let read = |name: &str| names.find(name).and_then(|(input, _)| input.need().map(|n| format!("{} {:?}", n.measure, n.span)));
        let table = [
            ("本月已得", Some("rule:志愿服务 Month")),
            ("本类本年次数", Some("chapter:公益 Year")),
            ("全部累计已得", Some("all Ever")),
            ("本半年已得", Some("rule:志愿服务 HalfYear")),
            ("上次日期", Some("rule:志愿服务 Day")),
            ("本类连续月数", Some("chapter:公益 Month")),
            ("本月", None),
            ("余额", None),
        ];
        for (name, expected) in table {
            assert_eq!(read(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn only_words_that_are_alike_are_suggested() {
        let known = ["时长", "彩礼", "本月已得"];
        assert_eq!(nearest("时常", known), Some("时长"));
        assert_eq!(nearest("本月以得", known), Some("本月已得"));
        assert_eq!(nearest("天气", known), None);
        for (word, other) in
            [("不要照片", "照片"), ("照片和证明", "照片或证明"), ("本月已扣", "本月已得"), ("中", "优"), ("A", "止"), ("加分", "扣分")]
        {
            assert_eq!(nearest(word, [other]), None, "{word} is not {other}");
        }
        assert_eq!(nearest("件数", ["件"]), Some("件"));
        for (word, other) in [("一年半", "一年"), ("第3组", "第2组")] {
            assert_eq!(nearest(word, [other]), None, "{word} is not {other}");
        }
        assert_eq!(nearest("小是", ["小数", "小时"]), Some("小时"), "people type by sound");
        assert_eq!(nearest("p\u{0430}", ["pa", "pb"]), Some("pa"), "a letter of another alphabet");
        let evidence = ["照片", "证明", "照片或证明", "不需要"];
        let table = [
            ("拍照", Some("照片")),
            ("照片 1 张", Some("照片")),
            ("照片或证明都行", Some("照片或证明")),
            ("照片和证明", None),
            ("不要照片", None),
        ];
        for (word, expected) in table {
            assert_eq!(meant(word, evidence), expected, "{word}");
        }
        let long = "长".repeat(60);
        assert_eq!(nearest(&format!("{long}短"), [long.as_str()]), None, "a hostile word is not compared");
    }
}
