//! The demo township: on whatever day it is first started, 蒋河村 shows the figures that were published, and its books are in order.

#![allow(clippy::unwrap_used)] // a test that cannot go on ends here

use std::path::Path;

use chrono::{Days, NaiveDate};
use jifen::app::demo::{self, Plan, StoryClock};
use jifen::app::{House, clockwork, settling};
use jifen::cli::verify;
use jifen::db::Books;
use jifen::statements;
use jifen::words::{Chance, Moment, VillageId, Yuan};

async fn first_start(today: NaiveDate) {
    let folder = std::env::temp_dir().join(format!("jifen_demo_{}_{today}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let start = today - chrono::Months::new(12);
    let clock = StoryClock::at(start);
    let url = format!("sqlite://{}", folder.join("test.db").display());
    let books = Books::open(&url, clock.clock(), Chance::seeded(1)).await.unwrap();
    let (house, village) = (House::new(books), VillageId::parse("jianghe").unwrap());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plan: Plan = serde_yaml::from_str(&std::fs::read_to_string(root.join("villages/jianghe/demo.yaml")).unwrap()).unwrap();
    settling::settle(&house, &root.join("villages"), &root.join("rules"), &village).await.unwrap();
    demo::tell(&house, &clock, &village, &plan, start, today).await.unwrap();
    // What is still on notice must not change the picture a week later.
    for day in [today, today + Days::new(30)] {
        clock.turn_to(Moment::on(day, 9, 0));
        clockwork::catch_up(&house).await.unwrap();
        let mut conn = house.books.read().await.unwrap();
        let shown = statements::figures(&mut conn, &village).await.unwrap().unwrap();
        let figures = (shown.village.households, shown.village.residents, shown.with_points, shown.redeemed, shown.fund.budget);
        assert_eq!(figures, (639, 1758, 507, 34, Yuan::whole(15_000)), "started on {today}, looked at on {day}");
        assert!(shown.fund.spent.is_positive() && shown.fund.available.is_positive());
        let (breaches, _) = verify::audit(&mut conn, &house.library, &village, None).await.unwrap();
        assert_eq!(breaches, Vec::new());
    }
    house.books.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn jianghe_shows_its_published_figures_on_whatever_day_it_starts() {
    for today in ["2026-11-22", "2028-02-29"] {
        first_start(today.parse().unwrap()).await;
    }
}
