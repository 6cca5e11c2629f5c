//! What each kind of person does in one go, from signing in to seeing what came of it; and going back after what happens once repeats nothing.

use image::{Rgb, RgbImage};
use jifen::words::Role;
use serde_json::json;

use crate::chrome::{Chrome, DESK, KIOSK, PHONE, chrome};
use crate::person::{ENTER, Person, TAB};
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
    let secretary = Person::signed_in(chrome, service, "S01", DESK, &format!("{}/devices", Person::village("desk")));
    secretary.fills("新的叫什么", "大厅");
    secretary.presses("添一台自助机");
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
    secretary.fills("哪一户，或者哪一位", number);
    secretary.presses("查找");
    secretary.presses("设第一个密码");
    let code = shown_code(&secretary);
    kiosk.presses("看我的积分");
    kiosk.taps(number);
    kiosk.presses("下一步");
    kiosk.sees(&["请设一个 6 位密码"]);
    kiosk.taps(&format!("{code}{PIN}{PIN}"));
    kiosk.presses("设好了");
}

/// Somebody with a PIN, signed in on their own phone.
fn with_a_phone<'a>(chrome: &'a Chrome, service: &Service) -> Person<'a> {
    wait(service.world.house.doorkeeper.give_pin(&service.world.village(), "1-02-1", PIN)).unwrap();
    let resident = Person::at(chrome, service, "resident", PHONE);
    resident.opens(&Person::village("v"));
    resident.types(&format!("1-02-1{ENTER}"));
    resident.sees(&["请输 6 位密码"]);
    resident.types(&format!("{PIN}{ENTER}"));
    resident.sees(&["按这里，看还剩多少分"]);
    resident
}

#[test]
fn whoever_walks_away_from_a_kiosk_is_forgotten() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    wait(stands(&service.world, "拾金不昧", "1-02-1"));
    let kiosk = a_kiosk(&chrome, &service);
    with_a_pin_chosen_there(&chrome, &service, &kiosk, "1-02-1");
    kiosk.sees(&["李某*3"]);
    kiosk.waits_for_the_story();
    kiosk.opens(&Person::village("v"));
    kiosk.sees(&["李某*3"]);
    kiosk.lets_pass(59);
    kiosk.sees_nothing_of(&["还在看吗"]);
    kiosk.lets_pass(1);
    kiosk.sees(&["还在看吗", "20 秒后就收起来"]);
    kiosk.lets_pass(19);
    kiosk.presses("接着看");
    kiosk.sees(&["李某*3"]);
    kiosk.sees_nothing_of(&["还在看吗"]);
    kiosk.lets_pass(59);
    kiosk.types(TAB); // a touch is heard
    kiosk.lets_pass(59);
    kiosk.sees_nothing_of(&["还在看吗"]);
    kiosk.lets_pass(1);
    kiosk.sees(&["还在看吗"]);
    kiosk.lets_pass(20);
    kiosk.sees(&["您要办什么"]);
    kiosk.sees_nothing_of(&["李某"]);
    kiosk.opens(&Person::village("v"));
    kiosk.sees(&["请输号码"]); // the service has forgotten them, too
    kiosk.is_content();
    service.end();
}

/// Waits until the deed of this person is the one that is opened in the queue.
fn has_opened(person: &Person<'_>, number: &str) {
    person.reads(&format!("//article[contains(@class, 'opened')][contains(., ' {number}')]"));
}

#[test]
fn a_queue_is_gone_through_by_keyboard() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    wait(async {
        let grid = service.world.somebody(Role::GridWorker).await;
        for number in ["1-01-1", "1-01-2", "1-02-1"] {
            assert_eq!(grid.records("拾金不昧", number, "2026-03-01", json!({})).await.status, 201);
        }
    });
    let supervisor = Person::signed_in(&chrome, &service, "S02", DESK, &format!("{}/queue", Person::village("desk")));
    supervisor.sees(&["待审核 3", "按键：J、K 上下走"]);
    has_opened(&supervisor, "1-01-1");
    supervisor.types("j");
    has_opened(&supervisor, "1-01-2");
    supervisor.types("j");
    has_opened(&supervisor, "1-02-1");
    supervisor.types("k");
    has_opened(&supervisor, "1-01-2");
    supervisor.types("a");
    supervisor.sees(&["待审核 2", "已通过"]);
    assert_eq!((service.available("1-01-2"), service.available("1-02-1")), ("5.00".to_owned(), "0.00".to_owned()));
    has_opened(&supervisor, "1-02-1");
    supervisor.types("r");
    supervisor.types(&format!("ja{ENTER}")); // letters, now that one writes
    supervisor.sees(&["待审核 1", "已退回"]);
    has_opened(&supervisor, "1-01-1");
    supervisor.is_content();
    service.end();
}

#[test]
fn what_a_grid_worker_records_without_a_net_is_handed_in_later() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    let grid = Person::signed_in(&chrome, &service, "S04", PHONE, &Person::village("grid"));
    let recorded =
        || wait(async { service.world.somebody(Role::Secretary).await.get("/claims").await.body["items"].as_array().unwrap().len() });
    grid.has_no_net(true);
    grid.sees(&["没有网。照样可以记"]);
    for (hours, kept) in [("5", "这 1 条存在手机里"), ("1", "这 2 条存在手机里")] {
        grid.presses("志愿服务");
        grid.fills("户号", "1-02-1");
        grid.presses("下一步");
        grid.reads("//section[@data-step='rest'][not(@hidden)]");
        grid.fills("时长", hours);
        grid.chooses_the_day("哪一天", "2026-03-01"); // the machine's is another one than the story's
        grid.presses("交");
        grid.sees(&[kept, "没有网，这条存在手机里，不会丢。"]);
    }
    assert_eq!(recorded(), 0);
    grid.has_no_net(false);
    grid.sees(&["第 1 件，1-02-1，志愿服务，+10 分", "第 2 件，1-02-1，志愿服务，+2 分"]);
    grid.sees_nothing_of(&["存在手机里"]);
    assert_eq!(recorded(), 2);
    service.end();
}

#[test]
fn a_resident_shows_what_they_did() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    let file = std::env::temp_dir().join(format!("jifen_yard_{}.jpg", std::process::id()));
    std::fs::write(&file, jifen::pictures::jpeg(&RgbImage::from_pixel(320, 240, Rgb([90, 140, 60]))).unwrap()).unwrap();
    let resident = with_a_phone(&chrome, &service);
    resident.opens(&format!("{}/claims", Person::village("v")));
    resident.presses("我要申报");
    resident.presses("庭院整洁");
    resident.sees(&["要有照片"]);
    resident.brings("照片", &file);
    resident.fills("说明", "扫了院子");
    resident.presses("交上去");
    resident.sees(&["收到了", "待审核"]);
    resident.goes_back();
    resident.opens(&format!("{}/claims", Person::village("v")));
    std::fs::remove_file(&file).unwrap();

    let supervisor = Person::signed_in(&chrome, &service, "S02", DESK, &format!("{}/queue", Person::village("desk")));
    supervisor.sees(&["待审核 1", "本人申报", "扫了院子"]);
    supervisor.sees_a_picture();
    supervisor.presses("同意");
    supervisor.sees(&["都审完了"]);
    resident.opens(&format!("{}/claims", Person::village("v")));
    resident.sees(&["已通过", "+3 分"]);
    assert_eq!(service.available("1-02-1"), "3.00");
    for person in [&resident, &supervisor] {
        person.is_content();
    }
    service.end();
}

#[test]
fn what_was_reserved_on_a_phone_is_handed_out_once() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    wait(stands(&service.world, "义务劳动", "1-02-1"));
    wait(stands(&service.world, "拾金不昧", "1-02-1"));
    let resident = with_a_phone(&chrome, &service);
    resident.opens(&format!("{}/shelf", Person::village("v")));
    resident.presses("要一件香皂");
    resident.sees(&["您选的", "一共 5 分", "换后还剩 5 分"]);
    resident.presses("预约");
    resident.sees(&["凭这张券到小店领", "过了时候没来领，分全部还回"]);
    let code = shown_code(&resident);

    let keeper = Person::signed_in(&chrome, &service, "S03", DESK, &Person::village("shop"));
    keeper.types(&format!("{code}{ENTER}"));
    keeper.sees(&["可以领", "香皂", "李某*3"]);
    keeper.presses("把东西交给他");
    keeper.sees(&["已换好", "香皂"]);
    assert_eq!(service.available("1-02-1"), "5.00");
    keeper.types(&format!("{code}{ENTER}")); // scanned again, it tells of the first time
    keeper.sees(&["香皂"]);
    keeper.sees_nothing_of(&["可以领", "把东西交给他"]);
    assert_eq!(service.available("1-02-1"), "5.00");
    resident.opens(&format!("{}/shelf", Person::village("v")));
    resident.sees(&["已经领了"]);
    for person in [&resident, &keeper] {
        person.is_content();
    }
    service.end();
}

#[test]
fn whoever_practises_sees_it_on_every_page_and_comes_back() {
    let Some(chrome) = chrome() else { return };
    let service = begin(&chrome);
    let secretary = Person::signed_in(&chrome, &service, "S01", DESK, &Person::village("desk"));
    secretary.sees_nothing_of(&["这里的一切都不算数"]);
    secretary.presses("到练习村试一试");
    secretary.is_at("/desk/practice-suanli");
    secretary.sees(&["练习村", "这里的一切都不算数", "算例村（练习）"]);
    secretary.sees_nothing_of(&["到练习村试一试"]);
    secretary.presses("审核");
    secretary.sees(&["这里的一切都不算数", "待审核"]);
    secretary.types("a");
    secretary.sees(&["已通过", "这里的一切都不算数"]);
    secretary.presses("换个人试");
    secretary.sees(&["也可以换个人试", "重新开始"]);
    secretary.presses("店员");
    secretary.sees(&["刷卡、扫券"]);
    secretary.is_at("/shop/practice-suanli");
    secretary.types(&format!("2-02-1{ENTER}"));
    secretary.sees(&["吴*甲", "这里的一切都不算数"]);
    secretary.presses("回到真村");
    secretary.is_at("/desk/suanli");
    secretary.sees_nothing_of(&["这里的一切都不算数"]);
    secretary.opens("/desk/practice-suanli"); // where one was is the gate, now that one has left
    secretary.sees(&["也可以换个人试", "重新开始"]);
    secretary.is_content();
    service.end();
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
    secretary.sees(&["拾金不昧：5 分 → 15 分"]);
    // Nobody saved it, and the page is gone: the browser still has it.
    secretary.opens(&rules);
    secretary.sees(&["上次改了没有存的还在", "每人每次加 5 分"]);
    secretary.presses("放回来");
    secretary.sees(&["拾金不昧：5 分 → 15 分"]);
    secretary.presses("存进草案");
    secretary.sees(&["已经存进草案", "拾金不昧：5 分 → 15 分", "每人每次加 15 分"]);
    secretary.opens(&rules);
    secretary.sees(&["每人每次加 15 分"]);
    secretary.sees_nothing_of(&["上次改了没有存的还在"]);
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
    });
    let notices = format!("{}/notices", Person::village("desk"));
    let secretary = Person::signed_in(&chrome, &service, "S01", DESK, &notices);
    secretary.presses("拟好，等签字");
    secretary.sees(&["公共场合说脏话", "1-02"]);
    let supervisor = Person::signed_in(&chrome, &service, "S02", DESK, &notices);
    supervisor.presses("2026");
    supervisor.presses("签字，开始公示");
    supervisor.sees(&["✓"]);

    let resident = with_a_phone(&chrome, &service);
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
