//! Promise R4: the last item, the last yuan, the last point. Many reach for them at the same moment, on as many threads; as many get one as there are, the
//! others are told why not and what to do.
//!
//! Control: where there are two or three, two or three get one. So a race that always has one winner, whatever there is, would be found out.

use jifen::words::Role;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use super::actors::Actor;
use super::lot::{Lot, below};
use super::world::{Answer, On, World};

/// What is scarce.
#[derive(Clone, Copy, Debug)]
enum Last {
    Item,
    Yuan,
    Point,
}

impl Last {
    /// How the village begins: `left` of the scarce thing, plenty of the rest. Soap costs 5 points and 4.50 yuan.
    fn begin(self, left: usize, file: &str, text: String) -> String {
        let (stock, fund) = match self {
            Last::Item => (left, "9000".to_owned()),
            Last::Yuan => (9_000, format!("{}.{}", left * 45 / 10, left * 45 % 10)),
            Last::Point => (9_000, "9000".to_owned()),
        };
        match file {
            "shelf.csv" => text.replace("5,4.50,3", &format!("5,4.50,{stock}")),
            "village.yaml" => text.replace("预算: 100", &format!("预算: {fund}")),
            _ => text,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Last::Item => "shop.out_of_stock",
            Last::Yuan => "funds.short",
            Last::Point => "shop.points_short",
        }
    }

    /// Whose points the clients spend: of the last points everybody wants the same.
    fn account(self, client: usize) -> &'static str {
        match self {
            Last::Point => "1-01-1",
            _ => ["1-01-1", "1-01-2", "1-02-1"][client % 3],
        }
    }
}

async fn earns(world: &World, number: &str, points: usize) {
    let deed = json!({"rule": "签到", "subject": number, "occurred_on": "2026-03-01"});
    let done = world.somebody(Role::GridWorker).await.post("/claims/batches", json!({"claims": vec![deed; points]})).await;
    assert_eq!(done.status.as_u16(), 201, "{done:?}");
}

/// Everybody at once, each on a thread of their own.
fn reach(keeper: &Actor<'_>, last: Last, clients: usize) -> Vec<Answer> {
    let (handle, soap) = (Handle::current(), json!([{"item": "A01", "quantity": 1}]));
    std::thread::scope(|scope| {
        let reach = |client| {
            let (handle, soap) = (&handle, soap.clone());
            scope.spawn(move || handle.block_on(keeper.redeems(last.account(client), soap)))
        };
        let threads: Vec<_> = (0..clients).map(reach).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

async fn race(on: On, last: Last, left: usize, clients: usize, seed: u64) -> Option<()> {
    let world = World::drawn(on, seed, |file, text| last.begin(left, file, text)).await?;
    for number in ["1-01-1", "1-01-2", "1-02-1"] {
        earns(&world, number, if matches!(last, Last::Point) { 5 * left + 4 } else { 5 * clients }).await;
    }
    let keeper = world.somebody(Role::Keeper).await;
    let answers = reach(&keeper, last, clients);
    let won = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(won, left.min(clients), "{last:?}, {left} left, seed {seed}: {answers:?}");
    for lost in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!((lost.status.as_u16(), lost.code()), (409, last.code()), "seed {seed}: {lost:?}");
        assert!(!lost.text("title").is_empty() && !lost.text("detail").is_empty() && lost.body["help_code"] == Value::Null);
    }
    drop(keeper);
    world.end().await;
    Some(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_of_anything_goes_to_as_many_as_there_are() {
    let lot = Lot::of("races");
    let (mut races, mut clients) = (0, 0);
    for seed in lot.rounds(1) {
        let chance = jifen::words::Chance::seeded(seed);
        for last in [Last::Item, Last::Yuan, Last::Point] {
            for on in [On::Sqlite, On::Postgres] {
                let (left, many) = (1 + below(&chance, 3), 4 + below(&chance, 29));
                if race(on, last, left, many, seed).await.is_some() {
                    races += 1;
                    clients += many;
                }
            }
        }
    }
    lot.tells(&format!("{races} races of {clients} clients"));
}
