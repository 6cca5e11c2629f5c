//! A clock that is wrong: 1970, years ahead, back by an hour, 29 February, the last day of a month. Between any two acts it may jump anywhere; the timed
//! jobs run after each jump. Nothing breaks, no invariant falls, nothing is posted before its day because a clock ran ahead and was put right again.
//!
//! Control: a clock behind the records is told (`/readyz`, 体检) and what hangs on days is refused, so the jumps did reach the service.

use chrono::{Days, NaiveDate};
use jifen::app::clockwork;
use jifen::words::{Chance, Moment, Role};
use serde_json::json;

use super::lot::{Lot, below, one_of};
use super::world::{On, World, day};

/// Days on which calendars go wrong.
const DAYS: [&str; 9] =
    ["1970-01-01", "2026-01-31", "2026-02-28", "2026-03-01", "2026-12-31", "2027-01-01", "2028-02-29", "2028-03-01", "2026-03-02"];

fn jump(chance: &Chance, now: Moment) -> Moment {
    match below(chance, 4) {
        0 => Moment::on(day(one_of::<&str>(chance, &DAYS)), 23, 59),
        1 => now.plus_seconds(3600 - 2 * 3600 * i64::try_from(chance.below(2)).unwrap()),
        2 => Moment::on(now.day() + Days::new(chance.below(40)), 0, 0),
        _ => now.plus_seconds(-i64::try_from(chance.below(3)).unwrap() * 86_400 * 31),
    }
}

/// What a story of jumps came to: acts done, acts refused for the clock.
async fn live(world: &World, chance: &Chance) -> (usize, usize) {
    let (grid, secretary, keeper) =
        (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await, world.somebody(Role::Keeper).await);
    let (mut done, mut refused) = (0, 0);
    for _ in 0..12 {
        world.clock.turn_to(jump(chance, world.house.books.clock.now()));
        clockwork::catch_up(&world.house).await.unwrap();
        let today: NaiveDate = world.house.books.clock.now().day();
        let rule = *one_of(chance, &["签到", "拾金不昧", "公共场合说脏话"]);
        let recorded = grid.records(rule, "1-01-1", &today.to_string(), json!({})).await;
        let mut answers = vec![recorded.clone()];
        if recorded.status == 201 && recorded.text("state") == "submitted" {
            // Judged by another clock than it was recorded by.
            world.clock.turn_to(jump(chance, world.house.books.clock.now()));
            answers.push(secretary.approves(&recorded.text("id")).await);
        }
        answers.push(keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await);
        for answer in answers {
            assert!(answer.status.as_u16() < 500, "{answer:?}");
            done += usize::from(answer.status.is_success());
            refused += usize::from(["claims.clock_behind", "versions.none_in_force", "claims.future_day"].contains(&answer.code()));
        }
        assert_eq!(world.breaches().await, Vec::<String>::new());
    }
    (done, refused)
}

#[tokio::test]
async fn a_clock_that_jumps_breaks_nothing() {
    let lot = Lot::of("clock");
    let (mut done, mut refused, mut jumps) = (0, 0, 0);
    for seed in lot.rounds(2) {
        for on in [On::Sqlite, On::Postgres] {
            let Some(world) = World::drawn(on, seed, |_, text| text).await else { continue };
            let (more, no) = live(&world, &Chance::seeded(seed)).await;
            done += more;
            refused += no;
            jumps += 12;
            world.end().await;
        }
    }
    assert!(done > 0 && refused > 0, "{done} {refused}");
    lot.tells(&format!("{jumps} jumps, {done} acts done, {refused} refused for the clock"));
}
