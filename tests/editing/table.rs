//! Edits by name: what is written in the place of what, what undoes it, and what is refused.

use jifen::rulebook::check;
use jifen::rulebook::editing::{Edit, To, edit};

use super::*;

/// The rules after an edit, or why not.
fn edited(rules: &str, wanted: &Edit) -> Result<String, &'static str> {
    let before = bundle(rules);
    let mut after = edit(&before, wanted).map_err(|refusal| refusal.code)?;
    let text = std::mem::replace(&mut after.files[1].text, rules.to_owned());
    assert_eq!(after, before, "another file was touched");
    Ok(text)
}

const LIST: &str = "\
标题: 样例   # 头
引用:
  - 环境卫生   # 整包
规则:

  公益服务:                          # 谁干记谁

    志愿服务:
      填报: { 时长: { 类型: 小时, 最大: 24 }, 等级: [优, 良] }   # 两样
      条件: 时长 >= 0.5              # 不满半小时的不记
      分值: 时长 * 2
      # 这一行留着
      比如:
        - { 时长: 3, 等级: 优, 得: 6 }

    # 修路、清渠
    义务劳动: 5                      # 一次
    打扫: \"5\"
  移风易俗:
    婚事简办:
      填报: { 桌数: 整数 }
      分档:
        - 桌数 <= 10: 30             # 头一档
        - 其他: 0
";

/// What is replaced, and by what, in [`LIST`].
#[test]
fn an_edit_changes_one_place() {
    let table = [
        (set("义务劳动", "分值", "8"), "义务劳动: 5 ", "义务劳动: 8 "),
        (remove("义务劳动", "分值"), "义务劳动: 5", "义务劳动: \"\""),
        (set("志愿服务", "分值", "时长 * 3"), "时长 * 2", "时长 * 3"),
        (set("志愿服务", "填报/时长/最大", "12"), "最大: 24", "最大: 12"),
        (set("志愿服务", "填报/时长/最小", "0.5"), "最大: 24 }", "最大: 24, 最小: 0.5 }"),
        (set("志愿服务", "填报/等级/1", "一般"), "[优, 良]", "[优, 一般]"),
        (set("志愿服务", "填报/等级", "[优, 良, 差]"), "[优, 良]", "[优, 良, 差]"),
        (insert("志愿服务", "填报/等级", 2, None, "差"), "[优, 良]", "[优, 良, 差]"),
        (insert("志愿服务", "填报/等级", 0, None, "特优"), "[优, 良]", "[特优, 优, 良]"),
        (remove("志愿服务", "填报/等级/0"), "[优, 良]", "[良]"),
        (set("志愿服务", "填报/人数", "整数"), "[优, 良] }", "[优, 良], 人数: 整数 }"),
        (set("志愿服务", "比如/0/得", "8"), "得: 6", "得: 8"),
        (set("志愿服务", "说明", "好: 的 # 不是注"), "      # 这一行", "      说明: \"好: 的 # 不是注\"\n      # 这一行"),
        (set("志愿服务", "说明", "两行\n都要"), "      # 这一行", "      说明: |-\n        两行\n        都要\n      # 这一行"),
        (set("志愿服务", "上限", "每人每月 20 分"), "      # 这一行", "      上限: 每人每月 20 分\n      # 这一行"),
        (
            insert("志愿服务", "比如", 1, None, "{ 时长: 4, 等级: 优, 得: 8 }"),
            "得: 6 }\n",
            "得: 6 }\n        - { 时长: 4, 等级: 优, 得: 8 }\n",
        ),
        (remove("志愿服务", "条件"), "      条件: 时长 >= 0.5              # 不满半小时的不记\n", ""),
        (set("婚事简办", "分档/0/桌数 <= 10", "25"), "桌数 <= 10: 30", "桌数 <= 10: 25"),
        (set("婚事简办", "分档/1/0", "5"), "其他: 0", "其他: 5"),
        (rename("婚事简办", "分档/0/0", "桌数 <= 12"), "桌数 <= 10", "桌数 <= 12"),
        (insert("婚事简办", "分档", 1, Some("桌数 <= 15"), "10"), "        - 其他", "        - 桌数 <= 15: 10\n        - 其他"),
        (remove("婚事简办", "分档/0"), "        - 桌数 <= 10: 30             # 头一档\n", ""),
        (rename("打扫", "", "扫地"), "打扫:", "扫地:"),
        (rename("打扫", "", "打扫: 院子"), "打扫:", "\"打扫: 院子\":"),
        (set("打扫", "分值", "6"), "\"5\"", "\"6\""),
        (
            set("义务劳动", "上限", "每人每月 20 分"),
            "义务劳动: 5                      # 一次\n",
            "义务劳动:                        # 一次\n      分值: 5\n      上限: 每人每月 20 分\n",
        ),
        (switch("打扫", false), "打扫: \"5\"\n", "打扫:\n      分值: \"5\"\n      停用: 是\n"),
        (switch("志愿服务", false), "      # 这一行", "      停用: 是\n      # 这一行"),
        (set("庭院整洁", "分值", "8"), "- 环境卫生   # 整包\n", "- 包: 环境卫生   # 整包\n    改: { 庭院整洁.分值: 8 }\n"),
        (switch("庭院整洁", false), "- 环境卫生   # 整包\n", "- 包: 环境卫生   # 整包\n    不用: [庭院整洁]\n"),
        (Edit::Add { to: To::Chapter("移风易俗".into()), name: "新风".into(), text: "3".into() }, "其他: 0\n", "其他: 0\n    新风: 3\n"),
        (
            Edit::Add { to: To::Before("打扫".into()), name: "巡逻".into(), text: "{ 分值: 3, 凭证: 照片 }".into() },
            "    打扫",
            "    巡逻: { 分值: 3, 凭证: 照片 }\n    打扫",
        ),
        (
            Edit::Add { to: To::Chapter("平安".into()), name: "巡逻".into(), text: "3".into() },
            "其他: 0\n",
            "其他: 0\n  平安:\n    巡逻: 3\n",
        ),
        (remove("义务劳动", ""), "\n    # 修路、清渠\n    义务劳动: 5                      # 一次\n", ""),
        (
            move_to("打扫", To::Up),
            "\n    # 修路、清渠\n    义务劳动: 5                      # 一次\n    打扫: \"5\"\n",
            "    打扫: \"5\"\n\n    # 修路、清渠\n    义务劳动: 5                      # 一次\n",
        ),
        (
            move_to("义务劳动", To::Chapter("移风易俗".into())),
            "\n    # 修路、清渠\n    义务劳动: 5                      # 一次\n    打扫: \"5\"\n",
            "    打扫: \"5\"\n",
        ),
    ];
    for (edit, before, after) in table {
        assert_eq!(LIST.matches(before).count(), 1, "{before}");
        let changed = edited(LIST, &edit).unwrap_or_else(|code| panic!("{edit:?}: {code}"));
        let mut expected = LIST.replace(before, after);
        if let Edit::Move { to: To::Chapter(_), .. } = &edit {
            expected.push_str("\n    # 修路、清渠\n    义务劳动: 5                      # 一次\n");
        }
        assert_eq!(changed, expected, "{edit:?}");
    }
}

/// Edits, and what undoes them: the text is then what it was, to the last byte.
#[test]
fn what_is_undone_leaves_no_trace() {
    let name = |name: &str| name.to_owned();
    let table = [
        (set("义务劳动", "分值", "8"), set("义务劳动", "分值", "5")),
        (set("义务劳动", "分值", "是: 否"), set("义务劳动", "分值", "5")),
        (set("打扫", "分值", "0012"), set("打扫", "分值", "5")),
        (set("义务劳动", "上限", "每人每月 20 分"), remove("义务劳动", "上限")),
        (set("打扫", "上限", "每人每月 20 分"), remove("打扫", "上限")),
        (set("志愿服务", "填报/人数", "整数"), remove("志愿服务", "填报/人数")),
        (insert("志愿服务", "填报/等级", 0, None, "特优"), remove("志愿服务", "填报/等级/0")),
        (insert("婚事简办", "分档", 1, Some("桌数 <= 15"), "10"), remove("婚事简办", "分档/1")),
        (rename("义务劳动", "", "出工: 一天"), rename("出工: 一天", "", "义务劳动")),
        (rename("婚事简办", "填报/桌数", "席数"), rename("婚事简办", "填报/席数", "桌数")),
        (switch("义务劳动", false), switch("义务劳动", true)),
        (switch("志愿服务", false), switch("志愿服务", true)),
        (switch("庭院整洁", false), switch("庭院整洁", true)),
        (switch("义务劳动", true), switch("义务劳动", true)),
        (switch("庭院整洁", true), switch("庭院整洁", true)),
        (set("庭院整洁", "分值", "8"), remove("庭院整洁", "分值")),
        (move_to("义务劳动", To::Up), move_to("义务劳动", To::Down)),
        (move_to("志愿服务", To::Chapter(name("移风易俗"))), move_to("志愿服务", To::Before(name("义务劳动")))),
        (move_to("打扫", To::Before(name("婚事简办"))), move_to("打扫", To::Chapter(name("公益服务")))),
        (Edit::Add { to: To::Chapter(name("公益服务")), name: name("新"), text: name("3") }, remove("新", "")),
        (Edit::Add { to: To::Before(name("志愿服务")), name: name("新"), text: name("3") }, remove("新", "")),
    ];
    for list in [LIST.to_owned(), LIST.trim_end().to_owned(), format!("\u{FEFF}{}", LIST.replace('\n', "\r\n"))] {
        for (done, undone) in &table {
            let changed = edited(&list, done).unwrap_or_else(|code| panic!("{done:?}: {code}"));
            let back = edited(&changed, undone).unwrap_or_else(|code| panic!("{undone:?}: {code}\n{changed}"));
            assert_eq!(back, list, "{done:?}\n{changed}");
        }
    }
}

#[test]
fn two_rules_of_a_pack_are_left_out_and_taken_in_again_one_by_one() {
    let one = edited(LIST, &switch("庭院整洁", false)).unwrap();
    let both = edited(&one, &switch("乱贴广告", false)).unwrap();
    assert!(both.contains("    不用: [庭院整洁, 乱贴广告]\n"), "{both}");
    let changed = edited(&both, &set("庭院整洁", "分值", "4")).unwrap();
    assert!(changed.contains("    不用: [庭院整洁, 乱贴广告]\n    改: { 庭院整洁.分值: 4 }\n"), "{changed}");
    let back = edited(&edited(&changed, &remove("庭院整洁", "分值")).unwrap(), &switch("庭院整洁", true)).unwrap();
    assert!(back.contains("    不用: [乱贴广告]\n"), "{back}");
    assert_eq!(edited(&back, &switch("乱贴广告", true)).unwrap(), LIST);
}

/// What brackets hold is edited in its brackets; the file's own language is kept.
#[test]
fn a_list_in_brackets_and_a_list_in_english() {
    let flow = "引用: [环境卫生]\n规则: { 甲: { 一: 5, 二: { 分值: 6, 上限: 每户每月 1 次 } }, 乙: {} }\n";
    let english = "use: 环境卫生\nrules:\n  甲:\n    一: 5\n";
    let table = [
        (flow, set("一", "上限", "每户每月 1 次"), "一: 5", "一: { 分值: 5, 上限: 每户每月 1 次 }"),
        (flow, set("二", "分值", "7"), "6", "7"),
        (
            flow,
            move_to("一", To::Chapter("乙".into())),
            "{ 一: 5, 二: { 分值: 6, 上限: 每户每月 1 次 } }, 乙: {}",
            "{ 二: { 分值: 6, 上限: 每户每月 1 次 } }, 乙: { 一: 5 }",
        ),
        (flow, remove("一", ""), "一: 5, ", ""),
        (flow, switch("庭院整洁", false), "[环境卫生]", "[{ 包: 环境卫生, 不用: [庭院整洁] }]"),
        (english, switch("一", false), "一: 5", "一:\n      points: 5\n      disabled: yes"),
        (
            english,
            set("一", "上限", "1 time per household per month"),
            "一: 5",
            "一:\n      points: 5\n      limits: 1 time per household per month",
        ),
        (english, switch("庭院整洁", false), "use: 环境卫生", "use:\n  pack: 环境卫生\n  except: [庭院整洁]"),
        (
            "标题: 空\n",
            Edit::Add { to: To::Chapter("甲".into()), name: "一".into(), text: "5".into() },
            "空\n",
            "空\n规则:\n  甲:\n    一: 5\n",
        ),
    ];
    for (list, wanted, before, after) in table {
        assert_eq!(
            edited(list, &wanted).unwrap_or_else(|code| panic!("{wanted:?}: {code}")),
            list.replacen(before, after, 1),
            "{wanted:?}"
        );
    }
}

#[test]
fn what_cannot_be_done_alone_is_refused() {
    let commented =
        "规则:\n  甲:\n    一:\n      分值: 5\n      上限:   # 两条\n        - 每户每月 1 次\n        - 每户每年 2 次\n    二: {分值: 6}\n";
    let table = [
        (LIST, set("义务劳功", "分值", "8"), "editing.unknown_rule"),
        (LIST, set("义务劳动", "", "8"), "editing.unknown_place"),
        (LIST, set("志愿服务", "填报/时长/最大/多", "8"), "editing.unknown_place"),
        (LIST, remove("义务劳动", "上限"), "editing.unknown_place"),
        (LIST, rename("义务劳动", "", "打扫"), "editing.name_taken"),
        (LIST, Edit::Add { to: To::Chapter("公益服务".into()), name: "庭院整洁".into(), text: "3".into() }, "editing.name_taken"),
        (LIST, rename("庭院整洁", "", "院子"), "editing.in_pack"),
        (LIST, remove("庭院整洁", ""), "editing.in_pack"),
        (LIST, move_to("庭院整洁", To::Up), "editing.in_pack"),
        (LIST, move_to("志愿服务", To::Up), "editing.at_edge"),
        (LIST, move_to("打扫", To::Down), "editing.at_edge"),
        (LIST, set("义务劳动", "分值", "\u{7}"), "editing.not_alone"),
        (commented, set("一", "上限", "每户每月 3 次"), "editing.not_alone"),
        ("规则: { 甲: { 一: 5, 二: 6 } \n", set("一", "分值", "8"), "editing.unknown_rule"),
    ];
    for (list, wanted, code) in table {
        assert_eq!(edited(list, &wanted), Err(code), "{wanted:?}");
    }
    let without_comment = commented.replace("   # 两条", "");
    let one_line = without_comment.replace("\n        - 每户每月 1 次\n        - 每户每年 2 次", " 每户每月 3 次");
    assert_eq!(edited(&without_comment, &set("一", "上限", "每户每月 3 次")), Ok(one_line));
}

#[test]
fn a_bad_value_is_written_and_then_found() {
    let found = check(&edit(&bundle(LIST), &set("庭院整洁", "分值", "12")).unwrap()).findings;
    let codes: Vec<_> = found.iter().map(|finding| (finding.file.as_str(), finding.code)).collect();
    assert!(codes.contains(&("rules.yaml", "pack.out_of_bounds")), "{codes:?}");
}

#[test]
fn a_rule_that_is_off_is_not_in_force_and_may_have_a_namesake() {
    let names = |bundle: &Bundle| check(bundle).rulebook.unwrap().rules().map(|rule| rule.name().to_owned()).collect::<Vec<_>>();
    let list = bundle("规则:\n  甲:\n    一: 5\n    二: 6\n");
    let off = edit(&list, &switch("一", false)).unwrap();
    assert_eq!((names(&list), names(&off)), (vec!["一".into(), "二".into()], vec!["二".into()]));
    assert_eq!(names(&edit(&off, &rename("二", "", "三")).unwrap()), ["三"]);
    let both = bundle("引用: [{ 包: 环境卫生, 不用: [庭院整洁] }]\n规则:\n  甲:\n    庭院整洁: 5\n");
    assert_eq!(names(&both), ["庭院整洁", "乱贴广告"]);
    let wrong = bundle("规则:\n  甲:\n    一: { 分值: 5, 停用: 也许 }\n    二: 6\n");
    assert_eq!(check(&wrong).findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["value.yes_no"]);
}
