//! Several villages tried together: what a change to the packs they share would have done in each of them. Reads every village, changes nothing.
//!
//! ```text
//! each village: files in force, packs as they lie in a folder ──▶ the same? ──▶ nothing changes
//!                                                               └▶ prepared ──▶ judged twice ──▶ one line
//! ```
//!
//! Villages are judged side by side, one a core; while some are judged, the next are fetched. One that cannot be tried says why and holds up nobody.

use std::sync::Arc;

use anyhow::anyhow;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::actions::{Period, check_period, prepare};
use super::model::{Accounts, Cost, Report, Turn};
use super::reporting::report;
use crate::db::Books;
use crate::rulebook::{Bundle, Source};
use crate::versions::{Library, Which, text_of};
use crate::words::{Failure, Outcome, VillageId};

/// What a change would have done in several villages, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Township {
    pub villages: Vec<VillageLine>,
    /// Villages that take in nothing that has changed.
    pub untouched: Vec<String>,
    /// Villages that could not be tried, and why.
    pub refused: Vec<Refused>,
}

/// What it comes to in one village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VillageLine {
    pub village: String,
    pub records: i64,
    pub points: Turn,
    pub before: Cost,
    pub after: Cost,
    #[serde(flatten)]
    pub accounts: Accounts,
}

/// A village that could not be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    pub village: String,
    pub code: &'static str,
    pub sentence: String,
}

impl From<Report> for VillageLine {
    fn from(report: Report) -> Self {
        let Report { village, records, points, money, accounts, .. } = report;
        Self { village, records, points, before: money.before, after: money.after, accounts }
    }
}

/// What became of one village.
enum Tried {
    Line(Box<VillageLine>),
    Untouched,
}

/// Judges a past period again in every one of these villages, under its rules in force with these packs; `done` is told of each village.
///
/// Refuses `trial.wrong_period`. What a village refuses (see [`trial`](super::trial), and `versions.none_in_force`) is in the answer.
pub async fn township(
    (books, library): (&Books, &Library),
    villages: Vec<VillageId>,
    packs: Vec<Source>,
    period: Period,
    done: impl Fn(&VillageId),
) -> Outcome<Township> {
    check_period(period)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // One more than can be judged at once: it is fetched meanwhile.
    let (at_hand, judging) = (Arc::new(Semaphore::new(cores + 1)), Arc::new(Semaphore::new(cores)));
    let packs: Arc<[Source]> = packs.into();
    let mut tasks = JoinSet::new();
    for village in villages {
        let (books, library, packs, at_hand, judging) = (books.clone(), library.clone(), packs.clone(), at_hand.clone(), judging.clone());
        tasks.spawn(async move {
            let _turn = at_hand.acquire_owned().await;
            let tried = tried(&books, &library, &village, &packs, period, judging).await;
            (village, tried)
        });
    }
    let mut township = Township::default();
    while let Some(ended) = tasks.join_next().await {
        let (village, tried) = ended.map_err(|fault| anyhow!(fault))?;
        done(&village);
        township.add(&village, tried)?;
    }
    township.sort();
    Ok(township)
}

async fn tried(
    books: &Books,
    library: &Library,
    village: &VillageId,
    packs: &[Source],
    period: Period,
    judging: Arc<Semaphore>,
) -> Outcome<Tried> {
    let now = text_of(library, village, Which::InForce, books.clock.now().day()).await?;
    let draft = Bundle { packs: packs.to_vec(), ..now.clone() }.pinned();
    if draft.digest() == now.pinned().digest() {
        return Ok(Tried::Untouched);
    }
    let (frame, events, rulebooks) = prepare(books, library, village, draft, period).await?;
    let _turn = judging.acquire_owned().await.map_err(anyhow::Error::from)?;
    let report = tokio::task::spawn_blocking(move || report(&frame, &events, &rulebooks)).await.map_err(|fault| anyhow!(fault))?;
    Ok(Tried::Line(Box::new(report.into())))
}

impl Township {
    fn add(&mut self, village: &VillageId, tried: Outcome<Tried>) -> Outcome<()> {
        let village = village.to_string();
        match tried {
            Ok(Tried::Line(line)) => self.villages.push(*line),
            Ok(Tried::Untouched) => self.untouched.push(village),
            Err(Failure::Refused(refusal)) => self.refused.push(Refused { village, code: refusal.code, sentence: refusal.sentence }),
            Err(fault) => return Err(fault),
        }
        Ok(())
    }

    /// Villages end in any order; they are told in that of their names.
    fn sort(&mut self) {
        self.villages.sort_by(|one, other| one.village.cmp(&other.village));
        self.untouched.sort();
        self.refused.sort_by(|one, other| one.village.cmp(&other.village));
    }
}
