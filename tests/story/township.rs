//! The township looks at its villages side by side: kept sums that say what happened, few people hidden, and nobody else let in.

use axum::body::Body;
use axum::http::{Request, header};
use jifen::app::counting;
use jifen::db::Books;
use jifen::words::{Chance, Role};
use serde_json::{Value, json};

use super::actors::Actor as Somebody;
use super::browser::Browser;
use super::tampering::by_hand;
use super::world::{Answer, On, VILLAGE, World, story};

const TOWNSHIP: &str = "640402105000";

/// What stands where few people would be told of.
const FEW: &str = "人数少于10，不显示";

/// Twelve households of two, and money enough for all of them.
fn enough_people(file: &str, text: String) -> String {
    match file {
        "roster.csv" => {
            let home = |number: u32| {
                format!(
                    "三组,3-{number:02},3-{number:02}-1,陈某{number:04},户主\n三组,3-{number:02},3-{number:02}-2,陈某{number:04},配偶\n"
                )
            };
            text + &(1..=12).map(home).collect::<String>()
        }
        "village.yaml" => text.replace("预算: 100", "预算: 1000"),
        "shelf.csv" => text.replace("香皂,一块,5,4.50,3", "香皂,一块,5,4.50,90"),
        _ => text,
    }
}

async fn comparison(world: &World, token: &str, address: &str) -> Answer {
    let request = Request::get(format!("/api/v1/divisions/{address}")).header(header::AUTHORIZATION, format!("Bearer {token}"));
    world.send(request.body(Body::empty()).unwrap()).await
}

/// The texts of a village's numbers.
fn texts(village: &Value) -> Vec<String> {
    let names = ["participation", "issued_per_household", "redeemed_per_household", "notices_on_time", "objections", "fund_months"];
    names.map(|name| village["numbers"][name]["text"].as_str().unwrap().to_owned()).into()
}

/// Records a deed and lets it be approved.
async fn stands(grid: &Somebody<'_>, reviewer: &Somebody<'_>, number: &str, on: &str) -> String {
    let claim = grid.records("拾金不昧", number, on, json!({})).await.text("id");
    let approved = reviewer.approves(&claim).await;
    assert_eq!(approved.status, 201, "{approved:?}");
    claim
}

story!(
    /// Every number says what happened in its month, however often it is taken back or asked for again.
    numbers_say_what_happened,
    enough_people,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        let keeper = world.somebody(Role::Keeper).await;
        let mut claims = Vec::new();
        for number in 1..=12 {
            claims.push(stands(&grid, &secretary, &format!("3-{number:02}-1"), "2026-03-02").await);
        }
        stands(&grid, &supervisor, "3-01-1", "2026-03-02").await;
        for number in 1..=10 {
            let fetched = keeper.redeems(&format!("3-{number:02}-1"), json!([{"item": "A01", "quantity": 1}])).await;
            assert_eq!(fetched.status, 201, "{fetched:?}");
        }
        let dry = keeper.post("/redemptions?dry_run=true", json!({"account": "3-11-1", "items": [{"item": "A01", "quantity": 1}]})).await;
        assert_eq!(dry.status, 201, "{dry:?}");
        let during = comparison(world, &township.token, &format!("{TOWNSHIP}/comparison?month=2026-03")).await;
        let village = &during.body["items"][0];
        assert_eq!((village["name"].as_str(), village["unit"].as_str(), village["size"].as_str()), (Some("算例村"), Some("person"), Some("small")));
        // 31 people in 18 households; 13 × 5 points in 18 households; 10 × 5 redeemed; nothing was spent in a month that is over.
        assert_eq!(texts(village), ["39%", "3.6 分", "2.8 分", "0%", FEW, "—"], "{village}");
        assert_eq!(village["chapters"], json!([{"chapter": "遵纪守法", "share": "100"}]));
        assert!(village["buys"].as_array().unwrap().iter().any(|goods| goods["name"] == "香皂" && goods["points"] == "5.00"), "{village}");

        // Next month two are taken back, and one of the goods: the month in which it is done pays for it.
        world.wake_up_on("2026-04-03").await;
        for claim in &claims[10..] {
            assert_eq!(secretary.proposes_reversal(claim, "记错了").await.status, 201);
            let confirmed = supervisor.confirms_reversal(claim).await;
            assert_eq!(confirmed.status, 201, "{confirmed:?}");
        }
        let drafted = secretary.post("/notices", json!({"from": "2026-03-01", "until": "2026-03-31"})).await;
        assert_eq!(drafted.status, 201, "{drafted:?}");
        assert_eq!(supervisor.post("/notices/1/signature", json!({})).await.status, 201);
        let after = comparison(world, &township.token, &format!("{TOWNSHIP}/comparison?month=2026-03")).await;
        assert_eq!(texts(&after.body["items"][0])[..5], texts(village)[..5], "a month that is over stays as it was");
        // 10 × 4.50 yuan of 1000 spent in March, nothing in the two months before; the fund is today's, whatever month is looked at.
        assert_eq!(texts(&after.body["items"][0])[5], "63.7 个月");
        let april = comparison(world, &township.token, &format!("{TOWNSHIP}/comparison?month=2026-04")).await;
        assert_eq!(texts(&april.body["items"][0])[..4], [FEW, FEW, FEW, "50%"]);
        let of = |chapter: &Value| chapter["chapters"].clone();
        assert_eq!(of(&april.body["items"][0]), json!([]), "two taken back tell of too few");
    }
);

story!(
    /// Villages are listed by their codes, a page at a time; nobody sees a township in which they have no number.
    it_is_for_the_township_alone,
    |world| {
        let neighbour = |code: &str, name: &str| world.file("village.yaml").replace("640402105299", code).replace("算例村", name);
        for (id, code, name) in [("aa", "640402105301", "后村"), ("bb", "640402105201", "前村"), ("cc", "640402106201", "外乡村")] {
            world.settle_neighbour(id, "village.yaml", &neighbour(code, name)).await.unwrap();
        }
        let door = Browser::new(world).opens("/sign-in?next=/township").await;
        assert!(door.says(&["请选村", "给您编号的那个村"]) && !door.says(&["selected>算例"]), "nobody is put into a village: {door:?}");
        let township = world.somebody(Role::Township).await.token;
        let names = |answer: &Answer| -> Vec<String> {
            answer.body["items"].as_array().unwrap().iter().map(|village| village["name"].as_str().unwrap().to_owned()).collect()
        };
        let first = comparison(world, &township, &format!("{TOWNSHIP}/comparison?limit=2")).await;
        assert_eq!((names(&first), first.text("next")), (vec!["前村".to_owned(), "算例村".to_owned()], "640402105299-suanli".to_owned()));
        let second = comparison(world, &township, &format!("{TOWNSHIP}/comparison?limit=2&after={}", first.text("next"))).await;
        assert_eq!((names(&second), &second.body["next"]), (vec!["后村".to_owned()], &Value::Null));
        assert!(first.body["items"][0]["numbers"]["participation"] == json!({"value": null, "few": true, "text": FEW}), "{first:?}");

        for (address, code) in [
            ("640402106000/comparison", "roster.unknown_division"),
            ("640402000000/comparison", "roster.unknown_division"),
            ("640402105299/comparison", "roster.unknown_division"),
            ("64040210500x/comparison", "roster.unknown_division"),
            ("640402105000/comparison?month=2026-3", "township.wrong_month"),
            ("640402105000/comparison?month=2026-04", "township.wrong_month"),
            ("640402105000/comparison?limit=0", "request.wrong_page"),
        ] {
            assert_eq!(comparison(world, &township, address).await.code(), code, "{address}");
        }
        for role in Role::PEOPLE.into_iter().filter(|role| ![Role::Township, Role::County].contains(role)) {
            let token = world.somebody(role).await.token;
            assert_eq!(comparison(world, &token, &format!("{TOWNSHIP}/comparison")).await.code(), "roster.not_your_task", "{role:?}");
        }
        let resident = world.resident("1-01-1").await.token;
        assert_eq!(comparison(world, &resident, &format!("{TOWNSHIP}/comparison")).await.code(), "roster.not_your_task");
        assert_eq!(comparison(world, "jf.suanli.00", &format!("{TOWNSHIP}/comparison")).await.code(), "roster.unknown_token");
    }
);

story!(
    /// More villages than stand on a page, as a county has them: the file of the month holds every one of them once, in order.
    a_month_of_thirty_one_villages,
    |world| {
        for nth in 1..=30 {
            let code = format!("640402105{nth:03}");
            let text = world.file("village.yaml").replace("640402105299", &code).replace("算例村", &format!("第{nth:02}村"));
            world.settle_neighbour(&format!("v{nth:02}"), "village.yaml", &text).await.unwrap();
        }
        let township = world.somebody(Role::Township).await;
        let browser = Browser::signed_in(world, &township.token);
        let address = format!("/township/{TOWNSHIP}");
        let page = browser.opens(&address).await;
        assert!(page.says(&["31 个村", "第30村", "后面的村"]) && !page.says(&["row\">算例村"]), "thirty on the first page");
        let next = page.text.split("&amp;after=").nth(1).unwrap().split('#').next().unwrap().to_owned();
        assert!(browser.opens(&format!("{address}?after={next}")).await.says(&["算例村"]));
        let request = Request::get(format!("{address}/comparison.xlsx")).header(header::COOKIE, &browser.cookie).body(Body::empty()).unwrap();
        let bytes = axum::body::to_bytes(world.answer(request).await.into_body(), 1 << 22).await.unwrap();
        let file = std::env::temp_dir().join(format!("jifen-31-{}.xlsx", std::process::id()));
        std::fs::write(&file, bytes).unwrap();
        let mut book = calamine::open_workbook_auto(&file).unwrap();
        let sheet = calamine::Reader::worksheet_range(&mut book, "村与村").unwrap();
        std::fs::remove_file(&file).unwrap();
        let codes: Vec<String> = sheet.rows().map(|row| row[0].to_string()).filter(|cell| cell.starts_with("6404021")).collect();
        let expected: Vec<String> = (1..=30).map(|nth| format!("640402105{nth:03}")).chain(["640402105299".to_owned()]).collect();
        assert_eq!(codes, expected);
    }
);

story!(
    /// Who needs help comes first, each with a reason and where to go; an answer in time takes the village off the list.
    help_comes_first,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        let claim = stands(&grid, &secretary, "1-01-1", "2026-03-02").await;
        let objection = json!({"award": claim.parse::<i64>().unwrap(), "reason": "not_ours", "resident": "1-02-1"});
        let raised = grid.post("/objections", objection).await;
        assert_eq!(raised.status, 201, "{raised:?}");
        let browser = Browser::signed_in(world, &township.token);
        assert_eq!(browser.opens("/township").await.leads_to(), format!("/township/{TOWNSHIP}"));
        let address = format!("/township/{TOWNSHIP}");
        let late = "有意见过了该答复的日子";
        world.wake_up_on("2026-03-09").await;
        let fair = browser.opens(&address).await;
        assert!(fair.says(&["谁需要帮助", "上个月没有贴公示"]) && !fair.says(&[late]), "{fair:?}");
        world.wake_up_on("2026-03-10").await;
        let page = browser.opens(&address).await;
        assert!(page.says(&[late, &format!("/desk/{VILLAGE}/objections"), "村与村，2026年2月", "基尼系数"]), "{page:?}");
        assert!(page.text.len() < 200 * 1024, "{} bytes", page.text.len());
        for person in ["马某", "李某", "王某", "1-01-1", "S01"] {
            assert!(!page.says(&[person]), "{person}");
        }
        let ruled = supervisor.post("/objections/1/ruling", json!({"upheld": false, "reason": "看过了"})).await;
        assert_eq!(ruled.status, 201, "{ruled:?}");
        assert!(!browser.opens(&address).await.says(&[late]));

        let wall = browser.opens(&format!("{address}/wall")).await;
        assert!(wall.says(&["http-equiv=\"refresh\"", "数据到 3月10日（周二）9:00", "要帮的村", "row\">算例村", FEW, "row\">全乡镇"]), "{wall:?}");
        assert!(!browser.opens(&format!("{address}/wall?paused=1")).await.says(&["http-equiv"]));
        assert!(browser.opens(&format!("{address}/definitions")).await.says(&["基尼系数", "不到 10 户（人）的数不写出来", "举报（保密）"]));
        let sheet = browser.opens(&format!("{address}/comparison.xlsx?month=2026-03")).await;
        assert!(sheet.headers[header::CONTENT_TYPE].to_str().unwrap().contains("spreadsheetml") && sheet.text.starts_with("PK"));
        assert_eq!(browser.opens(&format!("{address}?month=2027-01")).await.status, 400);
    }
);

/// What every act keeps is what is told again of it; whoever changes it by hand is found, and an older database is summed up when it is opened.
#[tokio::test]
async fn sums_are_told_again() {
    let world = World::begun(On::Sqlite, enough_people).await.unwrap();
    let [grid, secretary, supervisor, township] = world.everybody().await;
    for number in ["3-01-1", "3-02-1", "3-03-2"] {
        stands(&grid, &secretary, number, "2026-03-02").await;
    }
    let keeper = world.somebody(Role::Keeper).await;
    assert_eq!(keeper.redeems("3-01-1", json!([{"item": "A01", "quantity": 1}])).await.status, 201);
    let claim = stands(&grid, &supervisor, "3-04-1", "2026-03-02").await;
    let objected =
        grid.post("/objections", json!({"award": claim.parse::<i64>().unwrap(), "reason": "not_ours", "resident": "1-02-1"})).await;
    assert_eq!(objected.status, 201, "{objected:?}");
    assert_eq!(keeper.post("/write_offs", json!({"item": "A01", "quantity": 2, "reason": "压坏了"})).await.status, 201);
    assert_eq!(supervisor.post("/shop_proposals/1/confirmation", json!({})).await.status, 201);
    drop((grid, secretary, supervisor, township, keeper));
    let before = rows(&world).await;
    let figures: std::collections::BTreeSet<_> = before.iter().filter_map(|row| row.split(' ').next()).collect();
    let kept =
        ["accounts", "approved", "awarded", "earners", "holders", "objected", "redeemed", "redeemers", "spent", "waiting", "written_off"];
    assert_eq!(figures.into_iter().collect::<Vec<_>>(), kept);
    assert_eq!(world.breaches().await, Vec::<String>::new());

    let table = [
        ("UPDATE sums SET amount = amount + 100 WHERE figure = 'awarded'", "2026年3月加分（遵纪守法）的汇总"),
        ("UPDATE sums SET times = times - 1 WHERE figure = 'approved' AND part = 'S01'", "2026年3月同意的汇总"),
        ("DELETE FROM sums WHERE figure = 'waiting'", "等答复的意见（2026-03-09）的汇总"),
        ("UPDATE sums SET part = '03' WHERE figure = 'holders' AND part = '00'", "手里有多少分的（00）的汇总"),
    ];
    for (sql, named) in table {
        by_hand(&world, &format!("CREATE TABLE aside AS SELECT * FROM sums; {sql}")).await.unwrap();
        let breaches = world.breaches().await;
        assert!(
            breaches.iter().any(|breach| breach.contains(named)) && !breaches.iter().any(|breach| breach.contains("S01")),
            "{sql}: {breaches:?}"
        );
        by_hand(&world, "DELETE FROM sums; INSERT INTO sums SELECT * FROM aside; DROP TABLE aside").await.unwrap();
    }

    by_hand(&world, "DELETE FROM sums; UPDATE accounts SET earned_in = NULL, redeemed_in = NULL").await.unwrap();
    let reopened = Books::open(&world.url, world.clock.clock(), Chance::seeded(3)).await.unwrap();
    let house = jifen::app::House::new(reopened);
    counting::make_up(&house).await.unwrap();
    counting::make_up(&house).await.unwrap();
    assert_eq!(rows(&world).await, before, "counted once, as if every act had kept it");
    house.books.close().await;
    world.end().await;
}

/// Every kept sum, and every account's months.
async fn rows(world: &World) -> Vec<String> {
    let mut conn = world.house.books.read().await.unwrap();
    let sums = "SELECT figure || ' ' || period || ' ' || part || ' ' || times || ' ' || amount FROM sums
        WHERE village = 'suanli' AND (times <> 0 OR amount <> 0) ORDER BY 1";
    let accounts = "SELECT 'holders ' || number || ' ' || COALESCE(earned_in, '') || ' ' || COALESCE(redeemed_in, '') FROM accounts
         WHERE village = 'suanli' ORDER BY 1";
    let mut rows: Vec<(String,)> = conn.query(sums, &[]).await.unwrap();
    rows.extend(conn.query::<(String,)>(accounts, &[]).await.unwrap());
    rows.into_iter().map(|(row,)| row).collect()
}
