//! What a command says and gives back: on the screen, or in a new file. A file that is there already is never written over.
//!
//! Everything on the screen goes through here: `println!` ends the program where nobody reads any more (`| head -1`) or the disk is full.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};

use crate::words::{Kind, Refusal};

/// Says a line, or a text without its end, to whoever reads; the error is for `?`.
macro_rules! say {
    ($($words:tt)*) => { $crate::cli::output::line(format_args!($($words)*)) };
}

/// The same for somebody at the terminal besides; that nobody hears it is no matter.
macro_rules! remark {
    ($($words:tt)*) => { $crate::cli::output::aside(format_args!($($words)*)) };
}

/// What a service says while it runs: it goes on whether anybody reads it or not.
macro_rules! announce {
    ($($words:tt)*) => { drop($crate::cli::output::line(format_args!($($words)*))) };
}

pub(super) use {announce, remark, say};

/// A line on the screen.
pub(super) fn line(words: fmt::Arguments<'_>) -> io::Result<()> {
    writeln!(io::stdout(), "{words}")
}

/// A line beside what a command gives back.
pub(super) fn aside(words: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// Whether an error only says that whoever read the output has gone away.
pub(super) fn is_unread(fault: &anyhow::Error) -> bool {
    fault.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes bytes to a new file, or shows them. Refuses `output.exists`.
pub(super) fn put(file: Option<&Path>, bytes: &[u8]) -> Result<()> {
    let Some(path) = file else {
        io::stdout().write_all(bytes)?;
        return Ok(io::stdout().flush()?);
    };
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
