//! Who takes part.

use domain::access::{OrganizationCode, Role, Scope};
use domain::compliance::ProgramInstrument;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Person, World, at_lea, at_school, at_state};

use crate::places::Place;

/// What a role at a place is given for. A charter is a school to a school's role and an LEA to an LEA's.
pub(crate) fn given_for(level: &str, place: Place) -> (OrganizationCode, Scope) {
    match level {
        "state" => at_state(),
        "lea" => at_lea(place.code),
        _ => at_school(place.code),
    }
}

/// Somebody with a role this year; a monitor is assigned what the reviews of the fixture are about.
pub(crate) fn somebody(username: &str, role: &str, level: &str, place: Place) -> Person {
    in_year(Person::named(username), role, level, place, "2026-27")
}

/// The same for another administration year.
pub(crate) fn in_year(person: Person, role: &str, level: &str, place: Place, year: &str) -> Person {
    let role: Role = role.parse().unwrap();
    let person = person.with_in(role, given_for(level, place), year.parse().unwrap());
    if role.is_for_instruments() { person.for_instruments(&[ProgramInstrument::EnglishLearner]) } else { person }
}

/// Signs `person` in with `browser`.
pub(crate) async fn sign_in(browser: &mut Browser, person: &Person) {
    let body = json!({"username": person.username, "password": Person::PASSWORD});
    let _ = browser.post("/v1/session", body).await.expect(200);
}

/// A browser in which this person, who has an account, has signed in.
pub(crate) async fn signed_in(world: &World, person: &Person) -> Browser {
    let mut browser = workflows::browser(world);
    sign_in(&mut browser, person).await;
    browser
}

/// Takes `role` at `from` away from a user and gives it at `to`.
pub(crate) async fn moves(by: &mut Browser, user: &str, role: &str, from: Place, to: Place) {
    let role = |place: Place| json!({"role": role, "organization": place.code, "year": "2026-27"});
    let etag = by.get(&format!("/v1/users/{user}")).await.expect(200).header("etag").unwrap().to_owned();
    let body = json!({"roles": {"add": [role(to)], "remove": [role(from)]}, "confirm_last_coordinator": true});
    let headers = [("if-match", etag.as_str())];
    let _ = by.send(axum::http::Method::PATCH, &format!("/v1/users/{user}"), &headers, Some(&body)).await.expect(200);
}

/// The id of what was just made.
pub(crate) fn made(answer: Answer) -> String {
    answer.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// What `browser` makes by `body`.
pub(crate) async fn makes(browser: &mut Browser, path: &str, key: &str, body: &Value) -> String {
    made(browser.send(axum::http::Method::POST, path, &[("idempotency-key", key)], Some(body)).await)
}
