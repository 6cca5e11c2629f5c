//! A trial: a year of a village of 2,000 people, judged again by the rules of its days and by a draft, on one core.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use chrono::{Days, NaiveDate};
use jifen::roster::{Household, Resident, Subject};
use jifen::trial::{Event, Frame, People, Rulebooks, report};
use jifen::words::Yuan;

use crate::lists;
use crate::measure::median;
use crate::table::Table;
use crate::village::{self, RESIDENTS};

const RECORDS: usize = 100_000;
const RULES: usize = 60;
const VILLAGES: usize = 50;
const ROUNDS: usize = 5;

pub fn bench(table: &mut Table) -> Result<()> {
    let from = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
    let (rulebook, draft) = (Arc::new(lists::rulebook(RULES)?), Arc::new(lists::rulebook(RULES)?));
    let days = (0..365).map(|day| from + Days::new(day));
    let rulebooks = Rulebooks { of_day: days.map(|day| (day, rulebook.clone())).collect(), draft, renamed: HashMap::new() };
    let frame = Frame {
        village: village::id()?,
        from,
        to: from + Days::new(364),
        today: from + Days::new(365),
        people: people(),
        accounts: RESIDENTS as i64 / 4,
        available: Yuan::whole(15_000),
    };
    let events: Vec<Event> = lists::records(RULES, RECORDS).into_iter().enumerate().map(|(nth, filled)| event(from, nth, filled)).collect();
    let mut seconds = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        black_box(report(&frame, &events, &rulebooks));
        seconds.push(start.elapsed().as_secs_f64());
    }
    table.figure("trial: 100,000 records judged twice, one core", format!("{:.2} s", median(seconds)), "≤ 1 s");
    let seconds = township(&frame, &events, &rulebooks);
    table.figure("trial: 50 villages of 100,000 records, all cores", format!("{seconds:.2} s"), "≤ 30 s");
    Ok(())
}

/// As many villages, judged side by side; what fetching them takes is not in it.
fn township(frame: &Frame, events: &[Event], rulebooks: &Rulebooks) -> f64 {
    let (start, next) = (Instant::now(), AtomicUsize::new(0));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < VILLAGES {
                    black_box(report(frame, events, rulebooks));
                }
            });
        }
    });
    start.elapsed().as_secs_f64()
}

/// Everybody of the village, four to a household.
fn people() -> People {
    let subjects: Vec<Subject> = (0..RESIDENTS).map(subject).collect();
    let households = subjects.iter().step_by(4).map(|subject| subject.household.clone()).collect();
    People { households, residents: subjects.into_iter().filter_map(|subject| subject.person).collect() }
}

fn subject(nth: usize) -> Subject {
    let number = village::number(nth);
    let (home, text) = (number[..5].to_owned(), String::new);
    Subject {
        person: Some(Resident { number: number.clone(), household: home.clone(), name: text(), relation: text() }),
        household: Household { number: home, group_name: "一组".to_owned(), head: number, members: 4 },
    }
}

fn event(from: NaiveDate, nth: usize, filled: lists::Filled) -> Event {
    Event {
        id: nth as i64 + 1,
        rule: filled.rule,
        subject: subject(nth),
        occurred_on: from + Days::new((nth * 365 / RECORDS) as u64),
        facts: filled.facts,
    }
}
