//! Those who decide are looked at: kin step aside, attempts are written down, records are drawn by lot and looked at again.

use axum::http::Method;
use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::world::{VILLAGE, story};

async fn month(actor: &Actor<'_>, month: &str) -> Vec<Value> {
    actor.get(&format!("/oversight/reviewers?month={month}")).await.body["items"].as_array().unwrap().clone()
}

story!(
    /// Nobody decides for their kin's household, not even a second time; the attempt is written down, and only the township ends a kinship.
    kin_step_aside,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let (supervisor, township) = (world.somebody(Role::Supervisor).await, world.somebody(Role::Township).await);
        let kin = json!({"staff": "S01", "household": "1-02"});
        let staff = secretary.get("/kinships").await;
        assert_eq!(staff.body["items"], json!([]));
        for (body, code) in [
            (json!({"staff": "S99", "household": "1-02"}), "roster.unknown_staff"),
            (json!({"staff": "S01", "household": "9-99"}), "roster.unknown_household"),
            (json!({"staff": "S02", "household": "1-02"}), "roster.not_yours_to_declare"),
        ] {
            assert_eq!(secretary.post("/kinships", body).await.code(), code);
        }
        assert_eq!(secretary.post("/kinships", kin.clone()).await.status, 201);
        assert_eq!(secretary.post("/kinships", kin.clone()).await.status, 201, "once more changes nothing");

        let claim = grid.records("拾金不昧", "1-02-1", "2026-03-01", json!({})).await.text("id");
        let before = world.head().await;
        let refused = secretary.approves(&claim).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "claims.kin"));
        let desk = Browser::signed_in(world, &secretary.token).opens(&format!("/desk/{VILLAGE}/queue")).await;
        assert!(desk.says(&["要别人审", "您亲属家的，您要回避"]), "{desk:?}");
        assert_eq!(world.head().await, before);
        let dry = secretary.post(&format!("/claims/{claim}/approval?dry_run=true"), json!({})).await;
        assert_eq!(dry.code(), "claims.kin");
        let figures = month(&supervisor, "2026-03").await;
        assert_eq!(figures.len(), 1, "{figures:?}");
        assert_eq!((figures[0]["own_attempts"].as_i64(), figures[0]["approval_share"].as_str()), (Some(1), None), "a look is no attempt");

        assert_eq!(secretary.post("/kinships/endings", kin.clone()).await.code(), "roster.not_your_task");
        let other = json!({"staff": "S01", "household": "1-01"});
        assert_eq!(township.post("/kinships/endings", other).await.code(), "roster.no_kinship");
        assert_eq!(township.post("/kinships/endings", kin.clone()).await.status, 201);
        assert_eq!(secretary.approves(&claim).await.status, 201);
    }
);

story!(
    /// Whoever is kin to a household decides nothing that has to do with it, whatever it is; neither do they for their own.
    who_is_kin_steps_aside_everywhere,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        let given = an_award_to(world, "1-02-1").await;
        for staff in ["S01", "S02", "S04"] {
            assert_eq!(township.post("/kinships", json!({"staff": staff, "household": "1-02"})).await.status, 201);
        }
        let me = world.resident("1-02-1").await;
        let renamed = |number: &str| json!({"on": "2026-03-02", "basis": "户口本", "member": number, "name": "改过的名字"});
        let award: i64 = given.parse().unwrap();
        let objection = me.post("/objections", json!({"award": award, "reason": "wrong_points", "sentence": ""})).await.text("id");
        let ruling = format!("/objections/{objection}/ruling");
        let erasure = json!({"ground": "own", "waives": true});
        assert_eq!(me.post("/erasures", erasure.clone()).await.status, 409, "an objection is open");
        let consent = json!({"resident": "1-02-1", "board": "honours", "given": true});
        let paper = |resident: &str| json!({"ground": "paper", "resident": resident, "basis": "本人字条"});
        let table = [
            (supervisor.post(&ruling, json!({"upheld": true, "reason": "对"})).await, "objections.own_household"),
            (secretary.sends(Method::POST, "/households/1-02/correction", "*", renamed("1-02-1")).await, "households.own_household"),
            (secretary.sends(Method::POST, "/households/2-01/correction", "*", renamed("2-01-1")).await, "households.own_household"),
            (secretary.post("/consents", consent.clone()).await, "personal.own_household"),
            (secretary.post("/erasures", paper("1-02-1")).await, "personal.own_household"),
            (secretary.post("/erasures", paper("2-01-1")).await, "personal.own_household"),
        ];
        for (answer, code) in table {
            assert_eq!((answer.status.as_u16(), answer.code()), (403, code), "{answer:?}");
        }
        assert_eq!(township.post(&ruling, json!({"upheld": false, "reason": "没有错"})).await.text("state"), "dismissed");

        // Deciding on what the resident asked for themselves.
        let asked = me.post("/erasures", erasure).await;
        let confirm = format!("/erasures/{}/confirmation", asked.text("id"));
        for barred in [&secretary, &supervisor] {
            assert_eq!(barred.post(&confirm, json!({})).await.code(), "personal.own_household");
        }
        let change = me.post("/own-data/corrections", json!({"name": "改过的名字", "reason": "户口本上是这个"})).await;
        assert_eq!(change.status, 201, "{change:?}");
        let decide = |way: &str| format!("/household-changes/{}/{way}", change.text("id"));
        assert_eq!(supervisor.post(&decide("confirmation"), json!({})).await.code(), "households.own_household");
        assert_eq!(secretary.post(&decide("rejection"), json!({"reason": "不对"})).await.code(), "households.own_household");

        // Each attempt is counted for the committee, whatever it was about, and told in a sentence; a look is none, nor is what a resident asks.
        let told = attempts(&township).await;
        assert_eq!(told, [("S01".to_owned(), 7), ("S02".to_owned(), 3)]);
        assert_eq!(secretary.post("/erasures?dry_run=true", paper("2-01-1")).await.code(), "personal.own_household");
        assert_eq!(attempts(&township).await, told);
        let changes = township.get("/changes?from=2026-03-01&until=2026-03-31").await.body.to_string();
        for sentence in ["想定第 1 号意见，因为该回避被拦下", "想定户里的变动（第 1 件），因为该回避被拦下", "想定删除个人信息（第 1 件），因为该回避被拦下", "想定一件事，因为该回避被拦下"] {
            assert!(changes.contains(sentence), "{sentence}: {changes}");
        }

        // A first PIN, and asking for another one.
        let desk = Browser::signed_in(world, &grid.token);
        for way in ["pins/code", "pins/reset"] {
            for number in ["1-02-1", "2-04-1"] {
                let operation = world.fresh_operation();
                let seen = desk.submit(&format!("/desk/{VILLAGE}/{way}"), &[("operation", &operation), ("number", number)]).await;
                assert!(seen.status == 403 && seen.says(&["您要回避"]), "{way} {number}: {seen:?}");
            }
        }
    }
);

/// Who tried to decide on what they have a part in, and how often, as the committee sees it.
async fn attempts(reader: &Actor<'_>) -> Vec<(String, i64)> {
    let all = month(reader, "2026-03").await;
    let one = |one: &Value| (one["reviewer"].as_str().unwrap().to_owned(), one["own_attempts"].as_i64().unwrap());
    all.iter().map(one).filter(|(_, count)| *count > 0).collect()
}

/// An award that somebody approved who is nobody's kin.
async fn an_award_to(world: &super::world::World, subject: &str) -> String {
    let claim = world.somebody(Role::GridWorker).await.records("拾金不昧", subject, "2026-03-01", json!({})).await.text("id");
    let another = world.another(Role::Secretary, "S08").await;
    assert_eq!(another.approves(&claim).await.status, 201);
    claim
}

story!(
    /// A sample is drawn once, of a month that is over; each record is looked at by somebody who had nothing to do with it.
    records_are_looked_at_again,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let supervisor = world.somebody(Role::Supervisor).await;
        let mut claims = Vec::new();
        for (subject, reviewer) in [("1-01-2", &secretary), ("1-02-1", &secretary), ("1-02-1", &supervisor)] {
            let claim = grid.records("拾金不昧", subject, "2026-03-01", json!({})).await.text("id");
            assert_eq!(reviewer.approves(&claim).await.status, 201);
            claims.push(claim);
        }
        let draw = |month: &str| supervisor.post("/oversight/samples", json!({"month": month}));
        assert_eq!(draw("2026-3").await.code(), "oversight.wrong_month");
        assert_eq!(draw("2026-03").await.code(), "oversight.month_not_over");
        assert_eq!(secretary.post("/oversight/samples", json!({"month": "2026-02"})).await.code(), "roster.not_your_task");
        world.wake_up_on("2026-04-01").await;
        assert_eq!(draw("2026-02").await.code(), "oversight.nothing_to_draw");
        assert_eq!(draw("2026-03").await.code(), "oversight.already_drawn", "when the month was over it was drawn by itself");
        let drawn = secretary.get("/changes?from=2026-04-01&until=2026-04-01").await.body.to_string();
        assert!(drawn.contains("系统抽了 2026-03 的复查"), "{drawn}");
        world.wake_up_on("2026-04-02").await;
        assert_eq!(secretary.get("/oversight/samples/2026-03").await.body["items"].as_array().unwrap().len(), 3, "once");

        let check = |claim: &str, sound: bool, note: &str| {
            let body = json!({"claim": claim.parse::<i64>().unwrap(), "sound": sound, "note": note});
            supervisor.post("/oversight/samples/2026-03/checks", body)
        };
        let page = Browser::signed_in(world, &supervisor.token).opens(&format!("/desk/{VILLAGE}/oversight?month=2026-03")).await;
        assert!(page.says(&["第 1 件，共 3 件", "还要看 3 件", "您自己记的或审的，要由别人来看"]), "{page:?}");
        assert_eq!(check("99", true, "").await.code(), "oversight.not_in_sample");
        assert_eq!(check(&claims[2], true, "").await.code(), "oversight.own_decision");
        assert_eq!(check(&claims[0], false, " ").await.code(), "oversight.note_missing");
        assert_eq!(check(&claims[0], false, &"长".repeat(501)).await.code(), "oversight.note_too_long");
        assert_eq!(check(&claims[0], false, "照片不是这一户的").await.status, 201);
        assert_eq!(check(&claims[0], true, "").await.code(), "oversight.already_checked");
        let kin = json!({"staff": "S02", "household": "1-02"});
        let false_one = secretary.post("/kinships", kin.clone()).await;
        assert_eq!((false_one.status.as_u16(), false_one.code()), (403, "roster.not_yours_to_declare"), "nobody sidelines whoever looks at them");
        assert_eq!(supervisor.post("/kinships", kin).await.status, 201);
        assert_eq!(check(&claims[1], true, "").await.code(), "oversight.own_household");

        let sample = secretary.get("/oversight/samples/2026-03").await;
        let found: Vec<_> = sample.body["items"].as_array().unwrap().iter().map(|one| one["sound"].as_bool()).collect();
        assert_eq!(found, [Some(false), None, None]);
        let figures = month(&supervisor, "2026-03").await;
        let told: Vec<_> = figures.iter().map(|one| (one["approved"].as_i64(), one["largest_household_share"].as_str())).collect();
        assert_eq!(told, [(Some(2), Some("50.0")), (Some(1), Some("100.0"))]);

        let browser = Browser::signed_in(world, &supervisor.token);
        let page = browser.opens(&format!("/desk/{VILLAGE}/oversight")).await;
        assert!(page.says(&["2026年3月", "照片不是这一户的", "没有问题", "50.0%"]), "{page:?}");
        let form = [("operation", "look-1"), ("month", "2026-03"), ("claim", &claims[1]), ("verdict", "sound"), ("note", "")];
        let no = browser.submit(&format!("/desk/{VILLAGE}/oversight/checks"), &form).await;
        assert!(no.status == 403 && no.says(&["您要回避", "什么也没有改"]), "{no:?}");
        let garbage = [("operation", "look-2"), ("month", "2026-03"), ("claim", &claims[1]), ("verdict", "maybe"), ("note", "？")];
        let unread = browser.submit(&format!("/desk/{VILLAGE}/oversight/checks"), &garbage).await;
        assert!(unread.status == 400 && unread.says(&["表单没有填完整"]), "neither sound nor doubtful: {unread:?}");
        assert_eq!(browser.opens(&format!("/desk/{VILLAGE}/oversight?month=2026-13")).await.status, 400);
    }
);
