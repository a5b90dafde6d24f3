//! Each function's event goes through its router as API Gateway would send it.

use axum::Router;
use axum::http::StatusCode;
use domain::access::Role;
use domain::accounts::LinkKey;
use domain::compliance::ProgramInstrument;
use domain::directory::{Organization, OrganizationKind};
use domain::ids::UserId;
use edge::Entropy;
use serde_json::Value;
use store::Table;
use store::directory::organization_item;
use testkit::places::{CEDAR, POPPY};
use testkit::{Person, World, a_review, a_student, at_lea, at_state, secrets};
use tower::ServiceExt as _;
use workflows::{EVENT_FUNCTIONS, FUNCTIONS, Function};

use crate::api::{description_of, operations};
use crate::people::signed_in;
use crate::{at, read};

/// The cookie and the student of the events. In no world are they anyone's.
const COOKIE: &str = "__Host-session=aaaaaaaaaaaaaaaaaaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const STUDENT: &str = "mzxw6ytboi4dcmrtgq2tmnzyha";
/// The token of the letter that somebody unsubscribes by.
const TOKEN: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn event_of(function: &Function) -> Value {
    serde_json::from_str(&read(&format!("events/{}.json", function.name))).expect("an event is JSON")
}

/// How its event is answered to a stranger and to someone signed in.
fn expected(function: &Function) -> (StatusCode, StatusCode) {
    match function.name {
        "check-health" | "find-answers" | "read-bulletins" | "read-calendar" => (StatusCode::OK, StatusCode::OK),
        // Whoever has the link, signed in or not.
        "end-subscription" => (StatusCode::NOT_FOUND, StatusCode::NO_CONTENT),
        // A request for a link is taken from anyone.
        "activate-account" | "reset-password" => (StatusCode::ACCEPTED, StatusCode::ACCEPTED),
        "manage-calendar"
        | "manage-reviews"
        | "post-status-notice"
        | "publish-bulletin"
        | "request-document-upload"
        | "resolve-finding" => (StatusCode::UNAUTHORIZED, StatusCode::CREATED),
        _ => (StatusCode::UNAUTHORIZED, StatusCode::OK),
    }
}

async fn answer(world: &World, function: &Function, event: &str) -> StatusCode {
    let request = lambda_http::request::from_str(event).expect("an event of the HTTP API");
    let app = edge::app(Router::from(function.router(world)), Entropy::system());
    app.oneshot(request).await.expect("a router always answers").status()
}

#[test]
fn there_is_one_event_for_each_function() {
    let files = std::fs::read_dir(at("events")).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<_> = files.collect();
    files.sort();
    let names =
        FUNCTIONS.iter().map(|function| function.name).chain(EVENT_FUNCTIONS.iter().map(|function| function.name));
    let mut meant: Vec<_> = names.map(|name| format!("{name}.json")).collect();
    meant.sort();
    assert_eq!(files, meant);
}

#[tokio::test]
async fn an_event_is_one_that_the_api_would_send_to_its_function() {
    let world = World::start().await;
    for function in &FUNCTIONS {
        let event = event_of(function);
        let (http, name) = (&event["requestContext"]["http"], function.name);
        let routes = operations(&description_of(function, &world));
        assert!(routes.iter().any(|operation| event["routeKey"] == operation.route), "{name}");
        assert_eq!(event["requestContext"]["routeKey"], event["routeKey"], "{name}");
        assert_eq!(http["path"], event["rawPath"], "{name}");
        let route = format!("{} {}", http["method"], http["path"]).replace('"', "");
        let mut key = event["routeKey"].as_str().unwrap().to_owned();
        for (parameter, value) in event["pathParameters"].as_object().into_iter().flatten() {
            key = key.replace(&format!("{{{parameter}}}"), value.as_str().unwrap());
        }
        assert_eq!(key, route, "{name}");
        let length = event["body"].as_str().map(|body| body.len().to_string());
        assert_eq!(event["headers"]["content-length"].as_str(), length.as_deref(), "{name}");
    }
}

#[tokio::test]
async fn the_events_of_a_stranger_are_answered_but_refused() {
    let world = World::start().await;
    for function in &FUNCTIONS {
        let answer = answer(&world, function, &event_of(function).to_string()).await;
        assert_eq!(answer, expected(function).0, "{}", function.name);
    }
}

#[tokio::test]
async fn the_events_of_someone_signed_in_do_what_they_are_an_example_of() {
    let world = World::start().await;
    for (code, kind) in [(POPPY, OrganizationKind::District), (CEDAR, OrganizationKind::School)] {
        let (county, lea) = (code[..2].parse().unwrap(), code[..7].parse().ok());
        let organization =
            Organization { code: code.parse().unwrap(), name: code.into(), kind, county, lea, charter: None };
        world.put(Table::Directory, organization_item(&organization).unwrap()).await;
    }
    let student = a_student("9000000001").save(&world).await;
    let cookie = signed_in(&world, Person::coordinator()).await.cookie.expect("a session");
    // The review of the events, with its item.
    let _ = a_review(13).with_item(ProgramInstrument::EnglishLearner).save(&world).await;
    let administrator = Person::named("compliance.admin@cde.test").with(Role::ComplianceAdministrator, at_state());
    let of_administrator = signed_in(&world, administrator).await.cookie.expect("a session");
    let coordinator = Person::named("review.coordinator@poppy.test").with(Role::LeaReviewCoordinator, at_lea(POPPY));
    let of_coordinator = signed_in(&world, coordinator).await.cookie.expect("a session");
    let editor = Person::named("editor@cde.test").with(Role::BulletinEditor, at_state());
    let of_editor = signed_in(&world, editor).await.cookie.expect("a session");
    let token = LinkKey::new(secrets::LINK_KEY).unwrap().unsubscription(UserId::from_bytes([7; 16])).reveal();
    for function in &FUNCTIONS {
        let cookie = match function.name {
            "manage-reviews" | "resolve-finding" => &of_administrator,
            "read-reviews" | "request-document-upload" => &of_coordinator,
            "manage-calendar" | "post-status-notice" | "publish-bulletin" => &of_editor,
            _ => &cookie,
        };
        let event = event_of(function).to_string().replace(COOKIE, cookie).replace(STUDENT, &student.to_string());
        let event = event.replace(TOKEN, &token);
        assert_eq!(answer(&world, function, &event).await, expected(function).1, "{}", function.name);
    }
}
