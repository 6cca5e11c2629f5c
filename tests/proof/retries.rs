//! Promise R2: every act is sent one to ten times, and most of the answers never arrive: whoever asked goes away after so many steps, before the act was
//! taken, while it was written, or after. Each takes effect once.
//!
//! Control: under a fresh operation id each time the same sendings count more than once.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use jifen::words::{Chance, Role};
use serde_json::json;

use super::actors::Actor;
use super::lot::{Lot, below, one_of};
use super::world::{On, World};

/// Lets something go so many steps; `None` if whoever waited for it went away before.
async fn left_after<T>(steps: usize, doing: impl Future<Output = T>) -> Option<T> {
    let (mut doing, mut left) = (pin!(doing), steps);
    poll_fn(|context| match left.checked_sub(1) {
        None => Poll::Ready(None),
        Some(rest) => {
            left = rest;
            doing.as_mut().poll(context).map(Some)
        }
    })
    .await
}

const PEOPLE: [&str; 3] = ["1-01-1", "1-01-2", "1-02-1"];

/// Sends deeds, each several times; how many deeds, how many sendings, and how many of those were answered.
async fn sends(grid: &Actor<'_>, chance: &Chance, deeds: usize, same_id: bool) -> (usize, usize, usize) {
    let (mut sent, mut answered) = (0, 0);
    for number in 0..deeds {
        let body = json!({"rule": "签到", "subject": one_of(chance, &PEOPLE), "occurred_on": "2026-03-01"});
        let times = 1 + below(chance, 10);
        for time in 0..times {
            let operation = if same_id { format!("act-{number}") } else { format!("act-{number}-{time}") };
            sent += 1;
            // The last one stays until it is told; nobody before it is sure to.
            let steps = if time + 1 == times { usize::MAX } else { below(chance, 8) };
            if let Some(answer) = left_after(steps, grid.post_as(&operation, "/claims", body.clone())).await {
                assert_eq!(answer.status, 201, "{answer:?}");
                answered += 1;
            }
        }
    }
    (deeds, sent, answered)
}

async fn total(grid: &Actor<'_>) -> usize {
    let mut total = 0;
    for number in PEOPLE {
        total += grid.available(number).await.split('.').next().unwrap().parse::<usize>().unwrap();
    }
    total
}

#[tokio::test]
async fn an_act_that_is_sent_again_and_again_counts_once() {
    let lot = Lot::of("retries");
    let (mut acts, mut dropped) = (0, 0);
    for seed in lot.rounds(2) {
        for on in [On::Sqlite, On::Postgres] {
            let Some(world) = World::drawn(on, seed, |_, text| text).await else { continue };
            let grid = world.somebody(Role::GridWorker).await;
            let (deeds, sent, answered) = sends(&grid, &Chance::seeded(seed), 40, true).await;
            assert_eq!(total(&grid).await, deeds, "seed {seed}");
            acts += deeds;
            dropped += sent - answered;
            drop(grid);
            world.end().await;
        }
    }
    assert!(dropped > acts / 2, "{dropped} answers were dropped");
    lot.tells(&format!("{acts} acts, {dropped} answers dropped"));
}

#[tokio::test]
async fn under_other_ids_the_same_sendings_count_more_than_once() {
    let world = World::new(On::Sqlite).await.unwrap();
    let grid = world.somebody(Role::GridWorker).await;
    let (deeds, _, answered) = sends(&grid, &Chance::seeded(1), 40, false).await;
    let total = total(&grid).await;
    assert!(total > deeds && total >= answered, "{total} of {deeds}, {answered} answered");
    drop(grid);
    world.end().await;
}
