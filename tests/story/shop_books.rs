//! The shop's own books: goods that came and were signed for, a shelf that was counted, a keeper who was paid.

use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::shop::earn;
use super::world::{Answer, VILLAGE, World, story};

async fn counts(world: &World, counted: Value, reason: &str) -> Answer {
    world.somebody(Role::Keeper).await.post("/day_ends", json!({"counted": counted, "reason": reason})).await
}

async fn stock(world: &World, item: &str) -> (i64, i64) {
    let shelf = world.somebody(Role::Keeper).await.get("/items").await.body["items"].clone();
    let found = shelf.as_array().unwrap().iter().find(|one| one["item"] == item).unwrap().clone();
    (found["stock"].as_i64().unwrap(), found["held"].as_i64().unwrap())
}

story!(
    /// A day goes from the last one to now and says what the ledger says; where the count differs a second one decides, and the difference stays what it was.
    a_day_is_counted_and_signed,
    |world| {
        earn(world, "1-01-1", 20).await;
        let (keeper, supervisor) = (world.somebody(Role::Keeper).await, world.somebody(Role::Supervisor).await);
        let soap = |counted: i64| json!([{"item": "A01", "counted": counted}]);
        for (counted, reason, status, code) in [
            (json!([]), "", 422, "shop.nothing_counted"),
            (json!([{"item": "Z99", "counted": 1}]), "", 422, "shop.unknown_item"),
            (json!([{"item": "A01", "counted": 3}, {"item": "A01", "counted": 3}]), "", 422, "shop.counted_twice"),
            (soap(-1), "", 422, "shop.wrong_count"),
            (soap(2), " ", 422, "shop.reason_missing"),
        ] {
            let refused = counts(world, counted.clone(), reason).await;
            assert_eq!((refused.status.as_u16(), refused.code()), (status, code), "{counted}");
        }
        let slip = keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 2}])).await.text("id");
        keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await;
        keeper.post(&format!("/redemptions/{slip}/cancellation"), json!({"reason": "拿错了"})).await;
        let good = counts(world, soap(2), "").await;
        assert_eq!((good.status.as_u16(), &good.body["differing"], &good.body["proposal"]), (201, &json!(0), &Value::Null));
        let day = supervisor.get("/day_ends/1").await.body;
        let over = &day["over_the_counter"];
        assert_eq!((&over["handed_out"], &over["taken_back"], &over["points"], &over["cost"]), (&json!(2), &json!(1), &json!("5.00"), &json!("4.50")));
        assert_eq!(over["goods"], json!([{"item": "A01", "name": "香皂", "quantity": 1, "points": "5.00", "cost": "4.50"}]));
        assert_eq!(day["counted"], json!([{"item": "A01", "name": "香皂", "stock": 2, "counted": 2}]));

        let short = counts(world, json!([{"item": "A01", "counted": 1}, {"item": "A03", "counted": 6}]), "箱底压坏一块").await;
        assert_eq!((&short.body["differing"], stock(world, "A01").await), (&json!(2), (2, 0)), "nothing changes before a second one agrees");
        let waiting = supervisor.get("/shop_proposals").await.body["items"][0].clone();
        assert_eq!((&waiting["kind"], &waiting["reason"]), (&json!("count"), &json!("香皂少 1 件、电饭煲多 1 件。箱底压坏一块")));
        keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await;
        let confirm = format!("/shop_proposals/{}/confirmation", short.text("proposal"));
        assert_eq!(keeper.post(&confirm, json!({})).await.code(), "shop.same_proposer");
        assert_eq!(supervisor.post(&confirm, json!({})).await.text("state"), "confirmed");
        assert_eq!((stock(world, "A01").await, stock(world, "A03").await), ((0, 0), (6, 0)), "one was handed out meanwhile, one was missing");
        assert_eq!(supervisor.get("/day_ends/9").await.code(), "shop.unknown_day_end");
        let days = supervisor.get("/day_ends").await.body["items"].clone();
        assert_eq!(days.as_array().unwrap().len(), 2);
        assert_eq!(supervisor.get("/day_ends/2").await.body["over_the_counter"]["handed_out"], 0, "what came before the first day's end is not in the second");
    }
);

story!(
    /// Neither a count nor a write-off takes away what somebody has reserved; once they have given it up, it can be done.
    what_is_kept_is_not_counted_away,
    |world| {
        earn(world, "1-01-1", 10).await;
        let (keeper, supervisor, resident) =
            (world.somebody(Role::Keeper).await, world.somebody(Role::Supervisor).await, world.resident("1-01-1").await);
        let kept = resident.reserves(json!([{"item": "A01", "quantity": 2}])).await.text("id");
        let lost = keeper.post("/write_offs", json!({"item": "A01", "quantity": 2, "reason": "老鼠咬了"})).await;
        assert_eq!((lost.code(), lost.text("title").as_str()), ("shop.kept_for_others", "香皂有 3 件，其中 2 件有人预约，减 2 件就不够了，库存没有变。"));
        let counted = counts(world, json!([{"item": "A01", "counted": 1}]), "老鼠咬了").await;
        let confirm = format!("/shop_proposals/{}/confirmation", counted.text("proposal"));
        assert_eq!(supervisor.post(&confirm, json!({})).await.code(), "shop.kept_for_others");
        assert_eq!(stock(world, "A01").await, (3, 2));
        let settled = keeper.post(&format!("/redemptions/{kept}/cancellation"), json!({"reason": "货坏了，换别的"})).await;
        assert_eq!(settled.text("state"), "cancelled");
        assert_eq!(supervisor.post(&confirm, json!({})).await.text("state"), "confirmed");
        assert_eq!(stock(world, "A01").await, (1, 0));
    }
);

story!(
    /// What the village owes the keeper is drawn up, signed by both sides and paid: once, and the ledger says so.
    the_keeper_is_paid_what_both_have_signed,
    |world| {
        earn(world, "1-01-1", 20).await;
        let (keeper, secretary, supervisor) =
            (world.somebody(Role::Keeper).await, world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        let grid = world.somebody(Role::GridWorker).await;
        let owed = async |who: &Actor<'_>| who.post("/settlements", json!({})).await;
        assert_eq!(owed(&keeper).await.code(), "shop.nothing_owed");
        assert_eq!(keeper.post("/settlements/1/signature", json!({})).await.code(), "shop.unknown_settlement");
        keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 2}])).await;
        assert_eq!(owed(&grid).await.code(), "roster.not_your_task");
        let first = owed(&keeper).await;
        assert_eq!((first.status.as_u16(), first.text("amount").as_str(), first.text("state").as_str()), (201, "9.00", "drawn"));
        assert_eq!(owed(&secretary).await.code(), "shop.settlement_open");
        let payment = async |how: &str| secretary.post("/settlements/1/payment", json!({ "how": how })).await;
        assert_eq!(payment("转账单 8").await.code(), "shop.not_signed");
        assert_eq!(keeper.post("/settlements/1/signature", json!({})).await.code(), "shop.same_side");
        assert_eq!(supervisor.post("/settlements/1/signature", json!({})).await.text("state"), "signed");
        assert_eq!(secretary.post("/settlements/1/signature", json!({})).await.code(), "shop.same_side");
        // What is redeemed meanwhile belongs to the next.
        keeper.redeems("1-01-1", json!([{"item": "A01", "quantity": 1}])).await;
        assert_eq!(payment(" ").await.code(), "shop.how_paid_missing");
        assert_eq!(keeper.post("/settlements/1/payment", json!({"how": "我说付了"})).await.code(), "roster.not_your_task");
        let head = world.head().await.0;
        let paid = payment("转账单 8").await;
        assert_eq!((paid.status.as_u16(), paid.text("state").as_str(), world.head().await.0), (201, "paid", head + 1));
        assert_eq!(payment("转账单 8").await.code(), "shop.settlement_over");
        let sheet = supervisor.get("/settlements/1").await.body;
        assert_eq!((&sheet["note"], &sheet["over_the_counter"]["cost"]), (&json!("转账单 8"), &json!("9.00")));
        assert_eq!(secretary.get("/fund").await.text("budget"), "100.00", "paying the keeper is no new money");
        assert_eq!(secretary.get("/fund").await.text("spent"), "13.50");

        let wrong = owed(&secretary).await;
        assert_eq!((wrong.text("id").as_str(), wrong.text("amount").as_str()), ("2", "4.50"));
        assert_eq!(secretary.post("/settlements/2/withdrawal", json!({"reason": ""})).await.code(), "shop.reason_missing");
        assert_eq!(secretary.post("/settlements/2/withdrawal", json!({"reason": "等月底"})).await.text("state"), "withdrawn");
        assert_eq!(owed(&supervisor).await.text("amount"), "4.50", "what was withdrawn is in the next");
        assert_eq!(supervisor.get("/settlements/3").await.body["over_the_counter"]["goods"][0]["quantity"], 1);
    }
);

story!(
    /// The same on pages: a label is scanned, the form fills itself in, somebody else signs; the day and the settlement are sheets to print.
    behind_the_counter,
    |world| {
        earn(world, "1-01-1", 20).await;
        let (keeper, supervisor, secretary) =
            (Browser::at(world, Role::Keeper).await, Browser::at(world, Role::Supervisor).await, Browser::at(world, Role::Secretary).await);
        let shop = format!("/shop/{VILLAGE}");
        let at = |way: &str| format!("{shop}/{way}");
        assert_eq!(keeper.opens(&at("deliveries")).await.leads_to(), shop, "whoever goes back to a form that was sent is led where it begins");
        let page = keeper.opens(&at("stock")).await;
        let operation = page.hidden("operation");
        let known = keeper.submit(&at("deliveries"), &[("operation", &operation), ("number", "A01")]).await;
        assert!(known.says(&["value=\"香皂\"", "value=\"5\"", "value=\"4.5\"", "加进货单"]), "{known:?}");
        let goods = |points| [("operation", operation.as_str()), ("number", "A01"), ("name", "香皂"), ("spec", "一块"), ("points", points), ("cost", "4.5"), ("quantity", "20"), ("do", "bring")];
        let wrong = keeper.submit(&at("deliveries"), &goods("五")).await;
        assert!(wrong.status == 422 && wrong.says(&["一件也没有入库", "value=\"20\""]), "{wrong:?}");
        let empty = keeper.submit(&at("deliveries"), &[("operation", operation.as_str()), ("do", "bring")]).await;
        assert!(empty.status == 422 && empty.says(&["货单是空的"]), "{empty:?}");
        let listed = keeper.submit(&at("deliveries"), &[&goods("5")[..7], &[("do", "add")]].concat()).await;
        assert!(listed.says(&["name=\"row:0:number\" value=\"A01\"", "去掉", "整张交上去"]), "{listed:?}");
        let row = [("row:0:number", "A01"), ("row:0:name", "香皂"), ("row:0:points", "5"), ("row:0:cost", "4.5"), ("row:0:quantity", "20")];
        let dropped = keeper.submit(&at("deliveries"), &[&[("operation", operation.as_str()), ("do", "drop:0")], &row[..]].concat()).await;
        assert!(!dropped.text.contains("row:0:"), "{dropped:?}");
        for _ in 0..2 {
            assert_eq!(keeper.submit(&at("deliveries"), &goods("５")).await.leads_to(), at("stock?done=brought"), "twice is once");
        }
        let mine = keeper.opens(&at("stock")).await;
        assert!(mine.says(&["进货：一共 20 件", "要另一个人来定"]) && !mine.text.contains("看过了，同意"), "{mine:?}");
        let theirs = supervisor.opens(&at("stock")).await;
        assert!(theirs.says(&["香皂 20 件（每件 5 分、4.5 元）", "店员 海某*6 提出", "看过了，同意"]) && !theirs.text.contains("来了几件"), "{theirs:?}");
        let yes = [("operation", "yes"), ("id", "1"), ("do", "confirm")];
        assert_eq!(keeper.submit(&at("proposals"), &yes).await.status, 403, "not one's own");
        let agreed = supervisor.submit(&at("proposals"), &yes).await;
        assert!(supervisor.opens(agreed.leads_to()).await.says(&["办好了：您同意了"]), "{agreed:?}");
        assert_eq!(stock(world, "A01").await, (23, 0));

        world.somebody(Role::Keeper).await.redeems("1-01-1", json!([{"item": "A01", "quantity": 2}])).await;
        let day = keeper.opens(&at("day-ends")).await;
        assert!(day.says(&["换出 <b>1</b> 笔", "合 <b>9</b> 元", "有几件"]), "{day:?}");
        let operation = day.hidden("operation");
        let count = async |counted: &str, reason: &str| {
            keeper.submit(&at("day-ends"), &[("operation", &operation), ("item:A01", counted), ("item:A02", ""), ("reason", reason)]).await
        };
        let no = count("二十", "").await;
        assert!(no.status == 422 && no.says(&["件数没有写对", "value=\"二十\""]), "{no:?}");
        assert!(count("20", "").await.says(&["还没有写是怎么回事"]));
        let signed = count("20", "少了一块").await;
        assert_eq!(signed.leads_to(), at("day-ends/1"), "{signed:?}");
        assert!(supervisor.opens(signed.leads_to()).await.says(&["日结", "少 1", "等另一个人来定", "换出 1 笔"]));
        let yes = [("operation", "yes-2"), ("id", "2"), ("do", "confirm")];
        supervisor.submit(&at("proposals"), &yes).await;
        assert!(supervisor.opens(signed.leads_to()).await.says(&["库存照点的改了"]));

        let list = keeper.opens(&at("settlements")).await;
        assert!(list.says(&["现在欠店主 <b>9</b> 元"]), "{list:?}");
        let drawn = keeper.submit(&at("settlements"), &[("operation", &list.operation())]).await;
        assert_eq!(drawn.leads_to(), at("settlements/1"), "{drawn:?}");
        assert!(!keeper.opens(drawn.leads_to()).await.text.contains("看过了，签字"));
        let sheet = secretary.opens(drawn.leads_to()).await;
        assert!(sheet.says(&["应付店主 <b>9</b> 元", "香皂", "看过了，签字"]) && !sheet.text.contains("已经付了"), "{sheet:?}");
        secretary.submit(&at("settlements/1/signature"), &[("operation", "sign")]).await;
        let no = secretary.submit(&at("settlements/1/payment"), &[("operation", "pay"), ("said", " ")]).await;
        assert!(no.status == 422 && no.says(&["没有写怎么付的"]), "{no:?}");
        secretary.submit(&at("settlements/1/payment"), &[("operation", "pay"), ("said", "收条 3")]).await;
        assert!(keeper.opens(drawn.leads_to()).await.says(&["已经付了", "收条 3", "村书记 王某*4"]));
        assert_eq!(keeper.opens(&at("settlements/9")).await.status, 404);
    }
);

story!(
    /// A delivery of several kinds is one list, with one second signature; a row that is wrong keeps the whole list out, and what was typed stays.
    a_delivery_is_one_list,
    |world| {
        let (keeper, supervisor) = (Browser::at(world, Role::Keeper).await, Browser::at(world, Role::Supervisor).await);
        let at = |way: &str| format!("/shop/{VILLAGE}/{way}");
        let operation = keeper.opens(&at("stock")).await.hidden("operation");
        let listed = |quantity| {
            let first = [("row:0:number", "A01"), ("row:0:name", "香皂"), ("row:0:points", "5"), ("row:0:cost", "4.5"), ("row:0:quantity", quantity)];
            let last = [("number", "C09"), ("name", "毛巾"), ("points", "8"), ("cost", "6"), ("quantity", "6"), ("do", "bring")];
            [&[("operation", operation.as_str())], &first[..], &last[..]].concat()
        };
        let wrong = keeper.submit(&at("deliveries"), &listed("十")).await;
        assert!(wrong.status == 422 && wrong.says(&["货单里有 1 处不对", "第 1 行 香皂", "<tr id=\"row-0\" class=\"is-wrong\">", "value=\"毛巾\"", "value=\"十\""]), "{wrong:?}");
        // The same goods once more: told where they stand already, and that row can be taken up again, without losing what is being typed.
        let twice = [&listed("10")[..6], &[("number", "Ａ０１"), ("quantity", "3"), ("do", "add")]].concat();
        let told = keeper.submit(&at("deliveries"), &twice).await;
        assert!(told.status == 422 && told.says(&["香皂已经写在第 1 行，10 件", "id=\"goods-number-wrong\"", "value=\"3\""]), "{told:?}");
        let edited = keeper.submit(&at("deliveries"), &[&listed("10")[..11], &[("do", "edit:0")]].concat()).await;
        assert!(edited.says(&["name=\"row:0:number\" value=\"C09\"", "name=\"number\" value=\"A01\""]), "{edited:?}");
        assert_eq!(keeper.submit(&at("deliveries"), &listed("１０")).await.leads_to(), at("stock?done=brought"));
        let before = stock(world, "A01").await;
        let theirs = supervisor.opens(&at("stock")).await;
        assert!(theirs.says(&["进货：一共 16 件", "香皂 10 件", "毛巾 6 件"]), "{theirs:?}");
        supervisor.submit(&at("proposals"), &[("operation", "yes"), ("id", "1"), ("do", "confirm")]).await;
        assert_eq!((stock(world, "A01").await.0, stock(world, "C09").await.0), (before.0 + 10, 6), "one signature for all of it");
    }
);
