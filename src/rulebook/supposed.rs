//! A history somebody supposes: by the names an example (比如) or a question uses, 本月已得, 一年内次数, 连续月数.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::words::{Period, Points, Problem, Span};

use super::amount::Amount;
use super::calendar;
use super::facts::{decimal, is_too_large};
use super::history::{History, Need, Periods, Tally};
use super::names::{LAST_ON, SPANS, STREAK, history_name, nearest, whose};
use super::rule::Rule;

/// How an example names what 连续 has given in the month of the deed.
const STREAK_GIVEN: &str = "连续已得";

/// A history somebody supposes.
#[derive(Clone, Debug)]
pub struct Supposed {
    on: NaiveDate,
    tallies: BTreeMap<Need, Periods>,
    balance: Points,
    household_size: u32,
}

impl History for Supposed {
    fn tally(&self, need: &Need) -> Tally {
        self.tallies.get(need).and_then(|periods| periods.get(&need.span.of(self.on))).copied().unwrap_or_default()
    }

    fn periods(&self, need: &Need) -> Periods {
        self.tallies.get(need).cloned().unwrap_or_default()
    }

    fn balance(&self) -> Points {
        self.balance
    }

    fn household_size(&self) -> u32 {
        self.household_size.max(1)
    }
}

/// A sentence about what is wrong, and the name that was meant.
type Wrong = (String, Option<String>);

impl Supposed {
    /// Nothing has happened before this day.
    pub(super) fn on(on: NaiveDate) -> Self {
        Self { on, tallies: BTreeMap::new(), balance: Points::ZERO, household_size: 1 }
    }

    /// Reads supposed values by name.
    pub(super) fn read(rule: &Rule, on: NaiveDate, given: &BTreeMap<String, String>) -> Result<Self, Vec<Problem>> {
        let mut supposed = Supposed::on(on);
        let mut problems = Vec::new();
        for (name, value) in given {
            if let Err((message, fix)) = supposed.set(rule, name, &Given { name, value: value.trim() }) {
                problems.push(Problem { pointer: format!("/history/{name}"), message, fix });
            }
        }
        if problems.is_empty() { Ok(supposed) } else { Err(problems) }
    }

    fn set(&mut self, rule: &Rule, name: &str, given: &Given<'_>) -> Result<(), Wrong> {
        match name {
            "余额" => self.balance = given.points()?,
            "户内人数" => self.household_size = u32::try_from(given.count()?).unwrap_or(u32::MAX),
            _ if !self.set_tallies(rule, name, given)? && !known_names(rule).contains(name) => return Err(stranger(rule, name)),
            _ => {}
        }
        Ok(())
    }

    /// Sets every tally the rule reads under this name; whether there is one.
    fn set_tallies(&mut self, rule: &Rule, name: &str, given: &Given<'_>) -> Result<bool, Wrong> {
        let (own, mut found) = (rule.subject.reach(), false);
        for need in &rule.needs {
            let here = need.span.of(self.on);
            let is = |count: &str| *name == history_name(need, own, count);
            let stands_alone = |(alone, span): (&str, Span)| need.span == span && *name == format!("{}{alone}", whose(need, own));
            if is("次数") {
                self.at(need, here).times = given.count()?;
            } else if is("已得") {
                self.at(need, here).points = given.points()?;
            } else if is("已扣") {
                self.at(need, here).points = -given.points()?;
            } else if stands_alone(LAST_ON) {
                let tally = self.at(need, Span::Day.of(given.day()?));
                tally.times = tally.times.max(1);
            } else if stands_alone(STREAK) {
                self.months_in_a_row(need, given)?;
            } else {
                continue;
            }
            found = true;
        }
        Ok(self.set_own(rule, name, given)? || found)
    }

    /// What 累计达标, 再犯 and 连续 alone read.
    fn set_own(&mut self, rule: &Rule, name: &str, given: &Given<'_>) -> Result<bool, Wrong> {
        if let Amount::Total(total) = &rule.amount
            && *name == total.named()
        {
            self.at(&total.need, total.need.span.of(self.on)).total = given.number()?;
            return Ok(true);
        }
        if let Some(repeat) = rule.repeat.as_ref().filter(|repeat| *name == repeat.counted()) {
            self.at(&repeat.need, Span::Day.of(self.on).later(-1)).times = given.count()?;
            return Ok(true);
        }
        if let Some(streak) = rule.streak.as_ref().filter(|_| *name == *STREAK_GIVEN) {
            self.at(&streak.need, Span::Month.of(self.on)).bonus = given.points()?;
            return Ok(true);
        }
        Ok(false)
    }

    /// The month of the deed is the last of them; it says nothing about that month itself.
    fn months_in_a_row(&mut self, need: &Need, given: &Given<'_>) -> Result<(), Wrong> {
        let count = i32::try_from(given.count()?).ok().filter(|count| (1..=1_200).contains(count));
        for back in 1..count.ok_or_else(|| given.wants("连本月在内连续几个月，从 1 写起"))? {
            let tally = self.at(need, Span::Month.of(self.on).later(-back));
            (tally.times, tally.points) = (1, Points::whole(1));
        }
        Ok(())
    }

    fn at(&mut self, need: &Need, period: Period) -> &mut Tally {
        self.tallies.entry(need.clone()).or_default().entry(period).or_default()
    }
}

/// A value as it was written.
struct Given<'a> {
    name: &'a str,
    value: &'a str,
}

impl Given<'_> {
    fn wants(&self, what: &str) -> Wrong {
        (format!("“{}”要写{what}，现在是“{}”", self.name, self.value), None)
    }

    fn number(&self) -> Result<Decimal, Wrong> {
        decimal(self.value).ok_or_else(|| match is_too_large(self.value) {
            true => (format!("“{}”写的数太大了", self.name), None),
            false => self.wants("一个数"),
        })
    }

    fn points(&self) -> Result<Points, Wrong> {
        self.number().and_then(|number| Points::rounded(number).ok_or_else(|| self.wants("一个数")))
    }

    fn count(&self) -> Result<i64, Wrong> {
        self.value.parse().ok().filter(|count| *count >= 0).ok_or_else(|| self.wants("一个整数"))
    }

    fn day(&self) -> Result<NaiveDate, Wrong> {
        self.value.parse().map_err(|_| match calendar::missing(self.value) {
            Some(missing) => (format!("“{}”写的是“{}”：{missing}", self.name, self.value), None),
            None => self.wants("日期，像 2026-03-01"),
        })
    }
}

/// Every name of a tally, whether this rule reads it or not.
fn known_names(rule: &Rule) -> HashSet<String> {
    let mut names: HashSet<String> = ["取高已得", "取高次数", "取高已扣"].map(str::to_owned).into();
    for reach in ["", "本户", "本组", "全村"] {
        for measure in ["", "本类", "全部"] {
            names.extend([LAST_ON, STREAK].map(|(name, _)| format!("{reach}{measure}{name}")));
            for (span, count) in SPANS.iter().flat_map(|span| ["次数", "已得", "已扣"].map(|count| (span, count))) {
                names.insert(format!("{reach}{measure}{}{count}", span.current()));
            }
        }
    }
    names.extend(rule.needs.iter().map(|need| history_name(need, rule.subject.reach(), "次数")));
    names.extend(rule.repeat.iter().map(|repeat| repeat.counted()));
    names.extend(if let Amount::Total(total) = &rule.amount { Some(total.named()) } else { None });
    names.extend(rule.streak.iter().map(|_| STREAK_GIVEN.to_owned()));
    names
}

fn stranger(rule: &Rule, name: &str) -> Wrong {
    let known = known_names(rule);
    let candidates = known.iter().map(String::as_str).chain(["余额", "户内人数"]).chain(rule.fields.iter().map(|field| field.name()));
    let near = nearest(name, candidates);
    let hint = near.map_or_else(String::new, |near| format!("，是不是“{near}”"));
    (format!("“{name}”不是填报里的，也不是本月已得、本年次数这样的数{hint}"), near.map(str::to_owned))
}

/// Kept beside the rule language so that a name in an example and in a formula can never drift apart.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::history::{Measure, Reach};
    use crate::rulebook::names::Names;

    #[test]
    fn an_example_names_a_tally_as_a_formula_does() {
        let (rule, chapter) = ("志愿服务".into(), "公益".into());
        let names = Names { rule: &rule, chapter: &chapter, reach: Reach::Household, fields: &[] };
        for measure in [Measure::Rule("志愿服务".into()), Measure::Chapter("公益".into()), Measure::All] {
            for span in SPANS {
                let need = Need { reach: Reach::Household, measure: measure.clone(), span };
                let (input, _) = names.find(&history_name(&need, Reach::Household, "已得")).unwrap();
                assert_eq!(input.need(), Some(&need));
            }
            for (name, span) in [LAST_ON, STREAK] {
                let need = Need { reach: Reach::Household, measure: measure.clone(), span };
                let (input, _) = names.find(&format!("{}{name}", whose(&need, Reach::Household))).unwrap();
                assert_eq!(input.need(), Some(&need));
            }
        }
    }
}
