//! The look-up of one student beside the same written in Node.js and in Python, as people write Lambda functions there: the same
//! items in the same DynamoDB, the same Runtime API, one run, in turn. `peers/` holds them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, Select};
use edge::Settings;
use serde_json::Value;
use store::Table as Stored;

use crate::figures::{mebibytes, median, milliseconds, ratio};
use crate::startup::{Program, Run, Scene, Started, middle};
use crate::table::Table;

/// How often each is started. Odd, so that a median is one that was measured.
const STARTS: usize = 11;
/// How many requests each answers warm, beside those before that count for nothing.
const REQUESTS: usize = 5_000;
/// So many at a time, one program after the other in turn.
const AT_A_TIME: usize = 500;
/// What the others answer of a page too.
const SHARED: [&str; 2] = ["/id", "/demographic"];

/// What one program took for requests to a process that had started.
struct Warm {
    /// Processor time of one request, from each turn.
    processor: Vec<Duration>,
    /// Of each request.
    times: Vec<Duration>,
    /// Bytes of memory at the end.
    memory: u64,
}

/// The tables: starting, and answering when started.
pub(crate) async fn measure() -> [Table; 2] {
    let mut scene = Scene::set().await;
    let programs = programs(&scene);
    let mut runs: Vec<Vec<Run>> = programs.iter().map(|_| Vec::new()).collect();
    for _ in 0..STARTS {
        for (program, runs) in programs.iter().zip(&mut runs) {
            runs.push(program.run(&mut scene).await);
        }
    }
    let warm = warm(&programs[1..], &mut scene).await;
    [cold_table(&programs, &runs), warm_table(&programs[1..], &warm)]
}

/// The least that answers; ours; and the others.
fn programs(scene: &Scene) -> [Program; 5] {
    let settings = Settings::from_env();
    let setting = |name| settings.required(name).expect("`make compare` sets where the others are");
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let node = |name, file: &str, files: &[&str]| {
        let command = vec![setting("PEER_NODE").into(), peers.join("node/runtime.mjs"), peers.join("node").join(file)];
        let files = files.iter().map(|file| peers.join("node").join(file)).collect();
        // The SDK's warning that it will want a newer one.
        Program::of_command(name, command, files, "read-student", scene).with_setting("NODE_NO_WARNINGS", "1")
    };
    // AWS's own runtime client, as the managed runtime has it.
    let python = ["-m", "awslambdaric", "handler.handler"].map(PathBuf::from);
    let python = std::iter::once(setting("PEER_PYTHON").into()).chain(python).collect();
    let here = peers.join("python");
    [
        Program::new("hello", "check-health", scene),
        Program::new("read-student", "read-student", scene),
        node("Node.js, bundled", "dist/handler.mjs", &["dist/handler.mjs"]),
        node("Node.js, as installed", "handler.mjs", &["handler.mjs", "node_modules"]),
        Program::of_command("Python", python, vec![here.join("handler.py")], "read-student", scene)
            .with_setting("PYTHONPATH", here.to_str().expect("a path in UTF-8")),
    ]
}

/// Requests to one process of each, which answers what ours does and writes a row for each.
async fn warm(programs: &[Program], scene: &mut Scene) -> Vec<Warm> {
    let mut started: Vec<Started> = Vec::new();
    let mut ours: Option<Value> = None;
    for program in programs {
        let mut process = program.start().await;
        let page = process.body(scene).await;
        process.ready().await;
        let ours = ours.get_or_insert_with(|| page.clone());
        for place in SHARED {
            assert_eq!(page.pointer(place), ours.pointer(place), "{} answers what ours does", program.name);
        }
        assert_eq!(assigned(&page), assigned(ours), "{} answers what ours does", program.name);
        started.push(process);
    }
    let mut warm: Vec<_> = programs.iter().map(|_| Warm { processor: vec![], times: vec![], memory: 0 }).collect();
    for turn in 0..=REQUESTS / AT_A_TIME {
        for (process, warm) in started.iter_mut().zip(&mut warm) {
            let rows = views(scene).await;
            let (before, mut times) = (process.process.processor(), Vec::new());
            for _ in 0..AT_A_TIME {
                times.push(process.answer(scene).await);
                process.ready().await;
            }
            let took = process.process.processor().saturating_sub(before);
            assert_eq!(views(scene).await, rows + AT_A_TIME, "each view is in the trail");
            warm.memory = process.process.memory();
            // The first turn is for what a program does better the longer it runs.
            if turn > 0 {
                warm.processor.push(took / u32::try_from(AT_A_TIME).expect("a small number"));
                warm.times.extend(times);
            }
        }
    }
    warm
}

/// The tests on a page, and how far the student is, in whatever order.
fn assigned(page: &Value) -> BTreeSet<(Option<&str>, Option<&str>)> {
    let tests = page["test_assignments"].as_array().expect("a page has tests");
    tests.iter().map(|test| (test["program"].as_str(), test["status"].as_str())).collect()
}

/// How many rows the trail holds of the student.
async fn views(scene: &Scene) -> usize {
    let query = scene.world.behind.query().table_name(scene.world.table(Stored::Audit)).select(Select::Count);
    let query = query.key_condition_expression("pk = :student");
    let query = query.expression_attribute_values(":student", AttributeValue::S(format!("STUDENT#{}", scene.student)));
    let (mut rows, mut start) = (0, None);
    loop {
        let answer = query.clone().set_exclusive_start_key(start).send().await.expect("the trail can be read");
        rows += usize::try_from(answer.count()).expect("a count");
        start = answer.last_evaluated_key;
        if start.is_none() {
            return rows;
        }
    }
}

fn cold_table(programs: &[Program], runs: &[Vec<Run>]) -> Table {
    let mut table = Table::new([
        "program",
        "zip MiB",
        "init ms",
        "× hello",
        "first answer ms",
        "start to first answer ms",
        "× ours",
        "processor to then ms",
        "× ours",
        "memory MiB",
        "× ours",
    ]);
    let bare = middle(&runs[0], |run| run.init);
    let cold = |runs: &[Run]| middle(runs, |run| run.init + run.first);
    let memory = |runs: &[Run]| median(runs.iter().map(|run| run.memory));
    let processor = |runs: &[Run]| middle(runs, |run| run.processor);
    let ours = &runs[1];
    for (program, runs) in programs.iter().zip(runs) {
        let init = middle(runs, |run| run.init);
        table.row([
            program.name.to_owned(),
            mebibytes(program.zipped()),
            milliseconds(init),
            times(init, bare),
            milliseconds(middle(runs, |run| run.first)),
            milliseconds(cold(runs)),
            times(cold(runs), cold(ours)),
            milliseconds(processor(runs)),
            times(processor(runs), processor(ours)),
            mebibytes(memory(runs)),
            ratio(megabytes(memory(runs)), megabytes(memory(ours))),
        ]);
    }
    table
}

fn warm_table(programs: &[Program], warm: &[Warm]) -> Table {
    let mut table =
        Table::new(["program", "processor ms a request", "× ours", "median ms", "p99 ms", "memory MiB", "× ours"]);
    let processor = |warm: &Warm| median(warm.processor.iter().copied());
    let ours = &warm[0];
    for (program, warm) in programs.iter().zip(warm) {
        let mut sorted = warm.times.clone();
        sorted.sort_unstable();
        table.row([
            program.name.to_owned(),
            format!("{:.3}", processor(warm).as_secs_f64() * 1_000.0),
            times(processor(warm), processor(ours)),
            milliseconds(sorted[sorted.len() / 2]),
            milliseconds(sorted[sorted.len() * 99 / 100]),
            mebibytes(warm.memory),
            ratio(megabytes(warm.memory), megabytes(ours.memory)),
        ]);
    }
    table
}

fn times(one: Duration, other: Duration) -> String {
    ratio(one.as_secs_f64(), other.as_secs_f64())
}

#[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}
