mod files;
mod grants;
mod keeping;
mod reading;
mod registering;
mod reminding;

use axum::http::Method;
use domain::access::Role;
use edge::Settings;
use serde_json::{Value, json};
use store::Table;
use testkit::places::POPPY;
use testkit::{Answer, Browser, Person, World, at_lea};

use super::{editor, send};
use crate::people::signed_in;

/// A meeting in 17 days with two places, for which one registers alone.
fn meeting() -> Value {
    json!({
        "title": "Meeting of charter school coordinators",
        "training": {
            "host": "California Department of Education", "audience": "Charter school coordinators",
            "starts": "2026-12-09T09:30", "ends": "2026-12-09T11:00", "place": "Online",
            "join_address": "https://meet.example.org/charter", "registration": "own", "capacity": 2,
        },
    })
}

/// Session `number` of a series, on a day of December 2026.
fn session(number: u16, day: u8) -> Value {
    json!({
        "title": format!("Coffee Session {number}"),
        "training": {
            "series": "Coffee Sessions", "number": number, "host": "CDE and ETS", "audience": "LEA coordinators",
            "starts": format!("2026-12-{day:02}T14:00"), "ends": format!("2026-12-{day:02}T15:00"), "place": "Online",
            "join_address": format!("https://meet.example.org/coffee-{number}"), "registration": "series",
        },
    })
}

fn opportunity() -> Value {
    json!({
        "title": "CAST item review meeting (grade eight)",
        "details": "Help to review test items.",
        "opportunity": {
            "dates": "March 10, 11, and 17, 2027", "closes_on": "2026-12-01",
            "apply_address": "https://apply.example.org/",
        },
    })
}

fn window() -> Value {
    json!({
        "title": "Summative ELPAC",
        "test_window": {"program": "elpac", "first_day": "2027-02-01", "last_day": "2027-05-31"},
    })
}

async fn enter_as(browser: &mut Browser, key: &str, body: &Value) -> Answer {
    browser.send(Method::POST, "/v1/calendar", &[("idempotency-key", key)], Some(body)).await
}

/// Enters an event, and gives its id.
async fn enter(browser: &mut Browser, body: Value) -> String {
    let key: String = body["title"].as_str().unwrap().chars().filter(char::is_ascii_alphanumeric).collect();
    enter_as(browser, &key, &body).await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn change(browser: &mut Browser, id: &str, etag: &str, body: Value) -> Answer {
    send(browser, (Method::PUT, &format!("/v1/calendar/{id}")), etag, body).await
}

async fn withdraw(browser: &mut Browser, id: &str, etag: &str) -> Answer {
    send(browser, (Method::DELETE, &format!("/v1/calendar/{id}")), etag, json!({})).await
}

async fn coordinator(world: &World, name: &str) -> Browser {
    let username = format!("{name}@poppy.test");
    let person = Person::named(&username).called(name, "Ortiz").with(Role::LeaCaasppCoordinator, at_lea(POPPY));
    signed_in(world, person).await
}

async fn register(browser: &mut Browser, id: &str) -> Answer {
    browser.send(Method::PUT, &format!("/v1/calendar/{id}/registration"), &[], None).await
}

async fn end(browser: &mut Browser, id: &str) -> Answer {
    browser.send(Method::DELETE, &format!("/v1/calendar/{id}/registration"), &[], None).await
}

/// What the audit trail holds of events of the calendar, in order of time.
async fn trail(world: &World) -> Vec<Value> {
    let mut rows = world.items(Table::Audit).await;
    rows.retain(|row| row["pk"].as_str().is_some_and(|pk| pk.starts_with("CALENDAR-EVENT#")));
    rows.sort_by_key(|row| row["sk"].as_str().unwrap().to_owned());
    rows
}

/// The letters about trainings, by what they tell.
async fn letters(world: &World, notice: &str) -> Vec<Value> {
    let items = world.items(Table::Mail).await;
    let of_trainings = items.into_iter().filter(|item| item["letter"]["letter"] == "training-notice");
    of_trainings.filter(|item| item["letter"]["notice"] == notice).collect()
}

/// The job that tells what there is to tell.
fn job(world: &World, dynamo: &store::Dynamo) -> remind_trainings::Deps {
    let settings = Settings::from_pairs(workflows::settings(world));
    remind_trainings::Deps::new(&settings, dynamo, world.clock(), edge::Entropy::system()).unwrap()
}

/// It, run once.
async fn run_job(world: &World) -> String {
    job(world, &world.dynamo).handle(remind_trainings::Tick {}).await.unwrap().outcome
}
