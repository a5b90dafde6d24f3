//! How many calls to AWS each operation makes on its happy path, and how many one after the other.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::access::Role;
use domain::accounts::{AccountState, LinkPurpose};
use domain::directory::OrganizationKind;
use serde_json::{Value, json};
use testkit::places::{CEDAR, DUNE, POPPY};
use testkit::{Answer, Browser, Call, Person, World, a_student, at_school, mail_link, save_organization};

use crate::table::Table;

/// One person's way through every operation.
struct Journey {
    world: World,
    browser: Browser,
    done: BTreeSet<String>,
    table: Table,
}

/// What is asked of an operation.
struct Step<'a> {
    operation: &'a str,
    how: &'a str,
    method: Method,
    path: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: Option<Value>,
}

impl<'a> Step<'a> {
    const fn new(operation: &'a str, method: Method, path: &'a str) -> Self {
        Self { operation, how: "", method, path, headers: &[], body: None }
    }

    const fn get(operation: &'a str, path: &'a str) -> Self {
        Self::new(operation, Method::GET, path)
    }

    fn post(operation: &'a str, path: &'a str, body: Value) -> Self {
        Self { body: Some(body), ..Self::new(operation, Method::POST, path) }
    }

    fn how(self, how: &'a str) -> Self {
        Self { how, ..self }
    }
}

impl Journey {
    async fn take(&mut self, step: Step<'_>) -> Answer {
        let _ = self.world.calls.take();
        let answer = self.browser.send(step.method, step.path, step.headers, step.body.as_ref()).await;
        assert!(answer.status.is_success(), "{}: {} {}", step.operation, answer.status, answer.text);
        let levels = self.world.calls.levels();
        let calls = self.world.calls.take();
        let by_level: Vec<_> = (1..=levels).map(|level| side_by_side(&calls, level)).collect();
        let operation = format!("{} {}", step.operation, step.how);
        let row = [operation.trim().to_owned(), levels.to_string(), calls.len().to_string(), by_level.join(" → ")];
        self.table.row(row);
        self.done.insert(step.operation.to_owned());
        answer
    }
}

/// As in `Query students + PutItem audit`.
fn side_by_side(calls: &[Call], level: usize) -> String {
    let mut named: Vec<_> = calls.iter().filter(|call| call.level == level).map(named).collect();
    named.sort();
    named.join(" + ")
}

fn named(call: &Call) -> String {
    let mut tables: Vec<_> = call.used.iter().map(|grant| grant.table.name()).collect();
    tables.dedup();
    format!("{} {}", call.operation, tables.join(", "))
}

/// The table of operations.
pub(crate) async fn count() -> Table {
    let world = World::start().await;
    for (code, kind) in [(POPPY, OrganizationKind::District), (CEDAR, OrganizationKind::School)] {
        save_organization(&world, code, kind).await;
    }
    let id = a_student("9000000001").named("Garcia", "Ana").save(&world).await;
    let mut person = Person::coordinator().with(Role::TestAdministrator, at_school(DUNE)).without_terms();
    person.save(&world).await;
    let browser = workflows::browser(&world);
    let table = Table::new(["operation", "levels", "calls", "which: + side by side, → one after the other"]);
    let mut journey = Journey { world, browser, done: BTreeSet::new(), table };
    accounts(&mut journey, &person.username).await;
    links(&mut journey).await;
    students(&mut journey, &id.to_string()).await;
    let _ = journey.take(Step::new("end-session", Method::DELETE, "/v1/session")).await;
    let described = described(&journey.world);
    assert_eq!(journey.done, described, "the operations of the journey and those of the API's description");
    journey.table
}

async fn accounts(journey: &mut Journey, username: &str) {
    let _ = journey.take(Step::get("check-health", "/v1/health")).await;
    let credentials = json!({"username": username, "password": Person::PASSWORD});
    let _ = journey.take(Step::post("sign-in", "/v1/session", credentials)).await;
    let _ = journey.take(Step::get("read-session", "/v1/session")).await;
    let terms = journey.take(Step::get("read-terms", "/v1/session/terms")).await.json();
    let accepted = json!({"version": terms["version"]});
    let _ = journey.take(Step::post("accept-terms", "/v1/session/terms", accepted)).await;
    let role = json!({"role": Role::LeaCaasppCoordinator.code(), "organization": POPPY, "year": "2026-27"});
    let choice = Step { method: Method::PUT, ..Step::post("choose-role", "/v1/session/role", role) };
    let _ = journey.take(choice).await;
    let _ = journey.take(Step::post("extend-session", "/v1/session/extension", json!({}))).await;
    let _ = journey.take(Step::get("list-systems", "/v1/systems")).await;
    let _ = journey.take(Step::get("read-organizations", "/v1/organizations")).await;
    let below = format!("/v1/organizations?parent={POPPY}");
    let _ = journey.take(Step::get("read-organizations", &below).how("below one")).await;
}

async fn links(journey: &mut Journey) {
    let chosen = "seven herons over the poppies";
    let mut added = Person::named("added@poppy.test").in_state(AccountState::Added);
    added.save(&journey.world).await;
    let asked = json!({"email": added.username});
    let _ = journey.take(Step::post("request-activation", "/v1/activations", asked)).await;
    let token = mail_link(&journey.world, added.id, LinkPurpose::Activation, "letter").await;
    let path = format!("/v1/activations/{token}");
    let set = Step::post("activate-account", &path, json!({"password": chosen}));
    let _ = journey.take(Step { method: Method::PUT, ..set }).await;
    let asked = json!({"identifier": added.username});
    let _ = journey.take(Step::post("request-password-reset", "/v1/password-resets", asked)).await;
    let token = mail_link(&journey.world, added.id, LinkPurpose::PasswordReset, "letter").await;
    let path = format!("/v1/password-resets/{token}");
    let set = Step::post("reset-password", &path, json!({"new_password": chosen}));
    let _ = journey.take(Step { method: Method::PUT, ..set }).await;
    let _ = journey.take(Step::post("check-password", "/v1/password-checks", json!({"password": chosen}))).await;
}

async fn students(journey: &mut Journey, id: &str) {
    for (how, body) in [
        ("by SSID", json!({"ssid": "9000000001"})),
        ("by last name and grade", json!({"last_name": "gar", "grade": "11"})),
        ("of a school", json!({"organization": CEDAR})),
        ("by last and first name", json!({"last_name": "garcia", "first_name": "a"})),
    ] {
        let _ = journey.take(Step::post("find-students", "/v1/students/search", body).how(how)).await;
    }
    let page = format!("/v1/students/{id}");
    let read = journey.take(Step::get("read-student", &page)).await;
    let etag = read.header("etag").expect("a record has an ETag");
    let path = format!("{page}/test-assignments");
    let day = journey.world.clock().today();
    let body = json!({"changes": [{"program": "sb-ela", "condition_code": "PGE", "request_received_on": day}]});
    let save = Step::new("save-test-assignments", Method::PATCH, &path);
    let headers = [("if-match", etag), ("idempotency-key", "first")];
    let _ = journey.take(Step { headers: &headers, body: Some(body), ..save }).await;
    let history = format!("{page}/history");
    let _ = journey.take(Step::get("read-student-history", &history)).await;
}

/// The operations of the API's description.
fn described(world: &World) -> BTreeSet<String> {
    let (_, description) = workflows::router(world).split_for_parts();
    let description = serde_json::to_value(description).expect("a description in JSON");
    let paths = description["paths"].as_object().expect("a description has paths");
    let operations = paths.values().filter_map(Value::as_object).flat_map(|path| path.values());
    operations.filter_map(|operation| operation["operationId"].as_str()).map(str::to_owned).collect()
}
