//! What is kept for coordinators to look up: second scoring, answers, contacts. Each list is a file that an operator keeps.

mod answers;
mod contacts;
mod second_scoring;

use std::time::Instant;

use store::bulletins::{Replaced, Replacing};

use crate::cli::Import;
use crate::console::Console;
use crate::fatal::Fatal;
use crate::report::Report;
use crate::summary::Summary;

pub(crate) use answers::AnswersCommand;
pub(crate) use contacts::ContactsCommand;
pub(crate) use second_scoring::SecondScoringCommand;

pub(crate) mod run {
    pub(crate) use super::answers::run as answers;
    pub(crate) use super::contacts::run as contacts;
    pub(crate) use super::second_scoring::run as second_scoring;
}

/// A file is the whole of its list, so what it does not name goes; but not while a row of it cannot be read, which may be what
/// would go.
fn replacing(import: &Import, report: &Report) -> Replacing {
    Replacing { whole: report.refused() == 0, dry_run: import.dry_run }
}

/// Says what the import of a list, named as in `Answers`, came to. `true` when rows were reported.
fn say(
    list: &str,
    import: &Import,
    (rows, replaced): (usize, Replaced),
    started: Instant,
    report: Report,
    console: &mut Console,
) -> Result<bool, Fatal> {
    let done = if import.dry_run { "compared, nothing written" } else { "imported" };
    let mut summary = Summary::new(format!("{list} {done}"));
    summary.fact("file", import.file.display().to_string());
    summary.fact("dry_run", import.dry_run);
    summary.fact("seconds", started.elapsed().as_secs_f64());
    summary.count("rows taken", rows as u64);
    summary.count("rows not taken", report.refused());
    summary.count("new", replaced.new);
    summary.count("changed", replaced.changed);
    summary.count("unchanged", replaced.unchanged);
    summary.count("removed", replaced.removed);
    summary.count("kept until every row can be read", replaced.kept);
    summary.close(report)?;
    Ok(summary.say(console))
}
