use std::io;
use std::path::PathBuf;

use domain::{Failure, Malformed};

/// Why nothing can go on. It says what to do where that is known.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fatal {
    #[error("{path} cannot be read")]
    Read { path: PathBuf, source: io::Error },
    #[error("the report {path} cannot be written")]
    Report { path: PathBuf, source: csv::Error },
    #[error("the report would overwrite the file itself; choose another path with --report")]
    ReportIsInput,
    #[error("{path}: {problem}")]
    Header { path: PathBuf, problem: String },
    #[error("{0} is not set: give it as an environment variable or with {1}")]
    Setting(&'static str, &'static str),
    #[error("{0} is wrong: {1}")]
    WrongSetting(&'static str, Malformed),
    #[error("the data cannot be reached or written")]
    Store(#[from] Failure),
    #[error("{0}")]
    Refused(String),
    #[error("the program cannot start")]
    Runtime(#[source] io::Error),
}

impl From<Malformed> for Fatal {
    fn from(Malformed(problem): Malformed) -> Self {
        Self::Refused(problem.into_owned())
    }
}
