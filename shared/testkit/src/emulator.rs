use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use aws_config::{BehaviorVersion, ConfigLoader, Region};
use aws_sdk_dynamodb::config::Credentials;

/// A `MiniStack` with nothing deployed, for tests of what one service of AWS does. It ends when this process does.
pub struct MiniStack {
    /// Where it is.
    pub endpoint: String,
    _process: Child,
}

impl MiniStack {
    /// Starts one with its state in a folder of its own under `folder`.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        let state = folder.join(format!("ministack-{}", std::process::id()));
        let stack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/local/stack.py");
        let mut process = Command::new("python3")
            .arg(stack)
            .args(["emulator", "--state"])
            .arg(state)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 runs");
        let mut endpoint = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut endpoint).expect("its address");
        let endpoint = endpoint.trim().to_owned();
        assert!(endpoint.starts_with("http://"), "MiniStack does not start");
        Self { endpoint, _process: process }
    }

    /// How to reach it, as the account's root.
    #[must_use]
    pub fn loader(&self) -> ConfigLoader {
        aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(&self.endpoint)
            .region(Region::new("us-west-2"))
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
    }
}
