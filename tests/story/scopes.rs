//! How far each role reaches: one's own group, village, township, county; from within and from without, on every route that ends there.

use axum::body::Body;
use axum::http::{Request, header};
use jifen::roster::{self, Action, Scope};
use jifen::words::Role;
use serde_json::json;

use super::browser::{Browser, PASSWORD};
use super::world::{Answer, VILLAGE, World, story};

/// A group leader who lives in 一组, and a county admin.
pub fn with_leader(file: &str, text: String) -> String {
    match file {
        "staff.csv" => text + "S05,马某0001,村民小组长,1-01\nS06,县某0001,县级管理员,\n",
        _ => text,
    }
}

async fn comparison(world: &World, token: &str, code: &str) -> Answer {
    let request = Request::get(format!("/api/v1/divisions/{code}/comparison")).header(header::AUTHORIZATION, format!("Bearer {token}"));
    world.send(request.body(Body::empty()).unwrap()).await
}

fn names(answer: &Answer) -> Vec<String> {
    answer.body["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_table_says_where_each_role_ends() {
    let table = [
        (Role::Resident, Action::SeeOwn, Scope::Own),
        (Role::GroupLeader, Action::Record, Scope::Group),
        (Role::GroupLeader, Action::SeeGroup, Scope::Group),
        (Role::GridWorker, Action::Record, Scope::Village),
        (Role::Secretary, Action::Review, Scope::Village),
        (Role::Township, Action::RuleOnAppeal, Scope::Village),
        (Role::Township, Action::Compare, Scope::Township),
        (Role::County, Action::Invite, Scope::Village),
        (Role::County, Action::Compare, Scope::County),
    ];
    for (role, action, scope) in table {
        assert!(roster::may(role, action), "{role:?} {action:?}");
        assert_eq!(roster::scope(role, action), scope, "{role:?} {action:?}");
    }
    for role in Role::PEOPLE {
        let alone = [Role::GroupLeader, Role::County].contains(&role);
        for action in [Action::Review, Action::SeeClaims, Action::SeeAccounts, Action::SeeHouseholds, Action::Correct, Action::Redeem] {
            assert!(!(alone && roster::may(role, action)), "{role:?} {action:?}: neither decides, nor sees the whole village");
        }
    }
}

story!(
    /// A group leader records for the households of their own group and sees them; of another group they neither see nor write anything.
    a_group_leader_ends_at_the_group,
    with_leader,
    |world| {
        let (leader, secretary) = (world.somebody(Role::GroupLeader).await, world.somebody(Role::Secretary).await);
        let before = world.head().await;
        for (subject, status, code) in [("1-01-2", 201, ""), ("1-02-1", 201, ""), ("1-02", 201, ""), ("2-01-1", 403, "roster.not_your_group"), ("2-01", 403, "roster.not_your_group")] {
            let answer = leader.records("拾金不昧", subject, "2026-03-01", json!({})).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{subject}: {answer:?}");
        }
        assert_eq!(world.head().await, before, "what is recorded waits for a review");
        let both = json!({"claims": [
            {"rule": "拾金不昧", "subject": "1-02-1", "occurred_on": "2026-03-01", "note": "有"},
            {"rule": "拾金不昧", "subject": "2-02-1", "occurred_on": "2026-03-01", "note": "有"},
        ]});
        let refused = leader.post("/claims/batches", both).await;
        assert_eq!((refused.code(), refused.body["errors"][0]["pointer"].as_str()), ("claims.wrong_rows", Some("/claims/1")));
        assert!(refused.body["errors"][0]["message"].as_str().unwrap().contains("不在您的小组"), "{refused:?}");
        let event = |subject: &str| json!({"specversion": "1.0", "id": subject, "source": "leader", "type": "jifen.deed",
            "data": {"rule": "拾金不昧", "subject": subject, "occurred_on": "2026-03-01", "note": "有"}});
        for (subject, expected) in [("1-02-1", ""), ("2-02-1", "roster.not_your_group")] {
            let request = Request::post("/api/v1/events").header(header::AUTHORIZATION, format!("Bearer {}", leader.token));
            let request = request.header(header::CONTENT_TYPE, "application/cloudevents+json");
            let answer = world.send(request.body(Body::from(event(subject).to_string())).unwrap()).await;
            assert_eq!(answer.code(), expected, "{answer:?}");
        }

        let group = leader.get("/group").await;
        let homes: Vec<_> = group.body["households"].as_array().unwrap().iter().map(|home| home["number"].clone()).collect();
        assert_eq!((group.body["group"].as_str(), homes), (Some("一组"), vec![json!("1-01"), json!("1-02")]));
        assert!(!group.body.to_string().contains("2-0"), "{group:?}");
        let found = |answer: &Answer| answer.body["items"].as_array().unwrap().len();
        for (text, theirs, village) in [("某00", 3, 7), ("2-01", 0, 1), ("1-02", 1, 1), ("丁某", 0, 1)] {
            assert_eq!(found(&leader.post("/lookups", json!({"text": text})).await), theirs, "{text}");
            assert_eq!(found(&secretary.post("/lookups", json!({"text": text})).await), village, "{text}");
        }
        for path in ["/claims", "/accounts/2-01-1", "/accounts/1-02-1", "/households/1-02", "/claims/1"] {
            assert_eq!(leader.get(path).await.code(), "roster.not_your_task", "{path}");
        }
        assert_eq!(leader.approves("2").await.code(), "roster.not_your_task");

        let mut phone = Browser::with_password(world, "S05").await;
        let first = phone.submit("/sign-in", &[("village", VILLAGE), ("login", "S05"), ("password", PASSWORD)]).await;
        assert_eq!(first.leads_to(), format!("/grid/{VILLAGE}"));
        phone.takes(&first);
        let at = |path: &str| format!("/grid/{VILLAGE}{path}");
        let page = phone.opens(&at("/group")).await;
        assert!(page.says(&["一组", "李某0003", "1-02-1"]) && !page.text.contains("丁某0005"), "{page:?}");
        let whose = |subject: &'static str| [("operation", "look"), ("rule", "拾金不昧"), ("day", "2026-03-01"), ("subject", subject), ("do", "find")];
        assert!(phone.submit(&at("/record"), &whose("1-02-1")).await.says(&["李某0003"]));
        for other in ["2-02-1", "2-02", "丁某"] {
            let seen = phone.submit(&at("/record"), &whose(other)).await;
            assert!(seen.says(&["没有找到"]) && !seen.text.contains("丁某0005"), "{other}: {seen:?}");
        }
        let record = [("operation", "rec-1"), ("rule", "拾金不昧"), ("day", "2026-03-01"), ("subject", "2-02-1"), ("note", "有"), ("do", "record")];
        let seen = phone.submit(&at("/record"), &record).await;
        assert!(seen.status == 403 && seen.says(&["这一户不在您的小组"]), "{seen:?}");
        // What others recorded of another group is not told by its number either.
        let theirs = secretary.records("拾金不昧", "2-02-1", "2026-03-01", json!({})).await.text("id");
        assert!(!phone.opens(&at(&format!("?done={theirs}"))).await.text.contains("丁某0005"));

        // Whoever moves to the other group leads that one.
        let moved = json!({"on": "2026-03-02", "basis": "户口本", "group": "二组"});
        let answer = secretary.sends(axum::http::Method::POST, "/households/1-01/correction", "*", moved).await;
        assert!(answer.status.is_success(), "{answer:?}");
        assert_eq!(leader.get("/group").await.body["group"], "二组");
        assert_eq!(leader.records("拾金不昧", "1-02-1", "2026-03-02", json!({})).await.code(), "roster.not_your_group");
    }
);

story!(
    /// The county sees all its townships and villages side by side, each of them in turn, and touches the books of none.
    the_county_sees_its_townships,
    with_leader,
    |world| {
        let neighbour = |code: &str, name: &str, town: &str| {
            world.file("village.yaml").replace("640402105299", code).replace("算例村", name).replace("算例镇", town)
        };
        for (id, code, name, town) in
            [("aa", "640402105301", "后村", "算例镇"), ("bb", "640402106201", "山村", "外镇"), ("cc", "640403105201", "外县村", "算例镇")]
        {
            world.settle_neighbour(id, "village.yaml", &neighbour(code, name, town)).await.unwrap();
        }
        let (county, township) = (world.somebody(Role::County).await, world.somebody(Role::Township).await);
        let unknown = Some("roster.unknown_division");
        // Which villages each of them sees there; nothing where it is as if there were no such place.
        type Seen<'a> = Option<&'a [&'a str]>;
        let table: [(&str, Seen<'_>, Seen<'_>); 7] = [
            ("640402000000", Some(&["算例村", "后村", "山村"]), None),
            ("640402105000", Some(&["算例村", "后村"]), Some(&["算例村", "后村"])),
            ("640402106000", Some(&["山村"]), None),
            ("640403000000", None, None),
            ("640403105000", None, None),
            ("640400000000", None, None),
            ("640402105299", None, None),
        ];
        for (code, of_county, of_township) in table {
            for (who, expected) in [(&county, of_county), (&township, of_township)] {
                let answer = comparison(world, &who.token, code).await;
                match expected {
                    Some(villages) => assert_eq!(names(&answer), villages, "{code}"),
                    None => assert_eq!(Some(answer.code()), unknown, "{code} {answer:?}"),
                }
                let page = Browser::signed_in(world, &who.token).opens(&format!("/township/{code}")).await;
                assert_eq!(page.status.as_u16(), if expected.is_some() { 200 } else { 404 }, "{code}");
            }
        }
        let desk = Browser::signed_in(world, &county.token);
        assert_eq!(desk.opens("/township").await.leads_to(), "/township/640402000000");
        let page = desk.opens("/township/640402000000").await;
        assert!(page.says(&["全县 2 个乡镇", "看算例镇", "看外镇", "/township/640402106000"]), "{page:?}");
        assert!(!page.says(&["href=\"/reports/"]));
        assert_eq!(desk.opens("/township/640402000000/comparison.xlsx").await.status, 200);
        for path in ["/claims", "/accounts", "/kinships", "/objections", "/reports", "/settlements"] {
            assert_eq!(county.get(path).await.code(), "roster.not_your_task", "{path}");
        }

        // It invites a secretary, who begins the village; nobody who keeps its books or checks on them.
        let staff = format!("/desk/{VILLAGE}/staff");
        assert_eq!(desk.opens(&staff).await.status, 200);
        for (number, invited) in [("S01", true), ("S02", false), ("S03", false), ("S04", false), ("S06", false)] {
            let operation = world.fresh_operation();
            let seen = desk.submit(&format!("{staff}/invitation"), &[("operation", &operation), ("number", number)]).await;
            assert_eq!(seen.says(&["7 天内用一次有效"]), invited, "{number}: {seen:?}");
            assert_eq!(seen.says(&["不能由您来管"]), !invited, "{number}: {seen:?}");
        }
        assert_eq!(Browser::at(world, Role::Township).await.submit(&format!("{staff}/invitation"), &[("operation", "up"), ("number", "S06")]).await.status, 403);
    }
);

/// Every page and route that a group leader may open at all is in the story above: a new one has to be thought about there.
#[test]
fn a_group_leader_has_no_further_rights() {
    let theirs = [Action::Record, Action::LookUp, Action::RecordOnTheWay, Action::SeeGroup, Action::BringPhoto];
    let others = [
        Action::SeePhotos,
        Action::Review,
        Action::Correct,
        Action::DraftNotice,
        Action::SeeNotices,
        Action::Object,
        Action::SeeObjections,
        Action::SeeClaims,
        Action::SeeAccounts,
        Action::SeeOwn,
        Action::Report,
        Action::SeeShop,
        Action::Redeem,
        Action::SeeDraft,
        Action::Oversee,
        Action::HandOutCards,
        Action::SeeHouseholds,
        Action::ChangeHousehold,
        Action::Compare,
        Action::Consent,
        Action::AskErasure,
    ];
    assert!(theirs.iter().all(|action| roster::may(Role::GroupLeader, *action)));
    assert!(others.iter().all(|action| !roster::may(Role::GroupLeader, *action)));
}
