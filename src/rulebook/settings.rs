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
    /// 有效期 of what is credited, where a rule says nothing
    pub valid_for: Term,
    /// 清零日: when it is over, everybody begins anew from the base score
    pub reset_on: Option<YearDay>,
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
    /// 试行: a demonstration, shown on every page
    pub on_trial: bool,
    /// 文件即生效
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
            valid_for: Term::Forever,
            reset_on: None,
            yuan_per_point: Yuan::whole(1),
            notice_days: 0,
            review: Review::One,
            floor: Points::ZERO,
            month_cap: None,
            quotas: Vec::new(),
            grades: None,
            groups: Vec::new(),
            fund: None,
            on_trial: false,
            files_take_effect: false,
            effective_on: None,
            adoption: None,
        }
    }
}
