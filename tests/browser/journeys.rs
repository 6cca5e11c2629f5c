//! What each kind of person does in one go, from signing in to seeing what came of it; and going back after what happens once repeats nothing.

use jifen::words::Role;
use serde_json::json;

use crate::chrome::{Chrome, DESK, KIOSK, PHONE, chrome};
use crate::person::{ENTER, Person};
use crate::service::{Service, wait};
use crate::world::World;

/// A PIN nobody guesses at once.
const PIN: &str = "271828";

/// Whoever was there before has left their pages; the service begins anew.
fn begin(chrome: &Chrome) -> Service {
    chrome.tidy_up();
    Service::begin()
}

/// A deed as a program would record it, and somebody agrees.
async fn stands(world: &World, rule: &str, number: &str) {
    world.somebody(Role::Secretary).await.approved(rule, number, "2026-03-01", json!({})).await;
}

/// What stands in large print on a page that is shown once.
fn shown_code(person: &Person<'_>) -> String {
    person.reads("//*[contains(@class, 'shown-code')]")
}

#[test]
fn a_deed_becomes_points_and_points_become_soap() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    let (desk, shop) = (Person::village("desk"), Person::village("shop"));

    let grid = Person::signed_in(&chrome, &service, "S04", PHONE, &desk);
    grid.presses("志愿服务");
    grid.fills("谁", "1-02-1");
    grid.fills("时长", "5");
    grid.presses("先看看能得几分");
    grid.sees(&["能得 +10 分", "还没有记"]);
    grid.fills("时长", "5");
    grid.types(ENTER); // the form's own key, not the first button in it
    grid.sees(&["待审核", "+10 分", "还要 1 个人同意"]);
    grid.goes_back();
    grid.opens(&format!("{desk}/record?rule=志愿服务"));
    grid.fills("谁", "1-02-1");
    grid.fills("时长", "1");
    grid.types(ENTER);
    grid.sees(&["待审核", "+2 分"]);
    grid.goes_back();
    grid.presses("记下");
    grid.sees(&["第 2 件"]); // the same sheet again: its first answer

    let supervisor = Person::signed_in(&chrome, &service, "S02", DESK, &desk);
    supervisor.sees(&["要办的事", "待审核"]);
    supervisor.presses("审核");
    supervisor.sees(&["待审核 2", "李某0003", "5 小时 × 2 = 10 分"]);
    supervisor.tabs_to("同意");
    supervisor.types(ENTER);
    supervisor.sees(&["待审核 1"]);
    supervisor.goes_back(); // the page as it was, with its buttons
    supervisor.sees(&["5 小时 × 2 = 10 分"]);
    supervisor.presses("同意");
    supervisor.sees(&["待审核 1"]);
    supervisor.fills("退回或不通过的原因", "记重了");
    supervisor.presses("不通过");
    supervisor.sees(&["都审完了"]);
    assert_eq!(service.available("1-02-1"), "10.00", "going back, one was not approved twice");

    let kiosk = a_kiosk(&chrome, &service);
    with_a_pin_chosen_there(&chrome, &service, &kiosk, "1-02-1");
    kiosk.sees(&["李某*3", "按这里，看还剩多少分"]);
    kiosk.presses("按这里，看还剩多少分");
    kiosk.sees(&["还剩 10 分", "志愿服务"]);
    kiosk.presses("+10");
    kiosk.sees(&["5 小时 × 2 = 10 分"]);
    kiosk.presses("结束");
    kiosk.sees(&["您要办什么"]);
    kiosk.goes_back();
    kiosk.sees(&["请输号码"]); // what was looked at is gone, so the way back begins anew
    kiosk.sees_nothing_of(&["李某", "还剩 10 分"]);

    let keeper = Person::signed_in(&chrome, &service, "S03", DESK, &shop);
    keeper.types(&format!("1-02-1{ENTER}"));
    keeper.sees(&["李某*3", "扫东西"]);
    for _ in 0..2 {
        keeper.types(&format!("A01{ENTER}")); // a scan gun is a keyboard, and the cursor is always in its box
        keeper.sees(&["一共"]);
    }
    keeper.presses("确认换 10 分");
    keeper.sees(&["已换好", "香皂", "现在还剩 0 分"]);
    keeper.goes_back();
    keeper.opens(&shop);
    keeper.sees(&["第 1 号", "香皂 × 2"]);
    keeper.sees_nothing_of(&["第 2 号"]);
    assert_eq!(service.available("1-02-1"), "0.00");
    for person in [&grid, &supervisor, &kiosk, &keeper] {
        person.is_content();
    }
    service.end();
}

/// A device in the hall, registered with the code that the secretary reads out.
fn a_kiosk<'a>(chrome: &'a Chrome, service: &Service) -> Person<'a> {
    let secretary = Person::signed_in(chrome, service, "S01", DESK, &format!("{}/kiosks", Person::village("desk")));
    secretary.fills("新自助机的名字", "大厅");
    secretary.presses("添一台");
    secretary.presses("给注册码");
    let code = shown_code(&secretary);
    let kiosk = Person::at(chrome, service, "kiosk", KIOSK);
    kiosk.opens(&Person::village("kiosk"));
    kiosk.sees(&["这台机器要先注册"]);
    kiosk.taps(&code);
    kiosk.presses("注册");
    kiosk.sees(&["您要办什么"]);
    kiosk
}

/// Somebody gets six digits at the desk and chooses a PIN at the kiosk.
fn with_a_pin_chosen_there(chrome: &Chrome, service: &Service, kiosk: &Person<'_>, number: &str) {
    let secretary = Person::at(chrome, service, "s01", DESK);
    secretary.opens(&format!("{}/cards", Person::village("desk")));
    secretary.types(&format!("{number}{ENTER}"));
    secretary.presses("设第一个密码");
    let code = shown_code(&secretary);
    kiosk.presses("看我的积分");
    kiosk.taps(number);
    kiosk.presses("下一步");
    kiosk.sees(&["请设一个 6 位密码"]);
    kiosk.taps(&format!("{code}{PIN}{PIN}"));
    kiosk.presses("设好了");
}

#[test]
fn a_secretary_changes_a_rule_and_tries_it() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    wait(stands(&service.world, "拾金不昧", "1-01-1"));
    let rules = format!("{}/rules", Person::village("desk"));
    let secretary = Person::signed_in(&chrome, &service, "S01", DESK, &rules);
    secretary.sees(&["没有草案", "每人每次加 5 分"]);
    secretary.fills("拾金不昧的分值", "15");
    secretary.types(ENTER);
    secretary.sees(&["已经存进草案", "拾金不昧：5 分 → 15 分", "每人每次加 15 分"]);
    secretary.presses("改了什么");
    secretary.sees(&["改 1 条。"]);
    secretary.presses("试算");
    secretary.presses("上个月");
    secretary.sees(&["试算，不会改任何人的分"]);
    assert_eq!(service.available("1-01-1"), "5.00", "a trial changes nothing");
    secretary.is_content();
    service.end();
}

#[test]
fn whoever_disagrees_with_a_notice_is_heard() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    wait(async {
        stands(&service.world, "公共场合说脏话", "1-02-1").await;
        service.world.wake_up_on("2026-04-01").await;
        service.world.house.doorkeeper.give_pin(&service.world.village(), "1-02-1", PIN).await.unwrap();
    });
    let notices = format!("{}/notices", Person::village("desk"));
    let secretary = Person::signed_in(&chrome, &service, "S01", DESK, &notices);
    secretary.presses("拟好，等签字");
    secretary.sees(&["公共场合说脏话", "1-02"]);
    let supervisor = Person::signed_in(&chrome, &service, "S02", DESK, &notices);
    supervisor.presses("2026");
    supervisor.presses("签字，开始公示");
    supervisor.sees(&["✓"]);

    let resident = Person::at(&chrome, &service, "resident", PHONE);
    resident.opens(&Person::village("v"));
    resident.types(&format!("1-02-1{ENTER}"));
    resident.sees(&["请输 6 位密码"]);
    resident.types(&format!("{PIN}{ENTER}"));
    resident.presses("公示和意见");
    resident.presses("我有意见");
    resident.sees(&["哪里不对"]);
    resident.presses("没做过");
    resident.sees(&["已经收到，回执第 1 号"]);
    resident.goes_back();
    resident.opens(&format!("{}/objections", Person::village("v")));
    resident.sees(&["第 1 号", "已经提过意见"]);

    supervisor.opens(&format!("{}/objections", Person::village("desk")));
    supervisor.fills("为什么这样定", "查过了，确实不在村里");
    supervisor.presses("意见成立");
    supervisor.sees(&["意见成立"]);
    resident.opens(&format!("{}/objections", Person::village("v")));
    resident.sees(&["查过了，确实不在村里"]);
    resident.sees_nothing_of(&["第 2 号"]);
    for person in [&secretary, &supervisor, &resident] {
        person.is_content();
    }
    service.end();
}

#[test]
fn a_township_sees_who_needs_help_and_the_hall_sees_the_figures() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    wait(stands(&service.world, "拾金不昧", "1-01-1"));
    let officer = Person::signed_in(&chrome, &service, "S05", DESK, "/township");
    officer.sees(&["谁需要帮助", "算例村"]);
    officer.presses("这些数怎么算");
    officer.sees(&["怎么算"]);
    officer.goes_back();
    officer.presses("大屏");
    officer.sees(&["数据到"]);
    officer.sees_nothing_of(&["马某"]);
    officer.is_content();
    service.end();
}
