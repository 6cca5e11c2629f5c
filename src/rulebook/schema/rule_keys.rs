//! What is said about the keys of rule files.

use serde_json::{Value, json};

use super::super::also_to::RECEIVERS;
use super::super::fields::kinds;
use super::super::keys;
use super::super::reading::{EVIDENCE, SUBJECTS, WAYS};
use super::super::veto::BARRED;
use super::shapes::{
    Said, choice, day, days, flag, not_negative, number, one_of_both, one_or_list, phrase, review, scalar, table, tables, term, text, worth,
};

pub(super) const FILE: &[Said] = &[
    ("标题", "这张表的名字", text),
    ("依据", "村规民约的哪一条、哪次会议的决定", text),
    ("说明", "写给村民的话", text),
    ("引用", "拿来用的规则包：写标题；哪条不要、哪条要改，写成 {包, 不用, 改}", uses),
    ("规则", "类别，下面一条一条是规则", chapters),
    ("可改", "规则包里准许各村改的：“规则.分值: 5 到 10”", adjustable),
    ("活动", "一段日子里多给分", campaigns),
];

pub(super) const RULE: &[Said] = &[
    ("分值", "一次记多少分：一个数，或者一个算式，或者“一事一议”", worth),
    ("填报", "登记的人要填什么：名称 → 类型", fields),
    ("条件", "什么情形才算数", conditions),
    ("分档", "从上往下，头一行对得上的算数；最后一行写“其他”", tiers),
    ("对照", "选了哪一样记哪个数", lookup),
    ("累计达标", "攒够了才给分，只补差数", running_total),
    ("脚本", "表里写不下的，写成旁边的一个 .rhai 文件", || json!({ "type": "string", "pattern": "^[^/\\\\]+[.]rhai$" })),
    ("上限", "最多记多少：谁、多长时间、几分或几次", limits),
    ("取高", "同一件事够得上好几条的，只记最高的一条：这一组的名字", text),
    ("对象", "记在谁头上；不写照本村的记账单位", || choice(&SUBJECTS)),
    ("凭证", "要交什么", || choice(&EVIDENCE)),
    ("审核", "几个人点头才算", review),
    ("公示", "贴出去几天没有意见才入账；减分最少 7 天", days),
    ("保密", "哪里都不出现这个人", flag),
    ("起", "从哪天起管用，当天算", day),
    ("止", "到哪天为止，当天算", day),
    ("停用", "先不用，还留在表里", flag),
    ("再犯", "过不多久又犯的，扣得重一些", repeat),
    ("连续", "坚持下来的，另外奖励", || phrase(&["连续3月 加 5 分"])),
    ("依据", "这一条的依据", text),
    ("说明", "写给登记的人和村民的话", text),
    ("比如", "算好的例子，每次检查都重算一遍", examples),
    ("同时记给", "做成了，还记给谁、几分", || tables(table(keys::ALSO_TO, ALSO_TO, &["给", "分值"]))),
    ("有效期", "加进来的分能用多久", term),
    ("修复", "扣了的分，做好事怎样挣回来", repair),
    ("否决", "一段时间里不能评优、不能换东西", || table(keys::VETO, VETO, &["取消", "期限"])),
];

pub(super) const USE: &[Said] = &[
    ("包", "规则包的标题", text),
    ("不用", "包里哪些规则不要", || one_or_list(text())),
    ("改", "规则.分值: 新的数", || json!({ "type": "object", "additionalProperties": scalar() })),
];

pub(super) const FIELD: &[Said] = &[
    ("类型", "填的是什么", || json!({ "anyOf": [kind(), options()] })),
    ("最小", "最少填多少", number),
    ("最大", "最多填多少", number),
    ("单位", "数后面的字", text),
    ("选项", "几样里选一样", options),
];

pub(super) const ALSO_TO: &[Said] = &[("给", "还记给谁", || choice(&RECEIVERS)), ("分值", "各几分", not_negative)];

pub(super) const VETO: &[Said] =
    &[("取消", "只能取消评优、兑换", || one_or_list(choice(&BARRED))), ("期限", "多长时间，到期自己恢复", term)];

pub(super) const REPAIR: &[Said] =
    &[("返还", "还回来多少：全部、一半，或者几分；不写就是全部", text), ("期限", "多长时间以内做够；不写就是一年", term)];

pub(super) const CAMPAIGN: &[Said] = &[
    ("名称", "活动叫什么", text),
    ("起", "从哪天起，当天算", day),
    ("止", "到哪天为止，当天算", day),
    ("类别", "管哪些类别；都管写“全部”", || one_or_list(text())),
    ("规则", "管哪些规则", || one_or_list(text())),
    ("倍数", "按几倍记", not_negative),
    ("加", "每次另加几分", not_negative),
];

pub(super) const RUNNING_TOTAL: &[Said] = &[
    ("统计", "攒什么：填报里的一个数，或者“次数”", text),
    ("周期", "多长时间清一次", || phrase(&["每月", "每季", "每半年", "每年", "累计"])),
    ("档", "满多少、一共记几分", || json!({ "type": "object", "minProperties": 1, "additionalProperties": number() })),
];

pub(super) const REPEAT: &[Said] =
    &[("期限", "多长时间以内算再犯", term), ("倍数", "每多一次乘几", not_negative), ("最多", "最多几倍", not_negative)];

/// The shapes that are used in more than one place.
pub(super) fn definitions() -> Value {
    let amounts = keys::RULE.iter().filter(|key| WAYS.contains(&key.chinese) || matches!(key.chinese, "填报" | "条件"));
    let is_rule: Vec<Value> = amounts.map(one_of_both).collect();
    let limit = json!({ "$ref": "#/definitions/limits" });
    json!({
        "limits": one_or_list(phrase(&["每人每月 20 分", "每户每年 2 次", "全村每月 500 分", "每人累计 1 次"])),
        "rule": { "anyOf": [worth(), table(keys::RULE, RULE, &[])] },
        "chapter": {
            "type": "object",
            "properties": { "上限": limit, "limits": limit },
            "additionalProperties": { "$ref": "#/definitions/rule" },
        },
        // As the list is read: a table with a key that gives points is a rule, any other a chapter.
        "chapter_or_rule": {
            "if": { "type": "object", "anyOf": is_rule },
            "then": { "$ref": "#/definitions/rule" },
            "else": { "anyOf": [{ "$ref": "#/definitions/chapter" }, worth(), { "type": "null" }] },
        },
    })
}

fn chapters() -> Value {
    json!({ "type": "object", "additionalProperties": { "$ref": "#/definitions/chapter_or_rule" } })
}

fn limits() -> Value {
    json!({ "$ref": "#/definitions/limits" })
}

fn uses() -> Value {
    one_or_list(json!({ "anyOf": [{ "type": "string" }, table(keys::USE, USE, &["包"])] }))
}

fn adjustable() -> Value {
    let range = json!({ "type": "string", "examples": ["5 到 10", "任意"] });
    let bounds = json!({ "anyOf": [range, { "type": "null" }, { "type": "array", "items": number() }, table(keys::FIELD, FIELD, &[])] });
    json!({ "anyOf": [{ "type": "object", "additionalProperties": bounds }, one_or_list(text())] })
}

fn campaigns() -> Value {
    tables(table(keys::CAMPAIGN, CAMPAIGN, &["名称", "起", "止"]))
}

/// A phrase, or a table in which one more key says what must be done: `志愿服务满: 4小时`.
fn repair() -> Value {
    let mut written_out = table(keys::REPAIR, REPAIR, &[]);
    written_out["additionalProperties"] = text();
    json!({ "anyOf": [phrase(&["一年内志愿服务满4小时返还全部"]), written_out] })
}

fn kind() -> Value {
    json!({ "enum": kinds().collect::<Vec<_>>() })
}

fn options() -> Value {
    json!({ "type": "array", "items": scalar(), "minItems": 1, "uniqueItems": true, "examples": [["优", "良", "差"]] })
}

fn fields() -> Value {
    json!({ "type": "object", "additionalProperties": { "anyOf": [kind(), options(), table(keys::FIELD, FIELD, &[])] } })
}

fn conditions() -> Value {
    one_or_list(json!({ "type": ["string", "boolean"], "examples": ["核实", "时长 >= 0.5"] }))
}

fn tiers() -> Value {
    let line = json!({ "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": worth() });
    json!({ "anyOf": [{ "type": "array", "items": line, "minItems": 1 }, { "type": "object", "minProperties": 1, "additionalProperties": worth() }] })
}

fn lookup() -> Value {
    let rows = json!({ "type": "object", "additionalProperties": worth() });
    json!({ "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": rows, "examples": [{ "等级": { "优": 5, "良": 3, "差": 0 } }] })
}

fn running_total() -> Value {
    table(keys::RUNNING_TOTAL, RUNNING_TOTAL, &["统计", "周期", "档"])
}

fn repeat() -> Value {
    json!({ "anyOf": [phrase(&["一年内加倍"]), table(keys::REPEAT, REPEAT, &["期限"])] })
}

fn examples() -> Value {
    let expected = json!([{ "required": ["得"] }, { "required": ["expect"] }]);
    let properties = json!({ "得": number(), "expect": number() });
    tables(json!({ "type": "object", "properties": properties, "additionalProperties": scalar(), "anyOf": expected }))
}
