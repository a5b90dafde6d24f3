use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A stack of its own on a free port, with data in a folder of its own; stopped when dropped.
pub(crate) struct Stack {
    state: PathBuf,
    url: String,
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
        let mut this = Self { state, url: String::new() };
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

    fn up(&mut self) {
        let output =
            stack(&["up", "--detach", "--port", "0", "--students", "300"], &self.state).output().expect("python3 runs");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "the stack did not start; stage the functions with `make test`:\n{said}");
        let running = std::fs::read_to_string(self.state.join("stack.json")).expect("a running stack says where it is");
        let running: Value = serde_json::from_str(&running).expect("JSON");
        running["url"].as_str().expect("an address").clone_into(&mut self.url);
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
