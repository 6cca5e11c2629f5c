//! The keys that reach beyond one record: what happened before, what runs for a while, what a meeting or a script decides.

use jifen::rulebook::{self, Bundle, Level, NoHistory, Record};
use jifen::words::{Points, Refusal};

use super::{VILLAGE, bundle, day, judge, load, map, source};

/// Every record of a list: rule, facts, history, points and explanation.
fn expect(list: &str, table: &[(&str, &str, &str, &str, &str)]) {
    let rulebook = load(VILLAGE, list);
    for (rule, facts, history, points, explanation) in table {
        let decision = judge(&rulebook, rule, facts, history);
        let got = (decision.points.plain(), decision.explanation());
        assert_eq!((got.0.as_str(), got.1.as_str()), (*points, *explanation), "{rule} {facts} {history}");
    }
}

/// The codes of what is found.
fn codes(list: &str) -> Vec<&'static str> {
    rulebook::check(&bundle(VILLAGE, list, &[])).findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_deduction_that_comes_again_weighs_more() {
    let list = "\
规则:
  环境:
    乱倒: {分值: -2, 再犯: 一年内加倍}
    焚烧: {填报: {堆数: 整数}, 分值: -2 * 堆数, 再犯: {期限: 半年, 倍数: 1.5, 最多: 4}, 上限: 每户每年 9 分}
";
    expect(
        list,
        &[
            ("乱倒", "", "", "-2", "乱倒 扣 2 分"),
            ("乱倒", "", "一年内次数=1", "-4", "乱倒 扣 2 分；一年内已经有过 1 次（最近一次 2026-03-09），按 2 倍扣 4 分"),
            ("乱倒", "", "一年内次数=3", "-4", "乱倒 扣 2 分；一年内已经有过 3 次（最近一次 2026-03-09），按 2 倍扣 4 分"),
            (
                "焚烧",
                "堆数=1",
                "半年内次数=1",
                "-3",
                "焚烧 -2 × 堆数 1 = -2 分；半年内已经有过 1 次（最近一次 2026-03-09），按 1.5 倍扣 3 分",
            ),
            (
                "焚烧",
                "堆数=2",
                "半年内次数=2 本年已扣=3",
                "-6",
                "焚烧 -2 × 堆数 2 = -4 分；半年内已经有过 2 次（最近一次 2026-03-09），按 2.25 倍扣 9 分；本年已记扣 3 分，上限每户每年 9 分，这次扣 6 分",
            ),
        ],
    );
}

#[test]
fn a_veto_bars_whoever_it_is_about() {
    let list = "\
规则:
  文明:
    庭院: {填报: {等级: [优, 差]}, 对照: {等级: {优: 5, 差: -2}}, 否决: {取消: 评优, 期限: 一年}}
    酒驾: {填报: {属实: 是否}, 条件: 属实, 分值: 0, 否决: {取消: [评优, 兑换], 期限: 本年}}
";
    let rulebook = load(VILLAGE, list);
    let bars = |rule, facts| judge(&rulebook, rule, facts, "").explanation().contains("入账起不能评优");
    assert_eq!(["等级=差", "等级=优"].map(|facts| bars("庭院", facts)), [true, false]);
    assert_eq!(["属实=是", "属实=否"].map(|facts| bars("酒驾", facts)), [true, false]);
}

#[test]
fn months_in_a_row_earn_a_bonus_and_can_be_asked_for() {
    let list = "\
规则:
  环境:
    清扫: {分值: 2, 连续: 连续3月 加 5 分, 上限: 每户每月 6 分}
    坚持: {条件: 连续月数 >= 3, 分值: 连续月数 * 2}
    全勤: {分值: 本类连续月数 + 全部连续月数}
";
    expect(
        list,
        &[
            ("清扫", "", "", "2", "清扫 记 2 分"),
            ("清扫", "", "连续月数=2", "2", "清扫 记 2 分"),
            ("清扫", "", "连续月数=3", "6", "清扫 记 2 分；连续 3 个月都有，另加 5 分；上限每户每月 6 分，这次记 6 分"),
            ("清扫", "", "连续月数=3 连续已得=5", "2", "清扫 记 2 分"),
            (
                "清扫",
                "",
                "连续月数=6 本月已得=5",
                "1",
                "清扫 记 2 分；连续 6 个月都有，另加 5 分；本月已记 5 分，上限每户每月 6 分，这次记 1 分",
            ),
            ("坚持", "", "连续月数=2", "0", "连续月数 2 个月，不符合条件“连续月数 ≥ 3”，不计分"),
            ("坚持", "", "连续月数=4", "8", "坚持 4 个月 × 2 = 8 分"),
            ("全勤", "", "本类连续月数=3", "4", "全勤 本类连续月数 3 个月 + 全部连续月数 1 个月 = 4 分"),
        ],
    );
}

#[test]
fn thresholds_on_a_running_total_pay_the_difference() {
    let list = "\
规则:
  公益:
    志愿服务:
      填报: {时长: 小时, 核实: 是否}
      条件: 核实
      累计达标: {统计: 时长, 周期: 每年, 档: {10: 2, 20: 5, 50: 10}}
      上限: 每户每月 4 分
    义务献血: {累计达标: {统计: 次数, 周期: 累计, 档: {1: 5, 3: 20}}}
";
    expect(
        list,
        &[
            ("志愿服务", "时长=8 核实=是", "", "0", "志愿服务 本年累计时长 8 小时，再有 2 小时满 10 小时，共记 2 分"),
            ("志愿服务", "时长=5 核实=是", "本年累计时长=8 本年已得=0", "2", "志愿服务 本年累计时长 13 小时，满 10 小时记 2 分"),
            (
                "志愿服务",
                "时长=10.005 核实=是",
                "本年累计时长=9.99 本年已得=0 本月已得=1",
                "3",
                "志愿服务 本年累计时长 20 小时，满 20 小时记 5 分；本月已记 1 分，上限每户每月 4 分，这次记 3 分",
            ),
            ("志愿服务", "时长=8 核实=否", "本年累计时长=8", "0", "核实 否，不符合条件“核实”，不计分"),
            ("义务献血", "", "", "5", "义务献血 累计次数 1 次，满 1 次记 5 分"),
            ("义务献血", "", "累计次数=2 累计已得=5", "15", "义务献血 累计次数 3 次，满 3 次共记 20 分，前面已记 5 分，这次记 15 分"),
        ],
    );
    let rulebook = load(VILLAGE, list);
    let amounts = |facts| judge(&rulebook, "志愿服务", facts, "").amounts();
    assert_eq!(amounts("时长=10.005 核实=是"), Some([("时长", "10.01".parse().unwrap())].into()));
    assert_eq!(amounts("时长=10.005 核实=否"), None); // what does not count adds to no total
    let shown: Vec<String> = rulebook.needs("志愿服务").iter().map(|need| format!("{} {:?}", need.measure, need.span)).collect();
    assert_eq!(shown, ["total:时长:志愿服务 Year", "rule:志愿服务 Month"]);
    assert_eq!(rulebook.keeps("志愿服务").len(), 2);
}

#[test]
fn a_campaign_gives_more_on_its_days() {
    let list = "\
规则:
  孝老爱亲:
    敬老: {分值: 4, 上限: 每户每月 15 分, 连续: 连续2月 加 1 分}
    不孝: -3
  公益:
    清扫: 2
活动:
  - {名称: 重阳敬老月, 起: 2026-03-01, 止: 2026-03-10, 类别: 孝老爱亲, 倍数: 2}
  - {名称: 春风行动, 起: 2026-03-10, 止: 2026-04-30, 规则: [敬老, 清扫], 加: 1.5}
  - {名称: 去年的, 起: 2025-03-01, 止: 2025-03-31, 类别: 全部, 倍数: 3}
";
    expect(
        list,
        &[
            (
                "敬老",
                "",
                "连续月数=2",
                "11.5",
                "敬老 记 4 分；连续 2 个月都有，另加 1 分；活动“重阳敬老月”，按 2 倍记，多记 5 分；活动“春风行动”，另加 1.5 分",
            ),
            (
                "敬老",
                "",
                "本月已得=12",
                "3",
                "敬老 记 4 分；活动“重阳敬老月”，按 2 倍记，多记 4 分；活动“春风行动”，另加 1.5 分；本月已记 12 分，上限每户每月 15 分，这次记 3 分",
            ),
            ("不孝", "", "", "-3", "不孝 扣 3 分"),
            ("清扫", "", "", "3.5", "清扫 记 2 分；活动“春风行动”，另加 1.5 分"),
        ],
    );
    let rulebook = load(VILLAGE, list);
    let said = |rule: &str, on: &str| {
        let rule = rulebook.rule(rule).unwrap();
        rule.sentence_on(day(on)).strip_prefix(&rule.sentence()).unwrap().to_owned()
    };
    let table = [
        ("敬老", "2026-02-28", ""),
        ("敬老", "2026-03-01", "活动“重阳敬老月”（2026 年 3 月 1 日到 2026 年 3 月 10 日）按 2 倍记。"),
        ("敬老", "2026-03-11", "活动“春风行动”（2026 年 3 月 10 日到 2026 年 4 月 30 日）每次另加 1.5 分。"),
        ("不孝", "2026-03-01", ""),
        ("清扫", "2025-03-31", "活动“去年的”（2025 年 3 月 1 日到 2025 年 3 月 31 日）按 3 倍记。"),
    ];
    for (rule, on, expected) in table {
        assert_eq!(said(rule, on), expected, "{rule} {on}");
    }
}

/// What would have earned is told with what the limits would have left; and no next time is promised where there is none.
#[test]
fn why_not_promises_nothing_that_would_not_be() {
    let list = "\
规则:
  公益:
    志愿: {填报: {时长: 小时, 核实: 是否}, 条件: 核实, 分值: 时长 * 2, 上限: 每户每月 20 分}
    春耕: {分值: 5, 上限: 每户每月 5 分, 止: 2026-03-31}
    夏收: {分值: 5, 上限: 每户每月 5 分, 止: 2026-04-01}
";
    let full = "本月已记 5 分，上限每户每月 5 分，这次不计分";
    expect(
        list,
        &[
            ("志愿", "时长=15 核实=否", "", "0", "核实 否，不符合条件“核实”，不计分，符合条件的记 20 分"),
            ("志愿", "时长=15 核实=否", "本月已得=17", "0", "核实 否，不符合条件“核实”，不计分，符合条件的记 3 分"),
            ("志愿", "时长=15 核实=否", "本月已得=20", "0", "核实 否，不符合条件“核实”，不计分"),
            ("春耕", "", "本月已得=5", "0", &format!("春耕 记 5 分；{full}")),
            ("夏收", "", "本月已得=5", "0", &format!("夏收 记 5 分；{full}，下个月再做又能记")),
        ],
    );
}

#[test]
fn the_campaign_of_a_pack_stays_in_the_pack() {
    let pack = "标题: 清洁家园\n规则:\n  环境:\n    扫地: 2\n    擦窗: 2\n活动: {名称: 扫除月, 起: 2026-03-01, 止: 2026-03-31, 规则: [扫地, 擦窗], 加: 1}\n";
    let own = "引用: [{包: 清洁家园, 不用: [擦窗]}]\n规则:\n  环境:\n    擦窗: 3\n";
    let rulebook = rulebook::check(&bundle(VILLAGE, own, &[("清洁家园.yaml", pack)])).rulebook.unwrap();
    assert_eq!(judge(&rulebook, "扫地", "", "").points.plain(), "3");
    assert_eq!(judge(&rulebook, "擦窗", "", "").points.plain(), "3");
    assert!(rulebook::check_pack(&source("清洁家园.yaml", pack), &[]).is_empty());
    let misspelt = rulebook::check_pack(&source("清洁家园.yaml", &pack.replace("[扫地", "[扫第")), &[]);
    assert_eq!(misspelt.iter().map(|finding| (finding.code, finding.guess())).collect::<Vec<_>>(), [("campaign.unknown", Some("扫地"))]);
}

#[test]
fn a_meeting_decides_and_two_others_agree() {
    let list = "\
规则:
  表彰:
    国家级表彰: 一事一议
    重大贡献: {填报: {事由: 文字}, 分值: 一事一议 5 到 50 分, 上限: 每户每年 60 分}
    严重失信: {分值: '一事一议 -50 到 -5 分', 审核: 两人}
";
    let decided = |points: &str| format!("议定分值={points} 会议=村民代表会议 会议日期=2026-03-05");
    expect(
        list,
        &[
            ("国家级表彰", &decided("200"), "", "200", "国家级表彰 2026-03-05 由村民代表会议议定，记 200 分"),
            (
                "重大贡献",
                &format!("事由=修路 {}", decided("50")),
                "本年已得=20",
                "40",
                "重大贡献 2026-03-05 由村民代表会议议定，记 50 分；本年已记 20 分，上限每户每年 60 分，这次记 40 分",
            ),
            ("严重失信", &decided("-5"), "", "-5", "严重失信 2026-03-05 由村民代表会议议定，扣 5 分"),
        ],
    );
    let rulebook = load("名称: 样例村\n试行: 是\n审核: 免审\n", list);
    let rules: Vec<_> = rulebook.rules().map(|rule| (rule.review().people(Points::ZERO), rule.is_award(), rule.is_deduction())).collect();
    assert_eq!(rules, [(2, true, false), (2, true, false), (2, false, true)]);
    let missing = rulebook.judge(
        &Record { rule: "国家级表彰", occurred_on: day("2026-03-10"), facts: &map("议定分值=5 会议= 会议日期=2026-03-05") },
        &NoHistory,
    );
    assert_eq!(Refusal::from(missing.unwrap_err()).sentence, "还没有填“会议”。");
    let too_much = map(&format!("事由=修路 {}", decided("51")));
    let refused = rulebook.judge(&Record { rule: "重大贡献", occurred_on: day("2026-03-10"), facts: &too_much }, &NoHistory);
    assert_eq!(Refusal::from(refused.unwrap_err()).sentence, "“议定分值”不能超过 50分，现在是 51。");
}

const GROWING: &str = "\
// 养得多记得多，卖了的不算。
令 头数 = 最小(新增牛, 5);
加分(头数 * 4, \"新增养牛\");
如果 有合作社 {
    加分(3, \"加入合作社\");
}
/* 往年
   的账 */
如果 新增牛 < 卖出 { 扣分((卖出 - 新增牛) / 2, \"卖的比养的多\"); }
";

/// A village with one rule of a script.
fn scripted(fields: &str, script: &str, examples: &str) -> Bundle {
    let list = format!("规则: {{富裕: {{勤劳致富: {{填报: {{{fields}}}, 脚本: 勤劳致富.rhai, 比如: [{examples}]}}}}}}\n");
    let mut bundle = bundle(VILLAGE, &list, &[]);
    bundle.files.push(source("勤劳致富.rhai", script));
    bundle
}

#[test]
fn a_script_gives_and_takes_with_reasons() {
    let fields = "新增牛: 整数, 卖出: 整数, 有合作社: 是否";
    let checked = rulebook::check(&scripted(fields, GROWING, "{新增牛: 2, 卖出: 0, 有合作社: 是, 得: 11}"));
    let rulebook = checked.rulebook.unwrap_or_else(|| panic!("{}", rulebook::text(&checked.findings, false)));
    let table = [
        ("新增牛=2 卖出=0 有合作社=是", "11", "勤劳致富 新增养牛，加 8 分；加入合作社，加 3 分，合计 11 分"),
        ("新增牛=9 卖出=0 有合作社=否", "20", "勤劳致富 新增养牛，加 20 分"),
        ("新增牛=0 卖出=3 有合作社=否", "-1.5", "勤劳致富 卖的比养的多，扣 1.5 分"),
        ("新增牛=0 卖出=0 有合作社=否", "0", "勤劳致富 新增牛 0，有合作社 否，卖出 0，脚本里的都够不上，不计分"),
    ];
    for (facts, points, explanation) in table {
        let decision = judge(&rulebook, "勤劳致富", facts, "");
        assert_eq!((decision.points.plain().as_str(), decision.explanation().as_str()), (points, explanation), "{facts}");
    }
    let last = judge(&rulebook, "勤劳致富", "新增牛=0 卖出=3 有合作社=否", "").steps().remove(0);
    assert_eq!((&*last.file, last.line), ("勤劳致富.rhai", 9), "a comment of two lines does not move the lines below it");
    let rule = rulebook.rule("勤劳致富").unwrap();
    assert!(rule.is_award() && rule.is_deduction());
    assert_eq!(rule.sentence(), "勤劳致富：每户每次按脚本“勤劳致富.rhai”算分，要有照片或证明，一人审核，公示 7 天。");
    let only_gives = rulebook::check(&scripted("新增牛: 整数", "加分(新增牛, \"养牛\")", "{新增牛: 2, 得: 2}")).rulebook.unwrap();
    assert!(!only_gives.rule("勤劳致富").unwrap().is_deduction());
}

#[test]
fn a_script_may_give_back_a_number() {
    let script = "令 和 = 0;\n对于 第 在 1..=3 { 和 += 新增牛 * 第; }\n和\n";
    let rulebook = rulebook::check(&scripted("新增牛: 整数", script, "{新增牛: 2, 得: 12}")).rulebook.unwrap();
    assert_eq!(judge(&rulebook, "勤劳致富", "新增牛=1", "").explanation(), "勤劳致富 新增牛 1，记 6 分");
}

/// What is filled in may say how often; numbers stay exact.
#[test]
fn a_loop_counts_as_far_as_what_is_filled_in() {
    let table = [
        ("对于 头 在 0..新增牛 { 加分(0.5, \"养牛\"); }", "1.5"),
        ("对于 头 在 1..=新增牛 { 加分(头 * 0.1, \"养牛\"); }", "0.6"),
        ("对于 头 在 新增牛..(新增牛 * 2 + 1) { 加分(1, \"养牛\"); }", "4"),
        ("加分(1, \"养牛\"); 对于 头 在 新增牛..1 { 加分(1, \"养牛\"); }", "1"),
        ("令 和 = 0; 对于 头 在 0..=取整(新增牛 / 2) { 和 += 头; } 和", "1"),
    ];
    for (script, points) in table {
        let rulebook = rulebook::check(&scripted("新增牛: 整数", script, &format!("{{新增牛: 3, 得: {points}}}"))).rulebook.expect(script);
        assert_eq!(judge(&rulebook, "勤劳致富", "新增牛=3", "").points.plain(), points, "{script}");
    }
}

/// What is wrong in a script is found in the script, at its line and column.
#[test]
fn a_mistake_in_a_script_is_marked_in_the_script() {
    let example = "{新增牛: 2, 得: 2}";
    let table = [
        ("加分(新增羊, \"养牛\")", "formula.unknown_name", (1, 4)),
        ("// 养牛\n\n  加分(新增牛，\"养牛\"。)", "formula.syntax", (3, 15)),
        ("加分(新增牛)", "formula.arguments", (1, 1)),
        ("加分(新增牛, 3)", "formula.type", (1, 9)),
        ("佳分(新增牛, \"养牛\")", "formula.unknown_function", (1, 1)),
        ("令 和 = 新增牛;", "formula.result", (1, 1)),
        ("加分(新增牛, \"养牛\");\n新增牛", "formula.result", (1, 1)),
        ("如果 新增牛 > 1 { 加分(2, \"养牛\"); } 否则 { 2 }", "script.number", (1, 1)),
        ("新增牛 > 1", "formula.result", (1, 1)),
        ("import \"别的\"", "formula.not_allowed", (1, 1)),
    ];
    for (script, code, place) in table {
        let found = rulebook::check(&scripted("新增牛: 整数", script, example)).findings;
        let shown: Vec<_> = found.iter().map(|f| (f.file.as_str(), f.code, (f.line, f.column))).collect();
        assert_eq!(shown, [("勤劳致富.rhai", code, place)], "{script}");
    }
}

/// What only running shows is told with the example that ran, and names the line of the script.
#[test]
fn a_script_that_cannot_go_on_is_stopped_with_its_line() {
    let table = [
        ("加分(新增牛 - 5, \"养牛\")", "“加分”后面的数不能小于 0（勤劳致富.rhai 第 1 行）。"),
        ("加分(新增牛, \" \")", "理由要写 1 到 60 个字（勤劳致富.rhai 第 1 行）。"),
        ("对于 次 在 0..60 {\n加分(1, \"养牛\")\n}", "一件事最多加分、扣分 50 次（勤劳致富.rhai 第 2 行）。"),
        (
            "令 和 = 0;\n对于 次 在 0..新增牛 / 4 { 和 += 1; }\n加分(和, \"养牛\")",
            "从几数到几要用整数，0.5 不是整数，请写成 取整(…)（勤劳致富.rhai 第 2 行）。",
        ),
        ("加分(新增牛 / (新增牛 - 2), \"养牛\")", "除数是 0（勤劳致富.rhai 第 1 行）。"),
    ];
    for (script, said) in table {
        let found = rulebook::check(&scripted("新增牛: 整数", script, "{新增牛: 2, 得: 2}")).findings;
        let messages: Vec<_> = found.iter().filter(|f| f.code == "examples.failed").map(|f| f.message.as_str()).collect();
        assert_eq!(messages, [format!("这个比如算不出来：{said}")], "{script}");
    }
}

/// Whatever the example fills in, it is the loop that must end.
#[test]
fn a_loop_without_end_is_told_where_it_stands() {
    for end in ["100000000", "新增牛 * 50000000"] {
        let script = format!("令 和 = 0;\n对于 次 在 0..{end} {{ 和 += 新增牛; }}\n和");
        let found = rulebook::check(&scripted("新增牛: 整数", &script, "{新增牛: 2, 得: 2}")).findings;
        let places: Vec<_> = found.iter().map(|f| (f.file.as_str(), f.line, f.code)).collect();
        assert_eq!(places, [("勤劳致富.rhai", 2, "examples.failed")], "{end}");
    }
}

#[test]
fn a_script_belongs_to_the_version_also_of_a_pack_taken_in() {
    let own = scripted("新增牛: 整数", "加分(新增牛, \"养牛\")", "{新增牛: 2, 得: 2}");
    let hash = |bundle: &Bundle| rulebook::check(bundle).rulebook.unwrap().hash().to_owned();
    let mut changed = own.clone();
    changed.files[2].text.push_str(" // 改过");
    assert_ne!(hash(&own), hash(&changed));

    let pack = "标题: 富裕\n规则: {富裕: {养牛: {填报: {新增牛: 整数}, 脚本: 养牛.rhai, 比如: [{新增牛: 2, 得: 2}]}}}\n";
    let taken =
        [("packs/富裕.yaml", pack), ("packs/养牛.rhai", "新增牛"), ("packs/别的.rhai", "1"), ("packs/别的.yaml", "标题: 别的\n规则: {}\n")];
    let village = bundle(VILLAGE, "引用: [富裕]\n", &taken);
    let pinned = village.pinned();
    let paths: Vec<_> = pinned.packs.iter().map(|pack| pack.path.as_str()).collect();
    assert_eq!(paths, ["packs/富裕.yaml", "packs/养牛.rhai"]);
    assert_eq!(hash(&village), hash(&pinned));
    assert_eq!(judge(&rulebook::check(&pinned).rulebook.unwrap(), "养牛", "新增牛=3", "").points.plain(), "3");
    let mut other = village.clone();
    other.packs[1].text = "新增牛 * 1".into();
    assert_ne!(hash(&village), hash(&other));
    let scripts = [source("养牛.rhai", "新增牛")];
    assert!(rulebook::check_pack(&source("富裕.yaml", pack), &scripts).is_empty());
}

#[test]
fn what_earned_nothing_says_why_and_what_would_have() {
    let list = "\
规则:
  公益:
    服务:
      填报: {时长: 小时, 核实: 是否, 人数: 整数}
      条件: 核实 且 时长 >= 0.5 且 人数 < 10 且 6 / 人数 > 1
      分值: 5
    等待: {填报: {天数: 天}, 条件: 天数 > 3, 分值: 5}
    两头: {填报: {天数: 天}, 条件: 天数 >= 3 或 天数 == 1, 分值: 5}
    酒席:
      填报: {桌数: 桌, 彩礼: 元}
      分档: [{桌数 > 30: -5}, {桌数 > 20: 0}, {彩礼 <= 30000: 30}, {桌数 <= 5 且 彩礼 <= 50000: 10}, {其他: 0}]
      比如: [{桌数: 31, 彩礼: 0, 得: -5}, {桌数: 21, 彩礼: 0, 得: 0}, {桌数: 8, 彩礼: 0, 得: 30}, {桌数: 5, 彩礼: 40000, 得: 10}, {桌数: 8, 彩礼: 40000, 得: 0}]
";
    expect(
        list,
        &[
            (
                "服务",
                "时长=0.25 核实=否 人数=12",
                "",
                "0",
                "核实 否，不符合条件“核实”，不计分；时长 0.25 小时，也不符合条件“时长 ≥ 0.5”，还差 0.25 小时；人数 12，也不符合条件“人数 < 10”，要少于 10；人数 12，也不符合条件“6 ÷ 人数 > 1”，符合条件的记 5 分",
            ),
            ("服务", "时长=1 核实=否 人数=0", "", "0", "核实 否，不符合条件“核实”，不计分，符合条件的记 5 分"),
            ("等待", "天数=3", "", "0", "天数 3 天，不符合条件“天数 > 3”，要超过 3 天，不计分，符合条件的记 5 分"),
            ("两头", "天数=2", "", "0", "天数 2 天，不符合条件“天数 ≥ 3 或 天数 ＝ 1”，不计分，符合条件的记 5 分"),
            ("酒席", "桌数=25 彩礼=0", "", "0", "酒席 桌数 25 桌，符合“桌数 > 20”这一档，不计分"),
            (
                "酒席",
                "桌数=8 彩礼=40000",
                "",
                "0",
                "酒席 桌数 8，彩礼 40000，前面各档都不符合，按“其他”不计分，“桌数 ≤ 5 且 彩礼 ≤ 50000”才记 10 分，桌数多了 3 桌",
            ),
        ],
    );
}

#[test]
fn what_happened_before_is_asked_for_by_day() {
    let list = "规则:\n  甲:\n    一: {条件: '相差天数(上次日期, 日期) > 30', 分值: 5}\n";
    let rulebook = load(VILLAGE, list);
    for (last, points) in [("上次日期=2026-03-01", "0"), ("上次日期=2026-02-01", "5"), ("上次日期=2026-03-11", "5"), ("", "5")]
    {
        assert_eq!(judge(&rulebook, "一", "", last).points.plain(), points, "{last}");
    }
    let problems = rulebook.suppose("一", day("2026-03-10"), &map("上次日期=昨天")).unwrap_err();
    assert_eq!(problems[0].message, "“上次日期”要写日期，像 2026-03-01，现在是“昨天”");
}

#[test]
fn a_heavier_repeat_is_weighed_like_a_heavier_rule() {
    let list = |repeat: &str| format!("规则:\n  甲:\n    好: 5\n    坏: {{分值: -3, 再犯: {repeat}}}\n");
    assert_eq!(codes(&list("{期限: 一年, 最多: 4}")), ["E07"]);
    assert_eq!(codes(&list("{期限: 一年, 倍数: 1.5}")), Vec::<&str>::new());
}

#[test]
fn each_key_is_said_on_the_wall_and_means_the_same_in_english() {
    let chinese = "\
规则:
  环境:
    乱倒: {分值: -2, 再犯: 一年内加倍}
    焚烧: {分值: -2, 再犯: {期限: 半年, 倍数: 2, 最多: 4}}
    清扫: {分值: 2, 连续: 连续3月 加 5 分}
    献血: {累计达标: {统计: 次数, 周期: 累计, 档: {1: 5, 3: 20}}}
    服务: {填报: {时长: 小时}, 累计达标: {统计: 时长, 周期: 每年, 档: {10: 2, 20: 5}}}
    表彰: 一事一议
    贡献: {分值: 一事一议 5 到 50 分}
活动: [{名称: 清洁月, 起: 2026-03-01, 止: 2026-03-31, 规则: 清扫, 倍数: 2}, {名称: 年会, 起: 2026-03-10, 止: 2026-03-10, 类别: 全部, 加: 1}]
";
    let english = "\
rules:
  环境:
    乱倒: {points: -2, repeat: doubled within one year}
    焚烧: {points: -2, repeat: {within: half-year, factor: 2, at_most: 4}}
    清扫: {points: 2, streak: 5 points for 3 months}
    献血: {running_total: {sum: times, per: total, steps: {1: 5, 3: 20}}}
    服务: {fields: {时长: hours}, running_total: {sum: 时长, per: year, steps: {10: 2, 20: 5}}}
    表彰: by meeting
    贡献: {points: by meeting 5 to 50 points}
campaigns: [{name: 清洁月, from: 2026-03-01, until: 2026-03-31, rules: 清扫, factor: 2}, {name: 年会, from: 2026-03-10, until: 2026-03-10, chapters: all, add: 1}]
";
    let shown = |list: &str| load(VILLAGE, list).rules().map(|rule| rule.sentence().to_owned()).collect::<Vec<_>>();
    assert_eq!(shown(chinese), shown(english));
    let on_the_day = |list: &str| load(VILLAGE, list).rules().map(|rule| rule.sentence_on(day("2026-03-10"))).collect::<Vec<_>>();
    assert_eq!(on_the_day(chinese), on_the_day(english));
    assert_ne!(on_the_day(chinese), shown(chinese));
    assert_eq!(
        shown(chinese),
        [
            "乱倒：每户每次扣 2 分，一年内再犯加倍，要有照片或证明，一人审核，公示 7 天。",
            "焚烧：每户每次扣 2 分，半年内再犯每多一次乘 2、最多 4 倍，要有照片或证明，一人审核，公示 7 天。",
            "清扫：每户每次加 2 分，每连续 3 个月另加 5 分，一人审核。",
            "献血：每户累计满 1 次加 5 分、满 3 次共加 20 分，一人审核。",
            "服务：每户每年时长累计满 10 小时加 2 分、满 20 小时共加 5 分，一人审核。",
            "表彰：每户每次由会议议定，定多少记多少，两人审核。",
            "贡献：每户每次由会议议定，记 5 到 50 分，两人审核。",
        ]
    );
}

#[test]
fn a_deduction_says_how_it_is_earned_back() {
    let list = |repair: &str| {
        format!(
            "规则:\n  环境:\n    乱倒: {{分值: -3, 修复: {repair}}}\n    评比: {{填报: {{等级: [好, 差]}}, 对照: {{等级: {{好: 2, 差: -2}}}}, 修复: 清扫满2次}}\n    \
             清扫: {{填报: {{时长: 小时, 帮工: 小时, 袋数: 整数}}, 分值: 2}}\n"
        )
    };
    let table = [
        ("半年内清扫满3次返还一半", "入账起半年内清扫满 3 次，返还一半"),
        ("{清扫满: 三次}", "入账起一年内清扫满 3 次，返还全部"),
        ("{清扫的时长满: 4小时, 返还: 2分, 期限: 当年}", "入账起当年内清扫满 4 小时，返还 2 分"),
        ("{清扫满: 20, 期限: 长期}", "入账起清扫的袋数满 20，返还全部"),
        ("{清扫 reaches: 3 times, give_back: half, within: 6 months}", "入账起半年内清扫满 3 次，返还一半"),
        ("清扫帮工 reaches 4 hours within one year give back 2 points", "入账起一年内清扫满 4 小时，返还 2 分"),
    ];
    for (written, said) in table {
        let rulebook = load(VILLAGE, &list(written));
        assert_eq!(judge(&rulebook, "乱倒", "", "").explanation(), format!("乱倒 扣 3 分；{said}"), "{written}");
        assert!(rulebook.rule("乱倒").unwrap().sentence().contains(said), "{written}");
        assert_eq!(judge(&rulebook, "评比", "等级=好", "").explanation(), "评比 等级 好，记 2 分");
    }
}

#[test]
fn titles_are_read_as_a_table_or_a_list_in_both_languages() {
    let year = "每年得分满 90 分评为五星户，满 80 分评为四星户";
    let table = [
        ("评级: {80: 四星户, 90: 五星户}", year),
        ("评级: [{90: 五星户}, {80: 四星户}, {0: 不评}]", year),
        ("grades: {per: 每季, bands: {30: 清洁户, 0: 住户}}", "每季得分满 30 分评为清洁户，其余评为住户"),
        ("评级: {周期: 累计, 档: {100: 功勋户}}", "累计得分满 100 分评为功勋户"),
    ];
    for (written, said) in table {
        let rulebook = load(&format!("{VILLAGE}{written}\n"), "规则: {公益: {拾金不昧: 5}}\n");
        assert_eq!(rulebook.settings().grades.as_ref().unwrap().to_string(), said, "{written}");
    }
}

/// That something may be nothing is said of what is divided by, unless somebody has thought of it.
#[test]
fn a_divisor_that_may_be_nothing_is_warned_of() {
    let asked = "填报: {工时: 小时, 人数: 人, 定数: {类型: 整数, 最小: 1}}";
    let table = [
        ("分值: 工时 / 人数", 1),
        ("分值: 工时 % (人数 * 2)", 1),
        ("分值: 工时 / (定数 - 1)", 1),
        ("分值: 工时 / 相差天数(日期, 2026-01-01)", 1),
        ("分值: 工时 / 2", 0),
        ("分值: 工时 / 定数", 0),
        ("分值: 工时 / (人数 + 1)", 0),
        ("分值: \"工时 / 最大(人数, 1)\"", 0),
        ("分值: \"如果 人数 > 0 { 工时 / 人数 } 否则 { 0 }\"", 0),
        ("分值: 工时 / 人数\n条件: 人数 >= 1", 0),
        ("分档:\n  - 人数 == 0: 0\n  - 其他: 工时 / 人数", 0),
        ("分值: 工时 / 余额", 0), // nobody knows how much there is
    ];
    for (amount, expected) in table {
        let body: String = format!("{asked}\n{amount}").lines().map(|line| format!("      {line}\n")).collect();
        let found = rulebook::check(&bundle(VILLAGE, &format!("规则:\n  公益:\n    集体劳动:\n{body}"), &[])).findings;
        let warned = found.iter().filter(|finding| finding.code == "formula.by_zero").count();
        let errors: Vec<&str> =
            found.iter().filter(|finding| finding.level == Level::Error).map(|finding| finding.message.as_str()).collect();
        assert_eq!((warned, errors), (expected, Vec::new()), "{amount}");
    }
}
