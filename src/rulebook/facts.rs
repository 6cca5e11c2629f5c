//! What was filled in, read by the types of 填报; and the value behind every name of a formula.
//!
//! Not here: formulas themselves.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::words::{Problem, Span};

use super::calendar;
use super::decision::Record;
use super::history::{History, last_on};
use super::names::{Input, nearest};
use super::numerals::{compared, plain};
use super::rule::{Field, FieldKind, Rule};
use super::spoken::Piece;
use super::streak;

/// A value in a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Number(Decimal),
    YesNo(bool),
    Date(NaiveDate),
    Text(Arc<str>),
    /// The day of something that never happened.
    Never,
}

impl Value {
    /// The number it is, if it is one.
    pub(super) fn number(&self) -> Option<Decimal> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }

    /// The text it is, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }
}

/// For readers: `15`, `是`, `2026-03-01`.
impl Piece for Value {
    fn join(&self, text: &mut String) {
        match self {
            Value::Number(number) => number.join(text),
            Value::YesNo(yes) => text.push_str(if *yes { "是" } else { "否" }),
            Value::Date(day) => day.join(text),
            Value::Text(chosen) => text.push_str(chosen),
            Value::Never => text.push_str("还没有"),
        }
    }
}

/// The longest text a fact may hold, in characters.
const MAX_TEXT: usize = 200;

/// Reads what was filled in. All problems at once; their pointers are `/facts/时长`.
pub(super) fn read(fields: &[Field], facts: &BTreeMap<String, String>, values: &mut Vec<Value>) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for field in fields {
        let read = facts.get(&*field.name).map_or_else(|| Err(format!("还没有填“{}”", field.label())), |raw| value(field, raw));
        match read {
            Ok(value) => values.push(value),
            Err(message) => problems.push(problem(&field.name, message, None)),
        }
    }
    if facts.len() > values.len() || !problems.is_empty() {
        problems.extend(strangers(fields, facts));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn problem(name: &str, message: String, fix: Option<String>) -> Problem {
    Problem { pointer: format!("/facts/{name}"), message, fix }
}

/// Facts the rule does not ask for.
fn strangers(fields: &[Field], facts: &BTreeMap<String, String>) -> Vec<Problem> {
    let known = || fields.iter().map(Field::name);
    let unknown = facts.keys().filter(|name| !known().any(|field| field == *name));
    unknown
        .map(|name| {
            let near = nearest(name, known());
            let hint = near.map_or(String::new(), |near| format!("，是不是“{near}”"));
            problem(name, format!("这条规则不用填“{name}”{hint}"), near.map(str::to_owned))
        })
        .collect()
}

/// Reads one value; the error says what to write instead.
pub(super) fn value(field: &Field, raw: &str) -> Result<Value, String> {
    // Full-width digits, as a Chinese input method types them into a form, are understood.
    let narrow = (!raw.is_ascii() && matches!(field.kind, FieldKind::Number { .. } | FieldKind::Date)).then(|| plain(raw));
    let (name, raw) = (&field.name, narrow.as_deref().unwrap_or(raw).trim());
    match &field.kind {
        FieldKind::Number { unit, whole, min, max } => {
            let number = decimal(raw).ok_or_else(|| match is_too_large(raw) {
                true => format!("“{name}”填的数太大了"),
                false => format!("“{name}”要填数字，现在是“{}”", excerpt(raw)),
            })?;
            if *whole && number.scale() > 0 && !number.is_integer() {
                return Err(format!("“{name}”要填整数，现在是 {}", number.normalize()));
            }
            if compared(number, *min).is_lt() {
                return Err(format!("“{name}”不能少于 {}{unit}，现在是 {}", min.normalize(), number.normalize()));
            }
            if compared(number, *max).is_gt() {
                return Err(format!("“{name}”不能超过 {}{unit}，现在是 {}", max.normalize(), number.normalize()));
            }
            Ok(Value::Number(number))
        }
        FieldKind::YesNo => yes_no(raw).map(Value::YesNo).ok_or_else(|| format!("“{name}”要填是或否，现在是“{}”", excerpt(raw))),
        FieldKind::Date => raw.parse().map(Value::Date).map_err(|_| match calendar::missing(raw) {
            Some(missing) => format!("“{name}”填的是“{}”：{missing}", excerpt(raw)),
            None => format!("“{name}”要填日期，像 2026-03-01，现在是“{}”", excerpt(raw)),
        }),
        FieldKind::Text if raw.is_empty() => Err(format!("还没有填“{name}”")),
        FieldKind::Text if raw.chars().count() > MAX_TEXT => Err(format!("“{name}”最多 {MAX_TEXT} 个字")),
        FieldKind::Text => Ok(Value::Text(raw.into())),
        FieldKind::Options(options) => {
            let chosen = options.iter().find(|option| ***option == *raw).cloned();
            chosen.map(Value::Text).ok_or_else(|| format!("“{name}”只能填{}，现在是“{}”", listed(options), excerpt(raw)))
        }
    }
}

fn excerpt(raw: &str) -> String {
    raw.chars().take(20).collect()
}

fn listed(options: &[Arc<str>]) -> String {
    options.iter().map(|option| &**option).collect::<Vec<_>>().join("、")
}

/// Digits as people write them; no exponents, at most ten decimals.
pub(super) fn decimal(raw: &str) -> Option<Decimal> {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    let plain = !digits.is_empty() && digits.len() <= 20 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    // Nearly all are whole.
    let whole = || raw.parse::<i64>().map(Decimal::from).ok();
    plain.then(|| whole().or_else(|| raw.parse().ok())).flatten()
}

/// Whether a text is a number with more digits than any can have.
pub(super) fn is_too_large(raw: &str) -> bool {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    digits.len() > 20 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// The words for yes and no.
pub(super) const YES_NO: [(&str, bool); 8] =
    [("是", true), ("真", true), ("true", true), ("yes", true), ("否", false), ("假", false), ("false", false), ("no", false)];

/// 是 or 否, in both key languages.
pub(super) fn yes_no(raw: &str) -> Option<bool> {
    YES_NO.iter().find(|(word, _)| *word == raw).map(|(_, flag)| *flag)
}

/// What judging a record may read: what was filled in, by field, and behind it what formulas of the rule read besides.
pub(super) fn values<H: History>(rule: &Rule, record: &Record<'_>, history: &H) -> Result<Vec<Value>, Vec<Problem>> {
    let mut values = Vec::with_capacity(rule.fields.len() + rule.reads.len());
    read(&rule.fields, record.facts, &mut values)?;
    values.extend(rule.reads.iter().map(|input| known(input, record.occurred_on, history)));
    Ok(values)
}

/// The value behind a name that is no field.
fn known<H: History>(input: &Input, day: NaiveDate, history: &H) -> Value {
    let whole = |n: i64| Value::Number(Decimal::from(n));
    match input {
        Input::Field(_) => Value::Never,
        Input::Day => Value::Date(day),
        Input::Year => whole(day.year().into()),
        Input::Month => whole(day.month().into()),
        Input::Quarter => whole(i64::from(day.month0() / 3 + 1)),
        Input::Balance => Value::Number(history.balance().decimal()),
        Input::HouseholdSize => whole(history.household_size().into()),
        Input::Times(need) => whole(history.tally(need).times),
        Input::Points(need) => Value::Number(history.tally(need).points.decimal()),
        Input::LastOn(need) => last_on(&history.periods(need), day).map_or(Value::Never, Value::Date),
        Input::Streak(need) => whole(streak::length(Span::Month.of(day), &history.periods(need)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldKind) -> Field {
        Field { name: "时长".into(), kind }
    }

    #[test]
    fn facts_are_read_by_type_and_problems_say_what_to_write() {
        let hours = || FieldKind::Number { unit: "小时".into(), whole: false, min: Decimal::ZERO, max: Decimal::from(24) };
        let count = || FieldKind::Number { unit: "".into(), whole: true, min: Decimal::ONE, max: Decimal::from(9) };
        let table = [
            (hours(), "1.5", Ok("1.5")),
            (hours(), "\u{FF11}.\u{FF15}", Ok("1.5")),
            (hours(), "-1", Err("“时长”不能少于 0小时，现在是 -1")),
            (hours(), "25", Err("“时长”不能超过 24小时，现在是 25")),
            (hours(), "两小时", Err("“时长”要填数字，现在是“两小时”")),
            (hours(), "1e3", Err("“时长”要填数字，现在是“1e3”")),
            (count(), "2.5", Err("“时长”要填整数，现在是 2.5")),
            (FieldKind::YesNo, "是", Ok("是")),
            (FieldKind::YesNo, "好", Err("“时长”要填是或否，现在是“好”")),
            (FieldKind::Date, "2026-02-30", Err("“时长”填的是“2026-02-30”：2026 年 2 月只有 28 天")),
            (FieldKind::Options(["优".into(), "良".into()].into()), "良", Ok("良")),
            (FieldKind::Options(["优".into(), "良".into()].into()), "中", Err("“时长”只能填优、良，现在是“中”")),
        ];
        for (kind, raw, expected) in table {
            let read = value(&field(kind), raw).map(|value| value.word());
            assert_eq!(read, expected.map(str::to_owned).map_err(str::to_owned), "{raw}");
        }
    }

    #[test]
    fn missing_and_foreign_facts_are_named() {
        let fields = [field(FieldKind::YesNo)];
        let facts = BTreeMap::from([("时常".to_owned(), "是".to_owned())]);
        let problems = read(&fields, &facts, &mut Vec::new()).unwrap_err();
        let shown: Vec<_> = problems.iter().map(|p| (p.pointer.as_str(), p.message.as_str())).collect();
        assert_eq!(shown, [("/facts/时长", "还没有填“时长”"), ("/facts/时常", "这条规则不用填“时常”，是不是“时长”")]);
    }
}
