//! Limits: `每人每月 20 分`, `每户每年 2 次`, `20 points per person per month`.
//!
//! Reading a phrase and cutting an award. What is cut is always said.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::words::{Points, Span};

use super::history::{Need, Reach, Tally};
use super::names::history_name;
use super::numerals::plain;
use super::rule::Rule;

/// How much a period allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cap {
    Points(Points),
    Times(i64),
}

/// A limit as its phrase says it; which awards it counts depends on where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Unsaid, it is the rule's own subject.
    pub(super) reach: Option<Reach>,
    pub(super) span: Span,
    pub(super) cap: Cap,
}

/// A limit in its place.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    pub(super) need: Need,
    pub(super) cap: Cap,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
}

/// `每人每月 20 分`
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Need { reach, span, .. } = self.need;
        Phrase { reach: Some(reach), span, cap: self.cap }.fmt(f)
    }
}

/// `每人每月 20 分`, `每月 20 分`
impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{} {}", self.reach.map_or("", Reach::chinese), self.span.chinese(), self.cap)
    }
}

/// `20 分`, `2 次`
impl fmt::Display for Cap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cap::Points(points) => write!(f, "{} 分", points.plain()),
            Cap::Times(times) => write!(f, "{times} 次"),
        }
    }
}

/// What says nothing before the number.
const FILLING: [&str; 7] = ["最多", "至多", "不超过", "封顶", "上限", "可得", "记"];

/// Whom a limit counts for.
pub(super) const REACHES: [(&str, Reach); 8] = [
    ("每个人", Reach::Person),
    ("每人", Reach::Person),
    ("个人", Reach::Person),
    ("每户", Reach::Household),
    ("每个小组", Reach::Group),
    ("每组", Reach::Group),
    ("全村", Reach::Village),
    ("本村", Reach::Village),
];

/// What a period is called behind 每; the longer of two that begin alike comes first.
const PERIODS: [(&str, Span); 10] = [
    ("天", Span::Day),
    ("日", Span::Day),
    ("周", Span::Week),
    ("星期", Span::Week),
    ("月", Span::Month),
    ("季度", Span::Quarter),
    ("季", Span::Quarter),
    ("半年", Span::HalfYear),
    ("年度", Span::Year),
    ("年", Span::Year),
];

/// What says that a limit never begins anew.
const EVER: [&str; 3] = ["一共", "总共", "累计"];

/// The period a text begins with, and what follows: `月`, `个月`, `季度`.
pub(super) fn period(text: &str) -> Option<(Span, &str)> {
    let bare = text.strip_prefix('个').unwrap_or(text);
    PERIODS.iter().find_map(|(word, span)| Some((*span, bare.strip_prefix(word)?)))
}

/// The same as a phrase says it: `每月`, `累计`.
pub(super) fn every(text: &str) -> Option<(Span, &str)> {
    let ever = || EVER.iter().find_map(|word| Some((Span::Ever, text.strip_prefix(word)?)));
    text.strip_prefix('每').and_then(period).or_else(ever)
}

/// A kind of period: `每年`, `year`.
pub(super) fn span(text: &str) -> Option<Span> {
    let found = every(text).filter(|(_, rest)| rest.is_empty()).map(|(span, _)| span);
    found.or_else(|| in_english(&format!("1 time per {text}")).map(|phrase| phrase.span))
}

/// Reads one or more phrases; `None` if one of them is not understood.
pub(super) fn phrases(text: &str) -> Option<Vec<Phrase>> {
    let text = plain(text);
    let parts = text.split([',', ';', '、']).map(str::trim).filter(|part| !part.is_empty());
    let read: Option<Vec<Phrase>> = parts.map(|part| in_chinese(part).or_else(|| in_english(part))).collect();
    read.filter(|phrases| !phrases.is_empty())
}

fn in_chinese(text: &str) -> Option<Phrase> {
    let squeezed: String = text.split_whitespace().collect();
    let (mut reach, mut span, mut rest) = (None, None, squeezed.as_str());
    loop {
        if let Some((word, found)) = REACHES.iter().find(|(word, _)| rest.starts_with(word)) {
            (reach, rest) = (Some(*found), &rest[word.len()..]);
        } else if let Some((found, behind)) = every(rest) {
            (span, rest) = (Some(found), behind);
        } else if let Some(word) = FILLING.iter().find(|word| rest.starts_with(**word)) {
            rest = &rest[word.len()..];
        } else {
            break;
        }
    }
    Some(Phrase { reach, span: span?, cap: cap(rest)? })
}

fn cap(text: &str) -> Option<Cap> {
    if let Some(number) = text.strip_suffix('分') {
        return Points::parse(number).filter(|points| points.is_positive()).map(Cap::Points);
    }
    let number = text.strip_suffix('次').or_else(|| text.strip_suffix('回'))?;
    number.parse().ok().filter(|times| *times > 0).map(Cap::Times)
}

fn in_english(text: &str) -> Option<Phrase> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let words: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !matches!(*word, "per" | "a" | "each" | "in" | "of" | "every")).collect();
    let [number, unit, rest @ ..] = words.as_slice() else { return None };
    let cap = match *unit {
        "point" | "points" => Cap::Points(Points::parse(number).filter(|points| points.is_positive())?),
        "time" | "times" => Cap::Times(number.parse().ok().filter(|times| *times > 0)?),
        _ => return None,
    };
    let (mut reach, mut span) = (None, None);
    for word in rest {
        match *word {
            "person" => reach = Some(Reach::Person),
            "household" => reach = Some(Reach::Household),
            "group" => reach = Some(Reach::Group),
            "village" => reach = Some(Reach::Village),
            "day" => span = Some(Span::Day),
            "week" => span = Some(Span::Week),
            "month" => span = Some(Span::Month),
            "quarter" => span = Some(Span::Quarter),
            "half-year" => span = Some(Span::HalfYear),
            "year" => span = Some(Span::Year),
            "total" | "ever" => span = Some(Span::Ever),
            _ => return None,
        }
    }
    Some(Phrase { reach, span: span?, cap })
}

/// Phrases as they are written in a rule.
pub(super) fn written(phrases: &[Phrase]) -> String {
    phrases.iter().map(ToString::to_string).collect::<Vec<_>>().join("\u{FF0C}")
}

/// What a limit left of an award or deduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// What had been counted before.
    pub(super) before: Tally,
    /// What it would have been.
    pub(super) points: Points,
    /// What it is.
    pub(super) left: Points,
    /// The rule ends before the limit begins anew.
    pub(super) is_last: bool,
}

impl Cut {
    /// How much was cut off.
    pub(super) fn over(&self) -> Points {
        (self.points - self.left).abs()
    }
}

impl Limit {
    /// Whether it leaves deductions alone: a rule that gives and takes is limited in what it gives.
    pub(super) fn spares_deductions(&self, rule: &Rule) -> bool {
        matches!(self.cap, Cap::Points(_)) && rule.is_award
    }

    /// Cuts an award or deduction to what is left; `None` if that is all of it.
    pub(super) fn cut(&self, points: Points, before: Tally) -> Option<Cut> {
        let room = match self.cap {
            Cap::Times(times) if before.times < times => return None,
            Cap::Times(_) => Points::ZERO,
            Cap::Points(most) => (most - used(points, before)).max(Points::ZERO),
        };
        let left = if points.is_negative() { -room } else { room };
        (points.abs() > room).then_some(Cut { before, points, left, is_last: false })
    }

    /// Whether the period of a day is the last of a rule that ends on another.
    pub(super) fn is_last(&self, day: NaiveDate, until: NaiveDate) -> bool {
        self.need.span.of(day).later(1).first_day().is_some_and(|next| until < next)
    }

    /// The sentence that says that it cut, in a rule that counts for these.
    pub(super) fn told(&self, cut: &Cut, own: Reach) -> String {
        let Cut { before, points, left, is_last } = *cut;
        let used = used(points, before);
        // Recorded, not received: what waits for review or is on notice counts, too.
        let before = match self.cap {
            Cap::Times(_) => format!("{}已记 {} 次，", history_name(&self.need, own, ""), before.times),
            Cap::Points(_) if used.is_zero() => String::new(),
            Cap::Points(_) => {
                let word = if points.is_negative() { "已记扣" } else { "已记" };
                format!("{} {} 分，", history_name(&self.need, own, word), used.plain())
            }
        };
        let again = self.need.span.next().filter(|_| left.is_zero() && points.is_positive() && !is_last);
        let again = again.map_or_else(String::new, |next| format!("，{next}再做又能记"));
        format!("{before}上限{self}，{}{again}", this_time(left))
    }

    /// What had been counted, by the name an example gives it: `本月已得`.
    pub(super) fn counted(&self, before: Tally, own: Reach) -> (String, String) {
        match self.cap {
            Cap::Points(_) => (history_name(&self.need, own, "已得"), before.points.plain()),
            Cap::Times(_) => (history_name(&self.need, own, "次数"), before.times.to_string()),
        }
    }

    /// With what it limits: `志愿服务 每人每月 20 分`.
    pub(super) fn named(&self) -> String {
        let scope = self.need.measure.name();
        format!("{} {self}", if scope.is_empty() { "全部" } else { scope })
    }
}

/// What is used up of a limit by what was counted; a deduction uses up what was taken.
fn used(points: Points, before: Tally) -> Points {
    if points.is_negative() { -before.points } else { before.points }.max(Points::ZERO)
}

/// `这次记 8 分`
fn this_time(points: Points) -> String {
    match points {
        points if points.is_zero() => "这次不计分".to_owned(),
        points if points.is_negative() => format!("这次扣 {} 分", points.abs().plain()),
        points => format!("这次记 {} 分", points.plain()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::Measure;
    use super::*;

    #[test]
    fn phrases_in_both_languages() {
        let points = |n| Cap::Points(Points::whole(n));
        let table = [
            ("每人每月 20 分", Some(Reach::Person), Span::Month, points(20)),
            ("每户每年2次", Some(Reach::Household), Span::Year, Cap::Times(2)),
            ("全村每月 500 分", Some(Reach::Village), Span::Month, points(500)),
            ("每人累计 1 次", Some(Reach::Person), Span::Ever, Cap::Times(1)),
            ("每半年每组最多 30 分", Some(Reach::Group), Span::HalfYear, points(30)),
            ("每季 15 分", None, Span::Quarter, points(15)),
            ("每天\u{FF11}\u{FF10}分", None, Span::Day, points(10)),
            ("20 points per person per month", Some(Reach::Person), Span::Month, points(20)),
            ("2 times per household per year", Some(Reach::Household), Span::Year, Cap::Times(2)),
            ("1 time per person in total", Some(Reach::Person), Span::Ever, Cap::Times(1)),
        ];
        for (text, reach, span, cap) in table {
            assert_eq!(phrases(text), Some(vec![Phrase { reach, span, cap }]), "{text}");
        }
        for wrong in ["每人 20 分", "每月 20", "每月 0 分", "20 分", "每人每月 两 次", "20 apples per month"] {
            assert_eq!(phrases(wrong), None, "{wrong}");
        }
        assert_eq!(phrases("每人每月 20 分，每户每年 2 次").map(|all| all.len()), Some(2));
    }

    #[test]
    fn what_is_cut_is_said() {
        let need = Need { reach: Reach::Person, measure: Measure::All, span: Span::Month };
        let need = Need { measure: Measure::Rule("志愿服务".into()), ..need };
        let limit = |cap| Limit { need: need.clone(), cap, file: "rules.yaml".into(), line: 1 };
        let tally = |times, points| Tally { times, points: Points::whole(points), ..Tally::default() };
        let cases = [
            (Cap::Points(Points::whole(20)), 30, tally(1, 12), Some((8, "本月已记 12 分，上限每人每月 20 分，这次记 8 分"))),
            (Cap::Points(Points::whole(20)), 8, tally(1, 12), None),
            (Cap::Points(Points::whole(20)), 30, tally(0, 0), Some((20, "上限每人每月 20 分，这次记 20 分"))),
            (
                Cap::Points(Points::whole(20)),
                5,
                tally(3, 20),
                Some((0, "本月已记 20 分，上限每人每月 20 分，这次不计分，下个月再做又能记")),
            ),
            (Cap::Points(Points::whole(10)), -4, tally(2, -8), Some((-2, "本月已记扣 8 分，上限每人每月 10 分，这次扣 2 分"))),
            (Cap::Points(Points::whole(10)), -4, tally(2, 8), None),
            (Cap::Times(2), 5, tally(2, 10), Some((0, "本月已记 2 次，上限每人每月 2 次，这次不计分，下个月再做又能记"))),
            (Cap::Times(2), 5, tally(1, 5), None),
        ];
        for (cap, points, tally, expected) in cases {
            let limit = limit(cap);
            let cut = limit.cut(Points::whole(points), tally).map(|cut| (cut.left, limit.told(&cut, Reach::Person)));
            assert_eq!(cut, expected.map(|(left, text)| (Points::whole(left), text.to_owned())));
        }
    }
}
