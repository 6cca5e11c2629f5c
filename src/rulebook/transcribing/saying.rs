//! What a cell says about points and limits: `+5`, `5分/次`, `5-10`, `十分`, `每次5分，每月最多20分`, `优5分、良3分`.
//!
//! Only whole readings count: a cell with anything left over is not understood.

use crate::words::{Points, Span};

use super::super::limits::{self, Cap, Phrase};
use super::super::numerals::{chinese, plain};

/// How many points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    Fixed(Points),
    /// Whoever records fills in what was agreed, from the least to the most; both have the same sign.
    Between {
        field: String,
        least: Points,
        most: Points,
    },
    /// For each hour.
    Hourly(Points),
    /// For each unit of what is filled in.
    Each {
        field: String,
        unit: String,
        points: Points,
    },
    /// One of several grades.
    Grades {
        field: String,
        grades: Vec<(String, Points)>,
    },
    /// 一事一议
    Meeting,
}

/// What one row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) worth: Worth,
    pub(super) limits: Vec<Phrase>,
    /// It is each person's own.
    pub(super) of_person: bool,
}

/// Words that say a part is a limit and not the points themselves.
const LIMITING: [&str; 8] = ["最多", "至多", "不超过", "封顶", "上限", "最高", "累计", "限"];

/// A cell of points; `takes` if what has no sign is taken away. Otherwise, why it is not understood.
pub(super) fn points(cell: &str, takes: bool) -> Result<Said, String> {
    let parts = parts(cell);
    if parts.is_empty() {
        return Err("没有写分值".to_owned());
    }
    if parts.iter().any(|part| ["一事一议", "个案研究", "casebycase"].iter().any(|word| part.contains(word))) {
        return Ok(Said { worth: Worth::Meeting, limits: Vec::new(), of_person: false });
    }
    let not_understood = || format!("分值“{}”没看懂，要写成 5、-2、5-10、5分/次 这样", cell.trim());
    let (limits, amounts): (Vec<&String>, Vec<&String>) = parts.iter().partition(|part| LIMITING.iter().any(|word| part.contains(word)));
    let mut said = match amounts.as_slice() {
        [one] => amount(one, takes).or_else(|| grades(&amounts, takes)),
        _ => grades(&amounts, takes),
    }
    .ok_or_else(not_understood)?;
    for part in limits {
        let phrases = limit(part).ok_or_else(|| format!("分值里的“{part}”没看懂，要写成“每月最多20分”这样"))?;
        said.add(phrases);
    }
    Ok(said)
}

impl Said {
    pub(super) fn add(&mut self, phrases: Vec<Phrase>) {
        self.of_person |= phrases.iter().any(|phrase| phrase.reach == Some(super::super::Reach::Person));
        self.limits.extend(phrases);
    }
}

/// Cells of limits that say that there is none.
const UNLIMITED: [&str; 6] = ["每次", "不限", "无", "没有", "-", "/"];

/// Cells of limits that say that it counts once and never again.
const ONCE: [&str; 5] = ["一次", "1次", "一次性", "只记一次", "仅一次"];

/// A cell of limits; `None` if it is not understood whole.
pub(super) fn limit(cell: &str) -> Option<Vec<Phrase>> {
    let squeezed: String = plain(cell).split_whitespace().collect();
    if UNLIMITED.contains(&squeezed.as_str()) {
        return Some(Vec::new());
    }
    if ONCE.contains(&squeezed.as_str()) {
        return Some(vec![Phrase { reach: None, span: Span::Ever, cap: Cap::Times(1) }]);
    }
    let read = |part: &String| {
        let usual = part.replace("最高", "最多").replace("仅限", "").replace('限', "");
        let swapped = usual.split_once('/').map(|(cap, span)| format!("每{}{cap}", span.strip_prefix('每').unwrap_or(span)));
        let ways = [Some(usual.clone()), limits::meant(&usual), swapped];
        ways.into_iter().flatten().find_map(|way| limits::phrases(&way))
    };
    let english = || limits::phrases(cell);
    let all: Option<Vec<Vec<Phrase>>> = parts(cell).iter().map(read).collect();
    all.map(|all| all.concat()).filter(|all| !all.is_empty()).or_else(english)
}

/// A cell at its commas, without spaces, in plain signs.
fn parts(cell: &str) -> Vec<String> {
    let commas = cell.replace(['\u{3002}', '\n', '\r'], ",");
    let squeezed: String = plain(&commas).to_lowercase().split_whitespace().collect();
    squeezed.split([',', ';', '、']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Reads from the left.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    /// Passes over the first of these words that stands here.
    fn eat(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let word = words.iter().find(|word| self.0.starts_with(**word))?;
        self.0 = &self.0[word.len()..];
        Some(word)
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let (taken, rest) = self.0.split_at(self.0.find(|c| !wanted(c)).unwrap_or(self.0.len()));
        self.0 = rest;
        taken
    }

    /// A number in digits or in Chinese.
    fn number(&mut self) -> Option<Points> {
        let digits = self.take(|c| c.is_ascii_digit() || c == '.');
        if !digits.is_empty() {
            return Points::parse(digits);
        }
        chinese(self.take(|c| "零一二两三四五六七八九十百千".contains(c))).and_then(Points::rounded)
    }
}

const EACH_TIME: [&str; 12] = ["每人每次", "每户每次", "每人次", "每次", "每回", "每例", "每件", "每起", "每项", "每人", "每户", "一次"];
const TIMES: [&str; 11] = ["人次", "次", "回", "例", "件", "起", "项", "人", "户", "场", "个"];

/// One amount and what it is for: `扣5分/次`, `每小时2分`, `每年5至10分`.
fn amount(part: &str, takes: bool) -> Option<Said> {
    let mut cursor = Cursor(part);
    let (mut of_person, mut per) = (false, Per::Time);
    while let Some(found) = before(&mut cursor, &mut of_person) {
        per = found;
    }
    let takes = sign(&mut cursor).unwrap_or(takes);
    let least = cursor.number()?;
    let most = match cursor.eat(&["-", "~", "\u{2014}\u{2014}", "\u{2014}", "至", "到", "to"]) {
        Some(_) => {
            sign(&mut cursor);
            Some(cursor.number()?)
        }
        None => None,
    };
    cursor.eat(&["积分", "分", "点", "points", "point"]);
    if cursor.eat(&["/", "每", "("]).is_some() || !cursor.0.is_empty() {
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

/// What an amount is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Per {
    Time,
    Hour,
    Span(Span),
}

fn before(cursor: &mut Cursor<'_>, of_person: &mut bool) -> Option<Per> {
    if cursor.eat(&["每小时", "每个小时", "每工时"]).is_some() {
        return Some(Per::Hour);
    }
    if let Some(word) = cursor.eat(&EACH_TIME) {
        *of_person |= word.contains('人');
        return Some(Per::Time);
    }
    let (span, rest) = limits::period(cursor.0.strip_prefix('每')?)?;
    cursor.0 = rest;
    Some(Per::Span(span))
}

fn behind(cursor: &mut Cursor<'_>, of_person: &mut bool) -> Option<Per> {
    cursor.eat(&["每"]);
    if cursor.eat(&["小时", "工时"]).is_some() {
        return Some(Per::Hour);
    }
    if let Some(word) = cursor.eat(&TIMES) {
        *of_person |= word.contains('人');
        return Some(Per::Time);
    }
    let (span, rest) = limits::period(cursor.0)?;
    cursor.0 = rest;
    Some(Per::Span(span))
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

fn finished(least: Points, most: Option<Points>, takes: bool, per: Per, of_person: bool) -> Option<Said> {
    let signed = |points: Points| if takes { -points } else { points };
    let worth = match (most, per) {
        (Some(most), Per::Hour) if most != least => return None,
        (Some(most), _) if most != least => {
            Worth::Between { field: AGREED.to_owned(), least: signed(least.min(most)), most: signed(least.max(most)) }
        }
        (_, Per::Hour) => Worth::Hourly(signed(least)),
        _ => Worth::Fixed(signed(least)),
    };
    let once = |span| Phrase { reach: None, span, cap: Cap::Times(1) };
    let limits = if let Per::Span(span) = per { vec![once(span)] } else { Vec::new() };
    Some(Said { worth, limits, of_person })
}

/// Grades, each with its points.
fn grades(parts: &[&String], takes: bool) -> Option<Said> {
    let grade = |part: &&String| {
        let mut cursor = Cursor(part);
        let name = cursor.take(|c| c.is_alphabetic() && !"零一二两三四五六七八九十扣减加".contains(c)).to_owned();
        let takes = sign(&mut cursor).unwrap_or(takes);
        cursor.eat(&[":"]);
        let points = cursor.number()?;
        cursor.eat(&["积分", "分"]);
        let fits = cursor.0.is_empty() && (1..=8).contains(&name.chars().count());
        fits.then_some((name, if takes { -points } else { points }))
    };
    let all: Vec<(String, Points)> = parts.iter().map(grade).collect::<Option<_>>()?;
    (all.len() > 1)
        .then_some(Said { worth: Worth::Grades { field: "等级".to_owned(), grades: all }, limits: Vec::new(), of_person: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &str, takes: bool) -> String {
        match points(cell, takes) {
            Ok(Said { worth, limits, of_person }) => {
                let worth = match worth {
                    Worth::Fixed(points) => points.plain(),
                    Worth::Between { least, most, .. } => format!("{}..{}", least.plain(), most.plain()),
                    Worth::Hourly(points) => format!("{}/h", points.plain()),
                    Worth::Grades { grades, .. } => {
                        grades.iter().map(|(name, points)| format!("{name}={}", points.plain())).collect::<Vec<_>>().join(" ")
                    }
                    Worth::Each { .. } | Worth::Meeting => "meeting".to_owned(),
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
            ("2分/小时", "2/h"),
            ("每小时2分", "2/h"),
            ("10分/月", "10 [每月 1 次]"),
            ("每年5分", "5 [每年 1 次]"),
            ("5-10", "5..10"),
            ("5\u{FF5E}10分", "5..10"),
            ("5至10分/次", "5..10"),
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
            ("5分/斤", "?"),
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
        ];
        for (cell, expected) in table {
            let shown = limit(cell).map_or("?".to_owned(), |all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
            assert_eq!(shown, expected, "{cell}");
        }
    }
}
