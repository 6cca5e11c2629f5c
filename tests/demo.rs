//! The demo township: on whatever day it is first started, 蒋河村 shows the figures that were published, and its books are in order; a story that is
//! broken off is told to its end.

#![allow(clippy::unwrap_used)] // a test that cannot go on ends here

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::Poll;

use chrono::{Days, NaiveDate};
use jifen::app::demo::{self, Plan};
use jifen::app::tale::{self, Tale};
use jifen::app::{House, clockwork, settling};
use jifen::cli::verify;
use jifen::db::Books;
use jifen::statements::{self, Figures};
use jifen::words::{Chance, Clock, Moment, VillageId, Yuan};

/// A village folder, a database of its own, and how the year shall end.
struct Stage {
    villages: PathBuf,
    village: VillageId,
    plan: Plan,
    folder: PathBuf,
}

impl Stage {
    fn new(name: &str, villages: &str, village: &str, plan: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("jifen_demo_{}_{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let villages = Path::new(env!("CARGO_MANIFEST_DIR")).join(villages);
        Self { villages, village: VillageId::parse(village).unwrap(), plan: serde_yaml::from_str(plan).unwrap(), folder }
    }

    /// The house on a day. It can be opened again, as after a start.
    async fn open(&self, today: NaiveDate) -> House {
        let url = format!("sqlite://{}", self.folder.join("test.db").display());
        let clock = Clock::from(move || Moment::on(today, 9, 0));
        House::new(Books::open(&url, clock, Chance::seeded(1)).await.unwrap())
    }

    /// Tells the year before a day, or what of it has not been told; `false` if nothing.
    async fn tell(&self, house: &House, today: NaiveDate) -> bool {
        let days = tale::Days { start: today - chrono::Months::new(12), end: today };
        let Some(tale) = Tale::open(house, &self.village, self.plan.clone(), 1, days).await.unwrap() else { return false };
        let (clock, rules) = (tale.clock(), self.villages.join("../rules"));
        settling::settle(&tale.house(house, &clock, 0), &self.villages, &rules, &self.village).await.unwrap();
        demo::tell(house, &clock, &tale).await.unwrap();
        true
    }

    /// The village in figures, and how many claims there are; its books must be in order.
    async fn shown(&self, house: &House) -> (Figures, i64) {
        let mut conn = house.books.read().await.unwrap();
        let (breaches, _) = verify::audit(&mut conn, &house.library, &self.village, None).await.unwrap();
        assert_eq!(breaches, Vec::new());
        let (claims,) = conn.first::<(i64,)>("SELECT COUNT(*) FROM claims", &[]).await.unwrap().unwrap();
        (statements::figures(&mut conn, &self.village).await.unwrap().unwrap(), claims)
    }

    fn end(self) {
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

#[tokio::test]
async fn jianghe_shows_its_published_figures_on_whatever_day_it_starts() {
    let plan = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("villages/jianghe/demo.yaml")).unwrap();
    for today in ["2026-11-22", "2028-02-29"] {
        let stage = Stage::new(today, "villages", "jianghe", &plan);
        let today: NaiveDate = today.parse().unwrap();
        let house = stage.open(today).await;
        assert!(stage.tell(&house, today).await);
        // What is still on notice must not change the picture a week later.
        for day in [today, today + Days::new(30)] {
            let later = stage.open(day).await;
            clockwork::catch_up(&later).await.unwrap();
            let (shown, _) = stage.shown(&later).await;
            let figures = (shown.village.households, shown.village.residents, shown.with_points, shown.redeemed, shown.fund.budget);
            assert_eq!(figures, (639, 1758, 507, 34, Yuan::whole(15_000)), "started on {today}, looked at on {day}");
            assert!(shown.fund.spent.is_positive() && shown.fund.available.is_positive());
            later.books.close().await;
        }
        house.books.close().await;
        stage.end();
    }
}

/// Lets something go so far; `None` if it was not done by then, as when the power fails.
async fn broken_off<T>(steps: usize, doing: impl Future<Output = T>) -> Option<T> {
    let (mut doing, mut left) = (pin!(doing), steps);
    std::future::poll_fn(|context| match left.checked_sub(1) {
        None => Poll::Ready(None),
        Some(rest) => {
            left = rest;
            doing.as_mut().poll(context).map(Some)
        }
    })
    .await
}

#[tokio::test]
async fn a_story_that_is_broken_off_is_told_to_its_end() {
    let today: NaiveDate = "2026-11-22".parse().unwrap();
    let plan = "{有积分: 3, 换过东西: 1, 记录: 90}";
    let [whole, pieces] = ["whole", "pieces"].map(|name| Stage::new(name, "tests", "village", plan));
    let house = whole.open(today).await;
    assert!(whole.tell(&house, today).await);
    let (expected, claims) = whole.shown(&house).await;
    assert_eq!((expected.with_points, expected.redeemed), (3, 1));
    house.books.close().await;
    // Each start comes a day later and gets somewhat further than the one before.
    let mut starts = 0;
    while !tell_on(&pieces, today, starts).await {
        starts += 1;
        assert!(starts < 60, "the story comes to no end");
    }
    assert!(starts > 4, "the story was told in {starts} pieces");
    let house = pieces.open(today).await;
    let (shown, told) = pieces.shown(&house).await;
    assert_eq!((shown.with_points, shown.redeemed, told), (expected.with_points, expected.redeemed, claims));
    assert!(!pieces.tell(&house, today).await, "a story is told once");
    house.books.close().await;
    [whole, pieces].into_iter().for_each(Stage::end);
}

/// One start more, which is broken off if it does not come to the end.
async fn tell_on(stage: &Stage, today: NaiveDate, starts: u64) -> bool {
    let today = today + Days::new(starts);
    let house = stage.open(today).await;
    let told = broken_off(16 + 8 * starts as usize, stage.tell(&house, today)).await;
    house.books.close().await;
    told == Some(true)
}
