//! The trial's page (试算): a period is chosen, and it is shown what the draft would have done in it: who gains, what it costs, which limits bite.
//!
//! A household is not named on it: what is to be decided is the rule, not whom it suits.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;

use super::actions::{Period, trial};
use super::model::{Accounts, Cost, Mover, Report};
use super::text::signed;
use crate::adoption::{Bench, Head, Rules, told};
use crate::roster::Action;
use crate::versions::House;
use crate::web::{Asked, Bars, Falling, FallingLine, Reply, Shell, Told, expected, page, page_refused, plain_day};
use crate::words::Refusal;

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new().route("/desk/{village}/rules/trial", get(show))
}

/// A trial, or the question which period.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "trial/trial.html")]
struct TrialPage {
    shell: Shell,
    head: Head,
    from: String,
    to: String,
    /// Periods to choose at once: what they are called, from, to.
    periods: Vec<(&'static str, NaiveDate, NaiveDate)>,
    result: Option<ResultView>,
    told: Option<Told>,
}

/// What a trial came to, as it is shown.
struct ResultView {
    /// `3月1日至5月31日，120 条记录`
    about: String,
    /// What is compared, before, after, and the difference.
    totals: Vec<[String; 4]>,
    whom: Bars,
    accounts: Vec<[String; 2]>,
    fund: Falling,
    rules: Vec<[String; 5]>,
    movers: Vec<MoverView>,
    limits: Vec<[String; 3]>,
    refused: Vec<[String; 3]>,
    notes: Vec<String>,
    /// Nothing happened in the period.
    is_empty: bool,
}

/// An account for which much changes, without its name.
struct MoverView {
    points: String,
    change: String,
    reasons: Vec<String>,
}

#[derive(Deserialize)]
struct Days {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

async fn show(screen: Rules, Asked(asked): Asked<Days>) -> Reply<Response> {
    screen.caller.check(&screen.village, Action::Try)?;
    let bench = Bench::of(&screen, "trial").await?;
    let periods = periods(screen.today);
    let (_, from, to) = periods[0];
    let mut view = TrialPage {
        shell: screen.shell("试算"),
        head: bench.head,
        from: asked.from.unwrap_or(from).to_string(),
        to: asked.to.unwrap_or(to).to_string(),
        periods: periods.to_vec(),
        result: None,
        told: None,
    };
    let (Some(from), Some(to)) = (asked.from, asked.to) else { return page(&view) };
    match expected(trial(&screen.books, &screen.library, &screen.village, bench.files, Period { from, to }).await)? {
        Ok(report) => {
            view.result = Some(result(&report, screen.today));
            page(&view)
        }
        Err(refusal) => refused(view, &refusal),
    }
}

fn refused(mut view: TrialPage, refusal: &Refusal) -> Reply<Response> {
    view.told = Some(told(refusal));
    page_refused(refusal, &view)
}

/// The last month, quarter and year up to today.
fn periods(today: NaiveDate) -> [(&'static str, NaiveDate, NaiveDate); 3] {
    let first = today.with_day(1).unwrap_or(today);
    let since = |months| first.checked_sub_months(Months::new(months)).unwrap_or(first);
    [("近三个月", since(3), today), ("上个月", since(1), first.pred_opt().unwrap_or(today)), ("近一年", since(12), today)]
}

fn result(report: &Report, today: NaiveDate) -> ResultView {
    let Report { from, to, records, points, .. } = report;
    let limit = |line: &super::model::LimitLine| {
        let bite = |bite: super::model::Bite| format!("{} 次、{} 分", bite.times, bite.points.plain());
        [line.limit.clone(), bite(line.before), bite(line.after)]
    };
    let rule = |line: &super::model::RuleLine| {
        let (before, after) = (line.points.before.plain(), line.points.after.plain());
        [line.rule.clone(), line.records.to_string(), before, after, signed(line.points.change())]
    };
    let refused = report.refused.iter().map(|line| [line.rule.clone(), format!("{} 条", line.records), line.sentence.clone()]);
    let (before, after) = (&report.money.before, &report.money.after);
    let yuan = crate::words::Points::from_hundredths((after.yuan - before.yuan).hundredths());
    ResultView {
        about: format!("{}至{}，{records} 条记录", plain_day(*from, today), plain_day(*to, today)),
        totals: vec![
            ["一共得分".to_owned(), points.before.plain(), points.after.plain(), signed(points.change())],
            ["折合元".to_owned(), before.yuan.plain(), after.yuan.plain(), signed(yuan)],
            ["基金用到".to_owned(), lasts(before), lasts(after), String::new()],
        ],
        whom: whom(&report.accounts),
        accounts: accounts(&report.accounts),
        fund: fund(report, today),
        rules: report.rules.iter().map(rule).collect(),
        movers: report.biggest.iter().map(|mover| moved(mover, today)).collect(),
        limits: report.limits.iter().map(limit).collect(),
        refused: refused.collect(),
        notes: report.notes.iter().chain([&report.money.formula]).cloned().collect(),
        is_empty: *records == 0,
    }
}

fn lasts(cost: &Cost) -> String {
    match (cost.runs_out_on, cost.days) {
        (Some(day), _) => dated(day),
        (None, Some(_)) => "一百年以上".to_owned(),
        _ => "用不完".to_owned(),
    }
}

/// `2028年6月24日`
fn dated(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn whom(accounts: &Accounts) -> Bars {
    let Accounts { unit, gain, lose, stay, .. } = accounts;
    let bar = |label: &str, count: i64, class| (label.to_owned(), format!("{count} {unit}"), count, class);
    let summary = format!("多得 {gain} {unit}，少得 {lose} {unit}，不变 {stay} {unit}");
    Bars::new(summary, vec![bar("多得", *gain, "bar"), bar("少得", *lose, "bar-less"), bar("不变", *stay, "bar-same")])
}

fn accounts(accounts: &Accounts) -> Vec<[String; 2]> {
    let Accounts { unit, all, gain, lose, stay, nothing_before, nothing_after } = accounts;
    let rows = [("多得的", *gain), ("少得的", *lose), ("不变的", *stay), ("一共", *all)];
    let rows = rows.map(|(label, count)| [label.to_owned(), format!("{count} {unit}")]);
    let nothing = [["一分没有的".to_owned(), format!("{nothing_before} {unit} → {nothing_after} {unit}")]];
    rows.into_iter().chain(nothing).collect()
}

/// The fund from today on, as far as the later of the two lasts, three years at most.
fn fund(report: &Report, today: NaiveDate) -> Falling {
    let money = &report.money;
    let longest = [&money.before, &money.after].iter().filter_map(|cost| cost.days).max().unwrap_or(365);
    let shown = longest.clamp(30, 3 * 365);
    let line = |word: &str, cost: &Cost| FallingLine::new(format!("{word}：{}", lasts(cost)), cost.days, shown);
    let end = today.checked_add_days(chrono::Days::new(u64::try_from(shown).unwrap_or(0))).unwrap_or(today);
    Falling {
        summary: format!(
            "基金还有 {} 元。现行规则用到 {}，草案用到 {}。",
            money.available.plain(),
            lasts(&money.before),
            lasts(&money.after)
        ),
        from: format!("还有 {} 元", money.available.plain()),
        start: "今天".to_owned(),
        end: dated(end),
        lines: [line("现行", &money.before), line("草案", &money.after)],
    }
}

fn moved(mover: &Mover, today: NaiveDate) -> MoverView {
    let reason = |reason: &super::model::Reason| {
        let (before, after) = (reason.points.before.plain(), reason.points.after.plain());
        format!("{} {}：{before} → {after}", plain_day(reason.occurred_on, today), reason.rule)
    };
    MoverView {
        points: format!("{} → {}", mover.points.before.plain(), mover.points.after.plain()),
        change: signed(mover.points.change()),
        reasons: mover.reasons.iter().map(reason).collect(),
    }
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
