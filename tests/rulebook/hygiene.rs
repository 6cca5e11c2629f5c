//! Tables as a whole: what all cases show is said with an example, what cannot be decided is not.

use jifen::rulebook::{self, Finding, Level};

use super::{VILLAGE, bundle};

fn findings(rule: &str) -> Vec<Finding> {
    let body: String = rule.lines().map(|line| format!("      {line}\n")).collect();
    rulebook::check(&bundle(VILLAGE, &format!("规则:\n  公益:\n    志愿服务:\n{body}"), &[])).findings
}

/// Codes with their examples, without hints about examples.
fn said(rule: &str) -> Vec<String> {
    let found = findings(rule);
    let about = found.iter().filter(|finding| !finding.code.starts_with("examples."));
    about.map(|finding| format!("{} {}", finding.code, finding.example.as_deref().unwrap_or(""))).collect()
}

#[test]
fn lines_of_a_table_are_tried_in_every_case() {
    let table: [(&str, &str, &[&str]); 22] = [
        ("桌数: 桌", "- 桌数 <= 20: 10\n- 桌数 <= 10: 30\n- 其他: 0", &["tiers.unreachable - { 桌数: 10, 得: 10 }"]),
        ("桌数: 桌", "- 桌数 * 2 <= 20: 30\n- 桌数 <= 10: 10\n- 其他: 0", &["tiers.unreachable - { 桌数: 10, 得: 30 }"]),
        ("桌数: 桌", "- 桌数 <= 10: 30\n- 桌数 < 11: 10\n- 其他: 0", &["tiers.unreachable - { 桌数: 10, 得: 30 }"]),
        ("时长: 小时", "- 时长 <= 10: 30\n- 时长 < 11: 10\n- 其他: 0", &[]),
        ("等级: [优, 良, 差]", "- 等级 != 差: 5\n- 等级 == 优: 9\n- 其他: 0", &["tiers.unreachable - { 等级: 优, 得: 5 }"]),
        ("等级: [优, 良, 差]", "- 等级 == 优: 5\n- 等级 == 良: 3\n- 等级 == 差: 0", &[]),
        ("等级: [优, 良, 差]", "- 等级 == 优: 5\n- 等级 == 良: 3", &["tiers.no_otherwise - { 等级: 差, 得: 0 }"]),
        ("桌数: 桌", "- 桌数 <= 10: 30\n- 桌数 > 10: 0", &[]),
        ("桌数: 桌", "- 桌数 < 10: 30\n- 桌数 > 10: 0", &["tiers.no_otherwise - { 桌数: 10, 得: 0 }"]),
        ("时长: 小时", "- 时长 < 10: 30\n- 时长 > 10.05: 0", &["tiers.no_otherwise - { 时长: 10, 得: 0 }"]),
        ("到: 人, 应到: 人", "- 到 >= 应到: 5\n- 到 == 应到: 9\n- 其他: 0", &["tiers.unreachable - { 到: 0, 应到: 0, 得: 5 }"]),
        ("到: 人, 应到: 人", "- 到 >= 应到: 5\n- 到 < 应到: 0", &[]),
        ("起点: 日期", "- 起点 <= 2026-03-01: 5\n- 起点 < 2026-02-01: 9\n- 其他: 0", &["tiers.unreachable - { 起点: 2026-01-31, 得: 5 }"]),
        // More often this month than this year cannot be: no such case is shown.
        ("桌数: 桌", "- 本月次数 <= 2: 5\n- 本年次数 > 2: 0", &["tiers.no_otherwise "]),
        ("甲: 数, 乙: 数", "- 甲 + 乙 >= 10: 5\n- 甲 + 乙 >= 20: 9\n- 其他: 0", &[]), // neither whole nor few: nothing is claimed
        ("桌数: 桌, 彩礼: 元", "- 桌数 <= 10: 5\n- 彩礼 <= 9: 8\n- 其他: 0", &["tiers.overlap - { 桌数: 10, 彩礼: 9, 得: 5 }"]),
        ("桌数: 桌", "- 桌数 < 10: 30\n- 桌数 > 10 且 桌数 < 20: 20\n- 其他: 0", &["tiers.gap - { 桌数: 10, 得: 0 }"]),
        ("时长: 小时", "- 时长 <= 10: 3\n- 时长 >= 11: 5\n- 其他: 0", &["tiers.gap - { 时长: 10.1, 得: 0 }"]),
        ("桌数: 桌", "- 桌数 <= 10: 3\n- 桌数 >= 11: 5\n- 其他: 0", &[]),
        // A wide hole, one between single numbers and one that is not worth less may be meant.
        ("块数: 整数", "- 块数 < 18: 5\n- 块数 > 60: 5\n- 其他: 0", &[]),
        ("人数: 人", "- 人数 == 1: 5\n- 人数 == 3: 9\n- 其他: 0", &[]),
        ("桌数: 桌", "- 桌数 < 10: 30\n- 桌数 > 10: 20\n- 其他: 25", &[]),
    ];
    for (fields, tiers, expected) in table {
        let tiers: String = tiers.lines().map(|line| format!("  {line}\n")).collect();
        assert_eq!(said(&format!("填报: {{{fields}}}\n分档:\n{tiers}")), expected, "{fields}: {tiers}");
    }
}

#[test]
fn conditions_and_limits_that_say_nothing_are_named() {
    let table: [(&str, &[&str]); 16] = [
        ("条件: 时长 >= 0\n分值: 2", &["condition.always - { 时长: 0, 得: 2 }"]),
        ("条件: 时长 > 0\n分值: 2", &[]),
        ("条件: 时长 > 5 且 时长 < 5.01\n分值: 2", &[]),
        ("条件: 时长 > 5 且 时长 < 5\n分值: 2", &["condition.never - { 时长: 5, 得: 0 }"]),
        ("条件: [时长 < 0, 时长 > 1]\n分值: 2", &["condition.never - { 时长: 0, 得: 0 }"]), // said once
        ("条件: 本月次数 < 0\n分值: 2", &["condition.never - { 时长: 1, 得: 0 }"]),
        ("条件: 月 <= 12\n分值: 2", &["condition.always - { 时长: 1, 日期: 2026-12-01, 得: 2 }"]),
        ("条件: 相差天数(日期, 上次日期) >= 0\n分值: 2", &[]), // not decided
        ("分值: 5\n上限: [每人每月 1 次, 每人每月 5 分]", &["limit.never - { 时长: 1, 得: 5 }"]),
        ("分值: 5\n上限: [每人每月 1 次, 每人每年 59 分]", &[]),
        ("分值: 5\n上限: [每人每月 1 次, 每户每月 5 分]", &[]), // others of the household come first
        ("分值: 5\n上限: [每人每月 1 次, 每人每月 5 分]\n连续: 连续3月 加 5 分", &[]), // a streak gives more
        ("分值: 5\n上限: [每人每周 1 次, 每人每月 20 分]", &[]), // a month may touch six weeks
        ("分值: 5\n上限: [每人每天 1 次, 每人每月 31 次]", &["limit.never - { 时长: 1, 本月次数: 30, 得: 5 }"]),
        ("分值: 最小(时长 + 3, 9)\n上限: 每人每月 2 分", &["limit.too_small - { 时长: 1, 得: 2 }"]),
        ("分值: 时长\n上限: 每人每月 2 分", &[]),
    ];
    for (rule, expected) in table {
        assert_eq!(said(&format!("填报: {{时长: 小时}}\n{rule}")), expected, "{rule}");
    }
}

#[test]
fn a_campaign_may_reach_a_limit_that_the_rule_alone_never_does() {
    let found = |more: &str| {
        let rules = format!("规则:\n  公益:\n    出工: {{分值: 5, 上限: [每人每月 1 次, 每人每月 5 分]}}\n{more}");
        rulebook::check(&bundle(VILLAGE, &rules, &[])).findings.iter().any(|finding| finding.code == "limit.never")
    };
    assert!(found(""));
    assert!(!found("活动: [{名称: 三月, 起: 2026-03-01, 止: 2026-03-31, 类别: 公益, 倍数: 2}]\n"));
}

#[test]
fn two_rules_come_together_only_where_nothing_tells_them_apart() {
    let same = "填报: {时长: 小时}, 条件: 时长 >= 2, 分值: ";
    let table = [
        (format!("{same}5"), format!("{same}8"), true),
        (format!("{same}5, 取高: 出工"), format!("{same}8, 取高: 出工"), false),
        (format!("{same}5, 取高: 出工"), format!("{same}8, 取高: 表彰"), true),
        (format!("{same}5, 止: 2026-03-31"), format!("{same}8, 起: 2026-04-01"), false),
        (format!("{same}5, 起: 2026-04-01"), format!("{same}8, 止: 2026-03-31"), false),
        (format!("{same}5, 止: 2026-04-01"), format!("{same}8, 起: 2026-04-01"), true),
        (format!("{same}5"), format!("{same}-5"), false),
        (format!("{same}5"), format!("{same}5, 对象: 组"), false),
        (format!("{same}5"), format!("{same}8").replace(">= 2", ">= 3"), false),
        (format!("{same}5"), format!("{same}8").replace(">= 2", "> 1 且 时长 >= 2"), true),
        (format!("{same}5"), format!("{same}8").replace("小时", "次"), false),
        // Whoever confirms a deed says no more than that it happened.
        ("填报: {核实: 是否}, 条件: 核实, 分值: 5".to_owned(), "填报: {核实: 是否}, 条件: 核实, 分值: 8".to_owned(), false),
    ];
    for (one, other, expected) in table {
        let rules = format!("规则:\n  公益:\n    出工: {{{one}}}\n    出力: {{{other}}}\n");
        let found = rulebook::check(&bundle(VILLAGE, &rules, &[])).findings;
        assert!(!found.iter().any(|finding| finding.level == Level::Error), "{rules}{found:?}");
        assert_eq!(found.iter().any(|finding| finding.code == "rule.together"), expected, "{rules}");
    }
}

#[test]
fn every_way_a_rule_can_come_out_wants_an_example() {
    let rule = "\
填报: {时长: 小时, 等级: [优, 良]}
条件: 时长 >= 0.5
对照: {等级: {优: 5, 良: 3}}
上限: 每人每月 8 分
比如: [{时长: 1, 等级: 优, 得: 5}]";
    let found = findings(rule);
    let hints: Vec<(usize, &str, &str)> = found.iter().map(|hint| (hint.line, &*hint.message, hint.example.as_deref().unwrap())).collect();
    assert_eq!(
        hints,
        [
            (5, "“比如”还没有试到不符合条件“时长 ≥ 0.5”的时候。", "- { 时长: 0.1, 等级: 优, 得: 0 }"),
            (6, "“比如”还没有试到“良”。", "- { 时长: 0.5, 等级: 良, 得: 3 }"),
            (7, "“比如”还没有试到上限“每人每月 8 分”。", "- { 时长: 0.5, 等级: 优, 本月已得: 8, 得: 0 }"),
        ]
    );
}
