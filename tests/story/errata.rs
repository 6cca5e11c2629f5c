//! A version says something else than what the meeting decided: that is announced with everything it changes, and then put right, never in silence.

use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::tampering::by_hand;
use super::world::{Answer, On, VILLAGE, World, story};

/// Twenty points for an hour instead of two.
fn mistyped(file: &str, text: String) -> String {
    match file {
        "rules.yaml" => text
            .replace("分值: 时长 * 2", "分值: 时长 * 20")
            .replace("上限: 每人每月 20 分", "上限: 每人每月 200 分")
            .replace("{ 时长: 5, 得: 10 }", "{ 时长: 5, 得: 100 }")
            .replace("{ 时长: 15, 本月已得: 12, 得: 8 }", "{ 时长: 15, 本月已得: 120, 得: 80 }"),
        _ => text.replace("预算: 100 }", "预算: 1000 }"),
    }
}

/// The text as the meeting decided it, and whatever else somebody would like to slip in.
fn corrected(world: &World, slip: impl Fn(String) -> String) -> Value {
    let rules = world
        .file("rules.yaml")
        .replace("分值: 时长 * 20", "分值: 时长 * 2")
        .replace("{ 时长: 5, 得: 100 }", "{ 时长: 5, 得: 10 }")
        .replace("{ 时长: 15, 本月已得: 120, 得: 80 }", "{ 时长: 15, 本月已得: 12, 得: 30 }");
    json!([{"path": "village.yaml", "text": world.file("village.yaml")}, {"path": "rules.yaml", "text": slip(rules)}])
}

impl Actor<'_> {
    async fn proposes_erratum(&self, version: i64, files: Value) -> Answer {
        self.proposes_erratum_as(&self.world.fresh_operation(), version, files).await
    }

    async fn proposes_erratum_as(&self, operation: &str, version: i64, files: Value) -> Answer {
        self.post_as(operation, "/errata", proposal(version, files)).await
    }

    async fn confirms_erratum(&self, id: &str) -> Answer {
        self.post(&format!("/errata/{id}/confirmation"), Value::Null).await
    }

    async fn withdraws_erratum(&self, id: &str, reason: &str) -> Answer {
        self.post(&format!("/errata/{id}/withdrawal"), json!({"reason": reason})).await
    }
}

fn proposal(version: i64, files: Value) -> Value {
    json!({"version": version, "rule": "志愿服务", "reason": "会上定的是 2 分，录入时多打了一个零", "files": files})
}

/// What an erratum does to households: code, before, after, moved, waived.
fn told(answer: &Answer) -> Vec<[String; 5]> {
    let households = answer.body["households"].as_array().unwrap_or_else(|| panic!("{answer:?}"));
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    households.iter().map(|one| ["household", "before", "after", "moved", "waived"].map(|name| text(one, name))).collect()
}

fn row(row: [&str; 5]) -> [String; 5] {
    row.map(str::to_owned)
}

fn refused(table: impl IntoIterator<Item = (Answer, u16, &'static str)>) {
    for (at, (answer, status, code)) in table.into_iter().enumerate() {
        assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{at}: {answer:?}");
    }
}

/// Two households got too much; one of them has bought rice cookers of it since.
async fn lived(world: &World) -> [String; 3] {
    world.wake_up_on("2026-03-02").await; // what is due every month is done: what moves the chain from here on is the errata's
    let secretary = world.somebody(Role::Secretary).await;
    let one = secretary.approved("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 1})).await;
    let other = secretary.approved("志愿服务", "1-02-1", "2026-03-01", json!({"时长": 3})).await;
    let fair = secretary.approved("拾金不昧", "1-02-1", "2026-03-02", json!({})).await;
    let keeper = world.somebody(Role::Keeper).await;
    let bought = keeper.redeems("1-02-1", json!([{"item": "A03", "quantity": 1}])).await;
    assert_eq!(bought.status, 201, "{bought:?}");
    [one, other, fair]
}

story!(
    /// As long as an old line stands on the wall, 我有意见 is at that line, too.
    an_old_line_on_the_wall_has_its_button,
    mistyped,
    |world| {
        lived(world).await;
        world.wake_up_on("2026-04-20").await;
        let resident = world.resident("1-01-1").await;
        let phone = Browser::of_resident(world, &resident.token);
        let page = format!("/v/{VILLAGE}");
        let before = phone.opens(&page).await;
        assert!(before.says(&["提意见的时间过了"]) && !before.says(&["objections/new?award="]), "{before:?}");
        let [_, secretary, supervisor, _] = world.everybody().await;
        secretary.proposes_erratum(1, corrected(world, |text| text)).await;
        assert_eq!(supervisor.confirms_erratum("1").await.text("state"), "announced");
        let during = phone.opens(&page).await;
        assert!(during.says(&["objections/new?award=1"]) && !during.says(&["提意见的时间过了"]), "{during:?}");
    }
);

story!(
    /// What it changes is shown before anything happens; another one confirms it; when its days are over it is carried out, and everybody can read why.
    a_mistyped_number_is_put_right,
    mistyped,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let [one, ..] = lived(world).await;
        assert_eq!([grid.available("1-01-1").await, grid.available("1-02-1").await], ["20.00", "15.00"]);
        let (files, head) = (corrected(world, |text| text), world.head().await);
        let dry = secretary.post("/errata?dry_run=true", proposal(1, files.clone())).await;
        let expected = vec![row(["1-01", "20.00", "2.00", "-18.00", "0.00"]), row(["1-02", "60.00", "6.00", "-15.00", "39.00"])];
        assert_eq!(told(&dry), expected);
        assert_eq!(secretary.get("/errata").await.body["items"], json!([]), "a look keeps nothing");
        let proposed = secretary.proposes_erratum_as("once", 1, files.clone()).await;
        assert_eq!((told(&proposed), proposed.text("sentence")), (expected.clone(), "志愿服务：每小时 20 分 → 2 分".to_owned()));
        assert_eq!(proposed.body["totals"]["yuan"], "-33.00");
        assert_eq!(proposed.body["households"][0]["awards"][0]["because_after"][0], "志愿服务 1 小时 × 2 = 2 分", "{proposed:?}");
        let again = secretary.proposes_erratum_as("once", 1, files).await;
        assert_eq!((again.replayed, again.body), (true, proposed.body));
        let confirmed = supervisor.confirms_erratum("1").await;
        assert_eq!((confirmed.text("state").as_str(), confirmed.text("last_on").as_str()), ("announced", "2026-03-09"), "it takes from people: 7 days");
        // While it is announced nothing has changed, and what is recorded meanwhile is put right with the rest.
        world.wake_up_on("2026-03-09").await;
        assert_eq!(world.head().await, head);
        secretary.approved("志愿服务", "1-01-2", "2026-03-03", json!({"时长": 2})).await;
        assert_eq!(grid.available("1-01-2").await, "40.00");
        world.wake_up_on("2026-03-10").await;
        let done = secretary.get("/errata/1").await;
        assert_eq!((done.text("state").as_str(), &done.body["corrected"]), ("carried_out", &json!(2)));
        assert_eq!(told(&done)[0], row(["1-01", "60.00", "6.00", "-54.00", "0.00"]));
        let left = [grid.available("1-01-1").await, grid.available("1-01-2").await, grid.available("1-02-1").await];
        assert_eq!(left, ["2.00", "4.00", "0.00"]);
        let lines = grid.get("/accounts/1-02-1/entries").await.body["items"].clone();
        assert_eq!((&lines[0]["kind"], &lines[0]["title"], &lines[0]["points"]), (&json!("adjustment"), &json!("改正：志愿服务"), &json!("-15.00")));
        let why = json!([
            "规则第 1 版写错了，志愿服务：每小时 20 分 → 2 分（第 1 号规则改正，公示到 2026-03-09）",
            "2026年3月1日的这一次原来记 60 分，按改正后的规则是 6 分",
            "多记的 15 分收回",
            "另有 39 分已经用掉、到期或清零了，是村里写错，不用还"
        ]);
        assert_eq!(lines[0]["explanation"], why);
        // The corrected text holds for all days of the version, and the village reads so.
        let versions = grid.get("/rulebook/versions").await.body["items"].clone();
        assert_eq!((&versions[0]["version"], &versions[0]["state"], &versions[0]["corrects"]), (&json!(2), &json!("in_force"), &json!(1)));
        assert_eq!(versions[1]["state"], "corrected");
        assert_eq!(grid.records("志愿服务", "2-03-1", "2026-03-01", json!({"时长": 2})).await.text("points"), "4.00");
        // Once more the clock does nothing, and one that was put right can still be taken back whole.
        let head = world.head().await;
        world.wake_up_on("2026-03-11").await;
        assert_eq!(world.head().await, head);
        secretary.proposes_reversal(&one, "记成了同名的人").await;
        assert_eq!(supervisor.confirms_reversal(&one).await.text("award"), "reversed");
        assert_eq!(grid.available("1-01-1").await, "0.00");
    }
);

story!(
    /// Neither what is no correction nor who may not; the order of the refusals is the documented one.
    what_is_no_correction_is_refused,
    mistyped,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        secretary.approved("志愿服务", "2-02-1", "2026-03-01", json!({"时长": 1})).await; // the supervisor's household
        let text = |slip: fn(String) -> String| corrected(world, slip);
        let plain = || text(|text| text);
        let with = |name: &str, value: Value| {
            let mut body = proposal(1, plain());
            body[name] = value;
            body
        };
        let propose = async |files| secretary.proposes_erratum(1, files).await;
        refused([
            (grid.proposes_erratum(1, plain()).await, 403, "roster.not_your_task"),
            (supervisor.proposes_erratum(1, plain()).await, 403, "roster.not_your_task"),
            (secretary.proposes_erratum(7, plain()).await, 404, "versions.unknown_version"),
            (secretary.proposes_erratum(1, Value::Null).await, 409, "errata.no_draft"),
            (propose(json!([{"path": "../rules.yaml", "text": ""}])).await, 422, "versions.wrong_files"),
            (propose(text(|text| text.replace("得: 10 }", "得: 11 }"))).await, 422, "versions.has_errors"),
            (propose(text(|text| text.replace("拾金不昧: 5", "拾金不昧: 50"))).await, 422, "errata.other_change"),
            (propose(text(|text| text.replace("    签到: { 分值: 1, 审核: 免审 }\n", ""))).await, 422, "errata.other_change"),
            (propose(text(|text| text.replace("      上限: 每人每月 200 分\n", "      上限: 每人每月 200 分\n      公示: 9天\n"))).await, 422, "errata.not_numbers"),
            (secretary.post("/errata", with("rule", json!("签到"))).await, 422, "errata.other_change"),
            (secretary.post("/errata", with("from", json!("2024-12-31"))).await, 422, "errata.wrong_day"),
            (secretary.post("/errata", with("reason", json!(" "))).await, 422, "errata.reason_missing"),
            (secretary.post("/errata", with("reason", json!("错".repeat(501)))).await, 422, "claims.note_too_long"),
            (supervisor.confirms_erratum("1").await, 404, "errata.unknown"),
        ]);
        let secret = json!({"version": 1, "rule": "举报违法行为有功", "reason": "错了", "files":
            [{"path": "village.yaml", "text": world.file("village.yaml")}, {"path": "rules.yaml", "text": world.file("rules.yaml").replace("分值: 10, 保密", "分值: 100, 保密")}]});
        refused([(secretary.post("/errata", secret).await, 422, "errata.protected")]);
        let proposed = secretary.proposes_erratum(1, plain()).await;
        assert_eq!(told(&proposed)[0][0], "2-02");
        // Whoever gains or loses by it does not confirm it; nobody has both roles, and kin are tried in `errata::deciding`.
        let at_home = world.another(Role::Supervisor, "S02").await;
        refused([
            (propose(plain()).await, 409, "errata.another_waits"),
            (secretary.confirms_erratum("1").await, 403, "roster.not_your_task"),
            (at_home.confirms_erratum("1").await, 403, "errata.own_household"),
        ]);
        let proposer = secretary.get("/errata/1").await;
        assert_eq!(proposer.text("state"), "proposed");
        let confirmed = township.confirms_erratum("1").await;
        assert_eq!(confirmed.text("state"), "announced");
        refused([
            (township.confirms_erratum("1").await, 409, "errata.not_waiting"),
            (township.withdraws_erratum("1", " ").await, 422, "errata.reason_missing"),
            (grid.withdraws_erratum("1", "错").await, 403, "roster.not_your_task"),
        ]);
        world.wake_up_on("2026-03-20").await;
        assert_eq!(grid.available("2-02-1").await, "2.00");
        refused([
            (propose(plain()).await, 409, "errata.already_corrected"),
            (secretary.withdraws_erratum("1", "晚了").await, 409, "errata.not_waiting"),
            (secretary.proposes_erratum(2, plain()).await, 422, "errata.unchanged"),
        ]);
    }
);

story!(
    /// Withdrawn with a reason before its days are over: nobody's points change, and it can be taken up again.
    what_is_withdrawn_changes_nothing,
    mistyped,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        lived(world).await;
        let head = world.head().await;
        secretary.proposes_erratum(1, corrected(world, |text| text)).await;
        supervisor.confirms_erratum("1").await;
        let withdrawn = supervisor.withdraws_erratum("1", "会议记录上写的就是 20 分").await;
        assert_eq!((withdrawn.text("state"), withdrawn.text("withdrawn_because")), ("withdrawn".into(), "会议记录上写的就是 20 分".into()));
        let public = Browser::new(world).opens(&format!("/errata/{VILLAGE}/1")).await;
        assert!(public.says(&["已经撤回，谁的分都没有变", "会议记录上写的就是 20 分"]), "{public:?}");
        world.wake_up_on("2026-03-20").await;
        assert_eq!(world.head().await, head);
        assert_eq!(grid.available("1-01-1").await, "20.00");
        assert_eq!(grid.records("志愿服务", "2-03-1", "2026-03-01", json!({"时长": 2})).await.text("points"), "40.00");
        assert_eq!(secretary.proposes_erratum(1, corrected(world, |text| text)).await.text("state"), "proposed");
    }
);

story!(
    /// While somebody objects to an award that is announced, nothing is put right; an award that is taken back meanwhile is left alone. Nobody is too late to
    /// object, however long ago it was posted.
    what_somebody_objects_to_waits,
    mistyped,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let [one, other, _] = lived(world).await;
        world.wake_up_on("2026-05-20").await;
        let resident = world.resident("1-01-1").await;
        let object = async |award: &str| {
            resident.post("/objections", json!({"award": award.parse::<i64>().unwrap(), "reason": "wrong_points", "sentence": "会上说的就是 20"})).await
        };
        assert_eq!(object(&one).await.code(), "objections.too_late");
        secretary.proposes_erratum(1, corrected(world, |text| text)).await;
        supervisor.confirms_erratum("1").await;
        assert_eq!(object(&one).await.status, 201);
        secretary.proposes_reversal(&other, "不是他").await;
        world.wake_up_on("2026-06-10").await;
        assert_eq!(secretary.get("/errata/1").await.text("state"), "announced", "its days are over, but two have to be decided on");
        let ruled = world.another(Role::Supervisor, "S20").await.post("/objections/1/ruling", json!({"upheld": false, "reason": "会议记录上是 2 分"})).await;
        assert_eq!(ruled.text("state"), "dismissed", "{ruled:?}");
        world.wake_up_on("2026-06-11").await;
        assert_eq!(secretary.get("/errata/1").await.text("state"), "announced");
        // What she has left is not enough to take the award back; it stands as it is.
        assert_eq!(supervisor.rejects_reversal(&other, "查过了，是他").await.text("state"), "approved");
        world.wake_up_on("2026-06-12").await;
        assert_eq!(secretary.get("/errata/1").await.text("state"), "carried_out");
        assert_eq!([grid.available("1-01-1").await, grid.available("1-02-1").await], ["2.00", "0.00"]);
    }
);

/// One point for lost property instead of five, twenty taken for bad language instead of two, and both in a chapter's limit.
fn the_other_way(file: &str, text: String) -> String {
    match file {
        "rules.yaml" => text
            .replace("拾金不昧: 5", "拾金不昧: { 分值: 1, 有效期: 1年 }")
            .replace("公共场合说脏话: -2", "公共场合说脏话: { 分值: -20, 修复: 一年内签到满2次返还一半 }")
            .replace("义务劳动: { 分值: 5, 上限: 每户每月 10 分 }", "义务劳动: { 分值: 50, 上限: 每户每月 10 分 }"),
        _ => text,
    }
}

/// The village's text with one thing put right.
fn with(world: &World, was: &str, is: &str) -> Value {
    json!([{"path": "village.yaml", "text": world.file("village.yaml")}, {"path": "rules.yaml", "text": world.file("rules.yaml").replace(was, is)}])
}

/// Puts one rule right, from its proposal to the day it is carried out.
async fn put_right(world: &World, version: i64, rule: &str, files: Value, until: &str) -> Answer {
    let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.another(Role::Supervisor, "S30").await);
    let body = json!({"version": version, "rule": rule, "reason": "录入时打错了", "files": files});
    let proposed = secretary.post("/errata", body).await;
    assert_eq!(proposed.status, 201, "{proposed:?}");
    let id = proposed.text("id");
    assert_eq!(supervisor.confirms_erratum(&id).await.text("state"), "announced");
    world.wake_up_on(until).await;
    let done = secretary.get(&format!("/errata/{id}")).await;
    assert_eq!(done.text("state"), "carried_out", "{done:?}");
    done
}

story!(
    /// Who got too little gets the rest; what was taken goes back where it came from, what was earned back of it is worked out anew; what waits is
    /// posted as it should be; and the same awards can be put right again.
    too_little_and_too_much_taken,
    the_other_way,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        for _ in 0..15 {
            grid.records("签到", "1-01-1", "2026-03-01", json!({})).await;
        }
        secretary.approved("拾金不昧", "1-01-1", "2026-03-01", json!({})).await;
        let bad = secretary.approved("公共场合说脏话", "1-01-1", "2026-03-01", json!({})).await;
        world.wake_up_on("2026-03-12").await;
        assert_eq!(grid.available("1-01-1").await, "0.00", "16 were there, 20 should have been taken");
        for _ in 0..2 {
            grid.records("签到", "1-01-1", "2026-03-12", json!({})).await;
        }
        assert_eq!(grid.available("1-01-1").await, "10.00", "half of it was earned back");
        let waiting = grid.records("公共场合说脏话", "1-01-2", "2026-03-12", json!({})).await.text("id");
        secretary.approves(&waiting).await;
        // Only what is missing is given, until the day on which it would have lapsed anyhow counted from today.
        let done = put_right(world, 1, "拾金不昧", with(world, "拾金不昧: { 分值: 1,", "拾金不昧: { 分值: 5,"), "2026-03-16").await;
        assert_eq!(told(&done), [row(["1-01", "1.00", "5.00", "4.00", "0.00"])]);
        assert_eq!(done.text("last_on"), "2026-03-15", "it takes from nobody: 3 days");
        assert_eq!(grid.available("1-01-1").await, "14.00");
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: { 分值: 1,", "拾金不昧: { 分值: 5,"));
        let (was, is) = ("公共场合说脏话: { 分值: -20,", "公共场合说脏话: { 分值: -2,");
        let done = put_right(world, 2, "公共场合说脏话", with(world, was, is), "2026-03-28").await;
        assert_eq!(told(&done), [row(["1-01", "-40.00", "-4.00", "14.00", "0.00"])], "of 16 that were taken 2 stay; the other one waits");
        // 14 that were there, 14 given back, 8 earned back taken again less 1 that is still due.
        assert_eq!(grid.available("1-01-1").await, "21.00");
        let lines = grid.get("/accounts/1-01-1/entries").await.body["items"].clone();
        let titles: Vec<_> = lines.as_array().unwrap().iter().take(3).map(|line| (line["title"].as_str().unwrap(), line["points"].as_str().unwrap())).collect();
        assert_eq!(titles, [("修复：公共场合说脏话", "1.00"), ("改正：修复：公共场合说脏话", "-8.00"), ("改正：公共场合说脏话", "14.00")]);
        let state = secretary.get(&format!("/claims/{waiting}")).await;
        assert_eq!((state.text("points").as_str(), state.text("award").as_str()), ("-2.00", "posted"), "{state:?}");
        // Taken back whole, the deduction leaves nothing behind.
        secretary.proposes_reversal(&bad, "看错人了").await;
        assert_eq!(supervisor.confirms_reversal(&bad).await.text("award"), "reversed");
        assert_eq!(grid.available("1-01-1").await, "22.00");
    }
);

story!(
    /// What a limit cut because another award was too large is made whole; a household that has moved since, and a limit that was free again, change nothing.
    limits_are_kept_as_they_would_have_been,
    |file, text| match file {
        "rules.yaml" => text
            .replace("  公益服务:\n", "  公益服务:\n    上限: 每户每月 30 分\n")
            .replace("义务劳动: { 分值: 5, 上限: 每户每月 10 分 }", "义务劳动: { 分值: 25, 上限: 每户每月 2 次 }"),
        _ => text,
    },
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let too_much = secretary.approved("义务劳动", "1-01-1", "2026-03-01", json!({})).await;
        let cut = secretary.approved("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 10})).await;
        assert_eq!(grid.available("1-01-1").await, "30.00", "20 were cut to 5");
        // Another household's award was cut by one that was a mistake; that this is free now is not the text's doing.
        let wrong = secretary.approved("志愿服务", "1-02-1", "2026-03-01", json!({"时长": 8})).await;
        secretary.approved("志愿服务", "1-02-1", "2026-03-02", json!({"时长": 8})).await;
        secretary.proposes_reversal(&wrong, "记重了").await;
        assert_eq!(supervisor.confirms_reversal(&wrong).await.text("award"), "reversed");
        assert_eq!(grid.available("1-02-1").await, "4.00");
        let done = put_right(world, 1, "义务劳动", with(world, "义务劳动: { 分值: 25,", "义务劳动: { 分值: 5,"), "2026-03-10").await;
        assert_eq!(told(&done), [row(["1-01", "30.00", "25.00", "-5.00", "0.00"])]);
        let awards = &done.body["households"][0]["awards"];
        let told = |at: usize| [&awards[at]["award"], &awards[at]["before"], &awards[at]["after"]].map(|value| value.as_str().unwrap().to_owned());
        assert_eq!([told(0), told(1)], [[too_much, "25.00".into(), "5.00".into()], [cut, "5.00".into(), "20.00".into()]]);
        assert_eq!([grid.available("1-01-1").await, grid.available("1-02-1").await], ["25.00", "4.00"]);
    }
);

story!(
    /// What was waived stays waived: it is not taken from what comes later, and makes up for what would be given for the same deed.
    a_second_erratum_of_the_same_award,
    mistyped,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        lived(world).await;
        put_right(world, 1, "志愿服务", corrected(world, |text| text), "2026-03-12").await;
        world.rewrite("rules.yaml", |text| text.replace("分值: 时长 * 20", "分值: 时长 * 2").replace("得: 100 }", "得: 10 }").replace("本月已得: 120, 得: 80", "本月已得: 12, 得: 30"));
        let again = |text: String| text.replace("分值: 时长 * 2", "分值: 时长 * 17").replace("得: 10 }", "得: 85 }").replace("本月已得: 12, 得: 30", "本月已得: 12, 得: 188");
        let files = json!([{"path": "village.yaml", "text": world.file("village.yaml")}, {"path": "rules.yaml", "text": again(world.file("rules.yaml"))}]);
        let done = put_right(world, 2, "志愿服务", files, "2026-03-24").await;
        // 6 + 45 are due of the three hours, 39 of them she has had.
        assert_eq!(told(&done), [row(["1-01", "2.00", "17.00", "15.00", "0.00"]), row(["1-02", "6.00", "51.00", "6.00", "-39.00"])]);
        assert_eq!([grid.available("1-01-1").await, grid.available("1-02-1").await], ["17.00", "6.00"]);
        assert_eq!(done.body["corrected"], 3);
    }
);

story!(
    /// A version that is over is put right for its own days; the one that follows stays what it is, and is what the next draft starts from.
    a_version_that_is_over,
    mistyped,
    |world| {
        let [grid, secretary, _, _] = world.everybody().await;
        lived(world).await;
        let wrong = world.file("rules.yaml");
        world.wake_up_on("2026-03-05").await;
        world.rewrite("rules.yaml", |text| text.replace("拾金不昧: 5", "拾金不昧: 6"));
        world.settle().await;
        secretary.approved("志愿服务", "1-01-1", "2026-03-05", json!({"时长": 1})).await;
        world.rewrite("rules.yaml", |_| wrong.clone());
        let done = put_right(world, 1, "志愿服务", corrected(world, |text| text), "2026-03-20").await;
        assert_eq!((told(&done)[0].clone(), &done.body["corrected"]), (row(["1-01", "20.00", "2.00", "-18.00", "0.00"]), &json!(3)));
        assert_eq!(grid.available("1-01-1").await, "22.00", "the deed of the next version is not touched");
        for (on, points) in [("2026-03-02", "2.00"), ("2026-03-06", "20.00")] {
            assert_eq!(grid.records("志愿服务", "2-03-1", on, json!({"时长": 1})).await.text("points"), points, "{on}");
        }
        let versions = grid.get("/rulebook/versions").await.body["items"].clone();
        let told: Vec<_> = versions.as_array().unwrap().iter().map(|one| (one["version"].as_i64().unwrap(), one["state"].as_str().unwrap())).collect();
        assert_eq!(told, [(2, "in_force"), (3, "past"), (1, "corrected")]);
        let draft = secretary.get("/rulebook/draft").await;
        assert!(draft.body.to_string().contains("拾金不昧: 6"), "{draft:?}");
    }
);

story!(
    /// A machine that was off carries it out as of the day it was due.
    a_day_that_was_missed,
    mistyped,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        lived(world).await;
        secretary.proposes_erratum(1, corrected(world, |text| text)).await;
        supervisor.confirms_erratum("1").await;
        world.wake_up_on("2026-04-30").await;
        let line = grid.get("/accounts/1-01-1/entries").await.body["items"][0].clone();
        assert_eq!((&line["points"], &line["at"].as_str().unwrap()[..10]), (&json!("-18.00"), "2026-03-10"), "{line:?}");
    }
);

#[tokio::test]
async fn the_same_erratum_gives_the_same_chain_on_both_engines() {
    let mut heads = Vec::new();
    for engine in [On::Sqlite, On::Sqlite, On::Postgres] {
        let Some(world) = World::begun(engine, mistyped).await else { continue };
        lived(&world).await;
        put_right(&world, 1, "志愿服务", corrected(&world, |text| text), "2026-03-12").await;
        heads.push(world.head().await);
        world.end().await;
    }
    assert!(heads.windows(2).all(|pair| pair[0] == pair[1]), "{heads:?}");
}

#[tokio::test]
async fn an_erratum_changed_by_hand_is_found() {
    let free = "DROP TRIGGER adjustments_no_update; DROP TRIGGER adjustments_no_delete";
    let table = [
        ("UPDATE awards SET points = 2000 WHERE id = 1", "第 1 号加减分的改正，前后对不上。"),
        (
            "UPDATE awards SET rulebook = (SELECT hash FROM rulebook_versions WHERE version = 1) WHERE id = 1",
            "第 1 号加减分的改正，前后对不上。",
        ),
        ("UPDATE adjustments SET moved = -1 WHERE award = 1", "第 1 号加减分的改正和账上对不上。"),
        ("UPDATE adjustments SET points_before = 100 WHERE award = 2", "第 2 号加减分和账上那一笔对不上。"),
        ("DELETE FROM adjustments WHERE award = 2", "账上的 erratum:1:2 没有对应的改正。"),
    ];
    for (sql, expected) in table {
        let world = World::begun(On::Sqlite, mistyped).await.unwrap();
        lived(&world).await;
        put_right(&world, 1, "志愿服务", corrected(&world, |text| text), "2026-03-12").await;
        assert_eq!(world.breaches().await, Vec::<String>::new());
        let refused = by_hand(&world, "UPDATE adjustments SET moved = 0").await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{refused}");
        by_hand(&world, free).await.unwrap();
        by_hand(&world, sql).await.unwrap();
        let found = world.breaches().await;
        assert!(found.iter().any(|breach| breach == expected), "{sql}: {found:?}");
        world.vanish().await;
    }
}

story!(
    /// At the desk: the draft shows whom it would put right, somebody else agrees, the sheet hangs in the village and on the kiosk, and each household
    /// reads its own statement and nobody else's.
    an_erratum_at_the_desk,
    mistyped,
    |world| {
        lived(world).await;
        let (secretary, supervisor) = (Browser::at(world, Role::Secretary).await, Browser::at(world, Role::Supervisor).await);
        let desk = format!("/desk/{VILLAGE}/errata");
        assert!(secretary.opens(&desk).await.says(&["还没有草案", "到村规则"]));
        let seen = world.somebody(Role::Secretary).await.get("/rulebook/draft").await.etag;
        let written = world.somebody(Role::Secretary).await.sends(axum::http::Method::PUT, "/rulebook/draft", &seen, json!({"files": corrected(world, |text| text)})).await;
        assert!(written.status.is_success(), "{written:?}");
        let form = secretary.opens(&desk).await;
        assert!(form.says(&["志愿服务：每小时 20 分 → 2 分", "提出，等另一个人同意"]), "{form:?}");
        let [operation, version, rule] = ["operation", "version", "rule"].map(|name| form.hidden(name));
        let mut fields = vec![("operation", operation.as_str()), ("version", &version), ("rule", &rule), ("from", "2025-01-01"), ("reason", " "), ("do", "propose")];
        let no = secretary.submit(&desk, &fields).await;
        assert!(no.status == 422 && no.says(&["没有写原因", "什么也没有改"]), "{no:?}");
        fields[4].1 = "会上定的是 2 分";
        fields[5].1 = "look";
        let look = secretary.submit(&desk, &fields).await;
        assert!(look.says(&["只是看看", "改 2 笔，涉及 2 户：0 户变多，2 户变少", "39 分已经用掉", "−18", "−15"]), "{look:?}");
        fields[5].1 = "propose";
        let done = secretary.submit(&desk, &fields).await;
        assert_eq!(done.leads_to(), format!("{desk}/1"));
        assert!(secretary.opens(&format!("{desk}/1")).await.says(&["等村务监督委员、乡镇干部同意", "撤回"]));
        assert!(Browser::new(world).opens(&format!("/errata/{VILLAGE}/1")).await.status == 404, "nobody sees it before it is announced");
        let page = supervisor.opens(&format!("{desk}/1")).await;
        assert!(page.says(&["同意，开始公示", "会上定的是 2 分"]), "{page:?}");
        let agreed = supervisor.submit(&format!("{desk}/1/confirmation"), &[("operation", &page.operation())]).await;
        assert_eq!(agreed.leads_to(), format!("{desk}/1"));
        let everybody = Browser::new(world);
        let wall = everybody.opens(&format!("/notices/{VILLAGE}")).await;
        assert!(wall.says(&["规则改正：志愿服务：每小时 20 分 → 2 分", &format!("/errata/{VILLAGE}/1")]), "{wall:?}");
        let sheet = everybody.opens(&format!("/errata/{VILLAGE}/1")).await;
        assert!(sheet.says(&["规则改正公告（第 1 号）", "1-01", "20", "−18", "−54", "不用还"]) && !sheet.says(&["马某"]), "{sheet:?}");
        assert!(!sheet.says(&["−15"]), "what a household still had is nobody else's business: {sheet:?}");
        let kiosk = Browser::at(world, Role::Kiosk).await;
        assert!(kiosk.opens(&format!("/kiosk/{VILLAGE}/notices")).await.says(&[&format!("/kiosk/{VILLAGE}/errata/1")]));
        assert!(kiosk.opens(&format!("/kiosk/{VILLAGE}/errata/1")).await.says(&["规则改正公告"]));
        let own = Browser::of_resident(world, &world.resident("1-02-1").await.token);
        assert!(own.opens(&format!("/v/{VILLAGE}/objections")).await.says(&["有一条规则写错了，看我家改了什么"]));
        let mine = own.opens(&format!("/v/{VILLAGE}/errata")).await;
        assert!(mine.says(&["原来 <b>+60 分</b>", "改正后 <b>+6 分</b>", "到时收回 15 分；另有 39 分已经用掉", "我有意见"]) && !mine.says(&["+20"]), "{mine:?}");
        world.wake_up_on("2026-03-10").await;
        let own = Browser::of_resident(world, &world.resident("1-02-1").await.token);
        assert!(own.opens(&format!("/v/{VILLAGE}/errata")).await.says(&["已经改好", "已经收回 15 分"]));
        let statements = supervisor.opens(&format!("{desk}/1/statements")).await;
        assert!(statements.says(&["1-01 户", "1-02 户", "原来一共 60 分，改正后 6 分，账上 −15 分"]), "{statements:?}");
        assert!(everybody.opens(&format!("/errata/{VILLAGE}/1")).await.says(&["上面是改好的结果"]));
    }
);

/// An erratum changes somebody's points, they ask to be forgotten: what it said in words is gone from it, its numbers stand and add up.
#[tokio::test]
async fn whoever_is_forgotten_leaves_their_numbers_in_an_erratum() {
    for before_it_is_carried_out in [true, false] {
        let world = World::begun(On::Sqlite, mistyped).await.unwrap();
        let [grid, secretary, supervisor, _] = world.everybody().await;
        lived(&world).await;
        secretary.proposes_erratum(1, corrected(&world, |text| text)).await;
        assert_eq!(supervisor.confirms_erratum("1").await.text("state"), "announced");
        let forget = async || {
            let me = world.resident("1-01-1").await;
            let asked = me.post("/erasures", json!({"ground": "own", "waives": true})).await;
            assert_eq!(asked.status, 201, "{asked:?}");
            let done = secretary.post("/erasures/1/confirmation", json!({})).await;
            assert_eq!(done.text("state"), "done", "{done:?}");
        };
        if before_it_is_carried_out {
            forget().await;
        }
        world.wake_up_on("2026-03-10").await;
        if !before_it_is_carried_out {
            forget().await;
        }
        let erratum = secretary.get("/errata/1").await;
        assert_eq!(erratum.text("state"), "carried_out", "{erratum:?}");
        assert!(!erratum.body.to_string().contains("马某"), "{erratum:?}");
        assert_eq!(grid.available("1-02-1").await, "0.00", "of everybody else it is put right as announced");
        assert_eq!(world.breaches().await, Vec::<String>::new(), "before: {before_it_is_carried_out}");
        let closed = grid.get("/accounts/1-01-1").await;
        assert!(closed.code() == "ledger.unknown_account" || closed.text("available") == "0.00", "{closed:?}");
        world.end().await;
    }
}
