//! Requests: what the portal sends for each operation, and sends again as it was when no answer came.
//!
//! Each journey begins in a world of its own and goes from request to request: every one is examined where the journey stands, and
//! then made. The table of operations says which journey passes where.

mod accounts;
mod bulletins;
mod calendar;
mod directory;
mod factors;
mod findings;
mod links;
mod notifications;
mod resources;
mod reviews;
mod sessions;
mod students;
mod users;

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::http::Method;
use edge::Entropy;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Person};
use workflows::{FUNCTIONS, Function};

use super::ground::Ground;
use super::points::{End, Findings};

/// Every journey, with the operations it passes.
const JOURNEYS: [(&str, &[&str]); 13] = [
    accounts::PASSES,
    bulletins::PASSES,
    calendar::PASSES,
    directory::PASSES,
    factors::PASSES,
    findings::PASSES,
    links::PASSES,
    notifications::PASSES,
    resources::PASSES,
    reviews::PASSES,
    sessions::PASSES,
    students::PASSES,
    users::PASSES,
];

#[tokio::test]
async fn every_operation_of_the_api_is_passed_by_a_journey() {
    let described = operations(&serde_json::from_str(include_str!("../../../../openapi.json")).unwrap());
    let passed = JOURNEYS.iter().flat_map(|(_, operations)| operations.iter().map(|&operation| operation.to_owned()));
    assert_eq!(described, passed.collect());
}

/// A request, as it is sent and sent again.
#[derive(Clone)]
struct Step {
    operation: &'static str,
    how: &'static str,
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Step {
    fn new(operation: &'static str, method: Method, path: impl Into<String>) -> Self {
        Self { operation, how: "", method, path: path.into(), headers: Vec::new(), body: None }
    }

    fn get(operation: &'static str, path: impl Into<String>) -> Self {
        Self::new(operation, Method::GET, path)
    }

    fn delete(operation: &'static str, path: impl Into<String>) -> Self {
        Self::new(operation, Method::DELETE, path)
    }

    fn post(operation: &'static str, path: impl Into<String>, body: Value) -> Self {
        Self { body: Some(body), ..Self::new(operation, Method::POST, path) }
    }

    fn put(operation: &'static str, path: impl Into<String>, body: Value) -> Self {
        Self { body: Some(body), ..Self::new(operation, Method::PUT, path) }
    }

    fn patch(operation: &'static str, path: impl Into<String>, body: Value) -> Self {
        Self { body: Some(body), ..Self::new(operation, Method::PATCH, path) }
    }

    /// In what way, where there are several.
    fn how(self, how: &'static str) -> Self {
        Self { how, ..self }
    }

    /// Under an idempotency key.
    fn under_a_key(mut self) -> Self {
        self.headers.push(("idempotency-key", "of-the-journey".to_owned()));
        self
    }

    /// About the version that was read.
    fn about(mut self, etag: &str) -> Self {
        self.headers.push(("if-match", format!("\"{etag}\"")));
        self
    }

    fn subject(&self) -> String {
        if self.how.is_empty() { self.operation.to_owned() } else { format!("{}, {}", self.operation, self.how) }
    }
}

/// Somebody's way through operations.
struct Journey {
    ground: Ground,
    findings: Findings,
    passed: BTreeSet<&'static str>,
    /// The function that answers each operation.
    functions: BTreeMap<String, &'static Function>,
}

impl Journey {
    async fn begin() -> Self {
        let ground = Ground::new().await;
        let functions: &'static [Function] = &FUNCTIONS;
        let functions = functions.iter().flat_map(|function| {
            let (_, description) = function.router(&ground.world).split_for_parts();
            operations(&serde_json::to_value(description).unwrap()).into_iter().map(move |id| (id, function))
        });
        let functions = functions.collect();
        Self { ground, findings: Findings::default(), passed: BTreeSet::new(), functions }
    }

    /// A browser in which this person has signed in.
    async fn signed_in(&self, mut person: Person) -> Browser {
        person.save(&self.ground.world).await;
        self.signed_in_again(&person).await
    }

    /// Another one.
    async fn signed_in_again(&self, person: &Person) -> Browser {
        let mut browser = self.nobody();
        let body = json!({"username": person.username, "password": Person::PASSWORD});
        let _ = browser.post("/v1/session", body).await.expect(200);
        browser
    }

    /// A browser in which nobody has signed in.
    fn nobody(&self) -> Browser {
        workflows::browser(&self.ground.world)
    }

    /// Examines a request in `browser`, then makes it; its answer.
    async fn take(&mut self, browser: &mut Browser, step: Step) -> Answer {
        let mut findings = std::mem::take(&mut self.findings);
        let deliver = async || {
            let answer = self.send(&mut browser.clone(), &step).await;
            match answer.status.as_u16() {
                200..300 => End::Done,
                500.. => End::Again(answer.text),
                refused => End::Refused(refused),
            }
        };
        findings.examine(&self.ground, &step.subject(), deliver).await;
        self.findings = findings;
        self.passed.insert(step.operation);
        let answer = self.send(browser, &step).await;
        assert!(answer.status.is_success(), "{}: {}", step.subject(), answer.text);
        answer
    }

    /// Sends a request to a process that has just begun.
    async fn send(&self, browser: &mut Browser, step: &Step) -> Answer {
        let router = Router::from(self.functions[step.operation].router(&self.ground.world));
        let mut at = Browser::at(edge::app(router, Entropy::system()));
        at.cookie.clone_from(&browser.cookie);
        let headers: Vec<_> = step.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = at.send(step.method.clone(), &step.path, &headers, step.body.as_ref()).await;
        browser.cookie = at.cookie;
        answer
    }

    /// Fails where something was found, or where it did not pass all that it is said to.
    fn end(self, (name, operations): (&str, &[&str])) {
        self.findings.assert_nothing(name);
        assert_eq!(self.passed, operations.iter().copied().collect());
    }
}

/// The operations of a description.
fn operations(description: &Value) -> BTreeSet<String> {
    let paths = description["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    paths.filter_map(|operation| operation["operationId"].as_str()).map(str::to_owned).collect()
}
