//! An imported table handed back: the same table in a new file, and beside each of its rows what became of it or what is wrong there.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::output;
use crate::sheets::is_workbook;
use crate::sheets::noting::{NOTES, Notes, noted};

/// A table that was read, and where its copy belongs.
pub(super) struct Table<'a> {
    pub(super) file: &'a Path,
    pub(super) bytes: &'a [u8],
    /// The row in which its columns are named.
    pub(super) header: usize,
    /// The folder of the copy; none, where it belongs beside the table itself.
    pub(super) folder: Option<&'a Path>,
    /// The copy's own name, if it was given one.
    pub(super) named: Option<&'a Path>,
}

impl Table<'_> {
    /// Writes the copy and says where; nothing where there is nothing to note. Refuses `output.exists` for a named copy.
    pub(super) fn hand_back(&self, notes: Notes) -> Result<String> {
        if notes.is_empty() {
            return Ok(String::new());
        }
        let copy = self.named.map_or_else(|| self.free_name(), Path::to_owned);
        output::put(Some(&copy), &noted(self.bytes, self.header, notes)?)?;
        Ok(format!("每一行怎么样，写在 {} 的“{NOTES}”一列：照着改，改好就导入这一张。", copy.display()))
    }

    /// `清单-错误说明.xlsx`, or with a number behind it that nobody uses yet.
    fn free_name(&self) -> PathBuf {
        let whole = self.file.file_stem().unwrap_or_default().to_string_lossy();
        let stem = whole.split(&format!("-{NOTES}")).next().unwrap_or_default();
        let ending = if is_workbook(self.bytes) { "xlsx" } else { "csv" };
        let folder = self.folder.or(self.file.parent()).unwrap_or(Path::new(""));
        let name = |nth: usize| {
            let number = if nth == 1 { String::new() } else { nth.to_string() };
            folder.join(format!("{stem}-{NOTES}{number}.{ending}"))
        };
        (1..).map(name).find(|path| !path.exists()).unwrap_or_default()
    }
}
