//! What is said about the keys of `village.yaml`.

use serde_json::{Value, json};

use super::super::keys;
use super::super::village_file::UNITS;
use super::shapes::{Said, choice, day, days, flag, not_negative, number, one_or_list, phrase, review, table, term, text};

pub(super) const VILLAGE: &[Said] = &[
    ("名称", "本村的名字", text),
    ("区划代码", "统计局公布的 12 位数字，两边加引号", code),
    ("上级", "哪个乡镇", text),
    ("记账单位", "分记在谁名下；启用以后不能再变", || choice(&UNITS)),
    ("基础分", "开户时人人（户户）都有的分", not_negative),
    ("只兑换超出基础分", "能换东西的只有超出基础分的那部分", flag),
    ("最低兑换分", "攒够多少才能换", not_negative),
    ("凭卡兑换", "只报号码一天最多换多少分，再多要刷卡、输密码或另一个人作证；不写是 0", not_negative),
    ("预约保留小时", "预约的东西留多久，0 是不办预约，最多 720", || json!({"type": "integer", "minimum": 0, "maximum": 720})),
    ("每分折合元", "一分大约值几元", not_negative),
    ("公示天数", "加分贴出去几天再入账", days),
    ("审核", "几个人点头才算", review),
    ("最低余额", "扣到多少为止，不能低于 0", number),
    ("全村每月上限", "全村一个月最多记多少分", not_negative),
    ("记录限额", "一个人经手最多记多少：多长时间、几分或几次", || {
        one_or_list(phrase(&["每人每月 200 分", "每人每周 30 次"]))
    }),
    ("小组", "本村有哪些小组", groups),
    ("网格", "本村有哪些网格", groups),
    ("基金", "买东西的钱", || table(keys::FUND, FUND, &["预算"])),
    ("试行", "还没有经会议通过，每一页都写着“试行”", flag),
    ("文件即生效", "试行的村，文件一改就生效；正式用的村不起作用，要两个人", flag),
    ("光荣榜", "村的网页上有没有光荣榜；只写本人同意写的名字", flag),
    ("自己申报", "村民能不能自己申报做了什么；不写就能", flag),
    ("生效", "从哪天起", day),
    ("采纳", "哪次会议通过的", || table(keys::ADOPTION, ADOPTION, &["会议", "日期", "应到", "实到", "赞成", "文号"])),
    ("有效期", "分能用多久；规则自己没写的照这里", term),
    ("清零日", "每年的这一天过完清零", || phrase(&["12-31"])),
    ("结转上限", "清零时最多留下多少分（基础分以外）", not_negative),
    ("评级", "满多少分有什么称号", || json!({ "anyOf": [titles(), table(keys::GRADES, GRADES, &["档"])] })),
];

pub(super) const FUND: &[Said] = &[("名称", "钱从哪里来", text), ("预算", "一年多少元", not_negative)];

pub(super) const GRADES: &[Said] =
    &[("周期", "算多长时间里得的分", || phrase(&["每年", "每半年", "每季", "每月"])), ("档", "满多少分：什么称号", titles)];

pub(super) const ADOPTION: &[Said] = &[
    ("会议", "村民会议，或者村民代表会议", text),
    ("日期", "哪天开的", day),
    ("应到", "应到多少人", count),
    ("实到", "实到多少人", count),
    ("赞成", "多少人赞成", count),
    ("文号", "文件编号", text),
];

fn code() -> Value {
    json!({ "anyOf": [{ "type": "string", "pattern": "^[1-9][0-9]{11}$" }, { "type": "integer", "minimum": 100_000_000_000_u64, "maximum": 999_999_999_999_u64 }] })
}

fn count() -> Value {
    json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]+$" }] })
}

/// `{ 90: 五星户, 80: 四星户 }`, or a list of such lines.
fn titles() -> Value {
    one_or_list(json!({ "type": "object", "minProperties": 1, "additionalProperties": text() }))
}

/// `[东街组, 西街组]`, or each with a code.
fn groups() -> Value {
    json!({ "anyOf": [{ "type": "array", "items": text() }, { "type": "object", "additionalProperties": text() }] })
}
