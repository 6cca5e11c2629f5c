//! `village.yaml`, typed: what is not a rule.

use chrono::NaiveDate;

use crate::words::{Division, Points, Yuan};

use super::adoption::Adoption;
use super::grades::Grades;
use super::quotas::Quota;
use super::rule::{Review, Subject};
use super::term::Term;
use super::year_day::YearDay;

/// A group or grid of the village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its short code; the name itself when only names are listed.
    pub code: String,
    /// What people call it.
    pub name: String,
}

/// The money behind the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fund {
    /// What it is called.
    pub name: String,
    /// How much there is for a year.
    pub budget: Yuan,
}

/// What a village has decided besides its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// 名称
    pub name: String,
    /// 区划代码, twelve digits
    pub division: Option<Division>,
    /// 上级: the township's name
    pub township: Option<String>,
    /// 记账单位: [`Subject::Household`] or [`Subject::Person`]
    pub account_unit: Subject,
    /// 基础分, given to every account at the start
    pub base: Points,
    /// 只兑换超出基础分
    pub redeem_above_base: bool,
    /// 最低兑换分
    pub redeem_min: Points,
    /// 凭卡兑换: how much of an account may be spent in a day by its number alone, without card, PIN or a second person
    pub free_by_number: Points,
    /// 预约保留小时: how long goods are kept for whoever reserved them; 0 where the village keeps none
    pub hold_hours: u32,
    /// 有效期 of what is credited, where a rule says nothing
    pub valid_for: Term,
    /// 清零日: when it is over, everybody begins anew from the base score
    pub reset_on: Option<YearDay>,
    /// 结转上限: how much above the base score may stay when the year begins anew
    pub carry_over: Points,
    /// 每分折合元
    pub yuan_per_point: Yuan,
    /// 公示天数 of awards; deductions get at least 7
    pub notice_days: u32,
    /// 审核 where a rule says nothing
    pub review: Review,
    /// 最低余额, never below zero
    pub floor: Points,
    /// 全村每月上限
    pub month_cap: Option<Points>,
    /// 记录限额
    pub quotas: Vec<Quota>,
    /// 评级
    pub grades: Option<Grades>,
    /// 小组
    pub groups: Vec<Group>,
    /// 基金
    pub fund: Option<Fund>,
    /// 光荣榜: whether the village's page has a board of honours, with the names of those who agreed
    pub honour_board: bool,
    /// 自己申报: whether residents record themselves what they did
    pub own_claims: bool,
    /// 试行: a demonstration, shown on every page
    pub on_trial: bool,
    /// 文件即生效: in a village that tries things out (试行), changed files are in force at once
    pub files_take_effect: bool,
    /// 生效
    pub effective_on: Option<NaiveDate>,
    /// 采纳
    pub adoption: Option<Adoption>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: String::new(),
            division: None,
            township: None,
            account_unit: Subject::Household,
            base: Points::ZERO,
            redeem_above_base: false,
            redeem_min: Points::ZERO,
            free_by_number: Points::ZERO,
            hold_hours: 48,
            valid_for: Term::Forever,
            reset_on: None,
            carry_over: Points::ZERO,
            yuan_per_point: Yuan::whole(1),
            notice_days: 0,
            review: Review::One,
            floor: Points::ZERO,
            month_cap: None,
            quotas: Vec::new(),
            grades: None,
            groups: Vec::new(),
            fund: None,
            honour_board: false,
            own_claims: true,
            on_trial: false,
            files_take_effect: false,
            effective_on: None,
            adoption: None,
        }
    }
}

/// The fewest days of a public notice: what villages do where nothing else is said.
const FEWEST_DAYS: u32 = 3;

/// The fewest days of one that takes something from somebody.
const FEWEST_DAYS_WITH_DEDUCTIONS: u32 = 7;

impl Settings {
    /// How long what concerns everybody must at least be up (公示), where it takes something from somebody and where it does not.
    pub fn days_on_notice(&self, takes: bool) -> u32 {
        self.notice_days.max(if takes { FEWEST_DAYS_WITH_DEDUCTIONS } else { FEWEST_DAYS })
    }

    /// What somebody who had so much by the end of 清零日 has after it: the base score, and above it no more than 结转上限.
    pub fn after_reset(&self, had: Points) -> Points {
        had.min(self.base + self.carry_over).max(self.base)
    }

    /// `每年12月31日过完清零，最多结转 50 分，大家重新从基础分开始`; none where no year begins anew.
    pub fn reset_sentence(&self) -> Option<String> {
        let day = self.reset_on?;
        let carried =
            if self.carry_over.is_positive() { format!("，最多结转 {} 分", self.carry_over.plain()) } else { String::new() };
        let anew = match (self.base.is_positive(), self.carry_over.is_positive()) {
            (true, true) => "，基础分照留，多的清掉",
            (true, false) => "，大家重新从基础分开始",
            (false, true) => "，多的清掉",
            (false, false) => "，大家从头开始",
        };
        Some(format!("每年{day}过完清零{carried}{anew}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_with_deductions_is_up_for_seven_days_at_least() {
        for (notice_days, takes, expected) in [(0, false, 3), (5, false, 5), (0, true, 7), (10, true, 10)] {
            assert_eq!(Settings { notice_days, ..Settings::default() }.days_on_notice(takes), expected);
        }
    }

    #[test]
    fn what_stays_when_the_year_begins_anew() {
        let table = [
            (0, 0, 70, 0),
            (0, 50, 70, 50),
            (0, 50, 30, 30),
            (100, 0, 130, 100),
            (100, 0, 70, 100), // what is missing of the base score is given
            (100, 20, 130, 120),
            (100, 20, 115, 115),
            (100, 20, 100, 100),
            (100, 20, 70, 100),
        ];
        for (base, carry_over, had, after) in table {
            let [base, carry_over, had, after] = [base, carry_over, had, after].map(Points::whole);
            let settings = Settings { base, carry_over, ..Settings::default() };
            assert_eq!(settings.after_reset(had), after, "{base:?} {carry_over:?} {had:?}");
        }
    }
}
