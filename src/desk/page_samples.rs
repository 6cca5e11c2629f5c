//! Samples of every page of this room.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::fund::{FundPage, Month};
use super::super::health::HealthPage;
use super::super::month::{Known, MonthPage};
use super::*;
use crate::claims::{ClaimState, RuleChoice};
use crate::funds::{Fund, Pace};
use crate::notices::{Notice, NoticeState};
use crate::oversight::Unusual;
use crate::rulebook::Settings;
use crate::sums;
use crate::versions::Pressing;
use crate::words::{Moment, Points, Yuan};

fn shell(title: &str) -> Shell {
    Shell {
        title: title.into(),
        skin: "desk",
        place: "蒋河村".into(),
        home: "/desk/xinjiayuan".into(),
        on_trial: true,
        who: Some("村书记 柯大山".into()),
        ..Shell::default()
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A notice of March that was signed.
pub(crate) fn notice() -> Notice {
    Notice {
        id: 3,
        issue: Some(3),
        state: NoticeState::Open,
        from_on: day("2026-03-01"),
        until_on: day("2026-03-31"),
        days: 7,
        lines: 31,
        drafted_by: "S01".into(),
        drafted_at: Moment::on(day("2026-04-01"), 9, 0),
        decided_by: Some("S02".into()),
        decided_at: Some(Moment::on(day("2026-04-01"), 15, 0)),
        reason: None,
        last_on: Some(day("2026-04-08")),
        head_seq: Some(120),
        head: Some("3f9a".into()),
        settled_at: None,
        posted: None,
        fallen: None,
    }
}

fn home(calls: Vec<Call>, to_do: Vec<ToDo>, backup: Option<Health>, records: bool) -> String {
    let at = |page: &str| format!("/desk/xinjiayuan{page}");
    let rule = |name: &str, is_deduction| RuleChoice { name: name.into(), is_deduction };
    let rules = vec![rule("红白事从俭", false), rule("公共场合说脏话", true)];
    let chapters = if records { vec![ChapterChoice { name: "移风易俗".into(), rules }] } else { Vec::new() };
    let ways = vec![Ways { name: "每个月", ways: vec![("月结", at("/month")), ("公示", at("/notices"))] }];
    HomePage { shell: shell("桌面"), calls, to_do, backup, chapters, ways, practice: "/practice/xinjiayuan".into() }.render().unwrap()
}

fn call(minutes: i64) -> Call {
    Call { kiosk: "K01".into(), name: "村委会大厅".into(), minutes }
}

fn waiting() -> Vec<ToDo> {
    let at = |page: &str| format!("/desk/xinjiayuan{page}");
    vec![
        ToDo::new(1, "有意见", "1 件过了答复的日子，请先办。", at("/objections")).pressing(Pressing::Late),
        ToDo::new(2, "缺货", "没有了：洗衣液。快没有了：香皂。", "/shop/xinjiayuan/stock".into()).pressing(Pressing::Soon),
        ToDo::new(12, "待审核", "最早的等了 3 天。", at("/queue")),
    ]
}

fn month(known: &Known) -> String {
    MonthPage::new(shell("月结"), known, (day("2026-03-01"), day("2026-04-01")), day("2026-04-02")).render().unwrap()
}

fn fund(available: i64, spent: i64) -> String {
    let (today, yuan) = (day("2026-04-02"), Yuan::whole);
    let fund = Fund { budget: yuan(15_000), spent: yuan(15_000 - available), committed: yuan(0), available: yuan(available) };
    let this = sums::month(today);
    let one = |back: i32| Month {
        spent: spent * 100 / 3,
        awarded: 41_000,
        redeemed: 9_000,
        left: (available + spent * i64::from(back) / 3) * 100,
        given: 0,
    };
    let months: BTreeMap<_, _> = (0..12).map(|back| (this.later(-back), one(back))).collect();
    let (pace, settings) =
        (Pace { spent: yuan(spent), days: 90 }, Settings { yuan_per_point: Yuan::parse("0.5").unwrap(), ..Settings::default() });
    FundPage::new(shell("基金"), (fund, pace), (Points::whole(4_210), &settings), &months, today).render().unwrap()
}

/// Every page of this room, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let well = || Health::Well("上次备份在 2026-04-01 20:15，逐笔核对过。".into());
    let found = vec![
        ("备份", Health::Ill("上次备份在 2026-02-01 20:15，过了 30 天。".into(), "请备份一次。")),
        ("账本", Health::Well("最近的账都和校验码对得上。".into())),
        ("磁盘", Health::Mind("磁盘还剩 400 MB，数据库占 90 MB。".into(), "请腾出地方。")),
    ];
    let unusual =
        Unusual { agreed: 58, records: [("扣分", vec![7]), ("分数比平常大", (1..12).collect())].into(), one_reviewer: Some(93) };
    let about =
        BTreeMap::from([(7, "11月5日（周四） 公共场合说脏话 3-07-2".to_owned()), (1, "11月2日（周一） 红白事从俭 5-02".to_owned())]);
    let (undecided, silent) = (vec![(ClaimState::Submitted, 3), (ClaimState::Contested, 1)], vec!["二组".to_owned()]);
    vec![
        ("desk", home(vec![call(0), call(3)], waiting(), None, true)),
        ("desk with nothing to do", home(Vec::new(), Vec::new(), Some(well()), true)),
        ("desk of the township", home(Vec::new(), waiting(), Some(well()), false)),
        ("month", month(&Known { undecided, silent, unusual: unusual.clone(), about, notice: None, is_over: true })),
        ("month signed", month(&Known { unusual, notice: Some(notice()), is_over: true, ..Known::default() })),
        ("month not over", month(&Known::default())),
        ("fund", fund(4_000, 900)),
        ("fund about to run out", fund(400, 900)),
        ("fund of which nothing was spent", fund(4_000, 0)),
        ("health", HealthPage { shell: shell("体检"), found }.render().unwrap()),
    ]
}

#[test]
fn how_soon_something_is_to_be_done_is_said_in_words() {
    let page = home(Vec::new(), waiting(), None, true);
    let said = |what: &str| page.split("<li>").find(|one| one.contains(what)).unwrap().to_owned();
    assert!(said("有意见").contains("过期了") && said("缺货").contains("要快"));
    assert!(!said("待审核").contains("badge"), "no hurry, no mark");
}

#[test]
fn a_fund_that_runs_out_says_so_beside_its_chart() {
    let page = fund(400, 900);
    assert!(page.contains("快用完了") && page.contains("还够用 1.3 个月") && page.contains("<svg"), "{page}");
    assert!(!fund(4_000, 0).contains("照这个速度"), "nothing spent, nothing foretold");
}
