//! Several villages' lines for reading, and as a table for a spreadsheet.

use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr;

use super::actions::Period;
use super::model::Cost;
use super::text::signed;
use super::township::{Township, VillageLine};
use crate::sheets::writing::{Line, Table};

/// What stands above each column, and how wide it is in a spreadsheet.
const COLUMNS: [(&str, u16); 12] = [
    ("村", 16),
    ("记录", 8),
    ("现行得分", 12),
    ("草案得分", 12),
    ("增减", 12),
    ("现行折合元", 12),
    ("草案折合元", 12),
    ("多得", 8),
    ("少得", 8),
    ("不变", 8),
    ("现行用到", 14),
    ("草案用到", 14),
];

fn row(line: &VillageLine) -> Vec<String> {
    let VillageLine { village, records, points, before, after, accounts } = line;
    let whom = |count: i64| format!("{count} {}", accounts.unit);
    vec![
        village.clone(),
        records.to_string(),
        points.before.plain(),
        points.after.plain(),
        signed(points.change()),
        before.yuan.plain(),
        after.yuan.plain(),
        whom(accounts.gain),
        whom(accounts.lose),
        whom(accounts.stay),
        runs_out(before),
        runs_out(after),
    ]
}

fn runs_out(cost: &Cost) -> String {
    match (cost.runs_out_on, cost.days) {
        (Some(day), _) => day.to_string(),
        (None, Some(_)) => "一百年以上".to_owned(),
        (None, None) => "用不完".to_owned(),
    }
}

impl Township {
    fn title(&self, Period { from, to }: Period) -> String {
        format!("{from} 至 {to}，{} 个村按现行规则和改过的规则包各算一遍。什么也没有改。", self.villages.len())
    }

    /// What there is to say besides the lines.
    fn beside(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.untouched.is_empty() {
            lines.push(format!("没有用到改过的规则包，不受影响：{}。", self.untouched.join("、")));
        }
        lines.extend(self.refused.iter().map(|refused| format!("{} 没有算：{}（{}）", refused.village, refused.sentence, refused.code)));
        lines
    }

    /// One line a village, columns under each other.
    pub fn text(&self, period: Period) -> String {
        let header = COLUMNS.map(|(name, _)| name.to_owned()).to_vec();
        let rows: Vec<Vec<String>> = std::iter::once(header).chain(self.villages.iter().map(row)).collect();
        let widest = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..COLUMNS.len()).map(widest).collect();
        let one = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
            format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
        };
        let table: String = if self.villages.is_empty() { String::new() } else { rows.iter().map(one).collect() };
        let beside: String = self.beside().into_iter().map(|line| format!("{line}\n")).collect();
        format!("{}\n{table}{beside}", self.title(period))
    }

    /// The same for a spreadsheet.
    pub fn table(&self, period: Period, made_on: NaiveDate) -> Table {
        Table {
            name: "试算".to_owned(),
            above: vec!["规则包改动试算".to_owned(), self.title(period)],
            columns: COLUMNS.map(|(name, width)| (name.to_owned(), width)).to_vec(),
            lines: self.villages.iter().map(|line| Line::of(row(line))).collect(),
            below: self.beside(),
            made_on,
        }
    }
}
