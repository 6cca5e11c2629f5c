//! The head of a household (户主): what the members have and why, saying what they did, objecting for them; and what stays a member's own.

use axum::http::Method;
use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::world::{VILLAGE, World, story};

/// 1-01-1 is the head of 1-01, in which 1-01-2 lives; 1-02-1 that of the house next door.
async fn neighbours(world: &World) -> [Actor<'_>; 3] {
    [world.resident("1-01-1").await, world.resident("1-01-2").await, world.resident("1-02-1").await]
}

fn did(rule: &str, member: &str) -> Value {
    json!({"rule": rule, "member": member, "occurred_on": "2026-03-01", "note": "帮邻居收麦子"})
}

const FOUND: &str = "%E6%8B%BE%E9%87%91%E4%B8%8D%E6%98%A7"; // 拾金不昧

/// Who the head of 1-01 is from now on.
async fn new_head(world: &World, head: &str) {
    let secretary = world.somebody(Role::Secretary).await;
    let body = json!({"on": "2026-03-02", "basis": "户口本", "head": head});
    let answer = secretary.sends(Method::POST, "/households/1-01/head", "*", body).await;
    assert!(answer.status.is_success(), "{answer:?}");
}

story!(
    /// Said for a member, it goes the way of every claim: two pairs of eyes, never one's own household's; whoever reads it sees who said it for whom.
    the_head_says_what_a_member_did,
    |world| {
        let [head, member, neighbour] = neighbours(world).await;
        let claim = head.post("/claims/own", did("拾金不昧", "1-01-2")).await;
        assert_eq!((claim.status.as_u16(), claim.text("state").as_str()), (201, "submitted"), "{claim:?}");
        let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        let seen = secretary.get("/claims/1").await.body;
        let told = (seen["subject"].as_str(), seen["recorded_by"].as_str(), seen["recorded_role"].as_str());
        assert_eq!(told, (Some("1-01-2"), Some("1-01-1"), Some("resident")));
        let desk = Browser::signed_in(world, &secretary.token).opens(&format!("/desk/{VILLAGE}/claims/1")).await;
        assert!(desk.says(&["户主 1-01-1 替他申报", "马某0002"]), "{desk:?}");
        for who in [&head, &member] {
            let list = who.get("/claims/own").await.body;
            assert_eq!(list["items"][0]["behalf"].as_str(), Some("户主替马某*2申报"), "both see it: {list}");
        }
        assert_eq!(head.approves("1").await.code(), "roster.not_your_task");
        assert_eq!(secretary.post("/kinships", json!({"staff": "S01", "household": "1-01"})).await.status, 201);
        assert_eq!(secretary.approves("1").await.code(), "claims.kin");
        assert_eq!(supervisor.approves("1").await.text("state"), "approved");
        assert_eq!(secretary.available("1-01-2").await, "5.00");
        let family = head.get("/family").await.body;
        let line = family["items"][0]["entries"][0]["handled"].as_str().unwrap();
        assert!(line.starts_with("户主3月2日") && line.contains("替他申报，村务监督委员"), "{line}");

        // Nobody else, nothing else, and the same no whether there is somebody of that number or not.
        let before = world.head().await;
        let table = [
            (&head, "1-02-1", "拾金不昧", "roster.not_your_household"),
            (&head, "9-99-9", "拾金不昧", "roster.not_your_household"),
            (&head, "1-01", "拾金不昧", "roster.not_your_household"),
            (&head, "1-02", "拾金不昧", "roster.not_your_household"),
            (&head, "", "拾金不昧", "roster.not_your_household"),
            (&head, "1-01-2", "公共场合说脏话", "claims.not_for_oneself"),
            (&head, "1-01-2", "举报违法行为有功", "claims.protected"),
            (&member, "1-01-1", "拾金不昧", "roster.not_your_household"),
            (&neighbour, "1-01-2", "拾金不昧", "roster.not_your_household"),
        ];
        for (who, whom, rule, code) in table {
            let refused = who.post("/claims/own", did(rule, whom)).await;
            assert_eq!(refused.code(), code, "{whom} {rule}: {refused:?}");
        }
        let [theirs, nobodys] = [head.post("/claims/own", did("拾金不昧", "1-02-1")).await, head.post("/claims/own", did("拾金不昧", "9-99-9")).await];
        assert_eq!((&theirs.body["title"], &theirs.body["detail"]), (&nobodys.body["title"], &nobodys.body["detail"]));
        assert_eq!(world.head().await, before);
        assert_eq!(secretary.get("/claims?state=submitted").await.body["items"], json!([]));
    }
);

story!(
    /// The member may take back what was said for them; a head who is it no longer may not, and no neighbour.
    what_was_said_for_a_member_is_theirs_to_take_back,
    |world| {
        let [head, member, neighbour] = neighbours(world).await;
        for _ in 0..3 {
            assert_eq!(head.post("/claims/own", did("拾金不昧", "1-01-2")).await.status, 201);
        }
        let back = |id: i64| format!("/claims/own/{id}/withdrawal");
        assert_eq!(neighbour.post(&back(1), json!({})).await.code(), "claims.unknown_claim");
        assert_eq!(member.post(&back(1), json!({})).await.text("state"), "withdrawn");
        assert_eq!(head.post(&back(2), json!({})).await.text("state"), "withdrawn");
        new_head(world, "1-01-2").await;
        assert_eq!(head.post(&back(3), json!({})).await.code(), "claims.unknown_claim");
        assert_eq!(head.post("/claims/own", did("拾金不昧", "1-01-2")).await.code(), "roster.not_your_household");
        assert_eq!(member.post(&back(3), json!({})).await.text("state"), "withdrawn");
    }
);

story!(
    /// The head sees each member's points and why, and nothing of other households; when another one is head, that is so at once.
    the_head_sees_the_household_and_nobody_else,
    |world| {
        let secretary = world.somebody(Role::Secretary).await;
        secretary.approved("拾金不昧", "1-01-2", "2026-03-01", json!({})).await;
        secretary.approved("拾金不昧", "1-02-1", "2026-03-01", json!({})).await;
        let [head, member, neighbour] = neighbours(world).await;
        let numbers = async |who: &Actor<'_>| {
            let family = who.get("/family").await.body;
            family["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&head).await, ["1-01-2"]);
        assert_eq!((numbers(&member).await, numbers(&neighbour).await), (vec![], vec![]));
        let at = format!("/v/{VILLAGE}");
        let (phone, theirs) = (Browser::of_resident(world, &head.token), Browser::of_resident(world, &member.token));
        assert!(phone.opens(&at).await.says(&["我家的人"]));
        let own = theirs.opens(&at).await;
        assert!(!own.says(&["我家的人"]) && own.says(&["户主看得到您的分和为什么，看不到您举报的事"]), "{own:?}");
        let family = format!("{at}/family");
        assert!(phone.opens(&family).await.says(&["马某*2", "1-01-2", "5 分"]));
        let page = phone.submit(&family, &[("number", "1-01-2")]).await;
        assert!(page.says(&["还剩 <b>5</b>", "拾金不昧", "网格员", "我有意见"]), "{page:?}");
        for other in ["1-02-1", "1-01-1", "1-01", "9-99-9", ""] {
            let refused = phone.submit(&family, &[("number", other)]).await;
            assert!(refused.status == 403 && refused.says(&["这个人不归您代办"]), "{other}: {refused:?}");
        }
        assert_eq!(theirs.submit(&family, &[("number", "1-01-1")]).await.status, 403);
        assert!(theirs.opens(&family).await.says(&["您不是户主"]));
        for path in ["/accounts/1-01-2", "/accounts/1-01-2/entries", "/households/1-01"] {
            assert_eq!(head.get(path).await.code(), "roster.not_your_task", "{path}");
        }

        new_head(world, "1-01-2").await;
        assert_eq!((numbers(&head).await, numbers(&member).await), (vec![], vec!["1-01-1".to_owned()]));
        assert_eq!(phone.submit(&family, &[("number", "1-01-2")]).await.status, 403);
        assert_eq!(theirs.submit(&family, &[("number", "1-01-1")]).await.status, 200);
    }
);

story!(
    /// Whose deed it was is asked first, without anybody's number in an address; whoever has nobody to speak for is not asked.
    a_head_is_asked_first_whose_deed_it_was,
    |world| {
        let [head, member, _] = neighbours(world).await;
        let (phone, theirs) = (Browser::of_resident(world, &head.token), Browser::of_resident(world, &member.token));
        let new = format!("/v/{VILLAGE}/claims/new");
        assert!(phone.opens(&format!("/v/{VILLAGE}/family")).await.says(&["claims/new?member=1", "替他申报"]));
        let asked = phone.opens(&new).await;
        assert!(asked.says(&["谁做的？", "您做了什么好事", "马某*2", "?member=1"]) && !asked.says(&["1-01-2"]), "{asked:?}");
        let chosen = phone.opens(&format!("{new}?member=1")).await;
        assert!(chosen.says(&["马某*2", "做了什么好事", "&#38;member=1"]) || chosen.says(&["做了什么好事", "&amp;member=1"]), "{chosen:?}");
        let form = phone.opens(&format!("{new}?rule={FOUND}&member=1")).await;
        assert!(form.says(&["value=\"1-01-2\" selected", "claims/new?member=1"]), "{form:?}");
        assert!(!theirs.opens(&format!("{new}?member=1")).await.says(&["谁做的"]));
        assert!(!phone.opens(&format!("{new}?rule={FOUND}&member=7")).await.says(&["selected>马"]));
    }
);

story!(
    /// Whoever moves out takes what is theirs along, out of the old head's sight.
    whoever_moves_out_is_seen_no_longer,
    |world| {
        let secretary = world.somebody(Role::Secretary).await;
        secretary.approved("拾金不昧", "1-01-2", "2026-03-01", json!({})).await;
        let [head, member, _] = neighbours(world).await;
        let phone = Browser::of_resident(world, &head.token);
        let objections = format!("/v/{VILLAGE}/objections");
        assert!(phone.opens(&objections).await.says(&["马某*2的"]));
        world.moves("1-01-2", "1-02").await;
        assert!(!phone.opens(&objections).await.says(&["拾金不昧"]));
        assert_eq!(head.get("/family").await.body["items"], json!([]));
        assert_eq!(head.post("/claims/own", did("拾金不昧", "1-01-2")).await.code(), "roster.not_your_household");
        assert_eq!(member.get("/family").await.body["items"], json!([]));
    }
);

story!(
    /// The head objects to a member's line in their own name, from a page that shows it to them and to no other member.
    the_head_objects_for_a_member,
    |world| {
        let supervisor = world.somebody(Role::Supervisor).await;
        let award: i64 = supervisor.approved("公共场合说脏话", "1-01-2", "2026-03-01", json!({})).await.parse().unwrap();
        let of_head: i64 = supervisor.approved("拾金不昧", "1-01-1", "2026-03-01", json!({})).await.parse().unwrap();
        let [head, member, neighbour] = neighbours(world).await;
        let object = |award: i64| json!({"award": award, "reason": "never_done"});
        assert_eq!(neighbour.post("/objections", object(award)).await.code(), "objections.unknown_award");
        for beside in ["", "?dry_run=true"] {
            let refused = member.post(&format!("/objections{beside}"), object(of_head)).await;
            assert_eq!((refused.status.as_u16(), refused.code()), (404, "objections.unknown_award"), "by number neither: {refused:?}");
        }
        let theirs = Browser::of_resident(world, &member.token).opens(&format!("/v/{VILLAGE}/objections")).await;
        assert!(theirs.says(&["公共场合说脏话"]) && !theirs.says(&["拾金不昧"]), "the head's own line is on no member's page: {theirs:?}");
        let phone = Browser::of_resident(world, &head.token);
        let form = phone.opens(&format!("/v/{VILLAGE}/objections/new?award={award}")).await;
        assert!(form.says(&["马某*2的", "公共场合说脏话"]), "{form:?}");
        let fields = [("operation", form.operation()), ("award", award.to_string()), ("reason", "never_done".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let done = phone.submit(&format!("/v/{VILLAGE}/objections"), &fields).await;
        assert_eq!(done.status, 303, "{done:?}");
        assert!(supervisor.get("/objections/1").await.body["resident"].is_null(), "whoever agreed to it is not told who objects");
        let seen = world.another(Role::Supervisor, "S20").await.get("/objections/1").await.body;
        assert_eq!((seen["resident"].as_str(), seen["award"].as_str()), (Some("1-01-1"), Some(award.to_string().as_str())), "{seen}");
        assert_eq!(member.post("/objections", object(award)).await.status, 201, "the member's own word is theirs");
    }
);

story!(
    /// What is stored of a member, what they agree to and what they reported is nobody else's, whatever a head writes into a request.
    what_is_ones_own_stays_so,
    |world| {
        let [head, member, _] = neighbours(world).await;
        let told = member.reports("举报违法行为有功", "2026-03-01", "有人往河里倒垃圾").await;
        let receipt = told.text("receipt");
        for (path, body) in [
            ("/consents", json!({"board": "honours", "given": true, "resident": "1-01-2"})),
            ("/erasures", json!({"ground": "own", "resident": "1-01-2"})),
            ("/reports", json!({"rule": "举报违法行为有功", "occurred_on": "2026-03-01", "told": "x", "person": "1-01-2"})),
            ("/objections", json!({"award": 1, "reason": "never_done", "resident": "1-01-2"})),
        ] {
            let answer = head.post(path, body).await;
            let theirs = member.get("/own-data").await.body.to_string();
            assert!(!answer.status.is_success() || !theirs.contains("honours\",\"given\":true"), "{path}: {answer:?}");
        }
        for page in ["", "/family", "/objections", "/claims", "/data", "/report"] {
            let seen = Browser::of_resident(world, &head.token).opens(&format!("/v/{VILLAGE}{page}")).await;
            assert!(!seen.text.contains(&receipt) && !seen.text.contains("倒垃圾"), "{page}");
        }
        assert!(!head.get("/own-data").await.body.to_string().contains("1-01-2"), "no member's data in a copy of one's own");
        let asked = world.somebody(Role::Secretary).await.get("/erasures").await.body;
        assert!(!asked.to_string().contains("1-01-2"), "nobody asks it for another: {asked}");
    }
);
