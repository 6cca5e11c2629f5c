//! The fund at the desk (基金): money in and spent month by month, what is promised, what everybody's points would cost, and how long it lasts.

use std::collections::BTreeMap;

use anyhow::Result;
use askama::Template;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::pages::Upkeep;
use crate::db::Conn;
use crate::funds::{self, Fund, Pace};
use crate::ledger;
use crate::rulebook::Settings;
use crate::sums::{self, Figure, month};
use crate::web::{Course, Reply, Shell, page};
use crate::words::{Period, Points, VillageId, Yuan};

/// How many months are shown behind this one, and at most ahead of it.
const BACK: i32 = 11;
const AHEAD: i32 = 12;

/// What a month did to the fund; amounts in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Month {
    pub given: i64,
    pub spent: i64,
    /// Points that were given and redeemed.
    pub awarded: i64,
    pub redeemed: i64,
    /// What was left at its end, or is now.
    pub left: i64,
}

/// A month as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub month: String,
    pub given: String,
    pub spent: String,
    pub awarded: String,
    pub redeemed: String,
    pub left: String,
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "desk/fund.html")]
pub(super) struct FundPage {
    pub shell: Shell,
    pub fund: Fund,
    pub outlook: String,
    pub is_short: bool,
    /// What everybody's points are, and what they would cost.
    pub points: Points,
    pub owed: Yuan,
    /// How much more that is than what is left.
    pub short: Option<Yuan>,
    /// Whether a part of everybody's points buys nothing (基础分).
    pub has_base: bool,
    pub chart: Course,
    pub rows: Vec<Row>,
    /// How much would be left at the end of the months to come.
    pub ahead: Vec<(String, String)>,
    pub formula: &'static str,
}

pub(super) async fn show(desk: Upkeep) -> Reply<Response> {
    let mut conn = desk.books.read().await?;
    let (fund, pace) = (funds::standing(&mut conn, &desk.village).await?, funds::pace(&mut conn, &desk.village, desk.today).await?);
    let settings = desk.rulebook.settings();
    let points = ledger::outstanding(&mut conn, &desk.village, floor(settings)).await?;
    let months = months(&mut conn, &desk.village, &fund, desk.today).await?;
    page(&FundPage::new(desk.shell("基金"), (fund, pace), (points, settings), &months, desk.today))
}

/// What nobody can redeem of their points.
fn floor(settings: &Settings) -> Points {
    if settings.redeem_above_base { settings.base } else { Points::ZERO }
}

/// The months up to this one. What was left is counted back from what is there now, so that the last month always agrees with the fund.
async fn months(conn: &mut Conn, village: &VillageId, fund: &Fund, today: NaiveDate) -> Result<BTreeMap<Period, Month>> {
    let this = month(today);
    let mut months: BTreeMap<Period, Month> = (-BACK..=0).map(|back| (this.later(back), Month::default())).collect();
    let kept = sums::by_month(conn, village, &[Figure::Spent, Figure::Awarded, Figure::Redeemed], (this.later(-BACK), this)).await?;
    for ((figure, period), (_, amount)) in kept {
        let Some(month) = months.get_mut(&period) else { continue };
        match figure {
            Figure::Spent => month.spent = amount,
            Figure::Awarded => month.awarded = amount,
            _ => month.redeemed = amount,
        }
    }
    for (at, amount) in ledger::allocated(conn, village).await? {
        months.entry(month(at.day())).and_modify(|month| month.given += amount);
    }
    count_back(&mut months, (fund.available + fund.committed).hundredths());
    Ok(months)
}

/// Writes down what was left at the end of each month, from what is there after the last.
fn count_back(months: &mut BTreeMap<Period, Month>, now: i64) {
    let mut left = now;
    for month in months.values_mut().rev() {
        month.left = left;
        left = left - month.given + month.spent;
    }
}

/// What is left at the end of each month to come, as long as there is anything; after that nothing. At the pace of the whole months before.
fn ahead(available: Yuan, pace: Pace) -> Vec<Yuan> {
    let monthly = pace.spent.decimal().checked_div(Decimal::from(funds::MONTHS)).unwrap_or_default();
    let after = |months: i32| (available.decimal() - monthly * Decimal::from(months)).max(Decimal::ZERO);
    let end = (1..=AHEAD).find(|months| after(*months).is_zero()).unwrap_or(AHEAD);
    (1..=end).filter_map(|months| Yuan::rounded(after(months))).collect()
}

/// `2026年3月`
pub(super) fn month_name(day: NaiveDate) -> String {
    format!("{}年{}月", day.year(), day.month())
}

fn named(period: Period) -> String {
    period.first_day().map_or_else(String::new, month_name)
}

impl FundPage {
    pub(super) fn new(
        shell: Shell,
        (fund, pace): (Fund, Pace),
        (points, settings): (Points, &Settings),
        months: &BTreeMap<Period, Month>,
        today: NaiveDate,
    ) -> Self {
        let yuan = |hundredths: i64| Yuan::from_hundredths(hundredths).plain();
        let points_of = |hundredths: i64| Points::from_hundredths(hundredths).plain();
        let row = |(period, one): (&Period, &Month)| Row {
            month: named(*period),
            given: yuan(one.given),
            spent: yuan(one.spent),
            awarded: points_of(one.awarded),
            redeemed: points_of(one.redeemed),
            left: yuan(one.left),
        };
        let ahead: Vec<Yuan> = if pace.spent.is_positive() { ahead(fund.available, pace) } else { Vec::new() };
        let outlook = pace.outlook(fund.available, today);
        let past: Vec<_> = months.iter().map(|(period, one)| (named(*period), one.left)).collect();
        let to_come: Vec<_> = (1..).zip(&ahead).map(|(later, left)| (named(month(today).later(later)), left.hundredths())).collect();
        let top = past.iter().chain(&to_come).map(|(_, left)| *left).max().unwrap_or_default();
        let owed = Yuan::rounded(points.decimal() * settings.yuan_per_point.decimal()).unwrap_or_default();
        Self {
            shell,
            short: Some(owed - fund.available).filter(|short| short.is_positive()),
            is_short: pace.is_short(fund.available),
            points,
            owed,
            has_base: settings.redeem_above_base && settings.base.is_positive(),
            chart: Course::new(format!("基金每个月底还剩多少。{outlook}"), format!("{} 元", yuan(top)), &past, &to_come),
            rows: months.iter().map(row).collect(),
            ahead: to_come.into_iter().map(|(month, left)| (month, yuan(left))).collect(),
            outlook,
            formula: funds::FORMULA,
            fund,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_counted_back_from_what_is_there() {
        let this = month("2026-03-02".parse().unwrap());
        let one = |given, spent| Month { given, spent, ..Month::default() };
        let mut months: BTreeMap<Period, Month> =
            [(this.later(-2), one(1_500_000, 0)), (this.later(-1), one(0, 20_000)), (this, one(10_000, 5_000))].into();
        count_back(&mut months, 1_485_000);
        assert_eq!(months.values().map(|month| month.left).collect::<Vec<_>>(), [1_500_000, 1_480_000, 1_485_000]);
    }

    #[test]
    fn what_is_to_come_goes_down_to_nothing_and_no_further() {
        let pace = Pace { spent: Yuan::whole(300), days: 90 };
        let told = |available| ahead(Yuan::whole(available), pace).into_iter().map(Yuan::plain).collect::<Vec<_>>();
        assert_eq!(told(250), ["150", "50", "0"]);
        assert_eq!(told(0), ["0"]);
        assert_eq!((told(12_000).len(), told(12_000).last().unwrap().as_str()), (12, "10800"));
    }
}
