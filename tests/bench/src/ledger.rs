//! Durable awards: through the books, beside plain SQLite that writes exactly the same rows in the same batches on the same disk in the same run.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use jifen::db::Books;
use tokio::task::JoinSet;

use crate::award::Award;
use crate::folder::Folder;
use crate::measure::{median, per_second, rate};
use crate::raw::{Reader, Writer};
use crate::table::Table;
use crate::{village, whole};

/// Acts in flight.
pub const BATCH: usize = 1_000;
const BATCHES: usize = 20;
/// Acts of one client who waits for each answer.
const ALONE: usize = 200;
const ROUNDS_ALONE: usize = 3;

pub fn bench(table: &mut Table) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(table))
}

async fn run(table: &mut Table) -> Result<()> {
    let folder = Folder::new()?;
    let house = village::settled(&folder.file("jifen.db")).await?;
    let side = Beside { reader: Reader::open(&folder.file("jifen.db"))?, writer: Writer::open(&folder.file("raw.db"))? };
    side.catch_up()?;
    batches(table, &house.books, &side).await?;
    one_client(table, &house.books, &side).await?;
    whole::bench(table, &house).await?;
    house.books.close().await;
    Ok(())
}

/// Plain SQLite beside the books.
struct Beside {
    reader: Reader,
    writer: Writer,
}

impl Beside {
    /// Takes over what there is before the measuring begins.
    fn catch_up(&self) -> Result<()> {
        self.writer.write(&self.reader.rows_after(-1)?).map(drop)
    }
}

async fn batches(table: &mut Table, books: &Books, side: &Beside) -> Result<()> {
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for nth in 0..BATCHES {
        let newest = side.reader.newest()?;
        let took = batch(books, nth * BATCH).await?;
        let raw = side.writer.write(&side.reader.rows_after(newest)?)?;
        ours.push(rate(BATCH, took));
        theirs.push(rate(BATCH, raw));
        ratios.push(raw.as_secs_f64() / took.as_secs_f64());
    }
    let against = format!("plain SQLite, same rows {}", per_second(median(theirs)));
    table.against("ledger: awards, 1,000 in flight", per_second(median(ours)), against, median(ratios), "≥ 0.30, later 0.70");
    Ok(())
}

async fn batch(books: &Books, from: usize) -> Result<Duration> {
    let mut acts = Vec::new();
    for nth in from..from + BATCH {
        acts.push((village::act(books, nth)?, Award { account: village::number(nth) }));
    }
    let start = Instant::now();
    let mut waiting = JoinSet::new();
    for (act, award) in acts {
        let books = books.clone();
        waiting.spawn(async move { books.perform(act, award).await });
    }
    while let Some(done) = waiting.join_next().await {
        done?.map_err(|failure| anyhow!("{failure:?}"))?;
    }
    Ok(start.elapsed())
}

async fn one_client(table: &mut Table, books: &Books, side: &Beside) -> Result<()> {
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS_ALONE {
        let newest = side.reader.newest()?;
        let from = BATCHES * BATCH + round * ALONE;
        let start = Instant::now();
        for nth in from..from + ALONE {
            let award = Award { account: village::number(nth) };
            books.perform(village::act(books, nth)?, award).await.map_err(|failure| anyhow!("{failure:?}"))?;
        }
        let took = start.elapsed();
        let singles = side.reader.rows_after(newest)?.one_by_one(ALONE);
        let raw: Duration = singles.iter().map(|rows| side.writer.write(rows)).sum::<Result<_>>()?;
        ours.push(rate(ALONE, took));
        theirs.push(rate(ALONE, raw));
        ratios.push(raw.as_secs_f64() / took.as_secs_f64());
    }
    let against = format!("plain SQLite, same rows {}", per_second(median(theirs)));
    table.against("ledger: awards, one client", per_second(median(ours)), against, median(ratios), "");
    Ok(())
}
