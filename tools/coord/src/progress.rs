use std::fs::File;
use std::io::Read;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::console::Console;

/// How far a command is: shown on a terminal, silent elsewhere.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Counts bytes of a file.
    pub(crate) fn of_file(console: &Console, bytes: u64) -> Self {
        Self::new(console, bytes, "{bar:40} {percent:>3}% {bytes}/{total_bytes} {eta} left")
    }

    /// Counts things.
    pub(crate) fn of_items(console: &Console, items: u64) -> Self {
        Self::new(console, items, "{bar:40} {percent:>3}% {pos}/{len} {eta} left")
    }

    /// Counts things of which nobody knows how many there are, named as in `rows looked at`.
    pub(crate) fn of_unknown(console: &Console, what: &str) -> Self {
        Self::new(console, 0, &format!("{{spinner}} {{human_pos}} {what}"))
    }

    fn new(console: &Console, length: u64, template: &str) -> Self {
        if !console.is_terminal {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(length);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(500));
        Self(bar)
    }

    /// Moves on by what is read of `file`.
    pub(crate) fn watch(&self, file: File) -> impl Read + use<> {
        self.0.wrap_read(file)
    }

    /// Moves on.
    pub(crate) fn advance(&self, items: u64) {
        self.0.inc(items);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
