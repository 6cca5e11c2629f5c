//! 累计达标: thresholds on a running total of a field, or of records, in a period: `{统计: 时长, 周期: 每年, 档: {10: 2, 20: 5}}`.
//!
//! A record pays what the thresholds reached by now are worth, less what was paid in the period before. It adds to the total even if it pays nothing,
//! so in whatever order records come, a period pays the same. What is paid is counted before 活动 and 上限: neither is taken back later.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::words::{Points, Span};

use super::amount::Worth;
use super::compiling::Compiler;
use super::facts::{Value, decimal};
use super::finding::Mend;
use super::form::{self, Form};
use super::history::{Measure, Need, Tally};
use super::keys;
use super::limits;
use super::names::nearest;
use super::rule::{Field, FieldKind, Subject};
use super::yaml::Entry;

/// From how much on it is worth how much, in all.
#[derive(Debug)]
pub(super) struct Threshold {
    at: Decimal,
    pub(super) worth: Worth,
    pub(super) line: u32,
}

impl Threshold {
    fn new(at: Decimal, points: Points, line: u32) -> Self {
        Self { at, worth: Worth::Fixed(points), line }
    }

    fn points(&self) -> Points {
        if let Worth::Fixed(points) = self.worth { points } else { Points::ZERO }
    }
}

/// Thresholds on a running total.
#[derive(Debug)]
pub(super) struct RunningTotal {
    /// The field that is summed up; `None` counts records.
    pub(super) field: Option<u16>,
    /// `时长`, or `次数` of records.
    what: Box<str>,
    unit: Box<str>,
    pub(super) need: Need,
    /// Ascending; the first stands for none reached.
    pub(super) thresholds: Box<[Threshold]>,
    pub(super) line: u32,
}

/// Two decimals of a number that is summed up, rounded half-up; sums are kept in hundredths.
pub(super) fn counted(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

impl RunningTotal {
    /// How much a record adds.
    pub(super) fn adds(&self, values: &[Value]) -> Decimal {
        let filled = self.field.and_then(|at| values.get(usize::from(at))).and_then(Value::number);
        counted(filled.unwrap_or(Decimal::ONE))
    }

    /// What a record pays that adds so much, and the number of its threshold.
    pub(super) fn pays(&self, adds: Decimal, before: Tally) -> (usize, Points) {
        let total = before.total + adds;
        let nth = self.thresholds.iter().skip(1).take_while(|threshold| threshold.at <= total).count();
        let rest = self.thresholds[nth].points() - before.points;
        (nth, if self.is_taking() { rest.min(Points::ZERO) } else { rest.max(Points::ZERO) })
    }

    fn is_taking(&self) -> bool {
        self.thresholds.last().is_some_and(|last| last.points().is_negative())
    }

    /// The sentence that says why a record pays so much: `本年累计时长 10 小时，满 10 小时记 2 分`.
    pub(super) fn told(&self, nth: usize, pays: Points, (total, given): (Decimal, Points)) -> String {
        let reached = self.reached(nth, pays, given);
        let next = self.thresholds.get(nth + 1).filter(|_| pays.is_zero()).map(|next| self.missing(next, total));
        let sentence = [Some(format!("{} {}", self.named(), self.measured(total))), reached, next];
        sentence.into_iter().flatten().collect::<Vec<_>>().join("，")
    }

    fn reached(&self, nth: usize, pays: Points, given: Points) -> Option<String> {
        let (threshold, word) = (self.thresholds.get(nth).filter(|_| nth > 0)?, if self.is_taking() { "扣" } else { "记" });
        let (at, worth) = (self.measured(threshold.at), threshold.points().abs().plain());
        Some(match (pays.is_zero(), given.is_zero()) {
            (true, _) => format!("满 {at}的 {worth} 分已经{word}过"),
            (false, true) => format!("满 {at}{word} {worth} 分"),
            (false, false) => {
                format!("满 {at}共{word} {worth} 分，前面已{word} {} 分，这次{word} {} 分", given.abs().plain(), pays.abs().plain())
            }
        })
    }

    fn missing(&self, next: &Threshold, total: Decimal) -> String {
        let word = if next.points().is_negative() { "扣" } else { "记" };
        let (missing, at, worth) = (self.measured(next.at - total), self.measured(next.at), next.points().abs().plain());
        format!("再有 {missing}满 {at}，共{word} {worth} 分")
    }

    /// `10 小时`
    fn measured(&self, number: Decimal) -> String {
        format!("{} {}", number.normalize(), self.unit).trim_end().to_owned()
    }

    /// What a threshold is, for readers: `满 10 小时`.
    pub(super) fn step(&self, nth: usize) -> String {
        match self.thresholds.get(nth).filter(|_| nth > 0) {
            Some(threshold) => format!("满 {}", self.measured(threshold.at)),
            None => "一档都不满的时候".to_owned(),
        }
    }

    /// How much there must be before a record that adds so much for it to come to a threshold.
    pub(super) fn before(&self, nth: usize, adds: Decimal) -> Option<Decimal> {
        self.thresholds.get(nth).and_then(|threshold| threshold.at.checked_sub(counted(adds))).filter(|before| *before > Decimal::ZERO)
    }

    /// How an example and an explanation name the total: `本年累计时长`.
    pub(super) fn named(&self) -> String {
        if self.need.span == Span::Ever {
            format!("累计{}", self.what)
        } else {
            format!("{}累计{}", self.need.span.current(), self.what)
        }
    }

    /// `每年时长累计满 10 小时加 2 分、满 20 小时共加 5 分`
    pub(super) fn said(&self) -> String {
        let span = if self.need.span == Span::Ever { "" } else { self.need.span.chinese() };
        let what = self.field.map_or("", |_| &*self.what);
        let one = |(nth, threshold): (usize, &Threshold)| {
            let (all, word) = (if nth > 0 { "共" } else { "" }, if threshold.points().is_negative() { "扣" } else { "加" });
            format!("满 {}{all}{word} {} 分", self.measured(threshold.at), threshold.points().abs().plain())
        };
        let steps: Vec<String> = self.thresholds.iter().skip(1).enumerate().map(one).collect();
        format!("{span}{what}累计{}", steps.join("、"))
    }
}

impl Compiler<'_, '_> {
    /// 累计达标
    pub(super) fn running_total(&mut self, entry: &Entry, subject: Subject) -> Option<RunningTotal> {
        let form = Form::read(form::table(&entry.value, &entry.key, self.findings)?, keys::RUNNING_TOTAL, self.findings);
        let missing: Vec<&str> = keys::RUNNING_TOTAL.iter().map(|key| key.chinese).filter(|key| form.get(key).is_none()).collect();
        if !missing.is_empty() {
            let message = format!("累计达标还缺：{}。要写成 {{统计: 时长, 周期: 每年, 档: {{10: 2, 20: 5}}}}。", missing.join("、"));
            self.findings.error("total.missing", entry.key_mark, message);
            return None;
        }
        let summed = self.summed(form.get("统计")?);
        let span = self.span(form.get("周期")?);
        let thresholds = self.thresholds(form.get("档")?);
        let (field, span, thresholds) = (summed?, span?, thresholds?);
        let (what, unit) = match field.map(|at| &self.names.fields[usize::from(at)]) {
            Some(Field { name, kind: FieldKind::Number { unit, .. } }) => (&**name, &**unit),
            _ => ("次数", "次"),
        };
        let of = field.map_or("", |_| what).into();
        let need = Need { reach: subject.reach(), measure: Measure::Total { rule: self.names.rule.clone(), of }, span };
        let line = self.findings.line(entry.key_mark);
        Some(RunningTotal { field, what: what.into(), unit: unit.into(), need, thresholds, line })
    }

    /// The field of 统计; `Some(None)` counts records.
    fn summed(&mut self, entry: &Entry) -> Option<Option<u16>> {
        let name = form::text(entry, self.findings)?;
        let fields = self.names.fields;
        if let Some(at) = fields.iter().position(|field| *field.name == *name) {
            if matches!(fields[at].kind, FieldKind::Number { .. }) {
                return Some(u16::try_from(at).ok());
            }
            self.findings.error("total.field", entry.value.mark, format!("“{name}”填的不是数，没法累计。"));
            return None;
        }
        if matches!(name, "次数" | "times") {
            return Some(None);
        }
        if self.asked.may_be(name) {
            return None;
        }
        let near = nearest(name, fields.iter().map(Field::name).chain(["次数"]));
        let hint = near.map_or_else(|| "请写填报里的一个数，或者“次数”。".to_owned(), |near| format!("是不是“{near}”？"));
        self.findings.mendable("total.field", entry.value.mark, format!("填报里没有“{name}”，{hint}"), near.map(Mend::guess));
        None
    }

    fn span(&mut self, entry: &Entry) -> Option<Span> {
        let text = form::text(entry, self.findings)?;
        let span = limits::span(text);
        if span.is_none() {
            let message = format!("周期要写每天、每周、每月、每季、每半年、每年或累计，现在是“{text}”。");
            self.findings.error("total.span", entry.value.mark, message);
        }
        span
    }

    /// 档: numbers that grow, and points that grow with them.
    fn thresholds(&mut self, entry: &Entry) -> Option<Box<[Threshold]>> {
        let before = self.findings.errors();
        let none = Threshold::new(Decimal::ZERO, Points::ZERO, self.findings.line(entry.key_mark));
        let mut thresholds = vec![none];
        for step in form::table(&entry.value, &entry.key, self.findings)? {
            thresholds.extend(self.threshold(step, thresholds.last()?));
        }
        if thresholds.len() == 1 && self.findings.errors() == before {
            self.findings.error("total.order", entry.value.mark, "档里还没有写：满多少，记几分。");
        }
        (self.findings.errors() == before).then(|| thresholds.into())
    }

    fn threshold(&mut self, step: &Entry, below: &Threshold) -> Option<Threshold> {
        let Some(at) = decimal(&step.key).filter(|at| *at == counted(*at)) else {
            let message = format!("档里冒号前面写满多少（最多两位小数），现在是“{}”。", step.key);
            self.findings.error("total.order", step.key_mark, message);
            return None;
        };
        let (points, before) = (form::points(&step.value, "档", self.findings)?, below.points());
        let same_side = before.is_zero() || before.is_negative() == points.is_negative();
        if at <= below.at || points.abs() <= before.abs() || !same_side {
            self.findings.error("total.order", step.key_mark, "档要从小到大写：满得越多，一共记的分也越多。");
            return None;
        }
        Some(Threshold::new(at, points, self.findings.line(step.key_mark)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::Reach;
    use super::*;

    fn total(unit: &str, steps: &[(i64, i64)]) -> RunningTotal {
        let one = |(at, points): &(i64, i64)| Threshold::new(Decimal::from(*at), Points::whole(*points), 1);
        let measure = Measure::Total { rule: "志愿服务".into(), of: "时长".into() };
        RunningTotal {
            field: Some(0),
            what: "时长".into(),
            unit: unit.into(),
            need: Need { reach: Reach::Person, measure, span: Span::Year },
            thresholds: std::iter::once(&(0, 0)).chain(steps).map(one).collect(),
            line: 1,
        }
    }

    /// What was there and paid before, what is added, what it pays, and why.
    #[test]
    fn a_record_pays_the_difference() {
        let hours = total("小时", &[(10, 2), (20, 5), (50, 10)]);
        let absences = total("次", &[(3, -2), (5, -4)]);
        let table = [
            (&hours, "0", 0, "8", 0, "本年累计时长 8 小时，再有 2 小时满 10 小时，共记 2 分"),
            (&hours, "8", 0, "2", 2, "本年累计时长 10 小时，满 10 小时记 2 分"),
            (&hours, "8", 0, "12.5", 5, "本年累计时长 20.5 小时，满 20 小时记 5 分"),
            (&hours, "10", 2, "10", 3, "本年累计时长 20 小时，满 20 小时共记 5 分，前面已记 2 分，这次记 3 分"),
            (&hours, "10", 2, "3", 0, "本年累计时长 13 小时，满 10 小时的 2 分已经记过，再有 7 小时满 20 小时，共记 5 分"),
            (&hours, "60", 10, "3", 0, "本年累计时长 63 小时，满 50 小时的 10 分已经记过"),
            // A record was taken back after what it led to had been paid.
            (&hours, "5", 5, "6", 0, "本年累计时长 11 小时，满 10 小时的 2 分已经记过，再有 9 小时满 20 小时，共记 5 分"),
            (&absences, "2", 0, "1", -2, "本年累计时长 3 次，满 3 次扣 2 分"),
            (&absences, "4", -2, "1", -2, "本年累计时长 5 次，满 5 次共扣 4 分，前面已扣 2 分，这次扣 2 分"),
        ];
        for (total, before, given, adds, pays, sentence) in table {
            let before = Tally { total: before.parse().unwrap(), points: Points::whole(given), ..Tally::default() };
            let adds = adds.parse().unwrap();
            let (nth, points) = total.pays(adds, before);
            let text = total.told(nth, points, (before.total + adds, before.points));
            assert_eq!((points, text.as_str()), (Points::whole(pays), sentence));
        }
    }

    /// Whatever the order, a period pays the same.
    #[test]
    fn the_order_of_records_does_not_matter() {
        let hours = total("小时", &[(10, 2), (20, 5), (50, 10)]);
        for order in [[3, 9, 20, 18], [20, 18, 9, 3], [9, 20, 3, 18]] {
            let mut tally = Tally::default();
            for adds in order.map(Decimal::from) {
                let (_, points) = hours.pays(adds, tally);
                tally = Tally { total: tally.total + adds, points: tally.points + points, ..tally };
            }
            assert_eq!(tally.points, Points::whole(10), "{order:?}");
        }
    }
}
