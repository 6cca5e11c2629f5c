//! The sentence below a row of a printed list (`jifen sheet`): what it says besides the cells, as keys of a rule.
//!
//! Only what reads back as the same sentence is worth reading; whatever is left over is told (`transcribing`).

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::words::Points;

use super::super::heard::{self, Worth};

/// What a sentence says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Clauses {
    /// 对象
    pub(super) subject: Option<&'static str>,
    /// How the points come about, where the cell says less.
    pub(super) worth: Option<Worth>,
    /// 条件: what must be so, to be filled in with yes or no.
    pub(super) condition: Option<String>,
    /// Other keys and their values.
    pub(super) keys: Vec<(&'static str, String)>,
}

/// A sentence at its commas.
pub(super) fn parts(sentence: &str) -> Vec<&str> {
    sentence.trim_end_matches('。').split(['，', '；']).filter(|part| !part.is_empty()).collect()
}

/// Reads a sentence.
pub(super) fn read(sentence: &str) -> Clauses {
    let parts = parts(sentence);
    let mut read = Clauses::default();
    let first = parts.first().copied().unwrap_or_default();
    let subjects = [("每人", "个人"), ("每户", "户"), ("每组", "组")];
    read.subject = subjects.iter().find_map(|(said, subject)| first.starts_with(said).then_some(*subject));
    read.worth = worth(first, parts.get(1).copied().unwrap_or_default());
    let asked = parts.iter().filter_map(|part| part.strip_suffix("才记")).find(|asked| is_plain(asked));
    read.condition = asked.map(str::to_owned);
    for (at, part) in parts.iter().enumerate() {
        read.keys.extend(key(part, parts.get(at + 1).copied().unwrap_or_default()));
        read.keys.extend(days(part));
    }
    read
}

/// Something that is so or not, in one word.
fn is_plain(asked: &str) -> bool {
    asked.chars().count() <= 12 && asked.chars().all(char::is_alphabetic) && !asked.contains(['不', '非', '或'])
}

/// `每人每次按时长每小时加 2 分`, or `每户每次按等级` with what each option gives behind it.
fn worth(first: &str, second: &str) -> Option<Worth> {
    let (_, by) = first.split_once("每次")?;
    if by == "由会议议定" {
        return Some(Worth::Meeting);
    }
    let by = by.strip_prefix('按')?;
    if let Some((field, each)) = by.split_once('每') {
        let unit: String = each.chars().take_while(|c| !matches!(c, '加' | '扣')).collect();
        let points = earned(&each[unit.len()..])?.decimal();
        return Some(Worth::Each { field: field.to_owned(), kind: heard::kind(&unit), every: Decimal::ONE, points });
    }
    if let Some((field, ends)) = by.split_once(['加', '记', '扣']).filter(|(_, ends)| ends.contains(" 到 ")) {
        let sign = |points: Points| if by.contains('扣') { -points } else { points };
        let (least, most) = ends.trim_end_matches('分').split_once(" 到 ")?;
        let [least, most] = [least, most].map(|end| Points::parse(end.trim()).map(sign));
        return Some(Worth::Between { field: field.to_owned(), least: least?, most: most? });
    }
    let options: Option<Vec<(String, Points)>> = second.split('、').map(option).collect();
    Some(Worth::Grades { field: by.to_owned(), grades: options? })
}

/// `优加 5 分`, `差不计分`
fn option(text: &str) -> Option<(String, Points)> {
    let at = text.rfind("不计分").or_else(|| text.rfind(['加', '扣']))?;
    Some((text[..at].to_owned(), earned(&text[at..])?)).filter(|(name, _)| !name.is_empty())
}

/// `加 5 分`, `扣 2 分`, `不计分`
fn earned(text: &str) -> Option<Points> {
    if text == "不计分" {
        return Some(Points::ZERO);
    }
    let points = |rest: &str| Points::parse(rest.trim_end_matches('分').trim());
    let taken = || text.strip_prefix('扣').and_then(points).map(|points| -points);
    text.strip_prefix('加').and_then(points).or_else(taken)
}

/// What a part says by itself, or together with the next.
fn key(part: &str, next: &str) -> Option<(&'static str, String)> {
    if part == "保密" {
        return Some(("保密", "是".to_owned()));
    }
    if let Some(bars) = part.strip_prefix("入账起不能") {
        let bars: Vec<&str> = bars.split("、不能").map(|bar| if bar == "换东西" { "兑换" } else { bar }).collect();
        return Some(("否决", format!("{{ 取消: [{}], 期限: {} }}", bars.join(", "), next.strip_prefix("期限")?)));
    }
    let highest = part.strip_prefix("同一天的“").and_then(|rest| rest.split_once('”'));
    if let Some((group, _)) = highest.filter(|(_, rest)| matches!(*rest, "只记最高的一项" | "只扣最重的一项")) {
        return Some(("取高", group.to_owned()));
    }
    let term = part.strip_prefix("加的分").and_then(|rest| rest.strip_suffix("有效"));
    term.map(|term| ("有效期", term.to_owned()))
}

/// `2026 年 3 月 1 日到 2026 年 5 月 31 日做的才记` as 起 and 止.
fn days(part: &str) -> Vec<(&'static str, String)> {
    let day = |text: &str| NaiveDate::parse_from_str(text.trim(), "%Y 年 %m 月 %d 日").ok().map(|day| day.to_string());
    let Some(said) = part.strip_suffix("做的才记") else { return Vec::new() };
    let (from, until) = match (said.strip_suffix('起'), said.split_once('到')) {
        (Some(from), _) => (from, ""),
        (None, Some((from, until))) => (from, until.trim_end_matches("为止")),
        (None, None) => return Vec::new(),
    };
    [("起", day(from)), ("止", day(until))].into_iter().filter_map(|(key, day)| Some((key, day?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_sentence_reads_back_as_keys() {
        let points = Points::whole;
        let each = Worth::Each { field: "时长".into(), kind: "小时".into(), every: Decimal::ONE, points: Decimal::TWO };
        let grades = vec![("优".into(), points(5)), ("差".into(), -points(2)), ("缺".into(), points(0))];
        let table = [
            ("每人每次按时长每小时加 2 分，一人审核。", Some("个人"), Some(each), None, vec![]),
            (
                "每户每次按等级，优加 5 分、差扣 2 分、缺不计分。",
                Some("户"),
                Some(Worth::Grades { field: "等级".into(), grades }),
                None,
                vec![],
            ),
            ("每组每次加 5 分，身体允许才记，保密。", Some("组"), None, Some("身体允许"), vec![("保密", "是")]),
            (
                "每户每次扣 5 分，入账起不能评优、不能换东西，期限一年。",
                Some("户"),
                None,
                None,
                vec![("否决", "{ 取消: [评优, 兑换], 期限: 一年 }")],
            ),
            ("每人每次加 5 分，同一天的“表彰”只记最高的一项。", Some("个人"), None, None, vec![("取高", "表彰")]),
            ("每人每次加 5 分，时长不少于 2 小时才记。", Some("个人"), None, None, vec![]),
            (
                "每户每次加 5 分，2026 年 3 月 1 日到 2026 年 12 月 31 日做的才记。",
                Some("户"),
                None,
                None,
                vec![("起", "2026-03-01"), ("止", "2026-12-31")],
            ),
            ("每户每次加 5 分，2026 年 3 月 1 日起做的才记。", Some("户"), None, None, vec![("起", "2026-03-01")]),
            ("每户每次加 5 分，到 2026 年 3 月 1 日为止做的才记。", Some("户"), None, None, vec![("止", "2026-03-01")]),
        ];
        for (sentence, subject, worth, condition, keys) in table {
            let keys = keys.into_iter().map(|(key, value): (&'static str, &str)| (key, value.to_owned())).collect();
            assert_eq!(read(sentence), Clauses { subject, worth, condition: condition.map(str::to_owned), keys }, "{sentence}");
        }
    }
}
