//! Samples of the trial's page: before it is run, with a result, and refused.

use super::super::model::*;
use super::*;
use crate::words::{Kind, Points, Yuan};

fn turn(before: i64, after: i64) -> Turn {
    Turn { before: Points::whole(before), after: Points::whole(after) }
}

fn report(records: i64) -> Report {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let cost = |yuan, days, on: &str| Cost { yuan: Yuan::whole(yuan), days: Some(days), runs_out_on: Some(day(on)) };
    let reason = Reason {
        claim: "12".into(),
        rule: "庭院整洁".into(),
        occurred_on: day("2026-10-03"),
        points: turn(5, 8),
        because_before: vec!["等级 优，得 5 分".into()],
        because_after: vec!["等级 优，得 8 分".into()],
    };
    let bite = |times, points| Bite { times, points: Points::whole(points) };
    Report {
        village: "jia".into(),
        from: day("2026-09-01"),
        to: day("2026-11-30"),
        records,
        points: turn(1200, 1500),
        rules: vec![RuleLine { rule: "庭院整洁".into(), chapter: "环境卫生".into(), records: 60, points: turn(300, 480) }],
        money: Money {
            before: cost(1200, 300, "2027-09-26"),
            after: cost(1500, 240, "2027-07-28"),
            available: Yuan::whole(4000),
            formula: "折合元 = 净得分 × 每分折合元".into(),
        },
        accounts: Accounts { unit: "户", all: 57, gain: 38, lose: 2, stay: 17, nothing_before: 9, nothing_after: 9 },
        biggest: vec![Mover { account: "3-07".into(), points: turn(45, 72), reasons: vec![reason] }],
        limits: vec![LimitLine { limit: "志愿服务 每人每月 20 分".into(), before: bite(3, 12), after: bite(5, 21) }],
        refused: vec![RefusedLine {
            rule: "清理沟渠".into(),
            code: "rulebook.unknown_rule".into(),
            sentence: "草案里没有“清理沟渠”。".into(),
            records: 4,
            points_before: Points::whole(12),
            claims: vec!["7".into()],
        }],
        renamed: Vec::new(),
        notes: vec!["两边都从零算起。".into()],
    }
}

/// Every page of this feature, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let today = "2026-11-30".parse().unwrap();
    let head = Head {
        tab: "trial",
        in_force: "现在用的是第 1 版，2025年1月1日（周三）起。".into(),
        draft: Some("改 1 条。柯大山 11月30日（周一）9:05 写的。".into()),
        may_try: true,
        ..Head::default()
    };
    let view = |result, told| TrialPage {
        shell: Shell { title: "试算".into(), skin: "desk", place: "蒋河村".into(), home: "/desk/jia".into(), ..Shell::default() },
        head: head.clone(),
        from: "2026-09-01".into(),
        to: "2026-11-30".into(),
        periods: periods(today).to_vec(),
        result,
        told,
    };
    let refusal = Refusal::new("trial.wrong_period", Kind::Invalid, "不是一段可以试算的时间。", "开始的日子写在前面。");
    let pages = [
        ("trial", view(None, None)),
        ("trial result", view(Some(result(&report(120), today)), None)),
        ("trial of nothing", view(Some(result(&report(0), today)), None)),
        ("trial refused", view(None, Some(Told::from(&refusal)))),
    ];
    pages.map(|(name, page)| (name, page.render().unwrap())).into()
}

#[test]
fn nobody_is_named_on_a_trial() {
    let (_, page) = samples().remove(1);
    assert!(page.contains("45 → 72") && page.contains("庭院整洁：5 → 8") && !page.contains("3-07"), "{page}");
}
