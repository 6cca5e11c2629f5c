//! The keys of rule and village files, in both languages.

/// One key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) chinese: &'static str,
    pub(super) english: &'static str,
}

const fn key(chinese: &'static str, english: &'static str) -> Key {
    Key { chinese, english }
}

/// The keys of a rule.
pub(super) const RULE: &[Key] = &[
    key("分值", "points"),
    key("填报", "fields"),
    key("条件", "when"),
    key("分档", "tiers"),
    key("对照", "lookup"),
    key("累计达标", "running_total"),
    key("脚本", "script"),
    key("上限", "limits"),
    key("取高", "highest_of"),
    key("对象", "subject"),
    key("凭证", "evidence"),
    key("审核", "review"),
    key("公示", "notice"),
    key("保密", "confidential"),
    key("起", "from"),
    key("止", "until"),
    key("停用", "disabled"),
    key("再犯", "repeat"),
    key("连续", "streak"),
    key("依据", "basis"),
    key("说明", "note"),
    key("比如", "examples"),
    key("同时记给", "also_to"),
    key("有效期", "valid_for"),
    key("否决", "veto"),
    key("修复", "repair"),
];

/// The keys of one line of 同时记给.
pub(super) const ALSO_TO: &[Key] = &[key("给", "to"), key("分值", "points")];

/// The keys of 否决.
pub(super) const VETO: &[Key] = &[key("取消", "bars"), key("期限", "for")];

/// The keys of 修复 that is written out, beside what must be done: `志愿服务满`.
pub(super) const REPAIR: &[Key] = &[key("返还", "give_back"), key("期限", "within")];

/// The keys of a file of rules.
pub(super) const FILE: &[Key] = &[
    key("标题", "title"),
    key("依据", "basis"),
    key("说明", "note"),
    key("引用", "use"),
    key("规则", "rules"),
    key("可改", "adjustable"),
    key("活动", "campaigns"),
];

/// The keys of one entry of 活动.
pub(super) const CAMPAIGN: &[Key] = &[
    key("名称", "name"),
    key("起", "from"),
    key("止", "until"),
    key("类别", "chapters"),
    key("规则", "rules"),
    key("倍数", "factor"),
    key("加", "add"),
];

/// The keys of one entry of 引用.
pub(super) const USE: &[Key] = &[key("包", "pack"), key("不用", "except"), key("改", "set")];

/// The keys of a field of 填报 that is written out.
pub(super) const FIELD: &[Key] =
    &[key("类型", "type"), key("最小", "min"), key("最大", "max"), key("单位", "unit"), key("选项", "options")];

/// The keys of 累计达标.
pub(super) const RUNNING_TOTAL: &[Key] = &[key("统计", "sum"), key("周期", "per"), key("档", "steps")];

/// The keys of 再犯 that is written out.
pub(super) const REPEAT: &[Key] = &[key("期限", "within"), key("倍数", "factor"), key("最多", "at_most")];

/// The keys of `village.yaml`.
pub(super) const VILLAGE: &[Key] = &[
    key("名称", "name"),
    key("区划代码", "code"),
    key("上级", "township"),
    key("记账单位", "account_unit"),
    key("基础分", "base"),
    key("只兑换超出基础分", "redeem_above_base"),
    key("最低兑换分", "redeem_min"),
    key("凭卡兑换", "card_above"),
    key("预约保留小时", "hold_hours"),
    key("每分折合元", "yuan_per_point"),
    key("公示天数", "notice_days"),
    key("审核", "review"),
    key("最低余额", "floor"),
    key("全村每月上限", "month_cap"),
    key("记录限额", "recorder_limits"),
    key("小组", "groups"),
    key("网格", "grids"),
    key("基金", "fund"),
    key("试行", "on_trial"),
    key("文件即生效", "files_take_effect"),
    key("光荣榜", "honour_board"),
    key("自己申报", "own_claims"),
    key("生效", "effective_on"),
    key("采纳", "adoption"),
    key("有效期", "valid_for"),
    key("清零日", "reset_on"),
    key("结转上限", "carry_over"),
    key("评级", "grades"),
];

/// The keys of 基金.
pub(super) const FUND: &[Key] = &[key("名称", "name"), key("预算", "budget")];

/// The keys of 评级 that is written out.
pub(super) const GRADES: &[Key] = &[key("周期", "per"), key("档", "bands")];

/// The keys of 采纳.
pub(super) const ADOPTION: &[Key] = &[
    key("会议", "meeting"),
    key("日期", "date"),
    key("应到", "expected"),
    key("实到", "present"),
    key("赞成", "in_favour"),
    key("文号", "document"),
];

/// The keys of a story.
pub(super) const STORY: &[Key] =
    &[key("标题", "title"), key("说明", "note"), key("户", "households"), key("记录", "records"), key("结果", "outcome")];

/// The keys of one record of a story; any other is something to fill in.
pub(super) const SCENE: &[Key] = &[
    key("日期", "date"),
    key("谁", "who"),
    key("事", "rule"),
    key("驳回", "rejected"),
    key("得", "expect"),
    key("换", "redeem"),
    key("件", "pieces"),
    key("成", "succeeds"),
];

/// The keys of a household of a story that is written out.
pub(super) const HOME: &[Key] = &[key("组", "group"), key("人", "people")];

/// The key of this name in either language.
pub(super) fn find(keys: &'static [Key], name: &str) -> Option<&'static Key> {
    keys.iter().find(|key| key.chinese == name || key.english == name)
}

/// Both names of every key.
pub(super) fn names(keys: &'static [Key]) -> impl Iterator<Item = &'static str> {
    keys.iter().flat_map(|key| [key.chinese, key.english])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every table of keys, as the overview lists them.
    #[rustfmt::skip]
    const ALL: [&[Key]; 17] = [
        FILE, RULE, FIELD, RUNNING_TOTAL, REPEAT, ALSO_TO, VETO, REPAIR, CAMPAIGN, USE, VILLAGE, FUND, GRADES, ADOPTION, STORY, SCENE, HOME,
    ];

    /// The handbook's overview names every key in both languages and none besides.
    #[test]
    fn the_handbook_names_every_key() {
        let handbook = include_str!("../../rules/README.md");
        let overview: Vec<&str> =
            handbook.split("## 所有写法一览").nth(1).unwrap().lines().filter(|line| line.starts_with("| ")).skip(1).collect();
        for (line, keys) in overview.iter().zip(ALL) {
            let named: Vec<String> = keys.iter().map(|key| format!("{}（{}）", key.chinese, key.english)).collect();
            let listed = line.trim_end_matches(" |").rsplit(" | ").next().unwrap();
            assert_eq!(listed, named.join("、"), "{line}");
        }
        assert_eq!(overview.len(), ALL.len());
    }

    /// Every key has its paragraph with an example: its name stands in a block that is checked.
    #[test]
    fn the_handbook_shows_every_key() {
        let handbook = include_str!("../../rules/README.md");
        let examples: String = handbook.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        for key in ALL.into_iter().flatten() {
            let shown = examples.contains(&format!("{}: ", key.chinese)) || examples.contains(&format!("{}:\n", key.chinese));
            // 网格 is another word for 小组; what is exchanged hangs on a village's shelf, which the handbook has none of.
            assert!(shown || matches!(key.chinese, "网格" | "换"), "{}", key.chinese);
        }
    }
}
