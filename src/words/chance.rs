//! Randomness is handed in: from the operating system in service, from a seed in tests and simulations.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// A source of random bytes.
#[derive(Clone)]
pub struct Chance(Source);

#[derive(Clone)]
enum Source {
    Machine,
    Seeded(u64, Arc<AtomicU64>),
}

impl Chance {
    /// The operating system's generator, for salts and tokens.
    pub fn machine() -> Self {
        Self(Source::Machine)
    }

    /// The same bytes for the same seed, for tests and demo data only.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(seed, Arc::default()))
    }

    /// Sixteen random bytes (128 bits).
    pub fn bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        match &self.0 {
            // Without randomness no token and no salt is safe; the service cannot go on.
            Source::Machine => getrandom::fill(&mut bytes).expect("the operating system gives random bytes"),
            Source::Seeded(seed, count) => {
                let count = count.fetch_add(1, Ordering::Relaxed);
                let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(count.to_le_bytes()).finalize();
                bytes.copy_from_slice(&digest[..16]);
            }
        }
        bytes
    }

    /// A whole number from 0 up to but not including `bound`. The bias is below 2⁻³² for the small bounds of a village.
    pub fn below(&self, bound: u64) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.bytes();
        u64::from_le_bytes([a, b, c, d, e, f, g, h]) % bound.max(1)
    }

    /// Sixteen random bytes as 32 lower-case hexadecimal digits.
    pub fn token(&self) -> String {
        self.bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
