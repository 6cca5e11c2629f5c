//! The built-in helpers of formulas: 取整 向上取整 四舍五入 最大 最小 绝对值 累进 查表 相差天数 相差月数 属于.
//!
//! Pure and exact; each says in Chinese why it cannot answer.

use std::ops::{Range, RangeInclusive};

use chrono::{Datelike, NaiveDate};
use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, Position};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::names::Type;

/// One helper as the type check sees it.
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) takes: &'static [Type],
    /// So many arguments at most; further ones are of the last type.
    pub(super) most: usize,
    pub(super) gives: Type,
    /// How it is used, for a finding.
    pub(super) example: &'static str,
}

const fn function(name: &'static str, takes: &'static [Type], gives: Type, example: &'static str) -> Function {
    Function { name, takes, most: takes.len(), gives, example }
}

use Type::{Any, Date, List, Number, Table, Text, YesNo};

/// All helpers.
pub(super) const TABLE: [Function; 11] = [
    function("取整", &[Number], Number, "取整(时长)"),
    function("向上取整", &[Number], Number, "向上取整(时长)"),
    Function {
        name: "四舍五入", takes: &[Number], most: 2, gives: Number, example: "四舍五入(时长) 或 四舍五入(时长, 1)"
    },
    Function { name: "最大", takes: &[Number, Number], most: 4, gives: Number, example: "最大(人数, 10)" },
    Function { name: "最小", takes: &[Number, Number], most: 4, gives: Number, example: "最小(人数, 10)" },
    function("绝对值", &[Number], Number, "绝对值(余额)"),
    function("累进", &[Number, List], Number, "累进(时长, [[10, 2], [20, 1]])"),
    function("查表", &[Text, Table], Number, "查表(等级, #{优: 5, 良: 3})"),
    function("相差天数", &[Date, Date], Number, "相差天数(上次日期, 日期)"),
    function("相差月数", &[Date, Date], Number, "相差月数(上次日期, 日期)"),
    function("属于", &[Any, List], YesNo, "属于(等级, [优, 良])"),
];

/// How long ago something is that never happened: longer than any period a rule asks for.
const NEVER: i64 = 99_999;

/// A helper that makes one number of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Helper {
    /// 取整
    Floor,
    /// 向上取整
    Ceiling,
    /// 四舍五入
    Rounded,
    /// 绝对值
    Size,
    /// 最大
    Largest,
    /// 最小
    Smallest,
}

impl Helper {
    /// The helper of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "取整" => Helper::Floor,
            "向上取整" => Helper::Ceiling,
            "四舍五入" => Helper::Rounded,
            "绝对值" => Helper::Size,
            "最大" => Helper::Largest,
            "最小" => Helper::Smallest,
            _ => return None,
        })
    }

    pub(super) fn of(self, numbers: &[Decimal]) -> Decimal {
        let [first, rest @ ..] = numbers else { return Decimal::ZERO };
        match self {
            Helper::Floor => first.floor(),
            Helper::Ceiling => first.ceil(),
            Helper::Rounded => rounded(*first, rest.first().copied().unwrap_or_default()),
            Helper::Size => first.abs(),
            Helper::Largest => rest.iter().fold(*first, |most, number| most.max(*number)),
            Helper::Smallest => rest.iter().fold(*first, |least, number| least.min(*number)),
        }
    }
}

fn rounded(n: Decimal, places: Decimal) -> Decimal {
    let places = u32::try_from(places.trunc()).unwrap_or(0).min(8);
    n.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// How far apart two days are, whichever is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// 相差天数
    Days,
    /// 相差月数, whole ones
    Months,
}

impl Gap {
    /// What it is counted in.
    pub(super) fn unit(self) -> &'static str {
        match self {
            Gap::Days => "天",
            Gap::Months => "个月",
        }
    }

    /// From a day to another, or to one that never came.
    pub(super) fn between(self, day: NaiveDate, other: Option<NaiveDate>) -> Decimal {
        let gap = match (self, other) {
            (_, None) => NEVER,
            (Gap::Days, Some(other)) => (other - day).num_days().abs(),
            (Gap::Months, Some(other)) => months(day.min(other), day.max(other)),
        };
        Decimal::from(gap)
    }
}

/// Whole months from the earlier day to the later one.
fn months(earlier: NaiveDate, later: NaiveDate) -> i64 {
    let months = i64::from(later.year() - earlier.year()) * 12 + i64::from(later.month()) - i64::from(earlier.month());
    months - i64::from(later.day() < earlier.day())
}

/// 累进: each band `(up to, points for each)` counts what of the amount lies in it; what exceeds the last band counts nothing.
pub(super) fn progressive(amount: Decimal, bands: impl IntoIterator<Item = (Decimal, Decimal)>) -> Result<Decimal, &'static str> {
    let (mut total, mut from) = (Decimal::ZERO, Decimal::ZERO);
    for (to, each) in bands {
        if to <= from {
            return Err("累进的各档要从小到大");
        }
        let inside = amount.clamp(from, to) - from;
        total = inside.checked_mul(each).and_then(|part| total.checked_add(part)).ok_or("数太大了")?;
        from = to;
    }
    Ok(total)
}

/// Whether the bands of 累进 reach further and further: up to where each does.
pub(super) fn are_in_order(ends: impl IntoIterator<Item = Decimal>) -> bool {
    ends.into_iter().try_fold(Decimal::ZERO, |from, to| (to > from).then_some(to)).is_some()
}

/// Why 查表 found nothing.
pub(super) fn not_in_table(key: &str) -> String {
    format!("表里没有“{key}”")
}

type Answer<T> = Result<T, Box<EvalAltResult>>;

/// A reason in Chinese, as Rhai carries it.
pub(super) fn no<T>(reason: impl Into<String>) -> Answer<T> {
    Err(Box::new(EvalAltResult::ErrorRuntime(reason.into().into(), Position::NONE)))
}

/// A number of any spelling as an exact decimal.
pub(super) fn decimal(value: &Dynamic) -> Option<Decimal> {
    value.as_decimal().ok().or_else(|| value.as_int().ok().map(Decimal::from))
}

/// An end of what a loop counts through.
fn whole(end: &Dynamic) -> Answer<i64> {
    match decimal(end) {
        Some(number) if number.is_integer() => number.to_i64().map_or_else(|| no("数太大了"), Ok),
        Some(number) => no(format!("从几数到几要用整数，{} 不是整数，请写成 取整(…)", number.normalize())),
        None => no("从几数到几要用数"),
    }
}

/// Makes the helpers known to the engine.
pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<NaiveDate>("日期");
    engine.register_fn("日", |text: ImmutableString| -> Answer<NaiveDate> {
        text.parse().or_else(|_| no(format!("没有 {text} 这一天")))
    });
    engine.register_fn("+", |n: Decimal| n);
    engine.register_fn("..", |from: Dynamic, to: Dynamic| -> Answer<Range<i64>> { Ok(whole(&from)?..whole(&to)?) });
    engine.register_fn("..=", |from: Dynamic, to: Dynamic| -> Answer<RangeInclusive<i64>> { Ok(whole(&from)?..=whole(&to)?) });
    for function in &TABLE {
        if let Some(helper) = Helper::named(function.name) {
            (function.takes.len()..=function.most).for_each(|numbers| register_helper(engine, function.name, helper, numbers));
        }
    }
    for (name, gap) in [("相差天数", Gap::Days), ("相差月数", Gap::Months)] {
        engine.register_fn(name, move |a: NaiveDate, b: NaiveDate| gap.between(a, Some(b)));
        engine.register_fn(name, move |(): (), b: NaiveDate| gap.between(b, None));
        engine.register_fn(name, move |a: NaiveDate, (): ()| gap.between(a, None));
    }
    engine.register_fn("累进", |amount: Decimal, bands: Array| -> Answer<Decimal> { progressive(amount, pairs(bands)?).or_else(no) });
    engine.register_fn("查表", |key: ImmutableString, table: Map| -> Answer<Dynamic> {
        table.get(key.as_str()).cloned().map_or_else(|| no(not_in_table(&key)), Ok)
    });
    engine.register_fn("属于", |value: Dynamic, list: Array| belongs(&value, &list));
    engine.register_fn("contains", |list: &mut Array, value: Dynamic| belongs(&value, list));
    compare_dates(engine);
}

fn register_helper(engine: &mut Engine, name: &str, helper: Helper, numbers: usize) {
    match numbers {
        1 => engine.register_fn(name, move |a: Decimal| helper.of(&[a])),
        2 => engine.register_fn(name, move |a: Decimal, b: Decimal| helper.of(&[a, b])),
        3 => engine.register_fn(name, move |a: Decimal, b: Decimal, c: Decimal| helper.of(&[a, b, c])),
        _ => engine.register_fn(name, move |a: Decimal, b: Decimal, c: Decimal, d: Decimal| helper.of(&[a, b, c, d])),
    };
}

fn compare_dates(engine: &mut Engine) {
    engine.register_fn("<", |a: NaiveDate, b: NaiveDate| a < b);
    engine.register_fn("<=", |a: NaiveDate, b: NaiveDate| a <= b);
    engine.register_fn(">", |a: NaiveDate, b: NaiveDate| a > b);
    engine.register_fn(">=", |a: NaiveDate, b: NaiveDate| a >= b);
    engine.register_fn("==", |a: NaiveDate, b: NaiveDate| a == b);
    engine.register_fn("!=", |a: NaiveDate, b: NaiveDate| a != b);
}

/// The bands of 累进 as they are written: `[[10, 2], [20, 1]]`.
fn pairs(bands: Array) -> Answer<Vec<(Decimal, Decimal)>> {
    let pair = |band: Dynamic| match band.into_array().unwrap_or_default().as_slice() {
        [to, each] => decimal(to).zip(decimal(each)).map_or_else(|| no("这里要一个数"), Ok),
        _ => no("累进的每一档要写成 [到多少, 每一个几分]"),
    };
    bands.into_iter().map(pair).collect()
}

fn belongs(value: &Dynamic, list: &[Dynamic]) -> bool {
    let text = |v: &Dynamic| v.read_lock::<ImmutableString>().map(|t| t.clone());
    list.iter().any(|item| match (decimal(value), decimal(item)) {
        (Some(a), Some(b)) => a == b,
        _ => text(value).is_some() && text(value) == text(item),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_whole() {
        for (earlier, later, expected) in [
            ("2026-01-31", "2026-02-28", 0),
            ("2026-01-31", "2026-03-31", 2),
            ("2024-02-29", "2025-02-28", 11),
            ("2025-12-15", "2026-01-15", 1),
        ] {
            assert_eq!(months(day(earlier), day(later)), expected, "{earlier} {later}");
        }
    }

    #[test]
    fn bands_count_only_what_lies_in_them() {
        let bands = [(10, 2), (20, 1)].map(|(to, each)| (Decimal::from(to), Decimal::from(each)));
        for (amount, expected) in [(5, 10), (10, 20), (15, 25), (30, 30), (-3, 0)] {
            assert_eq!(progressive(Decimal::from(amount), bands), Ok(Decimal::from(expected)), "{amount}");
        }
    }
}
