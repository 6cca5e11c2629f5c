//! The villages of a township as pages, spreadsheet and programs show them: everything in words, nothing that must be hidden. Pure.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::basket::BASKET;
use super::hiding::{Cell, FEW, middle};
use super::indicator::Indicator;
use super::model::{Class, Shown, classes};
use crate::web::Rows;

/// One number of all villages: what it is, and each class of villages with its chart and table.
#[derive(Clone, Debug)]
pub struct Section {
    pub indicator: Indicator,
    pub classes: Vec<ClassView>,
}

/// Villages that are like each other.
#[derive(Clone, Debug)]
pub struct ClassView {
    pub title: String,
    /// `中间数 12.3 分`
    pub middle: Option<String>,
    pub chart: Rows,
    /// Village, number, and what else is to be said about it.
    pub rows: Vec<[String; 3]>,
}

/// How a cell is written.
pub fn written(indicator: Indicator, cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => indicator.written(*number),
        Cell::Few => FEW.to_owned(),
        Cell::Nothing => "—".to_owned(),
    }
}

/// A number as a chart measures it.
fn measured(number: Decimal) -> i64 {
    (number * Decimal::ONE_HUNDRED).to_i64().unwrap_or(i64::MAX)
}

/// All numbers, each with its classes.
pub fn sections(villages: &[Shown]) -> Vec<Section> {
    let classes = classes(villages);
    Indicator::ALL.into_iter().map(|indicator| section(indicator, villages, &classes)).collect()
}

fn section(indicator: Indicator, villages: &[Shown], classes: &BTreeMap<Class, Vec<&Shown>>) -> Section {
    let numbers = villages.iter().filter_map(|village| village.cell(indicator).number());
    let most = numbers.map(measured).max().unwrap_or_default();
    Section { indicator, classes: classes.iter().map(|(class, villages)| class_view(indicator, *class, villages, most)).collect() }
}

fn class_view(indicator: Indicator, class: Class, villages: &[&Shown], most: i64) -> ClassView {
    let cells: Vec<&Cell> = villages.iter().map(|village| village.cell(indicator)).collect();
    let middle = middle(&cells);
    let bars = villages.iter().map(|village| {
        let cell = village.cell(indicator);
        (village.name.clone(), written(indicator, cell), cell.number().map(measured))
    });
    let row = |village: &&Shown| [village.name.clone(), written(indicator, village.cell(indicator)), note(indicator, village)];
    let rows: Vec<_> = villages.iter().map(row).collect();
    let summary = rows.iter().map(|[name, number, _]| format!("{name} {number}")).collect::<Vec<_>>().join("，");
    ClassView {
        title: class.chinese(),
        middle: middle.map(|middle| format!("中间数 {}", indicator.written(middle))),
        chart: Rows::new(format!("{}：{summary}", indicator.title()), bars.collect(), most, middle.map(measured)),
        rows,
    }
}

/// What is said about a village's number besides it.
fn note(indicator: Indicator, village: &Shown) -> String {
    match indicator {
        Indicator::Prices => buys(village),
        _ => format!("{} 户", village.households),
    }
}

/// What the basket's points buy.
fn buys(village: &Shown) -> String {
    let worth = &village.worth;
    let able = worth.buys.iter().filter(|(.., count)| *count > 0);
    let goods: Vec<_> = able.map(|(name, _, count)| format!("{name} {count}")).collect();
    let money = format!("值 {} 元", worth.yuan.plain());
    match (worth.buys.as_slice(), goods.as_slice()) {
        ([], _) => format!("{money}，货架上还没有这几样"),
        (_, []) => format!("{money}，还不够换这几样里的一样"),
        (_, goods) => format!("{money}，单换能换：{}", goods.join("、")),
    }
}

/// Shares of chapters in words: `环境卫生 45%`.
pub fn chapters(village: &Shown) -> String {
    let share = |(name, share): &(Option<String>, Decimal)| format!("{} {}%", name.as_deref().unwrap_or("其他"), share.normalize());
    match village.chapters.as_slice() {
        [] => FEW.to_owned(),
        chapters => chapters.iter().map(share).collect::<Vec<_>>().join("，"),
    }
}

/// Which rule of each village stands for each deed of the basket, and what it gives: the deed, then a text for each village.
pub fn basket(villages: &[Shown]) -> Vec<(String, Vec<String>)> {
    let of = |at: usize, village: &Shown| match village.worth.deeds.get(at).and_then(Option::as_ref) {
        Some((rule, points)) => format!("{rule} {}", points.plain()),
        None => "没有这一条".to_owned(),
    };
    BASKET
        .deeds
        .iter()
        .enumerate()
        .map(|(at, deed)| (deed.what.clone(), villages.iter().map(|village| of(at, village)).collect()))
        .collect()
}
