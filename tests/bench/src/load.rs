//! Loading: a village of 60 rules read, checked, compiled, and all its examples worked out.

use std::hint::black_box;

use anyhow::Result;
use jifen::rulebook::check;

use crate::lists;
use crate::measure::{median, millis, timed};
use crate::table::Table;

const TIMES: usize = 61;

pub fn bench(table: &mut Table) -> Result<()> {
    let bundle = lists::bundle("cesu", 0, 60)?;
    let took = (0..TIMES).map(|_| timed(|| black_box(check(&bundle)).findings.len()).0.as_secs_f64());
    table.figure("load: 60 rules with examples, median", millis(median(took.collect())), "≤ 20 ms");
    Ok(())
}
