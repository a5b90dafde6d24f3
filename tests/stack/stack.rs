use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

/// A stack of its own on a free port, with data in a folder of its own; stopped when dropped.
pub(crate) struct Stack {
    state: PathBuf,
    url: String,
    environment: Map<String, Value>,
}

/// How long anything may take that happens by itself, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// What `look` finds, as soon as it finds something.
pub(crate) fn wait_for<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    wait_until(Instant::now() + PATIENCE, what, look)
}

/// The same of what a job does that runs every minute.
pub(crate) fn wait_for_the_next_minute<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    wait_until(Instant::now() + Duration::from_mins(1) + PATIENCE, what, look)
}

fn wait_until<T>(until: Instant, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < until, "{what} did not come");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn stack(words: &[&str], state: &Path) -> Command {
    let mut command = Command::new("python3");
    command.arg(root().join("infra/local/stack.py")).args(words).arg("--state").arg(state).stdin(Stdio::null());
    command
}

impl Stack {
    /// Brings one up with the demo data. Needs the functions staged, as `make test` does.
    pub(crate) fn start() -> Self {
        let state = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("stack-{}", std::process::id()));
        let mut this = Self { state, url: String::new(), environment: Map::new() };
        this.up();
        this
    }

    /// Stops it in order and starts it again on the same data.
    pub(crate) fn restart(&mut self) {
        self.down();
        self.up();
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What the functions have logged since the start.
    pub(crate) fn logs(&self) -> String {
        let output = stack(&["logs"], &self.state).output().expect("python3 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("logs in UTF-8")
    }

    /// Runs a script in the Python that has pyotp, python-docx and boto3, in the environment that reaches this stack's tables, and gives
    /// what it prints.
    pub(crate) fn python(&self, script: &str, words: &[&str], input: &str) -> String {
        let mut command = Command::new("python3");
        command.arg(root().join("infra/local/stack.py")).args(["tool", "python", "-c", script]).args(words);
        for (name, value) in &self.environment {
            command.env(name, value.as_str().expect("text"));
        }
        let mut running = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python3 runs");
        running.stdin.take().expect("piped").write_all(input.as_bytes()).expect("the script reads its input");
        let output = running.wait_with_output().expect("the script ends");
        assert!(output.status.success(), "the script failed");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Runs `coord` with these words, in the environment that reaches this stack.
    pub(crate) fn coord(&self, words: &[&str]) -> Output {
        let mut command = Command::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("../debug/coord"));
        for (name, value) in &self.environment {
            command.env(name, value.as_str().expect("text"));
        }
        command.args(words).stdin(Stdio::null()).output().expect("coord is built, as by `make test`")
    }

    /// Sends a few made-up requests to each operation of `openapi.json`: no answer is a fault or not as described.
    /// `make contract` sends many.
    pub(crate) fn holds_to_its_description(&self) {
        let mut command = Command::new("python3");
        command.arg(root().join("tests/contract/run.py")).args(["--url", &self.url]).stdin(Stdio::null());
        let output = command.output().expect("python3 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }

    /// Every item of every table, one on a line.
    pub(crate) fn items(&self) -> String {
        const SCAN: &str = "import boto3, json
tables = boto3.client('dynamodb')
for name in tables.list_tables()['TableNames']:
    for page in tables.get_paginator('scan').paginate(TableName=name):
        for item in page['Items']:
            print(json.dumps(item, default=bytes.hex, sort_keys=True))";
        self.python(SCAN, &[], "")
    }

    fn up(&mut self) {
        let output =
            stack(&["up", "--detach", "--port", "0", "--students", "300"], &self.state).output().expect("python3 runs");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "the stack did not start; stage the functions with `make test`:\n{said}");
        let running = std::fs::read_to_string(self.state.join("stack.json")).expect("a running stack says where it is");
        let running: Value = serde_json::from_str(&running).expect("JSON");
        running["url"].as_str().expect("an address").clone_into(&mut self.url);
        running["environment"].as_object().expect("an environment").clone_into(&mut self.environment);
    }

    fn down(&self) {
        let stopped = stack(&["down"], &self.state).status().expect("python3 runs");
        assert!(stopped.success(), "the stack did not stop");
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let _ = stack(&["down"], &self.state).status();
        let _ = std::fs::remove_dir_all(&self.state);
    }
}
