//! Red lines: what no village may put into its rules. They cannot be switched off.
//!
//! Grounds: villagers' committee law (village rules may not infringe rights), the 2018 guidance on village conventions (no abuse of
//! coercive penalties), the 2019 statement that scores may reward but not punish, PIPL. Not here: E04 and E10, which stand in
//! `village.yaml` (`village_file`).

use super::amount::Amount;
use super::form::Form;
use super::marks::{Findings, Mark};
use super::reading::{DEDUCTION_NOTICE_DAYS, Draft};
use super::rule::{Evidence, Review, Rule, Subject};

/// Where the words of a red line count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In the name, chapter and note of a rule that can take points away.
    Deduction,
    /// Anywhere a village writes.
    Anywhere,
}

/// A red line told by words. All of one group must appear, and none of the excuses.
struct Words {
    code: &'static str,
    place: Where,
    /// One word of every group.
    groups: &'static [&'static [&'static str]],
    unless: &'static [&'static str],
    message: &'static str,
}

const BENEFITS: &[&str] = &[
    "低保",
    "补贴",
    "补助",
    "救助",
    "医保",
    "社保",
    "养老金",
    "养老保险",
    "入学",
    "上学",
    "宅基地",
    "承包地",
    "土地",
    "征地",
    "证明",
    "办证",
    "贷款",
    "投票",
    "选举",
    "参军",
    "入党",
];
const WITHHOLDS: &[&str] =
    &["取消", "停发", "停办", "扣发", "暂停", "不予", "不得享受", "不享受", "不能享受", "不给", "不办", "不开", "限制", "剥夺"];

/// Defending the weak is no attack on them.
const PROTECTS: &[&str] =
    &["打击报复", "阻挠", "干扰", "泄露", "虐待", "歧视", "欺负", "欺辱", "遗弃", "嘲笑", "不赡养", "不照顾", "不关心", "骗取", "冒领"];

const WORDS: [Words; 7] = [
    Words {
        code: "E01",
        place: Where::Anywhere,
        groups: &[WITHHOLDS, BENEFITS],
        unless: &["不得取消", "不会取消", "不能取消", "不影响", "无关"],
        message: "积分只能管积分、荣誉和兑换，不能拿低保、补贴、医保、入学、土地、办证、贷款、投票来要挟。",
    },
    Words {
        code: "E02",
        place: Where::Deduction,
        groups: &[&["上访", "信访", "投诉", "举报", "告状", "起诉", "诉讼", "打官司", "媒体", "记者", "曝光村", "维权"]],
        unless: PROTECTS,
        message: "不能因为村民信访、投诉、举报、打官司、找媒体扣分，这是他们的权利。",
    },
    Words {
        code: "E02",
        place: Where::Deduction,
        groups: &[&["信教", "信仰", "宗教", "教堂", "做礼拜", "少数民族", "民族身份"]],
        unless: PROTECTS,
        message: "不能因为信仰或民族扣分。",
    },
    Words {
        code: "E02",
        place: Where::Deduction,
        groups: &[&["离婚", "结婚", "再婚", "改嫁", "未婚", "单身", "生育", "超生", "二胎", "三胎", "多胎", "生孩子", "不生"]],
        unless: &["大操大办", "铺张", "酒席", "宴席", "彩礼", "攀比", "超标", "大办", "干涉", "阻挠", "包办"],
        message: "不能因为婚姻和生育扣分。可以提倡婚事简办，不能管跟谁结婚、生几个孩子。",
    },
    Words {
        code: "E02",
        place: Where::Deduction,
        groups: &[&["生病", "患病", "有病", "残疾", "贫困", "低保户", "五保户", "穷"]],
        unless: PROTECTS,
        message: "不能因为生病、残疾、贫困扣分。",
    },
    Words {
        code: "E03",
        place: Where::Anywhere,
        groups: &[&[
            "罚款",
            "罚金",
            "交钱抵分",
            "花钱买分",
            "买分",
            "卖分",
            "买卖积分",
            "积分买卖",
            "转让积分",
            "积分转让",
            "积分提现",
            "兑换现金",
            "兑现金",
            "折现",
        ]],
        unless: &[
            "不罚款",
            "不得罚款",
            "被罚款",
            "不兑换现金",
            "不能兑换现金",
            "不兑现金",
            "不得兑换现金",
            "不折现",
            "禁止",
            "不得买卖",
            "不能转让",
            "不得转让",
            "不能买卖",
        ],
        message: "积分不能跟罚款、收费、买卖、兑现金连在一起。",
    },
    Words {
        code: "E12",
        place: Where::Deduction,
        groups: &[&["摄像头", "监控自动", "自动扣分", "人脸识别", "AI识别", "AI扣分", "智能识别"]],
        unless: &["破坏", "损坏", "遮挡"],
        message: "不能由摄像头或机器自动扣分，每一次扣分都要有人审核。",
    },
];

/// E11: naming people with deductions.
const NAMING: [&str; 9] = ["黑榜", "红黑榜", "黑名单", "曝光台", "点名批评", "通报批评", "公开曝光", "张榜批评", "大喇叭批评"];

/// Whether a text speaks of what no points system may touch.
pub(super) fn is_benefit(text: &str) -> bool {
    BENEFITS.iter().any(|word| text.contains(word))
}

/// Reports the red lines that single rules cross.
pub(super) fn report(draft: &Draft<'_>, findings: &mut Findings<'_>) {
    let rule = &draft.rule;
    let note = draft.form.get("说明").and_then(|entry| entry.value.text());
    let script = if let Amount::Script(script) = &rule.amount { findings.file(&script.file) } else { None };
    let script = script.map_or("", |file| &findings.source(file).text);
    let said = format!("{} {} {} {script}", rule.chapter, rule.name, note.unwrap_or_default());
    words(&said, rule.is_deduction, draft.raw.name_mark, findings);
    if rule.is_deduction {
        naming(&said, draft.raw.name_mark, findings);
        collective(rule, draft.raw.name_mark, findings);
        safeguards(rule, &draft.form, findings);
    } else {
        protected_reports(draft, findings);
    }
}

/// Reports the red lines that a file's title, basis or note crosses.
pub(super) fn report_text(text: &str, mark: Mark, findings: &mut Findings<'_>) {
    words(text, false, mark, findings);
    naming(text, mark, findings);
}

/// E07: what one deduction takes should not exceed what the largest award gives.
pub(super) fn report_scale(drafts: &[Draft<'_>], findings: &mut Findings<'_>) {
    // What a meeting decides has no size of its own.
    let sized = |draft: &&Draft<'_>| draft.rule.is_award && !matches!(draft.rule.amount, Amount::Meeting(_));
    let largest = drafts.iter().filter(sized).map(|draft| draft.rule.bounds().most);
    let Some(largest) = largest.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max()) else { return };
    for draft in drafts.iter().filter(|draft| draft.rule.is_deduction) {
        let Some(least) = draft.rule.bounds().least.filter(|least| -least > largest) else { continue };
        let (lost, won) = (least.abs().normalize(), largest.normalize());
        let message = format!("一次扣 {lost} 分，比最多的一次加分（{won} 分）还多，请再想一想。");
        findings.warning("E07", draft.raw.name_mark, message);
    }
}

fn words(text: &str, is_deduction: bool, mark: Mark, findings: &mut Findings<'_>) {
    let has = |list: &[&str]| list.iter().any(|word| text.contains(word));
    for line in WORDS.iter().filter(|line| is_deduction || line.place == Where::Anywhere) {
        if line.groups.iter().all(|group| has(group)) && !has(line.unless) {
            findings.error(line.code, mark, line.message);
        }
    }
}

fn naming(text: &str, mark: Mark, findings: &mut Findings<'_>) {
    let excused = ["不设", "不搞", "不公开", "没有", "不上"].iter().any(|word| text.contains(word));
    if NAMING.iter().any(|word| text.contains(word)) && !excused {
        findings.error("E11", mark, "不能公开点名批评：扣分只公布件数，不公布是谁。");
    }
}

/// E05: a deduction for a whole group punishes people for others.
fn collective(rule: &Rule, mark: Mark, findings: &mut Findings<'_>) {
    if rule.subject != Subject::Group {
        return;
    }
    if rule.review == Review::Two {
        findings.warning("E05", mark, "这是对全组扣分，等于一人有错大家受罚，请再想一想。");
    } else {
        findings.error("E05", mark, "对全组扣分等于一人有错大家受罚。一定要这样定，须写“审核: 两人”。");
    }
}

/// E06: evidence, a human review and at least seven days to object.
fn safeguards(rule: &Rule, form: &Form<'_>, findings: &mut Findings<'_>) {
    if let Some(entry) = form.get("凭证").filter(|_| rule.evidence == Evidence::None) {
        let message = "扣分要有凭证，不能写“不需要”。".to_owned();
        findings.mendable("E06", entry.value.mark, message, Some("照片或证明".to_owned()));
    }
    if let Some(entry) = form.get("审核").filter(|_| rule.review == Review::None) {
        findings.mendable("E06", entry.value.mark, "扣分要有人审核，不能免审。", Some("一人".to_owned()));
    }
    let Some(entry) = form.get("公示") else { return };
    if super::form::days(entry, &mut Findings::silent(findings)).is_some_and(|days| days < DEDUCTION_NOTICE_DAYS) {
        let message = format!("扣分至少公示 {DEDUCTION_NOTICE_DAYS} 天，让人有时间提意见。");
        findings.mendable("E06", entry.value.mark, message, Some(format!("{DEDUCTION_NOTICE_DAYS}天")));
    }
}

/// Whoever reports something must not be found out by a public board.
fn protected_reports(draft: &Draft<'_>, findings: &mut Findings<'_>) {
    let rule = &draft.rule;
    let reports = ["举报", "检举", "揭发"].iter().any(|word| rule.name.contains(word)) && !rule.name.contains("不举报");
    if reports && !rule.confidential {
        let one_line = draft.raw.value.text().map(|worth| format!("{{ 分值: {worth}, 保密: 是 }}"));
        let mark = if one_line.is_some() { draft.raw.value.mark } else { draft.raw.name_mark };
        let message = format!("“{}”会让人知道是谁举报的，请写上“保密: 是”。", rule.name);
        findings.mendable("rule.confidential", mark, message, one_line);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;

    fn codes(text: &str, is_deduction: bool) -> Vec<&'static str> {
        let source = Source { path: "rules.yaml".into(), text: text.into() };
        let mut findings = Findings::new();
        let file = findings.open(&source);
        words(text, is_deduction, Mark::new(file, 0, 0), &mut findings);
        naming(text, Mark::new(file, 0, 0), &mut findings);
        findings.finish().iter().map(|f| f.code).collect()
    }

    #[test]
    fn red_lines_are_told_from_their_neighbours() {
        let deductions = [
            ("越级上访", vec!["E02"]),
            ("到处投诉村里", vec!["E02"]),
            ("打击报复举报人", vec![]),
            ("参加宗教活动", vec!["E02"]),
            ("搞封建迷信", vec![]),
            ("离婚", vec!["E02"]),
            ("结婚大操大办", vec![]),
            ("婚事办酒席超过 20 桌", vec![]),
            ("超生", vec!["E02"]),
            ("歧视残疾人", vec![]),
            ("骗取低保", vec![]),
            ("家里有残疾人不参加活动", vec!["E02"]),
            ("公共场合说脏话", vec![]),
            ("乱扔垃圾 罚款五十元", vec!["E03"]),
            ("摄像头拍到乱停车", vec!["E12"]),
            ("破坏摄像头", vec![]),
            ("乱倒垃圾 上黑榜", vec!["E11"]),
        ];
        for (text, expected) in deductions {
            assert_eq!(codes(text, true), expected, "{text}");
        }
        let anywhere = [
            ("积分低于 60 分取消低保", vec!["E01"]),
            ("该享受的补贴与积分无关，不会取消", vec![]),
            ("举报违法行为有功", vec![]),
            ("积分可以兑换现金", vec!["E03"]),
            ("积分不兑换现金", vec![]),
            ("不设黑榜", vec![]),
        ];
        for (text, expected) in anywhere {
            assert_eq!(codes(text, false), expected, "{text}");
        }
    }
}
