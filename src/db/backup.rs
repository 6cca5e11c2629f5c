//! When a database file was last backed up: a note beside it, written once a copy has been checked. Not here: making the copy, and checking it.

use std::io;
use std::path::{Path, PathBuf};

use crate::words::Moment;

fn note_of(file: &Path) -> PathBuf {
    PathBuf::from(format!("{}.backed-up", file.display()))
}

/// Writes down that a database file was backed up.
pub fn note_backup(file: &Path, at: Moment) -> io::Result<()> {
    std::fs::write(note_of(file), at.to_string())
}

/// When a database file was last backed up; `None` if nobody knows.
pub fn last_backup(file: &Path) -> Option<Moment> {
    let text = std::fs::read_to_string(note_of(file)).ok()?;
    serde_json::from_value(text.trim().into()).ok()
}
