//! Reviews, kept by the CDE and answered by LEAs.

mod change;
mod comments;
mod contacts;
mod contributors;
mod evidence_requests;
mod items;
mod make;
mod overtaken;
mod refusals;

use axum::http::Method;
use domain::access::Role;
use domain::compliance::ProgramInstrument::{EnglishLearner, FiscalMonitoring, MigrantEducation};
use domain::year::AdministrationYear;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Table;
use testkit::places::{CEDAR, POPPY, REDWOOD};
use testkit::{Answer, Browser, Person, World, at_lea, at_school, at_state};

use crate::directory::organizations::county;
use crate::people::signed_in;

pub(crate) fn administrator() -> Person {
    let person = Person::named("compliance.admin@cde.test").called("Dana", "Whitfield");
    person.with(Role::ComplianceAdministrator, at_state())
}

/// A monitor of English Learner and Migrant Education, this administration year and the next.
pub(crate) fn monitor() -> Person {
    let (role, instruments) = (Role::ComplianceMonitor, [EnglishLearner, MigrantEducation]);
    let person = Person::named("monitor@cde.test").called("Sam", "Ito");
    let person = person.with(role, at_state()).for_instruments(&instruments);
    person.with_in(role, at_state(), next_year()).for_instruments(&instruments)
}

/// A monitor of another program instrument.
pub(crate) fn fiscal_monitor() -> Person {
    let person = Person::named("fiscal.monitor@cde.test").called("Ruth", "Bell");
    person.with(Role::ComplianceMonitor, at_state()).for_instruments(&[FiscalMonitoring])
}

/// The review coordinator of the LEA, this administration year and the next.
pub(crate) fn coordinator() -> Person {
    let person = Person::named("review.coordinator@poppy.test").called("Mei", "Chen");
    let person = person.with(Role::LeaReviewCoordinator, at_lea(POPPY));
    person.with_in(Role::LeaReviewCoordinator, at_lea(POPPY), next_year())
}

fn next_year() -> AdministrationYear {
    "2027-28".parse().unwrap()
}

pub(crate) fn contributor() -> Person {
    let person = Person::named("contributor@poppy.test").called("Omar", "Diaz");
    person.with(Role::LeaComplianceContributor, at_lea(POPPY))
}

/// Who sees nothing of a review of Poppy Valley for English Learner, and is not told that there is one.
pub(crate) fn outsiders() -> Vec<Person> {
    vec![
        fiscal_monitor(),
        Person::named("review.coordinator@redwood.test").with(Role::LeaReviewCoordinator, at_lea(REDWOOD)),
        contributor(),
    ]
}

/// Whose role knows no reviews.
pub(crate) fn strangers() -> Vec<Person> {
    vec![
        Person::named("site.coordinator@poppy.test").with(Role::SiteCaasppCoordinator, at_school(CEDAR)),
        Person::named("lea.coordinator@poppy.test").with(Role::LeaCaasppCoordinator, at_lea(POPPY)),
        Person::named("state.admin@cde.test").with(Role::StateAdministrator, at_state()),
    ]
}

pub(crate) fn new_review() -> Value {
    json!({
        "organization": POPPY, "instruments": ["english-learner"], "mode": "online",
        "first_day": "2026-11-16", "last_day": "2026-11-20", "open": true,
    })
}

pub(crate) async fn post(browser: &mut Browser, path: &str, key: &str, body: Value) -> Answer {
    browser.send(Method::POST, path, &[("idempotency-key", key)], Some(&body)).await
}

/// A request about the `version` that was read.
pub(crate) async fn about(browser: &mut Browser, method: Method, path: &str, version: u64, body: Value) -> Answer {
    browser.send(method, path, &[("if-match", &format!("\"{version}\""))], Some(&body)).await
}

pub(crate) async fn make(browser: &mut Browser, key: &str, body: Value) -> Answer {
    post(browser, "/v1/compliance/reviews", key, body).await
}

pub(crate) async fn patch(browser: &mut Browser, id: &str, version: u64, body: Value) -> Answer {
    about(browser, Method::PATCH, &format!("/v1/compliance/reviews/{id}"), version, body).await
}

/// A world of an LEA, with an open review that the monitor made.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) monitor: Browser,
    pub(crate) coordinator: Browser,
    pub(crate) review: String,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        Self::with(new_review()).await
    }

    pub(crate) async fn with(review: Value) -> Self {
        Self::later(SignedDuration::ZERO, review).await
    }

    /// Some time after the beginning of tests.
    pub(crate) async fn later(passed: SignedDuration, review: Value) -> Self {
        let world = World::start().await;
        world.pass(passed);
        county(&world).await;
        let mut monitor = signed_in(&world, monitor()).await;
        let coordinator = signed_in(&world, coordinator()).await;
        let review = make(&mut monitor, "made", review).await.expect(201).json();
        let review = review["id"].as_str().unwrap().to_owned();
        let _ = world.calls.take();
        Self { world, monitor, coordinator, review }
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/compliance/reviews/{}{rest}", self.review)
    }

    /// Adds an item of English Learner; its id.
    pub(crate) async fn item(&mut self, number: &str) -> String {
        let path = self.path("/items");
        let key = number.replace(' ', "-");
        let page = post(&mut self.monitor, &path, &key, items(&[number])).await.expect(201).json();
        let items = page["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["number"] == number).unwrap();
        item["id"].as_str().unwrap().to_owned()
    }

    /// Asks for evidence for an item; the request's id.
    pub(crate) async fn request(&mut self, item: &str) -> String {
        let path = format!("/v1/compliance/items/{item}/evidence-requests");
        let body = json!({"text": "The letters to parents", "due": "2026-12-11"});
        let page = post(&mut self.monitor, &path, item, body).await.expect(201).json();
        page["evidence_requests"][0]["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn items(numbers: &[&str]) -> Value {
    let item =
        |number: &&str| json!({"number": number, "kind": "core", "citation": "20 U.S.C. 6312", "text": "Letters."});
    json!({"instrument": "english-learner", "items": numbers.iter().map(item).collect::<Vec<_>>()})
}

/// What was recorded of reviews: what was done, by whom, with which right. In order of the words: it all happens at once.
pub(crate) async fn recorded(world: &World) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = world.items(Table::Audit).await.into_iter().filter(|row| row["action"] == "review-changed");
    let mut rows: Vec<_> =
        rows.map(|row| (text(&row["change"]["what"]), text(&row["by"]["name"]), text(&row["allowed_by"]))).collect();
    rows.sort();
    rows
}

/// What the letters and circulars in the queue tell, in order of the words: the notice and whom it is for.
pub(crate) async fn told(world: &World) -> Vec<(String, Value)> {
    let told = |row: Value| {
        let notice = row["letter"]["notice"]["notice"].as_str().unwrap().to_owned();
        (notice, row["to"].clone())
    };
    let mut all: Vec<_> = world.items(Table::Mail).await.into_iter().map(told).collect();
    all.sort_by_key(|(notice, to)| (notice.clone(), to.to_string()));
    all
}

/// The readers of a circular to the LEA.
pub(crate) fn lea(contributors: &[&str]) -> Value {
    let mut readers = json!({"readers": "reviewed-lea", "lea": "9900001"});
    if !contributors.is_empty() {
        readers["contributors"] = json!(contributors);
    }
    readers
}

/// The readers of a circular to the monitors of English Learner.
pub(crate) fn monitors() -> Value {
    json!({"readers": "monitors", "instruments": ["english-learner"]})
}

/// All that a refused change must leave alone.
pub(crate) async fn stored(world: &World) -> (Vec<Value>, Vec<Value>, usize) {
    let recorded = recorded(world).await.len();
    (world.items(Table::Compliance).await, world.items(Table::Mail).await, recorded)
}

/// The pointers of a refusal's errors, in order.
pub(crate) fn pointers(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().unwrap();
    let mut pointers: Vec<_> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    pointers
}
