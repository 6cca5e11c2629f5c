//! One's own data: seen, taken along, corrected, deleted; yes or no to a board; what has stayed its term goes by itself.

use axum::http::Method;
use jifen::entrance::Stay;
use jifen::words::{Moment, Role};
use serde_json::{Value, json};
use tracing::Level;

use super::actors::Actor;
use super::browser::{Browser, PASSWORD};
use super::log::Log;
use super::tampering::by_hand;
use super::two_worlds::tables;
use super::world::{On, VILLAGE, World, day, from, story};

/// What is filled into a form.
type Fields<'a> = Vec<(&'a str, &'a str)>;

/// A name and a telephone number that stand nowhere else.
const NAME: &str = "欧阳甲乙";
const MASKED: &str = "欧阳*乙";
const PHONE: &str = "13800001234";

/// 1-01-2 bears that name.
fn named(file: &str, text: String) -> String {
    if file == "roster.csv" { text.replace("马某0002", NAME) } else { text }
}

/// The same, and the village wants a board of honours.
fn with_board(file: &str, text: String) -> String {
    if file == "village.yaml" { format!("{text}光荣榜: 是\n") } else { named(file, text) }
}

async fn asks(who: &Actor<'_>, ground: &str, resident: Option<&str>, waives: bool) -> super::world::Answer {
    who.post(
        "/erasures",
        json!({"ground": ground, "resident": resident, "basis": if resident.is_some() { "第 3 号申请" } else { "" }, "waives": waives}),
    )
    .await
}

/// What a section of somebody's data says.
fn section<'v>(data: &'v Value, name: &str) -> &'v Value {
    data["sections"].as_array().unwrap().iter().find(|section| section["name"] == name).unwrap()
}

story!(
    /// A resident sees everything that is stored about them, and nothing about others; they take it along on their own phone, not from a shared screen.
    a_resident_sees_and_takes_along_what_is_stored,
    named,
    |world| {
        let [grid, secretary, ..] = world.everybody().await;
        let deed = json!({"rule": "志愿服务", "subject": "1-01-2", "occurred_on": "2026-03-01", "facts": {"时长": "5"}, "note": "修水渠"});
        let claim = grid.post("/claims", deed).await.text("id");
        assert_eq!(secretary.approves(&claim).await.status, 201);
        let other = json!({"rule": "志愿服务", "subject": "1-01-1", "occurred_on": "2026-03-01", "facts": {"时长": "7"}, "note": "别人的事"});
        let claim = grid.post("/claims", other).await.text("id");
        assert_eq!(secretary.approves(&claim).await.status, 201);
        assert_eq!(world.somebody(Role::Keeper).await.redeems("1-01-2", json!([{"item": "A01", "quantity": 1}])).await.status, 201);

        let me = world.resident("1-01-2").await;
        let data = me.get("/own-data").await.body;
        let told = data.to_string();
        for words in [NAME, "1-01-2", "配偶", "修水渠", "时长：5", "香皂", "网格员记的，已通过", "登录", "residents.name"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(["别人的事", "马某", "1-01-1", "14"].iter().all(|words| !told.contains(words)), "{told}");
        let points = section(&data, "points")["rows"].as_array().unwrap();
        assert_eq!((&points[0]["detail"], points.len()), (&json!(["还剩 5 分"]), 3), "what is left, and two entries");
        assert_eq!(grid.get("/own-data").await.code(), "roster.not_your_task");

        let phone = Browser::of_resident(world, &me.token);
        let page = phone.opens(&format!("/v/{VILLAGE}/data")).await;
        assert!(page.says(&[NAME, "修水渠", "用来：", "留多久：", "data.xlsx"]) && !page.text.contains("别人的事"), "{page:?}");
        let file = phone.opens(&format!("/v/{VILLAGE}/data.json")).await;
        let mut same = me.get("/own-data").await.body;
        let mut taken: Value = serde_json::from_str(&file.text).unwrap();
        for data in [&mut same, &mut taken] {
            data["sections"].as_array_mut().unwrap().retain(|section| section["name"] != "keys");
        }
        assert_eq!(taken, same, "the file and the API say the same");
        let sheet = phone.opens(&format!("/v/{VILLAGE}/data.xlsx")).await;
        let kept = sheet.headers["content-disposition"].to_str().unwrap();
        assert!(sheet.text.starts_with("PK") && kept == "attachment; filename=\"my-data.xlsx\"", "{kept}");

        let kiosk = world.somebody(Role::Kiosk).await;
        let shared = Browser { world, cookie: format!("{}={}; {}={}", jifen::entrance::COOKIE, kiosk.token, jifen::entrance::MINE, me.token) };
        let page = shared.opens(&format!("/v/{VILLAGE}/data")).await;
        assert!(page.says(&["class=\"kiosk\"", NAME]) && !page.text.contains("data.xlsx"), "{page:?}");
        for file in ["json", "xlsx"] {
            let refused = shared.opens(&format!("/v/{VILLAGE}/data.{file}")).await;
            assert!(refused.status == 409 && refused.says(&["自助机是大家用的"]), "{refused:?}");
        }
    }
);

story!(
    /// A resident asks that their name be corrected; somebody who serves decides, and the resident reads what became of it.
    a_correction_is_asked_for_and_decided,
    named,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let me = world.resident("1-01-2").await;
        let wrong = json!({"name": "欧阳家乙", "reason": " "});
        assert_eq!(me.post("/own-data/corrections", wrong).await.code(), "households.basis_missing");
        assert_eq!(me.post("/own-data/corrections", json!({"reason": "没有错"})).await.code(), "households.nothing_changed");
        assert_eq!(grid.post("/own-data/corrections", json!({"name": "某", "reason": "x"})).await.code(), "roster.not_your_task");
        let foreign = json!({"on": "2026-03-01", "basis": "x", "member": "1-01-1", "name": "某"});
        assert_eq!(me.sends(Method::POST, "/households/1-01/correction", "*", foreign).await.code(), "roster.not_your_task");

        let phone = Browser::of_resident(world, &me.token);
        let address = format!("/v/{VILLAGE}/data/correction");
        let operation = phone.opens(&format!("/v/{VILLAGE}/data")).await.operation();
        let typed = [("operation", operation.as_str()), ("name", "欧阳家乙"), ("relation", ""), ("reason", "户口本上是家")];
        assert_eq!(phone.submit(&address, &typed).await.leads_to(), format!("/v/{VILLAGE}/data?done=correction"));
        assert_eq!(phone.submit(&address, &typed).await.status, 303, "handed in twice it is asked once");
        assert!(phone.opens(&format!("/v/{VILLAGE}/data")).await.says(&[NAME, "等另一个人定", "户口本上是家"]), "nothing is changed yet");
        let again = me.post("/own-data/corrections", json!({"relation": "妻", "reason": "x"})).await;
        assert_eq!(again.code(), "households.change_waiting");
        let confirmed = supervisor.post("/household-changes/1/confirmation", json!({})).await;
        assert_eq!(confirmed.text("state"), "done", "{confirmed:?}");
        assert!(phone.opens(&format!("/v/{VILLAGE}/data")).await.says(&["欧阳家乙", "已办好"]));

        let asked = me.post("/own-data/corrections", json!({"relation": "妻", "reason": "写错了"})).await;
        assert_eq!((asked.status.as_u16(), asked.text("state").as_str()), (201, "waiting"));
        let no = secretary.post("/household-changes/2/rejection", json!({"reason": "请带结婚证来"})).await;
        assert_eq!(no.text("state"), "rejected");
        assert!(phone.opens(&format!("/v/{VILLAGE}/data")).await.says(&["不办了", "请带结婚证来", "配偶"]));
        // Whoever serves and lives there does not decide on it.
        let own = world.resident("2-01-1").await;
        assert_eq!(own.post("/own-data/corrections", json!({"name": "王某", "reason": "x"})).await.status, 201);
        assert_eq!(secretary.post("/household-changes/3/confirmation", json!({})).await.code(), "households.own_household");
    }
);

/// Somebody's life in the village, with their name and number in every text that anybody writes.
async fn live(world: &World) {
    let [grid, secretary, supervisor, _] = world.everybody().await;
    let note = format!("{NAME} {PHONE}");
    let deed =
        |rule: &str, facts: Value| json!({"rule": rule, "subject": "1-01-2", "occurred_on": "2026-03-01", "facts": facts, "note": note});
    let claim = grid.post_as("the-deed", "/claims", deed("志愿服务", json!({"时长": "5"}))).await.text("id");
    assert_eq!(secretary.approves(&claim).await.status, 201);
    let wrong = grid.post("/claims", deed("拾金不昧", json!({}))).await.text("id");
    assert_eq!(secretary.rejects(&wrong, &note).await.status, 201);
    let me = world.resident("1-01-2").await;
    let raised = me.post("/objections", json!({"award": 1, "reason": "other", "sentence": note})).await;
    assert_eq!(raised.status, 201, "{raised:?}");
    let asked = me.post("/own-data/corrections", json!({"relation": "妻", "reason": note})).await;
    assert_eq!(asked.status, 201, "{asked:?}");
    assert_eq!(asks(&me, "own", None, false).await.code(), "personal.points_left");
    assert_eq!(asks(&me, "own", None, true).await.code(), "personal.claims_open");
    let ruled = supervisor.post("/objections/1/ruling", json!({"upheld": false, "reason": note})).await;
    assert_eq!(ruled.status, 201, "{ruled:?}");
    assert_eq!(asks(&me, "own", None, true).await.code(), "personal.change_waiting");
    assert_eq!(secretary.post("/household-changes/1/rejection", json!({"reason": note})).await.status, 201);
    assert_eq!(me.post("/consents", json!({"board": "honours", "given": true})).await.status, 201);
    assert_eq!(world.somebody(Role::Keeper).await.redeems("1-01-2", json!([{"item": "A01", "quantity": 1}])).await.status, 201);
}

story!(
    /// What can be deleted is deleted, everywhere; numbers, points and the chain stand, and what was done is not done again.
    whoever_asks_is_forgotten_and_the_chain_stands,
    named,
    |world| {
        live(world).await;
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let me = world.resident("1-01-2").await;
        let before = (world.head().await, grid.available("1-01-2").await, grid.available("1-01-1").await);
        let asked = asks(&me, "own", None, true).await;
        assert_eq!((asked.status.as_u16(), asked.text("state").as_str()), (201, "waiting"), "{asked:?}");
        assert_eq!(asks(&me, "own", None, true).await.code(), "personal.erasure_waiting");
        assert_eq!(grid.get("/erasures").await.code(), "roster.not_your_task");
        assert_eq!(supervisor.get("/erasures").await.body["items"][0]["resident"], "1-01-2");
        assert_eq!(grid.available("1-01-2").await, before.1, "nothing is done yet");
        let dry = secretary.post("/erasures/1/confirmation?dry_run=true", json!({})).await;
        assert_eq!((dry.text("state").as_str(), world.head().await), ("done", before.0.clone()));

        let done = secretary.post_as("the-erasure", "/erasures/1/confirmation", json!({})).await;
        assert_eq!((done.status.as_u16(), done.text("state").as_str()), (201, "done"), "{done:?}");
        assert!(secretary.post_as("the-erasure", "/erasures/1/confirmation", json!({})).await.replayed);
        assert_eq!(secretary.post("/erasures/1/confirmation", json!({})).await.code(), "personal.already_decided");
        assert_eq!(world.breaches().await, Vec::<String>::new());
        assert_eq!(world.head().await.0, before.0.0 + 1, "only what was given up is a new entry");

        let lines = grid.get("/accounts/1-01-2/entries").await.body["items"].as_array().unwrap().clone();
        assert_eq!(lines.iter().map(|line| line["points"].as_str().unwrap()).collect::<Vec<_>>(), ["-5.00", "-5.00", "10.00"]);
        assert!(lines[1..].iter().all(|line| line["title"].is_null() && line["explanation"] == json!([])), "{lines:?}");
        assert_eq!(grid.available("1-01-1").await, before.2, "others keep theirs");
        let home = secretary.get("/households/1-01").await.body;
        assert_eq!((home["members"][1]["number"].as_str(), home["members"][1]["name"].as_str()), (Some("1-01-2"), Some("（已删除）")));

        let again = json!({"rule": "志愿服务", "subject": "1-01-2", "occurred_on": "2026-03-01", "facts": {"时长": "5"}, "note": format!("{NAME} {PHONE}")});
        let gone = grid.post_as("the-deed", "/claims", again.clone()).await;
        assert_eq!((gone.status.as_u16(), gone.code()), (410, "operation.forgotten"), "{gone:?}");
        assert_eq!(grid.post("/claims", again).await.code(), "claims.unknown_subject", "nothing is recorded for them any more");
        world.clock.turn_to(world.house.books.clock.now().plus_seconds(2));
        assert_eq!(me.get("/own-data").await.code(), "roster.unknown_token", "nobody is signed in as them");
        let back = world.house.doorkeeper.admit(&world.village(), Role::Resident, "1-01-2", Stay::PHONE).await;
        assert!(back.is_err(), "and nobody will be");
        assert_eq!(asks(&secretary, "paper", Some("1-01-2"), false).await.code(), "personal.already_erased");
        // A list does not bring the name back.
        world.enrol(vec![world.member("1-01-2", "1-01")]).await;
        assert_eq!(secretary.get("/households/1-01").await.body["members"][1]["name"], "（已删除）");
        assert_eq!(world.breaches().await, Vec::<String>::new());
    }
);

#[tokio::test]
async fn nothing_of_a_name_is_left_in_any_table_or_in_the_file() {
    let world = World::begun(On::Sqlite, named).await.unwrap();
    live(&world).await;
    let (me, note) = (world.resident("1-01-2").await, format!("{NAME} {PHONE}"));
    let (keeper, secretary) = (world.somebody(Role::Keeper).await, world.somebody(Role::Secretary).await);
    let redeemed = keeper.redeems("1-01-2", json!([{"item": "A01", "quantity": 1}])).await.text("id");
    assert_eq!(keeper.post(&format!("/redemptions/{redeemed}/cancellation"), json!({"reason": note})).await.text("state"), "cancelled");
    let turned_down = asks(&me, "own", None, true).await.text("id");
    assert_eq!(secretary.post(&format!("/erasures/{turned_down}/rejection"), json!({"reason": note})).await.status, 201);
    let dump = async || tables(&world, ("", "")).await.into_iter().map(|(table, rows)| (table, rows.join("\n"))).collect::<Vec<_>>();
    let holds = |rows: &str| [NAME, MASKED, PHONE].iter().any(|value| rows.contains(value));
    let before: Vec<_> = dump().await.into_iter().filter(|(_, rows)| holds(rows)).map(|(table, _)| table).collect();
    for table in [
        "claims",
        "reviews",
        "residents",
        "objections",
        "objection_steps",
        "household_changes",
        "household_rulings",
        "operations",
        "trail_particulars",
        "erasures",
    ] {
        assert!(before.contains(&table.to_owned()), "the story wrote nothing into {table}: {before:?}");
    }
    let asked = asks(&me, "own", None, true).await.text("id");
    assert_eq!(world.somebody(Role::Supervisor).await.post(&format!("/erasures/{asked}/confirmation"), json!({})).await.status, 201);
    for (table, rows) in dump().await {
        assert!(!holds(&rows), "{table} still holds something");
        let keys = ["pins", "cards", "consents"].contains(&table.as_str());
        assert!(!keys || !rows.contains("1-01-2"), "{table} still holds a key");
    }
    let copy = std::env::temp_dir().join(format!("jifen_forgotten_{}.db", std::process::id()));
    world.house.books.copy_into(copy.to_str().unwrap()).await.unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    std::fs::remove_file(&copy).unwrap();
    for value in [NAME, MASKED, PHONE] {
        assert!(!bytes.windows(value.len()).any(|window| window == value.as_bytes()), "a backup still holds {value}");
    }
    world.end().await;
}

story!(
    /// Two people, neither of them of that household: for somebody with a piece of paper, who moved away, or has died.
    an_erasure_takes_two_and_nobody_decides_on_their_own,
    named,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        for (who, ground, resident, code) in [
            (&secretary, "paper", Some("9-99-9"), "personal.unknown_resident"),
            (&secretary, "paper", None, "personal.unknown_resident"),
            (&secretary, "own", Some("1-01-2"), "personal.wrong_ground"),
            (&secretary, "died", Some("1-01-2"), "personal.wrong_ground"),
            (&secretary, "paper", Some("2-01-1"), "personal.own_household"),
            (&grid, "paper", Some("1-01-2"), "roster.not_your_task"),
        ] {
            assert_eq!(asks(who, ground, resident, false).await.code(), code, "{ground} {resident:?}");
        }
        let bare = json!({"ground": "paper", "resident": "1-01-2", "basis": " "});
        assert_eq!(secretary.post("/erasures", bare).await.code(), "personal.basis_missing");
        assert_eq!(asks(&world.resident("1-01-2").await, "paper", None, false).await.code(), "personal.wrong_ground");

        assert_eq!(asks(&secretary, "paper", Some("1-01-2"), false).await.status, 201);
        assert_eq!(secretary.post("/erasures/1/confirmation", json!({})).await.code(), "personal.same_person");
        assert_eq!(supervisor.post("/erasures/1/withdrawal", json!({})).await.code(), "personal.not_yours");
        assert_eq!(supervisor.post("/erasures/9/confirmation", json!({})).await.code(), "personal.unknown_erasure");
        assert_eq!(supervisor.post("/erasures/1/rejection", json!({"reason": " "})).await.code(), "personal.reason_missing");
        assert_eq!(supervisor.post("/erasures/1/rejection", json!({"reason": "没有签字"})).await.text("state"), "rejected");
        let me = world.resident("1-01-2").await;
        let page = Browser::of_resident(world, &me.token).opens(&format!("/v/{VILLAGE}/data")).await;
        assert!(page.says(&["没有同意：没有签字"]), "{page:?}");

        // On one's own page: asked for, then taken back.
        let phone = Browser::of_resident(world, &me.token);
        let form = |operation: &str| vec![("operation".to_owned(), operation.to_owned())];
        let submit = async |way: &str, fields: Vec<(String, String)>| {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            phone.submit(&format!("/v/{VILLAGE}/data/{way}"), &fields).await
        };
        assert_eq!(submit("erasure", form("own-1")).await.leads_to(), format!("/v/{VILLAGE}/data?done=erasure"));
        assert!(phone.opens(&format!("/v/{VILLAGE}/data?done=erasure")).await.says(&["等另一个人同意", "不删了"]));
        let back = vec![("operation".to_owned(), "own-2".to_owned()), ("id".to_owned(), "2".to_owned())];
        assert_eq!(submit("erasure/withdrawal", back).await.leads_to(), format!("/v/{VILLAGE}/data?done=withdrawal"));
        assert_eq!(supervisor.post("/erasures/2/confirmation", json!({})).await.code(), "personal.already_decided");

        // Whoever has moved away; the township is the second one, and at the desk the secretary may only turn down.
        let gone = json!({"on": "2026-03-01", "basis": "迁移证", "members": ["1-01-2"]});
        assert_eq!(secretary.sends(Method::POST, "/households/1-01/departure", "*", gone).await.status, 201);
        assert_eq!(asks(&secretary, "moved", Some("1-01-2"), false).await.status, 201);
        let desk = Browser::at(world, Role::Secretary).await.opens(&format!("/desk/{VILLAGE}/personal")).await;
        assert!(desk.says(&["1-01-2", MASKED, "已经迁走", "这是您自己提出的"]) && !desk.text.contains("同意删除"), "{desk:?}");
        let town = Browser::signed_in(world, &township.token);
        let address = format!("/desk/{VILLAGE}/personal/3/decision");
        assert_eq!(town.submit(&address, &[("operation", "no"), ("ruling", "perhaps")]).await.status, 400);
        let yes = [("operation", "yes"), ("ruling", "confirm")];
        assert_eq!(town.submit(&address, &yes).await.leads_to(), format!("/desk/{VILLAGE}/personal?done=confirmed"));
        let told = secretary.get("/household-changes/1").await.body.to_string();
        assert!(told.contains("（已删除）") && !told.contains(MASKED) && !told.contains("迁移证"), "{told}");
    }
);

story!(
    /// A board shows a name only as long as its owner says yes; without the village's wish there is none.
    a_name_is_shown_with_consent_only,
    with_board,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        for (subject, hours) in [("1-01-2", "5"), ("1-02-1", "6")] {
            let claim = grid.records("志愿服务", subject, "2026-03-01", json!({"时长": hours})).await.text("id");
            assert_eq!(secretary.approves(&claim).await.status, 201);
        }
        world.wake_up_on("2026-04-02").await;
        let anybody = Browser::new(world);
        let board = async || anybody.opens(&format!("/villages/{VILLAGE}")).await;
        assert!(board().await.says(&["2026年3月光荣榜", "榜上还没有名字"]), "no is what nobody said");
        let me = world.resident("1-01-2").await;
        let phone = Browser::of_resident(world, &me.token);
        let says = async |operation: &str, given: &str| {
            let form = [("operation", operation), ("board", "honours"), ("given", given)];
            phone.submit(&format!("/v/{VILLAGE}/data/consent"), &form).await
        };
        assert_eq!(says("c1", "perhaps").await.status, 400);
        assert_eq!(says("c2", "yes").await.leads_to(), format!("/v/{VILLAGE}/data?done=consent"));
        let page = board().await;
        assert!(page.says(&[NAME, "志愿服务"]), "{page:?}");
        assert!(!page.text.contains("李某") && !page.text.contains("1-01-2"), "nobody else, and no number");
        assert!(phone.opens(&format!("/v/{VILLAGE}/data")).await.says(&["光荣榜：可以写我的名字", "不要写了"]));
        assert_eq!(says("c3", "no").await.status, 303);
        assert!(!board().await.text.contains(NAME), "a no counts at once");

        let paper = |resident: &str, given: bool| json!({"board": "honours", "given": given, "resident": resident});
        assert_eq!(supervisor.post("/consents", paper("2-02-1", true)).await.code(), "personal.own_household");
        assert_eq!(supervisor.post("/consents", paper("9-99-9", true)).await.code(), "personal.unknown_resident");
        assert_eq!(grid.post("/consents", paper("1-02-1", true)).await.code(), "roster.not_your_task");
        assert_eq!(supervisor.post("/consents", paper("1-02-1", true)).await.status, 201);
        assert!(board().await.says(&["李某0003"]));
        let named = me.post("/consents", paper("1-02-1", false)).await;
        assert_eq!(named.status, 201, "a resident speaks for themselves, whomever they name");
        assert!(board().await.says(&["李某0003"]));
        // Who asks to be forgotten is on no board.
        assert_eq!(asks(&secretary, "paper", Some("1-02-1"), true).await.status, 201);
        assert_eq!(supervisor.post("/erasures/1/confirmation", json!({})).await.text("state"), "done");
        assert!(!board().await.text.contains("李某"));
    }
);

story!(
    /// What protected reports brought holds no erasure up, and its words stay as long as everybody's: nobody can tell from either whose it was.
    a_reporter_is_forgotten_without_a_trace,
    named,
    |world| {
        let me = world.resident("1-01-2").await;
        let receipt = me.reports("举报违法行为有功", "2026-03-01", "夜里有人往河里倒垃圾").await.text("receipt");
        let township = world.somebody(Role::Township).await;
        assert_eq!(township.post("/reports/1/approval", json!({})).await.status, 201);
        assert!(!me.get("/own-data").await.body.to_string().contains("举报违法"), "it is in no file");
        assert_eq!(asks(&me, "own", None, false).await.status, 201, "points that only they see hold nothing up");
        assert_eq!(world.somebody(Role::Supervisor).await.post("/erasures/1/confirmation", json!({})).await.text("state"), "done");
        let seen = township.get("/reports?state=approved").await.body.to_string();
        assert!(seen.contains("夜里有人往河里倒垃圾"), "the report is as it was: {seen}");
        let mut conn = world.house.books.read().await.unwrap();
        let own = jifen::reports::own(&mut conn, &world.village(), "1-01-2").await.unwrap();
        drop(conn);
        assert!(own.reports.is_empty(), "nobody owns it: {receipt}");
        world.wake_up_on("2026-04-01").await;
        assert_eq!(world.breaches().await, Vec::<String>::new());
        world.wake_up_on("2029-04-02").await;
        let seen = township.get("/reports?state=approved").await.body.to_string();
        assert!(!seen.contains("夜里"), "after three years the words of every report are gone: {seen}");
    }
);

/// How many rows a table has.
async fn count(world: &World, table: &str) -> i64 {
    let mut conn = world.house.books.read().await.unwrap();
    let found: Vec<(i64,)> = conn.query(&format!("SELECT COUNT(*) FROM {table} WHERE village = 'suanli'"), &[]).await.unwrap();
    found[0].0
}

story!(
    /// Sessions, wrong tries and one-time codes go by themselves once their term is over; what is still used stays.
    what_has_stayed_its_term_is_deleted,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        world.resident("1-01-1").await;
        let program = world.somebody(Role::Keeper).await;
        let wrong = [("village", VILLAGE), ("login", "S02"), ("password", PASSWORD)];
        Browser::new(world).submit("/sign-in", &wrong).await;
        secretary.submit(&format!("/desk/{VILLAGE}/pins/code"), &[("operation", "p"), ("number", "1-01-1")]).await;
        let (sessions, tries, slips) = (count(world, "tokens").await, count(world, "tries").await, count(world, "slips").await);
        assert!(sessions >= 3 && tries >= 1 && slips == 1, "{sessions} {tries} {slips}");
        world.wake_up_on("2026-03-03").await;
        assert_eq!((count(world, "tokens").await, count(world, "tries").await), (sessions, tries), "not yet");
        world.wake_up_on("2026-03-06").await;
        assert_eq!((count(world, "tokens").await, count(world, "tries").await), (sessions, 0), "tries go first");
        world.wake_up_on("2026-04-05").await;
        assert_eq!((count(world, "tokens").await, count(world, "slips").await), (1, 1), "what never ends by itself stays");
        assert_eq!(program.available("1-01-1").await, "0.00", "and still signs in");
        world.wake_up_on("2027-03-09").await;
        assert_eq!(count(world, "slips").await, 0);
    }
);

#[tokio::test]
async fn history_may_be_emptied_and_nothing_else() {
    let world = World::begun(On::Sqlite, named).await.unwrap();
    live(&world).await;
    for (allowed, sql) in [
        (false, "UPDATE operations SET answer = '{}'"),
        (false, "UPDATE operations SET answer = '', at = at + 1"),
        (false, "UPDATE operations SET answer = '', digest = 'x'"),
        (false, "UPDATE operations SET verb = 'x'"),
        (false, "DELETE FROM operations"),
        (false, "UPDATE reviews SET reason = 'x'"),
        (false, "UPDATE reviews SET reason = '', reviewer = 'S02'"),
        (false, "UPDATE objection_steps SET said = '', verdict = 'uphold'"),
        (false, "DELETE FROM objection_steps"),
        (true, "UPDATE operations SET answer = '' WHERE id = 'the-deed'"),
        (true, "UPDATE reviews SET reason = ''"),
        (true, "UPDATE objection_steps SET said = ''"),
    ] {
        let outcome = by_hand(&world, sql).await;
        assert_eq!(outcome.is_ok(), allowed, "{sql}: {outcome:?}");
        assert!(allowed || outcome.unwrap_err().to_string().contains("append-only"), "{sql}");
    }
    // What is gone without anybody's word is found: the lines above, and these.
    let found = world.breaches().await;
    for expected in ["第 2 号申报的审核没有了原因", "第 1 号意见的裁定没有了原因"] {
        assert!(found.iter().any(|breach| breach.contains(expected)), "{found:?}");
    }
    for (sql, expected) in [
        ("UPDATE particulars SET salt = '', title = '', explanation = '[]' WHERE seq = 1", "第 1 笔的说明没有了"),
        ("DELETE FROM particulars WHERE seq = 2", "第 2 笔的说明没有了"),
        ("UPDATE residents SET name = '（已删除）' WHERE number = '1-02-1'", "1-02-1 的名字没有了"),
        (
            "INSERT INTO erasures VALUES ('suanli', 9, '1-02-1', '1-02', 'paper', '', 0, 'done', 'S01', 'secretary', 0, 'S01', 'secretary', 0, NULL, NULL)",
            "第 9 号删除不是两个人定的",
        ),
    ] {
        by_hand(&world, sql).await.unwrap();
        let found = world.breaches().await;
        assert!(found.iter().any(|breach| breach.contains(expected)), "{sql}: {found:?}");
    }
    world.vanish().await;
}

/// Names, telephone numbers and what people write stand in no log, in no address that is answered or led to, in no count.
#[tokio::test]
async fn what_is_personal_stands_in_no_log_address_or_count() {
    let log = Log::from(Level::TRACE);
    let world = World::begun(On::Sqlite, with_board).await.unwrap();
    live(&world).await;
    let me = world.resident("1-01-2").await;
    let (phone, desk) = (Browser::of_resident(&world, &me.token), Browser::at(&world, Role::Secretary).await);
    let mut addresses = Vec::new();
    let note = format!("{NAME} {PHONE}");
    let forms: [(&Browser<'_>, String, Fields<'_>); 8] = [
        (
            &phone,
            format!("/v/{VILLAGE}/data/correction"),
            vec![("operation", "a1"), ("name", "欧阳丙"), ("relation", ""), ("reason", &note)],
        ),
        (&phone, format!("/v/{VILLAGE}/data/consent"), vec![("operation", "a2"), ("board", "honours"), ("given", "no")]),
        (&phone, format!("/v/{VILLAGE}/data/erasure"), vec![("operation", "a3")]),
        (&desk, format!("/desk/{VILLAGE}/households"), vec![("number", "1-01-2")]),
        (&desk, format!("/desk/{VILLAGE}/claims"), vec![("number", "1-01-2")]),
        (
            &desk,
            format!("/desk/{VILLAGE}/personal/consent"),
            vec![("operation", "a4"), ("number", "1-01-2"), ("board", "honours"), ("given", "yes")],
        ),
        (
            &desk,
            format!("/desk/{VILLAGE}/personal/erasure"),
            vec![("operation", "a5"), ("number", "1-01-2"), ("ground", "paper"), ("basis", &note)],
        ),
        (&phone, format!("/v/{VILLAGE}/who"), vec![("number", "1-01-2")]),
    ];
    for (browser, address, fields) in &forms {
        let seen = browser.submit(address, fields).await;
        assert!(!seen.status.is_server_error(), "{address}: {seen:?}");
        addresses.push(seen.leads_to().to_owned());
    }
    for address in ["", "/data", "/data.json", "/data.xlsx", "/objections"].map(|way| format!("/v/{VILLAGE}{way}")) {
        let seen = phone.opens(&address).await;
        addresses.extend(seen.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    let found = world.somebody(Role::GridWorker).await.post("/lookups", json!({"text": NAME})).await;
    assert_eq!(found.body["items"][0]["number"], "1-01-2", "{found:?}");
    world.clock.turn_to(Moment::on(day("2026-03-02"), 12, 0));
    jifen::app::clockwork::catch_up(&world.house).await.unwrap();
    let counts = world.send(from("127.0.0.1:1", Method::GET, "/metrics", "")).await.body.to_string();
    let logged = log.text();
    assert!(logged.contains("/v/{village}/data/correction") && counts.contains("/v/{village}/data/erasure"), "the log was not kept");
    assert!(addresses.iter().any(|address| address.contains("done=correction")), "{addresses:?}");
    for value in [NAME, MASKED, PHONE, "欧阳丙", "1-01-2"] {
        for (place, text) in [("log", &logged), ("addresses", &addresses.join(" ")), ("counts", &counts)] {
            assert!(!text.contains(value), "the {place} hold {value}");
        }
    }
    world.end().await;
}

/// Something breaks below an act that carries names, notes, digits and secrets: neither the log line nor the answer says any of them.
#[tokio::test]
async fn a_fault_tells_nothing_of_a_person() {
    const PIN: &str = "482913";
    let log = Log::from(Level::TRACE);
    let world = World::begun(On::Sqlite, named).await.unwrap();
    world.house.doorkeeper.give_pin(&world.village(), "1-01-2", PIN).await.unwrap();
    let [grid, secretary, ..] = world.everybody().await;
    let (keeper, me) = (world.somebody(Role::Keeper).await, world.resident("1-01-2").await);
    let note = format!("{NAME} {PHONE}");
    // What every act writes can be written no more.
    by_hand(&world, "CREATE TRIGGER broken BEFORE INSERT ON operations BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END").await.unwrap();
    let deed = json!({"rule": "拾金不昧", "subject": "1-01-2", "occurred_on": "2026-03-01", "note": note});
    let renamed = json!({"on": "2026-03-02", "basis": note, "member": "1-01-2", "name": "欧阳丙"});
    let answers = [
        grid.post("/claims", deed).await,
        secretary.sends(Method::POST, "/households/1-01/correction", "*", renamed).await,
        secretary.post("/consents", json!({"resident": "1-01-2", "board": "honours", "given": true})).await,
        me.post("/own-data/corrections", json!({"name": "欧阳丙", "reason": note})).await,
        keeper.post("/redemptions", json!({"account": "1-01-2", "items": [{"item": "A01", "quantity": 1}], "pin": PIN})).await,
    ];
    let desk = Browser::signed_in(&world, &secretary.token);
    let phone = [("operation", "f-1"), ("number", "1-01-2"), ("phone", PHONE)];
    let page = desk.submit(&format!("/desk/{VILLAGE}/cards/phone"), &phone).await;
    assert!(page.status.is_server_error(), "{page:?}");
    let told: String = answers.iter().map(|answer| answer.body.to_string()).chain([page.text]).collect();
    assert!(answers.iter().all(|answer| answer.status.is_server_error()), "{answers:?}");
    let logged = log.text();
    assert!(logged.contains("broken on purpose"), "the fault was not logged: {logged}");
    for value in [NAME, MASKED, PHONE, "欧阳丙", "1-01-2", PIN] {
        assert!(!told.contains(value), "an answer says {value}: {told}");
        assert!(!logged.contains(value), "the log holds {value}");
    }
    by_hand(&world, "DROP TRIGGER broken").await.unwrap();
    world.end().await;
}
