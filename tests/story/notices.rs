//! Public notice, objection, ruling, appeal, settlement: what was agreed to is shown before it counts, and whoever disagrees is heard.

use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::tampering::by_hand;
use super::world::{Answer, On, VILLAGE, World, day, story};

impl Actor<'_> {
    async fn drafts(&self, from: &str, until: &str) -> Answer {
        self.post("/notices", json!({"from": from, "until": until})).await
    }

    async fn signs(&self, notice: &str) -> Answer {
        self.post(&format!("/notices/{notice}/signature"), Value::Null).await
    }

    async fn objects(&self, award: &str, reason: &str, sentence: &str) -> Answer {
        let award: i64 = award.parse().unwrap();
        self.post("/objections", json!({"award": award, "reason": reason, "sentence": sentence})).await
    }

    async fn rules(&self, objection: &str, upheld: bool, reason: &str) -> Answer {
        self.post(&format!("/objections/{objection}/ruling"), json!({"upheld": upheld, "reason": reason})).await
    }

    async fn appeals(&self, objection: &str, sentence: &str) -> Answer {
        self.post(&format!("/objections/{objection}/appeal"), json!({"sentence": sentence})).await
    }

    async fn rules_for_good(&self, objection: &str, upheld: bool, reason: &str) -> Answer {
        self.post(&format!("/objections/{objection}/appeal/ruling"), json!({"upheld": upheld, "reason": reason})).await
    }

    /// Something of today that nothing is to be filled in for.
    async fn approved_today(&self, rule: &str, subject: &str) -> String {
        let today = self.world.house.books.clock.now().day();
        self.approved(rule, subject, &today.to_string(), json!({})).await
    }
}

/// Refusals: what was answered, with which status and code.
fn refused(table: impl IntoIterator<Item = (Answer, u16, &'static str)>) {
    for (at, (answer, status, code)) in table.into_iter().enumerate() {
        assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{at}: {answer:?}");
    }
}

/// Puts a notice of a period up; its number.
async fn put_up(world: &World, from: &str, until: &str) -> String {
    let [_, secretary, supervisor, _] = world.everybody().await;
    let notice = secretary.drafts(from, until).await.text("id");
    assert_eq!(supervisor.signs(&notice).await.text("state"), "open");
    notice
}

story!(
    /// A draft, a signature by another one, an objection that holds its award up, a ruling, and a settlement; nothing is posted before its notice is over.
    a_notice_lives_from_its_draft_to_its_settlement,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        let kind = secretary.approved_today("拾金不昧", "1-01-1").await;
        grid.records("签到", "1-01-1", "2026-03-02", json!({})).await;
        grid.records("签到", "1-02-1", "2026-03-02", json!({})).await;
        let fair = secretary.approved_today("公共场合说脏话", "1-01-1").await;
        let wrong = secretary.approved_today("公共场合说脏话", "1-02-1").await;
        world.wake_up_on("2026-03-05").await;

        let wanted = json!({"from": "2026-03-01", "until": "2026-03-02"});
        let before = world.head().await;
        let preview = secretary.post("/notices?dry_run=true", wanted.clone()).await;
        assert_eq!((preview.text("state").as_str(), &preview.body["lines"], &preview.body["days"]), ("drafted", &json!(5), &json!(7)));
        assert_eq!(secretary.get("/notices").await.body["items"], json!([]));
        let draft = secretary.post_as("draft", "/notices", wanted.clone()).await;
        let again = secretary.post_as("draft", "/notices", wanted).await;
        assert_eq!((again.replayed, &again.body, draft.body["issue"].is_null()), (true, &draft.body, true));
        let notice = draft.text("id");
        let open = supervisor.signs(&notice).await;
        assert_eq!((open.text("state").as_str(), &open.body["issue"], &open.body["last_on"]), ("open", &json!(1), &json!("2026-03-12")));
        assert_eq!((&open.body["head"], world.head().await), (&json!(before.1), before.clone()), "a notice moves no points");

        world.wake_up_on("2026-03-12").await;
        assert_eq!(grid.available("1-01-1").await, "6.00", "the rule's seven days are over, the notice's are not");
        let resident = world.resident("1-02-1").await;
        let receipt = resident.objects(&wrong, "never_done", "那天我不在村里").await;
        assert_eq!((receipt.text("state").as_str(), receipt.text("award_state").as_str()), ("raised", "contested"));
        assert_eq!(receipt.text("answer_by"), "2026-03-19");
        assert_eq!(secretary.proposes_reversal(&wrong, "错了").await.code(), "claims.not_approved", "the ruling comes first");

        world.wake_up_on("2026-03-13").await;
        assert_eq!((grid.available("1-01-1").await, grid.available("1-02-1").await), ("4.00".to_owned(), "1.00".to_owned()));
        assert_eq!(secretary.get(&format!("/notices/{notice}")).await.text("state"), "closed", "one of them still waits");
        let seen = supervisor.get("/objections").await.body["items"][0].clone();
        assert_eq!((&seen["resident"], &seen["overdue"]), (&json!("1-02-1"), &json!(false)));
        let ruled = supervisor.rules(&receipt.text("id"), true, "查过了，确实不在村里").await;
        assert_eq!((ruled.text("state").as_str(), ruled.text("award_state").as_str()), ("upheld", "withdrawn"));
        assert_eq!(secretary.get(&format!("/claims/{wrong}")).await.text("state"), "reversed");

        world.wake_up_on("2026-03-14").await;
        let settled = secretary.get(&format!("/notices/{notice}")).await;
        assert_eq!((settled.text("state").as_str(), &settled.body["posted"], &settled.body["fallen"]), ("settled", &json!(4), &json!(1)));
        assert_eq!(grid.available("1-02-1").await, "1.00");
        // What was shown is not shown again; what is new is.
        world.clock.turn_to(jifen::words::Moment::on(day("2026-03-15"), 9, 0));
        let late = secretary.approved_today("拾金不昧", "1-02-1").await;
        world.wake_up_on("2026-03-20").await;
        assert_eq!(secretary.drafts("2026-03-03", "2026-03-19").await.body["lines"], json!(1), "{kind} {fair} {late}");
    }
);

story!(
    /// Who is right about points that are posted gets them corrected by a second person; where that one will not, the township has the last word.
    what_is_posted_is_taken_back_by_two,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        let first = secretary.approved_today("拾金不昧", "1-01-1").await;
        let second = secretary.approved_today("拾金不昧", "1-01-1").await;
        let neighbour = world.resident("1-02-1").await;
        assert_eq!(neighbour.objects(&first, "not_ours", "").await.code(), "objections.unknown_award", "nobody has shown it to them");
        world.wake_up_on("2026-03-05").await;
        put_up(world, "2026-03-01", "2026-03-04").await;
        let neighbour = world.resident("1-02-1").await;
        let one = neighbour.objects(&first, "other", "钱包是我捡的").await;
        assert_eq!((one.text("state").as_str(), one.text("award_state").as_str()), ("raised", "posted"));
        let two = neighbour.objects(&second, "wrong_points", "").await.text("id");
        assert_eq!(grid.available("1-01-1").await, "10.00", "what is posted stands until it is decided");

        supervisor.rules(&one.text("id"), true, "失主认得她").await;
        assert_eq!(secretary.get(&format!("/claims/{first}")).await.text("state"), "contested");
        assert_eq!(supervisor.confirms_reversal(&first).await.code(), "claims.same_proposer");
        assert_eq!(secretary.confirms_reversal(&first).await.code(), "claims.own_approval");
        let another = world.another(Role::Township, "T02").await;
        assert_eq!(another.confirms_reversal(&first).await.text("award"), "reversed");
        assert_eq!(grid.available("1-01-1").await, "5.00");
        let why = grid.get("/accounts/1-01-1/entries").await.body["items"][0]["explanation"].to_string();
        assert!(why.contains("失主认得她") && why.contains("村务监督委员提出，乡镇干部同意"), "{why}");

        supervisor.rules(&two, true, "应该是两分").await;
        assert_eq!(another.rejects_reversal(&second, "规则就是五分").await.text("state"), "approved");
        assert_eq!(township.rules_for_good(&two, true, "太早").await.code(), "objections.not_waiting");
        assert_eq!(neighbour.appeals(&two, "请乡里看看").await.text("state"), "appealed");
        refused([(supervisor.rules_for_good(&two, false, "不对").await, 403, "roster.not_your_task")]);
        let last = township.rules_for_good(&two, false, "规则第一条写明是五分").await;
        assert_eq!((last.text("state").as_str(), last.text("award_state").as_str()), ("dismissed", "posted"));
        assert_eq!(neighbour.appeals(&two, "还是不服").await.code(), "objections.no_appeal");
        assert_eq!(grid.available("1-01-1").await, "5.00");
    }
);

story!(
    /// An award goes on when the last one who objects to it is told no; an appeal holds it up again.
    a_dismissed_objection_lets_the_award_go_on,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        grid.records("签到", "1-01-2", "2026-03-02", json!({})).await;
        grid.records("签到", "1-01-2", "2026-03-02", json!({})).await;
        let bad = secretary.approved_today("公共场合说脏话", "1-01-2").await;
        let (head, she) = (world.resident("1-01-1").await, world.resident("1-01-2").await);
        let his = head.objects(&bad, "never_done", "她没说").await.text("id");
        let hers = she.objects(&bad, "other", "我没说").await.text("id");
        assert_eq!(supervisor.rules(&his, false, "三个人听见了").await.text("award_state"), "contested", "hers is still open");
        assert_eq!(supervisor.rules(&hers, false, "三个人听见了").await.text("award_state"), "on_notice");
        assert_eq!(head.appeals(&his, "那三个人跟我们有过节").await.text("award_state"), "contested");
        world.wake_up_on("2026-03-12").await;
        assert_eq!(grid.available("1-01-2").await, "2.00");
        township.rules_for_good(&his, false, "又问了两家，属实").await;
        world.wake_up_on("2026-03-13").await;
        assert_eq!(grid.available("1-01-2").await, "0.00");
    }
);

story!(
    /// Notices are refused in the documented order, and a draft that was sent back is drafted anew with all that stood on it.
    notices_are_refused_in_order,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        secretary.approved_today("公共场合说脏话", "1-01-1").await;
        refused([
            (supervisor.drafts("2026-03-01", "2026-03-01").await, 403, "roster.not_your_task"),
            (secretary.drafts("2026-03-01", "2026-03-02").await, 422, "notices.wrong_period"),
            (secretary.drafts("2026-03-02", "2026-03-01").await, 422, "notices.wrong_period"),
            (secretary.post("/notices", json!({"from": "2026-02-01", "until": "2026-03-01", "days": 2})).await, 422, "notices.wrong_days"),
            (supervisor.signs("1").await, 404, "notices.unknown_notice"),
        ]);
        world.wake_up_on("2026-03-04").await;
        let first = secretary.drafts("2026-03-01", "2026-03-02").await;
        assert_eq!(first.body["lines"], json!(1));
        refused([
            (secretary.drafts("2026-03-01", "2026-03-02").await, 409, "notices.draft_waits"),
            (secretary.signs("1").await, 403, "roster.not_your_task"),
            (supervisor.post("/notices/1/return", json!({"reason": " "})).await, 422, "notices.reason_missing"),
        ]);
        assert_eq!(supervisor.post("/notices/1/return", json!({"reason": "少一家"})).await.text("state"), "returned");
        refused([(supervisor.signs("1").await, 409, "notices.not_waiting")]);
        let second = secretary.drafts("2026-03-01", "2026-03-02").await;
        assert_eq!((second.text("id").as_str(), &second.body["lines"]), ("2", &json!(1)));
        world.clock.turn_to(jifen::words::Moment::on(day("2026-03-03"), 9, 0));
        refused([(supervisor.signs("2").await, 409, "notices.clock_behind")]);
        world.clock.turn_to(jifen::words::Moment::on(day("2026-03-04"), 9, 0));
        assert_eq!(supervisor.signs("2").await.body["issue"], json!(1), "a draft that was sent back takes no number");
        refused([(secretary.drafts("2026-03-02", "2026-03-03").await, 409, "notices.overlaps")]);
        assert_eq!(grid.get("/notices?limit=1").await.body["items"][0]["id"], "2");
    }
);

story!(
    /// Objections are refused in the documented order; what is nobody's business looks like what does not exist.
    objections_are_refused_in_order,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        let waiting = grid.records("拾金不昧", "1-01-1", "2026-03-01", json!({})).await.text("id");
        let given = secretary.approved_today("拾金不昧", "1-01-1").await;
        let (own, other) = (world.resident("1-01-1").await, world.resident("1-02-1").await);
        let for_whom = |resident: Value| json!({"award": given.parse::<i64>().unwrap(), "reason": "other", "sentence": "", "resident": resident});
        refused([
            (township.objects(&given, "other", "").await, 403, "roster.not_your_task"),
            (secretary.post("/objections", for_whom(Value::Null)).await, 422, "objections.unknown_resident"),
            (secretary.post("/objections", for_whom(json!("9-99-9"))).await, 422, "objections.unknown_resident"),
            (own.objects("99", "other", "").await, 404, "objections.unknown_award"),
            (other.objects(&given, "other", "").await, 404, "objections.unknown_award"),
            (other.objects(&waiting, "other", "").await, 404, "objections.unknown_award"),
            (own.objects(&waiting, "other", "").await, 409, "objections.not_standing"),
            (own.objects(&given, "other", " ").await, 422, "objections.sentence_missing"),
            (own.objects(&given, "other", &"长".repeat(501)).await, 422, "claims.note_too_long"),
        ]);
        supervisor.proposes_reversal(&given, "看错了").await;
        refused([(own.objects(&given, "not_ours", "").await, 409, "objections.being_corrected")]);
        township.rejects_reversal(&given, "没看错").await;
        let id = own.objects(&given, "not_ours", "").await.text("id");
        refused([
            (own.objects(&given, "not_ours", "").await, 409, "objections.already_raised"),
            (own.appeals(&id, "快点").await, 409, "objections.no_appeal"),
            (other.appeals(&id, "").await, 404, "objections.unknown"),
            (supervisor.rules("99", true, "").await, 404, "objections.unknown"),
            (supervisor.rules(&id, true, "").await, 403, "objections.took_part"), // proposed its reversal
            (secretary.rules(&id, true, "").await, 403, "roster.not_your_task"),
        ]);
        // After thirty days nobody objects any more.
        let old = secretary.approved_today("拾金不昧", "1-02-1").await;
        world.wake_up_on("2026-04-01").await;
        let other = world.resident("1-02-1").await;
        assert_eq!(other.post("/objections?dry_run=true", json!({"award": old.parse::<i64>().unwrap(), "reason": "not_ours"})).await.status, 201);
        world.wake_up_on("2026-04-02").await;
        let other = world.resident("1-02-1").await;
        refused([(other.objects(&old, "not_ours", "").await, 409, "objections.too_late")]);
    }
);

story!(
    /// Nobody rules who recorded, approved or handed it in, who lives there or where the objection comes from, or who objects.
    nobody_rules_on_ones_own,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        let given = secretary.approved_today("拾金不昧", "1-01-1").await;
        let at_home = secretary.approved_today("拾金不昧", "2-02-1").await; // the supervisor's household
        let recorded = supervisor.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await.text("id");
        secretary.approves(&recorded).await;
        let approved = grid.records("拾金不昧", "1-01-1", "2026-03-02", json!({})).await.text("id");
        supervisor.approves(&approved).await;
        let by = async |award: &str, whom: &Actor<'_>, resident: &str| {
            let body = json!({"award": award.parse::<i64>().unwrap(), "reason": "wrong_points", "resident": resident});
            whom.post("/objections", body).await.text("id")
        };
        let handed_in = by(&given, &supervisor, "1-02-1").await;
        let table = [
            (by(&recorded, &grid, "1-02-1").await, "objections.took_part"),
            (by(&approved, &grid, "1-02-1").await, "objections.took_part"),
            (handed_in.clone(), "objections.took_part"),
            (by(&at_home, &grid, "1-02-1").await, "objections.own_household"),
            (by(&given, &grid, "2-02-1").await, "objections.own_household"),
        ];
        for (id, code) in table {
            refused([(supervisor.rules(&id, true, "").await, 403, code)]);
            assert_eq!(township.rules(&id, false, "").await.code(), "objections.reason_missing");
            assert_eq!(township.rules(&id, false, "没有错").await.text("state"), "dismissed");
        }
        assert_eq!(world.resident("1-02-1").await.appeals(&handed_in, "再看看").await.text("state"), "appealed");
        refused([(township.rules_for_good(&handed_in, true, "").await, 403, "objections.took_part")]); // ruled on it before
        let table = "/objections";
        assert_eq!(grid.get(table).await.code(), "roster.not_your_task", "who objects is told to few");
    }
);

story!(
    /// A service that was off for three months catches up at once; a second look does nothing more. Month ends are the calendar's.
    a_clock_that_jumps_catches_up,
    |world| {
        let [grid, secretary, supervisor, _] = world.everybody().await;
        for _ in 0..3 {
            grid.records("签到", "1-01-1", "2026-03-02", json!({})).await;
        }
        world.clock.turn_to(jifen::words::Moment::on(day("2026-03-31"), 9, 0));
        secretary.approved_today("公共场合说脏话", "1-01-1").await;
        world.clock.turn_to(jifen::words::Moment::on(day("2026-04-30"), 9, 0));
        let notice = secretary.drafts("2026-03-01", "2026-03-31").await.text("id");
        let open = supervisor.signs(&notice).await;
        assert_eq!(open.text("last_on"), "2026-05-07", "the rule's days ended on 7 April; nobody had looked since");
        assert_eq!(grid.available("1-01-1").await, "3.00");
        world.wake_up_on("2026-08-07").await;
        assert_eq!(grid.available("1-01-1").await, "1.00");
        assert_eq!(secretary.get(&format!("/notices/{notice}")).await.text("state"), "settled");
        let before = (world.head().await, secretary.get("/notices").await.body);
        world.wake_up_on("2026-08-07").await;
        assert_eq!((world.head().await, secretary.get("/notices").await.body), before);
    }
);

story!(
    /// The same on screens: drafted, previewed and signed at the desk, read by everybody without names, objected to on a phone, ruled on; then it is gone.
    a_notice_on_screens,
    |world| {
        world.clock.turn_to(jifen::words::Moment::on(day("2026-03-31"), 9, 0));
        let [_, secretary, supervisor, _] = world.everybody().await;
        let bad = secretary.approved_today("公共场合说脏话", "1-01-1").await;
        secretary.approved_today("拾金不昧", "1-02-1").await;
        world.wake_up_on("2026-04-01").await;
        let (desk, list) = (Browser::at(world, Role::Secretary).await, format!("/desk/{VILLAGE}/notices"));
        let seen = desk.opens(&list).await;
        assert!(seen.says(&["公示未出", "3月的还没有公示", "拟一期公示"]), "{seen:?}");
        let operation = seen.operation();
        let fields = |wish: &'static str| [("operation", operation.clone()), ("from", "2026-03-01".into()), ("until", "2026-03-31".into()), ("do", wish.to_owned())];
        let submit = async |wish| {
            let fields = fields(wish);
            desk.submit(&list, &fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>()).await
        };
        assert!(submit("look").await.says(&["这一期有 2 件，签字以后公示 7 天"]));
        let drafted = submit("draft").await.leads_to().to_owned();
        assert!(desk.opens(&drafted).await.says(&["等村务监督委员签字", "1-01", "−2"]));
        assert!(desk.opens(&format!("{drafted}/sheet")).await.says(&["草稿", "不能张贴"]));
        assert_eq!(Browser::new(world).opens(&format!("/notices/{VILLAGE}/1")).await.status, 404, "a draft is nobody's business");

        let judge = Browser::at(world, Role::Supervisor).await;
        let operation = judge.opens(&drafted).await.operation();
        let signed = judge.submit(&format!("{drafted}/signature"), &[("operation", &operation), ("do", "sign")]).await;
        assert_eq!(signed.leads_to(), drafted);
        let public = Browser::new(world);
        assert!(public.opens(&format!("/notices/{VILLAGE}")).await.says(&["第 1 期", "公示到 4月8日"]));
        let sheet = public.opens(&format!("/notices/{VILLAGE}/1")).await;
        assert!(sheet.says(&["2026 年 3 月积分公示（第 1 期）", "1-02", "公共场合说脏话", "noindex", "<svg"]), "{sheet:?}");
        assert!(!sheet.text.contains("马某") && !sheet.text.contains("李某") && !sheet.text.contains("1-02-1"), "no names and no numbers of persons");
        assert_eq!(sheet.headers["x-robots-tag"], "noindex, noarchive");
        let kiosk = Browser::at(world, Role::Kiosk).await;
        assert!(kiosk.opens(&format!("/kiosk/{VILLAGE}")).await.says(&["看公示"]));
        assert!(kiosk.opens(&format!("/kiosk/{VILLAGE}/notices/1")).await.says(&["第 1 期", "回首页"]));

        let phone = Browser::of_resident(world, &world.resident("1-01-1").await.token);
        let mine = format!("/v/{VILLAGE}/objections");
        assert!(phone.opens(&mine).await.says(&["公共场合说脏话", "4月9日（周四）起算数", "我有意见"]));
        let form = phone.opens(&format!("{mine}/new?award={bad}")).await;
        let wrong = phone.submit(&mine, &[("operation", &form.operation()), ("award", &bad), ("reason", "other"), ("sentence", "")]).await;
        assert!(wrong.status == 422 && wrong.says(&["没有写哪里不对", "什么也没有改"]), "{wrong:?}");
        let done = phone.submit(&mine, &[("operation", &form.operation()), ("award", &bad), ("reason", "never_done"), ("sentence", "不在村里")]).await;
        assert_eq!(done.leads_to(), format!("{mine}?done=1"));
        assert!(phone.opens(done.leads_to()).await.says(&["回执第 1 号", "4月8日（周三） 以前答复", "已经提过意见"]));
        let other = Browser::of_resident(world, &world.resident("1-02-1").await.token);
        assert_eq!(other.opens(&format!("{mine}/new?award={bad}")).await.status, 404);
        assert!(!other.opens(&format!("{mine}?done=1")).await.says(&["回执第 1 号"]));

        world.wake_up_on("2026-04-09").await;
        let over = public.opens(&format!("/notices/{VILLAGE}/1")).await;
        assert!(over.status == 404 && over.says(&["这期公示已经结束"]), "{over:?}");
        assert!(Browser::at(world, Role::Secretary).await.opens(&format!("{drafted}/sheet")).await.says(&["第 1 期"]), "staff still see it");
        let judge = Browser::at(world, Role::Supervisor).await;
        let rulings = format!("/desk/{VILLAGE}/objections");
        told_to_whoever_rules_alone(world, [&secretary, &supervisor], &rulings).await;
        let review = format!("/desk/{VILLAGE}/claims/{bad}/review");
        let past = judge.submit(&review, &[("operation", "0f"), ("ruling", "uphold_objection"), ("reason", "绕过去")]).await;
        assert_eq!(past.status, 409, "a ruling on an objection is not a review of its claim");
        let late = judge.opens(&rulings).await;
        assert!(late.says(&["马某0001 1-01-1", "没做过：不在村里", "过了 1 天"]), "{late:?}");
        assert!(judge.opens(&list).await.says(&["有意见", "1 件过了答复的日子", "过期了"]));
        let no = judge.submit(&format!("{rulings}/1/ruling"), &[("operation", &late.operation()), ("do", "dismiss"), ("reason", " ")]).await;
        assert!(no.status == 422 && no.says(&["没有写原因"]));
        let yes = judge.submit(&format!("{rulings}/1/ruling"), &[("operation", &late.operation()), ("do", "dismiss"), ("reason", "三个人听见了")]).await;
        assert_eq!(yes.leads_to(), format!("{rulings}?done=1"));
        let phone = Browser::of_resident(world, &world.resident("1-01-1").await.token);
        let told = phone.opens(&mine).await;
        assert!(told.says(&["意见不成立", "村务监督委员：意见不成立，三个人听见了", "申诉"]) && !told.says(&["丁某"]), "{told:?}");
        let appealed = phone.submit(&format!("{mine}/1/appeal"), &[("operation", &told.operation()), ("sentence", "请乡里看看")]).await;
        assert_eq!(appealed.leads_to(), format!("{mine}?done=1"));
        let township = Browser::at(world, Role::Township).await;
        let operation = township.opens(&rulings).await.operation();
        township.submit(&format!("{rulings}/1/ruling"), &[("operation", &operation), ("do", "uphold"), ("reason", "那天他在县里")]).await;
        assert!(phone.opens(&mine).await.says(&["意见成立", "已经改过来了"]));
        assert_eq!(supervisor.available("1-01-1").await, "0.00");
    }
);

story!(
    /// Paper handed in at the desk, and a printed head that is found in the ledger, or not.
    paper_meets_the_books,
    |world| {
        let [_, secretary, _, _] = world.everybody().await;
        let given = secretary.approved_today("拾金不昧", "1-01-1").await;
        let desk = Browser::at(world, Role::GridWorker).await;
        let rulings = format!("/desk/{VILLAGE}/objections");
        let form = desk.opens(&rulings).await;
        assert!(form.says(&["替人交一条意见"]) && !form.says(&["等答复的意见"]), "who objects is told to few");
        let fields = [("operation", form.operation()), ("award", given), ("resident", "1-01-2".into()), ("reason", "other".into()), ("sentence", "是我捡的".into())];
        let handed = desk.submit(&rulings, &fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>()).await;
        assert_eq!(handed.leads_to(), format!("{rulings}?done=1"));
        assert!(desk.opens(handed.leads_to()).await.says(&["回执第 1 号：等答复"]));

        world.wake_up_on("2026-03-05").await;
        put_up(world, "2026-03-01", "2026-03-04").await;
        let (seq, head) = world.head().await;
        secretary.approved_today("拾金不昧", "1-02-1").await;
        let public = Browser::new(world);
        let asks = async |code: &str| public.opens(&format!("/villages/{VILLAGE}/verify?head={code}")).await;
        assert!(asks(&format!("{seq}-{}", &head[..12])).await.says(&["对得上", &format!("第 {seq} 笔"), "印在第 1 期公示上", "3月5日"]));
        assert!(asks(&head.to_uppercase()).await.says(&["对得上"]), "what was printed is found without its number");
        assert!(asks(&format!("{}-{}", seq - 1, &head[..12])).await.says(&["没有这个短码"]));
        assert!(asks("000000000000").await.says(&["没有这个短码"]));
        let unread = asks("1-3f9a").await;
        assert!(unread.status == 400 && unread.says(&["没有看懂这个短码"]), "{unread:?}");
        assert!(public.opens(&format!("/villages/{VILLAGE}")).await.says(&["看公示", "核对公示"]));
    }
);

story!(
    /// What a protected report gave is in no figure of a sheet. That the sheet is the same whoever reported, `two_worlds` shows.
    a_sheet_tells_nothing_of_protected_reports,
    |world| {
        let [_, secretary, supervisor, township] = world.everybody().await;
        let told = world.resident("2-01-1").await.reports("举报违法行为有功", "2026-03-02", "夜里有人往河里倒垃圾。").await;
        assert_eq!((told.status.as_u16(), township.post("/reports/1/approval", json!({})).await.text("state").as_str()), (201, "approved"));
        secretary.approved_today("拾金不昧", "1-01-1").await;
        world.wake_up_on("2026-04-02").await;
        assert_eq!(secretary.drafts("2026-03-01", "2026-04-01").await.body["lines"], json!(1));
        supervisor.signs("1").await;
        let sheet = Browser::new(world).opens(&format!("/notices/{VILLAGE}/1")).await;
        assert!(sheet.says(&["<td>1-01</td>", "有积分的 1 户"]) && !sheet.text.contains("2-01") && !sheet.text.contains("举报"), "{sheet:?}");
    }
);

/// Villagers were promised that nobody learns who objects but whoever decides on it; and nobody is asked to decide on what they are kept from.
async fn told_to_whoever_rules_alone(world: &World, [secretary, supervisor]: [&Actor<'_>; 2], rulings: &str) {
    for (role, their_api, why) in [(Role::Secretary, secretary, "等村务监督委员"), (Role::Supervisor, supervisor, "意见成立</button>")]
    {
        let page = Browser::at(world, role).await.opens(rulings).await;
        let told = role == Role::Supervisor;
        assert!(page.says(&["没做过：不在村里", why]) && page.says(&["马某0001"]) == told, "{role:?}: {page:?}");
        assert_eq!(their_api.get("/objections/1").await.body["resident"].is_string(), told, "{role:?}");
        assert_eq!(their_api.get("/objections").await.body["items"][0]["resident"].is_string(), told, "{role:?}");
    }
}

/// Whoever changes notices, objections or rulings by hand is found; decisions and sheets the database itself refuses to change.
#[tokio::test]
async fn tampering_with_notices_is_found() {
    let free = "DROP TRIGGER objection_steps_no_update; DROP TRIGGER objection_steps_no_delete;";
    let table = [
        ("UPDATE notices SET drafted_by = decided_by", "第 1 号公示是一个人自己拟自己签的"),
        ("UPDATE notices SET issue = 3", "期号不连着"),
        ("UPDATE notices SET lines = lines + 1", "上的条数和登记的不一样"),
        ("DELETE FROM notice_lines WHERE award = 1; UPDATE notices SET lines = lines - 1", "第 1 号加减分没有公示过"),
        ("UPDATE notice_lines SET award = 99 WHERE award = 1", "第 1 号公示上有账里没有的"),
        ("UPDATE awards SET post_on = '2026-03-06' WHERE id = 2", "第 1 号公示没到期就要入账"),
        ("UPDATE notices SET state = 'settled'", "第 1 号公示已经结束，上面还有没定的"),
        ("UPDATE objection_steps SET taken_by = 'S01'", "第 1 号意见是经手的人自己定的"), // approved it
        ("DELETE FROM objection_steps", "第 1 号意见的状态和裁定记录对不上"),
        ("UPDATE claims SET state = 'objected' WHERE id = 1", "第 1 号申报在等裁定，却没有人有意见"),
    ];
    for (sql, expected) in table {
        let world = World::new(On::Sqlite).await.unwrap();
        let [_, secretary, supervisor, _] = world.everybody().await;
        let given = secretary.approved_today("拾金不昧", "1-01-1").await;
        secretary.approved_today("公共场合说脏话", "1-01-1").await;
        world.wake_up_on("2026-03-05").await;
        put_up(&world, "2026-03-01", "2026-03-04").await;
        let id = world.resident("1-01-1").await.objects(&given, "not_ours", "").await.text("id");
        supervisor.rules(&id, false, "没有记错").await;
        assert_eq!(world.breaches().await, Vec::<String>::new());
        assert!(by_hand(&world, "UPDATE objection_steps SET said = '别的话'").await.unwrap_err().to_string().contains("append-only"));
        by_hand(&world, free).await.unwrap();
        by_hand(&world, sql).await.unwrap();
        let found = world.breaches().await;
        assert!(found.iter().any(|breach| breach.contains(expected)), "{sql}: {found:?}");
        drop((secretary, supervisor));
        world.vanish().await;
    }
}
