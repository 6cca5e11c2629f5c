//! Deciding: one record judged with the explanation that is stored, on one core, in a short list and in a long one.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::NaiveDate;
use jifen::rulebook::{History, Need, NoHistory, Record, Rulebook, Tally};
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
    let (mut shorts, mut longs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (of_short, of_long) = (decisions(&short, &for_short), decisions(&long, &for_long));
        shorts.push(of_short);
        longs.push(of_long);
        ratios.push(of_long / of_short);
    }
    let of_short = median(shorts);
    table.figure("decide: 20 rules, with explanation, one core", per_second(of_short), "≥ 200 k/s");
    let of_long = per_second(median(longs));
    table.against("decide: 2,000 rules", of_long, format!("20 rules {}", per_second(of_short)), median(ratios), "≥ 0.90");
    Ok(())
}

/// Somebody who has already got some points, so that limits sometimes cut.
struct Some10;

impl History for Some10 {
    fn tally(&self, _: &Need) -> Tally {
        Tally { times: 1, points: Points::whole(10), last_on: None }
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
            decided += usize::from(black_box(decision).is_ok());
        }
    }
    rate(decided, start.elapsed())
}
