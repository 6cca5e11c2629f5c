//! Samples of every page at the counter, behind it, and of a resident's own.

use super::super::accounting::{GoodsOut, Stretch};
use super::super::back_pages::{DayEndPage, DayEndsPage, DayLink, DifferenceView, StockPage, WaitingView};
use super::super::counter::GoodsLine;
use super::super::delivery_pages::{DeliveryForm, TypedGoods, Wrong};
use super::super::model::{Counted, RedemptionState, SettlementState};
use super::super::own::{OwnVoucherPage, ShelfPage};
use super::super::scanning::voucher_text;
use super::super::settlement_pages::{SettlementPage, SettlementView, SettlementsPage};
use super::super::stocking::wrong_rows;
use super::*;
use crate::entrance::{dressed, qr};
use crate::roster::masked;
use crate::words::{VillageId, Yuan};

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

/// The same on a resident's own phone or on the kiosk.
fn own_shell(skin: &'static str, title: &str) -> Shell {
    dressed(Shell { skin, home: "/v/xinjiayuan".into(), who: None, ..shell(title) })
}

fn base() -> String {
    "/shop/xinjiayuan".into()
}

fn operation() -> String {
    "0e".repeat(16)
}

fn holder() -> HolderView {
    HolderView { account: "3-07-2".into(), name: masked("张小明"), available: "128".into(), usable: Some("68".into()) }
}

fn item(name: &str, points: &str, left: i64, wanted: &str) -> ItemView {
    let points = Points::parse(points).unwrap();
    let sum = wanted.parse().ok().and_then(|pieces| points.times(pieces)).unwrap_or(Points::ZERO).plain();
    let stock = if left > 5 { "有".into() } else { format!("剩{left}件") };
    ItemView { number: "A01".into(), name: name.into(), spec: "1块".into(), points, sum, left, stock, wanted: wanted.into() }
}

fn items(wanted: &str) -> Vec<ItemView> {
    vec![item("香皂", "5", 200, ""), item("洗手液", "25", 2, wanted), item("热水袋", "50", 0, "")]
}

fn goods() -> Vec<GoodsLine> {
    vec![GoodsLine { name: "洗手液".into(), quantity: 2, points: "50".into() }]
}

fn slip_view(is_cancelled: bool) -> SlipView {
    let (day, time) = ("11月22日（周日）".into(), "9:05".into());
    SlipView {
        id: 34,
        name: masked("张小明"),
        account: "3-07-2".into(),
        day,
        time,
        points: "50".into(),
        goods: goods(),
        is_cancelled,
        is_proposed: false,
        left: "78".into(),
        keeper: "店员 海*6".into(),
    }
}

fn slip(is_cancelled: bool, is_again: bool, told: Option<Told>) -> String {
    let (slip, operation) = (slip_view(is_cancelled), operation());
    SlipPage { shell: shell("小票"), slip, is_again, operation, reason: String::new(), told }.render().unwrap()
}

fn voucher_view(state: RedemptionState) -> VoucherView {
    VoucherView {
        id: 35,
        code: "K7F2 QX9M".into(),
        qr: qr(&voucher_text(&VillageId::parse("a-village").unwrap(), "K7F2QX9M")).unwrap(),
        name: masked("张小明"),
        account: "3-07-2".into(),
        state,
        points: "50".into(),
        goods: goods(),
        reserved: "11月21日（周六） 18:20".into(),
        until: "11月23日（周一） 18:20".into(),
        waits: false,
        ended: (state != RedemptionState::Held).then(|| "11月22日（周日） 9:05，系统：过了时候没有来领".into()),
    }
}

fn voucher(state: RedemptionState) -> String {
    voucher_page(Some(voucher_view(state)))
}

fn voucher_page(voucher: Option<VoucherView>) -> String {
    let pieces = if voucher.is_some() { 0 } else { 2 };
    let (shell, operation) = (shell("兑换券"), operation());
    VoucherPage { shell, id: 35, voucher, pieces, operation, reason: String::new(), told: None }.render().unwrap()
}

fn start(people: Vec<HolderView>, told: Option<Told>) -> String {
    let slips = vec![slip_view(false), slip_view(true)];
    CounterPage { shell: shell("换东西"), base: base(), people, whom: Whom::default(), told, fund: "13210".into(), slips }.render().unwrap()
}

fn short() -> Refusal {
    let sentence = "还差 12 分：能换的有 68 分，这些要 80 分，没有扣分。";
    Refusal::new("shop.points_short", Kind::Conflict, sentence, "请少换一些，或再攒一攒。")
}

fn waits() -> String {
    voucher_page(Some(VoucherView { waits: true, ..voucher_view(RedemptionState::Held) }))
}

fn till(wanted: &str, sum: Option<(String, String)>, told: Option<Told>) -> String {
    till_with(wanted, sum, told, true)
}

fn till_with(wanted: &str, sum: Option<(String, String)>, told: Option<Told>, is_shown: bool) -> String {
    let kept = Kept { vouchers: vec![voucher_view(RedemptionState::Held)], pieces: 2 };
    let (items, last, operation) = (items(wanted), "A01".into(), operation());
    TillPage { shell: shell("换东西"), holder: holder(), items, kept, sum, last, operation, told, card: String::new(), is_shown }
        .render()
        .unwrap()
}

/// Every page at the counter and of a resident's own, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let sum = || Some(("50".to_owned(), "78".to_owned()));
    let own = |skin, wanted: &str, sum, told| ShelfPage {
        shell: own_shell(skin, "换东西"),
        usable: "68".into(),
        left: Points::whole(if wanted.is_empty() { 68 } else { 18 }),
        items: items(wanted),
        vouchers: vec![voucher_view(RedemptionState::Held), voucher_view(RedemptionState::Expired)],
        sum,
        hours: 48,
        operation: operation(),
        told,
    };
    let own_voucher =
        |skin, state| OwnVoucherPage {
            shell: own_shell(skin, "兑换券"), voucher: voucher_view(state), operation: operation(), told: None
        };
    vec![
        ("till: neither card nor PIN yet", till_with("2", sum(), None, false)),
        ("voucher: somebody else has yet to say who it is for", waits()),
        ("counter", start(Vec::new(), None)),
        ("counter several", start(vec![holder(), holder()], None)),
        ("counter unknown number", start(Vec::new(), Some(Told::from(&unknown_number("9-99"))))),
        ("till", till("", None, None)),
        ("till chosen", till("2", sum(), None)),
        ("till refused", till("2", None, Some(Told::from(&short())))),
        ("slip", slip(false, false, None)),
        ("slip scanned again", slip(false, true, None)),
        ("slip cancelled", slip(true, false, Some(Told::from(&short())))),
        ("slip to be taken back", {
            let slip = SlipView { is_proposed: true, ..slip_view(false) };
            let (operation, reason) = (operation(), String::new());
            SlipPage { shell: shell("小票"), slip, is_again: false, operation, reason, told: None }.render().unwrap()
        }),
        ("voucher", voucher(RedemptionState::Held)),
        ("voucher that nobody has shown", voucher_page(None)),
        ("voucher expired", voucher(RedemptionState::Expired)),
        ("voucher given up", voucher(RedemptionState::Cancelled)),
        ("own shelf", own("v", "", None, None).render().unwrap()),
        ("own shelf chosen", own("kiosk", "2", sum(), None).render().unwrap()),
        ("own shelf refused", own("v", "2", None, Some(Told::from(&short()))).render().unwrap()),
        ("own shelf without reservations", ShelfPage { hours: 0, vouchers: Vec::new(), ..own("v", "", None, None) }.render().unwrap()),
        ("own voucher", own_voucher("v", RedemptionState::Held).render().unwrap()),
        ("own voucher on the kiosk", own_voucher("kiosk", RedemptionState::Held).render().unwrap()),
        ("own voucher expired", own_voucher("v", RedemptionState::Expired).render().unwrap()),
    ]
}

fn over() -> Stretch {
    let goods =
        vec![GoodsOut { item: "A01".into(), name: "洗手液".into(), quantity: 2, points: Points::whole(50), cost: Yuan::whole(46) }];
    Stretch { handed_out: 2, taken_back: 1, points: Points::whole(50), cost: Yuan::whole(46), goods }
}

fn settlement(state: SettlementState) -> SettlementView {
    let signed = (state != SettlementState::Drawn).then(|| "村书记 王*4，11月22日（周日） 17:30".into());
    let ended = (state == SettlementState::Paid).then(|| "村书记 王*4，11月23日（周一） 9:00：转账单 20261123".into());
    SettlementView { id: 2, amount: "46".into(), state, drawn: "店员 海*6，11月22日（周日） 17:00".into(), signed, ended }
}

/// Every page behind the counter, by name.
pub(crate) fn back_samples() -> Vec<(&'static str, String)> {
    let waiting = |may_confirm| WaitingView {
        id: 4,
        what: "进货：一共 20 件".into(),
        reason: "香皂 20 件（每件 5 分、4.5 元）".into(),
        who: "店员 海*6".into(),
        may_confirm,
        is_own: !may_confirm,
        operation: operation(),
    };
    let stock = |form, waiting, manages, told| StockPage {
        shell: shell("进货、报损"),
        base: base(),
        items: items(""),
        waiting,
        form,
        manages,
        write_off_operation: operation(),
        done: None,
        told,
    };
    let blank = DeliveryForm { operation: operation(), ..DeliveryForm::default() };
    let goods = TypedGoods { number: "A01".into(), name: "香皂".into(), points: "5".into(), cost: "4.5".into(), ..TypedGoods::default() };
    let row = |number: &str, name: &str, quantity: &str| TypedGoods {
        number: number.into(),
        name: name.into(),
        quantity: quantity.into(),
        ..goods.clone()
    };
    let rows = vec![row("A02", "洗衣液", "20"), row("B01", "大米", "6")];
    let typed = DeliveryForm { rows, goods: goods.clone(), ..blank.clone() };
    let mistake = |row, field, message: &str| Wrong { row, field, message: message.into() };
    let wrong_places =
        vec![mistake(1, "quantity", "数量要在 0 到一百万之间。"), mistake(2, "points", "要换的积分必须大于 0，最多一百万。")];
    let marked = DeliveryForm { wrong: wrong_places, ..typed.clone() };
    let wrong = wrong_rows(2);
    let days = |told| DayEndsPage {
        shell: shell("盘点、日结"),
        base: base(),
        so_far: over(),
        items: items("3"),
        reason: String::new(),
        days: vec![DayLink { id: 6, when: "11月21日（周六） 17:30".into(), who: "店员 海*6".into() }],
        manages: true,
        operation: operation(),
        told,
    };
    let counted = |counted| Counted { item: "A01".into(), name: "香皂".into(), stock: 20, counted };
    let day = |lines: Vec<Counted>, difference| DayEndPage {
        shell: shell("日结"),
        base: base(),
        id: 7,
        when: "11月22日（周日） 17:30".into(),
        who: "店员 海*6".into(),
        over: over(),
        counted: lines,
        difference,
    };
    let difference = DifferenceView { what: "香皂少 2 件。箱底压坏了".into(), state: "等另一个人来定" };
    let sheet = |state, signs, pays| SettlementPage {
        shell: shell("结算单"),
        base: base(),
        one: settlement(state),
        over: over(),
        entries: "第 1 笔到第 40 笔".into(),
        signs,
        pays,
        withdraws: signs || pays,
        operation: operation(),
        typed: String::new(),
        told: None,
    };
    let list = SettlementsPage {
        shell: shell("结算"),
        base: base(),
        owed: "46".into(),
        settlements: vec![settlement(SettlementState::Signed), settlement(SettlementState::Paid)],
        settles: true,
        operation: operation(),
        told: None,
    };
    vec![
        ("stock", stock(blank.clone(), vec![waiting(true), waiting(false)], true, None).render().unwrap()),
        ("stock, label scanned", stock(typed, Vec::new(), true, None).render().unwrap()),
        ("stock, list with mistakes", stock(marked, Vec::new(), true, Some(Told::from(&wrong))).render().unwrap()),
        (
            "stock after agreeing",
            StockPage { done: Some("办好了：您同意了，库存已经改了。"), ..stock(blank.clone(), Vec::new(), true, None) }.render().unwrap(),
        ),
        ("stock for those who sign", stock(blank, Vec::new(), false, None).render().unwrap()),
        ("ends of days", days(None).render().unwrap()),
        ("end of a day", day(vec![counted(20)], None).render().unwrap()),
        ("end of a day that differs", day(vec![counted(18), counted(21)], Some(difference)).render().unwrap()),
        ("settlements", list.render().unwrap()),
        ("settlement to sign", sheet(SettlementState::Drawn, true, false).render().unwrap()),
        ("settlement to pay", sheet(SettlementState::Signed, false, true).render().unwrap()),
        ("settlement paid", sheet(SettlementState::Paid, false, false).render().unwrap()),
    ]
}

fn sample(wanted: &str) -> String {
    samples().into_iter().chain(back_samples()).find(|(name, _)| *name == wanted).unwrap().1
}

#[test]
fn the_slip_says_what_when_how_much_and_its_number() {
    let page = sample("slip");
    for words in ["洗手液", "11月22日", "50 分", "还剩", "78", "第 34 号", "张*明", "退回"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!sample("slip cancelled").contains("/cancellation"), "what was taken back cannot be taken back again");
    assert!(sample("slip scanned again").contains("9:05，店员 海*6 交的，没有再扣分") && !page.contains("已经用过"));
}

#[test]
fn the_till_keeps_what_was_chosen_when_it_is_refused_and_offers_no_confirming() {
    let (chosen, refused) = (sample("till chosen"), sample("till refused"));
    assert!(refused.contains("还差 12 分") && refused.contains(r#"name="item:A01" value="2""#) && !refused.contains("确认换"));
    assert!(chosen.contains("一共 <b>50</b> 分") && chosen.contains("换后还剩 <b>78</b> 分") && chosen.contains("确认换 50 分"));
    let (scan, confirm) = (chosen.find(r#"value="scan""#).unwrap(), chosen.find(r#"value="confirm""#).unwrap());
    assert!(scan < confirm && scan < chosen.find(r#"value="fewer:"#).unwrap(), "Enter in the scan box presses the first button");
}

#[test]
fn only_a_voucher_that_stands_can_be_handed_out_or_given_up() {
    assert!(sample("voucher").contains("/collection") && sample("own voucher").contains("/cancellation"));
    let closed = sample("voucher that nobody has shown");
    assert!(!closed.contains("/collection") && !closed.contains("K7F2") && closed.contains("/cancellation"));
    for ended in ["voucher expired", "voucher given up", "own voucher expired"] {
        let page = sample(ended);
        assert!(!page.contains("/collection") && !page.contains("/cancellation") && page.contains("这张券"), "{ended}");
    }
    assert!(!sample("own shelf without reservations").contains("more:"));
}

#[test]
fn a_day_that_differs_says_so() {
    assert!(sample("end of a day").contains("都对得上"));
    let page = sample("end of a day that differs");
    assert!(page.contains("少 2") && page.contains("多 1") && page.contains("等另一个人来定") && !page.contains("都对得上"));
}
