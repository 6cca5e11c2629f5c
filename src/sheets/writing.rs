//! Spreadsheets going out, as xlsx or CSV. A cell is text or a number: what begins with = + - or @ stays what it says, and nothing is worked out.
//!
//! An xlsx is ready for printing: A4 across, as wide as the page, the header on every page. The same table gives the same bytes.

use std::borrow::Cow;

use anyhow::Result;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError};

/// A table to be written.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What the page is called; at most 31 characters, and none of `[]:*?/\`.
    pub name: String,
    /// Lines above the table; the first is its title.
    pub above: Vec<String>,
    /// Above each column, and how many characters wide it is (a Chinese one counts two).
    pub columns: Vec<(String, u16)>,
    /// The lines of the table.
    pub lines: Vec<Line>,
    /// Lines below the table.
    pub below: Vec<String>,
    /// The day the file says it was made.
    pub made_on: NaiveDate,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Across all columns, in bold.
    Heading(String),
    /// Across all columns.
    Wide(String),
    /// A cell for each column.
    Cells(Vec<Cell>),
}

impl Line {
    /// Of anything that fits into cells.
    pub fn of<T: Into<Cell>>(cells: impl IntoIterator<Item = T>) -> Self {
        Self::Cells(cells.into_iter().map(Into::into).collect())
    }
}

/// What stands in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Stays what it says.
    Text(String),
    /// Can be reckoned with; shown by a format of spreadsheets, such as `0.0" 分"`.
    Number(Decimal, &'static str),
}

/// How a spreadsheet shows a number by itself.
pub const GENERAL: &str = "General";

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Cell::Number(count.into(), GENERAL)
    }
}

impl Cell {
    /// Writes it where it belongs. A spreadsheet has no other numbers than its own; two decimals of any amount here survive in them.
    pub fn put(&self, page: &mut Worksheet, (row, column): (u32, u16), format: &Format) -> Result<(), XlsxError> {
        match self {
            Cell::Text(text) => page.write_string_with_format(row, column, text, &as_text(text, format))?,
            Cell::Number(number, shown) => match number.to_f64() {
                Some(value) => page.write_number_with_format(row, column, value, &format.clone().set_num_format(*shown))?,
                None => page.write_string_with_format(row, column, number.to_string(), format)?,
            },
        };
        Ok(())
    }
}

/// How many pixels one character takes.
const CHARACTER: u32 = 8;
/// How many pixels a line of text takes.
const LINE: u32 = 22;

/// The bytes of an xlsx file.
pub fn xlsx(table: &Table) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::parse_from_str(&table.made_on.to_string())?);
    workbook.set_properties(&properties);
    let page = workbook.add_worksheet();
    page.set_name(&table.name)?;
    Writer { page, row: 0, table }.write()?;
    Ok(workbook.save_to_buffer()?)
}

struct Writer<'a> {
    page: &'a mut Worksheet,
    row: u32,
    table: &'a Table,
}

impl Writer<'_> {
    fn write(mut self) -> Result<()> {
        let (plain, bold) = (Format::new().set_text_wrap().set_align(FormatAlign::Top), Format::new().set_bold().set_text_wrap());
        let boxed = plain.clone().set_border(FormatBorder::Thin);
        for (at, (_, width)) in (0..).zip(&self.table.columns) {
            self.page.set_column_width_pixels(at, u32::from(*width) * CHARACTER + 6)?;
        }
        for (at, text) in self.table.above.iter().enumerate() {
            let title = bold.clone().set_font_size(18).set_align(FormatAlign::Center);
            self.wide(text, if at == 0 { &title } else { &plain }, if at == 0 { 2 } else { 1 })?;
        }
        let header = self.row;
        let names: Vec<Cell> = self.table.columns.iter().map(|(name, _)| name.as_str().into()).collect();
        self.cells(&names, &bold.clone().set_border(FormatBorder::Thin).set_align(FormatAlign::Center))?;
        for line in &self.table.lines {
            match line {
                Line::Heading(text) => self.wide(text, &bold.clone().set_border(FormatBorder::Thin), 1)?,
                Line::Wide(text) => self.wide(text, &boxed, 1)?,
                Line::Cells(cells) => self.cells(cells, &boxed)?,
            }
        }
        for text in &self.table.below {
            self.wide(text, &plain, 1)?;
        }
        self.paper(header)
    }

    /// One text over all columns. Merged cells do not grow by themselves, so its height is set.
    fn wide(&mut self, text: &str, format: &Format, least: u32) -> Result<()> {
        let last = u16::try_from(self.table.columns.len().saturating_sub(1))?;
        let room: u32 = self.table.columns.iter().map(|(_, width)| u32::from(*width)).sum();
        let lines = u32::try_from(unicode_width::UnicodeWidthStr::width(text))?.div_ceil(room.max(1)).max(least);
        self.page.set_row_height_pixels(self.row, lines * LINE)?;
        match last {
            0 => self.page.write_string_with_format(self.row, 0, text, &as_text(text, format))?,
            last => self.page.merge_range(self.row, 0, self.row, last, text, &as_text(text, format))?,
        };
        self.row += 1;
        Ok(())
    }

    fn cells(&mut self, cells: &[Cell], format: &Format) -> Result<()> {
        for (at, cell) in (0..).zip(cells) {
            cell.put(self.page, (self.row, at), format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn paper(self, header: u32) -> Result<()> {
        const A4: u8 = 9;
        let last = u16::try_from(self.table.columns.len().saturating_sub(1))?;
        self.page.set_freeze_panes(header + 1, 0)?;
        self.page.set_repeat_rows(header, header)?;
        self.page.ignore_error_range(0, 0, self.row, last, IgnoreError::NumberStoredAsText)?;
        self.page.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        Ok(())
    }
}

/// Kept as text even when somebody opens the cell and leaves it again.
pub(super) fn as_text(text: &str, format: &Format) -> Format {
    let format = format.clone();
    if is_like_a_formula(text) { format.set_quote_prefix() } else { format }
}

fn is_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Excel and WPS take a CSV file for UTF-8 only where it begins with this.
pub const CSV_MARK: &str = "\u{FEFF}";

/// A line of CSV. What a spreadsheet would work out has a ' in front.
pub fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> Result<String> {
    let cells = cells.into_iter().map(|cell| if is_like_a_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) });
    csv_as_is(cells)
}

/// A line of CSV, whatever its cells begin with.
pub(super) fn csv_as_is<T: AsRef<str>>(cells: impl Iterator<Item = T>) -> Result<String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for cell in cells {
        writer.write_field(cell.as_ref())?;
    }
    writer.write_record(None::<&[u8]>)?;
    Ok(String::from_utf8(writer.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use calamine::{Reader, Xlsx};

    use super::*;

    fn table() -> Table {
        Table {
            name: "细则".into(),
            above: vec!["积分细则".into(), "=1+1".into()],
            columns: vec![("做什么".into(), 20), ("分".into(), 6)],
            lines: vec![
                Line::Heading("一、环境".into()),
                Line::of(["=HYPERLINK(\"http://x\")", "-2"]),
                Line::of(["+1", "@SUM(A1)"]),
                Line::Wide("@甲".into()),
            ],
            below: vec!["签字".into()],
            made_on: NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(),
        }
    }

    #[test]
    fn nothing_is_a_formula_and_everything_reads_back_as_it_was() {
        let bytes = xlsx(&table()).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
        assert_eq!(book.worksheet_formula("细则").unwrap().used_cells().count(), 0);
        let range = book.worksheet_range("细则").unwrap();
        let texts: Vec<String> = range.used_cells().map(|(.., cell)| cell.to_string()).filter(|text| !text.is_empty()).collect();
        let expected = ["积分细则", "=1+1", "做什么", "分", "一、环境", "=HYPERLINK(\"http://x\")", "-2", "+1", "@SUM(A1)", "@甲", "签字"];
        assert_eq!(texts, expected);
        assert!(range.used_cells().all(|(.., cell)| matches!(cell, calamine::Data::String(_) | calamine::Data::Empty)));
    }

    #[test]
    fn a_cell_of_csv_is_text_whatever_it_holds() {
        let line = csv_line(["=1+1", "他说“好”", "a\"b,c", "-2"]).unwrap();
        assert_eq!(line, "'=1+1,他说“好”,\"a\"\"b,c\",'-2\r\n");
    }

    #[test]
    fn a_number_can_be_reckoned_with() {
        let lines = vec![Line::Cells(vec!["甲村".into(), Cell::Number(Decimal::new(131, 3), "0.0%")])];
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(xlsx(&Table { lines, ..table() }).unwrap())).unwrap();
        let range = book.worksheet_range("细则").unwrap();
        assert!(range.used_cells().any(|(.., cell)| *cell == calamine::Data::Float(0.131)));
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        assert_eq!(xlsx(&table()).unwrap(), xlsx(&table()).unwrap());
        assert_ne!(xlsx(&table()).unwrap(), xlsx(&Table { made_on: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(), ..table() }).unwrap());
    }
}
