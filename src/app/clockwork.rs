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

/// Does everything that is due by now, in every village.
pub async fn catch_up(house: &House) -> anyhow::Result<()> {
    let villages = roster::villages(&mut house.books.read().await?).await?;
    for village in villages {
        post_due(house, &village).await?;
    }
    Ok(())
}

/// Posts the awards of a village whose notice days are over; how many.
pub async fn post_due(house: &House, village: &VillageId) -> Outcome<usize> {
    let today = house.books.clock.now().day();
    let due = awards::due(&mut house.books.read().await?, village, today).await?;
    let mut posted = 0;
    for award in due {
        let act = house.own_act(village, &format!("post-award-{award}"))?;
        match house.books.perform(act, PostDue { award }).await {
            Ok(_) => posted += 1,
            // One award that cannot be posted must not hold up its neighbours.
            Err(Failure::Refused(refusal)) => tracing::warn!(%village, award, code = refusal.code, "award not posted"),
            Err(fault) => return Err(fault),
        }
    }
    Ok(posted)
}
