use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_config::{BehaviorVersion, ConfigLoader, Region};
use aws_sdk_dynamodb::config::{AsyncSleep, Credentials, Sleep};
use domain::keyed::{LoginKey, StudentKey};
use dynoxide::Database;
use edge::Clock;
use jiff::{SignedDuration, Timestamp};
use store::{CursorKey, Dynamo, Files, Table};
use tokio::sync::oneshot;

use crate::calls::Calls;
use crate::retries::FreeRetries;
use crate::template::Template;
use crate::wire::Wire;

/// When every test begins: 22 November 2026, noon in California.
pub const NOW: &str = "2026-11-22T20:00:00Z";

/// The keys of a test's world.
pub mod secrets {
    /// Behind login hashes.
    pub const LOGIN_KEY: &str = "login-key-of-the-tests-and-of-nothing-else";
    /// Behind hashes of address ranges.
    pub const NETWORK_KEY: &str = "network-key-of-the-tests-and-of-nothing-else";
    /// Behind student ids.
    pub const STUDENT_KEY: &str = "student-key-of-the-tests-and-of-nothing-else";
    /// Behind mailed links.
    pub const LINK_KEY: &str = "link-key-of-the-tests-and-of-nothing-else";
    /// Behind second factors.
    pub const FACTOR_KEY: &str = "factor-key-of-the-tests-and-of-nothing-else";
    /// Behind cursors.
    pub const CURSOR_KEY: &str = "cursor-key-of-the-tests-and-of-nothing-else";
}

/// A world of one's own for a test: empty tables and a clock that stands still.
pub struct World {
    /// The connection that workflows use.
    pub dynamo: Dynamo,
    /// The operator's connection, not listened to: it makes calls that no function may make.
    pub operator: Dynamo,
    /// The connection to the bucket of documents that workflows use. There is no S3 at its end: links can be signed with it
    /// and nothing more, until a test sets another one.
    pub files: Files,
    /// What goes over both.
    pub calls: Calls,
    /// Another connection, not listened to: to look into tables and to fill them.
    pub behind: aws_sdk_dynamodb::Client,
    /// Where DynamoDB is, for a process that is to use this world.
    pub endpoint: String,
    pub(crate) database: Database,
    pub(crate) time: Arc<Mutex<Timestamp>>,
    sleepers: Sleepers,
}

/// Who waits until when.
type Sleepers = Arc<Mutex<Vec<(Timestamp, oneshot::Sender<()>)>>>;

/// Waiting in a world's time; also how the SDK waits before it tries again.
#[derive(Debug)]
struct Pauses {
    time: Arc<Mutex<Timestamp>>,
    sleepers: Sleepers,
}

impl Pauses {
    fn until(&self, until: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        if *self.time.lock().expect("no test thread stopped here") >= until {
            return Box::pin(std::future::ready(()));
        }
        let (wake, woken) = oneshot::channel();
        self.sleepers.lock().expect("no test thread stopped here").push((until, wake));
        Box::pin(async move {
            let _ = woken.await;
        })
    }
}

impl AsyncSleep for Pauses {
    fn sleep(&self, duration: Duration) -> Sleep {
        let now = *self.time.lock().expect("no test thread stopped here");
        Sleep::new(self.until(now + duration))
    }
}

pub(crate) const fn table_name(table: Table) -> &'static str {
    match table {
        Table::Accounts => "Accounts",
        Table::Directory => "Directory",
        Table::Students => "Students",
        Table::Compliance => "Compliance",
        Table::Bulletins => "Bulletins",
        Table::Mail => "Mail",
        Table::Audit => "Audit",
    }
}

impl World {
    /// Starts an embedded DynamoDB on a free port and makes the template's tables in it.
    pub async fn start() -> Self {
        Self::start_over(None).await
    }

    /// The same, with the workflows' calls going over `wire`, which may lose some.
    pub async fn start_on(wire: &Wire) -> Self {
        Self::start_over(Some(wire)).await
    }

    async fn start_over(wire: Option<&Wire>) -> Self {
        crate::logs::watch();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the address of a port that was bound");
        let endpoint = format!("http://{address}");
        let database = Database::memory().expect("a database in memory");
        tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
        let loader = || {
            aws_config::defaults(BehaviorVersion::latest())
                .endpoint_url(&endpoint)
                .region(Region::new("us-west-2"))
                .credentials_provider(Credentials::new("test", "test", None, None, "testkit"))
        };
        let dynamo = store::connect_with(loader()).await;
        let behind = dynamo.client().clone();
        Template::read().create_tables(&behind).await;
        let calls = Calls::default();
        let time = Arc::new(Mutex::new(NOW.parse().expect("a time")));
        let wired = match wire {
            Some(wire) => store::connect_with(loader().http_client(wire.clone())).await,
            None => dynamo.clone(),
        };
        let nowhere = store::connect_files_with(loader().endpoint_url("http://127.0.0.1:9")).await;
        Self {
            dynamo: wired.listened_to_by(calls.clone()),
            files: nowhere.listened_to_by(calls.clone()),
            operator: dynamo,
            calls,
            behind,
            endpoint,
            database,
            time,
            sleepers: Sleepers::default(),
        }
    }

    /// Another connection to this world, over `wire`. The pauses before its retries are of this world's time.
    pub async fn connect(&self, wire: &Wire) -> Dynamo {
        store::connect_with(self.loader(wire)).await
    }

    /// The same, giving up on a call when the deployed functions do; and trying again as they do, however many calls of this
    /// process were tried again before.
    pub async fn connect_as_deployed(&self, wire: &Wire) -> Dynamo {
        store::connect_with(self.loader(wire).timeout_config(store::timeouts())).await.listened_to_by(FreeRetries)
    }

    fn loader(&self, wire: &Wire) -> ConfigLoader {
        aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(&self.endpoint)
            .region(Region::new("us-west-2"))
            .credentials_provider(Credentials::new("test", "test", None, None, "testkit"))
            .sleep_impl(self.pauses())
            .http_client(wire.clone())
    }

    /// How the SDK waits in this world's time.
    #[must_use]
    pub fn pauses(&self) -> impl AsyncSleep + use<> {
        Pauses { time: Arc::clone(&self.time), sleepers: Arc::clone(&self.sleepers) }
    }

    /// The name of a table.
    #[must_use]
    pub fn table(&self, table: Table) -> String {
        table_name(table).to_owned()
    }

    /// A clock that shows this world's time.
    #[must_use]
    pub fn clock(&self) -> Clock {
        let time = Arc::clone(&self.time);
        Clock::from_fn(move || *time.lock().expect("no test thread stopped here"))
    }

    /// The time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        *self.time.lock().expect("no test thread stopped here")
    }

    /// Lets time pass.
    pub fn pass(&self, duration: SignedDuration) {
        *self.time.lock().expect("no test thread stopped here") += duration;
    }

    /// Waits until it is `until` in this world: until somebody lets time pass.
    pub fn sleep(&self) -> impl Fn(Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync + use<> {
        let pauses = Pauses { time: Arc::clone(&self.time), sleepers: Arc::clone(&self.sleepers) };
        move |until| pauses.until(until)
    }

    /// Lets time pass whenever nothing else can happen: when everybody waits and nothing is on `wires`, it becomes the time
    /// that the first waits for. Never ends. For a runtime of one thread.
    pub async fn pass_when_idle(&self, wires: &[Wire]) {
        // Enough turns for whoever can go on to have begun a call.
        const TURNS: usize = 64;
        loop {
            let mut quiet = 0;
            while quiet < TURNS {
                tokio::task::yield_now().await;
                quiet += 1;
                for wire in wires {
                    if !wire.is_idle() {
                        wire.idle().await;
                        quiet = 0;
                    }
                }
            }
            let mut sleepers = self.sleepers.lock().expect("no test thread stopped here");
            sleepers.retain(|(_, wake)| !wake.is_closed());
            let Some(next) = sleepers.iter().map(|(until, _)| *until).min() else { continue };
            let mut time = self.time.lock().expect("no test thread stopped here");
            *time = next.max(*time);
            for (_, wake) in sleepers.extract_if(.., |(until, _)| *until <= *time) {
                let _ = wake.send(());
            }
        }
    }

    /// The key behind login hashes.
    #[must_use]
    pub fn login_key(&self) -> LoginKey {
        LoginKey::new(secrets::LOGIN_KEY).expect("a long key")
    }

    /// The key behind student ids.
    #[must_use]
    pub fn student_key(&self) -> StudentKey {
        StudentKey::new(secrets::STUDENT_KEY).expect("a long key")
    }

    /// The key behind cursors.
    #[must_use]
    pub fn cursor_key(&self) -> CursorKey {
        CursorKey::new(secrets::CURSOR_KEY).expect("a long key")
    }
}
