//! How often and how much at most: `每家一年最多2次`, `20分/月`.

use super::super::Reach;
use super::super::limits::{self, Cap, Phrase};
use super::super::numerals::plain;
use super::{Cursor, parts};
use crate::words::Span;

/// Texts that say that there is no limit.
const UNLIMITED: [&str; 6] = ["每次", "不限", "无", "没有", "-", "/"];

/// Texts that say that it counts once and never again.
const ONCE: [&str; 5] = ["一次", "1次", "一次性", "只记一次", "仅一次"];

/// Limits; none where it is said that there is none. `None` if it is not understood whole.
pub(in crate::rulebook) fn limit(said: &str) -> Option<Vec<Phrase>> {
    let squeezed: String = plain(said).split_whitespace().collect();
    if UNLIMITED.contains(&squeezed.as_str()) {
        return Some(Vec::new());
    }
    if ONCE.contains(&squeezed.as_str()) {
        return Some(vec![Phrase { reach: None, span: Span::Ever, cap: Cap::Times(1) }]);
    }
    let all: Option<Vec<Phrase>> = parts(said).iter().map(|part| phrase(part)).collect();
    all.filter(|all| !all.is_empty()).or_else(|| limits::phrases(said))
}

/// Limits as a rule writes them: `每户每年两次` → `每户每年 2 次`. `None` where there is none.
pub(in crate::rulebook) fn as_limit(said: &str) -> Option<String> {
    limit(said).filter(|phrases| !phrases.is_empty()).map(|phrases| limits::written(&phrases))
}

/// Whom a limit counts for, as people say it besides [`limits::REACHES`]; the longer of two that begin alike comes first.
const OTHER_REACHES: [(&str, Reach); 12] = [
    ("每一户", Reach::Household),
    ("每个家庭", Reach::Household),
    ("每家庭", Reach::Household),
    ("每家每户", Reach::Household),
    ("每家", Reach::Household),
    ("各户", Reach::Household),
    ("一户", Reach::Household),
    ("每一个人", Reach::Person),
    ("每一人", Reach::Person),
    ("每名", Reach::Person),
    ("每位", Reach::Person),
    ("一人", Reach::Person),
];

/// What says no more than that it is a limit.
#[rustfmt::skip]
const FILLING: [&str; 21] = [
    "不得超过", "不能超过", "不超过", "最多", "至多", "最高", "封顶", "上限", "可得", "记", "仅限", "只能", "只", "限于", "限", "可以", "可", "以内", "之内", "内", "得",
];

/// One limit: `每家一年最多2次`, `20分/月`, `20分每人每月`. 一月 may be January.
fn phrase(part: &str) -> Option<Phrase> {
    let mut cursor = Cursor(part);
    let (mut reach, mut span) = (None, None);
    scope(&mut cursor, &mut reach, &mut span);
    let number = cursor.points().filter(|number| number.is_positive())?;
    let unit = cursor.eat(&["积分", "分", "次", "回"])?;
    cursor.eat(&["/"]);
    scope(&mut cursor, &mut reach, &mut span);
    let cap = match unit {
        "次" | "回" => Cap::Times(number.decimal().try_into().ok().filter(|_| number.decimal().is_integer())?),
        _ => Cap::Points(number),
    };
    cursor.0.is_empty().then_some(Phrase { reach, span: span?, cap })
}

/// Whom and which period a limit counts for, and what is said besides.
fn scope(cursor: &mut Cursor<'_>, reach: &mut Option<Reach>, span: &mut Option<Span>) {
    loop {
        let here = cursor.0;
        if let Some((word, found)) = OTHER_REACHES.iter().chain(&limits::REACHES).find(|(word, _)| here.starts_with(word)) {
            (*reach, cursor.0) = (Some(*found), &here[word.len()..]);
        } else if let Some((found, rest)) = limits::every(here).or_else(|| said_every(here).filter(|_| span.is_none())) {
            (*span, cursor.0) = (Some(found), rest);
        } else if cursor.eat(&FILLING).is_none() {
            break;
        }
    }
}

/// A period as people say it: `半年`, `一个月`, `每一年`.
fn said_every(text: &str) -> Option<(Span, &str)> {
    let bare = text.strip_prefix('每').unwrap_or(text);
    let bare = ["一", "1"].iter().find_map(|one| bare.strip_prefix(one)).unwrap_or(bare);
    limits::period(bare).filter(|_| !text.starts_with("一月") && !text.starts_with("1月"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_as_villages_write_them() {
        let table = [
            ("每户每月1次", "每户每月 1 次"),
            ("每月限1次", "每月 1 次"),
            ("20分/月", "每月 20 分"),
            ("每人每年最高十二分", "每人每年 12 分"),
            ("累计1次", "累计 1 次"),
            ("每人每天1次；每月20分", "每人每天 1 次 每月 20 分"),
            ("1 time per household per month", "每户每月 1 次"),
            ("一次", "累计 1 次"),
            ("每次", ""),
            ("不限", ""),
            ("20", "?"),
            ("每户每年两次", "每户每年 2 次"),
            ("每家每月1次", "每户每月 1 次"),
            ("每户半年 1 次", "每户每半年 1 次"),
            ("一户一年最多50分", "每户每年 50 分"),
            ("每人一年内最高 20 分\u{3002}", "每人每年 20 分"),
            ("每位每月只能3回\u{FF1B}每家每年5次", "每人每月 3 次 每户每年 5 次"),
            ("每户每月不得超过0.5分", "每户每月 0.5 分"),
            ("一月 2 次", "?"),
            ("每人 20 分", "?"),
            ("每户每年 N 次", "?"),
            ("每月 1.5 次", "?"),
            ("每月 0 次", "?"),
        ];
        for (cell, expected) in table {
            let shown = limit(cell).map_or("?".to_owned(), |all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
            assert_eq!(shown, expected, "{cell}");
        }
    }
}
