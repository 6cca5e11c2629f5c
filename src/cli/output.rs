//! What a command gives back: on the screen, or in a new file. A file that is there already is never written over.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};

use crate::words::{Kind, Refusal};

/// Writes bytes to a new file, or shows them. Refuses `output.exists`.
pub(super) fn put(file: Option<&Path>, bytes: &[u8]) -> Result<()> {
    let Some(path) = file else { return Ok(io::stdout().write_all(bytes)?) };
    let mut new = File::create_new(path).map_err(|error| unwritable(path, error))?;
    new.write_all(bytes).with_context(|| format!("写不了文件 {}", path.display()))
}

fn unwritable(path: &Path, error: io::Error) -> anyhow::Error {
    if error.kind() != io::ErrorKind::AlreadyExists {
        return anyhow::Error::new(error).context(format!("写不了文件 {}", path.display()));
    }
    there_already(path).into()
}

/// Before anything is done whose answer goes into this file. Refuses `output.exists`.
pub(super) fn check_new(path: &Path) -> Result<(), Refusal> {
    if path.exists() { Err(there_already(path)) } else { Ok(()) }
}

fn there_already(path: &Path) -> Refusal {
    let sentence = format!("已经有 {} 了，没有动它。", path.display());
    Refusal::new("output.exists", Kind::Conflict, sentence, "请换一个文件名，或者先把它移走。")
}
