//! All villages of a township as a spreadsheet: the same figures in the same words, with what they mean below.

use anyhow::Result;
use rust_decimal::Decimal;

use super::hiding;
use super::indicator::{FOR_ALL, Indicator, LONG};
use super::model::Shown;
use super::screen::Township;
use super::view::{basket, chapters, written};
use crate::sheets::writing::{Cell, Line, Table, xlsx};

/// The bytes of the file.
pub fn workbook(township: &Township, villages: &[Shown]) -> Result<Vec<u8>> {
    xlsx(&table((&township.place, &township.month_name()), township.when.today, villages))
}

fn table((place, month): (&str, &str), made_on: chrono::NaiveDate, villages: &[Shown]) -> Table {
    let indicators = Indicator::ALL.map(|indicator| (indicator.title().to_owned(), 13));
    let columns = [("区划代码", 14), ("村", 14), ("户数", 7), ("记分", 7)].map(|(name, width)| (name.to_owned(), width));
    let last = [("分加在哪些类别".to_owned(), 34)];
    Table {
        name: "村与村".to_owned(),
        above: vec![format!("{place}{month}各村积分"), format!("{made_on} 导出")],
        columns: columns.into_iter().chain(indicators).chain(last).collect(),
        lines: villages.iter().map(line).collect(),
        below: below(villages),
        made_on,
    }
}

fn line(village: &Shown) -> Line {
    let (code, name, class) = (village.code.as_str(), village.name.as_str(), format!("按{}", village.class.unit()));
    let about: [Cell; 4] = [code.into(), name.into(), village.households.into(), class.into()];
    let figures = Indicator::ALL.map(|indicator| figure(indicator, village.cell(indicator)));
    Line::Cells(about.into_iter().chain(figures).chain([chapters(village).into()]).collect())
}

/// A figure to reckon with, shown as on the page; what is hidden or endless is a text.
fn figure(indicator: Indicator, shown: &hiding::Cell) -> Cell {
    let (hiding::Cell::Number(number), false) = (shown, indicator == Indicator::Fund && shown.number() >= Some(LONG)) else {
        return written(indicator, shown).into();
    };
    match indicator {
        Indicator::Participation | Indicator::Notices => Cell::Number(number / Decimal::ONE_HUNDRED, "0.0%"),
        Indicator::Issued | Indicator::Redeemed | Indicator::Prices => Cell::Number(*number, "0.0\" 分\""),
        Indicator::Objections => Cell::Number(*number, "0\" 件\""),
        Indicator::Fund => Cell::Number(*number, "0.0\" 个月\""),
        Indicator::Concentration => Cell::Number(*number, "0.00"),
    }
}

fn below(villages: &[Shown]) -> Vec<String> {
    let defined = Indicator::ALL.map(|indicator| {
        let definition = indicator.definition();
        format!("{}：{}{}数从哪里来：{}", indicator.title(), definition.formula, definition.exclusions, definition.source)
    });
    let deeds = basket(villages).into_iter().map(|(what, rules)| {
        let rules: Vec<_> = villages.iter().zip(rules).map(|(village, rule)| format!("{} {rule}", village.name)).collect();
        format!("一篮子好事·{what}：{}", rules.join("；"))
    });
    FOR_ALL.map(str::to_owned).into_iter().chain(defined).chain(deeds).collect()
}
