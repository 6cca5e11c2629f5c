//! Samples of every page of the kiosk.

use super::*;
use crate::roster::masked;
use crate::statements::own::PointsPage;
use crate::statements::own_reports::OwnReports;
use crate::statements::pages::samples::shell;
use crate::statements::passbook::{LineView, NextView, Passbook};

fn kiosk(title: &str) -> Shell {
    shell("kiosk", "/kiosk/xinjiayuan", title)
}

/// A resident's own page, as it looks there.
fn own(title: &str) -> Shell {
    shell("kiosk", "/v/xinjiayuan", title)
}

/// Who had to do with a line.
const HANDLED: &str = "网格员11月2日（周一）9:05记，村书记11月3日（周二）9:30同意；按第 2 版规则。";

fn line(points: &str, day: &str, title: &str, why: &[&str]) -> LineView {
    let why = why.iter().map(ToString::to_string).collect();
    LineView {
        is_plus: points.starts_with('+'),
        points: points.into(),
        day: day.into(),
        title: title.into(),
        why,
        handled: HANDLED.into(),
        award: None,
        is_late: true,
    }
}

fn goods(name: &str, spec: &str, points: &str, stock: &str) -> GoodsView {
    GoodsView { name: name.into(), spec: spec.into(), points: points.into(), stock: stock.into(), is_gone: stock == "没了" }
}

fn shelf() -> Vec<GoodsView> {
    vec![
        goods("香皂", "1块", "5", "有"),
        goods("牙刷", "2支装", "10", "有"),
        goods("洗手液", "500毫升", "25", "剩2件"),
        goods("热水袋", "1个", "50", "没了"),
    ]
}

pub(in crate::statements) fn passbook() -> Passbook {
    Passbook {
        who: masked("张小明"),
        number: "3-07-2".into(),
        left: "48".into(),
        usable: None,
        coming: vec!["有 12 分将在 12月31日（周四）到期".into()],
        buys: shelf().into_iter().take(3).collect(),
        next: Some(NextView { name: "大米".into(), missing: "2".into() }),
        lines: vec![
            line("+5", "11月20日（周五）", "拾金不昧", &["每次 5 分"]),
            line("−10", "11月18日（周三）", "换了牙膏", &["牙膏 × 1，10 分"]),
            line("+20", "11月2日（周一）", "红白事从俭", &["桌数 15，不超过 15", "彩礼 30000 元，不超过 60000 元", "得 20 分"]),
        ],
        earlier: Some(40),
    }
}

/// Every page of the kiosk, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let mine = OwnReports { is_open: true, ..OwnReports::default() };
    let points =
        PointsPage {
            shell: own("看我的积分"), book: passbook(), is_earlier: false, mine, begun: None, is_head: true, has_head: false
        };
    let book = Passbook { earlier: None, lines: Vec::new(), ..passbook() };
    let earlier = PointsPage {
        shell: own("看我的积分"),
        book,
        is_earlier: true,
        mine: OwnReports::default(),
        begun: None,
        is_head: false,
        has_head: true,
    };
    let home = HomePage::new(kiosk("自助机"), "a-village".into(), "11月22日（周日）".into());
    let mut pages = vec![
        ("kiosk home", home.render().unwrap()),
        ("kiosk points", points.render().unwrap()),
        ("kiosk earlier points", earlier.render().unwrap()),
        ("kiosk shelf", ShelfPage { shell: kiosk("换东西"), goods: shelf() }.render().unwrap()),
    ];
    pages.extend(crate::statements::earning::samples::samples());
    pages
}

#[test]
fn my_points_say_what_is_left_what_it_buys_and_why() {
    let page = samples().into_iter().find(|(name, _)| *name == "kiosk points").unwrap().1;
    for words in ["张*明", "还剩", "48", "能换", "再攒", "大米", "为什么", "有 12 分将在 12月31日（周四）到期", "−10", "结束", "试行"]
    {
        assert!(page.contains(words), "{words}");
    }
    let covered = page.find("<details").unwrap();
    assert!(page.find("还剩 <").unwrap() > covered, "the balance is covered until it is tapped");
}
