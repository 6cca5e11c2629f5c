//! Reading `village.yaml` into [`Settings`].

use rust_decimal::Decimal;

use crate::words::{Division, Points, Yuan};

use super::adoption::Adoption;
use super::finding::Mend;
use super::form::{self, Form};
use super::grades;
use super::keys;
use super::marks::Findings;
use super::quotas;
use super::rule::Subject;
use super::settings::{Fund, Group, Settings};
use super::term;
use super::yaml::{Entry, Node, Shape};
use super::year_day;

/// The words of 记账单位.
pub(super) const UNITS: [(&str, &str, Subject); 2] = [("户", "household", Subject::Household), ("个人", "person", Subject::Person)];

/// More than this spent by a number alone in a day is worth a warning.
const MUCH_BY_NUMBER: Points = Points::whole(50);

/// Whether this file holds settings and not rules.
pub(super) fn is_village_file(path: &str) -> bool {
    path.rsplit('/').next() == Some("village.yaml")
}

/// Reads the settings; what cannot be read is reported and keeps its default.
pub(super) fn read(root: &Node, findings: &mut Findings<'_>) -> Settings {
    let mut settings = Settings::default();
    let Some(entries) = form::table(root, "village.yaml", findings) else { return settings };
    let form = Form::read(entries, keys::VILLAGE, findings);
    who(&form, &mut settings, findings);
    points(&form, &mut settings, findings);
    agreement(&form, &mut settings, findings);
    settings
}

/// Name, place, groups.
fn who(form: &Form<'_>, settings: &mut Settings, findings: &mut Findings<'_>) {
    match form.get("名称") {
        Some(entry) => settings.name = form::text(entry, findings).unwrap_or_default().to_owned(),
        None => findings.error("village.name", super::marks::Mark::default(), "village.yaml 里没有写“名称”。"),
    }
    if let Some(entry) = form.get("区划代码") {
        let code = form::text(entry, findings);
        settings.division = code.and_then(Division::parse);
        if code.is_some() && settings.division.is_none() {
            findings.error("village.code", entry.value.mark, "区划代码是 12 位数字，请核对。");
        }
    }
    settings.township = form.get("上级").and_then(|entry| form::text(entry, findings)).map(str::to_owned);
    if let Some(entry) = form.get("记账单位") {
        settings.account_unit = form::choice(entry, &UNITS, findings).unwrap_or(Subject::Household);
    }
    for key in ["小组", "网格"] {
        settings.groups.extend(form.get(key).map(|entry| groups(entry, findings)).unwrap_or_default());
    }
}

fn groups(entry: &Entry, findings: &mut Findings<'_>) -> Vec<Group> {
    let named =
        |node: &Node, code: Option<&str>| node.text().map(|name| Group { code: code.unwrap_or(name).to_owned(), name: name.to_owned() });
    let groups: Option<Vec<Group>> = match &entry.value.shape {
        Shape::List(items) => items.iter().map(|item| named(item, None)).collect(),
        Shape::Table(entries) => entries.iter().map(|entry| named(&entry.value, Some(&entry.key))).collect(),
        Shape::Text { .. } => None,
    };
    if groups.is_none() {
        findings.error("village.groups", entry.value.mark, "小组要写成 [东街组, 西街组] 这样。");
    }
    if let Shape::List(items) = &entry.value.shape {
        let is_again = |at: usize| items[..at].iter().any(|earlier| earlier.text() == items[at].text());
        for again in (0..items.len()).filter(|at| is_again(*at)).map(|at| &items[at]) {
            findings.error("yaml.duplicate", again.mark, format!("“{}”写了两遍，请只留一个。", again.text().unwrap_or_default()));
        }
    }
    groups.unwrap_or_default()
}

/// Everything counted in points or yuan.
fn points(form: &Form<'_>, settings: &mut Settings, findings: &mut Findings<'_>) {
    let mut amount = |key: &str| form.get(key).and_then(|entry| not_negative(entry, findings));
    settings.base = amount("基础分").unwrap_or(Points::ZERO);
    settings.redeem_min = amount("最低兑换分").unwrap_or(Points::ZERO);
    settings.free_by_number = amount("凭卡兑换").unwrap_or(Points::ZERO);
    settings.carry_over = amount("结转上限").unwrap_or(Points::ZERO);
    settings.month_cap = amount("全村每月上限");
    if let Some(entry) = form.get("预约保留小时") {
        settings.hold_hours = hours(entry, findings).unwrap_or(settings.hold_hours);
    }
    if let Some(entry) = form.get("只兑换超出基础分") {
        settings.redeem_above_base = form::flag(entry, findings).unwrap_or(false);
    }
    if let Some(entry) = form.get("有效期") {
        settings.valid_for = term::read(entry, findings).unwrap_or(settings.valid_for);
    }
    if let Some(entry) = form.get("凭卡兑换").filter(|_| settings.free_by_number > MUCH_BY_NUMBER) {
        let message =
            format!("只报号码一天就能换 {} 分的东西：知道号码的人都能换走。写 0，或者写得小一点。", settings.free_by_number.plain());
        findings.warning("village.card", entry.value.mark, message);
    }
    settings.grades = form.get("评级").and_then(|entry| grades::read(entry, findings));
    settings.reset_on = form.get("清零日").and_then(|entry| year_day::read(entry, findings));
    if let Some(entry) = form.get("结转上限").filter(|_| form.get("清零日").is_none()) {
        findings.warning("village.carry_over", entry.key_mark, "写了结转上限，却没有写清零日：没有清零，就没有结转。");
    }
    if let Some(entry) = form.get("最低余额") {
        settings.floor = floor(entry, findings);
    }
    if let Some(entry) = form.get("每分折合元") {
        settings.yuan_per_point = yuan(&entry.value, &entry.key, findings).unwrap_or(settings.yuan_per_point);
    }
    settings.fund = form.get("基金").and_then(|entry| fund(entry, findings));
}

fn not_negative(entry: &Entry, findings: &mut Findings<'_>) -> Option<Points> {
    let points = form::points(&entry.value, &entry.key, findings)?;
    if points.is_negative() {
        findings.error("value.negative", entry.value.mark, format!("“{}”不能是负数。", entry.key));
    }
    (!points.is_negative()).then_some(points)
}

/// Whole hours, a month of them at most.
fn hours(entry: &Entry, findings: &mut Findings<'_>) -> Option<u32> {
    let number = form::number(&entry.value, &entry.key, findings)?;
    let hours = u32::try_from(number).ok().filter(|hours| number.fract().is_zero() && *hours <= 720);
    if hours.is_none() {
        findings.error("value.hours", entry.value.mark, format!("“{}”写 0 到 720 的整数，0 是不办预约。", entry.key));
    }
    hours
}

/// E04: nobody can owe points.
fn floor(entry: &Entry, findings: &mut Findings<'_>) -> Points {
    let points = form::points(&entry.value, &entry.key, findings).unwrap_or(Points::ZERO);
    if points.is_negative() {
        let message = "最低余额不能低于 0：积分扣到 0 为止，不能让农户倒欠。".to_owned();
        findings.mendable("E04", entry.value.mark, message, Some(Mend::sure("0")));
    }
    points.max(Points::ZERO)
}

fn yuan(node: &Node, what: &str, findings: &mut Findings<'_>) -> Option<Yuan> {
    let value = form::number(node, what, findings)?;
    let exact = Yuan::rounded(value).filter(|yuan| yuan.decimal() == value && value >= Decimal::ZERO);
    if exact.is_none() {
        findings.error("value.decimals", node.mark, format!("“{what}”不能是负数，最多两位小数（精确到分钱）。"));
    }
    exact
}

fn fund(entry: &Entry, findings: &mut Findings<'_>) -> Option<Fund> {
    let form = Form::read(form::table(&entry.value, &entry.key, findings)?, keys::FUND, findings);
    let name = form.get("名称").and_then(|entry| form::text(entry, findings)).unwrap_or("积分资金").to_owned();
    let Some(budget) = form.get("预算") else {
        findings.error("village.fund", entry.value.mark, "基金没有写“预算”（一年多少元）。");
        return None;
    };
    Some(Fund { name, budget: yuan(&budget.value, &budget.key, findings)? })
}

/// How decisions are made: notice, review, trial, adoption.
fn agreement(form: &Form<'_>, settings: &mut Settings, findings: &mut Findings<'_>) {
    if let Some(entry) = form.get("公示天数") {
        settings.notice_days = form::days(entry, findings).unwrap_or(0);
    }
    settings.quotas = form.get("记录限额").map_or_else(Vec::new, |entry| quotas::read(entry, findings));
    if let Some(entry) = form.get("审核") {
        settings.review = form::review(entry, findings).unwrap_or(settings.review);
    }
    let trial = form.get("试行").map(|entry| form::flag(entry, findings));
    settings.on_trial = trial == Some(Some(true));
    settings.honour_board = form.get("光荣榜").and_then(|entry| form::flag(entry, findings)).unwrap_or(false);
    settings.own_claims = form.get("自己申报").and_then(|entry| form::flag(entry, findings)).unwrap_or(true);
    settings.files_take_effect = form.get("文件即生效").and_then(|entry| form::flag(entry, findings)).unwrap_or(false);
    settings.effective_on = form.get("生效").and_then(|entry| form::date(entry, findings));
    settings.adoption = form.get("采纳").and_then(|entry| adoption(entry, findings));
    if let (Some(entry), Some(_)) = (form.get("文件即生效").filter(|_| settings.files_take_effect && !settings.on_trial), form.get("采纳"))
    {
        let message = "正式用的村，“文件即生效”不起作用：文件改了是草案，另一个人（村务监督委员）同意才生效。请删掉这一行。";
        findings.warning("village.files", entry.key_mark, message);
    }
    // Where it is said wrongly, the village may well be one that tries things out.
    if trial != Some(None) {
        unadopted(form, settings, findings);
    }
    retroactive(form, settings, findings);
}

/// E09: nobody can follow a rule before it was agreed.
fn retroactive(form: &Form<'_>, settings: &Settings, findings: &mut Findings<'_>) {
    let (Some(effective_on), Some(adoption), Some(entry)) = (settings.effective_on, &settings.adoption, form.get("生效")) else { return };
    if effective_on < adoption.held_on {
        let message = format!("生效（{effective_on}）比通过的日子（{}）还早，规则不能管以前的事。", adoption.held_on);
        findings.mendable("E09", entry.value.mark, message, Some(Mend::guess(adoption.held_on.to_string())));
    }
}

/// E10: without a recorded decision a draft can be checked and tried, but not be put in force by its file alone.
fn unadopted(form: &Form<'_>, settings: &Settings, findings: &mut Findings<'_>) {
    if settings.on_trial || settings.adoption.is_some() || form.get("采纳").is_some() {
        return;
    }
    match form.get("文件即生效").filter(|_| settings.files_take_effect) {
        Some(entry) => {
            let message = "文件即生效，却没有采纳记录（会议、日期、应到、实到、赞成、文号）。规则要先经村民会议或村民代表会议通过。";
            findings.error("E10", entry.key_mark, message);
        }
        None => {
            let name = form.get("名称").map_or_else(super::marks::Mark::default, |entry| entry.key_mark);
            findings.warning("E10", name, "还没有采纳记录：可以检查和试算；会议通过后写上“采纳”，才能生效。");
        }
    }
}

fn adoption(entry: &Entry, findings: &mut Findings<'_>) -> Option<Adoption> {
    let form = Form::read(form::table(&entry.value, &entry.key, findings)?, keys::ADOPTION, findings);
    let missing: Vec<&str> = keys::ADOPTION.iter().map(|key| key.chinese).filter(|key| form.get(key).is_none()).collect();
    if !missing.is_empty() {
        findings.error("E10", entry.key_mark, format!("采纳记录不全，还缺：{}。", missing.join("、")));
    }
    let text = |key: &str, findings: &mut Findings<'_>| form.get(key).and_then(|entry| form::text(entry, findings)).map(str::to_owned);
    let count = |key: &str, findings: &mut Findings<'_>| form.get(key).and_then(|entry| people(entry, findings));
    // Each is read, whatever the others say.
    let (meeting, document) = (text("会议", findings), text("文号", findings));
    let held_on = form.get("日期").and_then(|entry| form::date(entry, findings));
    let [expected, present, in_favour] = ["应到", "实到", "赞成"].map(|key| count(key, findings));
    let adoption = Adoption {
        meeting: meeting?,
        held_on: held_on?,
        expected: expected?,
        present: present?,
        in_favour: in_favour?,
        document: document?,
    };
    if let Some(wrong) = adoption.wrong() {
        findings.error("E10", entry.key_mark, wrong);
    }
    Some(adoption)
}

/// How many people.
fn people(entry: &Entry, findings: &mut Findings<'_>) -> Option<u32> {
    let number = form::number(&entry.value, &entry.key, findings)?;
    let people = u32::try_from(number).ok().filter(|_| number.fract().is_zero());
    if people.is_none() {
        findings.error("value.number", entry.value.mark, format!("“{}”写有几个人，要写整数。", entry.key));
    }
    people
}
