//! Samples of every page of notices and objections.

use askama::Template;

use super::desk::{DraftForm, LineRow, NoticePage, NoticeRow, NoticesPage};
use super::own::{MinePage, ObjectPage, OwnLine, OwnObjection};
use super::public::{CurrentPage, NoticeLink, Proof, SheetPage, SheetView};
use super::refusals::{NoticeRefusal, ObjectionRefusal};
use super::rulings_desk::{HandInForm, ObjectionRow, ObjectionsPage};
use super::sheet::{Row, Sheet};
use super::verifying::{Found, VerifyPage};
use crate::entrance::dressed;
use crate::versions::{Pressing, ToDo};
use crate::web::{Shell, Told};
use crate::words::Refusal;

fn shell(skin: &'static str, home: &str, title: &str) -> Shell {
    dressed(Shell { title: title.into(), skin, place: "蒋河村".into(), home: home.into(), on_trial: true, ..Shell::default() })
}

fn no(refusal: impl Into<Refusal>) -> Option<Told> {
    Some(Told::from(&refusal.into()))
}

fn sheet() -> Sheet {
    let row = |household: &str, cells: [&str; 4]| {
        let [before, gained, spent, after] = cells.map(str::to_owned);
        Row { household: household.into(), before, gained, spent, after }
    };
    Sheet {
        village: "蒋河村".into(),
        rules: "2026 年 1 月 1 日起生效（试行），全文短码 3f9a 12c4 77e0".into(),
        households: 639,
        taking_part: 2,
        rows: vec![row("3-07", ["12", "20", "5", "27"]), row("3-08", ["0", "5.5", "0", "5.5"])],
        added: vec![("志愿服务".into(), 12, "118.5".into()), ("拾金不昧".into(), 1, "5".into())],
        deducted: vec![("公共场合说脏话".into(), 2)],
        fund: ["15000", "0", "1790", "13210"].map(str::to_owned),
        goods: vec![("香皂".into(), 20, 3, 17)],
        objections: (2, 1),
    }
}

fn view(proof: bool) -> SheetView {
    SheetView {
        title: "蒋河村 2026 年 3 月积分公示（第 3 期）".into(),
        period: "2026 年 3 月 1 日 至 2026 年 3 月 31 日".into(),
        days: "2026 年 4 月 1 日 至 2026 年 4 月 8 日（7 天，开始当天不算）".into(),
        is_draft: !proof,
        sheet: sheet(),
        proof: proof.then(|| Proof { seq: 2304, code: "3f9a 12c4 77e0".into(), path: "M0 0h1v1h-1z".into(), width: 21 }),
    }
}

/// The pages everybody may see, by name.
pub(crate) fn public() -> Vec<(&'static str, String)> {
    let link =
        NoticeLink {
            room: "notices", id: 3, title: "2026 年 3 月积分公示（第 3 期）".into(), until: "公示到 4月8日（周三）".into()
        };
    let kiosk = || shell("kiosk", "/kiosk/xinjiayuan", "看公示");
    let village = || shell("public", "/villages/xinjiayuan", "看公示");
    let current = |shell, notices| CurrentPage { shell, notices }.render().unwrap();
    let verify = |found, told| VerifyPage { shell: village(), typed: "2304-3f9a12c477e0".into(), found, told }.render().unwrap();
    let here = Found::Here { seq: 2304, code: "3f9a 12c4 77e0".into(), since: "4月1日（周三）".into(), issue: Some(3) };
    vec![
        ("notices", current(village(), vec![link.clone()])),
        ("notices on the kiosk", current(kiosk(), vec![link])),
        ("no notices", current(kiosk(), Vec::new())),
        ("notice", SheetPage { shell: village(), view: view(true) }.render().unwrap()),
        ("notice on the kiosk", SheetPage { shell: kiosk(), view: view(true) }.render().unwrap()),
        ("verify", verify(None, None)),
        ("verify found", verify(Some(here), None)),
        ("verify nowhere", verify(Some(Found::Nowhere), None)),
        ("verify unreadable", verify(None, no(NoticeRefusal::UnknownNotice(9)))),
    ]
}

fn own_line(is_objected: bool) -> OwnLine {
    OwnLine {
        award: 17,
        whose: is_objected.then(|| "张*明".into()),
        rule: "公共场合说脏话".into(),
        day: "3月2日（周一）".into(),
        points: "−2".into(),
        is_plus: false,
        why: vec!["每次扣 2 分".into()],
        outlook: "公示中，3月13日（周五）起算数".into(),
        is_objected,
    }
}

fn own_objection(told: Option<Told>) -> OwnObjection {
    OwnObjection {
        id: 12,
        rule: "公共场合说脏话".into(),
        says: "没做过：那天我不在村里".into(),
        state: "意见不成立",
        outlook: "这一笔照样算数".into(),
        steps: vec!["村务监督委员：意见不成立，三个人听见了".into()],
        may_appeal: true,
        operation: "0b".repeat(16),
        sentence: String::new(),
        told,
    }
}

fn row(id: i64, may_rule: bool) -> ObjectionRow {
    ObjectionRow {
        id,
        award: 17,
        about: "公共场合说脏话，3-07-2，3月2日（周一），−2 分，先不入账".into(),
        who: Some("张小明 3-07-2".into()),
        says: "没做过：那天我不在村里".into(),
        state: "等答复",
        due: Some(if may_rule { "剩 3 天" } else { "过了 2 天" }.into()),
        is_late: !may_rule,
        steps: Vec::new(),
        may_rule,
        barred: (!may_rule).then(|| Refusal::from(ObjectionRefusal::TookPart).sentence),
        may_appeal: false,
        operation: format!("{id:032x}"),
        reason: String::new(),
        told: None,
    }
}

/// The pages of the desk and of somebody's own, by name.
pub(crate) fn others() -> Vec<(&'static str, String)> {
    let desk = || shell("desk", "/desk/xinjiayuan", "公示");
    let own = || shell("v", "/v/xinjiayuan", "公示和意见");
    let form = |preview: Option<&str>, told| DraftForm {
        from: "2026-03-01".into(),
        until: "2026-03-31".into(),
        days: String::new(),
        operation: "0a".repeat(16),
        preview: preview.map(str::to_owned),
        told,
    };
    let listed =
        NoticeRow {
            id: 3, title: "2026 年 3 月积分公示（第 3 期）".into(), state: "公示中", lines: 31, until: "到 4月8日（周三）".into()
        };
    let late = ToDo::new(1, "有意见", "1 件过了答复的日子，请先办。", "/desk/xinjiayuan/objections".into()).pressing(Pressing::Late);
    let missing = ToDo::new(1, "公示未出", "3月的还没有公示。", "/desk/xinjiayuan/month".into());
    let to_do = vec![late, missing];
    let notices = |to_do, form, notices| NoticesPage { shell: desk(), to_do, form, notices }.render().unwrap();
    let line = LineRow {
        award: 17,
        rule: "志愿服务".into(),
        household: "3-07".into(),
        day: "3月2日（周一）".into(),
        points: "+10".into(),
        state: "公示中",
    };
    let notice = |operation: Option<String>, told| NoticePage {
        shell: desk(),
        id: 3,
        title: "2026 年 3 月积分公示（草稿）".into(),
        steps: vec![("4月1日（周三）拟好，31 件".into(), true), ("签字".into(), false)],
        barred: operation.is_none().then(|| "等村务监督委员签字。".to_owned()),
        operation,
        reason: String::new(),
        told,
        lines: vec![line.clone()],
    };
    let hand_in = |told| HandInForm { operation: "0c".repeat(16), reason: "other".into(), told, ..HandInForm::default() };
    let objections =
        |done: Option<&str>, rows, form| ObjectionsPage { shell: desk(), done: done.map(str::to_owned), rows, form }.render().unwrap();
    let decided = ObjectionRow { may_appeal: true, may_rule: false, due: None, state: "意见不成立", barred: None, ..row(11, true) };
    let refused = ObjectionRow { told: no(ObjectionRefusal::ReasonMissing), ..row(12, true) };
    let object = |told| ObjectPage { shell: own(), line: own_line(false), sentence: String::new(), operation: "0d".repeat(16), told };
    let mine = |done, told| MinePage {
        shell: own(),
        done,
        mine: vec![own_objection(told)],
        lines: vec![own_line(false), own_line(true)],
        has_errata: true,
    };
    vec![
        ("notices desk", notices(to_do, Some(form(Some("这一期有 31 件，签字以后公示 7 天。"), None)), vec![listed])),
        ("notices desk empty", notices(Vec::new(), None, Vec::new())),
        ("notices desk refused", notices(Vec::new(), Some(form(None, no(NoticeRefusal::WrongPeriod))), Vec::new())),
        ("notice to sign", notice(Some("0e".repeat(16)), None).render().unwrap()),
        ("notice refused", notice(Some("0e".repeat(16)), no(NoticeRefusal::ReasonMissing)).render().unwrap()),
        ("notice of another", notice(None, None).render().unwrap()),
        ("sheet of a draft", SheetPage { shell: desk(), view: view(false) }.render().unwrap()),
        (
            "objections",
            objections(Some("回执第 12 号：等答复。"), Some((vec![row(9, false), row(12, true)], vec![decided])), Some(hand_in(None))),
        ),
        ("objections refused", objections(None, Some((vec![refused], Vec::new())), Some(hand_in(no(ObjectionRefusal::UnknownAward(99)))))),
        ("objections for a grid worker", objections(None, None, Some(hand_in(None)))),
        ("own objections", mine(Some(12), None).render().unwrap()),
        ("own objections refused", mine(None, no(ObjectionRefusal::SentenceMissing)).render().unwrap()),
        ("object", object(None).render().unwrap()),
        ("object refused", object(no(ObjectionRefusal::SentenceMissing)).render().unwrap()),
    ]
}

fn of(name: &str) -> String {
    public().into_iter().chain(others()).find(|(known, _)| *known == name).unwrap().1
}

#[test]
fn a_sheet_says_everything_in_its_order_and_names_nobody() {
    let page = of("notice");
    let order = [
        "第 3 期",
        "规则",
        "各户积分",
        "上期余",
        "加分项目",
        "减分项目（只列次数）",
        "基金",
        "收到意见 2 件，成立 1 件",
        "公示期",
        "有意见：",
        "制表",
        "村务监督委员会",
        "短码 <span",
    ];
    let places: Vec<usize> = order.iter().map(|words| page.find(words).unwrap_or_else(|| panic!("{words}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("noindex") && !page.contains("3-07-2"), "{page}");
    assert!(of("sheet of a draft").contains("不能张贴"));
}

#[test]
fn whoever_may_not_rule_is_told_why_and_what_is_late_is_told() {
    let page = of("objections");
    assert!(page.contains("过了 2 天") && page.contains("您经过手") && page.matches("意见成立</button>").count() == 1);
}
