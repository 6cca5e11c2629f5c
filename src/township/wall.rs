//! The wall screen (大屏): the township at a glance, 1920×1080, dark. It refreshes itself; 停住 is the same page that does not.
//!
//! Only sums over villages whose own number may be shown: what is hidden of one cannot be worked out from what all have together. No names.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::help::{Reason, reasons};
use super::hiding::Cell;
use super::indicator::{Indicator, LONG};
use super::model::Figures;
use super::pages::chart_of;
use super::screen::Township;
use super::store::{self, Villages, When};
use super::view::written;
use crate::versions::House;
use crate::web::{Bars, Reply, Shell, page, plain_day, plain_time};

/// After how many seconds it looks again.
const REFRESH: u32 = 180;

/// The page of this file.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/township/{code}/wall", get(wall))
}

/// One block: what it is, its number, how that is worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub title: &'static str,
    pub number: String,
    pub definition: String,
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "township/wall.html")]
pub(super) struct WallPage {
    pub shell: Shell,
    pub month_name: String,
    /// `11月30日（周一）9:40`
    pub as_of: String,
    /// After how many seconds it looks again; `None` while it stands still.
    pub refresh: Option<u32>,
    pub blocks: Vec<Block>,
    pub chart: Option<Bars>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// `1` stands still.
    paused: String,
}

async fn wall(township: Township, Query(asked): Query<Asked>) -> Reply<Response> {
    let together = store::chapters(&township.villages);
    let now = township.books.clock.now();
    page(&WallPage {
        shell: Shell { who: None, ..township.shell("大屏", "wall") },
        month_name: township.month_name(),
        as_of: format!("{}{}", plain_day(now.day(), now.day()), plain_time(now)),
        refresh: asked.paused.is_empty().then_some(REFRESH),
        blocks: blocks(&township.villages, township.when),
        chart: chart_of(township.whole, together),
    })
}

/// All villages of a township together, as far as each of them may be shown by itself.
pub(super) fn blocks(villages: &Villages, when: When) -> Vec<Block> {
    let all: Vec<&Figures> = villages.iter().map(|(.., figures)| figures).collect();
    let helped = all.iter().filter(|figures| !reasons(figures, when.today, when.first_day()).is_empty()).count();
    let with_notice = all.iter().filter(|figures| figures.has_notice).count();
    let overdue = all.iter().filter(|figures| figures.overdue > 0).count();
    let households: i64 = all.iter().map(|figures| figures.households).sum();
    let block = |title, number: String, definition: &str| Block { title, number, definition: definition.to_owned() };
    let of = |indicator: Indicator, definition: &str| block(indicator.title(), written(indicator, &together(indicator, &all)), definition);
    vec![
        block("要帮的村", format!("{helped} 个"), &format!("一共 {} 个村、{households} 户；为什么，见“谁需要帮助”。", all.len())),
        of(Indicator::Participation, "这个月得过分的户（人）÷ 全部的户（人）"),
        of(Indicator::Issued, "这个月加的分 ÷ 户数"),
        of(Indicator::Redeemed, "这个月换东西用的分 ÷ 户数"),
        block("贴了公示", format!("{with_notice} 个村"), "每个月 10 号以前，看上个月有没有贴；10 号以后，看这个月"),
        of(Indicator::Fund, "各村基金还有的钱 ÷ 最近三个月平均每月用的钱"),
        block(Reason::Overdue.chinese(), format!("{overdue} 个村"), "有意见过了七天还没有答复的村"),
    ]
}

/// What the villages that may be shown come to together.
fn together(indicator: Indicator, all: &[&Figures]) -> Cell {
    let shown: Vec<_> = all.iter().filter(|figures| figures.cell(indicator).number().is_some()).collect();
    let sum = |of: fn(&Figures) -> i64| shown.iter().map(|figures| of(figures)).sum::<i64>();
    let ratio = |part: Decimal, whole: i64| part.checked_div(Decimal::from(whole)).map_or(Cell::Nothing, Cell::Number);
    match indicator {
        Indicator::Participation => ratio(Decimal::from(sum(|one| one.earners) * 100), sum(|one| one.accounts)),
        Indicator::Issued => ratio(Decimal::new(sum(Figures::awarded), 2), sum(|one| one.households)),
        Indicator::Redeemed => ratio(Decimal::new(sum(|one| one.redeemed), 2), sum(|one| one.households)),
        Indicator::Fund => match ratio(Decimal::from(sum(|one| one.fund.max(0))) * Decimal::from(3), sum(|one| one.spent)) {
            Cell::Number(months) => Cell::Number(months.min(LONG)),
            nothing => nothing,
        },
        _ => Cell::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_of_one_village_is_not_in_what_all_have_together() {
        let village = |earners: i64, awarded: i64| Figures {
            households: 100,
            accounts: 100,
            earners,
            chapters: vec![("卫生".into(), earners, awarded)],
            ..Figures::default()
        };
        let (many, few) = (village(50, 50_000), village(9, 90_000));
        let told = |all: &[&Figures]| written(Indicator::Issued, &together(Indicator::Issued, all));
        assert_eq!((told(&[&many, &few]), told(&[&many]), told(&[&few])), ("5 分".to_owned(), "5 分".to_owned(), "—".to_owned()));
        assert_eq!(written(Indicator::Participation, &together(Indicator::Participation, &[&many, &few])), "50%");
    }
}
