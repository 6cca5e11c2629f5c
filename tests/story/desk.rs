//! The desk: what waits for whom, the review queue one claim after another, a month closed in five steps, how long the money lasts, machine and backup.

use std::path::Path;

use jifen::db::note_backup;
use jifen::words::Role;
use serde_json::json;

use super::browser::{Browser, PASSWORD, Seen};
use super::world::{VILLAGE, World, story};

fn at(end: &str) -> String {
    format!("/desk/{VILLAGE}{end}")
}

/// The line of the desk's list about something; empty where nothing of it waits.
async fn to_do(world: &World, role: Role, what: &str) -> String {
    let desk = Browser::at(world, role).await.opens(&at("")).await;
    assert_eq!(desk.status, 200, "{desk:?}");
    let lines = desk.text.split("<ul class=\"to-do\">").nth(1).map_or("", |rest| rest.split("</ul>").next().unwrap());
    lines.split("<li>").find(|line| line.contains(&format!("<b>{what}</b>"))).unwrap_or_default().to_owned()
}

/// The number and the sentence of such a line.
fn says(line: &str, count: i64, sentence: &str) -> bool {
    line.contains(&format!("<b class=\"how-many\">{count}</b>")) && line.contains(sentence)
}

story!(
    /// Everybody is shown what they may do something about: not what they recorded, nor what concerns their own household.
    what_waits_is_told_to_whom_it_waits_for,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        assert!(Browser::at(world, Role::GridWorker).await.opens(&at("")).await.says(&["没有等着您办的事", "记一件", "拾金不昧"]));
        grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
        grid.records("拾金不昧", "2-01-1", "2026-03-02", json!({})).await;
        secretary.records("拾金不昧", "1-02-1", "2026-03-02", json!({})).await;
        assert!(says(&to_do(world, Role::Secretary, "待审核").await, 1, "都是今天记的"), "neither their own household nor what they recorded");
        assert!(says(&to_do(world, Role::Supervisor, "待审核").await, 3, "都是今天记的"));
        assert_eq!(to_do(world, Role::GridWorker, "待审核").await, "", "whoever does not review has nothing to review");
        world.wake_up_on("2026-03-05").await;
        assert!(says(&to_do(world, Role::Supervisor, "待审核").await, 3, "最早的等了 3 天"));

        // Of two who must agree the first one is done with it.
        let large = grid.records("大额奖励", "1-02-1", "2026-03-02", json!({})).await.text("id");
        supervisor.approves(&large).await;
        assert!(says(&to_do(world, Role::Supervisor, "待审核").await, 3, "") && says(&to_do(world, Role::Secretary, "待审核").await, 2, ""));

        // Neither whoever agreed to it nor whoever says that it was a mistake is the second one.
        let wrong = secretary.approved("义务劳动", "1-02-1", "2026-03-02", json!({})).await;
        supervisor.proposes_reversal(&wrong, "没有来").await;
        assert_eq!(to_do(world, Role::Secretary, "更正").await + &to_do(world, Role::Supervisor, "更正").await, "");
        assert!(says(&to_do(world, Role::Township, "更正").await, 1, "等另一个人定"));

        let keeper = world.somebody(Role::Keeper).await;
        assert!(says(&to_do(world, Role::Secretary, "缺货").await, 1, "快没有了：洗衣液"));
        keeper.post("/write_offs", json!({"item": "A02", "quantity": 1, "reason": "漏了"})).await;
        assert!(says(&to_do(world, Role::Supervisor, "小店").await, 1, "等另一个人同意"));
        supervisor.post("/shop_proposals/1/confirmation", json!({})).await;
        let gone = to_do(world, Role::Secretary, "缺货").await;
        assert!(says(&gone, 1, "没有了：洗衣液") && gone.contains("要快"), "{gone}");
        assert_eq!(to_do(world, Role::Supervisor, "小店").await, "");
    }
);

story!(
    /// What was redeemed by one's own household is for somebody else to take back.
    whoever_steps_aside_has_nothing_waiting,
    |world| {
        let [_, secretary, supervisor, _] = world.everybody().await;
        supervisor.approved("志愿服务", "2-01-1", "2026-03-01", json!({"时长": "5"})).await;
        let keeper = world.somebody(Role::Keeper).await;
        let slip = keeper.redeems("2-01-1", json!([{"item": "A01", "quantity": 1}])).await.text("id");
        world.wake_up_on("2026-03-03").await;
        let proposed = keeper.post(&format!("/redemptions/{slip}/cancellation"), json!({"reason": "拿错了"})).await;
        assert_eq!(proposed.text("state"), "cancellation_proposed", "{proposed:?}");
        assert!(says(&to_do(world, Role::Supervisor, "小店").await, 1, "等另一个人同意"));
        assert_eq!(secretary.post("/shop_proposals/1/confirmation", json!({})).await.code(), "shop.own_household");
        assert_eq!(to_do(world, Role::Secretary, "小店").await, "");
    }
);

story!(
    /// A new PIN or password that somebody asked for waits for whoever may be the second one, and for nobody else.
    new_pins_and_passwords_wait_for_a_second_one,
    |world| {
        let (supervisor, township) = (Browser::at(world, Role::Supervisor).await, Browser::at(world, Role::Township).await);
        world.house.doorkeeper.give_password(&world.village(), "S01", PASSWORD).await.unwrap();
        let operation = supervisor.opens(&at("/cards")).await.operation();
        supervisor.submit(&at("/pins/reset"), &[("operation", &operation), ("number", "1-01-2")]).await;
        assert!(says(&to_do(world, Role::Secretary, "重设密码").await, 1, "等另一个人同意"));
        assert_eq!(to_do(world, Role::Supervisor, "重设密码").await, "", "who asked");
        supervisor.submit(&at("/pins/reset"), &[("operation", "second"), ("number", "2-01-1")]).await;
        assert!(says(&to_do(world, Role::Secretary, "重设密码").await, 1, ""), "not for their own household");
        assert!(says(&to_do(world, Role::GridWorker, "重设密码").await, 2, ""), "who steps aside for neither");

        let invited = township.submit(&at("/staff/invitation"), &[("operation", "invite"), ("number", "S01")]).await;
        assert_eq!(invited.leads_to(), at("/staff"));
        assert!(says(&to_do(world, Role::Supervisor, "重设登录").await, 1, "办事的人"));
        assert_eq!(to_do(world, Role::Township, "重设登录").await + &to_do(world, Role::Secretary, "重设登录").await, "", "who asked, and whose it is");
        world.wake_up_on("2026-03-04").await;
        assert_eq!(to_do(world, Role::Supervisor, "重设登录").await + &to_do(world, Role::Secretary, "重设密码").await, "", "it is over");
    }
);

/// What is open in the queue.
fn opened(seen: &Seen) -> &str {
    seen.text.split("<article class=\"sheet opened").nth(1).map_or("", |rest| rest.split("</article>").next().unwrap())
}

story!(
    /// One claim after another: the rule's words and what the household did before beside it, the next one opens, and going back repeats nothing.
    one_claim_after_another,
    |world| {
        let [grid, secretary, ..] = world.everybody().await;
        secretary.approved("拾金不昧", "1-01-2", "2026-03-01", json!({})).await;
        for (rule, subject) in [("拾金不昧", "2-01-1"), ("拾金不昧", "1-01-1"), ("义务劳动", "1-02-1")] {
            grid.records(rule, subject, "2026-03-02", json!({})).await;
        }
        let browser = Browser::at(world, Role::Secretary).await;
        let first = browser.opens(&at("/queue")).await;
        assert!(first.text.contains("要别人审"), "the one of the own household stands in the list: {first:?}");
        let card = opened(&first);
        assert!(card.contains("马某0001 1-01-1") && card.contains("规则怎么说") && card.contains("加 5 分"), "the first that may be decided: {card}");
        assert!(card.contains("马某0002 1-01-2") && card.contains("已通过"), "what the household got for the same before: {card}");
        let own = browser.opens(&at("/queue?claim=2")).await;
        assert!(opened(&own).contains("您自己家的") && !opened(&own).contains("value=\"approve\""), "{own:?}");

        let review = at("/claims/3/review");
        let operation = first.operation();
        let no = browser.submit(&review, &[("operation", &operation), ("ruling", "return"), ("reason", " ")]).await;
        assert!(no.status == 422 && opened(&no).contains("没有写原因") && opened(&no).contains("马某0001"), "{no:?}");
        let yes = [("operation", operation.as_str()), ("ruling", "approve")];
        let done = browser.submit(&review, &yes).await;
        assert_eq!(done.leads_to(), at("/queue?done=3"));
        let next = browser.opens(done.leads_to()).await;
        assert!(next.says(&["已通过", "马某0001"]) && opened(&next).contains("李某0003 1-02-1"), "the next one opens: {next:?}");
        assert!(opened(&next).contains("以前没有记过"), "another household");

        let before = world.head().await;
        assert_eq!(browser.submit(&review, &yes).await.leads_to(), done.leads_to(), "sent again by going back");
        assert!(opened(&browser.opens(&at("/queue?claim=3")).await).contains("已经算数"), "and opened again it says what became of it");
        assert_eq!(world.head().await, before);
        let returned = [("operation", "0c"), ("ruling", "return"), ("reason", "是哪一天？")];
        assert_eq!(browser.submit(&at("/claims/4/review"), &returned).await.leads_to(), at("/queue?done=4"));
        let last = browser.opens(&at("/queue?done=4")).await;
        assert!(opened(&last).contains("您自己家的"), "what others must decide is all that is left: {last:?}");
    }
);

/// The names of the steps of a month by how far they are.
async fn stages(browser: &Browser<'_>, month: &str) -> Vec<&'static str> {
    let seen = browser.opens(&at(&format!("/month?month={month}"))).await;
    let step = |text: &str| ["is-done", "is-now", "is-later"].into_iter().find(|class| text.starts_with(class)).unwrap();
    let steps: Vec<_> = seen.text.split("<li class=\"is-").skip(1).map(|rest| step(&format!("is-{rest}"))).collect();
    assert_eq!(steps.len(), 5, "{seen:?}");
    steps
}

story!(
    /// A month is closed in five steps; where it stands is what the books say.
    a_month_is_closed_in_five_steps,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        secretary.approved("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
        let open = grid.records("拾金不昧", "1-02-1", "2026-03-02", json!({})).await.text("id");
        let browser = Browser::at(world, Role::Secretary).await;
        assert_eq!(stages(&browser, "2026-03").await, ["is-now", "is-later", "is-later", "is-later", "is-later"], "the month is not over");
        world.wake_up_on("2026-04-02").await;
        let seen = browser.opens(&at("/month")).await;
        assert!(seen.says(&["2026年3月月结", "1 件还没有审完", "二组 这个月一件也没有记", "下个月"]), "{seen:?}");
        assert_eq!(stages(&browser, "2026-03").await[0], "is-now");
        secretary.approves(&open).await;
        assert_eq!(stages(&browser, "2026-03").await, ["is-done", "is-now", "is-later", "is-later", "is-later"]);
        assert!(browser.opens(&at("/month")).await.says(&["这个月同意了 1 件", "刚记就审完：1 件", &at("/claims/1"), "（第 1 件）"]), "the other was agreed to in April");

        let drafted = secretary.post("/notices", json!({"from": "2026-03-01", "until": "2026-03-31"})).await.text("id");
        assert_eq!(stages(&browser, "2026-03").await, ["is-done", "is-done", "is-done", "is-now", "is-later"]);
        assert!(says(&to_do(world, Role::Supervisor, "等签字").await, 1, "等村务监督委员签字"));
        supervisor.post(&format!("/notices/{drafted}/signature"), json!({})).await;
        assert_eq!(stages(&browser, "2026-03").await, ["is-done", "is-done", "is-done", "is-done", "is-now"]);
        let up = browser.opens(&at("/month?month=2026-03")).await;
        assert!(up.says(&["公示到 4月5日", "打印公示单", &at("/notices/1/sheet")]), "{up:?}");
        assert_eq!(to_do(world, Role::Supervisor, "等签字").await, "");
        world.wake_up_on("2026-04-06").await;
        assert_eq!(stages(&browser, "2026-03").await, ["is-done"; 5]);
        assert_eq!(browser.opens(&at("/month?month=2026-13")).await.status, 400);
    }
);

story!(
    /// Whoever closes a month is shown what stands out in it, record by record.
    what_is_unusual_is_named,
    |world| {
        let [_, secretary, supervisor, _] = world.everybody().await;
        for household in ["1-01-1", "1-01-2", "1-02-1", "2-02-1", "2-03-1"] {
            secretary.approved("拾金不昧", household, "2026-03-02", json!({})).await;
            secretary.approved("拾金不昧", household, "2026-03-02", json!({})).await;
        }
        let bad = supervisor.approved("公共场合说脏话", "1-01-1", "2026-03-02", json!({})).await;
        world.wake_up_on("2026-04-02").await;
        let seen = Browser::at(world, Role::Supervisor).await.opens(&at("/month")).await;
        assert!(seen.says(&["这个月同意了 11 件", "90% 是同一个人同意的", "扣分：1 件", &at(&format!("/claims/{bad}"))]), "{seen:?}");
        assert!(!seen.says(&["多半由同一个人审"]), "said once, not of each record");
    }
);

story!(
    /// The fund month by month; how long it lasts is the township's figure.
    the_village_and_the_township_foretell_the_same,
    |world| {
        let [_, secretary, ..] = world.everybody().await;
        let browser = Browser::at(world, Role::Secretary).await;
        assert!(browser.opens(&at("/fund")).await.says(&["还剩", "100 元", "最近三个月没有花钱"]));
        secretary.approved("拾金不昧", "1-01-1", "2026-03-02", json!({})).await;
        secretary.approved("志愿服务", "1-01-1", "2026-03-02", json!({"时长": 5})).await;
        let keeper = world.somebody(Role::Keeper).await;
        keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 2}])).await;
        let ahead = browser.opens(&at("/fund")).await;
        assert!(ahead.says(&["最近三个月没有花钱", "2026年3月"]), "a month that is not over says nothing about the pace: {ahead:?}");
        world.wake_up_on("2026-04-02").await;
        let seen = browser.opens(&at("/fund")).await;
        // 91 yuan left, 9 spent in January, February and March: 91 × 3 ÷ 9 months, 91 × 90 ÷ 9 = 910 days from the second of April 2026.
        assert!(seen.says(&["91 元", "2028年9月用完，还够用 30.3 个月", "<svg", "照这个速度"]), "{seen:?}");
        let township = Browser::at(world, Role::Township).await.opens("/township/640402105000?month=2026-03").await;
        assert!(township.says(&["30.3 个月"]), "{township:?}");
        let told = secretary.get("/fund").await;
        assert_eq!((told.text("available"), told.text("spent")), ("91.00".to_owned(), "9.00".to_owned()));
        assert!(to_do(world, Role::Secretary, "基金快用完").await.is_empty());
        assert_eq!(Browser::at(world, Role::GridWorker).await.opens(&at("/fund")).await.status, 403);
    }
);

story!(
    /// A backup is said on the desk as long as it is fresh, and asked for when it is not.
    a_backup_light,
    |world| {
        let secretary = Browser::at(world, Role::Secretary).await;
        let Some(file) = world.url.strip_prefix("sqlite://") else {
            assert!(secretary.opens(&at("/health")).await.says(&["PostgreSQL 的备份", "账本", "好"]));
            return;
        };
        assert!(says(&to_do(world, Role::Secretary, "备份").await, 1, "从来没有备份过"));
        assert_eq!(to_do(world, Role::GridWorker, "备份").await, "", "whoever does not look after it is not asked");
        note_backup(Path::new(file), world.house.books.clock.now()).unwrap();
        assert!(secretary.opens(&at("")).await.says(&["备份好", "逐笔核对过"]));
        assert!(secretary.opens(&at("/health")).await.says(&["上次备份在 2026-03-02", "最近的账都和校验码对得上"]));
        world.wake_up_on("2026-03-10").await;
        let late = to_do(world, Role::Secretary, "备份").await;
        assert!(says(&late, 1, "过了 7 天") && late.contains("要快"), "{late}");
        world.wake_up_on("2026-04-02").await;
        assert!(to_do(world, Role::Secretary, "备份").await.contains("过期了"));
    }
);
