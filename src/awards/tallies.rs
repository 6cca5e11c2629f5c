//! Tallies that stand in memory by number instead of by their stored keys: those of a village that is only supposed. Pure.
//!
//! What counts and how much is decided where it is in service (`covers`, `counted`). Nobody's quota of recording (记录限额) is kept here: a deed that is
//! judged again was recorded long ago.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::counting::{counted, covers, hundredths};
use super::history::{Holder, Holders};
use super::model::Award;
use crate::rulebook::{Measure, Need, Periods, Rulebook};
use crate::versions::Needs;

/// All tallies that are kept.
pub(super) struct Tallies {
    needs: Vec<Need>,
    numbers: HashMap<Need, u32>,
    /// By the rule and its chapter: the needs that one of its awards may count in.
    touched: HashMap<String, (String, Vec<u32>)>,
    holders: Numbers,
    /// By need and holder.
    kept: HashMap<(u32, u32), Periods>,
}

impl Tallies {
    /// Before anything is counted.
    pub(super) fn new(needs: &Needs) -> Self {
        let needs: Vec<Need> = needs.iter().cloned().collect();
        let numbers = (0..).zip(&needs).map(|(number, need)| (need.clone(), number)).collect();
        let (touched, holders, kept) = Default::default();
        Self { needs, numbers, touched, holders, kept }
    }

    /// Every period of a need in which something was counted; `None` if nothing ever was.
    pub(super) fn of(&self, need: &Need, holders: Holders<'_>) -> Option<&Periods> {
        self.kept.get(&(*self.numbers.get(need)?, self.holders.find(holders.holder(need))?))
    }

    /// How much an account has done on each day to earn deductions back, in hundredths.
    pub(super) fn done(&self, account: &str, rule: &str, field: &str) -> BTreeMap<NaiveDate, i64> {
        let is_it = |need: &Need| matches!(&need.measure, Measure::Done { rule: r, of } if **r == *rule && **of == *field);
        let number = (0..).zip(&self.needs).find_map(|(number, need)| is_it(need).then_some(number));
        let kept = number.zip(self.holders.find(Holder::Account(account))).and_then(|key| self.kept.get(&key));
        let by_day = kept.into_iter().flatten();
        by_day.filter_map(|(period, tally)| Some((period.day()?, hundredths(tally.total)))).collect()
    }

    /// Whether some tally that this award may count in has such a measure.
    pub(super) fn some(&mut self, award: &Award, test: impl Fn(&Measure) -> bool) -> bool {
        self.meet(award);
        self.touched(award).any(|(_, need)| test(&need.measure))
    }

    /// Counts an award in.
    pub(super) fn count(&mut self, rulebook: &Rulebook, award: &Award) {
        self.meet(award);
        let whose = Holders::at_the_time(award);
        let covered: Vec<u32> = self.touched(award).filter(|(_, need)| covers(need, rulebook, award)).map(|(number, _)| number).collect();
        for number in covered {
            let need = &self.needs[number as usize];
            let holder = self.holders.number(whose.holder(need));
            let tally = self.kept.entry((number, holder)).or_default().entry(need.span.of(award.occurred_on)).or_default();
            *tally = counted(*tally, need, award, 1);
        }
    }

    fn touched(&self, award: &Award) -> impl Iterator<Item = (u32, &Need)> {
        let numbers = self.touched.get(&award.rule).map_or(&[][..], |(_, numbers)| numbers);
        numbers.iter().map(|number| (*number, &self.needs[*number as usize]))
    }

    /// Finds out which needs an award of this rule may count in; a rule may be of another chapter in another version.
    fn meet(&mut self, award: &Award) {
        if self.touched.get(&award.rule).is_some_and(|(chapter, _)| *chapter == award.chapter) {
            return;
        }
        let may_count = |measure: &Measure| match measure {
            Measure::Rule(rule) | Measure::Total { rule, .. } | Measure::Done { rule, .. } => **rule == *award.rule,
            Measure::Chapter(chapter) => **chapter == *award.chapter,
            Measure::All | Measure::Highest(_) => true,
            Measure::Recorded => false,
        };
        let all = (0..).zip(&self.needs).filter(|(_, need)| may_count(&need.measure)).map(|(number, _)| number).collect();
        self.touched.insert(award.rule.clone(), (award.chapter.clone(), all));
    }
}

/// A number for each holder; 0 is the village.
#[derive(Default)]
struct Numbers {
    /// Persons, households, groups, accounts, recorders.
    known: [HashMap<String, u32>; 5],
    last: u32,
}

impl Numbers {
    fn place(holder: Holder<'_>) -> Option<(usize, &str)> {
        match holder {
            Holder::Person(number) => Some((0, number)),
            Holder::Household(number) => Some((1, number)),
            Holder::Group(name) => Some((2, name)),
            Holder::Account(number) => Some((3, number)),
            Holder::Recorder(staff) => Some((4, staff)),
            Holder::Village => None,
        }
    }

    /// The number of a holder, if anything was ever counted for them.
    fn find(&self, holder: Holder<'_>) -> Option<u32> {
        Self::place(holder).map_or(Some(0), |(kind, name)| self.known[kind].get(name).copied())
    }

    fn number(&mut self, holder: Holder<'_>) -> u32 {
        let Some((kind, name)) = Self::place(holder) else { return 0 };
        self.known[kind].get(name).copied().unwrap_or_else(|| {
            self.last += 1;
            self.known[kind].insert(name.to_owned(), self.last);
            self.last
        })
    }
}
