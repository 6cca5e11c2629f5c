//! What becomes of households over the years, and of what is on their accounts.

use axum::http::Method;
use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::tampering::by_hand;
use super::world::{Answer, On, VILLAGE, World, story};

/// A village that keeps accounts by household, with two more of them: 3-07 of three people, 3-01 of one.
fn by_household(file: &str, text: String) -> String {
    match file {
        "village.yaml" => text.replace("记账单位: 个人", "记账单位: 户"),
        "rules.yaml" => text.replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 有效期: 一年 }"),
        "roster.csv" => {
            text + "三组,3-07,3-07-1,张大山,户主\n三组,3-07,3-07-2,张小明,子\n三组,3-07,3-07-3,李小芳,儿媳\n三组,3-01,3-01-1,赵一,户主\n"
        }
        _ => text,
    }
}

/// A deed of today that stands.
async fn earns(world: &World, rule: &str, subject: &str) -> String {
    let today = world.house.books.clock.now().day().to_string();
    world.somebody(Role::Supervisor).await.approved(rule, subject, &today, json!({})).await
}

/// Asks for something to become of a household as it is now.
async fn asks(actor: &Actor<'_>, household: &str, act: &str, mut body: Value) -> Answer {
    let seen = Some(actor.get(&format!("/households/{household}")).await.etag).filter(|tag| !tag.is_empty()).unwrap_or("*".to_owned());
    let today = actor.world.house.books.clock.now().day().to_string();
    for (name, value) in [("on", today.as_str()), ("basis", "村民代表会议 2026 第 3 号")] {
        body.as_object_mut().unwrap().entry(name).or_insert(json!(value));
    }
    actor.sends(Method::POST, &format!("/households/{household}/{act}"), &seen, body).await
}

async fn confirms(actor: &Actor<'_>, change: &Answer) -> Answer {
    actor.post(&format!("/household-changes/{}/confirmation", change.text("id")), json!({})).await
}

fn a_split(points: &str) -> Value {
    let members = json!([{"number": "3-07-2", "relation": "户主"}, {"number": "3-07-3", "relation": "配偶"}]);
    json!({"members": members, "into": "3-21", "points": points})
}

story!(
    /// Two move out and take along what was agreed: two people decide, the lots keep their last day, nothing is lost, and everything can be read again.
    a_household_splits,
    by_household,
    |world| {
        let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        earns(world, "拾金不昧", "3-07-1").await;
        earns(world, "签到", "3-07-2").await;
        let before = world.head().await;
        let seen = secretary.get("/households/3-07").await.etag;
        let dry = secretary.sends(Method::POST, "/households/3-07/split?dry_run=true", &seen, {
            let mut body = a_split("2.4");
            body["on"] = json!("2026-03-02");
            body["basis"] = json!("分户协议");
            body
        });
        let sentence = "3-07 户分出 3-21 户：张*明等 2 人，带走 2.4 分，还剩 3.6 分";
        let dry = dry.await;
        assert_eq!((dry.text("state"), dry.text("sentence")), ("waiting".into(), sentence.into()));
        assert_eq!(secretary.get("/household-changes").await.body["items"], json!([]));
        let change = asks(&secretary, "3-07", "split", a_split("2.4")).await;
        assert_eq!(change.text("state"), "waiting");
        assert_eq!((secretary.available("3-07").await, world.head().await), ("6.00".into(), before), "nothing moves yet");
        assert_eq!(asks(&secretary, "3-07", "head", json!({"head": "3-07-2"})).await.code(), "households.change_waiting");
        assert_eq!(confirms(&secretary, &change).await.code(), "households.same_person");
        let done = confirms(&supervisor, &change).await;
        assert_eq!((done.text("state"), done.text("sentence")), ("done".into(), sentence.into()));
        assert_eq!((secretary.available("3-07").await, secretary.available("3-21").await), ("3.60".into(), "2.40".into()));
        assert_eq!(confirms(&supervisor, &change).await.code(), "households.already_decided");
        let home = secretary.get("/households/3-21?on=2026-03-01").await;
        assert_eq!((home.text("head"), &home.body["inhabitants"]), ("3-07-2".into(), &json!([])));
        assert_eq!(home.body["members"][1], json!({"number": "3-07-3", "name": "李*芳", "relation": "配偶"}));
        let old = secretary.get("/households/3-07?on=2026-03-01").await;
        assert_eq!(old.body["inhabitants"], json!(["3-07-1", "3-07-2", "3-07-3"]));
        assert_eq!(secretary.get("/households/3-07?on=2026-03-02").await.body["inhabitants"], json!(["3-07-1"]));
        let line = secretary.get("/accounts/3-21/entries").await.body["items"][0].clone();
        assert_eq!((line["kind"].as_str(), line["points"].as_str(), line["title"].as_str()), (Some("transfer"), Some("2.40"), Some("转户：分户")));
        // What lapses lapses on both sides, by the same day: two of 2.4 points are of the lot that counts for a year.
        world.wake_up_on("2027-03-03").await;
        assert_eq!((secretary.available("3-07").await, secretary.available("3-21").await), ("0.60".into(), "0.40".into()));
    }
);

story!(
    /// What may be refused, in its order, and nothing of it changes anything.
    a_change_is_refused,
    by_household,
    |world| {
        let (secretary, keeper) = (world.somebody(Role::Secretary).await, world.somebody(Role::Keeper).await);
        earns(world, "签到", "3-07-2").await;
        let before = (world.head().await, secretary.get("/households/3-07").await.body);
        let body = json!({"head": "3-07-2", "on": "2026-03-02", "basis": "会"});
        assert_eq!(keeper.sends(Method::POST, "/households/3-07/head", "*", body.clone()).await.code(), "roster.not_your_task");
        let unseen = secretary.sends(Method::POST, "/households/3-07/head", "", body.clone()).await;
        assert_eq!((unseen.status.as_u16(), unseen.code()), (428, "request.unseen"));
        let stale = secretary.sends(Method::POST, "/households/3-07/head", "\"0011\"", body).await;
        assert_eq!((stale.status.as_u16(), stale.code()), (412, "households.changed"));
        let with = |name: &str, value: Value| {
            let mut body = a_split("0");
            body[name] = value;
            body
        };
        let table = [
            ("9-99", "split", a_split("0"), "households.unknown"),
            ("3-07", "split", with("basis", json!(" ")), "households.basis_missing"),
            ("3-07", "split", with("on", json!("2026-03-03")), "households.wrong_day"),
            ("3-07", "split", with("members", json!([])), "households.nobody_named"),
            ("3-07", "split", with("members", json!([{"number": "3-01-1"}])), "households.unknown_member"),
            ("3-07", "split", with("into", json!("3-07")), "households.same_household"),
            ("3-07", "split", with("into", json!("三之一")), "households.wrong_number"),
            ("3-07", "split", with("into", json!("1-01-1")), "households.number_taken"),
            ("3-01", "split", json!({"members": [{"number": "3-01-1"}], "into": "3-22"}), "households.nobody_stays"),
            ("3-07", "split", with("points", json!("1.01")), "households.wrong_points"),
            ("3-07", "split", with("points", json!("-1")), "households.wrong_points"),
            ("3-07", "merger", json!({"into": "9-99"}), "households.unknown"),
            ("3-07", "arrival", json!({"member": "3-07-1", "name": "某", "coming": "born"}), "households.number_taken"),
            ("3-07", "arrival", json!({"member": "3-07-9", "name": " ", "coming": "born"}), "households.wrong_name"),
            ("3-07", "departure", json!({"members": ["3-07-1", "3-07-2", "3-07-3"]}), "households.heir_missing"),
            ("3-07", "departure", json!({"members": ["3-07-1"], "head": "3-07-1"}), "households.wrong_head"),
            ("3-07", "death", json!({"member": "3-07-2", "head": "3-07-3"}), "households.wrong_head"),
            ("3-07", "head", json!({"head": "3-07-1"}), "households.wrong_head"),
            ("3-07", "correction", json!({"member": "3-07-2"}), "households.nothing_changed"),
            ("3-07", "correction", json!({"member": "3-07-2", "relation": "户主"}), "households.wrong_head"),
            ("3-07", "correction", json!({"group": "三组"}), "households.nothing_changed"),
            // The secretary lives in 2-01.
            ("2-01", "correction", json!({"group": "四组"}), "households.own_household"),
            ("3-07", "split", json!({"members": [{"number": "3-07-2"}], "into": "2-01"}), "households.own_household"),
        ];
        for (household, act, body, code) in table {
            let answer = asks(&secretary, household, act, body.clone()).await;
            assert_eq!(answer.code(), code, "{household} {act} {body}: {answer:?}");
        }
        assert_eq!((world.head().await, secretary.get("/households/3-07").await.body), before);
    }
);

story!(
    /// One household goes into another: its account closes, what still comes back to it finds the new one, and its number is gone for good.
    a_household_is_merged,
    by_household,
    |world| {
        let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        let keeper = world.somebody(Role::Keeper).await;
        let found = earns(world, "拾金不昧", "3-07-1").await;
        let soap = keeper.redeems("3-07", json!([{"item": "A01", "quantity": 1}])).await;
        earns(world, "义务劳动", "3-07-2").await;
        earns(world, "签到", "3-01").await;
        let change = asks(&secretary, "3-07", "merger", json!({"into": "3-01"})).await;
        assert_eq!(change.text("sentence"), "3-07 户并入 3-01 户：3 人，5 分一起过去，3-07 这个户号不再用");
        earns(world, "签到", "3-07").await; // meanwhile: all that is there goes over
        assert_eq!(confirms(&supervisor, &change).await.body["points"], json!([{"from": "3-07", "to": "3-01", "points": "6.00"}]));
        assert_eq!((secretary.available("3-01").await, secretary.available("3-07").await), ("7.00".into(), "0.00".into()));
        let households: Vec<_> = secretary.get("/households").await.body["items"].as_array().unwrap().clone();
        assert!(households.iter().all(|household| household["number"] != "3-07"), "{households:?}");
        assert_eq!(world.somebody(Role::GridWorker).await.records("签到", "3-07", "2026-03-02", json!({})).await.code(), "claims.unknown_subject");
        assert_eq!(keeper.redeems("3-07", json!([{"item": "A01", "quantity": 1}])).await.code(), "ledger.unknown_account");
        // The soap comes back, and its points find the household's new account; then the find was a mistake, and they are taken from there.
        keeper.post(&format!("/redemptions/{}/cancellation", soap.text("id")), json!({"reason": "拿错了"})).await;
        assert_eq!((secretary.available("3-01").await, secretary.available("3-07").await), ("12.00".into(), "0.00".into()));
        secretary.proposes_reversal(&found, "不是他").await;
        assert_eq!(township_confirms(world, &found).await.text("award"), "reversed");
        assert_eq!((secretary.available("3-01").await, secretary.available("3-07").await), ("7.00".into(), "0.00".into()));
        let into_old = json!({"members": [{"number": "3-07-2"}], "into": "3-07"});
        assert_eq!(asks(&secretary, "3-01", "split", into_old).await.code(), "households.number_taken");
        world.wake_up_on("2028-01-01").await;
    }
);

/// The township agrees to a reversal: secretary and supervisor have had their hands in it.
async fn township_confirms(world: &World, claim: &str) -> Answer {
    world.somebody(Role::Township).await.confirms_reversal(claim).await
}

story!(
    /// Where each person has an account: a birth opens one, somebody who marries takes theirs along, what the dead had goes to the head.
    people_come_and_go,
    |world| {
        world.rewrite("village.yaml", |text| text + "基础分: 10\n");
        world.settle().await;
        let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        earns(world, "签到", "1-01-1").await;
        earns(world, "签到", "1-01-2").await;
        let personal = json!({"members": [{"number": "1-01-2"}], "into": "1-09", "points": "1"});
        assert_eq!(asks(&secretary, "1-01", "split", personal).await.code(), "households.points_personal");
        let unknown = json!({"member": "1-01-2", "heir": "9-99"});
        assert_eq!(asks(&secretary, "1-01", "death", unknown).await.code(), "households.unknown_heir");
        let born = asks(&secretary, "1-01", "arrival", json!({"member": "1-01-3", "name": "马小宝", "relation": "子", "coming": "born"})).await;
        assert_eq!((born.text("state"), born.text("sentence")), ("done".into(), "1-01 户添了 1-01-3 马*宝，子".into()));
        assert_eq!(secretary.available("1-01-3").await, "10.00");
        let moved = asks(&secretary, "1-01", "split", json!({"members": [{"number": "1-01-2", "relation": "妻"}], "into": "1-02"})).await;
        assert_eq!((moved.text("state"), moved.text("sentence")), ("done".into(), "1-01 户有人迁到 1-02 户：马某*2，分跟着各人走".into()));
        assert_eq!(secretary.available("1-01-2").await, "1.00");
        let me = world.resident("1-01-1").await;
        let died = asks(&secretary, "1-01", "death", json!({"member": "1-01-1"})).await;
        assert_eq!((died.text("state"), died.text("sentence")), ("waiting".into(), "1-01 户去世：马某*1，1 分转给 1-01-3".into()));
        confirms(&supervisor, &died).await;
        let home = secretary.get("/households/1-01").await;
        assert_eq!((home.text("head"), home.body["members"][0]["relation"].as_str()), ("1-01-3".into(), Some("户主")));
        assert_eq!(secretary.available("1-01-3").await, "11.00");
        world.clock.turn_to(world.house.books.clock.now().plus_seconds(90));
        assert_eq!(me.get("/items").await.code(), "roster.unknown_token", "the dead sign in no more");
        let gone = asks(&secretary, "1-01", "departure", json!({"members": ["1-01-3"], "heir": "1-02-1"})).await;
        assert_eq!(gone.text("sentence"), "1-01 户迁出：马*宝，11 分转给 1-02-1，1-01 这个户号不再用");
        assert_eq!(confirms(&supervisor, &gone).await.text("state"), "done");
        assert_eq!(secretary.available("1-02-1").await, "11.00");
        let kinds: Vec<_> = secretary.get("/households/1-01").await.body["history"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect();
        assert_eq!(kinds, ["moved_away", "new_head", "died", "split", "born"]);
    }
);

story!(
    /// While a rule keeps a household from the shop, its points do not slip away to another one.
    nobody_slips_away_from_a_veto,
    by_household,
    |world| {
        world.rewrite("rules.yaml", |text| {
            text.replace("公共场合说脏话: -2", "公共场合说脏话: -2\n    违建: { 分值: -1, 否决: { 取消: [兑换], 期限: 3个月 }, 凭证: 证明, 公示: 7天 }")
        });
        world.settle().await;
        let secretary = world.somebody(Role::Secretary).await;
        earns(world, "拾金不昧", "3-07-1").await;
        let claim = world.somebody(Role::GridWorker).await.records("违建", "3-07", "2026-03-02", json!({})).await.text("id");
        for role in [Role::Secretary, Role::Supervisor] {
            world.somebody(role).await.approves(&claim).await;
        }
        world.wake_up_on("2026-03-20").await;
        let refused = asks(&secretary, "3-07", "split", a_split("2")).await;
        assert_eq!(refused.code(), "households.barred", "{refused:?}");
        assert_eq!(asks(&secretary, "3-07", "split", a_split("0")).await.text("state"), "done", "people may go");
    }
);

story!(
    /// At the desk: look the household up, see what would happen, ask for it; the second person finds it among the to-dos.
    a_household_splits_at_the_desk,
    by_household,
    |world| {
        earns(world, "签到", "3-07-1").await;
        let desk = Browser::at(world, Role::Secretary).await;
        let card = desk.submit(&format!("/desk/{VILLAGE}/households"), &[("number", "3-07-2")]).await;
        assert!(card.says(&["3-07 户", "张大山", "这一户还有 <b>1</b> 积分"]), "{card:?}");
        let tag = card.text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let operation = card.operation();
        let mut fields = vec![
            ("act", "split"), ("household", "3-07"), ("seen", &tag), ("operation", &operation), ("day", "2026-03-02"), ("basis", "分户协议"),
            ("member:3-07-2", "on"), ("relation:3-07-2", "户主"), ("into", "3-21"), ("points", "2"), ("do", "look"),
        ];
        let refused = desk.submit(&format!("/desk/{VILLAGE}/household-change"), &fields).await;
        assert!(refused.status == 422 && refused.says(&["带走的分要在 0 和账上能用的分之间", "value=\"3-21\""]), "{refused:?}");
        fields[9].1 = "0.4";
        let preview = desk.submit(&format!("/desk/{VILLAGE}/household-change"), &fields).await;
        assert!(preview.says(&["3-07 户分出 3-21 户：张*明，带走 0.4 分，还剩 0.6 分", "还要另一个人同意"]), "{preview:?}");
        fields[10].1 = "do";
        let asked = desk.submit(&format!("/desk/{VILLAGE}/household-change"), &fields).await;
        assert_eq!(asked.leads_to(), format!("/desk/{VILLAGE}/households?done=1"));
        let supervisor = Browser::at(world, Role::Supervisor).await;
        assert!(supervisor.opens(&format!("/desk/{VILLAGE}")).await.says(&["户口变动", "张*明，带走 0.4 分"]));
        let waiting = supervisor.opens(&format!("/desk/{VILLAGE}/households")).await;
        let decided = [("operation", waiting.operation()), ("ruling", "confirm".to_owned())];
        let decided: Vec<_> = decided.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let done = supervisor.submit(&format!("/desk/{VILLAGE}/household-changes/1/decision"), &decided).await;
        assert!(supervisor.opens(done.leads_to()).await.says(&["已办好", "没有等着定的"]));
        assert!(supervisor.opens(&format!("/desk/{VILLAGE}")).await.says(&["户口变动"]));
        assert_eq!(world.somebody(Role::Secretary).await.available("3-21").await, "0.40");
    }
);

#[tokio::test]
async fn tampering_with_households_is_found() {
    let table = [
        ("UPDATE household_rulings SET ruled_by = (SELECT proposed_by FROM household_changes)", "第 1 号户口变动转了分，却不是两个人定的"),
        ("DELETE FROM household_rulings", "第 1 号户口变动转了分，却不是两个人定的"),
        ("UPDATE household_changes SET entry = 1", "第 1 号户口变动和账上那一笔对不上"),
        ("DELETE FROM household_changes", "household:1 没有对应的户口变动"),
        ("UPDATE accounts SET closed_on = '2026-03-02' WHERE number = '3-07'", "账户 3-07 已经销账"),
        ("UPDATE village_groups SET households = 9 WHERE name = '三组'", "三组 的户数"),
        ("UPDATE households SET head = '1-01-1' WHERE number = '3-07'", "3-07 户的户主不住在这一户"),
        ("UPDATE residents SET household = '' WHERE number = '3-07-1'", "3-07 户的人数"),
    ];
    for (sql, expected) in table {
        let world = World::begun(On::Sqlite, by_household).await.unwrap();
        earns(&world, "签到", "3-07-1").await;
        let change = asks(&world.somebody(Role::Secretary).await, "3-07", "split", a_split("0.4")).await;
        confirms(&world.somebody(Role::Supervisor).await, &change).await;
        assert_eq!(world.breaches().await, Vec::<String>::new());
        by_hand(&world, sql).await.unwrap();
        let found = world.breaches().await;
        assert!(found.iter().any(|breach| breach.contains(expected)), "{sql}: {found:?}");
        world.vanish().await;
    }
}

story!(
    /// A family moves in: a household of its own, with accounts that begin with the base score once two have agreed; one that comes back begins with nothing.
    a_family_moves_in,
    |world| {
        world.rewrite("village.yaml", |text| text + "基础分: 20\n");
        world.settle().await;
        let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        let family = |number: &str, coming: &str| {
            let members = json!([
                {"number": format!("{number}-1"), "name": "李四"},
                {"number": format!("{number}-2"), "name": "王五", "relation": "户主"},
            ]);
            json!({"on": "2026-03-01", "basis": "迁入证明 7 号", "number": number, "group": "二组", "members": members, "coming": coming})
        };
        for (number, group, code) in
            [("1-01", "二组", "households.number_taken"), ("2 09", "二组", "households.wrong_number"), ("2-09", "九组", "households.unknown_group")]
        {
            let mut body = family(number, "moved_in");
            body["group"] = json!(group);
            assert_eq!(secretary.post("/households", body).await.code(), code);
        }
        let asked = secretary.post("/households", family("2-09", "moved_in")).await;
        assert_eq!((asked.text("state"), asked.text("sentence")), ("waiting".into(), "新立 2-09 户（二组）：李*等 2 人迁入，每人从 20 分开始".into()));
        assert_eq!(secretary.get("/households/2-09").await.code(), "households.unknown", "nothing is there yet");
        let id = asked.text("id");
        assert_eq!(secretary.post(&format!("/household-changes/{id}/confirmation"), json!({})).await.code(), "households.same_person");
        assert_eq!(supervisor.post(&format!("/household-changes/{id}/confirmation"), json!({})).await.text("state"), "done");
        let home = secretary.get("/households/2-09").await;
        assert_eq!((&home.body["head"], &home.body["group"]), (&json!("2-09-2"), &json!("二组")), "{home:?}");
        assert_eq!((secretary.available("2-09-1").await, secretary.available("2-09-2").await), ("20.00".into(), "20.00".into()));

        let back = secretary.post("/households", family("2-10", "returned")).await;
        assert_eq!((back.text("state"), back.text("sentence")), ("done".into(), "新立 2-10 户（二组）：李*等 2 人迁回，每人从 0 分开始".into()));
        assert_eq!(secretary.available("2-10-1").await, "0.00", "they had theirs before");
        assert_eq!(secretary.post("/households", family("2-10", "returned")).await.code(), "households.number_taken");
        let child = json!({"on": "2026-03-01", "basis": "迁回证明", "member": "2-01-7", "name": "某", "coming": "returned"});
        assert_eq!(secretary.sends(Method::POST, "/households/1-02/arrival", "*", child).await.status, 201);
        assert_eq!(secretary.available("2-01-7").await, "0.00");
        assert_eq!(world.breaches().await, Vec::<String>::new());

        let desk = Browser::signed_in(world, &secretary.token);
        let address = format!("/desk/{VILLAGE}/households/new");
        assert!(desk.opens(&address).await.says(&["新立一户", "下一个户号 2-11", "先看看会怎样"]));
        let operation = world.fresh_operation();
        let typed = |wish| {
            [
                ("operation", operation.as_str()), ("coming", "moved_in"), ("group", "一组"), ("household", "１－０３"), ("name:1", "赵六"),
                ("kin:1", "户主"), ("day", "2026-03-01"), ("basis", "迁入证明 8 号"), ("do", wish),
            ]
        };
        let grown = desk.submit(&address, &typed("more")).await;
        assert!(grown.says(&["id=\"name-6\"", "value=\"赵六\""]) && !grown.says(&["id=\"name-7\""]), "{grown:?}");
        let with = |more: &[(&'static str, &'static str)]| [&typed("look")[..], more].concat();
        for (more, told) in [
            (&[("name:2", "钱七")][..], "第 2 位钱七没有写和户主的关系"),
            (&[("name:2", "钱七"), ("kin:2", "户主")], "一户只有一个户主"),
        ] {
            let no = desk.submit(&address, &with(more)).await;
            assert!(no.status == 422 && no.says(&[told, "value=\"钱七\""]), "{no:?}");
        }
        let elsewhere: Vec<_> = typed("look").into_iter().map(|(name, value)| (name, if name == "household" { "2-11" } else { value })).collect();
        assert!(desk.submit(&address, &elsewhere).await.says(&["“2-11”像是二组的户号", "下一个户号是 1-03"]));
        let looked = desk.submit(&address, &typed("look")).await;
        assert!(looked.says(&["新立 1-03 户（一组）：赵*迁入", "还要另一个人同意", "请核对姓名：赵六（户主）"]), "{looked:?}");
        assert_eq!(desk.submit(&address, &typed("do")).await.status, 303);
    }
);
