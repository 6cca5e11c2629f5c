//! The rule language as its users meet it: files in, decisions and reasons out.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

#[path = "rulebook/handbook.rs"]
mod handbook;
#[path = "rulebook/hygiene.rs"]
mod hygiene;
#[path = "rulebook/keys.rs"]
mod keys;
#[path = "rulebook/red_lines.rs"]
mod red_lines;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jifen::rulebook::{self, Bundle, Decision, History, Level, Need, NoHistory, Periods, Record, Rulebook, Source, Tally, Unjudged};
use jifen::words::{Points, Refusal, VillageId};

const VILLAGE: &str = "名称: 样例村\n试行: 是\n";

fn source(path: &str, text: &str) -> Source {
    Source { path: path.into(), text: text.into() }
}

fn bundle(village: &str, rules: &str, packs: &[(&str, &str)]) -> Bundle {
    let files = vec![source("village.yaml", village), source("rules.yaml", rules)];
    let packs = packs.iter().map(|(path, text)| source(path, text)).collect();
    Bundle { village: VillageId::parse("sample").unwrap(), files, packs }
}

fn load(village: &str, rules: &str) -> Rulebook {
    let checked = rulebook::check(&bundle(village, rules, &[]));
    checked.rulebook.unwrap_or_else(|| panic!("{}", rulebook::text(&checked.findings, false)))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn map(pairs: &str) -> BTreeMap<String, String> {
    pairs.split_whitespace().map(|pair| pair.split_once('=').unwrap()).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn judge<'r>(rulebook: &'r Rulebook, rule: &str, facts: &str, history: &str) -> Decision<'r> {
    let supposed = rulebook.suppose(rule, day("2026-03-10"), &map(history)).unwrap();
    let facts = map(facts);
    rulebook.judge(&Record { rule, occurred_on: day("2026-03-10"), facts: &facts }, &supposed).unwrap()
}

/// Rules, a record, its points and its explanation.
#[test]
fn a_record_becomes_points_and_a_sentence() {
    let list = "\
规则:
  公益:
    志愿服务: {填报: {时长: 小时}, 条件: 时长 >= 0.5, 分值: 时长 * 2, 上限: 每人每月 20 分}
    清扫: {填报: {人数: 人, 天数: 天}, 分值: '最小(人数, 10) * 天数 / 4'}
    评定: {填报: {评定分: 整数}, 分值: 评定分}
    读书: {填报: {本数: 整数}, 分值: 本数 * 1.5}
    常来: {分值: 本年次数 + 1}
    夜巡: {填报: {等级: [优, 良]}, 条件: 等级 == 优, 分值: 3}
    重奖: {填报: {时长: 小时}, 分值: '如果 时长 大于 10 { 30 } 否则 { 时长 * 3 }', 公示: 7天}
  文明:
    婚事简办:
      填报: {桌数: 桌, 彩礼: 元}
      分档:
        - 桌数 <= 10 且 彩礼 <= 30000: 30
        - 桌数 <= 20: 10
        - 其他: 0
      比如: [{桌数: 8, 彩礼: 20000, 得: 30}]
    庭院: {填报: {等级: [优, 良, 差]}, 对照: {等级: {优: 5, 良: 3, 差: -2}}, 上限: 每户每月 1 次}
    说脏话: {分值: -2, 上限: 每户每月 5 分}
    拾金不昧: 5
";
    let rulebook = load(VILLAGE, list);
    let table = [
        ("志愿服务", "时长=15", "", "20", "志愿服务 15 小时 × 2 = 30 分；上限每人每月 20 分，这次记 20 分"),
        ("志愿服务", "时长=15", "本月已得=12", "8", "志愿服务 15 小时 × 2 = 30 分；本月已记 12 分，上限每人每月 20 分，这次记 8 分"),
        ("志愿服务", "时长=0.3", "", "0", "时长 0.3 小时，不符合条件“时长 ≥ 0.5”，还差 0.2 小时，不计分"),
        ("清扫", "人数=12 天数=1", "", "2.5", "清扫 最小(人数 12 人, 10) × 天数 1 天 ÷ 4 = 2.5 分"),
        ("评定", "评定分=7", "", "7", "评定 评定分 7，记 7 分"),
        ("读书", "本数=3", "", "4.5", "读书 本数 3 × 1.5 = 4.5 分"),
        ("常来", "", "本年次数=4", "5", "常来 4 次 + 1 = 5 分"),
        ("夜巡", "等级=良", "", "0", "等级 良，不符合条件“等级 ＝ 优”，不计分，符合条件的记 3 分"),
        ("重奖", "时长=4", "", "12", "重奖 时长 4 小时，记 12 分"),
        ("婚事简办", "桌数=8 彩礼=20000", "", "30", "婚事简办 桌数 8 桌，彩礼 20000 元，符合“桌数 ≤ 10 且 彩礼 ≤ 30000”这一档，记 30 分"),
        (
            "婚事简办",
            "桌数=30 彩礼=20000",
            "",
            "0",
            "婚事简办 桌数 30，彩礼 20000，前面各档都不符合，按“其他”不计分，“桌数 ≤ 20”才记 10 分，多了 10 桌",
        ),
        ("庭院", "等级=差", "", "-2", "庭院 等级 差，扣 2 分"),
        ("庭院", "等级=优", "本月次数=1", "0", "庭院 等级 优，记 5 分；本月已记 1 次，上限每户每月 1 次，这次不计分，下个月再做又能记"),
        ("说脏话", "", "", "-2", "说脏话 扣 2 分"),
        ("说脏话", "", "本月已扣=4", "-1", "说脏话 扣 2 分；本月已记扣 4 分，上限每户每月 5 分，这次扣 1 分"),
        ("拾金不昧", "", "", "5", "拾金不昧 记 5 分"),
    ];
    for (rule, facts, history, points, explanation) in table {
        let decision = judge(&rulebook, rule, facts, history);
        assert_eq!((decision.points.plain().as_str(), decision.explanation().as_str()), (points, explanation));
    }
}

#[test]
fn both_languages_mean_the_same() {
    let chinese = "\
规则:
  公益:
    志愿服务:
      填报: {时长: 小时}
      条件: 时长 不少于 0.5
      分值: 时长 × 2
      上限: [每人每月 20 分, 每人每年 2 次]
      凭证: 照片
      审核: 两人
      公示: 3天
";
    let english = "\
rules:
  公益:
    志愿服务:
      fields: {时长: hours}
      when: 时长 >= 0.5
      points: 时长 * 2
      limits: [20 points per person per month, 2 times per person per year]
      evidence: photo
      review: two
      notice: 3 days
";
    let (one, other) = (load(VILLAGE, chinese), load("name: 样例村\non_trial: yes\n", english));
    let explained = |rulebook: &Rulebook| judge(rulebook, "志愿服务", "时长=15", "本月已得=12").explanation();
    assert_eq!(explained(&one), explained(&other));
    let shown = |rulebook: &Rulebook| rulebook.rule("志愿服务").unwrap().sentence().to_owned();
    assert_eq!(shown(&one), shown(&other));
    assert_eq!(
        shown(&one),
        "志愿服务：每人每次按时长每小时加 2 分，时长不少于 0.5 小时才记，每人每月最多 20 分，每人每年最多 2 次，要有照片，两人审核，公示 3 天。"
    );
}

#[test]
fn limits_cut_in_the_order_rule_chapter_village() {
    let list = "\
规则:
  公益:
    上限: 每户每月 15 分
    清渠: {分值: 30, 上限: 每户每年 20 分}
    乱倒: -30
";
    let rulebook = load("名称: 样例村\n试行: 是\n全村每月上限: 10\n", list);
    let decision = judge(&rulebook, "清渠", "", "");
    let texts: Vec<_> = decision.steps().into_iter().map(|step| step.text).collect();
    assert_eq!(
        texts,
        ["清渠 记 30 分", "上限每户每年 20 分，这次记 20 分", "上限每户每月 15 分，这次记 15 分", "上限全村每月 10 分，这次记 10 分"]
    );
    // What guards awards never softens a deduction.
    assert_eq!(judge(&rulebook, "乱倒", "", "").points, Points::whole(-30));
    let cut = judge(&rulebook, "清渠", "", "全村全部本月已得=8");
    assert_eq!(cut.points, Points::whole(2));
}

#[test]
fn of_one_event_only_the_highest_counts() {
    let list = "\
规则:
  表彰:
    省级: {分值: 30, 取高: 表彰}
    市级: {分值: 20, 取高: 表彰}
    乱倒: {分值: -4, 取高: 环境}
    焚烧: {分值: -10, 取高: 环境}
";
    let rulebook = load(VILLAGE, list);
    let table = [
        ("省级", "", 30, None),
        ("省级", "取高已得=20", 10, Some("同一天“表彰”已经记了 20 分，同类只记最高的一项 30 分，这次补记 10 分")),
        ("市级", "取高已得=30", 0, Some("同一天“表彰”已经记了 30 分，同类只记最高的一项，这次不再记")),
        ("焚烧", "取高已扣=4", -6, Some("同一天“环境”已经记扣了 4 分，同类只扣最重的一项 10 分，这次补扣 6 分")),
        ("乱倒", "取高已扣=10", 0, Some("同一天“环境”已经记扣了 10 分，同类只扣最重的一项，这次不再扣")),
    ];
    for (rule, history, points, text) in table {
        let decision = judge(&rulebook, rule, "", history);
        assert_eq!(decision.points, Points::whole(points), "{rule} {history}");
        assert_eq!(decision.steps().get(1).map(|step| step.text.as_str()), text);
    }
}

#[test]
fn numbers_are_exact_and_rounded_once() {
    let list = "\
规则:
  算:
    四分之十: {填报: {数: 数字}, 分值: '10 / 4 + 数 * 0'}
    三分之一: {填报: {数: 数字}, 分值: 数 / 3 * 3}
    半分: {填报: {数: 数字}, 分值: 数 * 0.001}
    除数: {填报: {数: 数字}, 分值: 10 / 数}
    累进: {填报: {数: 数字}, 分值: '累进(数, [[10, 2], [20, 1]])'}
    天数: {填报: {开始: 日期, 结束: 日期}, 分值: '相差天数(开始, 结束)'}
    求和: {填报: {数: 整数}, 分值: \"令 和 = 0; 对于 次 在 1..=3 { 和 += 次 * 数; } 和\", 公示: 7天}
";
    let rulebook = load(VILLAGE, list);
    let table = [
        ("四分之十", "数=1", "2.5"),
        ("三分之一", "数=1", "1"),
        ("半分", "数=5", "0.01"),
        ("半分", "数=4", "0"),
        ("累进", "数=15", "25"),
        ("天数", "开始=2024-02-28 结束=2024-03-01", "2"),
        ("求和", "数=2", "12"),
    ];
    for (rule, facts, points) in table {
        assert_eq!(judge(&rulebook, rule, facts, "").points.plain(), points, "{rule} {facts}");
    }
    let facts = map("数=0");
    let broken = rulebook.judge(&Record { rule: "除数", occurred_on: day("2026-03-10"), facts: &facts }, &NoHistory);
    let refusal = Refusal::from(broken.unwrap_err());
    assert_eq!((refusal.code, refusal.sentence.as_str()), ("rulebook.formula", "“除数”算不出来：除数是 0（rules.yaml 第 6 行）。"));
}

#[test]
fn what_cannot_be_judged_says_why_in_this_order() {
    let rulebook = load(VILLAGE, "规则:\n  公益:\n    志愿服务: {填报: {时长: 小时}, 分值: 时长, 起: 2026-03-01, 止: 2026-03-31}\n");
    let judge = |rule: &str, on: &str, facts: &str| {
        let facts = map(facts);
        rulebook.judge(&Record { rule, occurred_on: day(on), facts: &facts }, &NoHistory).unwrap_err()
    };
    let code = |unjudged: Unjudged| Refusal::from(unjudged).code;
    assert_eq!(code(judge("志愿服物", "2025-01-01", "")), "rulebook.unknown_rule");
    assert_eq!(code(judge("志愿服务", "2025-01-01", "")), "rulebook.not_in_force");
    assert_eq!(code(judge("志愿服务", "2026-04-01", "时长=1")), "rulebook.not_in_force");
    let wrong = Refusal::from(judge("志愿服务", "2026-03-31", "时长=两小时"));
    assert_eq!((wrong.code, wrong.problems[0].pointer.as_str()), ("rulebook.wrong_facts", "/facts/时长"));
    assert_eq!(Refusal::from(judge("志愿服物", "2026-03-01", "")).next_step, "是不是“志愿服务”？");
}

#[test]
fn deductions_are_guarded_without_anybody_asking() {
    let village = "名称: 样例村\n试行: 是\n审核: 免审\n公示天数: 3\n";
    let rulebook = load(village, "规则:\n  文明:\n    说脏话: -2\n    拾金不昧: 5\n    庭院: {对照: {等级: {优: 5, 差: -2}}}\n");
    let rule = |name: &str| rulebook.rule(name).unwrap();
    let by_balance =
        load(VILLAGE, "规则:\n  文明:\n    清零: {分值: 余额 * -0.1}\n    翻番: {分值: 余额}\n    安全: {分值: '最大(余额, 0)'}\n");
    let taking: Vec<bool> = by_balance.rules().map(|rule| rule.is_deduction()).collect();
    assert_eq!(taking, [true, true, false], "what could be below zero is guarded like a deduction");
    assert!(rule("说脏话").is_deduction() && rule("庭院").is_deduction() && !rule("拾金不昧").is_deduction());
    assert_eq!((rule("说脏话").notice_days(), rule("拾金不昧").notice_days()), (7, 3));
    assert_eq!((rule("说脏话").review().people(Points::ZERO), rule("拾金不昧").review().people(Points::ZERO)), (1, 0));
    assert_eq!((rule("说脏话").evidence().chinese(), rule("拾金不昧").evidence().chinese()), ("照片或证明", "不需要"));
}

const PACK: (&str, &str) = (
    "环境卫生.yaml",
    "标题: 环境卫生\n规则:\n  环境卫生:\n    庭院整洁: {分值: 5, 比如: [{得: 5}]}\n    义务保洁: 3\n可改:\n  庭院整洁.分值: 5 到 10\n  庭院整洁.上限: 任意\n",
);

#[test]
fn a_pack_is_taken_in_and_changed_only_where_it_is_open() {
    let uses = "引用:\n  - 包: 环境卫生\n    不用: [义务保洁]\n    改: {庭院整洁.分值: 8, 庭院整洁.上限: 每户每月 1 次}\n规则:\n  文明:\n    拾金不昧: 5\n";
    let checked = rulebook::check(&bundle(VILLAGE, uses, &[PACK, ("别的.yaml", "标题: 别的\n规则: {}\n")]));
    let rulebook = checked.rulebook.unwrap();
    let names: Vec<&str> = rulebook.rules().map(|rule| rule.name()).collect();
    assert_eq!(names, ["拾金不昧", "庭院整洁"]);
    assert_eq!(judge(&rulebook, "庭院整洁", "", "").points, Points::whole(8));
    assert_eq!(judge(&rulebook, "庭院整洁", "", "本月次数=1").points, Points::ZERO);
}

#[test]
fn a_version_keeps_only_the_packs_it_takes_in() {
    let uses = "引用: [环境卫生]\n";
    let all = bundle(VILLAGE, uses, &[PACK, ("别的.yaml", "标题: 别的\n规则: {}\n")]);
    let pinned = all.pinned();
    assert_eq!(pinned.packs.len(), 1);
    let hash = |bundle: &Bundle| rulebook::check(bundle).rulebook.unwrap().hash().to_owned();
    assert_eq!(hash(&all), hash(&pinned), "a pack nobody takes in changes nothing");
    assert_eq!(hash(&all), hash(&Bundle::from_json(&pinned.to_json()).unwrap()));
    let changed = bundle(VILLAGE, uses, &[(PACK.0, &PACK.1.replace("义务保洁: 3", "义务保洁: 4"))]);
    assert_ne!(hash(&all), hash(&changed), "a pack taken in belongs to the version");
}

#[test]
fn every_tally_a_rule_reads_is_kept_by_every_rule_it_counts() {
    let list = "\
规则:
  甲:
    上限: 每户每月 30 分
    一: {分值: 5, 上限: 每人每月 20 分, 取高: 奖}
    二: {分值: 本类本年次数 + 1, 取高: 奖}
  乙:
    三: {分值: '最大(全部累计已得, 0)'}
    四: 1
";
    let rulebook = load("名称: 样例村\n试行: 是\n全村每月上限: 500\n", list);
    let shown = |needs: &[Need]| {
        let mut shown: Vec<String> = needs.iter().map(|n| format!("{:?} {} {:?}", n.reach, n.measure, n.span)).collect();
        shown.sort();
        shown
    };
    assert_eq!(shown(rulebook.needs("四")), ["Village all Month"]);
    assert_eq!(shown(rulebook.keeps("四")), ["Household all Ever", "Village all Month"]);
    assert_eq!(
        shown(rulebook.keeps("二")),
        [
            "Household all Ever",
            "Household chapter:甲 Month",
            "Household chapter:甲 Year",
            "Household highest:奖 Day",
            "Person highest:奖 Day",
            "Village all Month"
        ]
    );
    for rule in rulebook.rules() {
        for need in rulebook.needs(rule.name()) {
            assert!(rulebook.all_needs().contains(need));
        }
    }
    assert_eq!(rulebook.needs("没有"), []);
}

/// A history that fails the test when it is asked for anything the rulebook did not announce.
struct OnlyAnnounced<'a>(&'a [Need]);

impl History for OnlyAnnounced<'_> {
    fn tally(&self, need: &Need) -> Tally {
        assert!(self.0.contains(need), "{need:?} was not announced");
        Tally::default()
    }

    fn periods(&self, need: &Need) -> Periods {
        assert!(self.0.contains(need), "{need:?} was not announced");
        Periods::new()
    }

    fn balance(&self) -> Points {
        Points::ZERO
    }

    fn household_size(&self) -> u32 {
        3
    }
}

#[test]
fn judging_reads_only_what_needs_announce() {
    let list = "\
规则:
  甲:
    上限: 每户每月 30 分
    一: {填报: {时长: 小时}, 条件: 全部本月次数 < 3, 分值: 时长 + 本类本年次数, 上限: [每人每月 20 分, 每人累计 5 次], 取高: 奖}
";
    let rulebook = load(VILLAGE, list);
    let facts = map("时长=9");
    let record = Record { rule: "一", occurred_on: day("2026-03-10"), facts: &facts };
    assert_eq!(rulebook.judge(&record, &OnlyAnnounced(rulebook.needs("一"))).unwrap().points, Points::whole(9));
}

#[test]
fn a_rule_that_is_switched_off_is_said_to_be_so() {
    let rulebook = rulebook::check(&bundle(VILLAGE, "规则:\n  甲:\n    一: 1\n    二: {分值: 2, 停用: 是}\n", &[])).rulebook.unwrap();
    let facts = BTreeMap::new();
    let judged = |rule| rulebook.judge(&Record { rule, occurred_on: day("2026-03-10"), facts: &facts }, &NoHistory).map(drop);
    assert_eq!(judged("二"), Err(Unjudged::SwitchedOff { name: "二".to_owned() }));
    assert!(matches!(judged("三"), Err(Unjudged::UnknownRule { .. })));
}

#[test]
fn hostile_rules_are_stopped_with_a_finding_and_leave_their_neighbours_alone() {
    let deep = format!("规则: {{甲: {{一: {{分值: '{}1{}'}}}}}}\n", "(".repeat(500), ")".repeat(500));
    let long = format!("规则: {{甲: {{一: {{分值: '{}'}}}}}}\n", vec!["1"; 3000].join("+"));
    let names = format!("规则:\n  甲:\n    {}: 1\n", "长".repeat(200));
    let endless =
        format!("规则: {{甲: {{一: {{填报: {{数: 整数}}, 分值: >-\n{}  数}}}}}}\n", format!("  {}\n", "数 + ".repeat(100)).repeat(8));
    let one_line = format!("说明: {}\n", "{甲: ".repeat(5_000));
    let run = format!("规则: {{甲: {{一: {{分值: {}}}}}}}\n", "本月已得".repeat(200));
    let crowd = format!("规则:\n  甲:\n{}", (0..3_500).map(|n| format!("    规{n}: 1\n")).collect::<String>());
    let wrong = format!("规则:\n  甲:\n{}", (0..3_000).map(|n| format!("    规{n}: 乱写\n")).collect::<String>());
    let drowned = format!("{}规则: {{甲: {{一: 乱写}}}}\n", "#  \n".repeat(2_000));
    for text in [deep, long, names, endless, one_line, run, crowd, wrong, drowned] {
        let checked = rulebook::check(&bundle(VILLAGE, &text, &[]));
        assert!(checked.rulebook.is_none());
        assert!((1..=1_000).contains(&checked.findings.len()));
    }
    let looping = "规则:\n  甲:\n    一:\n      填报: {数: 整数}\n      公示: 7天\n      分值: |\n        令 和 = 0;\n        对于 次 在 0..100000000 { 和 += 数; }\n        和\n      比如: [{数: 1, 得: 1}]\n    二: {分值: 5, 比如: [{得: 6}]}\n";
    let found = rulebook::check(&bundle(VILLAGE, looping, &[])).findings;
    let said: Vec<_> = found.iter().map(|f| (f.line, f.message.as_str())).collect();
    assert_eq!(
        said,
        [
            (8, "算第 10 行的比如时，这里算了太多步还没有结果，已经停下（是不是循环没有尽头）。"),
            (11, "这个比如写的是得 6 分，算出来是 5 分：二 记 5 分。")
        ]
    );
}

#[test]
fn a_mistake_in_a_quoted_or_long_text_is_marked_at_its_characters() {
    let table = [
        ("      分值: \"时长 * 时常\"\n", (6, 17)),
        ("      分值: '时长 * 时常'\n", (6, 17)),
        ("      分值: |\n        时长 *\n        时常\n", (8, 9)),
        ("      分值: >-\n        时长 *\n        时常\n", (8, 9)),
        ("      分值: 时长 *\n        时常\n", (7, 9)),
        ("      条件: 时长 > 1 且 时常 > 2\n      分值: 5\n", (6, 20)),
    ];
    for (body, place) in table {
        let text = format!("# 注\n规则:\n  公益:\n    志愿服务:\n      填报: {{时长: 小时}}\n{body}");
        let found = rulebook::check(&bundle(VILLAGE, &text, &[])).findings;
        let places: Vec<_> = found.iter().map(|f| (f.code, (f.line, f.column))).collect();
        assert_eq!(places, [("formula.unknown_name", place)], "{body}");
    }
}

#[test]
fn every_rule_has_a_sentence_for_the_wall() {
    let list = "\
规则:
  甲:
    评定: {填报: {评定分: {类型: 整数, 最小: 5, 最大: 10}}, 分值: 评定分}
    庭院: {填报: {等级: [优, 差]}, 对照: {等级: {优: 5, 差: -2}}, 上限: 每户每月 1 次}
    婚事: {填报: {桌数: 桌}, 分档: [{桌数 <= 10: 30}, {其他: 0}], 对象: 个人}
    脏话: {分值: -2, 取高: 言行, 审核: 超过20分两人}
    举报: {分值: 10, 保密: 是}
    大奖: {分值: 50, 审核: 超过20分两人}
    小奖: {填报: {时长: 小时}, 分值: 时长 * 2, 上限: 每人每月 20 分, 审核: 超过20分两人}
    养殖: {分值: '最小(牛 * 4 + 羊, 20)', 条件: 牛 >= 1 且 等级 != 差, 填报: {牛: 整数, 羊: 整数, 等级: [优, 差]}}
    打分: {填报: {甲评: 整数, 乙评: 整数}, 分值: (甲评 + 乙评) / 2}
    出工: {填报: {工数: 整数}, 分值: '最小(工数, 户内人数)'}
    清零: {分值: '-最小(余额, 20)'}
    搬迁: {分档: [{日期 <= 2017-12-31: 10}, {本年次数 == 0 或 日期 < 2018-07-01: 5}, {其他: 0}], 上限: 每户累计 1 次}
    老师: {填报: {人数: 人, 核实: 是否}, 条件: 非 核实, 分值: 3 - 人数 * -1.5}
    难算: {填报: {人数: 人}, 分值: 人数 * 人数, 上限: [每户每月 10 分]}
    迟到: {分值: -0.5, 上限: 每户每年 10 分}
    分情况: {填报: {时长: 小时}, 分值: '如果 时长 > 5 { 10 } 否则如果 时长 > 2 { 时长 * 2 } 否则 { 0 }'}
    或者: {填报: {桌数: 桌, 彩礼: 元, 核实: 是否}, 条件: 核实 且 (桌数 <= 10 或 彩礼 <= 30000), 分值: 5, 起: 2026-03-01}
    并且: {填报: {桌数: 桌, 彩礼: 元, 核实: 是否}, 条件: 核实 或 桌数 <= 10 且 彩礼 <= 30000, 分值: 5, 止: 2026-05-31}
    复查: {填报: {桌数: 桌}, 条件: '非 (桌数 > 5) 且 相差天数(日期, 上次日期) >= 30', 分值: 5, 起: 2026-03-01, 止: 2026-05-31}
    难说: {填报: {人数: 人}, 分值: '如果 人数 * 人数 > 5 { 人数 * 人数 } 否则 { 0 }'}
";
    let rulebook = load(VILLAGE, list);
    let sentences: Vec<String> = rulebook.rules().map(|rule| rule.sentence()).collect();
    assert_eq!(
        sentences,
        [
            "评定：每户每次按评定分加 5 到 10 分，一人审核。",
            "庭院：每户每次按等级，优加 5 分、差扣 2 分，每户每月最多 1 次，要有照片或证明，一人审核，公示 7 天。",
            "婚事：每人每次，桌数不超过 10 桌的加 30 分；其余不计分，一人审核。",
            "脏话：每户每次扣 2 分，同一天的“言行”只扣最重的一项，要有照片或证明，一人审核，公示 7 天。",
            "举报：每户每次加 10 分，一人审核，保密。",
            "大奖：每户每次加 50 分，两人审核。",
            "小奖：每人每次按时长每小时加 2 分，每人每月最多 20 分，一人审核。",
            "养殖：每户每次按牛每多 1 加 4 分、羊每多 1 加 1 分，一次最多 20 分，牛不少于 1、等级不是差才记，一人审核。",
            "打分：每户每次按甲评、乙评的平均数加分，一人审核。",
            "出工：每户每次按工数和户内人数里小的一个加分，一人审核。",
            "清零：每户每次按余额扣分，一次最多扣 20 分，要有照片或证明，一人审核，公示 7 天。",
            "搬迁：每户每次，2017 年 12 月 31 日及以前的加 10 分；本年第一次或者2018 年 7 月 1 日以前的加 5 分；其余不计分，每户一共最多 1 次，一人审核。",
            "老师：每户每次加 3 分，再按人数每人加 1.5 分，没有核实才记，一人审核。",
            "难算：每户每次按“人数 × 人数”算分，每户每月最多 10 分，一人审核。",
            "迟到：每户每次扣 0.5 分，每户每年最多扣 10 分，要有照片或证明，一人审核，公示 7 天。",
            "分情况：每户每次看情况：时长超过 5 小时的加 10 分；时长超过 2 小时的按时长每小时加 2 分；其余不计分，一人审核。",
            "或者：每户每次加 5 分，核实、（桌数不超过 10 桌或者彩礼不超过 30000 元）才记，2026 年 3 月 1 日起做的才记，一人审核。",
            "并且：每户每次加 5 分，核实或者（桌数不超过 10 桌、彩礼不超过 30000 元）才记，到 2026 年 5 月 31 日为止做的才记，一人审核。",
            "复查：每户每次加 5 分，桌数不超过 5 桌、日期和上次日期相差不少于 30 天才记，2026 年 3 月 1 日到 2026 年 5 月 31 日做的才记，一人审核。",
            "难说：每户每次按“如果 人数 × 人数 > 5 { 人数 × 人数} 否则 { 0}”算分，一人审核。",
        ]
    );
}

#[test]
fn an_example_must_give_exactly_what_it_says() {
    let codes = |expected: &str| {
        let list = format!("规则: {{甲: {{一: {{分值: 5, 比如: [{{得: {expected}}}]}}}}}}\n");
        rulebook::check(&bundle(VILLAGE, &list, &[])).findings.iter().map(|f| f.code).collect::<Vec<_>>()
    };
    assert_eq!((codes("5"), codes("5.00")), (vec![], vec![]));
    for wrong in ["4", "6", "5.01", "-5"] {
        assert_eq!(codes(wrong), ["examples.failed"], "{wrong}");
    }
}

#[test]
fn a_folder_without_a_village_file_says_so() {
    let empty = Bundle { files: Vec::new(), ..bundle("", "", &[]) };
    let only_rules = Bundle { files: vec![source("rules.yaml", "规则: {}\n")], ..empty.clone() };
    for bundle in [empty, only_rules] {
        let checked = rulebook::check(&bundle);
        assert!(checked.rulebook.is_none());
        assert_eq!(checked.findings[0].code, "village.missing");
        assert!(!rulebook::text(&checked.findings, false).is_empty());
    }
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let list = "规则:\n  公益:\n    志愿服务:\n      填报: {时长: 小时}\n      分值: 时长 * 2分\n";
    let plain = rulebook::check(&bundle(VILLAGE, list, &[])).findings;
    let windows = format!("\u{FEFF}{}", list.replace('\n', "\r\n"));
    let other = rulebook::check(&bundle(VILLAGE, &windows, &[])).findings;
    assert_eq!(plain, other);
    let fixed = rulebook::mended(&source("rules.yaml", &windows), &other);
    assert_eq!(fixed.text, windows.replace("2分", "2"));
}

#[test]
fn the_same_files_give_the_same_findings_every_time() {
    let list = "规则:\n  甲:\n    一: {填报: {时长: 小时, 时辰: 小时}, 分值: 时常 * 2}\n    二: {分直: 5}\n    一: 6\n";
    let first = rulebook::check(&bundle(VILLAGE, list, &[])).findings;
    assert!(first.iter().all(|finding| finding.level == Level::Error));
    for _ in 0..20 {
        assert_eq!(rulebook::check(&bundle(VILLAGE, list, &[])).findings, first);
    }
}
