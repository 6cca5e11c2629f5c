//! Goods that are kept for somebody: reserved, collected once, given up, let go; the last of everything goes once; whoever tries something.

use jifen::app::clockwork;
use jifen::shop::ExpireReservation;
use jifen::words::Role;
use serde_json::{Value, json};

use super::browser::Browser;
use super::residents::read;
use super::shop::earn;
use super::world::{Answer, VILLAGE, World, story, together};

const SOAP: &str = "A01";
const DETERGENT: &str = "A02";

fn pieces(item: &str, quantity: i64) -> Value {
    json!([{ "item": item, "quantity": quantity }])
}

/// What a reservation may not change for good: the account, the shelf, the fund and the chain.
async fn all_there_is(world: &World, account: &str) -> (Value, Value, Value, (i64, String)) {
    let keeper = world.somebody(Role::Keeper).await;
    let read = async |path: String| keeper.get(&path).await.body;
    (read(format!("/accounts/{account}")).await, read("/items".to_owned()).await, read("/fund".to_owned()).await, world.head().await)
}

/// Lets so many seconds pass and the timed jobs run.
async fn wait(world: &World, seconds: i64) {
    world.clock.turn_to(world.house.books.clock.now().plus_seconds(seconds));
    clockwork::catch_up(&world.house).await.unwrap();
}

story!(
    /// What is reserved is nobody else's: not the points, not the goods, not the money. It is handed out once; the second time tells of the first.
    what_is_kept_is_handed_out_once,
    |world| {
        earn(world, "1-01-1", 30).await;
        earn(world, "1-02-1", 40).await;
        let (resident, keeper) = (world.resident("1-01-1").await, world.somebody(Role::Keeper).await);
        wait(world, 0).await; // what else is due today is done
        let wanted = json!([{"item": "A01", "quantity": 2}, {"item": "A02", "quantity": 1}]);
        let kept = resident.reserves(wanted).await;
        assert_eq!((kept.status.as_u16(), kept.text("state").as_str(), kept.text("available").as_str()), (201, "held", "0.00"));
        let (account, items, fund, head) = all_there_is(world, "1-01-1").await;
        assert_eq!((&account["posted"], &account["held"], &account["available"]), (&json!("30.00"), &json!("30.00"), &json!("0.00")));
        assert_eq!((&items["items"][0]["stock"], &items["items"][0]["held"]), (&json!(3), &json!(2)));
        assert_eq!((&fund["committed"], &fund["available"]), (&json!("27.00"), &json!("73.00")));
        assert_eq!(resident.reserves(pieces(SOAP, 1)).await.code(), "shop.points_short");
        let taken = keeper.redeems("1-02-1", pieces(DETERGENT, 1)).await;
        assert_eq!((taken.code(), taken.text("title").as_str()), ("shop.out_of_stock", "洗衣液剩下的都有人预约了，没有扣分。"));
        assert_eq!(keeper.redeems("1-02-1", pieces(SOAP, 2)).await.code(), "shop.out_of_stock");
        assert_eq!(world.head().await, head, "nothing was spent");

        let id = kept.text("id");
        let mine = resident.get("/redemptions/own").await.body["items"][0].clone();
        assert_eq!((&mine["state"], &mine["until"]), (&json!("held"), &json!("2026-03-04T09:00:00+08:00")));
        let first = keeper.collects(&id).await;
        assert_eq!((first.status.as_u16(), &first.body["again"], first.text("available").as_str()), (201, &json!(false), "0.00"));
        let after = all_there_is(world, "1-01-1").await;
        assert_eq!((&after.0["posted"], &after.0["held"]), (&json!("0.00"), &json!("0.00")));
        assert_eq!((&after.1["items"][0]["stock"], &after.1["items"][0]["held"]), (&json!(1), &json!(0)));
        assert_eq!((&after.2["spent"], &after.2["committed"]), (&json!("27.00"), &json!("0.00")));
        wait(world, 60).await;
        let second = keeper.collects(&id).await;
        assert_eq!((second.status.as_u16(), &second.body["again"], second.replayed), (200, &json!(true), true));
        assert_eq!((&second.body["collected_at"], &second.body["collected_by"]), (&first.body["collected_at"], &first.body["collected_by"]));
        assert_eq!(all_there_is(world, "1-01-1").await, after, "never a second debit");
        assert_eq!(resident.post(&format!("/redemptions/own/{id}/cancellation"), json!({})).await.code(), "shop.already_collected");
        let why = keeper.get("/accounts/1-01-1/entries").await.body["items"][0].clone();
        assert_eq!(why["kind"], "redemption");
        assert_eq!(keeper.post(&format!("/redemptions/{id}/cancellation"), json!({"reason": "拿错了"})).await.text("available"), "30.00");
    }
);

story!(
    /// Given up by its holder, by the keeper, or let go because nobody came: everybody has exactly what they had.
    whoever_does_not_come_has_lost_nothing,
    |world| {
        earn(world, "1-01-1", 12).await;
        let (resident, keeper) = (world.resident("1-01-1").await, world.somebody(Role::Keeper).await);
        wait(world, 0).await; // what else is due today is done
        let before = all_there_is(world, "1-01-1").await;
        let give_up = |id: &str| format!("/redemptions/own/{id}/cancellation");
        let first = resident.reserves(pieces(SOAP, 2)).await.text("id");
        assert_ne!(all_there_is(world, "1-01-1").await, before);
        assert_eq!(resident.post(&give_up(&first), json!({})).await.text("available"), "12.00");
        assert_eq!(all_there_is(world, "1-01-1").await, before);
        assert_eq!(resident.post(&give_up(&first), json!({})).await.code(), "shop.already_cancelled");
        assert_eq!(keeper.collects(&first).await.code(), "shop.already_cancelled");

        let second = keeper.post("/redemptions", json!({"account": "1-01-1", "items": pieces(SOAP, 1), "hold": true})).await;
        assert_eq!((second.text("state").as_str(), second.text("available").as_str()), ("held", "7.00"));
        let cancellation = format!("/redemptions/{}/cancellation", second.text("id"));
        assert_eq!(keeper.post(&cancellation, json!({"reason": " "})).await.code(), "shop.reason_missing");
        assert_eq!(keeper.post(&cancellation, json!({"reason": "打电话来说不要了"})).await.text("state"), "cancelled");
        assert_eq!(all_there_is(world, "1-01-1").await, before);

        let third = resident.reserves(pieces(SOAP, 1)).await.text("id");
        wait(world, 48 * 3600 - 1).await;
        assert_eq!(keeper.available("1-01-1").await, "7.00", "a second is left");
        // The time is over, and the timed job has not come round yet: it counts all the same.
        world.clock.turn_to(world.house.books.clock.now().plus_seconds(1));
        let late = keeper.collects(&third).await;
        assert_eq!((late.status.as_u16(), late.code()), (409, "shop.reservation_expired"));
        wait(world, 0).await;
        assert_eq!(all_there_is(world, "1-01-1").await, before);
        wait(world, 3600).await; // the same job again does nothing
        assert_eq!(all_there_is(world, "1-01-1").await, before);
        assert_eq!(keeper.collects(&third).await.code(), "shop.reservation_expired");
        assert_eq!(world.resident("1-01-1").await.get("/redemptions/own").await.body["items"][0]["state"], "expired");
    }
);

story!(
    /// The last piece, the last point and the last yuan, reached for at the counter and from phones at once: each goes to exactly one.
    the_last_of_everything_goes_once,
    |world| {
        earn(world, "1-01-1", 25).await;
        earn(world, "1-02-1", 25).await;
        earn(world, "2-01-1", 5).await;
        let (keeper, secretary) = (world.somebody(Role::Keeper).await, world.somebody(Role::Secretary).await);
        let people = [world.resident("1-01-1").await, world.resident("1-02-1").await];
        let reach = async |index: usize, item: &'static str| match index % 2 {
            0 => people[index / 2 % 2].reserves(pieces(item, 1)).await,
            _ => keeper.redeems(if index < 5 { "1-01-1" } else { "1-02-1" }, pieces(item, 1)).await,
        };
        let won = |answers: Vec<Answer>| answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(won(together((0..10).map(|index| reach(2 * index, DETERGENT))).await), 1, "from phones alone: what is held is gone");
        assert_eq!(won(together((0..10).map(|index| reach(index, DETERGENT))).await), 0);
        let shelf = keeper.get("/items").await.body["items"].clone();
        let left = shelf.as_array().unwrap().iter().find(|item| item["item"] == DETERGENT).unwrap().clone();
        assert_eq!(left["stock"].as_i64().unwrap() - left["held"].as_i64().unwrap(), 0);

        let owner = world.resident("2-01-1").await;
        let spend = async |index: usize| match index % 2 {
            0 => owner.reserves(pieces(SOAP, 1)).await,
            _ => keeper.redeems("2-01-1", pieces(SOAP, 1)).await,
        };
        assert_eq!(won(together((0..10).map(spend)).await), 1, "five points buy one piece");
        assert_eq!(keeper.available("2-01-1").await, "0.00");

        // What is left of the fund pays for one of these, not for two.
        let lamp = json!([{"item": "B09", "name": "台灯", "points": "1", "cost": "60", "quantity": 5}]);
        assert_eq!(keeper.delivers(lamp, &secretary).await.status, 201);
        assert_eq!(won(together((0..6).map(|index| reach(index, "B09"))).await), 1);
    }
);

story!(
    /// Coming for it in the very moment in which it is let go: either the one or the other, never both.
    handed_out_or_let_go_but_not_both,
    |world| {
        earn(world, "1-01-1", 5).await;
        let (resident, keeper) = (world.resident("1-01-1").await, world.somebody(Role::Keeper).await);
        let id = resident.reserves(pieces(SOAP, 1)).await.text("id");
        world.clock.turn_to(world.house.books.clock.now().plus_seconds(48 * 3600 - 1));
        let mut act = world.house.own_act(&world.village(), "expire-reservation-1").unwrap();
        act.at = act.at.plus_seconds(1);
        let letting_go = world.house.books.perform(act, ExpireReservation { redemption: id.parse().unwrap() });
        let (handed, gone) = tokio::join!(keeper.collects(&id), letting_go);
        let is_handed = handed.status == 201;
        assert_ne!(is_handed, gone.is_ok(), "{handed:?}");
        wait(world, 1).await;
        let (left, stock) = if is_handed { ("0.00", 2) } else { ("5.00", 3) };
        assert_eq!((keeper.available("1-01-1").await.as_str(), &keeper.get("/items").await.body["items"][0]["stock"]), (left, &json!(stock)));
        let again = keeper.collects(&id).await;
        assert_eq!(again.status.as_u16(), if is_handed { 200 } else { 409 }, "{again:?}");
    }
);

story!(
    /// A machine that was off lets go first and clears the year after it, as if it had been on: nobody saves points by reserving over 清零日.
    what_nobody_came_for_does_not_outlast_the_year,
    |file, text| if file == "village.yaml" { text + "清零日: 03-02\n预约保留小时: 720\n" } else { text },
    |world| {
        earn(world, "1-01-1", 8).await;
        let resident = world.resident("1-01-1").await;
        assert_eq!(resident.reserves(pieces(SOAP, 1)).await.status, 201);
        assert_eq!(resident.get("/redemptions/own").await.body["items"][0]["until"], "2026-03-03T00:00:00+08:00");
        world.wake_up_on("2026-03-09").await;
        let account = world.somebody(Role::Keeper).await.get("/accounts/1-01-1").await.body;
        assert_eq!((&account["posted"], &account["held"]), (&json!("0.00"), &json!("0.00")));
    }
);

story!(
    /// How long goods are kept is the village's own: longer, or not at all.
    a_village_says_how_long,
    |file, text| if file == "village.yaml" { text + "预约保留小时: 3\n" } else { text },
    |world| {
        earn(world, "1-01-1", 10).await;
        let (resident, keeper) = (world.resident("1-01-1").await, world.somebody(Role::Keeper).await);
        resident.reserves(pieces(SOAP, 1)).await;
        assert_eq!(resident.get("/redemptions/own").await.body["items"][0]["until"], "2026-03-02T12:00:00+08:00");
        wait(world, 3 * 3600).await;
        assert_eq!(keeper.available("1-01-1").await, "10.00");
        world.rewrite("village.yaml", |text| text.replace("预约保留小时: 3", "预约保留小时: 0"));
        assert!(matches!(world.settle().await, jifen::app::settling::Settled::Updated(_)));
        let resident = world.resident("1-01-1").await;
        let refused = resident.reserves(pieces(SOAP, 1)).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "shop.no_reservations"));
        let shelf = Browser::of_resident(world, &resident.token).opens(&format!("/v/{VILLAGE}/shelf")).await;
        assert!(shelf.says(&["香皂", "到小店柜台就能换"]) && !shelf.text.contains("要一件"), "{shelf:?}");
    }
);

story!(
    /// From one's own phone to the counter: choosing without a script, a voucher to show, handed out by scanning it; going back repeats nothing.
    from_the_phone_to_the_counter,
    |world| {
        earn(world, "1-01-1", 12).await;
        let phone = Browser::of_resident(world, &world.resident("1-01-1").await.token);
        let (shelf, counter) = (format!("/v/{VILLAGE}/shelf"), Browser::at(world, Role::Keeper).await);
        let page = phone.opens(&shelf).await;
        assert!(page.says(&["能换的有 <b data-quiet>12</b> 分", "要一件香皂", "48 小时内"]), "{page:?}");
        let operation = page.operation();
        let press = async |chosen: &str, wish: &str| {
            let form = [("operation", operation.as_str()), ("item:A01", chosen), ("agreed", "10"), ("do", wish)];
            phone.submit(&shelf, &form).await
        };
        assert!(press("", "more:A01").await.says(&["一共 <b>5</b> 分", "name=\"item:A01\" value=\"1\""]));
        assert!(press("1", "more:A01").await.says(&["一共 <b>10</b> 分", "换后还剩 <b>2</b> 分"]));
        let short = press("2", "more:A01").await;
        assert!(short.status == 409 && short.says(&["还差 3 分", "什么也没有改"]) && !short.text.contains(">预约<"), "{short:?}");
        let kept = press("2", "reserve").await;
        assert_eq!(kept.leads_to(), format!("/v/{VILLAGE}/vouchers/1"), "{kept:?}");
        for wish in ["reserve", "scan"] {
            assert_eq!(press("2", wish).await.leads_to(), kept.leads_to(), "going back keeps nothing twice");
        }
        let voucher = phone.opens(kept.leads_to()).await;
        let text = read(&voucher, 0);
        let code = text.rsplit('.').next().unwrap().to_owned();
        assert!(text == format!("jq.{VILLAGE}.{code}") && voucher.says(&[&code[..4], &code[4..], "香皂", "留到 <b>3月4日（周三） 9:00"]), "{voucher:?}");

        let shop = format!("/shop/{VILLAGE}");
        let scan = async |scanned: &str| counter.submit(&shop, &[("number", scanned)]).await;
        let at = format!("{shop}/redemptions/1");
        for typed in [text.clone(), text.to_uppercase(), code.to_lowercase(), format!("{} {}", &code[..4], &code[4..])] {
            assert!(scan(&typed).await.says(&["可以领", "把东西交给他", "马某*1"]), "{typed}");
        }
        let till = scan("1-01-1").await;
        assert!(till.says(&["马某*1", "有 2 件留着，请出示券或卡"]) && !till.says(&["看券、交货"]), "{till:?}");
        let seen = scan(&text).await;
        assert!(seen.says(&["可以领", "把东西交给他", "马某*1"]) && !seen.text.contains("马某0001"), "{seen:?}");
        let handing = [("operation", seen.operation())];
        let hand = async || {
            let form = [("operation", handing[0].1.as_str()), ("voucher", code.as_str())];
            counter.submit(&format!("{at}/collection"), &form).await
        };
        assert_eq!((hand().await.leads_to(), hand().await.leads_to()), (at.as_str(), at.as_str()));
        let again = scan(&text).await;
        assert!(again.says(&["这张券已经用过了", "店员 海某*6 交的，没有再扣分"]), "{again:?}");
        let twice = counter.submit(&format!("{at}/collection"), &[("operation", "another")]).await;
        assert_eq!(twice.leads_to(), format!("{at}?scanned=true"));
        assert_eq!(world.somebody(Role::Keeper).await.available("1-01-1").await, "2.00");
        assert!(phone.opens(kept.leads_to()).await.says(&["这张券已经领了"]));
        let late = phone.submit(&format!("{}/cancellation", kept.leads_to()), &[("operation", "late")]).await;
        assert!(late.status == 409 && late.says(&["这些已经领走了"]), "{late:?}");
    }
);

story!(
    /// Whoever tries something else: codes that are none, somebody else's voucher, another village's; nothing of it is kept where it does not belong.
    codes_open_nothing_but_their_own_goods,
    |world| {
        earn(world, "1-01-1", 10).await;
        let (mine, other) = (world.resident("1-01-1").await, world.resident("1-02-1").await);
        mine.reserves(pieces(SOAP, 1)).await;
        let voucher = mine.get("/redemptions/own").await.body["items"][0]["voucher"].as_str().unwrap().to_owned();
        assert_eq!(other.get("/redemptions/own").await.body["items"], json!([]));
        assert_eq!(other.post("/redemptions/own/1/cancellation", json!({})).await.code(), "shop.unknown_redemption");
        let stranger = Browser::of_resident(world, &other.token);
        assert_eq!(stranger.opens(&format!("/v/{VILLAGE}/vouchers/1")).await.status, 404);
        let taken = stranger.submit(&format!("/v/{VILLAGE}/vouchers/1/cancellation"), &[("operation", "x")]).await;
        assert_eq!(taken.status, 404);

        let counter = Browser::at(world, Role::Keeper).await;
        let scan = async |scanned: &str| counter.submit(&format!("/shop/{VILLAGE}"), &[("number", scanned)]).await;
        let secret = "0123456789abcdef0123456789abcdef";
        for (scanned, words) in [
            (format!("jq.elsewhere.{voucher}"), "这张券是别的村的"),
            (format!("jq.{VILLAGE}.ABCDEFGH"), "没有这张券"),
            (format!("jf.elsewhere.{secret}"), "这张卡是别的村的"),
            (format!("jf.{VILLAGE}.{secret}"), "这张卡停用了"),
            ("ABCDEFGH".to_owned(), "没有找到 ABCDEFGH"),
            ("6901234567892".to_owned(), "没有找到 6901234567892"),
            ("A01".to_owned(), "还不知道是谁来换"),
            ("+".to_owned(), "没有找到"),
            ("<script>alert(1)</script>".to_owned(), "没有认出"),
        ] {
            let seen = scan(&scanned).await;
            assert!((seen.status == 404 || seen.status == 409) && seen.says(&[words]), "{scanned}: {seen:?}");
            assert!(!seen.text.contains(secret) && !seen.text.contains("<script>alert"), "{scanned}: {seen:?}");
        }
        let keeper = world.somebody(Role::Keeper).await;
        assert_eq!(keeper.collects("9").await.code(), "shop.unknown_redemption");
        let mut conn = world.house.books.read().await.unwrap();
        let answers: Vec<(String,)> = conn.query("SELECT answer FROM operations WHERE village = 'suanli'", &[]).await.unwrap();
        assert!(answers.iter().all(|(answer,)| !answer.contains(&voucher)), "a code is in no kept answer");
        drop(conn);
        mine.post("/redemptions/own/1/cancellation", json!({})).await;
    }
);

story!(
    /// One screen for a scan gun: card, labels, plus and minus, confirming; nobody's goods are handed to the next one unpaid.
    a_scan_gun_does_it_all,
    |world| {
        earn(world, "1-01-1", 30).await;
        let secretary = Browser::with_password(world, "S01").await;
        let sheet = secretary.submit(&format!("/desk/{VILLAGE}/cards/sheet"), &[("operation", "cards"), ("number", "1-01")]).await;
        let (card, of_another) = (read(&sheet, 0), read(&sheet, 1));
        let (counter, shop) = (Browser::at(world, Role::Keeper).await, format!("/shop/{VILLAGE}"));
        let till = counter.submit(&shop, &[("number", &card.to_uppercase())]).await;
        assert!(till.says(&["马某*1", "有 <b class=\"points\">30</b> 分"]) && !till.text.contains(&card), "{till:?}");
        let operation = till.operation();
        let scan = async |scanned: &str, chosen: &[(&str, &str)]| {
            let form = [("operation", operation.as_str()), ("account", "1-01-1"), ("number", scanned), ("do", "scan"), ("last", "A01")];
            counter.submit(&shop, &[&form[..], chosen].concat()).await
        };
        assert!(scan("a01", &[]).await.says(&["name=\"item:A01\" value=\"1\"", "一共 <b>5</b> 分", "换后还剩 <b>25</b> 分"]));
        assert!(scan("+", &[("item:A01", "1")]).await.says(&["name=\"item:A01\" value=\"2\""]));
        assert!(!scan("-", &[("item:A01", "1")]).await.text.contains("name=\"item:A01\""));
        assert!(scan("A02", &[("item:A01", "2")]).await.says(&["一共 <b>30</b> 分", "换后还剩 <b>0</b> 分", "确认换 30 分"]));
        let unknown = scan("Z99", &[("item:A01", "2")]).await;
        assert!(unknown.status == 404 && unknown.says(&["没有找到 Z99", "name=\"item:A01\" value=\"2\"", "确认换 10 分"]), "{unknown:?}");
        let next = scan(&of_another, &[("item:A01", "2")]).await;
        assert!(next.status == 409 && next.says(&["马某*1 选的东西还没有换", "确认换 10 分"]), "{next:?}");
        assert!(scan(&of_another, &[]).await.says(&["马某*2"]), "nothing was chosen, so the next one may come");
        assert!(scan("", &[("item:A01", "2")]).await.says(&["确认换 10 分"]), "an Enter too many hands nothing out");
        let confirm = async |scanned: &str| {
            let form = [("operation", operation.as_str()), ("account", "1-01-1"), ("number", scanned), ("agreed", "10"), ("item:A01", "2"), ("do", "confirm")];
            counter.submit(&format!("{shop}/redemptions"), &form).await
        };
        assert!(confirm("A02").await.says(&["确认换 30 分"]), "what was scanned last is looked at first");
        assert_eq!((confirm("").await.leads_to(), confirm("").await.leads_to()), (format!("{shop}/redemptions/1").as_str(), format!("{shop}/redemptions/1").as_str()));
        assert_eq!(scan("", &[("item:A01", "2")]).await.leads_to(), format!("{shop}/redemptions/1"), "Back, and on again: it was done");
        assert_eq!(world.somebody(Role::Keeper).await.available("1-01-1").await, "20.00");
    }
);
