mod calendar;
mod drafting;
mod grants;
mod hostile;
mod notifications;
mod publishing;
mod reading;
mod resources;
mod status;
mod subscriptions;

use axum::http::Method;
use domain::access::Role;
use edge::Settings;
use publish_due_bulletins::{Deps, Tick};
use serde_json::{Value, json};
use store::Table;
use testkit::{Answer, Browser, Person, World, at_state};

use crate::people::signed_in;

/// The browser of an editor at work.
async fn editor(world: &World) -> Browser {
    signed_in(world, Person::named("editor@cde.test").with(Role::BulletinEditor, at_state())).await
}

fn new_bulletin() -> Value {
    json!({
        "headline": "CAASPP Communication: November 2026",
        "dated": "2026-11-23",
        "audience": {"roles": ["lea-caaspp-coordinator"], "program": "caaspp"},
        "sections": [
            {"kind": "reminders", "text": "Order paper tests early."},
            {"kind": "notice", "text": "Results are *public*: see [Students](/students)."},
        ],
    })
}

async fn send(browser: &mut Browser, (method, path): (Method, &str), etag: &str, body: Value) -> Answer {
    let tag = format!("\"{etag}\"");
    browser.send(method, path, &[("if-match", &tag), ("idempotency-key", "one")], Some(&body)).await
}

/// Drafts a bulletin under the idempotency key `key`.
async fn draft_as(browser: &mut Browser, key: &str, body: Value) -> Answer {
    browser.send(Method::POST, "/v1/bulletins", &[("idempotency-key", key)], Some(&body)).await
}

/// Drafts a bulletin, and gives its id.
async fn draft(browser: &mut Browser) -> String {
    draft_as(browser, "one", new_bulletin()).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn publish(browser: &mut Browser, id: &str, etag: &str, body: Value) -> Answer {
    send(browser, (Method::POST, &format!("/v1/bulletins/{id}/publication")), etag, body).await
}

/// The job that publishes what is due, run once.
async fn run_job(world: &World) -> String {
    let settings = Settings::from_pairs(workflows::settings(world));
    let deps = Deps::new(&settings, &world.dynamo, world.clock(), edge::Entropy::system()).unwrap();
    deps.handle(Tick {}).await.unwrap().outcome
}

async fn circulars(world: &World) -> Vec<Value> {
    let items = world.items(Table::Mail).await;
    items.into_iter().filter(|item| item["sk"] == "CIRCULAR").collect()
}

/// What the audit trail holds of bulletins and notices: who, what, in order of time.
async fn trail(world: &World) -> Vec<Value> {
    let mut rows = world.items(Table::Audit).await;
    rows.retain(|row| {
        row["pk"].as_str().is_some_and(|pk| pk.starts_with("BULLETIN#") || pk.starts_with("STATUS-NOTICE#"))
    });
    // Of the same moment, the version says which came first.
    let moment = |row: &Value| row["sk"].as_str().unwrap().split('#').next().unwrap().to_owned();
    rows.sort_by_key(|row| (moment(row), row["version"].as_u64()));
    rows
}
