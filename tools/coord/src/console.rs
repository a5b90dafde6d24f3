use std::error::Error;
use std::io::{IsTerminal as _, Write};

use crate::fatal::Fatal;

/// Where the program speaks: results to the standard output, everything else beside it.
pub(crate) struct Console {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    /// For scripts: one JSON document, and no progress.
    pub(crate) json: bool,
    /// Whether a person looks on.
    pub(crate) is_terminal: bool,
}

impl Console {
    /// The process's own.
    pub(crate) fn standard(json: bool) -> Self {
        let is_terminal = std::io::stderr().is_terminal() && !json;
        Self { out: Box::new(std::io::stdout()), err: Box::new(std::io::stderr()), json, is_terminal }
    }

    /// One that speaks into `out` and shows no progress.
    #[cfg(test)]
    pub(crate) fn to(out: impl Write + 'static, json: bool) -> Self {
        Self { out: Box::new(out), err: Box::new(std::io::sink()), json, is_terminal: false }
    }

    /// A result. When nobody reads it any more (`coord … | head`), nothing is lost.
    pub(crate) fn say(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    /// What stopped the program, with all that caused it.
    pub(crate) fn fatal(&mut self, fatal: &Fatal) {
        let mut text = fatal.to_string();
        let mut cause = fatal.source();
        while let Some(error) = cause {
            let said = error.to_string();
            if !text.ends_with(&said) {
                text = format!("{text}: {said}");
            }
            cause = error.source();
        }
        if self.json {
            self.say(&serde_json::json!({ "fatal": text }).to_string());
        } else {
            let _ = writeln!(self.err, "coord: {text}");
        }
    }
}
