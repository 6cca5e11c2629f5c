//! The wall screen (大屏): the township at a glance, 1920×1080, dark. It refreshes itself; 停住 is the same page that does not.
//!
//! Only sums over villages whose own number may be shown: what is hidden of one cannot be worked out from what all have together. No names.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;

use super::help::{Reason, reasons};
use super::hiding::Cell;
use super::indicator::{Indicator, LONG};
use super::model::Figures;
use super::pages::chart_of;
use super::screen::Township;
use super::store::{self, Row, Villages, When};
use super::view::written;
use crate::versions::House;
use crate::web::{Bars, Reply, Shell, page, plain_day, plain_time};

/// After how many seconds it looks again; sooner where it turns a page.
const REFRESH: u32 = 180;
const TURN: u32 = 60;

/// How many villages stand side by side on a screen.
const ON_SCREEN: usize = 8;

/// What is told of each village.
const TOLD: [Indicator; 3] = [Indicator::Participation, Indicator::Issued, Indicator::Fund];

/// A fund that lasts so many months has a whole bar.
const MONTHS: i64 = 12;

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
    pub rows: Vec<VillageRow>,
    pub chart: Option<Bars>,
    /// Which of how many screens of villages this is.
    pub screen: usize,
    pub screens: usize,
}

impl WallPage {
    /// The screen that comes after this one; after the last the first.
    fn next(&self) -> usize {
        self.screen % self.screens.max(1) + 1
    }

    /// What stands above the numbers of a village.
    fn titles(&self) -> [&'static str; 3] {
        TOLD.map(Indicator::title)
    }
}

/// One village beside the others.
#[derive(Clone, Debug)]
pub(super) struct VillageRow {
    pub name: String,
    pub cells: [WallCell; 3],
}

/// A number with its bar, in percent of the whole width; without one where it is not shown.
#[derive(Clone, Debug)]
pub(super) struct WallCell {
    pub text: String,
    pub bar: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// `1` stands still.
    paused: String,
    /// Which screen of villages; the first unless one is named.
    screen: usize,
}

async fn wall(township: Township, Query(asked): Query<Asked>) -> Reply<Response> {
    let together = store::chapters(&township.villages);
    let now = township.books.clock.now();
    let screens = township.villages.len().div_ceil(ON_SCREEN).max(1);
    let screen = asked.screen.clamp(1, screens);
    page(&WallPage {
        shell: Shell { who: None, ..township.shell("大屏", "wall") },
        month_name: township.month_name(),
        as_of: format!("{}{}", plain_day(now.day(), now.day()), plain_time(now)),
        refresh: asked.paused.is_empty().then_some(if screens > 1 { TURN } else { REFRESH }),
        blocks: blocks(&township.villages, township.when),
        rows: rows(&township.villages, screen, township.whole),
        chart: chart_of(township.whole, together),
        screen,
        screens,
    })
}

/// The villages of a screen in the order of their codes: nobody is first by a number. Bars are as long as they are to the most of all villages.
/// Below them what all have together.
pub(super) fn rows(villages: &Villages, screen: usize, whole_of: &str) -> Vec<VillageRow> {
    let measured = |cell: &Cell| cell.number().and_then(|number| number.round().to_i64());
    let whole = TOLD.map(|indicator| match indicator {
        Indicator::Participation => 100,
        Indicator::Fund => MONTHS,
        _ => villages.iter().filter_map(|(.., figures)| measured(&figures.cell(indicator))).max().unwrap_or_default().max(1),
    });
    let row = |name: &str, of: &dyn Fn(Indicator) -> Cell| VillageRow {
        name: name.to_owned(),
        cells: [0, 1, 2].map(|at| {
            let cell = of(TOLD[at]);
            WallCell {
                text: written(TOLD[at], &cell),
                bar: measured(&cell).map(|number| (number.saturating_mul(100) / whole[at]).clamp(0, 100)),
            }
        }),
    };
    let all: Vec<&Figures> = villages.iter().map(|(.., figures)| figures).collect();
    let on_screen = villages.iter().skip((screen - 1) * ON_SCREEN).take(ON_SCREEN);
    let rows = on_screen.map(|(_, village, figures): &Row| row(&village.name, &|indicator| figures.cell(indicator)));
    rows.chain([row(whole_of, &|indicator| together(indicator, &all))]).collect()
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
        block("贴了公示", format!("{with_notice} 个村"), "每个月 10 号以前，看上个月有没有贴；10 号以后，看这个月"),
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
    fn villages_stand_side_by_side_by_their_codes_and_few_people_have_no_bar() {
        let village = |at: i64| {
            let [key, code, name, township] = ["village".to_owned(), format!("64040210520{at}"), format!("{at}村"), "乡".to_owned()];
            let figures = Figures { households: 100, accounts: 100, earners: at * 8, fund: 60_000, spent: 30_000, ..Figures::default() };
            (
                crate::words::VillageId::draft(),
                crate::roster::Village { key, code, name, township, households: 100, residents: 300 },
                figures,
            )
        };
        let villages: Villages = (1..10).map(village).collect();
        let told = |screen| {
            rows(&villages, screen, "全乡镇").into_iter().map(|row| (row.name, row.cells[0].bar, row.cells[2].bar)).collect::<Vec<_>>()
        };
        let first = told(1);
        assert_eq!((first.len(), &first[0], &first[1]), (9, &("1村".to_owned(), None, Some(50)), &("2村".to_owned(), Some(16), Some(50))));
        assert_eq!(told(2).iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(), ["9村", "全乡镇"]);
    }

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
