//! A folder of its own on the machine's temporary disk, gone when the bench ends.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Result;

pub struct Folder(PathBuf);

impl Folder {
    /// A new empty folder.
    pub fn new() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("jifen-bench-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is the temporary disk's business.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The URL of a database file.
pub fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}
