//! What is logged while a test runs, kept to be looked at.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Level};

/// What was written so far.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Listens to this thread for as long as it lives.
pub struct Log {
    lines: Lines,
    _listening: DefaultGuard,
    /// With a single subscriber about, what other tests log first would be asked of their threads only, which keep no log.
    _another: Dispatch,
}

impl Log {
    /// Keeps everything from this level up, without the time it was written.
    pub fn from(level: Level) -> Self {
        let lines = Lines::default();
        let writer = {
            let lines = lines.clone();
            move || lines.clone()
        };
        let _another = Dispatch::new(tracing_subscriber::registry());
        let subscriber = tracing_subscriber::fmt().json().without_time().with_max_level(level).with_writer(writer).finish();
        Self { lines, _listening: tracing::subscriber::set_default(subscriber), _another }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.lines.0.lock().unwrap().clone()).unwrap()
    }
}
