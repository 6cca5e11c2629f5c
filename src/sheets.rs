//! Spreadsheets coming in: CSV in UTF-8 or GB18030, and xlsx, all as rows of text.
//!
//! Text stays as it was typed. A number in an xlsx file comes as its value, whatever its format shows: 003 kept as a number is 3, so codes belong in
//! text columns. A date has lost what was typed (`3-07`); it is refused in every column that is read. Not here: what the columns mean.

pub mod noting;
pub mod writing;

use std::io::{Cursor, Read};
use std::ops::Index;

use calamine::{DataRef, Dimensions, Reader, Xlsx};

use crate::words::{Kind, Refusal};

/// The most rows a sheet may have below its header; empty ones count.
pub const MOST_ROWS: usize = 50_000;

/// How far down a header may stand.
const MOST_ABOVE: usize = 20;

/// The most merged cells that are looked at.
const MOST_MERGED: usize = 2_000;

/// The most bytes a workbook may unfold into, all its parts together. A table of 50,000 ordinary rows has a tenth of that.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The most columns a sheet may have.
const MOST_COLUMNS: usize = 1_000;

/// A header and the rows below it that are not empty; every row is as long as the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The first words above the header.
    pub title: Option<String>,
    pub header: Vec<String>,
    /// The number of the header's row.
    pub header_row: usize,
    pub rows: Vec<Row>,
    dates: Vec<(usize, usize, String)>,
}

/// A row, by the number the spreadsheet shows beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub number: usize,
    cells: Vec<String>,
}

impl Index<usize> for Row {
    type Output = String;
    fn index(&self, column: usize) -> &String {
        &self.cells[column]
    }
}

impl Row {
    fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// What was read before anybody knows which row is the header.
#[derive(Default)]
struct Cells {
    rows: Vec<Row>,
    /// Row number and column of every date or time, and how it reads.
    dates: Vec<(usize, usize, String)>,
    /// First and last row number, and column, of merged cells.
    merged: Vec<(usize, usize, usize)>,
}

impl Sheet {
    /// Reads the bytes of a file by what they are, not by its name.
    ///
    /// Refuses `sheet.too_large`, `sheet.unreadable`, `sheet.too_long`, `sheet.empty`.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        Self::split(Cells::read(bytes)?, |_| true, "")
    }

    /// The same for a list made for people: its header stands somewhere in the first rows, and what is merged over several rows holds for each of them.
    /// Of several rows that could be the header, one below the other, it is the last. `wanted` says what it must have.
    ///
    /// Refuses what [`Sheet::read`] does, and `sheet.no_header`.
    pub fn below(bytes: &[u8], is_header: impl Fn(&[String]) -> bool, wanted: &str) -> Result<Self, Refusal> {
        let mut cells = Cells::read(bytes)?;
        cells.spread()?;
        Self::split(cells, is_header, wanted)
    }

    fn split(cells: Cells, is_header: impl Fn(&[String]) -> bool, wanted: &str) -> Result<Self, Refusal> {
        let Cells { rows, dates, .. } = cells;
        let mut rows: Vec<Row> = rows.into_iter().filter(|row| !row.is_empty()).collect();
        if rows.is_empty() {
            return Err(refuse("sheet.empty", "表里什么也没有。", "请检查是不是选错了文件。"));
        }
        let first = rows.iter().take(MOST_ABOVE).position(|row| is_header(&row.cells));
        let first = first.ok_or_else(|| refuse("sheet.no_header", &format!("前 {MOST_ABOVE} 行里没有找到表头。"), wanted))?;
        let more = if wanted.is_empty() { 0 } else { rows[first + 1..].iter().take_while(|row| is_header(&row.cells)).count() };
        let below = rows.split_off(first + more + 1);
        let Row { number: header_row, cells: header } = rows.pop().unwrap_or_default();
        let title = rows.first().filter(|_| first > 0).and_then(|row| row.cells.iter().find(|cell| !cell.is_empty()).cloned());
        let rows = below.into_iter().map(|row| fitted(row, header.len())).collect();
        Ok(Self { title, header, header_row, rows, dates })
    }

    /// Whether a cell is a date or time, of which nobody can tell what was typed.
    pub fn is_date(&self, row: &Row, column: usize) -> bool {
        self.dates.iter().any(|(number, at, _)| (*number, *at) == (row.number, column))
    }

    /// Where the named columns stand. Refuses `sheet.missing_column`, `sheet.date_cell`.
    pub fn columns<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], Refusal> {
        let mut found = [0; N];
        for (at, name) in found.iter_mut().zip(names) {
            *at = self.header.iter().position(|title| title == name).ok_or_else(|| {
                let sentence = format!("表头里没有“{name}”这一列，有的是：{}。", self.header.join("、"));
                refuse("sheet.missing_column", &sentence, &format!("请在第一行加上“{name}”。"))
            })?;
        }
        match self.dates.iter().find(|(_, column, _)| found.contains(column)) {
            Some((row, column, _)) => Err(date_cell(*row, *column, &self.header[*column])),
            None => Ok(found),
        }
    }
}

fn date_cell(row: usize, column: usize, name: &str) -> Refusal {
    let sentence = format!("第 {row} 行 {} 列（{name}）是日期或时间，原来填的是什么已经看不出来了。", letters(column));
    refuse("sheet.date_cell", &sentence, "请把这一列设成文本格式再填。")
}

/// A column as a spreadsheet names it: A, B … Z, AA.
fn letters(column: usize) -> String {
    let before = if column < 26 { String::new() } else { letters(column / 26 - 1) };
    before + &char::from(b'A' + (column % 26) as u8).to_string()
}

fn too_long() -> Refusal {
    refuse("sheet.too_long", "表太大了，一次最多 50000 行、1000 列，空行也算。", "请删掉空行，或分成几张表导入。")
}

fn too_large() -> Refusal {
    refuse("sheet.too_large", "这个文件展开以后太大了，不像是一张表。", "请把要导入的内容复制到一张新表里，另存为 .xlsx 或 .csv 再试。")
}

fn fitted(mut row: Row, width: usize) -> Row {
    row.cells.resize(width, String::new());
    row
}

fn refuse(code: &'static str, sentence: &str, next_step: &str) -> Refusal {
    Refusal::new(code, Kind::Invalid, sentence, next_step)
}

fn unreadable(reason: impl std::fmt::Display) -> Refusal {
    refuse("sheet.unreadable", &format!("这个文件读不出来（{reason}）。"), "请另存为 .xlsx 或 .csv 再试。")
}

fn read_csv(bytes: &[u8]) -> Result<Cells, Refusal> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{FEFF}').to_owned(),
        // Excel in China writes CSV in GB18030.
        Err(_) => {
            let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
            if broken {
                return Err(unreadable("不是 UTF-8，也不是 GB18030"));
            }
            text.into_owned()
        }
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut rows, mut number) = (Vec::new(), 1);
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let start = record.position().map_or(0, csv::Position::byte) as usize;
        number += breaks_before(&text, start);
        if number > MOST_ROWS + 1 || record.len() > MOST_COLUMNS {
            return Err(too_long());
        }
        rows.push(Row { number, cells: record.iter().map(|cell| cell.trim().to_owned()).collect() });
    }
    Ok(Cells { rows, ..Cells::default() })
}

/// Line ends between the row before and the one that begins at or after `at`: the reader passes over empty lines, people count them.
fn breaks_before(text: &str, at: usize) -> usize {
    const BREAKS: [char; 2] = ['\r', '\n'];
    let rest = text[at..].trim_start_matches(BREAKS);
    let before = &text[..text.len() - rest.len()];
    before[before.trim_end_matches(BREAKS).len()..].replace("\r\n", "\n").chars().count()
}

/// Whether the bytes are an xlsx file; otherwise they are read as CSV.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// A small file may unfold into more than there is memory. What it says of its own size need not be true, so it is unfolded once, into nothing.
fn unfolds_into_little(bytes: &[u8]) -> Result<(), Refusal> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut left = MOST_BYTES;
    for nth in 0..parts.len() {
        let part = parts.by_index(nth).map_err(unreadable)?;
        let unfolded = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(unreadable)?;
        left = left.checked_sub(unfolded).ok_or_else(too_large)?;
    }
    Ok(())
}

/// Cell by cell: a sheet with something in its last corner must not take up the memory of all that lies between.
fn read_xlsx(bytes: &[u8]) -> Result<Cells, Refusal> {
    unfolds_into_little(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let first = book.sheet_names().into_iter().next().ok_or_else(|| unreadable("没有工作表"))?;
    let mut reader = book.worksheet_cells_reader(&first).map_err(unreadable)?;
    let mut read = Cells::default();
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let (number, column) = (cell.get_position().0 as usize + 1, cell.get_position().1 as usize);
        let text = shown(cell.get_value());
        if text.as_ref().is_ok_and(String::is_empty) {
            continue;
        }
        if number > MOST_ROWS + 1 || column >= MOST_COLUMNS {
            return Err(too_long());
        }
        match text {
            Ok(text) => read.put(number, column, text),
            Err(date) => read.dates.push((number, column, date)),
        }
    }
    drop(reader);
    let merged = book.merge_cells_by_sheet_name(&first).map_err(unreadable)?;
    let place = |merged: Dimensions| (merged.start.0 as usize + 1, merged.end.0 as usize + 1, merged.start.1 as usize);
    read.merged = merged.into_iter().map(place).filter(|(first, last, _)| first < last).collect();
    Ok(read)
}

impl Cells {
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        if is_workbook(bytes) { read_xlsx(bytes) } else { read_csv(bytes) }
    }

    /// Writes what is merged into each of the rows it covers, if there is anything else in them.
    fn spread(&mut self) -> Result<(), Refusal> {
        if self.merged.len() > MOST_MERGED {
            return Err(too_long());
        }
        for (first, last, column) in std::mem::take(&mut self.merged) {
            let is_first = |row: &&Row| row.number == first;
            let Some(text) = self.rows.iter().find(is_first).and_then(|row| row.cells.get(column)).cloned() else { continue };
            for row in self.rows.iter_mut().filter(|row| (first + 1..=last).contains(&row.number)) {
                row.cells.resize(row.cells.len().max(column + 1), String::new());
                row.cells[column].clone_from(&text);
            }
        }
        Ok(())
    }

    fn at(&self, number: usize, column: usize) -> Option<&str> {
        let row = self.rows.iter().find(|row| row.number == number)?;
        row.cells.get(column).map(String::as_str)
    }

    fn put(&mut self, number: usize, column: usize, text: String) {
        if self.rows.last().is_none_or(|row| row.number != number) {
            self.rows.push(Row { number, cells: Vec::new() });
        }
        if let Some(Row { cells, .. }) = self.rows.last_mut() {
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = text;
        }
    }
}

/// The text of a cell; apart from others what a date or time reads like, which is not what was typed.
fn shown(cell: &DataRef) -> Result<String, String> {
    Ok(match cell {
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            return Err(format!("{year}-{month:02}-{day:02}"));
        }
        DataRef::DateTime(length) => return Err(length.as_f64().to_string()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => return Err(text.clone()),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(), // whole ones without a point
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(sheet: &Sheet) -> Vec<(usize, Vec<&str>)> {
        sheet.rows.iter().map(|row| (row.number, row.cells.iter().map(String::as_str).collect())).collect()
    }

    /// A workbook of one page.
    fn workbook(fill: impl Fn(&mut rust_xlsxwriter::Worksheet) -> Result<(), rust_xlsxwriter::XlsxError>) -> Vec<u8> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        fill(workbook.add_worksheet()).unwrap();
        workbook.save_to_buffer().unwrap()
    }

    #[test]
    fn what_unfolds_into_too_much_is_not_read() {
        use std::io::Write;
        let mut parts = zip::ZipWriter::new(Cursor::new(Vec::new()));
        parts.start_file("a", zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).unwrap();
        for _ in 0..=MOST_BYTES / (1024 * 1024) {
            parts.write_all(&[b'a'; 1024 * 1024]).unwrap();
        }
        let bytes = parts.finish().unwrap().into_inner();
        assert_eq!(Sheet::read(&bytes).unwrap_err().code, "sheet.too_large");
    }

    #[test]
    fn utf8_with_bom_gb18030_and_xlsx_read_the_same() {
        let text = "户号,姓名\r\n\r\n003,马某0001\r\n";
        let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
        let xlsx = workbook(|page| {
            for (row, column, cell) in [(0, 0, "户号"), (0, 1, "姓名"), (2, 0, "003"), (2, 1, "马某0001")] {
                page.write_string(row, column, cell)?;
            }
            Ok(())
        });
        for bytes in [format!("\u{FEFF}{text}").as_bytes(), gb18030.as_ref(), &xlsx] {
            let read = Sheet::read(bytes).unwrap();
            assert_eq!((read.header.join(","), rows(&read)), ("户号,姓名".to_owned(), vec![(3, vec!["003", "马某0001"])]));
        }
    }

    #[test]
    fn a_row_is_called_what_the_spreadsheet_calls_it() {
        let read = Sheet::read("\r\n甲,乙\r\n\r\n1,\"两\n行\"\r\n,\r\n\r\n\r\n2,b\r\n3,c".as_bytes()).unwrap();
        assert_eq!(read.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 8, 9]);
    }

    #[test]
    fn empty_rows_count_and_a_far_corner_takes_no_memory() {
        let long = format!("甲,乙\n,\n{}", "1,2\n".repeat(MOST_ROWS));
        assert_eq!(Sheet::read(long.as_bytes()).unwrap_err().code, "sheet.too_long");
        let long = format!("甲,乙\n{}", "1,2\n".repeat(MOST_ROWS));
        assert_eq!(Sheet::read(long.as_bytes()).unwrap().rows.len(), MOST_ROWS);
        let corner = workbook(|page| page.write_string(0, 0, "甲")?.write_string(1_048_575, 16_383, "乙").map(drop));
        assert_eq!(Sheet::read(&corner).unwrap_err().code, "sheet.too_long");
    }

    #[test]
    fn a_date_is_refused_where_it_is_read_and_numbers_are_plain() {
        let date = rust_xlsxwriter::Format::new().set_num_format("m-dd");
        let bytes = workbook(|page| {
            page.write_string(0, 0, "积分")?.write_string(0, 1, "户号")?.write_number(1, 0, 3.0)?;
            page.write_number_with_format(1, 1, 46_088.0, &date).map(drop)
        });
        let sheet = Sheet::read(&bytes).unwrap();
        assert_eq!(sheet.rows[0][sheet.columns(["积分"]).unwrap()[0]], "3");
        let refusal = sheet.columns(["积分", "户号"]).unwrap_err();
        assert_eq!((refusal.code, refusal.sentence.contains("第 2 行 B 列（户号）")), ("sheet.date_cell", true));
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_a_reason() {
        let table: [(&[u8], &str); 3] =
            [(b"", "sheet.empty"), (b"PK\x03\x04 no zip", "sheet.unreadable"), (b"\xff\xff\xff", "sheet.unreadable")];
        for (bytes, code) in table {
            assert_eq!(Sheet::read(bytes).unwrap_err().code, code);
        }
        let short = Sheet::read("户号\n1".as_bytes()).unwrap();
        assert_eq!(short.columns(["姓名"]).unwrap_err().code, "sheet.missing_column");
    }
}
