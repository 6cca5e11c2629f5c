//! Protected reports: told to the township, decided without knowing by whom, seen in one's own view only.

use jifen::db::{Book, Job};
use jifen::roster::{self, Appointed, Staff};
use jifen::words::{Act, Refusal, Role};
use serde::Serialize;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::tampering::by_hand;
use super::world::{Answer, On, VILLAGE, World, story};

const RULE: &str = "举报违法行为有功";

/// Takes a list of those who serve in.
#[derive(Serialize)]
struct Appoints(Vec<Appointed>);

impl Job for Appoints {
    type Answer = ();
    const VERB: &'static str = "appoint";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        roster::appoint(book, &self.0)
    }
}

/// A rule that two must agree to, and one that asks for something.
fn more_rules(rules: String) -> String {
    let two = "    举报偷伐: { 分值: 20, 保密: 是, 审核: 两人 }\n    举报倒垃圾: { 填报: { 车数: 整数 }, 分值: 车数 * 2, 保密: 是 }\n";
    rules.replace("  公益服务:\n", &format!("{two}  公益服务:\n"))
}

async fn told(world: &World, number: &str) -> Answer {
    let answer = world.resident(number).await.reports(RULE, "2026-03-01", "夜里有人往河里倒垃圾。").await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer
}

async fn own(world: &World, number: &str) -> Value {
    world.resident(number).await.get("/reports/own").await.body
}

story!(
    /// It goes to the township, which is not told by whom; what it earns is there next month, for nobody else to see.
    a_report_is_its_reporters_alone,
    |world| {
        let receipt = told(world, "1-01-2").await.text("receipt");
        let (secretary, township) = (world.somebody(Role::Secretary).await, world.somebody(Role::Township).await);
        for state in ["submitted", "approved", "rejected"] {
            assert_eq!(secretary.get(&format!("/claims?state={state}")).await.body["items"], json!([]));
        }
        let inbox = township.get("/reports").await.body["items"].clone();
        assert_eq!((&inbox[0]["id"], &inbox[0]["points"]), (&json!("1"), &json!("10.00")));
        assert!(!inbox.to_string().contains("1-01") && !inbox.to_string().contains(&receipt), "{inbox}");
        let approved = township.post("/reports/1/approval", json!({})).await;
        assert_eq!((approved.text("state").as_str(), approved.replayed), ("approved", false));
        world.wake_up_on("2026-03-31").await;
        let mine = own(world, "1-01-2").await;
        assert_eq!((&mine["available"], &mine["coming"], &mine["reports"][0]["is_credited"]), (&json!("0.00"), &json!("10.00"), &json!(false)));
        world.wake_up_on("2026-04-01").await;
        let mine = own(world, "1-01-2").await;
        assert_eq!((&mine["available"], &mine["reports"][0]["receipt"]), (&json!("10.00"), &json!(receipt)));
        assert_eq!(mine["reports"][0]["explanation"], json!(["举报违法行为有功 记 10 分"]));
        assert_eq!(own(world, "1-01-1").await["reports"], json!([]), "nobody at home sees it");
        let secretary = world.somebody(Role::Secretary).await;
        assert_eq!(secretary.available("1-01-2").await, "0.00");
        assert_eq!(secretary.get("/accounts/1-01-2/entries").await.body["items"], json!([]));
        let browser = Browser::of_resident(world, &world.resident("1-01-2").await.token).opens(&format!("/v/{VILLAGE}")).await;
        assert!(browser.says(&["还剩 <b>10</b>", "其中 10 分只有您自己看得到", "查实了，加了 10 分", &receipt]), "{browser:?}");
    }
);

story!(
    /// There is an entry every month, whether somebody reported something or not, and one for all.
    the_months_entry_tells_nothing,
    |world| {
        world.wake_up_on("2026-03-02").await;
        let (quiet, _) = world.head().await;
        world.wake_up_on("2026-03-20").await;
        assert_eq!(world.head().await.0, quiet, "once a month");
        world.wake_up_on("2026-04-01").await;
        assert_eq!(world.head().await.0, quiet + 1, "also where nothing was reported");
        for number in ["1-01-1", "1-01-2", "1-01-2"] {
            told(world, number).await;
        }
        let township = world.somebody(Role::Township).await;
        for id in 1..=3 {
            assert_eq!(township.post(&format!("/reports/{id}/approval"), json!({})).await.status, 201);
        }
        assert_eq!(world.head().await.0, quiet + 1, "a decision writes nothing into the ledger");
        world.wake_up_on("2026-05-02").await;
        assert_eq!(world.head().await.0, quiet + 2, "one for all three");
        assert_eq!((own(world, "1-01-1").await["available"].clone(), own(world, "1-01-2").await["available"].clone()), (json!("10.00"), json!("20.00")));
    }
);

story!(
    /// Whoever wants to spend it has it moved, next month and in no list; until then nobody can tell.
    what_is_moved_can_be_spent,
    |world| {
        told(world, "1-01-2").await;
        world.somebody(Role::Township).await.post("/reports/1/approval", json!({})).await;
        world.wake_up_on("2026-04-01").await;
        let me = world.resident("1-01-2").await;
        let asked = me.post_as("once", "/reports/own/moves", json!({"points": "6"})).await;
        assert_eq!((asked.status.as_u16(), asked.text("points").as_str()), (201, "6.00"));
        assert!(me.post_as("once", "/reports/own/moves", json!({"points": "6"})).await.replayed);
        let more = me.post("/reports/own/moves", json!({"points": "5"})).await;
        assert_eq!((more.code(), more.text("title").as_str()), ("reports.more_than_there_is", "能转的有 4 分，没有转。"));
        let keeper = world.somebody(Role::Keeper).await;
        let soap = json!([{"item": "A01", "quantity": 1}]);
        assert_eq!(keeper.redeems("1-01-2", soap.clone()).await.code(), "shop.points_short");
        world.wake_up_on("2026-05-01").await;
        let keeper = world.somebody(Role::Keeper).await;
        assert_eq!(keeper.available("1-01-2").await, "6.00");
        assert_eq!(keeper.get("/accounts/1-01-2/entries").await.body["items"], json!([]), "no line tells of it");
        assert_eq!(keeper.redeems("1-01-2", soap).await.text("available"), "1.00");
        let mine = own(world, "1-01-2").await;
        assert_eq!((&mine["available"], &mine["moving"], &mine["moved"]), (&json!("4.00"), &json!("0.00"), &json!("6.00")));
    }
);

story!(
    /// Each no in its order, and nothing is changed by it.
    what_may_not_be_reported_or_decided,
    |world| {
        world.rewrite("rules.yaml", more_rules);
        world.settle().await;
        let (me, township) = (world.resident("1-01-2").await, world.somebody(Role::Township).await);
        let long = "长".repeat(501);
        let body = |rule: &str, day: &str, told: &str, person: Value| json!({"rule": rule, "occurred_on": day, "told": told, "person": person});
        let table: [(&Actor<'_>, Value, u16, &str); 11] = [
            (&me, body("没有", "2027-01-01", "", json!("1-01-1")), 403, "reports.not_yours"),
            (&township, body("没有", "2026-01-01", "", Value::Null), 422, "reports.unknown_person"),
            (&township, body("没有", "2026-01-01", "", json!("1-01")), 422, "reports.unknown_person"),
            (&township, body("没有", "2020-01-01", "", json!("1-01-2")), 422, "versions.none_in_force"),
            (&me, body("没有", "2027-01-01", "", Value::Null), 422, "reports.future_day"),
            (&me, body("没有", "2026-03-01", "", Value::Null), 422, "reports.not_protected"),
            (&me, body("拾金不昧", "2026-03-01", "", Value::Null), 422, "reports.not_protected"),
            (&me, body(RULE, "2026-03-01", " ", Value::Null), 422, "reports.nothing_told"),
            (&me, body(RULE, "2026-03-01", &long, Value::Null), 422, "reports.too_long"),
            (&me, body("举报倒垃圾", "2026-03-02", "倒了", Value::Null), 422, "rulebook.wrong_facts"),
            (&world.somebody(Role::Secretary).await, body(RULE, "2026-03-01", "有", json!("1-01-2")), 403, "roster.not_your_task"),
        ];
        for (who, body, status, code) in table {
            let answer = who.post("/reports", body.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{body}");
        }
        assert_eq!(township.get("/reports").await.body["items"], json!([]));

        let two = township.post("/reports", body("举报偷伐", "2026-03-02", "有人砍树。", json!("1-01-2"))).await;
        assert_eq!(two.status, 201, "{two:?}");
        let (second, third) = (world.another(Role::Township, "T02").await, world.another(Role::Township, "T03").await);
        let neighbour = world.another(Role::Township, "T04").await;
        assert_eq!(township.post("/reports/9/approval", json!({})).await.code(), "reports.unknown_report");
        assert_eq!(township.post("/reports/1/approval", json!({})).await.code(), "reports.same_person");
        let once = second.post("/reports/1/approval", json!({})).await;
        assert_eq!((once.text("state").as_str(), &once.body["reviews_missing"]), ("submitted", &json!(1)));
        assert_eq!(second.post("/reports/1/approval", json!({})).await.code(), "reports.already_reviewed");
        assert_eq!(third.post("/reports/1/rejection", json!({"reason": " "})).await.code(), "reports.reason_missing");
        assert_eq!(third.post("/reports/1/rejection", json!({"reason": long})).await.code(), "reports.too_long");
        assert_eq!(third.post("/reports/1/approval", json!({})).await.text("state"), "approved");
        assert_eq!(neighbour.post("/reports/1/rejection", json!({"reason": "假的"})).await.code(), "reports.already_decided");

        told(world, "1-01-2").await;
        assert_eq!(second.post("/reports/2/rejection", json!({"reason": "去看过，没有。"})).await.text("state"), "rejected");
        assert_eq!(own(world, "1-01-2").await["reports"][0]["reason"], "去看过，没有。");
        assert_eq!(me.post("/reports/own/moves", json!({"points": "1"})).await.code(), "reports.more_than_there_is");
        assert_eq!(me.post("/reports/own/moves", json!({"points": "-1"})).await.code(), "reports.more_than_there_is");
    }
);

story!(
    /// Whoever lives here cannot know when to stand aside; so they decide on nothing.
    nobody_decides_in_their_own_village,
    |world| {
        told(world, "1-01-2").await;
        let staff = Staff { number: "T09".to_owned(), name: "某".to_owned(), role: Role::Township, household: Some("1-02".to_owned()), ended_at: None };
        let act = world.house.own_act(&world.village(), "appoint").unwrap();
        world.house.books.perform(act, Appoints(vec![Appointed { row: 2, staff }])).await.unwrap();
        let neighbour = world.another(Role::Township, "T09").await;
        let refused = neighbour.post("/reports/1/approval", json!({})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "reports.lives_here"));
    }
);

story!(
    /// Nobody in the village records such a thing for somebody: they would know who it was.
    the_village_records_no_report,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let no = grid.records(RULE, "1-01-1", "2026-03-01", json!({})).await;
        assert_eq!((no.status.as_u16(), no.code()), (409, "claims.protected"));
        assert!(no.text("detail").contains("到乡镇去说"), "{no:?}");
        let deeds = json!({"claims": [{"rule": RULE, "subject": "1-01-1", "occurred_on": "2026-03-01"}]});
        assert_eq!(grid.post("/claims/batches", deeds).await.code(), "claims.wrong_rows");
        let desk = Browser::signed_in(world, &grid.token).opens(&format!("/desk/{VILLAGE}")).await;
        assert!(desk.says(&["拾金不昧"]) && !desk.text.contains("举报"), "{desk:?}");
    }
);

story!(
    /// The reporter's form, the receipt to copy, the township's inbox.
    a_report_on_paper_and_on_screen,
    |world| {
        let me = Browser::of_resident(world, &world.resident("1-01-2").await.token);
        let form = me.opens(&format!("/v/{VILLAGE}/report")).await;
        assert!(form.says(&["110", "12345", "只送到乡镇", "不要写自己的名字"]), "{form:?}");
        let operation = form.operation();
        let typed = [("operation", operation.as_str()), ("rule", RULE), ("day", "2026-03-01"), ("told", "")];
        let refused = me.submit(&format!("/v/{VILLAGE}/report"), &typed).await;
        assert!(refused.status == 422 && refused.says(&["还没有写是什么事"]), "{refused:?}");
        let typed = [("operation", operation.as_str()), ("rule", RULE), ("day", "2026-03-01"), ("told", "有人倒垃圾。")];
        let taken = me.submit(&format!("/v/{VILLAGE}/report"), &typed).await;
        assert!(taken.status == 200 && taken.says(&["收到了", "回执"]), "{taken:?}");
        assert_eq!(me.submit(&format!("/v/{VILLAGE}/report"), &typed).await.text, taken.text, "handed in twice, taken in once");

        let township = Browser::at(world, Role::Township).await;
        let inbox = township.opens(&format!("/reports/{VILLAGE}")).await;
        assert!(inbox.says(&["有人倒垃圾。", "还要 1 个人同意"]) && !inbox.text.contains("1-01"), "{inbox:?}");
        let operation = inbox.operation();
        let decide = |ruling| [("operation", operation.as_str()), ("ruling", ruling), ("reason", "")];
        let address = format!("/reports/{VILLAGE}/1/decision");
        let refused = township.submit(&address, &decide("reject")).await;
        assert!(refused.status == 422 && refused.says(&["没有写原因"]), "{refused:?}");
        assert_eq!(township.submit(&address, &decide("approve")).await.leads_to(), format!("/reports/{VILLAGE}"));
        let other = township.opens(&format!("/reports/{VILLAGE}/report")).await;
        let found = township.submit(&format!("/reports/{VILLAGE}/report"), &[("operation", "r"), ("rule", RULE), ("person", "李某"), ("told", "有人倒垃圾。")]).await;
        assert!(found.says(&["请选是哪一位", "1-02-1", "有人倒垃圾。"]), "nobody is taken for the reporter unasked: {found:?}");
        assert!(other.says(&["名字、拼音", "谁来报的"]), "{other:?}");
    }
);

#[tokio::test]
async fn a_pool_that_does_not_agree_is_found() {
    for (sql, found) in [
        ("UPDATE reports SET points = 2000 WHERE id = 1", "保密加分的总账和各笔对不上。"),
        ("UPDATE pool_moves SET points = 1100", "有人转出的保密加分比得到的多。"),
        ("UPDATE report_owners SET points = 1100", "第 1 号举报记给本人的比总账还多。"),
        ("UPDATE report_owners SET receipt = 'ff'", "有一张举报回执没有对应的举报。"),
        ("UPDATE reports SET receipt = 'ff'", "第 1 号举报的回执和账上那一笔对不上。"),
        ("DELETE FROM report_reviews", "第 1 号举报查实了，核实的人却不够。"),
    ] {
        let world = World::new(On::Sqlite).await.unwrap();
        told(&world, "1-01-2").await;
        world.somebody(Role::Township).await.post("/reports/1/approval", json!({})).await;
        world.wake_up_on("2026-04-01").await;
        world.resident("1-01-2").await.post("/reports/own/moves", json!({"points": "6"})).await;
        assert_eq!(world.breaches().await, Vec::<String>::new());
        by_hand(&world, sql).await.unwrap();
        let breaches = world.breaches().await;
        assert!(breaches.iter().any(|breach| breach == found), "{sql}: {breaches:?}");
        assert!(!breaches.iter().any(|breach| breach.contains("1-01")), "no breach names an owner: {breaches:?}");
        world.vanish().await;
    }
    let world = World::new(On::Sqlite).await.unwrap();
    told(&world, "1-01-2").await;
    world.somebody(Role::Township).await.post("/reports/1/approval", json!({})).await;
    world.wake_up_on("2026-04-01").await;
    world.resident("1-01-2").await.post("/reports/own/moves", json!({"points": "6"})).await;
    world.wake_up_on("2026-05-01").await;
    by_hand(&world, "DELETE FROM report_owners; DELETE FROM pool_moves").await.unwrap();
    assert_eq!(world.breaches().await, Vec::<String>::new(), "whoever is forgotten leaves the books whole");
    world.vanish().await;
}
