//! Samples of the pages of reports.

use super::*;
use crate::entrance::dressed;

fn shell(title: &str, skin: &'static str, home: &str) -> Shell {
    dressed(Shell { title: title.into(), skin, place: "蒋河村".into(), home: home.into(), on_trial: true, ..Shell::default() })
}

fn form_page(asks_who: bool, refused: Option<&Refusal>) -> FormPage {
    let (skin, home) = if asks_who { ("reports", "/reports/xinjiayuan") } else { ("v", "/v/xinjiayuan") };
    let field = FieldView { name: "地点".into(), label: "地点".into(), value: "河边".into() };
    FormPage {
        shell: shell("我要举报", skin, home),
        rule: "举报违法行为有功".into(),
        sentence: "每人每次加 10 分，一人审核，保密。".into(),
        others: vec!["举报偷倒垃圾".into()],
        asks_who,
        whom: Whom::default(),
        day: "2026-03-01".into(),
        today: "2026-03-02".into(),
        told: "有人往河里倒垃圾。".into(),
        fields: vec![field],
        operation: "0f".repeat(16),
        refused: refused.map(Told::from),
    }
}

fn inbox(reports: Vec<ReportView>, refused: Option<&Refusal>) -> String {
    InboxPage { shell: shell("举报", "reports", "/reports/xinjiayuan"), reports, refused: refused.map(Told::from) }.render().unwrap()
}

fn report_view() -> ReportView {
    ReportView {
        id: 3,
        rule: "举报违法行为有功".into(),
        points: "10".into(),
        day: "3月1日（周日）".into(),
        told: "有人往河里倒垃圾。".into(),
        facts: vec!["地点：河边".into()],
        missing: 2,
        operation: "0e".repeat(16),
    }
}

/// Every page of this feature, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let nothing = Refusal::from(ReportRefusal::NothingTold);
    let same = Refusal::from(ReportRefusal::SamePerson);
    let taken = |asks_who| TakenPage { shell: shell("收到了", "v", "/v/xinjiayuan"), receipt: in_groups(&"6b1f".repeat(8)), asks_who };
    vec![
        ("report", form_page(false, None).render().unwrap()),
        ("report refused", form_page(false, Some(&nothing)).render().unwrap()),
        ("report for somebody", form_page(true, None).render().unwrap()),
        ("report taken", taken(false).render().unwrap()),
        ("report taken for somebody", taken(true).render().unwrap()),
        ("inbox", inbox(vec![report_view()], None)),
        ("inbox empty, refused", inbox(Vec::new(), Some(&same))),
    ]
}

#[test]
fn a_receipt_is_copied_in_groups_of_four() {
    assert_eq!(in_groups("6b1f0c52d9"), "6b1f 0c52 d9");
}
