//! What was done, in a sentence anybody can read: one row for each verb there is. Pure.
//!
//! Not here: signing in and wrong tries, which are no changes and would tell who comes when; and what is told in confidence, which stands apart.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::Acted;
use crate::versions::Numbers;
use crate::words::Role;

/// What a change has to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// 记分和审核
    Claims,
    /// 公示和意见
    Notices,
    /// 小店和资金
    Shop,
    /// 户和人
    Households,
    /// 村规则
    Rules,
    /// 卡和密码
    Access,
    /// 监督和回避
    Oversight,
    /// 到日子的事
    Due,
}

impl Sort {
    /// In the order in which they are offered.
    pub const ALL: [Sort; 8] =
        [Self::Claims, Self::Notices, Self::Shop, Self::Households, Self::Rules, Self::Access, Self::Oversight, Self::Due];

    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Notices => "notices",
            Self::Shop => "shop",
            Self::Households => "households",
            Self::Rules => "rules",
            Self::Access => "access",
            Self::Oversight => "oversight",
            Self::Due => "due",
        }
    }

    /// What readers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Claims => "记分和审核",
            Self::Notices => "公示和意见",
            Self::Shop => "小店和资金",
            Self::Households => "户和人",
            Self::Rules => "村规则",
            Self::Access => "卡和密码",
            Self::Oversight => "监督和回避",
            Self::Due => "到日子的事",
        }
    }

    /// The sort of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }
}

/// Every verb that is told: with its way, what it has to do with, and what was done. `{}` stands for the number of what it was about.
const DEEDS: &[(&str, Sort, &str)] = &[
    ("record", Sort::Claims, "记了第 {} 件"),
    ("record_many", Sort::Claims, "一次记了第 {} 件"),
    ("review.approve", Sort::Claims, "同意了第 {} 件"),
    ("review.return", Sort::Claims, "退回了第 {} 件"),
    ("review.reject", Sort::Claims, "没有通过第 {} 件"),
    ("review.withdraw", Sort::Claims, "撤回了自己记的第 {} 件"),
    ("review.propose_reversal", Sort::Claims, "提出更正第 {} 件"),
    ("review.confirm_reversal", Sort::Claims, "同意更正第 {} 件"),
    ("review.reject_reversal", Sort::Claims, "不同意更正第 {} 件"),
    ("draft_notice", Sort::Notices, "拟了公示（第 {} 份）"),
    ("decide_notice.sign", Sort::Notices, "签了公示（第 {} 份）"),
    ("decide_notice.send_back", Sort::Notices, "退回了公示（第 {} 份）"),
    ("settle_notice", Sort::Notices, "结了期满的公示（第 {} 份）"),
    ("object", Sort::Notices, "提了第 {} 号意见"),
    ("appeal", Sort::Notices, "就第 {} 号意见申诉"),
    ("rule_on_objection.uphold", Sort::Notices, "裁定第 {} 号意见有理"),
    ("rule_on_objection.dismiss", Sort::Notices, "裁定第 {} 号意见不成立"),
    ("redeem", Sort::Shop, "办了第 {} 号兑换"),
    ("redeem.card", Sort::Shop, "凭卡办了第 {} 号兑换"),
    ("redeem.pin", Sort::Shop, "凭本人密码办了第 {} 号兑换"),
    ("redeem.number", Sort::Shop, "只凭号码办了第 {} 号兑换"),
    ("ask_witness.number", Sort::Shop, "第 {} 号兑换没有卡和密码，请另一个人作证"),
    ("cancel", Sort::Shop, "退了第 {} 号兑换"),
    ("cancel.propose", Sort::Shop, "提出退第 {} 号兑换"),
    ("write_off", Sort::Shop, "提出报损（小店第 {} 号）"),
    ("decide_proposal.confirm", Sort::Shop, "同意了小店第 {} 号"),
    ("decide_proposal.reject", Sort::Shop, "不同意小店第 {} 号"),
    ("shelve", Sort::Shop, "给货架添了货"),
    ("relabel", Sort::Shop, "改了 {} 的标签"),
    ("deliver", Sort::Shop, "报了进货（小店第 {} 号）"),
    ("reserve", Sort::Shop, "预约了第 {} 号兑换"),
    ("reserve.own", Sort::Shop, "预约了第 {} 号兑换"),
    ("reserve.card", Sort::Shop, "凭卡替本人预约了第 {} 号兑换"),
    ("reserve.pin", Sort::Shop, "凭本人密码预约了第 {} 号兑换"),
    ("reserve.number", Sort::Shop, "只凭号码预约了第 {} 号兑换"),
    ("collect", Sort::Shop, "凭券交了第 {} 号兑换"),
    ("collect.again", Sort::Shop, "第 {} 号兑换的券又拿来一次，没有再交"),
    ("give_up", Sort::Shop, "退了第 {} 号预约"),
    ("expire_reservation", Sort::Due, "放开了过期的第 {} 号预约"),
    ("end_day", Sort::Shop, "点了货，日结第 {} 次"),
    ("draw_settlement", Sort::Shop, "开了第 {} 号结算单"),
    ("sign_settlement", Sort::Shop, "签了第 {} 号结算单"),
    ("pay_settlement", Sort::Shop, "付了第 {} 号结算单"),
    ("withdraw_settlement", Sort::Shop, "作废了第 {} 号结算单"),
    ("allocate", Sort::Shop, "给积分基金拨了款（账上第 {} 笔）"),
    ("take_in", Sort::Households, "收进了村里的资料"),
    ("enrol", Sort::Households, "收进了花名册"),
    ("change_household", Sort::Households, "记下或提出户里的变动（第 {} 件）"),
    ("decide_household.confirm", Sort::Households, "同意了户里的变动（第 {} 件）"),
    ("decide_household.reject", Sort::Households, "不同意户里的变动（第 {} 件）"),
    ("consent.given", Sort::Households, "记下可以写名字"),
    ("consent.taken_back", Sort::Households, "记下不再写名字"),
    ("ask_erasure", Sort::Households, "要求删除个人信息（第 {} 件）"),
    ("decide_erasure.confirm", Sort::Households, "同意删除个人信息（第 {} 件）"),
    ("decide_erasure.reject", Sort::Households, "不同意删除个人信息（第 {} 件）"),
    ("withdraw_erasure", Sort::Households, "收回了删除个人信息的要求（第 {} 件）"),
    ("redraft", Sort::Rules, "写了规则草案（第 {} 稿）"),
    ("propose_adoption", Sort::Rules, "提出采纳规则（第 {} 份）"),
    ("decide_adoption.confirm", Sort::Rules, "同意采纳规则（第 {} 份）"),
    ("decide_adoption.reject", Sort::Rules, "退回了采纳（第 {} 份）"),
    ("propose_erratum", Sort::Rules, "提出规则改正（第 {} 号）"),
    ("confirm_erratum", Sort::Rules, "同意规则改正（第 {} 号），开始公示"),
    ("withdraw_erratum", Sort::Rules, "撤回了规则改正（第 {} 号）"),
    ("carry_out_erratum", Sort::Due, "把第 {} 号规则改正办了"),
    ("put_in_force", Sort::Rules, "照文件定下第 {} 版规则"),
    ("mint_token.staff", Sort::Access, "发了 {} 的程序口令"),
    ("end_sessions.staff", Sort::Access, "让 {} 退出登录，停了他的口令"),
    ("hand_out_slip.pin", Sort::Access, "开了设第一个密码的凭条"),
    ("hand_out_slip.password", Sort::Access, "给 {} 发了设密码的邀请"),
    ("hand_out_slip.kiosk", Sort::Access, "给自助机 {} 发了注册码"),
    ("ask_for_reset.pin", Sort::Access, "提出重设密码"),
    ("ask_for_reset.password", Sort::Access, "提出重设 {} 的登录密码"),
    ("agree_to_reset.pin", Sort::Access, "同意重设密码"),
    ("agree_to_reset.password", Sort::Access, "同意重设 {} 的登录密码，发了邀请"),
    ("give_pin", Sort::Access, "设了密码"),
    ("note_phone", Sort::Access, "记了手机后四位"),
    ("disown_pin", Sort::Access, "说密码不是自己设的；{} 经手的，密码停了"),
    ("issue_cards", Sort::Access, "印了 {} 张积分卡"),
    ("revoke_cards", Sort::Access, "停用了积分卡"),
    ("add_kiosk", Sort::Access, "添了自助机 {}"),
    ("add_device.kiosk", Sort::Access, "添了自助机 {}"),
    ("add_device.program", Sort::Access, "登记了程序 {}"),
    ("give_token", Sort::Access, "给程序 {} 发了口令，以前的停了"),
    ("choose_password", Sort::Access, "换了 {} 的登录密码"),
    ("confirm_second_factor", Sort::Access, "给 {} 开了动态码"),
    ("reset_second_factor", Sort::Access, "停了 {} 的动态码"),
    ("propose_appointment.begin", Sort::Access, "提出添一位办事的人（人员变动第 {} 件）"),
    ("propose_appointment.change", Sort::Access, "提出改一位办事的人的职务（人员变动第 {} 件）"),
    ("propose_appointment.end", Sort::Access, "提出一位办事的人离任（人员变动第 {} 件）"),
    ("decide_appointment.confirm", Sort::Access, "同意了人员变动（第 {} 件）"),
    ("decide_appointment.reject", Sort::Access, "没有办人员变动（第 {} 件）"),
    ("note_recusal", Sort::Oversight, "想定{}，因为该回避被拦下"),
    ("declare_kin", Sort::Oversight, "登记了 {} 的亲属家"),
    ("end_kin", Sort::Oversight, "改了 {} 的亲属家，不再回避"),
    ("draw_sample", Sort::Oversight, "抽了 {} 的复查"),
    ("check_sampled.sound", Sort::Oversight, "复查第 {} 件，没有问题"),
    ("check_sampled.doubtful", Sort::Oversight, "复查第 {} 件，有疑问"),
    ("expire", Sort::Due, "办了到期的分"),
    ("post_due", Sort::Due, "把期满的第 {} 件入了账"),
    ("begin_anew", Sort::Due, "过了清零日，照约定清零"),
    ("pool_month", Sort::Due, "做了月初的例行入账（{}）"),
];

/// Verbs that no list tells. Of `mint_token` and `end_sessions` lists tell what concerns somebody else who serves, not who signs in and out.
#[cfg(test)]
const UNTOLD: [&str; 18] = [
    "forgive_tries",
    "bring_photo",
    "discard_photos",
    "see_holder",
    "try_secret",
    "show_pin",
    "sign_in",
    "begin_second_factor",
    "register_kiosk",
    "choose_pin",
    "tell",
    "report",
    "decide_report",
    "ask_to_move",
    "discard_at_door",
    "look_at_erratum",
    "sum_up",
    "discard_reports",
];

/// Verbs that old books have, and that no job does any more.
#[cfg(test)]
const PAST: [&str; 1] = ["add_kiosk"];

/// The verbs of a sort, or all that are told.
pub(super) fn verbs(sort: Option<Sort>) -> Vec<&'static str> {
    DEEDS.iter().filter(|(_, of, _)| sort.is_none_or(|sort| *of == sort)).map(|(verb, ..)| *verb).collect()
}

/// What a verb has to do with, and what was done.
fn deed(verb: &str) -> Option<(Sort, &'static str)> {
    DEEDS.iter().find(|(named, ..)| *named == verb).map(|(_, sort, did)| (*sort, *did))
}

/// What an act has to do with.
pub(super) fn sort(act: &Acted) -> Option<Sort> {
    deed(&act.operation.deed()).map(|(sort, _)| sort)
}

/// Who did what, for whom, under which rules, and why; without the time. Residents are named by no number, but where staff had to do with their PIN or card.
pub(super) fn sentence(act: &Acted, name: &impl Fn(&str) -> Option<String>, versions: &Numbers) -> String {
    let operation = &act.operation;
    let (sort, did) = deed(&operation.deed()).unwrap_or((Sort::Due, "办了一件事"));
    let role = operation.role.unwrap_or(Role::Clockwork);
    let staff = operation.staff.as_deref().unwrap_or_default();
    let who = match role {
        Role::Resident => "一位村民".to_owned(),
        Role::Clockwork => "系统".to_owned(),
        role => format!("{} {}", role.chinese(), name(staff).unwrap_or_else(|| staff.to_owned())),
    };
    let behalf = match (&act.behalf, sort, role) {
        (None, ..) | (_, _, Role::Resident) => String::new(),
        (Some(number), Sort::Access, _) => format!("替 {number} "),
        (Some(_), ..) => "替一位村民".to_owned(),
    };
    let under = operation.rulebook.as_ref().filter(|_| sort != Sort::Rules);
    let under = under
        .and_then(|hash| versions.number(hash, operation.at.day()))
        .map_or_else(String::new, |number| format!("，按第 {number} 版规则"));
    let because = act.reason.as_ref().map_or_else(String::new, |reason| format!("原因：{}", reason.trim_end_matches('。')));
    let because = if because.is_empty() { because } else { format!("{because}。") };
    let about = match operation.verb.as_str() {
        "note_recusal" => matter(operation.about.as_deref()),
        _ => about(operation.about.as_deref(), name),
    };
    format!("{who}{behalf}{}{under}。{because}", did.replace("{}", &about))
}

/// What somebody wanted to decide on, of whatever kind it was.
fn matter(about: Option<&str>) -> String {
    let Some((kind, number)) = about.and_then(|about| about.split_once(':')) else { return "一件事".to_owned() };
    match kind {
        "claim" => format!("第 {number} 件"),
        "objection" => format!("第 {number} 号意见"),
        "notice" => format!("第 {number} 份公示"),
        "household_change" => format!("户里的变动（第 {number} 件）"),
        "erasure" => format!("删除个人信息（第 {number} 件）"),
        "erratum" => format!("第 {number} 号规则改正"),
        "shop_proposal" => format!("小店第 {number} 号"),
        "adoption" => format!("第 {number} 份采纳"),
        _ => "一件事".to_owned(),
    }
}

/// The number of what it was about; of somebody who serves their name.
fn about(about: Option<&str>, name: &impl Fn(&str) -> Option<String>) -> String {
    match about.and_then(|about| about.split_once(':')) {
        Some(("staff" | "program", number)) => name(number).unwrap_or_else(|| number.to_owned()),
        Some((_, number)) => number.to_owned(),
        None => "？".to_owned(),
    }
}

/// The device of an act, in words: a kiosk, or the session by the beginning of its digest.
pub(super) fn device(act: &Acted) -> Option<String> {
    let device = act.operation.device.as_deref()?;
    Some(device.strip_prefix("kiosk-").map_or_else(|| format!("登录 {device}"), |number| format!("自助机 {number}")))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn sources(folder: &Path, found: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("db/tests.rs") {
                found.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_verb_there_is_has_a_sentence_or_is_told_by_no_list() {
        let mut text = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        let verbs: Vec<&str> = text
            .split("const VERB: &'static str = \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|verb| verb.len() < 40)
            .collect();
        assert!(verbs.len() > 50, "{}", verbs.len());
        let is_told = |verb: &str| DEEDS.iter().any(|(named, ..)| named.split('.').next() == Some(verb));
        for verb in &verbs {
            assert!(is_told(verb) != UNTOLD.contains(verb), "{verb} needs a row, and one alone");
        }
        for (named, ..) in DEEDS {
            assert!(verbs.contains(&named.split('.').next().unwrap()) != PAST.contains(named), "no job does {named}");
        }
    }
}
