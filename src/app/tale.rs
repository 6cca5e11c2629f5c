//! A year that is told once and to its end: where it is broken off, the next start takes it up again.
//!
//! What has been told is marked among the village's own operations: the beginning with its days, each part, the end. Within a part every act has an
//! operation id that says where in the story it stands, so that telling the part again does nothing twice.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::demo::{Plan, StoryClock};
use crate::db::{Book, Job, Operation};
use crate::versions::House;
use crate::words::{Act, Chance, OperationId, Refusal, VillageId};

/// What is to be told of which village. The same seed, village and days give the same records.
pub struct Tale {
    pub village: VillageId,
    pub plan: Plan,
    pub seed: u64,
    pub days: Days,
}

/// From a day to before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    pub start: NaiveDate,
    pub end: NaiveDate,
}

/// Marks a part of a tale as told.
#[derive(Serialize)]
struct Mark {
    part: String,
    days: Days,
}

impl Job for Mark {
    type Answer = Days;
    const VERB: &'static str = "tell";

    fn decide(&self, _: &Act, _: &mut Book) -> Result<Days, Refusal> {
        Ok(self.days)
    }
}

const BEGINNING: &str = "beginning";
const END: &str = "end";

impl Tale {
    /// A tale that is begun with this call, or was begun and broken off: then it keeps its days. `None` for one that was told to its end, and for a
    /// village that lives without one.
    pub async fn open(house: &House, village: &VillageId, plan: Plan, seed: u64, days: Days) -> Result<Option<Self>> {
        let begun = told(house, village, BEGINNING).await?;
        let lives_without = begun.is_none() && house.library.newest(village).await?.is_some();
        if lives_without || told(house, village, END).await?.is_some() {
            return Ok(None);
        }
        let tale = Self { village: village.clone(), plan, seed, days: begun.unwrap_or(days) };
        tale.mark(house, BEGINNING).await?;
        Ok(Some(tale))
    }

    /// A clock that stands at nine in the morning of the first day.
    pub fn clock(&self) -> StoryClock {
        StoryClock::at(self.days.start)
    }

    /// The same house in which the story's time rules, and for each part a chance of its own: what it draws does not hang on how often the parts
    /// before it were begun.
    pub fn house(&self, house: &House, clock: &StoryClock, part: u64) -> House {
        let seed = self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(part);
        house.told_by(clock.clock(), Chance::seeded(seed)).by_clockwork()
    }

    /// Whether a part has been told.
    pub(super) async fn has_told(&self, house: &House, part: &str) -> Result<bool> {
        Ok(told(house, &self.village, part).await?.is_some())
    }

    /// Marks a part as told. The same tale leaves the same trail whenever it is told, so the mark knows neither the machine's clock nor its chance.
    pub(super) async fn mark(&self, house: &House, part: &str) -> Result<()> {
        let house = self.house(house, &self.clock(), u64::MAX);
        let act = house.own_act(&self.village, &name(part))?;
        house.books.perform(act, Mark { part: part.to_owned(), days: self.days }).await?;
        tracing::info!(village = %self.village, part, "told");
        Ok(())
    }

    /// Marks the whole tale as told.
    pub(super) async fn close(&self, house: &House) -> Result<()> {
        self.mark(house, END).await
    }
}

fn name(part: &str) -> String {
    format!("tale-{part}")
}

/// The days of the tale whose part was marked.
async fn told(house: &House, village: &VillageId, part: &str) -> Result<Option<Days>> {
    let mark: Option<Operation> = house.books.row(village, OperationId::own(&name(part)).as_str()).await?;
    mark.map(|mark| serde_json::from_str(&mark.answer).context("a mark can be read")).transpose()
}
