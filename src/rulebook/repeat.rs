//! 再犯: a deduction that comes again within a term weighs more, `一年内加倍`.
//!
//! The term is counted back from the day of the deed, whatever the calendar year. What happened on the same day is the same occasion.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::words::{Points, Span};

use super::form::{self, Form};
use super::history::{Need, Periods, last_on};
use super::keys;
use super::marks::Findings;
use super::numerals::{chinese, plain};
use super::term::{self, Term};
use super::yaml::{Entry, Shape};

/// No deduction grows to more than so many times its size.
const HEAVIEST: u32 = 10;

/// How a deduction grows when it comes again.
#[derive(Debug)]
pub(super) struct Repeat {
    term: Term,
    /// For each earlier time.
    factor: Decimal,
    /// Whatever came before, no more than so many times.
    most: Decimal,
    /// The rule's tallies of single days.
    pub(super) need: Need,
    pub(super) line: u32,
}

impl Repeat {
    /// Reads 再犯; `days` are the rule's tallies of single days.
    pub(super) fn read(entry: &Entry, days: Need, findings: &mut Findings<'_>) -> Option<Self> {
        let (term, factor, most) = match &entry.value.shape {
            Shape::Table(entries) => written_out(&Form::read(entries, keys::REPEAT, findings), entry, findings)?,
            _ => {
                let text = form::text(entry, findings)?;
                let read = phrase(text);
                if read.is_none() {
                    let message = format!("这样写看不懂：“{text}”。请写成“一年内加倍”，或者 {{期限: 一年, 倍数: 2, 最多: 4}}。");
                    findings.error("repeat.phrase", entry.value.mark, message);
                }
                read.map(|(term, factor)| (term, factor, factor))?
            }
        };
        if factor <= Decimal::ONE || most < factor || most > Decimal::from(HEAVIEST) {
            let message = format!("再犯的倍数要比 1 大，“最多”不能比倍数小，也不能超过 {HEAVIEST} 倍。");
            findings.error("repeat.factor", entry.value.mark, message);
            return None;
        }
        debug_assert_eq!(days.span, Span::Day);
        Some(Self { term, factor, most, need: days, line: findings.line(entry.key_mark) })
    }

    /// How an example names how often it happened within the term before: `一年内次数`.
    pub(super) fn counted(&self) -> String {
        format!("{}内次数", self.term)
    }

    /// The most it can make of the rule's points.
    pub(super) fn most(&self) -> Decimal {
        self.most
    }

    /// How often it happened within the term before this day, when last, and the points of a deed of this day; `None` if it did not happen before.
    pub(super) fn heavier(&self, points: Points, day: NaiveDate, days: &Periods) -> Option<(i64, NaiveDate, Points)> {
        let before = self.before(day, days);
        let heavier = Points::rounded(points.decimal() * self.times_as_much(before)).filter(|_| before > 0)?;
        Some((before, last_on(days, day.pred_opt()?)?, heavier))
    }

    /// How many times it weighs after so many earlier ones.
    fn times_as_much(&self, before: i64) -> Decimal {
        let factor = (0..before).try_fold(Decimal::ONE, |factor, _| Some(factor * self.factor).filter(|factor| *factor < self.most));
        factor.unwrap_or(self.most)
    }

    /// The sentence that says why the points are more.
    pub(super) fn told(&self, before: i64, last: NaiveDate, points: Points) -> String {
        let (term, factor, size) = (self.term, self.times_as_much(before).normalize(), points.abs().plain());
        format!("{term}内已经有过 {before} 次（最近一次 {last}），按 {factor} 倍扣 {size} 分")
    }

    /// How often it happened within the term before a day.
    pub(super) fn before(&self, day: NaiveDate, days: &Periods) -> i64 {
        let within = days
            .range(..Span::Day.of(day))
            .rev()
            .take_while(|(period, _)| period.day().is_some_and(|d| self.term.last_day(d).is_none_or(|last| last >= day)));
        within.map(|(_, tally)| tally.times).sum()
    }
}

fn written_out(form: &Form<'_>, entry: &Entry, findings: &mut Findings<'_>) -> Option<(Term, Decimal, Decimal)> {
    let Some(within) = form.get("期限") else {
        findings.error("repeat.phrase", entry.key_mark, "再犯要写“期限”：多长时间以内算再犯，比如“期限: 一年”。");
        return None;
    };
    let term = term::read(within, findings);
    let number = |key: &str, findings: &mut Findings<'_>| form.get(key).map(|entry| form::number(&entry.value, &entry.key, findings));
    let factor = number("倍数", findings).unwrap_or(Some(Decimal::TWO));
    let most = number("最多", findings).unwrap_or(factor);
    Some((term?, factor?, most?))
}

/// `一年内加倍`, `半年内按 3 倍`, `doubled within 1 year`, `3 times within 6 months`
fn phrase(text: &str) -> Option<(Term, Decimal)> {
    let text = plain(text);
    if let Some((how, term)) = text.split_once(" within ") {
        let factor = if how == "doubled" { Some(Decimal::TWO) } else { how.strip_suffix("times")?.trim().parse().ok() };
        return Term::parse(term).zip(factor);
    }
    let squeezed: String = text.split_whitespace().collect();
    let (term, how) = squeezed.split_once("以内").or_else(|| squeezed.split_once('内'))?;
    let factor = match how.trim_start_matches("再犯") {
        "加倍" | "翻倍" | "双倍" | "翻番" => Some(Decimal::TWO),
        other => {
            let number = other.trim_start_matches(['按', '扣']).strip_suffix('倍')?;
            number.parse().ok().or_else(|| chinese(number))
        }
    };
    Term::parse(term).zip(factor)
}

/// `一年内再犯加倍`, `一年内再犯按 2 倍、最多 4 倍`
impl std::fmt::Display for Repeat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (factor, most) = (self.factor.normalize(), self.most.normalize());
        match (self.factor == self.most, self.factor == Decimal::TWO) {
            (true, true) => write!(f, "{}内再犯加倍", self.term),
            (true, false) => write!(f, "{}内再犯按 {factor} 倍", self.term),
            (false, _) => write!(f, "{}内再犯每多一次乘 {factor}、最多 {most} 倍", self.term),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::{Measure, Reach, Tally};
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn repeat(term: &str, factor: i64, most: i64) -> Repeat {
        let need = Need { reach: Reach::Household, measure: Measure::Rule("乱倒".into()), span: Span::Day };
        Repeat { term: Term::parse(term).unwrap(), factor: factor.into(), most: most.into(), need, line: 1 }
    }

    #[test]
    fn phrases_in_both_languages() {
        let table = [
            ("一年内加倍", Some((Term::Months(12), 2))),
            ("一年以内 翻倍", Some((Term::Months(12), 2))),
            ("半年内按 3 倍", Some((Term::Months(6), 3))),
            ("30天内三倍", Some((Term::Days(30), 3))),
            ("doubled within one year", Some((Term::Months(12), 2))),
            ("3 times within 6 months", Some((Term::Months(6), 3))),
            ("一年加倍", None),
            ("一年内", None),
            ("很久内加倍", None),
        ];
        for (text, expected) in table {
            assert_eq!(phrase(text), expected.map(|(term, factor)| (term, Decimal::from(factor))), "{text}");
        }
    }

    /// What came before, the day of the deed, and how many times it weighs.
    #[test]
    fn the_term_is_counted_back_from_the_day_of_the_deed() {
        let table = [
            ("一年", 2, 4, "", "2026-03-10", 1),
            ("一年", 2, 4, "2025-03-10", "2026-03-10", 2), // the last day still counts
            ("一年", 2, 4, "2025-03-09", "2026-03-10", 1), // a whole year has gone by
            ("一年", 2, 4, "2026-03-10", "2026-03-10", 1), // the same occasion
            ("一年", 2, 4, "2026-03-11", "2026-03-10", 1), // happened later, recorded earlier
            ("一年", 2, 4, "2026-01-01 2026-02-01", "2026-03-10", 4),
            ("一年", 2, 4, "2026-01-01 2026-01-02 2026-02-01", "2026-03-10", 4),
            ("一年", 2, 2, "2026-01-01 2026-02-01", "2026-03-10", 2),
            ("30天", 3, 9, "2026-02-07 2026-02-08", "2026-03-10", 3),
            ("一年", 2, 4, "2024-02-29", "2025-02-28", 2),
            ("一年", 2, 4, "2024-02-29", "2025-03-01", 1),
            ("本年", 2, 4, "2025-12-31", "2026-01-01", 1),
            ("本年", 2, 4, "2026-01-01", "2026-12-31", 2),
        ];
        for (term, factor, most, before, on, times) in table {
            let mut days = Periods::new();
            for day in before.split_whitespace().map(day) {
                days.insert(Span::Day.of(day), Tally { times: 1, points: Points::whole(-2), ..Tally::default() });
            }
            let heavier = repeat(term, factor, most).heavier(Points::whole(-2), day(on), &days);
            assert_eq!(heavier.map_or(-2, |(.., points)| points.hundredths() / 100), -2 * times, "{before} → {on}");
        }
    }
}
