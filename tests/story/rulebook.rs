//! A rule changes: drafted, checked, compared, tried, adopted under a decision, and taken back.

use axum::http::Method;
use jifen::app::settling::Settled;
use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::world::{Answer, VILLAGE, World, day, story};

/// The village's files with one change in its rules; no longer on trial, so that a decision is asked for.
fn files(world: &World, from: &str, to: &str) -> Value {
    let settings = world.file("village.yaml").replace("试行: 是\n", "").replace("文件即生效: 是\n", "");
    let rules = world.file("rules.yaml");
    assert!(rules.contains(from), "{from}");
    json!({"files": [{"path": "village.yaml", "text": settings}, {"path": "rules.yaml", "text": rules.replace(from, to)}]})
}

async fn drafts(who: &Actor<'_>, seen: &str, files: Value) -> Answer {
    who.sends(Method::PUT, "/rulebook/draft", seen, files).await
}

/// Brings it to be adopted, and a supervisor agrees; the version it became, or the first no.
async fn adopts(who: &Actor<'_>, seen: &str, body: Value) -> Answer {
    let proposed = who.sends(Method::POST, "/rulebook/draft/adoption", seen, body).await;
    if proposed.status != 201 {
        return proposed;
    }
    let agreed = agrees(&who.world.somebody(Role::Supervisor).await, &proposed.text("id")).await;
    let adopted = agreed.body["adopted"].clone();
    if adopted.is_null() { agreed } else { Answer { body: adopted, ..agreed } }
}

async fn agrees(who: &Actor<'_>, proposal: &str) -> Answer {
    who.post(&format!("/rulebook/adoptions/{proposal}/confirmation"), json!({})).await
}

fn meeting(document: &str) -> Value {
    json!({"meeting": "村民代表会议", "held_on": "2026-03-01", "expected": 30, "present": 28, "in_favour": 27, "document": document})
}

story!(
    /// A draft full of mistakes is kept and told, and disturbs nothing; adopting it is refused.
    a_bad_draft_disturbs_nothing,
    |world| {
        let (secretary, grid) = (world.somebody(Role::Secretary).await, world.somebody(Role::GridWorker).await);
        let start = secretary.get("/rulebook/draft").await;
        assert_eq!((start.etag.as_str(), &start.body["origin"]), ("\"version-1\"", &Value::Null));
        let bad = drafts(&secretary, &start.etag, files(world, "拾金不昧: 5", "拾金不昧: 八")).await;
        assert_eq!((bad.status.as_u16(), &bad.body["is_sound"], &bad.body["origin"]), (200, &json!(false), &json!("desk")));
        let findings = bad.body["findings"].as_array().unwrap();
        let finding = findings.iter().find(|finding| finding["level"] == "error").unwrap();
        assert_eq!((&finding["file"], &finding["line"], &finding["fix"]), (&json!("rules.yaml"), &json!(4), &json!("8")), "{bad:?}");
        assert_eq!(secretary.get("/rulebook/draft").await.body, bad.body);
        let refused = adopts(&secretary, &bad.etag, json!({"effective_on": "2026-04-01", "adoption": meeting("一号")})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "versions.has_errors"));
        assert_eq!(grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await.text("points"), "5.00");
        assert_eq!(grid.get("/rulebook").await.body["version"], json!(1));
        let checked = secretary.post("/rulebook/check", files(world, "拾金不昧: 5", "拾金不昧: 6")).await;
        assert_eq!((checked.status.as_u16(), &checked.body["is_sound"]), (200, &json!(true)));
        assert_eq!(secretary.get("/rulebook/draft").await.etag, bad.etag, "checking keeps nothing");
    }
);

story!(
    /// A deed of this month is judged by the old rule, one of next month by the new; then the old text comes back as a new version.
    a_rule_changes_next_month_and_back,
    |world| {
        let (secretary, grid) = (world.somebody(Role::Secretary).await, world.somebody(Role::GridWorker).await);
        let points = async |on: &str| grid.records("拾金不昧", "1-01-1", on, json!({})).await.text("points");
        let start = secretary.get("/rulebook/draft").await;
        let draft = drafts(&secretary, &start.etag, files(world, "拾金不昧: 5", "拾金不昧: 8")).await;
        let changes = secretary.get("/rulebook/diff").await.body;
        assert_eq!((&changes["summary"], &changes["rules"][0]["sentence"]), (&json!("改 1 条，本村设置改 2 处。"), &json!("拾金不昧：5 分 → 8 分")));
        assert_eq!(secretary.get("/rulebook/diff?from=1&to=in_force").await.text("summary"), "一个字也没有改。");
        assert_eq!(secretary.get("/rulebook/diff?from=one").await.code(), "request.wrong_query");
        let decision = json!({"effective_on": "2026-04-01", "adoption": meeting("一号")});
        let once = async || secretary.sends_as("once", Method::POST, "/rulebook/draft/adoption", &draft.etag, decision.clone()).await;
        let (proposed, repeated) = (once().await, once().await);
        assert_eq!((proposed.status.as_u16(), &proposed.body["state"], &proposed.body["id"]), (201, &json!("proposed"), &json!("1")));
        assert_eq!((repeated.replayed, &repeated.body), (true, &proposed.body));
        assert_eq!(grid.get("/rulebook/versions").await.body["items"].as_array().unwrap().len(), 1, "a proposal alone puts nothing in force");
        let adopted = agrees(&world.somebody(Role::Supervisor).await, "1").await;
        let version = &adopted.body["adopted"];
        assert_eq!((adopted.status.as_u16(), &version["version"], &version["replaces"]), (201, &json!(2), &json!([])));
        assert_eq!(secretary.get("/rulebook/draft").await.etag, "\"version-2\"", "nothing is left to adopt");
        let again = adopts(&secretary, "\"version-2\"", json!({"effective_on": "2026-04-01", "adoption": meeting("一号")})).await;
        assert_eq!((again.status.as_u16(), again.code()), (409, "versions.no_draft"));
        assert_eq!(points("2026-03-02").await, "5.00");
        world.wake_up_on("2026-04-01").await;
        assert_eq!((points("2026-03-31").await, points("2026-04-01").await), ("5.00".to_owned(), "8.00".to_owned()));

        let back = json!({"effective_on": "2026-04-10", "adoption": meeting("二号"), "back_to": 1});
        assert_eq!(adopts(&secretary, "", back).await.body["version"], json!(3));
        world.wake_up_on("2026-04-12").await;
        assert_eq!((points("2026-04-09").await, points("2026-04-10").await), ("8.00".to_owned(), "5.00".to_owned()));

        let listed = grid.get("/rulebook/versions").await.body["items"].clone();
        let states: Vec<_> = listed.as_array().unwrap().iter().map(|version| (version["state"].clone(), version["until"].clone())).collect();
        let expected = [("in_force", Value::Null), ("past", json!("2026-04-09")), ("past", json!("2026-03-31"))];
        assert_eq!(states, expected.map(|(state, until)| (json!(state), until)));
        let hands = (&listed[1]["adoption"]["document"], &listed[1]["adopted_by"], &listed[1]["confirmed_by"]);
        assert_eq!(hands, (&json!("一号"), &json!("S01"), &json!("S02")));
        assert_eq!(listed[0]["hash"], listed[2]["hash"]);
        let (second, on_a_day) = (grid.get("/rulebook/versions/2").await, grid.get("/rulebook/in_force?on=2026-04-05").await);
        assert!(second.body["files"][1]["text"].as_str().unwrap().contains("拾金不昧: 8"), "{second:?}");
        assert_eq!((&on_a_day.body["version"], &on_a_day.body["hash"]), (&json!(2), &second.body["hash"]));
        let unknown = [grid.get("/rulebook/versions/9").await, grid.get("/rulebook/in_force?on=2026-4").await];
        assert_eq!(unknown.each_ref().map(Answer::code), ["versions.unknown_version", "request.wrong_query"]);
    }
);

story!(
    /// Two editors see each other: whoever comes second is told, and nothing of the first is lost.
    two_editors_see_each_other,
    |world| {
        let (one, other) = (world.somebody(Role::Secretary).await, world.somebody(Role::Secretary).await);
        let start = one.get("/rulebook/draft").await.etag;
        let blind = drafts(&one, "", files(world, "拾金不昧: 5", "拾金不昧: 6")).await;
        assert_eq!((blind.status.as_u16(), blind.code()), (428, "request.unseen"));
        let first = drafts(&one, &start, files(world, "拾金不昧: 5", "拾金不昧: 6")).await;
        let second = drafts(&other, &start, files(world, "拾金不昧: 5", "拾金不昧: 7")).await;
        assert_eq!((second.status.as_u16(), second.code()), (412, "versions.draft_changed"));
        assert!(second.text("title").contains("S01"), "{second:?}");
        let repeated = drafts(&one, &start, files(world, "拾金不昧: 5", "拾金不昧: 6")).await;
        assert_eq!((repeated.status, &repeated.etag), (first.status, &first.etag), "a repeated request does no harm");
        let third = drafts(&other, &first.etag, files(world, "拾金不昧: 5", "拾金不昧: 7")).await;
        assert_eq!(third.status.as_u16(), 200);
        let stale = adopts(&one, &first.etag, json!({"effective_on": "2026-03-02", "adoption": meeting("一号")})).await;
        assert_eq!((stale.status.as_u16(), stale.code()), (412, "versions.draft_changed"));
        assert_eq!(adopts(&one, "", json!({"effective_on": "2026-03-02"})).await.status.as_u16(), 428);
        let dry = one.sends(Method::PUT, "/rulebook/draft?dry_run=true", &third.etag, files(world, "拾金不昧: 5", "拾金不昧: 9")).await;
        assert_eq!((dry.status.as_u16(), one.get("/rulebook/draft").await.etag), (200, third.etag));
    }
);

story!(
    /// What a new version lacks is refused, each with its own code, and nothing comes into force.
    adoption_needs_a_decision_and_a_day_to_come,
    |world| {
        let (secretary, grid) = (world.somebody(Role::Secretary).await, world.somebody(Role::GridWorker).await);
        let start = secretary.get("/rulebook/draft").await;
        let draft = drafts(&secretary, &start.etag, files(world, "拾金不昧: 5", "拾金不昧: 8")).await;
        let with = |name: &str, value: Value| {
            let mut adoption = meeting("一号");
            adoption[name] = value;
            json!({"effective_on": "2026-04-01", "adoption": adoption})
        };
        let table = [
            (json!({"effective_on": "2026-04-01"}), "versions.no_adoption"),
            (with("in_favour", json!(14)), "versions.wrong_adoption"),
            (with("meeting", json!(" ")), "versions.wrong_adoption"),
            (with("held_on", json!("2026-03-03")), "versions.adoption_ahead"),
            (json!({"effective_on": "2026-03-01", "adoption": meeting("一号")}), "versions.retroactive"),
            (json!({"effective_on": "2026-04-01", "adoption": {"meeting": "会"}}), "request.wrong_shape"),
            (json!({"effective_on": "2026-04-01", "adoption": meeting("一号"), "back_to": 7}), "versions.unknown_version"),
            (json!({"effective_on": "2026-04-01", "adoption": meeting("一号"), "back_to": 1}), "versions.unchanged"),
        ];
        for (body, code) in table {
            assert_eq!(adopts(&secretary, &draft.etag, body.clone()).await.code(), code, "{body}");
        }
        let desk = Browser::at(world, Role::Secretary).await;
        let address = format!("/desk/{VILLAGE}/rules/adoption");
        let form = desk.opens(&address).await;
        let (operation, seen) = (form.operation(), form.hidden("seen"));
        let told = desk.submit(&address, &[("operation", &*operation), ("seen", &*seen), ("effective_on", "2026-04-01")]).await;
        let fields = ["会议没有填", "开会日期没有选", "应到人数没有填", "赞成人数没有填", "name=\"meeting\" aria-invalid=\"true\""];
        assert!(told.status == 422 && told.says(&fields), "each field is told: {told:?}");
        for role in [Role::GridWorker, Role::Supervisor, Role::Keeper, Role::Kiosk, Role::Township] {
            let somebody = world.somebody(role).await;
            assert_eq!(adopts(&somebody, &draft.etag, with("present", json!(28))).await.code(), "roster.not_your_task");
            assert_eq!(drafts(&somebody, &draft.etag, files(world, "标题", "标题")).await.code(), "roster.not_your_task");
        }
        assert_eq!(grid.get("/rulebook/draft").await.code(), "roster.not_your_task");
        let wrong = json!({"files": [{"path": "../village.yaml", "text": ""}]});
        assert_eq!(drafts(&secretary, &draft.etag, wrong).await.code(), "versions.wrong_files");
        let one_unit = files(world, "标题", "标题").to_string().replace("记账单位: 个人", "记账单位: 户");
        let draft = drafts(&secretary, &draft.etag, serde_json::from_str(&one_unit).unwrap()).await;
        assert_eq!(adopts(&secretary, &draft.etag, with("present", json!(28))).await.code(), "versions.unit_changed");
        assert_eq!(grid.get("/rulebook/versions").await.body["items"].as_array().unwrap().len(), 1);
    }
);

story!(
    /// A later decision replaces one that has not begun; that is said.
    a_change_that_is_to_come_can_be_replaced,
    |world| {
        let secretary = world.somebody(Role::Secretary).await;
        let mut tag = secretary.get("/rulebook/draft").await.etag;
        for (points, from, document, replaced) in [(6, "2026-05-01", "一号", json!([])), (7, "2026-04-01", "二号", json!([2]))] {
            let draft = drafts(&secretary, &tag, files(world, "拾金不昧: 5", &format!("拾金不昧: {points}"))).await;
            let adopted = adopts(&secretary, &draft.etag, json!({"effective_on": from, "adoption": meeting(document)})).await;
            assert_eq!(adopted.body["replaces"], replaced, "{adopted:?}");
            tag = secretary.get("/rulebook/draft").await.etag;
        }
        let versions = secretary.get("/rulebook/versions").await.body["items"].clone();
        let states: Vec<_> = versions.as_array().unwrap().iter().map(|version| version["state"].as_str().unwrap().to_owned()).collect();
        assert_eq!(states, ["coming", "never", "in_force"]);
        assert_eq!(secretary.get("/rulebook/in_force?on=2026-06-01").await.body["version"], json!(3));
    }
);

story!(
    /// Files changed on disk become a draft while the service runs, once they lie still; 文件即生效 puts them in force from the day they name.
    files_become_a_draft_while_the_service_runs,
    |world| {
        let secretary = world.somebody(Role::Secretary).await;
        let mut watch = world.watch();
        let mut look = async || watch.look(&world.house).await.unwrap().into_iter().map(|(_, settled)| settled).collect::<Vec<_>>();
        assert_eq!(look().await, []);
        // The day a first version names lies in the past; a later one may name a day to come.
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: 8"));
        world.rewrite("village.yaml", |text| text.replace("生效: 2025-01-01", "生效: 2026-04-01"));
        assert_eq!(look().await, [], "the file may be just being saved");
        assert_eq!(look().await, [Settled::Updated(day("2026-04-01"))]);
        assert_eq!(look().await, []);
        let version = |on: &str| format!("/rulebook/in_force?on={on}");
        assert_eq!(secretary.get(&version("2026-03-31")).await.body["version"], json!(1));
        assert_eq!(secretary.get(&version("2026-04-01")).await.body["version"], json!(2));

        // Going back at the desk is not undone by files that stayed as they are.
        let back = json!({"effective_on": "2026-03-03", "adoption": meeting("二号"), "back_to": 1});
        assert_eq!(adopts(&secretary, "", back).await.status.as_u16(), 201);
        assert_eq!((look().await, world.settle().await), (vec![], Settled::Draft(None)));
        assert_eq!(secretary.get("/rulebook").await.body["version"], json!(1));

        // Without 文件即生效 a change waits as a draft, and an editor at the desk sees it.
        let seen = secretary.get("/rulebook/draft").await.etag;
        world.rewrite("village.yaml", |text| text.replace("文件即生效: 是\n", "").replace("试行: 是\n", ""));
        assert_eq!((look().await, look().await), (vec![], vec![Settled::Draft(None)]));
        let draft = secretary.get("/rulebook/draft").await;
        assert_eq!((&draft.body["origin"], &draft.body["is_sound"]), (&json!("files"), &json!(true)));
        let late = drafts(&secretary, &seen, files(world, "签到", "报到")).await;
        assert_eq!((late.code(), late.text("title").contains("文件")), ("versions.draft_changed", true));
        assert_eq!(adopts(&secretary, &draft.etag, json!({"effective_on": "2026-05-01", "adoption": meeting("三号")})).await.status.as_u16(), 201);
        assert_eq!(world.settle().await, Settled::Unchanged);
    }
);

story!(
    /// A record written in the files counts for one version: a later change of the same files has no decision yet.
    a_written_decision_counts_once,
    |world| {
        let record = "采纳: { 会议: 村民代表会议, 日期: 2026-03-01, 应到: 30, 实到: 28, 赞成: 27, 文号: 一号 }\n";
        world.rewrite("village.yaml", |text| text.replace("试行: 是\n", record).replace("生效: 2025-01-01", "生效: 2026-03-02"));
        assert_eq!(world.settle().await, Settled::Draft(None), "a village that is no longer on trial needs two people");
        let secretary = world.somebody(Role::Secretary).await;
        let by_the_files = async || {
            let seen = secretary.get("/rulebook/draft").await.etag;
            adopts(&secretary, &seen, json!({"effective_on": "2026-03-02"})).await
        };
        assert_eq!(by_the_files().await.status.as_u16(), 201);
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: 8"));
        assert_eq!(world.settle().await, Settled::Draft(None));
        assert_eq!(by_the_files().await.code(), "versions.adoption_used");
        // Nor does it help to write the trial back into the files.
        world.rewrite("village.yaml", |text| text.replace(record, "试行: 是\n"));
        assert_eq!(world.settle().await, Settled::Draft(None));
        assert_eq!(secretary.get("/rulebook").await.body["version"], json!(2));
        world.rewrite("village.yaml", |text| text.replace("试行: 是\n", &record.replace("一号", "二号")));
        assert_eq!(world.settle().await, Settled::Draft(None));
        assert_eq!(by_the_files().await.status.as_u16(), 201);
    }
);
