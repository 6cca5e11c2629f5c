//! Residents at the door: a card and a PIN, begun in person, on a registered kiosk or a phone; and whoever tries to be somebody else.

use axum::body::Body;
use axum::http::{Method, Request};
use jifen::roster::PhoneEnding;
use jifen::words::Role;
use serde_json::json;

use super::browser::{Browser, Seen};
use super::entrance::shown;
use super::world::{VILLAGE, World, from, story};

pub const PIN: &str = "271828";

/// Fields of a form whose values are made on the spot.
async fn submits(browser: &Browser<'_>, address: &str, fields: &[(&str, String)]) -> Seen {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.submit(address, &fields).await
}

/// What somebody at the desk does with a number.
async fn at_desk(browser: &Browser<'_>, way: &str, number: &str) -> Seen {
    let operation = browser.world.fresh_operation();
    submits(browser, &format!("/desk/{VILLAGE}/{way}"), &[("operation", operation), ("number", number.to_owned())]).await
}

pub async fn shows_pin(browser: &Browser<'_>, number: &str, pin: &str) -> Seen {
    browser.submit(&format!("/v/{VILLAGE}/pin"), &[("number", number), ("pin", pin)]).await
}

async fn chooses(browser: &Browser<'_>, number: &str, code: &str, pin: &str, again: &str) -> Seen {
    browser.submit(&format!("/v/{VILLAGE}/pin"), &[("number", number), ("code", code), ("pin", pin), ("again", again)]).await
}

/// A device that the secretary has registered.
pub async fn kiosk<'a>(world: &'a World, secretary: &Browser<'a>) -> Browser<'a> {
    submits(
        secretary,
        &format!("/desk/{VILLAGE}/devices"),
        &[("operation", world.fresh_operation()), ("name", "大厅".to_owned()), ("kind", "kiosk".to_owned())],
    )
    .await;
    let code = shown(&at_desk(secretary, "devices/code", "K01").await);
    let mut device = Browser::new(world);
    let registered = submits(&device, &format!("/kiosk/{VILLAGE}/registration"), &[("code", code)]).await;
    assert_eq!(registered.leads_to(), format!("/kiosk/{VILLAGE}"), "{registered:?}");
    device.takes(&registered);
    device
}

/// A resident whose PIN was set in person.
pub async fn with_pin(secretary: &Browser<'_>, number: &str, pin: &str) {
    let code = shown(&at_desk(secretary, "pins/code", number).await);
    let chosen = chooses(&Browser::new(secretary.world), number, &code, pin, pin).await;
    assert_eq!(chosen.leads_to(), format!("/v/{VILLAGE}"), "{chosen:?}");
}

story!(
    /// From the desk to the kiosk: a first PIN in a minute, one's own points, and nothing left behind.
    a_resident_looks_at_their_own_on_the_kiosk,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        grid.records("签到", "1-01-2", "2026-03-01", json!({})).await;
        let secretary = Browser::with_password(world, "S01").await;
        let mut kiosk = kiosk(world, &secretary).await;
        assert!(kiosk.opens(&format!("/kiosk/{VILLAGE}")).await.says(&["看我的积分", &format!("/v/{VILLAGE}")]));
        assert_eq!(kiosk.opens(&format!("/v/{VILLAGE}")).await.leads_to(), format!("/sign-in?next=/v/{VILLAGE}"));

        let who = format!("/v/{VILLAGE}/who");
        let without = kiosk.submit(&who, &[("number", "1-01-2")]).await;
        assert!(without.status == 409 && without.says(&["您还没有设密码", "到村里柜台"]), "{without:?}");
        let code = shown(&at_desk(&secretary, "pins/code", "1-01-2").await);
        assert_eq!(code.len(), 6);
        let home = kiosk.submit(&who, &[("number", "1-01")]).await;
        assert!(home.says(&["您是哪一位", "马某*1", "马某*2"]) && !home.text.contains("马某0002"), "{home:?}");
        assert!(kiosk.submit(&who, &[("number", "1-01-2")]).await.says(&["马某*2，</span>请设一个 6 位密码", "class=\"kiosk\""]));
        for (code, pin, again, words) in [
            (code.as_str(), "123456", "123456", "不能太好猜"),
            (&code, PIN, "271829", "两次输的不一样"),
            ("000000", PIN, PIN, "柜台给的 6 位数不对"),
        ] {
            assert!(chooses(&kiosk, "1-01-2", code, pin, again).await.says(&[words]), "{words}");
        }
        let chosen = chooses(&kiosk, "1-01-2", &code, PIN, PIN).await;
        kiosk.takes(&chosen);
        let page = kiosk.opens(chosen.leads_to()).await;
        assert!(page.says(&["马某*2", "+1", "class=\"kiosk\"", ">结束<", "还在看吗"]) && !page.text.contains("马某0002"), "{page:?}");
        let late = kiosk.submit(&format!("/shop/{VILLAGE}/redemptions"), &[]).await;
        assert_eq!(late.status, 403, "a kiosk hands nothing out");
        let late = Browser::new(world).submit(&format!("/desk/{VILLAGE}/claims/1/review"), &[]).await;
        assert_eq!(late.leads_to(), format!("/sign-in?next=/desk/{VILLAGE}"), "a form that comes too late leads back to its screen");
        let replayed = chooses(&Browser::new(world), "1-01-2", &code, "314159", "314159").await;
        assert!(replayed.says(&["密码不对"]), "the six digits count once: {replayed:?}");

        let copied = Browser { world, cookie: kiosk.cookie.clone() };
        let ended = kiosk.submit(&format!("/v/{VILLAGE}/end"), &[]).await;
        assert_eq!(ended.leads_to(), format!("/kiosk/{VILLAGE}"));
        assert_eq!(copied.opens(&format!("/v/{VILLAGE}")).await.status, 303, "the session is ended, not only its cookie");
        let again = shows_pin(&copied, "1-01-2", PIN).await;
        let mut back = Browser { world, cookie: kiosk.cookie.clone() };
        back.takes(&again);
        let copied = Browser { world, cookie: back.cookie.clone() };
        assert_eq!(back.opens(&format!("/kiosk/{VILLAGE}")).await.status, 200);
        assert_eq!(copied.opens(&format!("/v/{VILLAGE}")).await.status, 303, "whoever goes back to the first page has gone");

        back.takes(&shows_pin(&back, "1-01-2", PIN).await);
        world.clock.turn_to(world.house.books.clock.now().plus_seconds(120));
        assert_eq!(back.opens(&format!("/v/{VILLAGE}")).await.status, 303, "two minutes on the kiosk");
        let mut phone = Browser::new(world);
        phone.takes(&shows_pin(&phone, "1-01-2", PIN).await);
        world.clock.turn_to(world.house.books.clock.now().plus_seconds(11 * 3600));
        assert!(phone.opens(&format!("/v/{VILLAGE}")).await.says(&["class=\"v\""]), "twelve hours on a phone");
        assert_eq!(phone.submit(&format!("/v/{VILLAGE}/end"), &[]).await.leads_to(), format!("/villages/{VILLAGE}"));
    }
);

story!(
    /// The number pad works key by key where no script runs.
    the_pad_works_without_a_script,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        with_pin(&secretary, "1-02-1", PIN).await;
        let (phone, mut number) = (Browser::new(world), String::new());
        for key in "1-02-".chars() {
            let seen = submits(&phone, &format!("/v/{VILLAGE}/who"), &[("number", number.clone()), ("key", key.to_string())]).await;
            number.push(key);
            assert!(seen.says(&[&format!("value=\"{number}\"")]), "{seen:?}");
        }
        let typed = [("number", "1-02-1"), ("pin", "27182"), ("key", "8")];
        let seen = phone.submit(&format!("/v/{VILLAGE}/pin"), &typed).await;
        assert!(seen.says(&["value=\"271828\"", "李某*3"]), "{seen:?}");
        let done = [("number", "1-02-1"), ("pin", PIN), ("key", "done")];
        assert_eq!(phone.submit(&format!("/v/{VILLAGE}/pin"), &done).await.status, 303);
    }
);

story!(
    /// Five wrong PINs rest the device, for everybody; never the person, who goes elsewhere.
    guessing_rests_the_device_and_not_the_person,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        with_pin(&secretary, "1-01-1", PIN).await;
        with_pin(&secretary, "2-02-1", "314159").await;
        let kiosk = kiosk(world, &secretary).await;
        for wrong in ["000001", "000002", "000003"] {
            assert!(shows_pin(&kiosk, "1-01-1", wrong).await.says(&["密码不对"]));
        }
        // Whoever knows their own PIN gets no more tries at their neighbour's.
        assert_eq!(shows_pin(&kiosk, "2-02-1", "314159").await.status, 303);
        for wrong in ["000004", "000005"] {
            assert_eq!(shows_pin(&kiosk, "1-01-1", wrong).await.status, 401);
        }
        for (number, pin) in [("1-01-1", PIN), ("2-02-1", "314159")] {
            let rests = shows_pin(&kiosk, number, pin).await;
            assert!(rests.status == 429 && rests.says(&["先歇一歇", "10 分钟"]), "{rests:?}");
        }
        assert_eq!(shows_pin(&Browser::new(world), "1-01-1", PIN).await.status, 303, "the person is not locked out");
        world.clock.turn_to(world.house.books.clock.now().plus_seconds(600));
        assert_eq!(shows_pin(&kiosk, "1-01-1", PIN).await.status, 303);

        // Phones are told apart by their address.
        let shows = async |address: &str, pin: &str| {
            let request = from(address, Method::POST, &format!("/v/{VILLAGE}/pin"), format!("number=1-01-1&pin={pin}"));
            world.answer(request).await.status().as_u16()
        };
        for _ in 0..5 {
            assert_eq!(shows("203.0.113.9:1", "000000").await, 401);
        }
        assert_eq!((shows("203.0.113.9:2", PIN).await, shows("203.0.113.8:1", PIN).await), (429, 303));
    }
);

story!(
    /// Addresses are cheap: wrong PINs of one person from all phones together come to an end, and so does looking people up. A kiosk goes on.
    guessing_from_many_addresses_comes_to_an_end,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        with_pin(&secretary, "1-01-1", PIN).await;
        with_pin(&secretary, "2-02-1", "314159").await;
        let kiosk = kiosk(world, &secretary).await;
        let asks = async |address: String, path: &str, typed: String| {
            let request = from(&address, Method::POST, &format!("/v/{VILLAGE}/{path}"), typed);
            world.answer(request).await.status().as_u16()
        };
        for nth in 0..20 {
            assert_eq!(asks(format!("203.0.113.{nth}:1"), "pin", "number=1-01-1&pin=000000".to_owned()).await, 401, "{nth}");
        }
        let right = |number: &str, pin: &str| format!("number={number}&pin={pin}");
        assert_eq!(asks("203.0.113.99:1".to_owned(), "pin", right("1-01-1", PIN)).await, 429);
        assert_eq!(asks("203.0.113.99:1".to_owned(), "pin", right("2-02-1", "314159")).await, 303, "nobody else rests");
        assert_eq!(shows_pin(&kiosk, "1-01-1", PIN).await.status, 303, "the kiosk goes on, and forgives");
        assert_eq!(asks("203.0.113.98:1".to_owned(), "pin", right("1-01-1", PIN)).await, 303);

        for nth in 0..60 {
            assert_ne!(asks("203.0.113.7:1".to_owned(), "who", format!("number=1-01-{nth}")).await, 429, "{nth}");
        }
        assert_eq!(asks("203.0.113.7:1".to_owned(), "who", "number=1-01-1".to_owned()).await, 429);
        assert_eq!(submits(&kiosk, &format!("/v/{VILLAGE}/who"), &[("number", "1-01-1".to_owned())]).await.status, 200);
    }
);

story!(
    /// A card stands for a number and for nothing more; a new one takes the old one's place; another village's is none.
    a_card_stands_for_a_number,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        with_pin(&secretary, "1-01-1", PIN).await;
        let sheet = at_desk(&secretary, "cards/sheet", "1-01").await;
        assert!(sheet.says(&["马某*1", "马某*2", "1-01-2", "沿虚线剪开"]) && !sheet.text.contains("马某0001"), "{sheet:?}");
        assert_eq!(sheet.text.matches("<svg class=\"qr\"").count(), 2);
        assert!(!sheet.text.contains(&format!("jf.{VILLAGE}")), "only the squares hold it");
        let group = async |sure: &str| {
            let fields = [("operation", "g".into()), ("group", "二组".into()), ("sure", sure.into())];
            submits(&secretary, &format!("/desk/{VILLAGE}/cards/sheet"), &fields).await
        };
        at_desk(&secretary, "cards/sheet", "2-01-1").await;
        let asked = group("").await;
        assert!(asked.says(&["给二组印 4 张新卡", "<b>1</b> 人手里有卡", "马上作废"]) && !asked.text.contains("<svg class=\"qr\""), "{asked:?}");
        assert_eq!(group("yes").await.text.matches("<svg class=\"qr\"").count(), 4);
        let again = group("yes").await;
        assert!(again.says(&["码只显示一次"]), "{again:?}");

        let (phone, who) = (Browser::new(world), format!("/v/{VILLAGE}/who"));
        let scans = async |card: &str| phone.submit(&who, &[("number", card)]).await;
        let card = read(&sheet, 0);
        for scanned in [card.clone(), card.to_uppercase()] {
            assert!(scans(&scanned).await.says(&["马某*1，</span>请输 6 位密码"]), "{scanned}");
        }
        assert_eq!(phone.opens(&format!("/v/{VILLAGE}")).await.status, 303, "a card opens nothing");
        assert_eq!(world.send(Request::get(format!("/api/v1/villages/{VILLAGE}/accounts/1-01-1")).header("authorization", format!("Bearer {card}")).body(Body::empty()).unwrap()).await.code(), "roster.unknown_token");
        let other = scans(&card.replace(VILLAGE, "elsewhere")).await;
        assert!(other.status == 404 && other.says(&["没有找到"]) && !other.text.contains(&card[10..]), "{other:?}");
        let new = read(&at_desk(&secretary, "cards/sheet", "1-01-1").await, 0);
        assert_eq!((scans(&card).await.status.as_u16(), scans(&new).await.status.as_u16()), (404, 200));
        assert!(at_desk(&secretary, "cards/revocation", "1-01-1").await.says(&["卡停用了"]));
        assert_eq!(scans(&new).await.status, 404);
    }
);

/// What a scanner reads off a card of the sheet: the squares of its picture as a code, taken apart by the same tables.
pub fn read(sheet: &Seen, nth: usize) -> String {
    let picture = sheet.text.split("<svg class=\"qr\" viewBox=\"0 0 ").nth(nth + 1).unwrap();
    let size: usize = picture.split(' ').next().unwrap().parse().unwrap();
    let path = picture.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut dark = vec![vec![false; size]; size];
    for square in path.split('M').skip(1) {
        let (x, rest) = square.split_once(' ').unwrap();
        dark[rest.split('h').next().unwrap().parse::<usize>().unwrap()][x.parse::<usize>().unwrap()] = true;
    }
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(8 * size, 8 * size, |x, y| if dark[y / 8][x / 8] { 0 } else { 255 });
    image.detect_grids()[0].decode().unwrap().1
}

story!(
    /// A forgotten PIN needs two members of staff, of whom neither sees the new one.
    a_new_pin_needs_two,
    |world| {
        let (secretary, grid) = (Browser::with_password(world, "S01").await, Browser::with_password(world, "S04").await);
        with_pin(&secretary, "1-01-1", PIN).await;
        let first = at_desk(&secretary, "pins/code", "1-01-1").await;
        assert!(first.status == 409 && first.says(&["已经有密码了", "另一位"]), "{first:?}");
        assert!(at_desk(&secretary, "pins/reset", "1-01-1").await.says(&["提出来了", "是您提的"]));
        let agrees = async |browser: &Browser<'_>, id: &str| {
            let fields = [("operation", world.fresh_operation()), ("number", "1-01-1".to_owned()), ("id", id.to_owned())];
            submits(browser, &format!("/desk/{VILLAGE}/pins/agreement"), &fields).await
        };
        assert!(agrees(&secretary, "2").await.says(&["都不能同意"]), "the first slip was for the first PIN");
        assert_eq!(shows_pin(&Browser::new(world), "1-01-1", PIN).await.status, 303, "until then the old one counts");
        let seen = grid.opens(&format!("/desk/{VILLAGE}/cards")).await;
        assert!(seen.says(&["马某0001", "王某0004", "本人在场，同意"]), "{seen:?}");
        let code = shown(&agrees(&grid, "2").await);
        assert!(agrees(&grid, "2").await.says(&["这个码不能用了"]));
        let mut phone = Browser::new(world);
        let old = shows_pin(&phone, "1-01-1", PIN).await;
        assert_eq!(old.status, 422, "now a new one is to be chosen");
        phone.takes(&chooses(&phone, "1-01-1", &code, "314159", "314159").await);
        assert_eq!(phone.opens(&format!("/v/{VILLAGE}")).await.status, 200);
        assert_eq!(shows_pin(&Browser::new(world), "1-01-1", PIN).await.status, 401);
        assert_eq!(shows_pin(&Browser::new(world), "1-01-1", "314159").await.status, 303);
    }
);

story!(
    /// A kiosk is revoked at once; its code counts once; it shows nobody's points by itself, to nobody who holds its token.
    a_kiosk_is_registered_and_revoked,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        let device = kiosk(world, &secretary).await;
        assert!(secretary.opens(&format!("/desk/{VILLAGE}/devices")).await.says(&["K01", "大厅", "最近一次：3月2日"]));
        let token = device.cookie.split_once('=').unwrap().1.to_owned();
        let program = crate::actors::Actor { world, token };
        for path in ["/accounts", "/accounts/1-01-1", "/accounts/1-01-1/entries", "/households"] {
            assert_eq!(program.get(path).await.code(), "roster.not_your_task", "{path}");
        }
        let registration = format!("/kiosk/{VILLAGE}/registration");
        let code = shown(&at_desk(&secretary, "devices/code", "K01").await);
        assert_eq!(device.opens(&format!("/kiosk/{VILLAGE}")).await.status, 200, "until the code is used");
        let other = Browser::new(world);
        assert_eq!(submits(&other, &registration, &[("code", code.clone())]).await.status, 303);
        assert_eq!(device.opens(&format!("/kiosk/{VILLAGE}")).await.status, 303, "one device at a time");
        let mut statuses = Vec::new();
        for guess in [code.as_str(), "00000000", "12345678", "11111111", "87654321", "22222222"] {
            statuses.push(other.submit(&registration, &[("code", guess)]).await.status.as_u16());
        }
        assert_eq!(statuses, [409, 409, 409, 409, 409, 429], "used, wrong, wrong: five tries in ten minutes");

        world.clock.turn_to(world.house.books.clock.now().plus_seconds(600));
        let mut device = Browser::new(world);
        let code = shown(&at_desk(&secretary, "devices/code", "K01").await);
        device.takes(&submits(&device, &registration, &[("code", code)]).await);
        assert_eq!(device.opens(&format!("/kiosk/{VILLAGE}")).await.status, 200);
        let stopped = at_desk(&secretary, "devices/revocation", "K01").await;
        assert!(secretary.opens(stopped.leads_to()).await.says(&["已经停用", "试行"]), "{stopped:?}");
        assert_eq!(device.opens(&format!("/kiosk/{VILLAGE}")).await.status, 303);
        assert!(secretary.opens(&format!("/desk/{VILLAGE}/devices")).await.says(&["还没有注册"]));
        let grid = Browser::with_password(world, "S04").await;
        assert_eq!(grid.opens(&format!("/desk/{VILLAGE}/devices")).await.status, 403);
    }
);

story!(
    /// Whose PIN was begun is told by whom, and can say that it was not they: it is stopped, and the next one takes two.
    who_began_a_pin_is_told_and_can_be_disowned,
    |world| {
        let (secretary, grid) = (Browser::with_password(world, "S01").await, Browser::with_password(world, "S04").await);
        with_pin(&grid, "1-01-1", PIN).await;
        let mut phone = Browser::new(world);
        let inside = shows_pin(&phone, "1-01-1", PIN).await;
        phone.takes(&inside);
        let home = format!("/v/{VILLAGE}");
        let page = phone.opens(&home).await;
        assert!(page.says(&["您的密码是", "3月2日", "网格员 罗某*7经手", "不是我设的"]) && !page.text.contains("罗某0007"), "{page:?}");
        let data = phone.opens(&format!("{home}/data")).await;
        assert!(data.says(&["开了设密码的凭条", "网格员 罗某*7经手"]), "{data:?}");
        let left = phone.submit(&format!("{home}/not-me"), &[("operation", "not-me")]).await;
        assert_eq!(left.status, 303, "{left:?}");
        assert_eq!(phone.opens(&home).await.status, 303, "nobody is signed in any more");
        assert_eq!(shows_pin(&Browser::new(world), "1-01-1", PIN).await.status, 409, "nor opens that PIN anything");
        let told = world.somebody(Role::Supervisor).await.get("/changes?from=2026-03-01&until=2026-03-31").await.body.to_string();
        assert!(told.contains("一位村民说密码不是自己设的；罗某0007 经手的，密码停了"), "{told}");
        let alone = at_desk(&grid, "pins/code", "1-01-1").await;
        assert!(alone.status == 409 && alone.says(&["另一位"]), "one alone does not begin the next: {alone:?}");
        assert!(at_desk(&grid, "pins/reset", "1-01-1").await.says(&["提出来了"]));
        let asked = secretary.opens(&format!("/desk/{VILLAGE}/cards")).await;
        let id = asked.hidden("id");
        let fields = [("operation", "agree-1"), ("number", "1-01-1"), ("id", id.as_str())];
        let code = shown(&secretary.submit(&format!("/desk/{VILLAGE}/pins/agreement"), &fields).await);
        let chosen = chooses(&Browser::new(world), "1-01-1", &code, "271828", "271828").await;
        assert_eq!(chosen.leads_to(), home, "{chosen:?}");
        // After thirty days it is news no more.
        world.wake_up_on("2026-04-05").await;
        let later = Browser::of_resident(world, &world.resident("1-01-1").await.token).opens(&home).await;
        assert!(later.status == 200 && !later.says(&["您的密码是"]), "{later:?}");
    }
);

story!(
    /// By the last four digits of their phone somebody finds themselves among masked names; the rest of the number is nowhere, and who is forgotten leaves none.
    four_digits_of_a_phone_lead_to_masked_names,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        let kiosk = kiosk(world, &secretary).await;
        let who = format!("/v/{VILLAGE}/who");
        let notes = async |number: &str, phone: &str| {
            let operation = world.fresh_operation();
            secretary.submit(&format!("/desk/{VILLAGE}/cards/phone"), &[("operation", &operation), ("number", number), ("phone", phone)]).await
        };
        assert_eq!(kiosk.submit(&who, &[("number", "0756")]).await.status, 404, "nobody has told theirs");
        assert_eq!(notes("1-01-1", "75x").await.status, 422);
        for (number, phone) in [("1-01-1", "13812340756"), ("1-02-1", "0756")] {
            assert!(notes(number, phone).await.says(&["手机后四位改好了"]));
            assert_eq!(world.house.books.row::<PhoneEnding>(&world.village(), number).await.unwrap().unwrap().digits, "0756");
        }
        let which = kiosk.submit(&who, &[("number", "0756")]).await;
        assert!(which.says(&["您是哪一位", "马某*1", "李某*3"]) && !which.text.contains("马某0001") && !which.text.contains("0756"), "{which:?}");
        with_pin(&secretary, "1-02-1", PIN).await;
        assert!(kiosk.submit(&who, &[("number", "1-02-1")]).await.says(&["李某*3", "密码"]), "then the PIN");
        assert!(notes("1-01-1", "").await.says(&["手机后四位改好了"]));
        assert!(kiosk.submit(&who, &[("number", "0756")]).await.says(&["李某*3", "密码"]), "one alone goes on to the PIN");
        // From phones it is counted as every look is.
        for nth in 0..60 {
            let request = from("203.0.113.7:1", Method::POST, &who, format!("number={nth:04}"));
            assert_ne!(world.answer(request).await.status().as_u16(), 429, "{nth}");
        }
        assert_eq!(world.answer(from("203.0.113.7:1", Method::POST, &who, "number=0756")).await.status().as_u16(), 429);
        let mine = Browser::of_resident(world, &world.resident("1-02-1").await.token).opens(&format!("/v/{VILLAGE}/data")).await;
        assert!(mine.says(&["手机后四位", "0756"]), "{mine:?}");
        // A list brings them too, and cuts what is longer.
        let listed = jifen::roster::Member { phone: jifen::roster::phone_ending("139 0000 4321").unwrap(), ..world.member("1-01-9", "1-01") };
        world.enrol(vec![listed]).await;
        assert!(kiosk.submit(&who, &[("number", "4321")]).await.status != 404);
        let me = world.resident("1-02-1").await;
        assert_eq!(me.post("/erasures", json!({"ground": "own", "waives": true})).await.status, 201);
        assert_eq!(world.somebody(Role::Supervisor).await.post("/erasures/1/confirmation", json!({})).await.text("state"), "done");
        assert!(world.house.books.row::<PhoneEnding>(&world.village(), "1-02-1").await.unwrap().is_none());
        assert_eq!(kiosk.submit(&who, &[("number", "0756")]).await.status, 404);
    }
);
