//! What changed between two lists, in sentences: a table of small edits and what is said about each.

#![allow(clippy::unwrap_used)] // a test that cannot go on ends here

use jifen::rulebook::{Became, Bundle, Changes, Source, compare};
use jifen::words::VillageId;

const SETTINGS: &str = "名称: 小张庄\n公示天数: 5\n基金: { 名称: 基金, 预算: 15000 }\n";
const RULES: &str = "\
标题: 小张庄积分标准
规则:
  遵纪守法:
    拾金不昧: 5
    乱扔垃圾: -2
  公益服务:
    上限: 每户每年 100 分
    志愿服务:
      填报: { 时长: 小时 }
      分值: 时长 * 2
      上限: 每人每月 20 分
      比如:
        - { 时长: 5, 得: 10 }
    庭院整洁:
      填报: { 等级: [优, 良, 差] }
      对照: { 等级: { 优: 5, 良: 3, 差: 0 } }
    婚事简办:
      填报: { 桌数: 整数 }
      分档:
        - 桌数 <= 10: 30
        - 桌数 <= 20: 10
        - 其他: 0
";

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

fn bundle(files: &[(&str, &str)], packs: &[(&str, &str)]) -> Bundle {
    let [files, packs] = [files, packs].map(|all| all.iter().map(|(path, text)| source(path, text)).collect());
    Bundle { village: VillageId::draft(), files, packs }
}

fn village(settings: &str, rules: &str) -> Bundle {
    bundle(&[("village.yaml", settings), ("rules.yaml", rules)], &[])
}

/// What is said when the texts on the left are replaced by those on the right.
fn edited(edits: &[(&str, &str)]) -> Changes {
    let mut texts = [SETTINGS.to_owned(), RULES.to_owned()];
    for (from, to) in edits {
        assert!(texts.iter().any(|text| text.contains(from)), "{from}");
        texts = texts.map(|text| text.replace(from, to));
    }
    compare(&village(SETTINGS, RULES), &village(&texts[0], &texts[1])).unwrap()
}

/// Edits, and what is said about them.
type Row = (&'static [(&'static str, &'static str)], &'static [&'static str]);

#[test]
fn every_edit_is_said_in_a_sentence() {
    let table: &[Row] = &[
        (&[("拾金不昧: 5", "拾金不昧: 8")], &["改 1 条。", "拾金不昧：5 分 → 8 分"]),
        (&[("乱扔垃圾: -2", "乱扔垃圾: -3")], &["改 1 条。", "乱扔垃圾：扣 2 分 → 扣 3 分"]),
        (&[("时长 * 2", "时长 * 3")], &["改 1 条。", "志愿服务：每小时 2 分 → 3 分"]),
        (&[("时长 * 2", "2.5 × 时长")], &["改 1 条。", "志愿服务：每小时 2 分 → 2.5 分"]),
        (&[("时长 * 2", "最小(时长, 8) * 2")], &["改 1 条。", "志愿服务：每小时 2 分 → 最小(时长, 8) × 2"]),
        (&[("时长 * 2", "5")], &["改 1 条。", "志愿服务：每小时 2 分 → 5 分"]),
        (&[("每人每月 20 分", "每人每月 30 分")], &["改 1 条。", "志愿服务：每人每月 20 分 → 30 分"]),
        (&[("每人每月 20 分", "[每月每人20分, 每户每年 2 次]")], &["改 1 条。", "志愿服务：新增上限 每户每年 2 次"]),
        (&[("      上限: 每人每月 20 分\n", "")], &["改 1 条。", "志愿服务：取消上限 每人每月 20 分"]),
        (&[("每人每月 20 分", "每人每年 20 分")], &["改 1 条。", "志愿服务：新增上限 每人每年 20 分；取消上限 每人每月 20 分"]),
        (&[("优: 5", "优: 6")], &["改 1 条。", "庭院整洁：等级“优” 5 分 → 6 分"]),
        (&[("桌数 <= 10: 30", "桌数 <= 10: 20")], &["改 1 条。", "婚事简办：“桌数 ≤ 10” 30 分 → 20 分"]),
        (&[("其他: 0", "其他: -5")], &["改 1 条。", "婚事简办：“其他” 0 分 → 扣 5 分"]),
        (
            &[("        - 桌数 <= 20: 10\n", ""), ("- 桌数 <= 10: 30\n", "- 桌数 <= 10: 30\n        - 桌数 <= 15: 20\n")],
            &["改 1 条。", "婚事简办：“桌数 ≤ 15” 没写 → 20 分；“桌数 ≤ 20” 10 分 → 不写了"],
        ),
        (&[("{ 时长: 小时 }", "{ 时长: 小时, 人数: 人 }")], &["改 1 条。", "志愿服务：要填 人数（人）"]),
        (&[("{ 时长: 小时 }", "{ 时长: { 类型: 小时, 最大: 8 } }")], &["改 1 条。", "志愿服务：时长的最大 没写 → 8"]),
        (&[("[优, 良, 差] }", "[优, 良, 差], 说法: 文字 }")], &["改 1 条。", "庭院整洁：要填 说法（文字）"]),
        (&[("拾金不昧: 5", "拾金不昧: { 分值: 5, 审核: 两人, 保密: 是 }")], &["改 1 条。", "拾金不昧：审核 没写 → 两人；保密 没写 → 是"]),
        (&[("拾金不昧: 5", "拾金不昧: { 分值: 5, 止: 2026-06-30 }")], &["改 1 条。", "拾金不昧：到 2026-06-30 为止"]),
        (
            &[("规则:", "活动: [{ 名称: 春耕, 起: 2026-03-01, 止: 2026-03-31, 类别: 公益服务, 倍数: 2 }]\n规则:")],
            &["本村设置改 1 处。", "本村设置：新增活动“春耕”：倍数 2，止 2026-03-31，类别 公益服务，起 2026-03-01"],
        ),
        (&[("得: 10", "得: 10.0")], &["规则没有变，只改了排版、注释或先后。"]),
        (&[("时长: 5, 得: 10", "时长: 6, 得: 12")], &["改 1 条。", "志愿服务：比如改了（不影响计分）"]),
        (&[("    拾金不昧: 5\n", "")], &["停用 1 条。", "停用 拾金不昧：每户每次加 5 分，一人审核，公示 5 天"]),
        (
            &[("    拾金不昧: 5\n", "    拾金不昧: { 分值: 5, 停用: 是 }\n")],
            &["停用 1 条。", "停用 拾金不昧：每户每次加 5 分，一人审核，公示 5 天"],
        ),
        (
            &[("拾金不昧: 5", "拾金不昧: 5\n    见义勇为: { 分值: 50, 上限: 每户每年 2 次 }")],
            &["新增 1 条。", "新增 见义勇为：每户每次加 50 分，每户每年最多 2 次，一人审核，公示 5 天"],
        ),
        (&[("拾金不昧: 5", "拾金不昧交公: 5")], &["改名 1 条。", "拾金不昧 改名为 拾金不昧交公"]),
        (&[("志愿服务:", "公益劳动:")], &["改名 1 条。", "志愿服务 改名为 公益劳动"]),
        (
            &[("公益服务:", "志愿活动:")],
            &[
                "改 3 条，本村设置改 2 处。",
                "志愿服务：类别 公益服务 → 志愿活动",
                "庭院整洁：类别 公益服务 → 志愿活动",
                "婚事简办：类别 公益服务 → 志愿活动",
                "本村设置：“公益服务”这一类取消上限 每户每年 100 分",
                "本村设置：“志愿活动”这一类新增上限 每户每年 100 分",
            ],
        ),
        (&[("每户每年 100 分", "每户每年 80 分")], &["本村设置改 1 处。", "本村设置：“公益服务”这一类每户每年 100 分 → 80 分"]),
        (&[("公示天数: 5", "公示天数: 7")], &["本村设置改 1 处。", "本村设置：公示天数 5 → 7"]),
        (&[("预算: 15000", "预算: 20000")], &["本村设置改 1 处。", "本村设置：基金 预算 15000 → 20000"]),
        (&[("公示天数: 5", "公示天数: 5\n最低兑换分: 20")], &["本村设置改 1 处。", "本村设置：最低兑换分 没写 → 20"]),
        (&[("小张庄积分标准", "小张庄积分办法")], &["本村设置改 1 处。", "本村设置：rules.yaml 标题 小张庄积分标准 → 小张庄积分办法"]),
        (
            &[("公示天数: 5", "公示天数: 5\n采纳: { 会议: 村民代表会议, 日期: 2026-01-01, 应到: 30, 实到: 30, 赞成: 30, 文号: 一 }")],
            &["本村设置改 1 处。", "本村设置：会议记录写上了"],
        ),
        (
            &[("拾金不昧: 5", "拾金不昧: 6"), ("乱扔垃圾: -2", "见义勇为: 50"), ("公示天数: 5", "公示天数: 7")],
            &[
                "改 1 条，新增 1 条，停用 1 条，本村设置改 1 处。",
                "拾金不昧：5 分 → 6 分",
                "新增 见义勇为：每户每次加 50 分，一人审核，公示 7 天",
                "停用 乱扔垃圾：每户每次扣 2 分，要有照片或证明，一人审核，公示 7 天",
                "本村设置：公示天数 5 → 7",
            ],
        ),
    ];
    for (edits, expected) in table {
        assert_eq!(edited(edits).sentences(), *expected, "{edits:?}");
    }
}

#[test]
fn another_way_of_writing_the_same_is_no_change() {
    let otherwise = "\
# 换了写法，意思没有变
rules:
  公益服务:
    婚事简办:
      tiers: { 桌数<=10: 30, 桌数 <= 20: 10.0, 其他: 0 }
      fields: { 桌数: { type: 整数 } }
    志愿服务: { points: '时长 × ２', limits: [20 points per person per month], fields: { 时长: 小时 }, 比如: [{ 得: 10, 时长: 5 }] }
    上限: 100 points per household per year
    庭院整洁: { 对照: { 等级: { 差: 0, 良: 3, 优: 5 } }, 填报: { 等级: [差, 良, 优] } }
  遵纪守法:
    乱扔垃圾: { points: -2 }
    拾金不昧: 5
title: 小张庄积分标准
";
    let settings = "基金: { 预算: 15000.00, 名称: 基金 }\nname: 小张庄\nnotice_days: 5\n";
    let changes = compare(&village(SETTINGS, RULES), &village(settings, otherwise)).unwrap();
    assert_eq!(changes.sentences(), ["规则没有变，只改了排版、注释或先后。"]);
    let nothing = compare(&village(SETTINGS, RULES), &village(SETTINGS, RULES)).unwrap();
    assert_eq!(nothing.sentences(), ["一个字也没有改。"]);
}

#[test]
fn the_order_of_tiers_matters_and_that_of_files_does_not() {
    let swapped = edited(&[("桌数 <= 10: 30", "桌数 <= 甲"), ("桌数 <= 20: 10", "桌数 <= 10: 30"), ("桌数 <= 甲", "桌数 <= 20: 10")]);
    assert_eq!(swapped.sentences()[1], "婚事简办：分档的先后改为 桌数 ≤ 20、桌数 ≤ 10、其他");
    let (laws, services) = RULES.split_at(RULES.find("  公益服务:").unwrap());
    let services = format!("规则:\n{services}");
    let split = bundle(&[("rules/二.yaml", &services), ("village.yaml", SETTINGS), ("rules/一.yaml", laws)], &[]);
    let whole = bundle(&[("village.yaml", SETTINGS), ("rules/一.yaml", RULES)], &[]);
    assert_eq!(compare(&whole, &split).unwrap().sentences(), ["规则没有变，只改了排版、注释或先后。"]);
}

#[test]
fn a_new_name_is_guessed_only_where_nothing_else_fits() {
    let rules = |list: &str| village(SETTINGS, &format!("规则:\n  类:\n{list}"));
    let names = |before: &str, after: &str| {
        let changes = compare(&rules(before), &rules(after)).unwrap();
        let mut renamed: Vec<_> = changes.renamed().map(|(was, now)| format!("{was}>{now}")).collect();
        renamed.sort();
        (renamed.join(" "), changes.rules.iter().filter(|change| change.became == Became::Added).count())
    };
    let table = [
        // Only a number in common, and names that have nothing in common.
        ("    拾金不昧: 5\n", "    帮扶邻里: 5\n", "", 1),
        // Two may have become one.
        ("    清扫街道: 5\n    清扫街巷: 5\n", "    清扫街面: 5\n", "", 1),
        // The content says which is which.
        ("    清扫街道: 5\n    清扫河道: 6\n", "    清扫大街: 5\n    清扫大河: 6\n", "清扫河道>清扫大河 清扫街道>清扫大街", 0),
        // With more content the name says nothing.
        ("    甲: { 分值: 5, 上限: 每户每年 1 次 }\n", "    乙: { 分值: 5, 上限: 每户每年 1 次 }\n", "甲>乙", 0),
        ("    甲: { 分值: 5, 上限: 每户每年 1 次 }\n", "    乙: { 分值: 6, 上限: 每户每年 1 次 }\n", "", 1),
        // A basis beside it does not matter, and is told.
        ("    打扫卫生: 5\n", "    打扫好卫生: { 分值: 5, 依据: 第三条 }\n", "打扫卫生>打扫好卫生", 0),
    ];
    for (before, after, renamed, added) in table {
        assert_eq!(names(before, after), (renamed.to_owned(), added), "{before} {after}");
    }
}

#[test]
fn packs_that_come_go_and_change_are_told_rule_by_rule() {
    let pack = |points: &str| {
        format!("标题: 环境卫生\n可改:\n  庭院整洁.分值: 1 到 10\n规则:\n  环境卫生:\n    庭院整洁: {points}\n    种树: 3\n")
    };
    let with = |uses: &str, points: &str| {
        let rules = format!("{uses}规则:\n  类:\n    拾金不昧: 5\n");
        bundle(&[("village.yaml", SETTINGS), ("rules.yaml", &rules)], &[("packs/环境卫生.yaml", &pack(points))])
    };
    let whole = "引用: [环境卫生]\n";
    let table: [(&str, &str, &str, &str, &[&str]); 4] = [
        (
            "",
            "2",
            whole,
            "2",
            &[
                "新增 2 条，本村设置改 2 处。",
                "新增 庭院整洁：每户每次加 2 分，一人审核，公示 5 天",
                "新增 种树：每户每次加 3 分，一人审核，公示 5 天",
                "本村设置：引用规则包 环境卫生",
                "本村设置：环境卫生 标题 没写 → 环境卫生",
            ],
        ),
        (whole, "2", whole, "4", &["改 1 条。", "庭院整洁：2 分 → 4 分"]),
        (whole, "2", "引用: [{ 包: 环境卫生, 改: { 庭院整洁.分值: 4 } }]\n", "2", &["改 1 条。", "庭院整洁：2 分 → 4 分"]),
        (whole, "2", "引用: [{ 包: 环境卫生, 不用: [种树] }]\n", "2", &["停用 1 条。", "停用 种树：每户每次加 3 分，一人审核，公示 5 天"]),
    ];
    for (was, before, is, after, expected) in table {
        assert_eq!(compare(&with(was, before), &with(is, after)).unwrap().sentences(), expected, "{is} {after}");
    }
}

#[test]
fn a_list_with_mistakes_is_compared_all_the_same_and_no_yaml_is_named() {
    let mistaken = edited(&[("拾金不昧: 5", "拾金不昧: 八"), ("每人每月 20 分", "每人每月二十")]);
    assert_eq!(mistaken.sentences(), ["改 2 条。", "拾金不昧：5 分 → 八", "志愿服务：取消上限 每人每月 20 分；上限“每人每月二十”写上了",]);
    let torn = compare(&village(SETTINGS, RULES), &village(SETTINGS, "规则: {"));
    assert_eq!(torn.unwrap_err(), ["rules.yaml"]);
}

#[test]
fn programs_get_the_same_as_data() {
    let json = serde_json::to_value(edited(&[("时长 * 2", "时长 * 3")])).unwrap();
    let expected = serde_json::json!({
        "summary": "改 1 条。",
        "rules": [{
            "rule": "志愿服务", "chapter": "公益服务", "became": "changed", "sentence": "志愿服务：每小时 2 分 → 3 分",
            "parts": [{"key": "分值", "before": "时长 × 2", "after": "时长 × 3", "sentence": "每小时 2 分 → 3 分"}],
        }],
        "settings": [],
    });
    assert_eq!(json, expected);
}

/// Days and campaigns are said with what they were.
#[test]
fn what_runs_for_a_while_is_said_with_what_it_was() {
    let list = |campaign: &str, until: &str| {
        let text = format!("规则:\n  甲:\n    扫地: {{ 分值: 2, 起: 2026-01-01, 止: {until} }}\n活动:\n  - {campaign}\n");
        village(SETTINGS, &text)
    };
    let before = list("{ 名称: 春耕, 起: 2026-03-01, 止: 2026-03-31, 规则: 扫地, 倍数: 2 }", "2026-06-30");
    let after = list("{ 倍数: 3, 名称: 春耕, 起: 2026-03-01, 止: 2026-04-30, 规则: 扫地 }", "2026-12-31");
    let expected = [
        "改 1 条，本村设置改 2 处。",
        "扫地：止 2026-06-30 → 2026-12-31",
        "本村设置：活动“春耕”的倍数 2 → 3",
        "本村设置：活动“春耕”的止 2026-03-31 → 2026-04-30",
    ];
    assert_eq!(compare(&before, &after).unwrap().sentences(), expected);
    let gone = list("{ 名称: 秋收, 起: 2026-03-01, 止: 2026-03-31, 规则: 扫地, 倍数: 2 }", "2026-06-30");
    let said = compare(&before, &gone).unwrap().sentences();
    assert!(said.iter().any(|sentence| sentence == "本村设置：取消活动“春耕”"), "{said:?}");
}
