//! Users, looked after by those whose roles give theirs.

mod add;
mod affidavits;
mod change;
mod help;
pub(crate) mod interleaving;
mod list;
mod monitors;
mod upload;

use axum::http::Method;
use domain::access::Role;
use serde_json::{Value, json};
use store::Table;
use testkit::places::{CEDAR, POPPY};
use testkit::{Answer, Browser, Person, World, at_lea, at_school, at_state};

/// A test administrator of Cedar High.
pub(crate) fn priya() -> Person {
    Person::named("test.administrator@poppy.test")
        .called("Priya", "Raman")
        .with(Role::TestAdministrator, at_school(CEDAR))
}

pub(crate) fn coordinator() -> Person {
    Person::coordinator().called("Lee", "Romero")
}

pub(crate) fn site_coordinator() -> Person {
    Person::named("site.coordinator@poppy.test")
        .called("Tomás", "Núñez")
        .with(Role::SiteCaasppCoordinator, at_school(CEDAR))
}

pub(crate) fn superintendent() -> Person {
    Person::named("superintendent@poppy.test").called("Grace", "Okafor").with(Role::Superintendent, at_lea(POPPY))
}

pub(crate) fn state_administrator() -> Person {
    Person::named("state.admin@cde.test").called("Alex", "Kim").with(Role::StateAdministrator, at_state())
}

pub(crate) fn help_desk() -> Person {
    Person::named("help.desk@caltac.test").called("Jo", "Vega").with(Role::HelpDesk, at_state())
}

pub(crate) fn role(role: &str, organization: &str) -> Value {
    json!({"role": role, "organization": organization, "year": "2026-27"})
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made for it")]
pub(crate) fn noor(roles: Value) -> Value {
    json!({"first_name": "Noor", "last_name": "Haddad", "email": "noor.haddad@poppy.test", "roles": roles})
}

pub(crate) async fn add(browser: &mut Browser, key: &str, body: Value) -> Answer {
    browser.send(Method::POST, "/v1/users", &[("idempotency-key", key)], Some(&body)).await
}

pub(crate) async fn change(browser: &mut Browser, id: &str, etag: &str, body: Value) -> Answer {
    browser.send(Method::PATCH, &format!("/v1/users/{id}"), &[("if-match", etag)], Some(&body)).await
}

pub(crate) async fn audited(world: &World, action: &str) -> Vec<Value> {
    world.items(Table::Audit).await.into_iter().filter(|row| row["action"] == action).collect()
}

/// The kinds of the letters in the queue.
pub(crate) async fn letters(world: &World) -> Vec<String> {
    let items = world.items(Table::Mail).await;
    let mut kinds: Vec<_> = items.iter().map(|item| item["letter"]["letter"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds
}

/// What a refused change must leave alone, but for sessions.
pub(crate) async fn stored(world: &World) -> (Vec<Value>, Vec<Value>, usize) {
    let accounts = world.items(Table::Accounts).await;
    let trail = world.items(Table::Audit).await;
    let changes = ["user-added", "user-changed", "activation-sent", "sessions-ended"];
    let count = trail.iter().filter(|row| changes.contains(&row["action"].as_str().unwrap())).count();
    let lasting = |item: &Value| !item["sk"].as_str().unwrap().starts_with("SESSION#");
    (accounts.into_iter().filter(lasting).collect(), world.items(Table::Mail).await, count)
}

/// The account as it is stored.
pub(crate) async fn profile(world: &World, id: &str) -> Value {
    let pk = format!("USER#{id}");
    let items = world.items(Table::Accounts).await;
    items.into_iter().find(|item| item["pk"] == pk.as_str() && item["sk"] == "PROFILE").unwrap()
}
