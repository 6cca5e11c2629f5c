//! Points that lapse: announced in time, taken on their day, whatever happened to the machine meanwhile.

use jifen::app::clockwork;
use jifen::app::settling::Settled;
use jifen::roster::Member;
use jifen::words::{Chance, Clock, Moment, Role};
use serde_json::json;

use super::browser::Browser;
use super::world::{VILLAGE, World, story};

/// The village decides that points count for a year, and those of one rule until the end of the year.
async fn with_terms(world: &World) {
    world.rewrite("village.yaml", |text| text + "有效期: 一年\n");
    world.rewrite("rules.yaml", |text| text.replace("签到: { 分值: 1,", "签到: { 分值: 4, 有效期: 当年,"));
    assert!(matches!(world.settle().await, Settled::Updated(_)));
}

story!(
    /// Points count to the end of their last day; thirty days before, the holder is told. A machine that was off catches up, once.
    points_lapse_when_their_last_day_is_over,
    |world| {
        with_terms(world).await;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        grid.records("签到", "1-01-1", "2026-03-02", json!({})).await;
        let found = grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
        secretary.approves(&found.text("id")).await;
        let expiring = async || grid.get("/accounts/1-01-1/outlook").await.body["expiring"].clone();
        world.wake_up_on("2026-11-30").await;
        assert_eq!(expiring().await, json!(null));
        world.wake_up_on("2026-12-01").await;
        assert_eq!(expiring().await, json!({"points": "4.00", "on": "2026-12-31", "why": "expiry"}));
        let mine = Browser::of_resident(world, &world.resident("1-01-1").await.token).opens(&format!("/v/{VILLAGE}")).await;
        assert!(mine.says(&["有 4 分将在 12月31日（周四）到期", "有效期一年，2027-03-02 以前（含当天）用"]), "{mine:?}");
        world.wake_up_on("2026-12-31").await;
        assert_eq!(grid.available("1-01-1").await, "9.00");
        world.wake_up_on("2027-01-05").await; // the machine was off over the new year
        assert_eq!(grid.available("1-01-1").await, "5.00");
        let line = grid.get("/accounts/1-01-1/entries").await.body["items"][0].clone();
        assert_eq!((line["kind"].as_str(), line["points"].as_str(), line["occurred_on"].as_str()), (Some("expiry"), Some("-4.00"), Some("2026-12-31")));
        assert_eq!(line["explanation"], json!(["有效期到 2026-12-31，还有 4 分没有用，到期了"]));
        let lines = async || grid.get("/accounts/1-01-1/entries").await.body;
        let before = lines().await;
        for day in ["2027-01-05", "2027-01-06", "2027-03-02"] {
            world.wake_up_on(day).await;
            assert_eq!(lines().await, before, "{day}");
        }
        world.wake_up_on("2027-03-03").await;
        assert_eq!(grid.available("1-01-1").await, "0.00");
    }
);

story!(
    /// The earliest-expiring points are spent first; what comes back from the shop after its last day lapses on the next.
    what_is_spent_in_time_does_not_lapse,
    |world| {
        with_terms(world).await;
        let (grid, secretary, keeper) =
            (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await, world.somebody(Role::Keeper).await);
        let found = grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
        secretary.approves(&found.text("id")).await;
        grid.records("签到", "1-01-1", "2026-03-02", json!({})).await;
        let soap = keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await; // five points: all four of this year, one of the other
        world.wake_up_on("2027-01-01").await;
        assert_eq!(grid.available("1-01-1").await, "4.00");
        keeper.post(&format!("/redemptions/{}/cancellation", soap.text("id")), json!({"reason": "拿错了"})).await;
        assert_eq!(secretary.post("/shop_proposals/1/confirmation", json!({})).await.text("state"), "confirmed");
        assert_eq!(grid.available("1-01-1").await, "9.00");
        world.wake_up_on("2027-01-02").await;
        assert_eq!(grid.available("1-01-1").await, "5.00");
    }
);

story!(
    /// An award that waited for its notice counts from the day it is credited.
    the_term_begins_when_points_are_credited,
    |world| {
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 公示: 3天, 有效期: 1个月 }"));
        world.settle().await;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        world.wake_up_on("2026-12-28").await;
        let found = grid.records("拾金不昧", "1-01-1", "2026-12-28", json!({})).await;
        assert_eq!(secretary.approves(&found.text("id")).await.text("post_on"), "2026-12-31");
        world.wake_up_on("2026-12-31").await;
        for (day, available) in [("2027-01-31", "5.00"), ("2027-02-01", "0.00")] {
            world.wake_up_on(day).await;
            assert_eq!(grid.available("1-01-1").await, available, "{day}");
        }
    }
);

/// Gives points at once.
async fn signs_in(world: &World, number: &str, times: usize) {
    let grid = world.somebody(Role::GridWorker).await;
    let today = world.house.books.clock.now().day().to_string();
    for _ in 0..times {
        assert_eq!(grid.records("签到", number, &today, json!({})).await.text("award"), "posted");
    }
}

/// The newest line of an account: kind, points, day, explanation.
async fn newest(world: &World, number: &str) -> (String, String, String, String) {
    let line = world.somebody(Role::GridWorker).await.get(&format!("/accounts/{number}/entries")).await.body["items"][0].clone();
    let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    (text("kind"), text("points"), text("occurred_on"), line["explanation"].to_string())
}

story!(
    /// When 清零日 is over everything goes that was credited by then, once a year, and nothing that came after.
    a_year_ends,
    |world| {
        world.rewrite("village.yaml", |text| text + "清零日: 12-31\n");
        assert!(matches!(world.settle().await, Settled::Updated(_)));
        let grid = world.somebody(Role::GridWorker).await;
        signs_in(world, "1-01-1", 7).await;
        world.wake_up_on("2026-12-10").await;
        assert_eq!(
            grid.get("/accounts/1-01-1/outlook").await.body["expiring"],
            json!({"points": "7.00", "on": "2026-12-31", "why": "reset"})
        );
        world.wake_up_on("2026-12-31").await;
        assert_eq!(grid.available("1-01-1").await, "7.00");
        world.clock.turn_to(jifen::words::Moment::on("2027-01-02".parse().unwrap(), 8, 0)); // before the timed jobs look
        signs_in(world, "1-01-1", 2).await;
        signs_in(world, "1-01-2", 2).await;
        world.wake_up_on("2027-01-02").await;
        assert_eq!((grid.available("1-01-1").await, grid.available("1-01-2").await), ("2.00".to_owned(), "2.00".to_owned()));
        let told = r#"["每年12月31日清零，这天过完有 7 分，全部清掉"]"#;
        assert_eq!(newest(world, "1-01-1").await, ("expiry".into(), "-7.00".into(), "2026-12-31".into(), told.into()));
        let before = newest(world, "1-01-1").await;
        world.wake_up_on("2027-12-31").await;
        assert_eq!(newest(world, "1-01-1").await, before);
        world.wake_up_on("2029-06-01").await; // two years later, both at once
        assert_eq!(grid.available("1-01-1").await, "0.00");
    }
);

story!(
    /// The base score stays, what is missing of it is given anew, and whoever came after that day has it already.
    a_year_begins_with_the_base_score,
    |world| {
        world.rewrite("village.yaml", |text| text + "基础分: 10\n清零日: 06-30\n");
        assert!(matches!(world.settle().await, Settled::Updated(_)));
        signs_in(world, "1-01-1", 14).await;
        signs_in(world, "1-01-2", 4).await;
        signs_in(world, "1-02-1", 10).await;
        world.clock.turn_to(jifen::words::Moment::on("2026-07-01".parse().unwrap(), 8, 0));
        let newborn = Member { name: "马某0009".to_owned(), ..world.member("1-01-3", "1-01") };
        world.enrol(vec![newborn]).await;
        world.wake_up_on("2026-07-01").await;
        let left = async |number: &str| world.somebody(Role::GridWorker).await.available(number).await;
        for number in ["1-01-1", "1-01-2", "1-02-1", "1-01-3", "2-01-1"] {
            assert_eq!(left(number).await, "10.00", "{number}");
        }
        let cleared = r#"["每年6月30日清零，这天过完有 14 分，留下基础分 10 分，清掉 4 分"]"#;
        assert_eq!(newest(world, "1-01-1").await, ("expiry".into(), "-4.00".into(), "2026-06-30".into(), cleared.into()));
        let given = r#"["每年6月30日清零，大家重新从基础分 10 分开始；这天过完有 4 分，补 6 分"]"#;
        assert_eq!(newest(world, "1-01-2").await, ("base".into(), "6.00".into(), "2026-06-30".into(), given.into()));
        assert_eq!(newest(world, "1-02-1").await.0, "award");
    }
);

story!(
    /// The rulebook of that day decides, even if another one is in force by the time the machine looks.
    the_year_ends_as_the_rules_of_its_last_day_say,
    |world| {
        world.rewrite("village.yaml", |text| text + "清零日: 12-31\n");
        world.settle().await;
        signs_in(world, "1-01-1", 3).await;
        world.clock.turn_to(jifen::words::Moment::on("2027-01-01".parse().unwrap(), 0, 0));
        world.rewrite("village.yaml", |text| text.replace("清零日: 12-31\n", ""));
        assert!(matches!(world.settle().await, Settled::Updated(_)));
        world.wake_up_on("2027-01-01").await;
        signs_in(world, "1-01-1", 1).await;
        world.wake_up_on("2028-01-01").await;
        assert_eq!(world.somebody(Role::GridWorker).await.available("1-01-1").await, "1.00");
    }
);

story!(
    /// A day begins at midnight in the village, a year from 29 February ends on the 28th, and a month from the 31st with the month.
    days_are_those_of_the_village,
    |world| {
        world.rewrite("rules.yaml", |text| {
            text.replace("签到: { 分值: 1,", "签到: { 分值: 1, 有效期: 一年,").replace("义务劳动: { 分值: 5,", "义务劳动: { 分值: 5, 审核: 免审, 有效期: 1个月,")
        });
        world.settle().await;
        let grid = world.somebody(Role::GridWorker).await;
        let at = |day: &str, hour, minute| world.clock.turn_to(jifen::words::Moment::on(day.parse().unwrap(), hour, minute));
        at("2028-02-29", 0, 30); // still the 28th where clocks tell universal time
        assert_eq!(grid.records("签到", "1-01-1", "2028-03-01", json!({})).await.code(), "claims.future_day");
        assert_eq!(grid.records("签到", "1-01-1", "2028-02-29", json!({})).await.text("award"), "posted");
        at("2028-08-31", 23, 59);
        assert_eq!(grid.records("义务劳动", "1-01-2", "2028-08-31", json!({})).await.text("award"), "posted");
        at("2028-09-01", 0, 1);
        assert_eq!(grid.records("义务劳动", "1-01-2", "2028-09-01", json!({})).await.text("award"), "posted", "another month has its own limit");
        let table = [
            ("2028-09-30", "1-01-2", "10.00"),
            ("2028-10-01", "1-01-2", "5.00"), // a month from 31 August
            ("2028-10-02", "1-01-2", "0.00"), // a month from 1 September
            ("2029-02-28", "1-01-1", "1.00"),
            ("2029-03-01", "1-01-1", "0.00"), // a year from 29 February
        ];
        for (day, account, available) in table {
            world.wake_up_on(day).await;
            assert_eq!(world.somebody(Role::GridWorker).await.available(account).await, available, "{day}");
        }
    }
);

/// Points for three months, a notice of two weeks, a year that begins anew with what is carried over.
fn with_everything(file: &str, text: String) -> String {
    match file {
        "village.yaml" => text + "有效期: 3个月\n基础分: 10\n清零日: 12-31\n结转上限: 4\n",
        "rules.yaml" => text.replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 公示: 14天, 有效期: 一年 }"),
        _ => text,
    }
}

/// Everything the chain holds but times and salts.
async fn books(world: &World) -> Vec<(i64, String, String, String, String, i64)> {
    let sql = "SELECT e.seq, e.kind, e.occurred_on, e.operation, p.account, p.amount FROM entries e
               JOIN postings p ON p.village = e.village AND p.seq = e.seq WHERE e.village = $1 ORDER BY e.seq, p.line";
    let village = jifen::db::Cell::Text(VILLAGE.to_owned());
    world.house.books.read().await.unwrap().query(sql, &[village]).await.unwrap()
}

/// What is done before the machine is switched off: some points, an award on notice that ends in the old year, a deduction.
async fn a_busy_day(world: &World) {
    let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
    for (rule, number, times) in [("签到", "1-01-1", 9), ("签到", "1-01-2", 3), ("签到", "1-02-1", 1)] {
        for _ in 0..times {
            grid.records(rule, number, "2026-11-10", json!({})).await;
        }
    }
    for (rule, number) in [("拾金不昧", "1-01-1"), ("拾金不昧", "1-02-1"), ("公共场合说脏话", "1-01-2")] {
        let claim = grid.records(rule, number, "2026-11-10", json!({})).await.text("id");
        for role in [Role::Secretary, Role::Supervisor] {
            world.somebody(role).await.approves(&claim).await;
        }
    }
    assert_eq!(secretary.available("1-01-1").await, "19.00");
}

story!(
    /// A machine that was off for fourteen months ends with the very books of one that was on every day, but for the time of day at which it wrote.
    what_villagers_have_does_not_depend_on_the_machine,
    with_everything,
    |world| {
        let always_on = World::begun(On::Sqlite, with_everything).await.unwrap();
        for world in [world, &always_on] {
            world.wake_up_on("2026-11-10").await;
            a_busy_day(world).await;
        }
        let mut day: chrono::NaiveDate = "2026-11-10".parse().unwrap();
        while day < "2028-01-10".parse().unwrap() {
            day = day.succ_opt().unwrap();
            always_on.wake_up_on(&day.to_string()).await;
        }
        world.wake_up_on("2028-01-10").await;
        let (told, expected) = (books(world).await, books(&always_on).await);
        assert_eq!(told, expected);
        let kinds: std::collections::BTreeSet<_> = told.iter().map(|(_, kind, ..)| kind.as_str()).collect();
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["allocation", "award", "base", "deduction", "expiry"]);
        let before = world.head().await;
        world.wake_up_on("2028-01-10").await;
        assert_eq!(world.head().await, before, "and once is enough");
        always_on.end().await;
    }
);

story!(
    /// Some may be carried over (结转上限); what is coming is announced to the holder, at the desk and to everybody.
    a_year_ends_and_some_is_carried_over,
    |world| {
        world.rewrite("village.yaml", |text| text + "有效期: 30天\n清零日: 12-31\n结转上限: 4\n");
        world.settle().await;
        world.wake_up_on("2026-12-10").await;
        signs_in(world, "1-01-1", 7).await;
        signs_in(world, "1-01-2", 3).await;
        let told = world.somebody(Role::GridWorker).await.get("/accounts/1-01-1/outlook").await.body["expiring"].clone();
        assert_eq!(told, json!({"points": "3.00", "on": "2026-12-31", "why": "reset"}));
        let resident = Browser::of_resident(world, &world.resident("1-01-1").await.token);
        assert!(resident.opens(&format!("/v/{VILLAGE}")).await.says(&["有 3 分将在 12月31日（周四）清零"]));
        let desk = Browser::at(world, Role::Secretary).await;
        let soon = desk.opens(&format!("/desk/{VILLAGE}/expiring")).await;
        assert!(soon.says(&["马某0001 1-01-1", "<td>7</td>", "最多结转 4 分，多的清掉"]), "{soon:?}");
        let public = Browser::new(world).opens(&format!("/villages/{VILLAGE}")).await;
        assert!(public.says(&["12月31日（周四）清零：每年12月31日过完清零，最多结转 4 分"]), "{public:?}");
        world.wake_up_on("2027-01-01").await;
        let grid = world.somebody(Role::GridWorker).await;
        assert_eq!((grid.available("1-01-1").await, grid.available("1-01-2").await), ("4.00".to_owned(), "3.00".to_owned()));
        let told = r#"["每年12月31日清零，这天过完有 7 分，留下结转 4 分，清掉 3 分"]"#;
        assert_eq!(newest(world, "1-01-1").await, ("expiry".into(), "-3.00".into(), "2026-12-31".into(), told.into()));
        world.wake_up_on("2027-01-10").await; // thirty days after they were credited, what was carried over lapses as it would have
        assert_eq!(grid.available("1-01-1").await, "0.00");
        assert!(!Browser::new(world).opens(&format!("/villages/{VILLAGE}")).await.says(&["过完清零"]));
    }
);

story!(
    /// Within a day: what lapsed yesterday, then the old year, then what ends its notice today and belongs to the new one.
    a_day_has_its_order,
    |world| {
        world.rewrite("village.yaml", |text| text + "清零日: 12-31\n");
        world.rewrite("rules.yaml", |text| {
            text.replace("签到: { 分值: 1,", "签到: { 分值: 1, 有效期: 当年,").replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 公示: 3天 }")
        });
        world.settle().await;
        world.wake_up_on("2026-12-29").await;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        signs_in(world, "1-01-1", 2).await;
        let labour = grid.records("义务劳动", "1-01-1", "2026-12-29", json!({})).await;
        let found = grid.records("拾金不昧", "1-01-1", "2026-12-29", json!({})).await;
        for claim in [labour, found] {
            secretary.approves(&claim.text("id")).await;
        }
        world.wake_up_on("2027-01-01").await;
        let entries = grid.get("/accounts/1-01-1/entries").await.body["items"].as_array().unwrap().clone();
        let told: Vec<_> = entries.iter().take(3).map(|entry| (entry["title"].as_str().unwrap(), entry["points"].as_str().unwrap())).collect();
        assert_eq!(told, [("拾金不昧", "5.00"), ("清零", "-5.00"), ("积分到期", "-2.00")], "newest first");
    }
);

story!(
    /// What was held up past its day is posted on the day it is let go, not as of a day on which it was in doubt.
    what_was_held_up_counts_from_the_ruling,
    |world| {
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 公示: 3天 }"));
        world.settle().await;
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let found = grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await.text("id");
        secretary.approves(&found).await;
        secretary.proposes_reversal(&found, "好像不是他").await;
        world.wake_up_on("2026-03-20").await;
        world.somebody(Role::Supervisor).await.rejects_reversal(&found, "查过了，是他").await;
        world.wake_up_on("2026-03-21").await;
        let line = grid.get("/accounts/1-01-1/entries").await.body["items"][0].clone();
        assert_eq!((line["points"].as_str(), &line["at"].as_str().unwrap()[..10]), (Some("5.00"), "2026-03-20"));
    }
);

story!(
    /// A machine that slept over New Year wakes with somebody at the desk: what was due comes before what they do, as of its own day, in order.
    the_first_act_of_a_year_waits_until_the_year_has_begun,
    |world| {
        world.rewrite("village.yaml", |text| text + "清零日: 12-31\n");
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 公示: 3天 }"));
        world.settle().await;
        clockwork::begin_days(&world.house);
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        world.wake_up_on("2026-12-30").await;
        signs_in(world, "1-01-1", 4).await;
        let found = grid.records("拾金不昧", "1-01-1", "2026-12-30", json!({})).await;
        assert_eq!(secretary.approves(&found.text("id")).await.text("post_on"), "2027-01-02");

        let at = |date: &str, hour| world.clock.turn_to(Moment::on(date.parse().unwrap(), hour, 0));
        at("2027-01-06", 8);
        let look = json!({"rule": "签到", "subject": "1-01-1", "occurred_on": "2027-01-06"});
        assert_eq!(grid.post("/claims?dry_run=true", look).await.status, 201);
        assert_eq!(grid.available("1-01-1").await, "4.00", "a look begins no day");
        signs_in(world, "1-01-1", 1).await;
        assert_eq!(grid.available("1-01-1").await, "6.00");
        let lines = grid.get("/accounts/1-01-1/entries").await.body["items"].clone();
        let told: Vec<_> = (0..3).map(|at| [&lines[at]["kind"], &lines[at]["points"], &lines[at]["at"]].map(|text| text.as_str().unwrap().to_owned())).collect();
        let expected = [
            ["award", "1.00", "2027-01-06T08:00:00+08:00"],
            ["award", "5.00", "2027-01-02T00:00:00+08:00"],
            ["expiry", "-4.00", "2027-01-01T00:00:00+08:00"],
        ];
        assert_eq!(told, expected);
        let head = world.head().await;
        clockwork::catch_up(&world.house).await.unwrap();
        assert_eq!(world.head().await, head, "nothing is left to be done");
    }
);

story!(
    /// A clock that had run ahead and was set right: what is due in between is done on its own day all the same, once.
    a_clock_that_ran_ahead_hides_nothing_that_is_due,
    |world| {
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 公示: 3天 }"));
        world.settle().await;
        clockwork::begin_days(&world.house);
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let found = grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
        assert_eq!(secretary.approves(&found.text("id")).await.text("post_on"), "2026-03-05");
        signs_in(world, "1-01-2", 1).await;
        let at = |date: &str, hour| world.clock.turn_to(Moment::on(date.parse().unwrap(), hour, 0));
        // Somebody sets the clock to the third, where an entry is made, then back; and the machine is off until the ninth.
        at("2026-03-04", 10);
        signs_in(world, "1-01-2", 1).await;
        at("2026-03-03", 9);
        signs_in(world, "1-01-2", 1).await;
        at("2026-03-09", 9);
        signs_in(world, "1-01-2", 1).await;
        let line = grid.get("/accounts/1-01-1/entries").await.body["items"][0].clone();
        assert_eq!((line["points"].as_str(), line["at"].as_str()), (Some("5.00"), Some("2026-03-05T00:00:00+08:00")));
        // A clock ten days ahead: the entry it made does not stand in the way of what is due before it.
        let found = grid.records("拾金不昧", "1-02-1", "2026-03-09", json!({})).await;
        assert_eq!(secretary.approves(&found.text("id")).await.text("post_on"), "2026-03-12");
        at("2026-03-11", 9);
        signs_in(world, "1-01-2", 1).await;
        let ahead = world.house.told_by(Clock::from(|| Moment::on("2026-03-20".parse().unwrap(), 9, 0)), Chance::seeded(3)).by_clockwork();
        let (act, subject) = (ahead.own_act(&world.village(), "ran-ahead").unwrap(), "1-01-2".to_owned());
        let deed = jifen::claims::Deed { rule: "签到".into(), subject, occurred_on: act.at.day(), facts: Default::default(), note: String::new(), photos: Vec::new() };
        jifen::claims::record(&ahead.books, &ahead.library, act, deed).await.unwrap();
        at("2026-03-15", 9);
        clockwork::catch_up(&world.house).await.unwrap();
        let line = grid.get("/accounts/1-02-1/entries").await.body["items"][0].clone();
        assert_eq!((line["points"].as_str(), line["at"].as_str()), (Some("5.00"), Some("2026-03-12T00:00:00+08:00")));
    }
);
