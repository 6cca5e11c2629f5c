//! Spreadsheets coming in: CSV in UTF-8 or GB18030, and xlsx, all as rows of text.
//!
//! Not here: what the columns mean. Numbers are taken as they are shown, so that a code keeps its leading zeros and no amount becomes a float.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use crate::words::{Kind, Refusal};

/// The most rows a sheet may have.
pub const MOST_ROWS: usize = 50_000;

/// A header and its rows; every row is as long as the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Reads the bytes of a file by what they are, not by its name.
    ///
    /// Refuses `sheet.unreadable`, `sheet.empty`, `sheet.too_long`.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let rows = if bytes.starts_with(b"PK\x03\x04") { read_xlsx(bytes)? } else { read_csv(bytes)? };
        let mut rows = rows.into_iter().map(|row| row.into_iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
        let header = rows.find(|row| row.iter().any(|cell| !cell.is_empty()));
        let Some(header) = header else {
            return Err(refuse("sheet.empty", "表里什么也没有。", "请检查是不是选错了文件。"));
        };
        let width = header.len();
        let rows: Vec<_> = rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).map(|row| fitted(row, width)).collect();
        if rows.len() > MOST_ROWS {
            return Err(refuse("sheet.too_long", "表太长了，一次最多 50000 行。", "请分成几张表导入。"));
        }
        Ok(Self { header, rows })
    }

    /// Where the named columns stand. Refuses `sheet.missing_column`.
    pub fn columns<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], Refusal> {
        let mut found = [0; N];
        for (at, name) in found.iter_mut().zip(names) {
            *at = self.header.iter().position(|title| title == name).ok_or_else(|| {
                let sentence = format!("表头里没有“{name}”这一列，有的是：{}。", self.header.join("、"));
                refuse("sheet.missing_column", &sentence, &format!("请在第一行加上“{name}”。"))
            })?;
        }
        Ok(found)
    }
}

fn fitted(mut row: Vec<String>, width: usize) -> Vec<String> {
    row.resize(width, String::new());
    row
}

fn refuse(code: &'static str, sentence: &str, next_step: &str) -> Refusal {
    Refusal::new(code, Kind::Invalid, sentence, next_step)
}

fn unreadable(reason: impl std::fmt::Display) -> Refusal {
    refuse("sheet.unreadable", &format!("这个文件读不出来（{reason}）。"), "请另存为 .xlsx 或 .csv 再试。")
}

fn read_csv(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
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
    let rows = reader.records().take(MOST_ROWS + 2);
    rows.map(|row| row.map(|row| row.iter().map(str::to_owned).collect()).map_err(unreadable)).collect()
}

fn read_xlsx(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let first = book.worksheet_range_at(0).ok_or_else(|| unreadable("没有工作表"))?.map_err(unreadable)?;
    Ok(first.rows().take(MOST_ROWS + 2).map(|row| row.iter().map(Data::to_string).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn utf8_with_bom_gb18030_and_xlsx_read_the_same() {
        let text = "户号,姓名\r\n003,马某0001\r\n\r\n";
        let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let page = workbook.add_worksheet();
        for (row, column, cell) in [(0, 0, "户号"), (0, 1, "姓名"), (1, 0, "003"), (1, 1, "马某0001")] {
            page.write_string(row, column, cell).unwrap();
        }
        let xlsx = workbook.save_to_buffer().unwrap();
        for bytes in [format!("\u{FEFF}{text}").as_bytes(), gb18030.as_ref(), &xlsx] {
            let read = Sheet::read(bytes).unwrap();
            assert_eq!((read.header, read.rows), (vec!["户号".to_owned(), "姓名".to_owned()], sheet(&[&["003", "马某0001"]])));
        }
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
