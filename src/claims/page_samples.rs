//! Samples of every page of the desk.

use super::super::batch::{BatchPage, DoneView, RowView};
use super::super::desk::RuleChoice;
use super::super::form::{FieldView, OptionView};
use super::super::queue::{Opened, QueuePage};
use super::*;
use crate::roster::{Hit, Known};
use crate::words::Kind;
use crate::words::Points;

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

pub(in crate::claims) fn claim(id: i64) -> ClaimView {
    ClaimView {
        id,
        rule: "红白事从俭".into(),
        who: "张小明 3-07-2".into(),
        day: "11月2日（周一）".into(),
        points: "+20".into(),
        is_plus: true,
        rulebook: "3f9a".into(),
        occurred_on: "2026-11-02".parse().unwrap(),
        facts: vec!["桌数：15".into(), "彩礼：30000".into()],
        why: vec!["桌数 15，不超过 15".into(), "得 20 分".into()],
        note: "红白理事会登记表第 3 页".into(),
        photos: vec!["0c".repeat(32)],
        recorder: "网格员 马小山 记".into(),
        state: "待审核",
        outlook: "还要 1 个人同意。".into(),
        reviews: Vec::new(),
        rulings: vec![Ruling::Approve, Ruling::Return, Ruling::Reject],
        barred: None,
        operation: format!("{id:032x}"),
        reason: String::new(),
        told: None,
    }
}

fn own(id: i64) -> ClaimView {
    ClaimView { rulings: vec![Ruling::Withdraw], barred: Some("这一件是您自己记的，要由别人来定。".into()), ..claim(id) }
}

fn approved(id: i64) -> ClaimView {
    ClaimView { state: "已通过", outlook: "已经算数。".into(), rulings: vec![Ruling::ProposeReversal], ..claim(id) }
}

fn contested(id: i64) -> ClaimView {
    ClaimView {
        state: "有人提出更正",
        outlook: "等另一个人定，定下来以前照样算数。".into(),
        reviews: vec!["村书记 柯大山：同意".into(), "村书记 柯大山：提出更正，记成了同名的人".into()],
        rulings: vec![Ruling::ConfirmReversal, Ruling::RejectReversal],
        ..claim(id)
    }
}

fn chapters() -> Vec<ChapterChoice> {
    let rule = |name: &str, is_deduction| RuleChoice { name: name.into(), is_deduction };
    vec![ChapterChoice { name: "移风易俗".into(), rules: vec![rule("红白事从俭", false), rule("公共场合说脏话", true)] }]
}

fn hit() -> Hit {
    Hit { number: "3-07-2".into(), name: "张小明".into(), what: "三组 子".into() }
}

/// Somebody of whom there is no doubt.
pub(in crate::claims) fn known() -> Whom {
    let known = Known { number: "3-07-2".into(), household: "3-07".into(), name: "张小明 3-07-2".into(), person: "张小明".into() };
    Whom { text: "3-07-2".into(), known: Some(known), ..Whom::default() }
}

pub(in crate::claims) fn form() -> FormView {
    let field = |name: &str, label: &str, kind, value: &str| FieldView {
        name: name.into(),
        label: label.into(),
        kind,
        options: Vec::new(),
        value: value.into(),
        step: "1",
        min: "0".into(),
        max: "200".into(),
        wrong: None,
    };
    let grades = ["优", "良"].map(|text| OptionView { text: text.into(), is_chosen: text == "良" });
    FormView {
        rule: "红白事从俭".into(),
        chapter: "移风易俗".into(),
        sentence: "桌数和彩礼都不超过标准，加 10 到 30 分。".into(),
        basis: Some("村规民约第三章".into()),
        evidence: Some("要有证明：拍下来交，或者在说明里写清是哪一份。"),
        needs_photo: false,
        photos: vec!["0d".repeat(32)],
        asks_for_household: false,
        whom: Whom { text: "张小".into(), hits: vec![hit()], more: 3, ..Whom::default() },
        fields: vec![
            field("桌数", "桌数（桌）", "number", "15"),
            FieldView { options: grades.into(), ..field("等级", "等级", "select", "良") },
            field("发文日期", "发文日期", "date", ""),
        ],
        day: "2026-11-02".into(),
        today: "2026-11-22".into(),
        note: String::new(),
        operation: "0a".repeat(16),
        told: None,
        preview: Some(Preview { points: "+20".into(), why: vec!["桌数 15，不超过 15".into()] }),
    }
}

fn batch(rows: Vec<RowView>, done: Option<DoneView>, told: Option<Told>) -> String {
    let FormView { fields, day, today, note, operation, .. } = form();
    let text = rows.iter().map(|row| row.text.clone()).collect::<Vec<_>>().join("\n");
    let (chapters, sentence) = (chapters(), "红白事从俭：桌数和彩礼都不超过标准，加 10 到 30 分。".into());
    let (shell, rule, unused) = (shell("记一批"), "红白事从俭".into(), vec!["序".into()]);
    BatchPage { shell, done, chapters, rule, sentence, fields, day, today, note, text, rows, unused, operation, told }.render().unwrap()
}

fn row(number: usize, wrong: Option<&str>, candidates: Vec<Hit>) -> RowView {
    RowView {
        number,
        text: "张小明 15".into(),
        rule: "红白事从俭".into(),
        who: wrong.map_or("张小明 3-07-2".into(), |_| String::new()),
        day: "2026-11-02".into(),
        points: Points::from_hundredths(2_000),
        why: vec!["桌数 15，不超过 15".into(), "得 20 分".into()],
        wrong: wrong.map(str::to_owned),
        doubt: None,
        candidates,
    }
}

fn queue(waiting: Vec<ClaimView>, contested: Vec<ClaimView>) -> String {
    let opened = waiting.iter().chain(&contested).next().cloned().map(|claim| Opened {
        claim,
        rule: Some("桌数和彩礼都不超过标准，加 10 到 30 分。".into()),
        basis: Some("村规民约第三章".into()),
        similar: vec![approved(12), approved(9)],
    });
    let (count, done) = (waiting.len() as i64, Some(approved(16)));
    QueuePage { shell: shell("审核"), done, count, next: waiting.last().map(|last| last.id), waiting, contested, opened }.render().unwrap()
}

fn of_one(whom: Whom, claims: Vec<ClaimView>) -> String {
    OfPage { shell: shell("查一户"), whom, claims }.render().unwrap()
}

fn wrong_facts() -> Refusal {
    let problem = crate::words::Problem { pointer: "/facts/桌数".into(), message: "桌数最多 200".into(), fix: None };
    Refusal::new("rulebook.wrong_facts", Kind::Invalid, "桌数最多 200。", "请改好再交。").with(vec![problem])
}

/// Every page of the desk, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let refusal = Refusal::from(ClaimRefusal::ReasonMissing);
    let record = |done, form| RecordPage { shell: shell("红白事从俭"), done, form }.render().unwrap();
    let choose = ChoosePage { shell: shell("选一条规则"), text: "红白".into(), chapters: chapters(), day: "2026-03-01".into() };
    vec![
        ("queue", queue(vec![claim(17), own(18)], vec![contested(9)])),
        ("queue empty", queue(Vec::new(), Vec::new())),
        ("queue refused", queue(vec![ClaimView { told: Some(Told::from(&refusal)), ..claim(17) }], Vec::new())),
        ("record", record(Some(claim(17)), form())),
        ("record refused", record(None, form().refused(&wrong_facts()))),
        ("batch", batch(Vec::new(), Some(DoneView { count: 60, claims: vec![claim(17), claim(18)] }), None)),
        ("batch looked at", batch(vec![row(1, None, Vec::new()), row(2, None, Vec::new())], None, None)),
        (
            "batch with wrong rows",
            batch(vec![row(2, None, Vec::new()), row(3, Some("“张小明”有 2 位，请选一位"), vec![hit()])], None, Some(Told::from(&refusal))),
        ),
        ("choose", choose.render().unwrap()),
        ("claim", ClaimPage { shell: shell("第 17 件"), claim: own(17) }.render().unwrap()),
        (
            "claim refused",
            ClaimPage { shell: shell("第 16 件"), claim: ClaimView { told: Some(Told::from(&refusal)), ..approved(16) } }.render().unwrap(),
        ),
        ("claims of one", of_one(known(), vec![approved(16), contested(9)])),
        ("claims of nobody", of_one(Whom::typed("9-99"), Vec::new())),
        (
            "claims of one of several",
            of_one(Whom { text: "张小".into(), hits: vec![hit(), hit()], more: 3, ..Whom::default() }, Vec::new()),
        ),
    ]
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept() {
    let page = samples().into_iter().find(|(name, _)| *name == "record refused").unwrap().1;
    assert!(page.contains(r#"<p class="wrong">桌数最多 200</p>"#) && page.contains(r#"value="15""#));
    assert!(page.contains("现在怎么办"));
}

#[test]
fn ones_own_records_can_be_taken_back_but_not_approved() {
    let page = queue(vec![own(18)], Vec::new());
    assert!(page.contains("您自己记的") && page.contains(r#"value="withdraw""#) && !page.contains(r#"value="approve""#));
}

#[test]
fn a_correction_is_proposed_by_one_and_agreed_to_by_another() {
    let page = of_one(known(), vec![approved(16)]);
    assert!(page.contains(r#"value="propose_reversal""#) && !page.contains(r#"value="confirm_reversal""#));
    let page = queue(Vec::new(), vec![contested(9)]);
    assert!(page.contains("记成了同名的人") && page.contains(r#"value="confirm_reversal""#));
}

#[test]
fn what_others_must_decide_is_marked_and_return_sends_no_approval() {
    let page = queue(vec![claim(17), own(18)], Vec::new());
    assert_eq!(page.matches("要别人审").count(), 1);
    let typed = page.split("<form").find(|form| form.contains("name=\"reason\"")).unwrap();
    assert!(typed.contains("value=\"return\"") && !typed.contains("value=\"approve\""), "Enter behind a reason must not approve: {typed}");
}
