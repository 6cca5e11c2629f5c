//! Samples of the committee's page.

use super::super::changes::{ChangeView, ChangesPage, Choice};
use super::*;

fn shell() -> Shell {
    Shell {
        title: "监督".into(),
        skin: "desk",
        place: "蒋河村".into(),
        home: "/desk/xinjiayuan".into(),
        who: Some("村务监督委员 柯小英".into()),
        ..Shell::default()
    }
}

fn reviewer(who: &str, own_attempts: i64) -> ReviewerView {
    ReviewerView {
        who: who.into(),
        approved: 58,
        returned: 2,
        rejected: 1,
        approval_share: "95.1%".into(),
        points: "412.5".into(),
        households: 31,
        largest_household_share: "7.3%".into(),
        own_attempts,
    }
}

fn sampled(claim: i64, why: &str, found: Option<&str>) -> SampledView {
    let is_doubtful = found.is_some_and(|found| found.contains("有疑问"));
    SampledView {
        claim,
        why: why.into(),
        found: found.map(str::to_owned),
        is_own: claim == 13,
        is_doubtful,
        operation: format!("{claim:032x}"),
    }
}

fn kin(who: &str, household: &str, holds: bool) -> KinView {
    KinView { staff: "S1".into(), who: who.into(), household: household.into(), holds, operation: "b".repeat(32) }
}

fn shop(id: i64, what: &str, may_confirm: bool) -> ShopView {
    ShopView { id, what: what.into(), reason: "压坏了".into(), who: "店员 海小兰".into(), may_confirm, operation: "c".repeat(32) }
}

/// The changes of a month.
fn changes(some: bool) -> ChangesPage {
    let change = |number, when: &str, sentence: &str, device: Option<&str>| ChangeView {
        number,
        when: when.into(),
        sentence: sentence.into(),
        device: device.map(str::to_owned),
    };
    let changes = vec![
        change(1206, "10月5日（周一）9:41", "村务监督委员 柯小英同意采纳规则（第 2 份）。", Some("登录 3f9a12c477e0")),
        change(1205, "10月5日（周一）9:40", "村书记 柯大山退回了第 40 件，按第 2 版规则。原因：照片看不清。", Some("登录 0b1c22d3e4f5")),
        change(1204, "10月5日（周一）9:12", "网格员 马小山替一位村民提了第 3 号意见。", None),
        change(1203, "10月5日（周一）0:00", "系统办了到期的分。", None),
    ];
    let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into(), is_chosen: value == "claims" };
    ChangesPage {
        shell: shell(),
        month: "2026-10".into(),
        month_name: "2026年10月".into(),
        earlier: Some("2026-09".into()),
        later: some.then(|| "2026-11".into()),
        kinds: vec![choice("claims", "记分和审核"), choice("rules", "村规则")],
        staff: vec![choice("S1", "村书记 柯大山")],
        changes: if some { changes } else { Vec::new() },
        next: some.then_some(1203),
        head: some.then(|| "1206-3f9a 12c4 77e0".into()),
    }
}

/// Every page of this feature, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let refusal = crate::oversight::checking::days_of("三月").unwrap_err();
    let full = OversightPage {
        shell: shell(),
        month: "2026-10".into(),
        month_name: "2026年10月".into(),
        earlier: Some("2026-09".into()),
        later: Some("2026-11".into()),
        reviewers: vec![reviewer("村书记 柯大山", 1), reviewer("村务监督委员 柯小英", 0)],
        sample: vec![
            sampled(12, "扣分、刚记就审完", None),
            sampled(13, "", None),
            sampled(40, "", Some("村务监督委员 柯小英 看过，没有问题")),
            sampled(77, "分数比平常大", Some("村务监督委员 柯小英 看过，有疑问：照片不是这一户的")),
        ],
        checks: true,
        is_over: true,
        kin: vec![kin("村书记 柯大山", "3-07", true), kin("网格员 马小山", "1-02", false)],
        kin_staff: "S1".into(),
        kin_home: Whom::typed("9-99"),
        shop: vec![shop(2, "报损：香皂 2 件", true), shop(3, "退回：第 34 号小票", false)],
        rules: Some("第 2 份采纳等村务监督委员同意。".into()),
        staff: vec![StaffChoice { number: "S1".into(), who: "村书记 柯大山".into() }],
        declares: true,
        ends: true,
        operation: "a".repeat(32),
        kin_operation: "d".repeat(32),
        told: Some(Told::from(&refusal)),
    };
    let empty = OversightPage {
        shell: shell(),
        month: "2026-11".into(),
        month_name: "2026年11月".into(),
        earlier: None,
        later: None,
        reviewers: Vec::new(),
        sample: Vec::new(),
        checks: false,
        is_over: false,
        kin: Vec::new(),
        kin_staff: String::new(),
        kin_home: Whom::default(),
        shop: Vec::new(),
        rules: None,
        staff: Vec::new(),
        declares: false,
        ends: false,
        operation: "a".repeat(32),
        kin_operation: "d".repeat(32),
        told: None,
    };
    vec![
        ("oversight", full.render().unwrap()),
        ("oversight empty", empty.render().unwrap()),
        ("changes", changes(true).render().unwrap()),
        ("changes, none", changes(false).render().unwrap()),
    ]
}
