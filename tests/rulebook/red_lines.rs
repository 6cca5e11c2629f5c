//! Red lines told from their innocent neighbours. The wrong lists themselves are in `tests/mistakes/E..`.

use jifen::rulebook::{self, Level};

use super::{VILLAGE, bundle};

/// The red lines that a list crosses, with their levels.
fn crossed(village: &str, rules: &str) -> Vec<(String, Level)> {
    let found = rulebook::check(&bundle(village, rules, &[])).findings;
    found.iter().filter(|finding| finding.code.starts_with('E')).map(|finding| (finding.code.to_owned(), finding.level)).collect()
}

fn of_rule(name: &str, points: &str, note: &str) -> Vec<(String, Level)> {
    crossed(VILLAGE, &format!("规则:\n  村规:\n    甲事: 100\n    {name}:\n      分值: {points}\n      说明: \"{note}\"\n"))
}

#[test]
fn innocent_neighbours_of_a_red_line_pass() {
    let deductions = [
        ("打击报复举报人", ""),
        ("阻拦他人信访", ""),
        ("捏造事实诬告陷害举报他人", ""),
        ("泄露举报人姓名", ""),
        ("婚丧喜庆大操大办", ""),
        ("不劝阻家人大操大办婚事", ""),
        ("结婚办酒席超过 20 桌", ""),
        ("结婚", "酒席超标的才扣"),
        ("干涉子女再婚", ""),
        ("歧视残疾人", ""),
        ("占用残疾人通道", ""),
        ("虐待病人", ""),
        ("骗取低保", ""),
        ("参与封建迷信", ""),
        ("参加邪教", ""),
        ("放高利贷", ""),
        ("酒后驾车出车祸", ""),
        ("不生产假货的承诺没有做到", ""),
        ("破坏摄像头", ""),
        ("损坏监控", "不能自动扣分，要有人看过"),
        ("乱倒垃圾", "不罚款，只扣分"),
        ("乱停车", "不公布姓名，只公布件数"),
        ("乱搭乱建", "不设黑榜"),
    ];
    for (name, note) in deductions {
        assert_eq!(of_rule(name, "-2", note), [], "{name} {note}");
    }
    let awards = [
        ("举报违法行为有功", "奖金以外另加分"),
        ("不出车祸", ""),
        ("残疾人互助", ""),
        ("照顾生病老人", ""),
        ("劝阻大操大办", ""),
        ("拒绝高利贷", ""),
        ("按时缴纳医保", "没有缴的不扣分"),
        ("帮贫困户办低保", ""),
        ("介绍贷款政策", "贷款照银行的规定办，与积分无关"),
        ("交还拾到的现金", ""),
        ("参加选举投票", ""),
        ("协助办理土地证明", ""),
        ("上善行义举榜", ""),
        ("少数民族团结互助", ""),
        ("集体婚礼", ""),
        ("禁止买卖积分宣传", "积分不得转让，不兑换现金"),
    ];
    for (name, note) in awards {
        let found = of_rule(name, "5", note);
        assert_eq!(found, [], "{name} {note}");
    }
    for heading in ["积分不兑换现金，也不得买卖", "该享受的低保、补贴不影响", "扣分扣到 0 为止，不记负分", "不搞红黑榜，不点名"]
    {
        assert_eq!(crossed(VILLAGE, &format!("说明: {heading}\n规则: {{公益: {{拾金不昧: 5}}}}\n")), [], "{heading}");
    }
}

#[test]
fn other_words_for_the_same_do_not_get_past() {
    let error = |code: &str| vec![(code.to_owned(), Level::Error)];
    let table = [
        ("越级上访", "", "E02"),
        ("乱告状", "", "E02"),
        ("恶意投诉", "", "E02"),
        ("网上发帖说村里不好", "", "E02"),
        ("二胎未报", "", "E02"),
        ("去北京反映情况", "", "E02"),
        ("缠访闹访", "", "E02"),
        ("越级上-访", "", "E02"),
        ("得了精神病", "", "E02"),
        ("家里吃低保", "", "E02"),
        ("回族过节", "", "E02"),
        ("在家上香", "", "E02"),
        ("娶外地媳妇", "", "E02"),
        ("不结扎", "", "E02"),
        ("不参加选举", "", "E02"),
        ("乱倒垃圾", "影响子女参军入党", "E01"),
        ("乱倒垃圾", "三次以上停水停电", "E01"),
        ("乱倒垃圾", "每次罚 50 元", "E03"),
        ("乱倒垃圾", "不够的下年再扣", "E04"),
        ("乱倒垃圾", "在群里通报姓名", "E11"),
        ("离婚", "不能歧视", "E02"), // an excuse for one line is none for another
        ("家里穷不出份子", "", "E02"),
        ("乱倒垃圾", "违者罚 款", "E03"),
        ("乱倒垃圾", "\u{FF21}\u{FF29}识别到的", "E12"),
        ("乱倒垃圾", "在微信群里点名", "E11"),
        ("乱倒垃圾", "追溯到去年", "E09"),
        ("乱倒垃圾", "一户违规全组扣", "E05"),
        ("乱倒垃圾", "分不够可以透支", "E04"),
        ("乱倒垃圾", "满三次停办低保", "E01"),
        ("越级上fang", "", "E02"),
        ("越级shangfang", "", "E02"),
        ("越级shàng访", "", "E02"),
        ("越级丄访", "", "E02"),
        ("越级上/访", "", "E02"),
        ("越级上.访", "", "E02"),
        ("越级上（访）", "", "E02"),
        ("越级上訪", "", "E02"),
        ("乱倒垃圾", "违者罰款", "E03"),
        ("乱倒垃圾", "违者fa款", "E03"),
        ("乱倒垃圾", "\u{0410}\u{0406}识别到的", "E12"),
        ("乱倒垃圾", "不得乱倒，违者罚款", "E03"), // a 不得 in another clause is no excuse
        ("乱倒垃圾", "影响孩子入学", "E01"),
        ("乱倒垃圾", "扣完分的不能当选村民代表", "E01"),
        ("乱倒垃圾", "满三次的，宅基地往后排", "E01"),
        ("不把孩子送本村小学", "", "E01"),
        ("不孕", "", "E02"),
        ("在抖音上反映村里问题", "", "E02"),
        ("到镇上反映村干部", "", "E02"),
        ("在家做祷告", "", "E02"),
        ("乱倒垃圾", "分不够的可以欠着，下年补", "E04"),
        ("乱倒垃圾", "不够扣的从明年的分里扣", "E04"),
        ("乱倒垃圾", "不许申辩", "E06"),
        ("乱倒垃圾", "从去年一月起补算", "E09"),
        ("乱倒垃圾", "在大喇叭里点名", "E11"),
        ("乱倒垃圾", "在村口张贴名单", "E11"),
        ("乱倒垃圾", "以后挂黑牌", "E11"),
        ("乱倒垃圾", "无人机拍到就扣", "E12"),
        ("乱倒垃圾", "无人机自动拍到就扣分", "E12"),
        ("乱倒垃圾", "一户犯错，邻居也扣", "E05"),
    ];
    for (name, note, code) in table {
        let found = of_rule(name, "-2", note);
        assert_eq!(found, error(code), "{name} {note}");
    }
}

/// Words that belong together stand in one sentence, and so does what excuses them. Whatever a rule does, points are no money.
#[test]
fn a_sentence_is_read_by_itself() {
    let table = [
        ("5", "年底可换成钱", Some("E03")),
        ("5", "每10分兑现10元现金", Some("E03")),
        ("5", "可到会计处领现金", Some("E03")),
        ("5", "60分以上才能办低保", Some("E01")),
        ("5", "去年的也要扣", Some("E09")),
        ("-2", "满三次，停发分红。低保不影响", Some("E01")),
        ("-2", "满三次取消评优。低保照发", None),
        ("-2", "邻居反映到村委，查实以后才扣。七天内可以提异议", None),
        ("5", "凭捐款现金的收据记分，一次领取一张奖状", None),
    ];
    for (points, note, code) in table {
        let codes: Vec<String> = of_rule("甲乙", points, note).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes.first().map(String::as_str), code, "{note}: {codes:?}");
    }
    let named = crossed(VILLAGE, "规则:\n  村规:\n    甲事: 100\n    换现金: 2\n");
    assert_eq!(named, [("E03".to_owned(), Level::Error)]);
}

/// What is filled in, and what decides about the points, asks for deeds: not for illness, children, faith. Who only gets nothing is warned of.
#[test]
fn points_do_not_hang_on_what_nobody_may_be_asked_about() {
    let asks = |name: &str, points: i32, field: &str| {
        let rule = format!("    {name}:\n      填报: {{ {field}: 是否 }}\n      条件: {field}\n      分值: {points}\n");
        crossed(VILLAGE, &format!("规则:\n  村规:\n    甲事: 100\n{rule}"))
    };
    for field in ["有病史", "子女数", "孩子数", "少数民族", "信教", "上访", "贫困", "婚否"] {
        for (points, level) in [(-2, Level::Error), (2, Level::Warning)] {
            let found = asks("评星", points, field);
            assert!(!found.is_empty() && found.iter().all(|found| *found == ("E02".to_owned(), level)), "{field}: {found:?}");
        }
    }
    for (name, points, field) in [("开会缺席", -2, "病假"), ("照顾老人", 2, "病人"), ("文明户", 2, "民族团结"), ("养殖", -2, "病死猪乱扔")]
    {
        assert_eq!(asks(name, points, field), [], "{name} {field}");
    }
    let tiers = "规则:\n  村规:\n    评星:\n      填报: {孩子数: 人}\n      分档: [孩子数 <= 2: 5, 其他: 0]\n";
    assert!(crossed(VILLAGE, tiers).iter().all(|(code, level)| (&**code, *level) == ("E02", Level::Warning)));
    assert!(!crossed(VILLAGE, tiers).is_empty());
}

/// What a village's assembly may have decided to pay is its own matter; that nobody is made to pay by points is said.
#[test]
fn a_deduction_for_not_paying_is_warned_of() {
    for name in ["未缴纳合作医疗", "不交卫生费", "拖欠医保"] {
        assert_eq!(of_rule(name, "-2", ""), [("E03".to_owned(), Level::Warning)], "{name}");
    }
}

#[test]
fn a_red_line_cannot_be_switched_off() {
    let list = |more: &str| format!("规则:\n  村规:\n    甲事: 100\n    越级上访:\n      分值: -2\n{more}");
    for more in ["      审核: 两人\n", "      依据: 村民会议全体同意\n", "      起: 2027-01-01\n", "      公示: 30天\n"] {
        assert_eq!(crossed(VILLAGE, &list(more)), [("E02".to_owned(), Level::Error)], "{more}");
    }
    let checked = rulebook::check(&bundle(VILLAGE, &list(""), &[]));
    assert!(checked.rulebook.is_none());
    let pack = list("").replace("规则:", "标题: 村规\n规则:");
    let checked = rulebook::check(&bundle(VILLAGE, "引用: [村规]\n", &[("packs/村规.yaml", &pack)]));
    assert!(checked.rulebook.is_none() && checked.findings.iter().any(|finding| finding.code == "E02"), "a pack brings none in");
    let off = list("      停用: 是\n");
    assert_eq!(crossed(VILLAGE, &off), [], "what is off is not in force");
}

#[test]
fn a_deduction_is_measured_by_what_awards_surely_give() {
    let warned = |rules: &str| crossed(VILLAGE, &format!("规则:\n  村规: {{{rules}}}\n")).len();
    let table = [
        ("甲事: 5, 乱倒: -5", 0),
        ("甲事: 5, 乱倒: -6", 1), // said once, of the one deduction
        ("甲事: 5, 乱倒: -5, 乱贴: -5", 1),
        ("甲事: 5, 乙事: 5, 乱倒: -5, 乱贴: -5", 0),
        ("甲事: 5, 大事: 一事一议 5 到 50 分, 乱倒: -6", 1), // what a meeting may give nobody can count on
        ("大事: 一事一议 5 到 50 分, 乱倒: -6", 0),
        ("甲事: 5, 种树: {填报: {棵数: 棵}, 分值: 棵数 * 2}, 乱倒: -6", 1), // nor on what nobody said the end of
        ("甲事: 5, 种树: {填报: {棵数: 棵}, 分档: [棵数 <= 3: 5, 其他: 棵数 * 2]}, 乱倒: -6", 1),
        ("甲事: 5, 种树: {填报: {棵数: 棵}, 分值: 棵数 * 2, 上限: 每月 10 分}, 乱倒: -6", 0),
    ];
    for (rules, expected) in table {
        assert_eq!(warned(rules), expected, "{rules}");
    }
}

#[test]
fn a_chapter_is_strenuous_if_all_its_rules_are() {
    let hinted = |rules: &str| crossed(VILLAGE, &format!("规则:\n  村里: {{{rules}}}\n"));
    assert_eq!(hinted("义务工: 5, 献血: 5"), [("E08".to_owned(), Level::Hint)]);
    for rules in ["义务工: 5, 献血: 5, 讲家风: 5", "献血: 5"] {
        assert_eq!(hinted(rules), [], "{rules}");
    }
}

#[test]
fn whoever_reports_is_protected_and_nobody_else_needs_it() {
    let wants_it = |name: &str| {
        let found = rulebook::check(&bundle(VILLAGE, &format!("规则:\n  村规: {{{name}: 5}}\n"), &[])).findings;
        found.iter().any(|finding| finding.code == "rule.confidential")
    };
    for (name, expected) in [("举报违法行为有功", true), ("检举偷盗", true), ("邻里纠纷先调解不举报", false), ("拾金不昧", false)]
    {
        assert_eq!(wants_it(name), expected, "{name}");
    }
}
