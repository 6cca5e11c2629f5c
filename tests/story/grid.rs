//! The grid worker's phone: three steps without scripts, and what its script relies on.

use jifen::words::Role;
use serde_json::Value;

use super::browser::Browser;
use super::evidence::{asking, picture};
use super::world::{VILLAGE, day, story};

story!(
    /// 什么事 → 谁家 → 说明和照片 → 交: by forms alone, and once however often it is handed in.
    three_steps_on_a_phone,
    asking,
    |world| {
        let phone = Browser::at(world, Role::GridWorker).await;
        let grid = format!("/grid/{VILLAGE}");
        let first = phone.opens(&grid).await;
        assert!(first.says(&["什么事", "庭院整洁", "志愿服务", "/grid/queue.js"]) && !first.says(&["举报违法"]), "{first:?}");
        let record = format!("{grid}/record");
        let second = phone.opens(&format!("{record}?rule=%E5%BA%AD%E9%99%A2%E6%95%B4%E6%B4%81")).await;
        assert!(second.says(&["谁", "下一步"]) && !second.says(&["type=\"file\""]), "{second:?}");
        let operation = second.operation();
        let step = |subject: &'static str, wish: &'static str| {
            vec![("operation", operation.as_str()), ("rule", "庭院整洁"), ("subject", subject), ("day", "2026-03-01"), ("do", wish)]
        };
        assert!(phone.submit(&record, &step("马", "find")).await.says(&["请选是哪一位", "1-01-2"]));
        assert!(phone.submit(&record, &step("9-99", "find")).await.says(&["没有找到“9-99”"]));
        let third = phone.submit(&record, &step("1-01-2", "find")).await;
        assert!(third.says(&["马某0002 1-01-2", "type=\"file\"", "要有照片"]), "{third:?}");
        let none = phone.submit_with(&record, &step("1-01-2", "record"), &[]).await;
        assert!(none.status == 422 && none.says(&["要有照片，还没有交"]), "{none:?}");
        let done = phone.submit_with(&record, &step("1-01-2", "record"), &[picture(1)]).await;
        let twice = phone.submit_with(&record, &step("1-01-2", "record"), &[picture(1)]).await;
        assert_eq!((done.leads_to(), twice.leads_to()), (format!("{grid}?done=1").as_str(), done.leads_to()), "{done:?}");
        assert!(phone.opens(done.leads_to()).await.says(&["待审核", "+3 分"]));
        let plain = phone.opens(&format!("{record}?rule=%E7%AD%BE%E5%88%B0")).await;
        let operation = plain.operation();
        let rest = phone.submit(&record, &[("operation", &operation), ("rule", "签到"), ("subject", "1-01-2"), ("do", "find")]).await;
        assert!(rest.says(&["马某0002"]) && !rest.says(&["type=\"file\""]), "no picture where the rule asks for none: {rest:?}");
    }
);

story!(
    /// The script asks who is signed in before it sends what waits: a session that is over is no answer, and rules that changed are told.
    what_waits_is_sent_by_whoever_wrote_it_down,
    |world| {
        let standing = format!("/grid/{VILLAGE}/standing");
        let phone = Browser::at(world, Role::GridWorker).await;
        let told: Value = serde_json::from_str(&phone.opens(&standing).await.text).unwrap();
        let page = phone.opens(&format!("/grid/{VILLAGE}")).await;
        let (who, rulebook) = (told["who"].as_str().unwrap(), told["rulebook"].as_str().unwrap());
        assert!(page.says(&[&format!("data-who=\"{who}\""), &format!("data-rulebook=\"{rulebook}\"")]), "{page:?}");
        assert_eq!(told["today"], "2026-03-02");
        assert_eq!(Browser::new(world).opens(&standing).await.leads_to(), format!("/sign-in?next={standing}"));
        for script in ["queue.js", "worker.js"] {
            let script = Browser::new(world).opens(&format!("/grid/{script}")).await;
            assert_eq!(script.headers["content-type"], "text/javascript; charset=utf-8");
            assert!(!script.says(&["innerHTML"]) && !script.says(&["eval("]), "what was typed is never taken for a page");
        }
    }
);

story!(
    /// What waited on the phone while the rules changed counts by the rules of its own day.
    a_late_deed_is_judged_by_its_own_day,
    |world| {
        world.wake_up_on("2026-03-05").await;
        world.rewrite("rules.yaml", |text| text.replace("义务劳动: { 分值: 5,", "义务劳动: { 分值: 9,"));
        assert!(matches!(world.settle().await, jifen::app::settling::Settled::Updated(_)));
        world.clock.turn_to(jifen::words::Moment::on(day("2026-03-08"), 9, 0));
        let grid = world.somebody(Role::GridWorker).await;
        let late = grid.records("义务劳动", "1-01-2", "2026-03-03", serde_json::json!({})).await;
        let new = grid.records("义务劳动", "1-02-1", "2026-03-07", serde_json::json!({})).await;
        assert_eq!((late.text("points").as_str(), new.text("points").as_str()), ("5.00", "9.00"));
    }
);
