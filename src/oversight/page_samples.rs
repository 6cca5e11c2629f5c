//! Samples of the committee's page.

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
    SampledView { claim, why: why.into(), found: found.map(str::to_owned), is_doubtful, operation: format!("{claim:032x}") }
}

fn kin(who: &str, household: &str, holds: bool) -> KinView {
    KinView { staff: "S1".into(), who: who.into(), household: household.into(), holds, operation: "b".repeat(32) }
}

fn shop(id: i64, what: &str, may_confirm: bool) -> ShopView {
    ShopView { id, what: what.into(), reason: "压坏了".into(), who: "店员 海小兰".into(), may_confirm, operation: "c".repeat(32) }
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
            sampled(40, "", Some("村务监督委员 柯小英 看过，没有问题")),
            sampled(77, "分数比平常大", Some("村务监督委员 柯小英 看过，有疑问：照片不是这一户的")),
        ],
        checks: true,
        is_over: true,
        kin: vec![kin("村书记 柯大山", "3-07", true), kin("网格员 马小山", "1-02", false)],
        shop: vec![shop(2, "报损：香皂 2 件", true), shop(3, "退回：第 34 号小票", false)],
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
        shop: Vec::new(),
        staff: Vec::new(),
        declares: false,
        ends: false,
        operation: "a".repeat(32),
        kin_operation: "d".repeat(32),
        told: None,
    };
    vec![("oversight", full.render().unwrap()), ("oversight empty", empty.render().unwrap())]
}
