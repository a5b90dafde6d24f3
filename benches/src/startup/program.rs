use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use edge::Settings;

use super::events::event;
use super::runtime_api::RuntimeApi;
use super::scene::Scene;

/// A program that Lambda would start.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    /// What is deployed: the files that are zipped.
    pub(crate) files: Vec<PathBuf>,
    /// The program and its arguments.
    command: Vec<PathBuf>,
    event: &'static str,
    environment: Vec<(&'static str, String)>,
}

/// What one start of it took.
pub(crate) struct Run {
    /// From the start of the process until it asks for the first event.
    pub(crate) init: Duration,
    /// From the first event to its answer.
    pub(crate) first: Duration,
    /// From the second event to its answer.
    pub(crate) second: Duration,
    /// Processor time from the start to the first answer.
    pub(crate) processor: Duration,
    /// Bytes of memory after the second answer.
    pub(crate) memory: u64,
}

/// One of its processes, which waits for an event.
pub(crate) struct Started {
    pub(crate) process: Process,
    /// From the start of the process until it asked for the first event.
    pub(crate) init: Duration,
    api: RuntimeApi,
    event: &'static str,
}

impl Program {
    /// The one built beside this one, which is sent the event of that name.
    pub(crate) fn new(name: &'static str, event: &'static str, scene: &Scene) -> Self {
        let this = std::env::current_exe().expect("a program has a path");
        let path = this.with_file_name(name);
        Self::of_command(name, vec![path.clone()], vec![path], event, scene)
    }

    /// Another one: how it is started, and what is deployed of it.
    pub(crate) fn of_command(
        name: &'static str,
        command: Vec<PathBuf>,
        files: Vec<PathBuf>,
        event: &'static str,
        scene: &Scene,
    ) -> Self {
        let mut environment = workflows::settings(&scene.world);
        environment.extend([
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_REGION", "us-west-2".to_owned()),
            ("AWS_DEFAULT_REGION", "us-west-2".to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB", scene.world.endpoint.clone()),
            ("AWS_LAMBDA_FUNCTION_NAME", name.to_owned()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512".to_owned()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
            ("AWS_LAMBDA_LOG_LEVEL", "INFO".to_owned()),
        ]);
        Self { name, files, command, event, environment }
    }

    /// The same with one more setting.
    pub(crate) fn with_setting(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    /// Starts it, and waits until it asks for an event.
    pub(crate) async fn start(&self) -> Started {
        let mut api = RuntimeApi::start().await;
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]);
        command.env_clear().envs(self.environment.iter().cloned()).env("AWS_LAMBDA_RUNTIME_API", &api.address);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let start = Instant::now();
        let process = Process(command.spawn().unwrap_or_else(|error| panic!("{} does not start: {error}", self.name)));
        let init = api.asked().await - start;
        Started { process, init, api, event: self.event }
    }

    /// Starts it, has it answer twice, and stops it.
    pub(crate) async fn run(&self, scene: &mut Scene) -> Run {
        let mut started = self.start().await;
        let first = started.answer(scene).await;
        let processor = started.process.processor();
        started.ready().await;
        let second = started.answer(scene).await;
        started.ready().await;
        Run { init: started.init, first, second, processor, memory: started.process.memory() }
    }

    /// How large it is as a zip file, as it is deployed.
    pub(crate) fn zipped(&self) -> u64 {
        let folder = tempfile::tempdir().expect("a folder");
        let zip = folder.path().join("function.zip");
        let python = Settings::from_env().optional("PYTHON").unwrap_or_else(|| "python3".to_owned());
        let done = Command::new(python).args(["-m", "zipfile", "-c"]).arg(&zip).args(&self.files).status();
        assert!(done.expect("Python runs").success(), "the program is zipped");
        super::size(&zip)
    }
}

impl Started {
    /// How long it takes to answer its event with success.
    pub(crate) async fn answer(&mut self, scene: &mut Scene) -> Duration {
        let event = event(self.event, scene).await;
        self.api.invoke(event).await.0
    }

    /// The body of its answer.
    pub(crate) async fn body(&mut self, scene: &mut Scene) -> serde_json::Value {
        let event = event(self.event, scene).await;
        let (_, answer) = self.api.invoke(event).await;
        serde_json::from_str(answer["body"].as_str().unwrap_or_default()).expect("a body in JSON")
    }

    /// Waits until it asks for the next event.
    pub(crate) async fn ready(&mut self) {
        self.api.asked().await;
    }
}

/// A running process, stopped when it is no longer needed.
pub(crate) struct Process(Child);

impl Process {
    /// What its threads have computed so far.
    pub(crate) fn processor(&self) -> Duration {
        let tasks = std::fs::read_dir(self.file("task")).expect("a running process has threads");
        let nanoseconds = tasks.map(|task| {
            let path = task.expect("a thread").path().join("schedstat");
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
        });
        Duration::from_nanos(nanoseconds.sum())
    }

    /// What of its memory is in use: `VmRSS`.
    pub(crate) fn memory(&self) -> u64 {
        let text = std::fs::read_to_string(self.file("status")).expect("a running process has a status");
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the memory in use");
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number of kilobytes");
        kilobytes * 1_024
    }

    fn file(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.0.id()))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
