//! At the counter nobody spends by a number that the whole village knows: card, PIN, or a second person.

use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::world::{VILLAGE, World, story};

const PIN: &str = "482913";

/// As a village begins: by a number alone nothing.
fn by_number(points: &'static str) -> impl Fn(&str, String) -> String {
    move |file, text| if file == "village.yaml" { text.replace("凭卡兑换: 1000\n", points) } else { text }
}

fn nothing(file: &str, text: String) -> String {
    by_number("")(file, text)
}

fn ten_points(file: &str, text: String) -> String {
    by_number("凭卡兑换: 10\n")(file, text)
}

/// Somebody with thirty points, and who serves.
async fn with_points<'a>(world: &'a World, number: &str) -> [Actor<'a>; 4] {
    let secretary = world.somebody(Role::Secretary).await;
    for _ in 0..6 {
        secretary.approved("拾金不昧", number, "2026-03-01", json!({})).await;
    }
    let (keeper, supervisor) = (world.somebody(Role::Keeper).await, world.somebody(Role::Supervisor).await);
    [keeper, secretary, supervisor, world.somebody(Role::Township).await]
}

fn soap(account: &str) -> Value {
    json!({"account": account, "items": [{"item": "A01", "quantity": 1}]})
}

fn with(mut body: Value, name: &str, value: &str) -> Value {
    body[name] = if value == "yes" { json!(true) } else { json!(value) };
    body
}

/// A card, as it is printed.
async fn card(world: &World, number: &str) -> String {
    let desk = Browser::at(world, Role::Secretary).await;
    let operation = world.fresh_operation();
    let sheet = desk.submit(&format!("/desk/{VILLAGE}/cards/sheet"), &[("operation", &operation), ("number", number)]).await;
    super::residents::read(&sheet, 0)
}

story!(
    /// A number alone opens nothing; a PIN does, a wrong one is counted; a second person does, who is neither the keeper nor kin.
    a_number_alone_spends_nothing,
    nothing,
    |world| {
        let [keeper, secretary, supervisor, _] = with_points(world, "1-01-1").await;
        let before = world.head().await;
        for path in ["/redemptions", "/redemptions?dry_run=true"] {
            let refused = keeper.post(path, soap("1-01-1")).await;
            assert_eq!((refused.status.as_u16(), refused.code()), (409, "shop.card_needed"), "{path}: {refused:?}");
        }
        assert_eq!(keeper.post("/redemptions", with(soap("1-01-1"), "hold", "yes")).await.code(), "shop.card_needed", "nor is anything kept");
        assert_eq!(keeper.post("/redemptions", with(soap("1-01-1"), "pin", PIN)).await.code(), "entrance.no_pin");
        world.house.doorkeeper.give_pin(&world.village(), "1-01-1", PIN).await.unwrap();
        assert_eq!(keeper.post("/redemptions", with(soap("1-01-1"), "pin", "111111")).await.code(), "entrance.wrong_pin");
        assert_eq!((world.head().await, keeper.available("1-01-1").await.as_str()), (before, "30.00"));
        let slip = keeper.post("/redemptions", with(soap("1-01-1"), "pin", PIN)).await;
        assert_eq!((slip.status.as_u16(), keeper.available("1-01-1").await.as_str()), (201, "25.00"), "{slip:?}");
        for wrong in 0..5 {
            assert_eq!(keeper.post("/redemptions", with(soap("1-01-1"), "pin", "111111")).await.code(), "entrance.wrong_pin", "{wrong}");
        }
        assert_eq!(keeper.post("/redemptions", with(soap("1-01-1"), "pin", PIN)).await.code(), "entrance.too_many_tries", "the counter rests");

        // An old man without a card.
        let asked = keeper.post("/redemptions", with(soap("1-01-1"), "witness", "yes")).await;
        assert_eq!((asked.text("state").as_str(), asked.text("available").as_str()), ("witness_asked", "20.00"), "{asked:?}");
        let fetch = format!("/redemptions/{}/collection", asked.text("id"));
        assert_eq!(keeper.post(&fetch, json!({})).await.code(), "shop.not_witnessed");
        let waiting = secretary.get("/shop_proposals").await.body["items"][0].clone();
        assert_eq!((waiting["kind"].as_str(), waiting["subject"].as_str()), (Some("witness"), Some(asked.text("id").as_str())));
        let confirm = format!("/shop_proposals/{}/confirmation", waiting["id"].as_str().unwrap());
        assert_eq!(keeper.post(&confirm, json!({})).await.code(), "shop.same_proposer");
        assert_eq!(secretary.post("/kinships", json!({"staff": "S01", "household": "1-01"})).await.status, 201);
        assert_eq!(secretary.post(&confirm, json!({})).await.code(), "shop.own_household");
        assert_eq!(supervisor.post(&confirm, json!({})).await.text("state"), "confirmed");
        assert_eq!(keeper.post(&fetch, json!({})).await.status, 201);
        assert_eq!(keeper.available("1-01-1").await, "20.00");

        // Nobody knows who the next one is.
        let asked = keeper.post("/redemptions", with(soap("1-01-1"), "witness", "yes")).await;
        let reject = format!("/shop_proposals/{}/rejection", 2);
        assert_eq!(supervisor.post(&reject, json!({})).await.text("state"), "rejected");
        assert_eq!(keeper.post(&format!("/redemptions/{}/collection", asked.text("id")), json!({})).await.code(), "shop.already_cancelled");
        assert_eq!(keeper.available("1-01-1").await, "20.00");
        let told = supervisor.get("/changes?from=2026-03-01&until=2026-03-31").await.body.to_string();
        assert!(told.contains("凭本人密码办了第 1 号兑换") && told.contains("第 2 号兑换没有卡和密码，请另一个人作证"), "{told}");
        assert!(!told.contains(PIN));
    }
);

story!(
    /// What the village allows by a number alone, it allows for a day, however often somebody comes.
    a_village_may_allow_a_little,
    ten_points,
    |world| {
        let [keeper, ..] = with_points(world, "1-01-1").await;
        for code in ["", "", "shop.card_needed"] {
            assert_eq!(keeper.post("/redemptions", soap("1-01-1")).await.code(), code);
        }
        world.wake_up_on("2026-03-03").await;
        assert_eq!(keeper.post("/redemptions", soap("1-01-1")).await.code(), "", "a new day");
        assert_eq!(keeper.available("1-01-1").await, "15.00");
    }
);

story!(
    /// On the screen: a card is scanned first or when it is asked for; a card of somebody else does not do; the PIN is typed by whose it is.
    the_counter_asks_for_card_or_pin,
    nothing,
    |world| {
        with_points(world, "1-01-1").await;
        let (theirs, others) = (card(world, "1-01-1").await, card(world, "1-02-1").await);
        world.house.doorkeeper.give_pin(&world.village(), "1-01-1", PIN).await.unwrap();
        let counter = Browser::at(world, Role::Keeper).await;
        let (shop, redemptions) = (format!("/shop/{VILLAGE}"), format!("/shop/{VILLAGE}/redemptions"));
        let till = counter.submit(&shop, &[("number", "1-01-1")]).await;
        assert!(till.says(&["扫东西"]) && !till.says(&["6 位密码"]), "{till:?}");
        let chosen = |operation: &'static str, more: &[(&'static str, String)]| {
            let mut fields = vec![("operation", operation.to_owned()), ("account", "1-01-1".to_owned()), ("item:A01", "1".to_owned()), ("agreed", "5".to_owned())];
            fields.extend(more.iter().cloned());
            fields
        };
        let post = async |address: &str, fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            counter.submit(address, &fields).await
        };
        let asks = post(&shop, chosen("c-1", &[])).await;
        assert!(asks.says(&["一共", "请本人刷积分卡", "没带卡，请另一个人作证"]), "{asks:?}");
        let bare = post(&redemptions, chosen("c-1", &[("do", "confirm".into())])).await;
        assert!(bare.status == 409 && bare.says(&["只报号码不能换东西"]), "{bare:?}");
        let wrong = post(&redemptions, chosen("c-1", &[("card", others.clone()), ("do", "confirm".into())])).await;
        assert!(wrong.status == 409 && wrong.says(&["这张卡不是这一位的"]), "{wrong:?}");
        let wrong = post(&redemptions, chosen("c-1", &[("pin", "999999".into()), ("do", "confirm".into())])).await;
        assert!(wrong.status == 401 && !wrong.text.contains("999999"), "{wrong:?}");
        // The card is scanned when it is asked for; it goes along with the form.
        let carried = post(&shop, chosen("c-1", &[("number", theirs.clone())])).await;
        assert!(carried.says(&[&theirs]) && !carried.says(&["请本人刷积分卡"]), "{carried:?}");
        assert_eq!(post(&redemptions, chosen("c-1", &[("card", theirs), ("do", "confirm".into())])).await.status, 303);
        assert_eq!(post(&redemptions, chosen("c-2", &[("pin", PIN.into()), ("do", "confirm".into())])).await.status, 303);
        let waits = post(&redemptions, chosen("c-3", &[("do", "witness".into())])).await;
        let page = counter.opens(waits.leads_to()).await;
        assert!(page.says(&["等另一个人作证"]) && !page.says(&["把东西交给他"]), "{page:?}");
        let desk = Browser::at(world, Role::Supervisor).await.opens(&format!("/desk/{VILLAGE}/oversight")).await;
        assert!(desk.says(&["作证：第 3 号兑换是本人来换"]), "{desk:?}");
    }
);

/// Somebody who has reserved three pieces of soap, and has a PIN; the keeper.
async fn reserved_thrice(world: &World) -> Actor<'_> {
    let [keeper, ..] = with_points(world, "1-01-1").await;
    world.house.doorkeeper.give_pin(&world.village(), "1-01-1", PIN).await.unwrap();
    let me = world.resident("1-01-1").await;
    for _ in 0..3 {
        assert_eq!(me.reserves(json!([{"item": "A01", "quantity": 1}])).await.status, 201);
    }
    keeper
}

story!(
    /// What somebody has kept is shown by the proof that also spends it; by a number alone only that there is something. A second person's word is a proof, too.
    what_is_kept_is_shown_to_whose_it_is,
    nothing,
    |world| {
        with_points(world, "1-01-1").await;
        let (theirs, others) = (card(world, "1-01-1").await, card(world, "1-02-1").await);
        world.house.doorkeeper.give_pin(&world.village(), "1-01-1", PIN).await.unwrap();
        let me = world.resident("1-01-1").await;
        assert_eq!(me.reserves(json!([{"item": "A01", "quantity": 2}])).await.status, 201);
        let counter = Browser::at(world, Role::Keeper).await;
        let (shop, kept) = (format!("/shop/{VILLAGE}"), format!("/shop/{VILLAGE}/kept"));
        let told = ["有 2 件留着，请出示券或卡"];
        let is_hidden = |seen: &crate::browser::Seen| seen.says(&told) && !seen.says(&["看券、交货"]) && !seen.says(&["× 2"]) && !seen.says(&["/redemptions/1"]);
        let at_number = counter.submit(&shop, &[("number", "1-01-1")]).await;
        assert!(is_hidden(&at_number), "{at_number:?}");
        for wrong in [others.as_str(), "jf.suanli.0000", "x"] {
            let seen = counter.submit(&shop, &[("account", "1-01-1"), ("operation", "k-1"), ("card", wrong)]).await;
            assert!(is_hidden(&seen), "a card that was written into the form: {seen:?}");
        }
        let typed = |pin: &'static str| [("account", "1-01-1"), ("operation", "k-2"), ("pin", pin)];
        for (pin, status) in [("999999", 401), ("", 200)] {
            let seen = counter.submit(&kept, &typed(pin)).await;
            assert!(seen.status == status && is_hidden(&seen) && !seen.text.contains("999999"), "{seen:?}");
        }
        assert!(counter.submit(&kept, &typed(PIN)).await.says(&["马某*1", "香皂 × 2", "看券、交货"]));
        assert!(counter.submit(&shop, &[("number", &theirs)]).await.says(&["香皂 × 2", "看券、交货"]));
        assert_eq!(counter.submit(&kept, &[("account", "9-99-9"), ("operation", "k-3"), ("pin", PIN)]).await.status, 404);

        // Whoever has neither asked for a witness a moment ago: that is found by the number.
        let ask = [("operation", "k-4"), ("account", "1-01-1"), ("item:A01", "1"), ("agreed", "5"), ("do", "witness")];
        assert_eq!(counter.submit(&format!("{shop}/redemptions"), &ask).await.status, 303);
        let seen = counter.submit(&shop, &[("number", "1-01-1")]).await;
        assert!(seen.says(&["有 2 件留着，请出示券或卡", "香皂 × 1", "看券、交货"]) && !seen.says(&["香皂 × 2"]), "{seen:?}");
    }
);

story!(
    /// The number of a redemption can be counted up by whoever stands at the counter: it hands nothing out that is kept. The voucher does, the card, the PIN.
    /// A second time tells of the first and needs none of them.
    a_number_that_is_typed_hands_nothing_out,
    nothing,
    |world| {
        let keeper = reserved_thrice(world).await;
        let (theirs, others) = (card(world, "1-01-1").await, card(world, "1-02-1").await);
        let (before, code) = (world.head().await, world.voucher("1").await);
        let collect = async |id: &str, shown: Value| keeper.post(&format!("/redemptions/{id}/collection"), shown).await;
        let table = [
            (json!({}), 409, "shop.voucher_needed"),
            (json!({"voucher": "K7F2QX9M"}), 404, "shop.unknown_voucher"),
            (json!({"voucher": world.voucher("2").await}), 404, "shop.unknown_voucher"),
            (json!({"voucher": format!("jq.elsewhere.{code}")}), 404, "shop.unknown_voucher"),
            (json!({"card": others}), 409, "shop.other_card"),
            (json!({"pin": "111111"}), 401, "entrance.wrong_pin"),
        ];
        for (shown, status, refused) in table {
            let answer = collect("1", shown.clone()).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (status, refused), "{shown}: {answer:?}");
        }
        let (counter, at) = (Browser::at(world, Role::Keeper).await, format!("/shop/{VILLAGE}/redemptions/1/collection"));
        for (voucher, status) in [("", 409), ("K7F2QX9M", 404)] {
            let refused = counter.submit(&at, &[("operation", "n-1"), ("voucher", voucher)]).await;
            assert!(refused.status == status && !refused.says(&["香皂"]), "{refused:?}");
        }
        assert_eq!(world.head().await, before);
        assert_eq!(collect("1", json!({"voucher": format!("jq.{VILLAGE}.{code}")})).await.status, 201);
        assert_eq!(collect("2", json!({"card": theirs})).await.status, 201);
        assert_eq!(collect("3", json!({"pin": PIN})).await.status, 201);
        let again = collect("1", json!({})).await;
        assert_eq!((again.status.as_u16(), &again.body["again"]), (200, &json!(true)), "{again:?}");
    }
);

story!(
    /// Nor does it show what is kept, on the page and over the API. What has ended is looked up by its number as ever.
    a_number_that_is_typed_shows_nothing_that_is_kept,
    nothing,
    |world| {
        let keeper = reserved_thrice(world).await;
        let (counter, at) = (Browser::at(world, Role::Keeper).await, format!("/shop/{VILLAGE}/redemptions/1"));
        let code = world.voucher("1").await;
        for way in ["", "?scanned=true"] {
            let seen = counter.opens(&format!("{at}{way}")).await;
            let told = ["香皂", &code[..4], "马某", "1-01-1", "/collection"].into_iter().find(|word| seen.text.contains(word));
            assert!(seen.says(&["有 1 件留着，请出示券或卡"]) && told.is_none(), "{told:?}: {seen:?}");
        }
        let seen = keeper.get("/redemptions/1").await.body;
        assert_eq!(seen, json!({"id": "1", "account": "1-01-1", "state": "held", "at": seen["at"]}));
        assert!(keeper.get("/redemptions").await.body["items"].as_array().unwrap().iter().all(|one| one["points"].is_null()));

        keeper.collects("1").await;
        assert_eq!(keeper.get("/redemptions/1").await.body["items"][0]["name"], "香皂");
        assert!(counter.opens(&at).await.says(&["已换好", "香皂", "马某*1"]));
        assert_eq!(keeper.post("/redemptions/2/cancellation", json!({"reason": "打电话来说不要了"})).await.text("state"), "cancelled");
        assert!(counter.opens(&at.replace("/1", "/2")).await.says(&["香皂", "打电话来说不要了"]));
    }
);
