//! An approved mistake is taken back by two people, and everybody can read why.

use jifen::words::Role;
use serde_json::json;

use super::browser::Browser;
use super::world::{VILLAGE, story};

story!(
    /// One says so, another agrees: the points go back, both lines stay with their reasons, and the limit is free again.
    a_posted_award_is_taken_back,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let wrong = grid.records("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 10})).await.text("id");
        secretary.approves(&wrong).await;
        let proposed = secretary.proposes_reversal(&wrong, "记成了同名的人").await;
        assert_eq!((proposed.text("state").as_str(), proposed.text("award").as_str()), ("contested", "posted"));
        assert_eq!(grid.available("1-01-1").await, "20.00", "nothing moves before another one agrees");
        assert_eq!(supervisor.get("/claims?state=contested").await.body["items"][0]["id"], wrong.as_str());
        let path = format!("/claims/{wrong}/reversal/confirmation");
        let before = world.head().await;
        assert_eq!(supervisor.post(&format!("{path}?dry_run=true"), json!({})).await.text("award"), "reversed");
        assert_eq!(world.head().await, before);
        let confirmed = supervisor.post_as("once", &path, json!({})).await;
        assert_eq!((confirmed.text("state").as_str(), confirmed.text("award").as_str()), ("reversed", "reversed"));
        let again = supervisor.post_as("once", &path, json!({})).await;
        assert_eq!((again.replayed, again.body), (true, confirmed.body));
        assert_eq!(grid.available("1-01-1").await, "0.00");
        let lines = grid.get("/accounts/1-01-1/entries").await.body["items"].clone();
        assert_eq!((&lines[0]["kind"], &lines[0]["points"], &lines[0]["reverses"]), (&json!("reversal"), &json!("-20.00"), &lines[1]["seq"]));
        assert_eq!((&lines[0]["title"], &lines[1]["title"]), (&json!("更正：志愿服务"), &json!("志愿服务")));
        let why = json!(["2026年3月1日的这一次不算了，加的分收回", "原因：记成了同名的人", "村书记提出，村务监督委员同意"]);
        assert_eq!(lines[0]["explanation"], why);
        let reviews = secretary.get(&format!("/claims/{wrong}")).await.body["reviews"].clone();
        let told: Vec<_> = reviews.as_array().unwrap().iter().map(|review| review["ruling"].as_str().unwrap()).collect();
        assert_eq!(told, ["approve", "propose_reversal", "confirm_reversal"]);
        assert_eq!(grid.records("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 10})).await.text("points"), "20.00");
    }
);

story!(
    /// Neither whoever recorded it nor its household decides, nor one person alone; the order of the refusals is the documented one.
    nobody_corrects_alone,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        let open = grid.records("拾金不昧", "1-01-1", "2026-03-01", json!({})).await.text("id");
        let own = secretary.records("拾金不昧", "1-01-1", "2026-03-01", json!({})).await.text("id");
        let at_home = grid.records("拾金不昧", "2-02-1", "2026-03-01", json!({})).await.text("id"); // the supervisor's household
        supervisor.approves(&own).await;
        secretary.approves(&at_home).await;
        let table = [
            (grid.proposes_reversal(&own, "错了").await, 403, "roster.not_your_task"),
            (secretary.proposes_reversal("99", "错了").await, 404, "claims.unknown_claim"),
            (secretary.proposes_reversal(&open, "错了").await, 409, "claims.not_approved"),
            (secretary.proposes_reversal(&own, "").await, 403, "claims.same_person"),
            (supervisor.proposes_reversal(&at_home, "").await, 403, "claims.own_household"),
            (supervisor.proposes_reversal(&own, " ").await, 422, "claims.reason_missing"),
            (supervisor.confirms_reversal(&own).await, 409, "claims.no_reversal"),
            (supervisor.rejects_reversal(&own, "没错").await, 409, "claims.no_reversal"),
        ];
        for (answer, status, code) in table {
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{answer:?}");
        }
        supervisor.proposes_reversal(&own, "不是他捡的").await;
        assert_eq!(township.proposes_reversal(&own, "错了").await.code(), "claims.not_approved", "one proposal at a time");
        assert_eq!(secretary.confirms_reversal(&own).await.code(), "claims.same_person");
        assert_eq!(supervisor.confirms_reversal(&own).await.code(), "claims.same_proposer");
        assert_eq!(township.rejects_reversal(&own, "").await.code(), "claims.reason_missing");
        assert_eq!(township.rejects_reversal(&own, "查过了，是他").await.text("state"), "approved");
        assert_eq!(grid.available("1-01-1").await, "5.00");
        // It can be taken up again, taken back by whoever proposed it, and where the village has only two, the township is the second.
        supervisor.proposes_reversal(&own, "有了新的证据").await;
        assert_eq!(supervisor.rejects_reversal(&own, "是我看错了").await.text("state"), "approved");
        supervisor.proposes_reversal(&own, "失主来说了").await;
        assert_eq!(township.confirms_reversal(&own).await.text("state"), "reversed");
        assert_eq!(township.confirms_reversal(&own).await.code(), "claims.no_reversal");
        assert_eq!(supervisor.proposes_reversal(&own, "再来").await.code(), "claims.not_approved");
    }
);

story!(
    /// A deduction on notice is held up while it is being decided, however long that takes, and then either stopped or posted.
    a_deduction_on_notice_is_stopped,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        for _ in 0..5 {
            grid.records("签到", "1-01-1", "2026-03-01", json!({})).await;
        }
        let mut bad = Vec::new();
        for _ in 0..2 {
            let id = grid.records("公共场合说脏话", "1-01-1", "2026-03-01", json!({})).await.text("id");
            secretary.approves(&id).await;
            assert_eq!(supervisor.proposes_reversal(&id, "他当时不在村里").await.text("award"), "contested");
            bad.push(id);
        }
        world.wake_up_on("2026-03-20").await;
        assert_eq!(grid.available("1-01-1").await, "5.00");
        for judged in [secretary.confirms_reversal(&bad[0]).await, secretary.rejects_reversal(&bad[1], "我没看错").await] {
            assert_eq!((judged.status.as_u16(), judged.code()), (403, "claims.own_approval"), "nobody judges their own approval");
        }
        let stopped = township.confirms_reversal(&bad[0]).await;
        assert_eq!((stopped.text("state").as_str(), stopped.text("award").as_str()), ("reversed", "withdrawn"));
        assert_eq!(township.rejects_reversal(&bad[1], "有人看见他").await.text("award"), "on_notice");
        world.wake_up_on("2026-03-21").await;
        assert_eq!(grid.available("1-01-1").await, "3.00");
        // A deduction that was posted gives back exactly what it took.
        secretary.proposes_reversal(&bad[1], "看错人了").await;
        assert_eq!(supervisor.confirms_reversal(&bad[1]).await.text("award"), "reversed");
        assert_eq!(grid.available("1-01-1").await, "5.00");
    }
);

story!(
    /// Points that have been spent are not taken back before they are there again; the refusal says what to do.
    spent_points_are_not_taken_back,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let keeper = world.somebody(Role::Keeper).await;
        let wrong = grid.records("拾金不昧", "1-01-1", "2026-03-01", json!({})).await.text("id");
        secretary.approves(&wrong).await;
        let slip = keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await.text("id");
        secretary.proposes_reversal(&wrong, "记错人").await;
        let before = world.head().await;
        let short = supervisor.confirms_reversal(&wrong).await;
        assert_eq!((short.status.as_u16(), short.code()), (409, "awards.points_spent"));
        assert!(short.text("title").contains("只有 0 分") && short.text("detail").contains("退回"), "{short:?}");
        assert_eq!(world.head().await, before);
        keeper.post(&format!("/redemptions/{slip}/cancellation"), json!({"reason": "记错人，东西退回"})).await;
        assert_eq!(supervisor.confirms_reversal(&wrong).await.text("award"), "reversed");
        assert_eq!(grid.available("1-01-1").await, "0.00");
    }
);

story!(
    /// The same at the desk: look a household up, propose, and another one agrees; the kiosk shows both lines with their reasons.
    a_correction_at_the_desk,
    |world| {
        let [grid, _, _, _] = world.everybody().await;
        let wrong = grid.records("拾金不昧", "1-01-2", "2026-03-01", json!({})).await.text("id");
        world.somebody(Role::Secretary).await.approves(&wrong).await;
        let (desk, review) = (format!("/desk/{VILLAGE}"), format!("/desk/{VILLAGE}/claims/{wrong}/review"));
        let supervisor = Browser::at(world, Role::Supervisor).await;
        let found = supervisor.submit(&format!("{desk}/claims"), &[("number", "1-01")]).await;
        assert!(found.says(&["马某0001家", "拾金不昧", "已经算数", "提出更正"]), "{found:?}");
        let operation = found.operation();
        let no = supervisor.submit(&review, &[("operation", &operation), ("ruling", "propose_reversal"), ("reason", " ")]).await;
        assert!(no.status == 422 && no.says(&["没有写原因", "什么也没有改"]), "{no:?}");
        let yes = supervisor.submit(&review, &[("operation", &operation), ("ruling", "propose_reversal"), ("reason", "捡到的是他弟弟")]).await;
        assert_eq!(yes.leads_to(), format!("{desk}/queue?done={wrong}"));
        assert!(supervisor.opens(&format!("{desk}/queue")).await.says(&["等着定的更正", "捡到的是他弟弟", "要另一个人同意"]));
        assert!(!supervisor.opens(&desk).await.says(&["有人说记错了"]), "not to whoever said so");
        let township = Browser::at(world, Role::Township).await;
        let seen = township.opens(&desk).await;
        assert!(seen.says(&["有人说记错了，等另一个人定。"]) && !seen.says(&["记一件"]), "{seen:?}");
        let seen = township.opens(&format!("{desk}/queue")).await;
        assert!(seen.says(&["等着定的更正", "同意更正"]), "{seen:?}");
        let done = township.submit(&review, &[("operation", &seen.operation()), ("ruling", "confirm_reversal"), ("reason", "")]).await;
        assert!(township.opens(done.leads_to()).await.says(&["已更正，分已经收回"]));
        let points = Browser::of_resident(world, &world.resident("1-01-2").await.token).opens(&format!("/v/{VILLAGE}")).await;
        assert!(points.says(&["更正：拾金不昧", "−5", "原因：捡到的是他弟弟", "村务监督委员提出，乡镇干部同意", "+5"]), "{points:?}");
    }
);

story!(
    /// Points that have lapsed or were cleared are not taken back out of others; a deduction is given back all the same.
    what_is_gone_is_not_taken_back,
    |world| {
        world.rewrite("village.yaml", |text| text + "清零日: 12-31\n");
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: { 分值: 5, 有效期: 1个月 }"));
        world.settle().await;
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let approved = async |rule: &str, facts| {
            let id = grid.records(rule, "1-01-1", "2026-03-02", facts).await.text("id");
            secretary.approves(&id).await;
            id
        };
        let short = approved("拾金不昧", json!({})).await;
        let long = approved("志愿服务", json!({"时长": 5})).await;
        let bad = approved("公共场合说脏话", json!({})).await;
        world.wake_up_on("2026-04-20").await;
        for id in [&short, &long, &bad] {
            secretary.proposes_reversal(id, "记错人").await;
        }
        let lapsed = supervisor.confirms_reversal(&short).await;
        assert_eq!((lapsed.status.as_u16(), lapsed.code()), (409, "awards.points_lapsed"));
        assert!(lapsed.text("title").contains("有效期到 2026-04-02"), "{lapsed:?}");
        world.wake_up_on("2027-01-10").await;
        let cleared = supervisor.confirms_reversal(&long).await;
        assert!(cleared.code() == "awards.points_lapsed" && cleared.text("title").contains("2026-12-31 已经清零"), "{cleared:?}");
        assert_eq!(supervisor.confirms_reversal(&bad).await.text("award"), "reversed");
        assert_eq!(supervisor.rejects_reversal(&long, "已经清零").await.text("state"), "approved");
    }
);
