//! Programs (程序): they have a token of their own and nobody behind it. What they record people review; they take nothing from anybody and see no account.

use axum::body::Body;
use axum::http::{Method, Request, header};
use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::{Browser, Seen};
use super::evidence::{asking, picture};
use super::world::{Answer, VILLAGE, World, story};

const DEVICES: &str = "/desk/suanli/devices";

async fn adds(desk: &Browser<'_>, kind: &str, name: &str) -> Seen {
    let operation = desk.world.fresh_operation();
    desk.submit(DEVICES, &[("operation", &operation), ("name", name), ("kind", kind)]).await
}

async fn does(desk: &Browser<'_>, what: &str, number: &str) -> Seen {
    let operation = desk.world.fresh_operation();
    desk.submit(&format!("{DEVICES}/{what}"), &[("operation", &operation), ("number", number)]).await
}

/// The token on the page that shows it once.
fn token(seen: &Seen) -> String {
    let after = seen.text.split("class=\"code shown-code\">").nth(1).unwrap_or_else(|| panic!("no token: {seen:?}"));
    after.split('<').next().unwrap().to_owned()
}

/// The platform of the township, which has registered it itself.
async fn platform(world: &World) -> Actor<'_> {
    let township = Browser::at(world, Role::Township).await;
    assert_eq!(adds(&township, "program", "县网格平台").await.leads_to(), format!("{DEVICES}?done=added"));
    Actor { world, token: token(&does(&township, "code", "P01").await) }
}

async fn tells(program: &Actor<'_>, id: &str, rule: &str, subject: &str) -> Answer {
    let data = json!({"rule": rule, "subject": subject, "occurred_on": "2026-03-01", "note": "随手拍"});
    let event = json!({"specversion": "1.0", "id": id, "source": "/county/grid", "type": "jifen.deed", "data": data});
    let request = Request::post("/api/v1/events").header(header::AUTHORIZATION, format!("Bearer {}", program.token));
    let request = request.header(header::CONTENT_TYPE, "application/cloudevents+json").body(Body::from(event.to_string())).unwrap();
    program.world.send(request).await
}

story!(
    /// From the desk to the statement: registered, recorded, reviewed, and read with the program's name.
    what_a_program_records_people_review,
    |world| {
        let program = platform(world).await;
        let (secretary, me) = (world.somebody(Role::Secretary).await, world.resident("1-01-1").await);
        let claim = tells(&program, "e1", "签到", "1-01-1").await;
        assert_eq!((claim.status.as_u16(), claim.text("state").as_str()), (201, "submitted"), "even under 免审: {claim:?}");
        assert!(tells(&program, "e1", "签到", "1-01-1").await.replayed);
        let desk = Browser::signed_in(world, &secretary.token).opens(&format!("/desk/{VILLAGE}/queue")).await;
        assert!(desk.says(&["程序 县网格平台 记"]), "{desk:?}");
        assert_eq!(secretary.approves("1").await.text("state"), "approved");
        let own = Browser::of_resident(world, &me.token).opens(&format!("/v/{VILLAGE}")).await;
        assert!(own.says(&["由程序 县网格平台 3月2日（周一）9:00记录，村书记"]), "{own:?}");
        let told = world.somebody(Role::Supervisor).await.get("/changes?from=2026-03-01&until=2026-03-31").await.body.to_string();
        for sentence in ["登记了程序 县网格平台", "给程序 县网格平台 发了口令", "程序 县网格平台记了第 1 件"] {
            assert!(told.contains(sentence), "{sentence}: {told}");
        }
        assert!(!told.contains(&program.token));
    }
);

story!(
    /// Red line E12: neither points nor a right are taken from anybody because a camera or a program says so, in no way there is.
    a_program_takes_nothing_from_anybody,
    |world| {
        let program = platform(world).await;
        let before = world.head().await;
        let deed = |rule: &str| json!({"rule": rule, "subject": "1-01-1", "occurred_on": "2026-03-01", "note": "摄像头拍到"});
        for path in ["/claims", "/claims?dry_run=true"] {
            let refused = program.post(path, deed("公共场合说脏话")).await;
            assert_eq!((refused.status.as_u16(), refused.code()), (403, "claims.no_automatic_deduction"), "{path}: {refused:?}");
            assert!(refused.body.to_string().contains("减分要由人看过再记"), "{refused:?}");
        }
        assert_eq!(tells(&program, "bad", "公共场合说脏话", "1-01-1").await.code(), "claims.no_automatic_deduction");
        let both = program.post("/claims/batches", json!({"claims": [deed("拾金不昧"), deed("公共场合说脏话")]})).await;
        assert_eq!((both.code(), both.body["errors"][0]["pointer"].as_str()), ("claims.wrong_rows", Some("/claims/1")), "{both:?}");
        assert_eq!(program.post("/claims", deed("举报违法行为有功")).await.code(), "claims.protected");
        let secretary = world.somebody(Role::Secretary).await;
        assert_eq!(secretary.get("/claims?state=submitted").await.body["items"], json!([]));
        assert_eq!(world.head().await, before);
    }
);

story!(
    /// It sees goods, fund and chain head; no account, no list of who lives here, no claim, no page of those who serve.
    a_program_sees_nobody,
    |world| {
        let program = platform(world).await;
        tells(&program, "e1", "拾金不昧", "1-01-1").await;
        for path in ["/items", "/fund", "/chain/head"] {
            assert_eq!(program.get(path).await.status, 200, "{path}");
        }
        let unseen = ["/accounts", "/accounts/1-01-1", "/accounts/1-01-1/entries", "/households", "/claims", "/claims/1", "/family", "/own-data", "/objections"];
        for path in unseen {
            assert_eq!(program.get(path).await.code(), "roster.not_your_task", "{path}");
        }
        for (path, body) in [("/lookups", json!({"text": "某00"})), ("/claims/1/approval", json!({})), ("/redemptions", json!({"account": "1-01-1", "items": []}))] {
            assert_eq!(program.post(path, body).await.code(), "roster.not_your_task", "{path}");
        }
        let screen = Browser::signed_in(world, &program.token);
        for page in ["/me", "/desk/suanli", "/desk/suanli/devices", "/shop/suanli", "/grid/suanli", "/practice/suanli"] {
            assert_eq!(screen.opens(page).await.status, 403, "{page}");
        }
        // It is nobody who signs in.
        world.house.doorkeeper.give_password(&world.village(), "S01", crate::browser::PASSWORD).await.unwrap();
        let typed = [("village", VILLAGE), ("login", "P01"), ("password", crate::browser::PASSWORD)];
        assert_eq!(Browser::new(world).submit("/sign-in", &typed).await.status, 401);
        assert!(!Browser::at(world, Role::Township).await.opens("/desk/suanli/staff").await.says(&["县网格平台"]));
    }
);

story!(
    /// Submitter and reviewer are two: who had the token on their screen could be the program, so they decide on nothing that it records, whoever gives it a new
    /// one later; to the other reviewer it is a claim like any other.
    whoever_gave_the_token_does_not_review,
    |world| {
        let desk = Browser::at(world, Role::Secretary).await;
        let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        adds(&desk, "program", "我的程序").await;
        let mine = Actor { world, token: token(&does(&desk, "code", "P01").await) };
        assert_eq!(tells(&mine, "e1", "拾金不昧", "1-01-1").await.status, 201);
        assert_eq!(tells(&mine, "e2", "拾金不昧", "1-01-2").await.status, 201);
        let refused = secretary.approves("1").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "claims.own_device"), "{refused:?}");
        assert!(desk.opens("/desk/suanli/claims/1").await.says(&["它的口令是您发的"]));
        assert!(!desk.opens("/desk/suanli").await.says(&["待审核"]), "nor is it told to wait for them");
        let township = Browser::at(world, Role::Township).await;
        does(&township, "code", "P01").await;
        assert_eq!(tells(&mine, "e3", "拾金不昧", "1-01-1").await.code(), "roster.unknown_token", "one token at a time");
        assert_eq!(secretary.approves("1").await.code(), "claims.own_device", "what was recorded before stays so");
        assert_eq!(secretary.rejects("2", "没有看到").await.code(), "claims.own_device");
        let told = supervisor.get("/changes?from=2026-03-01&until=2026-03-31").await.body.to_string();
        assert!(told.contains("想定第 1 件，因为该回避被拦下"), "{told}");
        assert_eq!(supervisor.approves("1").await.text("state"), "approved");

        // Nor do they rule on what somebody objects to in it, appeal or not.
        let township = world.somebody(Role::Township).await;
        let objection = world.resident("1-01-1").await.post("/objections", json!({"award": 1, "reason": "wrong_points"})).await.text("id");
        let word = || json!({"upheld": false, "reason": "规则就是五分"});
        let ruling = format!("/objections/{objection}/ruling");
        let refused = township.post(&ruling, word()).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "objections.own_device"), "{refused:?}");
        let kept_out = Browser::at(world, Role::Township).await;
        let barred = kept_out.opens("/desk/suanli/objections").await;
        assert!(barred.says(&["它的口令是您发的", "分数不对"]) && !barred.says(&["马某0001"]), "who objects is not for them either: {barred:?}");
        assert!(!kept_out.opens("/desk/suanli").await.says(&["剩 7 天"]), "nor are they asked to");
        let another = world.another(Role::Supervisor, "S20").await;
        assert_eq!(another.post(&ruling, word()).await.text("state"), "dismissed");
        assert_eq!(world.resident("1-01-1").await.post(&format!("/objections/{objection}/appeal"), json!({"sentence": "不服"})).await.text("state"), "appealed");
        let last = format!("/objections/{objection}/appeal/ruling");
        assert_eq!(township.post(&last, word()).await.code(), "objections.own_device");
        assert_eq!(world.another(Role::Township, "T02").await.post(&last, word()).await.text("state"), "dismissed");

        // The same goes for a kiosk's code.
        adds(&desk, "kiosk", "大厅").await;
        let code = token(&does(&desk, "code", "K01").await);
        let mut machine = Browser::new(world);
        machine.takes(&machine.submit("/kiosk/suanli/registration", &[("code", &code)]).await);
        let kiosk = Actor { world, token: machine.cookie.split_once('=').unwrap().1.to_owned() };
        assert_eq!(kiosk.records("拾金不昧", "1-02-1", "2026-03-01", json!({})).await.status, 201);
        assert_eq!(secretary.approves("3").await.code(), "claims.own_device");
        assert_eq!(supervisor.approves("3").await.text("state"), "approved");
    }
);

story!(
    /// Registered and revoked like a kiosk; shown once; one name each; another kind of device there is not.
    a_program_is_registered_and_revoked,
    |world| {
        let desk = Browser::at(world, Role::Secretary).await;
        for (kind, name, status) in [("program", "读卡器", 303), ("program", "读卡器", 409), ("kiosk", "读卡器", 409), ("program", "王某0004", 409), ("program", " ", 422), ("secretary", "县平台", 400)] {
            assert_eq!(adds(&desk, kind, name).await.status.as_u16(), status, "{kind} {name}");
        }
        let operation = world.fresh_operation();
        let fields = [("operation", operation.as_str()), ("number", "P01")];
        let first = desk.submit(&format!("{DEVICES}/code"), &fields).await;
        assert!(first.says(&["只显示这一次", "您自己不能审"]), "{first:?}");
        let again = desk.submit(&format!("{DEVICES}/code"), &fields).await;
        assert!(!again.text.contains(&token(&first)) && !again.text.contains("shown-code"), "{again:?}");
        let program = Actor { world, token: token(&first) };
        assert_eq!(program.get("/fund").await.status, 200);
        assert!(desk.opens(DEVICES).await.says(&["P01", "程序", "读卡器", "最近一次"]));
        for number in ["S01", "P09", "1-01-1", ""] {
            assert_eq!(does(&desk, "code", number).await.status, 404, "{number}");
            assert_eq!(does(&desk, "revocation", number).await.status, 404, "{number}");
        }
        assert_eq!(does(&desk, "revocation", "P01").await.status, 303);
        assert_eq!(program.get("/fund").await.code(), "roster.unknown_token");
        for role in [Role::Supervisor, Role::Keeper, Role::GridWorker, Role::County] {
            assert_eq!(adds(&Browser::at(world, role).await, "program", "x").await.status, 403, "{role:?}");
        }
    }
);

story!(
    /// An event's name is the program's own: no other takes its place before it comes, nor hears how it was answered; nobody takes back what another recorded.
    programs_do_not_get_into_each_others_way,
    |world| {
        let one = platform(world).await;
        let township = Browser::at(world, Role::Township).await;
        adds(&township, "program", "别的平台").await;
        let other = Actor { world, token: token(&does(&township, "code", "P02").await) };
        assert_eq!(tells(&other, "e1", "签到", "1-02-1").await.status, 201);
        let first = tells(&one, "e1", "拾金不昧", "1-01-1").await;
        assert_eq!((first.status.as_u16(), first.replayed), (201, false), "{first:?}");
        assert!(!tells(&other, "e2", "拾金不昧", "1-01-1").await.replayed);
        let back = |id: String| format!("/claims/{id}/withdrawal");
        assert_eq!(other.post(&back(first.text("id")), json!({})).await.code(), "claims.not_yours");
        assert_eq!(one.post(&back(first.text("id")), json!({})).await.text("state"), "withdrawn");
        let elsewhere = Request::builder().method(Method::POST).uri("/api/v1/villages/elsewhere/claims");
        let elsewhere = elsewhere.header(header::AUTHORIZATION, format!("Bearer {}", one.token)).header("Idempotency-Key", "far");
        let deed: Value = json!({"rule": "签到", "subject": "1-01-1", "occurred_on": "2026-03-01"});
        let elsewhere = elsewhere.header(header::CONTENT_TYPE, "application/json").body(Body::from(deed.to_string())).unwrap();
        assert_eq!(world.send(elsewhere).await.code(), "roster.unknown_village");
    }
);

story!(
    /// It brings evidence like anybody who records, and shows only what it brought itself.
    a_program_brings_evidence,
    asking,
    |world| {
        let program = platform(world).await;
        let deed = |photos: Value| json!({"rule": "庭院整洁", "subject": "1-01-1", "occurred_on": "2026-03-01", "photos": photos});
        assert_eq!(program.post("/claims", deed(json!([]))).await.code(), "claims.evidence_missing");
        let photo = program.brings("pic-1", picture(1)).await.text("id");
        assert_eq!(program.get(&format!("/photos/{photo}")).await.code(), "roster.not_your_task");
        assert_eq!(program.post("/claims", deed(json!([photo]))).await.status, 201);
        let theirs = world.somebody(Role::GridWorker).await.brings("pic-2", picture(2)).await.text("id");
        assert_eq!(program.post("/claims", deed(json!([theirs]))).await.code(), "claims.unknown_photo");
    }
);
