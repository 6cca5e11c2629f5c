//! Deciding: one record judged with the explanation that is stored, on one core, in a short list and in a long one.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::NaiveDate;
use jifen::rulebook::{History, Need, NoHistory, Periods, Record, Rulebook, Tally};
use jifen::words::Points;

use crate::lists::{self, Filled};
use crate::measure::{median, per_second, rate};
use crate::table::Table;

const ROUND: Duration = Duration::from_millis(700);
const ROUNDS: usize = 5;
/// As many for both lists, so that the records themselves weigh the same.
const RECORDS: usize = 4_000;

pub fn bench(table: &mut Table) -> Result<()> {
    let (short, long) = (lists::rulebook(20)?, lists::rulebook(2_000)?);
    let (for_short, for_long) = (lists::records(20, RECORDS), lists::records(2_000, RECORDS));
    let (mut alone, mut among, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.push(decisions(&short, &for_short));
        among.push(decisions(&long, &for_short));
        all.push(decisions(&long, &for_long));
    }
    let ratio = |others: &[f64]| median(others.iter().zip(&alone).map(|(other, alone)| other / alone).collect());
    let (to_among, to_all) = (ratio(&among), ratio(&all));
    let against = format!("20 rules {}", per_second(median(alone.clone())));
    table.figure("decide: 20 rules, with explanation, one core", per_second(median(alone)), "≥ 200 k/s");
    table.against("decide: the same 20 rules among 2,000", per_second(median(among)), against.clone(), to_among, "≥ 0.90");
    table.against("decide: 2,000 rules, each as often as any other", per_second(median(all)), against, to_all, "≥ 0.90");
    Ok(())
}

/// Somebody who has already got some points, so that limits sometimes cut.
struct Some10;

impl History for Some10 {
    fn tally(&self, _: &Need) -> Tally {
        Tally { times: 1, points: Points::whole(10), ..Tally::default() }
    }
    fn periods(&self, _: &Need) -> Periods {
        Periods::new()
    }
    fn balance(&self) -> Points {
        Points::whole(10)
    }
    fn household_size(&self) -> u32 {
        3
    }
}

fn decisions(rulebook: &Rulebook, filled: &[Filled]) -> f64 {
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default();
    let start = Instant::now();
    let mut decided = 0;
    while start.elapsed() < ROUND {
        for (nth, one) in filled.iter().enumerate() {
            let record = Record { rule: &one.rule, occurred_on: day, facts: &one.facts };
            let decision = if nth % 2 == 0 { rulebook.judge(&record, &Some10) } else { rulebook.judge(&record, &NoHistory) };
            decided += usize::from(decision.is_ok_and(|decision| !black_box(decision.steps()).is_empty()));
        }
    }
    rate(decided, start.elapsed())
}
