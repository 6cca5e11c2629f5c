//! The kiosk for those who see badly, are slow, or walk away: it waits as long as somebody touches it, forgets whoever does not, and says what is easy.

use jifen::entrance::MINE;
use jifen::words::Role;
use serde_json::json;

use super::browser::{Browser, Seen};
use super::residents::{PIN, kiosk, shows_pin, with_pin};
use super::world::{VILLAGE, World, story};

async fn wait(world: &World, seconds: i64) {
    world.clock.turn_to(world.house.books.clock.now().plus_seconds(seconds));
}

story!(
    /// Whoever touches the page is waited for; whoever went away is forgotten by the service itself, also where no script runs, and Back shows nothing.
    a_kiosk_waits_for_a_touch_and_forgets_without,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        with_pin(&secretary, "1-01-2", PIN).await;
        let mut kiosk = kiosk(world, &secretary).await;
        let (mine, here) = (format!("/v/{VILLAGE}"), format!("/v/{VILLAGE}/here"));
        kiosk.takes(&shows_pin(&kiosk, "1-01-2", PIN).await);
        for page in ["", "/objections", "/shelf", "/data", "/errata"] {
            let seen = kiosk.opens(&format!("{mine}{page}")).await;
            let idle = format!("data-idle data-here=\"{here}\"");
            let without_script = format!("<noscript><meta http-equiv=\"refresh\" content=\"80;url=/kiosk/{VILLAGE}\">");
            assert!(seen.says(&[&idle, &without_script, "data-lost", ">结束<"]), "{page}: {seen:?}");
            assert_eq!(seen.headers["cache-control"], "no-store", "{page}");
        }
        for _ in 0..10 {
            wait(world, 90).await;
            assert_eq!(kiosk.submit(&here, &[]).await.status, 204, "a touch is heard");
        }
        wait(world, 99).await;
        assert_eq!(kiosk.opens(&mine).await.status, 200, "and a page is one, too");
        wait(world, 120).await;
        assert_eq!(kiosk.submit(&here, &[]).await.status, 303, "the browser is told to go");
        assert_eq!(kiosk.opens(&mine).await.leads_to(), format!("/sign-in?next={mine}"));

        kiosk.takes(&shows_pin(&kiosk, "1-01-2", PIN).await);
        for _ in 0..17 {
            wait(world, 100).await;
            assert_eq!(kiosk.submit(&here, &[]).await.status, 204);
        }
        wait(world, 100).await;
        assert_eq!(kiosk.submit(&here, &[]).await.status, 303, "half an hour is the most");
        kiosk.takes(&kiosk.opens(&format!("/kiosk/{VILLAGE}")).await);
        assert!(!kiosk.cookie.contains(MINE), "{}", kiosk.cookie);
        assert_eq!(kiosk.submit(&here, &[]).await.status, 204, "whoever has no session is not missed");
    }
);

story!(
    /// 叫人帮忙 rings at the desk until somebody says that they are coming, or for a quarter of an hour; with a phone it only says who helps.
    whoever_asks_for_help_is_heard_at_the_desk,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        let kiosk = kiosk(world, &secretary).await;
        let (help, desk) = (format!("/villages/{VILLAGE}/help"), format!("/desk/{VILLAGE}"));
        let before = world.head().await;
        assert!(!secretary.opens(&desk).await.says(&["有人叫帮忙"]) && !kiosk.opens(&help).await.says(&["已经告诉办事的人"]));
        let form = format!("<form method=\"post\" action=\"{help}\">");
        assert!(kiosk.opens(&format!("/kiosk/{VILLAGE}")).await.says(&[&form, "叫人帮忙"]));
        assert_eq!(kiosk.submit(&help, &[]).await.leads_to(), help);
        assert!(kiosk.opens(&help).await.says(&["已经告诉办事的人了", "柜台都能办"]));
        wait(world, 180).await;
        kiosk.submit(&help, &[]).await;
        for role in [Role::Secretary, Role::Supervisor, Role::GridWorker] {
            let seen = Browser::at(world, role).await.opens(&desk).await;
            assert!(seen.says(&["自助机“大厅”有人叫帮忙", "3 分钟了", "好的，我去"]), "{role:?}: {seen:?}");
        }
        let number = secretary.opens(&desk).await.hidden("kiosk");
        assert_eq!(secretary.submit(&format!("{desk}/help"), &[("kiosk", &number)]).await.leads_to(), desk);
        assert!(!secretary.opens(&desk).await.says(&["有人叫帮忙"]) && !kiosk.opens(&help).await.says(&["已经告诉办事的人"]));

        let phone = Browser::new(world);
        assert!(phone.opens(&help).await.says(&["柜台都能办", &format!("href=\"{help}\"")]));
        phone.submit(&help, &[]).await;
        assert!(!secretary.opens(&desk).await.says(&["有人叫帮忙"]), "nobody knows where they are");
        kiosk.submit(&help, &[]).await;
        wait(world, 899).await;
        assert!(secretary.opens(&desk).await.says(&["14 分钟了"]));
        wait(world, 1).await;
        assert!(!secretary.opens(&desk).await.says(&["有人叫帮忙"]));
        assert_eq!(world.head().await, before);
    }
);

story!(
    /// The first page says the day and rests; it shows nobody's.
    the_first_page_rests,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        let kiosk = kiosk(world, &secretary).await;
        let home = kiosk.opens(&format!("/kiosk/{VILLAGE}")).await;
        assert!(home.says(&["今天 3月2日（周一）", "看我的积分", "换东西", "看公示", "怎样加分", "叫人帮忙", "大声读"]), "{home:?}");
        assert!(home.says(&["content=\"600;url=", "data-lost"]) && !home.text.contains("data-idle") && !home.text.contains(">结束<"));
    }
);

story!(
    /// Larger letters stay in the browser and with nobody: they end with the session, and lead nowhere but back.
    larger_letters_belong_to_the_session_alone,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        with_pin(&secretary, "1-01-2", PIN).await;
        let (mine, letters) = (format!("/v/{VILLAGE}"), format!("/v/{VILLAGE}/letters"));
        let mut kiosk = kiosk(world, &secretary).await;
        let chosen = kiosk.submit(&letters, &[("letters", "largest"), ("back", &format!("{mine}/who"))]).await;
        assert_eq!(chosen.leads_to(), format!("{mine}/who"));
        kiosk.takes(&chosen);
        assert!(kiosk.opens(&format!("{mine}/who")).await.says(&["data-letters=\"largest\"", "value=\"largest\" aria-label=\"字大小：特大\" aria-pressed=\"true\""]));
        kiosk.takes(&shows_pin(&kiosk, "1-01-2", PIN).await);
        assert!(kiosk.opens(&mine).await.says(&["data-letters=\"largest\""]));
        kiosk.takes(&kiosk.submit(&format!("{mine}/end"), &[]).await);
        assert!(kiosk.opens(&format!("/kiosk/{VILLAGE}")).await.says(&["data-letters=\"plain\""]), "the next one begins anew");
        for elsewhere in ["https://evil.example/", "//evil.example", ""] {
            let led = kiosk.submit(&letters, &[("letters", "huge"), ("back", elsewhere)]).await;
            assert_eq!(led.leads_to(), format!("/kiosk/{VILLAGE}"), "{elsewhere}");
        }
    }
);

story!(
    /// What many did comes first, however often one of them did it; what asks for strength is left out for the old; what is told in confidence is not counted.
    what_is_easy_comes_first,
    |world| {
        world.rewrite("rules.yaml", |text| text.replace("    大额奖励: { 分值: 60, 审核: 两人 }\n", "    植树: 3\n"));
        world.settle().await;
        let secretary = world.somebody(Role::Secretary).await;
        for _ in 0..3 {
            secretary.approved("拾金不昧", "1-01-1", "2026-03-01", json!({})).await;
        }
        for person in ["1-01-1", "1-02-1"] {
            secretary.approved("签到", person, "2026-03-01", json!({})).await;
        }
        let phone = Browser::new(world);
        let earning = format!("/villages/{VILLAGE}/earning");
        let names = async |query: &str| {
            let seen = phone.opens(&format!("{earning}{query}")).await;
            assert!(seen.says(&["class=\"v\"", "怎样加分"]), "{seen:?}");
            seen.text.split("<dt>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("").await, ["签到", "拾金不昧", "植树", "义务劳动"]);
        assert_eq!(names("?page=2").await, ["志愿服务"]);
        assert_eq!(names("?show=elders").await, ["签到", "拾金不昧", "义务劳动", "志愿服务"]);
        assert_eq!(names("?show=chapters&chapter=0").await, ["拾金不昧", "举报违法行为有功"]);
        assert!(phone.opens(&earning).await.says(&["过去一年里做到的人多的，排在前面", "过去一年做到的不到 10 人"]));
        assert_eq!(phone.opens(&format!("{earning}?show=all")).await.status, 400);
        assert!(phone.opens(&format!("/villages/{VILLAGE}/help")).await.says(&["叫人帮忙", "柜台都能办"]));
        assert_eq!(phone.opens("/villages/nowhere/help").await.status, 404);
    }
);

story!(
    /// On the kiosk, too, every line that may be objected to offers it, beside its reason; the shelf says what is missing for each thing.
    a_line_is_explained_and_may_be_objected_to,
    |world| {
        let secretary = world.somebody(Role::Secretary).await;
        for day in 1..=6 {
            secretary.approved("拾金不昧", "1-01-2", &format!("2026-02-0{day}"), json!({})).await;
        }
        let (device, me) = (world.somebody(Role::Kiosk).await, world.resident("1-01-2").await);
        let kiosk = Browser { world, cookie: format!("{}={}; {MINE}={}", jifen::entrance::COOKIE, device.token, me.token) };
        let page = kiosk.opens(&format!("/v/{VILLAGE}")).await;
        assert!(page.says(&["class=\"kiosk\"", "还剩 <b>30</b> 分", "我有意见", "看更早的"]), "{page:?}");
        assert_eq!(page.text.matches("<summary><b class=\"points\">").count(), 5, "five lines a page");
        let earlier = page.text.split("?before=").nth(1).unwrap().split('"').next().unwrap();
        let earlier = kiosk.opens(&format!("/v/{VILLAGE}?before={earlier}")).await;
        assert!(earlier.says(&["更早的", "回到最近"]) && !earlier.text.contains("看更早的"), "{earlier:?}");
        assert_eq!(earlier.text.matches("<summary><b class=\"points\">").count(), 1);
        let award = page.text.split("objections/new?award=").nth(1).unwrap().split('"').next().unwrap();
        assert!(kiosk.opens(&format!("/v/{VILLAGE}/objections/new?award={award}")).await.says(&["哪里不对", "不是我家", "data-fills=\"sentence\"", "日期不对"]));
        // What can be chosen is tapped there; on a phone there is a keyboard.
        let (form, phone) = (format!("/v/{VILLAGE}/claims/new?rule=%E5%BF%97%E6%84%BF%E6%9C%8D%E5%8A%A1"), Browser::of_resident(world, &me.token));
        assert!(kiosk.opens(&form).await.says(&["志愿服务", "data-pad", "data-fills=\"day\"", "昨天"]));
        assert!(!phone.opens(&form).await.text.contains("data-fills"));

        let shelf = format!("/v/{VILLAGE}/shelf");
        let chosen = kiosk.submit(&shelf, &[("operation", &"a".repeat(32)), ("do", "more:A01")]).await;
        let missing = |seen: &Seen| seen.text.split("还差 ").skip(1).map(|rest| rest.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(missing(&kiosk.opens(&shelf).await), ["20"]);
        assert_eq!(missing(&chosen), ["25"], "what was chosen is not there a second time");

        // When it is too late, the line says so, and whom to ask.
        world.wake_up_on("2026-04-20").await;
        let later = Browser::of_resident(world, &world.resident("1-01-2").await.token);
        let page = later.opens(&format!("/v/{VILLAGE}")).await;
        assert!(page.says(&["提意见的时间过了", "请找村务监督委员会"]) && !page.says(&["objections/new"]), "{page:?}");
    }
);

story!(
    /// Where nothing can be written no PIN is taken, and the page says so before anybody types one.
    a_kiosk_says_that_nothing_can_be_written,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        with_pin(&secretary, "1-01-2", PIN).await;
        let kiosk = kiosk(world, &secretary).await;
        world.house.books.halt_unsound(&world.village());
        let who = format!("/v/{VILLAGE}/who");
        assert!(kiosk.opens(&who).await.says(&["role=\"alert\"", "现在只能查"]));
        let refused = kiosk.submit(&who, &[("number", "1-01-2")]).await;
        assert!(refused.status == 503 && refused.says(&["自己的积分这里暂时打不开", "分都在"]), "{refused:?}");
        assert_eq!(shows_pin(&kiosk, "1-01-2", PIN).await.status, 503);
    }
);
