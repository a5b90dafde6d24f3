//! How many calls to AWS each operation makes on its happy path, how many one after the other, and what they are charged.

mod accounts;
mod bulletins;
mod calendar;
mod compliance;
mod own_account;
mod resources;
mod students;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::http::Method;
use domain::access::{OrganizationCode, Role, Scope};
use domain::directory::OrganizationKind;
use serde_json::{Value, json};
use testkit::places::{CEDAR, DUNE, POPPY};
use testkit::{Answer, Browser, Call, Person, Population, World, a_student, at_school, save_organization};

use crate::capacity::{Capacity, Units};
use crate::figures::processor;
use crate::table::Table;

/// What only somebody who holds a passkey can do: it takes an authenticator.
const WITH_A_PASSKEY: [&str; 3] = ["add-passkey", "challenge-passkey", "remove-passkey"];

/// How many students the LEA has beside the one who is looked at: pages are full.
const STUDENTS: u64 = 2_000;

/// What a password is changed to.
const CHOSEN: &str = "seven herons over the poppies";

/// The header of what is made at most once.
const KEY: &[(&str, &str)] = &[("idempotency-key", "first")];

/// One person's way through every operation.
struct Journey {
    world: World,
    capacity: Capacity,
    browser: Browser,
    taken: Vec<Taken>,
}

/// What an operation took.
pub(crate) struct Taken {
    pub(crate) operation: String,
    how: String,
    pub(crate) levels: usize,
    calls: usize,
    which: String,
    pub(crate) units: Units,
    /// What the thread computed, with the embedded DynamoDB's part on it.
    pub(crate) processor: Duration,
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

    fn with(self, headers: &'a [(&'a str, &'a str)]) -> Self {
        Self { headers, ..self }
    }
}

impl Journey {
    async fn take(&mut self, step: Step<'_>) -> Answer {
        let _ = (self.world.calls.take(), self.capacity.take());
        let before = processor();
        let answer = self.browser.send(step.method, step.path, step.headers, step.body.as_ref()).await;
        let processor = processor().saturating_sub(before);
        assert!(answer.status.is_success(), "{}: {} {}", step.operation, answer.status, answer.text);
        let levels = self.world.calls.levels();
        let calls = self.world.calls.take();
        let by_level: Vec<_> = (1..=levels).map(|level| side_by_side(&calls, level)).collect();
        self.taken.push(Taken {
            operation: step.operation.to_owned(),
            how: step.how.to_owned(),
            levels,
            calls: calls.iter().filter(|call| call.level > 0).count(),
            which: by_level.join(" → "),
            units: self.capacity.take(),
            processor,
        });
        answer
    }

    /// Lets somebody else go on, and gives back who went before.
    fn hand_to(&mut self, browser: Browser) -> Browser {
        std::mem::replace(&mut self.browser, browser)
    }
}

impl Taken {
    /// As in `find-students by SSID`.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.operation, self.how).trim().to_owned()
    }
}

/// As in `Query students × 2 + PutItem audit`.
fn side_by_side(calls: &[Call], level: usize) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.level == level) {
        *counts.entry(named(call)).or_default() += 1;
    }
    let times = |(call, count): (String, usize)| if count == 1 { call } else { format!("{call} × {count}") };
    counts.into_iter().map(times).collect::<Vec<_>>().join(" + ")
}

fn named(call: &Call) -> String {
    let mut tables: Vec<_> = call.used.iter().filter_map(store::Grant::table).map(store::Table::name).collect();
    tables.dedup();
    format!("{} {}", call.operation, tables.join(", "))
}

/// The table of operations.
pub(crate) fn table(taken: &[Taken]) -> Table {
    let mut table = Table::new(["operation", "levels", "calls", "which: + side by side, → one after the other"]);
    for taken in taken {
        table.row([taken.name(), taken.levels.to_string(), taken.calls.to_string(), taken.which.clone()]);
    }
    table
}

/// What every operation takes.
pub(crate) async fn count() -> Vec<Taken> {
    let capacity = Capacity::default();
    let mut world = World::start().await;
    world.dynamo = world.dynamo.listened_to_by(capacity.clone());
    for (code, kind) in [(POPPY, OrganizationKind::District), (CEDAR, OrganizationKind::School)] {
        save_organization(&world, code, kind).await;
    }
    Population::of(&POPPY[..7], 9_100_000_000, STUDENTS).save(&world).await;
    let id = a_student("9000000001").named("Garcia", "Ana").save(&world).await;
    let mut person = Person::coordinator().with(Role::TestAdministrator, at_school(DUNE)).without_terms();
    person.save(&world).await;
    let browser = workflows::browser(&world);
    let mut journey = Journey { world, capacity, browser, taken: Vec::new() };
    accounts::accounts(&mut journey, &person.username).await;
    accounts::links(&mut journey).await;
    accounts::users(&mut journey).await;
    students::students(&mut journey, &id.to_string()).await;
    compliance::reviews(&mut journey).await;
    compliance::documents_and_reports(&mut journey).await;
    bulletins::bulletins(&mut journey).await;
    bulletins::status(&mut journey).await;
    bulletins::notifications(&mut journey).await;
    calendar::calendar(&mut journey).await;
    resources::resources(&mut journey).await;
    own_account::own_account(&mut journey, &person.username).await;
    let _ = journey.take(Step::new("end-session", Method::DELETE, "/v1/session")).await;
    let done: BTreeSet<_> = journey.taken.iter().map(|taken| taken.operation.clone()).collect();
    let described: BTreeSet<_> = described(&journey.world)
        .into_iter()
        .filter(|operation| !WITH_A_PASSKEY.contains(&operation.as_str()))
        .collect();
    assert_eq!(done, described, "the operations of the journey and those of the API's description");
    journey.taken
}

/// A browser in which somebody has signed in who works in this role alone.
async fn at_work(world: &World, username: &str, role: Role, place: (OrganizationCode, Scope)) -> Browser {
    let mut person = Person::named(username).with(role, place);
    person.save(world).await;
    let mut browser = workflows::browser(world);
    let credentials = json!({"username": username, "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", credentials).await.expect(200);
    browser
}

/// The operations of the API's description.
fn described(world: &World) -> BTreeSet<String> {
    let (_, description) = workflows::router(world).split_for_parts();
    let description = serde_json::to_value(description).expect("a description in JSON");
    let paths = description["paths"].as_object().expect("a description has paths");
    let operations = paths.values().filter_map(Value::as_object).flat_map(|path| path.values());
    operations.filter_map(|operation| operation["operationId"].as_str()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What takes a third level, each with its reason in docs/ARCHITECTURE.md or a record.
    const IN_THREE: [&str; 4] =
        ["change-password", "report-open-work", "report-submissions", "verify-session by password"];

    #[tokio::test]
    async fn every_operation_takes_the_round_trips_that_the_docs_tell_and_at_most_two_levels_but_for_four() {
        let taken = count().await;
        let mut deep: Vec<_> = taken.iter().filter(|taken| taken.levels > 2).map(Taken::name).collect();
        deep.sort();
        assert_eq!(deep, IN_THREE);
        assert!(taken.iter().all(|taken| taken.levels <= 3));
        let mut printed = Vec::new();
        table(&taken).write(&mut printed).unwrap();
        let printed = String::from_utf8(printed).unwrap();
        let docs = include_str!("../../../docs/PERFORMANCE.md");
        for row in printed.lines() {
            assert!(
                docs.contains(row),
                "docs/PERFORMANCE.md, Round trips: no such row; print it anew\n{row}\n{printed}"
            );
        }
    }
}
