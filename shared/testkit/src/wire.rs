//! The wire between the SDK and a service, where calls get lost.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use tokio::sync::Notify;

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it passes.
    None,
    /// It does not reach the service.
    Before,
    /// It does, and the answer is lost.
    Lost,
    /// It does, and no answer comes: whoever waits for it gives up.
    Unanswered,
    /// The service answers that there is too much.
    Throttled,
    /// The service answers that it will not take it.
    Refused,
    /// The process ends before the call reaches the service.
    KilledBefore,
    /// The process ends when the service has done what it was asked and before it gets the answer.
    KilledAfter,
}

/// A call that the service got, as it is told to whoever listens.
pub struct Passed<'a> {
    /// The request's body.
    pub request: &'a [u8],
    /// The answer's body, and whether the service did what it was asked.
    pub answer: &'a [u8],
    /// See [`Self::answer`].
    pub succeeded: bool,
    /// Whether the caller got the answer.
    pub was_answered: bool,
}

type Plan = dyn FnMut(&HttpRequest) -> Fault + Send;
type Listener = dyn FnMut(Passed<'_>) + Send;

/// An HTTP client for the SDK that does to calls what a plan says.
#[derive(Clone)]
pub struct Wire(Arc<Inner>);

struct Inner {
    real: SharedHttpClient,
    plan: Mutex<Box<Plan>>,
    listener: Mutex<Box<Listener>>,
    in_flight: AtomicUsize,
    landed: Notify,
    killed: Notify,
}

impl Wire {
    /// One on which `plan` decides what happens to each call.
    #[must_use]
    pub fn new(plan: impl FnMut(&HttpRequest) -> Fault + Send + 'static) -> Self {
        Self(Arc::new(Inner {
            real: Builder::new().build_http(),
            plan: Mutex::new(Box::new(plan)),
            listener: Mutex::new(Box::new(|_| {})),
            in_flight: AtomicUsize::new(0),
            landed: Notify::new(),
            killed: Notify::new(),
        }))
    }

    /// Tells `listener` of each call that the service got, when it has answered.
    pub fn listen(&self, listener: impl FnMut(Passed<'_>) + Send + 'static) {
        *self.0.listener.lock().expect("no test thread stopped here") = Box::new(listener);
    }

    /// Whether no call is under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.0.in_flight.load(Ordering::SeqCst) == 0
    }

    /// Waits until no call is under way. For one who waits at a time.
    pub async fn idle(&self) {
        while !self.is_idle() {
            self.0.landed.notified().await;
        }
    }

    /// Waits until a call ends the process: then whoever plays it must drop all that it was doing.
    pub async fn killed(&self) {
        self.0.killed.notified().await;
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let real = self.0.real.http_connector(settings, components);
        SharedHttpConnector::new(Connector { real, wire: self.clone() })
    }
}

#[derive(Debug)]
struct Connector {
    real: SharedHttpConnector,
    wire: Wire,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let fault = (self.wire.0.plan.lock().expect("no test thread stopped here"))(&request);
        let (real, wire) = (self.real.clone(), self.wire.clone());
        HttpConnectorFuture::new(async move {
            match fault {
                Fault::Before => Err(lost()),
                Fault::Throttled => Ok(throttled(&request)),
                Fault::Refused => Ok(refused(&request)),
                Fault::KilledBefore => {
                    wire.0.killed.notify_one();
                    std::future::pending().await
                }
                Fault::None | Fault::Lost | Fault::Unanswered | Fault::KilledAfter => {
                    pass(real, wire, request, fault).await
                }
            }
        })
    }
}

/// Lets the service have the call, to its end even if the caller goes away meanwhile, as a service would.
async fn pass(
    real: SharedHttpConnector,
    wire: Wire,
    request: HttpRequest,
    fault: Fault,
) -> Result<HttpResponse, ConnectorError> {
    wire.0.in_flight.fetch_add(1, Ordering::SeqCst);
    let (answer, answered) = tokio::sync::oneshot::channel();
    let passing = wire.clone();
    tokio::spawn(async move {
        let asked = request.body().bytes().unwrap_or_default().to_vec();
        let result = read(real.call(request).await).await;
        let was_answered = fault == Fault::None && !answer.is_closed();
        if let Ok((response, body)) = &result {
            let succeeded = response.status().is_success();
            let passed = Passed { request: &asked, answer: body, succeeded, was_answered };
            (passing.0.listener.lock().expect("no test thread stopped here"))(passed);
        }
        if fault == Fault::KilledAfter {
            passing.0.killed.notify_one();
        }
        let _ = answer.send(result.map(|(response, _)| response));
        passing.0.in_flight.fetch_sub(1, Ordering::SeqCst);
        passing.0.landed.notify_one();
    });
    let answer = answered.await.map_err(|_| lost())?;
    match fault {
        Fault::Lost => Err(lost()),
        Fault::Unanswered | Fault::KilledAfter => std::future::pending().await,
        _ => answer,
    }
}

/// The answer with its body read to the end.
async fn read(answer: Result<HttpResponse, ConnectorError>) -> Result<(HttpResponse, Vec<u8>), ConnectorError> {
    let mut response = answer?;
    let body = std::mem::replace(response.body_mut(), SdkBody::taken());
    let body = ByteStream::new(body).collect().await.map_err(|error| ConnectorError::io(error.into()))?.to_vec();
    *response.body_mut() = SdkBody::from(body.clone());
    Ok((response, body))
}

fn lost() -> ConnectorError {
    ConnectorError::io("the connection was lost".into())
}

fn throttled(request: &HttpRequest) -> HttpResponse {
    answer(request, "ThrottlingException", "Throttling", "SlowDown")
}

fn refused(request: &HttpRequest) -> HttpResponse {
    answer(request, "ValidationException", "MessageRejected", "AccessDenied")
}

/// An error as `DynamoDB` says it, or as SES does, or S3.
fn answer(request: &HttpRequest, of_dynamo: &str, of_ses: &str, of_s3: &str) -> HttpResponse {
    let is_form = request.headers().get("content-type").is_some_and(|kind| kind.contains("form-urlencoded"));
    let body = if request.headers().get("x-amz-target").is_some() {
        format!(r#"{{"__type": "com.amazonaws.dynamodb.v20120810#{of_dynamo}", "message": "by the wire"}}"#)
    } else if is_form {
        format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{of_ses}</Code><Message>by the wire</Message></Error>\
             <RequestId>none</RequestId></ErrorResponse>"
        )
    } else {
        format!("<Error><Code>{of_s3}</Code><Message>by the wire</Message><RequestId>none</RequestId></Error>")
    };
    HttpResponse::new(StatusCode::try_from(400).expect("a status"), SdkBody::from(body))
}
