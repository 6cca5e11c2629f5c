//! Who did what: every act is told in a sentence, and every line says who had to do with it.

use jifen::words::Role;
use serde_json::{Value, json};

use super::browser::Browser;
use super::world::{VILLAGE, World, story};

/// What the list of a month says, oldest first.
async fn told(world: &World, query: &str) -> Vec<Value> {
    let supervisor = world.somebody(Role::Supervisor).await;
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let page = supervisor.get(&format!("/changes?from=2026-03-01&until=2026-03-31&limit=7{query}{after}")).await;
        assert_eq!(page.status, 200, "{page:?}");
        found.extend(page.body["items"].as_array().unwrap().clone());
        match page.body["next"].as_i64() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    found.reverse();
    found
}

fn sentences(changes: &[Value]) -> Vec<&str> {
    changes.iter().map(|change| change["sentence"].as_str().unwrap()).collect()
}

story!(
    /// Recorded, turned down with a reason, approved, taken back by two, objected to on paper, redeemed: each is told, by kind and by role.
    every_change_is_told,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let keeper = world.somebody(Role::Keeper).await;
        let no = grid.records("拾金不昧", "1-02-1", "2026-03-01", json!({})).await.text("id");
        assert_eq!(secretary.rejects(&no, "没有看到。").await.status, 201);
        let yes = grid.records("拾金不昧", "1-02-1", "2026-03-01", json!({})).await.text("id");
        assert_eq!(supervisor.approves(&yes).await.status, 201);
        keeper.redeems("1-02-1", json!([{"item": "A01", "quantity": 1}])).await;
        let on_paper = json!({"award": yes.parse::<i64>().unwrap(), "reason": "not_ours", "resident": "1-02-1"});
        assert_eq!(grid.post("/objections", on_paper).await.status, 201);

        let claims = told(world, "&kind=claims").await;
        let said = sentences(&claims);
        assert!(said.iter().any(|one| one.contains("没有通过第 1 件，按第 1 版规则。原因：没有看到。")), "{said:?}");
        assert!(said.iter().any(|one| one.starts_with("村务监督委员 ") && one.contains("同意了第 2 件")), "{said:?}");
        assert!(said.iter().all(|one| !one.contains("1-02-1")), "nobody is named by what was done for them: {said:?}");
        let rejection = claims.iter().find(|change| change["verb"] == "review.reject").unwrap();
        assert_eq!((&rejection["staff"], &rejection["role"], &rejection["about"]), (&json!("S01"), &json!("secretary"), &json!("claim:1")));
        assert!(rejection["device"].as_str().unwrap().len() == 12 && rejection["rulebook"].is_string(), "{rejection}");
        let notices = told(world, "&kind=notices").await;
        assert!(sentences(&notices).iter().any(|one| one.starts_with("网格员 ") && one.contains("替一位村民提了第 1 号意见")), "{notices:?}");
        let by_keeper = told(world, "&role=keeper").await;
        assert_eq!(sentences(&by_keeper).iter().filter(|one| one.contains("办了第 1 号兑换")).count(), 1, "{by_keeper:?}");
        let numbers: Vec<_> = told(world, "").await.iter().map(|change| change["number"].as_i64().unwrap()).collect();
        assert!(numbers.is_sorted() && numbers.len() > 6, "{numbers:?}");
        assert_eq!(supervisor.get("/changes?from=2026-03-05&until=2026-03-01").await.code(), "oversight.wrong_days");
        assert_eq!(grid.get("/changes?from=2026-03-01&until=2026-03-31").await.code(), "roster.not_your_task");

        let committee = Browser::signed_in(world, &supervisor.token);
        let address = format!("/desk/{VILLAGE}/oversight/changes");
        let page = committee.opens(&format!("{address}?month=2026-03")).await;
        assert!(page.says(&["没有通过第 1 件", "办了第 1 号兑换", "登录 "]), "{page:?}");
        let mine = committee.submit(&address, &[("month", "2026-03"), ("kind", "claims"), ("staff", "S01")]).await;
        assert!(mine.says(&["没有通过第 1 件"]) && !mine.says(&["同意了第 2 件"]) && !mine.says(&["办了第 1 号兑换"]), "{mine:?}");

        let lines = grid.get("/accounts/1-02-1/entries").await.body["items"].clone();
        let handled: Vec<_> = lines.as_array().unwrap().iter().map(|line| line["handled"].as_str().unwrap()).collect();
        assert!(handled[0].starts_with("店员3月2日（周一）9:00经手；按第 1 版规则。"), "{handled:?}");
        assert!(handled[1].starts_with("网格员3月2日（周一）9:00记，村务监督委员3月2日（周一）9:00同意；按第 1 版规则。"), "{handled:?}");
        let own = Browser::of_resident(world, &world.resident("1-02-1").await.token).opens(&format!("/v/{VILLAGE}")).await;
        assert!(own.says(&["村务监督委员3月2日（周一）9:00同意"]), "{own:?}");
    }
);

story!(
    /// What a resident does themselves is told without saying who; what is told in confidence is not told at all.
    residents_are_not_named,
    |world| {
        let [grid, _, supervisor, township] = world.everybody().await;
        let claim = grid.records("拾金不昧", "1-02-1", "2026-03-01", json!({})).await.text("id");
        supervisor.approves(&claim).await;
        let resident = world.resident("1-02-1").await;
        let objection = json!({"award": claim.parse::<i64>().unwrap(), "reason": "not_ours"});
        assert_eq!(resident.post("/objections", objection).await.status, 201);
        let report = json!({"rule": "举报违法行为有功", "occurred_on": "2026-03-01", "told": "有人往河里倒垃圾。"});
        assert_eq!(world.resident("1-01-1").await.post("/reports", report).await.status, 201);
        township.post("/reports/1/approval", json!({})).await;
        let all = told(world, "").await;
        let text = Value::from(all.clone()).to_string();
        assert!(sentences(&all).iter().any(|one| one.starts_with("一位村民提了第 1 号意见")), "{text}");
        assert!(!text.contains("1-02-1") && !text.contains("report"), "{text}");
        let objected = all.iter().find(|change| change["verb"] == "object").unwrap();
        assert_eq!((&objected["staff"], &objected["role"]), (&Value::Null, &json!("resident")));
    }
);
