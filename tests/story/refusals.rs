//! Bad input: each mistake has its own code, and changes nothing at all.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jifen::words::Role;
use serde_json::{Value, json};

use super::browser::{Browser, PASSWORD};
use super::world::{VILLAGE, story};

story!(
    /// Every refused record leaves chain, balances and queue as they were.
    a_refused_record_changes_nothing,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let deed = |rule: &str, subject: &str, on: &str, facts: Value| json!({"rule": rule, "subject": subject, "occurred_on": on, "facts": facts});
        let before = (world.head().await, grid.get("/claims").await.body);
        let table = [
            (deed("拾金不昧", "9-99", "2026-03-01", json!({})), 422, "claims.unknown_subject"),
            (deed("拾金不昧", "1-01-1", "2026-03-03", json!({})), 422, "claims.future_day"),
            (deed("拾金不昧", "1-01-1", "2024-12-31", json!({})), 422, "versions.none_in_force"),
            (deed("拾金不昧", "1-01", "2026-03-01", json!({})), 422, "claims.which_person"),
            (deed("拾金不味", "1-01-1", "2026-03-01", json!({})), 404, "rulebook.unknown_rule"),
            (deed("志愿服务", "1-01-1", "2026-03-01", json!({})), 422, "rulebook.wrong_facts"),
            (deed("志愿服务", "1-01-1", "2026-03-01", json!({"时长": "五"})), 422, "rulebook.wrong_facts"),
            (deed("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 25})), 422, "rulebook.wrong_facts"),
            (deed("志愿服务", "1-01-1", "2026-03-01", json!({"时长": 1, "钟点": 2})), 422, "rulebook.wrong_facts"),
            (deed("志愿服务", "1-01-1", "2026-03-01", json!({"时长": null})), 422, "rulebook.wrong_facts"),
            (deed("拾金不昧", "1-01-1", "2026-02-30", json!({})), 422, "request.wrong_shape"),
            (json!({"rule": "拾金不昧", "subject": "1-01-1", "occurred_on": "2026-03-01", "points": "500"}), 422, "request.wrong_shape"),
            (json!({}), 422, "request.wrong_shape"),
        ];
        for (body, status, code) in table {
            let answer = grid.post("/claims", body.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{body}");
            assert!(!answer.text("title").is_empty() && !answer.text("detail").is_empty(), "{answer:?}");
        }
        assert_eq!((world.head().await, grid.get("/claims").await.body), before);
        let hint = grid.records("拾金不味", "1-01-1", "2026-03-01", json!({})).await;
        assert!(hint.text("detail").contains("拾金不昧"), "{hint:?}");
    }
);

story!(
    /// The same operation id gives the first answer; with another body it is refused; without one nothing moves.
    an_operation_takes_effect_once,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let deed = |subject: &str| json!({"rule": "签到", "subject": subject, "occurred_on": "2026-03-01"});
        let first = grid.post_as("once", "/claims", deed("1-01-1")).await;
        let again = grid.post_as("once", "/claims", deed("1-01-1")).await;
        assert_eq!((first.status, first.replayed, again.status, again.replayed), (StatusCode::CREATED, false, StatusCode::CREATED, true));
        assert_eq!(first.body, again.body);
        assert_eq!(grid.available("1-01-1").await, "1.00");
        let other = grid.post_as("once", "/claims", deed("1-01-2")).await;
        assert_eq!((other.status.as_u16(), other.code()), (422, "operation.reused"));
        let uri = format!("/api/v1/villages/{VILLAGE}/claims");
        let bare = Request::post(uri).header(header::AUTHORIZATION, format!("Bearer {}", grid.token)).header(header::CONTENT_TYPE, "application/json");
        let missing = world.send(bare.body(Body::from(deed("1-01-1").to_string())).unwrap()).await;
        assert_eq!((missing.status.as_u16(), missing.code()), (400, "operation.missing"));
        assert_eq!(grid.post_as("two words", "/claims", deed("1-01-1")).await.code(), "operation.malformed");
    }
);

story!(
    /// A refusal uses no operation id up: the same request may be sent again when it can be done.
    a_refused_operation_can_be_tried_again,
    |world| {
        let (grid, keeper) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Keeper).await);
        let wanted = json!({"account": "1-01-1", "items": [{"item": "A01", "quantity": 1}]});
        assert_eq!(keeper.post_as("retry", "/redemptions", wanted.clone()).await.code(), "shop.points_short");
        for _ in 0..5 {
            grid.records("签到", "1-01-1", "2026-03-01", json!({})).await;
        }
        assert_eq!(keeper.post_as("retry", "/redemptions", wanted).await.text("state"), "collected");
    }
);

story!(
    /// A dry run tells what would happen and leaves nothing behind, not even its operation id.
    a_dry_run_keeps_nothing,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let deed = json!({"rule": "签到", "subject": "1-01-1", "occurred_on": "2026-03-01"});
        let before = world.head().await;
        let dry = grid.post_as("dry", "/claims?dry_run=true", deed.clone()).await;
        assert_eq!((dry.text("points").as_str(), dry.text("award").as_str()), ("1.00", "posted"));
        assert_eq!(world.head().await, before);
        for misspelt in ["1", "True", "yes", ""] {
            let answer = grid.post_as("dry", &format!("/claims?dry_run={misspelt}"), deed.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (400, "request.wrong_query"), "{misspelt}");
        }
        let real = grid.post_as("dry", "/claims", deed).await;
        assert_eq!((real.replayed, real.text("id")), (false, dry.text("id")));
    }
);

story!(
    /// Nobody gets in without a token, into another village, or beyond their task.
    doors_stay_shut,
    |world| {
        let (grid, keeper) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Keeper).await);
        let stranger = super::super::actors::Actor { world, token: format!("jf.{VILLAGE}.00000000000000000000000000000000") };
        assert_eq!((stranger.get("/fund").await.status.as_u16(), stranger.get("/fund").await.code().to_owned()), (401, "roster.unknown_token".to_owned()));
        let elsewhere = Request::get("/api/v1/villages/elsewhere/fund").header(header::AUTHORIZATION, format!("Bearer {}", grid.token));
        let elsewhere = world.send(elsewhere.body(Body::empty()).unwrap()).await;
        assert_eq!((elsewhere.status.as_u16(), elsewhere.code()), (404, "roster.unknown_village"));
        let table = [
            (grid.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await, 403, "roster.not_your_task"),
            (grid.approves("1").await, 403, "roster.not_your_task"),
            (keeper.records("签到", "1-01-1", "2026-03-01", json!({})).await, 403, "roster.not_your_task"),
            (keeper.get("/accounts/9-99").await, 404, "ledger.unknown_account"),
            (keeper.get("/accounts/@fund").await, 404, "ledger.unknown_account"),
            (keeper.get("/accounts?limit=0").await, 400, "request.wrong_page"),
            (keeper.get("/accounts?limit=101").await, 400, "request.wrong_page"),
            (keeper.get("/accounts/1-01-1/entries?after=abc").await, 400, "request.wrong_page"),
            (keeper.get("/accounts/%00").await, 404, "request.no_such_page"),
            (keeper.get("/accounts?after=%00").await, 404, "request.no_such_page"),
            (keeper.get("/nothing").await, 404, "request.no_such_page"),
            (grid.get("/claims/abc").await, 400, "request.malformed"),
        ];
        for (answer, status, code) in table {
            assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{answer:?}");
        }
        let cookie = Request::post(format!("/api/v1/villages/{VILLAGE}/claims")).header(header::COOKIE, format!("jifen={}", grid.token));
        let foreign = world.send(cookie.header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap()).await;
        assert_eq!((foreign.status.as_u16(), foreign.code()), (403, "request.foreign_site"));
    }
);

story!(
    /// What cannot be read is said in Chinese, with its place; no more is read than fits, also of what comes in pieces.
    bodies_are_read_with_care,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let deed = |note: &str| json!({"rule": "签到", "subject": "1-01-1", "occurred_on": "2026-03-01", "note": note});
        assert_eq!(grid.post("/claims", deed("a\u{0}b")).await.code(), "request.wrong_character");
        let missing = grid.post("/claims", json!({"rule": "签到"})).await.text("title");
        assert_eq!(missing, "请求里有看不懂的内容：缺少 subject。");
        let request = Request::post(format!("/api/v1/villages/{VILLAGE}/claims")).header(header::AUTHORIZATION, format!("Bearer {}", grid.token));
        let request = request.header(header::CONTENT_TYPE, "application/json").header("idempotency-key", "large");
        let large = world.send(request.body(Body::from(" ".repeat(2 << 20))).unwrap()).await;
        assert_eq!((large.status.as_u16(), large.code()), (413, "request.too_large"));
        let form = Request::post("/sign-in").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        assert_eq!(world.answer(form.body(Body::from("password=a%00")).unwrap()).await.status().as_u16(), 422);
    }
);

story!(
    /// No other site signs anybody in here, and none acts for whoever is signed in.
    other_sites_change_nothing,
    |world| {
        world.house.doorkeeper.give_password(&world.village(), "S04", PASSWORD).await.unwrap();
        let typed = format!("village={VILLAGE}&login=S04&password={PASSWORD}");
        let table = [("https://evil.example", 403), ("null", 403), ("http://village.example:8080", 403), ("http://village.example", 303)];
        for (origin, status) in table {
            let request = Request::post("/sign-in").header(header::HOST, "village.example").header(header::ORIGIN, origin);
            let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let answer = world.answer(request.body(Body::from(typed.clone())).unwrap()).await;
            assert_eq!(answer.status().as_u16(), status, "{origin}");
        }
        // Only a token makes a program of whoever asks: any other header of that name leaves a browser what it is.
        let token = world.somebody(Role::Secretary).await.token;
        for (shown, is_foreign) in [("Basic eDp4", true), (&format!("Bearer {token}"), false)] {
            let request = Request::post(format!("/desk/{VILLAGE}/devices")).header(header::HOST, "village.example");
            let request = request.header(header::ORIGIN, "https://evil.example").header(header::AUTHORIZATION, shown);
            let request = request.header(header::COOKIE, format!("{}={token}", jifen::entrance::COOKIE));
            let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let answer = world.answer(request.body(Body::from("operation=from-afar&name=x&kind=kiosk")).unwrap()).await;
            assert_eq!(answer.status() == StatusCode::FORBIDDEN, is_foreign, "{shown}");
        }
    }
);

story!(
    /// Lists come in pages that join without gap or overlap.
    pages_join,
    |world| {
        let keeper = world.somebody(Role::Keeper).await;
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = keeper.get(&format!("/accounts?limit=2&after={after}")).await.body;
            seen.extend(page["items"].as_array().unwrap().iter().map(|account| account["number"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => break,
            }
        }
        assert_eq!(seen, ["1-01-1", "1-01-2", "1-02-1", "2-01-1", "2-02-1", "2-03-1", "2-04-1"]);
    }
);

story!(
    /// A household's number under a rule about persons: its only person, or the question which one; never the head unasked.
    nobody_guesses_whose_deed_it_was,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        let which = grid.records("签到", "1-01", "2026-03-01", json!({})).await;
        assert_eq!((which.code(), which.text("detail").as_str()), ("claims.which_person", "请改用其中一位的编号：1-01-1、1-01-2。"));
        let only = grid.records("签到", "1-02", "2026-03-01", json!({})).await.text("id");
        assert_eq!(grid.get(&format!("/claims/{only}")).await.body["subject"], "1-02-1");
        assert_eq!(grid.available("1-02-1").await, "1.00");
        let browser = Browser::signed_in(world, &grid.token);
        let typed = [("operation", "0a"), ("rule", "签到"), ("subject", "1-01"), ("day", "2026-03-01"), ("do", "record")];
        let asked = browser.submit(&format!("/desk/{VILLAGE}/record"), &typed).await;
        assert!(asked.says(&["请选是哪一位", "value=\"1-01-1\"", "value=\"1-01-2\"", "配偶"]), "{asked:?}");
        assert_eq!(grid.available("1-01-1").await, "0.00");
    }
);
