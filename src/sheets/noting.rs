//! A spreadsheet handed back as it came, CSV for CSV and xlsx for xlsx, with a column 错误说明 that says something of its rows.
//!
//! What stood in a cell stands there again as text; a date as a date reads. Rows keep their numbers, what was merged over several rows stays merged, CSV
//! keeps its encoding. Read again, the column means nothing.

use std::collections::BTreeMap;

use anyhow::Result;
use rust_xlsxwriter::{Format, Workbook};

use super::writing::{CSV_MARK, as_text, csv_as_is};
use super::{Cells, MOST_MERGED, is_workbook};
use crate::words::Problem;

/// What stands above the notes.
pub const NOTES: &str = "错误说明";

/// How wide the notes are, in characters.
const WIDTH: u16 = 60;

/// What is said of a row, by the number the spreadsheet shows beside it.
pub type Notes = BTreeMap<usize, String>;

/// Adds to what is said of a row.
pub fn note(notes: &mut Notes, row: usize, text: &str) {
    let said = notes.entry(row).or_default();
    let comma = if said.is_empty() { "" } else { "；" };
    *said = format!("{said}{comma}{}", text.trim_end_matches('。'));
}

/// Adds each problem to the row it points at (`第 3 行 分值`); those that point at none are left out.
pub fn note_problems(notes: &mut Notes, problems: &[Problem]) {
    for problem in problems {
        let Some((row, column)) = problem.pointer.strip_prefix("第 ").and_then(|rest| rest.split_once(" 行")) else { continue };
        let Ok(row) = row.parse() else { continue };
        let column = if column.is_empty() { String::new() } else { format!("{}：", column.trim()) };
        note(notes, row, &format!("{column}{}", problem.message));
    }
}

/// The same table with its notes; `header` is the row in which the columns are named.
pub fn noted(bytes: &[u8], header: usize, mut notes: Notes) -> Result<Vec<u8>> {
    let mut cells = Cells::read(bytes)?;
    let is_notes = |cell: &String| cell == NOTES;
    let already = cells.rows.iter().find(|row| row.number == header).and_then(|row| row.cells.iter().position(is_notes));
    let column = already.unwrap_or_else(|| cells.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default());
    notes.insert(header, NOTES.to_owned());
    for row in cells.rows.iter_mut().filter(|row| row.number >= header) {
        row.cells.resize(row.cells.len().max(column + 1), String::new());
        row.cells[column] = notes.remove(&row.number).unwrap_or_default();
    }
    if is_workbook(bytes) { workbook(&cells, column) } else { csv(&cells, bytes) }
}

fn workbook(cells: &Cells, notes: usize) -> Result<Vec<u8>> {
    let (mut workbook, plain) = (Workbook::new(), Format::new().set_text_wrap());
    let page = workbook.add_worksheet();
    page.set_column_width(u16::try_from(notes)?, WIDTH)?;
    let at = |row: usize| u32::try_from(row - 1);
    for row in &cells.rows {
        for (column, cell) in (0..).zip(&row.cells).filter(|(_, cell)| !cell.is_empty()) {
            page.write_string_with_format(at(row.number)?, column, cell, &as_text(cell, &plain))?;
        }
    }
    for (first, last, column) in cells.merged.iter().take(MOST_MERGED) {
        let text = cells.at(*first, *column).unwrap_or_default();
        let column = u16::try_from(*column)?;
        // Cells that are merged twice stay apart.
        page.merge_range(at(*first)?, column, at(*last)?, column, text, &as_text(text, &plain)).ok();
    }
    for (row, column, day) in &cells.dates {
        page.write_string_with_format(at(*row)?, u16::try_from(*column)?, day, &plain)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Every row where it stood, with the empty ones between.
fn csv(cells: &Cells, original: &[u8]) -> Result<Vec<u8>> {
    let (mut text, mut before) = (String::new(), 0);
    for row in &cells.rows {
        text.push_str(&"\r\n".repeat(row.number - before - 1));
        before = row.number;
        text.push_str(&csv_as_is(row.cells.iter())?);
    }
    let utf8 = || format!("{CSV_MARK}{text}").into_bytes();
    Ok(if std::str::from_utf8(original).is_ok() { utf8() } else { encoding_rs::GB18030.encode(&text).0.into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::Sheet;

    fn shown(bytes: &[u8]) -> Vec<(usize, String)> {
        Cells::read(bytes).unwrap().rows.iter().map(|row| (row.number, row.cells.join("|"))).collect()
    }

    fn notes() -> Notes {
        let mut notes = Notes::new();
        let problem = |pointer: &str, message: &str| Problem { pointer: pointer.into(), message: message.into(), fix: None };
        note(&mut notes, 5, "已成规则“甲”");
        note_problems(
            &mut notes,
            &[problem("第 5 行", "上限没看懂。"), problem("第 8 行 分值", "“十”不是数。"), problem("/facts", "别处")],
        );
        notes
    }

    const TABLE: &str = "细则表\r\n\r\n项目,分值,\r\n\r\n\"两\n行\",=1+1\r\n003,十\r\n";

    #[test]
    fn csv_comes_back_on_the_same_lines_in_the_same_encoding() {
        let (gb18030, ..) = encoding_rs::GB18030.encode(TABLE);
        for bytes in [TABLE.as_bytes(), gb18030.as_ref()] {
            let back = noted(bytes, 3, notes()).unwrap();
            let lines = [(1, "细则表"), (3, "项目|分值||错误说明"), (5, "两\n行|=1+1||已成规则“甲”；上限没看懂"), (6, "003|十||")];
            assert_eq!(shown(&back), lines.map(|(row, text)| (row, text.to_owned())));
            assert_eq!(std::str::from_utf8(&back).is_ok(), std::str::from_utf8(bytes).is_ok());
        }
    }

    #[test]
    fn a_workbook_comes_back_with_its_merged_cells_and_reads_as_before() {
        let (mut workbook, plain) = (Workbook::new(), Format::new());
        let page = workbook.add_worksheet();
        for (row, column, cell) in [(1, 0, "类别"), (1, 1, "分值"), (2, 1, "=1+1"), (3, 1, "十")] {
            page.write_string(row, column, cell).unwrap();
        }
        page.merge_range(2, 0, 3, 0, "环境", &plain).unwrap();
        page.write_number_with_format(5, 1, 46_152.0, &Format::new().set_num_format("m-d")).unwrap();
        page.write_string(5, 0, "婚事").unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let mut said = Notes::new();
        note(&mut said, 4, "没看懂");
        note(&mut said, 6, "变成了日期");
        let back = noted(&bytes, 2, said.clone()).unwrap();
        let lines = [(2, "类别|分值|错误说明"), (3, "环境|=1+1|"), (4, "|十|没看懂"), (6, "婚事|2026-05-10|变成了日期")];
        let cells: Vec<(usize, String)> = shown(&back);
        assert_eq!(
            cells.iter().map(|(row, text)| (*row, text.trim_end_matches('|'))).collect::<Vec<_>>(),
            lines.map(|(row, text)| (row, text.trim_end_matches('|')))
        );
        let merged = Sheet::below(&back, |cells| cells.first().is_some_and(|cell| cell == "类别"), "").unwrap();
        assert_eq!(merged.rows[1][0], "环境");
        // Handed back again, the column is the same one.
        let again = noted(&back, 2, Notes::new()).unwrap();
        assert_eq!(shown(&again)[0].1, "类别|分值|错误说明");
        assert!(!shown(&again).iter().any(|(_, text)| text.contains("没看懂")));
    }
}
