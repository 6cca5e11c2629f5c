//! How an erratum is shown: its title and steps, what it changes in rows and sentences, the sheet for everybody and the statement of a household.

use chrono::NaiveDate;

use super::model::*;
use super::sheet::{Line, Row, Sheet, Totals};
use super::told::{ErratumBody, HouseholdBody};
use crate::versions::Version;
use crate::web::plain_day;
use crate::words::Points;

/// `规则改正公告（第 1 号）`
pub(super) fn title(village: &str, erratum: &Erratum) -> String {
    format!("{village}规则改正公告（第 {} 号）", erratum.id)
}

/// `+8` or `−18`
pub(super) fn signed(points: Points) -> String {
    let sign = if points.is_negative() { "−" } else { "+" };
    if points.is_zero() { "0".to_owned() } else { format!("{sign}{}", points.abs().plain()) }
}

/// A row of the desk: household, before, after, what its accounts get, what is not taken back.
#[derive(Clone, Debug)]
pub(super) struct RowView {
    pub household: String,
    pub before: String,
    pub after: String,
    pub moved: String,
    pub waived: String,
}

/// What an erratum changes, for those who decide on it.
#[derive(Clone, Debug)]
pub(super) struct ChangesView {
    pub summary: Vec<String>,
    pub rows: Vec<RowView>,
}

impl ChangesView {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let plain = |points: Points| if points.is_zero() { String::new() } else { points.plain() };
        let row = |row: Row| RowView {
            household: row.household,
            before: row.before.plain(),
            after: row.after.plain(),
            moved: signed(row.moved),
            waived: plain(row.waived),
        };
        Self { summary: summary(sheet.totals()), rows: Sheet::rows(sheet.lines.iter()).into_iter().map(row).collect() }
    }
}

impl ChangesView {
    /// The same, of what somebody was told.
    pub(super) fn told(body: &ErratumBody) -> Self {
        let plain = |points: Points| if points.is_zero() { String::new() } else { points.plain() };
        let row = |one: &HouseholdBody| RowView {
            household: one.household.clone(),
            before: one.before.plain(),
            after: one.after.plain(),
            moved: signed(one.moved),
            waived: plain(one.waived),
        };
        Self { summary: summary(body.totals), rows: body.households.iter().map(row).collect() }
    }
}

/// What all of it comes to, in sentences.
fn summary(totals: Totals) -> Vec<String> {
    if totals.awards == 0 {
        return vec!["已经记下的分，没有一笔因此变。以后补记的照改正的算。".to_owned()];
    }
    let (moved, yuan) = (signed(totals.moved), totals.yuan.plain());
    let mut sentences = vec![
        format!("改 {} 笔，涉及 {} 户：{} 户变多，{} 户变少。", totals.awards, totals.households, totals.gain, totals.lose),
        format!("这些笔原来一共 {} 分，改正后 {} 分；账上合计 {moved} 分，折合 {yuan} 元。", totals.before.plain(), totals.after.plain()),
    ];
    if totals.waived.is_positive() {
        sentences.push(format!("有 {} 分已经用掉、到期或清零了：是村里写错，不追，也不让谁的分扣到最低余额以下。", totals.waived.plain()));
    }
    sentences
}

/// What has been done about it, and what comes next; whether each is done.
pub(super) fn steps(erratum: &Erratum, today: NaiveDate) -> Vec<(String, bool)> {
    let day = |day: NaiveDate| plain_day(day, today);
    let mut steps = vec![(format!("{}提出", day(erratum.proposed_at.day())), true)];
    let announced = erratum.confirmed_at.zip(erratum.last_on).zip(erratum.days);
    steps.push(match announced {
        Some(((at, last), days)) => (format!("{}另一个人同意，公示 {days} 天，到 {}", day(at.day()), day(last)), true),
        None => ("另一个人同意，开始公示".to_owned(), false),
    });
    steps.push(match (erratum.state, erratum.carried_out_at, erratum.corrected) {
        (ErratumState::Withdrawn, ..) => (format!("已经撤回：{}", erratum.withdrawn_because.as_deref().unwrap_or_default()), true),
        (_, Some(at), Some(number)) => (format!("{}改好，第 {number} 版代替第 {} 版", day(at.day()), erratum.version), true),
        _ if erratum.is_over(today) => ("公示已经期满，等有意见的那几件定下来就改".to_owned(), false),
        _ => ("公示期满没有等着定的，自动改好".to_owned(), false),
    });
    steps
}

/// The record that the version rests on.
pub(super) fn record(version: Option<&Version>) -> String {
    let adoption = version.and_then(|version| version.adoption.as_ref());
    adoption.map_or("试行，没有会议记录".to_owned(), |adoption| {
        let (day, meeting, document) = (adoption.held_on.format("%Y 年 %-m 月 %-d 日"), &adoption.meeting, &adoption.document);
        format!("{day}{meeting}（{document}）")
    })
}

/// The sheet for everybody. Of deductions it says how many there are, and not whose.
#[derive(Clone, Debug)]
pub(super) struct SheetView {
    pub title: String,
    /// Why it may not be put up, or that it holds no more.
    pub caveat: Option<String>,
    pub sentence: String,
    pub reason: String,
    pub record: String,
    /// `2026 年 3 月 1 日起`
    pub days: String,
    pub when: String,
    /// Household, before, after, the difference.
    pub rows: Vec<[String; 4]>,
    /// How many deductions change; none where none do.
    pub deductions: Option<String>,
    pub is_done: bool,
}

impl SheetView {
    pub(super) fn of(village: &str, erratum: &Erratum, version: Option<&Version>, sheet: &Sheet) -> Self {
        let day = |day: NaiveDate| day.format("%Y 年 %-m 月 %-d 日").to_string();
        let announced = erratum.confirmed_at.zip(erratum.last_on).zip(erratum.days);
        let when = announced.map_or_else(
            || "同意以后开始公示".to_owned(),
            |((at, last), days)| format!("{} 至 {}（{days} 天，开始当天不算）", day(at.day()), day(last)),
        );
        let awards = Sheet { lines: sheet.lines.iter().filter(|line| !line.is_deduction()).cloned().collect(), ..sheet.clone() };
        let deductions = sheet.lines.len() - awards.lines.len();
        let caveat = match erratum.state {
            ErratumState::Proposed => Some("草稿，还没有另一个人同意，不能张贴。".to_owned()),
            ErratumState::Withdrawn => {
                Some(format!("已经撤回，谁的分都没有变。原因：{}", erratum.withdrawn_because.as_deref().unwrap_or_default()))
            }
            _ => None,
        };
        Self {
            title: title(village, erratum),
            caveat,
            sentence: erratum.sentence.clone(),
            reason: erratum.reason.clone(),
            record: record(version),
            days: format!("{}起", day(erratum.from_on)),
            when,
            rows: Sheet::rows(awards.lines.iter()).into_iter().map(difference).collect(),
            deductions: (deductions > 0).then(|| format!("减分 {deductions} 笔也照改正的算，是哪一户的不写在这里，各户在自己的页面上看。")),
            is_done: erratum.state == ErratumState::CarriedOut,
        }
    }
}

/// A row for everybody: what it is worth, and not what was there to be taken; that tells what else a household has or has not.
fn difference(row: Row) -> [String; 4] {
    [row.household, row.before.plain(), row.after.plain(), signed(row.after - row.before)]
}

/// One award of a household's statement.
#[derive(Clone, Debug)]
pub(super) struct StatementLine {
    pub award: i64,
    pub what: String,
    pub before: String,
    pub after: String,
    pub because_before: Vec<String>,
    pub because_after: Vec<String>,
    /// What becomes of the difference.
    pub outcome: String,
}

impl StatementLine {
    fn of(line: &Line, state: ErratumState, today: NaiveDate) -> Self {
        Self {
            award: line.award,
            what: format!("{} {}", plain_day(line.occurred_on, today), line.rule),
            before: signed(line.before),
            after: signed(line.after),
            because_before: line.because_before.clone(),
            because_after: line.because_after.clone(),
            outcome: outcome(line, state),
        }
    }
}

/// `已经收回 5 分；另有 13 分已经用掉、到期或清零了，不用还`
fn outcome(line: &Line, state: ErratumState) -> String {
    let (is_done, amount) = (state == ErratumState::CarriedOut, line.moved.abs().plain());
    if !line.is_posted {
        return if is_done {
            "还没有入账，入账时按改正后的算".to_owned()
        } else {
            "还没有入账，到时按改正后的算".to_owned()
        };
    }
    let tense = if is_done { "已经" } else { "到时" };
    let moved = match (line.moved.is_zero(), line.moved.is_negative()) {
        (true, _) => "账上不动".to_owned(),
        (_, true) => format!("{tense}收回 {amount} 分"),
        (_, false) => format!("{tense}补 {amount} 分"),
    };
    match line.waived.is_positive() {
        true => format!("{moved}；另有 {} 分已经用掉、到期或清零了，是村里写错，不用还", line.waived.plain()),
        false => moved,
    }
}

/// What an erratum changes for one household: what was, what is, and why.
#[derive(Clone, Debug)]
pub(super) struct StatementView {
    pub title: String,
    pub household: String,
    pub sentence: String,
    pub reason: String,
    /// `公示中，到 4月8日（周三）；没有等着定的意见，期满就改`
    pub state: String,
    pub lines: Vec<StatementLine>,
    /// What all of it comes to for the household.
    pub total: String,
    /// While it is announced, there is time to object.
    pub may_object: bool,
}

impl StatementView {
    pub(super) fn of(erratum: &Erratum, household: &str, lines: &[Line], today: NaiveDate) -> Self {
        let rows = Sheet::rows(lines.iter());
        let row = rows.into_iter().next().unwrap_or_default();
        let last = erratum.last_on.map_or_else(String::new, |last| plain_day(last, today));
        let state = match erratum.state {
            ErratumState::Proposed => "还没有人同意，什么也没有变".to_owned(),
            ErratumState::Announced => format!("公示到 {last}，到期没有等着定的意见就改，现在还没有变"),
            ErratumState::CarriedOut => "已经改好".to_owned(),
            ErratumState::Withdrawn => {
                format!("已经撤回，什么也没有变。原因：{}", erratum.withdrawn_because.as_deref().unwrap_or_default())
            }
        };
        Self {
            title: title("", erratum),
            household: household.to_owned(),
            sentence: format!("规则第 {} 版写错了。{}", erratum.version, erratum.sentence),
            reason: erratum.reason.clone(),
            state,
            lines: lines.iter().map(|line| StatementLine::of(line, erratum.state, today)).collect(),
            total: format!("原来一共 {} 分，改正后 {} 分，账上 {} 分", row.before.plain(), row.after.plain(), signed(row.moved)),
            may_object: erratum.state == ErratumState::Announced,
        }
    }
}
