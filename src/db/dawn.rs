//! A village's day begins before anything is done on it: what was due by then comes first, whoever is quicker, the timed jobs or the first act of the
//! day. Else a machine that slept over New Year would let somebody act in a year that has not begun.
//!
//! What is due is no business of the database: the service hands it in. Timed jobs themselves wait for nobody ([`Books::by_clockwork`]).

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, RwLock};

use chrono::NaiveDate;

use super::books::Books;
use crate::words::VillageId;

/// Does everything that is due in a village by the clock of these books.
pub type Waking = Arc<dyn Fn(Books, VillageId) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Which villages' day has begun in this process. Others that write to the same database know it for themselves; to begin a day twice does nothing.
#[derive(Default)]
pub(super) struct Dawn {
    waking: RwLock<Option<Waking>>,
    woken: RwLock<HashMap<VillageId, NaiveDate>>,
    at_work: tokio::sync::Mutex<()>,
}

impl Dawn {
    /// From now on days begin this way; with `None`, by themselves.
    pub(super) fn begins_with(&self, waking: Option<Waking>) {
        if let Ok(mut kept) = self.waking.write() {
            *kept = waking;
        }
    }

    /// A village's day has begun.
    pub(super) fn note(&self, village: &VillageId, day: NaiveDate) {
        if let Ok(mut woken) = self.woken.write() {
            woken.insert(village.clone(), day);
        }
    }

    fn has_begun(&self, village: &VillageId, day: NaiveDate) -> bool {
        self.woken.read().is_ok_and(|woken| woken.get(village) == Some(&day))
    }

    /// Lets a village's day begin, if it has not. What goes wrong with it was told where it did; the act is done all the same, and the next one tries again.
    pub(super) async fn wait(&self, books: &Books, village: &VillageId, day: NaiveDate) {
        if self.has_begun(village, day) {
            return;
        }
        let Some(waking) = self.waking.read().ok().and_then(|kept| kept.clone()) else { return };
        let _alone = self.at_work.lock().await;
        if !self.has_begun(village, day) {
            waking(books.by_clockwork(), village.clone()).await;
        }
    }
}
