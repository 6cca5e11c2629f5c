//! What happens by itself: goods that nobody came for are let go, points that nobody used in time
//! lapse, a year begins anew, rules that were announced as mistaken are put right, awards whose notice days are over are posted, the pool of protected
//! reports gets its entry of the month, public notices on which nothing waits any more are settled, the records of a month that is over are drawn that the
//! committee looks at again, and what has stayed its term is deleted (`entrance::keeping`, the words of reports).
//!
//! Every job is idempotent by its operation id. After the machine was off, every day on which something was due is done as of its own first minute, in
//! order, before today: what villagers have does not depend on when a machine was switched on. Nor on who comes first: the first act of a day waits in each
//! village until this is done ([`begin_days`]). So nothing is due before the newest entry that is not done. The order within a day:
//!
//! 1. Reservations whose time is over are let go (预约过期): what they held is free before anything lapses.
//! 2. Points lapse whose last day was yesterday (到期).
//! 3. The year begins anew if yesterday was 清零日: what lapsed by itself is told as that.
//! 4. Errata are carried out whose announcement ended (规则改正): what is posted after that is worth what it should be.
//! 5. Awards are posted whose notice ended (公示期满): they belong to the new day, and to the new year.

use std::sync::Arc;
use std::time::Duration;

use chrono::{Days, NaiveDate};

use crate::awards::{self, PostDue};
use crate::claims;
use crate::db::Job;
use crate::entrance::{self, Kept};
use crate::errata;
use crate::ledger::{self, Expire};
use crate::notices;
use crate::oversight;
use crate::reports;
use crate::roster;
use crate::shop::{self, ExpireReservation};
use crate::versions::House;
use crate::words::{Clock, Failure, Moment, Outcome, VillageId};

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
        broken = broken.and(catch_up_with(house, &village).await);
    }
    broken
}

/// From now on nobody does anything in a village on a new day before what was due by then is done: whatever comes first, an act or the next look.
pub fn begin_days(house: &House) {
    let house = house.clone();
    house.books.clone().begin_days_with(Some(Arc::new(move |books, village| {
        let house = house.told_by(books.clock.clone(), books.chance.clone());
        Box::pin(async move {
            if let Err(fault) = begin_day(&house, &village).await {
                tracing::error!(%village, fault = format!("{fault:#}"), "timed jobs");
            }
        })
    })));
}

async fn begin_day(house: &House, village: &VillageId) -> Outcome<()> {
    let is_known = roster::village(&mut house.books.read().await?, village).await?.is_some();
    if is_known { catch_up_with(house, village).await } else { Ok(()) }
}

/// Does everything that is due by now in one village.
pub async fn catch_up_with(house: &House, village: &VillageId) -> Outcome<()> {
    let house = &house.by_clockwork();
    let now = house.books.clock.now();
    let today = now.day();
    let newest = ledger::newest_until(&mut house.books.read().await?, village, now).await?.map_or(today, Moment::day);
    let (mut from, mut done) = (newest, Ok(()));
    while let Some(day) = missed(house, village, from, today).await? {
        let then = house.told_by(Clock::from(move || Moment::on(day, 0, 0)), house.books.chance.clone());
        done = done.and(the_day(&then, village).await);
        from = day + Days::new(1);
    }
    let done = done.and(the_day(house, village).await).and(draw_samples(house, village, newest).await).and(discard(house, village).await);
    if done.is_ok() {
        house.books.day_has_begun(village, today);
    }
    done
}

/// The first day, from one on and before today, on which something was due that is not done. Nothing is due later than that on a day with entries: the
/// machine was on.
async fn missed(house: &House, village: &VillageId, from: NaiveDate, today: NaiveDate) -> Outcome<Option<NaiveDate>> {
    if from >= today {
        return Ok(None);
    }
    let mut conn = house.books.read().await?;
    // What lapses, a year that ends and what is kept until some hour of a day are due on the day after.
    let last_days = (from - Days::new(1), today - Days::new(1));
    let lapse = ledger::next_lapse(&mut conn, village, last_days.0, last_days.1).await?;
    let kept = shop::next_reservation_over(&mut conn, village, last_days.0, last_days.1).await?;
    let posting = awards::next_due(&mut conn, village, from, today).await?;
    let corrected = errata::next_due(&mut conn, village, from, today).await?;
    drop(conn);
    let reset = awards::next_reset(&house.library, village, last_days.0, last_days.1).await?;
    let ended = lapse.into_iter().chain(reset).chain(kept).min().map(|last| last + Days::new(1));
    let pooled = reports::next_month_due(&house.library, village, from, today).await?;
    Ok(ended.into_iter().chain(posting).chain(corrected).chain(pooled).min())
}

/// What is due on the day that the house's clock tells, in the order above.
async fn the_day(house: &House, village: &VillageId) -> Outcome<()> {
    let let_go = let_go(house, village).await;
    let (expired, anew, corrected) = (expire(house, village).await, begin_anew(house, village).await, put_right(house, village).await);
    let (posted, pooled, settled) = (post_due(house, village).await, pool(house, village).await, settle_notices(house, village).await);
    let_go.and(expired).and(anew).and(corrected).and(posted).and(pooled).and(settled).map(drop)
}

/// Lets go what was kept for somebody who did not come in time; how many.
async fn let_go(house: &House, village: &VillageId) -> Outcome<usize> {
    let now = house.books.clock.now();
    let over = shop::reservations_over(&mut house.books.read().await?, village, now).await?;
    let job = |redemption| (format!("expire-reservation-{redemption}"), ExpireReservation { redemption });
    each(house, village, over.into_iter().map(job).collect()).await
}

/// Takes what lapsed before today; on how many accounts.
async fn expire(house: &House, village: &VillageId) -> Outcome<usize> {
    let today = house.books.clock.now().day();
    let accounts = ledger::lapsed(&mut house.books.read().await?, village, today).await?;
    each(house, village, accounts.into_iter().map(|account| (format!("expire-{account}-{today}"), Expire { account })).collect()).await
}

/// Lets the village's year begin anew if its 清零日 is over.
async fn begin_anew(house: &House, village: &VillageId) -> Outcome<usize> {
    let today = house.books.clock.now().day();
    let Some(reset) = awards::reset_due(&house.library, village, today).await? else { return Ok(0) };
    let operation = format!("begin-anew-after-{}", reset.reset_on);
    let jobs = if house.has_done(village, &operation).await? { Vec::new() } else { vec![(operation, reset)] };
    each(house, village, jobs).await
}

/// Carries out the errata of a village whose announcement is over; how many.
async fn put_right(house: &House, village: &VillageId) -> Outcome<usize> {
    let act = house.own_act(village, "errata")?;
    let due = errata::due(&house.books, &house.library, &act).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let done = each(house, village, due.into_iter().map(|(id, job)| (format!("carry-out-erratum-{id}"), job)).collect()).await;
    house.library.look_again(village);
    done
}

/// Posts the awards of a village whose notice days are over; how many.
async fn post_due(house: &House, village: &VillageId) -> Outcome<usize> {
    let today = house.books.clock.now().day();
    let due = awards::due(&mut house.books.read().await?, village, today).await?;
    let needs = house.library.needs(village).await?;
    let mut jobs = Vec::with_capacity(due.len());
    for (award, hash) in due {
        let rulebook = house.library.version(village, &hash).await?;
        jobs.push((format!("post-award-{award}"), PostDue { award, rulebook, needs: needs.clone() }));
    }
    each(house, village, jobs).await
}

/// Makes the month's entry of protected reports (保密), if there is none yet.
async fn pool(house: &House, village: &VillageId) -> Outcome<usize> {
    let today = house.books.clock.now().day();
    let Some(month) = reports::month_due(&house.library, village, today).await? else { return Ok(0) };
    let operation = month.operation();
    let jobs = if house.has_done(village, &operation).await? { Vec::new() } else { vec![(operation, month)] };
    each(house, village, jobs).await
}

/// Settles the public notices of a village that are over; how many.
async fn settle_notices(house: &House, village: &VillageId) -> Outcome<usize> {
    let today = house.books.clock.now().day();
    let due = notices::settling(&mut house.books.read().await?, village, today).await?;
    each(house, village, due.into_iter().map(|(id, job)| (format!("settle-notice-{id}"), job)).collect()).await
}

/// Draws the records that are looked at again, of the last month and of any since a day on which the machine was still on.
async fn draw_samples(house: &House, village: &VillageId, since: NaiveDate) -> Outcome<()> {
    let today = house.books.clock.now().day();
    for (operation, job) in oversight::samples_due(&mut house.books.read().await?, village, since, today).await? {
        each(house, village, vec![(operation, job)]).await?;
    }
    Ok(())
}

/// Deletes what has stayed its term by today, once a day; how much it was does not matter, only that it is gone.
async fn discard(house: &House, village: &VillageId) -> Outcome<()> {
    let now = house.books.clock.now();
    let mut conn = house.books.read().await?;
    let (at_door, reports) = (Kept::overdue(&mut conn, village, now).await?, reports::overdue(&mut conn, village, now.day()).await?);
    let photos = claims::unused(&mut conn, village, now).await?;
    drop(conn);
    let [door, words, pictures] = ["at-door", "reports", "photos"].map(|what| format!("discard-{what}-{}", now.day()));
    if !at_door.is_empty() && !house.has_done(village, &door).await? {
        each(house, village, vec![(door, entrance::Discard { overdue: at_door })]).await?;
    }
    if !reports.is_empty() && !house.has_done(village, &words).await? {
        each(house, village, vec![(words, reports::Discard { reports })]).await?;
    }
    if !photos.is_empty() && !house.has_done(village, &pictures).await? {
        each(house, village, vec![(pictures, claims::Discard { photos })]).await?;
    }
    Ok(())
}

/// Does jobs of the service itself, each under its operation id; how many were done. One that cannot be done does not hold up its neighbours.
/// Operation ids may hold the number of an account, so they are not logged.
async fn each<J: Job>(house: &House, village: &VillageId, jobs: Vec<(String, J)>) -> Outcome<usize> {
    let acts = jobs.into_iter().map(|(operation, job)| Ok((house.own_act(village, &operation)?, job)));
    let acts: Vec<_> = acts.collect::<anyhow::Result<_>>()?;
    let mut done = Ok(0);
    for outcome in house.books.perform_all(acts).await? {
        match outcome {
            Ok(_) => done = done.map(|count| count + 1),
            Err(Failure::Refused(refusal)) => tracing::warn!(%village, verb = J::VERB, code = refusal.code, "not done"),
            Err(fault) => {
                tracing::error!(%village, verb = J::VERB, fault = format!("{fault:#}"), "not done");
                done = done.and(Err(fault));
            }
        }
    }
    done
}
