//! A draft tried on a past period: what it would have done, and that trying changes nothing (promise R7).

use jifen::words::Role;
use serde_json::{Value, json};

use super::world::{World, story};

/// The village's files with changes in its rules.
fn files(world: &World, changes: &[(&str, &str)]) -> Value {
    let rules = changes.iter().fold(world.file("rules.yaml"), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    json!([{"path": "village.yaml", "text": world.file("village.yaml")}, {"path": "rules.yaml", "text": rules}])
}

/// Deeds of a week that all stand.
async fn a_week(world: &World) {
    let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
    for (rule, subject, day, facts) in [
        ("拾金不昧", "1-01-1", "2026-02-20", json!({})),
        ("志愿服务", "1-01-2", "2026-02-21", json!({"时长": 6})),
        ("志愿服务", "1-01-2", "2026-02-22", json!({"时长": 6})),
        ("义务劳动", "1-02-1", "2026-02-23", json!({})),
        ("公共场合说脏话", "1-02-1", "2026-02-24", json!({})),
        ("拾金不昧", "1-01-1", "2026-02-25", json!({})),
    ] {
        let recorded = grid.records(rule, subject, day, facts).await;
        assert_eq!(secretary.approves(&recorded.text("id")).await.text("state"), "approved", "{rule}");
    }
    // What nobody has agreed to does not count.
    grid.records("拾金不昧", "1-01-1", "2026-02-26", json!({})).await;
}

/// Every row of every table, as text.
async fn everything(world: &World) -> Vec<String> {
    use jifen::db::Engine;
    let mut conn = world.house.books.read().await.unwrap();
    let (tables, row) = match conn.engine() {
        Engine::Sqlite => ("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name", None),
        Engine::Postgres => ("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename", Some("CAST(t AS TEXT)")),
    };
    let tables: Vec<(String,)> = conn.query(tables, &[]).await.unwrap();
    assert!(tables.len() > 20, "{tables:?}");
    let mut rows = Vec::new();
    for (table,) in tables {
        let row = match row {
            Some(row) => row.to_owned(),
            None => {
                let columns: Vec<(String,)> = conn.query(&format!("SELECT name FROM pragma_table_info('{table}')"), &[]).await.unwrap();
                columns.iter().map(|(name,)| format!("quote({name})")).collect::<Vec<_>>().join(" || ',' || ")
            }
        };
        let found: Vec<(String,)> = conn.query(&format!("SELECT {row} FROM {table} t ORDER BY 1"), &[]).await.unwrap();
        rows.extend(found.into_iter().map(|(row,)| format!("{table} {row}")));
    }
    rows
}

story!(
    /// Before and after by rule, account and limit; what the draft does not take; what it costs; and not a byte is changed.
    a_draft_is_tried_on_a_past_week,
    |world| {
        a_week(world).await;
        let secretary = world.somebody(Role::Secretary).await;
        let before = (world.head().await, everything(world).await);
        let draft = files(world, &[
            ("分值: 时长 * 2\n      上限: 每人每月 20 分", "分值: 时长 * 3\n      上限: 每人每月 30 分"),
            ("{ 时长: 15, 本月已得: 12, 得: 8 }", "{ 时长: 15, 本月已得: 12, 得: 18 }"),
            ("{ 时长: 5, 得: 10 }", "{ 时长: 5, 得: 15 }"),
            ("拾金不昧: 5", "拾金不昧交公: 5"),
            ("义务劳动: { 分值: 5, 上限: 每户每月 10 分 }", "义务劳动: { 填报: { 时长: 小时 }, 分值: 5 }"),
        ]);
        let trial = json!({"from": "2026-02-01", "to": "2026-02-28", "files": draft});
        let report = secretary.post("/rulebook/trial", trial.clone()).await;
        assert_eq!(report.status.as_u16(), 200, "{report:?}");
        let report = report.body;
        // Before: 5 + 12 + 8 (cut by 4) + 5 − 2 + 5; after: 5 + 18 + 12 (cut by 6) + 0 + 5, and nothing to take from.
        assert_eq!((&report["records"], &report["points"]), (&json!(6), &json!({"before": "33.00", "after": "40.00"})));
        let rules: Vec<_> = report["rules"].as_array().unwrap().iter().map(|line| (&line["rule"], &line["before"], &line["after"])).collect();
        let expected = [
            ("拾金不昧交公", "10.00", "10.00"),
            ("志愿服务", "20.00", "30.00"),
            ("义务劳动", "5.00", "0.00"),
            ("公共场合说脏话", "-2.00", "0.00"),
        ];
        assert_eq!(rules, expected.map(|(rule, was, is)| (json!(rule), json!(was), json!(is))).each_ref().map(|(rule, was, is)| (rule, was, is)));
        assert_eq!(report["renamed"], json!([{"was": "拾金不昧", "now": "拾金不昧交公"}]));
        // Seven people; 1-01-2 gains ten, 1-02-1 loses three: 5 − 2 before, nothing after.
        let accounts = json!({"unit": "人", "all": 7, "gain": 1, "lose": 1, "stay": 5, "nothing_before": 4, "nothing_after": 5});
        assert_eq!(report["accounts"], accounts);
        let biggest = &report["biggest"];
        assert_eq!((&biggest[0]["account"], &biggest[0]["before"], &biggest[0]["after"]), (&json!("1-01-2"), &json!("20.00"), &json!("30.00")));
        let reason = &biggest[0]["reasons"][0];
        assert_eq!(reason["because_after"], json!(["志愿服务 6 小时 × 3 = 18 分"]));
        assert_eq!(biggest[1]["reasons"][0]["because_after"], json!(["还没有填“时长（小时）”。"]));
        let limit = json!([
            {"limit": "志愿服务 每人每月 30 分", "before": {"times": 0, "points": "0.00"}, "after": {"times": 1, "points": "6.00"}},
            {"limit": "志愿服务 每人每月 20 分", "before": {"times": 1, "points": "4.00"}, "after": {"times": 0, "points": "0.00"}},
        ]);
        assert_eq!(report["limits"], limit);
        let refused = &report["refused"];
        assert_eq!((&refused[0]["code"], &refused[0]["claims"]), (&json!("rulebook.wrong_facts"), &json!(["4"])));
        // 33 yuan in 28 days, and 100 in the fund: 84 whole days.
        let cost = |yuan: &str, days: i64, day: &str| json!({"yuan": yuan, "days": days, "runs_out_on": day});
        assert_eq!(report["money"]["before"], cost("33.00", 84, "2026-05-25"));
        assert_eq!(report["money"]["after"], cost("40.00", 70, "2026-05-11"));
        assert_eq!(secretary.post("/rulebook/trial", trial).await.body, report, "the same again");
        assert_eq!((world.head().await, everything(world).await), before);
    }
);

story!(
    /// Each day is judged by the rules of its own day, whatever is in force now; without a draft nothing changes.
    what_was_is_judged_as_it_was,
    |world| {
        let secretary = world.somebody(Role::Secretary).await;
        a_week(world).await;
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: 8"));
        world.settle().await;
        let grid = world.somebody(Role::GridWorker).await;
        let late = grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
        secretary.approves(&late.text("id")).await;
        let tried = async |under: Value| {
            let body = json!({"from": "2026-02-01", "to": "2026-03-31", "under": under});
            secretary.post("/rulebook/trial", body).await.body
        };
        let same = tried(json!("in_force")).await;
        let found = |report: &Value| report["rules"][0].clone();
        assert_eq!(found(&same), json!({"rule": "拾金不昧", "chapter": "遵纪守法", "records": 3, "before": "18.00", "after": "24.00"}));
        assert_eq!(found(&tried(json!("1")).await)["after"], json!("15.00"));
        assert_eq!(tried(Value::Null).await["points"], same["points"], "without a draft, the newest version");
    }
);

story!(
    /// What cannot be tried says why.
    a_trial_that_makes_no_sense_is_refused,
    |world| {
        let secretary = world.somebody(Role::Secretary).await;
        let week = |files: Value| json!({"from": "2026-02-01", "to": "2026-02-28", "files": files});
        let unit = files(world, &[]).to_string().replace("记账单位: 个人", "记账单位: 户");
        let table = [
            (json!({"from": "2026-02-28", "to": "2026-02-01"}), 422, "trial.wrong_period"),
            (json!({"from": "1026-02-28", "to": "2026-02-01"}), 422, "trial.wrong_period"),
            (week(files(world, &[("拾金不昧: 5", "拾金不昧: 八")])), 422, "versions.has_errors"),
            (week(json!([])), 422, "versions.wrong_files"),
            (json!({"from": "2026-02-01", "to": "2026-02-28", "under": "9"}), 404, "versions.unknown_version"),
            (json!({"from": "2026-02-01", "to": "2026-02-28", "under": "one"}), 422, "request.wrong_shape"),
        ];
        for (body, status, code) in table {
            let answer = secretary.post("/rulebook/trial", body.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{body}");
        }
        let nothing = secretary.post("/rulebook/trial", week(serde_json::from_str(&unit).unwrap())).await;
        assert_eq!((nothing.status.as_u16(), &nothing.body["records"]), (200, &json!(0)));
        a_week(world).await;
        assert_eq!(secretary.post("/rulebook/trial", week(serde_json::from_str(&unit).unwrap())).await.code(), "versions.unit_changed");
        for role in [Role::GridWorker, Role::Keeper, Role::Township, Role::Kiosk] {
            let somebody = world.somebody(role).await;
            assert_eq!(somebody.post("/rulebook/trial", json!({"from": "2026-02-01", "to": "2026-02-28"})).await.code(), "roster.not_your_task");
        }
    }
);

story!(
    /// A draft with 修复 gives back what the deeds of the period would have earned; as in service, only what is done once the notice is over.
    a_trial_knows_what_would_have_been_earned_back,
    |world| {
        a_week(world).await;
        let repair = [("公共场合说脏话: -2", "公共场合说脏话: { 分值: -2, 修复: 义务劳动满1次 }")];
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        world.wake_up_on("2026-03-05").await;
        let tried = async |day: &str, before: &str, after: &str| {
            let work = grid.records("义务劳动", "1-02-1", day, json!({})).await;
            secretary.approves(&work.text("id")).await;
            let body = json!({"files": files(world, &repair), "from": "2026-02-20", "to": "2026-03-04"});
            let report = secretary.post("/rulebook/trial", body).await.body;
            assert_eq!(report["points"], json!({"before": before, "after": after}), "{day}: {report}");
            report
        };
        tried("2026-03-02", "38.00", "38.00").await; // six days after the deed
        let report = tried("2026-03-03", "43.00", "45.00").await;
        let why = &report["biggest"][0]["reasons"][0]["because_after"];
        assert_eq!(why, &json!(["义务劳动 记 5 分", "义务劳动满 1 次，做到了，“公共场合说脏话”返还 2 分"]));
    }
);
