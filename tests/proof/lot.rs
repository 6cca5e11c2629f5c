//! What a proof draws, and how long it goes on. Short runs draw the same every time and do not look at the clock; `JIFEN_PROOF_SEED` lets them draw
//! something else, `JIFEN_PROOF_SECONDS` lets each proof go on until so long has passed.

use std::time::{Duration, Instant};

use jifen::words::Chance;

/// The draws of one proof.
pub struct Lot {
    name: &'static str,
    seed: u64,
    until: Option<Instant>,
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a whole number, not {text}")))
}

impl Lot {
    #[allow(clippy::disallowed_methods)] // only to end a long run; nothing that is proved hangs on it
    pub fn of(name: &'static str) -> Self {
        let until = setting("JIFEN_PROOF_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
        Self { name, seed: setting("JIFEN_PROOF_SEED").unwrap_or(1), until }
    }

    /// So many rounds, or as many as the seconds allow. Each has its own seed: seed S draws in round R what seed S + R draws in its first.
    #[allow(clippy::disallowed_methods)]
    pub fn rounds(&self, short: u64) -> impl Iterator<Item = u64> {
        let until = self.until;
        let seed = self.seed;
        (0..)
            .take_while(move |round| until.map_or(*round < short, |until| *round == 0 || Instant::now() < until))
            .map(move |round| seed + round)
    }

    /// Says how much was tried.
    pub fn tells(&self, counts: &str) {
        println!("proof {} from seed {}: {counts}", self.name, self.seed);
    }
}

/// Something out of a list.
pub fn one_of<'a, T>(chance: &Chance, list: &'a [T]) -> &'a T {
    &list[below(chance, list.len())]
}

pub fn below(chance: &Chance, bound: usize) -> usize {
    usize::try_from(chance.below(bound as u64)).unwrap()
}
