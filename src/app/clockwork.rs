//! What happens by itself: awards whose notice days are over are posted.
//!
//! Every job is idempotent by its operation id and catches up after the machine was off.

use std::time::Duration;

use super::house::House;
use crate::awards::{self, PostDue};
use crate::roster;
use crate::words::{Failure, Outcome, VillageId};

/// How often the service looks for something to do.
const EVERY: Duration = Duration::from_secs(60);

/// Runs for as long as the service does.
pub async fn run(house: House) {
    let mut tick = tokio::time::interval(EVERY);
    loop {
        tick.tick().await;
        if let Err(fault) = catch_up(&house).await {
            tracing::error!(fault = format!("{fault:#}"), "timed jobs");
        }
    }
}

/// Does everything that is due by now, in every village. A fault in one village does not hold up the others; the first one is told at the end.
pub async fn catch_up(house: &House) -> Outcome<()> {
    let villages = roster::villages(&mut house.books.read().await?).await?;
    let mut broken = Ok(());
    for village in villages {
        broken = broken.and(post_due(house, &village).await.map(drop));
    }
    broken
}

/// Posts the awards of a village whose notice days are over; how many. One that cannot be posted does not hold up its neighbours.
pub async fn post_due(house: &House, village: &VillageId) -> Outcome<usize> {
    let today = house.books.clock.now().day();
    let due = awards::due(&mut house.books.read().await?, village, today).await?;
    let mut posted = Ok(0);
    for award in due {
        let act = house.own_act(village, &format!("post-award-{award}"))?;
        match house.books.perform(act, PostDue { award }).await {
            Ok(_) => posted = posted.map(|count| count + 1),
            Err(Failure::Refused(refusal)) => tracing::warn!(%village, award, code = refusal.code, "award not posted"),
            Err(fault) => {
                tracing::error!(%village, award, fault = format!("{fault:#}"), "award not posted");
                posted = posted.and(Err(fault));
            }
        }
    }
    posted
}
