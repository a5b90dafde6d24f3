//! Lambda's side of a function: the Runtime API (version 2018-06-01), for one process.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

/// How long a process may take for anything before it counts as stuck.
const PATIENCE: Duration = Duration::from_secs(20);
/// When an invocation has to be done, in milliseconds since 1970: far in the future.
const DEADLINE: &str = "4102444800000";

/// What a process does.
enum Act {
    AskedForNext(Instant),
    Answered(Instant, Value),
    Failed(String),
}

/// A Runtime API for one process.
pub(crate) struct RuntimeApi {
    /// What the process is told, as in `127.0.0.1:9001`.
    pub(crate) address: String,
    acts: mpsc::UnboundedReceiver<Act>,
    events: mpsc::UnboundedSender<Value>,
    server: JoinHandle<()>,
}

struct Side {
    acts: mpsc::UnboundedSender<Act>,
    events: Mutex<mpsc::UnboundedReceiver<Value>>,
}

impl RuntimeApi {
    pub(crate) async fn start() -> Self {
        let (to_us, acts) = mpsc::unbounded_channel();
        let (events, to_it) = mpsc::unbounded_channel();
        let side = Arc::new(Side { acts: to_us, events: Mutex::new(to_it) });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(failed))
            .with_state(side);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the address of a port that was bound").to_string();
        let server = tokio::spawn(async { axum::serve(listener, router).await.expect("the server runs") });
        Self { address, acts, events, server }
    }

    /// When the process asked for the next event.
    pub(crate) async fn asked(&mut self) -> Instant {
        match self.act().await {
            Act::AskedForNext(at) => at,
            Act::Answered(..) => panic!("an answer to no event"),
            Act::Failed(error) => panic!("the function failed: {error}"),
        }
    }

    /// How long the process took to answer `event`, and the answer.
    pub(crate) async fn invoke(&mut self, event: Value) -> (Duration, Value) {
        let start = Instant::now();
        self.events.send(event).expect("the process waits");
        match self.act().await {
            Act::Answered(at, answer) => {
                assert!(answer["statusCode"].as_u64().is_some_and(|status| status < 300), "{answer}");
                (at - start, answer)
            }
            Act::AskedForNext(_) => panic!("no answer"),
            Act::Failed(error) => panic!("the function failed: {error}"),
        }
    }

    async fn act(&mut self) -> Act {
        let act = tokio::time::timeout(PATIENCE, self.acts.recv()).await.expect("the process does something");
        act.expect("the server runs")
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(side): State<Arc<Side>>) -> impl IntoResponse {
    let _ = side.acts.send(Act::AskedForNext(Instant::now()));
    let event = side.events.lock().await.recv().await.unwrap_or_default();
    let headers = [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        ("lambda-runtime-deadline-ms", DEADLINE),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-west-2:123456789012:function:bench"),
        ("lambda-runtime-trace-id", "Root=1-6a1f2c3d-0a1b2c3d4e5f60718293a4b5;Sampled=0"),
    ];
    (headers.map(|(name, value)| (HeaderName::from_static(name), value)), Json(event))
}

async fn answered(State(side): State<Arc<Side>>, answer: Bytes) -> StatusCode {
    let at = Instant::now();
    let answer = serde_json::from_slice(&answer).unwrap_or_default();
    let _ = side.acts.send(Act::Answered(at, answer));
    StatusCode::ACCEPTED
}

async fn failed(State(side): State<Arc<Side>>, error: String) -> StatusCode {
    let _ = side.acts.send(Act::Failed(error));
    StatusCode::ACCEPTED
}
