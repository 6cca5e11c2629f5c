//! Reading 填报: what whoever records must fill in.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::dialect::WORDS;
use super::doubles;
use super::finding::Mend;
use super::form::{self, Form};
use super::functions;
use super::history::Reach;
use super::keys;
use super::looks::skeleton;
use super::marks::Findings;
use super::names::{Names, meant};
use super::rule::{Field, FieldKind};
use super::yaml::{Entry, Node, Shape};

/// The largest number a field takes unless it says otherwise.
pub(super) const MOST: i64 = 100_000_000;

/// The most fields of a rule, and the most options of a field.
const MOST_FIELDS: usize = 60;
pub(super) const MOST_OPTIONS: usize = 200;

/// Kinds of numbers: Chinese, English, unit for readers, only whole ones.
const NUMBERS: [(&str, &str, &str, bool); 24] = [
    ("整数", "integer", "", true),
    ("数字", "number", "", false),
    ("数", "decimal", "", false),
    ("小数", "real", "", false),
    ("小时", "hours", "小时", false),
    ("分钟", "minutes", "分钟", false),
    ("元", "yuan", "元", false),
    ("天", "days", "天", false),
    ("月", "months", "个月", true),
    ("年", "years", "年", true),
    ("人", "people", "人", true),
    ("次", "times", "次", true),
    ("桌", "tables", "桌", true),
    ("户", "households", "户", true),
    ("个", "pieces", "个", true),
    ("件", "items", "件", true),
    ("棵", "trees", "棵", true),
    ("岁", "age", "岁", true),
    ("斤", "jin", "斤", false),
    ("公斤", "kilograms", "公斤", false),
    ("亩", "mu", "亩", false),
    ("米", "metres", "米", false),
    ("平方米", "square_metres", "平方米", false),
    ("公里", "kilometres", "公里", false),
];

const OTHERS: [(&str, &str, FieldKind); 3] =
    [("是否", "yes_no", FieldKind::YesNo), ("日期", "date", FieldKind::Date), ("文字", "text", FieldKind::Text)];

/// The unit of a word of measure as readers see it: `小时` of `小时` or `hours`.
pub(super) fn unit(word: &str) -> Option<&'static str> {
    let known = NUMBERS.iter().find(|(chinese, english, unit, _)| !unit.is_empty() && [*chinese, *english, *unit].contains(&word));
    known.map(|(_, _, unit, _)| *unit)
}

/// Every word for a kind of field, in both languages.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    let numbers = NUMBERS.iter().flat_map(|(chinese, english, ..)| [*chinese, *english]);
    numbers.chain(OTHERS.iter().flat_map(|(chinese, english, _)| [*chinese, *english]))
}

/// What 填报 asks for.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) fields: Vec<Field>,
    /// Names of fields that could not be read; that is reported, and nothing is said of a formula that uses one.
    pub(super) unread: Vec<Box<str>>,
    /// Nobody knows which fields there are; that is reported, and nothing is said of formulas.
    pub(super) is_unknown: bool,
}

impl Asked {
    /// What stands for fields of which nothing can be read.
    pub(super) fn unknown() -> Self {
        Self { is_unknown: true, ..Self::default() }
    }

    /// Whether a name may be that of a field that could not be read.
    pub(super) fn may_be(&self, name: &str) -> bool {
        self.is_unknown || self.unread.iter().any(|unread| **unread == *name)
    }
}

/// The fields of a rule.
pub(super) fn read(entry: &Entry, findings: &mut Findings<'_>) -> Asked {
    let Some(entries) = form::table(&entry.value, &entry.key, findings) else { return Asked::unknown() };
    if !form::is_few(entries.len(), MOST_FIELDS, &entry.key, entry.key_mark, findings) {
        return Asked::unknown();
    }
    let (mut fields, mut unread): (Vec<Field>, Vec<Box<str>>) = (Vec::new(), Vec::new());
    for entry in entries {
        if fields.iter().any(|field| *field.name == *entry.key) {
            findings.error("yaml.duplicate", entry.key_mark, format!("“{}”写了两遍，请只留一个。", entry.key));
            continue;
        }
        let named = is_free(entry, findings);
        match kind(entry, findings).filter(|_| named) {
            Some(kind) => fields.push(Field { name: findings.word(&entry.key), kind }),
            None => unread.push(entry.key.clone()),
        }
    }
    Asked { fields, unread, is_unknown: false }
}

/// What an example says a record earns: a field of this name could never be given in one.
const EARNS: [&str; 2] = ["得", "expect"];

/// Whether a field may have this name: one word that does not mean something else already.
fn is_free(entry: &Entry, findings: &mut Findings<'_>) -> bool {
    let name = &*entry.key;
    let mut letters = name.chars();
    let is_word =
        letters.next().is_some_and(unicode_xid::UnicodeXID::is_xid_start) && letters.all(unicode_xid::UnicodeXID::is_xid_continue);
    if !is_word || name.chars().count() > 20 {
        findings.error("field.name", entry.key_mark, format!("“{name}”不能作名称：用一个词，不带空格和符号，最多 20 个字。"));
        return false;
    }
    let empty: Arc<str> = "".into();
    let general = Names { rule: &empty, chapter: &empty, reach: Reach::Household, fields: &[] };
    let taken =
        general.find(name).is_some() || WORDS.iter().any(|(word, _)| *word == name) || functions::TABLE.iter().any(|f| f.name == name);
    if taken {
        findings.error("field.name", entry.key_mark, format!("“{name}”在公式里已经有固定的意思，请换一个名称。"));
    }
    if EARNS.contains(&name) {
        findings.error("field.name", entry.key_mark, format!("“{name}”在比如里是得几分的意思，请换一个名称，比如“得数”。"));
    }
    !taken && !EARNS.contains(&name)
}

fn kind(entry: &Entry, findings: &mut Findings<'_>) -> Option<FieldKind> {
    match &entry.value.shape {
        Shape::Text { text, .. } => named(text, &entry.value, findings),
        Shape::List(items) => options(items, &entry.value, findings),
        Shape::Table(entries) => written_out(&Form::read(entries, keys::FIELD, findings), entry, findings),
    }
}

fn named(word: &str, node: &Node, findings: &mut Findings<'_>) -> Option<FieldKind> {
    if let Some((.., unit, whole)) = NUMBERS.iter().find(|(chinese, english, ..)| *chinese == word || *english == word) {
        return Some(FieldKind::Number { unit: findings.word(unit), whole: *whole, min: Decimal::ZERO, max: Decimal::from(MOST) });
    }
    if let Some((.., kind)) = OTHERS.iter().find(|(chinese, english, _)| *chinese == word || *english == word) {
        return Some(kind.clone());
    }
    let known = NUMBERS.iter().map(|(chinese, ..)| *chinese).chain(OTHERS.iter().map(|(chinese, ..)| *chinese));
    let near = meant(word, known);
    let hint = near.map_or_else(
        || "可以写整数、数字、小时、元、是否、日期、文字，或者 [优, 良, 差] 这样几个选项。".to_owned(),
        |near| format!("是不是“{near}”？"),
    );
    findings.mendable("field.kind", node.mark, format!("填报里没有“{word}”这一类，{hint}"), near.map(Mend::guess));
    None
}

fn options(items: &[Node], node: &Node, findings: &mut Findings<'_>) -> Option<FieldKind> {
    if !form::is_few(items.len(), MOST_OPTIONS, "选项", node.mark, findings) {
        return None;
    }
    let mut options: Vec<Arc<str>> = Vec::with_capacity(items.len());
    for item in items {
        let Some(text) = item.text().filter(|text| !text.is_empty()) else {
            findings.error("field.options", item.mark, "选项要写成一个个词。");
            return None;
        };
        if let Some(earlier) = options.iter().find(|option| skeleton(option) == skeleton(text)) {
            findings.error("yaml.duplicate", item.mark, format!("选项{}", doubles::twice(text, earlier)));
            return None;
        }
        options.push(findings.word(text));
    }
    if options.is_empty() {
        findings.error("field.options", node.mark, "这里还没有写选项。");
    }
    (!options.is_empty()).then(|| FieldKind::Options(options.into()))
}

fn written_out(form: &Form<'_>, entry: &Entry, findings: &mut Findings<'_>) -> Option<FieldKind> {
    if let Some(listed) = form.get("选项")
        && let Shape::List(items) = &listed.value.shape
    {
        return options(items, &listed.value, findings);
    }
    let Some(word) = form.get("类型") else {
        findings.error("field.kind", entry.key_mark, format!("“{}”没有写类型，比如“类型: 整数”。", entry.key));
        return None;
    };
    let kind = match &word.value.shape {
        Shape::List(items) => options(items, &word.value, findings)?,
        _ => named(form::text(word, findings)?, &word.value, findings)?,
    };
    let FieldKind::Number { mut unit, whole, mut min, mut max } = kind else { return Some(kind) };
    if let Some(least) = form.get("最小") {
        min = form::number(&least.value, &least.key, findings)?;
    }
    if let Some(most) = form.get("最大") {
        max = form::number(&most.value, &most.key, findings)?;
    }
    if let Some(named) = form.get("单位") {
        let text = form::text(named, findings)?;
        unit = findings.word(text);
    }
    if min > max {
        findings.error("field.bounds", entry.value.mark, format!("“{}”的最小（{min}）比最大（{max}）还大。", entry.key));
        return None;
    }
    Some(FieldKind::Number { unit, whole, min, max })
}
