//! How many points: `扣5分/次`, `每小时2分`, `5-10`, `金额的1%`, `优5分、良3分`.

use rust_decimal::Decimal;

use super::super::Reach;
use super::super::fields;
use super::super::limits::{self, Cap, Phrase};
use super::{Cursor, NUMERALS, limit, parts};
use crate::words::{Points, Span};

/// How many points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rulebook) enum Worth {
    Fixed(Points),
    /// Whoever records fills in what was agreed, from the least to the most; both have the same sign.
    Between {
        field: String,
        least: Points,
        most: Points,
    },
    /// For each full so many units of what is filled in; for part of one, too, where it is one unit.
    Each {
        field: String,
        kind: String,
        every: Decimal,
        points: Decimal,
    },
    /// One of several grades.
    Grades {
        field: String,
        grades: Vec<(String, Points)>,
    },
    /// 一事一议
    Meeting,
}

/// What was said of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rulebook) struct Heard {
    pub(in crate::rulebook) worth: Worth,
    pub(in crate::rulebook) limits: Vec<Phrase>,
    /// It is each person's own.
    pub(in crate::rulebook) of_person: bool,
}

/// Words that say a part is a limit and not the points themselves.
const LIMITING: [&str; 9] = ["最多", "至多", "不超过", "封顶", "上限", "最高", "累计", "限", "不得超过"];

/// Points, and what was said with them; `takes` if what has no sign is taken away. Otherwise, why it is not understood.
pub(in crate::rulebook) fn points(said: &str, takes: bool) -> Result<Heard, String> {
    let parts = parts(said);
    if parts.is_empty() {
        return Err("没有写分值".to_owned());
    }
    if parts.iter().any(|part| ["一事一议", "个案研究", "casebycase"].iter().any(|word| part.contains(word))) {
        return Ok(Heard { worth: Worth::Meeting, limits: Vec::new(), of_person: false });
    }
    let not_understood = || format!("分值“{}”没看懂，要写成 5、-2、5-10、5分/次 这样", said.trim());
    let (limits, amounts): (Vec<&String>, Vec<&String>) = parts.iter().partition(|part| LIMITING.iter().any(|word| part.contains(word)));
    let mut heard = match amounts.as_slice() {
        [one] => amount(one, takes),
        _ => grades(&amounts, takes),
    }
    .ok_or_else(not_understood)?;
    for part in limits {
        let phrases = limit(part).ok_or_else(|| format!("分值里的“{part}”没看懂，要写成“每月最多20分”这样"))?;
        heard.add(phrases);
    }
    Ok(heard)
}

/// The number in what people say of points and mean nothing but it: `5 分`, `五；`, `积分: 5`, `5分/次`, `每次 5 分`.
pub(in crate::rulebook) fn number(said: &str) -> Option<Decimal> {
    match points(said, false) {
        Ok(Heard { worth: Worth::Fixed(points), limits, of_person: false }) if limits.is_empty() => Some(points.decimal().normalize()),
        _ => None,
    }
}

impl Heard {
    pub(in crate::rulebook) fn add(&mut self, phrases: Vec<Phrase>) {
        self.of_person |= phrases.iter().any(|phrase| phrase.reach == Some(Reach::Person));
        self.limits.extend(phrases);
    }

    /// What is filled in, with its kind.
    pub(in crate::rulebook) fn asks(&self) -> Option<(&str, String)> {
        match &self.worth {
            Worth::Fixed(_) | Worth::Meeting => None,
            Worth::Each { field, kind, .. } => Some((field, kind.clone())),
            Worth::Between { field, least, most } => {
                let (few, many) = (least.abs().min(most.abs()), least.abs().max(most.abs()));
                let kind = if few.decimal().is_integer() && many.decimal().is_integer() { "整数" } else { "数字" };
                Some((field, format!("{{ 类型: {kind}, 最小: {}, 最大: {} }}", few.plain(), many.plain())))
            }
            Worth::Grades { field, grades } => {
                let names: Vec<&str> = grades.iter().map(|(name, _)| name.as_str()).collect();
                Some((field, format!("[{}]", names.join(", "))))
            }
        }
    }

    /// The key that says how many points, and what it says.
    pub(in crate::rulebook) fn gives(&self) -> (&'static str, String) {
        match &self.worth {
            Worth::Fixed(points) => ("分值", points.plain()),
            Worth::Meeting => ("分值", "一事一议".to_owned()),
            Worth::Each { field, every, points, .. } => {
                let count = if *every == Decimal::ONE { field.clone() } else { format!("取整({field} / {})", every.normalize()) };
                ("分值", if *points == Decimal::ONE { count } else { format!("{count} * {}", points.normalize()) })
            }
            Worth::Between { field, most, .. } => ("分值", format!("{}{field}", if most.is_negative() { "-" } else { "" })),
            Worth::Grades { field, grades } => {
                let rows: Vec<String> = grades.iter().map(|(name, points)| format!("{name}: {}", points.plain())).collect();
                ("对照", format!("{{ {field}: {{ {} }} }}", rows.join(", ")))
            }
        }
    }
}

const EACH_TIME: [&str; 12] = ["每人每次", "每户每次", "每人次", "每次", "每回", "每例", "每件", "每起", "每项", "每人", "每户", "一次"];
const TIMES: [&str; 12] = ["人次", "一次", "次", "回", "例", "件", "起", "项", "人", "户", "场", "个"];

/// What is measured, the word that asks for it, and its kind where that is more than the unit.
const MEASURES: [(&str, &str, &str); 17] = [
    ("小时", "时长", HOURS),
    ("个小时", "时长", HOURS),
    ("工时", "时长", HOURS),
    ("元", "金额", ""),
    ("块钱", "金额", "元"),
    ("块", "金额", "元"),
    ("公斤", "重量", ""),
    ("千克", "重量", "公斤"),
    ("斤", "重量", ""),
    ("平方米", "面积", ""),
    ("亩", "面积", ""),
    ("公里", "里程", ""),
    ("米", "长度", ""),
    ("棵", "棵数", ""),
    ("桌", "桌数", ""),
    ("毫升", "数量", ""),
    ("ml", "数量", "毫升"),
];

/// So that a slip of the pen earns nobody a month.
const HOURS: &str = "{ 类型: 小时, 最小: 0.5, 最大: 24 }";

/// The kind of a field with this unit, as it stands under 填报.
pub(in crate::rulebook) fn kind(unit: &str) -> String {
    if fields::kinds().any(|kind| kind == unit) { unit.to_owned() } else { format!("{{ 类型: 数字, 单位: {unit} }}") }
}

/// What an amount is for.
#[derive(Clone, PartialEq, Eq)]
enum Per {
    Time,
    Span(Span),
    Measure { every: Decimal, field: &'static str, kind: String },
}

/// One amount and what it is for: `扣5分/次`, `每小时2分`, `每年5至10分`, `捐款每100元1分`, `金额的1%`.
fn amount(part: &str, takes: bool) -> Option<Heard> {
    let whole = bare_amount(part, takes);
    let named = || {
        let (name, rest) = part.split_at(part.find('每').filter(|at| *at > 0)?);
        let mut heard = bare_amount(rest, takes).filter(|_| is_field(name))?;
        let Worth::Each { field, .. } = &mut heard.worth else { return None };
        name.trim_start_matches('按').clone_into(field);
        Some(heard)
    };
    whole.or_else(named).or_else(|| share(part, takes))
}

fn bare_amount(part: &str, takes: bool) -> Option<Heard> {
    let mut cursor = Cursor(part);
    let (mut of_person, mut per) = (false, Per::Time);
    // 得分-5 is a sum.
    let is_named = cursor.eat(&["分值", "积分", "得分", "分数", "记分"]).is_some();
    if is_named && cursor.eat(&[":", "="]).is_none() && cursor.0.starts_with(['-', '+']) {
        return None;
    }
    while let Some(found) = before(&mut cursor, &mut of_person) {
        per = found;
    }
    let takes = sign(&mut cursor).unwrap_or(takes);
    let least = cursor.points()?;
    let most = match cursor.eat(&["-", "~", "\u{2014}\u{2014}", "\u{2014}", "至", "到", "to"]) {
        Some(_) => {
            sign(&mut cursor);
            Some(cursor.points()?)
        }
        None => None,
    };
    let is_points = cursor.eat(&["积分", "分", "点", "points", "point"]).is_some();
    if cursor.eat(&["/", "每", "("]).is_some() || is_points && !cursor.0.is_empty() {
        per = behind(&mut cursor, &mut of_person)?;
        cursor.eat(&[")"]);
    }
    if !cursor.0.is_empty() {
        return None;
    }
    finished(least, most, takes, per, of_person)
}

/// What is filled in where people agree on how many points.
const AGREED: &str = "评定分";

fn before(cursor: &mut Cursor<'_>, of_person: &mut bool) -> Option<Per> {
    if let Some(word) = cursor.eat(&EACH_TIME) {
        *of_person |= word.contains('人');
        return Some(Per::Time);
    }
    let mut each = Cursor(cursor.0.strip_prefix('每')?);
    let per = measure(&mut each).or_else(|| span(&mut each))?;
    cursor.0 = each.0;
    Some(per)
}

fn behind(cursor: &mut Cursor<'_>, of_person: &mut bool) -> Option<Per> {
    cursor.eat(&["每"]);
    if let Some(word) = cursor.eat(&TIMES) {
        *of_person |= word.contains('人');
        return Some(Per::Time);
    }
    measure(cursor).or_else(|| span(cursor))
}

fn span(cursor: &mut Cursor<'_>) -> Option<Per> {
    let (span, rest) = limits::period(cursor.0)?;
    cursor.0 = rest;
    Some(Per::Span(span))
}

/// `小时`, `100元`, `满 200 毫升`; nothing is passed over where it is none.
fn measure(cursor: &mut Cursor<'_>) -> Option<Per> {
    let mut here = Cursor(cursor.0);
    here.eat(&["满", "够"]);
    let every = here.number().unwrap_or(Decimal::ONE);
    let (unit, field, known) = MEASURES.iter().find(|(unit, ..)| here.0.starts_with(unit))?;
    cursor.0 = &here.0[unit.len()..];
    let kind = match *known {
        "" => kind(unit),
        HOURS => HOURS.to_owned(),
        other => kind(other),
    };
    (!every.is_zero()).then_some(Per::Measure { every, field, kind })
}

/// Whether a word may name what is filled in.
fn is_field(word: &str) -> bool {
    (1..=6).contains(&word.chars().count()) && word.chars().all(|c| c.is_alphabetic() && !NUMERALS.contains(c))
}

/// A share of money that is filled in: `金额的1%`.
fn share(part: &str, takes: bool) -> Option<Heard> {
    let at = part.find(|c: char| c.is_ascii_digit())?;
    let field = part[..at].trim_start_matches('按').trim_end_matches('的');
    let percent: Decimal = part[at..].strip_suffix('%')?.parse().ok()?;
    let points = percent / Decimal::ONE_HUNDRED * if takes { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
    let worth = Worth::Each { field: field.to_owned(), kind: "元".to_owned(), every: Decimal::ONE, points };
    is_field(field).then_some(Heard { worth, limits: Vec::new(), of_person: false })
}

/// Whether a sign takes away; `None` if there is none.
fn sign(cursor: &mut Cursor<'_>) -> Option<bool> {
    let minus = cursor.eat(&["扣除", "扣减", "扣", "减", "负", "-"]);
    let plus = || ["加", "奖励", "奖", "计", "记", "得", "可得", "+"];
    match minus {
        Some(_) => {
            cursor.eat(&["-"]);
            Some(true)
        }
        None => cursor.eat(&plus()).map(|_| false),
    }
}

fn finished(least: Points, most: Option<Points>, takes: bool, per: Per, of_person: bool) -> Option<Heard> {
    let signed = |points: Points| if takes { -points } else { points };
    let once = |span| Phrase { reach: None, span, cap: Cap::Times(1) };
    let limits = if let Per::Span(span) = per { vec![once(span)] } else { Vec::new() };
    let worth = match (most.filter(|most| *most != least), per) {
        (Some(_), Per::Measure { .. }) => return None,
        (Some(most), _) => Worth::Between { field: AGREED.to_owned(), least: signed(least.min(most)), most: signed(least.max(most)) },
        (None, Per::Measure { every, field, kind }) => {
            Worth::Each { field: field.to_owned(), kind, every, points: signed(least).decimal().normalize() }
        }
        (None, _) => Worth::Fixed(signed(least)),
    };
    Some(Heard { worth, limits, of_person })
}

/// Grades, each with its points.
fn grades(parts: &[&String], takes: bool) -> Option<Heard> {
    let grade = |part: &&String| {
        let mut cursor = Cursor(part);
        let name = cursor.take(|c| c.is_alphabetic() && !"零一二两三四五六七八九十扣减加".contains(c)).to_owned();
        let takes = sign(&mut cursor).unwrap_or(takes);
        cursor.eat(&[":"]);
        let points = cursor.points()?;
        cursor.eat(&["积分", "分"]);
        let fits = cursor.0.is_empty() && (1..=8).contains(&name.chars().count());
        fits.then_some((name, if takes { -points } else { points }))
    };
    let all: Vec<(String, Points)> = parts.iter().map(grade).collect::<Option<_>>()?;
    (all.len() > 1).then_some(Heard {
        worth: Worth::Grades { field: "等级".to_owned(), grades: all },
        limits: Vec::new(),
        of_person: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &str, takes: bool) -> String {
        match points(cell, takes) {
            Ok(Heard { worth, limits, of_person }) => {
                let worth = match worth {
                    Worth::Fixed(points) => points.plain(),
                    Worth::Between { least, most, .. } => format!("{}..{}", least.plain(), most.plain()),
                    Worth::Each { field, every, points, .. } => format!("{points}/{every} {field}"),
                    Worth::Grades { grades, .. } => {
                        grades.iter().map(|(name, points)| format!("{name}={}", points.plain())).collect::<Vec<_>>().join(" ")
                    }
                    Worth::Meeting => "meeting".to_owned(),
                };
                let limits: String = limits.iter().map(|limit| format!(" [{limit}]")).collect();
                format!("{worth}{limits}{}", if of_person { " person" } else { "" })
            }
            Err(_) => "?".to_owned(),
        }
    }

    #[test]
    fn points_as_villages_write_them() {
        let table = [
            ("5", "5"),
            ("+5", "5"),
            ("-2", "-2"),
            ("\u{FF0D}2分", "-2"),
            ("\u{2212}0.5", "-0.5"),
            ("扣 2 分", "-2"),
            ("加5分", "5"),
            ("十分", "10"),
            ("扣二十分", "-20"),
            ("5分/次", "5"),
            ("5分每次", "5"),
            ("2分/人次", "2 person"),
            ("每人5分", "5 person"),
            ("2分/小时", "2/1 时长"),
            ("每小时2分", "2/1 时长"),
            ("每工时扣2分", "-2/1 时长"),
            ("每200毫升加5分", "5/200 数量"),
            ("5分/200ml", "5/200 数量"),
            ("每满100元1分", "1/100 金额"),
            ("捐款每100元加1分", "1/100 捐款"),
            ("5分/斤", "5/1 重量"),
            ("金额的1%", "0.01/1 金额"),
            ("按捐款额 0.5%", "0.005/1 捐款额"),
            ("80%", "?"),
            ("时长*80%", "?"),
            ("10分/月", "10 [每月 1 次]"),
            ("每年5分", "5 [每年 1 次]"),
            ("5-10", "5..10"),
            ("5\u{FF5E}10分", "5..10"),
            ("5至10分/次", "5..10"),
            ("每小时5至10分", "?"),
            ("5 to 10", "5..10"),
            ("扣2-5分", "-2..-5"),
            ("-2至-5", "-2..-5"),
            ("每次5分\u{FF0C}每月最多20分", "5 [每月 20 分]"),
            ("每次5分\u{3002}每人每年最高100分", "5 [每人每年 100 分] person"),
            ("优5分、良3分、差0分", "优=5 良=3 差=0"),
            ("一事一议", "meeting"),
            ("case by case", "meeting"),
            ("", "?"),
            ("-", "?"),
            ("酌情", "?"),
            ("1.234", "?"),
            ("满10小时5分", "?"),
            ("5分或10分", "?"),
            ("=1+1", "?"),
            ("veto", "?"),
        ];
        for (cell, expected) in table {
            assert_eq!(shown(cell, false), expected, "{cell}");
        }
        assert_eq!(shown("5", true), "-5");
        assert_eq!(shown("+5", true), "5");
    }

    #[test]
    fn what_is_nothing_but_a_number() {
        let table = [
            ("5 分", Some("5")),
            ("五\u{FF1B}", Some("5")),
            ("积分: 5", Some("5")),
            ("积分\u{FF1A}-5分", Some("-5")),
            ("5分/次", Some("5")),
            ("5分一次", Some("5")),
            ("每次 2.5 分", Some("2.5")),
            ("负五分", Some("-5")),
            ("得分-5", None),
            ("积分", None),
            ("20分/月", None),
            ("5分/人", None),
            ("时长 5", None),
            ("3户", None),
        ];
        for (text, value) in table {
            assert_eq!(number(text).map(|number| number.to_string()).as_deref(), value, "{text}");
        }
    }
}
