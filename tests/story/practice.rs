//! The practice village: everything can be tried there, and nothing of it is anywhere else.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::Request;
use jifen::app::practice::Practice;
use jifen::app::{files, router, settling};
use jifen::entrance::{COOKIE, MINE};
use jifen::words::{Role, VillageId};
use tower::ServiceExt;

use super::browser::{Browser, Seen};
use super::two_worlds::tables;
use super::world::{On, VILLAGE, World, story};

/// The village's name there.
const THERE: &str = "practice-suanli";

fn gate(end: &str) -> String {
    format!("/practice/{VILLAGE}{end}")
}

fn desk(end: &str) -> String {
    format!("/desk/{THERE}{end}")
}

/// Goes in as somebody; where it led.
async fn enters(browser: &mut Browser<'_>, player: &str) -> String {
    let seen = browser.submit(&gate(""), &[("player", player)]).await;
    assert_eq!(seen.status, 303, "{seen:?}");
    browser.takes(&seen);
    seen.leads_to().to_owned()
}

/// How many acts stand in the real books, and the chain's head.
async fn real(world: &World) -> (i64, (i64, String)) {
    let counted: Option<(i64,)> = world.house.books.read().await.unwrap().first("SELECT count(*) FROM operations", &[]).await.unwrap();
    (counted.unwrap().0, world.head().await)
}

/// What of a cookie a browser has.
fn has(browser: &Browser<'_>, name: &str) -> bool {
    browser.cookie.split("; ").any(|pair| pair.starts_with(&format!("{name}=")))
}

/// What is written beside a deed there.
const NOTE: &str = "练习时写的";

/// A deed of today's is recorded there; where it stands.
async fn records(browser: &Browser<'_>) -> String {
    let form = browser.opens(&desk("/record?rule=%E6%8B%BE%E9%87%91%E4%B8%8D%E6%98%A7")).await;
    let operation = form.operation();
    let deed = [("rule", "拾金不昧"), ("subject", "2-02-1"), ("day", "2026-03-02"), ("note", NOTE), ("do", "record")];
    let done = browser.submit(&desk("/record"), &[&[("operation", operation.as_str())][..], &deed].concat()).await;
    let id = done.leads_to().split("done=").nth(1).unwrap_or_else(|| panic!("{done:?}"));
    desk(&format!("/claims/{id}"))
}

/// What was recorded there of that household.
async fn recorded(browser: &Browser<'_>) -> Seen {
    browser.submit(&desk("/claims"), &[("number", "2-02-1")]).await
}

/// How many deeds wait for review there.
async fn waiting(browser: &Browser<'_>) -> usize {
    let seen = browser.opens(&desk("/queue")).await;
    let count = seen.text.split("待审核 <span class=\"count\">").nth(1).unwrap_or_else(|| panic!("{seen:?}"));
    count.split('<').next().unwrap().parse().unwrap()
}

story!(
    /// Recorded by one, agreed to by another, redeemed, put up, rules rewritten: the real books have not one act more.
    whatever_is_done_there_is_nowhere_else,
    |world| {
        let mut somebody = Browser::at(world, Role::Secretary).await;
        let before = real(world).await;
        assert!(somebody.opens(&format!("/desk/{VILLAGE}")).await.says(&["到练习村试一试", &gate("")]));
        assert_eq!(enters(&mut somebody, "").await, desk(""), "as the secretary that one is");
        let home = somebody.opens(&desk("")).await;
        assert!(home.says(&["练习村", "这里的一切都不算数", "回到真村", "算例村（练习）", "待审核", "赵某甲"]), "{home:?}");
        assert!(!home.says(&["王某0004"]), "nobody of the real village");

        let waited = waiting(&somebody).await;
        assert!(waited > 0, "something is left to do");
        let claim = records(&somebody).await;
        assert!(somebody.opens(&claim).await.says(&["吴某甲", "+5 分"]));
        assert_eq!(enters(&mut somebody, "S02").await, desk(""));
        assert_eq!(waiting(&somebody).await, waited + 1, "the other pair of eyes");
        let review = [("operation", "agreed"), ("ruling", "approve")];
        let agreed = somebody.submit(&format!("{claim}/review"), &review).await;
        assert!(agreed.leads_to().starts_with(&desk("/queue?done=")), "{agreed:?}");
        assert_eq!(waiting(&somebody).await, waited);

        assert_eq!(enters(&mut somebody, "S05").await, format!("/shop/{THERE}"));
        let till = somebody.submit(&format!("/shop/{THERE}"), &[("number", "2-02-1")]).await;
        assert!(till.says(&["吴*甲", "香皂"]), "{till:?}");
        let operation = till.operation();
        let basket = [("operation", operation.as_str()), ("account", "2-02-1"), ("number", ""), ("agreed", "5"), ("item:A01", "1"), ("do", "confirm")];
        let slip = somebody.submit(&format!("/shop/{THERE}/redemptions"), &basket).await;
        assert!(somebody.opens(slip.leads_to()).await.says(&["已换好", "香皂", "这里的一切都不算数"]), "{slip:?}");

        enters(&mut somebody, "S01").await;
        let notices = somebody.opens(&desk("/notices")).await;
        let operation = notices.operation();
        let period = [("operation", operation.as_str()), ("from", "2026-03-01"), ("until", "2026-03-01"), ("do", "draft")];
        let drafted = somebody.submit(&desk("/notices"), &period).await;
        assert_eq!(drafted.leads_to(), desk("/notices/3"), "after the two that were up before: {drafted:?}");
        let sheet = somebody.opens(&desk("/notices/3/sheet")).await;
        assert!(sheet.says(&["算例村（练习）", "<aside class=\"practice\""]), "also on paper: {sheet:?}");

        assert_eq!(enters(&mut somebody, "S04").await, format!("/grid/{THERE}"));
        assert_eq!(enters(&mut somebody, "villager").await, format!("/v/{THERE}"));
        assert!(somebody.opens(&format!("/v/{THERE}")).await.says(&["我的积分", "这里的一切都不算数"]));
        assert_eq!(real(world).await, before, "not one act");
        assert!(!Browser::new(world).opens("/").await.says(&["练习"]), "nobody passing by meets it");
        assert_eq!(Browser::new(world).opens(&format!("/villages/{VILLAGE}")).await.text.matches("练习").count(), 0);

        let left = somebody.submit(&gate("/leaving"), &[]).await;
        assert_eq!(left.leads_to(), format!("/desk/{VILLAGE}"));
        somebody.takes(&left);
        assert!(!somebody.opens(&format!("/desk/{VILLAGE}")).await.says(&["这里的一切都不算数"]));
        assert_eq!(somebody.opens(&desk("")).await.leads_to(), gate(""), "and nobody is signed in there any more");
    }
);

story!(
    /// Whoever is signed in here is nobody there, and the other way round; what was left lying about in another tab does nothing to the real village.
    the_two_know_nobody_of_each_other,
    |world| {
        let real_token = world.somebody(Role::Secretary).await.token;
        let mut there = Browser::signed_in(world, &real_token);
        assert!(there.opens(&desk("")).await.says(&["也可以换个人试"]), "where there is none yet is its gate");
        enters(&mut there, "").await;
        assert!(has(&there, "practice_jifen") && there.opens(&desk("")).await.status == 200);
        let token = there.cookie.split("practice_jifen=").nth(1).unwrap().split(';').next().unwrap().to_owned();

        let here = format!("/desk/{VILLAGE}");
        assert_eq!(Browser::signed_in(world, &token).opens(&here).await.leads_to(), format!("/sign-in?next={here}"));
        assert_eq!(Browser::signed_in(world, &real_token).opens(&desk("")).await.leads_to(), gate(""));
        for (token, village) in [(&token, VILLAGE), (&real_token, THERE)] {
            let request = Request::get(format!("/api/v1/villages/{village}/claims")).header("authorization", format!("Bearer {token}"));
            assert_eq!(world.send(request.body(Body::empty()).unwrap()).await.code(), "roster.unknown_token", "{village}");
        }
        let ended = there.submit(&format!("/v/{THERE}/end"), &[]).await;
        let taken: Vec<_> = ended.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        assert!(ended.status == 303 && taken.iter().all(|cookie| cookie.starts_with("practice_")), "{taken:?}");
        // A cookie that somebody gives the other name is still one of there.
        let forged = Browser { world, cookie: format!("{COOKIE}={token}; {MINE}={token}") };
        assert_eq!(forged.opens(&here).await.status, 303);

        let before = real(world).await;
        there.takes(&there.submit(&gate("/leaving"), &[]).await);
        let late = there.submit(&desk("/record"), &[("operation", "late"), ("rule", "拾金不昧"), ("subject", "1-01-1"), ("day", "2026-03-02")]).await;
        assert_eq!(late.leads_to(), gate(""), "{late:?}");
        assert_eq!(real(world).await, before);
        for role in [Role::Kiosk, Role::Resident] {
            let token = if role == Role::Resident { world.resident("1-01-1").await.token } else { world.somebody(role).await.token };
            assert_eq!(Browser::signed_in(world, &token).submit(&gate(""), &[]).await.status, 403, "{role:?}");
        }
    }
);

/// The addresses that a page names.
fn addresses(page: &str) -> BTreeSet<String> {
    let named = ["href=\"", "action=\"", "formaction=\"", "src=\"", "data-here=\"", "data-lost=\"", "data-scan=\"", "url="];
    let all = named.iter().flat_map(|name| page.split(name).skip(1)).filter_map(|rest| rest.split('"').next());
    all.filter(|address| address.starts_with('/')).map(|address| address.split('#').next().unwrap().replace("&amp;", "&")).collect()
}

/// Every page that can be reached there, by everybody one can play, has the banner; and nothing on it leads into the real village but the way back.
#[tokio::test]
async fn every_page_there_says_so_and_leads_nowhere_else() {
    let world = World::new(On::Sqlite).await.unwrap();
    let real = Browser::at(&world, Role::Secretary).await.cookie;
    let before = tables(&world, ("", "")).await;
    let mut seen_by = 0;
    for player in ["S01", "S02", "S04", "S05", "villager"] {
        let mut somebody = Browser { world: &world, cookie: real.clone() };
        let first = enters(&mut somebody, player).await;
        let public = ["", "/earning", "/help", "/sheet", "/verify"].map(|page| format!("/villages/{THERE}{page}"));
        let mut found: BTreeSet<String> =
            [first.clone(), desk("/nothing-like-it"), format!("/notices/{THERE}"), format!("/kiosk/{THERE}")].into();
        found.extend(public);
        let mut next: VecDeque<_> = found.iter().cloned().collect();
        let mut pages = 0;
        while let Some(address) = next.pop_front() {
            let page = somebody.opens(&address).await;
            if !page.leads_to().is_empty() {
                let to = page.leads_to();
                assert!(to.contains(THERE) || to == gate(""), "{player} {address} leads to {to}");
            }
            if !page.headers.get("content-type").is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html")) {
                continue;
            }
            pages += 1;
            let (body, title) = (page.text.split("<body").nth(1).unwrap(), page.text.split("<title>").nth(1).unwrap());
            let start = body.split_once('>').unwrap().1.trim_start();
            assert!(start.starts_with("<aside class=\"practice\"") && start.contains("这里的一切都不算数"), "{player} {address}: {start}");
            assert!(
                title.starts_with("练习 · ") && page.headers["content-security-policy"].to_str().unwrap().contains("form-action 'self'")
            );
            for to in addresses(&page.text) {
                let is_there = to.split('?').next().unwrap().contains(&format!("/{THERE}"));
                let is_harmless = to.starts_with("/assets/") || to.starts_with("/grid/") && to.ends_with(".js");
                assert!(is_there || is_harmless || [gate(""), gate("/leaving")].contains(&to), "{player} {address} leads to {to}");
                if is_there && found.len() < 120 && page.text.contains(&format!("href=\"{to}")) && found.insert(to.clone()) {
                    next.push_back(to);
                }
            }
        }
        assert!(pages > 8, "{player} saw {pages} pages");
        seen_by += pages;
    }
    assert!(seen_by > 120, "{seen_by} pages");
    assert!(tables(&world, ("", "")).await == before, "looking there leaves nothing here");
    world.end().await;
}

story!(
    /// To begin anew is another file: what was done is gone, for everybody who was in it, and whoever was asks at the gate.
    one_button_begins_it_anew,
    |world| {
        let mut somebody = Browser::at(world, Role::Secretary).await;
        assert!(!somebody.opens(&gate("")).await.says(&["重新开始"]), "there is nothing to begin anew");
        enters(&mut somebody, "").await;
        records(&somebody).await;
        assert!(recorded(&somebody).await.says(&["吴某甲", "拾金不昧", "3月2日"]));
        let before = real(world).await;
        assert!(somebody.opens(&gate("")).await.says(&["重新开始", "别人正练着的也从头来"]));
        let anew = somebody.submit(&gate("/anew"), &[]).await;
        assert!(somebody.opens(anew.leads_to()).await.says(&["已经重新开始"]), "{anew:?}");
        assert_eq!(somebody.opens(&desk("/queue")).await.leads_to(), gate(""), "nobody is signed in to what is new");
        enters(&mut somebody, "S02").await;
        let seen = recorded(&somebody).await;
        assert!(seen.says(&["吴某甲"]) && !seen.says(&["3月2日"]), "{seen:?}");
        assert_eq!(real(world).await, before);
    }
);

/// The files that lie beside the database for practice.
fn practised(world: &World) -> Vec<PathBuf> {
    let folder = format!("{}-practice", world.house.books.file().unwrap().display());
    let files = std::fs::read_dir(folder).map(|files| files.map(|file| file.unwrap().path()).collect()).unwrap_or_else(|_| Vec::new());
    files.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "db")).collect()
}

/// However many villages there are, few are practised in at once: the one that nobody used for longest goes, and its file.
#[tokio::test]
async fn the_longest_unused_goes_and_its_file() {
    let world = World::new(On::Sqlite).await.unwrap();
    for name in ["neighbour", "another", "practice-another"] {
        world.settle_neighbour(name, "staff.csv", "编号,姓名,职务,户号\nS01,王某0004,村书记,2-01\n").await.unwrap();
    }
    let routes = router::with_practice(world.house.clone(), Practice::bounded(&world.house, 2));
    let ask = async |method: &str, village: &str, address: &str| {
        let token = world.house.doorkeeper.mint(&VillageId::parse(village).unwrap(), Role::Secretary, None).await.unwrap();
        let request = Request::builder().method(method).uri(address).header("cookie", format!("{COOKIE}={token}"));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(Body::empty()).unwrap();
        let answer = routes.clone().oneshot(request).await.unwrap();
        (answer.status().as_u16(), answer.headers().get("location").map_or_else(String::new, |to| to.to_str().unwrap().to_owned()))
    };
    let enters = async |village: &str| {
        world.clock.turn_to(world.house.books.clock.now().plus_seconds(60));
        ask("POST", village, &format!("/practice/{village}")).await.1
    };
    assert_eq!(practised(&world).len(), 0);
    assert_eq!(enters(VILLAGE).await, desk(""));
    assert_eq!(enters("neighbour").await, "/desk/practice-neighbour");
    assert_eq!(practised(&world).len(), 2);
    world.clock.turn_to(world.house.books.clock.now().plus_seconds(60));
    assert_eq!(ask("GET", VILLAGE, &desk("")).await, (303, gate("")), "somebody looks at it");
    assert_eq!(enters("another").await, "/desk/practice-1", "a real village has the other name");
    assert_eq!(practised(&world).len(), 2);
    assert_eq!(ask("GET", VILLAGE, &desk("")).await, (303, gate("")), "still there");
    assert_eq!(
        ask("GET", "neighbour", "/desk/practice-neighbour").await,
        (200, String::new()),
        "the gate, where there is nothing behind it"
    );
    assert_eq!(ask("GET", "practice-another", "/desk/practice-another").await, (200, String::new()), "a real one");
    drop(routes);
    assert_eq!(practised(&world).len(), 0, "with the service everything goes");
    world.end().await;
}

/// Whatever a village's rules ask for and however it keeps accounts: those of the repository can all be practised in, and something is left to do.
#[tokio::test]
async fn every_village_can_be_practised_in() {
    let world = World::new(On::Sqlite).await.unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (villages, rules) = (root.join("villages"), root.join("rules"));
    for village in files::village_ids(&villages).unwrap() {
        settling::settle(&world.house, &villages, &rules, &village).await.unwrap();
        let token = world.house.doorkeeper.mint(&village, Role::Secretary, None).await.unwrap();
        let mut somebody = Browser::signed_in(&world, &token);
        let entered = somebody.submit(&format!("/practice/{village}"), &[]).await;
        assert_eq!(entered.leads_to(), format!("/desk/practice-{village}"), "{village}: {entered:?}");
        somebody.takes(&entered);
        let home = somebody.opens(entered.leads_to()).await;
        assert!(home.says(&["（练习）积分", "待审核"]) && !home.says(&["请备份"]), "{village}: {home:?}");
    }
    world.end().await;
}
