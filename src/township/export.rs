//! All villages of a township as a spreadsheet: the same figures in the same words, with what they mean below.

use anyhow::Result;

use super::indicator::{FOR_ALL, Indicator};
use super::model::Shown;
use super::screen::Township;
use super::view::{basket, chapters, written};
use crate::sheets::writing::{Line, Table, xlsx};

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
    let about = [village.code.clone(), village.name.clone(), village.households.to_string(), format!("按{}", village.class.unit())];
    let cells = Indicator::ALL.map(|indicator| written(indicator, village.cell(indicator)));
    Line::Cells(about.into_iter().chain(cells).chain([chapters(village)]).collect())
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
