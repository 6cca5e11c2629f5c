//! The whole path of a deed that needs no review: recorded, judged, counted, explained, posted.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use jifen::app::House;
use jifen::claims::{self, Deed};
use tokio::task::JoinSet;

use crate::ledger::BATCH;
use crate::measure::{median, per_second, rate};
use crate::table::Table;
use crate::village;

const BATCHES: usize = 8;
/// Far away from the operation ids of other benches.
const FIRST: usize = 1_000_000;

pub async fn bench(table: &mut Table, house: &House) -> Result<()> {
    let mut rates = Vec::new();
    for nth in 0..BATCHES {
        rates.push(rate(BATCH, batch(house, FIRST + nth * BATCH).await?));
    }
    table.figure("ledger: deeds recorded to posted, 1,000 in flight", per_second(median(rates)), "");
    Ok(())
}

async fn batch(house: &House, from: usize) -> Result<Duration> {
    let mut acts = Vec::new();
    for nth in from..from + BATCH {
        let act = village::act(&house.books, nth)?;
        let facts = BTreeMap::from([("时长".to_owned(), "1.5".to_owned())]);
        let (rule, subject) = ("志愿服务".to_owned(), village::number(nth));
        acts.push((Deed { rule, subject, occurred_on: act.at.day(), facts, note: String::new(), photos: Vec::new() }, act));
    }
    let start = Instant::now();
    let mut waiting = JoinSet::new();
    for (deed, act) in acts {
        let house = house.clone();
        waiting.spawn(async move { claims::record(&house.books, &house.library, act, deed).await });
    }
    while let Some(done) = waiting.join_next().await {
        done?.map_err(|failure| anyhow!("{failure:?}"))?;
    }
    Ok(start.elapsed())
}
