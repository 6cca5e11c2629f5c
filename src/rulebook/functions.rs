//! The built-in helpers of formulas: 取整 向上取整 四舍五入 最大 最小 绝对值 累进 查表 相差天数 相差月数 属于.
//!
//! Pure and exact; each says in Chinese why it cannot answer.

use chrono::{Datelike, NaiveDate};
use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, Position};
use rust_decimal::{Decimal, RoundingStrategy};

use super::names::Type;

/// One helper as the type check sees it.
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) takes: &'static [Type],
    /// Further arguments of the last type are welcome.
    pub(super) more: bool,
    pub(super) gives: Type,
    /// How it is used, for a finding.
    pub(super) example: &'static str,
}

const fn function(name: &'static str, takes: &'static [Type], gives: Type, example: &'static str) -> Function {
    Function { name, takes, more: false, gives, example }
}

use Type::{Any, Date, List, Number, Table, Text, YesNo};

/// All helpers.
pub(super) const TABLE: [Function; 11] = [
    function("取整", &[Number], Number, "取整(时长)"),
    function("向上取整", &[Number], Number, "向上取整(时长)"),
    Function {
        name: "四舍五入", takes: &[Number], more: true, gives: Number, example: "四舍五入(时长) 或 四舍五入(时长, 1)"
    },
    Function { name: "最大", takes: &[Number, Number], more: true, gives: Number, example: "最大(人数, 10)" },
    Function { name: "最小", takes: &[Number, Number], more: true, gives: Number, example: "最小(人数, 10)" },
    function("绝对值", &[Number], Number, "绝对值(余额)"),
    function("累进", &[Number, List], Number, "累进(时长, [[10, 2], [20, 1]])"),
    function("查表", &[Text, Table], Number, "查表(等级, #{优: 5, 良: 3})"),
    function("相差天数", &[Date, Date], Number, "相差天数(上次日期, 日期)"),
    function("相差月数", &[Date, Date], Number, "相差月数(上次日期, 日期)"),
    function("属于", &[Any, List], YesNo, "属于(等级, [优, 良])"),
];

/// How long ago something is that never happened: longer than any period a rule asks for.
const NEVER: i64 = 99_999;

type Answer<T> = Result<T, Box<EvalAltResult>>;

/// A reason in Chinese, as Rhai carries it.
pub(super) fn no<T>(reason: impl Into<String>) -> Answer<T> {
    Err(Box::new(EvalAltResult::ErrorRuntime(reason.into().into(), Position::NONE)))
}

/// A number of any spelling as an exact decimal.
pub(super) fn decimal(value: &Dynamic) -> Option<Decimal> {
    value.as_decimal().ok().or_else(|| value.as_int().ok().map(Decimal::from))
}

fn number(value: &Dynamic) -> Answer<Decimal> {
    decimal(value).map_or_else(|| no("这里要一个数"), Ok)
}

/// Makes the helpers known to the engine.
pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<NaiveDate>("日期");
    engine.register_fn("日", |text: ImmutableString| -> Answer<NaiveDate> {
        text.parse().or_else(|_| no(format!("没有 {text} 这一天")))
    });
    engine.register_fn("取整", |n: Decimal| n.floor());
    engine.register_fn("向上取整", |n: Decimal| n.ceil());
    engine.register_fn("四舍五入", |n: Decimal| rounded(n, Decimal::ZERO));
    engine.register_fn("四舍五入", rounded);
    engine.register_fn("绝对值", |n: Decimal| n.abs());
    engine.register_fn("最大", |a: Decimal, b: Decimal| a.max(b));
    engine.register_fn("最小", |a: Decimal, b: Decimal| a.min(b));
    engine.register_fn("最大", |a: Decimal, b: Decimal, c: Decimal| a.max(b).max(c));
    engine.register_fn("最小", |a: Decimal, b: Decimal, c: Decimal| a.min(b).min(c));
    engine.register_fn("最大", |a: Decimal, b: Decimal, c: Decimal, d: Decimal| a.max(b).max(c).max(d));
    engine.register_fn("最小", |a: Decimal, b: Decimal, c: Decimal, d: Decimal| a.min(b).min(c).min(d));
    engine.register_fn("累进", progressive);
    engine.register_fn("查表", look_up);
    engine.register_fn("属于", |value: Dynamic, list: Array| belongs(&value, &list));
    engine.register_fn("contains", |list: &mut Array, value: Dynamic| belongs(&value, list));
    engine.register_fn("相差天数", |a: NaiveDate, b: NaiveDate| Decimal::from((b - a).num_days().abs()));
    engine.register_fn("相差天数", |(): (), _: NaiveDate| Decimal::from(NEVER));
    engine.register_fn("相差天数", |_: NaiveDate, (): ()| Decimal::from(NEVER));
    engine.register_fn("相差月数", |a: NaiveDate, b: NaiveDate| Decimal::from(months(a.min(b), a.max(b))));
    engine.register_fn("相差月数", |(): (), _: NaiveDate| Decimal::from(NEVER));
    engine.register_fn("相差月数", |_: NaiveDate, (): ()| Decimal::from(NEVER));
    compare_dates(engine);
}

fn compare_dates(engine: &mut Engine) {
    engine.register_fn("<", |a: NaiveDate, b: NaiveDate| a < b);
    engine.register_fn("<=", |a: NaiveDate, b: NaiveDate| a <= b);
    engine.register_fn(">", |a: NaiveDate, b: NaiveDate| a > b);
    engine.register_fn(">=", |a: NaiveDate, b: NaiveDate| a >= b);
    engine.register_fn("==", |a: NaiveDate, b: NaiveDate| a == b);
    engine.register_fn("!=", |a: NaiveDate, b: NaiveDate| a != b);
}

fn rounded(n: Decimal, places: Decimal) -> Decimal {
    let places = u32::try_from(places.trunc()).unwrap_or(0).min(8);
    n.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// Whole months from the earlier day to the later one.
fn months(earlier: NaiveDate, later: NaiveDate) -> i64 {
    let months = i64::from(later.year() - earlier.year()) * 12 + i64::from(later.month()) - i64::from(earlier.month());
    months - i64::from(later.day() < earlier.day())
}

/// Each band `[up to, points for each]` counts what of the amount lies in it; what exceeds the last band counts nothing.
fn progressive(amount: Decimal, bands: Array) -> Answer<Decimal> {
    let (mut total, mut from) = (Decimal::ZERO, Decimal::ZERO);
    for band in bands {
        let Some(pair) = band.into_array().ok().filter(|pair| pair.len() == 2) else {
            return no("累进的每一档要写成 [到多少, 每一个几分]");
        };
        let (to, each) = (number(&pair[0])?, number(&pair[1])?);
        if to <= from {
            return no("累进的各档要从小到大");
        }
        let inside = (amount.min(to) - from).max(Decimal::ZERO);
        total = inside.checked_mul(each).and_then(|part| total.checked_add(part)).map_or_else(|| no("数太大了"), Ok)?;
        from = to;
    }
    Ok(total)
}

fn look_up(key: ImmutableString, table: Map) -> Answer<Dynamic> {
    table.get(key.as_str()).cloned().map_or_else(|| no(format!("表里没有“{key}”")), Ok)
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
        let pair = |to: i64, each: i64| Dynamic::from_array(vec![Dynamic::from(Decimal::from(to)), Dynamic::from(Decimal::from(each))]);
        let bands = vec![pair(10, 2), pair(20, 1)];
        for (amount, expected) in [(5, 10), (10, 20), (15, 25), (30, 30), (-3, 0)] {
            assert_eq!(progressive(Decimal::from(amount), bands.clone()).unwrap(), Decimal::from(expected), "{amount}");
        }
    }
}
