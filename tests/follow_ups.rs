//! What follows a decision, as rule files say it: how long points count, who else receives, what is barred, how a deduction is earned back.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

use jifen::rulebook::{self, Bundle, Rulebook, Source, Term};
use jifen::words::{Points, VillageId};

const VILLAGE: &str = "名称: 样例村\n试行: 是\n";

fn load(village: &str, rules: &str) -> Rulebook {
    let files = [("village.yaml", village), ("rules.yaml", rules)].map(|(path, text)| Source { path: path.into(), text: text.into() });
    let bundle = Bundle { village: VillageId::parse("sample").unwrap(), files: files.into(), packs: Vec::new() };
    let checked = rulebook::check(&bundle);
    checked.rulebook.unwrap_or_else(|| panic!("{}", rulebook::text(&checked.findings, false)))
}

fn sentence(village: &str, rules: &str, rule: &str) -> String {
    load(village, rules).rule(rule).unwrap().sentence().to_owned()
}

#[test]
fn a_rule_says_how_long_its_points_count_where_it_differs_from_the_village() {
    let rules = "规则: {甲: {一: 5, 二: {分值: 5, 有效期: 长期}, 三: {分值: 5, 有效期: 一年}}}\n";
    let village = format!("{VILLAGE}有效期: 一年\n");
    let rulebook = load(&village, rules);
    let terms: Vec<Term> = rulebook.rules().map(|rule| rule.valid_for()).collect();
    assert_eq!(terms, [Term::Months(12), Term::Forever, Term::Months(12)]);
    assert_eq!(sentence(&village, rules, "二"), "二：每户每次加 5 分，加的分长期有效，一人审核。");
    assert_eq!(sentence(&village, rules, "三"), "三：每户每次加 5 分，一人审核。");
    let english = "rules: {甲: {二: {points: 5, valid_for: forever}}}\n";
    assert_eq!(sentence("name: 样例村\non_trial: yes\nvalid_for: one year\n", english, "二"), sentence(&village, rules, "二"));
}

#[test]
fn a_rule_says_who_else_receives() {
    let rules = "规则: {甲: {一: {分值: 5, 同时记给: [{给: 户主, 分值: 2}, {给: 户内每人, 分值: 1}, {给: 父母, 分值: 0.5}]}}}\n";
    assert_eq!(sentence(VILLAGE, rules, "一"), "一：每户每次加 5 分，同时记给户主 2 分、户内每人 1 分、父母各 0.5 分，一人审核。");
    let english =
        "rules: {甲: {一: {points: 5, also_to: [{to: head, points: 2}, {to: everybody, points: 1}, {to: parents, points: 0.5}]}}}\n";
    assert_eq!(sentence(VILLAGE, english, "一"), sentence(VILLAGE, rules, "一"));
    let one = "规则: {甲: {一: {分值: 5, 同时记给: {给: 户主, 分值: 2}}}}\n";
    assert_eq!(load(VILLAGE, one).rule("一").unwrap().also_to().len(), 1);
}

#[test]
fn a_veto_is_guarded_like_a_deduction_and_said() {
    let village = "名称: 样例村\n试行: 是\n审核: 免审\n";
    let rules =
        "规则: {甲: {一: {分值: 0, 否决: {取消: [评优, 兑换], 期限: 本年和明年}}, 二: {分值: -2, 否决: {取消: 评优, 期限: 三个月}}}}\n";
    let rulebook = load(village, rules);
    let rule = rulebook.rule("一").unwrap();
    assert!(rule.is_deduction() && rule.notice_days() == 7 && rule.review().people(Points::ZERO) == 1);
    assert_eq!(rule.sentence(), "一：每户每次不计分，入账起不能评优、不能换东西，期限当年和下一年，要有照片或证明，一人审核，公示 7 天。");
    let english = "rules: {甲: {二: {points: -2, veto: {bars: honours, for: 3 months}}}}\n";
    assert_eq!(sentence(village, english, "二"), sentence(village, rules, "二"));
}
