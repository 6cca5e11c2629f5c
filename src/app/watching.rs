//! A timed look at the village folders while the service runs: changed rule files become a draft, or, of a village on trial with 文件即生效, a version.
//!
//! A file that is just being saved, or a folder that is just being copied, is read half. So files are taken only when two looks in a row found the same.
//! Not here: new villages. They come in on the next start, when somebody stands by.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use super::files;
use super::settling::{Settled, settle};
use crate::versions::House;
use crate::words::VillageId;

/// How often the service looks.
const EVERY: Duration = Duration::from_secs(30);

/// What was seen of a village's folder.
struct Seen {
    hash: String,
    is_settled: bool,
}

/// Remembers what the folders said at the last look. The first look is for the start of the service: it takes nothing for changed.
pub struct Watch {
    villages: PathBuf,
    rules: PathBuf,
    seen: HashMap<VillageId, Seen>,
}

impl Watch {
    /// Over these folders.
    pub fn new(villages: &Path, rules: &Path) -> Self {
        Self { villages: villages.to_path_buf(), rules: rules.to_path_buf(), seen: HashMap::new() }
    }

    /// Runs for as long as the service does; what became of changed files is told.
    pub async fn run(mut self, house: House, tell: impl Fn(&VillageId, &Settled)) {
        let mut tick = tokio::time::interval(EVERY);
        loop {
            tick.tick().await;
            match self.look(&house).await {
                Ok(settled) => settled.iter().for_each(|(village, settled)| tell(village, settled)),
                Err(fault) => tracing::error!(fault = format!("{fault:#}"), "village folders"),
            }
        }
    }

    /// Looks once: what became of every village whose files are other than before and lay still since the last look. A folder that cannot be read does
    /// not hold up the others; it is looked at again next time.
    pub async fn look(&mut self, house: &House) -> Result<Vec<(VillageId, Settled)>> {
        house.library.offer(files::packs(&self.rules)?);
        let mut changed = Vec::new();
        for village in files::village_ids(&self.villages)? {
            match self.look_at(house, &village).await {
                Ok(settled) => changed.extend(settled.map(|settled| (village, settled))),
                Err(fault) => tracing::error!(%village, fault = format!("{fault:#}"), "village folder"),
            }
        }
        Ok(changed)
    }

    /// What is seen for the first time is what the start of the service settled.
    async fn look_at(&mut self, house: &House, village: &VillageId) -> Result<Option<Settled>> {
        let hash = files::bundle(&self.villages, &self.rules, village)?.digest();
        let before = self.seen.insert(village.clone(), Seen { hash: hash.clone(), is_settled: false });
        let is_settled = before.as_ref().is_none_or(|seen| seen.hash == hash && seen.is_settled);
        let lies_still = before.is_some_and(|seen| seen.hash == hash);
        let settled = match is_settled || !lies_still || house.library.newest(village).await?.is_none() {
            true => None,
            false => Some(settle(house, &self.villages, &self.rules, village).await?),
        };
        self.seen.insert(village.clone(), Seen { hash, is_settled: is_settled || settled.is_some() });
        Ok(settled)
    }
}
