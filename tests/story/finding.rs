//! Whom somebody means by what they type: the same at every page that asks.

use jifen::words::Role;
use serde_json::json;

use super::browser::{Browser, Seen};
use super::world::{VILLAGE, story};

/// Where a form goes, the field in which it asks for somebody, and what else it holds.
type Page = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Every page at the desk that asks for somebody.
const PAGES: [Page; 9] = [
    ("record", "subject", &[("rule", "签到"), ("day", "2026-03-01"), ("do", "record")]),
    ("claims", "number", &[]),
    ("cards", "number", &[]),
    ("households", "number", &[]),
    ("personal/consent", "number", &[("board", "honours"), ("given", "yes")]),
    ("personal/erasure", "number", &[("ground", "moved"), ("basis", "一张纸"), ("do", "ask")]),
    ("objections", "resident", &[("award", "1"), ("reason", "other")]),
    ("oversight/kin", "household", &[("month", "2026-02"), ("staff", "S03"), ("do", "declare")]),
    (
        "household-change",
        "heir",
        &[("household", "1-01"), ("act", "departure"), ("member:1-01-2", "on"), ("day", "2026-03-01"), ("basis", "迁移证"), ("do", "look")],
    ),
];

async fn asks(browser: &Browser<'_>, page: usize, typed: &str) -> Seen {
    let (address, field, rest) = PAGES[page];
    let operation = browser.world.fresh_operation();
    let fields = [&[("operation", operation.as_str()), (field, typed)], rest].concat();
    browser.submit(&format!("/desk/{VILLAGE}/{address}"), &fields).await
}

story!(
    /// A name lists all who bear it, with what tells them apart; nothing is done before one is picked, and a number is read however it was typed.
    everybody_is_found_the_same_way,
    |world| {
        let twin = |number: &str, household: &str| jifen::roster::Member {
            name: "马某0001".to_owned(),
            relation: "户主".to_owned(),
            ..world.member(number, household)
        };
        world.enrol(vec![twin("1-11-1", "1-11"), twin("1-12-1", "1-12")]).await;
        let secretary = Browser::at(world, Role::Secretary).await;
        for (page, (address, field, _)) in PAGES.iter().enumerate() {
            let seen = asks(&secretary, page, "马 某0001").await;
            let by_home = *field == "household" || matches!(*address, "cards" | "households");
            let picks = if by_home { ["value=\"1-11\"", "value=\"1-12\""] } else { ["value=\"1-11-1\"", "value=\"1-12-1\""] };
            assert!(seen.status == 200 && seen.says(&["请选是哪一位", "马某0001<small>", "一组 户主"]) && seen.says(&picks), "{}: {seen:?}", address);
            assert!(asks(&secretary, page, "９—99").await.status != 500);
        }
        let kin = world.somebody(Role::Township).await.get("/kinships").await;
        assert_eq!(kin.body["items"], json!([]), "nobody was taken for somebody else");

        for (page, typed) in [(1, "１－１１－１"), (2, "1—11"), (3, "1-11"), (1, "1 - 11 - 1")] {
            assert!(asks(&secretary, page, typed).await.says(&["马某0001"]), "{typed}");
        }
        assert!(asks(&secretary, 2, "1-1-2").await.says(&["1-01 户", "马某0002"]), "without its nought");
        let grid = world.somebody(Role::GridWorker).await;
        for typed in ["1-1-2", "１－０１－２"] {
            let found = grid.post("/lookups", json!({"text": typed})).await;
            assert_eq!(found.body["items"][0]["number"], "1-01-2", "{found:?}");
        }
    }
);

story!(
    /// More hits than a page lists are counted. At the counter a name lists masked ones, and the picked one's till opens.
    more_than_are_listed_are_counted,
    |world| {
        let many = |nth: usize| jifen::roster::Member { name: "单田芳".to_owned(), ..world.member(&format!("1-{}-9", 20 + nth), &format!("1-{}", 20 + nth)) };
        world.enrol((0..15).map(many).collect()).await;
        let secretary = Browser::at(world, Role::Secretary).await;
        assert!(asks(&secretary, 3, "stf").await.says(&["1-20", "1-31", "还有 3 个，请多打几个字"]));
        let keeper = Browser::at(world, Role::Keeper).await;
        let found = keeper.submit(&format!("/shop/{VILLAGE}"), &[("number", "shantian")]).await;
        assert!(found.says(&["单*芳", "还有 3 个"]) && !found.text.contains("单田芳"), "{found:?}");
        let till = keeper.submit(&format!("/shop/{VILLAGE}"), &[("number", "shantian"), ("pick", "1-20-9")]).await;
        assert!(till.says(&["单*芳", "扫东西"]), "{till:?}");
        let nobody = keeper.submit(&format!("/shop/{VILLAGE}"), &[("number", "没有这人")]).await;
        assert!(nobody.status == 404 && nobody.says(&["没有找到"]), "{nobody:?}");
    }
);
