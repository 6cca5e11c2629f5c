//! Samples of every page at the counter.

use super::super::counter::SlipLine;
use super::*;
use crate::roster::masked;

fn shell(title: &str) -> Shell {
    Shell {
        title: title.into(),
        skin: "shop",
        place: "蒋河村".into(),
        home: "/shop/xinjiayuan".into(),
        on_trial: true,
        who: Some("店员".into()),
        ..Shell::default()
    }
}

fn holder() -> HolderView {
    HolderView { account: "3-07-2".into(), name: masked("张小明"), available: "128".into(), usable: Some("68".into()) }
}

fn item(name: &str, points: &str, stock: i64, wanted: &str) -> ItemView {
    ItemView { number: "A01".into(), name: name.into(), spec: "1块".into(), points: points.into(), stock, wanted: wanted.into() }
}

fn slip_view(is_cancelled: bool) -> SlipView {
    let goods = vec![SlipLine { name: "洗手液".into(), quantity: 2, points: "50".into() }];
    let (day, time) = ("11月22日（周日）".into(), "9:05".into());
    SlipView {
        id: 34,
        name: masked("张小明"),
        account: "3-07-2".into(),
        day,
        time,
        points: "50".into(),
        goods,
        is_cancelled,
        is_proposed: false,
        left: "78".into(),
    }
}

fn slip(is_cancelled: bool, told: Option<Told>) -> String {
    let operation = "0f".repeat(16);
    SlipPage { shell: shell("小票"), slip: slip_view(is_cancelled), operation, reason: String::new(), told }.render().unwrap()
}

fn start(people: Vec<HolderView>, told: Option<Told>) -> String {
    let slips = vec![slip_view(false), slip_view(true)];
    let items = vec![item("香皂", "5", 200, "")];
    let (fund, operation) = ("13210".into(), "0d".repeat(16));
    CounterPage { shell: shell("换东西"), number: String::new(), people, told, fund, slips, items, waiting: 1, operation }.render().unwrap()
}

/// Every page at the counter, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let short = Refusal::new(
        "shop.points_short",
        Kind::Conflict,
        "还差 12 分：能换的有 68 分，这些要 80 分，没有扣分。",
        "请少换一些，或再攒一攒。",
    );
    let operation = "0e".repeat(16);
    let items = vec![item("香皂", "5", 200, ""), item("洗手液", "25", 2, "2"), item("热水袋", "50", 0, "")];
    let basket =
        BasketPage { shell: shell("选东西"), holder: holder(), items, operation: operation.clone(), told: Some(Told::from(&short)) };
    let items = vec![item("洗手液", "50", 2, "2")];
    let (points, left) = ("50".into(), "78".into());
    let confirm = ConfirmPage { shell: shell("请核对"), holder: holder(), items, points, left, operation };
    vec![
        ("counter", start(Vec::new(), None)),
        ("counter several", start(vec![holder(), holder()], None)),
        ("counter unknown number", start(Vec::new(), Some(Told::from(&unknown_number("9-99"))))),
        ("basket refused", basket.render().unwrap()),
        ("confirm", confirm.render().unwrap()),
        ("slip", slip(false, None)),
        ("slip cancelled", slip(true, Some(Told::from(&short)))),
        ("slip to be taken back", {
            let slip = SlipView { is_proposed: true, ..slip_view(false) };
            SlipPage { shell: shell("小票"), slip, operation: "0f".repeat(16), reason: String::new(), told: None }.render().unwrap()
        }),
    ]
}

#[test]
fn the_slip_says_what_when_how_much_and_its_number() {
    let page = slip(false, None);
    for words in ["洗手液", "11月22日", "50 分", "还剩", "78", "第 34 号", "张*明", "退回"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!slip(true, None).contains("/cancellation"), "what was taken back cannot be taken back again");
}

#[test]
fn the_basket_keeps_what_was_chosen_when_it_is_refused() {
    let page = samples().into_iter().find(|(name, _)| *name == "basket refused").unwrap().1;
    assert!(page.contains("还差 12 分") && page.contains(r#"value="2""#));
}
