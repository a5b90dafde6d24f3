//! How long each function's program takes to start and to answer first, and what memory it holds, beside the least that
//! answers behind an HTTP API. Each is run as Lambda runs it, against a Runtime API of our own.

mod events;
mod program;
mod runtime_api;
mod scene;

use std::path::Path;
use std::time::Duration;

use crate::figures::{mebibytes, median, milliseconds, ratio};
use crate::table::Table;
pub(crate) use program::{Program, Run, Started};
pub(crate) use scene::Scene;

/// How often each is started, one after the other in turn. Odd, so that a median is one that was measured.
const RUNS: usize = 11;

/// The table of functions.
pub(crate) async fn measure() -> Table {
    let mut scene = Scene::set().await;
    let bare = Program::new("hello", "check-health", &scene);
    let functions = workflows::FUNCTIONS.iter().map(|function| Program::new(function.name, function.name, &scene));
    let programs: Vec<_> = std::iter::once(bare).chain(functions).collect();
    let mut runs: Vec<Vec<Run>> = programs.iter().map(|_| Vec::new()).collect();
    for _ in 0..RUNS {
        for (program, runs) in programs.iter().zip(&mut runs) {
            runs.push(program.run(&mut scene).await);
        }
    }
    let mut table = Table::new([
        "program",
        "binary MiB",
        "zip MiB",
        "init ms",
        "× hello",
        "first answer ms",
        "second ms",
        "processor to first answer ms",
        "memory MiB",
    ]);
    let bare = middle(&runs[0], |run| run.init);
    for (program, runs) in programs.iter().zip(&runs) {
        let init = middle(runs, |run| run.init);
        table.row([
            program.name.to_owned(),
            mebibytes(program.files.iter().map(|file| size(file)).sum()),
            mebibytes(program.zipped()),
            milliseconds(init),
            ratio(init.as_secs_f64(), bare.as_secs_f64()),
            milliseconds(middle(runs, |run| run.first)),
            milliseconds(middle(runs, |run| run.second)),
            milliseconds(middle(runs, |run| run.processor)),
            mebibytes(median(runs.iter().map(|run| run.memory))),
        ]);
    }
    table
}

pub(crate) fn middle(runs: &[Run], of: impl Fn(&Run) -> Duration) -> Duration {
    median(runs.iter().map(of))
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).expect("a file that was built").len()
}
