//! How fast jifen is, measured beside the best that could be in its place. Benches measure; they never assert.
//!
//! `cargo run --release --manifest-path tests/bench/Cargo.toml [-- decide load trial ledger http memory start zoo]`;
//! with `--features engines` also `engines`.
//!
//! Goals are ratios taken in one run on one machine: machines differ and are noisy.

// A bench is about wall time; the bans of the house protect decisions, of which there are none here.
#![allow(clippy::disallowed_methods)]

mod award;
mod client;
mod decide;
#[cfg(feature = "engines")]
mod engines;
mod folder;
mod http;
mod ledger;
mod lists;
mod load;
mod measure;
mod memory;
mod raw;
mod roles;
mod start;
mod table;
mod trial;
mod village;
mod whole;
mod zoo;

use anyhow::Result;

use table::Table;

/// Measures something and adds its lines.
type Bench = fn(&mut Table) -> Result<()>;

const BENCHES: &[(&str, Bench)] = &[
    ("decide", decide::bench),
    #[cfg(feature = "engines")]
    ("engines", engines::bench),
    ("load", load::bench),
    ("trial", trial::bench),
    ("ledger", ledger::bench),
    ("http", http::bench),
    ("memory", memory::bench),
    ("start", start::bench),
    ("zoo", zoo::bench),
];

fn main() -> Result<std::process::ExitCode> {
    let mut arguments = std::env::args_os();
    let own_name = arguments.next().unwrap_or_default();
    let wanted: Vec<_> = arguments.collect();
    if let Some(played) = roles::play(own_name, &wanted)? {
        return Ok(played);
    }
    let mut table = Table::default();
    for (name, bench) in BENCHES.iter().copied() {
        if wanted.is_empty() || wanted.iter().any(|argument| argument == name) {
            eprintln!("{name} …");
            bench(&mut table)?;
        }
    }
    print!("{table}");
    Ok(std::process::ExitCode::SUCCESS)
}
